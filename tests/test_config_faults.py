# ruff: noqa: E501 - a case is a line
"""Each kind of wrong value is reported at its path, in the user's words: what stands there, what may, what to write."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from config.load import load
from config.model import NotJudged
from config.problem import ConfigError, Problem
from config.reading import shape
from config.reading.documents import read
from config.reading.partial import partial_configuration, without
from config.reading.remedies import BASELINE

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
        ("dns: {sku_tier: Free}", "dns.sku_tier", "an unknown key", "domain, use_hub, public_zone_id or private_zones", "move it to the top level"),
        ('dns: {"a: b\\nc": 1}', "dns.'a: b\\nc'", "an unknown key", "domain, use_hub, public_zone_id or private_zones", "delete it"),
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
        ("gateway: {type: off}", "gateway.type", "off", "none, vpn or expressroute", "choose one"),
        ("gateway: {type: False}", "gateway.type", "False, which YAML reads as false", "none, vpn or expressroute", "choose one"),
        # text
        ("location: East US 2", "location", "'East US 2'", "a region's programmatic name", "write eastus2"),
        ("naming: {organization: BU-1}", "naming.organization", "BU-1", "2 to 10 letters and digits", "write it like BU0001"),
        (f"registry: {{name: {'a' * 60}}}", "registry.name", "a...' (60 characters)", "5 to 50 letters and digits", "acrcontoso"),
        ("registry: {existing_id: acr}", "registry.existing_id", "acr", "an Azure resource id", "see docs"),
        ("updates: {kubernetes_version: 1.36}", "updates.kubernetes_version", "1.36",
         "a Kubernetes version", 'put it in quotes: "1.36"'),
        ("updates: {kubernetes_version: '1.036'}", "updates.kubernetes_version", "1.036", "a Kubernetes version", "write it like"),
        ("updates: {latest_known_version: 1.30}", "updates.latest_known_version", "1.30, which YAML reads as a number",
         "a minor version", 'put it in quotes: "1.30"'),
        ("tags: {release: 1e3}", "tags.release", "1e3, which YAML reads as a number", "text", 'put it in quotes: "1e3"'),
        ("tags: {urgent: TRUE}", "tags.urgent", "TRUE, which YAML reads as true", "text", 'put it in quotes: "TRUE"'),
        ("tags: {'a.b c': [1]}", "tags.'a.b c'", "[1]", "text", "see docs/configuration.md"),
        ("dns: {domain: 5}", "dns.domain", "5", "a domain name", "write it like contoso.com"),
        ("egress: {extra_rules: [{name: a, reason: too short, fqdns: [a.com]}]}", "egress.extra_rules[0].reason",
         "'too short'", "one line of text, from 10 to 300 characters", "lengthen it to 10 characters"),
        (f"egress: {{extra_rules: [{{name: a, reason: {'x' * 301}, fqdns: [a.com]}}]}}", "egress.extra_rules[0].reason",
         "(301 characters)", "one line of text, from 10 to 300 characters", "shorten it to 300 characters"),
        ("logs: {basic_tables: ['']}", "logs.basic_tables[0]", "''", "a table's name", "write it like ContainerLogV2"),
        (f"state: {{backend: azurerm, resource_group_name: {'a' * 91}}}", "state.resource_group_name", "(91 characters)",
         "letters, digits and -_.(), not ending in a full stop, of 90 or less characters", "shorten it to 90 characters"),
        ("state: {backend: azurerm, resource_group_name: rg-state.}", "state.resource_group_name", "rg-state.", "full stop", "like rg-terraform-state"),
        (f"location: {'A' * 5_000_000}", "location", "AAA...' (5000000 characters)", "a region's", "write it like eastus2"),
        (f"bootstrap: {{git: {{path: {'a' * 10_001}}}}}", "bootstrap.git.path", "(10001 characters)", "one line of text", "write it like ./cluster"),
        (f"updates: {{kubernetes_version: 1.{'9' * 5000}.1}}", "updates.kubernetes_version", "1.999", "a Kubernetes version", "like 1.36"),
        # names of mappings
        ("tags: {a/b: c}", "tags.'a/b'", "the name a/b", "without < > %", "rename it"),
        ("tags: {'': c}", "tags.''", "the name ''", "1 to 512 characters", "rename it"),
        (f"tags: {{a: {'x' * 257}}}", "tags.a", "(257 characters)", "256", "shorten it to 256"),
        (f"node_pools: [{{{POOL}, labels: {{-a: b}}}}]", "node_pools[0].labels.-a", "the name -a", "a label's name", "rename it"),
        (f"node_pools: [{{{POOL}, labels: {{a: b c}}}}]", "node_pools[0].labels.a", "'b c'", "at most 63 letters", "write"),
        # numbers and switches
        ("firewall: {public_ip_count: 21}", "firewall.public_ip_count", "21", "a whole number from 1 to 20", "lower it to 20 or less"),
        ("logs: {retention_days: 7}", "logs.retention_days", "7", "a whole number from 30 to 730", "raise it to 30 or more"),
        ("logs: {retention_days: '30'}", "logs.retention_days", "30", "a whole number", "write the number without quotes"),
        ("logs: {retention_days: 30.5}", "logs.retention_days", "30.5", "a whole number", "write it like 30"),
        ("logs: {retention_days: month}", "logs.retention_days", "month", "a whole number", "write it like 30"),
        ("firewall: {public_ip_count: yes}", "firewall.public_ip_count", "yes", "a whole number", "like 3"),
        ("firewall: {public_ip_count: True}", "firewall.public_ip_count", "True, which YAML reads as true", "a whole number", "like 3"),
        ("ip_plan: {pod_surge: all}", "ip_plan.pod_surge", "all", "a number from 0 to 1", "write it like 1.0"),
        ("ip_plan: {pod_surge: .inf}", "ip_plan.pod_surge", ".inf, which YAML reads as a number", "from 0 to 1", "write a number with digits"),
        ("logs: {daily_quota_gb: .inf}", "logs.daily_quota_gb", ".inf", "a number of -1 or more", "write a number with digits"),
        ("logs: {daily_quota_gb: .NaN}", "logs.daily_quota_gb", ".NaN", "a number of -1 or more", "write a number with digits"),
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
        ("hub: 10.0.0.0/24", "hub", "10.0.0.0/24", "a section with subscription_id, existing, address_space and subnets", "write its keys below"),
        ("node_pools: [npsystem]", "node_pools[0]", "npsystem", "a section with name, mode, vm_size", "write its keys below"),
        ("tags: [a]", "tags", "[a]", "a mapping of names to one line of text", "write its keys below"),
    ],
)  # fmt: skip
def test_wrong_value(tmp_path: Path, text: str, path: str, got: str, need: str, fix: str) -> None:
    problem = next(each for each in refusals(tmp_path, text) if each.path == path)
    assert (got in problem.got, need in problem.need, fix in problem.fix) == (True, True, True), str(problem)


@pytest.mark.parametrize(
    "loc", [loc for loc in shape.paths() if shape.allows(shape.at(loc), "") or "pattern" in shape.at(loc)], ids=".".join
)
def test_a_message_stays_short_for_a_long_value(tmp_path: Path, loc: tuple[str, ...]) -> None:
    value: object = "a" * 100_000
    for step in reversed(loc[1:]):
        value = {step: value}
    for problem in refusals(tmp_path, yaml.safe_dump({loc[0]: value})):
        assert len(str(problem)) < 600


def test_a_wrong_item_does_not_refuse_its_list(tmp_path: Path) -> None:
    problems = refusals(tmp_path, "rbac: {cluster_admin_groups: [nobody]}")
    assert [problem.path for problem in problems] == ["rbac.cluster_admin_groups[0]"]


def test_an_example_is_never_the_wrong_value_itself(tmp_path: Path) -> None:
    (problem,) = refusals(tmp_path, "naming: {application: A-1}")
    assert problem.fix == "write it like A0008"


@pytest.mark.parametrize("loc", [loc for loc in shape.paths() if loc != ("extends",)], ids=".".join)
def test_a_field_that_is_refused_is_the_only_problem(tmp_path: Path, loc: tuple[str, ...]) -> None:
    """Nonsense in any field of the article's profile: no rule and no address check says anything that rests on it."""
    section = values = yaml.safe_load(BASELINE.read_text())
    if loc[0] == "state" and len(loc) > 2:  # sections of a state in Azure; that of the profile is on this machine
        values["state"] = {"backend": "azurerm", "resource_group_name": "rg-state", "storage_account_name": "ststate"}
    for depth, step in enumerate(loc[:-1], start=1):
        section = section.setdefault(step, deepcopy(shape.example(shape.at(loc[:depth]))))
    file = tmp_path / "x.yaml"
    before = paths_refused(file, values)  # an example of a section may not fit the rest of the profile
    section[loc[-1]] = 7 if shape.keys(shape.at(loc)) else {"no": ["such", "value"]}
    (path,) = (each for each in paths_refused(file, values) if each == ".".join(loc) or each not in before)
    assert path in (".".join(loc), f"{'.'.join(loc)}.no")


