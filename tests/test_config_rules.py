# ruff: noqa: E501 - a case is a line
"""Every rule across fields refuses, or warns of, what it is for: one line, at the right path, and nothing else."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from config.facts.regions import REGIONS, pair_of
from config.facts.vm_sizes import VmSize, has_gpu, has_unsupported_gpu, is_arm, vm_size
from config.load import load
from config.problem import ConfigError
from config.reading.remedies import BASELINE
from tools.private_ca import make_leaf, make_root, pem
from tools.switches.samples import ETCD_KEY

USUAL = len(load(BASELINE).warnings)
ABC = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
GROUP = "11111111-2222-3333-4444-555555555555"
SYSTEM = "{name: npsystem, mode: system, vm_size: Standard_DS2_v2, min_count: 3, max_count: 4}"
USER = "{name: npuser01, mode: user, vm_size: Standard_DS4_v2, min_count: 2, max_count: 5}"
ID = "/subscriptions/s/resourceGroups/g/providers"
REGISTRY = f"{ID}/Microsoft.ContainerRegistry/registries/acrshared"
POLICY = f"{ID}/Microsoft.Network/firewallPolicies/fwpolicy"
ZONE = f"{ID}/Microsoft.Network/dnsZones"
STORE = "storage_account: stbackups, container: cluster, resource_group: rg-backups"
HUB_LOGIN = f"registry: {{docker_hub_credential_set_id: {REGISTRY}/credentialSets/hub}}"
REASON = "reason: a reason that is long enough"

DRIVERS = "storage: {disk_driver: true, snapshot_controller: true}"
BACKUP = f"{DRIVERS}\nbackup: {{mode: aks_extension}}"

NOW = datetime(2026, 1, 1, tzinfo=UTC)
AUTHORITY = make_root(name="Contoso root", now=NOW)
CA = pem(AUTHORITY.certificate).decode()
LEAF = pem(make_leaf(host="*.aks-ingress.contoso.com", root=AUTHORITY, now=NOW).certificate).decode()


def etcd(vault: str, **more: str) -> str:
    key = {"key_id": ETCD_KEY, "vault_id": f"{ID}/Microsoft.KeyVault/vaults/{vault}", **more}
    return yaml.safe_dump({"secrets": {"etcd_key": key}})


def tls(root: str, **names: str) -> str:
    return yaml.safe_dump({"tls": {**names, "ingress_root": root}})


def accept(*requirements: str) -> str:
    rest = {"reason": "a reason that is long enough", "until": "2030-01-31"}
    return yaml.safe_dump({"review": {"accepted": [{"requirement": each, **rest} for each in requirements]}})


def pools(*pools: str) -> str:
    return f"node_pools: [{', '.join(pools)}]"


def user(**changes: object) -> str:
    return pools(SYSTEM, _pool(USER, changes))


def system(**changes: object) -> str:
    return pools(_pool(SYSTEM, changes), USER)


def _pool(pool: str, changes: dict[str, object]) -> str:
    settings = dict(pair.split(": ") for pair in pool.strip("{}").split(", ")) | changes
    return "{" + ", ".join(f"{key}: {value}" for key, value in settings.items() if value is not None) + "}"


def egress(*rules: str) -> str:
    return f"egress: {{extra_rules: [{', '.join(f'{{name: r{number}, {REASON}, {rule}}}' for number, rule in enumerate(rules))}]}}"


def backup(redundancy: str) -> str:
    return f"{DRIVERS}\nbackup: {{mode: aks_extension, aks: {{redundancy: {redundancy}}}}}"


def own_subnets(count: int) -> str:
    """As many user pools, each with a subnet of its own and no other way to be wrong."""
    small = {"autoscale": "false", "min_count": None, "max_count": None, "node_count": 2}
    return pools(
        SYSTEM, *(_pool(USER, {"name": f"np{n:02}", **small, "subnet": f"10.240.{n + 8}.0/24"}) for n in range(count))
    )


def addresses(count: int, *, start: int = 0) -> str:
    return ", ".join(f"8.8.{n}.8" for n in range(start, start + count))


def identities(*names: str) -> str:
    each = "{{name: {}, namespace: a0008, service_account: a, roles: [{{role: Reader, scope: {}}}]}}"
    return f"workload_identities: [{', '.join(each.format(name, REGISTRY) for name in names)}]"


def lines(folder: Path, text: str) -> tuple[list[str], list[str]]:
    """What is refused, and what is warned of beyond the article's own placeholders."""
    file = folder / "x.yaml"
    file.write_text(f"extends: {BASELINE}\n{text}\n", encoding="utf-8")
    try:
        warnings = list(load(file).warnings)
    except ConfigError as error:
        return [str(problem) for problem in error.problems], []
    return [], [line.partition(".yaml:")[2].partition(": ")[2] for line in warnings]


SERVER_ZONE = f"{ID}/Microsoft.Network/privateDnsZones"
WINDOWS = {"name": "npwin1", "os_sku": "Windows2022"}
FOR_WINDOWS = "network: {policy_engine: calico}\nwindows: {}"


def third(**changes: object) -> str:
    """A third pool of its own, beside the usual two."""
    return pools(SYSTEM, USER, _pool(USER, {"name": "npuser02", "max_count": 2, **changes}))


def further(*names: str, zone: str = "privatelink.blob.core.windows.net") -> str:
    each = f"resource_id: {REGISTRY}, subresource: blob, zone: {zone}"
    return f"private_endpoints: {{further: [{', '.join(f'{{name: {name}, {each}}}' for name in names)}]}}"


def azure_state(text: str) -> str:
    return f"state: {{backend: azurerm, resource_group_name: rg-state, storage_account_name: ststate, {text}}}"


def existing_hub(*more: str, public: str = "20.1.2.3", beside: str = "") -> str:
    network = f"virtual_network_id: {ID}/Microsoft.Network/virtualNetworks/vnet-hub"
    given = ", ".join((network, "firewall_private_ip: 10.200.0.4", f"firewall_public_ips: [{public}]", *more))
    return f"hub: {{{beside}existing: {{{given}}}}}"


