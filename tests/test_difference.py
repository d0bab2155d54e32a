"""The difference between two syntheses says in words what came, went and changed, and leaves nothing out."""

import json
import re
import subprocess
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from config.load import load
from review.__main__ import main
from review.difference import BaseError, Change, base_output, differences, markdown
from review.synthesis import Output, Synthesis
from review.terraform import Body, Stacks, every, named, only

ROOT = Path(__file__).parent.parent
BASELINE = ROOT / "config" / "baseline.yaml"

Edit = Callable[[Any], object]
Told = Callable[..., list[str]]


loaded_once = cache(load)


def changes(before: Stacks, after: Stacks, config: Path = BASELINE) -> tuple[Change, ...]:
    loaded = loaded_once(config)
    made = Synthesis(stacks=after, config=loaded.config, plan=loaded.plan, root=ROOT)
    return differences(Output(stacks=before), made)


def compared(before: Stacks, after: Stacks, config: Path = BASELINE) -> list[str]:
    return [str(change) for change in changes(before, after, config)]


@pytest.fixture
def told(stacks: Stacks) -> Told:
    """`told(edit)`: what is said after an edit of the baseline's stacks; `told(edit, back=True)`: the way back."""

    text = json.dumps(dict(stacks))

    def run(edit: Edit, *, back: bool = False) -> list[str]:
        changed = json.loads(text)  # eight times as fast as a deep copy
        edit(changed)
        return compared(changed, stacks) if back else compared(stacks, changed)

    return run


def rule_of(stacks: Stacks, name: str) -> Body:
    groups = every(stacks["hub"], "azurerm_firewall_policy_rule_collection_group").values()
    collections = [each for group in groups for each in group.get("application_rule_collection", ())]
    found: Body = next(rule for each in collections for rule in each["rule"] if rule["name"] == name)
    return found


def test_the_same_synthesis_has_no_difference(stacks: Stacks) -> None:
    assert compared(stacks, deepcopy(dict(stacks))) == []


# --- Firewall and security groups ------------------------------------------------------------------------------------


def test_a_rule_of_the_firewall_says_what_it_allows_for_whom(told: Told) -> None:
    def add(stacks: Any) -> None:
        (group,) = every(stacks["hub"], "azurerm_firewall_policy_rule_collection_group").values()
        rule = {
            "name": "flagger",
            "destination_fqdns": ["ghcr.io", "*.ghcr.io"],
            "protocols": [{"type": "Https", "port": 443}],
        }
        group["application_rule_collection"][0]["rule"].append(rule)

    assert told(add) == ["+ firewall allows ghcr.io:443, *.ghcr.io:443 for flagger"]
    assert told(add, back=True) == ["- firewall allows ghcr.io:443, *.ghcr.io:443 for flagger"]


def test_a_new_firewall_collection_is_reported_rule_by_rule(told: Told) -> None:
    def add(stacks: Any) -> None:
        (group,) = every(stacks["hub"], "azurerm_firewall_policy_rule_collection_group").values()
        rule = {
            "name": "time",
            "destination_addresses": ["10.0.0.1"],
            "destination_ports": ["123", "443"],
            "protocols": ["UDP"],
        }
        collection = {"name": "Clocks", "priority": 150, "action": "Deny", "rule": [rule]}
        group["network_rule_collection"] = [collection]

    assert told(add) == ["+ firewall denies 10.0.0.1:123/UDP, 10.0.0.1:443/UDP for time"]


def test_a_destination_is_reported_alone(told: Told) -> None:
    def swap(stacks: Any) -> None:
        names = rule_of(stacks, "azure-policy-addon")["destination_fqdns"]
        names[names.index("store.policy.core.windows.net")] = "example.org"

    assert told(swap) == [
        "+ firewall allows example.org:443 for azure-policy-addon",
        "- firewall allows store.policy.core.windows.net:443 for azure-policy-addon",
    ]


