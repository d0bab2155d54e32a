"""Values of a Helm chart as text."""

from collections.abc import Mapping
from typing import Any

import yaml


def helm_values(values: Mapping[str, Any]) -> str:
    """YAML as a person writes it: what occurs twice is written twice, text of several lines as a block."""
    return yaml.dump(dict(values), Dumper=_Plain, sort_keys=False, width=10_000)


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, _: object) -> bool:
        return True


_Plain.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None),
)
