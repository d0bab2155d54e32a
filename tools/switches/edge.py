"""Switches of the way in to the workloads, the registry and Azure Policy."""

from tools.switches.samples import DNS_ZONE, MANAGEMENT_GROUP, REGISTRY
from tools.switches.switch import NONE, Having, Made, Switch, To

WAF = "azurerm_web_application_firewall_policy"
ASSIGNMENT = "azurerm_resource_group_policy_assignment"

SWITCHES = (
    Switch(
        key="ingress.controller: none",
        settings={"ingress.controller": "none", "sample_workload": False},
        rows="ING-14",
        makes=(Made("bootstrap", "helm_release.traefik", "", NONE),),
    ),
    Switch(
        key="ingress.controller: agic",
        settings={"ingress.controller": "agic"},
        rows="ING-13",
        makes=(
            Made(
                "cluster",
                "azurerm_kubernetes_cluster",
                "ingress_application_gateway.gateway_id",
                To("azurerm_application_gateway", "cluster"),
            ),
            Made("cluster", "azurerm_application_gateway", "lifecycle.ignore_changes", Having("http_listener")),
            Made("cluster", "azurerm_role_assignment", "role_definition_name", "Managed Identity Operator"),
            Made("bootstrap", "helm_release.traefik", "", NONE),
            Made("bootstrap", "kubernetes_ingress_v1", "spec.ingress_class_name", "azure-application-gateway"),
        ),
    ),
    Switch(
        key="ingress.replicas",
        settings={"ingress.replicas": 4},
        makes=(Made("bootstrap", "helm_release.traefik", "values", Having("replicas: 4")),),
    ),
    Switch(
        key="dns.public_zone_id",
        settings={"dns.public_zone_id": DNS_ZONE},
        rows="FLOW-07",
        makes=(Made("cluster", "azurerm_dns_a_record", "zone_name", "contoso.com"),),
    ),
    Switch(
        key="tls.gateway_certificate",
        settings={"tls.gateway_certificate": "bicycle"},
        makes=(Made("cluster", "azurerm_key_vault_certificate", "", NONE),),
    ),
    Switch(
        key="tls.to_pod",
        settings={"tls.to_pod": True},
        rows="FLOW-14",
        makes=(
            Made("bootstrap", "helm_release.traefik", "values", Having("serversTransports")),
            Made("bootstrap", "kubernetes_service_v1", "metadata.annotations", Having("serversscheme': 'https'")),
            Made("bootstrap", "kubernetes_deployment_v1", "spec.template.spec.volume.csi.driver"),
            Made("cluster", "azurerm_federated_identity_credential", "name", "aspnetapp"),
        ),
    ),
    Switch(
        key="waf.exclusions",
        settings={
            "waf.exclusions": [
                {"variable": "RequestCookieNames", "operator": "Equals", "selector": "session", "rules": ["942100"]}
            ]
        },
        makes=(
            Made("cluster", WAF, "managed_rules.exclusion.selector", "session"),
            Made("cluster", WAF, "managed_rules.exclusion.excluded_rule_set.rule_group.excluded_rules", ["942100"]),
        ),
    ),
    Switch(
        key="waf.rules",
        settings={
            "waf.rules": [
                {
                    "name": "LimitLogin",
                    "priority": 10,
                    "action": "Block",
                    "conditions": [{"variable": "RequestUri", "operator": "BeginsWith", "values": ["/login"]}],
                    "rate_limit": {"requests": 100},
                }
            ]
        },
        makes=(Made("cluster", WAF, "custom_rules.rate_limit_threshold", 100),),
    ),
    Switch(
        key="registry.name",
        settings={"registry.name": "acrcontosobicycle"},
        makes=(Made("spoke", "azurerm_container_registry", "name", "acrcontosobicycle"),),
    ),
    Switch(
        key="registry.existing_id",
        settings={"registry.existing_id": REGISTRY},
        rows="IMG-08",
        makes=(
            Made("spoke", "azurerm_container_registry", "", NONE),
            Made(
                "spoke",
                "azurerm_private_endpoint",
                "private_service_connection.private_connection_resource_id",
                REGISTRY,
            ),
            Made("cluster", "azurerm_role_assignment", "scope", REGISTRY),
            Made("cluster", ASSIGNMENT, "parameters", Having("acrshared")),
        ),
    ),
    Switch(
        key="geo_redundancy_location",
        settings={"geo_redundancy_location": "westus2"},
        rows="BC-24",
        makes=(Made("spoke", "azurerm_container_registry", "georeplications.location", "westus2"),),
    ),
    Switch(
        key="images.allow_mcr: false",
        settings={"images.allow_mcr": False},
        makes=(Made("cluster", ASSIGNMENT, "parameters", Having(r"azurecr\\.io)/.+$")),),
    ),
    Switch(
        key="policy.initiative: baseline",
        settings={"policy.initiative": "baseline"},
        rows="POL-03",
        makes=(Made("cluster", ASSIGNMENT, "policy_definition_id", Having("a8640138-9b0a-4a28-b8cb-1666c838647d")),),
    ),
    Switch(
        key="policy.initiative: none",
        settings={"policy.initiative": "none"},
        makes=(Made("cluster", f"{ASSIGNMENT}.policies_pod-security_6A8FD1CD", "", NONE),),
    ),
    Switch(
        key="policy.overrides",
        settings={"policy.overrides": {"no-default-namespace": "Deny"}},
        rows="POL-08",
        makes=(
            Made("cluster", f"{ASSIGNMENT}.policies_no-default-namespace_FE7086A3", "parameters", Having('"Deny"')),
        ),
    ),
    Switch(
        key="policy.exempt_namespaces",
        settings={"policy.exempt_namespaces": ["legacy"]},
        rows="POL-10",
        makes=(Made("cluster", f"{ASSIGNMENT}.policies_container-limits_A325D75A", "parameters", Having('"legacy"')),),
    ),
    Switch(
        key="policy.services",
        settings={"policy.services": ["key_vault", "application_gateway"]},
        makes=(Made("cluster", ASSIGNMENT, "name", Having("vault")),),
    ),
    Switch(
        key="policy.require_tags",
        settings={"policy.require_tags": ["Business unit"]},
        rows="POL-07",
        makes=(Made("cluster", ASSIGNMENT, "parameters", Having('"tagName": {"value": "Business unit"}')),),
    ),
    Switch(
        key="policy.required_names",
        settings={"policy.required_names": {"Microsoft.KeyVault/vaults": "kv-*"}},
        makes=(Made("cluster", "azurerm_policy_definition", "policy_rule", Having('"notLike": "kv-*"')),),
    ),
    Switch(
        key="policy.allowed_vm_sizes",
        settings={"policy.allowed_vm_sizes": ["Standard_DS2_v2", "Standard_DS4_v2"]},
        rows="OPS-16 POL-07",
        makes=(Made("cluster", ASSIGNMENT, "parameters", Having("listOfAllowedSKUs")),),
    ),
    Switch(
        key="policy.management_group_id",
        settings={"policy.management_group_id": MANAGEMENT_GROUP, "policy.require_tags": ["Environment"]},
        rows="POL-14",
        makes=(
            Made("cluster", "azurerm_management_group_policy_assignment", "management_group_id", MANAGEMENT_GROUP),
            Made("cluster", "azurerm_policy_definition", "management_group_id", MANAGEMENT_GROUP),
        ),
    ),
    Switch(
        key="policy.folder",
        settings={"policy.folder": "policies"},
        rows="POL-12",
        makes=(
            Made("cluster", "azurerm_policy_definition", "display_name", "Workloads have an owner"),
            Made("cluster", ASSIGNMENT, "name", "required-owner"),
        ),
    ),
    Switch(
        key="policy.custom_initiative",
        settings={"policy.custom_initiative": True},
        rows="POL-17",
        makes=(
            Made("cluster", "azurerm_policy_set_definition", "policy_definition_reference.reference_id"),
            Made("cluster", ASSIGNMENT, "policy_definition_id", To("azurerm_policy_set_definition", "cluster")),
        ),
    ),
    Switch(
        key="defender.subscription_plan",
        settings={"defender.subscription_plan": True},
        rows="SECMON-02 SECMON-03 SECMON-04",
        makes=(
            Made("spoke", "azurerm_security_center_subscription_pricing", "tier", "Standard"),
            Made("spoke", "azurerm_security_center_contact", "alert_notifications", True),
        ),
    ),
)
