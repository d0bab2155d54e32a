"""What a cluster hands on to its bootstrap stack."""

from dataclasses import dataclass

from stacks.ingress_behind import IngressLinks


@dataclass(frozen=True, kw_only=True)
class ClusterLinks:
    """Values of the cluster that its bootstrap stack uses. They are strings, which become references to its state."""

    stack: str
    host: str
    ca_certificate: str
    tenant_id: str
    vault_name: str
    ingress: IngressLinks | None
    gateway_certificate: str
