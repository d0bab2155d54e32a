"""Chooses the output folder, and replaces its content completely or not at all."""

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

# Operating-system error as Node writes it. It can be anywhere in the message from jsii.
NODE_ERROR = re.compile(r"\b(E[A-Z]{2,}): ([a-z][a-z -]+)")
NO_ROOM = ("ENOSPC", "EDQUOT")  # these messages do not contain the path


class OutputError(Exception):
    """The output folder cannot be written. The message is one line with the reason and the fix."""


def chosen(environ: Mapping[str, str]) -> tuple[Path, Path]:
    """Return the configuration file and output folder from `BASELINE_CONFIG` and `CDKTF_OUTDIR`, or the defaults."""
    config = Path(environ.get("BASELINE_CONFIG") or DEFAULT_CONFIG)
    return config, Path(environ.get("CDKTF_OUTDIR") or default_folder(config))


def default_folder(config: Path) -> Path:
    """Return `cdktf.out/<name>`, so that two configurations never share a Terraform backend.

    The default configuration uses `cdktf.out` itself.
    """
    return DEFAULT_OUT if config.resolve() == DEFAULT_CONFIG else DEFAULT_OUT / config.stem


def state_folder(out: Path) -> str:
    """Path of the local backend's state folder, relative to `OUT/stacks/<stack>`, where Terraform runs.

    The folder is next to OUT, or next to `cdktf.out` if OUT is inside it. `make clean` therefore does not remove it.
    """
    up = 4 if out.resolve().parent.name == DEFAULT_OUT.name else 3
    return "../" * up + "terraform.state"


@contextmanager
def replaced(out: Path) -> Iterator[Path]:
    """Yield an empty folder for the new output. When the block ends, its files replace the previous output in `out`.

    Files that Terraform keeps in `out`, such as `.terraform`, stay. If the block fails or is interrupted, `out` is
    unchanged.

    Raises OutputError if `out` contains other files or cannot be written.
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
    """Return Node's reason if `error` says that it could not write to `new`."""
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
    """Refuse a folder with other files that is inside this repository or contains it. Other folders are not checked."""
    ours = out.is_relative_to(ROOT) or ROOT.is_relative_to(out)
    if not ours or not out.is_dir() or out.name == DEFAULT_OUT.name or (out / MANIFEST).exists():
        return
    if any(out.iterdir()):
        raise OSError(errno.ENOTEMPTY, "it holds other files than an earlier output")


def _publish(new: Path, out: Path) -> None:
    """Move the new files into place. These are moves within one file system and need no free space."""
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
    """Stack names in the manifest of an output. Empty if the manifest is missing or unreadable."""
    try:
        names = json.loads((folder / MANIFEST).read_text())["stacks"]
        return {name for name in names if Path(name).name == name}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Lock the folder, so that only one synthesis at a time moves files in it."""
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
