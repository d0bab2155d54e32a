"""Values of charts stay what they are, whatever Helm's YAML 1.1 takes them for."""

import helm_python
import pytest
import yaml

from aks_baseline.inside.helm_values import helm_values

TEXTS = [
    *("on", "No", "y", "N", "true", "null", "~", "0", "017", "0o7", "0x1f", "0b1", "1e3", "1_000", "1.10", ".inf"),
    *("2020-01-01", "12:30:00", "=", "<<", "", "a: b", "- x", "# c", "it's", "@x", "*x", "&x", "!x", "%x"),
    *("letters", "two words", "registry.example.com/a:v1", '${element(split("/", a.b), 5)}', "one\ntwo\n"),
]


@pytest.mark.parametrize("text", TEXTS)
def test_text_stays_text(text: str) -> None:
    written = helm_values({"key": text, "list": [text], "keys": {text: 1}})
    assert helm_python.values_from_yaml(written) == yaml.safe_load(written)
    assert yaml.safe_load(written) == {"key": text, "list": [text], "keys": {text: 1}}


def test_other_types_keep_their_type() -> None:
    values: dict[str, object] = {"number": 1, "truth": True, "nothing": None, "list": [], "map": {}}
    assert helm_python.values_from_yaml(helm_values(values)) == values


def test_terraform_expressions_are_not_quoted() -> None:
    """Double quotes would be escaped inside of them."""
    expression = '${element(split("/", data.x.y), 5)}'
    assert f"'{expression}'" in helm_values({"version": expression})


def test_values_are_readable_yaml() -> None:
    assert helm_values({"a": {"b": "letters"}, "c": "one\ntwo\n"}) == "a:\n  b: letters\nc: |\n  one\n  two\n"