def test_a_collection_that_changes_from_allow_to_deny_is_reported(told: Told) -> None:
    def turn(stacks: Any) -> None:
        (group,) = every(stacks["hub"], "azurerm_firewall_policy_rule_collection_group").values()
        group["application_rule_collection"][0]["action"] = "Deny"

    said = told(turn)
    assert any(line.startswith("+ firewall denies data.policy.core.windows.net:443") for line in said)
    assert any(line.startswith("- firewall allows data.policy.core.windows.net:443") for line in said)


def test_other_arguments_of_a_firewall_rule_are_reported_with_its_name(told: Told) -> None:
    def edit(stacks: Any) -> None:
        rule_of(stacks, "azure-policy-addon")["source_addresses"] = ["10.1.0.0/16"]

    assert told(edit) == ["~ firewall rule azure-policy-addon: source_addresses + 10.1.0.0/16"]


def bastion_rules(stacks: Stacks) -> list[Body]:
    (group,) = every(stacks["hub"], "azurerm_network_security_group").values()
    rules: list[Body] = group["security_rule"]
    return rules


def test_a_new_security_rule_says_what_it_allows(told: Told) -> None:
    def add(stacks: Any) -> None:
        rule = dict(bastion_rules(stacks)[0], name="AllowSsh", priority=150, destination_port_range="22")
        bastion_rules(stacks).append(rule)

    text = "security rule AllowSsh of nsg-eastus2-bastion allows Tcp 22 in from Internet to *"
    assert told(add) == [f"+ {text}"]
    assert told(add, back=True) == [f"- {text}"]


def test_a_changed_security_rule_says_what_it_allows_now(told: Told) -> None:
    def edit(stacks: Any) -> None:
        rule = bastion_rules(stacks)[0]
        rule.update(source_address_prefix="203.0.113.0/24", access="Deny", description="Closed")

    rule = "security rule AllowWebExperienceInbound"
    assert told(edit) == [
        f"~ {rule} of nsg-eastus2-bastion: access Allow → Deny, source + 203.0.113.0/24; - Internet",
        f"~ {rule}: description People open sessions over HTTPS, after signing in to Entra → Closed",
    ]


# --- Roles -----------------------------------------------------------------------------------------------------------


def test_a_role_assignment_says_who_gets_it_and_where(told: Told) -> None:
    def remove(stacks: Any) -> None:
        del every(stacks["cluster"], "azurerm_role_assignment")["kubelet_registry"]

    text = "role AcrPull of kubelet identity of aks-bbabb9 on acraksbbabb9"
    assert told(remove) == [f"- {text}"]
    assert told(remove, back=True) == [f"+ {text}"]


def test_a_changed_role_is_reported_as_removed_and_added(told: Told) -> None:
    def edit(stacks: Any) -> None:
        every(stacks["cluster"], "azurerm_role_assignment")["kubelet_registry"]["role_definition_name"] = "AcrPush"

    who = "of kubelet identity of aks-bbabb9 on acraksbbabb9"
    assert told(edit) == [f"+ role AcrPush {who}", f"- role AcrPull {who}"]


def test_an_assignment_that_moves_is_not_reported_as_removed(told: Told) -> None:
    def rename(stacks: Any) -> None:
        grants = every(stacks["cluster"], "azurerm_role_assignment")
        grants["pull"] = grants.pop("kubelet_registry")

    assert len(told(rename)) == 2, "Terraform takes the role away and gives it again"


# --- Pools -----------------------------------------------------------------------------------------------------------


def with_user_pool(**changes: object) -> list[dict[str, object]]:
    system = {"mode": "system", "vm_size": "Standard_DS2_v2", "os_disk_size_gb": 512, "min_count": 3, "max_count": 4}
    user = {"mode": "user", "vm_size": "Standard_DS4_v2", "min_count": 2, "max_count": 5}
    both = {"max_pods": 30, "surge": "33%"}
    return [{"name": "npsystem", **system, **both}, {"name": "npuser01", **user, **both, **changes}]


