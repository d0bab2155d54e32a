"""Application Gateway."""

from collections.abc import Sequence

from cdktf import ITerraformDependable
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
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics

CIPHER_SUITES = ("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")

# azurerm ties the parts of a gateway together by name.
IP_CONFIGURATION = "apw-ip-configuration"
FRONTEND = "apw-frontend-ip-configuration"
PORT = "port-443"
TRUSTED_ROOT = "root-cert-wildcard-aks-ingress"
BACKEND_SETTINGS = "aks-ingress-backendpool-httpsettings"
LISTENER = "listener-https"


class IngressGateway(Construct):
    """Application Gateway WAF_v2, the only public way in.

    It spans all zones, speaks HTTPS with TLS 1.2 only, and encrypts again towards the cluster. There is no listener on
    port 80, not even to redirect: the subnet's security group lets nothing but 443 in.
    Source: article, "Ingress traffic flow", "Subnet to host Azure Application Gateway", "Availability zones and
    multi-region support"; Azure pages "TLS termination with Key Vault certificates" and "Overview of TLS termination
    and end to end TLS with Application Gateway".

    Args:
        name: Name of the gateway.
        waf_policy_name: Name of its WAF policy.
        at: Resource group, region and availability zones.
        subnet_id: Subnet of the gateway alone.
        address_id: Its public address.
        identity_id: Identity by which it reads its certificate.
        host: Name that clients ask for. Other names get no answer.
        backend_host: Private name of the ingress controller's load balancer. The gateway asks for this name too, so
            the controller's certificate must cover it.
        certificate_secret_id: Version-less id of the listener's certificate in the vault. The gateway looks for a
            renewed one every four hours.
        trusted_root: PEM of the root CA of the controller's certificate. The gateway trusts only a CA. A renewed
            certificate of the same CA changes nothing here.
        max_instances: Most instances, 2 to 125. The address plan keeps this many addresses.
        after: Roles on the vault and the vault's private endpoint. Without them the gateway cannot fetch its
            certificate, and Azure refuses it.
        workspace_id: Log Analytics workspace for logs and metrics.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        waf_policy_name: str,
        at: Placement,
        subnet_id: str,
        address_id: str,
        identity_id: str,
        host: str,
        backend_host: str,
        certificate_secret_id: str,
        trusted_root: str,
        max_instances: int,
        after: Sequence[ITerraformDependable],
        workspace_id: str,
    ) -> None:
        super().__init__(scope, id_)
        certificate = f"{name}-ssl-certificate"
        probe = f"probe-{backend_host}"
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
            firewall_policy_id=waf_policy(self, "waf_policy", name=waf_policy_name, at=at).id,
            enable_http2=False,
            identity=ApplicationGatewayIdentity(type="UserAssigned", identity_ids=[identity_id]),
            gateway_ip_configuration=[
                ApplicationGatewayGatewayIpConfiguration(name=IP_CONFIGURATION, subnet_id=subnet_id)
            ],
            frontend_ip_configuration=[
                ApplicationGatewayFrontendIpConfiguration(name=FRONTEND, public_ip_address_id=address_id)
            ],
            frontend_port=[ApplicationGatewayFrontendPort(name=PORT, port=443)],
            ssl_policy=ApplicationGatewaySslPolicy(
                policy_type="Custom", min_protocol_version="TLSv1_2", cipher_suites=list(CIPHER_SUITES)
            ),
            ssl_certificate=[
                ApplicationGatewaySslCertificate(name=certificate, key_vault_secret_id=certificate_secret_id)
            ],
            trusted_root_certificate=[ApplicationGatewayTrustedRootCertificate(name=TRUSTED_ROOT, data=trusted_root)],
            http_listener=[
                ApplicationGatewayHttpListener(
                    name=LISTENER,
                    frontend_ip_configuration_name=FRONTEND,
                    frontend_port_name=PORT,
                    protocol="Https",
                    host_name=host,
                    require_sni=True,
                    ssl_certificate_name=certificate,
                )
            ],
            backend_address_pool=[ApplicationGatewayBackendAddressPool(name=backend_host, fqdns=[backend_host])],
            probe=[
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
            backend_http_settings=[
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
            request_routing_rule=[
                ApplicationGatewayRequestRoutingRule(
                    name="apw-routing-rules",
                    priority=100,
                    rule_type="Basic",
                    http_listener_name=LISTENER,
                    backend_address_pool_name=backend_host,
                    backend_http_settings_name=BACKEND_SETTINGS,
                )
            ],
            depends_on=list(after),
        )
        self.id = gateway.id
        send_diagnostics(gateway, to=workspace_id)
