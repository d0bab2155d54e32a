"""Event Grid topic of the cluster."""

from cdktf_cdktf_provider_azurerm.eventgrid_system_topic import EventgridSystemTopic
from cdktf_cdktf_provider_azurerm.eventgrid_system_topic_event_subscription import (
    EventgridSystemTopicEventSubscription,
    EventgridSystemTopicEventSubscriptionWebhookEndpoint,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics

NEW_VERSION = "Microsoft.ContainerService.NewKubernetesVersionAvailable"


class ClusterTopic(Construct):
    """Event Grid system topic of the cluster. AKS announces new Kubernetes versions on it.

    Source: article, "In-place updates to the cluster"; Azure page "Azure Kubernetes Service as an Event Grid source".

    Args:
        at: Resource group and region.
        name: Name of the topic.
        cluster_id: The cluster.
        webhook_url: HTTPS address that hears of new versions. It must answer Event Grid's validation request while it
            is subscribed. None: nobody is told.
        workspace_id: Log Analytics workspace for logs and metrics.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        at: Placement,
        name: str,
        cluster_id: str,
        webhook_url: str | None,
        workspace_id: str,
    ) -> None:
        super().__init__(scope, id_)
        topic = EventgridSystemTopic(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            topic_type="Microsoft.ContainerService.ManagedClusters",
            source_resource_id=cluster_id,
        )
        send_diagnostics(topic, to=workspace_id)
        if webhook_url:
            EventgridSystemTopicEventSubscription(
                self,
                "new_version",
                name="new-kubernetes-version",
                system_topic=topic.name,
                resource_group_name=at.resource_group,
                included_event_types=[NEW_VERSION],
                webhook_endpoint=EventgridSystemTopicEventSubscriptionWebhookEndpoint(url=webhook_url),
            )
