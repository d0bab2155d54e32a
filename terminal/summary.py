"""Summarizes a synthesis in about ten lines."""

import json
import shlex
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

from config.load import Loaded
from review.cost import estimate, statement
from review.terraform import addresses, read
from review.whole import synthesis
from terminal.output_folder import DEFAULT_CONFIG, MANIFEST, ROOT, default_folder


def ordered_stacks(out: Path) -> tuple[dict[str, Path], dict[str, set[str]]]:
    """Return the file and the dependencies of every stack. A stack comes after its dependencies."""
    stacks = json.loads((out / MANIFEST).read_text())["stacks"]
    needs = {name: set(stack["dependencies"]) for name, stack in stacks.items()}
    files = {name: out / stacks[name]["synthesizedStackPath"] for name in TopologicalSorter(needs).static_order()}
    return files, needs


def summary(loaded: Loaded, *, config: Path, out: Path) -> Iterator[str]:
    """Yield the summary: stacks, addresses of each subnet, overrides, cost per month, and the command that deploys.

    Args:
        loaded: Configuration.
        config: Configuration file, as the user named it.
        out: Output folder, as the user named it.
    """
    stacks, _ = ordered_stacks(out)
    made = synthesis(loaded, read(out), root=ROOT)
    counts = {name: len(list(addresses(made.stacks[name]))) for name in stacks}
    yield from _of_one(loaded, counts, out) if len(loaded.fleet.clusters) == 1 else _of_many(loaded, counts, out)
    for address, arguments in loaded.config.overrides.items():
        yield f"  overridden in {address}: {', '.join(f'{path} {json.dumps(arguments[path])}' for path in arguments)}"
    yield from statement.summary(estimate(made), by_stack=bool(made.members))
    first = " ".join(name for name in stacks if not name.startswith("bootstrap"))
    if made.members:
        parts = {name.partition("-")[0]: None for name in stacks if not name.startswith("bootstrap")}
        first = " ".join(f"'{part}-*'" for part in parts)
    yield f'next: make cdktf{_choices(config, out)} ARGS="deploy {first}"'


def _of_one(loaded: Loaded, counts: Mapping[str, int], out: Path) -> Iterator[str]:
    """Yield the stacks in a line, and a line for each subnet."""
    stacks = ", ".join(f"{name} {count}" for name, count in counts.items())
    yield f"{loaded.config.environment} in {loaded.config.location}, written to {out}: {stacks} resources"
    subnets = [*loaded.plan.region.subnets, *loaded.plan.spoke.subnets]
    widest = max(len(subnet.name) for subnet in subnets)
    for subnet in subnets:
        yield f"  {subnet.name:{widest}}  {subnet.prefix!s:18} {subnet.required:4} of {subnet.prefix.num_addresses}"


def _of_many(loaded: Loaded, counts: Mapping[str, int], out: Path) -> Iterator[str]:
    """Yield a line for each stack, with the range of its network."""
    fleet = loaded.fleet
    regions = ", ".join(region.name for region in fleet.regions)
    total = f"{len(counts)} stacks with {sum(counts.values())} resources"
    yield f"{loaded.config.environment} in {regions}, written to {out}: {total}"
    spaces = {region.stack: region.plan.space.prefix for region in fleet.regions}
    spaces |= {spoke.stack: spoke.space.prefix for region in fleet.regions for spoke in region.spokes}
    widest = max(len(name) for name in counts)
    for name, count in counts.items():
        yield f"  {name:{widest}}  {count:3} resources  {spaces.get(name, '')}".rstrip()


def _choices(config: Path, out: Path) -> str:
    """CONFIG and OUT for the next command. Without them, that command would deploy the default configuration."""
    chosen = f" CONFIG={shlex.quote(str(config))}" if config.resolve() != DEFAULT_CONFIG else ""
    return chosen + (f" OUT={shlex.quote(str(out))}" if out.resolve() != default_folder(config).resolve() else "")
