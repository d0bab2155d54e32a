"""The cluster's edge: key vault, certificates, gateway, ingress identity, and the names between them."""

from datetime import UTC, datetime

import pytest
from conftest import Synthesize

from config.addresses.arithmetic import APPLICATION_GATEWAY_MAX_INSTANCES
from review.kubernetes import manifests, of_kind
from review.terraform import Body, Stacks, addresses, block, every, named, only, resolve
from tools.private_ca import make_root, pem

VAULT_READER_ROLES = {"Key Vault Secrets User", "Key Vault Reader"}
PUBLIC_ZONE = (
    "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-dns"
    "/providers/Microsoft.Network/dnsZones/contoso.com"
)


@pytest.fixture(scope="module")
def cluster(stacks: Stacks) -> Body:
    return stacks["cluster"]


@pytest.fixture(scope="module")
def gateway(cluster: Body) -> Body:
    return only(cluster, "azurerm_application_gateway")


def vault_roles(stack: Body, principal: str) -> dict[str, str]:
    """Terraform address of each role on the vault that this expression has, by the role's name."""
    return {
        body["role_definition_name"]: f"azurerm_role_assignment.{name}"
        for name, body in every(stack, "azurerm_role_assignment").items()
        if body["scope"] == "${azurerm_key_vault.key_vault.id}" and body["principal_id"] == principal
    }


def identity(stack: Body, name: str) -> str:
    (found,) = (key for key, body in every(stack, "azurerm_user_assigned_identity").items() if body["name"] == name)
    return f"azurerm_user_assigned_identity.{found}"


def endpoint(stack: Body) -> str:
    (name,) = every(stack, "azurerm_private_endpoint")
    return f"azurerm_private_endpoint.{name}"


# --- Key vault ------------------------------------------------------------------------------------------------------


def test_vault_lets_entra_roles_decide(cluster: Body) -> None:
    """SEC-01, SEC-07."""
    vault = only(cluster, "azurerm_key_vault")
    assert vault["rbac_authorization_enabled"] is True
    assert vault["sku_name"] == "standard"
    assert "access_policy" not in vault
    assert not every(cluster, "azurerm_key_vault_access_policy")
    for purpose in ("deployment", "disk_encryption", "template_deployment"):
        assert vault[f"enabled_for_{purpose}"] is False


def test_vault_is_closed_except_for_operators(synthesize: Synthesize) -> None:
    """SEC-05, SEC-06: Azure answers every address with its prefix, so a bare one would show up in each plan."""
    ranges = ["198.51.100.0/24", "203.0.113.6/31", "203.0.113.9/32"]
    vault = only(synthesize(**{"operators.ip_ranges": ranges})["cluster"], "azurerm_key_vault")
    assert block(vault["network_acls"]) == {"default_action": "Deny", "bypass": "AzureServices", "ip_rules": ranges}


def test_consumers_come_through_a_private_endpoint(stacks: Stacks, cluster: Body) -> None:
    """NET-33, SEC-06."""
    made = only(cluster, "azurerm_private_endpoint")
    connection = block(made["private_service_connection"])
    assert connection["subresource_names"] == ["vault"]
    assert connection["private_connection_resource_id"] == "${azurerm_key_vault.key_vault.id}"
    assert connection["is_manual_connection"] is False
    assert connection["name"] == "to_vnet-spoke-BU0001A0008-00"
    assert "snet-privatelinkendpoints" in resolve(stacks, "cluster", made["subnet_id"])
    (zone_id,) = block(made["private_dns_zone_group"])["private_dns_zone_ids"]
    assert resolve(stacks, "cluster", zone_id) == "spoke: azurerm_private_dns_zone.vault_zone.id"
    zone = every(stacks["spoke"], "azurerm_private_dns_zone")["vault_zone"]
    assert zone["name"] == "privatelink.vaultcore.azure.net"
    assert made["name"] == f"pe-{only(cluster, 'azurerm_key_vault')['name']}"


