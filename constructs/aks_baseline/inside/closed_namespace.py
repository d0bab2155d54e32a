"""The network of a namespace: closed, but for the flows that are named.

Source: article, "Pod-to-pod traffic"; Kubernetes page "Network Policies".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable
from constructs import Construct

from aks_baseline.inside.network_policy import ANYTHING, Flow, Peer, network_policy

CLUSTER_DNS = Peer(namespaces=("kube-system",), labels={"k8s-app": "kube-dns"})
DNS = Flow(peers=(CLUSTER_DNS,), ports=(("UDP", 53), ("TCP", 53)))
# Azure's agents for Prometheus and Container insights, which read the metrics of annotated pods. Labels: Azure's
# prometheus-collector, and kubernetes/ama-logs.yaml of microsoft/Docker-Provider.
MONITORING_AGENTS = tuple(
    Peer(namespaces=("kube-system",), labels={"rsName": agent}) for agent in ("ama-metrics", "ama-logs-rs")
)
ANYWHERE = Peer(prefix="0.0.0.0/0")
# The API server's address is Azure's and may change; what else is behind this port, the firewall decides.
API_SERVER = Flow(peers=(ANYWHERE,), ports=(("TCP", 443),))


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A network policy that lets all pods of a namespace talk.

    `id`: of the construct. `name`: of the policy. A direction without flows stays closed.
    """

    id: str
    name: str
    ingress: tuple[Flow, ...] = ()
    egress: tuple[Flow, ...] = ()


# Names are looked up everywhere.
ALLOW_DNS = Opening(id="allow_dns", name="allow-dns", egress=(DNS,))


def close_namespace(
    scope: Construct, namespace: str, *, openings: Sequence[Opening], after: Sequence[ITerraformDependable]
) -> list[ITerraformDependable]:
    """Deny all traffic of the namespace's pods, but for the cluster's DNS and `openings`.

    The openings come first: pods that run already lose no connection when the namespace is closed.
    """
    opened: list[ITerraformDependable] = [
        network_policy(
            scope,
            opening.id,
            name=opening.name,
            namespace=namespace,
            pods=ANYTHING,
            ingress=opening.ingress or None,
            egress=opening.egress or None,
            after=after,
        )
        for opening in (ALLOW_DNS, *openings)
    ]
    closed = network_policy(
        scope,
        "deny_everything",
        name="default-deny",
        namespace=namespace,
        pods=ANYTHING,
        ingress=[],
        egress=[],
        after=[*after, *opened],
    )
    return [*opened, closed]
