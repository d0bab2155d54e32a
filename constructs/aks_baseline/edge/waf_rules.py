"""Exclusions and own rules of a web application firewall, as plain values. Configuration reads it too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# Groups of OWASP 3.2 by the first three digits of their rules. Azure page "Web Application Firewall DRS and CRS rule
# groups and rules".
GROUPS = {
    "911": "REQUEST-911-METHOD-ENFORCEMENT",
    "913": "REQUEST-913-SCANNER-DETECTION",
    "920": "REQUEST-920-PROTOCOL-ENFORCEMENT",
    "921": "REQUEST-921-PROTOCOL-ATTACK",
    "930": "REQUEST-930-APPLICATION-ATTACK-LFI",
    "931": "REQUEST-931-APPLICATION-ATTACK-RFI",
    "932": "REQUEST-932-APPLICATION-ATTACK-RCE",
    "933": "REQUEST-933-APPLICATION-ATTACK-PHP",
    "941": "REQUEST-941-APPLICATION-ATTACK-XSS",
    "942": "REQUEST-942-APPLICATION-ATTACK-SQLI",
    "943": "REQUEST-943-APPLICATION-ATTACK-SESSION-FIXATION",
    "944": "REQUEST-944-APPLICATION-ATTACK-JAVA",
}


def group_of(rule: str) -> str | None:
    """Group of a managed rule of OWASP 3.2. None: there is no such rule.

    Args:
        rule: Six digits of the rule, such as 942100.
    """
    return GROUPS.get(rule[:3])


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """Part of requests that managed rules do not look at.

    Args:
        variable: Azure's name of the part, such as RequestCookieNames.
        operator: How names are compared, such as Equals.
        selector: Name of the argument, cookie or header.
        rules: Managed rules that the exclusion holds for. Empty: all of them.
    """

    variable: str
    operator: str
    selector: str
    rules: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What a request must look like.

    Args:
        variable: Azure's name of the part of the request, such as RemoteAddr.
        selector: Name inside the part. None: the whole part.
        operator: How the part is compared, such as IPMatch.
        values: What the part is compared with.
        negate: True turns the comparison round.
        transforms: What is done with the part first.
    """

    variable: str
    selector: str | None
    operator: str
    values: Sequence[str]
    negate: bool
    transforms: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class RateLimit:
    """Rate above which a rule acts.

    Args:
        requests: Number of requests.
        minutes: Time in which they are counted, 1 or 5.
        per: Whose requests are counted together, such as ClientAddr.
    """

    requests: int
    minutes: Literal[1, 5]
    per: str


@dataclass(frozen=True, kw_only=True)
class OwnRule:
    """Rule of a team's own. It is tried before the managed rules.

    Args:
        name: Name in logs.
        priority: 1 to 100. Lower numbers come first.
        action: Allow, Block or Log.
        conditions: All must be met.
        rate_limit: Rate above which the rule acts. None: it acts at every request.
    """

    name: str
    priority: int
    action: Literal["Allow", "Block", "Log"]
    conditions: Sequence[Condition]
    rate_limit: RateLimit | None = None


@dataclass(frozen=True, kw_only=True)
class Waf:
    """What a team decides about the WAF policy of a gateway.

    Args:
        name: Name of the policy.
        exclusions: Parts of requests that managed rules ignore.
        rules: Rules of the team's own.
    """

    name: str
    exclusions: Sequence[Exclusion] = ()
    rules: Sequence[OwnRule] = ()
