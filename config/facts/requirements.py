"""The groups of the article's requirements, and the severity of each requirement.

The text of a requirement is beside its check in `review/conformance`. docs/requirements.md lists all requirements.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["must", "should", "option"]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Requirements on one subject. The numbers of each severity are written as `1-3 5`.

    Args:
        title: the subject.
        must: what the article says this architecture does, or calls a rule.
        should: what it recommends.
        option: alternatives and add-ons that are off by default.
    """

    title: str
    must: str = ""
    should: str = ""
    option: str = ""


GROUPS = {
    "NET": Group(
        title="Network topology",
        must="1-3 5 7 10 12-13 16-20 22 24-34",
        should="6 23 36-37",
        option="4 8-9 11 14-15 21 35",
    ),
    "IP": Group(title="IP addresses", must="1-5 7 9-11 13 17 19-20", should="12 18 21 23-24", option="6 8 14-16 22"),
    "IMG": Group(title="Container images", must="1-2 9-10", should="3-7", option="8"),
    "CMP": Group(title="Compute", must="1 3-5 8 10 14", should="2 6 9 12-13", option="7 11 15-16"),
    "IDN": Group(title="Identity", must="1-3 5 7-12 18-21", should="15-16", option="4 6 13-14 17 22"),
    "ING": Group(title="Ingress", must="1-6 9 12 15-23", should="7-8 10-11", option="13-14"),
    "FLOW": Group(
        title="Network flow",
        must="1-6 8-13 15-17 21-24 34 37",
        should="26 29-33 35 40-41",
        option="7 14 18-20 25 27-28 36 38-39 42-43",
    ),
    "SEC": Group(title="Secrets", must="1 5-12", should="2-4", option="13"),
    "STO": Group(title="Storage", must="1", should="3", option="2"),
    "POL": Group(title="Policy", must="1-2 5 13", should="4 6 9 11 15-16 18-19", option="3 7-8 10 12 14 17"),
    "SCALE": Group(title="Scaling", must="10-12", should="1-2 4-6 8 13", option="3 7 9 14"),
    "BC": Group(
        title="Business continuity",
        must="11-13 19-21 30",
        should="1-10 14-17 23 26-29 33-34 37-38",
        option="18 22 24-25 31-32 35-36 39",
    ),
    "MON": Group(title="Monitoring", should="1-5 7-11 13-14 16-17", option="6 12 15"),
    "UPD": Group(title="Updates", must="4 18", should="1-2 6-12 14-16 20 22-23", option="3 5 13 17 19 21"),
    "SECMON": Group(title="Security monitoring", should="1 3-5", option="2"),
    "OPS": Group(
        title="Operations",
        must="8 15 19",
        should="2-5 9 11-13 16 18 21-22 24-26 28-29 31",
        option="1 6-7 10 14 17 20 23 27 30",
    ),
    "COST": Group(title="Cost", should="1 3 5-6 8-9 11-12", option="2 4 7 10 13-14"),
}


def _numbers(text: str) -> list[int]:
    ranges = (part.partition("-") for part in text.split())
    return [number for first, _, last in ranges for number in range(int(first), int(last or first) + 1)]


def _severities() -> dict[str, Severity]:
    severities: tuple[Severity, ...] = ("must", "should", "option")
    weights = {
        (prefix, number): weight
        for prefix, group in GROUPS.items()
        for weight in severities
        for number in _numbers(getattr(group, weight))
    }
    order = list(GROUPS)
    return {
        f"{prefix}-{number:02}": weights[prefix, number]
        for prefix, number in sorted(weights, key=lambda key: (order.index(key[0]), key[1]))
    }


SEVERITIES = _severities()
"""Severity of each requirement, by id, in the order of the groups."""


def severity(id_: str) -> Severity:
    """Severity of a requirement.

    Raises:
        ValueError: no requirement has this id.
    """
    if id_ not in SEVERITIES:
        raise ValueError(f"{id_} is no requirement")
    return SEVERITIES[id_]
