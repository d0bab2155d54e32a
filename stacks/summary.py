"""What a synthesis made, in about ten lines."""

import json
from graphlib import TopologicalSorter
from pathlib import Path

from config.load import Loaded


def summary(loaded: Loaded, out: Path) -> str:
    """Stacks with their resources, and the address plan with how much of each subnet it uses.

    `out`: the output folder as the user gave it.
    """
    config, plan = loaded.config, loaded.plan
    subnets = [*plan.region.subnets, *plan.spoke.subnets]
    widest = max(len(subnet.name) for subnet in subnets)
    return "\n".join(
        (
            f"{config.environment} in {config.location}, written to {out}: {_stacks(out)}",
            *(
                f"  {subnet.name:{widest}}  {subnet.prefix!s:18} {subnet.required:4} of {subnet.prefix.num_addresses}"
                for subnet in subnets
            ),
            'next: make cdktf ARGS="deploy hub spoke cluster"',
        )
    )


def _stacks(out: Path) -> str:
    """`hub 27, spoke 45 resources`: each stack after those it builds on."""
    stacks = json.loads((out / "manifest.json").read_text())["stacks"]
    ordered = TopologicalSorter({name: stack["dependencies"] for name, stack in stacks.items()}).static_order()
    counts = (f"{name} {_resources(out / stacks[name]['synthesizedStackPath'])}" for name in ordered)
    return f"{', '.join(counts)} resources"


def _resources(file: Path) -> int:
    return sum(len(found) for found in json.loads(file.read_text()).get("resource", {}).values())
