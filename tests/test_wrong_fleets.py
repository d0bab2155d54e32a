# ruff: noqa: E501 - a case is a line
"""Each wrong fleet is refused by one line, which names the member and its place in the file."""

import re
from pathlib import Path

import pytest
from conftest import BASELINE
from fleets import TWO_REGIONS, TWO_SPOKES, written

from config.load import load
from config.problem import ConfigError

ZONE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/dnsZones/contoso.com"
STAMPS = """first_cluster: blue
live: blue
clusters:
  blue: {}
  green:
    spoke: {subnets: {nodes: 10.240.16.0/22, ingress: 10.240.20.0/28, application_gateway: 10.240.21.0/24}}
    ingress: {load_balancer_ip: 10.240.20.4}"""


def refused(folder: Path, text: str) -> list[str]:
    """The lines that refuse a file, without the folders of files."""
    file = written(folder, text)
    with pytest.raises(ConfigError) as error:
        load(file)
    lines = str(error.value).splitlines()
    return [line.replace(f"{folder}/", "").replace(f"{BASELINE.parent}/", "") for line in lines]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("regions: 5", "fleet.yaml:2: regions: got 5, need a mapping of names to what differs"),
        ("regions: {East US: {}}", "fleet.yaml:2: regions.'East US': got the name 'East US', need a region's"),
        ("regions: {eastus2: 5}", "fleet.yaml:2: regions.eastus2: got 5, need a mapping of what differs"),
        ("regions:\n  eastus2: {}\n  eastus2: {}", "fleet.yaml:4: regions.eastus2: got the key in line 3 and again in line 4"),
        ("regions: {eastus2: {location: westus2}}", "regions.eastus2.location: got a key that a region may not state, need it at the top level - delete it: the region's name is its location"),
        ("regions: {eastus2: {state: {backend: local}}}", "regions.eastus2.state: got a key that a region may not state, need it at the top level"),
        ("regions: {eastus2: {review: {accepted: []}}}", "regions.eastus2.review: got a key that a region may not state"),
        ("regions: {eastus2: {extends: x.yaml}}", "regions.eastus2.extends: got a key that a region may not state"),
        ("regions: {eastus2: {zons: []}}", "fleet.yaml:2: regions.eastus2.zons: got an unknown key"),
        ("regions: {eastus2: {zones: [4]}}", "fleet.yaml:2: regions.eastus2.zones[0]: got 4, need 1, 2 or 3"),
        (TWO_REGIONS.replace("centralus", "northcentralus"), "fleet.yaml:4: regions.northcentralus.zones: got [1, 2, 3], need [] in northcentralus"),
        ("first_spoke: web\nspokes: {web: {hub: {address_space: 10.1.0.0/24}}}", "spokes.web.hub: got a key that a spoke may not state, need it in a region or at the top level"),
        ("first_cluster: a\nclusters: {a: {registry: {}}}", "clusters.a.registry: got a key that a cluster may not state, need it in a spoke or above it"),
        ("first_cluster: a\nclusters: {a: {spoke: {address_space: 10.1.0.0/16}}}", "clusters.a.spoke.address_space: got a key that a cluster may not state"),
        ("first_cluster: a\nclusters: {a: {spokes: {b: {}}}}", "clusters.a.spokes: got a key that a cluster may not state"),
        ("first_cluster: a\nclusters: {a: {network: {on_premises_ranges: []}}}", "clusters.a.network.on_premises_ranges: got a key that a cluster may not state"),
        ("spokes: {web: {}}", "fleet.yaml:2: first_spoke: got nothing, need the spoke that keeps state and names of a file without spokes, of web or none"),
        ("first_cluster: green\nclusters: {blue: {}}", "fleet.yaml:2: first_cluster: got green, need the cluster that keeps"),
        ("first_cluster: none\nclusters: {none: {}}", "clusters.none: got the name none, need another name"),
        ("first_cluster: none\nlive: red\nclusters: {blue: {}}", "fleet.yaml:3: live: got red, need blue"),
        (STAMPS.replace("green:", "blue:", 1).replace("  blue: {}\n", "  BLUE: {}\n"), "clusters.BLUE: got the name BLUE, need 1 to 12 lower-case letters"),
        ("first_cluster: none\nclusters: {Blue: {}}", "clusters.Blue: got the name Blue, need 1 to 12 lower-case letters"),
        ("regions: {eastus2: {}}\nfirst_spoke: a\nspokes: {a: {}}", "fleet.yaml:4: spokes: got spokes beside regions, need spokes inside of regions"),
        # between members
        (f"ingress: {{via_firewall: true}}\n{STAMPS}", "ingress.via_firewall: got true, need it in one cluster of a region"),
        (TWO_REGIONS.replace("10.201.0.0/24", "10.200.0.0/24").replace("10.201.", "10.200."), "fleet.yaml:6: regions.centralus.hub.address_space: got 10.200.0.0/24, need a range clear of regions.eastus2.hub.address_space 10.200.0.0/24 - use 10.0.0.0/24 or another free range, and move its subnets along"),
        (TWO_SPOKES.replace("10.242.", "10.240."), "spokes.shop.spoke.address_space: got 10.240.0.0/16, need a range clear of spokes.web.spoke.address_space 10.240.0.0/16"),
        (f"{TWO_REGIONS}    network: {{on_premises_ranges: [10.240.8.0/24]}}", "regions.eastus2.spoke.address_space: got 10.240.0.0/16, need a range clear of regions.centralus.network.on_premises_ranges[0] 10.240.8.0/24"),
        (f"network: {{model: overlay, pod_cidr: 10.242.0.0/16}}\n{TWO_SPOKES.replace('  shop:', '  shop:' + chr(10) + '    network: {pod_cidr: 192.168.0.0/16}')}", "spokes.web.network.pod_cidr: got 10.242.0.0/16, need a range clear of spokes.shop.spoke.address_space 10.242.0.0/16"),
        (STAMPS.replace("10.240.21.0/24", "10.240.5.0/24"), "clusters.green.spoke.subnets.application_gateway: got 10.240.5.0/24, need a prefix clear of clusters.blue.spoke.subnets.application_gateway 10.240.5.0/24"),
        (f"spoke: {{subnets: {{private_endpoints: 10.240.4.32/29}}}}\n{STAMPS}", "spoke.subnets.private_endpoints: got 10.240.4.32/29"),
        (f"naming: {{suffix: abc123}}\n{TWO_REGIONS}", "fleet.yaml:5: regions.centralus.naming.suffix: got abc123, need a suffix of its own, and regions.eastus2 has this one"),
        (f"naming: {{region_in_groups: false}}\n{TWO_REGIONS}", "regions.centralus.naming.region_in_groups: got false, need a resource group of its own, and regions.eastus2 has this one"),
        (f"registry: {{name: acrfleet}}\n{TWO_REGIONS}", "regions.centralus.registry.name: got acrfleet, need a registry name of its own, unique in all of Azure, and regions.eastus2 has this one"),
        (f"policy: {{tls_host_definition: Hosts}}\n{TWO_REGIONS}    policy: {{tls_host_definition: HOSTS}}", "regions.centralus.policy.tls_host_definition: got HOSTS, need a policy definition of its own in the subscription, and regions.eastus2 has this one"),
        (f"dns: {{public_zone_id: {ZONE}}}\n{TWO_REGIONS}", "regions.centralus.dns.public_zone_id: got contoso.com, need the record bicycle.contoso.com in one spoke only, and regions.eastus2 has this one"),
        (f"dns: {{use_hub: true}}\n{TWO_SPOKES}", "spokes.shop.dns.use_hub: got true, need it in one spoke of a region: Azure links a hub to one private zone of a name, and spokes.web has this one"),
        (f"{TWO_SPOKES}    dns: {{domain: fabrikam.com}}", "spokes.shop.dns.domain: got fabrikam.com, need contoso.com, as in spokes.web"),
        (f"egress: {{extra_rules: [{{name: bank, reason: payments go there, fqdns: [a.com]}}]}}\n{TWO_SPOKES}    egress: {{extra_rules: [{{name: bank, reason: payments go there, fqdns: [b.com]}}]}}", "spokes.shop.egress.extra_rules[0].name: got bank, need the rule of spokes.web, or another name"),
        (f"{STAMPS}\n    policy: {{overrides: {{registry-no-anonymous-pull: Audit}}}}", "clusters.green.policy.overrides.registry-no-anonymous-pull: got Audit, need it in the spoke or above"),
        # blocks
        ("first_spoke: web\nspokes: {web: {}, shop: {spoke: {address_space: auto}}}", "spokes.shop.spoke.address_space: got auto without a block, need its block in fleet.addresses.json - run make addresses"),
        ("spoke: {address_space: auto}", "fleet.yaml:2: spoke.address_space: got auto, need an IPv4 range"),
        ("regions: {eastus2: {bootstrap: {git: {url: '${x}'}}}}", "regions.eastus2.bootstrap.git.url: got '${x}', need text without"),
    ],
)  # fmt: skip
def test_a_wrong_fleet_is_refused(tmp_path: Path, text: str, line: str) -> None:
    (found,) = refused(tmp_path, text)
    assert line in found


