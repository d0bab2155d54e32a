"""Application Gateway."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.application_gateway import (
    ApplicationGateway,
    ApplicationGatewayAutoscaleConfiguration,
    ApplicationGatewayBackendAddressPool,
    ApplicationGatewayBackendHttpSettings,
    ApplicationGatewayFrontendIpConfiguration,
    ApplicationGatewayFrontendPort,
    ApplicationGatewayGatewayIpConfiguration,
    ApplicationGatewayHttpListener,
    ApplicationGatewayIdentity,
    ApplicationGatewayProbe,
    ApplicationGatewayRequestRoutingRule,
    ApplicationGatewaySku,
    ApplicationGatewaySslCertificate,
    ApplicationGatewaySslPolicy,
    ApplicationGatewayTrustedRootCertificate,
)
from constructs import Construct

from aks_baseline.edge.waf_policy import waf_policy
from aks_baseline.edge.waf_rules import Waf
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics

CIPHER_SUITES = ("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")

# The parts of a gateway refer to each other by name.
IP_CONFIGURATION = "apw-ip-configuration"
FRONTEND = "apw-frontend-ip-configuration"
PRIVATE_FRONTEND = "apw-private-frontend-ip-configuration"
PORT = "port-443"
TRUSTED_ROOT = "root-cert-wildcard-aks-ingress"
BACKEND_SETTINGS = "aks-ingress-backendpool-httpsettings"
LISTENER = "listener-https"
POOL_OF_PODS = "defaultaddresspool"
SETTINGS_OF_PODS = "defaulthttpsetting"

# Parts that Application Gateway Ingress Controller owns. It removes what no Ingress asks for, and Terraform would put
# that back. Sources: Azure page "What is Application Gateway Ingress Controller?", warning on ownership; pkg/appgw of
# Azure/application-gateway-kubernetes-ingress.
WRITTEN_BY_CONTROLLER = (
    "backend_address_pool",
    "backend_http_settings",
    "frontend_port",
    "http_listener",
    "probe",
    "redirect_configuration",
    "request_routing_rule",
    "rewrite_rule_set",
    "ssl_certificate",
    "tags",
    "url_path_map",
)


@dataclass(frozen=True, kw_only=True)
class Listener:
    """Public side of the gateway.

    Args:
        host: Name that clients ask for. Requests for other names get no answer.
        origin_host: Name by which a global router finds this gateway, which is answered too. None: there is no router.
        front_door_id: Front Door whose requests alone are let in. None: requests come from everywhere.
        private_address: Address in the gateway's subnet at which it listens instead of the public one, which a v2
            gateway has all the same. None: it listens at the public address.
        address_id: Public address.
        certificate_secret_id: Id of the certificate in the vault, without a version. The gateway looks for a renewed
            certificate every four hours.
        identity_id: Managed identity that reads the certificate.
    """

    host: str
    address_id: str
    certificate_secret_id: str
    identity_id: str
    origin_host: str | None = None
    front_door_id: str | None = None
    private_address: str | None = None

    @property
    def hosts(self) -> dict[str, Any]:
        """Argument of the listener: Azure takes one host name, or a list."""
        return {"host_names": [self.host, self.origin_host]} if self.origin_host else {"host_name": self.host}


@dataclass(frozen=True, kw_only=True)
class Backend:
    """Ingress controller behind the gateway.

    Args:
        host: Private name of the ingress controller's load balancer. The gateway sends it as the host name of every
            request and probe, so the controller's certificate must contain it.
        trusted_root: PEM of the root CA of the controller's certificate. The gateway trusts only a CA. It stays the
            same when the certificate is renewed.
    """

    host: str
    trusted_root: str


class IngressGateway(Construct):
    """Application Gateway WAF_v2 with its WAF policy: the only public way into the cluster.

    It spans all zones, accepts HTTPS with TLS 1.2, and encrypts the traffic to the cluster too. There is no listener on
    port 80, not even to redirect, because the security group of the subnet allows only port 443.
    Source: article, "Ingress traffic flow", "Subnet to host Azure Application Gateway", "Availability zones and
    multi-region support"; Azure pages "TLS termination with Key Vault certificates" and "Overview of TLS termination
    and end to end TLS with Application Gateway".

    Args:
        name: Name of the gateway.
        waf: Its WAF policy: name, exclusions and own rules.
        at: Resource group, region and availability zones.
        subnet_id: Subnet that only the gateway uses.
        listener: Public side: host name, address, certificate.
        backend: Ingress controller: host name, root CA. None: Application Gateway Ingress Controller writes the way to
            the pods, and Terraform keeps only a start for it.
        max_instances: Largest number of instances, 2 to 125. The address plan reserves as many addresses.
        after: Resources to wait for: the private endpoint of the vault and the roles on it. Azure refuses a gateway
            that cannot read its certificate.
        workspace_id: Log Analytics workspace for logs and metrics.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        waf: Waf,
        at: Placement,
        subnet_id: str,
        listener: Listener,
        backend: Backend | None,
        max_instances: int,
        after: Sequence[ITerraformDependable],
        workspace_id: str,
    ) -> None:
        super().__init__(scope, id_)
        self.certificate = f"{name}-ssl-certificate"
        policy = waf_policy(
            self,
            "waf_policy",
            name=waf.name,
            at=at,
            front_door_id=listener.front_door_id,
            exclusions=waf.exclusions,
            rules=waf.rules,
        )
        self.waf_policy_id = policy.id
        gateway = ApplicationGateway(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            zones=at.zones,
            sku=ApplicationGatewaySku(name="WAF_v2", tier="WAF_v2"),
            autoscale_configuration=ApplicationGatewayAutoscaleConfiguration(
                min_capacity=0, max_capacity=max_instances
            ),
            firewall_policy_id=policy.id,
            enable_http2=False,
            identity=ApplicationGatewayIdentity(type="UserAssigned", identity_ids=[listener.identity_id]),
            gateway_ip_configuration=[
                ApplicationGatewayGatewayIpConfiguration(name=IP_CONFIGURATION, subnet_id=subnet_id)
            ],
            frontend_ip_configuration=_frontends(listener, subnet_id=subnet_id),
            frontend_port=[ApplicationGatewayFrontendPort(name=PORT, port=443)],
            ssl_policy=ApplicationGatewaySslPolicy(
                policy_type="Custom", min_protocol_version="TLSv1_2", cipher_suites=list(CIPHER_SUITES)
            ),
            ssl_certificate=[
                ApplicationGatewaySslCertificate(
                    name=self.certificate, key_vault_secret_id=listener.certificate_secret_id
                )
            ],
            http_listener=[
                ApplicationGatewayHttpListener(
                    name=LISTENER,
                    frontend_ip_configuration_name=PRIVATE_FRONTEND if listener.private_address else FRONTEND,
                    frontend_port_name=PORT,
                    protocol="Https",
                    **listener.hosts,
                    require_sni=True,
                    ssl_certificate_name=self.certificate,
                )
            ],
            **(_to_controller(backend) if backend else _to_pods()),
            depends_on=list(after),
        )
        self.id = gateway.id
        send_diagnostics(gateway, to=workspace_id)


