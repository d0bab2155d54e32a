"""Finds the base of a comparison: an earlier output, another file, or the same file synthesized at a git ref."""

import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from review.synthesis import Output
from review.terraform import read

ROOT = Path(__file__).parents[2]
LONGEST = 600  # seconds that a synthesis may take


class BaseError(Exception):
    """There is no base for the comparison. The message is one line with the reason and the fix."""


def base_output(name: str, *, config: Path, out: Path) -> Output:
    """Return the output to compare with.

    Args:
        name: an output folder, a configuration file or a git ref.
        config: the configuration. For a git ref, the file with the same path at that ref is synthesized. A file
            outside of this repository is synthesized unchanged.
        out: the output folder that is compared.

    Raises:
        BaseError: `name` is none of them, or cannot be synthesized.
    """
    with base_folder(name, config=config, out=out) as folder:
        return Output(stacks=dict(read(folder)))


@contextmanager
def base_folder(name: str, *, config: Path, out: Path) -> Iterator[Path]:
    """Yield the output folder of a base. A temporary one is removed when the block ends. See `base_output`."""
    given = Path(name)
    if given.is_dir():
        yield _checked(given, name, out)
        return
    with TemporaryDirectory(prefix="base-") as folder:
        made = Path(folder) / "cdktf.out"
        if given.is_file():
            _synthesize(name, tree=ROOT, config=given.resolve(), out=made)
        else:
            _synthesize_ref(name, config, tree=Path(folder) / "tree", out=made)
        yield made


def _checked(folder: Path, name: str, out: Path) -> Path:
    if folder.resolve() == out.resolve():
        raise BaseError(f"BASE={name}: got the folder that is compared, need another one - copy it before make review")
    if not read(folder):
        raise BaseError(
            f"BASE={name}: got a folder without stacks, need an output folder or a git ref - make synth OUT=…"
        )
    return folder


def _synthesize_ref(ref: str, config: Path, *, tree: Path, out: Path) -> None:
    commit = _git(ref, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").decode().strip()
    with tarfile.open(fileobj=io.BytesIO(_git(ref, "archive", "--format=tar", commit))) as archive:
        if hasattr(tarfile, "data_filter"):
            archive.extractall(tree, filter="data")
        else:  # Python before 3.11.4; Git makes no member that the filter would stop
            archive.extractall(tree)
    _synthesize(ref, tree=tree, config=_there(ref, config, tree), out=out)


def _there(ref: str, config: Path, tree: Path) -> Path:
    """Path of the configuration in the tree of the ref, or its own path if it is outside of this repository."""
    if not config.resolve().is_relative_to(ROOT):
        return config.resolve()
    file = tree / config.resolve().relative_to(ROOT)
    if not file.is_file():
        raise BaseError(f"BASE={ref}: has no {config}, need a ref that has it - or name an output folder")
    return file


def _git(ref: str, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, timeout=LONGEST)
    except OSError as error:
        raise BaseError(f"BASE={ref}: got no folder of this name, and git does not run ({error.strerror})") from error
    if done.returncode == 0:
        return done.stdout
    if b"not a git repository" in done.stderr:
        raise BaseError(f"BASE={ref}: got no folder of this name, and this is no git checkout - name a folder")
    raise BaseError(f"BASE={ref}: got neither a folder nor a git ref, nor a file, need one of them - git fetch it?")


def _synthesize(ref: str, *, tree: Path, config: Path, out: Path) -> None:
    environ = {**os.environ, "BASELINE_CONFIG": str(config), "CDKTF_OUTDIR": str(out)}
    environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = [sys.executable, "main.py"]
    try:
        done = subprocess.run(command, cwd=tree, env=environ, capture_output=True, text=True, timeout=LONGEST)
        said = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("warning: ")]
        failed = done.returncode != 0
    except subprocess.TimeoutExpired:
        said, failed = [f"it takes more than {LONGEST} seconds"], True
    if failed:
        why = (said[-1] if "Traceback" in said[0] else said[0]) if said else "it says nothing"
        why = why.replace(f"{tree}{os.sep}", "")
        raise BaseError(f"BASE={ref}: cannot synthesize {config.name}: {why} - name another ref, or an output folder")
