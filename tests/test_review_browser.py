"""The page of a review in a browser: nothing complains, nothing is cut off, and nobody is shut out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import browser
import pytest
from breaking import both, drop, put
from conftest import ROOT, Synthesize
from reviewing import beside, beside_baseline, content_of

from review.report.page import page
from review.synthesis import Synthesis
from review.terraform import Stacks

pytestmark = pytest.mark.skipif(bool(browser.lacking()), reason=f"not installed here: {browser.lacking()}")

LONG = "a-name-without-any-place-to-break-" * 6
VARIATIONS: dict[str, Callable[[Synthesis], Synthesis]] = {
    "baseline": lambda made: made,
    "deviating": drop("azurerm_firewall", "azurerm_bastion_host"),
    "long names": both(
        put("azurerm_virtual_network", "name", LONG.replace("-", "")),
        put("azurerm_firewall", "name", LONG.replace("-", "")),
        put("azurerm_role_assignment", "description", LONG.replace("-", "")),
        put("azurerm_monitor_action_group", "email_receiver.email_address", LONG.replace("-", "") + "@contoso.com"),
    ),
}
PROFILES = {name: ROOT / "config" / f"{name}.yaml" for name in ("private", "dev")}
PAGES = (*VARIATIONS, *PROFILES)


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Chrome]:
    with browser.browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="module")
def files(stacks: Stacks, synthesize: Synthesize, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of each variation and of each profile."""
    folder, made = tmp_path_factory.mktemp("page"), beside_baseline(stacks)
    shown = {name: vary(made) for name, vary in VARIATIONS.items()}
    shown |= {name: beside(synthesize(extends=str(file)), file) for name, file in PROFILES.items()}
    for name, each in shown.items():
        (folder / f"{name}.html").write_text(page(content_of(each)), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in shown}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_fits_a_phone_without_sideways_scrolling(
    chrome: browser.Chrome, files: dict[str, Path], name: str
) -> None:
    browser.look(chrome, files[name], width=390)
    browser.open_folds(chrome)
    assert chrome.execute_script("return document.documentElement.scrollWidth") == 390
    shown = "return getComputedStyle(document.querySelector(arguments[0])).display"
    assert chrome.execute_script(shown, ".drawing.narrow") == "block"
    assert chrome.execute_script(shown, ".drawing.wide") == "none"
    assert browser.complaints(chrome) == []


@pytest.mark.parametrize(
    ("name", "dark"), [("baseline", False), ("baseline", True), ("deviating", True), ("private", False), ("dev", True)]
)
def test_the_browser_reports_no_errors_and_axe_no_violations(
    chrome: browser.Chrome, files: dict[str, Path], name: str, dark: bool
) -> None:
    browser.look(chrome, files[name], width=1280, dark=dark)
    assert browser.complaints(chrome) == []
    assert browser.violations(chrome) == []


def test_the_search_shows_rows_that_contain_all_words(chrome: browser.Chrome, files: dict[str, Path]) -> None:
    browser.look(chrome, files["baseline"], width=1280)
    rows = (
        "return [...document.querySelectorAll('#resources-list details[open] tbody tr:not([hidden])')]"
        ".map((row) => row.textContent.toLowerCase())"
    )
    field = chrome.find_element("id", "search-resources")
    field.send_keys("vault nowhere")
    assert chrome.execute_script(rows) == []
    field.clear()
    field.send_keys("vault certificate")
    found = chrome.execute_script(rows)
    assert found
    assert all("vault" in row and "certificate" in row for row in found)
