"""The address planner: vectors V1 to V23 of the requirements, then rows IP-01 to IP-24, then properties of any plan."""

import re
import subprocess
import sys
from copy import deepcopy
from dataclasses import FrozenInstanceError, replace
from ipaddress import IPv4Address, IPv4Network
from itertools import combinations
from typing import Any

import pytest
import yaml
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from config.addresses.arithmetic import (
    APPLICATION_GATEWAY_MAX_INSTANCES,
    Consumer,
    PlannedSubnet,
    assignable,
    free_block,
    percent_of,
    pod_addresses,
    pod_range_prefix,
    pool_addresses,
    registry_addresses,
    smallest_prefix,
    surge_nodes,
)
from config.addresses.plan import AddressPlan, address_problems, plan
from config.model import BaselineConfig
from config.problem import Problem
from config.reading.partial import without
from tools import topology_page as topology

BASELINE: dict[str, Any] = yaml.safe_load((topology.ROOT / "config" / "baseline.yaml").read_text("utf-8"))
NODES, INGRESS, ENDPOINTS = "spoke.subnets.nodes", "spoke.subnets.ingress", "spoke.subnets.private_endpoints"
API_SERVER = "spoke.subnets.api_server"
HUB_ENDPOINTS = "hub.subnets.private_endpoints"


def config(changes: dict[str, Any] | None = None) -> BaselineConfig:
    """The baseline with values put at dotted paths: `{"spoke.subnets.nodes": "10.240.0.0/24"}`."""
    content = deepcopy(BASELINE)
    for path, value in (changes or {}).items():
        *sections, key = path.split(".")
        target = content
        for section in sections:
            target = target.setdefault(section, {})
        target[key] = value
    return BaselineConfig.model_validate(content)


def pool(name: str = "npuser01", **fields: Any) -> dict[str, Any]:
    return {"name": name, "mode": "user", "vm_size": "Standard_DS4_v2", "max_pods": 30, "surge": "33%", **fields}


def pools(*sizes: int, **fields: Any) -> list[dict[str, Any]]:
    """Autoscaled pools that start with, and stop at, these sizes."""
    return [pool(f"np{n}", min_count=size, max_count=size, **fields) for n, size in enumerate(sizes)]


def found_in(changes: dict[str, Any], *refused: str) -> list[Problem]:
    """Problems of the addresses, while the fields at the paths `refused` cannot be read."""
    judged = config(changes)
    for path in refused:
        judged = without(judged, path)
    return address_problems(judged)


def problems(changes: dict[str, Any], *refused: str) -> dict[str, Problem]:
    """Problems by path; a path with two of them fails the test."""
    found = found_in(changes, *refused)
    assert len({problem.path for problem in found}) == len(found), [str(problem) for problem in found]
    return {problem.path: problem for problem in found}


def only_problem(changes: dict[str, Any]) -> Problem:
    (problem,) = found_in(changes)
    return problem


def every_subnet(planned: AddressPlan) -> dict[str, PlannedSubnet]:
    return {each.path: each for each in (*planned.region.subnets, *planned.spoke.subnets)}


def planned_subnet(path: str, changes: dict[str, Any] | None = None) -> PlannedSubnet:
    return every_subnet(plan(config(changes)))[path]


def names_of(planned: PlannedSubnet) -> list[str]:
    return [consumer.what for consumer in planned.consumers or ()]


# --- Vectors ---------------------------------------------------------------------------------------------------------

FLAT_WITHOUT_POD_SURGE: dict[str, Any] = {"ip_plan.pod_surge": 0}
OVERLAY: dict[str, Any] = {"network.model": "overlay"}


@pytest.mark.parametrize(
    ("changes", "required", "smallest", "fits", "refused"),
    [
        pytest.param({"node_pools": pools(3, 2, surge="1")}, 372, 23, 22, 24, id="V1"),
        pytest.param({"node_pools": pools(9, 6, surge="1")}, 982, 22, 22, 23, id="V2"),
        pytest.param({"node_pools": pools(3, 2), **FLAT_WITHOUT_POD_SURGE}, 222, 24, 24, 25, id="V3"),
        pytest.param({"node_pools": pools(3, 2)}, 372, 23, 23, 24, id="V4"),
        pytest.param({"node_pools": pools(4, 5), **FLAT_WITHOUT_POD_SURGE}, 408, 23, 23, 24, id="V5"),
        pytest.param({"node_pools": pools(4, 5)}, 678, 22, 22, 23, id="V6"),
        pytest.param({}, 678, 22, 22, 23, id="V6-baseline"),
        pytest.param({"node_pools": pools(4, 5), **FLAT_WITHOUT_POD_SURGE}, 408, 23, 23, 24, id="V7"),
        pytest.param(
            {"node_pools": pools(3, 2), "ip_plan.scale_percent": 400, **FLAT_WITHOUT_POD_SURGE},
            842,
            22,
            22,
            23,
            id="V8",
        ),
        pytest.param({"node_pools": pools(3, 2), "ip_plan.scale_percent": 400}, 1442, 21, 21, 22, id="V9"),
        pytest.param(
            {"node_pools": pools(3, 2), "ip_plan.scale_percent": 500, **FLAT_WITHOUT_POD_SURGE},
            1059,
            21,
            21,
            22,
            id="V10",
        ),
        pytest.param({"node_pools": pools(4, 5), **OVERLAY}, 18, 27, 27, 28, id="V11"),
        pytest.param({"node_pools": pools(12, 8), **OVERLAY}, 32, 27, 27, 28, id="V12"),
        pytest.param({"node_pools": pools(12, 9), **OVERLAY}, 33, 26, 26, 27, id="V13"),
    ],
)
def test_node_vectors(changes: dict[str, Any], required: int, smallest: int, fits: int, refused: int) -> None:
    roomy = {**changes, NODES: f"10.240.128.0/{fits}"}
    nodes = planned_subnet(NODES, roomy)
    assert (nodes.required, nodes.smallest_prefix) == (required, smallest)
    assert found_in(roomy) == []
    assert nodes.free == 2 ** (32 - fits) - required

    problem = only_problem({**changes, NODES: f"10.240.128.0/{refused}"})
    assert problem.path == NODES
    assert f"/{smallest} or larger" in problem.need
    assert problem.need.endswith(f"short by {required - 2 ** (32 - refused)}")
    assert problem.fix == f"use 10.240.128.0/{smallest}"


