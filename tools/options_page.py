"""Writes docs/options.md: what every switch changes. `make options` synthesizes each of them, which takes minutes."""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from config.facts.requirements import SEVERITIES
from config.reading import shape
from review.changed_values import changed_values
from review.cost import Estimate, estimate
from review.synthesis import Synthesis
from review.terraform import Body, addresses, read
from tools.requirement_links import linked
from tools.switches import SUBJECTS, WITHOUT, Switch
from tools.switches.combinations import AXES, OTHERWISE, REFUSED
from tools.switches.variation import configuration

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "options.md"

Synthesized = Callable[[Mapping[str, object]], Synthesis]

# More arguments of one type than these are counted, not named.
MOST_NAMED = 5
# More changed types of a stack than these are counted, as with a new tag.
MOST_TYPES = 9
# Longest value of a setting, in characters.
LONGEST = 60

HEAD = """# Options

<!-- Generated from tools/switches/ and from a synthesis of each switch by `make options`. -->

Every row is a switch beside `config/baseline.yaml`, turned on alone. Where it needs another `environment`, it is
compared with the baseline in that environment. A test synthesizes each of them. It also shows
that the baseline stays the same to the byte while they are off. [configuration.md](configuration.md) describes every
key.

- **Changes**: resources that come (+) and go (\N{MINUS SIGN}), and arguments that differ, by stack. Types are written
  without `azurerm_`.
- **Addresses**: addresses that the plan needs in a subnet, before and after.
- **USD a month**: what a month costs more or less by the estimate of `make review`, at list price. Two figures are
  those for the fewest and for the most nodes. Usage that nobody knows beforehand is named, not counted.
- **Serves**: rows of [requirements.md](requirements.md).
"""


def page(synthesized: Synthesized) -> str:
    """Return the page as Markdown.

    Args:
        synthesized: Synthesizes the baseline with these settings.
    """
    tables = "\n".join(_table(title, switches, synthesized) for title, switches in SUBJECTS.items())
    return linked(f"{HEAD}\n{tables}\n{_together()}\n{_without()}")


def _table(title: str, switches: Iterable[Switch], synthesized: Synthesized) -> str:
    rows = [_row(switch, synthesized(switch.given), synthesized(switch.on)) for switch in switches]
    heading = "| Switch | Changes | Addresses | USD a month | Serves |\n|---|---|---|---|---|"
    return f"## {title}\n\n{heading}\n" + "\n".join(rows) + "\n"


def _row(switch: Switch, baseline: Synthesis, made: Synthesis) -> str:
    cells = (
        _switch(switch),
        "<br>".join(_changes(baseline, made)) or "nothing in Terraform",
        "<br>".join(_addresses(baseline, made)),
        _money(estimate(baseline), estimate(made)),
        " ".join(switch.requirements),
    )
    return f"| {' | '.join(cells)} |"


def _switch(switch: Switch) -> str:
    """Key, the meaning of its field, and the settings that it needs."""
    first = next(iter(switch.settings))
    steps = [int(step) if step.isdecimal() else step for step in re.findall(r"[^.\[\]]+", first)]
    says = shape.meaning(shape.at(tuple(steps)))[1].split(". ")[0]
    given = "".join(f"<br>`{path}: {_value(value)}`" for path, value in switch.on.items())
    return f"**{_cell(switch.key)}**<br>{_cell(says)}.{given}"


