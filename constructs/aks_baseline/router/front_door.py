"""Azure Front Door."""

from collections.abc import Sequence

from cdktf_cdktf_provider_azurerm.cdn_frontdoor_custom_domain import (
    CdnFrontdoorCustomDomain,
    CdnFrontdoorCustomDomainTls,
)
from cdktf_cdktf_provider_azurerm.cdn_frontdoor_custom_domain_association import CdnFrontdoorCustomDomainAssociation
from cdktf_cdktf_provider_azurerm.cdn_frontdoor_endpoint import CdnFrontdoorEndpoint
from cdktf_cdktf_provider_azurerm.cdn_frontdoor_origin import CdnFrontdoorOrigin
from cdktf_cdktf_provider_azurerm.cdn_frontdoor_origin_group import (
    CdnFrontdoorOriginGroup,
    CdnFrontdoorOriginGroupHealthProbe,
    CdnFrontdoorOriginGroupLoadBalancing,
)
from cdktf_cdktf_provider_azurerm.cdn_frontdoor_profile import CdnFrontdoorProfile
from cdktf_cdktf_provider_azurerm.cdn_frontdoor_route import CdnFrontdoorRoute
from cdktf_cdktf_provider_azurerm.cdn_frontdoor_security_policy import (
    CdnFrontdoorSecurityPolicy,
    CdnFrontdoorSecurityPolicySecurityPolicies,
    CdnFrontdoorSecurityPolicySecurityPoliciesFirewall,
    CdnFrontdoorSecurityPolicySecurityPoliciesFirewallAssociation,
    CdnFrontdoorSecurityPolicySecurityPoliciesFirewallAssociationDomain,
)
from cdktf_cdktf_provider_azurerm.dns_cname_record import DnsCnameRecord
from cdktf_cdktf_provider_azurerm.dns_txt_record import DnsTxtRecord, DnsTxtRecordRecord
from constructs import Construct

from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.router.front_door_firewall import front_door_firewall
from aks_baseline.router.origin import HEALTH_PATH, Origin
from aks_baseline.router.public_zone import PublicZone

# Managed rule sets of the web application firewall need Premium.
SKU = "Premium_AzureFrontDoor"

# All of Front Door's edges probe: about 100 requests a minute to every gateway at this interval (Azure page "Health
# probes"). Two failed probes out of four take a gateway out of service, so a failure lasts about two minutes.
PROBE_SECONDS = 60

SECONDS_OF_RECORDS = 3600


