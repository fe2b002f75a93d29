"""A sweep: how an outcome goes with each factor, the most influential first; or with two, as lines or as a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure
from matplotlib.ticker import NullLocator

from outsim.errors import InputError
from outsim.plots.page import MARGIN, TEXT_LINE, Page
from outsim.plots.style import BLUE, SMALL_SIZE, style, wrapped, write_on
from outsim.plots.sweep_drawing import draw_panel
from outsim.plots.sweep_panels import MOST_ROWS, Panel, limits, measure_axis
from outsim.plots.sweep_words import (
    cells_title,
    effects_title,
    interval_words,
    missing_words,
    plain_title,
    unbroken,
    what_words,
)
from outsim.sweeps.axes import Axis
from outsim.sweeps.marginal import MOST_LINES, Estimated, lines_for, means

if TYPE_CHECKING:
    from outsim.sweeps.result import Sweep

MOST_PANELS = 9
HEADER, BETWEEN, NARROWEST = 1.6, 1.25, 7.6  # inches
WIDE = 9.0  # where the title tells of two factors
WIDTHS = {1: 4.6, 2: 3.4, 3: 2.6}
"""Of the panels, by how many stand side by side."""

WIDTH_OF_LINES = 5.8
DEEP, DEEP_ALONE = 1.9, 2.6
CAPTION_LINES = 5


def plot_sweep(found: Sweep, outcome: str = "terminated") -> AnyFigure:
    """A panel a factor: the mean of an outcome over all points with each value, and how far points and luck spread it.

    With two or three factors, a second one is shown by colour. At most nine panels are drawn, the most influential
    factors first; all share the axis of the outcome.

    Args:
        outcome: a column of the sweep's table with an interval, such as ``terminated`` or ``cost``.

    Raises:
        InputError: for a column that the table does not have, with the nearest that it has.

    >>> plot_sweep(found, "cost").savefig("cost.svg")   # doctest: +SKIP
    """
    points = Estimated.of(found, outcome)
    if not len(points.rows):
        return nothing_known(points)
    shown = points.axes[:MOST_PANELS]
    if not shown:
        return _one_dot(points)
    columns = 1 if len(shown) == 1 else 2 if len(shown) in (2, 4) else 3
    by = {along.name: lines_for(points, along) for along in shown}
    drawn = [means(points, along, *_given(by[along.name])) for along in shown]
    span = limits(points, drawn)
    deep = DEEP_ALONE if columns == 1 else DEEP
    panels = [Panel(points, along, by[along.name], WIDTHS[columns], deep, span) for along in shown]
    with style():
        how = _caption(points, panels)
        page = _laid_out(panels, columns, how)
        page.title(unbroken(effects_title(points)), what_words(points))
        page.caption(how, CAPTION_LINES)
    return page.figure


def plot_lines(found: Sweep, x: str, by: str, outcome: str = "terminated") -> AnyFigure:
    """How an outcome goes with one factor, a line for each value of another; averaged over all others.

    Args:
        x: the factor on the axis.
        by: the factor told apart by colour: at most five names; numbers that are more are put in three bins.
        outcome: as `plot_sweep`.

    Raises:
        InputError: for an unknown factor or column, with the nearest; for too many lines.

    >>> plot_lines(found, "contract.clarity", "vendor.country").savefig("lines.svg")   # doctest: +SKIP
    """
    points = Estimated.of(found, outcome)
    points.check_named(x, by)
    if not len(points.rows):
        return nothing_known(points)
    across = points.along(by, x, most_values=MOST_LINES, bins=3)
    if len(across.labels) > MOST_LINES:
        raise InputError(
            f"by = {by}: has {len(across.labels)} values, and {MOST_LINES} lines at most can be told apart; take it "
            f"for x, or draw a map"
        )
    along = points.along(x, by)
    span = limits(points, [means(points, along, across)])
    panel = Panel(points, along, across, WIDTH_OF_LINES, DEEP_ALONE, span)
    with style():
        how = _caption(points, [panel])
        page = _laid_out([panel], 1, how, WIDE)
        page.title(unbroken(cells_title(points, along, across)), what_words(points))
        page.caption(how, CAPTION_LINES)
    return page.figure


def nothing_known(points: Estimated) -> AnyFigure:
    """A page that says why there is nothing to draw."""
    reasons = points.sweep.table["failure"].dropna().value_counts()
    with style():
        page = Page(NARROWEST, 2.6)
        page.title(plain_title(points), what_words(points))
        told = [f"{count:,} x {reason}" for reason, count in reasons.head(3).items()]
        if len(reasons) > 3:
            told.append(f"and {len(reasons) - 3:,} more reasons; the column failure tells all")
        lines = [wrapped(line.replace("$", r"\$"), NARROWEST - 0.5, SMALL_SIZE, 2) for line in told]
        write_on(page.axes(0.25, 1.2, NARROWEST - 0.5, 1.2), "\n".join(lines) or "There is nothing to draw.")
    return page.figure


def _one_dot(points: Estimated) -> AnyFigure:
    """The one point that is known, or several of the same values."""
    with style():
        page = Page(NARROWEST, 3.0)
        axes = page.axes(0.8, 1.4, 5.0, 0.5)
        scale = points.measure.scale
        for row, values in enumerate(scale * points.rows[["low", "value", "high"]].to_numpy()):
            axes.hlines(row, values[0], values[2], color=BLUE, lw=1.4, gid="interval")
            axes.plot(values[1], row, "o", color=BLUE, ms=6, gid="mean")
        _plain_axes(axes, points)
        page.title(plain_title(points), what_words(points))
        page.caption(f"{_which(points)}, with its 95 % interval. {missing_words(points)}", CAPTION_LINES)
    return page.figure


def _which(points: Estimated) -> str:
    if len(points.rows) > 1 or not points.factors:
        return "Dot: a point"
    row = points.rows.iloc[0].to_dict()
    values = ", ".join(f"{each.name} {row[each.name]}" for each in points.factors)
    return f"Dot: point {row['point']} ({values})"


def _plain_axes(axes: Axes, points: Estimated) -> None:
    axes.set_ylim(len(points.rows) - 0.5, -0.5)
    axes.yaxis.set_major_locator(NullLocator())
    axes.set_xlim(*limits(points, [points.rows.assign(mean=points.rows["value"])]))
    measure_axis(axes.xaxis, points)
    axes.set_xlabel(points.measure.axis)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")


def _given(by: Axis | None) -> tuple[Axis, ...]:
    return () if by is None else (by,)


def _laid_out(panels: list[Panel], columns: int, how: str, least: float = NARROWEST) -> Page:
    """Panels in rows; a column is as wide as the widest in it, a row as deep as the deepest."""
    in_columns = [panels[column::columns] for column in range(columns)]
    lefts = [max(panel.left for panel in column) for column in in_columns]
    rights = [max(panel.right for panel in column) for column in in_columns]
    in_rows = [panels[first : first + columns] for first in range(0, len(panels), columns)]
    deep = [max(panel.height for panel in row) for row in in_rows]
    width = max(least, sum(lefts) + sum(rights) + columns * panels[0].width + 0.1)
    page = Page(width, HEADER + sum(deep) + BETWEEN * (len(in_rows) - 1) + footer(width, how))
    top = HEADER
    for row, height in zip(in_rows, deep, strict=True):
        left = 0.1
        for panel, before, after in zip(row, lefts, rights, strict=False):
            draw_panel(page.axes(left + before, top, panel.width, panel.height), panel)
            left += before + panel.width + after
        top += height + BETWEEN
    return page


def footer(width: float, how: str) -> float:
    """Inches under the panels, for what is written at their axes and for a caption."""
    lines = wrapped(how, width - 2 * MARGIN, SMALL_SIZE, CAPTION_LINES).count("\n") + 1
    return 0.75 + TEXT_LINE * lines


def _caption(points: Estimated, panels: list[Panel]) -> str:
    shown = [panel.along for panel in panels]
    parts = [interval_words(points, [(panel.along, *_given(panel.by)) for panel in panels])]
    if any(panel.by is None and panel.along.edges is None for panel in panels) and len(points.factors) > 1:
        parts.append("Light bars: from the lowest to the highest of the points.")
    if any(along.edges is not None for along in shown):
        parts.append("Grey or pale dots: points.")
    if any(panel.hidden for panel in panels):
        parts.append(f"Of more than {MOST_ROWS} names the {MOST_ROWS // 2} lowest and highest are drawn.")
    if len(panels) > 1:
        parts.append("Most influential factor first, by the variance between points that its means explain.")
    if hidden := [along.name for along in points.axes[MOST_PANELS:]] if len(panels) == MOST_PANELS else []:
        parts.append(f"Not shown: {len(hidden)} of {len(points.axes)} factors ({', '.join(hidden)}).")
    parts.append(missing_words(points))
    return " ".join(part for part in parts if part)