def planned(tmp_path: Path, pools: list[dict[str, object]]) -> tuple[Path, int, int]:
    """A configuration with these pools, the addresses that the last one takes, and those that are left."""
    file = tmp_path / f"{len(list(tmp_path.iterdir()))}.yaml"
    file.write_text(json.dumps({"extends": str(BASELINE), "node_pools": pools}))
    subnet = load(file).plan.spoke.nodes
    consumers = {each.what: each.addresses for each in subnet.consumers or ()}
    return file, consumers[str(pools[-1]["name"])], subnet.free


def test_a_larger_pool_says_how_many_addresses_it_takes_and_how_many_are_left(
    stacks: Stacks, synthesize: Callable[..., Stacks], tmp_path: Path
) -> None:
    _, old, _ = planned(tmp_path, with_user_pool())
    config, new, left = planned(tmp_path, with_user_pool(max_count=8))
    after = synthesize(node_pools=with_user_pool(max_count=8))
    assert compared(stacks, after, config) == [f"~ npuser01 max 5 → 8: {new - old} more addresses, {left} left"]
    assert (new - old, left) == (214, 132), "(8+3)*31+8*30 less (5+2)*31+5*30"


def test_several_counts_of_a_pool_are_reported_with_one_sum(told: Told) -> None:
    def edit(stacks: Any) -> None:
        pool = named(stacks["cluster"], "azurerm_kubernetes_cluster_node_pool", "npuser01")
        pool.update(min_count=3, max_count=4, max_pods=20)

    said = told(edit)
    assert said[0].startswith("~ npuser01 max 5 → 4: ")
    assert "fewer addresses" in said[0]
    assert said[1:] == ["~ npuser01 min 2 → 3", "~ npuser01 pods a node 30 → 20"]


def test_the_system_pool_is_reported_by_its_name(told: Told) -> None:
    def edit(stacks: Any) -> None:
        (cluster,) = every(stacks["cluster"], "azurerm_kubernetes_cluster").values()
        cluster["default_node_pool"]["min_count"] = 4
        cluster["default_node_pool"]["vm_size"] = "Standard_DS3_v2"

    assert told(edit) == [
        "~ npsystem min 3 → 4",
        "~ node pool npsystem: vm_size Standard_DS2_v2 → Standard_DS3_v2",
    ]


def test_a_new_pool_says_its_size_and_its_addresses(
    stacks: Stacks, synthesize: Callable[..., Stacks], tmp_path: Path
) -> None:
    more = {"name": "npuser02", "mode": "user", "vm_size": "Standard_DS3_v2", "min_count": 2, "max_count": 3}
    pools = [*with_user_pool(), {**more, "max_pods": 15, "surge": "1"}]
    config, taken, left = planned(tmp_path, pools)
    after = synthesize(node_pools=pools)
    said = compared(stacks, after, config)
    assert f"+ node pool npuser02, 2 to 3 of Standard_DS3_v2: {taken} addresses, {left} left" in said
    assert not [line for line in said if "azurerm_kubernetes_cluster_node_pool" in line], "told once"
    back = compared(after, stacks)
    assert f"- node pool npuser02, 2 to 3 of Standard_DS3_v2: {taken} addresses fewer" in back


# --- Policies and alerts ---------------------------------------------------------------------------------------------


def assignment(stacks: Stacks, name: str) -> Body:
    return named(stacks["cluster"], "azurerm_resource_group_policy_assignment", name)


def test_a_policy_says_its_effects(told: Told) -> None:
    def edit(stacks: Any) -> None:
        policy = assignment(stacks, "no-default-namespace")
        parameters = json.loads(policy["parameters"])
        parameters["effect"]["value"] = "Deny"
        parameters["excludedNamespaces"]["value"].append("legacy")
        policy["parameters"] = json.dumps(parameters)

    assert told(edit) == [
        "~ policy no-default-namespace: effect Audit → Deny",
        "~ policy no-default-namespace: excludedNamespaces + legacy",
    ]


