"""What all regions of a fleet share: router, registry and Fleet Manager."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fleets import TWO_REGIONS, TWO_SPOKES, addresses, written
from test_fleet_stacks import NOTHING, blocks, differences, is_guard

from config.load import load
from config.problem import ConfigError
from review import terraform
from review.terraform import Stacks, block, every, only, resolve

ZONE = (
    "/subscriptions/00000000-0000-0000-0000-00000000000d/resourceGroups/rg-dns/providers/Microsoft.Network/dnsZones/"
    "contoso.com"
)
TRUSTED = "tls: {gateway_certificate: wildcard-contoso}\n"
FRONT_DOOR = f"shared: {{location: eastus2, router: front_door}}\n{TRUSTED}"
TRAFFIC_MANAGER = "shared: {location: eastus2, router: traffic_manager}\n"
REGISTRY = "shared: {location: eastus2, registry: true, registry_replicas: [centralus, westus3]}\n"
FLEET_MANAGER = "shared: {location: westus3, fleet_manager: true}\n"
WESTUS3 = f"""
  westus3:
    hub:
      address_space: 10.202.0.0/24
      subnets: {{firewall: 10.202.0.0/26, gateway: 10.202.0.64/27, bastion: 10.202.0.128/26}}
{addresses(243).strip(chr(10))}
"""
CLUSTERS = ("cluster-eastus2", "cluster-centralus")


def synthesized(folder: Path, text: str) -> Stacks:
    from stacks import synthesize

    out = folder / "out"
    out.mkdir()
    synthesize(load(written(folder, text)), out)
    return terraform.read(out)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Stacks]:
    """Two regions with each of the shared resources."""
    files = {"none": "", "front_door": FRONT_DOOR, "traffic_manager": TRAFFIC_MANAGER, "registry": REGISTRY}
    files |= {"fleet": FLEET_MANAGER, "zone": f"{FRONT_DOOR}dns: {{public_zone_id: {ZONE}}}\n"}
    return {name: synthesized(tmp_path_factory.mktemp(name), f"{text}{TWO_REGIONS}") for name, text in files.items()}


def test_front_door_reaches_the_gateway_of_every_live_cluster(made: Mapping[str, Stacks]) -> None:
    """BC-25."""
    origins = every(made["front_door"]["global-router"], "azurerm_cdn_frontdoor_origin").values()
    assert {each["host_name"]: each["enabled"] for each in origins} == {
        "bicycle-eastus2.contoso.com": True,
        "bicycle-centralus.contoso.com": True,
    }
    assert {each["origin_host_header"] for each in origins} == {"bicycle.contoso.com"}


@pytest.mark.parametrize(
    ("shared", "origin"),
    [(FRONT_DOOR, "azurerm_cdn_frontdoor_origin"), (TRAFFIC_MANAGER, "azurerm_traffic_manager_external_endpoint")],
    ids=["front_door", "traffic_manager"],
)
def test_a_third_region_adds_its_origin_to_the_router_alone(tmp_path: Path, shared: str, origin: str) -> None:
    """BC-22."""
    stacks: dict[str, Stacks] = {}
    for regions in (TWO_REGIONS, f"{TWO_REGIONS}{WESTUS3}"):
        (folder := tmp_path / str(len(stacks))).mkdir()
        stacks[regions] = synthesized(folder, f"{shared}{regions}")
    two, three = stacks.values()
    assert three.keys() - two.keys() == {f"{part}-westus3" for part in ("hub", "spoke", "cluster", "bootstrap")}
    for name in two.keys() - {"global-router"}:
        assert differences(two[name], three[name]) == NOTHING, name
    found = differences(two["global-router"], three["global-router"])
    made = {each for each in found["added"] if not is_guard(each)}
    (added,) = made
    assert added.startswith(f"resource.{origin}.")
    assert "westus3" in added
    assert found["removed"] == set()
    # The new stack is waited for, and the route of Front Door lists its origins.
    changed = {each for each in found["changed"] if not is_guard(each)} - {"locals"}
    for address in changed:
        before, after = (blocks(each["global-router"])[address] for each in (two, three))
        assert {key for key in after if after[key] != before[key]} <= {"cdn_frontdoor_origin_ids", "depends_on"}


def test_a_spoke_of_a_fleet_lies_in_a_subscription_of_its_own(tmp_path: Path) -> None:
    """NET-09."""
    hub, shop = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
    text = TWO_SPOKES.replace("  shop:\n    spoke:\n", f"  shop:\n    spoke:\n      subscription_id: {shop}\n")
    assert shop in text
    stacks = synthesized(tmp_path, f"hub: {{subscription_id: {hub}}}\nspoke: {{subscription_id: {hub}}}\n{text}")

    def subscriptions(name: str) -> dict[str, str]:
        given = stacks[name]["provider"]["azurerm"]
        return {each.get("alias", ""): each.get("subscription_id", "") for each in given}

    own = {part: subscriptions(f"{part}-eastus2-shop") for part in ("spoke", "cluster")}
    assert own["spoke"] == own["cluster"] == {"": shop, "hub": hub}
    assert subscriptions("spoke-eastus2-web") == subscriptions("hub-eastus2") == {"": hub}
    peerings = every(stacks["spoke-eastus2-shop"], "azurerm_virtual_network_peering").values()
    assert {each["name"]: each.get("provider") for each in peerings} == {
        "to_vnet-eastus2-hub": None,
        "to_vnet-spoke-BU0001A0008-shop": "azurerm.hub",
    }
    rule = only(stacks["cluster-eastus2-shop"], "azurerm_firewall_policy_rule_collection_group")
    assert rule["provider"] == "azurerm.hub"
    # The first spoke does not change when another one lies elsewhere.
    (beside := tmp_path / "beside").mkdir()
    same = synthesized(beside, f"hub: {{subscription_id: {hub}}}\nspoke: {{subscription_id: {hub}}}\n{TWO_SPOKES}")
    for part in ("spoke", "cluster", "bootstrap"):
        assert differences(same[f"{part}-eastus2-web"], stacks[f"{part}-eastus2-web"]) == NOTHING, part


@pytest.mark.parametrize("name", CLUSTERS)
def test_gateways_accept_this_front_door_only(made: Mapping[str, Stacks], name: str) -> None:
    """BC-25."""
    stacks = made["front_door"]
    policy = only(stacks[name], "azurerm_web_application_firewall_policy")
    (rule,) = policy["custom_rules"]
    assert (rule["action"], rule["priority"], rule["rule_type"]) == ("Block", 1, "MatchRule")
    (condition,) = rule["match_conditions"]
    assert condition["match_variables"] == [{"variable_name": "RequestHeaders", "selector": "X-Azure-FDID"}]
    assert (condition["operator"], condition["negation_condition"]) == ("Equal", True)
    (value,) = condition["match_values"]
    assert resolve(stacks, name, value).startswith("global-router: azurerm_cdn_frontdoor_profile.")
    assert value.endswith("resource_guid}") or "resource_guid" in resolve(stacks, name, value)
    spoke = stacks[name.replace("cluster", "spoke")]
    groups = every(spoke, "azurerm_network_security_group").values()
    clients = [
        rule["source_address_prefix"]
        for group in groups
        for rule in group["security_rule"]
        if rule["name"] == "Allow443Inbound"
    ]
    assert clients == ["AzureFrontDoor.Backend"]


@pytest.mark.parametrize("kind", ["front_door", "traffic_manager"])
@pytest.mark.parametrize("name", CLUSTERS)
def test_gateways_answer_to_the_clients_name_and_their_own(made: Mapping[str, Stacks], kind: str, name: str) -> None:
    (listener,) = only(made[kind][name], "azurerm_application_gateway")["http_listener"]
    region = name.removeprefix("cluster-")
    assert listener["host_names"] == ["bicycle.contoso.com", f"bicycle-{region}.contoso.com"]
    assert "host_name" not in listener


def test_traffic_manager_answers_with_the_nearest_gateway(made: Mapping[str, Stacks]) -> None:
    """BC-25."""
    stacks = made["traffic_manager"]
    endpoints = every(stacks["global-router"], "azurerm_traffic_manager_external_endpoint").values()
    assert {each["target"]: each["endpoint_location"] for each in endpoints} == {
        "bicycle-eastus2.contoso.com": "eastus2",
        "bicycle-centralus.contoso.com": "centralus",
    }
    for name in CLUSTERS:
        assert "custom_rules" not in only(stacks[name], "azurerm_web_application_firewall_policy")


def test_public_names_are_kept_by_the_router(made: Mapping[str, Stacks]) -> None:
    stacks = made["zone"]
    records = every(stacks["global-router"], "azurerm_dns_a_record").values()
    targets = {each["name"]: resolve(stacks, "global-router", each["target_resource_id"]) for each in records}
    assert {name: target.split(":")[0] for name, target in targets.items()} == {
        "bicycle-eastus2": "spoke-eastus2",
        "bicycle-centralus": "spoke-centralus",
    }
    assert only(stacks["global-router"], "azurerm_dns_cname_record")["name"] == "bicycle"
    assert not any(every(stacks[name], "azurerm_dns_a_record") for name in CLUSTERS)


def test_all_spokes_pull_from_the_shared_registry(made: Mapping[str, Stacks]) -> None:
    """BC-24."""
    stacks = made["registry"]
    registry = only(stacks["global-registry"], "azurerm_container_registry")
    assert [each["location"] for each in registry["georeplications"]] == ["centralus", "westus3"]
    assert every(stacks["global-registry"], "azurerm_container_registry_cache_rule")
    for region in ("eastus2", "centralus"):
        spoke, cluster = stacks[f"spoke-{region}"], stacks[f"cluster-{region}"]
        assert not every(spoke, "azurerm_container_registry")
        assert not every(spoke, "azurerm_container_registry_cache_rule")
        (target,) = (
            block(each["private_service_connection"])["private_connection_resource_id"]
            for each in every(spoke, "azurerm_private_endpoint").values()
        )
        assert resolve(stacks, f"spoke-{region}", target).startswith("global-registry: azurerm_container_registry.")
        pulls = [each for each in every(cluster, "azurerm_role_assignment").values() if _is_pull(each)]
        assert pulls
        for each in pulls:
            assert resolve(stacks, f"cluster-{region}", each["scope"]).startswith("global-registry: ")


def _is_pull(assignment: Mapping[str, Any]) -> bool:
    return "AcrPull" in json.dumps(assignment) or "7f951dda" in json.dumps(assignment)


def test_fleet_manager_has_every_cluster(made: Mapping[str, Stacks]) -> None:
    """UPD-03."""
    stacks = made["fleet"]
    members = every(stacks["global-fleet"], "azurerm_kubernetes_fleet_member").values()
    found = {each["name"]: resolve(stacks, "global-fleet", each["kubernetes_cluster_id"]) for each in members}
    assert {name: target.split(":")[0] for name, target in found.items()} == {
        "eastus2": "cluster-eastus2",
        "centralus": "cluster-centralus",
    }
    assert only(stacks["global-fleet"], "azurerm_resource_group")["location"] == "westus3"
    (stage,) = only(stacks["global-fleet"], "azurerm_kubernetes_fleet_update_strategy")["stage"]
    assert (stage["name"], stage["group"]) == ("prod", [{"name": "prod"}])


def test_a_router_changes_nothing_else(made: Mapping[str, Stacks]) -> None:
    """Hubs stay; a spoke's gateway subnet, and a cluster's listener and WAF change."""
    before, after = made["none"], made["front_door"]
    for region in ("eastus2", "centralus"):
        assert before[f"hub-{region}"] == after[f"hub-{region}"]
        assert _changed(before[f"spoke-{region}"], after[f"spoke-{region}"]) == {"azurerm_network_security_group"}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    kinds = before["resource"].keys() | after["resource"].keys()
    return {kind for kind in kinds if before["resource"].get(kind) != after["resource"].get(kind)}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("shared: {router: traffic_manager}", "shared.location: got nothing, need the region of the shared resources"),
        (
            "shared: {location: eastus2, router: front_door}",
            "tls.gateway_certificate: got nothing, need a certificate of a public CA",
        ),
        (
            f"{FRONT_DOOR}ingress: {{controller: agic}}\nsample_workload: false",
            "ingress.controller: got agic, need traefik or none with shared.router",
        ),
        (
            "shared: {location: eastus2, registry: true, registry_replicas: [westus3]}",
            "shared.registry_replicas: got westus3, need centralus among them",
        ),
        (
            "shared: {location: eastus2, registry: true, registry_replicas: [centralus, eastus2]}",
            "shared.registry_replicas[1]: got eastus2, need a region that has no copy",
        ),
        (
            f"{REGISTRY.rstrip()}\nregistry: {{name: acrcontoso}}",
            "registry.name: got acrcontoso, need no registry of a spoke beside shared.registry",
        ),
    ],
)
def test_wrong_shared_resources_are_refused(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(written(tmp_path, f"{text}\n{TWO_REGIONS}"))
    found = [each for each in str(error.value).splitlines() if line in each]
    assert found, str(error.value)


def test_a_router_serves_one_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        load(written(tmp_path, f"{TRAFFIC_MANAGER}{TWO_REGIONS}    dns: {{domain: fabrikam.com}}"))
    (line,) = str(error.value).splitlines()
    assert "regions.centralus.dns.domain: got fabrikam.com, need contoso.com, as shared.router serves one name" in line


def test_shared_resources_need_names_at_the_top_level(tmp_path: Path) -> None:
    """Their names may not depend on which region comes first."""
    first = "  eastus2:\n    naming: {organization: bu0002, application: a0009}"
    stacks = synthesized(tmp_path, TRAFFIC_MANAGER + TWO_REGIONS.replace("  eastus2:", first))
    assert only(stacks["global-router"], "azurerm_resource_group")["name"] == "rg-bu0001a0008-global-router"
