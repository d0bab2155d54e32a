"""`make addresses`: takes a block for each hub and spoke with `address_space: auto` that has none yet.

Blocks are appended to the file beside the configuration, which belongs in Git. Those that are there never change.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from ipaddress import IPv4Network
from pathlib import Path

from config.addresses.arithmetic import free_block
from config.problem import ConfigError, Mark, Problem
from config.reading.blocks import POOLS, Wanted, blocks_file, network, read_blocks
from config.reading.documents import Document, read
from config.reading.members import Member, members
from config.reading.remedies import value_at


def take_blocks(file: Path) -> dict[str, IPv4Network]:
    """Return the new blocks by the path of the hub or spoke, in the order of the file.

    Raises:
        ConfigError: The file cannot be read, or a pool is missing or full.
    """
    document = read(file)
    whole, _, wanted = members(document)
    taken = [*read_blocks(file).values(), *_stated(whole, wanted)]
    blocks: dict[str, IPv4Network] = {}
    for each in wanted:
        pool = network(value_at(("address_pools", each.pool), document.values))
        block = free_block(pool, each.length, taken) if pool else None
        if block is None:
            raise ConfigError([_no_block(document, each, pool)])
        blocks[each.path] = block
        taken.append(block)
    return blocks


def _stated(whole: Member, wanted: list[Wanted]) -> Iterator[IPv4Network]:
    """Networks that the file states itself, and ranges in use elsewhere."""
    missing = {each.path for each in wanted}
    for member in whole.all:
        values = member.document.values
        for section in POOLS:
            path = f"{member.path}.{section}" if member.path else section
            if path not in missing and (space := network(value_at((section, "address_space"), values))):
                yield space
        for each in value_at(("network", "on_premises_ranges"), values) or ():
            if elsewhere := network(each):
                yield elsewhere


def _no_block(document: Document, wanted: Wanted, pool: IPv4Network | None) -> tuple[Mark, Problem]:
    path = f"address_pools.{wanted.pool}"
    got = f"{pool}, which is full" if pool else "nothing"
    need, fix = f"a range with a free /{wanted.length} for {wanted.path}", "state a range, or a larger one"
    return document.mark(path), Problem(path=path, got=got, need=need, fix=fix)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make addresses", description=__doc__)
    parser.add_argument("config", type=Path)
    file = parser.parse_args().config
    try:
        new = take_blocks(file)
        known = read_blocks(file)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    if new:
        text = json.dumps({path: str(block) for path, block in {**known, **new}.items()}, indent=2) + "\n"
        blocks_file(file).write_text(text, encoding="utf-8")
    for path, block in new.items():
        print(f"{path}: {block}")
    print(f"{blocks_file(file)}: {len(new)} blocks taken, {len(known)} were there")
    return 0


if __name__ == "__main__":
    sys.exit(main())
