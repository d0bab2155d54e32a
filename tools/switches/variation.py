"""Writes a configuration that differs from config/baseline.yaml in a few settings."""

import copy
import json
import re
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from config.reading.blocks import blocks_file

POLICIES = Path(__file__).with_name("policies")
BASELINE = Path(__file__).parents[2] / "config" / "baseline.yaml"


def configuration(file: Path, settings: Mapping[str, object]) -> Path:
    """Write a file that extends the baseline.

    Args:
        file: The file to write.
        settings: Values by path, such as `gateway.type` or `node_pools[1].os_sku`. A list that a path leads into is
            taken from the baseline; an index one past its end adds an item. Any `policy.folder` becomes a copy of the
            sample policies.

    Returns:
        `file`.
    """
    content: dict[str, Any] = {"extends": str(BASELINE)}
    if settings.get("policy.folder"):
        beside = shutil.copytree(POLICIES, file.with_suffix(".policies"), dirs_exist_ok=True)
        settings = {**settings, "policy.folder": beside.name}
    for path, value in settings.items():
        _set(content, _baseline(), re.findall(r"[^.\[\]]+", path), copy.deepcopy(value))
    file.write_text(json.dumps(content), encoding="utf-8")  # YAML too, and text stays text
    taken = blocks_file(Path(content["extends"]))
    if taken.exists():  # a fleet keeps its blocks of addresses
        shutil.copy(taken, blocks_file(file))
    return file


@cache
def _baseline() -> Any:
    return yaml.safe_load(BASELINE.read_text(encoding="utf-8"))


def _set(section: Any, below: Any, steps: list[str], value: object) -> None:
    first, *rest = steps
    key: Any = int(first) if isinstance(section, list) else first
    inner = below[key] if isinstance(below, list) and key < len(below) else None
    inner = below.get(key) if isinstance(below, dict) else inner
    if isinstance(section, list) and key == len(section):
        section.append({})
    if not rest:
        section[key] = value
        return
    if isinstance(section, dict) and key not in section:
        section[key] = copy.deepcopy(inner) if rest[0].isdecimal() else {}
    _set(section[key], inner, rest, value)
