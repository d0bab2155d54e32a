"""A part of a fleet: only some of its stacks are written.

Their content is the same as in the whole output. The outputs of a stack depend on the stacks that read them, so all
stacks of a region are made, and all regions if they share a stack.
"""

import json
import shutil
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

from config.fleet import Fleet
from config.problem import ConfigError, Mark, Problem
from config.reading.wording import listed, shown


def needed(fleet: Fleet, only: Sequence[str]) -> Fleet:
    """Return the regions that have to be made for the stacks that `only` names. Empty: all regions."""
    shared = fleet.regions[0].config.shared
    if not only or shared.router != "none" or shared.registry or shared.fleet_manager:
        return fleet
    regions = [each for each in fleet.regions if any(fnmatch(name, one) for name in each.stacks for one in only)]
    return Fleet(regions=tuple(regions or fleet.regions))


def keep(out: Path, only: Sequence[str]) -> None:
    """Remove all stacks from the folder `out` that `only` does not name."""
    file = out / "manifest.json"
    manifest = json.loads(file.read_text())
    stacks = manifest["stacks"]
    for pattern in only:
        if not any(fnmatch(name, pattern) for name in stacks):
            problem = Problem(path="", got=shown(pattern), need=f"a pattern of {listed(stacks)}", fix="correct it")
            raise ConfigError([(Mark(file=Path("ONLY")), problem)])
    kept = {name: each for name, each in stacks.items() if any(fnmatch(name, one) for one in only)}
    for each in kept.values():
        each["dependencies"] = [name for name in each["dependencies"] if name in kept]
    for name in stacks.keys() - kept.keys():
        shutil.rmtree(out / "stacks" / name)
    file.write_text(json.dumps({**manifest, "stacks": kept}, indent=2))
