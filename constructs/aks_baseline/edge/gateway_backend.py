"""Way from Application Gateway to the pods."""

from dataclasses import dataclass
from typing import Any

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.application_gateway import (
    ApplicationGatewayBackendAddressPool,
    ApplicationGatewayBackendHttpSettings,
    ApplicationGatewayProbe,
    ApplicationGatewayRequestRoutingRule,
    ApplicationGatewayTrustedRootCertificate,
)

from aks_baseline.edge.gateway_listener import LISTENER

TRUSTED_ROOT = "root-cert-wildcard-aks-ingress"
BACKEND_SETTINGS = "aks-ingress-backendpool-httpsettings"
POOL_OF_PODS = "defaultaddresspool"
SETTINGS_OF_PODS = "defaulthttpsetting"

# Parts that Application Gateway Ingress Controller owns. It removes what no Ingress asks for, and Terraform would put
# that back. Operators add trusted root certificates, which an annotation of an Ingress names: Azure refuses to remove
# them while the settings of a backend refer to them. Sources: Azure page "What is Application Gateway Ingress
# Controller?", warning on ownership; pkg/appgw of Azure/application-gateway-kubernetes-ingress.
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
    "trusted_root_certificate",
    "url_path_map",
)


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


def to_controller(backend: Backend) -> dict[str, Any]:
    """Arguments of the way to the ingress controller: over HTTPS, with the host name of its certificate.

    Args:
        backend: The ingress controller.
    """
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


def to_pods() -> dict[str, Any]:
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
