"""Finds missing order: what worked only because something else of the same stack happened to be there first."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rehearsal.azure.cloud import Need
from rehearsal.terraform import Terraform, TerraformError

EDGE = re.compile(r'"(?:\[root\] )?([^"]+?)(?: \(expand\))?" -> "(?:\[root\] )?([^"]+?)(?: \(expand\))?"')
ASSOCIATION = "_association"


@dataclass(frozen=True, kw_only=True)
class Managed:
    """A resource in a state: its address, type, and id in lower case."""

    address: str
    type: str
    id: str

    def is_named(self, key: str) -> bool:
        """Whether `key` means this resource: an id, or `type id` where an association has the id of its subnet."""
        type_, _, id_ = key.rpartition(" ")
        if type_:
            return self.type == type_ and self.id == id_
        inside = key.startswith("https://") and self.id.startswith(f"{key}/")
        return (self.id == key or inside) and not self.type.endswith(ASSOCIATION)


def missing(terraform: Terraform, folder: Path, needs: Sequence[Need]) -> list[str]:
    """Sentences about every need that the configuration of a stack does not order.

    Args:
        terraform: Terraform.
        folder: folder of the stack, after an apply.
        needs: what the stand-in accepted only because something was there.

    Raises:
        TerraformError: state or graph cannot be read.
    """
    shown, graph = terraform.run(folder, "show", "-json"), terraform.run(folder, "graph")
    if shown.status or graph.status:
        raise TerraformError("\n".join([*shown.problems, *graph.problems]))
    edges: dict[str, set[str]] = {}
    for one, other in EDGE.findall(graph.out):
        edges.setdefault(one, set()).add(other)
    return list(_unordered(managed(json.loads(shown.out)), edges, needs))


def managed(state: Mapping[str, object]) -> list[Managed]:
    """Resources of `terraform show -json`."""
    values = state.get("values")
    root = values.get("root_module", {}) if isinstance(values, dict) else {}
    return [
        Managed(
            address=re.sub(r"\[.*?\]", "", each["address"]),
            type=each["type"],
            id=str(each["values"].get("id") or "").lower(),
        )
        for each in root.get("resources", [])
        if each["mode"] == "managed"
    ]


def _unordered(resources: Sequence[Managed], edges: Mapping[str, set[str]], needs: Sequence[Need]) -> dict[str, None]:
    found: dict[str, None] = {}
    for need in needs:
        goals = {each.address for key in need.providers for each in resources if each.is_named(key)}
        for each in resources if goals else ():
            if each.is_named(need.consumer) and each.address not in goals and not _reaches(each.address, goals, edges):
                found[f"{each.address} needs {' or '.join(sorted(goals))} first ({need.reason})"] = None
    return found


def _reaches(start: str, goals: set[str], edges: Mapping[str, set[str]]) -> bool:
    seen, todo = set(), [start]
    while todo:
        address = todo.pop()
        if address in goals:
            return True
        if address not in seen:
            seen.add(address)
            todo += edges.get(address, ())
    return False
