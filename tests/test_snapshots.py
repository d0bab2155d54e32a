"""The whole output, a JSON file a stack, for reviewers. `make snapshots` re-records it on purpose."""

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from review.terraform import Stacks


@pytest.mark.parametrize("name", ["hub", "spoke", "cluster", "bootstrap"])
def test_stack(name: str, stacks: Stacks, snapshot: SnapshotAssertion) -> None:
    assert stacks[name]["resource"]
    assert stacks[name] == snapshot(extension_class=JSONSnapshotExtension)
