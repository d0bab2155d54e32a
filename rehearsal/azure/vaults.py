"""Contents of key vaults: certificates, keys and secrets, with their versions and the deleted ones."""

from dataclasses import dataclass, field
from typing import Literal

from rehearsal.azure.values import Body

Kind = Literal["certificates", "keys", "secrets"]


@dataclass(kw_only=True)
class Contents:
    """What is in a vault. Every item is a list of its versions, the newest last."""

    certificates: dict[str, list[Body]] = field(default_factory=dict)
    keys: dict[str, list[Body]] = field(default_factory=dict)
    secrets: dict[str, list[Body]] = field(default_factory=dict)
    deleted: dict[tuple[Kind, str], list[Body]] = field(default_factory=dict)

    def items(self, kind: Kind) -> dict[str, list[Body]]:
        found: dict[str, list[Body]] = getattr(self, kind)
        return found


@dataclass(frozen=True, kw_only=True)
class Deleted:
    """A deleted vault, which Azure keeps for its soft-delete days."""

    id: str
    contents: Contents


@dataclass(kw_only=True)
class Vaults:
    """Vaults by name in lower case."""

    live: dict[str, Contents] = field(default_factory=dict)
    deleted: dict[str, Deleted] = field(default_factory=dict)
