"""Changes of what runs: nothing goes before what uses it has let go, or the plan is refused."""

import re

import pytest
import yaml
from conftest import BASELINE, Synthesize

from review.terraform import Body, Stacks, block, every, only, resolve

POOLS = yaml.safe_load(BASELINE.read_text())["node_pools"]
OLD = {"name": "npuser02", "subnet": "10.240.8.0/24"}
HUB, SPOKE = "11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"
SUBNETS = {
    "snet-clusternodes": "10.240.0.0/22",
    "snet-clusteringressservices": "10.240.4.0/28",
    "snet-privatelinkendpoints": "10.240.4.32/28",
    "snet-applicationgateway": "10.240.5.0/24",
}
HUB_SUBNETS = {"AzureFirewallSubnet": "10.200.0.0/26", "AzureBastionSubnet": "10.200.0.128/26"}


def conditions(stack: Body) -> list[str]:
    """Conditions on the scale sets that Azure has."""
    (check,) = stack["data"]["azurerm_resources"].values()
    assert check["type"] == "Microsoft.Compute/virtualMachineScaleSets"
    return [each["condition"] for each in check["lifecycle"]["postcondition"]]


def names(condition: str) -> list[set[str]]:
    """The sets of names that a condition compares with, in order."""
    return [set(re.findall(r'"(\w+)"', found)) for found in re.findall(r"toset\(\[(.*?)\]\)", condition)]


def pinned(stack: Body) -> dict[str, Body]:
    """Values that cannot change."""
    values = {id_: body["triggers_replace"] for id_, body in every(stack, "terraform_data").items()}
    return {value["value"]: every(stack, "terraform_data")[id_] for id_, value in values.items() if "value" in value}


@pytest.mark.parametrize("stack", ["hub", "spoke", "cluster"])
def test_a_plan_refuses_to_remove_a_pool_that_still_runs(synthesize: Synthesize, stack: str) -> None:
    stacks = synthesize(retired_pools=[OLD])
    forgotten, too_early = conditions(stacks[stack])
    group = only(stacks["cluster"], "azurerm_kubernetes_cluster")["node_resource_group"]
    assert f'lower(set.resource_group_name) == "{group.lower()}"' in forgotten
    assert 'set.tags["aks-managed-poolName"]' in forgotten
    # Stand-ins of a replacement that failed half-way are known too.
    assert names(forgotten) == [{"npsystem", "npuser01", "npuser02", "npsystemtmp", "npuser01tmp"}]
    assert names(too_early) == [{"npuser02"}, {"npuser01"}]


def test_a_hub_in_another_subscription_makes_no_check_of_the_pools(synthesize: Synthesize) -> None:
    stacks = synthesize(**{"hub.subscription_id": HUB, "spoke.subscription_id": SPOKE})
    assert "azurerm_resources" not in stacks["hub"].get("data", {})
    assert conditions(stacks["spoke"])


def test_the_subnet_of_a_retired_pool_stays(synthesize: Synthesize) -> None:
    stacks = synthesize(retired_pools=[OLD])
    hub, spoke, cluster = (stacks[stack] for stack in ("hub", "spoke", "cluster"))
    assert [pool["name"] for pool in every(cluster, "azurerm_kubernetes_cluster_node_pool").values()] == ["npuser01"]
    (key,) = (key for key, each in every(spoke, "azurerm_subnet").items() if each["name"].endswith("-npuser02"))
    assert every(spoke, "azurerm_subnet")[key]["address_prefixes"] == ["10.240.8.0/24"]
    for association in ("azurerm_subnet_network_security_group_association", "azurerm_subnet_route_table_association"):
        assert any(key in each["subnet_id"] for each in every(spoke, association).values())
    assert "10.240.8.0/24" in only(hub, "azurerm_ip_group")["cidrs"]
    groups = every(spoke, "azurerm_network_security_group").values()
    (nodes,) = (group for group in groups if group["name"].endswith("-nodepools"))
    assert any(rule["source_address_prefix"] == "10.240.8.0/24" for rule in nodes["security_rule"])
    scopes = {resolve(stacks, "cluster", role["scope"]) for role in every(cluster, "azurerm_role_assignment").values()}
    assert f"spoke: azurerm_subnet.{key}.id" in scopes


