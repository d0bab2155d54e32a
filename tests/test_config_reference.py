"""What is generated from the model is current, and agrees with what `load` does."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from config.reading import shape
from config.reading.remedies import BASELINE
from config.reading.schema import Node
from config.reading.schema import schema as model_schema
from config.reading.yaml import parse
from tools import configuration_page as reference

PROFILES = sorted(BASELINE.parent.glob("*.yaml"))
SCHEMA = json.loads(reference.SCHEMA.read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def baseline() -> Any:
    return yaml.safe_load(BASELINE.read_text())


def refused(values: Any) -> list[str]:
    return sorted(error.message for error in VALIDATOR.iter_errors(values))


def nodes(node: Any) -> Iterator[Node]:
    """Every node of a JSON schema."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from nodes(value)
    elif isinstance(node, list):
        for item in node:
            yield from nodes(item)


def test_schema_and_page_are_current() -> None:
    assert reference.schema() == SCHEMA, "run `make generate`"
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), "run `make generate`"


def test_the_schema_is_valid_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["title"]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.stem)
def test_profiles_fit_the_schema(profile: Path) -> None:
    assert refused(parse(profile.read_text(), file=profile).values) == []


def test_an_unknown_key_is_refused_at_any_depth() -> None:
    for path in (("new",), ("hub", "new"), ("hub", "subnets", "new"), ("node_pools", 0, "new")):
        values = section = baseline()
        for step in path[:-1]:
            section = section[step]
        section["new"] = 1
        assert "'new' was unexpected" in refused(values)[0], path


def test_wrong_values_are_refused() -> None:
    for change in ({"zones": ["4"]}, {"sku_tier": "Paid"}, {"logs": {"retention_days": 1}}, {"location": "East US"}):
        assert refused(baseline() | change), change


def test_only_a_file_that_extends_nothing_has_to_be_complete() -> None:
    assert refused({"extends": "baseline.yaml", "hub": {"subnets": {"gateway": "10.200.0.64/27"}}}) == []
    assert "'spoke' is a required property" in refused({"extends": None, "hub": {}})
    values = baseline()
    del values["hub"]["subnets"]["gateway"]
    assert refused(values) == ["'gateway' is a required property"]


def test_items_of_lists_are_complete_even_in_files_that_extend() -> None:
    assert refused({"extends": "baseline.yaml", "workloads": [{}]}) == ["'namespace' is a required property"]


def test_every_pattern_and_format_of_the_model_has_words_and_an_example() -> None:
    """Who adds a pattern to the model says what it means with `form`, and a format in `config/reading/shape.py`."""
    for node in nodes(model_schema()):
        if isinstance(pattern := node.get("pattern"), str):
            assert shape.words(node), pattern
            (example,) = node["examples"]
            assert re.fullmatch(pattern, example), pattern
    formats = {node["format"] for node in nodes(model_schema()) if isinstance(node.get("format"), str)}
    assert formats <= shape.FORMATS.keys()


def test_every_field_has_a_description_in_the_grammar() -> None:
    for loc in shape.paths():
        kind, text = shape.meaning(shape.at(loc))
        assert kind in ("Required", "Optional", "Conditional"), loc
        assert text, loc
        required = loc[-1] in shape.keys(shape.at(loc[:-1]), required=True)
        assert required == (kind == "Required"), loc


def test_every_field_is_on_the_page() -> None:
    rows = reference.PAGE.read_text(encoding="utf-8")
    for loc in shape.paths():
        assert f"| `{loc[-1]}` |" in rows, loc


def test_links_of_the_page_have_targets() -> None:
    page = reference.page()
    headings = {re.sub(r"[^\w -]", "", line[3:].lower()) for line in page.splitlines() if line.startswith("## ")}
    assert set(re.findall(r"\]\(#(\w+)\)", page)) <= headings
    for file in re.findall(r"\]\((\w+\.md)\)", page):
        assert (reference.PAGE.parent / file).exists()
