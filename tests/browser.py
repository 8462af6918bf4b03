"""A real Chromium for tests: fixtures, and what axe finds on a page.

Import the fixtures in a folder's conftest: `from tests.browser import chromium, page`.
Where no Chromium is installed the tests that ask for one are skipped, with the reason in the summary;
with WISELINE_TEST_BROWSER=required they fail instead.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import threading
import time
import warnings
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize

LAUNCH_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
_AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium_path() -> str | None:
    """Where the system's Chromium is; WISELINE_TEST_CHROMIUM names another."""
    named = os.environ.get("WISELINE_TEST_CHROMIUM")
    candidates = [named] if named else ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return next((path for name in candidates if (path := shutil.which(name))), None)


def launch(playwright: Playwright, *extra_args: str) -> Browser:
    """A headless Chromium with the arguments that every test shares."""
    path = chromium_path()
    if path is None:
        reason = "No Chromium: install the system's package or set WISELINE_TEST_CHROMIUM."
        if os.environ.get("WISELINE_TEST_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return playwright.chromium.launch(executable_path=path, args=[*LAUNCH_ARGS, *extra_args])


@cache
def driver() -> Playwright:
    """What drives every browser of the run; a thread can have only one."""
    # Playwright's own event loop makes Django take this thread for an asynchronous one.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    return playwright


CLOSES_WITHIN = 30.0


def close(context: BrowserContext) -> None:
    """Close a context and its pages. Chromium's closing hung once and took the whole run with it: pages that have not
    gone within `CLOSES_WITHIN` seconds are ended by their processes, with a warning.
    """
    watch = threading.Timer(CLOSES_WITHIN, _end_pages)
    watch.start()
    try:
        context.close()
    finally:
        watch.cancel()


def _end_pages() -> None:
    warnings.warn("A page did not close and was ended.", stacklevel=1)
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    ours = {os.getpid()}
    while grown := {child for child, parent in parents.items() if parent in ours} - ours:
        ours |= grown
    for process in ours:
        with suppress(OSError):
            if b"--type=renderer" in Path(f"/proc/{process}/cmdline").read_bytes():
                os.kill(process, signal.SIGKILL)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run; every test opens contexts of its own."""
    browser = launch(driver())
    yield browser
    browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A phone that has never been here."""
    context = chromium.new_context(viewport=PHONE)
    context.set_default_timeout(10_000)
    yield context
    close(context)


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of that phone; an error that no code caught fails the test."""
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors, errors


def until(page: Page, expression: str, *, seconds: float = 10) -> None:
    """Wait until the JavaScript expression, or what it promises, is true.

    Playwright's own wait would need `eval`, which our policy forbids.
    """
    deadline = time.monotonic() + seconds
    while not page.evaluate(f"(async () => Boolean(await ({expression})))()"):
        assert time.monotonic() < deadline, f"never true: {expression}"
        page.wait_for_timeout(10)


def axe_findings(page: Page) -> list[str]:
    """What axe finds on the page as it is now: one line a rule, with the first elements that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text(encoding="utf-8"))
    options = {"runOnly": _RULES, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{rule['id']}: {[node['html'][:160] for node in rule['nodes'][:3]]}" for rule in found]


def wider_than_screen(page: Page) -> int:
    """By how many pixels the page scrolls sideways; 0 is right."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