@pytest.mark.parametrize("stack", ["hub", "spoke"])
def test_the_prefix_of_a_subnet_in_use_stays(synthesize: Synthesize, stack: str) -> None:
    """The hub, too: it goes first, and would shut the nodes' way out before the spoke is refused."""
    kept = pinned(synthesize()[stack])
    assert set(kept) == set(SUBNETS.values()) | (set(HUB_SUBNETS.values()) if stack == "hub" else set())
    assert all(body["lifecycle"] == {"prevent_destroy": True} for body in kept.values())
    assert not any("lifecycle" in body for body in pinned(synthesize(**{"safety.allow_destroy": True})[stack]).values())


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"bastion.enabled": False}, {"10.200.0.0/26"}),
        ({"gateway.type": "vpn"}, {"10.200.0.0/26", "10.200.0.64/27", "10.200.0.128/26"}),
        ({"hub.subnets.private_endpoints": "10.200.0.192/28"}, {"10.200.0.0/26", "10.200.0.128/26", "10.200.0.192/28"}),
    ],
)
def test_an_empty_subnet_of_the_hub_may_move(
    synthesize: Synthesize, settings: dict[str, object], expected: set[str]
) -> None:
    assert set(pinned(synthesize(**settings)["hub"])) - set(SUBNETS.values()) == expected


def test_a_public_address_in_other_zones_has_another_name(synthesize: Synthesize) -> None:
    """The new address is made while the old one stands, and Azure has every name once."""
    names = {
        "".join(zones): {
            each["name"]
            for each in every(synthesize(zones=zones)["hub"], "azurerm_public_ip").values()
            if each["name"].startswith("pip-fw-")
        }
        for zones in (["1", "2", "3"], ["3", "2", "1"], ["1", "2"])
    }
    assert names["123"] == names["321"] == {f"pip-fw-eastus2-0{number}" for number in range(3)}
    assert names["12"] == {f"pip-fw-eastus2-0{number}-z12" for number in range(3)}


def test_a_public_address_is_detached_from_the_firewall_before_it_is_deleted(
    synthesize: Synthesize, stacks: Stacks
) -> None:
    for made, protected in ((stacks, True), (synthesize(**{"safety.allow_destroy": True}), None)):
        addresses = [a for a in every(made["hub"], "azurerm_public_ip").values() if a["name"].startswith("pip-fw-")]
        assert len(addresses) == 3
        for address in addresses:
            assert address["lifecycle"]["create_before_destroy"] is True
            assert address["lifecycle"].get("prevent_destroy") is protected


@pytest.mark.parametrize("enabled", [None, True, False])
def test_keda_turned_off_differs_from_keda_never_on(synthesize: Synthesize, enabled: bool | None) -> None:
    cluster = only(synthesize(**{"keda.enabled": enabled})["cluster"], "azurerm_kubernetes_cluster")
    if enabled is None:
        assert "workload_autoscaler_profile" not in cluster
    else:
        assert block(cluster["workload_autoscaler_profile"]) == {"keda_enabled": enabled}


@pytest.mark.parametrize("spoke", [None, SPOKE, HUB])
def test_cache_rules_are_made_in_the_registrys_own_subscription(synthesize: Synthesize, spoke: str | None) -> None:
    registry = f"/subscriptions/{HUB}/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/acrcentral"
    made = synthesize(**{"registry.existing_id": registry, "spoke.subscription_id": spoke})["spoke"]
    rules = every(made, "azurerm_container_registry_cache_rule").values()
    providers = {each.get("alias"): each.get("subscription_id") for each in made["provider"]["azurerm"]}
    expected = None if spoke == HUB else "azurerm.registry"
    assert len(rules) > 1
    assert {rule.get("provider") for rule in rules} == {expected}
    assert providers.get("registry") == (HUB if expected else None)
