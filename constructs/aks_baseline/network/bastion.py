"""Azure Bastion."""

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.bastion_host import BastionHost, BastionHostIpConfiguration
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.network.public_address import PublicAddress


class Bastion(Construct):
    """Bastion Standard with native-client tunnels, and its public address.

    It opens sessions to machines without a public address and to a private API server.
    Source: article, "Hub" and "Management traffic".

    Args:
        name: Name of the Bastion host.
        address_name: Name of its public address.
        at: Resource group, region and availability zones.
        subnet_id: AzureBastionSubnet.
        after: Association of the subnet's security group. Azure refuses the host while a group lacks its rules.
        workspace_id: Log Analytics workspace for logs and metrics.
        lifecycle: Protection of the public address from deletion. None: no protection.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        address_name: str,
        at: Placement,
        subnet_id: str,
        after: ITerraformDependable,
        workspace_id: str,
        lifecycle: TerraformResourceLifecycle | None,
    ) -> None:
        super().__init__(scope, id_)
        address = PublicAddress(
            self, "address", name=address_name, at=at, workspace_id=workspace_id, lifecycle=lifecycle
        )
        host = BastionHost(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            sku="Standard",
            tunneling_enabled=True,
            zones=at.zones,
            ip_configuration=BastionHostIpConfiguration(
                name="hub-subnet", subnet_id=subnet_id, public_ip_address_id=address.id
            ),
            depends_on=[after],
        )
        self.name = name
        self.id = host.id
        self.ip_address = address.ip_address
        send_diagnostics(host, to=workspace_id)
