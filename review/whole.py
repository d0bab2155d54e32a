"""The synthesis of a whole file, which may be a fleet."""

from pathlib import Path

from config.load import Loaded
from review.synthesis import Synthesis
from review.terraform import Stacks


def synthesis(loaded: Loaded, stacks: Stacks, *, root: Path) -> Synthesis:
    """The synthesis of a whole file.

    Args:
        loaded: The file.
        stacks: Its Terraform JSON by name of the stack.
        root: Folder of this repository.
    """
    clusters = loaded.fleet.clusters
    members = clusters if len(clusters) > 1 else ()
    return Synthesis(stacks=stacks, config=loaded.config, plan=loaded.plan, root=root, members=members)
