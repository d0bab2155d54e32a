"""Copies of synthesized stacks in a temporary folder, where Terraform may run without touching the user's files."""

import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rehearsal.providers import SYNTHESIZED
from rehearsal.without_providers import without
from review.terraform import addresses
from terminal.summary import ordered_stacks

IN_THE_CLUSTER = ("helm", "kubernetes")  # there is no cluster behind the stand-in

Body = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class StagedStack:
    """A copy of a stack.

    Args:
        name: name of the stack.
        folder: folder of the copy.
        body: its Terraform JSON, as it was synthesized.
        resources: number of resources that the rehearsal plays.
        left_out: number of resources that it cannot play.
        home: where the stack keeps its state: kind of backend and key, without folder or account. It stays the same
            when a growing fleet gives the stack another name.
        state: file of its state in the rehearsal.
    """

    name: str
    folder: Path
    body: Mapping[str, Any]
    resources: int
    left_out: int
    home: str
    state: Path


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The folder of a rehearsal.

    Args:
        folder: existing temporary folder.
    """

    folder: Path

    def state(self, home: str) -> Path:
        """File of the state that a stack with this home has in the rehearsal."""
        return self.folder / "state" / re.sub(r"[^\w.-]+", "-", home)

    def copy(self, out: Path, *, initialized: bool = False) -> list[StagedStack]:
        """Copy the stacks of an output folder, in the order of their dependencies.

        State is kept in the temporary folder. `prevent_destroy` is removed, because the rehearsal destroys everything
        at its end. What helm and kubernetes would create is left out. A second copy replaces the first and keeps
        its state.

        Args:
            out: output folder of a synthesis.
            initialized: whether an earlier copy of the same stacks keeps its providers.
        """
        files, _ = ordered_stacks(out)
        bodies = {name: json.loads(file.read_text()) for name, file in files.items()}
        states = {_backend(files[name], body): self.state(_home(body)) for name, body in bodies.items()}
        return [self._copied(name, file, states, initialized=initialized) for name, file in files.items()]

    def _copied(self, name: str, file: Path, states: Mapping[str, Path], *, initialized: bool) -> StagedStack:
        body: Body = json.loads(file.read_text())
        staged = without(body, providers=IN_THE_CLUSTER)
        home = _home(body)
        staged["terraform"]["backend"] = {"local": {"path": str(self.state(home))}}
        for read in staged.get("data", {}).get("terraform_remote_state", {}).values():
            owner = states[_state_key(file, read["backend"], read["config"])]
            read.update(backend="local", config={"path": str(owner)})
            read.pop("workspace", None)
        _allow_destroy(staged)
        folder = self.folder / "stacks" / name
        if not initialized:  # the lock file may have checksums of another copy of the providers
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SYNTHESIZED).write_text(json.dumps(staged, indent=2))
        for assets in file.parent.iterdir():
            if assets.is_dir() and assets.name != ".terraform":
                shutil.copytree(assets, folder / assets.name, dirs_exist_ok=True)
        played = count(staged)
        left = count(body) - played
        return StagedStack(
            name=name,
            folder=folder,
            body=body,
            resources=played,
            left_out=left,
            home=home,
            state=self.state(home),
        )


def count(body: Mapping[str, Any]) -> int:
    """Number of resources of a stack that Terraform creates."""
    return sum(1 for _ in addresses(dict(body)))


def _backend(file: Path, body: Body) -> str:
    """Where a stack keeps its state."""
    ((kind, config),) = body["terraform"]["backend"].items()
    return _state_key(file, kind, config)


def _state_key(file: Path, kind: str, config: Any) -> str:
    stated = config[0] if isinstance(config, list) else config
    if kind == "local":
        return os.path.normpath(file.parent.absolute() / str(stated["path"]))
    return json.dumps([kind, stated.get("storage_account_name"), stated.get("container_name"), stated.get("key")])


def _home(body: Body) -> str:
    """Backend, and key or last two parts of the path: both name organization, application, stage and region."""
    ((kind, config),) = body["terraform"]["backend"].items()
    stated = config[0] if isinstance(config, list) else config
    return f"{kind}: {stated.get('key') or '/'.join(Path(stated['path']).parts[-2:])}"


def _allow_destroy(stack: Body) -> None:
    for bodies in stack.get("resource", {}).values():
        for body in bodies.values():
            lifecycle = body.get("lifecycle")
            for block in lifecycle if isinstance(lifecycle, list) else [lifecycle or {}]:
                block.pop("prevent_destroy", None)
