"""Azure Firewall and its public addresses."""

from collections.abc import Sequence

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.firewall import Firewall, FirewallIpConfiguration
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.network.public_address import PublicAddress

ALL_ZONES = "123"


class EgressFirewall(Construct):
    """Zone-redundant Premium firewall through which the spokes reach the internet, with its public addresses.

    Source: article, "Subnet to host Firewall" and "Egress traffic flow".

    Args:
        name: Name of the firewall.
        address_names: Names of its public addresses, 1 to 20. An address adds 2,496 SNAT ports an instance. In other
            zones than all three, the zones follow the name.
        at: Resource group, region and availability zones.
        subnet_id: AzureFirewallSubnet.
        policy_id: Firewall policy, of `EgressPolicy` or of the organization.
        after: Rule groups of the policy. The first nodes then find their rules in force.
        workspace_id: Log Analytics workspace for logs and metrics.
        lifecycle: Protection of the public addresses from deletion. None: no protection.

    Attributes:
        id: Of the firewall.
        private_ip: Next hop of the spokes.
        public_ips: Addresses that services on the internet see.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        address_names: Sequence[str],
        at: Placement,
        subnet_id: str,
        policy_id: str,
        after: Sequence[ITerraformDependable] = (),
        workspace_id: str,
        lifecycle: TerraformResourceLifecycle | None,
    ) -> None:
        super().__init__(scope, id_)
        # Azure deletes no address in use. So the firewall lets go of one first, when there are to be fewer.
        released_first = TerraformResourceLifecycle(
            prevent_destroy=lifecycle.prevent_destroy if lifecycle else None, create_before_destroy=True
        )
        addresses = [
            PublicAddress(
                self,
                f"address_{number}",
                name=f"{address_name}{_zones_in_name(at)}",
                at=at,
                workspace_id=workspace_id,
                lifecycle=released_first,
            )
            for number, address_name in enumerate(address_names)
        ]
        firewall = Firewall(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            sku_name="AZFW_VNet",
            sku_tier="Premium",
            zones=at.zones,
            firewall_policy_id=policy_id,
            ip_configuration=[
                FirewallIpConfiguration(
                    name=address.name,
                    public_ip_address_id=address.id,
                    subnet_id=subnet_id if number == 0 else None,  # Azure takes the subnet once
                )
                for number, address in enumerate(addresses)
            ],
            depends_on=list(after) or None,
        )
        self.id = firewall.id
        self.private_ip = firewall.ip_configuration.get(0).private_ip_address
        self.public_ips = tuple(address.ip_address for address in addresses)
        send_diagnostics(firewall, to=workspace_id)


def _zones_in_name(at: Placement) -> str:
    """Name the zones of an address. In other zones it is another address, made while the first one still stands."""
    zones = "".join(sorted(at.zones or ()))
    return "" if zones == ALL_ZONES else f"-z{zones or '0'}"
