# ruff: noqa: E501 - a case is a line
"""Each kind of wrong value is reported at its path, in the user's words: what stands there, what may, what to write."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.load import load
from config.model import BaselineConfig
from config.problem import ConfigError, Problem
from config.reading import shape
from config.reading.documents import Document, read
from config.reading.faults import faults
from config.reading.remedies import BASELINE
from config.reading.repair import repaired

POOL = "name: a, mode: user, vm_size: Standard_DS4_v2, min_count: 2, max_count: 3"


def refusals(folder: Path, text: str) -> list[Problem]:
    file = folder / "x.yaml"
    file.write_text(f"extends: {BASELINE}\n{text}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load(file)
    return list(error.value.problems)


@pytest.mark.parametrize(
    ("text", "path", "got", "need", "fix"),
    [
        # unknown keys
        ("zons: [1]", "zons", "an unknown key", "in docs/configuration.md", "did you mean zones"),
        ("safety: {on: 1}", "safety.on", "an unknown key", "allow_destroy", "delete it"),
        ("hub: {Subnets: {}}", "hub.Subnets", "an unknown key", "address_space or subnets", "did you mean subnets"),
        ("hub: {subnets: {nodes: 1}}", "hub.subnets.nodes", "an unknown key", "one of firewall", "move it to spoke.subnets.nodes"),
        ("dns: {sku_tier: Free}", "dns.sku_tier", "an unknown key", "domain, use_hub or public_zone_id", "move it to the top level"),
        ('dns: {"a: b\\nc": 1}', "dns.'a: b\\nc'", "an unknown key", "domain, use_hub or public_zone_id", "delete it"),
        # nothing where something must be
        ("location: null", "location", "nothing", "a region's programmatic name", "add location: eastus2"),
        ("location:", "location", "nothing", "a region's programmatic name", "add location: eastus2"),
        ("hub: null", "hub", "nothing", "a section with", "add hub with address_space and subnets"),
        ("sku_tier: null", "sku_tier", "nothing", "Free, Standard or Premium", "add sku_tier: Standard, or delete the key"),
        ("operators: {ip_ranges: [null]}", "operators.ip_ranges[0]", "nothing", "an IPv4 range", "write 203.0.113.0/24"),
        (f"node_pools: [{{{POOL}}}, {{mode: system}}]", "node_pools[1].name", "nothing", "name of the pool", "add name: npuser01"),
        # choices
        ("zones: ['1', '4']", "zones[1]", "4", "1, 2 or 3", "choose one of them"),
        ("environment: production", "environment", "production", "prod, preprod or dev", "did you mean prod"),
        ("operators: {login: spm}", "operators.login", "spm", "one of azurecli, workloadidentity, msi or spn", "did you mean spn"),
        ("gateway: {type: off}", "gateway.type", "off, which YAML reads as false", "none, vpn or expressroute", "choose one"),
        # text
        ("location: East US 2", "location", "'East US 2'", "a region's programmatic name", "write eastus2"),
        ("naming: {organization: BU-1}", "naming.organization", "BU-1", "2 to 10 letters and digits", "write it like BU0001"),
        (f"registry: {{name: {'a' * 60}}}", "registry.name", "a…' (60 characters)", "5 to 50 letters and digits", "acrcontoso"),
        ("registry: {existing_id: acr}", "registry.existing_id", "acr", "an Azure resource id", "see docs"),
        ("updates: {latest_known_version: 1.30}", "updates.latest_known_version", "1.30, which YAML reads as a number",
         "a minor version", 'put it in quotes: "1.30"'),
        ("tags: {release: 12:30}", "tags.release", "12:30, which YAML reads as a number", "text", 'put it in quotes: "12:30"'),
        ("tags: {urgent: yes}", "tags.urgent", "yes, which YAML reads as true", "text", 'put it in quotes: "yes"'),
        ("tags: {'a.b c': [1]}", "tags.'a.b c'", "[1]", "text", "see docs/configuration.md"),
        ("dns: {domain: 5}", "dns.domain", "5", "a domain name", "write it like contoso.com"),
        ("egress: {extra_rules: [{name: a, reason: too short, fqdns: [a.com]}]}", "egress.extra_rules[0].reason",
         "'too short'", "text of 10 to 300 characters", "lengthen it to 10 characters"),
        (f"egress: {{extra_rules: [{{name: a, reason: {'x' * 301}, fqdns: [a.com]}}]}}", "egress.extra_rules[0].reason",
         "(301 characters)", "text of 10 to 300 characters", "shorten it to 300 characters"),
        # numbers and switches
        ("firewall: {public_ip_count: 21}", "firewall.public_ip_count", "21", "a whole number from 1 to 20", "lower it to 20 or less"),
        ("logs: {retention_days: 7}", "logs.retention_days", "7", "a whole number from 30 to 730", "raise it to 30 or more"),
        ("logs: {retention_days: '30'}", "logs.retention_days", "30", "a whole number", "write the number without quotes"),
        ("logs: {retention_days: 30.5}", "logs.retention_days", "30.5", "a whole number", "write it like 30"),
        ("logs: {retention_days: month}", "logs.retention_days", "month", "a whole number", "write it like 30"),
        ("firewall: {public_ip_count: yes}", "firewall.public_ip_count", "yes, which YAML reads as true", "a whole number", "like 3"),
        ("ip_plan: {pod_surge: all}", "ip_plan.pod_surge", "all", "a number from 0 to 1", "write it like 1.0"),
        ("ip_plan: {pod_surge: .inf}", "ip_plan.pod_surge", ".inf, which YAML reads as a number", "from 0 to 1", "lower it to 1"),
        ("bastion: {enabled: 'yes'}", "bastion.enabled", "yes", "true or false", "without quotes"),
        ("bastion: {enabled: 1}", "bastion.enabled", "1", "true or false", "without quotes"),
        # addresses
        ("hub: {address_space: 10.200.0.5/24}", "hub.address_space", "10.200.0.5/24", "a network address", "write 10.200.0.0/24"),
        ("hub: {address_space: 10.200.0.0/33}", "hub.address_space", "10.200.0.0/33", "an IPv4 range", "write it like 10.200.0.0/24"),
        ("hub: {address_space: 10}", "hub.address_space", "10", "an IPv4 range", "write it like 10.200.0.0/24"),
        ("hub: {address_space: 'fd00::/8'}", "hub.address_space", "fd00::/8", "an IPv4 range", "IPv6 is not deployed"),
        ("ingress: {load_balancer_ip: 10.240.4.4/28}", "ingress.load_balancer_ip", "10.240.4.4/28", "an IPv4 address",
         "write 10.240.4.4, without a prefix"),
        ("ingress: {load_balancer_ip: first}", "ingress.load_balancer_ip", "first", "an IPv4 address", "like 10.240.4.4"),
        # lists and sections
        ("zones: 1", "zones", "1", "a list, each 1, 2 or 3", "put it in brackets: [1]"),
        ("workloads: {namespace: a}", "workloads", "a mapping", "a list of one or more", "begin each item with -"),
        ("workloads: []", "workloads", "[]", "a list of one or more", "add one, as in config/baseline.yaml"),
        ("operators: {ip_ranges: []}", "operators.ip_ranges", "[]", "a list of one or more", "add one, for example [203."),
        ("hub: 10.0.0.0/24", "hub", "10.0.0.0/24", "a section with subscription_id, address_space and subnets", "write its keys below"),
        ("node_pools: [npsystem]", "node_pools[0]", "npsystem", "a section with name, mode, vm_size", "write its keys below"),
        ("tags: [a]", "tags", "[a]", "a mapping of names to text", "write its keys below"),
    ],
)  # fmt: skip
def test_wrong_value(tmp_path: Path, text: str, path: str, got: str, need: str, fix: str) -> None:
    problem = next(each for each in refusals(tmp_path, text) if each.path == path)
    assert (got in problem.got, need in problem.need, fix in problem.fix) == (True, True, True), str(problem)


def test_a_list_is_not_blamed_for_its_items(tmp_path: Path) -> None:
    problems = refusals(tmp_path, "rbac: {cluster_admin_groups: [nobody]}")
    assert [problem.path for problem in problems] == ["rbac.cluster_admin_groups[0]"]


def test_an_example_is_never_the_wrong_value_itself(tmp_path: Path) -> None:
    (problem,) = refusals(tmp_path, "naming: {application: A-1}")
    assert problem.fix == "write it like A0008"


@pytest.mark.parametrize("loc", [loc for loc in shape.paths() if loc != ("extends",)], ids=".".join)
def test_every_field_can_be_repaired(loc: tuple[str, ...]) -> None:
    """A nonsense value anywhere leaves a configuration that the rules can be checked on."""
    section = values = read(BASELINE).values
    for step in loc[:-1]:
        section = section.setdefault(step, {})
    section[loc[-1]] = 7 if shape.keys(shape.at(loc)) else {"no": ["such", "value"]}
    with pytest.raises(ValidationError) as error:
        BaselineConfig.model_validate_json(json.dumps(values), strict=True)
    found = faults(error.value, document=Document(values=values, written={}, doubled={}))
    assert {fault.loc[: len(loc)] for fault in found} == {loc}
    mended, stand_ins = repaired(values, found)
    assert stand_ins
    assert BaselineConfig.model_validate_json(json.dumps(mended), strict=True)
