"""The review's read model says of the baseline what is in it."""

from ipaddress import IPv4Network

import pytest
from conftest import BASELINE, ROOT

from config.load import load
from review.facts import alerts, exposures, firewall_rules, networks, peerings, policies, pools, roles, security_rules
from review.synthesis import Synthesis
from review.terraform import Stacks


@pytest.fixture(scope="module")
def made(stacks: Stacks) -> Synthesis:
    loaded = load(BASELINE)
    return Synthesis(stacks=stacks, config=loaded.config, plan=loaded.plan, root=ROOT)


def test_networks_hold_their_subnets(made: Synthesis) -> None:
    hub, spoke = networks(made)
    assert (hub.space, spoke.space) == ((IPv4Network("10.200.0.0/24"),), (IPv4Network("10.240.0.0/16"),))
    nodes = {each.name: each for each in spoke.subnets}["snet-clusternodes"]
    assert nodes.security_group
    assert nodes.route_table
    gateway = {each.name: each for each in spoke.subnets}["snet-applicationgateway"]
    assert gateway.security_group
    assert gateway.route_table is None


def test_peerings_lead_both_ways(made: Synthesis) -> None:
    hub, spoke = (each.resource for each in networks(made))
    assert {(each.here, each.there) for each in peerings(made)} == {(hub, spoke), (spoke, hub)}


def test_the_internet_reaches_the_gateway_and_bastion_over_https(made: Synthesis) -> None:
    found = exposures(made)
    assert len(found) == 5
    opened = {each.owner.type: [rule.ports for rule in each.rules] for each in found if each.owner}
    assert opened == {
        "azurerm_firewall": [],
        "azurerm_bastion_host": [("443",)],
        "azurerm_application_gateway": [("443",)],
    }


def test_rules_read_lists_and_single_values_alike(made: Synthesis) -> None:
    rules = security_rules(made)
    assert all(rule.sources and rule.destinations and rule.ports and rule.reason for rule in rules)
    inside = next(rule for rule in rules if rule.name == "AllowBastionHostToHostInbound")
    assert inside.ports == ("8080", "5701")


def test_firewall_rules_name_addresses_instead_of_groups(made: Synthesis) -> None:
    found = firewall_rules(made)
    assert all(rule.allows and rule.reason and rule.destinations for rule in found)
    assert {source for rule in found for source in rule.sources} == {"10.240.0.0/22"}


def test_roles_are_described_in_words(made: Synthesis) -> None:
    told = {(grant.role, grant.who.partition(" of ")[0], grant.on.partition("-")[0]) for grant in roles(made)}
    assert ("Key Vault Certificates Officer", "whoever deploys", "kv") in told
    assert ("AcrPull", "kubelet identity", made.every("azurerm_container_registry")[0].name) in told
    reader = next(grant for grant in roles(made) if grant.role == "Azure Kubernetes Service RBAC Reader")
    assert reader.on.endswith("/namespaces/a0008")
    assert reader.who == "Group 00000000-0000-0000-0000-0000000000b2"


def test_pools_are_blocks_or_resources(made: Synthesis) -> None:
    told = [(pool.name, pool.system, pool.fewest_nodes, pool.most_nodes) for pool in pools(made)]
    assert told == [("npsystem", True, 3, 4), ("npuser01", False, 2, 5)]


def test_policies_and_alerts_are_read(made: Synthesis) -> None:
    images = next(policy for policy in policies(made) if policy.name == "allowed-images")
    assert images.denies
    assert not images.initiative
    assert "azurecr" in images.parameters["allowedContainerImagesRegex"]
    assert len(alerts(made)) > 20
    assert all(alert.name and alert.reason and alert.tells[0] for alert in alerts(made))
