"""The resource types that the application used when it last ran: Node reads them before Python needs them."""

import atexit
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROVIDER = re.compile(r"cdktf_cdktf_provider_\w+\.\w+$")
FOLDER = Path(__file__).with_name("__pycache__")


def of_last_run(application: str = sys.argv[0]) -> list[str]:
    """Return the names of the types, such as `@cdktf/provider-helm.release.Release`, and record those of this run.

    Nothing is recorded where Python stores no bytecode.

    Args:
        application: File of the application.
    """
    file = FOLDER / f"used_types-{hashlib.sha256(bytes(Path(application).resolve())).hexdigest()[:16]}.json"
    last: list[str] = []
    with suppress(OSError, ValueError, TypeError):  # missing, or damaged
        last = [name for name in json.loads(file.read_bytes()) if isinstance(name, str)]
    if not sys.dont_write_bytecode:
        atexit.register(_record, file, last)
    return last


def _record(file: Path, last: list[str]) -> None:
    used = [*_used()]
    if used and used != last:
        new = file.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            new.write_text(json.dumps(used))
            new.replace(file)


def _used() -> Iterator[str]:
    for name in [name for name in sys.modules if PROVIDER.match(name)]:
        for value in vars(sys.modules[name]).values():
            if isinstance(value, type) and "TF_RESOURCE_TYPE" in vars(value):
                yield vars(value)["__jsii_type__"]
