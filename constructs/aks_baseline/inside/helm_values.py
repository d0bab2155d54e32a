"""Values of a Helm chart as YAML."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

# Helm reads YAML 1.1 with a Go library that knows more spellings than PyYAML: 1e3 is a number, y is true. Text has no
# quotes only if it begins with a letter and is none of these words (yaml.org, types "bool" and "null").
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ._/-]*")
_WORDS = frozenset({"y", "yes", "on", "true", "n", "no", "off", "false", "null"})


def helm_values(values: Mapping[str, Any]) -> str:
    """Write the values of a chart as YAML without aliases.

    Helm reads every text as text. Single quotes keep Terraform's expressions as they are. Text of several lines is a
    block.

    Args:
        values: Values of the chart.
    """
    return yaml.dump(dict(values), Dumper=_Dumper, sort_keys=False, width=10_000)


class _Dumper(yaml.CSafeDumper):  # every PyYAML wheel includes libyaml
    def ignore_aliases(self, _: object) -> bool:
        return True


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None if plain else "'")


_Dumper.add_representer(str, _text)
