"""A stack is planned before the stacks whose values it uses are applied, and is not applied before them."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, DataResource, LocalBackend, TerraformStack, Token
from conftest import Synthesize
from test_cdktf_command import needs_terraform
from test_fleet_stacks import TWO_REGIONS

from aks_baseline.foundation.awaited import awaited
from review.terraform import REMOTE, Body, Stacks, every
from terminal.empty_states import write_missing
from terminal.stack import CHANGES, NOTHING, Stack

HUB_ENDPOINTS = {"private_endpoints.location": "hub", "hub.subnets.private_endpoints": "10.200.0.192/28"}
FLEET = TWO_REGIONS | {
    "shared": {
        "location": "eastus2",
        "router": "front_door",
        "registry": True,
        "registry_replicas": ["centralus"],
        "fleet_manager": True,
    },
    "tls.gateway_certificate": "wildcard-contoso",
}
VARIATIONS = pytest.mark.parametrize("settings", [{}, HUB_ENDPOINTS, FLEET], ids=["baseline", "endpoints", "fleet"])


@dataclass(frozen=True, kw_only=True)
class Part:
    id: str
    nothing: str | None


@dataclass(frozen=True, kw_only=True)
class Links:
    first: str
    others: Mapping[str, str]
    ids: tuple[str, ...]
    part: Part
    known: str


# --- In the baseline -------------------------------------------------------------------------------------------------


@VARIATIONS
def test_only_locals_read_the_state_of_another_stack(settings: Mapping[str, Any], synthesize: Synthesize) -> None:
    for name, stack in synthesize(**settings).items():
        rest = {section: body for section, body in stack.items() if section not in ("data", "locals")}
        assert "terraform_remote_state" not in json.dumps(rest), name


@VARIATIONS
def test_every_value_of_another_stack_is_watched(settings: Mapping[str, Any], synthesize: Synthesize) -> None:
    stacks = synthesize(**settings)
    for stack in stacks.values():
        locals_ = stack.get("locals", {})
        for name in (each for each in locals_ if not each.endswith("_missing")):
            prefixes = [each.removesuffix("missing") for each in locals_ if each.endswith("_missing")]
            (other,) = [each for each in prefixes if name.startswith(each)]
            value = name.removeprefix(other)
            (watching,) = [text for text in locals_[f"{other}missing"] if text.endswith(f' : "{value}"}}')]
            source = locals_[name].removeprefix("${try(").partition(",")[0]
            assert REMOTE.fullmatch(source)
            assert watching.startswith(f"${{can({source}) ?")
            assert locals_[name] == f"${{try({source}, one(terraform_data.{other}awaited[*].output))}}"


@VARIATIONS
def test_every_resource_group_waits_for_every_stack_before_it(
    settings: Mapping[str, Any], synthesize: Synthesize
) -> None:
    for name, stack in synthesize(**settings).items():
        stops = {f"terraform_data.{each}" for each in every(stack, "terraform_data") if each.endswith("_awaited")}
        assert bool(stops) == ("terraform_remote_state" in stack.get("data", {})), name
        for group in every(stack, "azurerm_resource_group").values():
            assert set(group.get("depends_on", ())) == stops, name


def test_the_stacks_of_the_baseline_wait(stacks: Stacks) -> None:
    waits = {
        name: {tuple(sorted(group.get("depends_on", ()))) for group in every(stack, "azurerm_resource_group").values()}
        for name, stack in stacks.items()
    }
    assert waits == {
        "hub": {()},
        "spoke": {("terraform_data.hub_awaited",)},
        "cluster": {("terraform_data.hub_awaited", "terraform_data.spoke_awaited")},
        "bootstrap": set(),  # its providers need the cluster's address
    }
    for provider in ("helm", "kubernetes"):
        assert "local.cluster_host" in json.dumps(stacks["bootstrap"]["provider"][provider])


# --- With Terraform --------------------------------------------------------------------------------------------------


def two_stacks(folder: Path) -> dict[str, Stack]:
    """Stack `one` has four resources; stack `two` uses their ids."""
    app = App(outdir=str(folder / "out"))
    one, two = TerraformStack(app, "one"), TerraformStack(app, "two")
    for name, stack in (("one", one), ("two", two)):
        LocalBackend(stack, path=f"../../../{name}.tfstate")
    ids = [DataResource(one, f"thing{number}", input={"value": "x"}).id for number in range(4)]
    links, after = awaited(
        two,
        "one",
        Links(
            first=ids[0],
            others={"a": ids[1]},
            ids=(ids[2],),
            part=Part(id=ids[3], nothing=None),
            known="10.0.0.0/8",
        ),
        stack="one",
    )
    assert (links.known, links.part.nothing) == ("10.0.0.0/8", None)
    assert all(map(Token.is_unresolved, (links.first, links.others["a"], links.ids[0], links.part.id)))
    DataResource(
        two, "user", input={"a": links.first, "b": f"{links.others['a']}/32", "c": links.ids[0], "d": links.part.id}
    )
    DataResource(two, "bystander", input={"value": "x"}, depends_on=after)
    app.synth()
    environ = {**os.environ, "CHECKPOINT_DISABLE": "1"}
    folders = {name: folder / "out" / "stacks" / name for name in ("one", "two")}
    return {name: Stack(name=name, folder=each, environ=environ) for name, each in folders.items()}


def planned(stack: Stack) -> Any:
    shown = subprocess.run(
        ["terraform", "show", "-json", "plan"], cwd=stack.folder, capture_output=True, check=True, text=True
    )
    return {each["address"]: each["change"] for each in json.loads(shown.stdout)["resource_changes"]}


def resources(state: Path) -> list[str]:
    content: Body = json.loads(state.read_text()) if state.exists() else {"resources": []}
    return [each["name"] for each in content["resources"] if each["mode"] == "managed" and each["instances"]]


@needs_terraform
def test_a_stack_is_planned_but_not_applied_before_the_first_one(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    two = two_stacks(tmp_path)["two"]
    assert two.plan([], keep=True) == CHANGES
    changes = planned(two)
    assert changes["terraform_data.user"]["after_unknown"]["input"] == dict.fromkeys("abcd", True)
    assert changes["terraform_data.one_awaited[0]"]["after"]["triggers_replace"] == [
        "first", "others_a", "ids_0", "part_id",
    ]  # fmt: skip
    assert not two.apply()
    said = " ".join(capfd.readouterr().err.replace("│", " ").split())
    assert "The stack one must be applied first: its state lacks first, others_a, ids_0, part_id. Deploy one" in said
    assert resources(tmp_path / "two.tfstate") == []


@needs_terraform
def test_a_stack_is_planned_when_a_change_adds_a_value_to_the_first_one(tmp_path: Path) -> None:
    stacks = two_stacks(tmp_path)
    for stack in stacks.values():
        assert stack.plan([], keep=True) == CHANGES
        assert stack.apply()
    assert sorted(resources(tmp_path / "two.tfstate")) == ["bystander", "user"]
    assert stacks["two"].plan([]) == NOTHING

    state = tmp_path / "one.tfstate"
    content = json.loads(state.read_text())
    content["outputs"] = {name: body for name, body in content["outputs"].items() if "thing3" not in name}
    state.write_text(json.dumps(content))
    assert stacks["two"].plan([], keep=True) == CHANGES
    changes = planned(stacks["two"])
    assert changes["terraform_data.user"]["after_unknown"]["input"] == {"d": True}
    assert changes["terraform_data.bystander"]["actions"] == ["no-op"]
    assert not stacks["two"].apply()


def test_a_missing_local_state_is_written_empty_and_an_existing_one_is_kept(tmp_path: Path) -> None:
    stacks = two_stacks(tmp_path)
    (tmp_path / "one.tfstate").write_text("mine")
    write_missing(stacks["two"].folder)
    assert (tmp_path / "one.tfstate").read_text() == "mine"
    (tmp_path / "one.tfstate").unlink()
    write_missing(stacks["two"].folder)
    assert json.loads((tmp_path / "one.tfstate").read_text())["outputs"] == {}
    write_missing(stacks["one"].folder)
    assert not (tmp_path / "two.tfstate").exists()
