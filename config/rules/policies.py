"""Rules on `policy`: names of policies and the effects that they offer."""

from config.facts.policies import AUDIT_ONLY, OF_SERVICES, POLICIES
from config.model import BaselineConfig
from config.problem import Problem
from config.reading.wording import listed, nearest, path_of
from config.rules.rule import Findings, refuses


@refuses
def overrides_name_policies(config: BaselineConfig) -> Findings:
    """The key `policy.overrides` contains only names of known policies. POL-08."""
    for name in config.policy.overrides:
        if name not in POLICIES:
            meant = nearest(name, POLICIES)
            fix = f"did you mean {meant}" if meant else "take a name from the list"
            yield Problem(path=_path(name), got="an unknown policy", need=listed(POLICIES), fix=fix)


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


def _path(name: str) -> str:
    return path_of(("policy", "overrides", name))
