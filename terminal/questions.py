"""The questions of `make init`: what each asks, what it suggests, and which fields its answer sets."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from typing import Any

from config.facts.regions import REGIONS, has_zones, pair_of
from config.reading.wording import nearest

Answers = Mapping[str, str]
Settings = dict[str, Any]

# The address space holds a spoke of a /21, laid out as in the baseline, and the hub's /24 behind it.
SMALLEST_SPACE = 20


class UnusableError(Exception):
    """An answer has another form than its question asks for. The message is one line."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question.

    Args:
        name: Name of the answer, and of its flag.
        asks: The question itself.
        suggests: Answer that is taken if the user presses Enter. Empty: there is none.
        choices: Answers that are possible, or helpful. Empty: any text.
        settings: Turns the answer into sections of the configuration.
    """

    name: str
    asks: str
    suggests: str = ""
    choices: tuple[str, ...] = ()
    settings: Callable[[str], Settings]


def _environment(answer: str) -> Settings:
    return {"environment": answer, "node_pools": NODE_POOLS["dev" if answer == "dev" else "prod"]}


def _region(answer: str) -> Settings:
    """The region, without zones where it has none, and a region for replicas where Azure offers no pair."""
    if answer not in REGIONS:
        meant = nearest(answer, REGIONS)
        fix = f"did you mean {meant}" if meant else "such as eastus2"
        raise UnusableError(f"got {answer or 'nothing'}, need an Azure region that is known here - {fix}")
    found: Settings = {"location": answer}
    region, pair = REGIONS[answer], pair_of(answer)
    if not has_zones(answer):
        found["zones"] = []
    if pair is None or REGIONS[pair].restricted:
        near = (name for name, each in REGIONS.items() if each.continent == region.continent and each.zones)
        if second := next((name for name in near if name != answer), None):
            found["geo_redundancy_location"] = second
    return found


def _names(answer: str) -> Settings:
    organization, application = _parts(answer, "two names", count=(2, 2))
    return {"naming": {"organization": organization, "application": application}}


def _offices(answer: str) -> Settings:
    return {"operators": {"ip_ranges": _parts(answer, "one or more ranges")}}


def _addresses(answer: str) -> Settings:
    try:
        space = IPv4Network(answer)
    except (AddressValueError, NetmaskValueError, ValueError):
        raise UnusableError(f"got {answer}, need an IPv4 range such as 10.240.0.0/16") from None
    if space.prefixlen > SMALLEST_SPACE:
        raise UnusableError(f"got {answer}, need a /{SMALLEST_SPACE} or larger, for hub and spoke together")
    spoke, rest = space.subnets()
    (hub, *_) = rest.subnets(new_prefix=24)

    def inside(network: IPv4Network, offset: int, prefix: int) -> str:
        return f"{network.network_address + offset}/{prefix}"

    return {
        "hub": {
            "address_space": str(hub),
            "subnets": {
                "firewall": inside(hub, 0, 26),
                "gateway": inside(hub, 64, 27),
                "bastion": inside(hub, 128, 26),
            },
        },
        "spoke": {
            "address_space": str(spoke),
            "subnets": {
                "nodes": inside(spoke, 0, 22),
                "ingress": inside(spoke, 4 * 256, 28),
                "private_endpoints": inside(spoke, 4 * 256 + 32, 28),
                "application_gateway": inside(spoke, 5 * 256, 24),
            },
        },
        "ingress": {"load_balancer_ip": str(spoke.network_address + 4 * 256 + 4)},
    }


def _groups(answer: str) -> Settings:
    administrators, *readers = _parts(answer, "one or two object ids", count=(1, 2))
    return {"rbac": {"cluster_admin_groups": [administrators], "namespace_reader_groups": readers}}


def _mailbox(answer: str) -> Settings:
    """The receiver of alerts, and its domain as the domain of the workload."""
    name, _, domain = answer.rpartition("@")
    return {"alerts": {"receivers": [{"name": name, "email": answer}]}, "dns": {"domain": domain.lower()}}


def _repository(answer: str) -> Settings:
    over_ssh = {"auth": "ssh"} if answer.startswith(("git@", "ssh://")) else {}
    return {"bootstrap": {"git": {"url": answer, **over_ssh}}}


def _parts(answer: str, words: str, *, count: tuple[int, int] = (1, 200)) -> list[str]:
    parts = [each for each in re.split(r"[,\s]+", answer.strip()) if each]
    if not count[0] <= len(parts) <= count[1]:
        raise UnusableError(f"got {answer or 'nothing'}, need {words}, with a space or a comma between them")
    return parts


def _pool(name: str, mode: str, vm_size: str, nodes: tuple[int, int], **more: object) -> Settings:
    return {"name": name, "mode": mode, "vm_size": vm_size, "min_count": nodes[0], "max_count": nodes[1], **more}


# The article's, but for a system pool of the size that AKS advises: the article's is a warning.
NODE_POOLS = {
    "prod": [
        _pool("npsystem", "system", "Standard_DS3_v2", (3, 4), os_disk_size_gb=512),
        _pool("npuser01", "user", "Standard_DS4_v2", (2, 5)),
    ],
    "dev": [
        _pool("npsystem", "system", "Standard_D4d_v5", (1, 2), os_disk_type="Ephemeral", os_disk_size_gb=120),
        _pool("npuser01", "user", "Standard_D8d_v5", (1, 3), os_disk_type="Ephemeral", os_disk_size_gb=120),
    ],
}

QUESTIONS = (
    Question(
        name="environment",
        asks="Environment",
        suggests="prod",
        choices=("prod", "preprod", "dev"),
        settings=_environment,
    ),
    Question(name="region", asks="Azure region", suggests="eastus2", choices=tuple(REGIONS), settings=_region),
    Question(name="names", asks="Organization and application, such as `retail shop`", settings=_names),
    Question(name="offices", asks="Public ranges of your offices and pipelines", settings=_offices),
    Question(name="addresses", asks="Address space of hub and spoke", suggests="10.240.0.0/16", settings=_addresses),
    Question(
        name="groups", asks="Object ids of your Entra groups: administrators, and readers if any", settings=_groups
    ),
    Question(name="mailbox", asks="Mailbox that gets alerts", settings=_mailbox),
    Question(name="repository", asks="Git repository of your cluster-manifests", settings=_repository),
)
