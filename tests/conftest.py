"""One synthesis of each variation that a test asks for, shared by all processes of a test run."""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

if (ROOT / "constructs" / "__init__.py").exists():
    raise pytest.UsageError("delete constructs/__init__.py: it hides the PyPI package `constructs` that cdktf imports")

import fast_providers

fast_providers.enable(os.environ)  # before anything imports cdktf

import left_to_ci

from review import terraform
from tools.switches.variation import BASELINE as BASELINE
from tools.switches.variation import configuration as configuration

OutputFolder = Callable[..., Path]
Synthesize = Callable[..., terraform.Stacks]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record-ledger", action="store_true", help="rewrite tests/ledger.json from this synthesis")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if left_to_ci.reason(collection_path, asked=config.args) else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in left_to_ci.summary(asked=config.args):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def output_folder(tmp_path_factory: pytest.TempPathFactory) -> OutputFolder:
    """`output_folder(**{"gateway.type": "vpn"})`: the baseline with these settings, written. Do not change it."""
    folder = tmp_path_factory.getbasetemp()
    shared = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "syntheses"
    shared.mkdir(exist_ok=True)

    def run(**settings: object) -> Path:
        made = shared / hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()
        with _alone(made.with_suffix(".lock")):
            if not made.exists():
                _synthesize(configuration(made.with_suffix(".yaml"), settings), made)
        return made

    return run


@pytest.fixture(scope="session")
def synthesize(output_folder: OutputFolder) -> Synthesize:
    """`synthesize(**{"gateway.type": "vpn"})`: the baseline with these settings, as Terraform JSON by stack."""
    read: dict[Path, terraform.Stacks] = {}

    def run(**settings: object) -> terraform.Stacks:
        folder = output_folder(**settings)
        if folder not in read:
            read[folder] = terraform.read(folder)
        return read[folder]

    return run


@pytest.fixture(scope="session")
def stacks(synthesize: Synthesize) -> terraform.Stacks:
    """The baseline, as Terraform JSON by stack."""
    return synthesize()


def _synthesize(config: Path, out: Path) -> None:
    from config.load import load
    from stacks import synthesize

    unfinished = out.with_suffix(".new")
    unfinished.mkdir(exist_ok=True)
    synthesize(load(config), unfinished)
    unfinished.rename(out)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait until no other process of this test run makes the same synthesis."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
