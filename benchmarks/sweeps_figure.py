"""The benchmark of sweeps as one figure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from figure import bars, logarithmic, median_of, of_series
from outsim.plots.style import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY,
    SMALL_SIZE,
    SOFT,
    TITLE_SIZE,
    VERMILLION,
    Figure,
    panel_title,
    style,
)
from timing import Row

RATES = {
    "mesa": ("Mesa's batch_run", ORANGE),
    "mesas": ("Mesa's batch_run,\na process a core", ORANGE),
    "job": ("Hydra, one job a point", GREEN),
    "outsim": ("outsim -m", BLUE),
}
STAGES = {
    "composing": ("composing", ORANGE),
    "planning": ("planning", PURPLE),
    "simulating": ("simulating", BLUE),
    "table": ("table", VERMILLION),
    "results": ("other results", GREEN),
}
ROOM = 1.9  # of an axis over its largest value, so that a legend fits


def draw(rows: Sequence[Row], facts: dict[str, Any], folder: Path) -> None:
    """Writes ``sweeps.png`` and ``sweeps.svg``."""
    with style():
        figure = Figure(figsize=(12.5, 8.0))
        grid = figure.add_gridspec(2, 3, left=0.13, right=0.98, top=0.83, bottom=0.12, hspace=0.7, wspace=0.32)
        panels = [figure.add_subplot(place) for place in grid]
        _rates(panels[0], rows)
        _stages(panels[1], rows, "points", "points, with 4 replicates each")
        _stages(panels[2], rows, "rows", "rows: partnerships of 100 points")
        _memory(panels[3], rows)
        _again(panels[4], rows)
        _table(panels[5], rows)
        figure.text(0.02, 0.955, "What a sweep costs: outsim -m beside its peers", size=TITLE_SIZE, weight="bold")
        rounds = "one round" if facts["quick"] else "medians with the range of all rounds (bars)"
        text = (
            f"Whole commands, each in a process of its own, compiled beforehand; {rounds}. Memory: the two largest. "
            f"{facts['cores']} cores of {facts['processor']}, Python {facts['python']}, JAX {facts['jax']}, "
            f"Mesa {facts['mesa']}, Hydra {facts['hydra-core']}."
        )
        figure.text(0.02, 0.02, text, size=SMALL_SIZE, color=SOFT)
        for suffix in ("png", "svg"):
            figure.savefig(folder / f"sweeps.{suffix}", dpi=150, metadata={"Date": None} if suffix == "svg" else None)


def _rates(axes: Axes, rows: Sequence[Row]) -> None:
    medians = [median_of(rows, f"rate {name}") for name in RATES]
    for place, (name, (_, colour)) in enumerate(RATES.items()):
        (row,) = of_series(rows, f"rate {name}")
        ranges = [[row.median - row.low], [row.high - row.median]]
        axes.errorbar([row.median], [place], xerr=ranges, color=colour, marker="o", capsize=3)
        text = f"{row.median:,.3g}" if row.median < 100 else f"{row.median:,.0f}"
        axes.annotate(text, (row.median, place), (0, 7), textcoords="offset points", ha="center", size=SMALL_SIZE)
    logarithmic(axes.xaxis, min(medians) / 3, max(medians) * 3)
    axes.set_yticks(range(len(RATES)), [words for words, _ in RATES.values()], size=SMALL_SIZE)
    axes.set_ylim(-0.6, len(RATES) - 0.3)
    axes.set_xlabel("partnerships a second")
    mesa, job = (median_of(rows, f"ratio {name}") for name in ("mesas", "job"))
    panel_title(
        axes, f"{mesa:,.0f} × Mesa, {job:,.0f} × a job a point", "one factorial design; peers on 6 of its points"
    )


def _stages(axes: Axes, rows: Sequence[Row], over: str, words: str) -> None:
    for stage, (label, colour) in STAGES.items():
        bars(axes, of_series(rows, f"{over} {stage}"), colour, label)
    every = [row for stage in STAGES for row in of_series(rows, f"{over} {stage}")]
    sizes = sorted({row.size or 1 for row in every})
    logarithmic(axes.xaxis, sizes[0] / 1.5, sizes[-1] * 1.5, sizes)
    low, high = min(row.low for row in every), max(row.high for row in every)
    logarithmic(axes.yaxis, low / 2, high * (high / low) ** 0.5)
    axes.set_xlabel(words)
    axes.set_ylabel("seconds")
    axes.legend(frameon=False, fontsize=SMALL_SIZE, loc="upper left", ncols=2, handlelength=1.2, columnspacing=1.0)
    exponent = median_of(rows, f"last exponent {over}, after start")
    times = 10**exponent
    panel_title(axes, f"10 × the {over}, {times:.1f} × the time", f"between the two largest: exponent {exponent:.2f}")


def _memory(axes: Axes, rows: Sequence[Row]) -> None:
    peaks = []
    for over, colour, words in (("points", BLUE, "4 replicates a point"), ("rows", VERMILLION, "100 points")):
        found = of_series(rows, f"{over} peak")
        table = {row.size: row for row in found}
        scale = 4 if over == "points" else 1
        placed = [
            Row(row.part, row.series, row.measured, row.values, row.unit, scale * (size or 0))
            for size, row in table.items()
        ]
        bars(axes, placed, colour, words)
        peaks += placed
    sizes = [row.size or 1 for row in peaks]
    logarithmic(axes.xaxis, min(sizes) / 1.5, max(sizes) * 1.5)
    axes.set_ylim(0, ROOM * max(row.high for row in peaks))
    axes.grid(True, axis="y")
    axes.set_xlabel("partnerships in the table")
    axes.set_ylabel("peak memory of the process, MiB")
    axes.legend(frameon=False, fontsize=SMALL_SIZE, loc="upper left", handlelength=1.2)
    panel_title(axes, _growth(rows, "rows"), _growth(rows, "points"))


def _growth(rows: Sequence[Row], over: str) -> str:
    small, large = of_series(rows, f"{over} peak")[-2:]
    factor = median_of(rows, f"{over} growth")
    return f"{(large.size or 1) / (small.size or 1):,.0f} × the {over}, {factor:.2f} × the memory"


def _again(axes: Axes, rows: Sequence[Row]) -> None:
    first, again = of_series(rows, "points wall"), of_series(rows, "points again")
    bars(axes, first, BLUE, "first time")
    bars(axes, again, SKY, "the same command once more")
    sizes = [row.size or 1 for row in first]
    logarithmic(axes.xaxis, sizes[0] / 1.5, sizes[-1] * 1.5, sizes)
    logarithmic(axes.yaxis, min(row.low for row in again) / 2, max(row.high for row in first) * 4)
    axes.set_xlabel("points, with 4 replicates each")
    axes.set_ylabel("seconds, start included")
    axes.legend(frameon=False, fontsize=SMALL_SIZE, loc="upper left", handlelength=1.2)
    share = of_series(rows, "points again share")[-1].median
    panel_title(
        axes, f"Once more costs {share:.0f} % of the first time", f"at {sizes[-1]:,.0f} points; nothing is simulated"
    )


def _table(axes: Axes, rows: Sequence[Row]) -> None:
    whole, some = of_series(rows, "rows reading"), of_series(rows, "rows reading some")
    bars(axes, whole, BLUE, "whole table")
    bars(axes, some, SKY, "three columns")
    sizes = np.array([row.size for row in whole], float)
    logarithmic(axes.xaxis, sizes[0] / 1.5, sizes[-1] * 1.5, tuple(sizes))
    low, high = min(row.low for row in some), max(row.high for row in whole)
    logarithmic(axes.yaxis, low / 2, high * 5)
    axes.set_xlabel("rows: partnerships of 100 points")
    axes.set_ylabel("seconds to read into pandas")
    axes.legend(frameon=False, fontsize=SMALL_SIZE, loc="upper left", handlelength=1.2)
    size, row_size = (of_series(rows, f"rows {name}")[-1].median for name in ("table size", "row size"))
    panel_title(axes, f"{sizes[-1]:,.0f} rows are {size:,.0f} MiB", f"Parquet, {row_size:.0f} bytes a row")