def test_a_deleted_vault_can_be_recovered(synthesize: Synthesize, stacks: Stacks) -> None:
    """Production keeps a deleted vault whatever anybody does; elsewhere its name is free again at once."""
    vault = only(stacks["cluster"], "azurerm_key_vault")
    assert vault["soft_delete_retention_days"] == 7
    assert vault["purge_protection_enabled"] is True
    assert block(vault["lifecycle"])["prevent_destroy"] is True
    trial = only(synthesize(environment="preprod")["cluster"], "azurerm_key_vault")
    assert trial["purge_protection_enabled"] is False


def test_vault_and_gateway_send_their_logs(stacks: Stacks, cluster: Body) -> None:
    """SEC-03."""
    wanted: dict[str, tuple[set[str], set[str]]] = {
        "${azurerm_key_vault.key_vault.id}": ({"AuditEvent"}, {"AllMetrics"}),
        "${azurerm_application_gateway.application_gateway.id}": (
            {
                "ApplicationGatewayAccessLog",
                "ApplicationGatewayFirewallLog",
                "ApplicationGatewayPerformanceLog",
            },
            set(),
        ),
    }
    settings = {
        body["target_resource_id"]: body for body in every(cluster, "azurerm_monitor_diagnostic_setting").values()
    }
    for target, (logs, metrics) in wanted.items():
        setting = settings[target]
        assert {log["category"] for log in setting["enabled_log"]} == logs
        assert {metric["category"] for metric in setting.get("enabled_metric", [])} == metrics
        to = resolve(stacks, "cluster", setting["log_analytics_workspace_id"])
        assert to == "spoke: azurerm_log_analytics_workspace.logs.id"


def test_only_gateway_and_ingress_controller_read_the_vault(cluster: Body) -> None:
    """SEC-08, FLOW-11; whoever deploys makes one certificate and writes the other as a secret."""
    readers = {
        f"${{{identity(cluster, name)}.principal_id}}"
        for name in ("mi-appgateway-frontend", "podmi-ingress-controller")
    }
    for principal in readers:
        assert set(vault_roles(cluster, principal)) == VAULT_READER_ROLES
    deployer = "${data.azurerm_client_config.login.object_id}"
    assert set(vault_roles(cluster, deployer)) == {"Key Vault Certificates Officer", "Key Vault Secrets Officer"}
    on_vault = [
        body for body in every(cluster, "azurerm_role_assignment").values() if "azurerm_key_vault" in body["scope"]
    ]
    assert {body["principal_id"] for body in on_vault} == {*readers, deployer}
    for body in on_vault:  # a person deploys, or a pipeline: Azure finds out
        assert body.get("principal_type") == (None if body["principal_id"] == deployer else "ServicePrincipal")


def test_cluster_waits_for_the_vault_that_its_pods_read(cluster: Body) -> None:
    ingress = f"${{{identity(cluster, 'podmi-ingress-controller')}.principal_id}}"
    waits = only(cluster, "azurerm_kubernetes_cluster")["depends_on"]
    assert {endpoint(cluster), *vault_roles(cluster, ingress).values()} <= set(waits)


# --- Certificates ---------------------------------------------------------------------------------------------------


def test_gateway_certificate_is_made_in_the_vault(cluster: Body) -> None:
    """FLOW-05, FLOW-10, SEC-04."""
    body = only(cluster, "azurerm_key_vault_certificate")
    policy = block(body["certificate_policy"])
    assert body["name"] == "gateway-external-pfx-cert"
    assert "certificate" not in body
    assert block(policy["issuer_parameters"]) == {"name": "Self"}
    key = {"key_type": "RSA", "key_size": 2048, "exportable": True, "reuse_key": False}
    assert block(policy["key_properties"]) == key
    assert block(policy["secret_properties"]) == {"content_type": "application/x-pkcs12"}
    x509 = block(policy["x509_certificate_properties"])
    assert x509["subject"] == "CN=bicycle.contoso.com"
    assert block(x509["subject_alternative_names"]) == {"dns_names": ["bicycle.contoso.com"]}
    assert x509["key_usage"] == ["digitalSignature"]
    assert x509["extended_key_usage"] == ["1.3.6.1.5.5.7.3.1"]
    assert x509["validity_in_months"] == 12
    renewal = block(policy["lifetime_action"])
    assert block(renewal["action"]) == {"action_type": "AutoRenew"}
    assert 30 <= block(renewal["trigger"])["days_before_expiry"] < 365


