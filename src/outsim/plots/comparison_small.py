"""A comparison as wide as a printed page: what each package prevents, survival, and what ends partnerships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure as AnyFigure

from outsim.plots.comparison import (
    COLOURS,
    causes_panel,
    prevented_panel,
    survival_panel,
    title,
    what,
    with_most_prevented,
)
from outsim.plots.page import Page
from outsim.plots.style import style

if TYPE_CHECKING:
    from outsim.studies.compare import Comparison

WIDE, LEFT, PANEL, SECOND, TOP, GAP, FOOT = 8.5, 1.75, 1.8, 5.2, 1.2, 1.0, 0.8  # inches


def plot_small(found: Comparison) -> AnyFigure:
    """The figure of a report: its letters are of the size of small print.

    >>> plot_small(found).savefig("effect.svg")   # doctest: +SKIP
    """
    found = with_most_prevented(found)
    shown = min(len(found.effects), len(COLOURS))
    deep = max(1.0, 0.26 * (shown + 1))
    with style():
        page = Page(WIDE, TOP + 2 * deep + GAP + FOOT)
        prevented_panel(page.axes(LEFT, TOP, PANEL, deep), found, shown)
        survival_panel(page.axes(SECOND, TOP, PANEL, deep), found, shown)
        causes_panel(page.axes(LEFT, TOP + deep + GAP, WIDE - LEFT - 2.2, deep), found, shown)
        page.title(title(found), what(found))
        left = (
            f" Of {len(found.effects)} the {shown} that prevent most are shown." if shown < len(found.effects) else ""
        )
        page.caption(
            f"Whiskers and the shaded area: 95 % intervals. Filled marks: the effect is settled.{left}", lines=1
        )
    return page.figure