def test_v7_is_short_by_152_in_a_24() -> None:
    problem = only_problem({"node_pools": pools(4, 5), NODES: "10.240.0.0/24", "ip_plan.pod_surge": 0})
    assert problem.got == "10.240.0.0/24 (251 usable)"
    assert "403 addresses" in problem.need
    assert problem.need.endswith("plus Azure's 5, short by 152")
    assert problem.fix == "use 10.240.0.0/23"


def test_v12_fits_exactly() -> None:
    nodes = planned_subnet(NODES, {"node_pools": pools(12, 8), NODES: "10.240.0.0/27", **OVERLAY})
    assert nodes.free == 0


@pytest.mark.parametrize(("max_pods", "addresses"), [(10, 32), (24, 32), (25, 48), (30, 48), (110, 128), (250, 272)])
def test_cmp_15_a_node_takes_addresses_for_pods_in_batches_of_16(max_pods: int, addresses: int) -> None:
    """Azure asks for another batch where fewer than eight are left."""
    assert pod_addresses(nodes=1, surge=0, max_pods=max_pods) == addresses
    assert pod_addresses(nodes=4, surge=2, max_pods=max_pods) == 6 * addresses


def test_cmp_15_pods_with_a_subnet_take_nothing_from_the_nodes() -> None:
    own = pool("npown", min_count=2, max_count=4, subnet="10.240.8.0/27", pod_subnet="10.240.10.0/23")
    changes = {"node_pools": [*pools(3)[:1], own]}
    assert planned_subnet("node_pools[1].subnet", changes).needed == 4 + 2
    pods = planned_subnet("node_pools[1].pod_subnet", changes)
    assert (pods.name, pods.needed, pods.required) == ("snet-clusterpods-npown", 6 * 48, 6 * 48 + 5)
    planned = plan(config(changes)).spoke
    assert planned.node_prefixes[-2:] == (IPv4Network("10.240.8.0/27"), IPv4Network("10.240.10.0/23"))


def test_cmp_15_a_short_subnet_of_pods_gets_a_longer_one() -> None:
    own = pool("npown", min_count=2, max_count=4, pod_subnet="10.240.10.0/24")
    problem = only_problem({"node_pools": [*pools(3)[:1], own]})
    assert (problem.path, problem.fix) == ("node_pools[1].pod_subnet", "use 10.240.10.0/23")
    assert "pods of npown: (4+2)*3*16 = 288" in problem.need


def test_cmp_15_a_retired_pool_keeps_the_subnet_of_its_pods() -> None:
    planned = plan(config({"retired_pools": [{"name": "npold", "pod_subnet": "10.240.10.0/24"}]})).spoke
    assert planned.pod_subnets["npold"].prefix == IPv4Network("10.240.10.0/24")
    assert planned.node_prefixes[-1] == IPv4Network("10.240.10.0/24")


def test_ip_03_a_spot_pool_has_no_temporary_nodes() -> None:
    """Azure page "Add an Azure Spot node pool to an AKS cluster", "Upgrade a Spot node pool"."""
    regular = pool("npuser01", min_count=2, max_count=6, surge="50%")
    spot = pool("npspot", min_count=0, max_count=6, surge="50%", spot=True)
    nodes = planned_subnet(NODES, {"node_pools": [*pools(3)[:1], regular, spot], **OVERLAY})
    assert {each.what: each.addresses for each in nodes.consumers or ()}["npuser01"] == 9
    assert {each.what: each.addresses for each in nodes.consumers or ()}["npspot"] == 6


def subnet(prefix: str, addresses: int) -> PlannedSubnet:
    consumer = Consumer(what="endpoints", addresses=addresses)
    return PlannedSubnet(path="p", name="n", purpose="", prefix=IPv4Network(prefix), consumers=(consumer,))


def test_v14_two_endpoint_addresses() -> None:
    assert subnet("10.240.4.32/28", 2).required == 7
    assert smallest_prefix(7) == 29
    assert subnet("10.240.4.32/28", 2).free == 16 - 7
    assert subnet("10.240.4.32/29", 2).free == 8 - 7


def test_v15_vault_and_registry_in_two_regions() -> None:
    endpoints = planned_subnet(ENDPOINTS)
    assert (endpoints.needed, endpoints.required, endpoints.smallest_prefix) == (4, 9, 28)
    assert endpoints.prefix.prefixlen == 28
    assert endpoints.free == 7
    refused = only_problem({ENDPOINTS: "10.240.4.32/29"})
    assert refused.path == ENDPOINTS
    assert refused.need.endswith("short by 1")
    assert refused.fix == "use 10.240.4.32/28"


def test_v16_five_load_balancers() -> None:
    ingress = planned_subnet(INGRESS, {"ingress.controllers": 5})
    assert (ingress.required, ingress.smallest_prefix, ingress.prefix.prefixlen) == (10, 28, 28)
    assert ingress.free == 6
    assert only_problem({"ingress.controllers": 5, INGRESS: "10.240.4.0/29"}).path == INGRESS


@pytest.mark.parametrize("last", [4, 5, 14])
def test_v17_assignable_load_balancer_address(last: int) -> None:
    assert problems({"ingress.load_balancer_ip": f"10.240.4.{last}"}) == {}


@pytest.mark.parametrize("last", [0, 1, 2, 3, 15, 16])
def test_v17_reserved_or_outside_load_balancer_address(last: int) -> None:
    problem = only_problem({"ingress.load_balancer_ip": f"10.240.4.{last}"})
    assert problem.path == "ingress.load_balancer_ip"
    assert problem.got == f"10.240.4.{last}"
    assert "10.240.4.0/28" in problem.need
    assert problem.fix == "use 10.240.4.4"


def test_v18_application_gateway_at_its_maximum() -> None:
    gateway = planned_subnet("spoke.subnets.application_gateway")
    assert APPLICATION_GATEWAY_MAX_INSTANCES == 10
    assert (gateway.required, gateway.smallest_prefix, gateway.prefix.prefixlen) == (15, 28, 24)
    assert gateway.free == 241
    assert only_problem({gateway.path: "10.240.5.0/29"}).fix == "use 10.240.5.0/28"


