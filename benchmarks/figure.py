"""The benchmark as one figure. Colours are those of Okabe & Ito (2008), and every line says what it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from outsim.plots.style import (
    BLUE,
    GREEN,
    ORANGE,
    SMALL_SIZE,
    SOFT,
    TITLE_SIZE,
    VERMILLION,
    Figure,
    panel_title,
    style,
)
from timing import Row

SPEED = {
    "oracle": "plain Mesa",
    "oracles": "plain Mesa, a process a core",
    "live": "live model",
    "engine": "engine, one scenario",
    "sweep": "engine, 64 scenarios",
}
GROWTH = {"replicates": 10, "weeks": 2, "agents": 2}


def draw(rows: Sequence[Row], facts: dict[str, Any], folder: Path) -> None:
    """Writes ``benchmark.png`` and ``benchmark.svg``."""
    with style():
        figure = Figure(figsize=(12.5, 8.0))
        grid = figure.add_gridspec(2, 3, left=0.15, right=0.98, top=0.83, bottom=0.12, hspace=0.7, wspace=0.32)
        panels = [figure.add_subplot(place) for place in grid]
        _speed(panels[0], rows)
        for axes, name in zip(panels[1:4], GROWTH, strict=True):
            _growth(axes, rows, name)
        _memory(panels[4], rows)
        _roofline(panels[5], rows)
        title = "How fast outsim simulates partnerships of 52 agents over 104 weeks"
        figure.text(0.02, 0.955, title, size=TITLE_SIZE, weight="bold")
        text = (
            f"Medians with the range of all rounds (bars), compiled beforehand, single precision. "
            f"{facts['cores']} cores of {facts['processor']}, Python {facts['python']}, JAX {facts['jax']}."
        )
        figure.text(0.02, 0.02, text, size=SMALL_SIZE, color=SOFT)
        for suffix in ("png", "svg"):
            figure.savefig(
                folder / f"benchmark.{suffix}", dpi=150, metadata={"Date": None} if suffix == "svg" else None
            )


def of_series(rows: Sequence[Row], series: str) -> list[Row]:
    return [row for row in rows if row.series == series]


def median_of(rows: Sequence[Row], series: str) -> float:
    return of_series(rows, series)[0].median


def bars(axes: Axes, rows: Sequence[Row], colour: str, label: str = "", marker: str = "o") -> None:
    """Medians over sizes, joined, with the range of the rounds."""
    sizes, medians = [row.size for row in rows], [row.median for row in rows]
    ranges = [[row.median - row.low for row in rows], [row.high - row.median for row in rows]]
    axes.errorbar(
        sizes, medians, ranges, color=colour, marker=marker, markersize=4, linewidth=1.3, capsize=3, label=label
    )


def logarithmic(axis: Axis, low: float, high: float, ticks: Sequence[float] = ()) -> None:
    """Plain numbers at the ticks given, or at each power of ten, or at 1, 2 and 5 where that would be few."""
    axis.axes.set(**{f"{axis.axis_name}scale": "log", f"{axis.axis_name}lim": (low, high)})
    if ticks:
        axis.set_ticks(ticks)
    else:
        axis.set_major_locator(LogLocator(subs=(1.0,) if high > 50 * low else (1.0, 2.0, 5.0)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axis.set_minor_locator(NullLocator())
    axis.grid(True)


def _speed(axes: Axes, rows: Sequence[Row]) -> None:
    plain = median_of(rows, "rate oracle")
    for place, name in enumerate(SPEED):
        (row,) = of_series(rows, f"rate {name}")
        ranges = [[row.median - row.low], [row.high - row.median]]
        colour = BLUE if name in ("engine", "sweep") else GREEN if name == "live" else ORANGE
        axes.errorbar([row.median], [place], xerr=ranges, color=colour, marker="o", capsize=3)
        text = f"{row.median:,.3g}" if row.median < 100 else f"{row.median:,.0f}"
        axes.annotate(text, (row.median, place), (0, 7), textcoords="offset points", ha="center", size=SMALL_SIZE)
    logarithmic(axes.xaxis, plain / 3, median_of(rows, "rate sweep") * 3)
    axes.set_yticks(range(len(SPEED)), list(SPEED.values()), size=SMALL_SIZE)
    axes.set_ylim(-0.6, len(SPEED) - 0.3)
    axes.set_xlabel("partnerships a second")
    sweep, engine = (median_of(rows, f"ratio {name} oracle") for name in ("sweep", "engine"))
    panel_title(axes, f"A sweep is {sweep:,.0f} × as fast as Mesa", f"plain Mesa objects; one scenario {engine:,.0f} ×")


def _growth(axes: Axes, rows: Sequence[Row], name: str) -> None:
    times, exponent = of_series(rows, name), median_of(rows, f"exponent {name}")
    bars(axes, times, BLUE)
    sizes = np.array([row.size for row in times], float)
    axes.plot(sizes, times[-1].median * sizes / sizes[-1], color=SOFT, linewidth=0.9, linestyle=(0, (4, 3)))
    spot = (sizes[0], times[-1].median * sizes[0] / sizes[-1])
    axes.annotate("proportional", spot, (8, -1), textcoords="offset points", va="top", size=SMALL_SIZE, color=SOFT)
    logarithmic(axes.xaxis, sizes[0] / 1.25, sizes[-1] * 1.25, tuple(sizes[:: 1 if len(sizes) < 5 else 2]))
    logarithmic(axes.yaxis, min(spot[1], times[0].low) / 2, max(row.high for row in times) * 1.5)
    axes.set_xlabel({"replicates": "replicates", "weeks": "weeks simulated", "agents": "agents in a partnership"}[name])
    axes.set_ylabel("seconds" if times[0].unit == "s" else "milliseconds a partnership")
    factor = GROWTH[name]
    panel_title(axes, f"{factor} × the {name}, {factor**exponent:.1f} × the time", f"fitted exponent {exponent:.2f}")


def _memory(axes: Axes, rows: Sequence[Row]) -> None:
    kinds = {"blocks": BLUE, "tables": VERMILLION}
    peaks: dict[str, list[float]] = {}
    for kind, colour in kinds.items():
        words = "blocks alone" if kind == "blocks" else "with tables"
        for many, of, marker in (("one", "one scenario", "o"), ("sweep", "sweep", "s")):
            cases = of_series(rows, f"{kind} {many}")
            bars(axes, cases, colour, f"{of}, {words}", marker)
            peaks[kind] = peaks.get(kind, []) + [row.median for row in cases]
    logarithmic(axes.xaxis, 700, 150_000, (1_000, 10_000, 100_000))
    axes.set_ylim(0, 1.55 * max(peaks["tables"]))
    axes.grid(True, axis="y")
    axes.set_xlabel("partnerships in one call")
    axes.set_ylabel("peak memory of the process, MiB")
    axes.legend(frameon=False, fontsize=SMALL_SIZE, loc="upper left", handlelength=1.2)
    title = f"Blocks need {min(peaks['blocks']):,.0f} to {max(peaks['blocks']):,.0f} MiB"
    panel_title(axes, title, f"with the tables handed back, up to {max(peaks['tables']):,.0f} MiB")


def _roofline(axes: Axes, rows: Sequence[Row]) -> None:
    """Operations a second against operations a byte, below what one core can do."""
    one = [row for row in rows if row.part == "Share of peak" and row.size == 1]
    arithmetic, cache, memory = (median_of(one, f"limit {name}") for name in ("arithmetic", "cache", "memory"))
    intensity = np.geomspace(0.05, 50, 200)
    logarithmic(axes.xaxis, 0.04, 60)
    logarithmic(axes.yaxis, memory * 0.03, arithmetic * 2.5)
    for bandwidth, words, colour in ((cache, "cache", SOFT), (memory, "memory", "#8A8A8A")):
        axes.plot(intensity, np.minimum(arithmetic, bandwidth * intensity), color=colour, linewidth=1.2)
        axes.annotate(
            f"{words} {bandwidth:.0f} GB/s",
            (0.06, bandwidth * 0.06),
            (0, 4),
            textcoords="offset points",
            rotation=45,
            rotation_mode="anchor",
            transform_rotates_text=True,
            size=SMALL_SIZE,
            color=colour,
        )
    text = f"arithmetic {arithmetic:.0f} Gop/s"
    axes.annotate(text, (50, arithmetic), (0, 4), textcoords="offset points", ha="right", size=SMALL_SIZE, color=SOFT)
    done, moved = median_of(one, "operations"), median_of(one, "bytes")
    axes.plot([done / moved], [done], marker="o", color=BLUE, linestyle="none")
    axes.annotate("all weeks of a block", (done / moved, done), (7, -3), textcoords="offset points", color=BLUE)
    axes.set_xlabel("operations a byte, as XLA counts them")
    axes.set_ylabel("10⁹ operations a second on one core")
    share, of_cache = median_of(one, "share of arithmetic"), median_of(one, "share of cache")
    panel_title(
        axes, f"The weeks reach {share:.0f} % of peak", f"arithmetic; {of_cache:.0f} % of the cache's bandwidth"
    )
