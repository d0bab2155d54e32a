"""A headless Chromium, to look at a page as a person does."""

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from conftest import ROOT
from selenium.webdriver import Chrome as Chrome
from selenium.webdriver import ChromeOptions
from selenium.webdriver.chrome.service import Service

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = ("headless", "no-sandbox", "disable-gpu", "no-first-run", "disable-background-networking", "hide-scrollbars")


def lacking() -> str:
    """What is not installed here; empty if all is there."""
    needed = {"chromium": shutil.which("chromium"), "chromedriver": shutil.which("chromedriver")}
    missing = [name for name, found in needed.items() if not found]
    missing += [] if AXE.exists() else ["axe-core in node_modules"]
    return ", ".join(missing)


@contextmanager
def browser(profile: Path) -> Iterator[Chrome]:
    """A browser with a new profile in the folder `profile`."""
    options = ChromeOptions()
    for flag in (*FLAGS, f"user-data-dir={profile}"):
        options.add_argument(f"--{flag}")
    options.binary_location = str(shutil.which("chromium"))
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


def look(driver: Chrome, page: Path, *, width: int, dark: bool = False) -> None:
    """Open a page in a window of that width, in light or dark."""
    window = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", window)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    driver.get(page.as_uri())


def complaints(driver: Chrome) -> list[dict[str, Any]]:
    """What the page that is open wrote to the console."""
    found: list[dict[str, Any]] = driver.get_log("browser")  # type: ignore[no-untyped-call]
    return found


def open_folds(driver: Chrome) -> None:
    """Open everything that the page folds away."""
    driver.execute_script("for (const each of document.querySelectorAll('details')) each.open = true")


def violations(driver: Chrome) -> list[str]:
    """What axe-core calls serious or critical on the page that is open, with every fold opened."""
    open_folds(driver)
    # The page's own policy forbids foreign scripts; the debugger's are exempt.
    driver.execute_cdp_cmd("Runtime.evaluate", {"expression": AXE.read_text()})
    call = {"expression": "axe.run({resultTypes: ['violations']})", "awaitPromise": True, "returnByValue": True}
    found: dict[str, Any] = driver.execute_cdp_cmd("Runtime.evaluate", call)["result"]["value"]
    return [
        f"{each['id']}: {node['html'][:200]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def screenshot(driver: Chrome, file: Path, *, whole: bool = True) -> None:
    """A picture of the page that is open, or of what is in sight."""
    taken = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": whole, "format": "png"})
    file.write_bytes(base64.b64decode(taken["data"]))