DDOS = f"{ID}/Microsoft.Network/ddosProtectionPlans/ddos"
SPOKE_EXISTS = f"spoke: {{existing: {{virtual_network_id: {ID}/Microsoft.Network/virtualNetworks/vnet-shop}}}}"
REFUSED = [  # rule, what is set, where it is refused, what the line says
    ("clients_come_through_our_firewall", f"ingress: {{via_firewall: true}}\nfirewall: {{policy_id: {POLICY}}}", "ingress.via_firewall", "firewall.policy_id"),
    ("clients_come_one_way", "ingress: {via_firewall: true, controller: agic}", "ingress.via_firewall", "agic"),
    ("appliances_have_an_address", "egress: {mode: nva, public_ips: [20.1.2.3]}", "egress.next_hop_ip", "private address of the appliance"),
    ("appliances_have_an_address", "egress: {next_hop_ip: 10.200.0.70}", "egress.next_hop_ip", "nothing with mode: firewall"),
    ("appliances_have_public_addresses", "egress: {mode: nva, next_hop_ip: 10.200.0.70}", "egress.public_ips", "api_server.private is false"),
    ("existing_hubs_are_the_next_hop", f"{existing_hub()}\negress: {{mode: nva, next_hop_ip: 10.200.0.70, public_ips: [20.1.2.3]}}", "egress.mode", "as firewall_private_ip"),
    ("proxies_are_named", "egress: {mode: http_proxy}", "egress.proxy", "the proxy with mode"),
    ("proxies_are_named", "egress: {proxy: {http: 'http://proxy.a.com:3128'}}", "egress.proxy", "nothing with mode: firewall"),
    ("proxies_speak_http", "egress: {mode: http_proxy, proxy: {http: 'https://proxy.a.com:3128'}}", "egress.proxy.http", "with http://"),
    ("names_are_resolved_by_a_firewall", "egress: {mode: nat_gateway}\ndns: {use_hub: true}", "dns.use_hub", "no DNS proxy"),
    ("policies_have_a_firewall", f"egress: {{mode: nat_gateway}}\nfirewall: {{policy_id: {POLICY}}}", "firewall.policy_id", "nothing with egress.mode: nat_gateway"),
    ("isolated_clusters_call_their_server_privately", "egress: {mode: none}\nbootstrap: {method: pipeline}", "egress.mode", "public API server"),
    ("isolated_clusters_leave_out_what_azure_does_not_support", "egress: {mode: none}\napi_server: {private: true}", "bootstrap.method", "with egress.mode: none"),
    ("proxies_serve_linux", "windows: {}\nnetwork: {model: overlay, policy_engine: calico}\negress: {mode: http_proxy, proxy: {http: 'http://p.a.com:3128'}}\n" + pools(SYSTEM, USER, _pool(USER, {"name": "npwin1", "os_sku": "Windows2022"})), "node_pools[2].os_sku", "Linux with"),
    ("further_endpoints_have_names_of_their_own", further("a", "a"), "private_endpoints.further[1].name", "a name of its own"),
    ("zones_of_further_endpoints_are_zones", further("a", zone=POLICY), "private_endpoints.further[0].zone", "the id of a private DNS zone"),
    ("zones_are_made_once", further("a", zone="privatelink.azurecr.io"), "private_endpoints.further[0].zone", "which the spoke has already"),
    ("zones_are_made_once", "monitoring: {private_link: open}\nspoke: {subnets: {private_endpoints: 10.240.4.64/27}}\n" + further("a", zone="privatelink.oms.opinsights.azure.com"), "private_endpoints.further[0].zone", "which the spoke has already"),
    ("shared_resources_have_a_region", "shared: {fleet_manager: true}", "shared.location", "the region of the shared"),
    ("front_door_trusts_the_gateways", "shared: {router: front_door, location: eastus2}", "tls.gateway_certificate", "public CA"),
    ("routers_stand_before_our_listeners", "shared: {router: traffic_manager, location: eastus2}\ningress: {controller: agic}", "ingress.controller", "with shared.router"),
    ("the_shared_registry_is_the_only_one", "shared: {registry: true, location: eastus2}\nregistry: {name: acrours}", "registry.name", "beside shared.registry"),
    ("the_shared_registry_is_in_every_region", "shared: {registry: true, location: westus2}", "shared.registry_replicas", "eastus2 among them"),
    ("replicas_of_the_shared_registry_differ", "shared: {registry: true, location: eastus2, registry_replicas: [eastus2]}", "shared.registry_replicas[0]", "no copy"),
    ("existing_hubs_have_known_addresses", existing_hub(public=""), "hub.existing.firewall_public_ips", "from which nodes call"),
    ("existing_hubs_keep_their_firewall_policy", f"{existing_hub()}\nfirewall: {{policy_id: {POLICY}}}", "firewall.policy_id", "nothing with hub.existing"),
    ("existing_hubs_have_their_gateway", f"{existing_hub()}\ngateway: {{type: vpn}}", "gateway.type", "use_gateway"),
    ("existing_hubs_hold_no_endpoints", f"{existing_hub()}\nprivate_endpoints: {{location: hub}}", "private_endpoints.location", "spoke with hub.existing"),
    ("existing_hubs_offer_their_gateway_first", existing_hub("use_gateway: true"), "hub.existing.use_gateway", "make_peering: true"),
    ("existing_hubs_name_their_subscription", existing_hub(beside=f"subscription_id: {GROUP}, "), "hub.subscription_id", "delete hub.subscription_id"),
    ("existing_spokes_have_an_existing_hub", SPOKE_EXISTS, "spoke.existing", "add hub.existing"),
    ("existing_spokes_keep_what_their_owner_made", f"{existing_hub('make_peering: true')}\n{SPOKE_EXISTS}", "hub.existing.make_peering", "whose owner sets it"),
    ("existing_spokes_keep_what_their_owner_made", f"{existing_hub()}\n{SPOKE_EXISTS}\nflow_logs: {{enabled: true}}", "flow_logs.enabled", "agree on it"),
    ("existing_spokes_keep_what_their_owner_made", f"{existing_hub()}\n{SPOKE_EXISTS}\nddos: {{plan: existing, plan_id: {DDOS}}}", "ddos.plan", "agree on it"),
    ("existing_spokes_keep_what_their_owner_made", f"{existing_hub()}\n{SPOKE_EXISTS}\nnetwork: {{service_endpoints: {{nodes: [Microsoft.Sql]}}}}", "network.service_endpoints", "agree on it"),
    ("existing_subnets_are_apart", f"{existing_hub()}\n{SPOKE_EXISTS[:-2]}, subnets: {{ingress: SNET-ClusterNodes}}}}}}", "spoke.existing.subnets.ingress", "that of nodes"),
    ("existing_zones_have_their_name", f"dns: {{private_zones: {{registry: {SERVER_ZONE}/privatelink.acr.io}}}}", "dns.private_zones.registry", "the zone privatelink.azurecr.io"),
    ("existing_resources_are_of_their_type", f"secrets: {{existing_vault_id: {POLICY}}}", "secrets.existing_vault_id", "vaults"),
    ("private_servers_have_no_ranges", "api_server: {private: true, authorized_ip_ranges: [8.8.8.8]}", "api_server.authorized_ip_ranges", "no public address"),
    ("private_servers_have_a_name", "api_server: {private: true, private_dns_zone: none, public_name: false}", "api_server.public_name", "nobody finds"),
    ("the_hub_resolves_private_servers", "api_server: {private: true}\ndns: {use_hub: true}", "api_server.private_dns_zone", "dns.use_hub"),
    ("api_server_zones_have_their_name", f"api_server: {{private: true, private_dns_zone: {SERVER_ZONE}/private.eastus2.azmk8s.io}}",
     "api_server.private_dns_zone", "a private DNS zone named privatelink.eastus2.azmk8s.io, with one label"),
    ("api_server_zones_have_their_name", f"api_server: {{private: true, private_dns_zone: {SERVER_ZONE}/a.b.privatelink.eastus2.azmk8s.io}}",
     "api_server.private_dns_zone", "with one label before it or none"),
    ("api_server_zones_have_their_name", f"api_server: {{private: true, private_dns_zone: {ID}/Microsoft.Network/dnsZones/privatelink.eastus2.azmk8s.io}}",
     "api_server.private_dns_zone", "the id of a private DNS zone"),
    ("the_region_integrates_api_servers", "location: qatarcentral\ngeo_redundancy_location: westeurope\napi_server: {vnet_integration: true}\nspoke: {subnets: {api_server: 10.240.7.0/28}}",
     "api_server.vnet_integration", "does not offer it"),
    ("private_ranges_are_private", "api_server: {private_ranges: [10.9.0.0/16, 8.8.8.0/24]}", "api_server.private_ranges[1]", "a private range"),
    ("accepted_requirements_exist", accept("SCALE-99"), "review.accepted[0].requirement", "did you mean SCALE"),
    ("deviations_are_accepted_once", accept("NET-01", "NET-01"), "review.accepted[1].requirement", "each requirement once"),
    ("quotas_hold_what_comes_with_the_cluster", "workloads: [{namespace: a, quota: {pods: 12}}]", "workloads[0].quota.pods", "at least 13"),
    ("pipelines_share_a_state", "state: {pipelines: {github: {subject_prefix: 'repo:contoso/aks', deploy_environment: production}}}",
     "state.pipelines", "no pipelines without backend: azurerm"),
    ("pipelines_are_named", azure_state("pipelines: {}"), "state.pipelines", "github or azure_devops"),
    ("plans_and_deployments_have_identities_of_their_own",
     azure_state("pipelines: {github: {subject_prefix: 'repo:contoso/aks', plan_environment: prod, deploy_environment: prod}}"),
     "state.pipelines.github.deploy_environment", "another environment than plan_environment"),
    ("state_endpoint_has_its_zone", azure_state(f"private_endpoint: {{subnet_id: {ID}/Microsoft.Network/virtualNetworks/v/subnets/s, zone_id: {SERVER_ZONE}/privatelink.file.core.windows.net}}"),
     "state.private_endpoint.zone_id", "a private DNS zone privatelink.blob.core.windows.net"),
    ("repository_has_a_port", "bootstrap: {git: {url: 'https://github.com:70000/a/b'}}", "bootstrap.git.url", "1 to 65535"),
    ("repository_has_a_server", "bootstrap: {git: {url: 'https://git/a/b'}}", "bootstrap.git.url", "server's name in full"),
    ("repository_has_a_server", "bootstrap: {git: {url: 'https://{location}.example.org/a'}}", "bootstrap.git.url", "name in full"),
    ("ingress_controller_finds_nodes", "ingress: {replicas: 6}", "ingress.replicas", "at most 5, the nodes"),
    ("ingress_controller_reaches_the_sample", "workloads: [{namespace: a, ports: [80]}]", "workloads[0].ports", "8080 among"),
    ("pools_keep_the_label_that_pods_ask_for", user(labels="{pool-role: gpu}"), "node_pools[1].labels", "another label"),
    ("disruption_budgets_keep_a_pod", "ingress: {max_unavailable: 2}", "ingress.max_unavailable", "fewer than ingress.replicas"),
    ("pods_have_a_pool_to_run_on", f"environment: dev\n{pools(SYSTEM)}", "node_pools", "a pool of mode user"),
    ("zones_exist_in_the_region", "location: westus", "zones", "[] in westus"),
    ("replicas_have_a_region", "geo_redundancy_location: eastus2", "geo_redundancy_location", "another region"),
    ("replicas_have_a_region", "location: italynorth\ngeo_redundancy_location: null", "geo_redundancy_location", "no pair"),
    ("production_has_an_uptime_agreement", "sku_tier: Free\ncost: {analysis: false}", "sku_tier", "Standard or Premium"),
    ("cost_analysis_is_paid_for", "environment: dev\nsku_tier: Free", "cost.analysis", "set cost.analysis: false"),
    ("budget_begins_with_a_month", "cost: {budget_amount: 10}", "cost.budget_start", "as there is a budget"),
    ("budget_begins_with_a_month", "cost: {budget_amount: 10, budget_start: 2026-11-15}", "cost.budget_start", "2026-11-15"),
    ("audit_log_is_sent_once", "diagnostics: {extra_categories: [kube-audit, kube-audit-admin]}",
     "diagnostics.extra_categories", "not both"),
    ("existing_resources_are_of_their_type", f"registry: {{existing_id: {POLICY}}}", "registry.existing_id", "registries"),
    ("existing_resources_are_of_their_type", f"firewall: {{policy_id: {REGISTRY}}}", "firewall.policy_id", "firewallPolicies"),
    ("existing_resources_are_of_their_type", f"firewall: {{base_policy_id: {POLICY}/x/y}}", "firewall.base_policy_id", "firewallP"),
    ("registry_is_made_or_used", f"registry: {{name: acrours, existing_id: {REGISTRY}}}", "registry.name", "no name beside"),
    ("firewall_policy_is_made_or_used", f"firewall: {{policy_id: {POLICY}, base_policy_id: {POLICY}}}", "firewall.policy_id", "no policy"),
    ("tags_are_within_limits", f"tags: {{{', '.join(f't{n}: x' for n in range(48))}}}", "tags", "48 tags, need at most 47"),
    ("tags_are_within_limits", "tags: {owner: a, Owner: b}", "tags.Owner", "another name than owner"),
    ("tags_are_within_limits", "tags: {cost center: a, CostCenter: b}", "tags.CostCenter", "private DNS zones drop spaces"),
    ("tags_are_within_limits", "tags: {businessunit: a}", "tags.businessunit", "another name than 'Business unit'"),
    ("tags_are_within_limits", "tags: {Azure region: a}", "tags.'Azure region'", "Azure keeps for itself"),
    ("labels_are_not_reserved", user(labels="{kubernetes.azure.com/mode: a}"), "node_pools[1].labels.'kubernetes.azure.com/mode'", "belong to"),
    ("labels_are_not_reserved", user(labels="{node.kubernetes.io/x: a}"), "node_pools[1].labels.'node.kubernetes.io/x'", "use a domain of yours"),
    ("namespaces_are_unique", "workloads: [{namespace: a}, {namespace: b}, {namespace: a}]", "workloads[2].namespace", "a name"),
    ("namespaces_are_the_workloads_own", "workloads: [{namespace: flux-system}]", "workloads[0].namespace", "none of"),
    ("namespaces_are_the_workloads_own", "workloads: [{namespace: kube-anything}]", "workloads[0].namespace", "kube-*"),
    ("namespaces_are_the_workloads_own", "workloads: [{namespace: calico-system}]", "workloads[0].namespace", "none of"),
    ("gateway_controller_reaches_overlay_pods", "ingress: {controller: agic}\nnetwork: {model: overlay}\nspoke: {subnets: {application_gateway: 10.240.6.0/23}}", "spoke.subnets.application_gateway", "ingress.controller: agic and network.model: overlay"),
    ("gateway_controller_has_no_ingress_certificate", f"ingress: {{controller: agic}}\n{tls(CA, ingress_certificate='ours')}", "tls.ingress_certificate", "no certificate with ingress.controller: agic"),
    ("tls_to_the_pod_has_a_controller", "ingress: {controller: agic}\ntls: {to_pod: true}", "tls.to_pod", "false with ingress.controller: agic"),
    ("backups_take_snapshots", "backup: {mode: aks_extension}\nstorage: {disk_driver: true}", "storage.snapshot_controller", "with backup.mode: aks_extension"),
    ("backups_take_snapshots", "backup: {mode: aks_extension}\nstorage: {snapshot_controller: true}", "storage.disk_driver", "with backup.mode: aks_extension"),
    ("backups_run_on_supported_nodes", f"{BACKUP}\n{user(vm_size='Standard_D4ps_v5')}", "node_pools[1].vm_size", "no Arm nodes with backup.mode"),
    ("backups_are_copied_where_azure_can", f"{backup('zone')}\nlocation: westus\nzones: []", "backup.aks.redundancy", "no availability zones"),
    ("backups_are_copied_where_azure_can", f"{backup('geo')}\nlocation: italynorth\ngeo_redundancy_location: westeurope", "backup.aks.redundancy", "no paired region"),
    ("cilium_has_overlay", "network: {policy_engine: cilium}", "network.policy_engine", "azure or calico"),
    ("alerts_can_read_their_tables", "logs: {basic_tables: [KubeEvents]}", "logs.basic_tables[0]", "alerts read them"),
    ("daily_cap_lets_something_in", "logs: {daily_quota_gb: 0}", "logs.daily_quota_gb", "-1 for no cap"),
    ("daily_cap_lets_something_in", "logs: {daily_quota_gb: -0.5}", "logs.daily_quota_gb", "0.023 and more"),
    ("latest_version_is_possible", "updates: {latest_known_version: '1.12', kubernetes_version: 1.11.0}", "updates.latest_known_version", "1.35 to 1.47"),
    ("latest_version_is_possible", "updates: {latest_known_version: '1.99', kubernetes_version: 1.98.0}", "updates.latest_known_version", "get-versions"),
    ("callers_fit_into_the_list", f"operators: {{ip_ranges: [{addresses(197)}]}}", "operators.ip_ranges", "197 ranges with those of"),
    ("callers_fit_into_the_list", f"operators: {{ip_ranges: [{addresses(150)}]}}\napi_server: {{authorized_ip_ranges: [{addresses(50, start=150)}]}}",
     "operators.ip_ranges", "at most 196, as AKS takes 200 and 4 are ours"),
    ("roles_are_given_once", identities("orders").replace("}]}]", f"}}, {{role: reader, scope: {REGISTRY.replace('acrshared', 'AcrShared')}}}]}}]"),
     "workload_identities[0].roles[1]", "reader again on the same resource"),
    ("lists_say_each_thing_once", "zones: [1, 2, 1]", "zones", "1 2 times"),
    ("lists_say_each_thing_once", f"rbac: {{cluster_admin_groups: [{ABC}, {ABC.upper()}]}}", "rbac.cluster_admin_groups", "2 times"),
    ("lists_say_each_thing_once", egress("fqdns: [a.com, a.com]"), "egress.extra_rules[0].fqdns", "a.com 2 times"),
    ("callers_are_not_everybody", "operators: {ip_ranges: [0.0.0.0/0]}", "operators.ip_ranges[0]", "everybody"),
    ("callers_are_public", "operators: {ip_ranges: [8.8.8.8/32, 10.1.0.0/16]}", "operators.ip_ranges[1]", "10.0.0.0/8"),
    ("callers_are_public", "operators: {ip_ranges: [128.0.0.0/1]}", "operators.ip_ranges[0]", "172.16.0.0/12, 192.168.0.0/16"),
    ("callers_are_public", "api_server: {authorized_ip_ranges: [100.64.0.0/24]}", "api_server.authorized_ip_ranges[0]", "public"),
    ("existing_resources_are_of_their_type",
     f"dns: {{public_zone_id: {ZONE.replace('dns', 'privateDns')}/contoso.com}}", "dns.public_zone_id", "dnsZones"),
    ("domain_fits_a_certificate", f"dns: {{domain: {'a' * 47}.com}}", "dns.domain", "51 characters, need at most 50"),
    ("public_zone_is_the_domains", f"dns: {{public_zone_id: {ZONE}/fabrikam.com}}", "dns.public_zone_id", "the zone contoso.com"),
    ("gateway_and_ingress_have_two_certificates",
     tls(CA, gateway_certificate="Same", ingress_certificate="same"), "tls.ingress_certificate", "another than"),
    ("ingress_certificate_has_its_root", "tls: {ingress_certificate: own}", "tls.ingress_root", "the root of"),
    ("ingress_certificate_has_its_root", tls(CA), "tls.ingress_root", "no root without"),
    ("ingress_root_is_a_ca", tls(LEAF, ingress_certificate="own"), "tls.ingress_root", "no CA's, need a CA certificate"),
    ("ingress_root_is_a_ca", tls(CA[:40] + CA[80:], ingress_certificate="own"), "tls.ingress_root", "no certificate"),
    ("workload_identities_are_unique", identities("orders", "orders"), "workload_identities[1].name", "a name of its own"),
    ("workload_identities_are_unique", identities("ingress-controller"), "workload_identities[0].name", "ingress-controller"),
    ("workload_identities_live_with_workloads",
     identities("orders").replace("a0008", "shop"), "workload_identities[0].namespace", "shop, need one of a0008"),
    ("readers_are_no_administrators",
     f"rbac: {{cluster_admin_groups: [{GROUP}], namespace_reader_groups: [{GROUP}]}}", "rbac.namespace_reader_groups[0]", "take it out"),
    ("receivers_are_unique", "alerts: {receivers: [{name: a, email: a@b.io}, {name: a, email: b@b.io}]}", "alerts.receivers[1].name", "own"),
    ("egress_goes_to_names_or_addresses", egress("ports: [443]"), "egress.extra_rules[0]", "neither"),
    ("egress_goes_to_names_or_addresses", egress("fqdns: [a.com], addresses: [8.8.8.8]"), "egress.extra_rules[0]", "both"),
    ("egress_addresses_are_addresses", egress("addresses: ['*']"), "egress.extra_rules[0].addresses[0]", "named destinations"),
    ("egress_addresses_are_addresses", egress("addresses: [0.0.0.0/0]"), "egress.extra_rules[0].addresses[0]", "named destinations"),
    ("egress_addresses_are_addresses", egress("addresses: [0.0.0.0-255.255.255.255]"), "egress.extra_rules[0].addresses[0]", "named"),
    ("egress_addresses_are_addresses", egress("addresses: [Internet]"), "egress.extra_rules[0].addresses[0]", "named destinations"),
    ("egress_addresses_are_addresses", egress("addresses: [VirtualNetwork]"), "egress.extra_rules[0].addresses[0]", "service tag"),
    ("egress_addresses_are_addresses", egress("addresses: [8.8.8.9-8.8.8.8]"), "egress.extra_rules[0].addresses[0]", "service tag"),
    ("egress_addresses_are_addresses", egress("addresses: [a.com/x]"), "egress.extra_rules[0].addresses[0]", "use fqdns"),
    ("egress_addresses_are_addresses", egress("addresses: [AzureCloud]"), "egress.extra_rules[0].addresses[0]", "named destinations"),
    ("egress_addresses_are_addresses", egress("addresses: [azurecloud.westeurope]"), "egress.extra_rules[0].addresses[0]", "named"),
    ("egress_addresses_are_addresses", egress("addresses: [AzureFantasy]"), "egress.extra_rules[0].addresses[0]", "service tag"),
    ("egress_addresses_are_addresses", egress("addresses: [AzureActiveDirectory.WestEurope]"), "egress.extra_rules[0].addresses[0]", "service tag"),
    ("egress_is_not_everything", egress("addresses: [0.0.0.0/2, 64.0.0.0/2, 128.0.0.0/2, 192.0.0.0/2]"),
     "egress.extra_rules[0].addresses[0]", "named destinations"),
    ("egress_is_not_everything", egress("addresses: [20.0.0.0/8]", "addresses: [20.0.0.0/9, 40.0.0.0/8]", "addresses: [52.0.0.0-52.0.0.9]"),
     "egress.extra_rules[2].addresses[0]", "33,554,442 addresses"),
    ("callers_are_few", "operators: {ip_ranges: [20.0.0.0/8]}", "operators.ip_ranges[0]", "16,777,216 addresses"),
    ("callers_are_few", "operators: {ip_ranges: [20.0.0.0/9]}\napi_server: {authorized_ip_ranges: [20.128.0.0/9]}",
     "api_server.authorized_ip_ranges[0]", "less than a /8"),
    ("egress_to_names_is_https", egress("fqdns: [a.com], ports: [8443]"), "egress.extra_rules[0].ports", "[443] beside fqdns"),
    ("egress_names_are_unique", egress("fqdns: [a.com]", "fqdns: [b.com]").replace("r1", "r0"), "egress.extra_rules[1].name", "own"),
    ("one_system_pool", pools(USER), "node_pools", "no pool of mode system"),
    ("one_system_pool", pools(SYSTEM, _pool(SYSTEM, {"name": "npother"}), USER), "node_pools", "2 pools of mode system"),
    ("workloads_have_their_own_pool", pools(SYSTEM), "node_pools", "no pool of mode user"),
    ("workloads_have_their_own_pool", user(taints="['team=a:NoExecute']"), "node_pools", "without a taint"),
    ("system_pools_are_plain", system(spot="true"), "node_pools[0].spot", "false with mode: system"),
    ("system_pools_are_plain", system(taints="['a=b:NoSchedule']"), "node_pools[0].taints", "CriticalAddonsOnly"),
    ("system_pools_are_plain", f"{FOR_WINDOWS}\n{system(**WINDOWS)}", "node_pools[0].os_sku", "Linux with mode: system"),
    ("taints_are_not_reserved", third(taints="['kubernetes.azure.com/mode=a:NoSchedule']"), "node_pools[2].taints[0]", "belong to"),
    ("spot_settings_are_for_spot_pools", user(eviction_policy="Delete"), "node_pools[1].eviction_policy", "without spot: true"),
    ("spot_settings_are_for_spot_pools", user(spot_max_price="-1"), "node_pools[1].spot_max_price", "without spot: true"),
    ("spot_prices_are_possible", third(spot="true", spot_max_price="0"), "node_pools[2].spot_max_price", "five decimals"),
    ("spot_prices_are_possible", third(spot="true", spot_max_price="0.123456"), "node_pools[2].spot_max_price", "five decimals"),
    ("spot_pools_are_not_drained", third(spot="true", drain_timeout="30"), "node_pools[2].drain_timeout", "at once"),
    ("spot_pools_are_not_drained", third(spot="true", soak_time="0"), "node_pools[2].soak_time", "at once"),
    ("spot_pools_are_not_drained", third(spot="true", undrainable_nodes="Cordon"), "node_pools[2].undrainable_nodes", "at once"),
    ("drivers_are_for_gpus", third(gpu_driver="Install"), "node_pools[2].gpu_driver", "which has no GPU"),
    ("gpus_are_supported", third(vm_size="Standard_NV16as_v4", taints="['sku=gpu:NoSchedule']"), "node_pools[2].vm_size", "NVv4"),
    ("gpus_are_supported", f"{FOR_WINDOWS}\n{third(vm_size='Standard_NC4as_T4_v3', **WINDOWS)}", "node_pools[2].os_sku", "a preview"),
    ("fips_has_an_image", third(vm_size="Standard_D4pds_v5", fips="true"), "node_pools[2].os_sku", "AzureLinux with fips"),
    ("windows_names_are_short", f"{FOR_WINDOWS}\n{third(os_sku='Windows2022')}", "node_pools[2].name", "at most 6 characters"),
    ("windows_pools_have_a_cluster_for_them", f"network: {{policy_engine: calico}}\n{third(**WINDOWS)}", "node_pools[2].os_sku", "without windows"),
    ("windows_pools_have_a_cluster_for_them", f"{FOR_WINDOWS}\nupdates: {{kubernetes_version: '1.37'}}\n{third(**WINDOWS)}", "node_pools[2].os_sku", "above 1.36"),
    ("windows_nodes_heed_network_policies", f"windows: {{}}\n{third(**WINDOWS)}", "network.policy_engine", "calico with the Windows pools npwin1"),
    ("windows_administrator_has_a_free_name", "windows: {admin_username: Administrator}", "windows.admin_username", "refuses this one"),
    ("stand_in_names_are_free", f"{FOR_WINDOWS}\n{pools(SYSTEM, USER, _pool(USER, {**WINDOWS, 'max_count': 2}), _pool(USER, {**WINDOWS, 'name': 'npwin2', 'max_count': 2}))}", "node_pools[3].name", "first three characters"),
    ("premium_has_a_reason", "sku_tier: Premium", "sku_tier", "unless mission_critical"),
    ("long_support_is_paid_for", "updates: {long_term_support: true}", "updates.long_term_support", "sku_tier: Standard"),
    ("version_is_supported", "sku_tier: Premium\nupdates: {long_term_support: true, cluster_channel: patch, kubernetes_version: '1.31'}", "updates.kubernetes_version", "1.32, 1.33"),
    ("immutable_clusters_are_not_updated", "updates: {mode: immutable, cluster_channel: patch}", "updates.cluster_channel", "none with updates.mode"),
    ("immutable_clusters_are_not_updated", "updates: {mode: immutable}\nbootstrap: {kured: true}", "bootstrap.kured", "false with updates.mode"),
    ("advanced_networking_has_cilium", "monitoring: {network_observability: advanced}", "monitoring.network_observability", "node with network.policy_engine: azure"),
    ("advanced_networking_has_cilium", "network: {fqdn_policies: true}", "network.fqdn_policies", "false with network.policy_engine: azure"),
    ("windows_nodes_trust_public_certificates", f"{FOR_WINDOWS}\n{third(**WINDOWS)}\ncustom_ca_certificates: [{json.dumps(CA)}]", "custom_ca_certificates", "on Linux alone"),
    ("etcd_key_is_in_its_vault", etcd("kv-other", network="public"), "secrets.etcd_key.vault_id", "the id of the vault kv-central"),
    ("private_etcd_key_is_in_the_clusters_subscription", f"{etcd('kv-central')}api_server: {{vnet_integration: true}}\nspoke: {{subscription_id: {ABC}, subnets: {{api_server: 10.240.7.0/28}}}}", "secrets.etcd_key.vault_id", "looks for a private one"),
    ("private_etcd_key_is_reached_from_the_network", etcd("kv-central"), "secrets.etcd_key.network", "without api_server.vnet_integration"),
    ("existing_resources_are_of_their_type", f"secrets: {{etcd_key: {{key_id: {ETCD_KEY}, vault_id: {ID}/Microsoft.Network/firewallPolicies/kv-central, network: public}}}}", "secrets.etcd_key.vault_id", "Microsoft.KeyVault/vaults"),
    ("readers_are_no_administrators", f"rbac: {{namespace_writer_groups: [{GROUP}], namespace_reader_groups: [{GROUP}]}}", "rbac.namespace_reader_groups[0]", "not in namespace_writer_groups"),
    ("node_settings_are_for_linux", f"{FOR_WINDOWS}\n{third(**WINDOWS, kubelet='{}')}", "node_pools[2].kubelet", "are for Linux"),
    ("node_settings_are_for_linux", f"{FOR_WINDOWS}\n{third(**WINDOWS, linux_os='{}')}", "node_pools[2].linux_os", "are for Linux"),
    ("swap_needs_a_kubelet_that_allows_it", third(linux_os="{swap_file_size_mb: 1500}"), "node_pools[2].kubelet", "set kubelet: {}"),
    ("image_collection_has_an_end", third(kubelet="{image_gc_low_threshold: 86}"), "node_pools[2].kubelet.image_gc_low_threshold", "at most 85"),
    ("image_collection_has_an_end", third(kubelet="{image_gc_high_threshold: 79}"), "node_pools[2].kubelet.image_gc_low_threshold", "got nothing, so 80"),
    ("port_ranges_have_two_ends", third(linux_os="{sysctls: {net_ipv4_ip_local_port_range_min: 2000}}"), "node_pools[2].linux_os.sysctls.net_ipv4_ip_local_port_range_max", "both ends"),
    ("port_ranges_have_two_ends", third(linux_os="{sysctls: {net_ipv4_ip_local_port_range_min: 40000, net_ipv4_ip_local_port_range_max: 32800}}".replace(", net", "!net")).replace("!net", ", net"), "node_pools[2].linux_os.sysctls.net_ipv4_ip_local_port_range_max", "at least"),
    ("pods_have_one_kind_of_address", f"network: {{model: overlay}}\n{third(pod_subnet='10.240.8.0/23')}", "node_pools[2].pod_subnet", "with network.model: overlay"),
    ("cilium_has_overlay", f"network: {{policy_engine: cilium}}\n{third(pod_subnet='10.240.8.0/23')}", "network.policy_engine", "unless every pool"),
    ("existing_resources_are_of_their_type", f"disk_encryption_set_id: {POLICY}", "disk_encryption_set_id", "diskEncryptionSets"),
    ("pool_names_are_unique", user(name="npsystem"), "node_pools[1].name", "a name of its own"),
    ("retired_pools_are_out_of_use", "retired_pools: [{name: npuser01}]", "retired_pools[0].name", "no longer among node_pools"),
    ("bounds_are_in_order", user(min_count=6), "node_pools[1].max_count", "at least min_count 6"),
    ("pools_start_with_enough_nodes", system(min_count=2), "node_pools[0].min_count", "at least 3 in a system pool in prod"),
    ("pools_start_with_enough_nodes", user(min_count=1), "node_pools[1].min_count", "at least 2 in a user pool"),
    ("pools_start_with_enough_nodes", f"environment: dev\n{system(min_count=0)}", "node_pools[0].min_count", "at least 1 in a system pool"),
    ("pools_have_room_for_system_pods", user(max_pods=10), "node_pools[1].max_pods", "at least 15 with 2 nodes"),
    ("pools_have_room_for_system_pods", f"environment: dev\n{user(min_count=0, max_pods=29)}", "node_pools[1].max_pods", "at least 30 with 1"),
    ("stand_in_names_are_free", pools(SYSTEM, _pool(USER, {"name": "npordersblue", "subnet": "10.240.8.0/23"}), _pool(USER, {"name": "npordersbgrn", "subnet": "10.240.10.0/23"})), "node_pools[2].name", "first nine"),
    ("stand_in_names_are_free", pools(SYSTEM, USER, _pool(USER, {"name": "npuser01tmp", "subnet": "10.240.8.0/23"})), "node_pools[2].name", "with tmp"),
    ("node_prefixes_fit_into_a_security_group", own_subnets(19), "node_pools", "19 of them, need at most 18"),
    ("node_prefixes_fit_into_a_security_group", f"network: {{model: overlay}}\n{own_subnets(18)}", "node_pools", "18 of them, need at most 17"),
    ("pools_start_with_enough_nodes",
     user(autoscale="false", min_count=None, max_count=None, node_count=1) + "\ningress: {controller: none}",
     "node_pools[1].node_count", "at least 2"),
    ("production_nodes_are_large_enough", user(vm_size="Standard_D2s_v5"), "node_pools[1].vm_size", "2 vCPU, 8 GiB"),
    ("production_nodes_are_large_enough", user(vm_size="Standard_F4s_v2"), "node_pools[1].vm_size", "4 vCPU, 8 GiB"),
    ("ephemeral_disks_fit", system(os_disk_type="Ephemeral", os_disk_size_gb=512), "node_pools[0].os_disk_size_gb", "at most 86"),
    ("ephemeral_disks_fit", user(os_disk_type="Ephemeral", vm_size="Standard_D4s_v5"), "node_pools[1].os_disk_type", "no local disk"),
    ("version_is_supported", "updates: {kubernetes_version: 1.34.4}", "updates.kubernetes_version", "1.35, 1.36 or 1.37"),
    ("version_is_supported", "updates: {kubernetes_version: '1.34'}", "updates.kubernetes_version", "1.35, 1.36 or 1.37"),
    ("version_is_supported", "updates: {kubernetes_version: 1.38.0}", "updates.kubernetes_version", "raise latest_known_version"),
    ("production_is_upgraded_by_hand", "updates: {cluster_channel: stable}", "updates.cluster_channel", "none or patch"),
    ("nodes_are_updated_often_enough", "updates: {node_os_channel: SecurityPatch}", "updates.window", "Daily"),
    ("nodes_are_updated_often_enough", "updates: {window: {interval: 2}}", "updates.window", "Weekly with an interval of 1"),
    ("overrides_name_policies", "policy: {overrides: {container-limit: Audit}}", "policy.overrides.container-limit", "mean container-limits"),
    ("overrides_name_policies", "policy: {overrides: {zzz: Audit}}", "policy.overrides.zzz", "need pod-security, ingress-https-only, "),
    ("overrides_give_offered_effects", "policy: {overrides: {defender-profile: Deny}}", "policy.overrides.defender-profile", "Audit or Disabled"),
    ("overridden_services_are_covered", "policy: {overrides: {vault-firewall: Deny}}", "policy.overrides.vault-firewall", "need key_vault"),
    ("kured_is_let_in", "bootstrap: {kured: true}\npolicy: {overrides: {pod-security: Deny}}", "policy.exempt_namespaces", "add kured"),
    ("velero_comes_from_docker_hub", f"backup: {{mode: velero, velero: {{{STORE}, client_id: {GROUP}}}}}",
     "registry.docker_hub_credential_set_id", "need a credential set"),
    ("add_ons_have_namespaces_of_their_own", "bootstrap: {flagger: true}\nworkloads: [{namespace: flagger}]",
     "workloads[0].namespace", "bootstrap.flagger makes"),
    ("add_ons_have_a_pool_to_run_on",
     f"environment: dev\nbootstrap: {{flagger: true}}\ningress: {{controller: none}}\nsample_workload: false\n{pools(SYSTEM)}",
     "node_pools", "a pool of mode user for bootstrap.flagger"),
    ("flux_signs_in_as_the_address_says", "bootstrap: {git: {auth: ssh}}", "bootstrap.git.auth", "https or none"),
    ("flux_signs_in_as_the_address_says", "bootstrap: {git: {url: 'git@github.com:team/aks'}}", "bootstrap.git.auth", "need ssh"),
    ("flux_signs_in_as_the_address_says",
     "bootstrap: {git: {url: 'https://token@github.com/team/aks'}}", "bootstrap.git.url", "without user and password"),
]  # fmt: skip

