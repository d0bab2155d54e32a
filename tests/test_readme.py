"""What README.md shows is what happens, and what it points to exists."""

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import BASELINE, ROOT, OutputFolder
from markdown_it import MarkdownIt
from markdown_it.token import Token
from test_main import run

from config.load import load
from terminal.summary import summary

README = (ROOT / "README.md").read_text()
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("[a-z]*/README.md")), *sorted((ROOT / "docs").glob("*.md"))]


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


@cache
def parsed(page: Path) -> list[Token]:
    """A page as a Markdown parser reads it."""
    return MarkdownIt().enable("table").parse(page.read_text())


@cache
def anchors(page: Path) -> set[str]:
    """Anchors of a page: those of its headings, as GitHub makes them, and those that stand in its text."""
    seen: Counter[str] = Counter()
    found = set(re.findall(r'<a (?:id|name)="([^"]+)"', page.read_text()))
    for token in (after for before, after in pairwise(parsed(page)) if before.type == "heading_open"):
        words = "".join(part.content for part in token.children or [])
        anchor = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        found.add(f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
        seen[anchor] += 1
    return found


def links(page: Path) -> set[str]:
    """Links of a page to other pages and headings of this repository, and its pictures."""
    inside = [part for token in parsed(page) for part in token.children or []]
    found = {str(part.attrs.get("href") or part.attrs.get("src") or "") for part in inside}
    return {link for link in found if link and not link.startswith(("https:", "http:", "mailto:"))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_have_targets(page: Path) -> None:
    for link in links(page):
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        assert target.exists(), f"{page.name} links to {link}"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{page.name} links to {link}, and {target.name} has no such heading"


def test_make_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for page in PAGES:
        named = set(re.findall(r"(?:`|\$ )make ([a-z]+)", page.read_text()))
        assert named <= targets, f"{page.name} names {named - targets}"
