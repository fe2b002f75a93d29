"""Draws a panel of a sweep: means over numbers, or over names in rows, with a second factor by colour."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullFormatter
from matplotlib.transforms import ScaledTranslation

from outsim.plots.style import BLUE, INK, SMALL_SIZE, SOFT, heading, panel_title, tint, wrapped
from outsim.plots.sweep_panels import (
    END_LETTERS,
    LETTER,
    MARKERS,
    Panel,
    broken,
    colours,
    factor_label,
    measure_axis,
    spaced,
)
from outsim.sweeps.axes import Axis, meaning, number

RASTER_FROM = 2000  # dots, so that a file of vectors stays small
BAND_FROM = 13  # means with which whiskers become a band


def draw_panel(axes: Axes, panel: Panel) -> None:
    """Draws a panel into axes of its size."""
    along = panel.along
    below = meaning(along.name) + (f" ({along.name})" if along.at is None else "")
    panel_title(axes, heading(along.words), wrapped(below, panel.width, SMALL_SIZE, 2))
    if along.at is None:
        _rows(axes, panel)
        return
    _number_axes(axes, panel)
    if panel.by is None:
        _numbers(axes, panel)
    else:
        _number_lines(axes, panel)


def _number_axes(axes: Axes, panel: Panel) -> None:
    along = panel.along
    assert along.at is not None
    assert along.numbers is not None
    ends = along.numbers.min(), along.numbers.max()
    if along.log:
        axes.set_xscale("log")
        reach = (ends[1] / ends[0]) ** 0.05
        axes.set_xlim(ends[0] / reach, ends[1] * reach)
    else:
        room = 0.05 * (ends[1] - ends[0]) or 0.5
        axes.set_xlim(ends[0] - room, ends[1] + room)
    _number_ticks(axes, along, panel.width)
    axes.set_xlabel(wrapped(factor_label(along), panel.width + 0.4, SMALL_SIZE, 2))
    axes.set_ylim(*panel.limits)
    measure_axis(axes.yaxis, panel.points)
    axes.set_ylabel(wrapped(panel.points.measure.axis, panel.height, SMALL_SIZE, 2))
    axes.grid(axis="y")


def _number_ticks(axes: Axes, along: Axis, width: float) -> None:
    """At the values, where they are few and apart."""
    assert along.at is not None
    lying = np.log(along.at) if along.log else along.at
    letters = sum(len(_tick(value)) + 2 for value in along.at)
    few = along.edges is None and len(lying) <= 7 and letters * LETTER < width
    if few and (len(lying) == 1 or np.diff(lying).min() > 0.12 * (lying[-1] - lying[0])):
        axes.xaxis.set_major_locator(FixedLocator(along.at.tolist()))
    elif along.log:
        axes.xaxis.set_major_locator(
            LogLocator(subs=(1.0, 2.0, 5.0) if along.at[-1] < 30 * along.at[0] else (1.0,), numticks=4)
        )
    else:
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=along.whole))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value)))
    axes.xaxis.set_minor_formatter(NullFormatter())


def _tick(value: float) -> str:
    return number(value, 3 if abs(value) < 1000 else 4)


def _numbers(axes: Axes, panel: Panel) -> None:
    along, found = panel.along, panel.found
    assert along.at is not None
    assert along.numbers is not None
    at = along.at[found.index]
    if along.edges is not None:
        values = panel.points.measure.scale * panel.points.rows["value"]
        axes.plot(
            along.numbers, values, "o", ms=2.2, mew=0, color=tint(SOFT, 0.4), rasterized=len(values) > RASTER_FROM,
            gid="points",
        )  # fmt: skip
    else:
        apart = (found["highest"] > found["lowest"]).to_numpy()
        axes.vlines(
            at[apart], found["lowest"][apart], found["highest"][apart], color=tint(BLUE, 0.25), lw=6, gid="range"
        )
    if len(found) >= BAND_FROM:
        axes.fill_between(at, found["low"], found["high"], color=tint(BLUE, 0.25), lw=0, gid="interval")
    else:
        axes.vlines(at, found["low"], found["high"], color=BLUE, lw=1.2, gid="interval")
    axes.plot(at, found["mean"], "-o", color=BLUE, lw=1.4, ms=4 if len(found) < BAND_FROM else 2.5, gid="mean")


def _number_lines(axes: Axes, panel: Panel) -> None:
    along, by = panel.along, panel.by
    assert along.at is not None
    assert along.numbers is not None
    assert by is not None
    shades, ends = colours(by), []
    page = axes.get_figure(root=True)
    assert page is not None
    for order, (place, found) in enumerate(panel.lines):
        at, colour = along.at[found.index], shades[place]
        aside = 2.2 / 72 * (order - (len(panel.lines) - 1) / 2)  # inches, so that intervals lie beside each other
        shifted = axes.transData + ScaledTranslation(aside, 0, page.dpi_scale_trans)
        if along.edges is not None:
            here = by.places == place
            values = panel.points.measure.scale * panel.points.rows["value"]
            axes.plot(along.numbers[here], values[here], "o", ms=2, mew=0, color=tint(colour, 0.45), gid="points")
        axes.vlines(at, found["low"], found["high"], color=colour, lw=0.9, gid="interval", transform=shifted)
        axes.plot(
            at, found["mean"], marker=MARKERS[place], color=colour, lw=1.5, ms=4.5, mec="white", mew=0.5,
            gid=f"mean: {by.labels[place]}", transform=shifted,
        )  # fmt: skip
        ends.append((float(at[-1]), float(found["mean"].iloc[-1]), broken(by.labels[place], END_LETTERS), colour))
    _label_ends(axes, panel, ends)
    _by_name(axes, panel)


def _by_name(axes: Axes, panel: Panel) -> None:
    assert panel.by is not None
    axes.annotate(
        broken(f"by {panel.by.words}", round((panel.right - 0.2) / LETTER)),
        (1, 1),
        (8, 5),
        xycoords="axes fraction",
        textcoords="offset points",
        size=SMALL_SIZE,
        style="italic",
        color=SOFT,
        va="bottom",
        linespacing=1.1,
    )


def _label_ends(axes: Axes, panel: Panel, ends: list[tuple[float, float, str, Any]]) -> None:
    """Names lines at their right ends, moved apart where they would touch."""
    low, high = panel.limits
    points_high = 72 * panel.height
    ends = sorted(ends, key=lambda end: end[1])
    wanted = [points_high * (value - low) / (high - low) for _, value, _, _ in ends]
    sizes = [1.2 * SMALL_SIZE * (1 + text.count("\n")) + 1 for _, _, text, _ in ends]
    for (_, _, text, colour), place in zip(ends, spaced(wanted, sizes, points_high), strict=True):
        axes.annotate(
            text,
            (1, 0),
            (8, place),
            xycoords="axes fraction",
            textcoords="offset points",
            size=SMALL_SIZE,
            color=tuple(0.7 * part for part in to_rgb(colour)),  # thin letters need more contrast than lines
            va="center",
            linespacing=1.1,
        )


def _rows(axes: Axes, panel: Panel) -> None:
    rank = {place: row for row, place in enumerate(panel.found.index)}
    if panel.by is None:
        _plain_rows(axes, panel)
    else:
        _lines_of_rows(axes, panel, rank)
    axes.set_yticks(range(len(rank)), panel.names, linespacing=0.95)
    axes.tick_params(axis="y", labelcolor=INK)
    axes.set_ylim(len(rank) - 0.45, -0.55)
    axes.set_xlim(*panel.limits)
    measure_axis(axes.xaxis, panel.points)
    axes.set_xlabel(wrapped(panel.points.measure.axis, panel.width + 0.3, SMALL_SIZE, 2))
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")


def _plain_rows(axes: Axes, panel: Panel) -> None:
    found, rows = panel.found, np.arange(len(panel.found))
    apart = (found["highest"] > found["lowest"]).to_numpy()
    axes.hlines(rows[apart], found["lowest"][apart], found["highest"][apart], color=tint(BLUE, 0.25), lw=6, gid="range")
    axes.hlines(rows, found["low"], found["high"], color=BLUE, lw=1.2, gid="interval")
    axes.plot(found["mean"], rows, "o", color=BLUE, ms=4.5, gid="mean")
    for row, mean in zip(rows, found["mean"] / panel.points.measure.scale, strict=True):
        axes.annotate(
            panel.points.measure.told(mean)[0],
            (1, row),
            (6, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            size=SMALL_SIZE,
            va="center",
            annotation_clip=False,
        )


def _lines_of_rows(axes: Axes, panel: Panel, rank: dict[int, int]) -> None:
    assert panel.by is not None
    shades, many = colours(panel.by), len(panel.lines)
    for order, (place, found) in enumerate(panel.lines):
        shown = found[found.index.isin(list(rank))]
        rows = np.array([rank[row] for row in shown.index]) + 0.15 * (order - (many - 1) / 2)
        axes.hlines(rows, shown["low"], shown["high"], color=shades[place], lw=0.9, gid="interval")
        axes.plot(
            shown["mean"], rows, MARKERS[place], color=shades[place], ms=4.5, mec="white", mew=0.5,
            gid=f"mean: {panel.by.labels[place]}",
        )  # fmt: skip
    axes.legend(
        handles=[
            Line2D([], [], color=shades[place], marker=MARKERS[place], ms=4.5, lw=0, label=label)
            for place, label in enumerate(broken(text, END_LETTERS - 2) for text in panel.by.labels)
        ],
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
        frameon=False,
        fontsize=SMALL_SIZE,
        handletextpad=0.1,
        borderaxespad=0.2,
        handlelength=1.2,
    )
    _by_name(axes, panel)