WARNED = [
    ("deployer_is_known_to_plans", azure_state("pipelines: {github: {subject_prefix: 'repo:contoso/aks', deploy_environment: prod}}"),
     "operators.deployer_object_id", "the object id that make state prints"),
    ("clients_come_to_the_gateway", "ingress: {via_firewall: true}", "ingress.via_firewall", "addresses of its clients"),
    ("zones_of_azure_monitor_belong_to_one_scope", f"monitoring: {{private_link: open}}\nspoke: {{subnets: {{private_endpoints: 10.240.4.64/27}}}}\ndns: {{private_zones: {{oms: {ID}/Microsoft.Network/privateDnsZones/privatelink.oms.opinsights.azure.com}}}}",
     "dns.private_zones.oms", "no other private link scope"),
    ("the_way_out_is_inspected", "egress: {mode: nat_gateway}", "egress.mode", "which inspects what leaves"),
    ("egress_rules_have_a_firewall", f"egress: {{mode: nva, next_hop_ip: 10.200.0.70, public_ips: [20.1.2.3], extra_rules: [{{name: a, {REASON}, fqdns: [a.com]}}]}}", "egress.extra_rules", "which are not made"),
    ("existing_hubs_let_the_workload_out", f"{existing_hub()}\n{egress('fqdns: [a.com]')}", "egress.extra_rules", "which are not made"),
    ("regions_are_known", "location: eastus3\ngeo_redundancy_location: centralus", "location", "did you mean eastus"),
    ("regions_are_known", "geo_redundancy_location: atlantis", "geo_redundancy_location", "yourself"),
    ("replicas_have_an_open_region", "location: swedencentral\ngeo_redundancy_location: null", "geo_redundancy_location", "swedensouth"),
    ("egress_ranges_are_narrow", egress("addresses: [20.0.0.0/15]"), "egress.extra_rules[0].addresses[0]", "131,072 addresses"),
    ("callers_are_narrow", "operators: {ip_ranges: [20.0.0.0/15]}", "operators.ip_ranges[0]", "/16 or narrower"),
    ("replicas_stay_on_the_continent", "geo_redundancy_location: westeurope", "geo_redundancy_location", "delete the key to take centralus"),
    ("replicas_stay_on_the_continent", "location: italynorth\ngeo_redundancy_location: eastus", "geo_redundancy_location", "name one nearer"),
    ("basic_tables_are_known", "logs: {basic_tables: [containerlogv2]}", "logs.basic_tables[0]", "did you mean ContainerLogV2"),
    ("basic_tables_are_known", "logs: {basic_tables: [Heartbeat]}", "logs.basic_tables[0]", "Azure refuses the plan"),
    ("callers_are_real", "api_server: {authorized_ip_ranges: [198.51.100.7/32]}", "api_server.authorized_ip_ranges[0]", "documentation"),
    ("groups_are_real", f"rbac: {{namespace_reader_groups: [{GROUP}, 00000000-0000-0000-0000-000000000001]}}",
     "rbac.namespace_reader_groups[1]", "placeholder"),
    ("names_are_yours", "naming: {organization: bu0001}", "naming.organization", "naming.suffix"),
    ("domain_is_yours", "dns: {domain: example.com}", "dns.domain", "a domain of yours"),
    ("domain_is_yours", "dns: {domain: shop.fabrikam.com}", "dns.domain", "a domain of yours"),
    ("deployers_administer", "rbac: {mode: kubernetes}", "rbac.mode", "whoever deploys"),
    ("receivers_are_real", "alerts: {receivers: [{name: a, email: a@example.org}]}", "alerts.receivers[0].email", "placeholder"),
    ("extra_logs_are_for_a_while", "diagnostics: {extra_categories: [kube-scheduler]}", "diagnostics.extra_categories", "cost"),
    ("small_nodes_pack_badly", f"environment: dev\n{user(vm_size='Standard_B2ms')}", "node_pools[1].vm_size", "2 vCPU, 8 GiB"),
    ("sizes_are_known", user(vm_size="Standard_M8ms"), "node_pools[1].vm_size", "at least 4 vCPU, 14 GiB"),
    ("long_support_keeps_up_with_patches", "sku_tier: Premium\nupdates: {long_term_support: true}", "updates.cluster_channel", "newest two patches"),
    ("all_pods_have_subnets_or_none", third(pod_subnet="10.240.8.0/23"), "node_pools", "none for npsystem and npuser01"),
    ("spot_pools_scale", third(spot="true", autoscale="false", min_count=None, max_count=None, node_count=1), "node_pools[2].autoscale", "true with spot: true"),
    ("gpus_are_kept_for_those_who_need_them", third(vm_size="Standard_NC4as_T4_v3"), "node_pools[2].taints", "a taint that keeps"),
    ("repository_is_real", "bootstrap: {git: {url: 'https://github.com/fabrikam/aks'}}", "bootstrap.git.url", "placeholder"),
    ("repository_over_ssh_has_one_address", "bootstrap: {git: {url: 'git@git.example.org:team/aks', auth: ssh}}",
     "bootstrap.git.url", "dns.use_hub: true"),
    ("system_nodes_are_large_enough", system(vm_size="Standard_D2s_v5"), "node_pools[0].vm_size", "at least 4 vCPU, 4 GiB"),
    ("system_nodes_do_not_burst", system(vm_size="Standard_B4ms"), "node_pools[0].vm_size", "supports no B size"),
    ("system_nodes_are_the_smaller_ones", system(vm_size="Standard_DS5_v2"), "node_pools[0].vm_size", "smaller size"),
]  # fmt: skip

