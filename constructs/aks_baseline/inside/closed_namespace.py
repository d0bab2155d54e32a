"""Network policies that close a namespace except for listed flows.

Source: article, "Pod-to-pod traffic"; Kubernetes page "Network Policies".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable
from constructs import Construct

from aks_baseline.inside.network_policy import ANYTHING, Flow, Peer, network_policy

CLUSTER_DNS = Peer(namespaces=("kube-system",), labels={"k8s-app": "kube-dns"})
DNS = Flow(peers=(CLUSTER_DNS,), ports=(("UDP", 53), ("TCP", 53)))
# Azure's agents of Prometheus and Container insights read the metrics of annotated pods. Source of the labels: Azure's
# prometheus-collector, and kubernetes/ama-logs.yaml of microsoft/Docker-Provider.
MONITORING_AGENTS = tuple(
    Peer(namespaces=("kube-system",), labels={"rsName": agent}) for agent in ("ama-metrics", "ama-logs-rs")
)
ANYWHERE = Peer(prefix="0.0.0.0/0")
# The address of the API server may change. The firewall decides what else pods reach on this port.
API_SERVER = Flow(peers=(ANYWHERE,), ports=(("TCP", 443),))


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Network policy that allows flows of all pods of a namespace.

    Args:
        id: Construct id.
        name: Name of the policy.
        ingress: Flows to the pods. With none, nothing is allowed.
        egress: Flows from the pods. With none, nothing is allowed.
    """

    id: str
    name: str
    ingress: tuple[Flow, ...] = ()
    egress: tuple[Flow, ...] = ()


# All pods look up names.
ALLOW_DNS = Opening(id="allow_dns", name="allow-dns", egress=(DNS,))


def close_namespace(
    scope: Construct, namespace: str, *, openings: Sequence[Opening], after: Sequence[ITerraformDependable]
) -> list[ITerraformDependable]:
    """Deny all traffic of the pods of a namespace except for the cluster's DNS and `openings`.

    The policies that allow are made first, so that running pods lose no connection.
    Source: article, "Pod-to-pod traffic"; Kubernetes page "Network Policies".

    Args:
        scope: Parent construct of the policies.
        namespace: Name of the namespace.
        openings: Policies that allow flows.
        after: Resources to wait for, among them the namespace.
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
