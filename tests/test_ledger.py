"""Terraform addresses of what holds data, or is known by its address, stay put, and so do its names in Azure.

An address or a name that changes makes Terraform destroy the resource and make another. `tests/ledger.json` is the
record; `make ledger` rewrites it, which is right for new resources only. A moved one needs a `moved` entry in its stack
as well; a renamed one needs a setting that keeps the old name, and a line in docs/operations.md, "Where state lies".
"""

import json
from pathlib import Path

import pytest

from review.protected import LOST_WITH
from review.terraform import Stacks, addresses

LEDGER = Path(__file__).parent / "ledger.json"

Ledger = dict[str, dict[str, str]]


def stateful(stacks: Stacks) -> Ledger:
    """Of every stack: the address of each resource, with its name in Azure or Kubernetes."""
    return {
        name: {
            address: body["metadata"]["name"] if "metadata" in body else body["name"]
            for address, body in sorted(addresses(stack))
            if address.split(".")[0] in LOST_WITH
        }
        for name, stack in stacks.items()
    }


@pytest.fixture(scope="module")
def ledger(stacks: Stacks, request: pytest.FixtureRequest) -> Ledger:
    if request.config.getoption("--record-ledger"):
        LEDGER.write_text(json.dumps(stateful(stacks), indent=2) + "\n")
    recorded: Ledger = json.loads(LEDGER.read_text())
    return recorded


def test_recorded_addresses_are_still_there(stacks: Stacks, ledger: Ledger) -> None:
    now = stateful(stacks)
    for name, recorded in ledger.items():
        assert set(recorded) <= set(now[name]), f"{name}: an address is gone; see the top of this file"


def test_recorded_names_are_still_the_same(stacks: Stacks, ledger: Ledger) -> None:
    now = stateful(stacks)
    for stack, recorded in ledger.items():
        kept = {address: now[stack][address] for address in recorded if address in now[stack]}
        assert kept.items() <= recorded.items(), f"{stack}: a name has changed; see the top of this file"


def test_every_stateful_address_is_recorded(stacks: Stacks, ledger: Ledger) -> None:
    assert ledger == stateful(stacks)
    assert all(ledger.values())
