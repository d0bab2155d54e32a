"""Text of a configuration stays text: nothing behind it takes it for a template, a query or a manifest of its own."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Synthesize

from config.load import load
from config.problem import ConfigError
from config.reading import shape
from config.reading.remedies import BASELINE
from config.reading.schema import Node, schema
from config.reading.wording import Loc, path_of

TEMPLATES = [
    "${path.cwd}",
    "%{ if true }yes%{ endif }",
    "{{ .Values.secret }}",
    "${TfToken[TOKEN.0]}",
    "#{TfToken[TOKEN.0]}",
]


def texts(node: Node, loc: Loc = ()) -> Iterator[Loc]:
    """Every place of the model that takes text: values, items of lists, names and values of mappings."""
    node = shape.resolved(node)
    if "anyOf" in node:
        for branch in node["anyOf"]:
            yield from texts(branch, loc)
    elif shape.keys(node):
        for key in shape.keys(node):
            yield from texts(node["properties"][key], (*loc, key))
    elif node.get("type") == "array":
        yield from texts(node["items"], (*loc, 0))
    elif node.get("type") == "object":
        yield (*loc, "a name ")
        yield from texts(shape._of_any_name(node), (*loc, "name"))
    elif node.get("type") == "string":
        yield loc


PLACES = sorted(set(texts(schema())), key=str)
PROFILE = json.dumps(yaml.safe_load(BASELINE.read_text()))


def written(loc: Loc, text: str) -> dict[str, Any]:
    """The article's profile with `text` behind what stands at `loc`; what is missing around it is made up."""
    values: Any = json.loads(PROFILE)
    at = values
    for step, following in pairwise(loc):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            at[:] = at or [empty]
        elif not at.get(step):
            at[step] = empty
        at = at[step]
    last = loc[-1]
    if last == "a name ":
        at[f"{last}{text}"] = "Audit" if loc[-2] == "overrides" else "value"
    elif isinstance(last, int):
        at[:] = [text]
    else:
        at[last] = f"{at.get(last) or 'x'}{text}"
    written_values: dict[str, Any] = values
    return written_values


def test_every_text_field_of_the_model_is_tried() -> None:
    assert len(PLACES) > 90
    assert {("tags", "a name "), ("tags", "name"), ("location",), ("egress", "extra_rules", 0, "addresses", 0)} <= {
        *PLACES
    }
    assert {("node_pools", 0, "labels", "name"), ("bootstrap", "git", "ssh_known_hosts"), ("tls", "ingress_root")} <= {
        *PLACES
    }


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_is_refused_wherever_text_may_be(tmp_path: Path, template: str) -> None:
    file = tmp_path / "x.yaml"
    for loc in PLACES:
        if loc == ("extends",):  # a file's name, which must exist
            continue
        values = written(loc, template)
        file.write_text(json.dumps(values))  # YAML too, and written faster
        with pytest.raises(ConfigError) as error:
            load(file)
        name = f"a name {template}" if loc[-1] == "a name " else loc[-1]
        path = path_of((*loc[:-1], name))
        lines = [str(each) for each in error.value.problems if each.path == path]
        assert len(lines) == 1, (path, lines)
        # Names of regions, spokes and clusters have a pattern of their own, and no template fits it.
        is_member = loc[-1] == "a name " and loc[-2] in ("regions", "spokes", "clusters")
        assert ("got the name" if is_member else "as a template - write the value itself") in lines[0], lines[0]
        assert "\n" not in lines[0]


# What YAML, JSON, KQL, Rego, a shell and a template may take for syntax, and the model lets pass.
HOSTILE = """zq"q' : - #h & *a !t | > % @ ` \\n $x {y} [z] \\ """ + "\\"
URL = """https://zq.io/a'b"c:d,{e}|f&g"""


@pytest.mark.parametrize("method", ["flux_extension", "flux_helm", "argocd"])
def test_hostile_text_is_written_literally(synthesize: Synthesize, method: str) -> None:
    settings = {
        "tags": {"zq owner: #": HOSTILE},
        "egress.extra_rules": [{"name": "zq", "reason": HOSTILE, "fqdns": ["zq.io"]}],
        "alerts.receivers": [{"name": HOSTILE, "email": "zq+o'neill@zq.io"}],
        "alerts.runbook_base_url": URL,
        "updates.event_subscription": URL,
        "bootstrap.method": method,
        "bootstrap.git": {"url": URL, "reference_value": HOSTILE, "path": HOSTILE},
        "workload_identities": [
            {
                "name": "orders",
                "namespace": "a0008",
                "service_account": "a",
                "roles": [{"role": HOSTILE, "scope": """/subscriptions/s/resourceGroups/g/providers/a/b/zq'"{c}"""}],
            }
        ],
    }
    stacks = synthesize(**settings)
    known = {HOSTILE, URL, "zq+o'neill@zq.io", "zq owner: #", "zqowner:#", "zq.io", "zq", "git-zq.io"}
    seen = {text for stack in stacks.values() for text in marked(stack)}
    assert {HOSTILE, URL} <= seen
    for text in seen - known:
        assert "zq'\"{c}" in text or (URL in text and "\n" not in text), text
        assert HOSTILE not in text


def marked(value: Any, key: str = "") -> Iterator[str]:
    """Every text with our mark, read through the YAML and JSON that it is packed in."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from marked(name)
            yield from marked(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from marked(each, key)
    elif isinstance(value, str) and "zq" in value:
        assert key != "query", "text of the configuration inside a query"
        yield from marked(unpacked(value), key) if unpacked(value) != value else [value]


def unpacked(text: str) -> Any:
    """What a Helm chart or Azure Policy reads in `text`, if it is such a document."""
    if text.startswith("{"):
        return json.loads(text)
    return yaml.safe_load(text) if "\n" in text else text