ALLOWED = [  # what comes near a rule and keeps it
    "location: westus\nzones: []\ngeo_redundancy_location: null",
    f"location: italynorth\ngeo_redundancy_location: null\nregistry: {{existing_id: {REGISTRY}}}",
    "environment: dev\nsku_tier: Free\ncost: {analysis: false}",
    "state: {backend: azurerm, resource_group_name: rg-state, storage_account_name: sttfstate}",
    f"firewall: {{policy_id: {POLICY.lower().replace('resourcegroups', 'resourceGroups')}}}",
    f"tags: {{{', '.join(f't{n}: x' for n in range(47))}}}",
    "tags: {Environment: ours, Cost center: '1'}",
    user(labels="{contoso.com/team: orders}"),
    "network: {policy_engine: cilium, model: overlay}",
    user(max_pods=15),
    user(taints="['team=a:PreferNoSchedule']"),
    third(spot="true", min_count=0, spot_max_price="0.12345"),
    third(vm_size="Standard_NC24ads_A100_v4", min_count=0, taints="['sku=gpu:NoSchedule']"),
    third(vm_size="Standard_D4pds_v5", fips="true", os_sku="AzureLinux"),
    f"{FOR_WINDOWS}\n{third(**WINDOWS)}",
    "sku_tier: Premium\nmission_critical: true",
    "sku_tier: Premium\nupdates: {long_term_support: true, cluster_channel: patch, kubernetes_version: '1.32'}",
    "updates: {mode: immutable, window: {interval: 4}}",
    etcd("KV-Central", network="public"),
    "istio: {revisions: [asm-1-29, asm-1-30]}",
    "network: {policy_engine: cilium, model: overlay, fqdn_policies: true}\nmonitoring: {network_observability: advanced}",
    third(kubelet="{}", linux_os="{swap_file_size_mb: 1500}"),
    third(kubelet="{image_gc_high_threshold: 100}"),
    f"network: {{policy_engine: cilium}}\n{pools(*(_pool(each, {'pod_subnet': f'10.240.{number}.0/23'}) for number, each in ((8, SYSTEM), (10, USER))))}",
    own_subnets(18),
    "logs: {daily_quota_gb: 0.023, basic_tables: [AKSAudit, Ours_CL]}",
    "updates: {latest_known_version: '1.45', kubernetes_version: 1.44.0}",
    f"operators: {{ip_ranges: [{addresses(196)}]}}\napi_server: {{authorized_ip_ranges: [{addresses(10)}]}}",
    "location: brazilsouth",
    "location: westeurope\ngeo_redundancy_location: swedencentral",
    identities("orders").replace("}]}]", f"}}, {{role: Reader, scope: {POLICY}}}]}}]"),
    "workloads: [{namespace: kubernetes}]",
    "operators: {ip_ranges: [8.8.8.8, 9.9.9.8/31]}",
    f"dns: {{domain: {'a' * 46}.com}}",
    f"rbac: {{mode: kubernetes, cluster_admin_groups: [00000000-0000-0000-0000-0000000000a1, {GROUP}]}}\noperators: {{deployer_object_id: {GROUP.upper()}}}",
    f"dns: {{public_zone_id: {ZONE}/Contoso.com}}",
    tls(CA, gateway_certificate="one", ingress_certificate="other"),
    identities("orders", "stock"),
    egress("fqdns: ['*.a.com']", "addresses: [8.8.8.8, 8.8.8.8-8.8.9.9, 20.0.0.0/16, Storage.WestEurope, AzureMonitor], ports: [80]"),
    pools(SYSTEM, USER, _pool(USER, {"name": "npuser02", "autoscale": "false", "min_count": None, "max_count": None, "node_count": 2})),
    f"environment: dev\nsample_workload: false\ningress: {{controller: none}}\n{pools(_pool(SYSTEM, {'min_count': 1, 'max_count': 1}))}",
    f"environment: dev\n{user(min_count=0)}",
    user(os_disk_type="Ephemeral", vm_size="Standard_D4d_v5", os_disk_size_gb=120),
    user(vm_size="Standard_DS3_v2"),
    "api_server: {private: true}",
    f"{existing_hub(public='')}\napi_server: {{private: true}}",
    f"{existing_hub('use_gateway: true', 'make_peering: true')}",
    "location: italynorth\nregistry: {replica: false}",
    "api_server: {private: true, private_dns_zone: none}\ndns: {use_hub: true}",
    f"api_server: {{private: true, private_dns_zone: {SERVER_ZONE}/blue.privatelink.eastus2.azmk8s.io}}",
    f"operators: {{ip_ranges: [{addresses(199)}]}}\napi_server: {{private: true, vnet_integration: true, private_dns_zone: {SERVER_ZONE}/private.eastus2.azmk8s.io}}"
    "\nspoke: {subnets: {api_server: 10.240.7.0/28}}",
    "updates: {kubernetes_version: 1.35.9, cluster_channel: patch}",
    "updates: {kubernetes_version: '1.37'}",
    "updates: {node_os_channel: SecurityPatch, window: {frequency: Daily, interval: 2}}",
    "policy: {services: [key_vault], overrides: {vault-firewall: Deny, defender-profile: Disabled, ingress-tls-hosts: Audit}}",
    "bootstrap: {method: pipeline, git: null}",
    "bootstrap: {git: {url: 'https://github.com/team/aks', auth: https}}",
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "path", "says"), REFUSED)
def test_refused(tmp_path: Path, rule: str, text: str, path: str, says: str) -> None:
    (line,), _ = lines(tmp_path, text)
    assert line.startswith(f"{path}: got "), rule
    assert says in line, rule


