"""Switches of the hub, the spoke and the address plan."""

from tools.switches.samples import (
    DDOS_PLAN,
    FIREWALL_POLICY,
    KEY_VAULT,
    LOG_WORKSPACE,
    PRIVATE_ZONES,
    SPOKE_NETWORK,
    STORAGE_ACCOUNT,
    SUBSCRIPTION,
    VIRTUAL_NETWORK,
)
from tools.switches.switch import NONE, PLAN, SOME, Having, Made, Switch, To

NODES = "spoke.subnets.nodes"

SWITCHES = (
    Switch(
        key="hub.subscription_id",
        settings={"hub.subscription_id": SUBSCRIPTION},
        rows="NET-08",
        makes=(Made("hub", "provider.azurerm", "subscription_id", SUBSCRIPTION),),
    ),
    Switch(
        key="spoke.subscription_id",
        settings={"spoke.subscription_id": SUBSCRIPTION},
        rows="NET-08",
        makes=tuple(
            Made(stack, "provider.azurerm", "subscription_id", SUBSCRIPTION)
            for stack in ("spoke", "cluster", "bootstrap")
        ),
    ),
    Switch(
        key="firewall.base_policy_id",
        settings={"firewall.base_policy_id": FIREWALL_POLICY},
        rows="NET-14",
        makes=(Made("hub", "azurerm_firewall_policy", "base_policy_id", FIREWALL_POLICY),),
    ),
    Switch(
        key="firewall.policy_id",
        settings={"firewall.policy_id": FIREWALL_POLICY},
        rows="NET-15",
        makes=(
            Made("hub", "azurerm_firewall_policy", "", NONE),
            Made("hub", "azurerm_firewall", "firewall_policy_id", FIREWALL_POLICY),
        ),
    ),
    Switch(
        key="firewall.public_ip_count",
        settings={"firewall.public_ip_count": 4},
        makes=(Made("hub", "azurerm_public_ip", "name", "pip-fw-eastus2-03"),),
    ),
    Switch(
        key="bastion.enabled: false",
        settings={"bastion.enabled": False},
        makes=(Made("hub", "azurerm_bastion_host", "", NONE),),
    ),
    Switch(
        key="gateway.type: vpn",
        settings={"gateway.type": "vpn"},
        rows="NET-21",
        makes=(
            Made("hub", "azurerm_virtual_network_gateway", "type", "Vpn"),
            Made("spoke", "azurerm_virtual_network_peering", "allow_gateway_transit", True),
            Made("spoke", "azurerm_virtual_network_peering", "use_remote_gateways", True),
        ),
    ),
    Switch(
        key="gateway.type: expressroute",
        settings={"gateway.type": "expressroute"},
        rows="NET-21",
        makes=(Made("hub", "azurerm_virtual_network_gateway", "type", "ExpressRoute"),),
    ),
    Switch(
        key="dns.use_hub",
        settings={"dns.use_hub": True},
        rows="NET-11",
        makes=(
            Made("spoke", "azurerm_virtual_network", "dns_servers", SOME),
            Made(
                "spoke",
                "azurerm_private_dns_zone_virtual_network_link",
                "virtual_network_id",
                To("azurerm_virtual_network", stack="hub"),
            ),
        ),
    ),
    Switch(
        key="private_endpoints.location: hub",
        settings={
            "private_endpoints.location": "hub",
            "hub.address_space": "10.200.0.0/23",
            "hub.subnets.private_endpoints": "10.200.1.0/28",
        },
        rows="NET-35",
        makes=(
            Made("hub", "azurerm_subnet", "name", "snet-privatelinkendpoints"),
            Made(PLAN, "hub.subnets.private_endpoints", "prefix", "10.200.1.0/28"),
        ),
    ),
    Switch(
        key="network.model: overlay",
        settings={"network.model": "overlay"},
        rows="FLOW-38 IP-22",
        makes=(
            Made("cluster", "azurerm_kubernetes_cluster", "network_profile.network_plugin_mode", "overlay"),
            Made("cluster", "azurerm_kubernetes_cluster", "network_profile.pod_cidr", "192.168.0.0/16"),
            Made(PLAN, NODES, "required", 18),
        ),
    ),
    Switch(
        key="network.policy_engine: calico",
        settings={"network.policy_engine": "calico"},
        rows="FLOW-36",
        makes=(Made("cluster", "azurerm_kubernetes_cluster", "network_profile.network_policy", "calico"),),
    ),
    Switch(
        key="network.policy_engine: cilium",
        settings={"network.policy_engine": "cilium", "network.model": "overlay"},
        makes=(
            Made("cluster", "azurerm_kubernetes_cluster", "network_profile.network_policy", "cilium"),
            Made("cluster", "azurerm_kubernetes_cluster", "network_profile.network_data_plane", "cilium"),
        ),
    ),
    Switch(
        key="ip_plan.pod_update_strategy: replace",
        settings={"ip_plan.pod_update_strategy": "replace"},
        rows="IP-06",
        makes=(Made(PLAN, NODES, "required", 408),),
    ),
    Switch(
        key="ip_plan.pod_surge",
        settings={"ip_plan.pod_surge": 0.25},
        makes=(Made(PLAN, NODES, "required", 476),),
    ),
    Switch(
        key="ip_plan.scale_percent",
        settings={"ip_plan.scale_percent": 200},
        rows="IP-08",
        makes=(Made(PLAN, NODES, "required", 739),),
    ),
    Switch(
        key="ip_plan.extra",
        settings={"ip_plan.extra.private_endpoints": 4},
        rows="IP-14",
        makes=(Made(PLAN, "spoke.subnets.private_endpoints", "required", 13),),
    ),
    Switch(
        key="ingress.controllers",
        settings={"ingress.controllers": 8},
        rows="IP-16",
        makes=(Made(PLAN, "spoke.subnets.ingress", "required", 13),),
    ),
    Switch(
        key="node_pools[].subnet",
        settings={"node_pools[1].subnet": "10.240.8.0/22"},
        rows="IP-15 OPS-14",
        makes=(
            Made("spoke", "azurerm_subnet", "address_prefixes", Having("10.240.8.0/22")),
            Made(PLAN, "node_pools[1].subnet", "prefix", "10.240.8.0/22"),
        ),
    ),
    Switch(
        key="egress.extra_rules",
        settings={
            "egress.extra_rules": [
                {"name": "bank", "reason": "payments go to the bank", "fqdns": ["bank.example.com"]},
                {"name": "smtp", "reason": "mail leaves by this relay", "addresses": ["198.51.100.7"], "ports": [587]},
            ]
        },
        rows="FLOW-28",
        makes=(
            Made(
                "hub",
                "azurerm_firewall_policy_rule_collection_group",
                "application_rule_collection.rule.destination_fqdns",
                Having("bank.example.com"),
            ),
            Made(
                "hub",
                "azurerm_firewall_policy_rule_collection_group",
                "network_rule_collection.rule.destination_addresses",
                Having("198.51.100.7"),
            ),
        ),
    ),
    Switch(
        key="api_server.private",
        settings={"api_server.private": True},
        rows="FLOW-42",
        makes=(
            Made("cluster", "azurerm_kubernetes_cluster", "private_cluster_enabled", True),
            Made("cluster", "azurerm_kubernetes_cluster", "private_dns_zone_id", "System"),
            Made("cluster", "azurerm_kubernetes_cluster", "api_server_access_profile", NONE),
            Made("cluster", "azurerm_firewall_policy_rule_collection_group", "", NONE),
        ),
    ),
    Switch(
        key="api_server.vnet_integration",
        settings={"api_server.vnet_integration": True, "spoke.subnets.api_server": "10.240.7.0/28"},
        rows="FLOW-43",
        makes=(
            Made(
                "cluster",
                "azurerm_kubernetes_cluster",
                "api_server_access_profile.subnet_id",
                To("azurerm_subnet", stack="spoke"),
            ),
            Made("spoke", "azurerm_subnet", "name", "snet-apiserver"),
            Made(PLAN, "spoke.subnets.api_server", "required", 14),
        ),
    ),
    Switch(
        key="api_server.private_dns_zone: own",
        settings={"api_server.private": True, "api_server.private_dns_zone": "own"},
        rows="FLOW-42 IDN-06",
        makes=(
            Made("spoke", "azurerm_private_dns_zone", "name", "privatelink.eastus2.azmk8s.io"),
            Made(
                "cluster",
                "azurerm_kubernetes_cluster",
                "private_dns_zone_id",
                To("azurerm_private_dns_zone", stack="spoke"),
            ),
            Made("cluster", "azurerm_role_assignment", "role_definition_name", "Private DNS Zone Contributor"),
        ),
    ),
    Switch(
        key="api_server.run_command",
        settings={"api_server.run_command": True},
        makes=(Made("cluster", "azurerm_kubernetes_cluster", "run_command_enabled", True),),
    ),
    Switch(
        key="hub.existing",
        settings={
            "hub.address_space": "10.0.0.0/16",
            "hub.existing.virtual_network_id": VIRTUAL_NETWORK,
            "hub.existing.firewall_private_ip": "10.0.1.4",
            "hub.existing.firewall_public_ips": ["20.1.2.3"],
        },
        rows="NET-04",
        makes=(
            Made("hub", "azurerm_firewall", "", NONE),
            Made("hub", "azurerm_virtual_network", "", NONE),
            Made("spoke", "azurerm_virtual_network_peering", "remote_virtual_network_id", VIRTUAL_NETWORK),
            Made("spoke", "azurerm_route_table", "route.next_hop_in_ip_address", "10.0.1.4"),
        ),
    ),
    Switch(
        key="spoke.existing",
        settings={
            "hub.address_space": "10.0.0.0/16",
            "hub.existing.virtual_network_id": VIRTUAL_NETWORK,
            "hub.existing.firewall_private_ip": "10.0.1.4",
            "hub.existing.firewall_public_ips": ["20.1.2.3"],
            "spoke.existing.virtual_network_id": SPOKE_NETWORK,
        },
        rows="NET-04",
        makes=(
            Made("spoke", "azurerm_virtual_network", "", NONE),
            Made("spoke", "azurerm_subnet", "", NONE),
            Made("spoke", "azurerm_route_table", "", NONE),
            Made(
                "spoke", "azurerm_private_endpoint", "subnet_id", f"{SPOKE_NETWORK}/subnets/snet-privatelinkendpoints"
            ),
            Made(
                "cluster",
                "azurerm_kubernetes_cluster_node_pool",
                "vnet_subnet_id",
                f"{SPOKE_NETWORK}/subnets/snet-clusternodes",
            ),
        ),
    ),
    Switch(
        key="dns.private_zones",
        settings={
            "dns.private_zones.registry": f"{PRIVATE_ZONES}/privatelink.azurecr.io",
            "dns.private_zones.key_vault": f"{PRIVATE_ZONES}/privatelink.vaultcore.azure.net",
        },
        makes=tuple(
            Made(
                stack,
                "azurerm_private_endpoint",
                "private_dns_zone_group.private_dns_zone_ids",
                Having(f"{PRIVATE_ZONES}/privatelink.{zone}"),
            )
            for stack, zone in (("spoke", "azurecr.io"), ("cluster", "vaultcore.azure.net"))
        ),
    ),
    Switch(
        key="logs.existing_workspace_id",
        settings={"logs.existing_workspace_id": LOG_WORKSPACE},
        makes=(
            Made("spoke", "azurerm_log_analytics_workspace", "", NONE),
            Made("cluster", "azurerm_kubernetes_cluster", "oms_agent.log_analytics_workspace_id", LOG_WORKSPACE),
        ),
    ),
    Switch(
        key="secrets.existing_vault_id",
        settings={"secrets.existing_vault_id": KEY_VAULT},
        makes=(
            Made("cluster", "azurerm_key_vault", "", NONE),
            Made("cluster", "azurerm_key_vault_certificate", "key_vault_id", KEY_VAULT),
        ),
    ),
    Switch(
        key="registry.replica: false",
        settings={"registry.replica": False},
        makes=(
            Made("spoke", "azurerm_container_registry", "georeplications", NONE),
            Made(PLAN, "spoke.subnets.private_endpoints", "required", 8),
        ),
    ),
    Switch(
        key="egress.mode: nva",
        settings={"egress.mode": "nva", "egress.next_hop_ip": "10.200.0.70", "egress.public_ips": ["20.1.2.3"]},
        rows="FLOW-18",
        makes=(
            Made("hub", "azurerm_firewall", "", NONE),
            Made("hub", "azurerm_firewall_policy", "", NONE),
            Made("spoke", "azurerm_route_table", "route.next_hop_in_ip_address", "10.200.0.70"),
        ),
    ),
    Switch(
        key="egress.mode: nat_gateway",
        settings={"egress.mode": "nat_gateway"},
        rows="FLOW-19",
        makes=(
            Made("hub", "azurerm_firewall", "", NONE),
            Made("spoke", "azurerm_route_table", "", NONE),
            Made("spoke", "azurerm_nat_gateway", "sku_name", "Standard"),
            Made("cluster", "azurerm_kubernetes_cluster", "network_profile.outbound_type", "userAssignedNATGateway"),
        ),
    ),
    Switch(
        key="egress.mode: http_proxy",
        settings={"egress.mode": "http_proxy", "egress.proxy.http": "http://proxy.contoso.com:3128"},
        rows="FLOW-20",
        makes=(
            Made(
                "cluster",
                "azurerm_kubernetes_cluster",
                "http_proxy_config.https_proxy",
                "http://proxy.contoso.com:3128",
            ),
            Made(
                "hub",
                "azurerm_firewall_policy_rule_collection_group",
                "network_rule_collection.rule.destination_fqdns",
                Having("proxy.contoso.com"),
            ),
        ),
    ),
    Switch(
        key="egress.mode: none",
        settings={"egress.mode": "none", "api_server.private": True, "bootstrap.method": "pipeline"},
        makes=(
            Made("cluster", "azurerm_kubernetes_cluster", "network_profile.outbound_type", "none"),
            Made("cluster", "azurerm_kubernetes_cluster", "bootstrap_profile.artifact_source", "Cache"),
            Made("spoke", "azurerm_container_registry_cache_rule", "name", "aks-managed-mcr"),
        ),
    ),
    Switch(
        key="ingress.via_firewall",
        settings={"ingress.via_firewall": True},
        rows="FLOW-25",
        makes=(
            Made(
                "cluster",
                "azurerm_firewall_policy_rule_collection_group",
                "nat_rule_collection.rule.translated_address",
                "10.240.5.4",
            ),
            Made(
                "cluster",
                "azurerm_application_gateway",
                "frontend_ip_configuration.private_ip_address",
                "10.240.5.4",
            ),
            Made(PLAN, "spoke.subnets.application_gateway", "required", 16),
        ),
    ),
    Switch(
        key="network.service_endpoints",
        settings={"network.service_endpoints.nodes": ["Microsoft.Storage"]},
        rows="FLOW-27",
        makes=(Made("spoke", "azurerm_subnet", "service_endpoints", Having("Microsoft.Storage")),),
    ),
    Switch(
        key="private_endpoints.further",
        settings={
            "private_endpoints.further": [
                {
                    "name": "shop",
                    "resource_id": STORAGE_ACCOUNT,
                    "subresource": "blob",
                    "zone": "privatelink.blob.core.windows.net",
                }
            ]
        },
        rows="FLOW-26",
        makes=(
            Made("spoke", "azurerm_private_endpoint", "name", "pe-shop"),
            Made("spoke", "azurerm_private_dns_zone", "name", "privatelink.blob.core.windows.net"),
            Made(PLAN, "spoke.subnets.private_endpoints", "required", 10),
        ),
    ),
    Switch(
        key="zones: []",
        settings={"zones": []},
        given={"environment": "preprod"},
        makes=(
            Made("hub", "azurerm_firewall", "zones", NONE),
            Made("cluster", "azurerm_kubernetes_cluster", "default_node_pool.zones", NONE),
        ),
    ),
    Switch(
        key="ddos.plan: own",
        settings={"ddos.plan": "own"},
        makes=(
            Made("hub", "azurerm_network_ddos_protection_plan"),
            Made(
                "hub", "azurerm_virtual_network", "ddos_protection_plan.id", To("azurerm_network_ddos_protection_plan")
            ),
            Made(
                "spoke",
                "azurerm_virtual_network",
                "ddos_protection_plan.id",
                To("azurerm_network_ddos_protection_plan", "hub"),
            ),
        ),
    ),
    Switch(
        key="ddos.plan: existing",
        settings={"ddos.plan": "existing", "ddos.plan_id": DDOS_PLAN},
        makes=(
            Made("hub", "azurerm_virtual_network", "ddos_protection_plan.id", DDOS_PLAN),
            Made("spoke", "azurerm_virtual_network", "ddos_protection_plan.id", DDOS_PLAN),
        ),
    ),
    Switch(
        key="flow_logs.enabled",
        settings={"flow_logs.enabled": True},
        makes=(
            Made(
                "hub",
                "azurerm_network_watcher_flow_log",
                "target_resource_id",
                To("azurerm_virtual_network", "hub"),
            ),
            Made(
                "spoke",
                "azurerm_network_watcher_flow_log",
                "traffic_analytics.workspace_resource_id",
                To("azurerm_log_analytics_workspace", "spoke"),
            ),
        ),
    ),
    Switch(
        key="monitoring.private_link: private_only",
        settings={
            "monitoring.private_link": "private_only",
            "spoke.subnets.private_endpoints": "10.240.4.64/27",
        },
        makes=(
            Made("spoke", "azurerm_monitor_private_link_scope", "ingestion_access_mode", "PrivateOnly"),
            Made("spoke", "azurerm_private_endpoint", "private_service_connection.subresource_names", ["azuremonitor"]),
            Made("spoke", "azurerm_log_analytics_workspace", "internet_ingestion_enabled", False),
            Made(
                "cluster",
                "azurerm_monitor_private_link_scoped_service",
                "linked_resource_id",
                To("azurerm_monitor_data_collection_endpoint", "cluster"),
            ),
        ),
    ),
)
