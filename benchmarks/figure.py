"""The benchmark as one figure. Colours are those of Okabe & Ito (2008), and every line says what it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter

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
GROWTH = {"replicates": (10, "Ten times"), "weeks": (2, "Twice"), "agents": (2, "Twice")}


def draw(rows: Sequence[Row], facts: dict[str, Any], folder: Path) -> None:
    """Writes ``benchmark.png`` and ``benchmark.svg``."""
    with style():
        figure = Figure(figsize=(12.5, 8.0))
        grid = figure.add_gridspec(2, 3, left=0.125, right=0.975, top=0.82, bottom=0.12, hspace=0.72, wspace=0.34)
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


def _of(rows: Sequence[Row], series: str) -> list[Row]:
    return [row for row in rows if row.series == series]


def _median(rows: Sequence[Row], series: str) -> float:
    return _of(rows, series)[0].median


def _bars(axes: Axes, rows: Sequence[Row], colour: str, label: str = "", marker: str = "o") -> None:
    """Medians over sizes, joined, with the range of the rounds."""
    sizes, medians = [row.size for row in rows], [row.median for row in rows]
    ranges = [[row.median - row.low for row in rows], [row.high - row.median for row in rows]]
    axes.errorbar(
        sizes, medians, ranges, color=colour, marker=marker, markersize=4, linewidth=1.3, capsize=3, label=label
    )


def _logarithmic(axes: Axes) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.grid(True, which="major")
    axes.tick_params(which="minor", length=0)


def _speed(axes: Axes, rows: Sequence[Row]) -> None:
    plain = _median(rows, "rate oracle")
    for place, name in enumerate(SPEED):
        (row,) = _of(rows, f"rate {name}")
        ranges = [[row.median - row.low], [row.high - row.median]]
        colour = BLUE if name in ("engine", "sweep") else GREEN if name == "live" else ORANGE
        axes.errorbar([row.median], [place], xerr=ranges, color=colour, marker="o", capsize=3)
        text = f"{row.median:,.3g}" if row.median < 100 else f"{row.median:,.0f}"
        axes.annotate(text, (row.median, place), (0, 7), textcoords="offset points", ha="center", size=SMALL_SIZE)
    axes.set_xscale("log")
    axes.set_xlim(plain / 3, _median(rows, "rate sweep") * 3)
    axes.set_yticks(range(len(SPEED)), list(SPEED.values()), size=SMALL_SIZE)
    axes.set_ylim(-0.6, len(SPEED) - 0.3)
    axes.grid(True, axis="x")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("partnerships a second")
    sweep, engine = (_median(rows, f"ratio {name} oracle") for name in ("sweep", "engine"))
    panel_title(axes, f"A sweep is {sweep:,.0f} times as fast as plain Mesa", f"one scenario {engine:,.0f} times")


def _growth(axes: Axes, rows: Sequence[Row], name: str) -> None:
    times, exponent = _of(rows, name), _median(rows, f"exponent {name}")
    _bars(axes, times, BLUE)
    sizes = np.array([row.size for row in times], float)
    axes.plot(sizes, times[-1].median * sizes / sizes[-1], color=SOFT, linewidth=0.9, linestyle=(0, (4, 3)))
    axes.annotate(
        "proportional",
        (sizes[0], times[-1].median * sizes[0] / sizes[-1]),
        (6, -2),
        textcoords="offset points",
        va="top",
        size=SMALL_SIZE,
        color=SOFT,
    )
    _logarithmic(axes)
    axes.set_xlabel({"replicates": "replicates", "weeks": "weeks simulated", "agents": "agents in a partnership"}[name])
    axes.set_ylabel("seconds" if times[0].unit == "s" else "milliseconds a partnership")
    factor, words = GROWTH[name]
    panel_title(axes, f"{words} the {name}, {factor**exponent:.1f} times the time", f"fitted exponent {exponent:.2f}")


def _memory(axes: Axes, rows: Sequence[Row]) -> None:
    kinds = (("blocks", "blocks alone", BLUE), ("tables", "with the tables", VERMILLION))
    for kind, words, colour in kinds:
        for many, of, marker in ((False, "one scenario", "o"), (True, "sweep", "s")):
            _bars(axes, _of(rows, f"{kind} {many}"), colour, f"{of}, {words}", marker)
    _logarithmic(axes)
    low, high = axes.get_ylim()
    axes.set_ylim(low / 1.1, high * 2.2)
    axes.set_xlabel("partnerships in one call")
    axes.set_ylabel("peak memory of the process, MiB")
    axes.legend(frameon=False, fontsize=SMALL_SIZE, loc="upper left", handlelength=1.2)
    blocks, tables = (
        [row.median for row in rows if row.series in (f"{kind} False", f"{kind} True")] for kind, _, _ in kinds
    )
    title = f"Blocks need {min(blocks):,.0f} to {max(blocks):,.0f} MiB"
    panel_title(axes, title, f"with the tables handed back up to {max(tables):,.0f} MiB")


def _roofline(axes: Axes, rows: Sequence[Row]) -> None:
    """Operations a second against operations a byte, below what one core can do."""
    one = [row for row in rows if row.size == 1]
    arithmetic, cache, memory = (_median(one, f"limit {name}") for name in ("arithmetic", "cache", "memory"))
    intensity = np.geomspace(0.05, 50, 200)
    for bandwidth, words, colour in ((cache, "cache", SOFT), (memory, "memory", "#999999")):
        axes.plot(intensity, np.minimum(arithmetic, bandwidth * intensity), color=colour, linewidth=1.2)
        axes.annotate(
            f"{words} {bandwidth:.0f} GB/s",
            (0.06, bandwidth * 0.06),
            (0, 4),
            textcoords="offset points",
            size=SMALL_SIZE,
            color=colour,
            rotation=38,
            rotation_mode="anchor",
        )
    axes.annotate(
        f"arithmetic {arithmetic:.0f} Gop/s",
        (50, arithmetic),
        (0, 4),
        textcoords="offset points",
        ha="right",
        size=SMALL_SIZE,
        color=SOFT,
    )
    done, moved = _median(one, "operations"), _median(one, "bytes")
    axes.plot([done / moved], [done], marker="o", color=BLUE, linestyle="none")
    axes.annotate("all weeks of a block", (done / moved, done), (7, -3), textcoords="offset points", color=BLUE)
    _logarithmic(axes)
    axes.set_xlabel("operations a byte, as XLA counts them")
    axes.set_ylabel("operations a second on one core, 10⁹")
    share = _median(one, "share of arithmetic")
    of_cache = _median(one, "share of cache")
    panel_title(
        axes, f"The weeks reach {share:.0f} % of peak arithmetic", f"and {of_cache:.0f} % of the cache's bandwidth"
    )
