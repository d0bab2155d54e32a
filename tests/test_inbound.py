"""Clients that come through the hub's firewall. FLOW-25."""

from conftest import Synthesize
from test_stack_spoke import flows, security_rules

from review.terraform import Stacks, block, every, only, resolve

THROUGH = {"ingress.via_firewall": True}
ZONE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/dnsZones/contoso.com"
FIRST = "hub: azurerm_public_ip.firewall_address_0"


def rule_of(stacks: Stacks) -> dict[str, object]:
    groups = every(stacks["cluster"], "azurerm_firewall_policy_rule_collection_group").values()
    ((collection,),) = [each["nat_rule_collection"] for each in groups if "nat_rule_collection" in each]
    assert collection["action"] == "Dnat"
    rule: dict[str, object] = block(collection["rule"])
    return rule


def test_the_firewall_leads_clients_to_the_private_listener(synthesize: Synthesize) -> None:
    stacks = synthesize(**THROUGH)
    rule = rule_of(stacks)
    assert resolve(stacks, "cluster", str(rule["destination_address"])).startswith(FIRST)
    assert (rule["destination_ports"], rule["translated_port"]) == (["443"], 443)
    gateway = only(stacks["cluster"], "azurerm_application_gateway")
    public, private = gateway["frontend_ip_configuration"]
    assert private["private_ip_address"] == rule["translated_address"] == "10.240.5.4"
    assert private["private_ip_address_allocation"] == "Static"
    assert private["subnet_id"] == block(gateway["gateway_ip_configuration"])["subnet_id"]
    assert "public_ip_address_id" in public  # a v2 gateway has one all the same
    assert block(gateway["http_listener"])["frontend_ip_configuration_name"] == private["name"]


def test_the_gateway_hears_the_firewall_alone(synthesize: Synthesize) -> None:
    """The firewall puts its own address in place of the client's, so answers come back through it without a route."""
    spoke = synthesize(**THROUGH)["spoke"]
    rules = flows(security_rules(spoke, "snet-applicationgateway"), "Inbound")
    assert [source for access, _, source, _, port in rules if (access, port) == ("Allow", "443")] == ["10.200.0.0/26"]


def test_the_public_name_leads_to_the_firewall(synthesize: Synthesize) -> None:
    stacks = synthesize(**THROUGH, **{"dns.public_zone_id": ZONE})
    record = only(stacks["cluster"], "azurerm_dns_a_record")
    assert "target_resource_id" not in record
    assert resolve(stacks, "cluster", record["records"][0]).startswith(FIRST)
    output = stacks["cluster"]["output"]["gateway_address"]["value"]
    assert resolve(stacks, "cluster", output).startswith(FIRST)


def test_without_it_clients_come_to_the_gateway(stacks: Stacks) -> None:
    gateway = only(stacks["cluster"], "azurerm_application_gateway")
    assert len(gateway["frontend_ip_configuration"]) == 1
    groups = every(stacks["cluster"], "azurerm_firewall_policy_rule_collection_group").values()
    assert not any("nat_rule_collection" in each for each in groups)
