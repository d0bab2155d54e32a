"""What README.md shows is what happens, and what it points to exists."""

import re
from pathlib import Path

import pytest
from conftest import BASELINE, ROOT, OutputFolder
from test_main import run

from config.load import load
from terminal.summary import summary

README = (ROOT / "README.md").read_text()
PAGES = [ROOT / "README.md", ROOT / "constructs" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_synthesis_prints_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output_folder: OutputFolder
) -> None:
    (tmp_path / "cdktf.out").symlink_to(output_folder())
    monkeypatch.chdir(tmp_path)
    assert "\n".join(summary(load(BASELINE), config=BASELINE, out=Path("cdktf.out"))) in README


def test_a_wrong_file_is_refused_as_shown(tmp_path: Path) -> None:
    (shown,) = re.findall(
        r"\$ cat config/mine\.yaml\n(.*?)\n\$ make synth CONFIG=config/mine\.yaml\n(.*?)\n```", README, re.S
    )
    config = tmp_path / "mine.yaml"
    config.write_text(shown[0].replace("extends: baseline.yaml", f"extends: {BASELINE}"))
    done = run(config=config, out=tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr.replace(str(config), "config/mine.yaml").strip() == shown[1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_have_targets(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", page.read_text()):
        assert (page.parent / link).exists(), f"{page.name} links to {link}"


def test_make_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for page in PAGES:
        named = set(re.findall(r"(?:`|\$ )make ([a-z]+)", page.read_text()))
        assert named <= targets, f"{page.name} names {named - targets}"