@pytest.mark.parametrize(("rule", "text", "path", "says"), WARNED)
def test_warned(tmp_path: Path, rule: str, text: str, path: str, says: str) -> None:
    refused, warnings = lines(tmp_path, text)
    assert refused == []
    assert any(line.startswith(f"{path}: got ") and says in line for line in warnings), rule


@pytest.mark.parametrize("text", ALLOWED)
def test_allowed(tmp_path: Path, text: str) -> None:
    refused, warnings = lines(tmp_path, text)
    assert refused == []
    assert len(warnings) <= USUAL


@pytest.mark.parametrize(
    "text", ["naming: {suffix: mine}", f"spoke: {{subscription_id: {GROUP}}}", "naming: {application: shop}"]
)
def test_sample_names_are_fine_once_something_sets_them_apart(tmp_path: Path, text: str) -> None:
    _, warnings = lines(tmp_path, text)
    assert len(warnings) == USUAL - 1
    assert not any(line.startswith("naming.") for line in warnings)


def test_endpoints_in_the_hub_need_a_subnet_there(tmp_path: Path) -> None:
    (line,), _ = lines(tmp_path, "private_endpoints: {location: hub}")
    assert line.startswith("hub.subnets.private_endpoints: got nothing")


# --- Tables -----------------------------------------------------------------------------------------------------------


