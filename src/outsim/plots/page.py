"""A figure laid out in inches: a title that says what is seen, panels where they are put, and how to read it below."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from outsim.plots.style import BASE_SIZE, SMALL_SIZE, SOFT, TITLE_SIZE, Figure, title_in_lines, wrapped

MARGIN = 0.15  # inches, as are all here
TITLE_LINE, TEXT_LINE = 0.24, 0.16


class Page:
    """A figure and where things are on it, in inches from its upper left corner.

    Room is fixed, so that nothing overlaps and no layout is searched for.

    >>> page = Page(6.0, 4.0)
    >>> axes = page.axes(0.5, 1.0, 5.0, 2.5)
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width, height))

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """A panel of this size with its upper left corner there."""
        below = self.height - top - height
        return self.figure.add_axes((left / self.width, below / self.height, width / self.width, height / self.height))

    def title(self, title: str, what: str) -> None:
        """What is seen, over everything: at most two lines of title and two of text, in the upper 1.1 inches."""
        text = title_in_lines(title, self.width - 2 * MARGIN)
        self._write(text, 0.14, size=TITLE_SIZE, weight="bold")
        below = 0.42 + TITLE_LINE * text.count("\n")
        self._write(wrapped(what, self.width - 2 * MARGIN, BASE_SIZE, 2), below, size=BASE_SIZE)

    def caption(self, how: str, lines: int = 3) -> None:
        """How to read it, under everything: at most so many lines; three take the lower 0.6 inches."""
        text = wrapped(how, self.width - 2 * MARGIN, SMALL_SIZE, lines)
        top = self.height - 0.12 - TEXT_LINE * (1 + text.count("\n"))
        self._write(text, top, size=SMALL_SIZE, color=SOFT)

    def _write(self, text: str, top: float, **look: Any) -> None:
        self.figure.text(MARGIN / self.width, 1 - top / self.height, text, va="top", linespacing=1.3, **look)
