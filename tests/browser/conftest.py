"""One server and one browser for all tests of the page. Where no browser is, they are skipped and say why, unless the
environment variable OUTSIM_BROWSER_TESTS is 1: then they fail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from opened import Opened

from outsim.app.apart import page_apart
from outsim.handout.writing import browser as browser_here

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WANTED = os.environ.get("OUTSIM_BROWSER_TESTS") == "1"


def missing(what: str) -> None:
    """Skips, or fails where the tests were asked for."""
    said = f"tests of the page need {what}"
    if WANTED:
        pytest.fail(said)
    pytest.skip(said)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    path = browser_here()
    if path is None:
        missing("Chromium: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        missing('playwright: pip install -e ".[dev]"')
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="session")
def address(browser: Browser) -> Iterator[str]:
    """Where the page is: one server process on a free port."""
    with page_apart() as found:
        yield found


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opened]:
    """A fresh page; afterwards nothing went wrong on it and nothing came from elsewhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, accept_downloads=True)
    made = Opened(context.new_page(), address)
    yield made
    own = address.split("/")[2]
    hosts, problems = made.hosts, made.problems
    context.close()
    assert hosts <= {own, ""}
    assert problems == []
