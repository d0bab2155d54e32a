"""Application Gateway."""

from collections.abc import Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.application_gateway import (
    ApplicationGateway,
    ApplicationGatewayAutoscaleConfiguration,
    ApplicationGatewayGatewayIpConfiguration,
    ApplicationGatewayIdentity,
    ApplicationGatewaySku,
)
from constructs import Construct

from aks_baseline.edge.gateway_backend import Backend, to_controller, to_pods
from aks_baseline.edge.gateway_listener import Listener, listener_arguments
from aks_baseline.edge.waf_policy import waf_policy
from aks_baseline.edge.waf_rules import Waf
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics

IP_CONFIGURATION = "apw-ip-configuration"


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
            **listener_arguments(listener, certificate=self.certificate, subnet_id=subnet_id),
            **(to_controller(backend) if backend else to_pods()),
            depends_on=list(after),
        )
        self.id = gateway.id
        send_diagnostics(gateway, to=workspace_id)
