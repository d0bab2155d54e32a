"""What holds for every stack and every resource in it."""

import json
import re
from pathlib import Path

import pytest
from conftest import ROOT, Synthesize

from review.terraform import Stacks, addresses, block, every, only, resolve

STACKS = ("hub", "spoke", "cluster", "bootstrap")

# Types whose every resource must be followed by a diagnostic setting.
LOGGED = {
    "azurerm_application_gateway",
    "azurerm_bastion_host",
    "azurerm_container_registry",
    "azurerm_dashboard_grafana",
    "azurerm_data_protection_backup_vault",
    "azurerm_firewall",
    "azurerm_eventgrid_system_topic",
    "azurerm_key_vault",
    "azurerm_kubernetes_cluster",
    "azurerm_log_analytics_workspace",
    "azurerm_monitor_data_collection_rule",
    "azurerm_network_security_group",
    "azurerm_public_ip",
    "azurerm_virtual_network",
}
# Types that hold data, or whose address others have written down.
PROTECTED = {
    "azurerm_container_registry",
    "azurerm_key_vault",
    "azurerm_kubernetes_cluster",
    "azurerm_log_analytics_workspace",
    "azurerm_public_ip",
}


def test_four_stacks_build_on_each_other_in_one_direction(stacks: Stacks) -> None:
    """OPS-12, OPS-13."""
    assert set(stacks) == set(STACKS)
    for number, name in enumerate(STACKS):
        needed = set(re.findall(r"cross-stack-reference-input-([\w-]+)", json.dumps(stacks[name])))
        assert needed <= set(STACKS[:number]), f"{name} reads {needed}"


def test_every_cross_stack_reference_ends_at_a_resource(stacks: Stacks) -> None:
    for name, stack in stacks.items():
        locals_ = {each: text for each, text in stack.get("locals", {}).items() if not each.endswith("_missing")}
        assert bool(locals_) == (name != "hub")
        for text in locals_.values():
            owner, _, target = resolve(stacks, name, text).partition(": ")
            type_, resource, *_ = target.removeprefix("data.").split(".")
            kind = "data" if target.startswith("data.") else "resource"
            assert resource in stacks[owner][kind][type_], f"{name} refers to {owner}: {target}"


def test_networks_are_two_and_apart(stacks: Stacks) -> None:
    """NET-01."""
    networks = [every(stacks[name], "azurerm_virtual_network") for name in STACKS]
    assert [len(found) for found in networks] == [1, 1, 0, 0]


def test_each_team_has_its_own_resource_group_and_state(stacks: Stacks) -> None:
    """NET-03, OPS-12."""
    groups = [group["name"] for name in STACKS for group in every(stacks[name], "azurerm_resource_group").values()]
    assert len(groups) == len(set(groups))
    assert all(every(stacks[name], "azurerm_resource_group") for name in ("hub", "spoke", "cluster"))
    states = [stacks[name]["terraform"]["backend"]["local"]["path"] for name in STACKS]
    assert states == [f"../../../terraform.state/bu0001-a0008-prod-eastus2/{name}.tfstate" for name in STACKS]


def test_state_can_live_in_a_storage_account(synthesize: Synthesize) -> None:
    stacks = synthesize(
        **{
            "state.backend": "azurerm",
            "state.resource_group_name": "rg-state",
            "state.storage_account_name": "stbaseline",
        }
    )
    for name in STACKS:
        assert stacks[name]["terraform"]["backend"] == {
            "azurerm": {
                "resource_group_name": "rg-state",
                "storage_account_name": "stbaseline",
                "container_name": "tfstate",
                "key": f"bu0001-a0008-prod-eastus2/{name}.tfstate",
                "use_azuread_auth": True,
            }
        }
    for source in stacks["cluster"]["data"]["terraform_remote_state"].values():
        assert source["backend"] == "azurerm"
        assert source["config"]["use_azuread_auth"] is True


@pytest.mark.parametrize("name", STACKS)
def test_provider_registers_what_the_baseline_needs(name: str, stacks: Stacks) -> None:
    provider = stacks[name]["provider"]["azurerm"][0]
    assert set(provider["resource_providers_to_register"]) == {
        "Microsoft.AlertsManagement",
        "Microsoft.KubernetesConfiguration",
        "Microsoft.Monitor",
    }
    assert "subscription_id" not in provider  # ARM_SUBSCRIPTION_ID decides at plan
    assert block(provider["features"])


