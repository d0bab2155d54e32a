"""Options that are chosen and made as they should be answer "passes"; nothing else deviates because of them."""

from pathlib import Path

import pytest
from conftest import ROOT, Synthesize, configuration

from config.load import load
from review.conformance import requirements
from review.requirement import answer
from review.synthesis import Synthesis

ID = "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg-shared/providers"
SYSTEM = {"name": "npsystem", "mode": "system", "vm_size": "Standard_DS2_v2", "os_disk_size_gb": 512}
USER = {"name": "npuser01", "mode": "user", "vm_size": "Standard_DS4_v2"}
SCALED = {"min_count": 3, "max_count": 5}
IDENTITY = {
    "name": "shop",
    "namespace": "a0008",
    "service_account": "shop",
    "roles": [{"role": "Storage Blob Data Reader", "scope": f"{ID}/Microsoft.Storage/storageAccounts/stshop"}],
}
REPOSITORY = {"url": "https://github.com/contoso/private", "auth": "https"}

FOR_BATCHES = {
    "mode": "user",
    "vm_size": "Standard_D8ds_v5",
    "os_disk_type": "Ephemeral",
    "min_count": 0,
    "max_count": 3,
}

# Settings, the options that they choose, and the requirements that may deviate then.
CHOSEN: dict[str, tuple[dict[str, object], set[str], set[str]]] = {
    "network": (
        {
            "hub.subscription_id": "00000000-0000-0000-0000-000000000001",
            "spoke.subscription_id": "00000000-0000-0000-0000-000000000002",
            "gateway.type": "vpn",
            "dns.use_hub": True,
            "dns.public_zone_id": f"{ID}/Microsoft.Network/dnsZones/contoso.com",
            "firewall.base_policy_id": f"{ID}/Microsoft.Network/firewallPolicies/parent",
            "ip_plan.pod_update_strategy": "replace",
            "ip_plan.extra.ingress": 2,
            "egress.extra_rules": [{"name": "bank", "reason": "payments go there", "fqdns": ["bank.example.com"]}],
            "node_pools": [SYSTEM | SCALED, USER | SCALED | {"subnet": "10.240.8.0/22"}],
            "network.policy_engine": "calico",
        },
        {"NET-08", "NET-11", "NET-14", "NET-21", "IP-06", "IP-14", "IP-15", "FLOW-07", "FLOW-28", "FLOW-36", "OPS-14"},
        set(),
    ),
    "cluster": (
        {
            "network.model": "overlay",
            "workload_identities": [IDENTITY],
            "keda.enabled": True,
            "updates.node_os_channel": "SecurityPatch",
            "updates.window": {"frequency": "Daily", "interval": 1},
            "updates.cluster_channel": "patch",
            "updates.event_subscription": "https://example.com/hook",
            "diagnostics.extra_categories": ["kube-audit"],
            "policy.initiative": "baseline",
            "policy.overrides": {"no-default-namespace": "Deny"},
            "policy.exempt_namespaces": ["legacy"],
            "cost.budget_amount": 100,
            "cost.budget_start": "2026-01-01",
            "bootstrap.kured": True,
            "bootstrap.flagger": True,
            "bootstrap.git": REPOSITORY,
        },
        {
            *("IP-22", "FLOW-38", "IDN-22", "SCALE-09", "UPD-13", "UPD-19", "UPD-21", "UPD-22", "UPD-23", "MON-12"),
            *("POL-03", "POL-08", "COST-10", "OPS-10", "OPS-23", "OPS-30"),
        },
        {"POL-02", "CMP-13"},
    ),
    "continuity": (
        {
            "backup.mode": "aks_extension",
            "storage.disk_driver": True,
            "storage.snapshot_controller": True,
            "tls.to_pod": True,
        },
        {"BC-31", "FLOW-14"},
        set(),
    ),
    "private": (
        {
            "api_server.private": True,
            "api_server.vnet_integration": True,
            "api_server.private_dns_zone": "own",
            "spoke.subnets.api_server": "10.240.7.0/28",
        },
        {"FLOW-42", "FLOW-43", "IDN-06"},
        set(),
    ),
    "pools": (
        {
            "network.model": "overlay",
            "network.policy_engine": "calico",
            "windows": {},
            "disk_encryption_set_id": f"{ID}/Microsoft.Compute/diskEncryptionSets/des-aks",
            "node_pools": [
                SYSTEM | SCALED | {"drain_timeout": 45},
                USER | SCALED,
                USER | SCALED | {"name": "npwin1", "os_sku": "Windows2022"},
                FOR_BATCHES | {"name": "npspot", "spot": True},
                FOR_BATCHES
                | {"name": "npgpu", "vm_size": "Standard_NC4as_T4_v3", "os_disk_type": "Managed"}
                | {"taints": ["sku=gpu:NoSchedule"]},
            ],
        },
        {"CMP-07", "CMP-15", "CMP-16", "COST-04", "COST-13", "SCALE-14", "BC-03"},
        {"CMP-11", "CMP-10"},
    ),
    # With AGIC the gateway sends plain HTTP to the pods, and trusts no certificate behind it.
    "gateway controller": ({"ingress.controller": "agic"}, {"ING-13"}, {"FLOW-05", "FLOW-12"}),
    "central": (
        {
            "hub.address_space": "10.0.0.0/16",
            "hub.existing.virtual_network_id": f"{ID}/Microsoft.Network/virtualNetworks/vnet-central",
            "hub.existing.firewall_private_ip": "10.0.1.4",
            "hub.existing.firewall_public_ips": ["20.1.2.3"],
            "dns.use_hub": True,
            "dns.private_zones.registry": f"{ID}/Microsoft.Network/privateDnsZones/privatelink.azurecr.io",
            "dns.private_zones.key_vault": f"{ID}/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net",
            "logs.existing_workspace_id": f"{ID}/Microsoft.OperationalInsights/workspaces/la-central",
            "secrets.existing_vault_id": f"{ID}/Microsoft.KeyVault/vaults/kv-central",
        },
        {"NET-04", "NET-11"},
        set(),
    ),
    "landing zone": (
        {
            "hub.address_space": "10.0.0.0/16",
            "hub.existing.virtual_network_id": f"{ID}/Microsoft.Network/virtualNetworks/vnet-central",
            "hub.existing.firewall_private_ip": "10.0.1.4",
            "hub.existing.firewall_public_ips": ["20.1.2.3"],
            "spoke.existing.virtual_network_id": f"{ID}/Microsoft.Network/virtualNetworks/vnet-shop",
            "spoke.existing.subnets.nodes": "snet-aks",
            "api_server.private": True,
            "api_server.vnet_integration": True,
            "spoke.subnets.api_server": "10.240.7.0/28",
        },
        {"NET-04", "FLOW-43"},
        set(),
    ),
    "appliance": (
        {
            "egress.mode": "nva",
            "egress.next_hop_ip": "10.200.0.70",
            "egress.public_ips": ["20.1.2.3"],
            "network.service_endpoints.nodes": ["Microsoft.Storage"],
        },
        {"FLOW-18", "FLOW-27"},
        set(),
    ),
    "inbound": ({"ingress.via_firewall": True}, {"FLOW-25"}, set()),
    "nat gateway": ({"egress.mode": "nat_gateway"}, {"FLOW-19"}, set()),
    "proxy": (
        {"egress.mode": "http_proxy", "egress.proxy.http": "http://proxy.contoso.com:3128"},
        {"FLOW-20"},
        set(),
    ),
    "isolated": (
        {"egress.mode": "none", "api_server.private": True, "bootstrap.method": "pipeline"},
        {"FLOW-42", "IMG-01"},
        set(),
    ),
    "others": (
        {
            "environment": "dev",
            "zones": [],
            "sku_tier": "Free",
            "cost.analysis": False,
            "rbac.mode": "kubernetes",
            "ingress.controller": "none",
            "private_endpoints.location": "hub",
            "hub.address_space": "10.200.0.0/23",
            "hub.subnets.private_endpoints": "10.200.1.0/28",
            "registry.existing_id": f"{ID}/Microsoft.ContainerRegistry/registries/acrshared",
            "bootstrap.method": "argocd",
            "sample_workload": False,
            "node_pools": [
                SYSTEM | {"autoscale": False, "node_count": 3},
                USER | {"autoscale": False, "node_count": 2},
            ],
        },
        {"NET-35", "IMG-08", "IDN-13", "IDN-14", "ING-14", "SCALE-03", "SCALE-04", "BC-35", "COST-03", "OPS-07"},
        {"SCALE-02", "BC-15"},
    ),
}


@pytest.mark.parametrize("name", CHOSEN)
def test_options_that_are_chosen_are_met(synthesize: Synthesize, tmp_path: Path, name: str) -> None:
    settings, options, deviating = CHOSEN[name]
    loaded = load(configuration(tmp_path / "config.yaml", settings))
    made = Synthesis(stacks=synthesize(**settings), config=loaded.config, plan=loaded.plan, root=ROOT)
    found = {row.id: answer(row, made) for row in requirements()}
    unexpected = [str(each) for id_, given in found.items() for each in given.deviations if id_ not in deviating]
    assert unexpected == []
    assert {id_ for id_ in options if found[id_].outcome != "passes"} == set()
