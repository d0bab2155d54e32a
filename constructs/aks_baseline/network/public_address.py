"""Public IP address."""

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.public_ip import PublicIp
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics


class PublicAddress(Construct):
    """A static, zone-redundant Standard address, with its DDoS logs and metrics in the workspace.

    Allow-lists of partners name these addresses, so they are protected like data.
    Source: article, "Egress traffic flow".

    Args:
        name: Name of the address.
        at: Resource group, region and availability zones.
        workspace_id: Log Analytics workspace for logs and metrics.
        lifecycle: Protection from deletion. None: no protection.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        at: Placement,
        workspace_id: str,
        lifecycle: TerraformResourceLifecycle | None,
    ) -> None:
        super().__init__(scope, id_)
        address = PublicIp(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            sku="Standard",
            allocation_method="Static",
            ip_version="IPv4",
            idle_timeout_in_minutes=4,
            zones=at.zones,
            lifecycle=lifecycle,
        )
        self.name = name
        self.id = address.id
        self.ip_address = address.ip_address
        send_diagnostics(address, to=workspace_id)
