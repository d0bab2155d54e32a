"""`python main.py` as a user meets it: a process with files and an exit status."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from conftest import BASELINE, ROOT, OutputFolder

from config.load import load
from config.problem import ConfigError
from terminal.output_folder import chosen
from terminal.summary import summary


@dataclass(frozen=True, kw_only=True)
class Made:
    """A finished run and where it wrote."""

    out: Path
    done: subprocess.CompletedProcess[str]


def run(
    *, config: Path, out: Path, cwd: Path = ROOT, environment: Mapping[str, str] = {}
) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "BASELINE_CONFIG": str(config), "CDKTF_OUTDIR": str(out), **environment}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py")], cwd=cwd, env=settings, capture_output=True, text=True, check=False
    )


def files(out: Path) -> dict[str, bytes]:
    return {str(file.relative_to(out)): file.read_bytes() for file in sorted(out.rglob("*")) if file.is_file()}


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The baseline from this folder, on a machine without Terraform."""
    out = tmp_path_factory.mktemp("baseline") / "out"
    without_terraform = {"TERRAFORM_BINARY_NAME": "no-such-terraform"}
    return Made(out=out, done=run(config=BASELINE, out=out, environment=without_terraform))


def test_output_is_the_same_from_anywhere(baseline: Made, tmp_path: Path) -> None:
    """OPS-15: byte-identical from two directories, and without a word of this machine."""
    there = run(config=BASELINE, out=Path("out"), cwd=tmp_path)
    assert (baseline.done.returncode, there.returncode) == (0, 0), baseline.done.stderr + there.stderr
    one, two = files(baseline.out), files(tmp_path / "out")
    assert one == two
    assert {f"stacks/{name}/cdk.tf.json" for name in ("hub", "spoke", "cluster", "bootstrap")} < set(one)
    text = b"".join(one.values()).decode()
    assert str(tmp_path) not in text
    assert str(baseline.out.parent) not in text
    assert str(ROOT) not in text


def test_the_summary_says_what_was_made(baseline: Made) -> None:
    done = baseline.done
    lines = done.stdout.splitlines()
    assert len(lines) <= 15
    assert all(name in lines[0] for name in ("hub", "spoke", "cluster", "bootstrap", "eastus2"))
    assert any("snet-clusternodes" in line and "10.240.0.0/22" in line and "678" in line for line in lines)
    assert not re.search(r"\bnode\b|jsii", done.stderr, re.IGNORECASE)  # no banner of either
    assert "203.0.113.0/24" in done.stderr  # a documentation range is fit for reading only


def test_every_problem_is_one_line_and_nothing_is_written(tmp_path: Path) -> None:
    config, out = tmp_path / "wrong.yaml", tmp_path / "out"
    content = yaml.safe_load(BASELINE.read_text())
    content["zones"] = ["1", "2", "4"]
    content["colour"] = "blue"
    del content["operators"]["ip_ranges"]
    content["hub"]["subnets"]["bastion"] = "10.200.0.128/27"
    content["network"]["on_premises_ranges"] = ["10.240.128.0/17"]
    content["spoke"]["subnets"]["nodes"] = "10.240.0.0/24"
    content["registry"]["name"] = "a" * 60
    config.write_text(yaml.safe_dump(content))
    out.mkdir()
    (out / "manifest.json").write_text("earlier")

    done = run(config=config, out=out)

    assert done.returncode == 2
    assert done.stdout == ""
    assert files(out) == {"manifest.json": b"earlier"}
    lines = done.stderr.splitlines()
    expected = {
        "zones[2]": "4",
        "colour": "unknown",
        "operators.ip_ranges": "nothing",
        "hub.subnets.bastion": "/26",
        "spoke.subnets.nodes": "/22",
        "registry.name": "50",
        "spoke.address_space": "network.on_premises_ranges[0]",
    }
    for path, word in expected.items():
        (line,) = [line for line in lines if f": {path}: got " in line]
        assert re.match(rf"{re.escape(str(config))}(:\d+)?: ", line), line
        assert word in line, line
        assert ", need " in line
        assert " - " in line
    assert len(lines) == len(expected), done.stderr


def test_two_networks_that_overlap_are_refused(tmp_path: Path) -> None:
    """IP-20."""
    config = tmp_path / "overlap.yaml"
    config.write_text(yaml.safe_dump({"extends": str(BASELINE), "hub": {"address_space": "10.240.0.0/12"}}))
    done = run(config=config, out=tmp_path / "out")
    assert done.returncode == 2
    assert "10.240.0.0/16" in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    done = run(config=BASELINE, out=tmp_path / "taken" / "out")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(f"{tmp_path / 'taken' / 'out'}: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", [None, "", "- a\n- b\n", "a: [1", "\t", "a: 1\na: 2\n", "\x00"])
def test_a_file_that_is_no_configuration_is_refused(content: str | None, tmp_path: Path) -> None:
    config = tmp_path / "broken.yaml"
    if content is not None:
        config.write_text(content)
    with pytest.raises(ConfigError, match=rf"^{re.escape(str(config))}(:\d+)?: "):
        load(config)


def test_the_command_that_deploys_names_what_was_synthesized(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output_folder: OutputFolder
) -> None:
    """Without CONFIG and OUT it would deploy the article's profile."""
    config = tmp_path / "mine.yaml"
    config.write_text(f"extends: {BASELINE}\n")
    monkeypatch.chdir(tmp_path)
    commands = []
    for file, folder in ((BASELINE, ""), (config, ""), (config, "elsewhere"), (BASELINE, "my folder")):
        _, out = chosen({"BASELINE_CONFIG": str(file), "CDKTF_OUTDIR": folder})
        shutil.copytree(output_folder(), out)
        commands.append([*summary(load(file), config=file, out=out)][-1])
    stacks = 'ARGS="deploy hub spoke cluster"'
    assert commands == [
        f"next: make cdktf {stacks}",
        f"next: make cdktf CONFIG={config} {stacks}",
        f"next: make cdktf CONFIG={config} OUT=elsewhere {stacks}",
        f"next: make cdktf OUT='my folder' {stacks}",
    ]
