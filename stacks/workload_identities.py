"""Azure identities of further workloads, as the configuration lists them."""

from collections.abc import Sequence

from constructs import Construct

from aks_baseline.cluster.workload_identity import WorkloadIdentity
from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.role_names import ChosenRole
from aks_baseline.foundation.roles import grant
from config.model import WorkloadIdentity as ConfiguredIdentity
from stacks.names import Names


def make_workload_identities(
    scope: Construct, *, identities: Sequence[ConfiguredIdentity], names: Names, at: Placement, issuer_url: str
) -> None:
    """Make the identities of `workload_identities`, each with its service account and roles.

    Args:
        scope: The stack.
        identities: The identities of the configuration.
        names: Names of the resources.
        at: Resource group and region.
        issuer_url: Issuer of the cluster's tokens.
    """
    for each in identities:
        identity = WorkloadIdentity(scope, f"workload_{each.name}", name=names.workload_identity(each.name), at=at)
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
