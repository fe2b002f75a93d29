"""Failures shared out among the families of challenges: a bar each, and what remains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure

from outsim.plots.style import (
    INK,
    SMALL_SIZE,
    SOFT,
    TITLE_SIZE,
    VERMILLION,
    Figure,
    heading,
    style,
    tint,
    title_in_lines,
    wrapped,
)
from outsim.studies.attribution import REMAINS, TOGETHER, points

if TYPE_CHECKING:
    from outsim.studies.attribution import Attribution

WIDTH, LEFT, RIGHT, TOP, BOTTOM, ROW, MARGIN = 9.0, 2.9, 1.75, 0.75, 1.15, 0.4, 0.15  # inches


def plot_attribution(found: Attribution) -> AnyFigure:
    """A bar a family, the largest first, with its 95 % interval; grey is what remains with everything at its best."""
    table = found.table.set_index("family")
    everything = table.loc[TOGETHER]
    families = table.drop([REMAINS, TOGETHER]).sort_values("failures", ascending=False, kind="stable")
    rows = pd.concat([families, table.loc[[REMAINS]]])
    height = TOP + ROW * len(rows) + BOTTOM
    with style():
        figure = Figure(figsize=(WIDTH, height))
        axes = figure.add_axes(
            (LEFT / WIDTH, BOTTOM / height, (WIDTH - LEFT - RIGHT) / WIDTH, ROW * len(rows) / height)
        )
        _bars(axes, rows)
        title = f"{heading(found.base.name)}: why {points(everything['failures'])} of 100 partnerships fail"
        title = title_in_lines(title, WIDTH - 2 * MARGIN, 1)
        figure.text(MARGIN / WIDTH, 1 - 0.3 / height, title, size=TITLE_SIZE, weight="bold", va="center")
        figure.text(
            (WIDTH - RIGHT + 0.15) / WIDTH,
            1 - (TOP - 0.13) / height,
            "failures of 100 (95 %)",
            size=SMALL_SIZE,
            color=SOFT,
            va="center",
        )
        caption = (
            f"Failure is termination within {found.base.weeks} weeks. A bar is what a family of challenges "
            "costs: the failures that putting it at its best prevents, as the mean over all orders in which families "
            f"can be put at their best (exact Shapley values; {found.failed.shape[1]} partnerships on shared luck; "
            f"lines: 95 % intervals). All bars add up to the {points(everything['failures'])} of 100 that fail."
        )
        figure.text(
            MARGIN / WIDTH,
            0.1 / height,
            wrapped(caption, WIDTH - 2 * MARGIN, SMALL_SIZE, 4),
            size=SMALL_SIZE,
            color=SOFT,
            va="bottom",
        )
    return figure


def _bars(axes: Axes, rows: pd.DataFrame) -> None:
    for place, (name, row) in enumerate(rows.iterrows()):
        colour = SOFT if name == REMAINS else VERMILLION
        axes.barh(place, row["failures"], height=0.62, color=tint(colour, 0.6), gid=str(name))
        axes.plot([row["low"], row["high"]], [place, place], color=INK, lw=1.4, gid=f"interval of {name}")
        said = f"{points(row['failures'])} ({points(row['low'])} to {points(row['high'])})"
        axes.annotate(
            said.replace("-", "−"),
            (1, place),
            (0.15 * 72, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            size=SMALL_SIZE,
            va="center",
        )
    names = [wrapped(str(name), LEFT - 0.4, SMALL_SIZE, 2) for name in rows.index]
    axes.set_yticks(range(len(rows)), names, color=INK)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    low, high = min(0.0, rows["low"].min()), max(rows["high"].max(), rows["failures"].max())
    axes.set_xlim(1.04 * low, 1.04 * high if high > 0 else 1)
    axes.axvline(0, color=SOFT, lw=0.7)
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("terminated partnerships of 100")
