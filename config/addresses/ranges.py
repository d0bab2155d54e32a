"""Address ranges of a configuration: networks, pods, services, and ranges in use elsewhere."""

from collections.abc import Iterator

from config.addresses.arithmetic import NOT_FOR_CLUSTERS, NOT_FOR_NETWORKS, AddressRange
from config.model import BaselineConfig


def on_premises_ranges(config: BaselineConfig) -> Iterator[AddressRange]:
    for position, prefix in enumerate(config.network.on_premises_ranges):
        path = f"network.on_premises_ranges[{position}]"
        yield AddressRange(path=path, purpose="in use elsewhere", prefix=prefix, unusable={})


def hub_space(config: BaselineConfig) -> AddressRange:
    return AddressRange(
        path="hub.address_space",
        purpose="hub network",
        prefix=config.hub.address_space,
        moves="its subnets",
        unusable=NOT_FOR_NETWORKS,
    )


def spoke_space(config: BaselineConfig) -> AddressRange:
    return AddressRange(
        path="spoke.address_space",
        purpose="spoke network",
        prefix=config.spoke.address_space,
        moves="its subnets",
        unusable=NOT_FOR_CLUSTERS,
    )


def service_range(config: BaselineConfig) -> AddressRange:
    return AddressRange(
        path="network.service_cidr",
        purpose="Kubernetes services",
        prefix=config.network.service_cidr,
        moves="network.dns_service_ip",
        unusable=NOT_FOR_CLUSTERS,
    )


def pod_range(config: BaselineConfig) -> Iterator[AddressRange]:
    """Range of the pods. Only overlay has one."""
    if config.network.model == "overlay":
        prefix = config.network.pod_cidr
        yield AddressRange(path="network.pod_cidr", purpose="pods", prefix=prefix, unusable=NOT_FOR_CLUSTERS)
