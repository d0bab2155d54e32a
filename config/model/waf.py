"""Web application firewall: exclusions from its managed rules, and rules of one's own."""

from typing import Annotated, Literal

from pydantic import Field

from config.model.base import Section
from config.model.text import Line, form

WafRuleName = Annotated[
    str, form(r"^[A-Za-z][A-Za-z0-9]{0,127}$", "1 to 128 letters and digits, beginning with a letter", "BlockScanners")
]
ManagedRuleId = Annotated[str, form(r"^[1-9][0-9]{5}$", "the six digits of a rule of OWASP 3.2", "942100")]


class WafExclusion(Section):
    variable: Literal[
        "RequestArgKeys",
        "RequestArgNames",
        "RequestArgValues",
        "RequestCookieKeys",
        "RequestCookieNames",
        "RequestCookieValues",
        "RequestHeaderKeys",
        "RequestHeaderNames",
        "RequestHeaderValues",
    ] = Field(description="Required. Part of the request that the managed rules do not look at.")
    operator: Literal["Contains", "EndsWith", "Equals", "EqualsAny", "StartsWith"] = Field(
        description="Required. How `selector` is compared. EqualsAny takes every name; `selector` is * then."
    )
    selector: Annotated[Line, Field(max_length=256)] = Field(
        description="Required. Name of the argument, cookie or header, such as session."
    )
    rules: tuple[ManagedRuleId, ...] = Field(
        default=(),
        description="Optional. Managed rules of OWASP 3.2 that the exclusion holds for. Left out, it holds for all.",
    )


class WafCondition(Section):
    variable: Literal[
        "RemoteAddr",
        "RequestMethod",
        "QueryString",
        "PostArgs",
        "RequestUri",
        "RequestHeaders",
        "RequestBody",
        "RequestCookies",
    ] = Field(description="Required. Part of the request that is compared.")
    selector: Annotated[Line, Field(max_length=256)] | None = Field(
        default=None,
        description="Conditional. Name of the header, cookie or argument; required with RequestHeaders, RequestCookies "
        "and PostArgs, refused with others.",
    )
    operator: Literal[
        "Any",
        "IPMatch",
        "GeoMatch",
        "Equal",
        "Contains",
        "LessThan",
        "GreaterThan",
        "LessThanOrEqual",
        "GreaterThanOrEqual",
        "BeginsWith",
        "EndsWith",
        "Regex",
    ] = Field(description="Required. How the part is compared. IPMatch and GeoMatch go with RemoteAddr.")
    values: tuple[Annotated[Line, Field(max_length=2000)], ...] = Field(
        default=(),
        max_length=600,
        description="Conditional. What the part is compared with: ranges for IPMatch, two-letter countries for "
        "GeoMatch; required unless `operator` is Any.",
    )
    negate: bool = Field(default=False, description="Optional. true matches requests for which the comparison fails.")
    transforms: tuple[
        Literal["HtmlEntityDecode", "Lowercase", "RemoveNulls", "Trim", "Uppercase", "UrlDecode", "UrlEncode"], ...
    ] = Field(default=(), description="Optional. What is done with the part before it is compared.")


class WafRateLimit(Section):
    requests: int = Field(ge=1, le=1_000_000, description="Required. Requests above which the rule acts.")
    minutes: Literal[1, 5] = Field(default=1, description="Optional. Time in which they are counted.")
    per: Literal["ClientAddr", "GeoLocation", "None"] = Field(
        default="ClientAddr", description="Optional. Whose requests are counted together; None counts all."
    )


class WafRule(Section):
    name: WafRuleName = Field(description="Required. Name of the rule in logs.")
    priority: int = Field(
        ge=2,
        le=100,
        description="Required. Order; lower numbers are tried first. Each number once. 1 is Front Door's own rule.",
    )
    action: Literal["Allow", "Block", "Log"] = Field(
        description="Required. What happens to a request that meets all conditions. Allow skips the managed rules."
    )
    conditions: tuple[WafCondition, ...] = Field(min_length=1, max_length=10, description="Required. All must be met.")
    rate_limit: WafRateLimit | None = Field(
        default=None, description="Optional. Makes the rule act only above a rate. Left out, it acts at every request."
    )


class Waf(Section):
    exclusions: tuple[WafExclusion, ...] = Field(
        default=(),
        max_length=40,
        description="Optional. Parts of requests that managed rules ignore, where they block what is right.",
    )
    rules: tuple[WafRule, ...] = Field(
        default=(), max_length=100, description="Optional. Rules of your own, tried before the managed ones."
    )