def test_v19_hub_of_the_companion_plan() -> None:
    hub = plan(config()).region
    assert hub.space.prefix == IPv4Network("10.200.0.0/24")
    prefixes = {subnet.name: str(subnet.prefix) for subnet in hub.subnets}
    assert prefixes == {
        "AzureFirewallSubnet": "10.200.0.0/26",
        "GatewaySubnet": "10.200.0.64/27",
        "AzureBastionSubnet": "10.200.0.128/26",
    }
    assert found_in({}) == []


def test_v20_bastion_in_a_27() -> None:
    problem = only_problem({"hub.subnets.bastion": "10.200.0.96/27"})
    assert problem.path == "hub.subnets.bastion"
    assert "/26 or larger" in problem.need
    assert problem.fix == "use 10.200.0.128/26"


def test_v21_bastion_beside_the_gateway() -> None:
    problem = only_problem({"hub.subnets.bastion": "10.200.0.64/26"})
    assert problem.path == "hub.subnets.bastion"
    assert problem.need == "a prefix clear of hub.subnets.gateway 10.200.0.64/27"
    assert problem.fix == "use 10.200.0.128/26"


def overlay_of(nodes: int) -> dict[str, Any]:
    return {**OVERLAY, NODES: "10.240.0.0/22", "node_pools": pools(nodes - 1, surge="1")}


def test_v22_a_16_holds_256_nodes_and_no_more() -> None:
    assert problems(overlay_of(256)) == {}
    problem = only_problem(overlay_of(257))
    assert problem.path == "network.pod_cidr"
    assert problem.got == "192.168.0.0/16 (256 blocks of /24)"
    assert problem.need.startswith("/15 or larger for 257 nodes")
    assert problem.fix.startswith("use 10.0.0.0/15")


# --- Rows ------------------------------------------------------------------------------------------------------------


def test_ip_01_a_subnet_outside_its_network_is_reported_once_with_a_prefix_inside_it() -> None:
    problem = only_problem({NODES: "10.241.0.0/28", "node_pools": pools(4, 5)})
    assert problem.path == NODES
    assert problem.need == "a prefix inside spoke.address_space 10.240.0.0/16"
    assert problem.fix == "use 10.240.0.0/22"


def test_ip_01_a_misplaced_subnet_keeps_its_size_where_there_is_room() -> None:
    assert only_problem({NODES: "10.241.0.0/20"}).fix == "use 10.240.16.0/20"
    assert only_problem({NODES: "10.0.0.0/8"}).fix == "use 10.240.0.0/22"


def test_ip_01_an_overlap_is_reported_once() -> None:
    problem = only_problem({ENDPOINTS: "10.240.5.0/28"})
    assert problem.path == ENDPOINTS
    assert problem.need == "a prefix clear of spoke.subnets.application_gateway 10.240.5.0/24"
    assert problem.fix == "use 10.240.4.16/28"


def test_ip_01_all_overlaps_of_a_subnet_are_named() -> None:
    problem = only_problem({"spoke.subnets.application_gateway": "10.240.0.0/21"})
    assert f"{NODES} 10.240.0.0/22" in problem.need
    assert f"{INGRESS} 10.240.4.0/28" in problem.need


def test_ip_01_two_misplaced_subnets_get_different_prefixes() -> None:
    found = problems({INGRESS: "10.0.0.0/28", ENDPOINTS: "10.0.0.0/28"})
    assert {path: problem.fix for path, problem in found.items()} == {
        INGRESS: "use 10.240.4.0/28",
        ENDPOINTS: "use 10.240.4.16/28",
    }


def test_ip_01_a_subnet_that_is_too_small_and_overlaps_is_reported_for_both() -> None:
    found = found_in({ENDPOINTS: "10.240.5.0/29"})
    assert [problem.path for problem in found] == [ENDPOINTS, ENDPOINTS]
    assert {problem.fix for problem in found} == {"use 10.240.4.16/28"}


def test_ip_01_without_room_the_fix_says_how_much_is_missing() -> None:
    problem = only_problem({"hub.subnets.bastion": "10.200.0.96/27", "hub.address_space": "10.200.0.0/25"})
    assert problem.fix == "make room for a /26: hub.address_space has none free"


def test_ip_01_no_subnet_is_smaller_than_a_29() -> None:
    found = problems(
        {"private_endpoints.location": "hub", HUB_ENDPOINTS: "10.200.0.96/28", ENDPOINTS: "10.240.4.32/30"}
    )
    assert list(found) == [ENDPOINTS]
    assert found[ENDPOINTS].need == "/29 or larger for 0 addresses plus Azure's 5, short by 1"


def test_ip_02_every_consumer_is_listed() -> None:
    consumers = {subnet.name: names_of(subnet) for subnet in every_subnet(plan(config())).values()}
    assert consumers == {
        "AzureFirewallSubnet": ["Azure Firewall"],
        "GatewaySubnet": ["virtual network gateway"],
        "AzureBastionSubnet": ["Azure Bastion"],
        "snet-clusternodes": ["npsystem", "npuser01"],
        "snet-clusteringressservices": ["load balancers"],
        "snet-applicationgateway": ["instances at most"],
        "snet-privatelinkendpoints": ["key vault", "registry and its regions"],
    }


@pytest.mark.parametrize(
    ("surge", "nodes", "expected"),
    [
        ("33%", 5, 2),
        ("33%", 3, 1),
        ("33%", 12, 4),
        ("33%", 9, 3),
        ("7%", 100, 7),
        ("100%", 7, 7),
        ("2", 5, 2),
        ("33%", 0, 0),
    ],
)
def test_ip_03_surge(surge: str, nodes: int, expected: int) -> None:
    assert surge_nodes(surge, nodes) == expected


def test_ip_04_a_temporary_node_hosts_pods_too() -> None:
    one, two = (pool_addresses(nodes=5, surge=surge, max_pods=30, pod_surge=1) for surge in (1, 2))
    assert two - one == 31


@pytest.mark.parametrize(("share", "expected"), [(0, 0), (0.5, 50), (0.07, 7), (0.071, 8), (1.0, 100)])
def test_ip_05_temporary_pods_are_rounded_up_exactly(share: float, expected: int) -> None:
    assert pool_addresses(nodes=10, surge=0, max_pods=10, pod_surge=share) == 110 + expected


def test_ip_05_a_share_of_pods_shows_in_the_arithmetic() -> None:
    changes = {"node_pools": pools(4), "ip_plan.pod_surge": 0.5}
    (consumer,) = planned_subnet(NODES, changes).consumers or ()
    assert str(consumer) == "np0: (4+2)*31+4*30*0.5 = 246"