@pytest.mark.parametrize("name", STACKS)
def test_every_resource_has_the_provider_of_its_type(name: str, stacks: Stacks) -> None:
    """cdktf does not check it, because `synthesize` leaves out its validation."""
    types = {*stacks[name]["resource"], *stacks[name].get("data", {})}
    needed = {type_.partition("_")[0] for type_ in types} - {"terraform"}  # built into Terraform
    assert needed <= {*stacks[name]["provider"]}


def test_provider_versions_are_pinned(stacks: Stacks) -> None:
    """OPS-18."""
    expected = {"azurerm": "4.55.0", "helm": "3.1.1", "kubernetes": "2.38.0"}
    for stack in stacks.values():
        for name, provider in stack["terraform"]["required_providers"].items():
            assert provider == {"source": name, "version": expected[name]} or provider == {
                "source": f"hashicorp/{name}",
                "version": expected[name],
            }


@pytest.mark.parametrize("name", STACKS)
def test_everything_that_takes_tags_has_them(name: str, stacks: Stacks, taggable: frozenset[str]) -> None:
    """COST-09; what lies in a key vault takes fifteen tags at most, and costs nothing by itself."""
    in_vault = {"azurerm_key_vault_certificate", "azurerm_key_vault_secret"}
    expected = {"Business unit": "BU0001", "Application identifier": "A0008", "Environment": "prod"}
    spaceless = {name.replace(" ", ""): value for name, value in expected.items()}
    for address, body in addresses(stacks[name]):
        if address.split(".")[0] in in_vault:
            assert "tags" not in body, address
        elif address.split(".")[0] in taggable:
            private_dns = address.startswith("azurerm_private_dns_")  # takes no spaces in a tag's name
            assert body.get("tags") == (spaceless if private_dns else expected), address


@pytest.fixture(scope="module")
def taggable() -> frozenset[str]:
    """Resource types whose binding knows the argument `tags`: asked of the provider package, not of our own code."""
    package = Path(__import__("cdktf_cdktf_provider_azurerm").__file__ or "").parent
    types = {folder.name for folder in package.iterdir() if (folder / "__init__.py").exists()}
    return frozenset(
        f"azurerm_{name}"
        for name in types
        if re.search(r'^    @jsii\.member\(jsii_name="tagsInput"\)', (package / name / "__init__.py").read_text(), re.M)
    )


@pytest.mark.parametrize("name", STACKS)
def test_every_resource_with_logs_sends_them(name: str, stacks: Stacks) -> None:
    """NET-17, IMG-07, SEC-03, MON-07: one setting a resource, into a workspace."""
    followed = {
        body["target_resource_id"].removeprefix("${").removesuffix(".id}"): body
        for body in every(stacks[name], "azurerm_monitor_diagnostic_setting").values()
    }
    for address, _ in addresses(stacks[name]):
        if address.split(".")[0] in LOGGED:
            assert address in followed, f"{address} sends no diagnostics"
    for setting in followed.values():
        assert "azurerm_log_analytics_workspace" in resolve(stacks, name, setting["log_analytics_workspace_id"])
        assert setting.get("enabled_log") or setting.get("enabled_metric")
        assert "metric" not in setting


@pytest.mark.parametrize("name", STACKS)
def test_resources_that_hold_data_cannot_be_destroyed_unless_allowed(
    name: str, stacks: Stacks, synthesize: Synthesize
) -> None:
    lifted = dict(addresses(synthesize(**{"safety.allow_destroy": True})[name]))
    for address, body in addresses(stacks[name]):
        if address.split(".")[0] in PROTECTED:
            assert body["lifecycle"]["prevent_destroy"] is True, address
            assert "prevent_destroy" not in lifted[address].get("lifecycle", {}), address


def test_only_the_edge_is_public(stacks: Stacks) -> None:
    """NET-05."""
    public = {body["name"] for stack in stacks.values() for body in every(stack, "azurerm_public_ip").values()}
    assert {re.sub(r"-\d+$", "", name) for name in public} == {"pip-fw-eastus2", "pip-ab-eastus2", "pip-BU0001A0008"}


