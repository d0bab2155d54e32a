"""NAT gateway."""

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.nat_gateway import NatGateway
from cdktf_cdktf_provider_azurerm.nat_gateway_public_ip_association import NatGatewayPublicIpAssociation
from cdktf_cdktf_provider_azurerm.subnet_nat_gateway_association import SubnetNatGatewayAssociation
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.network.public_address import PublicAddress


class EgressNatGateway(Construct):
    """Standard NAT gateway with its public addresses, bound to the node subnets. It inspects nothing.

    Azure puts it into one zone of its own choice. Source: article, "Egress traffic flow"; Azure page "Create a managed
    or user-assigned NAT gateway for your Azure Kubernetes Service (AKS) cluster".

    Args:
        name: Name of the NAT gateway.
        address_names: Names of its public addresses, 1 to 16. An address adds 64,512 ports.
        at: Resource group and region.
        subnets: Ids of the subnets that leave through it, by construct id.
        workspace_id: Log Analytics workspace for logs and metrics of the addresses.
        lifecycle: Protection of the public addresses from deletion. None: no protection.

    Attributes:
        public_ips: Addresses that services on the internet see.
        ready: Resources that nodes wait for, which have no way out without them.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        address_names: Sequence[str],
        at: Placement,
        subnets: Mapping[str, str],
        workspace_id: str,
        lifecycle: TerraformResourceLifecycle | None,
    ) -> None:
        super().__init__(scope, id_)
        gateway = NatGateway(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            sku_name="Standard",
            idle_timeout_in_minutes=4,
        )
        addresses = [
            PublicAddress(self, f"address_{number}", name=each, at=at, workspace_id=workspace_id, lifecycle=lifecycle)
            for number, each in enumerate(address_names)
        ]
        self.public_ips = tuple(address.ip_address for address in addresses)
        bound: list[ITerraformDependable] = [
            NatGatewayPublicIpAssociation(
                self, f"address_{number}_bound", nat_gateway_id=gateway.id, public_ip_address_id=address.id
            )
            for number, address in enumerate(addresses)
        ]
        bound += [
            SubnetNatGatewayAssociation(self, part, subnet_id=subnet_id, nat_gateway_id=gateway.id)
            for part, subnet_id in subnets.items()
        ]
        self.ready = tuple(bound)
