"""Microsoft.EventGrid and Microsoft.Consumption: system topics with their subscriptions, and budgets."""

from rehearsal.azure.behaviour import (
    Put,
    Reply,
    acts,
    completes,
    defaults,
    delete_status,
    plain,
    put_status,
    refuses,
)
from rehearsal.azure.cloud import Cloud
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body, at, region, short

TOPIC = "Microsoft.EventGrid/systemTopics"
SUBSCRIPTIONS = ("Microsoft.EventGrid/systemTopics/eventSubscriptions", "Microsoft.EventGrid/eventSubscriptions")
BUDGET = "Microsoft.Consumption/budgets"


def _subscription() -> Body:
    return {
        "eventDeliverySchema": "EventGridSchema",
        "labels": [],
        "retryPolicy": {"maxDeliveryAttempts": 30, "eventTimeToLiveInMinutes": 1440},
        "filter": {"subjectBeginsWith": "", "subjectEndsWith": ""},
    }


plain("Microsoft.EventGrid/topics", "Microsoft.EventGrid/domains")
defaults(
    {
        **{type_: _subscription() for type_ in SUBSCRIPTIONS},
        BUDGET: {"currentSpend": {"amount": 0, "unit": "USD"}},
    }
)
put_status(201, *SUBSCRIPTIONS, "Microsoft.EventGrid/topics", "Microsoft.EventGrid/domains")
delete_status(200, BUDGET)


@completes(TOPIC)
def complete_topic(put: Put) -> None:
    put.properties["metricResourceId"] = put.guid("metric")


@completes(*SUBSCRIPTIONS)
def complete_subscription(put: Put) -> None:
    put.properties["topic"] = put.id.parent
    if not put.properties["filter"].get("includedEventTypes"):
        put.properties["filter"]["includedEventTypes"] = ["Microsoft.ContainerService.NewKubernetesVersionAvailable"]


@acts("getFullUrl")
def full_url(cloud: Cloud, id_: ResourceId, body: Body) -> Reply | None:
    subscription = cloud.get(id_.text)
    address = at(subscription.properties, "destination", "properties", "endpointUrl") if subscription else None
    return Reply(body={"endpointUrl": address or "https://example.com"})


@completes(BUDGET)
def complete_budget(put: Put) -> None:
    put.body["eTag"] = f'"{short(put.id.text)}"'
    period = put.properties.get("timePeriod") or {}
    begins = period.get("startDate")
    if begins and not period.get("endDate"):
        period["endDate"] = f"{int(begins[:4]) + 10}{begins[4:]}"


@refuses(TOPIC)
def check_topic(put: Put) -> None:
    source, kind = put.cloud.get(put.properties.get("source")), str(put.properties.get("topicType"))
    if not source:
        return
    wanted = kind.lower().replace("microsoft.", "microsoft-", 1).replace(".", "/").replace("microsoft-", "microsoft.")
    if wanted != source.id.kind:
        raise AzureError("InvalidTopicType", f"{put.id.name}: topic type {kind} does not fit {source.id.type}")
    if region(source.body.get("location")) != put.location:
        raise AzureError("InvalidLocation", f"{put.id.name}: its source lies in {source.body.get('location')}")
