"""Every construct of `edge` builds alone in an empty stack, from plain values."""

from ipaddress import IPv4Network

import pytest
from alone import GROUP_ID, SUBNET_ID, WORKSPACE_ID, ZONAL, made, synthesized
from cdktf import TerraformStack
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup

from aks_baseline.edge.application_gateway import IngressGateway
from aks_baseline.edge.certificates import ingress_leaf, self_issued_certificate, trusted_root
from aks_baseline.edge.gateway_backend import Backend
from aks_baseline.edge.gateway_listener import Listener
from aks_baseline.edge.key_vault import NewVault, SecretsVault
from aks_baseline.edge.waf_policy import waf_policy
from aks_baseline.edge.waf_rules import Condition, Exclusion, OwnRule, Waf
from aks_baseline.network.private_endpoint import EndpointPlace
from review.terraform import block, every, only

VAULT_ID = f"{GROUP_ID}/providers/Microsoft.KeyVault/vaults/kv-alone"
ZONE_ID = f"{GROUP_ID}/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"


def gateway(stack: TerraformStack) -> IngressGateway:
    return IngressGateway(
        stack,
        "gateway",
        name="apw",
        waf=Waf(name="waf"),
        at=ZONAL,
        subnet_id=SUBNET_ID,
        listener=Listener(
            host="shop.example.com", address_id="pip", certificate_secret_id="secret", identity_id="reader"
        ),
        backend=Backend(host="aks.example.com", trusted_root="PEM"),
        max_instances=10,
        after=[ResourceGroup(stack, "group", name="rg", location="eastus2")],
        workspace_id=WORKSPACE_ID,
    )


def vault(stack: TerraformStack, *, purge_protection: bool = True) -> SecretsVault:
    return SecretsVault(
        stack,
        "vault",
        vault=NewVault(
            name="kv-alone",
            tenant_id="tenant",
            ip_ranges=[IPv4Network("203.0.113.0/24")],
            purge_protection=purge_protection,
            workspace_id=WORKSPACE_ID,
            lifecycle=None,
        ),
        at=ZONAL,
        endpoint=EndpointPlace(subnet_id=SUBNET_ID, zone_id=ZONE_ID, connection="to_vnet"),
    )


def test_ingress_gateway() -> None:
    body = synthesized(gateway)
    assert made(body) == {
        "resource_group": 1,
        "application_gateway": 1,
        "web_application_firewall_policy": 1,
        "monitor_diagnostic_setting": 1,
    }
    apw = only(body, "azurerm_application_gateway")
    assert apw["depends_on"] == ["azurerm_resource_group.group"]
    assert block(apw["http_listener"])["host_name"] == "shop.example.com"
    assert block(apw["frontend_ip_configuration"])["public_ip_address_id"] == "pip"
    assert block(apw["ssl_certificate"])["key_vault_secret_id"] == "secret"
    assert block(apw["identity"])["identity_ids"] == ["reader"]
    assert block(apw["trusted_root_certificate"])["data"] == "PEM"


def test_all_requests_of_the_gateway_go_to_the_backend() -> None:
    apw = only(synthesized(gateway), "azurerm_application_gateway")
    rule, pool = block(apw["request_routing_rule"]), block(apw["backend_address_pool"])
    settings = block(apw["backend_http_settings"])
    assert rule["http_listener_name"] == block(apw["http_listener"])["name"]
    assert (rule["backend_address_pool_name"], pool["fqdns"]) == (pool["name"], ["aks.example.com"])
    assert rule["backend_http_settings_name"] == settings["name"]
    assert settings["probe_name"] == block(apw["probe"])["name"]
    assert settings["trusted_root_certificate_names"] == [block(apw["trusted_root_certificate"])["name"]]


def test_requests_beside_front_door_are_blocked_before_any_other_rule_lets_them_in() -> None:
    path = Condition(
        variable="RequestUri", selector=None, operator="Contains", values=["/health"], negate=False, transforms=[]
    )
    let_in = OwnRule(name="LetIn", priority=2, action="Allow", conditions=[path])
    body = synthesized(
        lambda stack: waf_policy(stack, "waf", name="waf", at=ZONAL, front_door_id="door", rules=[let_in])
    )
    rules = only(body, "azurerm_web_application_firewall_policy")["custom_rules"]
    first, second = sorted(rules, key=lambda rule: rule["priority"])
    assert (first["name"], first["action"], second["name"]) == ("OnlyFrontDoor", "Block", "LetIn")
    assert block(first["match_conditions"])["match_values"] == ["door"]


