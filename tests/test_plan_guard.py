"""The plan guard tells what a Terraform plan would do, and lets nothing protected go that nobody named."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review.__main__ import main
from review.changed_values import changed_values
from review.plan_guard import guard
from review.protected import LOST_WITH

PLANS = Path(__file__).parent / "data" / "plans"

SECRET = re.compile("made-up-secret|hunter2")

Guard = Callable[..., tuple[int, str]]
Edit = Callable[[dict[str, Any]], object]


@pytest.fixture
def guarded(capsys: pytest.CaptureFixture[str]) -> Guard:
    """`guarded("hub.json", allow=[…])`: the exit status, and what was said."""

    def run(*names: str | Path, allow: tuple[str, ...] = ()) -> tuple[int, str]:
        allowed = [part for address in allow for part in ("--allow", address)]
        status = main(["plan", *(str(PLANS / name) for name in names), *allowed])
        out, err = capsys.readouterr()
        assert bool(err) == (status == 2)
        return status, err or out

    return run


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str, Edit], Path]:
    """A recorded plan with a change to its content."""

    def write(name: str, edit: Edit) -> Path:
        plan = json.loads((PLANS / name).read_text())
        edit(plan)
        (tmp_path / name).write_text(json.dumps(plan))
        return tmp_path / name

    return write


def change_of(plan: dict[str, Any], address: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in plan["resource_changes"] if each["address"] == address)
    return found


BASTION_ADDRESS = "azurerm_public_ip.bastion_address_2008674A"


# --- Plans of the real azurerm ---------------------------------------------------------------------------------------


def test_a_replaced_public_address_is_refused_with_what_forces_it_and_what_is_lost(guarded: Guard) -> None:
    status, text = guarded("hub-replaces-address.json")
    assert status == 1
    assert (
        f"  replace {BASTION_ADDRESS} (pip-ab-eastus2): it cannot be changed in place\n"
        "    zones: - 2, 3   forces the replacement\n"
        f"    lost: {LOST_WITH['azurerm_public_ip']}\n"
        "    REFUSED: it is protected\n"
    ) in text
    assert text.endswith("refused: 1 of what is protected would be lost; --allow ADDRESS lets one pass\n")


def test_resources_replaced_as_a_consequence_are_reported_and_not_refused(guarded: Guard) -> None:
    _, text = guarded("hub-replaces-address.json")
    assert (
        "    ip_configuration[hub-subnet].public_ip_address_id: …/publicIPAddresses/pip-ab-eastus2 → "
        "(known after apply)   forces the replacement\n"
    ) in text
    assert text.count("REFUSED") == 1


def test_a_change_in_place_is_told_by_argument_and_passes(guarded: Guard) -> None:
    _, text = guarded("hub-replaces-address.json")
    assert "  change azurerm_virtual_network.network (vnet-eastus2-hub)\n    tags.Environment: prod → test\n" in text


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('{"a":{"value":[]},"b":1}', '{"a": {"value": ["kube"]}, "b": 1}', [("parameters.a.value", [], ["kube"])]),
        ('{"a":1}', '{ "a": 1 }', [("parameters", '{"a":1}', '{ "a": 1 }')]),
        ('{"a":1}', "{a", [("parameters", '{"a":1}', "{a")]),
        ("{", "{{", [("parameters", "{", "{{")]),
    ],
)
def test_a_text_that_is_json_is_told_by_what_differs_in_it(before: str, after: str, told: list[object]) -> None:
    found = changed_values({"parameters": before}, {"parameters": after})
    assert [(each.path, each.before, each.after) for each in found] == told


def test_an_allowed_address_passes_and_nothing_else(guarded: Guard) -> None:
    status, text = guarded("hub-replaces-address.json", allow=(BASTION_ADDRESS,))
    assert status == 0
    assert "allowed by --allow" in text
    assert "REFUSED" not in text
    status, text = guarded(
        "cluster-deletes-certificate.json", allow=("azurerm_key_vault_certificate.gateway_certificate",)
    )
    assert status == 1
    assert text.count("REFUSED") == 1, "the application gateway was not named"


def test_an_allowed_address_without_a_refusal_is_reported(guarded: Guard) -> None:
    status, text = guarded("hub-replaces-address.json", allow=("azurerm_public_ip.bastion",))
    assert status == 1
    assert "--allow azurerm_public_ip.bastion: not needed" in text


def test_a_replaced_cluster_and_pool_are_refused(guarded: Guard) -> None:
    status, text = guarded("cluster-replaces-cluster.json")
    assert status == 1
    assert "    dns_prefix: aks-bbabb9 → aks-other   forces the replacement\n" in text
    assert f"    lost: {LOST_WITH['azurerm_kubernetes_cluster']}\n" in text
    assert "    default_node_pool[npsystem].max_count: 4 → 6\n" in text
    assert "  delete azurerm_role_assignment.deployer_cluster_admin (" in text
    assert "    scopes: …/accounts/amw-aks-bbabb9, …/managedClusters/aks-bbabb9 → (known after apply)\n" in text, (
        "names, not long ids"
    )
    assert "→ nothing" not in text, "a provider's zero is no change"


def test_a_deleted_certificate_and_gateway_are_refused(guarded: Guard) -> None:
    status, text = guarded("cluster-deletes-certificate.json")
    assert status == 1
    assert "  delete azurerm_key_vault_certificate.gateway_certificate (gateway-external-pfx-cert): it left the" in text
    assert "    sku_tier: Standard → Premium\n" in text
    assert text.count("REFUSED") == 2


def test_a_moved_resource_is_told_with_both_addresses(guarded: Guard) -> None:
    _, text = guarded("spoke-renames-registry.json")
    assert "  move azurerm_monitor_action_group.alerts to azurerm_monitor_action_group.people\n" in text
    assert "    name: acraksbbabb9 → acraksother   forces the replacement\n" in text


def test_drift_is_reported_for_configured_arguments(guarded: Guard) -> None:
    status, text = guarded("spoke-drifted.json")
    assert status == 0
    assert "  deleted outside of Terraform: azurerm_monitor_metric_alert.firewall_unhealthy_alert (Firewall" in text
    assert (
        "  changed outside of Terraform: azurerm_virtual_network.network (vnet-spoke-BU0001A0008-00)\n"
        "    tags.owner: nothing → by hand\n"
        "  1 changed only in what Azure computes\n"
    ) in text, "Azure counts the records of a zone, and lists the subnets of a network"
    assert "number_of_record_sets" not in text


def test_no_recorded_plan_shows_a_sensitive_value(guarded: Guard) -> None:
    for file in sorted(PLANS.glob("*.json")):
        _, text = guarded(file)
        assert "made-up-secret" in file.read_text() or "hunter2" in file.read_text() or "drifted" in file.name, (
            file.name
        )
        assert "made-up-secret" not in text, file.name
        assert "hunter2" not in text, file.name


# --- Plans of Terraform's own resource -------------------------------------------------------------------------------

TOLD = """\
  replace terraform_data.cluster: it cannot be changed in place
    triggers_replace: + two; - one   forces the replacement
    input: one → two
  delete terraform_data.gone: it left the configuration
  delete terraform_data.pair["b"]: its key left `for_each`
  forget terraform_data.kept: it left the configuration
    it stays as it is, and Terraform no longer knows it
  change terraform_data.vault
    input: a sensitive value changes
    output: (sensitive) → (known after apply)
  make terraform_data.fresh
  move terraform_data.old_name to terraform_data.new_name
  import terraform_data.taken, in Azure some-id
  output size: one → (known after apply)