def test_a_removed_policy_says_what_it_did(told: Told) -> None:
    def remove(stacks: Any) -> None:
        policies = every(stacks["spoke"], "azurerm_resource_group_policy_assignment")
        policies.pop("registry-no-admin-account")

    (said,) = told(remove)
    assert said.startswith("- policy registry-no-admin-account, Deny: ")
    (said,) = told(remove, back=True)
    assert said.startswith("+ policy registry-no-admin-account, Deny: ")


def test_a_changed_alert_says_who_receives_it_and_what_changes(told: Told) -> None:
    def remove(stacks: Any) -> None:
        every(stacks["spoke"], "azurerm_monitor_metric_alert").pop("firewall_snat_alert")

    (said,) = told(remove)
    assert re.fullmatch(r"- alert FirewallSnatPortsScarce, severity \d, which ag-aks-bbabb9 hears of", said)

    def edit(stacks: Any) -> None:
        named(stacks["cluster"], "azurerm_monitor_metric_alert", "GatewayBackendUnhealthy")["severity"] = 4

    assert told(edit) == ["~ alert GatewayBackendUnhealthy: severity 1 → 4"]


def test_an_alert_of_a_rule_group_is_reported_by_its_own_name(told: Told) -> None:
    def edit(stacks: Any) -> None:
        groups = every(stacks["cluster"], "azurerm_monitor_alert_prometheus_rule_group")
        group = next(each for each in groups.values() if each["name"].endswith("Pod-level"))
        del group["rule"][0]
        group["rule"][0]["for"] = "PT1H"

    said = told(edit)
    assert len(said) == 2
    assert said[0].startswith("- alert ")
    assert said[0].endswith("which ag-aks-bbabb9 hears of")
    assert re.fullmatch(r"~ rule \w+: for PT\d+M → PT1H", said[1])


# --- Everything else -------------------------------------------------------------------------------------------------


def test_an_argument_is_reported_with_its_address(told: Told) -> None:
    def edit(stacks: Any) -> None:
        every(stacks["hub"], "azurerm_virtual_network")["network"]["tags"]["Environment"] = "test"

    assert told(edit) == ["~ hub: azurerm_virtual_network.network: tags.Environment prod → test"]


def test_a_new_block_is_reported_with_its_content(told: Told) -> None:
    def edit(stacks: Any) -> None:
        (cluster,) = every(stacks["cluster"], "azurerm_kubernetes_cluster").values()
        cluster["workload_autoscaler_profile"] = {"keda_enabled": True}

    line = "azurerm_kubernetes_cluster.cluster: workload_autoscaler_profile"
    assert told(edit) == [f"~ cluster: {line} comes with keda_enabled true"]
    assert told(edit, back=True) == [f"~ cluster: {line} goes, with keda_enabled true"]


def test_a_removed_resource_that_holds_data_says_what_is_lost(told: Told) -> None:
    def remove(stacks: Any) -> None:
        every(stacks["cluster"], "azurerm_monitor_workspace").pop("prometheus")

    assert (
        "- cluster: azurerm_monitor_workspace.prometheus (amw-aks-bbabb9); lost with it: every metric in it; nothing"
        in ("\n".join(told(remove)))
    )


def test_a_moved_resource_is_not_removed_and_added(told: Told) -> None:
    def move(stacks: Any) -> None:
        networks = every(stacks["hub"], "azurerm_log_analytics_workspace")
        networks["journal"] = {**networks.pop("logs"), "retention_in_days": 90}
        stacks["hub"]["moved"] = [
            {"from": "azurerm_log_analytics_workspace.logs", "to": "azurerm_log_analytics_workspace.journal"}
        ]

    said = told(move)
    assert "~ hub: azurerm_log_analytics_workspace.logs moves to azurerm_log_analytics_workspace.journal" in said
    assert "~ hub: azurerm_log_analytics_workspace.journal: retention_in_days 30 → 90" in said
    assert not [line for line in said if line.startswith(("+", "-"))]


