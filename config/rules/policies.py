"""Rules on `policy`: names of policies and the effects that they offer."""

from config.facts.our_tags import OUR_TAGS
from config.facts.policies import AUDIT_ONLY, OF_SERVICES, POLICIES
from config.model import AnyPool, BaselineConfig
from config.problem import Problem
from config.reading.gatekeeper import Refused, refusals, rule_files
from config.reading.wording import listed, nearest, path_of, shown
from config.rules.rule import Findings, refuses, refuses_each


@refuses
def overrides_name_policies(config: BaselineConfig) -> Findings:
    """The key `policy.overrides` contains only names of known policies, or of files in `policy.folder`. POL-08."""
    known = (*POLICIES, *_own(config))
    for name in config.policy.overrides:
        if name not in known:
            meant = nearest(name, known)
            fix = f"did you mean {meant}" if meant else "take a name from the list"
            yield Problem(path=_path(name), got="an unknown policy", need=listed(known), fix=fix)


@refuses
def folder_has_rules_of_gatekeeper(config: BaselineConfig) -> Findings:
    """Azure Policy can express each file of `policy.folder`. POL-12."""
    folder = config.policy.folder
    for each in refusals(folder) if folder else ():
        yield Problem(path="policy.folder", got=each.got, need=each.need, fix=each.fix)


@refuses
def own_policies_have_names_of_their_own(config: BaselineConfig) -> Findings:
    """No file of `policy.folder` has the name of a policy of the baseline. POL-12."""
    for name in _own(config):
        if name in POLICIES:
            fix = "rename the file"
            yield Problem(path="policy.folder", got=f"{name}.yaml", need="no name of a policy that is there", fix=fix)


@refuses
def overrides_give_offered_effects(config: BaselineConfig) -> Findings:
    """An override uses an effect that Azure's definition offers; some policies can only audit. POL-08."""
    for name, effect in config.policy.overrides.items():
        if name in AUDIT_ONLY and effect == "Deny":
            need = "Audit or Disabled, which is all that Azure's definition offers"
            yield Problem(path=_path(name), got=effect, need=need, fix="choose one of them")


@refuses
def overridden_services_are_covered(config: BaselineConfig) -> Findings:
    """An override of a service's policy needs that service in `policy.services`. POL-06, POL-08."""
    for service, names in OF_SERVICES.items():
        for name in names:
            if name in config.policy.overrides and service not in config.policy.services:
                got, need = "an effect for a policy that is not assigned", f"{service} among policy.services"
                yield Problem(path=_path(name), got=got, need=need, fix="add it there, or delete the key")


@refuses
def governance_is_asked_for(config: BaselineConfig) -> Findings:
    """An override of a policy on tags, names or sizes needs the tags, names or sizes. POL-07, POL-08."""
    policy = config.policy
    wanted = {
        "required-tag": ("require_tags", policy.require_tags),
        "required-names": ("required_names", policy.required_names),
        "allowed-vm-sizes": ("allowed_vm_sizes", policy.allowed_vm_sizes),
    }
    for name, (field, values) in wanted.items():
        if name in policy.overrides and not values:
            got, need = "an effect for a policy that is not assigned", f"something in policy.{field}"
            yield Problem(path=_path(name), got=got, need=need, fix="add it there, or delete the key")


@refuses
def required_tags_are_ours(config: BaselineConfig) -> Findings:
    """Each tag of `policy.require_tags` is set on our own resources, which the policy would otherwise deny. COST-09."""
    ours = {*OUR_TAGS, *config.tags}
    for position, tag in enumerate(config.policy.require_tags):
        if tag not in ours:
            path, fix = f"policy.require_tags[{position}]", "add it to tags, or take it out here"
            yield Problem(path=path, got=shown(tag), need=f"one of {listed(sorted(ours))}", fix=fix)


@refuses_each("node_pools")
def pools_have_allowed_sizes(config: BaselineConfig, pool: AnyPool, path: str) -> Findings:
    """Each node pool has a size of `policy.allowed_vm_sizes`. OPS-16."""
    allowed = config.policy.allowed_vm_sizes
    if allowed and pool.vm_size not in allowed:
        need, fix = f"one of policy.allowed_vm_sizes: {listed(allowed)}", "choose one, or allow this size"
        yield Problem(path=f"{path}.vm_size", got=pool.vm_size, need=need, fix=fix)


@refuses
def organization_has_something_to_assign(config: BaselineConfig) -> Findings:
    """The key `policy.management_group_id` comes with tags, names or sizes to govern. POL-14."""
    policy = config.policy
    if policy.management_group_id and not (policy.require_tags or policy.required_names or policy.allowed_vm_sizes):
        need = "policy.require_tags, policy.required_names or policy.allowed_vm_sizes beside it"
        fix = "say what is governed there, or delete the key"
        yield Problem(path="policy.management_group_id", got="a management group for nothing", need=need, fix=fix)


def _own(config: BaselineConfig) -> list[str]:
    """Names of the files in `policy.folder`. Empty if there is no such folder, which another rule says."""
    try:
        return [file.stem for file in rule_files(config.policy.folder)] if config.policy.folder else []
    except Refused:
        return []


def _path(name: str) -> str:
    return path_of(("policy", "overrides", name))
