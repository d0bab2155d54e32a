"""Changes of node pools, and the addresses that they need."""

import re
from collections.abc import Iterator, Mapping

from config.addresses.arithmetic import percent_of, pool_addresses, surge_nodes
from review.conformance.ip_addresses import pods_elsewhere
from review.difference.change import Change, Sign
from review.facts import Pool, pools
from review.synthesis import Output, Synthesis
from review.wording import becomes

# Arguments that determine the addresses of a pool, and their descriptions.
COUNTS = {
    "max_count": "max",
    "min_count": "min",
    "node_count": "nodes",
    "max_pods": "pods a node",
    "upgrade_settings.max_surge": "surge",
}


def pool_changes(before: Output, after: Synthesis) -> Iterator[Change]:
    """Pools that were added or removed, and changed counts of nodes and pods with the addresses that they need."""
    old, new = _pools(before), _pools(after)
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if was is not None and now is not None:
            yield from _counts(was, now, after)
        elif now is not None:
            taken = f"{_demand(now, after)} addresses, {_left(now, after)}"
            yield _change(now, "+", f"node pool {_size(now)}: {taken}", whole=True)
        elif was is not None:
            yield _change(was, "-", f"node pool {_size(was)}: {_demand(was, after)} addresses fewer", whole=True)


def _pools(made: Output) -> Mapping[tuple[str, str], Pool]:
    return {(pool.resource.stack, pool.name): pool for pool in pools(made)}


def _size(pool: Pool) -> str:
    return f"{pool.name}, {pool.fewest_nodes} to {pool.most_nodes} of {pool.at('vm_size')}"


def _counts(was: Pool, now: Pool, after: Synthesis) -> Iterator[Change]:
    more = _demand(now, after) - _demand(was, after)
    taken = f": {abs(more)} {'more' if more > 0 else 'fewer'} addresses, {_left(now, after)}" if more else ""
    for path, word in COUNTS.items():
        if was.at(path) != now.at(path):
            text = f"{now.name} {word} {becomes(was.at(path), now.at(path))}{taken}"
            yield _change(now, "~", text, path=path)
            taken = ""  # report the total of all changes only once


def _demand(pool: Pool, after: Synthesis) -> int:
    """Addresses of a pool, counted by the address plan rules of the new configuration."""
    ip_plan = after.settings(pool.resource.stack)[0].ip_plan
    nodes = pool.most_nodes
    if ip_plan.scale_percent is not None:
        nodes = percent_of(max(pool.fewest_nodes, 1), ip_plan.scale_percent)
    surge = surge_nodes(str(pool.at("upgrade_settings.max_surge") or 0), nodes)
    if pods_elsewhere(pool):
        return nodes + surge
    rolling = ip_plan.pod_update_strategy == "rolling"
    pods = int(pool.at("max_pods") or 0)
    return pool_addresses(nodes=nodes, surge=surge, max_pods=pods, pod_surge=ip_plan.pod_surge if rolling else 0.0)


def _left(pool: Pool, after: Synthesis) -> str:
    _, plan = after.settings(pool.resource.stack)
    return f"{plan.spoke.pool(pool.name).free} left"


def _change(pool: Pool, sign: Sign, text: str, *, path: str = "", whole: bool = False) -> Change:
    block = rf"default_node_pool(\[{re.escape(pool.name)}\]|\[0\])?"
    argument = path.replace(".", r"(\[0\])?\.")
    own = block if whole else rf"{block}\.{argument}"
    covers = own if pool.prefix else "()" if whole else argument
    at = pool.resource
    return Change(kind="pool", sign=sign, stack=at.stack, address=at.address, text=text, covers=covers)
