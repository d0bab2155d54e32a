"""What must make each check deviate: one change of the baseline for every requirement that is checked."""

from dataclasses import replace

from breaking import Breakage, add, both, chart, drop, elsewhere, lose, only, planned, policy, put, said, stack

from review.synthesis import Synthesis

AKS, POOL, AGW = "azurerm_kubernetes_cluster", "azurerm_kubernetes_cluster_node_pool", "azurerm_application_gateway"
ACR, KV, SUBNET, VNET = "azurerm_container_registry", "azurerm_key_vault", "azurerm_subnet", "azurerm_virtual_network"
FW, FWP, GROUP = "azurerm_firewall", "azurerm_firewall_policy", "azurerm_firewall_policy_rule_collection_group"
NSG, PEERING = "azurerm_network_security_group", "azurerm_virtual_network_peering"
ROUTES, PIP = "azurerm_route_table", "azurerm_public_ip"
ENDPOINT, DIAGNOSTICS, GRANT = (
    "azurerm_private_endpoint",
    "azurerm_monitor_diagnostic_setting",
    "azurerm_role_assignment",
)
ASSIGNED, WAF = "azurerm_resource_group_policy_assignment", "azurerm_web_application_firewall_policy"
DEPLOYMENT, INGRESS, HPA = (
    "kubernetes_deployment_v1",
    "kubernetes_ingress_v1",
    "kubernetes_horizontal_pod_autoscaler_v2",
)
NETPOL, QUOTA, BUDGET = (
    "kubernetes_network_policy_v1",
    "kubernetes_resource_quota_v1",
    "kubernetes_pod_disruption_budget_v1",
)
NOTES = "metadata.annotations"
FLUX = "azurerm_kubernetes_flux_configuration"
ELSEWHERE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/elsewhere/x"
REGISTRY_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/acr"
POLICY_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/firewallPolicies/p"


def pool(path: str, value: object) -> Breakage:
    """Sets an argument of all pools."""
    return both(put(AKS, f"default_node_pool.{path}", value), put(POOL, path, value))


def note(name: str, value: str) -> Breakage:
    """Sets an annotation of the sample's ingress; names of annotations hold dots."""
    return put(INGRESS, NOTES, {name: value})


def _without(made: Synthesis, part: str) -> Synthesis:
    return replace(made, stacks={name: content for name, content in made.stacks.items() if name != part})


def _renamed(made: Synthesis, part: str) -> Synthesis:
    twice = {f"{part}-{region}": made.stacks[part] for region in ("eastus2", "westus3")}
    return replace(made, stacks={**_without(made, part).stacks, **twice})


SYSTEM = {"name": "npsystem", "mode": "system", "vm_size": "Standard_DS2_v2", "min_count": 3, "max_count": 4}
USER = {"name": "npuser01", "mode": "user", "vm_size": "Standard_DS4_v2", "min_count": 2, "max_count": 5}

