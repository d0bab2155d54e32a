"""Rules on names, tiers, existing resources, tags and namespaces."""

import re
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from pydantic import BaseModel

from aks_baseline.foundation.cluster_namespaces import SETTINGS_NAMESPACE, SYSTEM_NAMESPACES
from aks_baseline.network.private_zones import SERVICE_ZONES
from config.facts.our_tags import OUR_TAGS
from config.facts.placeholders import DOMAINS, SAMPLE_NAMES
from config.model import BaselineConfig, Workload
from config.problem import Problem
from config.reading.wording import listed, path_of, shown
from config.rules.rule import Findings, refuses, refuses_each, repeated, warns

# "Use tags to organize your Azure resources": limits for all resource types. The baseline sets three tags (COST-09).
MOST_TAGS = 50
RESERVED_FOR_TAGS = ("azure", "microsoft", "windows")

# Kubernetes page "Namespaces"; Azure page "Built-in policy definitions for AKS", whose policies exclude these. A * is
# a wildcard.
NOT_FOR_WORKLOADS = (
    *sorted({*SYSTEM_NAMESPACES, SETTINGS_NAMESPACE} - {"kube-system"}),
    "kube-*", "aks-*", "app-routing-system", "azure-extensions-usage-system", "calico-apiserver", "calico-system",
    "dataprotection-microsoft", "default", "tigera-operator",
)  # fmt: skip

EXISTING = {  # fields with the id of an existing resource, and its resource type
    "ddos.plan_id": "Microsoft.Network/ddosProtectionPlans",
    "dns.public_zone_id": "Microsoft.Network/dnsZones",
    "registry.existing_id": "Microsoft.ContainerRegistry/registries",
    "firewall.policy_id": "Microsoft.Network/firewallPolicies",
    "firewall.base_policy_id": "Microsoft.Network/firewallPolicies",
    "disk_encryption_set_id": "Microsoft.Compute/diskEncryptionSets",
    "hub.existing.virtual_network_id": "Microsoft.Network/virtualNetworks",
    "spoke.existing.virtual_network_id": "Microsoft.Network/virtualNetworks",
    "hub.existing.workspace_id": "Microsoft.OperationalInsights/workspaces",
    "logs.existing_workspace_id": "Microsoft.OperationalInsights/workspaces",
    "secrets.existing_vault_id": "Microsoft.KeyVault/vaults",
    "secrets.etcd_key.vault_id": "Microsoft.KeyVault/vaults",
    **{f"dns.private_zones.{service}": "Microsoft.Network/privateDnsZones" for service in SERVICE_ZONES},
}


@warns
def names_are_yours(config: BaselineConfig) -> Findings:
    """Globally unique names are not built from the sample's names, which are already in use."""
    naming = config.naming
    sample = (naming.organization.upper(), naming.application.upper()) == SAMPLE_NAMES
    if sample and not naming.suffix and not config.spoke.subscription_id:
        got = f"the sample's {naming.organization}, with the sample's application"
        fix = "name them, or set naming.suffix or spoke.subscription_id: registry and vault are unique in all of Azure"
        yield Problem(path="naming.organization", got=got, need="names of yours", fix=fix)


@warns
def domain_is_yours(config: BaselineConfig) -> Findings:
    """The domain is not a sample or documentation domain."""
    domain = config.dns.domain
    if any(domain == each or domain.endswith(f".{each}") for each in DOMAINS):
        fix = "replace it: nobody lets you have a record there"
        yield Problem(path="dns.domain", got=f"the placeholder {domain}", need="a domain of yours", fix=fix)


@refuses
def production_has_an_uptime_agreement(config: BaselineConfig) -> Findings:
    """Production does not use the Free tier, which has no uptime agreement. BC-34, BC-35."""
    if config.environment == "prod" and config.sku_tier == "Free":
        need, fix = "Standard or Premium in prod, for their uptime agreement", "set sku_tier: Standard"
        yield Problem(path="sku_tier", got="Free", need=need, fix=fix)


@refuses
def premium_has_a_reason(config: BaselineConfig) -> Findings:
    """The Premium tier is for `mission_critical` workloads and for long-term support. BC-36."""
    if config.sku_tier == "Premium" and not (config.mission_critical or config.updates.long_term_support):
        need = "Standard, unless mission_critical or updates.long_term_support is true"
        yield Problem(path="sku_tier", got="Premium", need=need, fix="set one of them, or sku_tier: Standard")


@refuses
def cost_analysis_is_paid_for(config: BaselineConfig) -> Findings:
    """Cost analysis needs a paid tier. COST-02."""
    if config.cost.analysis and config.sku_tier == "Free":
        need, fix = "false with sku_tier: Free, which has no cost analysis", "set cost.analysis: false"
        yield Problem(path="cost.analysis", got="true", need=need, fix=fix)


