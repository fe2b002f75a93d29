"""A page of the trainer's in a browser, and what tests do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE = 120_000  # ms for the first answer, which is compiled; a warm one takes a twentieth of a second
BUSY = 15_000  # ms for anything else on a busy machine


class Opened:
    """A page of the trainer's, and what went wrong on it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.problems: list[str] = []
        self.hosts: set[str] = set()
        page.set_default_timeout(BUSY)
        page.on("console", lambda said: self.problems.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2] if "//" in request.url else ""))

    def open(self, fragment: str = "") -> Opened:
        """Loads the page with this state."""
        if self.page.url.startswith(self.address):
            self.page.goto("about:blank")  # another fragment alone would load nothing
        self.page.goto(f"{self.address}#{fragment}" if fragment else self.address)
        return self.settle(PATIENCE)

    def settle(self, patience: int = BUSY) -> Opened:
        """Waits until the answer to what is set is drawn."""
        self.page.wait_for_selector('#main[data-settled="true"]', timeout=patience)
        return self

    def number(self, arm: str) -> str:
        """A big number."""
        return self.page.locator(f".number.{arm} .big").inner_text()

    @property
    def fragment(self) -> str:
        """The state, as the link holds it."""
        return str(self.page.evaluate("location.hash.slice(1)"))

    def box(self, selector: str) -> dict[str, Any]:
        """Where something is, in pixels."""
        found = self.page.locator(selector).first.bounding_box()
        assert found, selector
        return dict(found)
