"""Values of a hub and of a spoke that belong to no single cluster."""

from typing import Any

from config.levels import LEVELS, Level, has_inner_levels, may_read
from config.model import BaselineConfig, Section
from config.reading.partial import build
from config.reading.remedies import value_at
from config.reading.wording import Loc

EACH = tuple(path.split(".") for path, lowest in LEVELS.items() if lowest == "each")


def own_values(values: dict[str, Any], cluster: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a hub or spoke: those that its clusters share, and its own of fields that each has.

    Args:
        values: Values of the hub or spoke. They may be incomplete, if its clusters state the rest.
        cluster: Complete values of one of its clusters.
    """
    merged = dict(cluster)
    for first, *rest in EACH:
        if not rest:
            merged = _with(merged, first, values.get(first))
        else:
            (second,) = rest
            section = _with(merged.get(first) or {}, second, value_at((first, second), values))
            merged = _with(merged, first, section or None)
    return merged


def _with(section: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    kept = {name: inner for name, inner in section.items() if name != key}
    return kept if value is None else {**kept, key: value}


def readable(config: BaselineConfig, level: Level) -> BaselineConfig:
    """Return `config` without the fields of lower levels. Reading one of them raises NotJudged.

    Args:
        config: The configuration of a cluster.
        level: Level of the hub (region) or spoke.
    """
    kept: BaselineConfig = _readable(config, level, ())
    return kept


def _readable(section: Section, level: Level, loc: Loc) -> Any:
    fields = {}
    for name, value in section.__dict__.items():
        here = (*loc, name)
        if isinstance(value, Section) and has_inner_levels(here):
            fields[name] = _readable(value, level, here)
        elif may_read(level, here):
            fields[name] = value
    return build(type(section), fields)
