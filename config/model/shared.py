"""What all regions of a fleet share: the global router, the registry and Fleet Manager."""

from typing import Literal

from pydantic import Field

from config.model.base import Section
from config.model.platform import RegistryName
from config.model.text import Guid, Region


class Shared(Section):
    location: Region | None = Field(
        default=None,
        description="Conditional. Region of the resources that all regions share; required with any of them. It stays "
        "when regions come and go.",
    )
    subscription_id: Guid | None = Field(
        default=None,
        description="Optional. Subscription of the shared resources. Left out, `ARM_SUBSCRIPTION_ID` decides at plan.",
    )
    router: Literal["none", "front_door", "traffic_manager"] = Field(
        default="none",
        description="Optional. Router in front of the gateways of all spokes. front_door: Azure Front Door Premium "
        "with a web application firewall; the gateways then accept requests of this Front Door only. traffic_manager: "
        "DNS answers with the nearest healthy gateway, without a firewall, and cheaper.",
    )
    registry: bool = Field(
        default=False,
        description="Optional. Makes one registry for all spokes, with a replica in each of `registry_replicas`, "
        "instead of one for each spoke.",
    )
    registry_name: RegistryName | None = Field(
        default=None, description="Optional. Name of the shared registry. Left out, it is `acraks` and a suffix."
    )
    registry_replicas: tuple[Region, ...] = Field(
        default=(),
        description="Conditional. Regions with a replica of the shared registry, beside `location`: all regions of the "
        "fleet; required with `registry`.",
    )
    fleet_manager: bool = Field(
        default=False,
        description="Optional. Joins all clusters in Azure Kubernetes Fleet Manager and prepares an upgrade to "
        "`updates.kubernetes_version` that goes through the environments dev, preprod and prod.",
    )

    @property
    def used(self) -> bool:
        """Whether there is anything that regions share."""
        return self.router != "none" or self.registry or self.fleet_manager


class Traffic(Section):
    priority: int = Field(
        default=1,
        ge=1,
        le=5,
        description="Optional. Front Door sends requests to the lowest priority that has a healthy gateway; not read "
        "without `shared.router: front_door`.",
    )
    weight: int = Field(
        default=500,
        ge=1,
        le=1000,
        description="Optional. Share of the requests among gateways of the same priority; not read without "
        "`shared.router: front_door`.",
    )
