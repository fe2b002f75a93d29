"""A partnership's forecast: its indicators with the survey's answers, its survival, and what the survey tells of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from outsim.indicators import INDICATOR_NAMES, indicator
from outsim.plots.style import (
    BASE_SIZE,
    BLACK,
    BLUE,
    FAINT,
    INK,
    SMALL_SIZE,
    SOFT,
    TITLE_SIZE,
    Figure,
    heading,
    panel_title,
    style,
    tint,
    title_in_lines,
    week_axis,
    wrapped,
)

if TYPE_CHECKING:
    from outsim.studies.forecast import Forecast

INDICATORS = 4  # at most
UNKNOWNS = 8
BEFORE, AFTER = tint(SOFT, 0.22), tint(BLUE, 0.35)
"""The colours of the bands before and after the survey's answers count."""

MARGIN, HEADER, FOOTER = 0.15, 0.78, 0.95  # inches, as are all below
TITLE_LINE, LINE = 0.24, 0.2
LEFT, PANEL, GAP, HIGH, BETWEEN = 0.65, 2.4, 0.75, 1.95, 1.1
NAMES, UNKNOWN_WIDTH, RIGHT = 1.95, 2.5, 0.75  # of the last column


def plot_forecast(found: Forecast) -> AnyFigure:
    """Indicators with the survey's answers, survival, and the unknowns of which the survey tells most.

    Grey and dashed: all simulated partnerships that live as long as the survey. Blue: those that the survey's answers
    leave. Bands of indicators hold 90 % of the partnerships still running; answers have 95 % intervals.

    >>> plot_forecast(found).savefig("forecast.svg")   # doctest: +SKIP
    """
    names = surveyed(found)
    columns = math.ceil(len(names) / 2)
    last = LEFT + columns * (PANEL + GAP)
    width = last + NAMES + UNKNOWN_WIDTH + RIGHT
    head = title_in_lines(title(found), width - 2 * MARGIN)
    below = wrapped(_what(found), width - 2 * MARGIN, BASE_SIZE, 3)
    header = HEADER + TITLE_LINE * (head.count("\n") + 1) + LINE * (below.count("\n") + 1)
    height = header + 2 * HIGH + BETWEEN + FOOTER
    with style():
        figure = Figure(figsize=(width, height))

        def axes(x: float, row: int, wide: float) -> Axes:
            y = height - header - (row + 1) * HIGH - row * BETWEEN
            return figure.add_axes((x / width, y / height, wide / width, HIGH / height))

        for place, name in enumerate(names):
            row, column = divmod(place, columns)
            _indicator(axes(LEFT + column * (PANEL + GAP), row, PANEL), found, name)
        _survival(axes(last, 0, NAMES + UNKNOWN_WIDTH - 0.15), found)
        _unknowns(axes(last + NAMES, 1, UNKNOWN_WIDTH), found)
        _frame(figure, head, below)
    return figure


def surveyed(found: Forecast) -> list[str]:
    """The indicators that are shown: those with most answers, in the order of the model's indicators."""
    counts = found.pulse.weekly()["indicator"].value_counts()
    return sorted(counts.index, key=lambda name: (-counts[name], INDICATOR_NAMES.index(name)))[:INDICATORS]


def title(found: Forecast) -> str:
    """What it comes to."""
    then, now = found.terminated_before, found.terminated
    return (
        f"Chance of termination before week {found.scenario.weeks}: {100 * then.share:.0f} % before the survey, "
        f"{100 * now.share:.0f} % after (simulation error: {100 * now.low:.0f} to {100 * now.high:.0f} %)"
    )


def _indicator(axes: Axes, found: Forecast, name: str) -> None:
    bands, about = found.bands(name), indicator(name)
    week = bands.index.to_numpy()
    _weeks(axes, found)
    axes.set_ylim(0, 1)
    axes.grid(axis="y")
    better = "higher" if about.better > 0 else "lower"
    axes.set_ylabel(f"{about.unit.replace('..', ' to ')} ({better} is better)")
    panel_title(axes, heading(name), wrapped(about.meaning, PANEL + 0.5, SMALL_SIZE, 2))
    axes.fill_between(week, bands["before_low"], bands["before_high"], color=BEFORE, lw=0, gid="before")
    axes.fill_between(week, bands["low"], bands["high"], color=AFTER, lw=0, gid="after")
    for end in ("before_low", "before_high"):  # the band after covers them in places
        axes.plot(week, bands[end], color=SOFT, lw=0.5, ls="--", gid=end)
    axes.plot(week, bands["before_middle"], color=SOFT, lw=1.4, ls="--", gid="median before")
    axes.plot(week, bands["middle"], color=BLUE, lw=1.8, gid="median after")
    answers = found.pulse.weekly()
    answers = answers[answers["indicator"] == name]
    away = 1.96 * answers["standard_error"]
    axes.vlines(
        answers["week"],
        (answers["value"] - away).clip(lower=0),
        (answers["value"] + away).clip(upper=1),
        color=BLACK,
        lw=1.0,
        zorder=3,
        gid="answers' intervals",
    )
    axes.plot(answers["week"], answers["value"], "o", color=BLACK, ms=3.5, lw=0, clip_on=False, zorder=4, gid="answers")


