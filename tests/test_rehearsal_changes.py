"""The page of changes, and the cases that it is made of. None needs Terraform."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from config.load import load
from rehearsal.changes import page
from rehearsal.changes.azure_refusals import REFUSALS
from rehearsal.changes.case import Lost, Result
from rehearsal.changes.cases import CASES
from rehearsal.changes.judgement import kind, makes_nodes_anew
from rehearsal.changes.play import _apply, grouped, rooted
from rehearsal.stage import StagedStack
from review.terraform_plan import Plan, PlannedChange
from tools.switches.variation import configuration

BASES = list(grouped(CASES))


def test_every_case_has_a_key_of_its_own() -> None:
    keys = [case.key for case in CASES]
    assert sorted({key for key in keys if keys.count(key) > 1}) == [], "delete the one in OTHERS: a switch has it"


@pytest.mark.parametrize("group", BASES, ids=lambda group: group[0].key)
def test_every_base_is_a_valid_configuration(group: list, tmp_path: Path) -> None:  # type: ignore[type-arg]
    load(configuration(tmp_path / "config.yaml", group[0].base))
    assert all(case.base == group[0].base for case in group)


def test_every_case_is_played_once() -> None:
    assert sorted(case.key for group in BASES for case in group) == sorted(case.key for case in CASES)


def test_only_what_cannot_change_is_deployed_from_the_start() -> None:
    roots = {repr(dict(group[0].root)): [case.key for case in group] for group in rooted(CASES)}
    assert "gateway.type: none, after vpn" in roots["{}"], "a base is deployed over the root"
    assert roots["{'network.model': 'overlay'}"] == ["network.pod_cidr"]
    assert sorted(key for keys in roots.values() for key in keys) == sorted(case.key for case in CASES)


class Deployed:
    """A deployment that plans and applies nothing."""

    def __init__(self, applied: list[StagedStack], *, new_outputs: set[str]) -> None:
        self.applied = {stack.home: stack for stack in applied}
        self.new_outputs = new_outputs
        self.planned: list[str] = []

    def plan(self, stack: StagedStack, **_: bool) -> Plan:
        self.planned.append(stack.name)
        outputs = (change("output", "change"),) if stack.name in self.new_outputs else ()
        return Plan(name=stack.name, complete=True, changes=(), drift=(), outputs=outputs, arguments={})

    def apply(self, stack: StagedStack) -> None:
        self.applied[stack.home] = stack


def staged(name: str, **body: object) -> StagedStack:
    return StagedStack(name=name, folder=Path(), body=body, resources=1, left_out=0, home=name, state=Path())


@pytest.mark.parametrize(("new_outputs", "planned"), [(set(), ["hub"]), ({"hub"}, ["hub", "spoke"])])
def test_a_stack_that_stays_the_same_is_deployed_only_if_it_reads_other_outputs(
    new_outputs: set[str], planned: list[str]
) -> None:
    deployed = Deployed([staged("hub"), staged("spoke")], new_outputs=new_outputs)
    _apply(deployed, [staged("hub", zones=1), staged("spoke")], Result(key="zones"))  # type: ignore[arg-type]
    assert deployed.planned == planned


def change(type_: str, kind: str, **after: object) -> PlannedChange:
    return PlannedChange(
        address=f"{type_}.x",
        previous_address="",
        type=type_,
        data=False,
        deposed="",
        kind=kind,  # type: ignore[arg-type]
        reason="",
        before={},
        after=after,
        forced_by=(),
        imported="",
    )


POOL = "azurerm_kubernetes_cluster_node_pool"


def test_nodes_that_are_made_anew_are_seen_behind_an_update_in_place() -> None:
    assert makes_nodes_anew(change(POOL, "change", vm_size="b"))
    pool = change("azurerm_kubernetes_cluster", "change", default_node_pool=[{"name": "a", "max_pods": 20}])
    before = {"default_node_pool": [{"name": "a", "max_pods": 30}]}
    assert makes_nodes_anew(replace(pool, before=before))
    assert makes_nodes_anew(change("azurerm_kubernetes_cluster", "change", custom_ca_trust_certificates_base64=["a"]))
    assert not makes_nodes_anew(change(POOL, "change", max_count=5))
    assert not makes_nodes_anew(change("azurerm_kubernetes_cluster", "change", api_server_access_profile={"zones": 1}))


def test_the_worst_of_several_changes_counts() -> None:
    harmless, nodes, gone = change(POOL, "change", tags={}), change(POOL, "change", zones=["1"]), change(POOL, "delete")
    assert kind([harmless]) == "in place"
    assert kind([harmless, nodes]) == "nodes are replaced"
    assert kind([nodes, gone]) == "replaces"


def test_the_page_says_what_is_lost_and_counts_the_rest() -> None:
    lost = [Lost(type="azurerm_public_ip", kind="replace", loss="the address")] * 2
    lost += [Lost(type="azurerm_monitor_diagnostic_setting", kind="replace", loss="")]
    results = [
        Result(key="zones", outcome="replaces", stacks=["hub"], lost=lost),
        Result(key="a|b", outcome="refused by the file", why="got <x>\nneed y"),
    ]
    text = page.page({"date": "2026-01-31", "results": [result.as_json() for result in results]})
    assert "on 2026-01-31: 2 changes" in text
    assert "| `zones` (hub) | makes anew 2 × public ip: the address; 1 that hold nothing |  |" in text
    assert "| `a/b` |  | got (x) need y |" in text
    assert "## Replaces" in text
    assert "## Not played yet" in text
    assert "`gateway.type: vpn`" in text
    assert "## In place" not in text, "no change has this outcome"
    assert all(each.source in text for each in REFUSALS)


def test_the_page_is_that_of_the_results() -> None:
    if not page.RESULTS.exists():
        pytest.skip("make changes has not been run")
    assert page.PAGE.read_text() == page.page(json.loads(page.RESULTS.read_text()))
