"""The alert on failed backups. BC-32, MON-04."""

from conftest import ROOT, Synthesize
from options import VELERO
from promql import metrics_of

from review.terraform import Stacks, block, every, named, only

GROUP = "azurerm_monitor_alert_prometheus_rule_group"


def test_failed_backups_raise_an_alert_if_backups_are_on(stacks: Stacks, synthesize: Synthesize) -> None:
    assert not [group for group in every(stacks["cluster"], GROUP).values() if "backup" in group["name"].lower()]
    cluster = synthesize(**VELERO)["cluster"]
    name = only(cluster, "azurerm_kubernetes_cluster")["name"]
    group = named(cluster, GROUP, f"BackupAlerts-{name}")
    (rule,) = group["rule"]
    assert group["rule_group_enabled"] is True
    assert rule["enabled"] is True
    assert block(rule["action"])["action_group_id"]
    assert f"### {rule['alert']}\n" in (ROOT / "docs" / "alerts.md").read_text("utf-8")
    assert set(metrics_of(rule["expression"])) == {
        "velero_backup_failure_total",
        "velero_backup_partial_failure_total",
        "velero_backup_validation_failure_total",
        "velero_backup_last_successful_timestamp",
    }
    assert int(rule["expression"].rpartition("> ")[2]) > 24 * 3600, "the schedule is daily"