def test_a_chart_value_is_reported_by_its_path(told: Told) -> None:
    def edit(stacks: Any) -> None:
        release = named(stacks["bootstrap"], "helm_release", "traefik")
        release["values"] = [release["values"][0].replace("replicas: 2", "replicas: 3")]

    assert told(edit) == ["~ bootstrap: helm_release.traefik: values[0].deployment.replicas 2 → 3"]


def test_changes_outside_resources_are_reported(told: Told) -> None:
    def edit(stacks: Any) -> None:
        hub = stacks["hub"]
        hub["terraform"]["required_providers"]["azurerm"]["version"] = "4.56.0"
        hub["provider"]["azurerm"][0]["storage_use_azuread"] = False
        hub["variable"] = {"secret": {"type": "string"}}
        hub["output"]["answer"] = {"value": "42"}
        hub.setdefault("data", {})["azurerm_client_config"] = {"me": {}}
        hub["terraform"]["backend"]["local"]["path"] = "../../../terraform.state/other/hub.tfstate"

    assert set(told(edit)) == {
        "~ hub: provider.azurerm: [0].storage_use_azuread true → false",
        "~ hub: terraform.backend: local.path terraform.state/bu0001-a0008-prod-eastus2/hub.tfstate → "
        "terraform.state/other/hub.tfstate",
        "~ hub: terraform.required_providers: azurerm.version 4.55.0 → 4.56.0",
        "+ hub: variable.secret",
        "+ hub: output.answer",
        "+ hub: data.azurerm_client_config.me",
    }


def test_a_state_that_stays_where_it_is_does_not_move_with_the_output_folder(told: Told) -> None:
    def edit(stacks: Any) -> None:
        local = stacks["hub"]["terraform"]["backend"]["local"]
        local["path"] = f"../{local['path']}"

    assert told(edit) == []


def test_a_reference_to_another_stack_is_resolved(told: Told) -> None:
    def edit(stacks: Any) -> None:
        (table,) = every(stacks["spoke"], "azurerm_route_table").values()
        table["route"][0]["next_hop_in_ip_address"] = "10.0.0.4"

    (said,) = told(edit)
    assert said.endswith("hub: azurerm_firewall.firewall.ip_configuration[0].private_ip_address → 10.0.0.4")


def test_an_output_that_only_other_stacks_read_is_not_reported(told: Told) -> None:
    def edit(stacks: Any) -> None:
        stacks["hub"]["output"]["cross-stack-output-new"] = {"value": "x"}

    assert told(edit) == []


def test_a_changed_order_of_existing_resources_is_reported(told: Told) -> None:
    def edit(stacks: Any) -> None:
        address = every(stacks["hub"], "azurerm_public_ip")
        address["bastion_address_2008674A"]["depends_on"] = ["azurerm_virtual_network.network", "azurerm_new.thing"]
        stacks["hub"]["resource"]["azurerm_new"] = {"thing": {}}

    assert told(edit) == [
        "+ hub: azurerm_new.thing",
        "~ hub: azurerm_public_ip.bastion_address_2008674A: depends_on + azurerm_virtual_network.network",
    ]


def test_a_stack_that_comes_or_goes_is_one_line(told: Told) -> None:
    def remove(stacks: Any) -> None:
        del stacks["bootstrap"]

    (said,) = told(remove)
    assert re.fullmatch(r"- stack bootstrap with \d\d resources", said)
    (said,) = told(remove, back=True)
    assert said.startswith("+ stack bootstrap")


