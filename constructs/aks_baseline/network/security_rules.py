"""Rules of the network security groups: who may talk to which subnet, and why.

Node and ingress subnets use prefixes and not the tag `VirtualNetwork`: the tag also covers the prefixes of user-defined
routes, and these subnets route 0.0.0.0/0.
Sources: Azure pages "Working with NSG access and Azure Bastion", "Application Gateway infrastructure configuration";
article, "Network topology".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class SecurityRule:
    """Rule of a network security group.

    Args:
        name: Name of the rule, unique in its group.
        direction: Inbound or Outbound.
        priority: 100 to 4096. The rule with the lowest number decides.
        access: Allow or Deny.
        protocol: Tcp, Udp or `*` for all.
        source: Service tag, prefix or `*` for all.
        destination: Service tag, prefix or `*` for all.
        ports: Destination ports or ranges, or `*` for all.
        reason: Why the rule exists, at most 140 characters. Azure shows it as the description.
    """

    name: str
    direction: Literal["Inbound", "Outbound"]
    priority: int
    access: Literal["Allow", "Deny"]
    protocol: Literal["Tcp", "Udp", "*"] = "Tcp"
    source: str = "*"
    destination: str = "*"
    ports: tuple[str, ...] = ("*",)
    reason: str


DENY_ALL_INBOUND = SecurityRule(
    name="DenyAllInbound",
    direction="Inbound",
    priority=1000,
    access="Deny",
    protocol="*",
    reason="Everything that no rule above allows stays out",
)
DENY_ALL_OUTBOUND = SecurityRule(
    name="DenyAllOutbound",
    direction="Outbound",
    priority=1000,
    access="Deny",
    protocol="*",
    reason="Everything that no rule above allows stays in",
)
ALLOW_ALL_OUTBOUND = SecurityRule(
    name="AllowAllOutbound",
    direction="Outbound",
    priority=1000,
    access="Allow",
    protocol="*",
    reason="What may leave is decided elsewhere: by the firewall for nodes, by Azure for Application Gateway",
)
ALLOW_LOAD_BALANCER_PROBES = SecurityRule(
    name="AllowHealthProbesInbound",
    direction="Inbound",
    priority=120,
    access="Allow",
    protocol="*",
    source="AzureLoadBalancer",
    reason="Azure Load Balancer asks whether its backends are healthy",
)

BASTION = (
    SecurityRule(
        name="AllowWebExperienceInbound",
        direction="Inbound",
        priority=100,
        access="Allow",
        source="Internet",
        ports=("443",),
        reason="People open sessions over HTTPS, after signing in to Entra",
    ),
    SecurityRule(
        name="AllowControlPlaneInbound",
        direction="Inbound",
        priority=110,
        access="Allow",
        source="GatewayManager",
        ports=("443",),
        reason="Azure manages the Bastion instances",
    ),
    SecurityRule(
        name="AllowHealthProbesInbound",
        direction="Inbound",
        priority=120,
        access="Allow",
        source="AzureLoadBalancer",
        ports=("443",),
        reason="Azure Load Balancer asks whether the instances are healthy",
    ),
    SecurityRule(
        name="AllowBastionHostToHostInbound",
        direction="Inbound",
        priority=130,
        access="Allow",
        protocol="*",
        source="VirtualNetwork",
        destination="VirtualNetwork",
        ports=("8080", "5701"),
        reason="Bastion instances talk to each other",
    ),
    DENY_ALL_INBOUND,
    SecurityRule(
        name="AllowSshToVnetOutbound",
        direction="Outbound",
        priority=100,
        access="Allow",
        destination="VirtualNetwork",
        ports=("22",),
        reason="SSH to virtual machines in this and peered networks",
    ),
    SecurityRule(
        name="AllowRdpToVnetOutbound",
        direction="Outbound",
        priority=110,
        access="Allow",
        destination="VirtualNetwork",
        ports=("3389",),
        reason="RDP to virtual machines in this and peered networks",
    ),
    SecurityRule(
        name="AllowControlPlaneOutbound",
        direction="Outbound",
        priority=120,
        access="Allow",
        destination="AzureCloud",
        ports=("443",),
        reason="Bastion writes its diagnostics and metering to Azure",
    ),
    SecurityRule(
        name="AllowBastionHostToHostOutbound",
        direction="Outbound",
        priority=130,
        access="Allow",
        protocol="*",
        source="VirtualNetwork",
        destination="VirtualNetwork",
        ports=("443", "8080", "5701"),
        reason="Bastion instances talk to each other; 443 carries tunnels to a private API server",
    ),
    SecurityRule(
        name="AllowBastionCertificateValidationOutbound",
        direction="Outbound",
        priority=140,
        access="Allow",
        protocol="*",
        destination="Internet",
        ports=("80",),
        reason="Session certificates are checked for revocation",
    ),
    DENY_ALL_OUTBOUND,
)

FRONT_DOOR = "AzureFrontDoor.Backend"
"""Service tag of the addresses from which Front Door calls gateways."""


def application_gateway_rules(*, clients: str = "Internet") -> tuple[SecurityRule, ...]:
    """Rules of Application Gateway's subnet.

    Args:
        clients: Those who reach the gateway: Internet, the tag of Front Door, or the prefix of a firewall.
    """
    return (
        SecurityRule(
            name="Allow443Inbound",
            direction="Inbound",
            priority=100,
            access="Allow",
            source=clients,
            destination="VirtualNetwork",
            ports=("443",),
            reason="Clients reach the gateway over HTTPS and nothing else",
        ),
        SecurityRule(
            name="AllowControlPlaneInbound",
            direction="Inbound",
            priority=110,
            access="Allow",
            protocol="*",
            source="GatewayManager",
            ports=("65200-65535",),
            reason="Azure manages the gateway's instances; a v2 gateway does not start without it",
        ),
        ALLOW_LOAD_BALANCER_PROBES,
        DENY_ALL_INBOUND,
        ALLOW_ALL_OUTBOUND,
    )


PRIVATE_ENDPOINTS = (
    SecurityRule(
        name="AllowAll443InFromVnet",
        direction="Inbound",
        priority=100,
        access="Allow",
        source="VirtualNetwork",
        destination="VirtualNetwork",
        ports=("443",),
        reason="This and peered networks reach the registry and the key vault over HTTPS",
    ),
    DENY_ALL_INBOUND,
    DENY_ALL_OUTBOUND,
)


def ingress_rules(*, application_gateway: str, ingress: str) -> tuple[SecurityRule, ...]:
    """Rules of the subnet of internal load balancers.

    Args:
        application_gateway: Prefix of Application Gateway's subnet.
        ingress: Prefix of the subnet itself.
    """
    return (
        SecurityRule(
            name="Allow443FromApplicationGatewayInbound",
            direction="Inbound",
            priority=100,
            access="Allow",
            source=application_gateway,
            destination=ingress,
            ports=("443",),
            reason="Only Application Gateway, which inspects every request, reaches the ingress controller",
        ),
        ALLOW_LOAD_BALANCER_PROBES,
        DENY_ALL_INBOUND,
        ALLOW_ALL_OUTBOUND,
    )


def api_server_rules(*, nodes: Sequence[str], callers: Sequence[str]) -> tuple[SecurityRule, ...]:
    """Rules of the API server's own subnet. Azure page "Use API Server VNet Integration", on security groups.

    Args:
        nodes: Prefixes of all node subnets, and the pods' range in overlay networking.
        callers: Private ranges of people and runners.
    """
    return (
        *(
            SecurityRule(
                name=f"AllowNodesAndPodsInbound{number or ''}",
                direction="Inbound",
                priority=200 + number,
                access="Allow",
                source=prefix,
                ports=("443", "4443"),
                reason="Nodes and pods call the API server of their cluster",
            )
            for number, prefix in enumerate(nodes)
        ),
        *(
            SecurityRule(
                name=f"AllowOperatorsInbound{number or ''}",
                direction="Inbound",
                priority=300 + number,
                access="Allow",
                source=prefix,
                ports=("443",),
                reason="People and runners inside the network call the API server, after signing in to Entra",
            )
            for number, prefix in enumerate(callers)
        ),
        ALLOW_LOAD_BALANCER_PROBES,
        DENY_ALL_INBOUND,
        ALLOW_ALL_OUTBOUND,
    )
