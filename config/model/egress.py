"""The way out of the cluster, and its rules."""

from ipaddress import IPv4Address
from typing import Annotated, Literal

from pydantic import Field

from config.model.base import Section
from config.model.text import DnsLabel, Fqdn, Line, PemCertificate, form

# 1 to 65535
PORT = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
ProxyAddress = Annotated[
    str,
    form(
        rf"^https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?:{PORT}$",
        "the address of a proxy with its port, without user and password",
        "http://proxy.contoso.com:3128",
    ),
]
HostName = Annotated[
    str,
    form(r"^[a-z0-9]([a-z0-9./-]*[a-z0-9])?$", "a host name, a domain, an address or a range", "contoso.internal"),
]


class EgressRule(Section):
    name: DnsLabel = Field(description="Required. Name of the firewall rule.")
    reason: Annotated[Line, Field(min_length=10, max_length=300)] = Field(
        description="Required. Why the cluster needs this destination; becomes the rule's description."
    )
    fqdns: tuple[Fqdn, ...] = Field(
        default=(), description="Conditional. Names reached over HTTPS, port 443; either this or `addresses`."
    )
    addresses: tuple[Line, ...] = Field(
        default=(), description="Conditional. Addresses, ranges or service tags; either this or `fqdns`."
    )
    ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = Field(
        default=(443,), description="Optional. TCP ports of `addresses`."
    )


class HttpProxy(Section):
    http: ProxyAddress = Field(description="Required. Proxy for HTTP, beginning with http://.")
    https: ProxyAddress | None = Field(
        default=None, description="Optional. Proxy for HTTPS. Left out, it is the one for HTTP."
    )
    no_proxy: tuple[HostName, ...] = Field(
        default=(),
        description="Optional. Further destinations that are called directly, beside the spoke, pods, services, the "
        "registry and the key vault.",
    )
    trusted_ca: PemCertificate | None = Field(
        default=None, description="Optional. CA certificate of the proxy, as PEM, which nodes trust. It is public."
    )


class Egress(Section):
    mode: Literal["firewall", "nva", "nat_gateway", "http_proxy", "none"] = Field(
        default="firewall",
        description="Optional. Way out of the clusters. firewall: Azure Firewall in the hub. nva: an appliance of "
        "yours, and no Azure Firewall. nat_gateway: a NAT gateway of the spoke, which inspects nothing, and no Azure "
        "Firewall. http_proxy: nodes and pods ask a proxy; the firewall stays for all else. none: a network isolated "
        "cluster, for which AKS takes its images from the own registry; the firewall stays for add-ons.",
    )
    next_hop_ip: IPv4Address | None = Field(
        default=None, description="Conditional. Private address of the appliance; required if `mode` is nva."
    )
    public_ips: tuple[IPv4Address, ...] = Field(
        default=(),
        description="Conditional. Public addresses of the appliance, which nodes call the API server from; required if "
        "`mode` is nva, unless `api_server.private`.",
    )
    nat_public_ip_count: int = Field(
        default=1,
        ge=1,
        le=16,
        description="Optional. Public addresses of the NAT gateway: each gives 64,512 ports; read only if `mode` is "
        "nat_gateway.",
    )
    proxy: HttpProxy | None = Field(
        default=None, description="Conditional. The proxy; required if `mode` is http_proxy, and refused otherwise."
    )
    extra_rules: tuple[EgressRule, ...] = Field(
        default=(), description="Optional. Destinations of the workload that have no private endpoint."
    )

    @property
    def has_firewall(self) -> bool:
        """Whether the clusters leave through a firewall with the rules of this configuration."""
        return self.mode not in ("nva", "nat_gateway")