def paths_refused(file: Path, values: object) -> list[str]:
    file.write_text(yaml.safe_dump(values))
    try:
        load(file)
    except ConfigError as error:
        return [problem.path for problem in error.problems]
    return []


def test_a_refused_field_cannot_be_read_and_its_neighbours_can() -> None:
    values = read(BASELINE).values
    config = partial_configuration(values, refused={("naming", "application"), ("node_pools", 1, "surge")})
    assert config.naming.organization == "BU0001"
    assert config.naming.suffix is None
    with pytest.raises(NotJudged):
        _ = config.naming.application
    assert config.node_pools[0].surge == "33%"
    assert config.node_pools[1].max_pods == 30
    with pytest.raises(NotJudged):
        _ = config.node_pools[1].surge
    with pytest.raises(AttributeError):
        _ = config.naming.applicatoin  # type: ignore[attr-defined]


def test_a_section_whose_choice_is_refused_cannot_be_read_at_all() -> None:
    config = partial_configuration(read(BASELINE).values, refused={("backup", "mode"), ("node_pools", 0, "autoscale")})
    with pytest.raises(NotJudged):
        _ = config.backup
    with pytest.raises(NotJudged):
        _ = config.node_pools
    assert config.bootstrap.git


def test_a_field_can_be_taken_away_from_a_configuration() -> None:
    config = load(BASELINE).config
    less = without(without(config, "node_pools[0].max_count"), "spoke.subnets.nodes")
    with pytest.raises(NotJudged):
        _ = less.node_pools[0].max_count
    with pytest.raises(NotJudged):
        _ = less.spoke.subnets.nodes
    assert less.node_pools[1] == config.node_pools[1]
    assert less.spoke.subnets.ingress == config.spoke.subnets.ingress
    assert config.spoke.subnets.nodes


