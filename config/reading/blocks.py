"""Blocks of addresses for hubs and spokes that state `address_space: auto`.

The block of a member is written down once, in a file beside the configuration. So no block moves when members come, go
or change their order. `make addresses` takes the next free blocks. The subnets of the level above move along.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from pathlib import Path
from typing import Any

from config.problem import ConfigError, Mark, Problem
from config.reading.wording import shown

AUTO = "auto"
LISTS = ("node_pools", "retired_pools")  # they may have subnets of the spoke
POOLS = {"hub": "hubs", "spoke": "spokes"}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A block that is not taken yet.

    Args:
        path: Path of the hub or spoke in the file.
        pool: Key of its pool in `address_pools`.
        length: Prefix length of the block.
    """

    path: str
    pool: str
    length: int


def blocks_file(file: Path) -> Path:
    """File with the blocks of a configuration, such as fleet.addresses.json beside fleet.yaml."""
    return file.with_suffix(".addresses.json")


def read_blocks(file: Path) -> dict[str, IPv4Network]:
    """Blocks by the path of the hub or spoke. Empty if no block was taken yet.

    Raises:
        ConfigError: The file has something else.
    """
    try:
        text = blocks_file(file).read_text(encoding="utf-8")
    except OSError:
        return {}
    try:
        return {path: IPv4Network(block) for path, block in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError) as error:
        problem = Problem(path="", got=shown(str(error)), need="what make addresses wrote", fix="restore it from Git")
        raise ConfigError([(Mark(file=blocks_file(file)), problem)]) from None


def network(value: object) -> IPv4Network | None:
    """The network that a value is. None if it is none."""
    try:
        return IPv4Network(str(value))
    except ValueError:
        return None


def moved(
    values: Mapping[str, Any], *, own: Mapping[str, Any], section: str, template: IPv4Network, block: IPv4Network
) -> dict[str, Any]:
    """Return the values of a member with its block, and all addresses from above moved along.

    Args:
        values: Merged values of the member.
        own: Values that the member states itself. They stay.
        section: hub or spoke.
        template: Address space of the level above.
        block: The block.
    """
    network_section = _shifted(_section(values, section), template, block) | {"address_space": str(block)}
    network_section["subnets"] = _section(network_section, "subnets") | _section(_section(own, section), "subnets")
    result = {**values, section: network_section}
    if section == "spoke":
        lists = {key: _shifted(values[key], template, block) for key in LISTS if key in values and key not in own}
        ingress = _shifted(_section(values, "ingress"), template, block) | _section(own, "ingress")
        result |= {**lists, "ingress": ingress}
    return result


def _section(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = values.get(key)
    return found if isinstance(found, dict) else {}


def _shifted(value: Any, template: IPv4Network, block: IPv4Network) -> Any:
    """Return `value` with all addresses and networks of `template` at the same place in `block`."""
    if isinstance(value, dict):
        return {key: _shifted(each, template, block) for key, each in value.items()}
    if isinstance(value, list):
        return [_shifted(each, template, block) for each in value]
    by = int(block.network_address) - int(template.network_address)
    try:
        if isinstance(value, str) and "/" in value:
            inside = IPv4Network(value)
            there = IPv4Network((int(inside.network_address) + by, inside.prefixlen))
            return str(there) if inside.subnet_of(template) else value
        if isinstance(value, str) and IPv4Address(value) in template:
            return str(IPv4Address(value) + by)
    except (AddressValueError, ValueError):
        pass
    return value
