# ruff: noqa: E501 - an id is a line
"""What a region, a spoke and a cluster more change in the stacks of a fleet, and what they leave alone."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import Synthesize, configuration
from test_ledger import LEDGER, stateful

from config.load import load
from config.problem import ConfigError
from review.terraform import Stacks, block, resolve
from stacks import synthesize as synthesize_into
from terminal.summary import ordered_stacks

ZONE = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-dns/providers/Microsoft.Network/dnsZones/contoso.com"
SHOP = {
    "spoke": {
        "address_space": "10.242.0.0/16",
        "subnets": {
            "nodes": "10.242.0.0/22",
            "ingress": "10.242.4.0/28",
            "private_endpoints": "10.242.4.32/28",
            "application_gateway": "10.242.5.0/24",
        },
    },
    "ingress": {"load_balancer_ip": "10.242.4.4"},
}
CENTRALUS = {
    "hub": {
        "address_space": "10.201.0.0/24",
        "subnets": {"firewall": "10.201.0.0/26", "gateway": "10.201.0.64/27", "bastion": "10.201.0.128/26"},
    },
    **SHOP,
}
GREEN = {
    "spoke": {
        "subnets": {
            "nodes": "10.240.16.0/22",
            "ingress": "10.240.20.0/28",
            "application_gateway": "10.240.21.0/24",
        }
    },
    "ingress": {"load_balancer_ip": "10.240.20.4"},
}
TWO_REGIONS: dict[str, object] = {"regions": {"eastus2": {}, "centralus": CENTRALUS}}
TWO_SPOKES: dict[str, object] = {"first_spoke": "web", "spokes": {"web": {}, "shop": SHOP}}
TWO_CLUSTERS: dict[str, object] = {
    "first_cluster": "blue",
    "live": "blue",
    "clusters": {"blue": {}, "green": GREEN},
    "dns.public_zone_id": ZONE,
}


def blocks(stack: Any) -> dict[str, Any]:
    """Every resource, data source and backend of a stack, by address. Other stacks go by their kind alone."""
    plain = re.sub(r"(cross-stack-reference-input-(hub|spoke|cluster))[-a-z0-9]*", r"\1", json.dumps(stack))
    plain = re.sub(r"((stack|Deploy) (hub|spoke|cluster))[-a-z0-9]*", r"\1", plain)
    stack = json.loads(plain)
    found = {"terraform": stack["terraform"], "provider": stack["provider"], "locals": stack.get("locals")}
    for kind in ("resource", "data"):
        for type_, bodies in stack.get(kind, {}).items():
            found |= {f"{kind}.{type_}.{name}": {**body, "//": None} for name, body in bodies.items()}
    return found


def differences(before: Any, after: Any) -> dict[str, set[str]]:
    old, new = blocks(before), blocks(after)
    return {
        "added": new.keys() - old.keys(),
        "removed": old.keys() - new.keys(),
        "changed": {each for each in old.keys() & new.keys() if old[each] != new[each]},
    }


NOTHING: dict[str, set[str]] = {"added": set(), "removed": set(), "changed": set()}


def test_a_second_region_changes_nothing_of_the_first(stacks: Stacks, synthesize: Synthesize) -> None:
    fleet = synthesize(**TWO_REGIONS)
    assert len(fleet) == 8
    for part in ("hub", "spoke", "cluster", "bootstrap"):
        assert differences(stacks[part], fleet[f"{part}-eastus2"]) == NOTHING, part


def is_guard(address: str) -> bool:
    """True for a check of a plan: it makes nothing in Azure."""
    return address.startswith(("resource.terraform_data.", "data."))


def test_a_second_spoke_changes_the_sources_of_the_firewall_alone(stacks: Stacks, synthesize: Synthesize) -> None:
    fleet = synthesize(**TWO_SPOKES)
    for part, after in (
        ("spoke", "spoke-eastus2-web"),
        ("cluster", "cluster-eastus2-web"),
        ("bootstrap", "bootstrap-eastus2-web"),
    ):
        assert differences(stacks[part], fleet[after]) == NOTHING, part
    found = differences(stacks["hub"], fleet["hub-eastus2"])
    (group,) = found["changed"]
    assert group.startswith("resource.azurerm_ip_group.")
    assert blocks(fleet["hub-eastus2"])[group]["cidrs"] == ["10.240.0.0/22", "10.242.0.0/22"]
    assert found["removed"] == set()
    assert found["added"]
    assert all(map(is_guard, found["added"]))


def test_every_spoke_has_both_peerings_of_its_own(synthesize: Synthesize) -> None:
    fleet = synthesize(**TWO_SPOKES)
    names = {
        name: sorted(each["name"] for each in body["resource"]["azurerm_virtual_network_peering"].values())
        for name, body in fleet.items()
        if name.startswith("spoke")
    }
    assert names == {
        "spoke-eastus2-web": ["to_vnet-eastus2-hub", "to_vnet-spoke-BU0001A0008-00"],
        "spoke-eastus2-shop": ["to_vnet-eastus2-hub", "to_vnet-spoke-BU0001A0008-shop"],
    }


def test_a_second_cluster_changes_nothing_of_the_first(synthesize: Synthesize) -> None:
    one = synthesize(**{**TWO_CLUSTERS, "clusters": {"blue": {}}})
    two = synthesize(**TWO_CLUSTERS)
    for part in ("cluster", "bootstrap"):
        assert differences(one[part], two[f"{part}-eastus2-blue"]) == NOTHING, part
    spoke = differences(one["spoke"], two["spoke-eastus2"])
    assert (spoke["changed"], spoke["removed"]) == (set(), set())
    made = {each for each in spoke["added"] if not is_guard(each)}
    assert all("green" in each for each in made)
    assert len([each for each in made if each.startswith("resource.azurerm_subnet.")]) == 3
    hub = differences(one["hub"], two["hub-eastus2"])
    (group,) = hub["changed"]
    assert blocks(two["hub-eastus2"])[group]["cidrs"] == ["10.240.0.0/22", "10.240.16.0/22"]
    assert all(map(is_guard, hub["added"]))


def only(stack: Any, type_: str) -> Any:
    (body,) = stack["resource"][type_].values()
    return body


def test_each_cluster_of_a_spoke_has_its_own_identities_vault_gateway_and_addresses(synthesize: Synthesize) -> None:
    fleet = synthesize(**TWO_CLUSTERS)
    blue, green = fleet["cluster-eastus2-blue"], fleet["cluster-eastus2-green"]
    for type_ in (
        "azurerm_kubernetes_cluster",
        "azurerm_key_vault",
        "azurerm_application_gateway",
        "azurerm_private_dns_a_record",
        "azurerm_resource_group",
        "azurerm_policy_definition",
    ):
        assert only(blue, type_)["name"] != only(green, type_)["name"], type_
    for block_, argument in (
        ("frontend_ip_configuration", "public_ip_address_id"),
        ("gateway_ip_configuration", "subnet_id"),
    ):
        values = [
            block(only(fleet[f"cluster-eastus2-{each}"], "azurerm_application_gateway")[block_])[argument]
            for each in ("blue", "green")
        ]
        sources = [
            resolve(fleet, f"cluster-eastus2-{each}", value)
            for each, value in zip(("blue", "green"), values, strict=True)
        ]
        assert sources[0] != sources[1]
    groups = {only(each, "azurerm_resource_group")["name"] for each in (blue, green)}
    assert groups == {"rg-bu0001a0008-eastus2", "rg-bu0001a0008-green-eastus2"}
    states = [each["terraform"]["backend"]["local"]["path"] for each in (blue, green)]
    assert [path.rpartition("/")[2] for path in states] == ["cluster.tfstate", "cluster-green.tfstate"]


def test_the_workspace_of_a_spoke_has_its_solutions_once(synthesize: Synthesize) -> None:
    """Azure refuses a second solution of a name in a workspace."""
    for settings, owner in (
        (TWO_CLUSTERS, "cluster-eastus2-blue"),
        ({**TWO_CLUSTERS, "first_cluster": "none"}, "spoke-eastus2"),
    ):
        made = synthesize(**settings)
        having = {name for name, stack in made.items() if "azurerm_log_analytics_solution" in stack.get("resource", {})}
        assert having == {owner}


def test_switching_the_live_cluster_changes_the_target_of_the_public_record_alone(synthesize: Synthesize) -> None:
    before, after = synthesize(**TWO_CLUSTERS), synthesize(**{**TWO_CLUSTERS, "live": "green"})
    assert before.keys() == after.keys()
    for name in before:
        changed = {"resource.azurerm_dns_a_record.public_record"} if name == "spoke-eastus2" else set()
        assert differences(before[name], after[name]) == {**NOTHING, "changed": changed}, name
    targets = [only(each["spoke-eastus2"], "azurerm_dns_a_record")["target_resource_id"] for each in (before, after)]
    assert ["green" in target for target in targets] == [False, True]


@pytest.mark.parametrize("fleet", [TWO_REGIONS, TWO_SPOKES, TWO_CLUSTERS], ids=["region", "spoke", "cluster"])
def test_the_first_member_keeps_state_addresses_and_names(
    stacks: Stacks, synthesize: Synthesize, fleet: dict[str, object]
) -> None:
    """The record in tests/ledger.json holds for the stacks that had the plain names before the fleet grew."""
    ledger = json.loads(LEDGER.read_text())
    made = synthesize(**fleet)
    by_state = {json.dumps(stack["terraform"]["backend"]): name for name, stack in made.items()}
    assert len(by_state) == len(made), "two stacks share a state"
    for part, recorded in ledger.items():
        name = by_state[json.dumps(stacks[part]["terraform"]["backend"])]
        assert recorded.items() <= stateful({name: made[name]})[name].items(), part


def test_every_name_of_azure_is_there_once(synthesize: Synthesize) -> None:
    """Two resources of a type and name in one resource group, or with a name unique in all of Azure, would collide."""
    worldwide = (
        "azurerm_key_vault",
        "azurerm_container_registry",
        "azurerm_resource_group",
        "azurerm_policy_definition",
    )
    for settings in (TWO_REGIONS, TWO_SPOKES, TWO_CLUSTERS):
        seen: set[tuple[str, ...]] = set()
        for name, stack in synthesize(**settings).items():
            for type_, bodies in stack["resource"].items():
                for body in bodies.values():
                    whole = (name, json.dumps({**body, "//": None}).lower())
                    key = (type_, body["name"].lower()) if type_ in worldwide else (type_, *whole)
                    assert key not in seen, key
                    seen.add(key)


def test_a_part_of_a_fleet_is_written_as_in_the_whole(tmp_path: Path) -> None:
    loaded = load(configuration(tmp_path / "fleet.yaml", TWO_REGIONS))
    for folder, only in (("whole", ()), ("part", ("*-centralus",))):
        (tmp_path / folder).mkdir()
        synthesize_into(loaded, tmp_path / folder, only=only)
    written = sorted(each.name for each in (tmp_path / "part" / "stacks").iterdir())
    assert written == ["bootstrap-centralus", "cluster-centralus", "hub-centralus", "spoke-centralus"]
    for name in written:
        file = Path("stacks") / name / "cdk.tf.json"
        assert (tmp_path / "part" / file).read_bytes() == (tmp_path / "whole" / file).read_bytes()
    assert next(iter(ordered_stacks(tmp_path / "part")[0])) == "hub-centralus"


def test_a_part_that_names_nothing_is_refused(tmp_path: Path) -> None:
    loaded = load(configuration(tmp_path / "fleet.yaml", TWO_REGIONS))
    (tmp_path / "out").mkdir()
    with pytest.raises(ConfigError, match="ONLY: got x, need a pattern of bootstrap-centralus"):
        synthesize_into(loaded, tmp_path / "out", only=["x"])
