"""Event Grid topic of the cluster. UPD-18, UPD-19."""

from conftest import Synthesize

from review.terraform import Stacks, block, every, named, only

TOPIC, SUBSCRIPTION = "azurerm_eventgrid_system_topic", "azurerm_eventgrid_system_topic_event_subscription"


def test_topic_publishes_events_of_the_cluster(stacks: Stacks) -> None:
    """UPD-18."""
    topic = only(stacks["cluster"], TOPIC)
    assert topic["topic_type"] == "Microsoft.ContainerService.ManagedClusters"
    assert topic["source_resource_id"] == "${azurerm_kubernetes_cluster.cluster.id}"
    assert topic["location"] == only(stacks["cluster"], "azurerm_kubernetes_cluster")["location"]
    assert topic["name"] == "aks-bbabb9"
    assert "source_arm_resource_id" not in topic  # deprecated


def test_failed_deliveries_are_logged(stacks: Stacks) -> None:
    (address,) = every(stacks["cluster"], TOPIC)
    (setting,) = (
        each
        for each in every(stacks["cluster"], "azurerm_monitor_diagnostic_setting").values()
        if each["target_resource_id"] == f"${{{TOPIC}.{address}.id}}"
    )
    assert [each["category"] for each in setting["enabled_log"]] == ["DeliveryFailures"]
    assert [each["category"] for each in setting["enabled_metric"]] == ["AllMetrics"]


def test_no_subscription_is_made_by_default(stacks: Stacks) -> None:
    assert not every(stacks["cluster"], SUBSCRIPTION)


def test_a_webhook_receives_events_about_new_versions(synthesize: Synthesize) -> None:
    """UPD-19."""
    url = "https://hooks.contoso.com/aks"
    stacks = synthesize(**{"updates.event_subscription": url})
    subscription = named(stacks["cluster"], SUBSCRIPTION, "new-kubernetes-version")
    assert subscription["included_event_types"] == ["Microsoft.ContainerService.NewKubernetesVersionAvailable"]
    assert block(subscription["webhook_endpoint"]) == {"url": url}
    (topic,) = every(stacks["cluster"], TOPIC)
    assert subscription["system_topic"] == f"${{{TOPIC}.{topic}.name}}"
