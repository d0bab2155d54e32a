"""Changes of policy assignments and alerts."""

import re
from collections.abc import Iterator, Mapping

from review.changed_values import changed_values
from review.difference.change import Change, Sign
from review.facts import Alert, Policy, alerts, policies
from review.synthesis import Output
from review.wording import becomes, value


def policy_changes(before: Output, after: Output) -> Iterator[Change]:
    """Assignments that were added or removed, and parameters that changed."""
    old, new = _policies(before), _policies(after)
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if was is not None and now is not None:
            for found in changed_values(was.parameters, now.parameters):
                text = f"policy {now.name}: {found.path} {becomes(found.before, found.after)}"
                yield _policy_change(now, "~", text, covers="parameters.*")
        elif now is not None:
            yield _policy_change(now, "+", _policy(now), covers="()")
        elif was is not None:
            yield _policy_change(was, "-", _policy(was), covers="()")


def _policies(made: Output) -> Mapping[tuple[str, str], Policy]:
    return {(each.resource.stack, each.resource.address): each for each in policies(made)}


def _policy(policy: Policy) -> str:
    effect = f", {policy.effect}" if policy.effect else ""
    return f"policy {policy.name}{effect}: {value(policy.title or policy.definition)}"


def _policy_change(policy: Policy, sign: Sign, text: str, *, covers: str) -> Change:
    at = policy.resource
    return Change(kind="policy", sign=sign, stack=at.stack, address=at.address, text=text, covers=covers)


def alert_changes(before: Output, after: Output) -> Iterator[Change]:
    """Alerts that were added or removed. Changes inside an alert are listed by argument."""
    old, new = _alerts(before), _alerts(after)
    for key in sorted({*old, *new}):
        if key not in old:
            yield _alert_change(new[key], "+")
        elif key not in new:
            yield _alert_change(old[key], "-")


def _alerts(made: Output) -> Mapping[tuple[str, str, str], Alert]:
    return {(each.resource.stack, each.resource.address, each.name): each for each in alerts(made)}


def _alert_change(alert: Alert, sign: Sign) -> Change:
    severity = "" if alert.severity is None else f", severity {alert.severity}"
    hears = ", ".join(sorted(each.name for each in alert.tells if each is not None)) or "nobody of these stacks"
    return Change(
        kind="alert",
        sign=sign,
        stack=alert.resource.stack,
        address=alert.resource.address,
        text=f"alert {alert.name}{severity}, which {hears} hears of",
        covers=rf"(rule(\[{re.escape(alert.name)}\])?)?",
    )