def test_ip_06_replacing_pods_takes_no_further_addresses() -> None:
    assert planned_subnet(NODES, {"ip_plan.pod_update_strategy": "replace"}).required == 408


def test_ip_07_a_pool_is_counted_with_its_maximum_or_its_fixed_number_of_nodes() -> None:
    fixed = pool(autoscale=False, node_count=5)
    changes = {"node_pools": [*pools(4), fixed]}
    assert planned_subnet(NODES, changes).required == 678
    grown = {"node_pools": [pool(min_count=1, max_count=9, surge="1")], **FLAT_WITHOUT_POD_SURGE}
    assert planned_subnet(NODES, grown).needed == 10 * 31


def test_ip_07_a_pool_that_cannot_be_counted_suppresses_only_the_size_check_of_its_subnet() -> None:
    changes = {NODES: "10.240.0.0/29", "hub.subnets.bastion": "10.200.0.128/27"}
    assert list(problems(changes, "node_pools[0].max_count")) == ["hub.subnets.bastion"]


def test_ip_08_400_percent_is_four_times_the_starting_count() -> None:
    changes = {"ip_plan.scale_percent": 400, NODES: "10.240.128.0/20"}
    starting = [pool("np1", min_count=3, max_count=99), pool("np2", autoscale=False, node_count=2)]
    assert planned_subnet(NODES, {**changes, "node_pools": starting}).required == 1442
    added = {"ip_plan.scale_percent": 300, NODES: "10.240.128.0/20", "node_pools": pools(3, 2, surge="1")}
    assert planned_subnet(NODES, added).required == 982  # the companion table's +200 %


def test_ip_08_scaling_rounds_up_and_counts_an_empty_pool_as_one_node() -> None:
    changes = {"ip_plan.scale_percent": 150, **OVERLAY}
    assert percent_of(3, 150) == 5
    assert planned_subnet(NODES, {**changes, "node_pools": pools(3, surge="1")}).needed == 6
    empty = pool(min_count=0, max_count=9, surge="1")
    assert planned_subnet(NODES, {**changes, "node_pools": [empty]}).needed == 3


def test_ip_10_pods_per_node_come_from_the_pool() -> None:
    (consumer,) = planned_subnet(NODES, {"node_pools": pools(1, max_pods=110, surge="1")}).consumers or ()
    assert consumer.addresses == 2 * 111 + 110
    assert consumer.arithmetic == "(1+1)*111+1*110"


def test_ip_12_a_registry_needs_one_address_per_region() -> None:
    assert [registry_addresses(replicas=replicas) for replicas in (0, 1, 3)] == [2, 3, 5]


def test_ip_11_an_existing_registry_is_counted_as_well() -> None:
    registry = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/r"
    assert planned_subnet(ENDPOINTS, {"registry.existing_id": registry}).needed == 4


def test_ip_13_azure_keeps_five_addresses_of_every_subnet() -> None:
    for each in every_subnet(plan(config())).values():
        assert each.usable == each.prefix.num_addresses - 5
        assert sum(assignable(address, each.prefix) for address in each.prefix) == each.usable


@pytest.mark.parametrize("field", ["nodes", "ingress", "application_gateway", "private_endpoints"])
def test_ip_14_further_consumers_are_added(field: str) -> None:
    before, after = every_subnet(plan(config())), every_subnet(plan(config({f"ip_plan.extra.{field}": 6})))
    for path, each in before.items():
        expected = 6 if path == f"spoke.subnets.{field}" else 0
        assert after[path].required - each.required == expected


def test_ip_14_further_consumers_are_named_when_they_do_not_fit() -> None:
    assert "ip_plan.extra.ingress: 7" in only_problem({"ip_plan.extra.ingress": 7}).need


def test_ip_16_the_ingress_subnet_grows_with_the_number_of_controllers() -> None:
    assert found_in({"ingress.controllers": 11}) == []
    assert only_problem({"ingress.controllers": 12}).path == INGRESS
    assert only_problem({"ingress.controllers": 12}).fix == "use 10.240.4.0/27"
    assert only_problem({"ingress.controllers": 28}).fix == "use 10.240.4.64/26"  # the endpoints are in the way


def test_ip_17_a_new_ingress_subnet_is_proposed_together_with_a_new_load_balancer_address() -> None:
    assert only_problem({INGRESS: "10.0.4.0/28"}).path == INGRESS


@pytest.mark.parametrize(("name", "largest"), [("firewall", 26), ("gateway", 27), ("bastion", 26)])
def test_ip_19_service_minimums(name: str, largest: int) -> None:
    path, space = f"hub.subnets.{name}", {"hub.address_space": "10.200.0.0/23"}
    assert problems({**space, path: f"10.200.1.0/{largest}"}) == {}
    refused = only_problem({**space, path: f"10.200.1.0/{largest + 1}"})
    assert refused.path == path
    assert f"/{largest} or larger" in refused.need
    assert refused.fix == f"use 10.200.1.0/{largest}"


@pytest.mark.parametrize(
    ("changes", "path", "other"),
    [
        pytest.param({"hub.address_space": "10.240.0.0/15"}, "spoke.address_space", "hub.address_space 10.240.0.0/15"),
        pytest.param({"network.service_cidr": "10.200.0.0/24"}, "network.service_cidr", "hub.address_space"),
        pytest.param({"network.service_cidr": "10.240.9.0/24"}, "network.service_cidr", "spoke.address_space"),
        pytest.param({**OVERLAY, "network.pod_cidr": "10.240.0.0/16"}, "network.pod_cidr", "spoke.address_space"),
        pytest.param({**OVERLAY, "network.pod_cidr": "172.16.0.0/16"}, "network.pod_cidr", "network.service_cidr"),
        pytest.param({"network.on_premises_ranges": ["10.200.0.0/16"]}, "hub.address_space", "on_premises_ranges[0]"),
        pytest.param(
            {"network.on_premises_ranges": ["10.0.0.0/24", "10.240.1.0/24"]}, "spoke.address_space", "ranges[1]"
        ),
        pytest.param(
            {"network.on_premises_ranges": ["172.16.8.0/24"]}, "network.service_cidr", "ranges[0] 172.16.8.0/24"
        ),
        pytest.param({**OVERLAY, "network.on_premises_ranges": ["192.168.1.0/24"]}, "network.pod_cidr", "ranges[0]"),
    ],
)
def test_ip_20_ranges_are_disjoint(changes: dict[str, Any], path: str, other: str) -> None:
    found = problems(changes)
    assert path in found
    assert set(found) <= {path, "hub.subnets.firewall", "hub.subnets.gateway", "hub.subnets.bastion"}
    assert other in found[path].need
    example = IPv4Network(found[path].fix.split()[1])
    assert not any(example.overlaps(each.prefix) for each in plan(config(changes)).ranges)


