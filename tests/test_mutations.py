"""Every row of the table of mutations changes the file that it names. `make mutations` tries them."""

import pytest
from conftest import ROOT

from tools.mutations.table import MUTATIONS, Mutation


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: f"{each.file}: {each.means}")
def test_a_mutation_changes_one_place(mutation: Mutation) -> None:
    assert (ROOT / mutation.file).read_text(encoding="utf-8").count(mutation.old) == 1
    assert mutation.new != mutation.old
    assert (ROOT / "tests" / f"{mutation.caught_by}.py").is_file()


def test_no_change_stands_twice() -> None:
    assert len({(each.file, each.old) for each in MUTATIONS}) == len(MUTATIONS)


def test_no_snapshot_is_what_catches_it() -> None:
    assert not {each.caught_by for each in MUTATIONS} & {"test_snapshots", "test_ledger"}
