"""Changes that no other module of this package describes, by address and argument."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import yaml

from review.changed_values import ChangedValue, changed_values
from review.difference.change import Change, Kind, Sign
from review.protected import LOST_WITH
from review.synthesis import Output, value_at
from review.terraform import LINK, Body, Stacks, addresses, resolve
from review.wording import becomes

# Descriptions of changed arguments: resource type, path of the argument, kind of the change, and text.
NAMES: tuple[tuple[str, str, Kind, str], ...] = (
    (r"azurerm_firewall_policy_rule_collection_group", r"\w+\[.*?\]\.rule\[(.*?)\]\.", "firewall", "firewall rule {}"),
    (r"azurerm_network_security_group", r"security_rule\[(.*?)\]\.", "security rule", "security rule {}"),
    (r"azurerm_kubernetes_cluster", r"default_node_pool(?:\[.*?\])?\.", "pool", "node pool {pool}"),
    (r"azurerm_kubernetes_cluster_node_pool", r"", "pool", "node pool {name}"),
    (r"azurerm_monitor_alert_prometheus_rule_group", r"rule\[(.*?)\]\.", "alert", "rule {}"),
    (r"azurerm_monitor_\w*alert\w*", r"", "alert", "alert {name}"),
    (r"azurerm_\w+_policy_assignment", r"", "policy", "policy {name}"),
)

LEADING_UPS = re.compile(r"^(\.\./)+")


def resource_changes(before: Output, after: Output, *, told: Collection[Change]) -> Iterator[Change]:
    """Resources and other blocks that were added, removed, moved or changed, without the changes in `told`."""
    old, new = _blocks(before.stacks), _blocks(after.stacks)
    for stack in sorted({*old, *new}):
        if stack not in old or stack not in new:
            yield _stack(stack, "+" if stack in new else "-", new.get(stack) or old[stack])
            continue
        was = dict(old[stack])
        for source, target in _moves(after.stacks[stack]):
            if source in was and target in new[stack]:
                was[target] = was.pop(source)
                yield _change(stack, target, "~", f"{source} moves to {target}")
        stays = was.keys() & new[stack].keys()
        for address in sorted({*was, *new[stack]}):
            bodies = (_among(stays, blocks.get(address)) for blocks in (was, new[stack]))
            found = _differences(stack, address, *bodies)
            yield from (change for path, change in found if not _told(told, stack, address, path))


def _among(stays: Collection[str], body: Any) -> Any:
    """Block without `depends_on` entries for added or removed resources, which are reported separately."""
    if not isinstance(body, dict) or not isinstance(body.get("depends_on"), list):
        return body
    return {**body, "depends_on": [each for each in body["depends_on"] if each in stays] or None}


def _told(told: Collection[Change], stack: str, address: str, path: str) -> bool:
    return any(change.tells(stack, address, path) for change in told)


def _stack(stack: str, sign: Sign, blocks: Mapping[str, Any]) -> Change:
    count = sum(address.partition(".")[0] not in ("data", "provider", "terraform") for address in blocks)
    return Change(kind="stack", sign=sign, stack=stack, address="", text=f"stack {stack} with {count} resources")


def _differences(stack: str, address: str, was: Any, now: Any) -> Iterator[tuple[str, Change]]:
    if was is None:
        yield "", _change(stack, address, "+", f"{address}{_name(now)}")
    elif now is None:
        loss = LOST_WITH.get(address.partition(".")[0])
        yield "", _change(stack, address, "-", f"{address}{_name(was)}" + (f"; lost with it: {loss}" if loss else ""))
    else:
        for found in changed_values(was, now):
            yield found.path, _argument(stack, address, now, found)


def _argument(stack: str, address: str, body: Any, found: ChangedValue) -> Change:
    for type_, place, kind, words in NAMES:
        match = re.match(place, found.path) if re.fullmatch(type_, address.partition(".")[0]) else None
        if match:
            pool = value_at(body, "default_node_pool.name")
            label = words.format(*match.groups(""), name=body.get("name"), pool=pool)
            rest = found.path[match.end() :]
            return _change(stack, address, "~", f"{label}: {rest} {becomes(found.before, found.after)}", kind=kind)
    return _change(stack, address, "~", f"{address}: {found.path} {becomes(found.before, found.after)}")


def _change(stack: str, address: str, sign: Sign, text: str, *, kind: Kind = "resource") -> Change:
    return Change(kind=kind, sign=sign, stack=stack, address=address, text=text)


def _name(body: Any) -> str:
    """Name in Azure or Kubernetes, in brackets."""
    metadata = body.get("metadata") if isinstance(body, Mapping) else None
    name = (metadata if isinstance(metadata, Mapping) else body).get("name") if isinstance(body, Mapping) else None
    return f" ({name})" if isinstance(name, str) and "${" not in name else ""


def _moves(stack: Body) -> Iterator[tuple[str, str]]:
    for each in stack.get("moved", ()):
        yield each["from"], each["to"]


def _blocks(stacks: Stacks) -> Mapping[str, Mapping[str, Any]]:
    """Blocks of every stack, by address, with references resolved."""
    return {name: dict(_addressed(stacks, name)) for name in stacks}


def _addressed(stacks: Stacks, name: str) -> Iterator[tuple[str, Any]]:
    def read(value: Any) -> Any:
        return _read(value, lambda text: _meant(stacks, name, text))

    for section, content in stacks[name].items():
        if section == "resource":
            yield from ((address, read(body)) for address, body in addresses(stacks[name]))
        elif section == "data":
            for type_, found in content.items():
                if type_ != "terraform_remote_state":  # it only connects stacks
                    yield from ((f"data.{type_}.{each}", read(body)) for each, body in found.items())
        elif section == "output":
            own = {each: body for each, body in content.items() if not each.startswith("cross-stack-output-")}
            yield from ((f"output.{each}", read(body)) for each, body in own.items())
        elif section not in ("moved", "locals"):  # locals only connect stacks
            parts = content if isinstance(content, dict) else {"": content}
            yield from ((f"{section}.{each}".rstrip("."), read(body)) for each, body in parts.items())


def _read(value: Any, meant: Callable[[str], str]) -> Any:
    """Value with references resolved, and with embedded documents (JSON or chart values) parsed."""
    if isinstance(value, dict):
        return {key: _read(each, meant) for key, each in value.items()}
    if isinstance(value, list):
        return [_read(each, meant) for each in value]
    if not isinstance(value, str):
        return value
    return _document(value, meant) or meant(value)


def _document(text: str, meant: Callable[[str], str]) -> Any:
    if "\n" not in text and not text.startswith(("{", "[{")):
        return None
    try:
        found = json.loads(text) if text.startswith(("{", "[")) else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError):
        return None
    return _read(found, meant) if isinstance(found, dict) else None


def _meant(stacks: Stacks, stack: str, text: str) -> str:
    """Resolve references: `${azurerm_subnet.nodes.id}` to `azurerm_subnet.nodes.id`, outputs to their sources."""
    text = LINK.sub(lambda match: resolve(stacks, stack, match[0]), text)
    whole = re.fullmatch(r"\$\{([^{}]*)\}", text)
    return LEADING_UPS.sub("", whole[1] if whole else text)
