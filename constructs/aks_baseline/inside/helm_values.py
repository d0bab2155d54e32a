"""Values of a Helm chart as text."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

# Helm reads YAML 1.1 with a Go library that knows more spellings than PyYAML: 1e3 is a number, y a truth value. Text
# goes without quotes only if it begins with a letter and is none of these words (yaml.org, types "bool" and "null").
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ._/-]*")
_WORDS = frozenset({"y", "yes", "on", "true", "n", "no", "off", "false", "null"})


def helm_values(values: Mapping[str, Any]) -> str:
    """YAML as a person writes it: what occurs twice is written twice, text of several lines as a block.

    Text stays text for Helm, whatever it looks like; single quotes leave Terraform's expressions as they are.
    """
    return yaml.dump(dict(values), Dumper=_Dumper, sort_keys=False, width=10_000)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None if plain else "'")


_Dumper.add_representer(str, _text)
