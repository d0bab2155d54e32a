"""How the id of a resource follows from the arguments of its type. Source: azurerm 4.55.0, section Import of each page.

Types that are not listed have the form `<resource group>/providers/<type of Azure>/<name>`.
"""

# Type: argument with the id of the parent, and the path below it. The name follows.
BELOW = {
    "cdn_frontdoor_custom_domain": ("cdn_frontdoor_profile_id", "customDomains"),
    "cdn_frontdoor_endpoint": ("cdn_frontdoor_profile_id", "afdEndpoints"),
    "cdn_frontdoor_origin": ("cdn_frontdoor_origin_group_id", "origins"),
    "cdn_frontdoor_origin_group": ("cdn_frontdoor_profile_id", "originGroups"),
    "cdn_frontdoor_route": ("cdn_frontdoor_endpoint_id", "routes"),
    "cdn_frontdoor_security_policy": ("cdn_frontdoor_profile_id", "securityPolicies"),
    "consumption_budget_resource_group": ("resource_group_id", "providers/Microsoft.Consumption/budgets"),
    "container_registry_cache_rule": ("container_registry_id", "cacheRules"),
    "data_protection_backup_instance_kubernetes_cluster": ("vault_id", "backupInstances"),
    "federated_identity_credential": ("parent_id", "federatedIdentityCredentials"),
    "firewall_policy_rule_collection_group": ("firewall_policy_id", "ruleCollectionGroups"),
    "kubernetes_cluster_extension": ("cluster_id", "providers/Microsoft.KubernetesConfiguration/extensions"),
    "kubernetes_cluster_node_pool": ("kubernetes_cluster_id", "agentPools"),
    "kubernetes_cluster_trusted_access_role_binding": ("kubernetes_cluster_id", "trustedAccessRoleBindings"),
    "kubernetes_fleet_member": ("kubernetes_fleet_id", "members"),
    "kubernetes_fleet_update_run": ("kubernetes_fleet_manager_id", "updateRuns"),
    "kubernetes_fleet_update_strategy": ("kubernetes_fleet_manager_id", "updateStrategies"),
    "kubernetes_flux_configuration": ("cluster_id", "providers/Microsoft.KubernetesConfiguration/fluxConfigurations"),
    "monitor_data_collection_rule_association": (
        "target_resource_id",
        "providers/Microsoft.Insights/dataCollectionRuleAssociations",
    ),
    "resource_group_policy_assignment": ("resource_group_id", "providers/Microsoft.Authorization/policyAssignments"),
    "storage_container": ("storage_account_id", "blobServices/default/containers"),
    "traffic_manager_external_endpoint": ("profile_id", "ExternalEndpoints"),
}

# Type: path below the resource group, with arguments in braces.
IN_GROUP = {
    "dns_a_record": "Microsoft.Network/dnsZones/{zone_name}/A/{name}",
    "dns_cname_record": "Microsoft.Network/dnsZones/{zone_name}/CNAME/{name}",
    "dns_txt_record": "Microsoft.Network/dnsZones/{zone_name}/TXT/{name}",
    "eventgrid_system_topic_event_subscription": (
        "Microsoft.EventGrid/systemTopics/{system_topic}/eventSubscriptions/{name}"
    ),
    "log_analytics_solution": "Microsoft.OperationsManagement/solutions/{solution_name}({workspace_name})",
    "private_dns_a_record": "Microsoft.Network/privateDnsZones/{zone_name}/A/{name}",
    "private_dns_zone_virtual_network_link": (
        "Microsoft.Network/privateDnsZones/{private_dns_zone_name}/virtualNetworkLinks/{name}"
    ),
    "subnet": "Microsoft.Network/virtualNetworks/{virtual_network_name}/subnets/{name}",
    "virtual_network_peering": (
        "Microsoft.Network/virtualNetworks/{virtual_network_name}/virtualNetworkPeerings/{name}"
    ),
}

# Type: the whole id, with arguments in braces. An association has the id of its subnet.
WHOLE = {
    "monitor_diagnostic_setting": "{target_resource_id}|{name}",
    "policy_definition": "{subscription}/providers/Microsoft.Authorization/policyDefinitions/{name}",
    "resource_group": "{subscription}/resourceGroups/{name}",
    "nat_gateway_public_ip_association": "{nat_gateway_id}|{public_ip_address_id}",
    "subnet_nat_gateway_association": "{subnet_id}",
    "subnet_network_security_group_association": "{subnet_id}",
    "subnet_route_table_association": "{subnet_id}",
}

# azurerm writes these in another case than Azure's own list of types.
SPELLED = {
    "web_application_firewall_policy": "Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies",
}

# Types that azurerm 4.55.0 cannot import, and what happens without. Source: the Read functions of their resources.
WITHOUT_IMPORT = {
    "log_analytics_workspace_table": "azurerm cannot import it, and making it writes the same settings again",
}
