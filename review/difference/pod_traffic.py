"""Changes of the traffic that network policies allow."""

from collections.abc import Iterator, Mapping

from review.difference.change import Change, Sign
from review.facts import pod_flows
from review.network_policy import Ports, ports_in_words
from review.synthesis import Output
from review.wording import becomes

Way = tuple[str, str, str]  # stack, source, destination


def pod_traffic_changes(before: Output, after: Output) -> Iterator[Change]:
    """Flows between pods that became allowed or are no longer allowed. Stacks that come or go are left out."""
    stacks = [stack for stack in before.parts("bootstrap") if stack in after.stacks]
    old, new = _ways(before, stacks), _ways(after, stacks)
    for way in sorted({*old, *new}):
        stack, source, destination = way
        was, now = (ports_in_words(ways[way]) if way in ways else "" for ways in (old, new))
        if was != now:
            sign, does, on = _words(was, now)
            text = f"{source} {does} {destination} on {on}"
            yield Change(kind="pod traffic", sign=sign, stack=stack, address="", text=text)


def _words(was: str, now: str) -> tuple[Sign, str, str]:
    if not was:
        return "+", "may reach", now
    return ("~", "reaches", becomes(was, now)) if now else ("-", "may no longer reach", was)


def _ways(made: Output, stacks: list[str]) -> Mapping[Way, tuple[Ports, ...]]:
    return {
        (stack, flow.source.name, flow.destination.name): flow.ports
        for stack in stacks
        for flow in pod_flows(made, stack)
    }
