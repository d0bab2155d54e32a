"""Grafana, a partner's service, and an experiment with failures. MON-06, BC-39."""

import json

import pytest
from conftest import Synthesize

from review.terraform import Stacks, block, every, only, resolve

ELSEWHERE = "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg-shared"
DATADOG = f"{ELSEWHERE}/providers/Microsoft.Datadog/monitors/d"
CHAOS: dict[str, object] = {"chaos.enabled": True, "policy.exempt_namespaces": ["chaos-testing"]}


def granted(made: Stacks, principal: str) -> set[tuple[str, str]]:
    """Roles of a principal, with the type of their scope."""
    return {
        (body["role_definition_name"], resolve(made, "cluster", body["scope"]).rpartition(": ")[2].partition(".")[0])
        for body in every(made["cluster"], "azurerm_role_assignment").values()
        if principal in body["principal_id"]
    }


def test_grafana_shows_the_clusters_metrics_and_logs(synthesize: Synthesize) -> None:
    made = synthesize(**{"monitoring.grafana": True})
    grafana = only(made["cluster"], "azurerm_dashboard_grafana")
    workspace = block(grafana["azure_monitor_workspace_integrations"])["resource_id"]
    assert resolve(made, "cluster", workspace).startswith("cluster: azurerm_monitor_workspace.")
    assert (grafana["api_key_enabled"], grafana["zone_redundancy_enabled"]) == (False, True)
    assert len(grafana["name"]) <= 23
    assert granted(made, "azurerm_dashboard_grafana") == {
        ("Monitoring Data Reader", "azurerm_monitor_workspace"),
        ("Log Analytics Reader", "azurerm_log_analytics_workspace"),
    }


def test_groups_of_the_cluster_use_grafana(synthesize: Synthesize) -> None:
    made = synthesize(**{"monitoring.grafana": True})
    on_grafana = {
        (body["role_definition_name"], body["principal_id"])
        for body in every(made["cluster"], "azurerm_role_assignment").values()
        if "azurerm_dashboard_grafana" in body["scope"]
    }
    assert on_grafana == {
        ("Grafana Admin", "00000000-0000-0000-0000-0000000000a1"),
        ("Grafana Viewer", "00000000-0000-0000-0000-0000000000b2"),
    }


def test_a_partner_gets_the_logs_that_the_workspace_gets(synthesize: Synthesize) -> None:
    extra = ["kube-audit"]
    made = synthesize(**{"monitoring.partner_solution_id": DATADOG, "diagnostics.extra_categories": extra})
    settings = [
        body
        for body in every(made["cluster"], "azurerm_monitor_diagnostic_setting").values()
        if body["target_resource_id"] == "${azurerm_kubernetes_cluster.cluster.id}"
    ]
    ours, theirs = sorted(settings, key=lambda body: "partner_solution_id" in body)
    assert (theirs["partner_solution_id"], ours["name"] == theirs["name"]) == (DATADOG, False)
    assert theirs["enabled_log"] == ours["enabled_log"]
    assert "log_analytics_workspace_id" not in theirs


def test_an_experiment_lets_one_pod_of_the_workload_fail(synthesize: Synthesize) -> None:
    made = synthesize(**CHAOS)
    experiment = only(made["cluster"], "azurerm_chaos_studio_experiment")
    action = block(block(block(experiment["steps"])["branch"])["actions"])
    assert (action["action_type"], action["duration"]) == ("continuous", "PT5M")
    assert json.loads(action["parameters"]["jsonSpec"]) == {
        "action": "pod-failure",
        "mode": "one",
        "selector": {"namespaces": ["a0008"]},
    }
    target = only(made["cluster"], "azurerm_chaos_studio_target")
    assert target["target_type"] == "Microsoft-AzureKubernetesServiceChaosMesh"
    assert action["urn"].startswith("${azurerm_chaos_studio_capability.")
    assert only(made["cluster"], "azurerm_chaos_studio_capability")["capability_type"] == "PodChaos-2.2"


def test_the_experiment_has_the_two_roles_of_its_fault_on_the_cluster_alone(synthesize: Synthesize) -> None:
    assert granted(synthesize(**CHAOS), "azurerm_chaos_studio_experiment") == {
        ("Azure Kubernetes Service RBAC Admin", "azurerm_kubernetes_cluster"),
        ("Azure Kubernetes Service Cluster User Role", "azurerm_kubernetes_cluster"),
    }


@pytest.mark.parametrize(
    ("settings", "provider"), [(CHAOS, "Microsoft.Chaos"), ({"monitoring.grafana": True}, "Microsoft.Dashboard")]
)
def test_the_provider_registers_what_an_option_needs(
    settings: dict[str, object], provider: str, synthesize: Synthesize, stacks: Stacks
) -> None:
    def registered(of: Stacks) -> list[str]:
        return list(of["cluster"]["provider"]["azurerm"][0]["resource_providers_to_register"])

    assert registered(synthesize(**settings)) == [*registered(stacks), provider]
