"""Ways to break what was synthesized, to see that a check notices."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import yaml

from config.addresses.plan import plan
from config.model import BaselineConfig
from review.synthesis import Synthesis
from review.terraform import Body

Breakage = Callable[[Synthesis], Synthesis]


def put(type_: str, path: str, value: object, *, part: str = "") -> Breakage:
    """Sets an argument of every resource of a type, in all stacks or in those of one part."""

    def change(stack: str, content: Body) -> None:
        for body in content.get("resource", {}).get(type_, {}).values() if stack.startswith(part) else ():
            _set(body, path.split("."), value)

    return _stacks(change)


def drop(*types: str, part: str = "") -> Breakage:
    """Removes every resource of these types."""

    def change(stack: str, content: Body) -> None:
        for type_ in types if stack.startswith(part) else ():
            content.get("resource", {}).pop(type_, None)

    return _stacks(change)


def add(stack: str, type_: str, **body: object) -> Breakage:
    """Adds a resource to a stack."""

    def change(name: str, content: Body) -> None:
        if name == stack:
            content["resource"].setdefault(type_, {})["added"] = body

    return _stacks(change)


def only(type_: str, name: str, path: str, value: object) -> Breakage:
    """Sets an argument of the resources whose Terraform name holds `name`."""

    def change(_: str, content: Body) -> None:
        for key, body in content.get("resource", {}).get(type_, {}).items():
            if name in key:
                _set(body, path.split("."), value)

    return _stacks(change)


def elsewhere(folder: str) -> Breakage:
    """Looks for pipelines in another folder of this repository, which has none."""
    return lambda made: replace(made, root=made.root / folder)


def lose(type_: str, name: str) -> Breakage:
    """Removes the resources whose Terraform name holds `name`."""

    def change(_: str, content: Body) -> None:
        found = content.get("resource", {}).get(type_, {})
        for key in [key for key in found if name in key]:
            del found[key]

    return _stacks(change)


def chart(path: str, value: object) -> Breakage:
    """Sets a value of Traefik's chart."""

    def change(_: str, content: Body) -> None:
        for body in content.get("resource", {}).get("helm_release", {}).values():
            if body["chart"] == "traefik":
                given = yaml.safe_load(body["values"][0])
                _set(given, path.split("."), value)
                body["values"] = [yaml.safe_dump(given)]

    return _stacks(change)


def policy(name: str, parameter: str, value: object) -> Breakage:
    """Sets a parameter of a policy assignment."""

    def change(_: str, content: Body) -> None:
        for key, body in content.get("resource", {}).get("azurerm_resource_group_policy_assignment", {}).items():
            if name in key:
                body["parameters"] = json.dumps(json.loads(body["parameters"]) | {parameter: {"value": value}})

    return _stacks(change)


def stack(name: str, path: str, value: object) -> Breakage:
    """Sets something of a stack that is no resource."""

    def change(found: str, content: Body) -> None:
        if found == name:
            _set(content, path.split("."), value)

    return _stacks(change)


def said(path: str, value: object) -> Breakage:
    """Sets a value of the configuration, while what was synthesized stays as it was."""

    def change(made: Synthesis) -> Synthesis:
        content = made.config.model_dump(mode="json")
        _set(content, path.split("."), value)
        return replace(made, config=BaselineConfig.model_validate(content))

    return change


def planned(path: str, value: object) -> Breakage:
    """Plans the addresses of a changed configuration."""
    change = said(path, value)

    def run(made: Synthesis) -> Synthesis:
        changed = change(made)
        return replace(changed, plan=plan(changed.config))

    return run


def both(*breakages: Breakage) -> Breakage:
    def change(made: Synthesis) -> Synthesis:
        for each in breakages:
            made = each(made)
        return made

    return change


def _stacks(change: Callable[[str, Body], None]) -> Breakage:
    def run(made: Synthesis) -> Synthesis:
        stacks = deepcopy(dict(made.stacks))
        for name, content in stacks.items():
            change(name, content)
        return replace(made, stacks=stacks)

    return run


def _set(body: Any, path: list[str], value: object) -> None:
    """Sets `value` at a path; in a list, in every item."""
    if isinstance(body, list):
        for each in body:
            _set(each, path, value)
        return
    first, *rest = path
    if not rest:
        body[first] = value
    elif isinstance(body.get(first), dict | list):
        _set(body[first], rest, value)