"""
BEFORE = {
    "variable": {"secret": {"sensitive": True, "default": "hunter2-before"}},
    "resource": {
        "terraform_data": {
            "cluster": {"input": "one", "triggers_replace": ["one"]},
            "vault": {"input": "${var.secret}"},
            "gone": {"input": "x"},
            "old_name": {"input": "kept"},
            "kept": {"input": "kept"},
            "pair": {"for_each": {"a": "1", "b": "2"}, "input": "${each.value}"},
        }
    },
    "output": {"size": {"value": "${terraform_data.cluster.output}"}},
}
AFTER = {
    "variable": {"secret": {"sensitive": True, "default": "hunter2-after"}},
    "resource": {
        "terraform_data": {
            "cluster": {
                "input": "two",
                "triggers_replace": ["two"],
                "lifecycle": {"create_before_destroy": True},
            },
            "vault": {"input": "${var.secret}"},
            "new_name": {"input": "kept"},
            "pair": {"for_each": {"a": "1"}, "input": "${each.value}"},
            "taken": {},
            "fresh": {"input": {"of": "${terraform_data.cluster.id}", "plain": 1}},
        }
    },
    "moved": [{"from": "terraform_data.old_name", "to": "terraform_data.new_name"}],
    "removed": [{"from": "terraform_data.kept", "lifecycle": {"destroy": False}}],
    "import": [{"to": "terraform_data.taken", "id": "some-id"}],
    "output": {"size": {"value": "${terraform_data.cluster.output}"}},
}


def test_every_kind_of_change_is_reported_with_the_worst_first(guarded: Guard) -> None:
    status, text = guarded("terraform-data.json")
    assert status == 0, "terraform_data is nothing that is protected"
    headline, _, told = text.partition("\n")
    assert headline.endswith(": 1 to replace, 2 to delete, 1 to forget, 1 to change, 1 to make, 3 unchanged")
    assert told == TOLD


@pytest.mark.skipif(not shutil.which("terraform"), reason="the recorded plan of test_every_kind_of_change… stands in")
def test_the_installed_terraform_plans_as_recorded(guarded: Guard, tmp_path: Path) -> None:
    def terraform(*arguments: str) -> str:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
        environ |= {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
        done = subprocess.run(["terraform", *arguments], cwd=tmp_path, env=environ, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    (tmp_path / "main.tf.json").write_text(json.dumps(BEFORE))
    terraform("init", "-input=false")
    terraform("apply", "-auto-approve", "-input=false")
    (tmp_path / "main.tf.json").write_text(json.dumps(AFTER))
    terraform("plan", "-input=false", "-out=binary.tfplan")
    (tmp_path / "plan.json").write_text(terraform("show", "-json", "binary.tfplan"))

    status, text = guarded(tmp_path / "plan.json")
    assert (status, text.partition("\n")[2]) == (0, TOLD)
    status, text = guarded(tmp_path / "binary.tfplan")
    assert status == 2
    assert "got Terraform's binary plan" in text
    (tmp_path / "state.json").write_text(terraform("show", "-json"))
    status, text = guarded(tmp_path / "state.json")
    assert status == 2
    assert "got the JSON of a state" in text


# --- What a plan may hold beside -------------------------------------------------------------------------------------


@pytest.mark.parametrize("type_", sorted(LOST_WITH))
@pytest.mark.parametrize("actions", [["delete"], ["delete", "create"], ["create", "delete"]], ids="/".join)
def test_every_protected_type_is_refused(
    guarded: Guard, edited: Callable[[str, Edit], Path], type_: str, actions: list[str]
) -> None:
    def edit(plan: dict[str, Any]) -> None:
        gone = change_of(plan, "terraform_data.gone")
        gone["type"], gone["change"]["actions"] = type_, actions

    status, text = guarded(edited("terraform-data.json", edit))
    assert status == 1
    assert f"    lost: {LOST_WITH[type_]}\n    REFUSED: it is protected\n" in text


def test_an_old_object_of_a_failed_replacement_is_refused_as_well(
    guarded: Guard, edited: Callable[[str, Edit], Path]
) -> None:
    def edit(plan: dict[str, Any]) -> None:
        change_of(plan, "terraform_data.gone").update(type="azurerm_key_vault", deposed="1a2b3c4d")

    status, text = guarded(edited("terraform-data.json", edit))
    assert status == 1
    assert "only the old object 1a2b3c4d, which a failed replacement left behind" in text


def test_an_incomplete_plan_is_reported(guarded: Guard, edited: Callable[[str, Edit], Path]) -> None:
    _, text = guarded(edited("terraform-data.json", lambda plan: plan.update(complete=False)))
    assert "  not the whole plan: Terraform left resources out, as it does for -target\n" in text
    assert "not the whole plan" not in guarded("terraform-data.json")[1]


def test_several_plans_are_reported_one_by_one_and_one_refusal_fails(guarded: Guard) -> None:
    status, text = guarded("spoke-drifted.json", "hub-replaces-address.json")
    assert status == 1
    heads = [line for line in text.splitlines() if not line.startswith((" ", "refused"))]
    assert [re.sub(r".*/", "", head).partition(":")[0] for head in heads] == [
        "spoke-drifted.json",
        "hub-replaces-address.json",
    ]


def test_an_address_in_two_plans_is_not_allowed_in_both(guarded: Guard, tmp_path: Path) -> None:
    shutil.copy(PLANS / "hub-replaces-address.json", tmp_path / "other.json")
    status, text = guarded("hub-replaces-address.json", tmp_path / "other.json", allow=(BASTION_ADDRESS,))
    assert status == 2
    assert text.startswith(f"--allow {BASTION_ADDRESS}: got a resource of ")
    assert text.count("\n") == 1


def test_a_secret_is_hidden_everywhere_in_the_plan(guarded: Guard, edited: Callable[[str, Edit], Path]) -> None:
    def edit(plan: dict[str, Any]) -> None:
        plan["output_changes"]["size"]["before"] = "user:hunter2-after@host"

    _, text = guarded(edited("terraform-data.json", edit))
    assert "output size: (sensitive) → (known after apply)" in text


def test_control_characters_do_not_reach_the_terminal(guarded: Guard, edited: Callable[[str, Edit], Path]) -> None:
    def edit(plan: dict[str, Any]) -> None:
        change_of(plan, "terraform_data.cluster")["change"]["before"]["input"] = "one\x1b[2J\n  make nothing"

    _, text = guarded(edited("terraform-data.json", edit))
    assert r"    input: one\x1b[2J\n  make nothing → two" in text


def test_an_ascii_terminal_gets_ascii(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "terminal").open("w", encoding="ascii") as terminal:
        monkeypatch.setattr("sys.stdout", terminal)
        guard([PLANS / "hub-replaces-address.json"], allow=())
    text = (tmp_path / "terminal").read_text()
    assert "    tags.Environment: prod -> test\n" in text
    assert ".../publicIPAddresses/pip-ab-eastus2" in text


# --- Bad input -------------------------------------------------------------------------------------------------------

UNREADABLE = {
    "no JSON": (b"Terraform will perform", "got no JSON"),
    "a binary plan": (b"PK\x03\x04", "got Terraform's binary plan"),
    "not even text": (b"\xff\xfe\x00", "got no JSON"),
    "nothing": (b"", "got no JSON"),
    "messages of plan -json": (b'{"@level": "info"}\n{"@level": "info"}', "got no JSON"),
    "deeply nested": (b"[" * 100_000, "got no JSON"),
    "a list": (b"[]", "got JSON without format_version"),
    "another format": (b'{"format_version": "0.2", "planned_values": {}}', "got a plan of format '0.2', need format 1"),
    "a later format": (b'{"format_version": "2.0", "planned_values": {}}', "got a plan of format '2.0', need format 1"),
    "a state": (b'{"format_version": "1.0", "values": {}}', "got the JSON of a state"),
    "a failed plan": (
        b'{"format_version": "1.2", "planned_values": {}, "errored": true}',
        "got a plan that failed half-way",
    ),
    "an odd change": (
        b'{"format_version": "1.2", "planned_values": {}, "resource_changes": [{"address": "a.b"}]}',
        "got a plan with something unreadable in it",
    ),
    "an action of tomorrow": (
        b'{"format_version": "1.2", "planned_values": {}, '
        b'"resource_changes": [{"address": "a.b", "change": {"actions": ["shred"]}}]}',
        "a.b: got the action 'shred'",
    ),
}


@pytest.mark.parametrize(("content", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_is_no_plan_is_refused_in_one_line(
    guarded: Guard, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(content)
    status, text = guarded(file)
    assert status == 2
    assert text.startswith(f"{file}: ")
    assert said in text
    assert ", need " in text
    assert text.count("\n") == 1


def test_every_file_that_is_no_plan_is_named(guarded: Guard, tmp_path: Path) -> None:
    status, text = guarded(tmp_path / "absent.json", tmp_path)
    assert status == 2
    assert text.count("\n") == 2
    assert f"{tmp_path / 'absent.json'}: cannot be read: No such file or directory" in text
    assert f"{tmp_path}: cannot be read: Is a directory" in text