def test_the_most_important_changes_come_first(told: Told) -> None:
    def edit(stacks: Any) -> None:
        every(stacks["hub"], "azurerm_virtual_network")["network"]["location"] = "westus"
        every(stacks["cluster"], "azurerm_role_assignment").pop("kubelet_registry")
        rule_of(stacks, "azure-policy-addon")["destination_fqdns"] += ["example.org"]
        del stacks["bootstrap"]

    kinds = [line.split()[1] for line in told(edit)]
    assert kinds == ["stack", "firewall", "role", "hub:"]


# Arguments that the difference reads: an object has a name, and an address is an address.
OTHER = {"metadata": {"name": "new", "namespace": "new"}, "address_prefixes": ["10.99.0.0/24"]}


def test_no_change_of_any_argument_is_left_out(stacks: Stacks) -> None:
    changed, edited = deepcopy(dict(stacks)), set()
    for stack, content in changed.items():
        for type_, found in content["resource"].items():
            created = {name: body for name, body in found.items() if "count" not in body}
            name, argument = next(((name, key) for name, body in created.items() for key in sorted(body)), ("", ""))
            if argument not in ("", "action", "api_server_access_profile", "application_rule_collection"):
                found[name][argument] = OTHER.get(argument, "something else")
                edited.add((stack, f"{type_}.{name}"))
    assert len(edited) > 60
    assert edited - {(change.stack, change.address) for change in changes(stacks, changed)} == set()


# --- What is compared with -------------------------------------------------------------------------------------------


@pytest.fixture
def output(synthesize: Callable[..., Stacks], stacks: Stacks, tmp_path: Path) -> Path:
    """An output folder of the baseline."""
    return written(stacks, tmp_path / "out")


def written(stacks: Stacks, out: Path) -> Path:
    for name, content in stacks.items():
        (out / "stacks" / name).mkdir(parents=True)
        (out / "stacks" / name / "cdk.tf.json").write_text(json.dumps(content))
    return out


def report(out: Path, base: str | Path, config: Path = BASELINE) -> int:
    return main(["report", str(config), str(out), "--date", "2026-01-01", "--base", str(base)])


def test_a_folder_is_compared_and_the_difference_written(
    output: Path, stacks: Stacks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = deepcopy(dict(stacks))
    every(old["hub"], "azurerm_virtual_network")["network"]["tags"]["Environment"] = "``` <b>test</b>"
    assert report(output, written(old, tmp_path / "old")) == 0
    text = "~ hub: azurerm_virtual_network.network: tags.Environment ``` <b>test</b> → prod"
    assert f"compared with {tmp_path / 'old'}: 1 changed\n  {text}\n" in capsys.readouterr().out
    page = (output / "difference.md").read_text()
    assert page.endswith(f"### Everything else\n\n```diff\n!{text[1:]}\n```\n")
    assert [line for line in page.splitlines() if line.startswith("```")] == ["```diff", "```"]
    (change,) = json.loads((output / "difference.json").read_text())["changes"]
    assert change == {
        "kind": "resource",
        "sign": "~",
        "stack": "hub",
        "address": "azurerm_virtual_network.network",
        "text": text.removeprefix("~ hub: "),
    }


def test_the_page_says_that_there_are_no_differences() -> None:
    assert markdown((), name="main") == "## Changes against main\n\nNothing changes.\n"


def refused(capsys: pytest.CaptureFixture[str], out: Path, base: str | Path, config: Path = BASELINE) -> str:
    before = sorted(out.rglob("*"))
    assert report(out, base, config) == 2
    assert sorted(out.rglob("*")) == before, "nothing is written"
    said = capsys.readouterr()
    assert not said.out
    assert said.err.count("\n") == 1
    assert ", need " in said.err
    return said.err


def test_a_folder_without_stacks_is_refused(output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert "got a folder without stacks" in refused(capsys, output, tmp_path / "empty")


def test_the_folder_itself_is_refused(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "got the folder that is compared" in refused(capsys, output, output)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stacks: Stacks) -> Path:
    """A git repository whose `main.py` writes the stacks of a file, or fails as its configuration says."""
    root = tmp_path / "repository"
    (root / "config").mkdir(parents=True)
    (root / "stacks.json").write_text(json.dumps(stacks))
    (root / "config" / "mine.yaml").write_text("")
    (root / "main.py").write_text(MAIN)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *command], cwd=root, check=True)
    monkeypatch.setattr("review.difference.earlier.ROOT", root)
    return root