def test_waf_policy() -> None:
    cookie = Exclusion(variable="RequestCookieNames", operator="Equals", selector="session", rules=["942100"])
    body = synthesized(lambda stack: waf_policy(stack, "waf", name="waf", at=ZONAL, exclusions=[cookie]))
    assert made(body) == {"web_application_firewall_policy": 1}
    assert (
        block(block(only(body, "azurerm_web_application_firewall_policy")["managed_rules"])["exclusion"])["selector"]
        == "session"
    )
    policy = only(body, "azurerm_web_application_firewall_policy")
    assert block(policy["policy_settings"]) == {
        "enabled": True,
        "mode": "Prevention",
        "request_body_check": True,
        "file_upload_limit_in_mb": 10,
    }
    rule_sets = block(policy["managed_rules"])["managed_rule_set"]
    assert [each["type"] for each in rule_sets] == ["OWASP", "Microsoft_BotManagerRuleSet"]


def test_secrets_vault() -> None:
    body = synthesized(vault)
    assert made(body) == {"key_vault": 1, "private_endpoint": 1, "monitor_diagnostic_setting": 1}
    rules = block(only(body, "azurerm_key_vault")["network_acls"])
    assert (rules["default_action"], rules["ip_rules"]) == ("Deny", ["203.0.113.0/24"])
    endpoint = only(body, "azurerm_private_endpoint")
    assert endpoint["subnet_id"] == SUBNET_ID
    assert block(endpoint["private_dns_zone_group"])["private_dns_zone_ids"] == [ZONE_ID]
    connection = block(endpoint["private_service_connection"])
    assert (connection["name"], connection["subresource_names"]) == ("to_vnet", ["vault"])


@pytest.mark.parametrize("protected", [True, False])
def test_purge_protection_follows_its_argument(protected: bool) -> None:
    body = synthesized(lambda stack: vault(stack, purge_protection=protected))
    assert only(body, "azurerm_key_vault")["purge_protection_enabled"] is protected


def test_roles_on_the_vault() -> None:
    def build(stack: TerraformStack) -> None:
        made = vault(stack)
        made.grant_reading("gateway", to="reader", whom="The gateway")
        made.grant_certificates("certificates", to="deployer")
        made.grant_secrets("secrets", to="deployer")

    roles = every(synthesized(build), "azurerm_role_assignment").values()
    assert {(role["principal_id"], role["role_definition_name"]) for role in roles} == {
        ("reader", "Key Vault Secrets User"),
        ("reader", "Key Vault Reader"),
        ("deployer", "Key Vault Certificates Officer"),
        ("deployer", "Key Vault Secrets Officer"),
    }
    assert {role["scope"] for role in roles} == {"${azurerm_key_vault.vault.id}"}


def test_self_issued_certificate() -> None:
    body = synthesized(
        lambda stack: self_issued_certificate(
            stack, "certificate", name="gateway", host="shop.example.com", vault_id=VAULT_ID, after=[]
        )
    )
    assert made(body) == {"key_vault_certificate": 1}
    policy = block(only(body, "azurerm_key_vault_certificate")["certificate_policy"])
    assert block(policy["issuer_parameters"])["name"] == "Self"
    names = block(block(policy["x509_certificate_properties"])["subject_alternative_names"])
    assert names["dns_names"] == ["shop.example.com"]


def test_trusted_root() -> None:
    body = synthesized(lambda stack: trusted_root(stack))
    assert made(body) == {}
    assert body["variable"]["ingress_root"]["nullable"] is False


def test_ingress_leaf() -> None:
    body = synthesized(lambda stack: ingress_leaf(stack, "leaf", name="ingress", vault_id=VAULT_ID, after=[]))
    assert made(body) == {"key_vault_secret": 1}
    secret = only(body, "azurerm_key_vault_secret")
    assert (secret["value_wo"], secret.get("value")) == ("${var.ingress_leaf}", None)
    assert secret["value_wo_version"] == "${var.ingress_leaf_expiry}"
    assert body["variable"]["ingress_leaf"]["ephemeral"] is True