# --- Nothing is judged by a value that the user did not write ----------------------------------------------------------


def test_ports_are_not_checked_beside_unreadable_addresses(tmp_path: Path) -> None:
    rule = "{name: r, reason: a reason that is long enough, fqdns: [a.com], addresses: 5, ports: [8443]}"
    paths = [problem.path for problem in refusals(tmp_path, f"egress: {{extra_rules: [{rule}]}}")]
    assert paths == ["egress.extra_rules[0].addresses"]


def test_messages_use_only_pool_names_from_the_file(tmp_path: Path) -> None:
    pools = "{name: npsystem, mode: system, vm_size: Standard_DS2_v2, min_count: 3, max_count: 4}, " + (
        "{name: 5x, mode: user, vm_size: Standard_DS4_v2, min_count: 2, max_count: 900}"
    )
    problems = refusals(tmp_path, f"node_pools: [{pools}]\nspoke: {{subnets: {{nodes: 10.240.0.0/24}}}}")
    assert [problem.path for problem in problems] == ["node_pools[1].name"]
    assert problems[0].got == "5x"
    assert "npuser01" not in problems[0].got + problems[0].need


def test_other_items_are_checked_beside_a_wrong_one(tmp_path: Path) -> None:
    first = "{name: a, reason: a reason that is long enough, fqdns: 5}"
    second = "{name: b, reason: a reason that is long enough, addresses: ['*']}"
    paths = [problem.path for problem in refusals(tmp_path, f"egress: {{extra_rules: [{first}, {second}]}}")]
    assert paths == ["egress.extra_rules[0].fqdns", "egress.extra_rules[1].addresses[0]"]


