"""A sweep as a map: the mean of an outcome over two factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure
from numpy.typing import NDArray

from outsim.plots.page import Page
from outsim.plots.style import INK, SMALL_SIZE, SOFT, panel_title, style, tint, wrapped
from outsim.plots.sweep import CAPTION_LINES, HEADER, WIDE, footer, nothing_known
from outsim.plots.sweep_panels import LETTER, LINE, broken, factor_label, measure_axis
from outsim.plots.sweep_words import cells_title, luck_words, missing_words, unbroken, what_words
from outsim.sweeps.axes import Axis, number
from outsim.sweeps.marginal import Estimated, means, sampled
from outsim.sweeps.measures import PERCENT, USD

if TYPE_CHECKING:
    from outsim.sweeps.result import Sweep

COLOURS = matplotlib.colormaps["cividis"].reversed()
"""Dark is much. Made to be seen alike with and without colour blindness (Nunez, Anderton and Renslow 2018)."""

BAR = 1.3  # inches
CELL, WIDEST_CELL, NARROW_CELL, DEEP_CELL, DEEPEST_CELL = 0.62, 1.2, 0.17, 0.34, 0.6
MOST_WRITTEN = 12
"""Cells side by side, up to which their numbers are written in them."""

LABEL_LETTERS = 30


def plot_map(found: Sweep, x: str, y: str, outcome: str = "terminated") -> AnyFigure:
    """The mean of an outcome for each pair of values of two factors, averaged over all others.

    Numbers of which there are more than twelve are put in bins; names stand in the order of their means.

    Args:
        x, y: two factors of the sweep.
        outcome: a column of its table with an interval, such as ``terminated`` or ``cost``.

    Raises:
        InputError: for an unknown factor or column, with the nearest; for the same factor twice.

    >>> plot_map(found, "contract.clarity", "leaders.participation").savefig("map.svg")   # doctest: +SKIP
    """
    points = Estimated.of(found, outcome)
    points.check_named(x, y)
    if not len(points.rows):
        return nothing_known(points)
    across, down = points.along(x, y), points.along(y, x)
    columns, rows = _order(points, across), _order(points, down)
    cells = means(points, across, down)
    written = len(columns) <= MOST_WRITTEN
    least = 0.85 if points.measure.unit == USD else CELL
    wide = (max(least, min(WIDEST_CELL, 6.0 / len(columns))) if written else NARROW_CELL) * len(columns)
    written_rows = written and len(rows) <= 2 * MOST_WRITTEN
    deep = (max(DEEP_CELL, min(DEEPEST_CELL, 3.4 / len(rows))) if written_rows else NARROW_CELL) * len(rows)
    wide, deep = max(wide, 1.6), max(deep, 1.2)
    side = 0.55 + LETTER * max(len(line) for name in _names(down) for line in name.split("\n"))
    turned = _turned(across, wide / len(columns))
    under = 0.05 + _under(across, turned)
    with style():
        width, how = max(side + wide + BAR + 0.3, WIDE), _caption(points, across, down, cells)
        page = Page(width, HEADER + deep + under + footer(width, how))
        axes = page.axes(side, HEADER, wide, deep)
        _cells(axes, page, points, _grid(cells["mean"], columns, rows), written)
        _edges_or_names(axes, (across, down), (columns, rows), turned)
        panel_title(axes, "Mean at each pair of values", points.measure.axis)
        page.title(unbroken(cells_title(points, across, down)), what_words(points))
        page.caption(how, CAPTION_LINES)
    return page.figure


def _order(points: Estimated, along: Axis) -> list[int]:
    """The places from left to right, or from the bottom up."""
    if along.at is not None:
        return list(range(len(along.labels)))
    return [int(place) for place in means(points, along)["mean"].sort_values(kind="stable").index]


def _grid(values: pd.Series[float], columns: list[int], rows: list[int]) -> NDArray[np.float64]:
    """As an image, [rows, columns], NaN where no point is."""
    grid = np.full((len(rows), len(columns)), np.nan)
    for (column, row), value in zip(values.index.tolist(), values.tolist(), strict=True):
        grid[rows.index(row), columns.index(column)] = value
    return grid


def _cells(axes: Axes, page: Page, points: Estimated, grid: NDArray[np.float64], written: bool) -> None:
    drawn = points.measure.scale * grid
    low, high = float(np.nanmin(drawn)), float(np.nanmax(drawn))
    if low == high:
        low, high = (0.0, max(1.0, high)) if points.measure.unit == PERCENT else (low - 0.5, high + 0.5)
    axes.set_facecolor(tint(SOFT, 0.12))
    image = axes.imshow(
        drawn, cmap=COLOURS, vmin=low, vmax=high, origin="lower", aspect="auto", interpolation="nearest", gid="mean"
    )
    if written:
        for row, column in zip(*np.nonzero(~np.isnan(grid)), strict=True):
            dark = (drawn[row, column] - low) / (high - low) > 0.5
            axes.text(
                column, row, _brief(points, grid[row, column]), ha="center", va="center", size=SMALL_SIZE - 0.5,
                color="white" if dark else INK,
            )  # fmt: skip
    place = axes.get_position()
    deep = min(place.height, 2.4 / page.height)
    bar = page.figure.add_axes((place.x1 + 0.15 / page.width, place.y1 - deep, 0.12 / page.width, deep))
    page.figure.colorbar(image, cax=bar).outline.set_visible(False)
    measure_axis(bar.yaxis, points)


def _brief(points: Estimated, value: float) -> str:
    """Without the unit, which stands over the map."""
    return points.measure.told(value)[0].removeprefix("USD ").removesuffix(f" {points.measure.unit}")


def _edges_or_names(axes: Axes, laid: tuple[Axis, Axis], orders: tuple[list[int], list[int]], turned: bool) -> None:
    for axis, along, order in zip((axes.xaxis, axes.yaxis), laid, orders, strict=True):
        if along.edges is not None:
            labels: list[Any] = [number(edge, 3) for edge in along.edges]
            axis.set_ticks(np.arange(len(labels)) - 0.5, labels)
        else:
            names = _names(along)
            axis.set_ticks(np.arange(len(order)), [names[place] for place in order])
    across, down = laid
    axes.tick_params(labelcolor=INK, length=0)
    axes.tick_params(axis="x", rotation=90 if turned else 0)
    axes.set_xlabel(factor_label(across))
    axes.set_ylabel(wrapped(factor_label(down), max(axes.bbox.height / axes.figure.dpi, 1.8), SMALL_SIZE, 2))
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _names(along: Axis) -> list[str]:
    return [broken(label, LABEL_LETTERS) for label in along.labels]


def _turned(across: Axis, cell: float) -> bool:
    """Whether labels stand upright, for lack of room."""
    return across.edges is None and (
        len(across.labels) > MOST_WRITTEN or LETTER * max(len(label) for label in across.labels) > cell
    )


def _under(across: Axis, turned: bool) -> float:
    """Inches that the labels under the map take."""
    if not turned:
        return LINE
    return LETTER * max(len(line) for name in _names(across) for line in name.split("\n"))


def _caption(points: Estimated, across: Axis, down: Axis, cells: pd.DataFrame) -> str:
    others = len(points.factors) - 2
    reach = ((cells["high"] - cells["low"]) / 2).max()
    text = f"Averaged over the {f'{others} other factors' if others > 1 else 'other factor'}. " if others else ""
    if reach == reach:
        far = points.measure.told(reach)[0]
        far = f"{far.removesuffix(' %')} percentage points" if points.measure.unit == PERCENT else far
        text += f"95 % intervals of cells reach {far} to either side at most"
        text += f", {luck_words(points)}" if len(cells) < len(points.rows) else ""
        if sampled(points, [across, down]):
            text += ", and from how far the sample of points leaves the rest open"
        text += ". "
    if len(cells) < len(across.labels) * len(down.labels):
        text += "Grey: no point. "
    if any(along.at is None for along in (across, down)):
        text += "Names in the order of their means. "
    return text + missing_words(points)
