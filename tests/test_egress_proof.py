"""Egress proof: everything that a feature needs may leave, and nothing else may. FLOW-21, FLOW-23."""

from copy import deepcopy
from pathlib import Path

import pytest
from conftest import ROOT, Synthesize, configuration
from options import ALL, VELERO

from config.load import load
from review.egress_needs import CALLERS, FQDN_TAGS
from review.egress_proof import EgressProof, egress_proof
from review.synthesis import Synthesis
from review.terraform import Body, Stacks

GROUP = "azurerm_firewall_policy_rule_collection_group"
FEATURES: dict[str, dict[str, object]] = {
    "baseline": {},
    "nothing": {"defender.cluster_profile": False, "bootstrap.method": "pipeline"},
    "patches": {"updates.node_os_channel": "SecurityPatch", "updates.window": {"frequency": "Daily"}},
    "patches of Azure Linux": {
        "updates.node_os_channel": "SecurityPatch",
        "updates.window": {"frequency": "Daily"},
        "node_pools": [
            {"name": "npsystem", "mode": "system", "vm_size": "Standard_D4d_v5", "os_sku": "AzureLinux"}
            | {"min_count": 3, "max_count": 4},
            {"name": "npuser01", "mode": "user", "vm_size": "Standard_D4d_v5", "os_sku": "AzureLinux"}
            | {"min_count": 2, "max_count": 5},
        ],
    },
    "velero": VELERO,
    "AKS backup": {
        "backup.mode": "aks_extension",
        "storage.disk_driver": True,
        "storage.snapshot_controller": True,
        "bootstrap.method": "pipeline",
    },
    "add-ons": ALL,
    "ssh": {"bootstrap.git.url": "git@git.example.org:team/aks", "bootstrap.git.auth": "ssh"},
    "port": {"bootstrap.git.url": "https://git.example.org:8443/team/aks"},
    "address": {"bootstrap.git.url": "https://198.51.100.7/team/aks"},
    "hub endpoints": {"private_endpoints.location": "hub", "hub.subnets.private_endpoints": "10.200.0.96/28"},
    "own": {
        "egress.extra_rules": [
            {"name": "bank", "reason": "payments go there", "fqdns": ["bank.example.com"]},
            {"name": "ledger", "reason": "bookings go there", "addresses": ["8.8.8.8"], "ports": [22, 5432]},
        ]
    },
}


def proven(stacks: Stacks, folder: Path, settings: dict[str, object]) -> EgressProof:
    loaded = load(configuration(folder / "config.yaml", settings))
    return egress_proof(Synthesis(stacks=stacks, config=loaded.config, plan=loaded.plan, root=ROOT))


def rules(stacks: Stacks) -> list[Body]:
    return [
        rule
        for content in stacks.values()
        for group in content["resource"].get(GROUP, {}).values()
        for kind in ("network_rule_collection", "application_rule_collection")
        for collection in group.get(kind, [])
        for rule in collection["rule"]
    ]


@pytest.mark.parametrize("name", FEATURES)
def test_what_is_needed_is_allowed_and_nothing_else(name: str, synthesize: Synthesize, tmp_path: Path) -> None:
    found = proven(synthesize(**FEATURES[name]), tmp_path, FEATURES[name])
    assert not found.missing
    assert [(each.rule.name, each.destination) for each in found.excess] == []
    assert found.holds
    assert len(found.needs) > 15


@pytest.mark.parametrize("name", ["baseline", "add-ons", "ssh", "address", "own"])
def test_no_destination_can_be_taken_away(name: str, synthesize: Synthesize, tmp_path: Path) -> None:
    """Every single destination of every rule is there for somebody, whom the proof then names."""
    stacks = synthesize(**FEATURES[name])
    places = [
        (position, kind, each)
        for position, rule in enumerate(rules(stacks))
        for kind in ("destination_fqdns", "destination_fqdn_tags", "destination_addresses")
        for each in rule.get(kind) or ()
    ]
    # These names are in AKS's tag, too: that rule goes on allowing them.
    doubled = set(FQDN_TAGS["AzureKubernetesService"])
    assert len(places) > 12
    for position, kind, destination in places:
        broken = deepcopy(stacks)
        rules(broken)[position][kind].remove(destination)
        missing = proven(broken, tmp_path, FEATURES[name]).missing
        # Of two patterns, the wider one goes on allowing what the narrower one named.
        covered = destination in doubled or destination == "*.metrics.ingest.monitor.azure.com"
        assert bool(missing) != covered, destination


@pytest.mark.parametrize(
    ("destination", "everywhere"),
    [("example.com", False), ("*.azure.com", False), ("*.com", False), ("*", True)],
)
def test_an_unneeded_host_name_is_reported(destination: str, everywhere: bool, stacks: Stacks, tmp_path: Path) -> None:
    broken = deepcopy(stacks)
    monitoring = next(rule for rule in rules(broken) if rule["name"] == "azure-monitor-addon")
    monitoring["destination_fqdns"].append(destination)
    found = proven(broken, tmp_path, {})
    assert [(each.destination, each.everywhere) for each in found.excess] == [(destination, everywhere)]
    assert not found.holds


@pytest.mark.parametrize("address", ["*", "0.0.0.0/0", "AzureCloud", "AzureCloud.eastus2", "Internet"])
def test_a_rule_to_every_address_is_reported(address: str, stacks: Stacks, tmp_path: Path) -> None:
    broken = deepcopy(stacks)
    server = next(rule for rule in rules(broken) if rule["name"] == "pods-to-api-server")
    server["destination_addresses"] = [address]
    (found,) = proven(broken, tmp_path, {}).excess
    assert (found.destination, found.everywhere) == (address, True)


@pytest.mark.parametrize("port", ["22", "*"])
def test_an_unneeded_port_is_reported(port: str, stacks: Stacks, tmp_path: Path) -> None:
    broken = deepcopy(stacks)
    next(rule for rule in rules(broken) if rule["name"] == "pods-to-api-server")["destination_ports"].append(port)
    (found,) = proven(broken, tmp_path, {}).excess
    assert (found.destination, found.port, found.everywhere) == ("API server of cluster", port, port == "*")


def test_a_rule_is_needed_only_while_its_feature_is_on(stacks: Stacks, tmp_path: Path) -> None:
    """The baseline's rules beside a configuration without Defender and without Flux."""
    excess = proven(stacks, tmp_path, FEATURES["nothing"]).excess
    assert {each.rule.name for each in excess} == {
        "defender-sensor",
        "git-github.com",
        "flux-extension-runtime-requirements",
    }


def test_services_with_private_endpoints_need_no_rule(stacks: Stacks, tmp_path: Path) -> None:
    broken = deepcopy(stacks)
    del broken["cluster"]["resource"]["azurerm_private_endpoint"]
    assert [need.who for need in proven(broken, tmp_path, {}).missing] == ["Key Vault provider"]


def test_an_existing_policy_must_allow_all_needs(synthesize: Synthesize, tmp_path: Path) -> None:
    settings: dict[str, object] = {"firewall.policy_id": f"{ID}/firewallPolicies/theirs"}
    found = proven(synthesize(**settings), tmp_path, settings)
    assert found.elsewhere == settings["firewall.policy_id"]
    assert found.holds
    private = {"Key Vault provider", "Container registry"}
    assert {need.who for need in found.missing} == {each.need.who for each in found.needs} - private


def test_every_need_names_its_page() -> None:
    assert all(caller.source and caller.why and caller.names for caller in CALLERS)


ID = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Network"
