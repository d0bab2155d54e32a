"""The command `make rehearse`, without Terraform."""

from argparse import Namespace
from types import SimpleNamespace

import pytest

from rehearsal import __main__ as command
from rehearsal.limits import UNKNOWN


@pytest.mark.parametrize(("good", "status"), [(True, 0), (False, command.WRONG)])
def test_every_run_ends_with_what_it_cannot_know(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], good: bool, status: int
) -> None:
    monkeypatch.setattr(command, "_deployment", lambda _: SimpleNamespace(azure=None))
    monkeypatch.setattr(command, "_deploy", lambda *_: good)
    monkeypatch.setattr(command, "tear_down", lambda _: True)
    monkeypatch.setattr(command, "tell_findings", lambda _: None)
    assert command.rehearse(Namespace(config="config/mine.yaml", fast=False, base=None)) == status
    lines = capsys.readouterr().out.splitlines()
    assert [line.strip() for line in lines[-1 - len(UNKNOWN) : -1]] == list(UNKNOWN)