def test_ip_20_on_premises_ranges_may_overlap_each_other() -> None:
    assert problems({"network.on_premises_ranges": ["192.168.0.0/16", "192.168.1.0/24"]}) == {}


def test_ip_20_the_pod_range_counts_only_in_overlay() -> None:
    assert problems({"network.pod_cidr": "10.240.0.0/16"}) == {}


@pytest.mark.parametrize(
    "reserved", ["127.0.0.0/24", "169.254.1.0/24", "168.63.129.0/24", "224.0.0.0/24", "255.255.255.0/24"]
)
def test_ip_20_no_network_may_use_a_range_that_azure_reserves(reserved: str) -> None:
    assert list(problems({"hub.address_space": reserved})) == ["hub.address_space"]
    assert list(problems({"spoke.address_space": reserved})) == ["spoke.address_space"]


@pytest.mark.parametrize("refused", ["169.254.0.0/16", "172.30.0.0/17", "172.31.0.0/16", "192.0.2.0/24"])
@pytest.mark.parametrize("path", ["spoke.address_space", "network.service_cidr", "network.pod_cidr"])
def test_ip_20_aks_refuses_some_ranges(path: str, refused: str) -> None:
    problem = only_problem({**OVERLAY, "node_pools": pools(1, surge="1"), path: refused, NODES: "10.240.0.0/22"})
    assert problem.path == path
    if path == "network.pod_cidr" and refused == "192.0.2.0/24":  # too small as well, and said in one line
        assert "blocks of /24" in problem.got
    else:
        assert refused.split("/")[0] in problem.need


def test_ip_20_the_hub_may_use_ranges_that_only_clusters_must_avoid() -> None:
    changes = {
        "hub.address_space": "172.30.0.0/24",
        "hub.subnets.firewall": "172.30.0.0/26",
        "hub.subnets.gateway": "172.30.0.64/27",
        "hub.subnets.bastion": "172.30.0.128/26",
    }
    assert problems(changes) == {}


@pytest.mark.parametrize(
    "address",
    ["172.16.0.0", "172.16.0.1", "172.16.255.255", "172.17.0.10", "10.0.0.10"],
)
def test_ip_20_the_dns_service_has_a_service_address(address: str) -> None:
    problem = only_problem({"network.dns_service_ip": address})
    assert (problem.path, problem.fix) == ("network.dns_service_ip", "use 172.16.0.10")


@pytest.mark.parametrize(("services", "fix"), [("172.16.0.0/29", "use 172.16.0.2"), ("172.16.0.0/31", "make network.")])
def test_ip_20_the_dns_service_in_a_tiny_range(services: str, fix: str) -> None:
    problem = only_problem({"network.service_cidr": services})
    assert problem.path == "network.dns_service_ip"
    assert problem.fix.startswith(fix)


def test_ip_20_services_get_less_than_a_12() -> None:
    assert problems({"network.service_cidr": "10.0.0.0/13", "network.dns_service_ip": "10.0.0.10"}) == {}
    problem = only_problem({"network.service_cidr": "11.0.0.0/12"})
    assert problem.path == "network.service_cidr"
    assert "/13 or smaller" in problem.need
    assert "10.0.0.0/16" in problem.fix


def test_ip_20_an_overlapping_network_is_reported_without_its_subnets() -> None:
    problem = only_problem({"spoke.address_space": "10.200.0.0/16"})
    assert problem.path == "spoke.address_space"
    assert "move its subnets along" in problem.fix


def test_ip_20_subnet_sizes_are_checked_even_if_the_network_overlaps() -> None:
    found = problems({"spoke.address_space": "10.200.0.0/16", NODES: "10.240.0.0/24"})
    assert list(found) == ["spoke.address_space", NODES]
    assert found[NODES].fix == "use a free /22"


def test_ip_21_the_baseline_is_the_companion_plan() -> None:
    prefixes = {subnet.name: str(subnet.prefix) for subnet in plan(config()).spoke.subnets}
    assert prefixes == {
        "snet-clusternodes": "10.240.0.0/22",
        "snet-clusteringressservices": "10.240.4.0/28",
        "snet-applicationgateway": "10.240.5.0/24",
        "snet-privatelinkendpoints": "10.240.4.32/28",
    }


@pytest.mark.parametrize(("nodes", "prefix"), [(1, 24), (2, 23), (256, 16), (257, 15)])
def test_ip_22_blocks_of_the_pod_range(nodes: int, prefix: int) -> None:
    assert pod_range_prefix(nodes) == prefix


def test_ip_22_extra_node_addresses_need_no_pod_block() -> None:
    assert problems({**overlay_of(256), "ip_plan.extra.nodes": 100}) == {}


def test_ip_23_every_problem_shows_its_arithmetic() -> None:
    problem = only_problem({NODES: "10.240.0.0/24"})
    assert str(problem) == (
        "spoke.subnets.nodes: got 10.240.0.0/24 (251 usable), need /22 or larger for 673 addresses "
        "(npsystem: (4+2)*31+4*30 = 306, npuser01: (5+2)*31+5*30 = 367) plus Azure's 5, short by 422 "
        "- use 10.240.0.0/22"
    )


def test_ip_23_a_subnet_that_is_too_small_grows_in_place_if_there_is_room() -> None:
    assert only_problem({NODES: "10.240.8.0/24"}).fix == "use 10.240.8.0/22"
    assert only_problem({NODES: "10.240.6.0/24"}).fix == "use 10.240.0.0/22"


def test_ip_24_the_topology_page_matches_the_plan() -> None:
    assert topology.PAGE.read_text("utf-8") == topology.topology_page(topology.baseline_plan()), "run make generate"


def test_ip_24_the_page_shows_each_subnet_with_its_arithmetic() -> None:
    planned = plan(config({NODES: "10.240.128.0/20", "node_pools": pools(7)}))
    page = topology.topology_page(planned)
    for each in every_subnet(planned).values():
        (row,) = [
            line for line in page.splitlines() if f"`{each.path}`" in line and line.startswith(f"| {each.name}<br>")
        ]
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert cells[1:3] == [str(each.prefix), each.purpose]
        assert cells[3].split("<br>") == [str(consumer).replace("*", "×") for consumer in each.consumers or ()]
        assert cells[4:] == [str(each.required), str(each.usable), str(each.free)]


