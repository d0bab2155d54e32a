"""Azure identities of further workloads, as the configuration lists them."""

from aks_baseline.cluster.workload_identity import WorkloadIdentity
from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.roles import ChosenRole, grant
from stacks.base import BaselineStack


def make_workload_identities(stack: BaselineStack, *, at: Placement, issuer_url: str) -> None:
    """An identity, its service account and its roles for each of `workload_identities`."""
    for each in stack.config.workload_identities:
        identity = WorkloadIdentity(
            stack, f"workload_{each.name}", name=stack.names.workload_identity(each.name), at=at
        )
        identity.trust(
            name=each.name, issuer_url=issuer_url, namespace=each.namespace, service_account=each.service_account
        )
        for number, role in enumerate(each.roles):
            grant(
                identity,
                f"role_{number}",
                role=ChosenRole(role.role),
                on=role.scope,
                to=identity.principal_id,
                why=f"The workload {each.name} in namespace {each.namespace} uses this",
            )
