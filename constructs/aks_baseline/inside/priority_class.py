"""Kubernetes priority classes.

Source: Kubernetes page "Pod Priority and Preemption".
"""

from cdktf_cdktf_provider_kubernetes.priority_class_v1 import PriorityClassV1, PriorityClassV1Metadata
from constructs import Construct

SERVES_USERS = "serves-users"


def serves_users(scope: Construct, id_: str) -> PriorityClassV1:
    """For pods that people wait for, Traefik's among them: short of room, they take the place of pods without a class.

    Among themselves none takes another's place. Nobody has it by default. Flux made this class before Terraform did:
    the annotation keeps Flux from deleting it once its file is gone from Git.
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
