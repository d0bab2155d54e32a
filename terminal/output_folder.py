"""The output folder: where it is, and that a synthesis replaces all of it or nothing."""

import errno
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from terminal.interruption import UNDO, postponed

ROOT = Path(__file__).parents[1]
DEFAULT_CONFIG = ROOT / "config" / "baseline.yaml"
DEFAULT_OUT = Path("cdktf.out")
MANIFEST = "manifest.json"

# How Node words an error of the operating system, somewhere in what jsii reports.
NODE_ERROR = re.compile(r"\b(E[A-Z]{2,}): ([a-z][a-z -]+)")
NO_ROOM = ("ENOSPC", "EDQUOT")  # said without the path


class OutputError(Exception):
    """One line on why the output folder cannot be written, and what to do."""


def chosen(environ: Mapping[str, str]) -> tuple[Path, Path]:
    """The configuration file and the output folder that `BASELINE_CONFIG` and `CDKTF_OUTDIR` name, or the default."""
    config = Path(environ.get("BASELINE_CONFIG") or DEFAULT_CONFIG)
    return config, Path(environ.get("CDKTF_OUTDIR") or default_folder(config))


def default_folder(config: Path) -> Path:
    """A folder for each configuration, so that two of them never share Terraform's backend: `cdktf.out/<name>`.

    The profile that is taken when none is named writes into `cdktf.out` itself.
    """
    return DEFAULT_OUT if config.resolve() == DEFAULT_CONFIG else DEFAULT_OUT / config.stem


def state_folder(out: Path) -> str:
    """Where the local backend keeps state, seen from `OUT/stacks/<stack>`, in which Terraform runs.

    It is beside the folder that `make clean` removes: beside OUT, and beside `cdktf.out` if OUT is in there.
    """
    up = 4 if out.resolve().parent.name == DEFAULT_OUT.name else 3
    return "../" * up + "terraform.state"


@contextmanager
def replaced(out: Path) -> Iterator[Path]:
    """Answer an empty folder to write into. What is in it at the end takes the place of the last output in `out`.

    What Terraform keeps beside its input, such as `.terraform`, stays. If the block fails or is interrupted, `out` is
    as it was.

    Raises OutputError if `out` holds something else or cannot be written.
    """
    out, named = out.resolve(), out
    for folder in reversed([each for each in (out, *out.parents) if not each.exists()]):
        UNDO.callback(_remove_if_empty, folder)
    new = out / f".new-{secrets.token_hex(4)}" if out.exists() else out.with_name(f".{out.name}-{secrets.token_hex(4)}")
    UNDO.callback(shutil.rmtree, new, ignore_errors=True)
    try:
        with _blamed_on(named):
            _refuse_sources(out)
            new.mkdir(parents=True)
        try:
            yield new
        except Exception as error:
            if found := _about(new, error):
                raise _unwritable(named, found) from error
            raise
        with _blamed_on(named), postponed():
            _publish(new, out)
    finally:
        UNDO.close()


def _about(new: Path, error: Exception) -> str | None:
    """Node's reason for not writing, if that is what `error` is about."""
    found = NODE_ERROR.search(str(error))
    return found[2] if found and (found[1] in NO_ROOM or str(new) in str(error)) else None


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


@contextmanager
def _blamed_on(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unwritable(out, error.strerror or str(error)) from error


def _unwritable(out: Path, why: str) -> OutputError:
    return OutputError(f"{out}: cannot be written ({why[:1].lower()}{why[1:]}) - name another folder with OUT=")


def _refuse_sources(out: Path) -> None:
    """No output among the sources, or around them. Elsewhere the user knows what lies there."""
    ours = out.is_relative_to(ROOT) or ROOT.is_relative_to(out)
    if not ours or not out.is_dir() or out.name == DEFAULT_OUT.name or (out / MANIFEST).exists():
        return
    if any(out.iterdir()):
        raise OSError(errno.ENOTEMPTY, "it holds other files than an earlier output")


def _publish(new: Path, out: Path) -> None:
    """Move what is new into place. Only moves within a file system are left by now: they need no room."""
    with _alone_in(out.parent):
        if not out.exists():
            new.rename(out)
            return
        files = [file.relative_to(new) for file in new.rglob("*") if file.is_file()]
        folders = {(out / file).parent for file in files}
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        gone = _stacks(out) - _stacks(new)
        for file in files:
            (new / file).replace(out / file)
        for stack in gone:
            shutil.rmtree(out / "stacks" / stack, ignore_errors=True)


def _stacks(folder: Path) -> set[str]:
    """Names in the manifest of an output; none if there is no manifest that can be read."""
    try:
        names = json.loads((folder / MANIFEST).read_text())["stacks"]
        return {name for name in names if Path(name).name == name}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other synthesis is moving files below this folder."""
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
