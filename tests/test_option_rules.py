# ruff: noqa: E501 - a case is a line
"""Rules on the edge, on governance and on insight refuse what they are for: one line, at the right path, and no other."""

from pathlib import Path

import pytest
from test_config_rules import ID, WARNED, existing_hub, lines
from test_config_rules import REFUSED as OTHERS

from config.rules import RULES


def waf(*rules: str) -> str:
    return f"waf: {{rules: [{', '.join(rules)}]}}".replace("[URI]", "[{variable: RequestUri, operator: Any}]")


WITH_FOLDERS = {"own_policies_have_names_of_their_own"}  # test_own_policies writes the folder
REFUSED = [  # rule, what is set, where it is refused, what the line says
    (
        "partners_are_of_a_known_kind",
        f"monitoring: {{partner_solution_id: {ID}/Microsoft.Storage/storageAccounts/st}}",
        "monitoring.partner_solution_id",
        "Microsoft.Datadog/monitors",
    ),
    (
        "chaos_mesh_is_let_in",
        "chaos: {enabled: true}",
        "policy.exempt_namespaces",
        "chaos-testing among them with chaos.enabled",
    ),
    (
        "experiments_reach_the_cluster",
        "chaos: {enabled: true}\nrbac: {mode: kubernetes}\npolicy: {exempt_namespaces: [chaos-testing]}",
        "chaos.enabled",
        "false with rbac.mode: kubernetes",
    ),
    (
        "governance_is_asked_for",
        "policy: {overrides: {required-tag: Deny}}",
        "policy.overrides.required-tag",
        "something in policy.require_tags",
    ),
    (
        "an_existing_hub_brings_its_own_plan",
        f"{existing_hub()}\nddos: {{plan: own}}",
        "ddos.plan",
        "hub.existing",
    ),
    (
        "folder_has_rules_of_gatekeeper",
        "policy: {folder: nowhere}",
        "policy.folder",
        "a folder with rules of Gatekeeper",
    ),
    ("required_tags_are_ours", "policy: {require_tags: [Owner]}", "policy.require_tags[0]", "Business unit"),
    (
        "pools_have_allowed_sizes",
        "policy: {allowed_vm_sizes: [Standard_DS2_v2]}",
        "node_pools[1].vm_size",
        "one of policy.allowed_vm_sizes",
    ),
    (
        "organization_has_something_to_assign",
        "policy: {management_group_id: /providers/Microsoft.Management/managementGroups/g}",
        "policy.management_group_id",
        "policy.require_tags",
    ),
    (
        "flow_logs_have_a_workspace_of_ours",
        f"flow_logs: {{enabled: true}}\nlogs: {{existing_workspace_id: {ID}/Microsoft.OperationalInsights/workspaces/la}}",
        "flow_logs.enabled",
        "false with logs.existing_workspace_id",
    ),
    ("ddos_plan_is_made_or_used", "ddos: {plan: existing}", "ddos.plan_id", "ddos.plan is existing"),
    (
        "ddos_plan_is_made_or_used",
        f"ddos: {{plan: own, plan_id: {ID}/Microsoft.Network/ddosProtectionPlans/d}}",
        "ddos.plan_id",
        "no plan_id with ddos.plan: own",
    ),
    (
        "waf_rules_are_unique",
        waf(
            "{name: A, priority: 3, action: Log, conditions: [URI]}",
            "{name: B, priority: 3, action: Log, conditions: [URI]}",
        ),
        "waf.rules[1].priority",
        "a priority of its own",
    ),
    (
        "waf_rules_are_unique",
        waf(
            "{name: A, priority: 3, action: Log, conditions: [URI]}",
            "{name: a, priority: 4, action: Log, conditions: [URI]}",
        ),
        "waf.rules[1].name",
        "a name of its own",
    ),
    (
        "waf_rate_limits_do_not_allow",
        waf(
            "{name: A, priority: 3, action: Allow, rate_limit: {requests: 9}, conditions: [{variable: RequestUri, operator: Equal, values: [/a]}]}"
        ),
        "waf.rules[0].action",
        "Block or Log",
    ),
    (
        "waf_rules_do_not_allow_everything",
        waf("{name: A, priority: 3, action: Allow, conditions: [URI]}"),
        "waf.rules[0].conditions",
        "a condition that not every request meets",
    ),
    (
        "waf_conditions_fit_their_variables",
        waf("{name: A, priority: 3, action: Log, conditions: [{variable: RequestHeaders, operator: Any}]}"),
        "waf.rules[0].conditions[0].selector",
        "the name inside RequestHeaders",
    ),
    (
        "waf_conditions_fit_their_variables",
        waf(
            "{name: A, priority: 3, action: Log, conditions: [{variable: RequestUri, operator: IPMatch, values: [8.8.8.8]}]}"
        ),
        "waf.rules[0].conditions[0].operator",
        "IPMatch goes with RemoteAddr",
    ),
    (
        "waf_conditions_have_values",
        waf("{name: A, priority: 3, action: Log, conditions: [{variable: RequestUri, operator: Equal}]}"),
        "waf.rules[0].conditions[0].values",
        "need values",
    ),
    (
        "waf_conditions_have_values",
        waf(
            "{name: A, priority: 3, action: Log, conditions: [{variable: RemoteAddr, operator: IPMatch, values: [here]}]}"
        ),
        "waf.rules[0].conditions[0].values[0]",
        "an IPv4 address or range",
    ),
    (
        "waf_conditions_have_values",
        waf(
            "{name: A, priority: 3, action: Log, conditions: [{variable: RemoteAddr, operator: GeoMatch, values: [Germany]}]}"
        ),
        "waf.rules[0].conditions[0].values[0]",
        "two-letter country",
    ),
    (
        "waf_exclusions_name_managed_rules",
        "waf: {exclusions: [{variable: RequestArgNames, operator: Equals, selector: a, rules: ['999100']}]}",
        "waf.exclusions[0].rules[0]",
        "a rule of OWASP 3.2",
    ),
    (
        "waf_exclusions_name_managed_rules",
        "waf: {exclusions: [{variable: RequestArgNames, operator: EqualsAny, selector: a, rules: ['942100']}]}",
        "waf.exclusions[0].selector",
        "* beside operator: EqualsAny",
    ),
    (
        "waf_exclusions_leave_something",
        "waf: {exclusions: [{variable: RequestArgNames, operator: EqualsAny, selector: '*'}]}",
        "waf.exclusions[0].rules",
        "the rules that the exclusion holds for",
    ),
]


@pytest.mark.parametrize(("rule", "text", "path", "says"), REFUSED)
def test_refused(tmp_path: Path, rule: str, text: str, path: str, says: str) -> None:
    (line,), _ = lines(tmp_path, text)
    assert line.startswith(f"{path}: got "), rule
    assert says in line, rule


def test_every_rule_is_tried_and_says_what_it_is_for() -> None:
    names = [rule.name for rule in RULES]
    assert {rule.name for rule in RULES if rule.refuses} == {rule for rule, *_ in (*OTHERS, *REFUSED)} | WITH_FOLDERS
    assert {rule.name for rule in RULES if not rule.refuses} == {rule for rule, *_ in WARNED}
    assert len(names) == len(set(names)) > 35
    assert all(rule.says[0].isupper() and rule.says.endswith(".") and "\n" not in rule.says for rule in RULES)