def _weeks(axes: Axes, found: Forecast) -> None:
    week_axis(axes, found.scenario.weeks)
    axes.axvline(found.pulse.last_week, color=SOFT, lw=0.8, ls=":", zorder=0.5, gid="last survey")


def _survival(axes: Axes, found: Forecast) -> None:
    table, weeks = 100 * found.survival(), found.scenario.weeks
    _weeks(axes, found)
    axes.set_ylim(0, 100)
    axes.grid(axis="y")
    axes.set_ylabel("partnerships (%)")
    panel_title(axes, "Survival", f"share not terminated, of those that live to week {found.pulse.last_week}")
    ends = []
    for when, colour, line in (("before", SOFT, "--"), ("after", BLUE, "-")):
        values = np.append(100.0, table[when])
        axes.step(range(weeks + 1), values, where="post", color=colour, lw=1.8, ls=line, gid=when)
        ends.append((float(values[-1]), when, colour))
    room = 9.0  # per cent of the axis that a label needs
    (low, *_), (high, *_) = ends = sorted(ends)
    heights = [low, high]
    if high - low < room:
        middle = min(max((low + high) / 2, room), 100 - room)
        heights = [middle - room / 2, middle + room / 2]
    for place, (value, when, colour) in zip(heights, ends, strict=True):
        axes.annotate(
            f"{value:.0f} % {when}",
            (weeks, place),
            (4, 0),
            textcoords="offset points",
            size=SMALL_SIZE,
            color=colour,
            va="center",
            annotation_clip=False,
        )


def _unknowns(axes: Axes, found: Forecast) -> None:
    table = found.table.head(UNKNOWNS)
    panel_title(axes, "What the survey tells most about", "at the right: how much of the variance is gone")
    for place in range(len(table)):
        row = table.iloc[place]
        axes.plot(
            [row["before_low"], row["before_high"]],
            [place - 0.22] * 2,
            color=tint(SOFT, 0.45),
            lw=3,
            gid="range before",
        )
        axes.plot([row["low"], row["high"]], [place + 0.12] * 2, color=tint(BLUE, 0.55), lw=5, gid="range after")
        axes.plot(row["middle"], place + 0.12, "o", color=BLUE, ms=5, mec="white", mew=0.6, gid="median")
        axes.plot(
            row["stated"], place - 0.22, "D", color=INK, mfc="white", ms=4.5, mew=1.0, clip_on=False, gid="stated"
        )
        axes.text(
            1.03,
            place,
            f"{100 * row['narrowed']:.0f} %".replace("-", "−"),
            transform=axes.get_yaxis_transform(),
            size=SMALL_SIZE,
            color=SOFT,
            va="center",
        )
    axes.set_yticks(range(len(table)), list(table["unknown"]))
    axes.tick_params(axis="y", labelcolor=INK)
    axes.set_ylim(len(table) - 0.4, -0.6)
    farthest = float(table[["stated", "before_high", "high"]].to_numpy().max())
    axes.set_xlim(0, max(1.0, 1.02 * farthest))
    axes.set_xticks(np.arange(0, max(1.0, farthest) + 0.01, 0.25 if farthest <= 1.5 else 0.5))
    axes.set_xlabel("value (0 to 1; hopes may be above 1)" if farthest > 1 else "value (0 to 1)")
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=FAINT)


def _what(found: Forecast) -> str:
    """What was simulated, and what the numbers in the title are."""
    answers, lived, kept = found.pulse.weekly(), len(found.drawn), len(found.posterior.weights)
    return (
        f"{heading(found.scenario.name)}. {len(answers)} answers of {answers['week'].nunique()} surveys up to week "
        f"{found.pulse.last_week}. Before: {lived:,} simulated partnerships that live as long. After: the {kept:,} of "
        "them that are nearest to the answers; simulation error: how exactly so many tell the chance (95 %)."
    )


def _frame(figure: AnyFigure, head: str, below: str) -> None:
    width, height = figure.get_size_inches()
    left, under = MARGIN / width, 0.18 + TITLE_LINE * (head.count("\n") + 1)
    figure.text(left, 1 - 0.14 / height, head, size=TITLE_SIZE, weight="bold", va="top", linespacing=1.3)
    figure.text(left, 1 - under / height, below, size=BASE_SIZE, va="top", linespacing=1.3)
    figure.legend(
        handles=_legend(),
        loc="lower left",
        bbox_to_anchor=(left, 0.08 / height),
        ncols=4 if width > 9 else 3,
        frameon=False,
        fontsize=SMALL_SIZE,
        columnspacing=1.4,
        borderpad=0.0,
        borderaxespad=0.0,
    )


def _legend() -> list[Any]:
    return [
        Patch(color=BEFORE, label="90 % before (below: 95 %)"),
        Line2D([], [], color=SOFT, lw=1.4, ls="--", label="median before"),
        Patch(color=AFTER, label="90 % after the survey"),
        Line2D([], [], color=BLUE, lw=1.8, label="median after"),
        Line2D([], [], color=BLACK, marker="o", ms=3.5, lw=1.0, label="answers, 95 % intervals"),
        Line2D([], [], color=SOFT, lw=0.8, ls=":", label="last survey"),
        Line2D([], [], color=INK, marker="D", mfc="white", ms=4.5, ls="", label="stated"),
        Line2D([], [], color=BLUE, marker="o", ms=5, mec="white", ls="", label="median after (unknowns)"),
    ]