# --- Private endpoints in the hub, NET-35 ----------------------------------------------------------------------------


def test_net_35_endpoints_in_the_hub_are_counted_there() -> None:
    changes = {
        "private_endpoints.location": "hub",
        HUB_ENDPOINTS: "10.200.0.96/28",
        "ip_plan.extra.private_endpoints": 2,
    }
    planned = plan(config(changes))
    assert found_in(changes) == []
    assert planned.region.private_endpoints
    assert planned.region.private_endpoints.name == "snet-privatelinkendpoints"
    assert planned.region.private_endpoints.needed == 6
    assert planned.spoke.private_endpoints.needed == 0
    assert only_problem({**changes, HUB_ENDPOINTS: "10.200.0.96/29"}).path == HUB_ENDPOINTS


def test_net_35_endpoints_in_the_hub_need_a_subnet_there() -> None:
    problem = only_problem({"private_endpoints.location": "hub"})
    assert problem.path == HUB_ENDPOINTS
    assert problem.got.startswith("nothing")
    assert problem.fix == "use 10.200.0.96/28"


def test_net_35_a_spare_endpoint_subnet_in_the_hub_is_checked_like_any_other() -> None:
    assert problems({HUB_ENDPOINTS: "10.200.0.96/29"}) == {}
    assert only_problem({HUB_ENDPOINTS: "10.200.0.128/29"}).path == HUB_ENDPOINTS


def test_flow_43_an_api_server_in_the_network_needs_a_28() -> None:
    needs = {"api_server.vnet_integration": True}
    assert only_problem(needs).path == API_SERVER
    assert only_problem({**needs, API_SERVER: "10.240.7.0/29"}).fix == "use 10.240.7.0/28"
    fits = {**needs, API_SERVER: "10.240.7.0/28"}
    assert found_in(fits) == []
    planned = plan(config(fits)).spoke
    assert planned.api_server
    assert (planned.api_server.name, planned.api_server.needed) == ("snet-apiserver", 9)
    assert planned.api_server in planned.subnets


def test_flow_42_the_private_endpoint_of_the_api_server_is_counted_where_the_system_pool_lives() -> None:
    private = {"api_server.private": True}
    shared, integrated = (
        plan(config()).spoke.nodes.needed,
        {API_SERVER: "10.240.7.0/28", "api_server.vnet_integration": True},
    )
    assert plan(config(private)).spoke.nodes.needed == shared + 1
    assert plan(config({**private, **integrated})).spoke.nodes.needed == shared
    pools = [
        {"name": "npsystem", "mode": "system", "vm_size": "Standard_DS2_v2", "min_count": 3, "max_count": 4},
        {"name": "npuser01", "mode": "user", "vm_size": "Standard_DS4_v2", "min_count": 2, "max_count": 5},
    ]
    own = [pools[0] | {"subnet": "10.240.8.0/23"}, pools[1]]
    public, private_ = (plan(config({"node_pools": own, **more})).spoke for more in ({}, private))
    assert private_.own_subnets["npsystem"].needed == public.own_subnets["npsystem"].needed + 1
    assert private_.nodes.needed == public.nodes.needed


# --- The plan as a value ---------------------------------------------------------------------------------------------


def test_the_plan_cannot_be_changed() -> None:
    planned = plan(config())
    with pytest.raises(FrozenInstanceError):
        planned.ranges = ()  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        planned.region.firewall.prefix = planned.region.space.prefix  # type: ignore[misc]


def test_node_prefixes_are_the_prefixes_of_all_node_subnets() -> None:
    assert plan(config()).spoke.node_prefixes == (IPv4Network("10.240.0.0/22"),)


def test_a_pool_with_a_subnet_of_its_own_is_counted_there_and_not_in_the_shared_one() -> None:
    """IP-15."""
    shared, own = pool("npuser01", min_count=2, max_count=5), pool("npuser02", min_count=2, max_count=5)
    changes = {"node_pools": [shared, own | {"subnet": "10.240.8.0/23"}]}
    planned = plan(config(changes)).spoke
    assert found_in(changes) == []
    assert names_of(planned.nodes) == ["npuser01"]
    assert names_of(planned.pool("npuser02")) == ["npuser02"]
    assert planned.pool("npuser02").path == "node_pools[1].subnet"
    assert planned.pool("npuser01") is planned.nodes
    assert planned.node_prefixes == (IPv4Network("10.240.0.0/22"), IPv4Network("10.240.8.0/23"))


@pytest.mark.parametrize(
    ("prefix", "word"),
    [("10.240.8.0/25", "short by"), ("10.99.0.0/22", "10.240.0.0/16"), ("10.240.4.0/23", "clear of")],
)
def test_a_pools_own_subnet_is_checked_by_itself(prefix: str, word: str) -> None:
    """IP-15: too small, outside the network, on top of another."""
    shared, own = pool("npuser01", min_count=2, max_count=5), pool("npuser02", min_count=2, max_count=5)
    found = problems({"node_pools": [shared, own | {"subnet": prefix}]})
    assert set(found) == {"node_pools[1].subnet"}
    assert word in str(found["node_pools[1].subnet"])


def test_the_planner_needs_no_cdktf() -> None:
    program = "import sys, tools, config.addresses.plan; sys.exit('cdktf' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], cwd=topology.ROOT, check=True)


def test_a_refused_field_suppresses_only_the_checks_that_read_it() -> None:
    changes = {NODES: "10.240.0.0/24", "hub.subnets.bastion": "10.200.0.128/27", "network.dns_service_ip": "10.0.0.10"}
    assert list(problems(changes)) == ["hub.subnets.bastion", NODES, "network.dns_service_ip"]
    assert list(problems(changes, "hub")) == [NODES, "network.dns_service_ip"]
    assert list(problems(changes, "node_pools[1].max_pods")) == [
        "hub.subnets.bastion",
        "network.dns_service_ip",
    ]
    assert list(problems(changes, "network.service_cidr", NODES)) == ["hub.subnets.bastion"]
    assert len(problems(changes, "node_pools[1].vm_size")) == 3


