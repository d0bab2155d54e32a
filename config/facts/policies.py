"""Names of the policies whose effect a configuration can set, from the tables of assigned policies."""

from aks_baseline.policy.cluster_policies import CLUSTER_POLICIES, INITIATIVES
from aks_baseline.policy.governance_policies import GOVERNANCE
from aks_baseline.policy.registry_policies import REGISTRY_POLICIES
from aks_baseline.policy.service_policies import SERVICE_POLICIES

# Policies of each service that `policy.services` can name.
OF_SERVICES = {service: tuple(policy.name for policy in table) for service, table in SERVICE_POLICIES.items()}

_ALWAYS = (*INITIATIVES.values(), *CLUSTER_POLICIES, *REGISTRY_POLICIES)
_SERVICES = tuple(policy for table in SERVICE_POLICIES.values() for policy in table)

POLICIES = tuple(dict.fromkeys((*(policy.name for policy in (*_ALWAYS, *_SERVICES)), *GOVERNANCE)))
AUDIT_ONLY = frozenset(policy.name for policy in (*_ALWAYS, *_SERVICES) if policy.audit_only)