BROKEN: dict[str, Breakage] = {
    "NET-01": put(VNET, "address_space", ["10.0.0.0/16"]),
    "NET-02": lose(PEERING, "hub"),
    "NET-03": put("azurerm_resource_group", "name", "rg-all"),
    "NET-04": both(lambda made: _without(made, "hub"), put(PEERING, "remote_virtual_network_id", None)),
    "NET-05": put(AKS, "default_node_pool.node_public_ip_enabled", True),
    "NET-06": put(KV, "location", "westeurope"),
    "NET-07": put(AGW, "firewall_policy_id", None),
    "NET-08": said("hub.subscription_id", "00000000-0000-0000-0000-000000000009"),
    "NET-09": add("spoke", VNET, name="vnet-second", address_space=["10.9.0.0/16"]),
    "NET-10": put(ROUTES, "route.next_hop_in_ip_address", "10.1.1.1"),
    "NET-11": said("dns.use_hub", True),
    "NET-12": put(FW, "sku_tier", "Basic"),
    "NET-13": put(FW, "firewall_policy_id", None),
    "NET-14": said("firewall.base_policy_id", POLICY_ID),
    "NET-15": said("firewall.policy_id", POLICY_ID),
    "NET-16": put("azurerm_bastion_host", "tunneling_enabled", False),
    "NET-17": drop(DIAGNOSTICS, part="hub"),
    "NET-18": lose(SUBNET, "GatewaySubnet"),
    "NET-19": only(SUBNET, "AzureFirewallSubnet", "address_prefixes", ["10.200.0.0/27"]),
    "NET-20": lose(SUBNET, "GatewaySubnet"),
    "NET-21": add("hub", "azurerm_virtual_network_gateway", type="Vpn", sku="VpnGw1"),
    "NET-22": only(SUBNET, "AzureBastionSubnet", "address_prefixes", ["10.200.0.128/27"]),
    "NET-23": put(NSG, "security_rule.access", "Allow", part="hub"),
    "NET-24": lose(SUBNET, "ingress"),
    "NET-25": put(AGW, "sku.tier", "Standard_v2"),
    "NET-26": put(WAF, "managed_rules.managed_rule_set", [{"type": "OWASP", "version": "3.1"}]),
    "NET-27": put(PIP, "allocation_method", "Dynamic", part="spoke"),
    "NET-28": put(ENDPOINT, "subnet_id", "${azurerm_subnet.network_snet-applicationgateway_A3102A7E.id}"),
    "NET-29": chart("service.annotations", {"service.beta.kubernetes.io/azure-load-balancer-internal": "true"}),
    "NET-30": pool("vnet_subnet_id", ELSEWHERE),
    "NET-31": drop(POOL),
    "NET-32": put(ENDPOINT, "private_dns_zone_group", None, part="spoke"),
    "NET-33": put(ENDPOINT, "private_service_connection.is_manual_connection", True, part="cluster"),
    "NET-34": put(ENDPOINT, "subnet_id", ELSEWHERE),
    "NET-35": said("private_endpoints.location", "hub"),
    "NET-36": put(SUBNET, "private_endpoint_network_policies", "Disabled"),
    "NET-37": drop("azurerm_subnet_network_security_group_association", part="spoke"),
    "IP-01": put(SUBNET, "address_prefixes", ["192.168.0.0/24"]),
    "IP-02": put(SUBNET, "name", "snet-unplanned"),
    **{
        f"IP-{number}": only(SUBNET, "snet-clusternodes", "address_prefixes", ["10.240.0.0/29"])
        for number in ("03", "04", "05", "09")
    },
    "IP-06": both(
        said("ip_plan.pod_update_strategy", "replace"),
        only(SUBNET, "snet-clusternodes", "address_prefixes", ["10.240.0.0/29"]),
    ),
    "IP-07": put(POOL, "max_count", None),
    "IP-08": both(
        said("ip_plan.scale_percent", 400), only(SUBNET, "snet-clusternodes", "address_prefixes", ["10.240.0.0/28"])
    ),
    "IP-10": pool("max_pods", 110),
    "IP-11": drop(ENDPOINT),
    "IP-12": only(SUBNET, "snet-privatelinkendpoints", "address_prefixes", ["10.240.4.32/29"]),
    "IP-13": put("azurerm_private_dns_a_record", "records", ["10.240.4.3"]),
    "IP-14": said("ip_plan.extra.ingress", 99),
    "IP-15": both(
        said(
            "node_pools",
            [
                SYSTEM,
                USER | {"subnet": "10.240.8.0/22"},
            ],
        )
    ),
    "IP-16": only(SUBNET, "snet-clusteringressservices", "address_prefixes", ["10.240.4.0/29"]),
    "IP-17": chart("service.annotations", {"service.beta.kubernetes.io/azure-load-balancer-ipv4": "10.240.4.3"}),
    "IP-18": put(AGW, "autoscale_configuration.max_capacity", 500),
    "IP-19": only(SUBNET, "GatewaySubnet", "address_prefixes", ["10.200.0.64/28"]),
    "IP-20": put(AKS, "network_profile.service_cidr", "10.240.0.0/16"),
    "IP-21": planned("spoke.subnets.application_gateway", "10.240.5.0/25"),
    "IP-22": both(
        put(AKS, "network_profile.network_plugin_mode", "overlay"),
        put(AKS, "network_profile.pod_cidr", "192.168.0.0/24"),
    ),
    "IMG-01": put(ACR, "admin_enabled", True),
    "IMG-02": drop(ACR),
    "IMG-03": put(DEPLOYMENT, "spec.template.spec.container.image", "nginx:1.29"),
    "IMG-04": put(ACR, "sku", "Standard"),
    "IMG-05": put(ACR, "public_network_access_enabled", True),
    "IMG-06": put(DEPLOYMENT, "spec.template.spec.container.image", "ghcr.io/x/y:1"),
    "IMG-07": drop(DIAGNOSTICS, part="spoke"),
    "IMG-08": said("registry.existing_id", REGISTRY_ID),
    "IMG-09": policy("allowed-images", "effect", "Audit"),
    "IMG-10": policy("allowed-images", "allowedContainerImagesRegex", r"^docker\.io/.+$"),
    "CMP-01": put(AKS, "default_node_pool.type", "AvailabilitySet"),
    "CMP-02": put(AKS, "default_node_pool.vm_size", "Standard_D16s_v5"),
    "CMP-03": put(AKS, "default_node_pool.min_count", 2),
    "CMP-04": put(AKS, "default_node_pool.vm_size", "Standard_B1s"),
    "CMP-05": put(AKS, "default_node_pool.os_disk_size_gb", 64),
    "CMP-06": put(POOL, "vm_size", "Standard_DS2_v2"),
    "CMP-07": put(POOL, "vm_size", "Standard_NC6s_v3"),
    "CMP-08": put(POOL, "min_count", 1),
    "CMP-09": put(POOL, "lifecycle", None),
    "CMP-10": put(POOL, "vm_size", "Standard_DS3_v2"),
    "CMP-11": put(POOL, "vm_size", "Standard_DS2_v2"),
    "CMP-12": put(DEPLOYMENT, "spec.replicas", "500"),
    "CMP-13": pool("max_pods", 110),
    "CMP-14": put(AKS, "default_node_pool.only_critical_addons_enabled", False),
    "CMP-15": both(
        add("cluster", POOL, name="npuser02", mode="User", vnet_subnet_id="a"),
        put(POOL, "vnet_subnet_id", "a"),
        said(
            "node_pools",
            [
                SYSTEM,
                USER | {"subnet": "10.240.8.0/22"},
                USER | {"name": "npuser02", "subnet": "10.240.12.0/22"},
            ],
        ),
    ),
    "CMP-16": put(POOL, "os_type", "Windows"),
    "IDN-01": only(GRANT, "control_plane", "role_definition_name", "Contributor"),
    "IDN-02": put(GRANT, "principal_type", "User"),
    "IDN-03": put(AKS, "service_principal", {"client_id": "x"}),
    "IDN-04": put(AKS, "service_principal", {"client_id": "x", "client_secret": "literal"}),
    "IDN-05": only(
        GRANT, "kubelet_registry", "principal_id", "${azurerm_user_assigned_identity.control_plane.principal_id}"
    ),
    "IDN-06": both(put(AKS, "private_dns_zone_id", ELSEWHERE), put(AKS, "identity.type", "SystemAssigned")),
    "IDN-07": put(DEPLOYMENT, "spec.template.spec.image_pull_secrets", [{"name": "docker"}]),
    "IDN-08": lose(GRANT, "kubelet_registry"),
    "IDN-09": lose(GRANT, "control_plane_ingress"),
    "IDN-10": lose(GRANT, "monitoring_metrics"),
    "IDN-11": put(AKS, "azure_active_directory_role_based_access_control", None),
    "IDN-12": lose(GRANT, "credentials"),
    "IDN-13": both(
        said("rbac.mode", "kubernetes"),
        put(AKS, "azure_active_directory_role_based_access_control.azure_rbac_enabled", False),
    ),
    "IDN-14": said("rbac.mode", "kubernetes"),
    "IDN-16": put(AKS, "azure_active_directory_role_based_access_control.azure_rbac_enabled", False),
    "IDN-17": only(GRANT, "deployer_cluster_admin", "scope", ELSEWHERE),
    "IDN-18": put(AKS, "local_account_disabled", False),
    "IDN-19": stack("bootstrap", "provider.kubernetes.exec", None),
    "IDN-20": put(AKS, "workload_identity_enabled", False),
    "IDN-21": put("azurerm_federated_identity_credential", "audience", ["other"]),
    "IDN-22": said(
        "workload_identities",
        [
            {
                "name": "shop",
                "namespace": "a0008",
                "service_account": "shop",
                "roles": [{"role": "Reader", "scope": REGISTRY_ID}],
            }
        ],
    ),
    "ING-01": chart("service.annotations", {}),
    "ING-02": put(AKS, "network_profile.load_balancer_sku", "basic"),
    "ING-03": chart("service.annotations", {}),
    "ING-04": put("helm_release", "version", "~> 41"),
    "ING-05": chart("nodeSelector", {"agentpool": "npsystem"}),
    "ING-06": put(INGRESS, "spec.tls", []),
    "ING-07": chart("providers.kubernetesIngress.namespaces", []),
    "ING-08": chart("affinity", {}),
    "ING-09": only(NETPOL, "traefik_network", "spec.ingress", [{"from": [{"ip_block": {"cidr": "0.0.0.0/0"}}]}]),
    "ING-10": chart("livenessProbe", {}),
    "ING-11": put("kubernetes_cluster_role_v1", "rule", [{"resources": ["secrets"], "verbs": ["delete"]}]),
    "ING-12": put("kubernetes_service_account_v1", NOTES, {}),
    "ING-13": put(AKS, "ingress_application_gateway", {"gateway_name": "x"}),
    "ING-14": said("ingress.controller", "none"),
    "ING-15": chart("providers.kubernetesIngress.enabled", False),
    "ING-16": note("kubernetes.io/ingress.allow-http", "true"),
    "ING-17": drop("kubernetes_ingress_class_v1"),
    "ING-18": note("traefik.ingress.kubernetes.io/router.entrypoints", "web"),
    "ING-19": note("traefik.ingress.kubernetes.io/router.tls", "false"),
    "ING-20": chart("providers.file.content.http.middlewares.app-gateway-snet.ipAllowList.sourceRange", ["0.0.0.0/0"]),
    "ING-21": note("traefik.ingress.kubernetes.io/router.middlewares", ""),
    "ING-22": put(INGRESS, "spec.rule.host", "elsewhere.example.com"),
    "ING-23": put(INGRESS, "spec.rule.http.path.backend.service.port.number", 8080),
    "FLOW-01": put(AGW, "http_listener.protocol", "Http"),
    "FLOW-02": put(AGW, "ssl_policy.min_protocol_version", "TLSv1_0"),
    "FLOW-03": put(AGW, "http_listener.require_sni", False),
    "FLOW-04": chart("providers.file.content.tls.options.default.sniStrict", False),
    "FLOW-05": put(AGW, "trusted_root_certificate", []),
    "FLOW-06": put(AGW, "http_listener.host_name", "other.example.com"),
    "FLOW-07": said("dns.public_zone_id", POLICY_ID),
    "FLOW-08": put(WAF, "policy_settings.mode", "Detection"),
    "FLOW-09": put(AGW, "request_routing_rule.priority", None),
    "FLOW-10": put(AGW, "ssl_certificate.data", "MII"),
    "FLOW-11": lose(GRANT, "gateway_secrets"),
    "FLOW-12": put(AGW, "backend_http_settings.protocol", "Http"),
    "FLOW-13": drop("azurerm_private_dns_a_record"),
    "FLOW-14": put("kubernetes_service_v1", NOTES, {"traefik.ingress.kubernetes.io/service.serversscheme": "h2c"}),
    "FLOW-15": put(AKS, "network_profile.outbound_type", "loadBalancer"),
    "FLOW-16": put(ROUTES, "route.next_hop_type", "Internet"),
    "FLOW-17": drop("azurerm_subnet_route_table_association"),
    "FLOW-18": put(ROUTES, "route.next_hop_in_ip_address", "10.1.1.1"),
    "FLOW-19": put(AKS, "network_profile.outbound_type", "userAssignedNATGateway"),
    "FLOW-20": put(AKS, "http_proxy_config", {"http_proxy": "http://proxy:3128"}),
    "FLOW-21": put(GROUP, "application_rule_collection.rule.destination_fqdns", ["*"]),
    "FLOW-22": put(FWP, "threat_intelligence_mode", "Alert"),
    "FLOW-23": put(GROUP, "application_rule_collection.rule.destination_fqdn_tags", None),
    "FLOW-24": chart("service.annotations", {}),
    "FLOW-25": put(GROUP, "nat_rule_collection", [{"name": "in", "action": "Allow", "rule": []}]),
    "FLOW-26": put(ENDPOINT, "private_dns_zone_group", None),
    "FLOW-27": put(SUBNET, "service_endpoints", ["storage"]),
    "FLOW-28": said(
        "egress.extra_rules", [{"name": "bank", "reason": "payments go there", "fqdns": ["bank.example.com"]}]
    ),
    "FLOW-29": put(PIP, "allocation_method", "Dynamic", part="hub"),
    "FLOW-30": put(GROUP, "application_rule_collection.rule.source_ip_groups", None),
    "FLOW-31": said("firewall.public_ip_count", 5),
    "FLOW-32": lose(NETPOL, "deny_everything"),
    "FLOW-33": lose(NETPOL, "allow_dns"),
    "FLOW-34": put(AKS, "network_profile.network_policy", None),
    "FLOW-35": put(AKS, "network_profile.network_policy", "none"),
    "FLOW-36": both(
        put(AKS, "network_profile.network_policy", "calico"), put(AKS, "network_profile.network_plugin", "none")
    ),
    "FLOW-37": put(AKS, "network_profile.network_plugin_mode", "overlay"),
    "FLOW-38": said("network.model", "overlay"),
    "FLOW-39": put(AKS, "network_profile.network_plugin", "kubenet"),
    "FLOW-40": put(AKS, "api_server_access_profile.authorized_ip_ranges", ["0.0.0.0/0"]),
    "FLOW-41": put(AKS, "api_server_access_profile.authorized_ip_ranges", ["203.0.113.0/24"]),
    "FLOW-42": put(AKS, "private_cluster_enabled", True),
    "FLOW-43": put(AKS, "api_server_access_profile.virtual_network_integration_enabled", True),
    "SEC-01": add(
        "bootstrap", "kubernetes_secret_v1", metadata={"name": "s", "namespace": "a0008"}, data={"password": "hunter2"}
    ),
    "SEC-02": put(AKS, "key_vault_secrets_provider.secret_rotation_enabled", False),
    "SEC-03": drop(DIAGNOSTICS, part="cluster"),
    "SEC-04": put(KV, "note", "-----BEGIN PRIVATE KEY-----"),
    "SEC-05": put(KV, "network_acls.default_action", "Allow"),
    "SEC-06": put(KV, "network_acls.ip_rules", ["198.51.100.0/24"]),
    "SEC-07": put(KV, "rbac_authorization_enabled", False),
    "SEC-08": lose(GRANT, "ingress_secrets"),
    "SEC-09": chart("extraObjects.spec.parameters.clientID", ""),
    "SEC-10": put(AKS, "key_vault_secrets_provider", None),
    "SEC-11": chart("extraObjects.spec.parameters.objects", ""),
    "SEC-12": chart("deployment.additionalVolumes.csi.readOnly", False),
    "SEC-13": chart("extraObjects.spec.provider", ""),
    "STO-01": add(
        "bootstrap", "kubernetes_persistent_volume_claim_v1", metadata={"name": "data", "namespace": "a0008"}
    ),
    "STO-02": put(AKS, "storage_profile.disk_driver_enabled", True),
    "POL-01": put(AKS, "azure_policy_enabled", False),
    "POL-02": policy("pod-security", "effect", "Disabled"),
    "POL-03": said("policy.initiative", "baseline"),
    "POL-04": lose(ASSIGNED, "pod-security"),
    "POL-05": policy("container-limits", "effect", "Audit"),
    "POL-06": lose(ASSIGNED, "anonymous"),
    "POL-07": policy("container-limits", "listOfAllowedSKUs", []),
    "POL-08": said("policy.overrides", {"container-limits": "Audit"}),
    "POL-10": policy("container-limits", "excludedNamespaces", ["a0008"]),
    "POL-11": policy("pod-security", "excludedNamespaces", ["a0008"]),
    "POL-12": put("azurerm_policy_definition", "mode", "Other"),
    "POL-13": chart("extraObjects.apiVersion", "constraints.gatekeeper.sh/v1beta1"),
    "POL-14": add("cluster", "azurerm_management_group_policy_assignment", name="wide", parameters="{}"),
    "POL-15": drop(ASSIGNED, part="cluster"),
    "POL-16": put(ASSIGNED, "enforce", False),
    "POL-17": add("cluster", "azurerm_policy_set_definition", name="ours"),
    "SCALE-01": put(POOL, "auto_scaling_enabled", False),
    "SCALE-02": put(AKS, "default_node_pool.auto_scaling_enabled", False),
    "SCALE-03": put(POOL, "auto_scaling_enabled", False),
    "SCALE-04": both(
        put(POOL, "auto_scaling_enabled", False),
        drop(
            "azurerm_monitor_metric_alert",
            "azurerm_monitor_alert_prometheus_rule_group",
            "azurerm_monitor_scheduled_query_rules_alert_v2",
        ),
    ),
    "SCALE-06": put(HPA, "spec.min_replicas", None),
    "SCALE-07": put(HPA, "spec.metric", []),
    "SCALE-09": said("keda.enabled", True),
    "SCALE-10": put(POOL, "auto_scaling_enabled", None),
    "SCALE-11": put(POOL, "max_count", 2),
    "SCALE-12": put(POOL, "min_count", 1),
    "SCALE-13": put(AKS, "default_node_pool.min_count", 1),
    "SCALE-14": put(AKS, "auto_scaler_profile.skip_nodes_with_local_storage", None),
    "BC-02": put(DEPLOYMENT, "spec.template.spec.node_selector", {}),
    "BC-03": pool("node_labels", {}),
    "BC-04": put(AKS, "default_node_pool.only_critical_addons_enabled", False),
    "BC-05": put(DEPLOYMENT, "spec.template.spec.container.resources.requests", {}),
    "BC-06": put(DEPLOYMENT, "spec.template.spec.container.resources.limits", {}),
    "BC-07": drop(BUDGET),
    "BC-08": put(DEPLOYMENT, "spec.replicas", "1"),
    "BC-09": drop(QUOTA),
    "BC-10": put(QUOTA, "metadata.namespace", "kube-system"),
    "BC-11": pool("zones", ["1"]),
    "BC-12": put(FW, "zones", ["1"]),
    "BC-13": put(AGW, "zones", None),
    "BC-14": put(ACR, "zone_redundancy_enabled", False),
    "BC-15": said("location", "westus"),
    "BC-18": both(
        said("storage.disk_driver", True),
        add(
            "bootstrap",
            "kubernetes_storage_class_v1",
            metadata={"name": "d"},
            storage_provisioner="disk.csi.azure.com",
            parameters={"skuName": "Premium_LRS"},
        ),
    ),
    "BC-19": only("azurerm_resource_group", "group", "location", "westeurope"),
    "BC-20": put(ACR, "georeplications", []),
    "BC-21": put(ACR, "sku", "Standard"),
    "BC-22": lambda made: _renamed(made, "hub"),
    "BC-23": put(ACR, "georeplications.location", "westus3"),
    "BC-24": both(said("geo_redundancy_location", "westus3")),
    "BC-25": add("spoke", "azurerm_cdn_frontdoor_profile", name="fd"),
    "BC-30": add("cluster", "azurerm_data_protection_backup_vault", name="bv"),
    "BC-31": add("cluster", "azurerm_data_protection_backup_instance_kubernetes_cluster", name="bi"),
    "BC-32": said(
        "backup",
        {
            "mode": "velero",
            "velero": {
                "storage_account": "stbackups",
                "container": "cluster",
                "resource_group": "rg",
                "client_id": "00000000-0000-0000-0000-000000000009",
            },
        },
    ),
    "BC-34": put(AKS, "sku_tier", "Free"),
    "BC-35": put(AKS, "sku_tier", "Free"),
    "BC-36": put(AKS, "sku_tier", "Premium"),
    "BC-39": add("cluster", "azurerm_chaos_studio_experiment", name="x"),
    "MON-01": drop("azurerm_log_analytics_workspace", part="spoke"),
    "MON-02": put(AKS, "oms_agent", None),
    "MON-03": drop("azurerm_monitor_data_collection_rule_association"),
    "MON-04": put("azurerm_monitor_action_group", "email_receiver", []),
    "MON-05": put(AKS, "monitor_metrics", None),
    "MON-06": add("cluster", "azurerm_dashboard_grafana", name="g"),
    **{f"MON-{number}": put(DIAGNOSTICS, "enabled_log", [{"category": "none"}]) for number in ("07", "08", "09", "10")},
    "MON-11": put(DIAGNOSTICS, "enabled_log", [{"category": "kube-audit"}, {"category": "kube-audit-admin"}]),
    "MON-12": said("diagnostics.extra_categories", ["kube-scheduler"]),
    "MON-13": drop("azurerm_log_analytics_query_pack_query"),
    "MON-14": put("kubernetes_config_map_v1", "data", {}),
    "MON-15": put(AKS, "network_profile.advanced_networking", {"observability_enabled": True}),
    "MON-16": put(DEPLOYMENT, "spec.template.spec.container.liveness_probe", None),
    "UPD-01": put(POOL, "orchestrator_version", "1.33.0"),
    "UPD-02": put(AKS, "maintenance_window_node_os.utc_offset", None),
    "UPD-03": both(put(AKS, "node_os_upgrade_channel", "None"), put(AKS, "automatic_upgrade_channel", "patch")),
    "UPD-04": put(AKS, "node_os_upgrade_channel", "None"),
    "UPD-05": add("cluster", AKS, name="aks-bbabb9"),
    "UPD-06": put(AKS, "maintenance_window_node_os.duration", 2),
    "UPD-07": put(BUDGET, "spec.max_unavailable", "0"),
    "UPD-09": pool("upgrade_settings.max_surge", "10%"),
    "UPD-11": put(AKS, "node_os_upgrade_channel", "Unmanaged"),
    "UPD-12": put(AKS, "maintenance_window_node_os.interval", 3),
    "UPD-13": put(AKS, "node_os_upgrade_channel", "SecurityPatch"),
    "UPD-14": put(AKS, "node_os_upgrade_channel", "Unmanaged"),
    "UPD-15": put(AKS, "kubernetes_version", "1.30.0"),
    "UPD-16": put(AKS, "automatic_upgrade_channel", "rapid"),
    "UPD-17": put(AKS, "support_plan", "AKSLongTermSupport"),
    "UPD-18": drop("azurerm_eventgrid_system_topic"),
    "UPD-19": said("updates.event_subscription", "https://example.com/hook"),
    "UPD-21": put(AKS, "automatic_upgrade_channel", "rapid"),
    "UPD-22": put(AKS, "automatic_upgrade_channel", "patch"),
    "UPD-23": put(AKS, "automatic_upgrade_channel", "patch"),
    "SECMON-01": put(AKS, "microsoft_defender", None),
    **{
        f"SECMON-0{number}": add(
            "cluster", "azurerm_security_center_subscription_pricing", resource_type="Containers", tier="Free"
        )
        for number in (2, 3, 4)
    },
    "OPS-01": put("azurerm_kubernetes_cluster_extension", "release_train", "Preview"),
    "OPS-02": put(AKS, "oms_agent", None),
    "OPS-03": put("helm_release", "version", ">= 41"),
    "OPS-04": drop("azurerm_kubernetes_cluster_extension"),
    "OPS-05": put(FLUX, "scope", "namespace"),
    "OPS-06": said("bootstrap.method", "pipeline"),
    "OPS-07": said("bootstrap.method", "argocd"),
    "OPS-08": drop("kubernetes_namespace_v1"),
    "OPS-09": add("cluster", "azurerm_container_registry_cache_rule", name="late"),
    "OPS-10": said("bootstrap.kured", True),
    "OPS-11": add("cluster", "null_resource", provisioner=[{"local-exec": {"command": "kubectl apply"}}]),
    "OPS-12": lambda made: _without(made, "bootstrap"),
    "OPS-13": put(
        VNET, "note", "${data.terraform_remote_state.cross-stack-reference-input-cluster.outputs.x}", part="hub"
    ),
    "OPS-14": both(
        said("node_pools", [SYSTEM, USER | {"subnet": "10.240.8.0/22"}]),
        only(SUBNET, "snet-clusternodes", "address_prefixes", ["10.240.8.0/22"]),
        drop("azurerm_subnet_route_table_association"),
    ),
    "OPS-15": put(KV, "note", "${timestamp()}"),
    "OPS-16": put(ASSIGNED, "enforce", False),
    "OPS-18": stack("hub", "terraform.required_providers.azurerm.version", "~> 4.0"),
    "OPS-19": elsewhere("docs"),
    "OPS-20": elsewhere("docs"),
    "OPS-22": put(FLUX, "git_repository.https_key_base64", "c2VjcmV0"),
    "OPS-23": said("bootstrap.git.auth", "https"),
    "OPS-24": put(FLUX, "kustomizations.garbage_collection_enabled", False),
    "OPS-25": only(GRANT, "readers", "role_definition_name", "Azure Kubernetes Service RBAC Writer"),
    "OPS-27": put(FLUX, "kustomizations.depends_on", ["nothing"]),
    "OPS-30": said("bootstrap.flagger", True),
    "COST-02": put(AKS, "sku_tier", "Free"),
    "COST-03": said("environment", "dev"),
    "COST-04": put(POOL, "priority", "Spot"),
    "COST-06": put(POOL, "node_count", 9),
    "COST-07": put("azurerm_log_analytics_workspace", "retention_in_days", 365),
    "COST-09": put(AKS, "tags", {}),
    "COST-10": said("cost", {"budget_amount": 100, "budget_start": "2026-01-01"}),
    "COST-13": put(POOL, "min_count", 0),
}