def _value(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    text = text.replace("|", "\\|")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\N{HORIZONTAL ELLIPSIS}"


def _changes(before: Synthesis, after: Synthesis) -> Iterator[str]:
    """A line for each stack: numbers of resources by type, then arguments by type."""
    for stack in dict.fromkeys((*before.stacks, *after.stacks)):
        old = dict(addresses(before.stacks.get(stack, {})))
        new = dict(addresses(after.stacks.get(stack, {})))
        parts = [
            *(f"+{count} {type_}" for type_, count in _types(new.keys() - old.keys())),
            *(f"\N{MINUS SIGN}{count} {type_}" for type_, count in _types(old.keys() - new.keys())),
            *_arguments(old, new),
        ]
        if parts:
            yield f"**{stack}**: {', '.join(parts)}"


def _types(found: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(_type(address) for address in found).items())


def _type(address: str) -> str:
    return address.partition(".")[0].removeprefix("azurerm_")


def _arguments(old: Mapping[str, Body], new: Mapping[str, Body]) -> Iterator[str]:
    by_type: dict[str, set[str]] = {}
    for address in old.keys() & new.keys():
        for each in changed_values(old[address], new[address]):
            by_type.setdefault(_type(address), set()).add(re.sub(r"\[.*?\]", "", each.path))
    if len(by_type) > MOST_TYPES:
        paths = sorted(set().union(*by_type.values()))
        named = f" ({', '.join(f'`{path}`' for path in paths)})" if len(paths) <= MOST_NAMED else ""
        yield f"arguments of {len(by_type)} types{named}"
        return
    for type_, changed in sorted(by_type.items()):
        named = ", ".join(f"`{path}`" for path in sorted(changed))
        yield f"{type_} {named if len(changed) <= MOST_NAMED else f'({len(changed)} arguments)'}"


def _addresses(before: Synthesis, after: Synthesis) -> Iterator[str]:
    """A line for each subnet that needs more or fewer addresses."""
    old, new = _required(before), _required(after)
    for path in dict.fromkeys((*old, *new)):
        if old.get(path) != new.get(path):
            yield f"`{path}` {old.get(path, 0)} to {new.get(path, 0)}"


def _required(made: Synthesis) -> dict[str, int]:
    return {subnet.path: subnet.required for subnet in (*made.plan.region.subnets, *made.plan.spoke.subnets)}


def _money(before: Estimate, after: Estimate) -> str:
    """Difference of a month, and what it does not count."""
    least, most = _rounded(after.least - before.least), _rounded(after.most - before.most)
    sum_ = f"{least:+,}" if least == most else f"{least:+,} to {most:+,}"
    beside = [each for each in after.not_counted if each not in before.not_counted]
    if unpriced := [meter for meter in after.unpriced if meter not in before.unpriced]:
        return f"unknown: no price for {', '.join(unpriced)}"
    return "; ".join(["0" if (least, most) == (0, 0) else sum_.replace("-", "\N{MINUS SIGN}"), *beside])


def _rounded(amount: Decimal) -> int:
    return round(amount)


def _together() -> str:
    axes = "\n".join(f"- {name}: {', '.join(f'`{key}`' for key in keys)}" for name, keys in AXES.items())
    refused = "\n".join(f"- `{one}` with `{other}`: {says}" for (one, other), says in REFUSED.items())
    otherwise = "\n".join(f"- `{one}` with `{other}`: {why}" for (one, other), (_, why) in OTHERWISE.items())
    return f"""## Switches together

A test turns on every pair of these switches: one of a line with one of another line. Both make what they make alone.

{axes}

These pairs are refused:

{refused}

With these pairs, something is different from what the first makes alone:

{otherwise}
"""


def _without() -> str:
    """Optional requirements without a switch, by reason."""
    by_reason = {reason: [id_ for id_ in SEVERITIES if WITHOUT.get(id_) == reason] for reason in WITHOUT.values()}
    rows = "\n".join(f"| {' '.join(ids)} | {reason} |" for reason, ids in by_reason.items())
    return f"## Optional requirements without a switch\n\n| Requirements | Reason |\n|---|---|\n{rows}\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<")


def synthesized(settings: Mapping[str, object]) -> Synthesis:
    """Synthesize the baseline with these settings."""
    from config.load import load
    from stacks import synthesize

    with TemporaryDirectory() as folder:
        loaded = load(configuration(Path(folder) / "config.yaml", settings))
        synthesize(loaded, Path(folder))
        return Synthesis(stacks=read(Path(folder)), config=loaded.config, plan=loaded.plan, root=ROOT)


def main() -> None:
    """Write the page."""
    import fast_providers

    fast_providers.enable(os.environ)
    PAGE.write_text(page(synthesized), encoding="utf-8")


if __name__ == "__main__":
    main()
