"""A bar an input, the longest on top: where one end of its range takes the output, and where the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from outsim.ensemble import OUTCOMES
from outsim.parameters.declare import plain_number
from outsim.plots.page import Page
from outsim.plots.style import BLUE, INK, ORANGE, SMALL_SIZE, SOFT, heading, style, tint, write_on
from outsim.statistics import Estimate

if TYPE_CHECKING:
    from outsim.studies.tornado import Bar, Tornado

SHOWN = 14
"""So many inputs at most, those that move it most."""

NOUNS = {"terminated": "termination", "successful": "success", "unsuccessful": "being unsuccessful"}
"""Outcomes as a title says them."""

LEFT, WIDE, RIGHT, TOP, ROW, FOOT = 2.6, 4.4, 0.9, 1.15, 0.34, 1.25  # inches


def plot_tornado(found: Tornado) -> AnyFigure:
    """The inputs that move the output most, one at a time, with intervals.

    >>> plot_tornado(found).savefig("tornado.svg")   # doctest: +SKIP
    """
    bars = found.bars[:SHOWN]
    rows = max(3, len(bars))
    with style():
        page = Page(LEFT + WIDE + RIGHT, TOP + rows * ROW + FOOT)
        axes = page.axes(LEFT, TOP, WIDE, rows * ROW)
        if bars:
            _bars(axes, found, bars, rows)
            _key(page)
        else:
            write_on(axes, "No input could be moved.")
        page.title(_title(found), _what(found))
        page.caption(_caption(found), lines=3)
    return page.figure


def _bars(axes: Axes, found: Tornado, bars: tuple[Bar, ...], rows: int) -> None:
    scale = 100.0 if found.output in OUTCOMES else 1.0
    middle = scale * found.usual.value
    for row, bar in enumerate(bars):
        for end, colour, side in ((bar.at_low, ORANGE, "low"), (bar.at_high, BLUE, "high")):
            strength = 0.85 if bar.settled else 0.25
            height = 0.62 if abs(end.value) == max(abs(bar.at_low.value), abs(bar.at_high.value)) else 0.44
            axes.barh(row, scale * end.value, left=middle, height=height, color=tint(colour, strength), gid=side)
        for end, shift in ((bar.at_low, -0.12), (bar.at_high, 0.12)):
            if end.low < end.high:
                axes.hlines(
                    row + shift, middle + scale * end.low, middle + scale * end.high, color=INK, lw=0.9, gid="interval"
                )
    axes.axvline(middle, color=INK, linewidth=0.9)
    axes.set_yticks(range(len(bars)), [_named(bar) for bar in bars])
    axes.tick_params(axis="y", labelcolor=INK)
    axes.set_ylim(rows - 0.45, -0.55)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    ends = [end for bar in bars for end in (bar.at_low, bar.at_high)]
    low, high = min(map(_low, ends)), max(map(_high, ends))
    span = max(high - low, 1e-9)
    axes.set_xlim(middle + scale * (low - 0.03 * span), middle + scale * (high + 0.03 * span))
    axes.xaxis.set_major_locator(MaxNLocator(6, min_n_ticks=2))
    what = heading(found.output).lower()
    axes.set_xlabel(f"{what} of 100 partnerships" if found.output in OUTCOMES else f"mean {what} of a partnership")


def _low(found: Estimate) -> float:
    return min(0.0, found.value, found.low if found.low == found.low else 0.0)


def _high(found: Estimate) -> float:
    return max(0.0, found.value, found.high if found.high == found.high else 0.0)


def _named(bar: Bar) -> str:
    ends = f"{plain_number(float(f'{bar.input.low:.3g}'))} to {plain_number(float(f'{bar.input.high:.3g}'))}"
    return f"{bar.input.name}  {ends}"


def _key(page: Page) -> None:
    page.figure.legend(
        handles=[Patch(color=tint(ORANGE, 0.85), label="low end"), Patch(color=tint(BLUE, 0.85), label="high end")],
        loc="lower left",
        bbox_to_anchor=(0.15 / page.width, 0.62 / page.height),
        ncol=2,
        frameon=False,
        fontsize=SMALL_SIZE,
        borderpad=0.0,
        borderaxespad=0.0,
        labelcolor=SOFT,
    )


def _title(found: Tornado) -> str:
    what = NOUNS.get(found.output, heading(found.output).lower())
    settled = [bar for bar in found.bars if bar.settled]
    if not settled:
        return f"{heading(found.base_name)}: no input alone is shown to move {what}"
    return f"{heading(found.base_name)}: {settled[0].input.name} alone moves {what} most"


def _what(found: Tornado) -> str:
    shown = f"; the {SHOWN} that move it most are shown" if len(found.bars) > SHOWN else ""
    return (
        f"{len(found.bars)} inputs, each moved alone over its range{shown}. {found.replicates:,} partnerships at each "
        "end, on the same luck."
    )


def _caption(found: Tornado) -> str:
    return (
        "The upright line: as it is. A bar goes to where an end of the input's range takes it, all others as they are; "
        "lines: 95 % intervals of the difference. Pale: not told from noise. What inputs do together it does not show."
    )
