"""`make stacks`: prints the stacks of an output folder as an output variable of a pipeline, which makes a job for each.

The stacks are in the order in which they are deployed. A fleet has other stacks than a file with one cluster, so no
pipeline lists them.
"""

import json
import os
import re
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence

from terminal.output_folder import MANIFEST, chosen
from terminal.summary import ordered_stacks


def github(stacks: Sequence[str]) -> str:
    """Return the line for `$GITHUB_OUTPUT`: the output `stacks`, a list for `fromJson`."""
    return f"stacks={json.dumps(stacks, separators=(',', ':'))}"


def azure_devops(stacks: Sequence[str]) -> str:
    """Return the logging command that sets the output variable `matrix`. Each job has the variable `STACK`.

    Names of jobs take letters, digits and underscores (Azure DevOps page "jobs.job.strategy definition: matrix").
    """
    jobs = {re.sub(r"\W", "_", stack): {"STACK": stack} for stack in stacks}
    return f"##vso[task.setvariable variable=matrix;isOutput=true]{json.dumps(jobs, separators=(',', ':'))}"


FORMATS: dict[str, Callable[[Sequence[str]], str]] = {"github": github, "azure-devops": azure_devops}


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(prog="make stacks", description=__doc__)
    parser.add_argument("format", choices=FORMATS)
    form = parser.parse_args(arguments).format
    _, out = chosen(os.environ)
    if not (out / MANIFEST).exists():
        print(f"{out}: holds no synthesized stacks - run make synth first", file=sys.stderr)
        return 2
    stacks, _ = ordered_stacks(out)
    print(FORMATS[form](list(stacks)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