@refuses
def existing_resources_are_of_their_type(config: BaselineConfig) -> Findings:
    """The id of an existing resource has the expected resource type. IMG-08, NET-14, NET-15."""
    for path, kind in EXISTING.items():
        value: Any = config
        for field in path.split("."):
            value = getattr(value, field, None) if value is not None else None
        if value and not re.search(f"/providers/{re.escape(kind)}/[^/]+$", value, re.IGNORECASE):
            fix = f"copy the id of the {kind.rpartition('/')[2]} resource from Azure"
            yield Problem(path=path, got=shown(value.rpartition("/providers/")[2]), need=f"the id of a {kind}", fix=fix)


@refuses
def registry_is_made_or_used(config: BaselineConfig) -> Findings:
    """The keys `registry.name` and `registry.existing_id` are not both set. IMG-08."""
    if config.registry.name and config.registry.existing_id:
        fix = "delete the name to use the existing registry, or existing_id to make one"
        yield Problem(path="registry.name", got=config.registry.name, need="no name beside existing_id", fix=fix)


@refuses
def firewall_policy_is_made_or_used(config: BaselineConfig) -> Findings:
    """The keys `firewall.policy_id` and `firewall.base_policy_id` are not both set. NET-14, NET-15."""
    if config.firewall.policy_id and config.firewall.base_policy_id:
        need, fix = (
            "no policy_id beside base_policy_id",
            "delete policy_id to inherit, or base_policy_id to use that policy",
        )
        yield Problem(path="firewall.policy_id", got="an existing policy", need=need, fix=fix)


@refuses
def tags_are_within_limits(config: BaselineConfig) -> Findings:
    """Tags are within Azure's limits on their number and names. COST-09."""
    most = MOST_TAGS - len(OUR_TAGS)
    if len(config.tags) > most:
        need, fix = f"at most {most}, as Azure takes {MOST_TAGS} and {len(OUR_TAGS)} are ours", "drop some"
        yield Problem(path="tags", got=f"{len(config.tags)} tags", need=need, fix=fix)
    spelled = {_compared(name): name for name in OUR_TAGS}
    for name in config.tags:
        path, earlier = path_of(("tags", name)), spelled.setdefault(_compared(name), name)
        if earlier != name:
            need = f"another name than {shown(earlier)}: Azure ignores case, and private DNS zones drop spaces"
            yield Problem(path=path, got=f"the name {shown(name)}", need=need, fix="delete one or rename it")
        if name.lower().startswith(RESERVED_FOR_TAGS):
            need = f"a name that does not begin with {listed(RESERVED_FOR_TAGS)}, which Azure keeps for itself"
            yield Problem(path=path, got=f"the name {shown(name)}", need=need, fix="rename it")


def _compared(name: str) -> str:
    return name.lower().replace(" ", "")


@refuses
def namespaces_are_unique(config: BaselineConfig) -> Findings:
    """Namespaces of workloads are unique."""
    names = [workload.namespace for workload in config.workloads]
    for position in repeated(names):
        path, fix = f"workloads[{position}].namespace", "rename it, or make one workload of the two"
        yield Problem(path=path, got=names[position], need="a namespace of its own", fix=fix)


@refuses_each("workloads")
def namespaces_are_the_workloads_own(_: BaselineConfig, workload: Workload, path: str) -> Findings:
    """No workload uses a system namespace, as quotas and policies exempt those. BC-10, POL-10."""
    if any(fnmatchcase(workload.namespace, each) for each in NOT_FOR_WORKLOADS):
        need = f"none of {listed(NOT_FOR_WORKLOADS)}"
        yield Problem(path=f"{path}.namespace", got=workload.namespace, need=need, fix="name it after the workload")


@refuses
def lists_say_each_thing_once(config: BaselineConfig) -> Findings:
    """No list contains an item twice: Azure refuses or drops the duplicate, and every plan shows a change."""
    for path, items in _lists(config, ""):
        for item, times in Counter(str(each).lower() for each in items).items():  # Azure ignores case
            if times > 1:
                yield Problem(path=path, got=f"{shown(item)} {times} times", need="each item once", fix="delete one")


def _lists(value: Any, path: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every list of plain values in `value`, at any depth, with its path."""
    if isinstance(value, BaseModel):
        for field, inner in value.__dict__.items():  # refused fields are absent
            yield from _lists(inner, f"{path}.{field}".removeprefix("."))
    elif isinstance(value, tuple) and any(isinstance(item, BaseModel) for item in value):
        for position, item in enumerate(value):
            yield from _lists(item, f"{path}[{position}]")
    elif isinstance(value, tuple):
        yield path, value
