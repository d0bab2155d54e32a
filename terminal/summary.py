"""Summarizes a synthesis in about ten lines."""

import json
import shlex
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

from config.load import Loaded
from review.cost import estimate, statement
from review.members import synthesis
from review.terraform import addresses, read
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
    counts = ", ".join(f"{name} {len(list(addresses(made.stacks[name])))}" for name in stacks)
    regions = ", ".join(region.name for region in loaded.fleet.regions)
    yield f"{loaded.config.environment} in {regions}, written to {out}: {counts} resources"
    yield from _networks(loaded)
    for address, arguments in loaded.config.overrides.items():
        yield f"  overridden in {address}: {', '.join(f'{path} {json.dumps(arguments[path])}' for path in arguments)}"
    yield from statement.summary(estimate(made))
    first = " ".join(name for name in stacks if not name.startswith("bootstrap"))
    if made.members:
        parts = {name.partition("-")[0]: None for name in stacks if not name.startswith("bootstrap")}
        first = " ".join(f"'{part}-*'" for part in parts)
    yield f'next: make cdktf{_choices(config, out)} ARGS="deploy {first}"'


def _networks(loaded: Loaded) -> Iterator[str]:
    """Yield a line for each subnet. Of a fleet, yield a line for each network instead."""
    if len(loaded.fleet.clusters) == 1:
        subnets = [*loaded.plan.region.subnets, *loaded.plan.spoke.subnets]
        widest = max(len(subnet.name) for subnet in subnets)
        for subnet in subnets:
            yield f"  {subnet.name:{widest}}  {subnet.prefix!s:18} {subnet.required:4} of {subnet.prefix.num_addresses}"
        return
    for region in loaded.fleet.regions:
        spaces = {region.stack: region.plan.space, **{each.stack: each.space for each in region.spokes}}
        for stack, space in spaces.items():
            yield f"  {stack:30} {space.prefix}"


def _choices(config: Path, out: Path) -> str:
    """CONFIG and OUT for the next command. Without them, that command would deploy the default configuration."""
    chosen = f" CONFIG={shlex.quote(str(config))}" if config.resolve() != DEFAULT_CONFIG else ""
    return chosen + (f" OUT={shlex.quote(str(out))}" if out.resolve() != default_folder(config).resolve() else "")
