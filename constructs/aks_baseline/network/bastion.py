"""Azure Bastion."""

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.bastion_host import BastionHost, BastionHostIpConfiguration
from constructs import Construct

from aks_baseline.foundation.names import Names
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.network.public_address import PublicAddress


class Bastion(Construct):
    """Bastion Standard with native-client tunnels: sessions to machines without a public address, and to a private
    API server.

    Required. `after`: the security group's association, without which Azure refuses the host.
    Source: article, "Hub" and "Management traffic".
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        at: Placement,
        names: Names,
        subnet_id: str,
        after: ITerraformDependable,
        workspace_id: str,
        lifecycle: TerraformResourceLifecycle | None,
    ) -> None:
        super().__init__(scope, id_)
        address = PublicAddress(
            self, "address", name=names.bastion_address, at=at, workspace_id=workspace_id, lifecycle=lifecycle
        )
        host = BastionHost(
            self,
            "Default",
            name=names.bastion,
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
        self.name = names.bastion
        self.id = host.id
        send_diagnostics(host, to=workspace_id)
