"""Takes the pictures of the trainers' page that README and docs/training.md show.

``python docs/page_picture.py`` starts the page, opens it in a headless Chromium in the states below, and writes PNG
files beside this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from outsim.app.apart import page_apart
from outsim.handout.writing import browser as browser_here

FOLDER = Path(__file__).parent
STATES: Mapping[str, str] = {  # what it is called, and the end of the page's address
    "page": "preset=absent_leaders&l.leader_checkins=20&week=40",
}
PATIENCE = 120_000  # ms for a first answer, which is compiled


def main() -> None:
    """Takes them all."""
    path = browser_here()
    if path is None:
        raise SystemExit("Chromium is missing: apt-get install chromium")
    with page_apart() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720}, device_scale_factor=1.5)
        for name, state in STATES.items():
            take(page, f"{address}#{state}", FOLDER / f"{name}.png")
            print(FOLDER / f"{name}.png")
        browser.close()


def take(page: Page, address: str, file: Path) -> None:
    """One picture, once the answer and the partnership's story are drawn."""
    page.goto(address)
    page.reload()  # the end of an address alone loads nothing
    page.wait_for_selector('#main[data-settled="true"]', timeout=PATIENCE)
    page.wait_for_selector("svg.network", timeout=PATIENCE)
    page.screenshot(path=str(file))


if __name__ == "__main__":
    main()
