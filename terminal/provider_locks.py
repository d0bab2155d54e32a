"""Puts the locks of the providers, which are kept beside the configuration, into every synthesized stack.

Terraform then takes only providers with these checksums. Without the file, it takes what the registry offers for the
pinned versions. `make providers` writes the file.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from terminal.summary import ordered_stacks

NAME = "providers.lock.hcl"
TERRAFORMS_NAME = ".terraform.lock.hcl"
DEFAULT_SOURCE = ("registry.terraform.io", "hashicorp")

# Terraform writes each provider as one block, whose last line is a brace alone.
BLOCK = re.compile(r'^provider "(?P<source>[^"]+)" \{\n(?P<body>.*?)^\}\n', re.MULTILINE | re.DOTALL)
HEAD = "# Locks of the providers, for all platforms. Written by `make providers`.\n"


class LockError(Exception):
    """The locks do not fit. The message is one line with the reason and the fix."""


def locks_file(config: Path) -> Path:
    """File with the locks, beside a configuration."""
    return config.with_name(NAME)


def blocks(text: str) -> dict[str, str]:
    """Blocks of a lock file by the source of their provider, such as registry.terraform.io/hashicorp/azurerm."""
    return {found["source"]: found[0] for found in BLOCK.finditer(text)}


def written(found: Mapping[str, str]) -> str:
    """Text of a lock file with these blocks, in the order of their sources."""
    return "\n".join([HEAD, *(found[source] for source in sorted(found))])


def version(block: str) -> str:
    """Version that a block locks."""
    found = re.search(r'^  version +=\s*"([^"]+)"', block, re.MULTILINE)
    return found[1] if found else ""


def required(stack: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Source and version of each provider of a stack. Terraform completes a short source from the left."""
    for each in stack["terraform"].get("required_providers", {}).values():
        parts = each["source"].split("/")
        yield "/".join([*DEFAULT_SOURCE[: 3 - len(parts)], *parts]), each["version"]


def lock(out: Path, *, file: Path) -> None:
    """Write the locks of its own providers into each stack. With `-lockfile=readonly`, Terraform takes no others.

    Args:
        out: Folder of a synthesis.
        file: File with the locks of all providers. If it does not exist, nothing is written.

    Raises:
        LockError: A provider is missing in the file, or locked in another version.
    """
    if not file.exists():
        return
    known = blocks(file.read_text(encoding="utf-8"))
    files, _ = ordered_stacks(out)
    for stack in files.values():
        own = {}
        for source, wanted in required(json.loads(stack.read_text(encoding="utf-8"))):
            locked = version(known.get(source, ""))
            if locked != wanted:
                got = locked or "no lock"
                raise LockError(f"{file}: {source}: got {got}, need {wanted} - make providers, and commit the file")
            own[source] = known[source]
        stack.with_name(TERRAFORMS_NAME).write_text(written(own), encoding="utf-8")