def test_the_ingress_certificate_is_passed_as_a_variable_and_not_in_the_state(cluster: Body) -> None:
    """SEC-04: an ephemeral variable in a write-only argument is in no plan and no state."""
    secret = only(cluster, "azurerm_key_vault_secret")
    assert secret["value_wo"] == "${var.ingress_leaf}"
    assert "value" not in secret
    leaf = cluster["variable"]["ingress_leaf"]
    assert leaf["ephemeral"] is True
    assert leaf["sensitive"] is True
    assert leaf["nullable"] is False
    assert "default" not in leaf
    used = [address for address, body in addresses(cluster) if "var.ingress_leaf}" in str(body)]
    assert used == ["azurerm_key_vault_secret.ingress_certificate"]
    assert "var.ingress_leaf}" not in str(cluster["output"])


def test_new_ingress_certificate_is_written(cluster: Body) -> None:
    """azurerm writes a write-only value when its version changes, and the expiry changes with every certificate."""
    secret = only(cluster, "azurerm_key_vault_secret")
    assert secret["value_wo_version"] == "${var.ingress_leaf_expiry}"
    assert secret["expiration_date"] == '${timeadd("1970-01-01T00:00:00Z", "${var.ingress_leaf_expiry}s")}'
    assert cluster["variable"]["ingress_leaf_expiry"]["type"] == "number"


def test_vault_objects_wait_until_the_deployer_may_write_them(cluster: Body) -> None:
    roles = vault_roles(cluster, "${data.azurerm_client_config.login.object_id}")
    for type_ in ("azurerm_key_vault_certificate", "azurerm_key_vault_secret"):
        body = only(cluster, type_)
        # The cluster takes as long to be made as the roles to be in force.
        assert {*roles.values(), endpoint(cluster), "azurerm_kubernetes_cluster.cluster"} <= set(body["depends_on"])


def test_no_secret_is_written_anywhere(stacks: Stacks) -> None:
    """SEC-04."""
    for name, stack in stacks.items():
        assert "-----BEGIN" not in str(stack), name
        for address, body in addresses(stack):
            assert not address.startswith("kubernetes_secret"), address
            assert not address.startswith("azurerm_key_vault_secret.") or "value" not in body, address


def test_an_expiring_certificate_raises_an_alert(cluster: Body) -> None:
    """Key Vault logs the event once, 30 days before: a window shorter than the frequency would miss it."""
    alert = named(cluster, "azurerm_monitor_scheduled_query_rules_alert_v2", "CertificateNearExpiry")
    query = block(alert["criteria"])["query"]
    assert f'Resource =~ "{only(cluster, "azurerm_key_vault")["name"]}"' in query
    for operation in (
        "SecretNearExpiryEventGridNotification",
        "SecretExpiredEventGridNotification",
        "CertificateNearExpiryEventGridNotification",
        "CertificateExpiredEventGridNotification",
    ):
        assert f'"{operation}"' in query
    assert (alert["evaluation_frequency"], alert["window_duration"]) == ("PT1H", "P1D")
    settings = every(cluster, "azurerm_monitor_diagnostic_setting").values()
    (audit,) = (each for each in settings if each["target_resource_id"] == "${azurerm_key_vault.key_vault.id}")
    assert {"category": "AuditEvent"} in audit["enabled_log"]
    assert alert["scopes"] == [audit["log_analytics_workspace_id"]]


# --- Application Gateway --------------------------------------------------------------------------------------------


def test_every_request_passes_the_web_application_firewall(cluster: Body, gateway: Body) -> None:
    """NET-07, NET-25, NET-26, FLOW-08."""
    policy = only(cluster, "azurerm_web_application_firewall_policy")
    settings = block(policy["policy_settings"])
    assert settings["enabled"] is True
    assert settings["mode"] == "Prevention"
    assert settings["file_upload_limit_in_mb"] == 10
    rules = block(policy["managed_rules"])
    assert {(each["type"], each["version"]) for each in rules["managed_rule_set"]} == {
        ("OWASP", "3.2"),
        ("Microsoft_BotManagerRuleSet", "1.0"),
    }
    assert not {"exclusion", "custom_rules"} & {*rules, *policy}
    (name,) = every(cluster, "azurerm_web_application_firewall_policy")
    assert gateway["firewall_policy_id"] == f"${{azurerm_web_application_firewall_policy.{name}.id}}"
    assert block(gateway["sku"]) == {"name": "WAF_v2", "tier": "WAF_v2"}
    assert (policy["name"][:8], gateway["name"][:8]) == ("waf-aks-", "apw-aks-")


