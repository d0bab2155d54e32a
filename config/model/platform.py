"""Container registry, alerts, diagnostics, logs, Microsoft Defender and cost."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from config.model.base import Section
from config.model.text import Line, ResourceId, form

RegistryName = Annotated[
    str,
    form(r"^[a-zA-Z0-9]{5,50}$", "5 to 50 letters and digits", "acrcontoso"),
]
MailAddress = Annotated[
    str,
    form(
        r"^[A-Za-z0-9_+'-]+(\.[A-Za-z0-9_+'-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$",
        "a mail address",
        "platform-team@contoso.com",
    ),
]


TableName = Annotated[
    str,
    form(r"^[A-Za-z][A-Za-z0-9_]{0,62}$", "a table's name of letters, digits and _", "ContainerLogV2"),
]


class Registry(Section):
    name: RegistryName | None = Field(
        default=None, description="Optional. Name of the container registry. Left out, it is `acraks` and the suffix."
    )
    existing_id: ResourceId | None = Field(
        default=None, description="Optional. Existing Premium registry to use instead of a new one."
    )
    replica: bool = Field(
        default=True,
        description="Optional. Copies a new registry to a second region; false saves its price and its address, and "
        "pulls fail with the region.",
    )
    docker_hub_credential_set_id: ResourceId | None = Field(
        default=None,
        description="Conditional. Credential set of the registry, with which it fetches images of Docker Hub; required "
        "if `backup.mode` is velero.",
    )


class Receiver(Section):
    name: Annotated[Line, Field(max_length=64)] = Field(
        description="Required. Who is behind the address; unique among the receivers."
    )
    email: MailAddress = Field(description="Required. Mailbox that alerts are sent to.")


class Alerts(Section):
    receivers: tuple[Receiver, ...] = Field(
        min_length=1, description="Required. Who hears of alerts: an alert that nobody receives is none."
    )
    runbook_base_url: (
        Annotated[
            str,
            form(
                r"^https://[^\s]+[^/\s]$",
                "an https address without a slash at its end",
                "https://github.com/contoso/aks-baseline/blob/main",
            ),
        ]
        | None
    ) = Field(
        default=None,
        description="Optional. Web address of this repository's files, put before docs/alerts.md in every alert. "
        "Left out, alerts name the path alone.",
    )


class Diagnostics(Section):
    extra_categories: tuple[
        Literal[
            "cloud-controller-manager",
            "csi-azuredisk-controller",
            "csi-azurefile-controller",
            "csi-snapshot-controller",
            "kube-apiserver",
            "kube-audit",
            "kube-audit-admin",
            "kube-scheduler",
        ],
        ...,
    ] = Field(
        default=(),
        description="Optional. Further logs of the control plane, while a search for a fault lasts: they cost. "
        "kube-audit replaces kube-audit-admin, which it contains.",
    )


class Logs(Section):
    existing_workspace_id: ResourceId | None = Field(
        default=None,
        description="Optional. Existing log workspace for the cluster. Its owner sets retention, daily cap and tables, "
        "and the keys below hold for the hub's workspace only. Left out, the spoke makes one.",
    )
    retention_days: int = Field(
        default=30, ge=30, le=730, description="Optional. Days that logs are kept in both workspaces."
    )
    daily_quota_gb: float = Field(
        default=-1,
        ge=-1,
        description="Optional. Daily cap of the cluster's workspace in gigabytes, at least 0.023; -1 is no cap.",
    )
    basic_tables: tuple[TableName, ...] = Field(
        default=("ContainerLogV2",),
        description="Optional. Tables on the cheaper Basic plan, which ordinary alerts cannot read.",
    )
    syslog_level: Literal["Debug", "Info", "Notice", "Warning", "Error", "Critical", "Alert", "Emergency"] = Field(
        default="Info",
        description="Optional. The least urgent syslog messages that are collected from the nodes, and with them all "
        "more urgent ones.",
    )


class Defender(Section):
    cluster_profile: bool = Field(
        default=True, description="Optional. Runs the Microsoft Defender sensor on the nodes."
    )
    subscription_plan: bool = Field(
        default=False,
        description="Optional. Turns on the plan Defender for Containers in the whole subscription of the spoke, with "
        "image scans, and sends its alerts to the first of `alerts.receivers`. It costs for every cluster there. "
        "Turning it off later turns the plan off for all of them. A plan that is on already has to be imported "
        "first: azurerm refuses to take it over.",
    )


class BudgetThreshold(Section):
    percent: int = Field(ge=1, le=1000, description="Required. Percentage of the amount at which to tell.")
    of: Literal["actual", "forecast"] = Field(
        default="actual", description="Optional. What is compared: the cost so far, or the one foreseen for the month."
    )


class Cost(Section):
    limit: float | None = Field(
        default=None,
        ge=1,
        description="Optional. Most US dollars that a month may cost by the estimate of `make review`: at list price, "
        "with all pools and the gateway at their maximum. Above it the review fails. Left out, there is no limit.",
    )
    analysis: bool = Field(
        default=True,
        description="Optional. Breaks cost down by Kubernetes objects; needs `sku_tier` Standard or Premium.",
    )
    budget_amount: float | None = Field(
        default=None,
        ge=1,
        description="Optional. Monthly budget of the node resource group, where a cluster's cost varies, in the "
        "currency of the bill. Left out, there is no budget.",
    )
    budget_start: date | None = Field(
        default=None,
        description="Conditional. First day of the month the budget begins with, this month when it is new; required "
        "with `budget_amount`.",
    )
    budget_thresholds: tuple[BudgetThreshold, ...] = Field(
        default=(
            BudgetThreshold(percent=80),
            BudgetThreshold(percent=100),
            BudgetThreshold(percent=110, of="forecast"),
        ),
        min_length=1,
        max_length=5,
        description="Optional. When the alert receivers are told; read only with `budget_amount`.",
    )
