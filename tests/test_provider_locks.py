"""Locks of the providers: one file for all platforms, its part in each stack, and Terraform that obeys it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from conftest import BASELINE, ROOT, Synthesize
from test_cdktf_command import needs_terraform

from config.load import load
from terminal.provider_locks import blocks, lock, required, version, written
from tools.provider_locks import PLATFORMS, main, providers
from tools.switches.variation import configuration

PROVIDER = """provider "registry.terraform.io/hashicorp/{name}" {{
  version     = "{version}"
  constraints = "{version}"
  hashes = [
    "h1:made-up",
  ]
}}
"""


def made_up(**versions: str) -> str:
    return written(
        {
            f"registry.terraform.io/hashicorp/{name}": PROVIDER.format(name=name, version=version)
            for name, version in versions.items()
        }
    )


def mirror(folder: Path, *, content: str = "a provider") -> Path:
    """A mirror with packages of all providers for all platforms."""
    for source, number in providers().items():
        name = source.rsplit("/", 1)[-1]
        (folder / source).mkdir(parents=True, exist_ok=True)
        for platform in PLATFORMS:
            with ZipFile(folder / source / f"terraform-provider-{name}_{number}_{platform}.zip", "w") as package:
                package.writestr(f"terraform-provider-{name}_v{number}", f"{content} for {platform}")
    return folder


def synthesized(config: Path, out: Path) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "BASELINE_CONFIG": str(config), "CDKTF_OUTDIR": str(out)}
    return subprocess.run([sys.executable, "main.py"], cwd=ROOT, env=environ, capture_output=True, text=True)


def initialized(stack: Path, mirror: Path, *, folder: Path) -> subprocess.CompletedProcess[str]:
    """`terraform init` as a pipeline runs it, with providers of a mirror."""
    settings = folder / "terraformrc"
    settings.write_text(f'provider_installation {{ filesystem_mirror {{ path = "{mirror}" }} }}\n')
    environ = {**os.environ, "TF_CLI_CONFIG_FILE": str(settings), "TF_CLI_ARGS_init": "-lockfile=readonly"}
    command = ["terraform", "init", "-backend=false", "-input=false", "-no-color"]
    return subprocess.run(command, cwd=stack, env=environ, capture_output=True, text=True)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return configuration(tmp_path / "mine.yaml", {})


@needs_terraform
def test_locks_hold_on_every_platform_and_terraform_takes_nothing_else(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = mirror(tmp_path / "good")
    monkeypatch.setenv("BASELINE_CONFIG", str(config))
    assert main(["--mirror", str(good)]) == 0
    locks = (tmp_path / "providers.lock.hcl").read_text()
    found = blocks(locks)
    assert set(found) == set(providers())
    for source, block in found.items():
        assert version(block) == providers()[source]
        assert len(set(re.findall(r'"h1:[^"]+"', block))) == 5, "two systems of Linux and of macOS, and Windows"
    assert main(["--mirror", str(good)]) == 0
    assert (tmp_path / "providers.lock.hcl").read_text() == locks

    assert synthesized(config, tmp_path / "out").returncode == 0
    for name, names in {"hub": {"azurerm"}, "bootstrap": {"azurerm", "helm", "kubernetes"}}.items():
        stack = tmp_path / "out" / "stacks" / name
        before = (stack / ".terraform.lock.hcl").read_text()
        assert {source.rsplit("/", 1)[-1] for source in blocks(before)} == names
        done = initialized(stack, good, folder=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (stack / ".terraform.lock.hcl").read_text() == before
    shutil.rmtree(stack / ".terraform")
    other = initialized(stack, mirror(tmp_path / "other", content="another provider"), folder=tmp_path)
    assert other.returncode == 1
    assert "checksums" in other.stderr


@needs_terraform
def test_a_changed_package_of_a_locked_version_is_refused(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BASELINE_CONFIG", str(config))
    assert main(["--mirror", str(mirror(tmp_path / "good"))]) == 0
    before = (tmp_path / "providers.lock.hcl").read_text()
    assert main(["--mirror", str(mirror(tmp_path / "other", content="another provider"))]) == 2
    assert "azurerm 4.55.0: got other packages than were locked" in capsys.readouterr().err
    assert (tmp_path / "providers.lock.hcl").read_text() == before


@needs_terraform
def test_an_older_version_is_locked_anew(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "providers.lock.hcl").write_text(made_up(azurerm="4.0.0"))
    monkeypatch.setenv("BASELINE_CONFIG", str(config))
    assert main(["--mirror", str(mirror(tmp_path / "good"))]) == 0
    found = blocks((tmp_path / "providers.lock.hcl").read_text())
    assert {source: version(block) for source, block in found.items()} == providers()


@needs_terraform
def test_a_mirror_without_the_providers_is_refused_in_one_line(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BASELINE_CONFIG", str(config))
    (tmp_path / "empty").mkdir()
    assert main(["--mirror", str(tmp_path / "empty")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "providers.lock.hcl").exists()


@pytest.mark.parametrize(
    ("locked", "refusal"),
    [
        ({"azurerm": "4.0.0"}, r"azurerm: got 4\.0\.0, need [\d.]+ - make providers, and commit the file"),
        ({"helm": "1.0.0"}, r"azurerm: got no lock, need [\d.]+ - make providers, and commit the file"),
    ],
)
def test_locks_that_do_not_fit_are_refused_and_nothing_is_written(
    locked: dict[str, str], refusal: str, config: Path, tmp_path: Path
) -> None:
    (tmp_path / "providers.lock.hcl").write_text(made_up(**locked))
    done = synthesized(config, tmp_path / "out")
    assert done.returncode == 2
    assert re.search(refusal, done.stderr)
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_without_locks_a_stack_has_none(tmp_path: Path) -> None:
    from stacks import synthesize

    synthesize(load(BASELINE), tmp_path)
    lock(tmp_path, file=tmp_path / "providers.lock.hcl")
    assert not list(tmp_path.rglob(".terraform.lock.hcl"))


def test_all_providers_of_all_stacks_are_locked(synthesize: Synthesize) -> None:
    known = providers()
    variations: list[dict[str, object]] = [
        {},
        {"bootstrap.method": "argocd", "bootstrap.kured": True, "bootstrap.flagger": True},
    ]
    for settings in variations:
        for stack in synthesize(**settings).values():
            assert set(required(stack)) <= set(known.items())


def test_a_lock_of_terraform_is_read_as_it_is_written() -> None:
    text = made_up(helm="3.0.0", azurerm="4.0.0")
    assert [source.rsplit("/", 1)[-1] for source in blocks(text)] == ["azurerm", "helm"]
    assert written(blocks(text)) == text
