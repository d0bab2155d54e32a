"""The output with and without fast loading is byte-identical."""

import os
import sys
from pathlib import Path

import pytest
from fast_providers_run import OURS, ROOT, Run, finished, run_app, written

PROFILES = sorted((ROOT / "config").glob("*.yaml"))


@pytest.fixture(scope="module")
def lazy(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_app(tmp_path_factory.mktemp("lazy"))


@pytest.fixture(scope="module")
def eager(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_app(tmp_path_factory.mktemp("eager"), FAST_PROVIDERS="0")


def test_output_of_the_small_application_is_the_same(lazy: Run, eager: Run) -> None:
    assert b"azurerm_firewall" in lazy.files["stacks/hub/cdk.tf.json"]
    assert b"helm_release" in lazy.files["stacks/workload/cdk.tf.json"]
    assert lazy.files == eager.files


def test_switched_off_everything_is_loaded(eager: Run) -> None:
    assert len(eager.modules) > 1500
    assert len(eager.scripts) > 1500
    assert len(eager.nodes) == 2
    assert "preload.js" not in eager.node_options


def test_a_returned_object_has_its_type_either_way(lazy: Run, eager: Run) -> None:
    assert lazy.returned == eager.returned


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.stem)
def test_output_of_a_profile_is_the_same(profile: Path, tmp_path: Path) -> None:
    fast, stock = (synthesized(profile, tmp_path / f"out{switch}", switch) for switch in ("1", "0"))
    assert any(name.startswith("stacks/cluster") for name in fast)
    assert fast == stock


def synthesized(config: Path, out: Path, switch: str) -> dict[str, bytes]:
    environ = {name: value for name, value in os.environ.items() if name not in OURS}
    ours = {"BASELINE_CONFIG": str(config), "CDKTF_OUTDIR": str(out), "FAST_PROVIDERS": switch}
    finished([sys.executable, str(ROOT / "main.py")], environ | ours)
    return written(out)