def test_everything_is_in_one_region(stacks: Stacks) -> None:
    """NET-06, BC-19."""
    for stack in stacks.values():
        for address, body in addresses(stack):
            assert body.get("location", "eastus2") in ("eastus2", "global"), address


def test_another_region_gives_the_same_stacks(synthesize: Synthesize) -> None:
    """BC-29: nothing but the region, its pair and the suffix differs."""
    here = json.dumps(synthesize(**{"naming.suffix": "same00"}))
    there = json.dumps(
        synthesize(**{"naming.suffix": "same00", "location": "northeurope", "geo_redundancy_location": "westeurope"})
    )
    assert here != there
    assert here.replace("eastus2", "northeurope").replace("centralus", "westeurope") == there


@pytest.mark.parametrize(
    "settings",
    [
        {"environment": "preprod"},
        {"location": "westeurope", "geo_redundancy_location": "northeurope"},
    ],
    ids=["stage", "region"],
)
def test_two_deployments_can_share_a_subscription(
    settings: dict[str, object], synthesize: Synthesize, stacks: Stacks
) -> None:
    """OPS-28: nothing that is named in the subscription or in all of Azure is claimed twice, nor is any state."""
    claimed = (
        "azurerm_resource_group",
        "azurerm_policy_definition",
        "azurerm_container_registry",
        "azurerm_key_vault",
    )

    def claims(of: Stacks) -> set[str]:
        names = {body["name"] for stack in of.values() for type_ in claimed for body in every(stack, type_).values()}
        states = {stack["terraform"]["backend"]["local"]["path"] for stack in of.values()}
        nodes = {body["node_resource_group"] for body in every(of["cluster"], "azurerm_kubernetes_cluster").values()}
        return names | states | nodes

    assert len(claims(stacks)) == 4 + 1 + 1 + 1 + 4 + 1
    assert not claims(stacks) & claims(synthesize(**settings))


def test_a_deployment_made_before_groups_named_their_region_keeps_its_names(synthesize: Synthesize) -> None:
    stacks = synthesize(**{"naming.region_in_groups": False})
    groups = {body["name"] for stack in stacks.values() for body in every(stack, "azurerm_resource_group").values()}
    assert {"rg-bu0001a0008", "rg-bu0001a0008-shared"} <= groups


def test_global_names_differ_between_subscriptions(synthesize: Synthesize, stacks: Stacks) -> None:
    def suffix(of: Stacks) -> str:
        return str(only(of["spoke"], "azurerm_container_registry")["name"]).removeprefix("acraks")

    ours, theirs = (f"{digit * 8}-2222-3333-4444-555555555555" for digit in "ab")
    named = [suffix(synthesize(**{"spoke.subscription_id": each})) for each in (ours, theirs, theirs.upper())]
    assert suffix(stacks) == "bbabb9"
    assert len({suffix(stacks), *named}) == 3
    assert named[1] == named[2]
    assert suffix(synthesize(**{"spoke.subscription_id": ours, "naming.suffix": "mine"})) == "mine"


SECRET = re.compile(r"-----BEGIN|AccountKey=|(password|secret|(?<!topology)_key)\"\s*:\s*\"[^$\"]", re.IGNORECASE)


@pytest.mark.parametrize("name", STACKS)
def test_no_secret_is_written(name: str, stacks: Stacks) -> None:
    """SEC-04."""
    assert not SECRET.search(json.dumps(stacks[name]["resource"]))


def test_no_stack_uses_provisioners(stacks: Stacks) -> None:
    """OPS-11, OPS-15."""
    for stack in stacks.values():
        assert "null_resource" not in stack["resource"]  # terraform_data without a provisioner only keeps a value
        for address, body in addresses(stack):
            assert "provisioner" not in body, address


def test_constructs_do_not_know_the_configuration() -> None:
    """constructs/aks_baseline takes arguments; only stacks/ translates."""
    for file in (ROOT / "constructs").rglob("*.py"):
        assert not re.search(r"^(from|import) (config|stacks)\b", file.read_text(), re.M), file