def test_pairs_are_regions_of_the_table() -> None:
    assert pair_of("eastus2") == "centralus"
    assert pair_of("westus3") == "eastus"  # one way: eastus is paired with westus
    assert pair_of("italynorth") is None
    assert pair_of("atlantis") is None
    assert {region.pair for region in REGIONS.values() if region.pair} <= REGIONS.keys()
    assert not [name for name, region in REGIONS.items() if region.restricted and region.zones]


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Standard_DS2_v2", (2, 7, 86)),
        ("Standard_DS3_v2", (4, 14, 172)),
        ("Standard_D4_v2", (8, 28, None)),
        ("Standard_DS12_v2", (4, 28, None)),
        ("Standard_D8s_v3", (8, 32, None)),
        ("Standard_D4s_v5", (4, 16, 0)),
        ("Standard_D4d_v5", (4, 16, 150)),
        ("Standard_D2ads_v5", (2, 8, 75)),
        ("Standard_D4pls_v5", (4, 8, 0)),
        ("Standard_D4ds_v6", (4, 16, None)),
        ("Standard_E8-4ds_v5", (4, 64, 300)),
        ("Standard_F4s", (4, 8, None)),
        ("Standard_F8s_v2", (8, 16, None)),
        ("Standard_F4as_v6", (4, 16, None)),
        ("Standard_F4als_v6", (4, 8, None)),
        ("Standard_F4ams_v6", (4, 32, None)),
        ("Standard_B2s", (2, 4, None)),
        ("Standard_B2ts_v2", (2, 1, None)),
        ("Standard_B4ls_v2", (4, 8, None)),
        ("Standard_B16as_v2", (16, 64, None)),
        ("Standard_NC6s_v3", None),
        ("Standard_NC4as_T4_v3", (4, 28, None)),
        ("Standard_NV36adms_A10_v5", (36, 880, None)),
        ("Standard_DC4as_v5", None),
        ("Standard_D99_v2", None),
    ],
)
def test_sizes_are_read_off_their_names(name: str, size: tuple[int, float, float | None] | None) -> None:
    assert vm_size(name) == (size and VmSize(vcpus=size[0], memory_gib=size[1], ephemeral_gib=size[2]))


def test_processors_and_gpus_are_read_off_names() -> None:
    assert [has_gpu(f"Standard_{name}") for name in ("NC6s_v3", "ND96asr_v4", "NP10s", "D4s_v5")] == [
        True,
        True,
        False,
        False,
    ]
    assert [has_unsupported_gpu(f"Standard_{name}") for name in ("NV16as_v4", "NV6ads_A10_v5")] == [True, False]
    assert [is_arm(f"Standard_{name}") for name in ("D4ps_v5", "E8pds_v6", "D4ds_v5", "DS2_v2")] == [
        True,
        True,
        False,
        False,
    ]