SMALL = {
    NODES: "10.240.0.0/29",
    INGRESS: "10.240.4.0/29",
    "spoke.subnets.application_gateway": "10.240.5.0/29",
    ENDPOINTS: "10.240.4.32/29",
    "ip_plan.extra.application_gateway": 1,
    "ip_plan.extra.ingress": 1,
}
POOL_COUNTS = ("name", "max_count", "max_pods", "surge", "subnet")


@pytest.mark.parametrize(
    ("subnet", "unknown"),
    [
        (NODES, "network.model"),
        *(
            (NODES, f"ip_plan.{field}")
            for field in ("pod_update_strategy", "pod_surge", "scale_percent", "extra.nodes")
        ),
        *((NODES, f"node_pools[{n}].{field}") for n in (0, 1) for field in POOL_COUNTS),
        (INGRESS, "ingress.controllers"),
        (INGRESS, "ip_plan.extra.ingress"),
        ("spoke.subnets.application_gateway", "ip_plan.extra.application_gateway"),
        (ENDPOINTS, "private_endpoints.location"),
        (ENDPOINTS, "ip_plan.extra.private_endpoints"),
    ],
)
def test_a_subnet_is_not_reported_as_too_small_if_its_consumers_are_unknown(subnet: str, unknown: str) -> None:
    every = set(problems(SMALL))
    assert every == {NODES, INGRESS, "spoke.subnets.application_gateway", ENDPOINTS}
    assert every - set(problems(SMALL, unknown)) >= {subnet}


def test_a_subnet_that_cannot_be_counted_keeps_its_size_when_it_moves() -> None:
    uncounted = "node_pools[0].max_count"
    assert problems({NODES: "10.241.0.0/24"}, uncounted)[NODES].fix == "use 10.240.0.0/24"
    assert problems({NODES: "10.0.0.0/8"}, uncounted)[NODES].fix.startswith("make room for a /8")
    assert problems({NODES: "10.240.0.0/30"}, uncounted)[NODES].fix == "use 10.240.0.0/29"


def test_a_subnet_that_only_a_refused_field_requires_is_not_required() -> None:
    in_hub = {"private_endpoints.location": "hub"}
    assert list(problems(in_hub)) == [HUB_ENDPOINTS]
    assert problems(in_hub, "private_endpoints.location") == {}
    pods = {**OVERLAY, "network.pod_cidr": "10.240.0.0/16"}
    assert list(problems(pods)) == ["network.pod_cidr"]
    assert problems(pods, "network.model") == {}


@pytest.mark.parametrize("path", ["network.dns_service_ip", "ingress.load_balancer_ip"])
def test_a_refused_address_is_not_checked(path: str) -> None:
    assert list(problems({path: "1.2.3.4"})) == [path]
    assert problems({path: "1.2.3.4"}, path) == {}


def test_a_proposed_range_avoids_all_known_ranges() -> None:
    changes = {"spoke.address_space": "10.200.0.0/16", "network.service_cidr": "10.0.0.0/24"}
    changes["network.dns_service_ip"] = "10.0.0.10"
    assert problems(changes)["spoke.address_space"].fix.startswith("use 10.1.0.0/16")
    assert problems(changes, "network.service_cidr")["spoke.address_space"].fix.startswith("use 10.0.0.0/16")
    pods = {**overlay_of(257), "network.on_premises_ranges": ["10.0.0.0/24"]}
    assert problems(pods)["network.pod_cidr"].fix.startswith("use 10.2.0.0/15")
    assert problems(pods, "network") == {}
    assert problems(pods, "network.on_premises_ranges")["network.pod_cidr"].fix.startswith("use 10.0.0.0/15")
    # Of all private addresses these leave 172.30.0.0/15, which AKS refuses.
    elsewhere = ["10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/13", "172.24.0.0/14", "172.28.0.0/15"]
    assert problems({"network.on_premises_ranges": elsewhere})["spoke.address_space"].fix.startswith("use a free /16")


# --- Properties of any plan ------------------------------------------------------------------------------------------


def networks(space: str = "0.0.0.0/0", shortest: int = 0, longest: int = 32) -> st.SearchStrategy[IPv4Network]:
    """Any prefix inside `space`."""
    within = IPv4Network(space)

    def network(prefixlen: int, address: int) -> IPv4Network:
        return IPv4Network((int(within.network_address) + address, prefixlen), strict=False)

    lengths = st.integers(max(shortest, within.prefixlen), longest)
    return st.builds(network, lengths, st.integers(0, within.num_addresses - 1))


NODE_COUNTS = st.integers(1, 12) | st.integers(1, 1000)
SCALED: dict[str, st.SearchStrategy[Any]] = {"min_count": st.integers(0, 1000), "max_count": NODE_COUNTS}
FIXED: dict[str, st.SearchStrategy[Any]] = {"autoscale": st.just(False), "node_count": NODE_COUNTS}
POOL_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(["npone", "nptwo"]),
    "max_pods": st.integers(10, 250) | st.just(30),
    "surge": st.sampled_from(["1", "33%", "100%", "50"]),
}
POOLS = st.lists(
    (st.fixed_dictionaries(SCALED, optional=POOL_FIELDS) | st.fixed_dictionaries(FIXED, optional=POOL_FIELDS)).map(
        lambda fields: pool(**fields)
    ),
    min_size=1,
    max_size=4,
)

