"""Azure Traffic Manager."""

from collections.abc import Sequence

from cdktf_cdktf_provider_azurerm.dns_cname_record import DnsCnameRecord
from cdktf_cdktf_provider_azurerm.traffic_manager_external_endpoint import TrafficManagerExternalEndpoint
from cdktf_cdktf_provider_azurerm.traffic_manager_profile import (
    TrafficManagerProfile,
    TrafficManagerProfileDnsConfig,
    TrafficManagerProfileMonitorConfig,
    TrafficManagerProfileMonitorConfigCustomHeader,
)
from constructs import Construct

from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.router.origin import HEALTH_PATH, Origin
from aks_baseline.router.public_zone import PublicZone

# Resolvers keep an answer for this long, so a failover takes the time of the probes and this on top.
ANSWER_SECONDS = 60


class TrafficManager(Construct):
    """Azure Traffic Manager, which answers DNS with the gateway that is nearest to the client and healthy.

    Clients speak to the gateways directly: there is no firewall and no certificate here. It costs little, and a
    failover waits until resolvers forget the old answer. Weights and priorities of origins are not used.
    Source: article, "Multiple regions"; Azure page "Traffic Manager endpoint monitoring".

    Args:
        name: Name of the profile, and first part of its name under trafficmanager.net.
        resource_group: Resource group.
        host: Name that clients ask for. Probes send it as the host name.
        zone: Public zone that gets the alias of `host`. None: the owner of the domain makes it.
        origins: Gateways. A gateway that is not live is in no answer.
        workspace_id: Log Analytics workspace for logs and metrics.

    Attributes:
        endpoint_host: Name of Azure that `host` must be an alias of.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_group: str,
        host: str,
        zone: PublicZone | None,
        origins: Sequence[Origin],
        workspace_id: str,
    ) -> None:
        super().__init__(scope, id_)
        profile = TrafficManagerProfile(
            self,
            "Default",
            name=name,
            resource_group_name=resource_group,
            traffic_routing_method="Performance",
            dns_config=TrafficManagerProfileDnsConfig(relative_name=name, ttl=ANSWER_SECONDS),
            monitor_config=TrafficManagerProfileMonitorConfig(
                protocol="HTTPS",
                port=443,
                path=HEALTH_PATH,
                interval_in_seconds=30,
                timeout_in_seconds=10,
                tolerated_number_of_failures=3,
                expected_status_code_ranges=["200-399"],
                custom_header=[TrafficManagerProfileMonitorConfigCustomHeader(name="host", value=host)],
            ),
        )
        send_diagnostics(profile, to=workspace_id)
        for origin in origins:
            TrafficManagerExternalEndpoint(
                self,
                f"origin_{origin.name}",
                name=origin.name,
                profile_id=profile.id,
                enabled=origin.live,
                target=origin.host,
                endpoint_location=origin.location,
            )
        if zone:
            DnsCnameRecord(
                self,
                "alias",
                name=zone.label(host),
                resource_group_name=zone.resource_group,
                zone_name=zone.name,
                ttl=3600,
                record=profile.fqdn,
                provider=zone.provider,
            )
        self.endpoint_host = profile.fqdn
