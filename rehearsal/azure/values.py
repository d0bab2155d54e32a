"""Reads values in the bodies of resources."""

import hashlib
import json
import uuid
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

Body = dict[str, Any]
Network = IPv4Network | IPv6Network


def at(node: Any, *path: str) -> Any:
    """Value at a path of keys. None if any key is missing."""
    for key in path:
        node = node.get(key) if isinstance(node, dict) else None
    return node


def rows(node: Any, *path: str) -> list[Any]:
    """List at a path of keys. Empty if it is missing or null."""
    found = at(node, *path)
    return found if isinstance(found, list) else []


def same(one: Any, other: Any) -> bool:
    """Whether two texts are equal for Azure, which ignores case. None equals an empty text."""
    return str(one or "").lower() == str(other or "").lower()


def region(location: Any) -> str:
    """`East US 2` and `eastus2` are the same region."""
    return str(location or "").lower().replace(" ", "")


def networks(prefixes: Any) -> list[Network]:
    return [ip_network(each, strict=False) for each in prefixes or ()]


def prefixes(properties: Body) -> list[Network]:
    """Prefixes of a subnet, which states one or several."""
    return networks(properties.get("addressPrefixes") or [properties["addressPrefix"]])


def copied(body: Body) -> Body:
    result: Body = json.loads(json.dumps(body))
    return result


def filled(body: Body, defaults: Body) -> None:
    """Add values where a key is missing or null. Objects are filled key by key."""
    for key, value in defaults.items():
        if isinstance(value, dict) and isinstance(body.get(key), dict):
            filled(body[key], value)
        elif body.get(key) is None:
            body[key] = json.loads(json.dumps(value))


def merged(old: Any, new: Any) -> Any:
    """Result of a PATCH: objects are merged, null removes a key. Tags and identities are replaced as a whole."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    result = dict(old)
    for key, value in new.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = value if key in ("tags", "userAssignedIdentities") else merged(old.get(key), value)
    return result


def texts(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a body with its path, keys included: identities are keys."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield f"{path}.{key}", key
            yield from texts(value, f"{path}.{key}")
    elif isinstance(node, list):
        for position, value in enumerate(node):
            yield from texts(value, f"{path}[{position}]")
    elif isinstance(node, str):
        yield path, node


def short(*parts: object) -> str:
    """Eight characters that depend on the parts alone, for host names."""
    return hashlib.sha256("/".join(map(str, parts)).lower().encode()).hexdigest()[:8]


def guid(*parts: object) -> str:
    """GUID that depends on the parts alone."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(str(each).lower() for each in parts)))


def public_address(seed: str) -> str:
    number = int(short(seed), 16)
    return f"20.{number % 200 + 20}.{number // 251 % 250 + 1}.{number // 65521 % 250 + 1}"