# --- Sections that follow one of several models ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pool", "path", "got", "need", "fix"),
    [
        ("min_count: 2", "max_count", "nothing", "most nodes", "add max_count: 5"),
        ("max_count: 2", "min_count", "nothing", "fewest nodes", "add min_count: 2"),
        ("autoscale: false", "node_count", "nothing", "number of nodes", "add node_count"),
        ("min_count: 2, max_count: 3, node_count: 3", "node_count", "3", "no node_count without autoscale: false", "delete node_count"),
        ("autoscale: false, node_count: 3, min_count: 3", "min_count", "3", "no min_count without autoscale: true", "set autoscale: true"),
        ("autoscale: sometimes, node_count: 3", "autoscale", "sometimes", "true or false", "write true or false without quotes"),
        ("autoscale: 'false', node_count: 3", "autoscale", "false", "true or false", "without quotes"),
    ],
)  # fmt: skip
def test_a_pool_that_is_neither_scaled_nor_fixed(
    tmp_path: Path, pool: str, path: str, got: str, need: str, fix: str
) -> None:
    pools = f"{{name: a, mode: system, vm_size: Standard_DS2_v2}}, {{name: b, mode: user, vm_size: Standard_DS4_v2, {pool}}}"
    (problem,) = [
        each for each in refusals(tmp_path, f"node_pools: [{pools}]") if each.path.startswith("node_pools[1]")
    ]
    assert problem.path == f"node_pools[1].{path}"
    assert (got in problem.got, need in problem.need, fix in problem.fix) == (True, True, True), str(problem)


STORE = "storage_account: stbackups, container: cluster, resource_group: rg-backups"


@pytest.mark.parametrize(
    ("text", "path", "got", "need", "fix"),
    [
        ("state: {backend: azurerm, storage_account_name: sttf}", "state.resource_group_name", "nothing", "resource group of the state's", "add resource_group_name"),
        ("state: {backend: azurerm, resource_group_name: rg}", "state.storage_account_name", "nothing", "storage account of the state", "add storage_account_name"),
        ("state: {storage_account_name: sttf}", "state.storage_account_name", "sttf", "no storage_account_name without backend: azurerm", "set backend: azurerm"),
        ("state: {backend: s3, bucket: b}", "state.backend", "s3", "local or azurerm", "choose one"),
        ("bootstrap: {git: null}", "bootstrap.git", "nothing", "a section with url", "with url"),
        ("bootstrap: {method: flux_helm, git: null}", "bootstrap.git", "nothing", "a section with url", "with url"),
        ("bootstrap: {method: argocd, git: null}", "bootstrap.git", "nothing", "a section with url", "with url"),
        ("bootstrap: {method: jenkins}", "bootstrap.method", "jenkins", "flux_extension, flux_helm, argocd or pipeline", "choose one"),
        (f"backup: {{mode: velero, velero: {{{STORE}}}}}", "backup.velero.client_id", "nothing", "client id of the identity", "add client_id"),
        ("backup: {mode: velero}", "backup.velero", "nothing", "where backups go", "add velero with storage_account"),
        ("backup: {mode: cloud}", "backup.mode", "cloud", "none, velero or aks_extension", "choose one"),
    ],
)  # fmt: skip
def test_a_section_that_lacks_what_its_choice_asks_for(
    tmp_path: Path, text: str, path: str, got: str, need: str, fix: str
) -> None:
    problem = next(each for each in refusals(tmp_path, text) if each.path == path)
    assert (got in problem.got, need in problem.need, fix in problem.fix) == (True, True, True), str(problem)


@pytest.mark.parametrize(
    "text",
    [
        "state: {backend: azurerm, resource_group_name: rg-state, storage_account_name: sttfstate}",
        "state: {backend: local, resource_group_name: null, subscription_id: null}",
        "bootstrap: {method: pipeline}",
        "bootstrap: {method: pipeline, git: null}",
        f"backup: {{mode: none, velero: {{{STORE}, client_id: 11111111-2222-3333-4444-555555555555}}}}",
    ],
)
def test_a_choice_accepts_fields_that_another_choice_reads(tmp_path: Path, text: str) -> None:
    """A file that extends another one inherits keys of the other choice, and can only set them to null."""
    file = tmp_path / "x.yaml"
    file.write_text(f"extends: {BASELINE}\n{text}\n")
    assert load(file).config
