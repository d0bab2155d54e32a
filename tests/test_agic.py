"""Application Gateway Ingress Controller in Traefik's place. ING-13."""

import json

import pytest
from conftest import Synthesize

from review.terraform import Stacks, addresses, block, every, only, resolve

IDENTITY = (
    "cluster: azurerm_kubernetes_cluster.cluster.ingress_application_gateway[0]"
    ".ingress_application_gateway_identity[0].object_id"
)


@pytest.fixture(scope="module")
def agic(synthesize: Synthesize) -> Stacks:
    return synthesize(**{"ingress.controller": "agic"})


def test_the_gateway_is_made_before_the_cluster_and_nothing_leads_back(agic: Stacks) -> None:
    add_on = block(only(agic["cluster"], "azurerm_kubernetes_cluster")["ingress_application_gateway"])
    assert add_on["gateway_id"].startswith("${azurerm_application_gateway.")
    for type_ in ("azurerm_application_gateway", "azurerm_key_vault_certificate"):
        assert "azurerm_kubernetes_cluster" not in json.dumps(only(agic["cluster"], type_))


def test_terraform_ignores_what_the_controller_writes_and_nothing_else(agic: Stacks) -> None:
    gateway = only(agic["cluster"], "azurerm_application_gateway")
    ignored = set(gateway["lifecycle"]["ignore_changes"])
    assert {"http_listener", "request_routing_rule", "backend_address_pool", "backend_http_settings"} < ignored
    assert {"probe", "url_path_map", "redirect_configuration", "ssl_certificate", "frontend_port"} < ignored
    assert "trusted_root_certificate" in ignored  # Azure removes none that the settings of a backend refer to
    kept = {"firewall_policy_id", "ssl_policy", "sku", "identity", "autoscale_configuration", "zones"}
    assert not ignored & kept
    assert kept <= gateway.keys()


def test_the_add_on_may_write_the_gateway_and_join_what_it_refers_to(agic: Stacks) -> None:
    granted = {
        (body["role_definition_name"], resolve(agic, "cluster", body["scope"]).rpartition(": ")[2].partition(".")[0])
        for body in every(agic["cluster"], "azurerm_role_assignment").values()
        if resolve(agic, "cluster", body["principal_id"]) == IDENTITY
    }
    assert granted == {
        ("Network Contributor", "azurerm_application_gateway"),
        ("Network Contributor", "azurerm_subnet"),
        ("Network Contributor", "azurerm_public_ip"),
        ("Network Contributor", "azurerm_web_application_firewall_policy"),
        ("Managed Identity Operator", "azurerm_user_assigned_identity"),
    }


def test_nothing_of_traefik_is_left(agic: Stacks) -> None:
    made = (address for stack in agic.values() for address, _ in addresses(stack))
    found = {each for each in made if "cache_rule" not in each}  # the registry keeps the image
    assert not [each for each in found if "traefik" in each or "ingress_identity" in each or "ingress_leaf" in each]
    assert not every(agic["cluster"], "azurerm_key_vault_secret")
    assert not every(agic["cluster"], "azurerm_private_dns_a_record")


def test_the_sample_has_a_route_of_the_gateway(agic: Stacks) -> None:
    ingress = only(agic["bootstrap"], "kubernetes_ingress_v1")
    spec, metadata = block(ingress["spec"]), block(ingress["metadata"])
    assert spec["ingress_class_name"] == "azure-application-gateway"
    assert block(spec["rule"])["host"] == block(spec["tls"])["hosts"][0] == "bicycle.contoso.com"
    gateway = only(agic["cluster"], "azurerm_application_gateway")
    assert metadata["annotations"] == {
        "kubernetes.io/ingress.allow-http": "false",
        "appgw.ingress.kubernetes.io/appgw-ssl-certificate": block(gateway["ssl_certificate"])["name"],
    }


def test_pods_let_in_the_gateway_and_their_subnet_does_too(synthesize: Synthesize) -> None:
    made = synthesize(
        **{
            "ingress.controller": "agic",
            "workloads": [{"namespace": "a0008"}, {"namespace": "shop", "ports": [9090]}],
        }
    )
    policies = [
        block(body["spec"])
        for body in every(made["bootstrap"], "kubernetes_network_policy_v1").values()
        if block(body["metadata"])["name"] == "allow-only-ingress-to-workload"
    ]
    sources = {block(block(block(spec["ingress"])["from"])["ip_block"])["cidr"] for spec in policies}
    assert (len(policies), sources) == (2, {"10.240.5.0/24"})
    (nodes,) = (
        body
        for body in every(made["spoke"], "azurerm_network_security_group").values()
        if body["name"].endswith("nodepools")
    )
    (rule,) = (each for each in nodes["security_rule"] if each["name"] == "AllowPodsFromApplicationGatewayInbound")
    assert (rule["source_address_prefix"], rule["destination_port_ranges"]) == ("10.240.5.0/24", ["8080", "9090"])
    assert (rule["access"], rule["direction"], rule["priority"]) == ("Allow", "Inbound", 121)
