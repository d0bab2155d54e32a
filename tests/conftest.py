"""One synthesis of the whole application a test run, and one for each variation that a test asks for."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

if (ROOT / "constructs" / "__init__.py").exists():
    raise pytest.UsageError("delete constructs/__init__.py: it hides the PyPI package `constructs` that cdktf imports")

import fast_providers
from review import terraform
from tools.switches.variation import BASELINE as BASELINE
from tools.switches.variation import configuration as configuration

fast_providers.enable(os.environ)

Synthesize = Callable[..., terraform.Stacks]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record-ledger", action="store_true", help="rewrite tests/ledger.json from this synthesis")


@pytest.fixture(scope="session")
def synthesize(tmp_path_factory: pytest.TempPathFactory) -> Synthesize:
    """`synthesize(**{"gateway.type": "vpn"})`: the baseline with these settings, as Terraform JSON by stack.

    The processes of one test run share what they have synthesized.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "syntheses"
    made: dict[str, terraform.Stacks] = {}

    def run(**settings: object) -> terraform.Stacks:
        key = repr(sorted(settings.items()))
        if key not in made:
            folder = shared / sha256(key.encode()).hexdigest()
            if not folder.exists():
                _synthesize(tmp_path_factory.mktemp("variation"), settings, into=folder)
            made[key] = terraform.read(folder)
        return made[key]

    return run


@pytest.fixture(scope="session")
def stacks(synthesize: Synthesize) -> terraform.Stacks:
    """The baseline, as Terraform JSON by stack."""
    return synthesize()


def _synthesize(folder: Path, settings: Mapping[str, object], *, into: Path) -> None:
    """Synthesize in `folder`, and move the finished output, because another process may look for it."""
    from config.load import load
    from stacks import synthesize

    (out := folder / "out").mkdir()
    synthesize(load(configuration(folder / "config.yaml", settings)), out)
    into.parent.mkdir(exist_ok=True)
    with suppress(OSError):  # another process was faster
        out.rename(into)