ANYWHERE = {
    "hub.address_space": networks() | networks("10.200.0.0/22"),
    "hub.subnets.firewall": networks() | networks("10.200.0.0/23", longest=30),
    "hub.subnets.gateway": networks() | networks("10.200.0.0/23", longest=30),
    "hub.subnets.bastion": networks() | networks("10.200.0.0/23", longest=30),
    "hub.subnets.private_endpoints": st.none() | networks() | networks("10.200.0.0/23", longest=30),
    "spoke.address_space": networks() | networks("10.240.0.0/14", longest=20),
    "spoke.subnets.nodes": networks() | networks("10.240.0.0/16", longest=26),
    "spoke.subnets.ingress": networks() | networks("10.240.0.0/16", shortest=20),
    "spoke.subnets.application_gateway": networks() | networks("10.240.0.0/16", shortest=20),
    "spoke.subnets.private_endpoints": networks() | networks("10.240.0.0/16", shortest=20),
    "network.model": st.sampled_from(["azure_cni", "overlay"]),
    "network.service_cidr": networks() | networks("172.16.0.0/12"),
    "network.dns_service_ip": st.ip_addresses(v=4) | st.just(IPv4Address("172.16.0.10")),
    "network.pod_cidr": networks() | networks("192.168.0.0/16"),
    "network.on_premises_ranges": st.lists(networks(shortest=8), max_size=3),
    "ip_plan.pod_update_strategy": st.sampled_from(["rolling", "replace"]),
    "ip_plan.pod_surge": st.floats(0, 1),
    "ip_plan.scale_percent": st.none() | st.integers(100, 2000),
    "ip_plan.extra.nodes": st.integers(0, 10**12) | st.integers(0, 9),
    "ip_plan.extra.private_endpoints": st.integers(0, 300),
    "ingress.controllers": st.integers(1, 50),
    "ingress.load_balancer_ip": st.ip_addresses(v=4) | st.just(IPv4Address("10.240.4.4")),
    "private_endpoints.location": st.sampled_from(["spoke", "hub"]),
    "node_pools": POOLS,
}
# Most configurations of people are near the baseline: a few values differ.
CHANGES = st.lists(st.sampled_from(sorted(ANYWHERE)), max_size=5, unique=True).flatmap(
    lambda paths: st.fixed_dictionaries({path: ANYWHERE[path] for path in paths})
)
ALL_CHANGES = st.fixed_dictionaries(ANYWHERE)


def sound(planned: AddressPlan) -> bool:
    """What no problems promise, checked the plain way."""
    ours = [each.prefix for each in planned.ranges if "on_premises" not in each.path]
    theirs = [each.prefix for each in planned.ranges if "on_premises" in each.path]
    return (
        not any(one.overlaps(other) for one, other in combinations(ours, 2))
        and not any(one.overlaps(other) for one in ours for other in theirs)
        and all(
            each.prefix.subnet_of(network.space.prefix) and each.required <= each.prefix.num_addresses
            for network in (planned.region, planned.spoke)
            for each in network.subnets
        )
        and not any(
            one.prefix.overlaps(other.prefix)
            for network in (planned.region, planned.spoke)
            for one, other in combinations(network.subnets, 2)
        )
    )


@settings(deadline=None)
@given(ALL_CHANGES | CHANGES)
def test_any_configuration_gives_a_plan_and_one_line_per_problem(changes: dict[str, Any]) -> None:
    for problem in found_in(changes):
        line = str(problem)
        assert "\n" not in line
        assert not line.endswith(".")
        assert "None" not in line
        assert len(line) < 600


@settings(deadline=None)
@given(CHANGES)
def test_a_plan_without_problems_has_no_overlaps_and_enough_addresses(changes: dict[str, Any]) -> None:
    planned, found = plan(config(changes)), found_in(changes)
    about_places = [p for p in found if "subnets" in p.path or "address_space" in p.path or "cidr" in p.path]
    event("sound" if sound(planned) else "not sound")
    if not found:
        assert sound(planned)
    if not sound(planned):
        assert about_places


@settings(deadline=None)
@given(CHANGES)
def test_proposed_prefixes_pass_the_checks(changes: dict[str, Any]) -> None:
    places = {
        p.path: m[1] for p in found_in(changes) if ".subnets." in p.path and (m := re.match(r"use (\d\S+)$", p.fix))
    }
    assume(places)
    assert not [str(problem) for problem in found_in({**changes, **places}) if problem.path in places]


@settings(deadline=None)
@given(
    st.integers(1, 900), st.integers(1, 100), st.sampled_from(["azure_cni", "overlay"]), st.sampled_from(["33%", "3"])
)
def test_more_nodes_never_need_fewer_addresses(nodes: int, more: int, model: str, surge: str) -> None:
    def required(count: int) -> int:
        return planned_subnet(NODES, {"node_pools": pools(count, surge=surge), "network.model": model}).required

    assert required(nodes) < required(nodes + more)


@settings(deadline=None)
@given(CHANGES, st.data())
def test_a_refused_field_is_never_reported_and_stops_no_check(changes: dict[str, Any], data: st.DataObject) -> None:
    pool_fields = (f"node_pools[0].{field}" for field in POOL_FIELDS)
    path = data.draw(st.sampled_from([*sorted(ANYWHERE), *pool_fields]))
    assert path not in {problem.path for problem in found_in(changes, path)}
    # A DNS address is judged by nothing but the service range, so it is found whatever else cannot be read.
    outside = {"network.service_cidr": "172.16.0.0/16", "network.dns_service_ip": "1.2.3.4"}
    if not path.startswith("network."):
        found = {problem.path for problem in found_in({**changes, **outside}, path)}
        assert found & {"network.dns_service_ip", "network.service_cidr"}


@given(networks(shortest=8, longest=24), st.lists(networks("10.0.0.0/8"), max_size=6), st.integers(8, 32))
def test_a_free_block_is_the_first_one(space: IPv4Network, taken: list[IPv4Network], prefix: int) -> None:
    assume(prefix - space.prefixlen < 9)
    blocks = space.subnets(new_prefix=prefix) if prefix >= space.prefixlen else iter(())
    expected = next((block for block in blocks if not any(block.overlaps(other) for other in taken)), None)
    assert free_block(space, prefix, taken) == expected


@given(st.integers(5, 2**32))
def test_the_smallest_prefix_is_the_smallest(required: int) -> None:
    prefix = smallest_prefix(required)
    assert 2 ** (32 - prefix) >= required
    assert prefix == 29 or 2 ** (31 - prefix) < required


def test_free_is_negative_where_addresses_are_missing() -> None:
    assert replace(subnet("10.0.0.0/29", 4)).free == -1


@pytest.mark.parametrize("prefix", ["20.240.0.0/16", "240.0.0.0/16", "100.128.0.0/16", "11.0.0.0/16"])
@pytest.mark.parametrize("path", ["hub.address_space", "spoke.address_space", "network.service_cidr"])
def test_ip_20_ranges_of_our_own_are_private(path: str, prefix: str) -> None:
    problem = problems({path: prefix})[path]
    assert "a private range, inside 10.0.0.0/8" in problem.need
    assert problem.fix.startswith("use 1")
    assert problems({"network.on_premises_ranges": [prefix]}) == {}


def test_ip_20_shared_address_space_is_private_too() -> None:
    assert problems({"network.service_cidr": "100.64.0.0/16", "network.dns_service_ip": "100.64.0.10"}) == {}
