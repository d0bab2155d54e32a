"""Every construct of `router` builds alone in an empty stack, from plain values."""

from typing import Any

import pytest
from alone import GROUP_ID, WORKSPACE_ID, ZONAL, made, synthesized
from cdktf import TerraformStack

from aks_baseline.router.fleet_manager import FleetManager, Member
from aks_baseline.router.front_door import FrontDoor
from aks_baseline.router.front_door_firewall import front_door_firewall
from aks_baseline.router.origin import HEALTH_PATH, Origin
from aks_baseline.router.public_zone import PublicZone
from aks_baseline.router.traffic_manager import TrafficManager
from review.terraform import Body, block, every, only

ZONE = PublicZone(
    id=f"{GROUP_ID}/providers/Microsoft.Network/dnsZones/example.com", resource_group="rg-dns", name="example.com"
)
BLUE = Origin(name="blue", host="shop-blue.example.com", location="eastus2", priority=1, weight=900)
GREEN = Origin(name="green", host="shop-green.example.com", location="centralus", live=False, priority=2, weight=100)


def front_door(*, zone: PublicZone | None = ZONE) -> Body:
    def build(stack: TerraformStack) -> None:
        FrontDoor(
            stack,
            "front_door",
            name="afd-alone",
            endpoint_name="shop",
            firewall_name="wafalone",
            resource_group="rg-alone",
            host="shop.example.com",
            zone=zone,
            origins=[BLUE, GREEN],
            workspace_id=WORKSPACE_ID,
        )

    return synthesized(build)


def traffic_manager(*, zone: PublicZone | None = ZONE) -> Body:
    def build(stack: TerraformStack) -> None:
        TrafficManager(
            stack,
            "traffic_manager",
            name="tm-alone",
            resource_group="rg-alone",
            host="shop.example.com",
            zone=zone,
            origins=[BLUE, GREEN],
            workspace_id=WORKSPACE_ID,
        )

    return synthesized(build)


def named(body: Body, type_: str) -> dict[str, dict[str, Any]]:
    return {found["name"]: found for found in every(body, type_).values()}


def test_front_door() -> None:
    assert made(front_door()) == {
        "cdn_frontdoor_profile": 1,
        "cdn_frontdoor_endpoint": 1,
        "cdn_frontdoor_custom_domain": 1,
        "cdn_frontdoor_custom_domain_association": 1,
        "cdn_frontdoor_firewall_policy": 1,
        "cdn_frontdoor_security_policy": 1,
        "cdn_frontdoor_origin_group": 1,
        "cdn_frontdoor_origin": 2,
        "cdn_frontdoor_route": 1,
        "dns_txt_record": 1,
        "dns_cname_record": 1,
        "monitor_diagnostic_setting": 1,
    }


def test_front_door_sends_its_logs_and_metrics() -> None:
    settings = only(front_door(), "azurerm_monitor_diagnostic_setting")
    assert {each["category"] for each in settings["enabled_log"]} == {
        "FrontDoorAccessLog",
        "FrontDoorHealthProbeLog",
        "FrontDoorWebApplicationFirewallLog",
    }
    assert [each["category"] for each in settings["enabled_metric"]] == ["AllMetrics"]


def test_every_request_to_front_door_is_encrypted_and_passes_the_firewall() -> None:
    body = front_door()
    route = only(body, "azurerm_cdn_frontdoor_route")
    assert route["patterns_to_match"] == ["/*"]
    assert (route["supported_protocols"], route["https_redirect_enabled"]) == (["Http", "Https"], True)
    assert route["forwarding_protocol"] == "HttpsOnly"
    assert route["link_to_default_domain"] is False
    assert "cache" not in route
    domain = only(body, "azurerm_cdn_frontdoor_custom_domain")
    assert domain["host_name"] == "shop.example.com"
    assert block(domain["tls"]) == {"certificate_type": "ManagedCertificate"}
    firewall = block(block(only(body, "azurerm_cdn_frontdoor_security_policy")["security_policies"])["firewall"])
    association = block(firewall["association"])
    assert association["patterns_to_match"] == ["/*"]
    (guarded,) = association["domain"]
    assert "custom_domain" in guarded["cdn_frontdoor_domain_id"]