class FrontDoor(Construct):
    """Azure Front Door Premium with its web application firewall, in front of the gateways of several clusters.

    Clients speak HTTPS with TLS 1.2 or later to Front Door, with a certificate that Front Door gets and renews. HTTP is
    redirected. Front Door speaks HTTPS to the gateways: it trusts only a certificate of a public CA that contains the
    host name of the gateway. Nothing is cached. The name that Azure gives to the endpoint is not served, so that every
    request passes the firewall.
    Source: article, "Multiple regions"; Azure pages "TLS encryption with Azure Front Door", "Origins and origin groups
    in Azure Front Door".

    Args:
        name: Name of the profile.
        endpoint_name: Name of the endpoint, the first part of a public host name.
        firewall_name: Name of the WAF policy: letters and digits, beginning with a letter.
        resource_group: Resource group.
        host: Name that clients ask for. Gateways get it as the host name of every request.
        zone: Public zone that gets the records of `host`. None: the owner of the domain makes them.
        origins: Gateways. A gateway that is not live gets no requests.
        workspace_id: Log Analytics workspace for logs and metrics.

    Attributes:
        front_door_id: Id that Front Door sends in the header `X-Azure-FDID`. Gateways refuse requests without it.
        endpoint_host: Name of Azure that `host` must be an alias of.
        validation_token: Value of the TXT record `_dnsauth` that proves who owns `host`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        endpoint_name: str,
        firewall_name: str,
        resource_group: str,
        host: str,
        zone: PublicZone | None,
        origins: Sequence[Origin],
        workspace_id: str,
    ) -> None:
        super().__init__(scope, id_)
        profile = CdnFrontdoorProfile(self, "Default", name=name, resource_group_name=resource_group, sku_name=SKU)
        send_diagnostics(profile, to=workspace_id)
        endpoint = CdnFrontdoorEndpoint(self, "endpoint", name=endpoint_name, cdn_frontdoor_profile_id=profile.id)
        domain = CdnFrontdoorCustomDomain(
            self,
            "domain",
            name=host.replace(".", "-"),
            cdn_frontdoor_profile_id=profile.id,
            dns_zone_id=zone.id if zone else None,
            host_name=host,
            # Front Door refuses anything older than TLS 1.2 by itself, and azurerm calls its argument deprecated.
            tls=CdnFrontdoorCustomDomainTls(certificate_type="ManagedCertificate"),
        )
        firewall = front_door_firewall(self, "firewall", name=firewall_name, resource_group=resource_group, sku=SKU)
        protection = self._protect(profile.id, firewall_id=firewall.id, domain_id=domain.id)
        route = self._route(profile.id, endpoint_id=endpoint.id, domain_id=domain.id, host=host, origins=origins)
        if zone:
            # Front Door serves a domain only if all of its parts are there before the alias (azurerm's page of
            # cdn_frontdoor_custom_domain).
            self._records(zone, host=host, domain=domain, endpoint=endpoint, after=[route, protection])
        self.front_door_id = profile.resource_guid
        self.endpoint_host = endpoint.host_name
        self.validation_token = domain.validation_token

    def _protect(self, profile_id: str, *, firewall_id: str, domain_id: str) -> CdnFrontdoorSecurityPolicy:
        return CdnFrontdoorSecurityPolicy(
            self,
            "protection",
            name="protection",
            cdn_frontdoor_profile_id=profile_id,
            security_policies=CdnFrontdoorSecurityPolicySecurityPolicies(
                firewall=CdnFrontdoorSecurityPolicySecurityPoliciesFirewall(
                    cdn_frontdoor_firewall_policy_id=firewall_id,
                    association=CdnFrontdoorSecurityPolicySecurityPoliciesFirewallAssociation(
                        patterns_to_match=["/*"],
                        domain=[
                            CdnFrontdoorSecurityPolicySecurityPoliciesFirewallAssociationDomain(
                                cdn_frontdoor_domain_id=domain_id
                            )
                        ],
                    ),
                )
            ),
        )

    def _route(
        self, profile_id: str, *, endpoint_id: str, domain_id: str, host: str, origins: Sequence[Origin]
    ) -> CdnFrontdoorRoute:
        group = CdnFrontdoorOriginGroup(
            self,
            "gateways",
            name="gateways",
            cdn_frontdoor_profile_id=profile_id,
            session_affinity_enabled=False,
            load_balancing=CdnFrontdoorOriginGroupLoadBalancing(sample_size=4, successful_samples_required=3),
            health_probe=CdnFrontdoorOriginGroupHealthProbe(
                protocol="Https", path=HEALTH_PATH, request_type="GET", interval_in_seconds=PROBE_SECONDS
            ),
        )
        route = CdnFrontdoorRoute(
            self,
            "route",
            name="all",
            cdn_frontdoor_endpoint_id=endpoint_id,
            cdn_frontdoor_origin_group_id=group.id,
            cdn_frontdoor_origin_ids=[self._origin(origin, group_id=group.id, host=host).id for origin in origins],
            cdn_frontdoor_custom_domain_ids=[domain_id],
            link_to_default_domain=False,
            patterns_to_match=["/*"],
            supported_protocols=["Http", "Https"],
            https_redirect_enabled=True,
            forwarding_protocol="HttpsOnly",
        )
        # Without it, the domain cannot be deleted before the route (azurerm's page of the association).
        CdnFrontdoorCustomDomainAssociation(
            self, "served", cdn_frontdoor_custom_domain_id=domain_id, cdn_frontdoor_route_ids=[route.id]
        )
        return route

    def _origin(self, origin: Origin, *, group_id: str, host: str) -> CdnFrontdoorOrigin:
        return CdnFrontdoorOrigin(
            self,
            f"origin_{origin.name}",
            name=origin.name,
            cdn_frontdoor_origin_group_id=group_id,
            enabled=origin.live,
            host_name=origin.host,
            origin_host_header=host,
            certificate_name_check_enabled=True,
            priority=origin.priority,
            weight=origin.weight,
        )

    def _records(
        self,
        zone: PublicZone,
        *,
        host: str,
        domain: CdnFrontdoorCustomDomain,
        endpoint: CdnFrontdoorEndpoint,
        after: Sequence[CdnFrontdoorRoute | CdnFrontdoorSecurityPolicy],
    ) -> None:
        DnsTxtRecord(
            self,
            "ownership",
            name=f"_dnsauth.{zone.label(host)}",
            resource_group_name=zone.resource_group,
            zone_name=zone.name,
            ttl=SECONDS_OF_RECORDS,
            record=[DnsTxtRecordRecord(value=domain.validation_token)],
            provider=zone.provider,
        )
        DnsCnameRecord(
            self,
            "alias",
            name=zone.label(host),
            resource_group_name=zone.resource_group,
            zone_name=zone.name,
            ttl=SECONDS_OF_RECORDS,
            record=endpoint.host_name,
            provider=zone.provider,
            depends_on=list(after),
        )