MAIN = """
import json, os, pathlib, sys
config = pathlib.Path(os.environ["BASELINE_CONFIG"]).read_text()
if config == "refused":
    print("warning: a placeholder\\nconfig/mine.yaml: hub: got x, need y", file=sys.stderr)
    sys.exit(2)
if config == "broken":
    raise KeyError("what")
for name, content in json.loads(pathlib.Path("stacks.json").read_text()).items():
    folder = pathlib.Path(os.environ["CDKTF_OUTDIR"], "stacks", name)
    folder.mkdir(parents=True)
    (folder / "cdk.tf.json").write_text(json.dumps(content))
"""


def test_a_git_ref_is_synthesized_from_its_own_files(
    repository: Path, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "stacks.json").write_text("{}")
    (repository / "config" / "mine.yaml").write_text("broken")
    mine = repository / "config" / "mine.yaml"
    found = base_output("main", config=mine, out=output)
    assert set(found.stacks) == {"hub", "spoke", "cluster", "bootstrap"}, "what is committed, not what lies there"
    assert subprocess.run(["git", "worktree", "list"], cwd=repository, capture_output=True).stdout.count(b"\n") == 1


def test_a_configuration_outside_the_repository_is_taken_as_it_is(
    repository: Path, output: Path, tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_text("broken")
    with pytest.raises(BaseError, match=r"cannot synthesize own\.yaml: KeyError: 'what'"):
        base_output("main", config=tmp_path / "own.yaml", out=output)


BAD = {
    "an unknown ref": ("no-such-branch", "mine.yaml", "got neither a folder nor a git ref"),
    "an option": ("--output=x", "mine.yaml", "got neither a folder nor a git ref"),
    "a file, not a commit": ("main:main.py", "mine.yaml", "got neither a folder nor a git ref"),
    "a ref without the file": ("main", "other.yaml", "has no "),
}


@pytest.mark.parametrize(("ref", "config", "said"), BAD.values(), ids=BAD)
def test_a_ref_that_cannot_be_compared_is_refused_in_one_line(
    repository: Path, output: Path, ref: str, config: str, said: str
) -> None:
    file = repository / "config" / config
    file.touch()
    with pytest.raises(BaseError, match=re.escape(f"BASE={ref}: {said}")) as error:
        base_output(ref, config=file, out=output)
    assert "\n" not in str(error.value)


def test_messages_of_the_other_refs_synthesis_are_shown(repository: Path, output: Path) -> None:
    file = repository / "config" / "mine.yaml"
    file.write_text("refused")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "-a", "-m", "second"]
    subprocess.run(git, cwd=repository, check=True)
    refusal = re.escape("cannot synthesize mine.yaml: config/mine.yaml: hub: got x, need y - name")
    with pytest.raises(BaseError, match=refusal) as error:
        base_output("main", config=file, out=output)
    assert "\n" not in str(error.value)
    assert base_output("main~1", config=file, out=output).stacks


def test_without_git_a_name_is_refused(output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("review.difference.earlier.ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(BaseError, match="this is no git checkout"):
        base_output("main", config=BASELINE, out=output)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BaseError, match="git does not run"):
        base_output("main", config=BASELINE, out=output)


def test_this_repository_can_be_compared_with_its_last_commit(output: Path) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("a copy without git has no last commit")
    found = base_output("HEAD", config=BASELINE, out=output)
    assert set(found.stacks) == {"hub", "spoke", "cluster", "bootstrap"}
    assert only(found.stacks["hub"], "azurerm_firewall")