def test_clients_find_one_public_frontend(stacks: Stacks, cluster: Body, gateway: Body) -> None:
    """NET-27, FLOW-06, NET-07: nothing else of the cluster stack has a public address."""
    frontend = block(gateway["frontend_ip_configuration"])
    address = resolve(stacks, "cluster", frontend["public_ip_address_id"])
    assert address == "spoke: azurerm_public_ip.gateway_address.id"
    public = every(stacks["spoke"], "azurerm_public_ip")["gateway_address"]
    assert (public["sku"], public["allocation_method"]) == ("Standard", "Static")
    assert not every(cluster, "azurerm_public_ip")
    subnet = resolve(stacks, "cluster", block(gateway["gateway_ip_configuration"])["subnet_id"])
    assert "snet-applicationgateway" in subnet


def test_clients_speak_tls_12_with_a_name(gateway: Body) -> None:
    """FLOW-01, FLOW-02, FLOW-03, FLOW-06."""
    assert [port["port"] for port in gateway["frontend_port"]] == [443]
    for listener in gateway["http_listener"]:
        assert listener["protocol"] == "Https"
        assert listener["require_sni"] is True
        assert listener["host_name"] == "bicycle.contoso.com"
        assert "host_names" not in listener
    assert block(gateway["ssl_policy"]) == {
        "policy_type": "Custom",
        "min_protocol_version": "TLSv1_2",
        "cipher_suites": ["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
    }
    assert gateway["enable_http2"] is False
    assert "redirect_configuration" not in gateway


def test_gateway_reads_its_certificate_with_its_own_identity(cluster: Body, gateway: Body) -> None:
    """FLOW-10, FLOW-11: by a version-less id, so that a renewed one is taken up."""
    certificate = block(gateway["ssl_certificate"])
    assert certificate["key_vault_secret_id"] == (
        "${azurerm_key_vault_certificate.gateway_certificate.versionless_secret_id}"
    )
    assert not {"data", "password"} & set(certificate)
    who = identity(cluster, "mi-appgateway-frontend")
    assert block(gateway["identity"]) == {"type": "UserAssigned", "identity_ids": [f"${{{who}.id}}"]}
    roles = vault_roles(cluster, f"${{{who}.principal_id}}")
    assert {endpoint(cluster), *roles.values()} <= set(gateway["depends_on"])


def test_traffic_to_the_cluster_is_encrypted_again(gateway: Body) -> None:
    """FLOW-05, FLOW-12, FLOW-13: with the ingress controller's own certificate, and no other is trusted."""
    backend = "bu0001a0008-00.aks-ingress.contoso.com"
    assert block(gateway["backend_address_pool"]) == {"name": backend, "fqdns": [backend]}
    settings, probe = block(gateway["backend_http_settings"]), block(gateway["probe"])
    assert (settings["protocol"], settings["port"]) == ("Https", 443)
    assert settings["pick_host_name_from_backend_address"] is True
    assert settings["cookie_based_affinity"] == "Disabled"
    assert settings["request_timeout"] == 20
    assert settings["probe_name"] == probe["name"] == f"probe-{backend}"
    assert (probe["protocol"], probe["path"]) == ("Https", "/favicon.ico")
    assert probe["pick_host_name_from_backend_http_settings"] is True
    assert (probe["interval"], probe["timeout"], probe["unhealthy_threshold"]) == (30, 30, 3)
    root = block(gateway["trusted_root_certificate"])
    assert settings["trusted_root_certificate_names"] == [root["name"]]
    assert root == {"name": root["name"], "data": "${var.ingress_root}"}


def test_gateway_stays_when_the_ingress_certificate_is_renewed(cluster: Body, gateway: Body) -> None:
    """A renewal changes the leaf and its expiry: the gateway reads neither, nor the secret that holds them."""
    assert "ingress_leaf" not in str(gateway)
    assert "azurerm_key_vault_secret" not in str(gateway)
    root = cluster["variable"]["ingress_root"]
    assert not {"sensitive", "ephemeral"} & root.keys(), "a reviewer sees in the plan that the root changes"


def test_routing_rule_joins_listener_and_backend(gateway: Body) -> None:
    """FLOW-09: azurerm joins the parts by their names, and a name that leads nowhere is only noticed by Azure."""
    rule, listener = block(gateway["request_routing_rule"]), block(gateway["http_listener"])
    assert (rule["rule_type"], rule["priority"]) == ("Basic", 100)
    for name, part in (
        (rule["http_listener_name"], listener),
        (rule["backend_address_pool_name"], block(gateway["backend_address_pool"])),
        (rule["backend_http_settings_name"], block(gateway["backend_http_settings"])),
        (listener["frontend_port_name"], block(gateway["frontend_port"])),
        (listener["frontend_ip_configuration_name"], block(gateway["frontend_ip_configuration"])),
        (listener["ssl_certificate_name"], block(gateway["ssl_certificate"])),
    ):
        assert name == part["name"]


def test_gateway_spans_zones_and_scales_as_planned(synthesize: Synthesize, gateway: Body) -> None:
    """BC-13; the address plan keeps as many addresses."""
    assert gateway["zones"] == ["1", "2", "3"]
    scale = {"min_capacity": 0, "max_capacity": APPLICATION_GATEWAY_MAX_INSTANCES}
    assert block(gateway["autoscale_configuration"]) == scale
    assert APPLICATION_GATEWAY_MAX_INSTANCES == 10
    assert "capacity" not in block(gateway["sku"])


# --- Names ----------------------------------------------------------------------------------------------------------


def test_backend_host_name_resolves_to_the_load_balancer(stacks: Stacks, cluster: Body) -> None:
    """FLOW-13."""
    record = only(cluster, "azurerm_private_dns_a_record")
    assert (record["name"], record["ttl"], record["records"]) == ("bu0001a0008-00", 3600, ["10.240.4.4"])
    zone = resolve(stacks, "cluster", record["zone_name"])
    assert zone == "spoke: azurerm_private_dns_zone.ingress_zone.name"
    assert every(stacks["spoke"], "azurerm_private_dns_zone")["ingress_zone"]["name"] == "aks-ingress.contoso.com"


def test_the_public_record_is_made_only_in_a_configured_zone(synthesize: Synthesize, stacks: Stacks) -> None:
    """FLOW-07."""
    assert not every(stacks["cluster"], "azurerm_dns_a_record")
    given = synthesize(**{"dns.public_zone_id": PUBLIC_ZONE})
    record = only(given["cluster"], "azurerm_dns_a_record")
    assert (record["name"], record["zone_name"], record["resource_group_name"]) == ("bicycle", "contoso.com", "rg-dns")
    target = resolve(given, "cluster", record["target_resource_id"])
    assert target == "spoke: azurerm_public_ip.gateway_address.id"
    assert record["provider"] == "azurerm.dns"
    providers = given["cluster"]["provider"]["azurerm"]
    (dns,) = (each for each in providers if each.get("alias") == "dns")
    assert dns["subscription_id"] == PUBLIC_ZONE.split("/")[2]


# --- Options --------------------------------------------------------------------------------------------------------


def test_imported_certificates_replace_generated_ones(synthesize: Synthesize) -> None:
    root = make_root(name="Contoso root", now=datetime(2026, 1, 1, tzinfo=UTC))
    text = pem(root.certificate).decode()
    given = {"tls.gateway_certificate": "shop-tls", "tls.ingress_certificate": "ingress-tls", "tls.ingress_root": text}
    stacks = synthesize(**given)
    cluster = stacks["cluster"]
    assert not every(cluster, "azurerm_key_vault_certificate")
    assert not every(cluster, "azurerm_key_vault_secret")
    assert not {"ingress_root", "ingress_leaf", "ingress_leaf_expiry"} & cluster.get("variable", {}).keys()
    gateway = only(cluster, "azurerm_application_gateway")
    secret_id = block(gateway["ssl_certificate"])["key_vault_secret_id"]
    assert secret_id == "${azurerm_key_vault.key_vault.vault_uri}secrets/shop-tls"
    assert block(gateway["trusted_root_certificate"])["data"] == text
    (found,) = cluster["data"]["azurerm_key_vault_certificate"].values()
    assert (found["name"], found["key_vault_id"]) == ("ingress-tls", "${azurerm_key_vault.key_vault.id}")
    (role,) = (each.partition(".")[2] for each in found["depends_on"])
    assert every(cluster, "azurerm_role_assignment")[role]["role_definition_name"] == "Key Vault Certificates Officer"
    (provider,) = of_kind(manifests(stacks["bootstrap"]), "SecretProviderClass")
    assert "objectName: 'ingress-tls'\n" in provider["spec"]["parameters"]["objects"]
    deployer = "${data.azurerm_client_config.login.object_id}"
    assert set(vault_roles(cluster, deployer)) == {"Key Vault Certificates Officer"}, "it reads no secret then"


# --- Workload identity ----------------------------------------------------------------------------------------------


def test_ingress_controller_signs_in_with_its_service_account(synthesize: Synthesize, cluster: Body) -> None:
    """IDN-20, IDN-21; ING-02 is the kind of load balancer it gets."""
    aks = only(cluster, "azurerm_kubernetes_cluster")
    assert aks["oidc_issuer_enabled"] is True
    assert aks["workload_identity_enabled"] is True
    assert block(aks["network_profile"])["load_balancer_sku"] == "standard"
    credential = only(cluster, "azurerm_federated_identity_credential")
    assert credential["name"] == "ingress-controller"
    assert credential["issuer"] == "${azurerm_kubernetes_cluster.cluster.oidc_issuer_url}"
    assert credential["subject"] == "system:serviceaccount:a0008:traefik-ingress-controller"
    assert credential["audience"] == ["api://AzureADTokenExchange"]
    assert credential["parent_id"] == f"${{{identity(cluster, 'podmi-ingress-controller')}.id}}"
    other = synthesize(workloads=[{"namespace": "shop"}])["cluster"]
    subject = only(other, "azurerm_federated_identity_credential")["subject"]
    assert subject == "system:serviceaccount:shop:traefik-ingress-controller"


def test_secrets_reach_pods_through_the_csi_driver(cluster: Body) -> None:
    """SEC-02, SEC-10."""
    driver = block(only(cluster, "azurerm_kubernetes_cluster")["key_vault_secrets_provider"])
    assert driver == {"secret_rotation_enabled": True, "secret_rotation_interval": "2m"}


def test_other_workloads_get_their_own_identities(synthesize: Synthesize) -> None:
    """IDN-22."""
    scope = (
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-data"
        "/providers/Microsoft.Storage/storageAccounts/stdata"
    )
    orders = {
        "name": "orders",
        "namespace": "a0008",
        "service_account": "orders-api",
        "roles": [{"role": "Storage Blob Data Reader", "scope": scope}],
    }
    cluster = synthesize(workload_identities=[orders])["cluster"]
    who = identity(cluster, "podmi-orders")
    credential = named(cluster, "azurerm_federated_identity_credential", "orders")
    assert credential["parent_id"] == f"${{{who}.id}}"
    assert credential["subject"] == "system:serviceaccount:a0008:orders-api"
    (role,) = (
        body
        for body in every(cluster, "azurerm_role_assignment").values()
        if body["principal_id"] == f"${{{who}.principal_id}}"
    )
    assert (role["role_definition_name"], role["scope"]) == ("Storage Blob Data Reader", scope)


# --- Outputs --------------------------------------------------------------------------------------------------------


def test_outputs_name_the_addresses_that_people_need(stacks: Stacks, cluster: Body) -> None:
    """FLOW-06."""
    outputs = cluster["output"]
    address = resolve(stacks, "cluster", outputs["gateway_address"]["value"])
    assert address == "spoke: azurerm_public_ip.gateway_address.ip_address"
    assert outputs["gateway_url"]["value"] == "https://bicycle.contoso.com"
    assert outputs["vault_name"]["value"] == only(cluster, "azurerm_key_vault")["name"]
    who = identity(cluster, "podmi-ingress-controller")
    assert outputs["ingress_client_id"]["value"] == f"${{{who}.client_id}}"
    for name in ("gateway_address", "gateway_url", "vault_name", "ingress_client_id"):
        assert outputs[name]["description"]