def _frontends(listener: Listener, *, subnet_id: str) -> list[ApplicationGatewayFrontendIpConfiguration]:
    public = ApplicationGatewayFrontendIpConfiguration(name=FRONTEND, public_ip_address_id=listener.address_id)
    if listener.private_address is None:
        return [public]
    private = ApplicationGatewayFrontendIpConfiguration(
        name=PRIVATE_FRONTEND,
        subnet_id=subnet_id,
        private_ip_address=listener.private_address,
        private_ip_address_allocation="Static",
    )
    return [public, private]


def _to_controller(backend: Backend) -> dict[str, Any]:
    """The way to the ingress controller: over HTTPS, with the host name of its certificate."""
    probe = f"probe-{backend.host}"
    return {
        "trusted_root_certificate": [
            ApplicationGatewayTrustedRootCertificate(name=TRUSTED_ROOT, data=backend.trusted_root)
        ],
        "backend_address_pool": [ApplicationGatewayBackendAddressPool(name=backend.host, fqdns=[backend.host])],
        "probe": [
            ApplicationGatewayProbe(
                name=probe,
                protocol="Https",
                path="/favicon.ico",
                pick_host_name_from_backend_http_settings=True,
                interval=30,
                timeout=30,
                unhealthy_threshold=3,
                minimum_servers=0,
            )
        ],
        "backend_http_settings": [
            ApplicationGatewayBackendHttpSettings(
                name=BACKEND_SETTINGS,
                port=443,
                protocol="Https",
                cookie_based_affinity="Disabled",
                pick_host_name_from_backend_address=True,
                request_timeout=20,
                probe_name=probe,
                trusted_root_certificate_names=[TRUSTED_ROOT],
            )
        ],
        "request_routing_rule": [_rule(pool=backend.host, settings=BACKEND_SETTINGS)],
    }


def _to_pods() -> dict[str, Any]:
    """A start without backends, which Azure demands of every gateway. The controller replaces it."""
    return {
        "backend_address_pool": [ApplicationGatewayBackendAddressPool(name=POOL_OF_PODS)],
        "backend_http_settings": [
            ApplicationGatewayBackendHttpSettings(
                name=SETTINGS_OF_PODS, port=80, protocol="Http", cookie_based_affinity="Disabled", request_timeout=20
            )
        ],
        "request_routing_rule": [_rule(pool=POOL_OF_PODS, settings=SETTINGS_OF_PODS)],
        "lifecycle": TerraformResourceLifecycle(ignore_changes=list(WRITTEN_BY_CONTROLLER)),
    }


def _rule(*, pool: str, settings: str) -> ApplicationGatewayRequestRoutingRule:
    return ApplicationGatewayRequestRoutingRule(
        name="apw-routing-rules",
        priority=100,
        rule_type="Basic",
        http_listener_name=LISTENER,
        backend_address_pool_name=pool,
        backend_http_settings_name=settings,
    )
