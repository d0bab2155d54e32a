"""A change of the configuration, and what it did in a rehearsal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Outcome = Literal[
    "refused by the file",
    "refused by the plan",
    "refused by Azure",
    "another deployment",
    "needs an order",
    "replaces",
    "nodes are replaced",
    "in place",
    "inside the cluster",
]

# Keys whose value in a base is deployed from the start: Azure or the stacks refuse to change them in a deployment.
FROM_THE_START = ("environment", "network.model", "updates.kubernetes_version")


@dataclass(frozen=True, kw_only=True)
class Case:
    """A change to play.

    Args:
        key: the key that changes, and its new value if there are several.
        settings: new values by their path, beside those of config/baseline.yaml.
        base: values that are deployed before, beside those of config/baseline.yaml.
    """

    key: str
    settings: Mapping[str, object]
    base: Mapping[str, object] = field(default_factory=dict)

    @property
    def root(self) -> Mapping[str, object]:
        """Values of the base that are deployed into an empty subscription. The others are deployed over them."""
        return {key: value for key, value in self.base.items() if key in FROM_THE_START}


@dataclass(frozen=True, kw_only=True)
class Lost:
    """Something that a change replaces or deletes.

    Args:
        type: type of azurerm.
        kind: `replace` or `delete`.
        loss: what is lost with it. Empty for a type that holds nothing.
    """

    type: str
    kind: str
    loss: str


@dataclass(kw_only=True)
class Result:
    """What a change did.

    Args:
        key: key of the case.
        outcome: what happened, in the words of the page.
        stacks: stacks that change.
        lost: what is replaced or deleted.
        why: message of who refused it, or the order that worked.
    """

    key: str
    outcome: Outcome = "in place"
    stacks: list[str] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, content: Mapping[str, Any]) -> "Result":
        return cls(**{**content, "lost": [Lost(**each) for each in content["lost"]]})
