"""`make mutations`: changes a value in a copy of the project, and runs the tests that must notice it."""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from tools.mutations.table import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]
SHARED = (".venv", "node_modules")
FAILED = 1  # status of pytest where a test has failed. Others mean that no test has run
COPIES = 2


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(prog="make mutations", description=__doc__)
    parser.add_argument("--only", default="", help="try only changes whose file or meaning has this text")
    given = parser.parse_args(arguments)
    wanted = [each for each in MUTATIONS if given.only in f"{each.file} {each.means}"]
    copies: SimpleQueue[Path] = SimpleQueue()
    with TemporaryDirectory(prefix="mutations-") as folder, ThreadPoolExecutor(COPIES) as pool:
        for number in range(COPIES):
            copies.put(copied(Path(folder) / str(number)))
        survived = 0
        for mutation, caught in zip(wanted, pool.map(lambda each: is_caught(each, copies), wanted), strict=True):
            survived += not caught
            print(f"{'caught  ' if caught else 'SURVIVED'}  {mutation.file}: {mutation.means}", flush=True)
    print(f"{len(wanted) - survived} of {len(wanted)} changes caught")
    return 1 if survived else 0


def copied(project: Path) -> Path:
    """Copy what Git has, with the environment of this project."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, project / name)
    for name in SHARED:
        (project / name).symlink_to((ROOT / name).resolve())
    return project


def is_caught(mutation: Mutation, copies: "SimpleQueue[Path]") -> bool:
    """Whether the tests of a mutation fail with it."""
    project = copies.get()
    try:
        with changed(project / mutation.file, mutation):
            command = [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-x",
                "-p",
                "no:cacheprovider",
                f"tests/{mutation.caught_by}.py",
            ]
            environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
            return subprocess.run(command, cwd=project, env=environ, capture_output=True).returncode == FAILED
    finally:
        copies.put(project)


@contextmanager
def changed(file: Path, mutation: Mutation) -> Iterator[None]:
    """Change a file, and change it back."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
