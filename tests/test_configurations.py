"""Any configuration either synthesizes to legal Terraform or is refused with clean messages, and never a traceback."""

import hashlib
import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from configurations import CONFIGURATIONS, PLACES, STRATEGIES, Settings
from conftest import ROOT, Synthesize, configuration
from hypothesis import HealthCheck, event, given, settings
from legal import faults

from config.load import Loaded, load
from config.problem import ConfigError
from review import terraform

# The same commit tries the same configurations, so that a run never fails for another commit's reason. CI sets EXAMPLES
# and tries many more. ANY_SEED tries others in every run: for a campaign by hand.
FEW = 80
EXAMPLES = int(os.environ.get("EXAMPLES", FEW))
MANY = EXAMPLES > FEW
# One in so many accepted configurations is synthesized: by its digest, so that a failing one fails again.
SYNTHESIZED = 8

LINE = re.compile(r"[^\n]+?(:\d+)?: [^\n]*got [^\n]+, need [^\n]+ - [^\n]+")
LONGEST_LINE = 1200

outcomes: Counter[str] = Counter()
config_of_run = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="ANY_SEED" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def loaded(file: Path) -> Loaded | None:
    """The configuration, or None if it is refused; then every message is clean."""
    try:
        return load(file)
    except ConfigError as error:
        refusal = error
    lines = str(refusal).splitlines()
    assert len(lines) == len(refusal.problems) > 0
    for line in lines:
        assert LINE.fullmatch(line), line
        assert len(line) < LONGEST_LINE, line
    return None


def chosen(values: Settings) -> bool:
    digest = hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).digest()
    return digest[0] % SYNTHESIZED == 0


@config_of_run
@given(values=CONFIGURATIONS)
def test_a_configuration_synthesizes_or_is_refused_with_clean_messages(
    values: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from stacks import synthesize

    folder = tmp_path_factory.mktemp("configuration")
    found = loaded(configuration(folder / "config.yaml", values))
    event("accepted" if found else "refused")
    outcomes["accepted" if found else "refused"] += 1
    if found and chosen(values):
        outcomes["synthesized"] += 1
        synthesize(found, folder)
        assert list(faults(terraform.read(folder))) == []


def test_most_configurations_were_accepted_and_some_synthesized() -> None:
    """Otherwise the test above would see little more than refusals."""
    if not outcomes:
        pytest.skip("the test above did not run")
    assert outcomes["accepted"] > 0.3 * sum(outcomes[each] for each in ("accepted", "refused"))
    assert outcomes["synthesized"] >= EXAMPLES // 40


@pytest.mark.parametrize("path", sorted(PLACES))
def test_any_value_of_any_field_is_accepted_or_refused_cleanly(path: str, tmp_path: Path) -> None:
    @settings(max_examples=6 if MANY else 1, deadline=None, derandomize="ANY_SEED" not in os.environ, database=None)
    @given(value=STRATEGIES[path])
    def each(value: object) -> None:
        loaded(configuration(tmp_path / "config.yaml", {path: value}))

    each()


@pytest.mark.parametrize("profile", sorted((ROOT / "config").glob("*.yaml")), ids=lambda file: file.stem)
def test_a_profile_is_legal(profile: Path, synthesize: Synthesize) -> None:
    assert list(faults(synthesize(extends=str(profile)))) == []


AKS = "cluster", "azurerm_kubernetes_cluster", "cluster"
GROUP = "cluster", "azurerm_firewall_policy_rule_collection_group", "api_server_rule"
# A change of the baseline's Terraform, and a part of the fault that it is: stack, type, name, argument, value.
BROKEN: list[tuple[tuple[str, str, str], str, object, str]] = [
    (AKS, "dns_prefix", "${azurerm_subnet.gone.id}", "azurerm_subnet.gone is nowhere"),
    (AKS, "dns_prefix", "${data.azurerm_subscription.gone.id}", "data.azurerm_subscription.gone is nowhere"),
    (AKS, "dns_prefix", "${local.gone}", "local.gone is nowhere"),
    (AKS, "dns_prefix", "${var.gone}", "var.gone is nowhere"),
    (
        AKS,
        "dns_prefix",
        "${data.terraform_remote_state.cross-stack-reference-input-hub.outputs.gone}",
        "no output gone",
    ),
    (AKS, "dns_prefix", "${data.terraform_remote_state.elsewhere.outputs.id}", "reads the state elsewhere"),
    (AKS, "depends_on", ["azurerm_subnet.gone"], "depends on azurerm_subnet.gone"),
    (AKS, "name", "aks-", "has the name 'aks-'"),
    (AKS, "name", "a" * 64, "has the name"),
    (("spoke", "azurerm_container_registry", "registry"), "name", "acr-with-hyphens", "has the name"),
    (("cluster", "azurerm_key_vault", "key_vault"), "name", "kv--two", "has the name"),
    (("bootstrap", "helm_release", "traefik"), "name", "t" * 54, "has the name"),
    (("hub", "azurerm_virtual_network", "network"), "address_space", ["10.9.0.0/24"], "lies in no network"),
    (("hub", "azurerm_virtual_network", "network"), "address_space", ["10.0.0.0/8"], "overlap"),
    (GROUP, "priority", 99, "outside of 100 to 65000"),
    (GROUP, "application_rule_collection", [{"priority": 200}, {"priority": 200}], "collections have priority 200"),
]


@pytest.mark.parametrize(("where", "argument", "value", "says"), BROKEN)
def test_a_fault_of_the_stacks_is_found(
    where: tuple[str, str, str], argument: str, value: object, says: str, stacks: terraform.Stacks
) -> None:
    stack, type_, name = where
    broken = json.loads(json.dumps(dict(stacks)))
    broken[stack]["resource"][type_][name][argument] = value
    found = list(faults(broken))
    assert any(says in each for each in found), found
    assert list(faults(stacks)) == []


def test_a_rule_with_the_priority_of_another_is_found(stacks: terraform.Stacks) -> None:
    broken = json.loads(json.dumps(dict(stacks)))
    group = next(iter(broken["spoke"]["resource"]["azurerm_network_security_group"].values()))
    group["security_rule"].append({**group["security_rule"][0], "name": "Another"})
    (found,) = faults(broken)
    assert "2 rules have priority" in found


def test_two_subnets_that_overlap_are_found(stacks: terraform.Stacks) -> None:
    broken = json.loads(json.dumps(dict(stacks)))
    first, second, *_ = broken["spoke"]["resource"]["azurerm_subnet"].values()
    second["address_prefixes"] = first["address_prefixes"]
    assert any("overlap" in each for each in faults(broken))