def test_gateways_are_origins_that_are_probed_and_have_verified_certificates() -> None:
    body = front_door()
    origins = named(body, "azurerm_cdn_frontdoor_origin")
    assert {name: (each["enabled"], each["priority"], each["weight"]) for name, each in origins.items()} == {
        "blue": (True, 1, 900),
        "green": (False, 2, 100),
    }
    assert {each["host_name"] for each in origins.values()} == {"shop-blue.example.com", "shop-green.example.com"}
    for each in origins.values():
        assert each["certificate_name_check_enabled"] is True
        assert each["origin_host_header"] == "shop.example.com"
    group = only(body, "azurerm_cdn_frontdoor_origin_group")
    assert group["session_affinity_enabled"] is False
    assert block(group["health_probe"]) == {
        "protocol": "Https",
        "path": HEALTH_PATH,
        "request_type": "GET",
        "interval_in_seconds": 60,
    }


def test_front_door_records_prove_the_domain_and_wait_for_the_route() -> None:
    body = front_door()
    txt, cname = only(body, "azurerm_dns_txt_record"), only(body, "azurerm_dns_cname_record")
    assert (txt["name"], txt["zone_name"], txt["resource_group_name"]) == ("_dnsauth.shop", "example.com", "rg-dns")
    assert "validation_token" in txt["record"][0]["value"]
    assert cname["name"] == "shop"
    assert {each.split(".")[0] for each in cname["depends_on"]} == {
        "azurerm_cdn_frontdoor_route",
        "azurerm_cdn_frontdoor_security_policy",
    }


@pytest.mark.parametrize("router", [front_door, traffic_manager])
def test_without_a_zone_the_owner_of_the_domain_makes_the_records(router: Any) -> None:
    body = router(zone=None)
    assert not [type_ for type_ in body["resource"] if type_.startswith("azurerm_dns_")]


def test_front_door_firewall() -> None:
    def build(stack: TerraformStack) -> None:
        front_door_firewall(stack, "firewall", name="waf", resource_group="rg-alone", sku="Premium_AzureFrontDoor")

    policy = only(synthesized(build), "azurerm_cdn_frontdoor_firewall_policy")
    assert (policy["mode"], policy["sku_name"]) == ("Prevention", "Premium_AzureFrontDoor")
    assert policy["managed_rule"] == [
        {"type": "Microsoft_DefaultRuleSet", "version": "2.1", "action": "Block"},
        {"type": "Microsoft_BotManagerRuleSet", "version": "1.1", "action": "Block"},
    ]


def test_traffic_manager() -> None:
    body = traffic_manager()
    assert made(body) == {
        "traffic_manager_profile": 1,
        "traffic_manager_external_endpoint": 2,
        "dns_cname_record": 1,
        "monitor_diagnostic_setting": 1,
    }
    profile = only(body, "azurerm_traffic_manager_profile")
    assert profile["traffic_routing_method"] == "Performance"
    monitor = block(profile["monitor_config"])
    assert (monitor["protocol"], monitor["port"], monitor["path"]) == ("HTTPS", 443, HEALTH_PATH)
    assert monitor["custom_header"] == [{"name": "host", "value": "shop.example.com"}]
    endpoints = named(body, "azurerm_traffic_manager_external_endpoint")
    assert {name: (each["target"], each["endpoint_location"], each["enabled"]) for name, each in endpoints.items()} == {
        "blue": ("shop-blue.example.com", "eastus2", True),
        "green": ("shop-green.example.com", "centralus", False),
    }
    assert "fqdn" in only(body, "azurerm_dns_cname_record")["record"]


def test_fleet_manager() -> None:
    def build(stack: TerraformStack) -> None:
        FleetManager(
            stack,
            "fleet",
            name="fleet-alone",
            at=ZONAL,
            members=[
                Member(name="a", cluster_id="cluster-a", group="preprod"),
                Member(name="b", cluster_id="cluster-b", group="prod"),
            ],
            stages=["preprod", "prod"],
            kubernetes_version="1.36",
        )

    body = synthesized(build)
    assert made(body) == {
        "kubernetes_fleet_manager": 1,
        "kubernetes_fleet_member": 2,
        "kubernetes_fleet_update_strategy": 1,
        "kubernetes_fleet_update_run": 1,
    }
    strategy = only(body, "azurerm_kubernetes_fleet_update_strategy")
    assert [(stage["name"], stage["group"]) for stage in strategy["stage"]] == [
        ("preprod", [{"name": "preprod"}]),
        ("prod", [{"name": "prod"}]),
    ]
    run = only(body, "azurerm_kubernetes_fleet_update_run")
    assert run["name"] == "kubernetes-1-36"
    update = block(run["managed_cluster_update"])
    assert block(update["upgrade"]) == {"type": "Full", "kubernetes_version": "1.36"}
    assert len(run["depends_on"]) == 2