def test_a_wrong_value_of_all_members_is_reported_once_where_it_stands(tmp_path: Path) -> None:
    lines = refused(tmp_path, f"sku_tier: Free\n{TWO_REGIONS}")
    assert [line.split(" got ")[0].replace("baseline.yaml", "") for line in lines] == [
        "fleet.yaml:2: sku_tier:",
        f":{1 + (BASELINE.read_text().splitlines().index('  analysis: true'))}: cost.analysis:",
    ]


def test_a_wrong_value_of_one_member_is_reported_at_the_member(tmp_path: Path) -> None:
    (line,) = refused(tmp_path, f"cost: {{analysis: false}}\n{TWO_REGIONS}    sku_tier: Free")
    assert re.match(r"fleet.yaml:\d+: regions.centralus.sku_tier: got Free", line)


def test_a_value_that_only_the_hub_has_is_checked_too(tmp_path: Path) -> None:
    twice = "logs: {basic_tables: [ContainerLogV2, ContainerLogV2]}"
    once = "logs: {basic_tables: [ContainerLogV2]}"
    (line,) = refused(tmp_path, f"{twice}\nfirst_spoke: web\nspokes: {{web: {{{once}}}}}")
    assert line.startswith("fleet.yaml:2: logs.basic_tables: got containerlogv2 2 times")
