"""Kubernetes priority classes."""

from cdktf_cdktf_provider_kubernetes.priority_class_v1 import PriorityClassV1, PriorityClassV1Metadata
from constructs import Construct

SERVES_USERS = "serves-users"


def serves_users(scope: Construct, id_: str) -> PriorityClassV1:
    """Make the priority class of pods that answer users, such as Traefik's.

    When nodes are full, Kubernetes evicts pods without a class to make room for these pods. It is not the default.
    Flux made this class in earlier versions. The annotation keeps Flux from deleting it when its file leaves Git.
    Source: Kubernetes page "Pod Priority and Preemption".

    Args:
        scope: Parent construct.
        id_: Construct id.
    """
    return PriorityClassV1(
        scope,
        id_,
        metadata=PriorityClassV1Metadata(
            name=SERVES_USERS, annotations={"kustomize.toolkit.fluxcd.io/prune": "disabled"}
        ),
        value=1000,  # pods without a class have 0; Kubernetes' own classes begin at two billion
        global_default=False,
        preemption_policy="PreemptLowerPriority",
        description="Pods that answer users. They may take the place of pods without a priority class.",
    )
