"""Import rules, and what the docstrings and tests of constructs must contain."""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from constructs import Construct

AKS_BASELINE = ROOT / "constructs" / "aks_baseline"
ROOMS = ("add_ons", "cluster", "edge", "foundation", "inside", "monitoring", "network", "policy", "router")
CDKTF = {"cdktf", "constructs", "jsii"}


def imports(file: Path) -> Iterator[str]:
    """Dotted names of all modules that a file imports."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files(*folders: str) -> list[Path]:
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def test_constructs_know_no_configuration() -> None:
    for file in files("constructs"):
        roots = {name.split(".")[0] for name in imports(file)}
        assert not roots & {"config", "stacks", "review", "tools"}, file


def test_configuration_knows_only_tables() -> None:
    """`config` runs without cdktf: it imports nothing of `stacks`, and of the constructs only modules without cdktf."""
    for file in files("config"):
        names = set(imports(file))
        assert not {name.split(".")[0] for name in names} & (CDKTF | {"stacks", "review", "tools"}), file
        for name in names:
            if name.startswith("aks_baseline."):
                table = ROOT / "constructs" / Path(*name.split(".")).with_suffix(".py")
                roots = {each.split(".")[0] for each in imports(table)} if table.exists() else set()
                assert not any(root in CDKTF or root.startswith("cdktf_") for root in roots), f"{file}: {name}"


def test_nothing_knows_the_review() -> None:
    for file in files("config", "constructs", "stacks"):
        assert not {name.split(".")[0] for name in imports(file)} & {"review", "rehearsal"}, file


def public_in(room: str) -> Iterator[Any]:
    """Public classes and functions that the modules of a room define."""
    for file in sorted((AKS_BASELINE / room).glob("[a-z]*.py")):
        module = import_module(f"aks_baseline.{room}.{file.stem}")
        for name, thing in vars(module).items():
            ours = (inspect.isclass(thing) or inspect.isfunction(thing)) and thing.__module__ == module.__name__
            if ours and not name.startswith("_"):
                yield thing


def makes_resources(thing: Any) -> bool:
    """True for a construct, and for a function that puts resources into a construct."""
    if inspect.isclass(thing):
        return issubclass(thing, Construct)
    return next(iter(inspect.signature(thing).parameters), None) == "scope"


def arguments(thing: Any) -> set[str]:
    """Names of all arguments that a docstring must explain: `scope` and `id_` are the same for every construct."""
    if inspect.isclass(thing):
        return set(inspect.signature(thing.__init__).parameters) - {"self", "scope", "id_"}
    return set(inspect.signature(thing).parameters) - {"self"}


PUBLIC = [(room, thing) for room in ROOMS for thing in public_in(room)]
MAKERS = [(room, thing) for room, thing in PUBLIC if makes_resources(thing)]
METHODS = [
    method
    for _, thing in PUBLIC
    if inspect.isclass(thing)
    for name, method in vars(thing).items()
    if inspect.isfunction(method) and not name.startswith("_")
]
EXPLAINED = [
    *(thing for _, thing in PUBLIC if inspect.isfunction(thing) or is_dataclass(thing) or makes_resources(thing)),
    *METHODS,
]


@pytest.mark.parametrize("thing", EXPLAINED, ids=lambda thing: thing.__qualname__)
def test_every_argument_is_explained(thing: Any) -> None:
    _, _, explained = (thing.__doc__ or "").partition("Args:")
    described = set(re.findall(r"^ +(\w+): \S", re.split("Attributes:|Returns:", explained)[0], re.M))
    assert described == arguments(thing)


@pytest.mark.parametrize("thing", [thing for _, thing in MAKERS], ids=lambda thing: thing.__name__)
def test_everything_that_makes_resources_names_its_source(thing: Any) -> None:
    assert "Source: " in (thing.__doc__ or "") + (import_module(thing.__module__).__doc__ or "")


@pytest.mark.parametrize(("room", "thing"), MAKERS, ids=[thing.__name__ for _, thing in MAKERS])
def test_everything_that_makes_resources_is_built_alone(room: str, thing: Any) -> None:
    tests = (ROOT / "tests" / f"test_constructs_{room}.py").read_text()
    assert re.search(rf"\b{thing.__name__}\(", tests), f"{thing.__name__} has no test of its own"
