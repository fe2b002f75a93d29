"""Small multiples: several situations side by side, a column each, every row on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure

from outsim.ensemble import NAMED_INDICATORS, Ensemble
from outsim.errors import InputError, unknown_name
from outsim.indicators import INDICATOR_NAMES, indicator
from outsim.plots.page import Page
from outsim.plots.panels import FEWEST_FOR_BANDS, INNER_STRENGTH, OUTER_STRENGTH
from outsim.plots.style import BLUE, INDICATOR_COLOURS, INK, PANEL_SIZE, SMALL_SIZE, SOFT, heading, style, tint, wrapped

SURVIVAL = "survival"
ROWS = (SURVIVAL, *NAMED_INDICATORS)
MOST = 6
"""So many situations fit beside one another."""

LEFT, WIDE, HIGH, ACROSS, DOWN, TOP, FOOT = 0.85, 1.55, 1.1, 0.3, 0.3, 1.5, 1.05  # inches


def plot_scenarios(
    ensemble: Ensemble, rows: str | Iterable[str] = ROWS, points: Iterable[int] | None = None
) -> AnyFigure:
    """Situations side by side: survival and indicators, a row each, on one scale from left to right.

    Bands hold 90 % and the middle half of the partnerships still running, the line is their median; dashed: the median
    of the first situation, again in all others.

    Args:
        rows: ``survival`` and indicators.
        points: which situations, six at most; none: the first six.

    Raises:
        InputError: for an unknown indicator, a point that does not exist, or more than six.

    >>> plot_scenarios(ensemble, ["survival", "anxiety"]).savefig("side_by_side.svg")   # doctest: +SKIP
    """
    names = _rows(rows)
    chosen = _points(ensemble, points)
    with style():
        many, wide = len(chosen), max(4.6, LEFT + len(chosen) * (WIDE + ACROSS) + 0.2)
        page = Page(wide, TOP + len(names) * (HIGH + DOWN) + FOOT)
        for row, name in enumerate(names):
            grid = [
                page.axes(LEFT + place * (WIDE + ACROSS), TOP + row * (HIGH + DOWN), WIDE, HIGH)
                for place in range(many)
            ]
            _row(grid, ensemble, chosen, name, last=row == len(names) - 1)
            if row == 0:
                for axes, point in zip(grid, chosen, strict=True):
                    _head(axes, _name(ensemble, point))
        page.title(*_title(ensemble, chosen))
        page.caption(_caption(ensemble, chosen), lines=4)
    return page.figure


def _rows(given: str | Iterable[str]) -> tuple[str, ...]:
    names = (given,) if isinstance(given, str) else tuple(given)
    if not names:
        raise InputError("rows: there is none to draw; name survival or indicators")
    for name in names:
        if name not in (SURVIVAL, *INDICATOR_NAMES):
            raise unknown_name("indicator", name, (SURVIVAL, *INDICATOR_NAMES))
    return names


def _points(ensemble: Ensemble, given: Iterable[int] | None) -> list[int]:
    chosen = list(range(min(MOST, len(ensemble.scenarios)))) if given is None else list(given)
    if not 1 <= len(chosen) <= MOST:
        raise InputError(f"points: {len(chosen)} of them; name 1 to {MOST}")
    for point in chosen:
        ensemble.runs_of(point)
    return chosen


def _name(ensemble: Ensemble, point: int) -> str:
    """The scenario's name; where scenarios share it, what is varied."""
    names = [scenario.name for scenario in ensemble.scenarios]
    if names.count(names[point]) == 1:
        return heading(names[point])
    varied = ensemble.point_summary(point)["parameters"]
    told = ", ".join(f"{key.split('.')[-1].replace('_', ' ')} {_short(value)}" for key, value in varied.items())
    return told or f"{heading(names[point])} {point}"


def _short(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _head(axes: Axes, name: str) -> None:
    text = wrapped(name, WIDE + 0.1, PANEL_SIZE - 1, 2)
    axes.annotate(
        text, (0, 1), (0, 5), xycoords="axes fraction", textcoords="offset points", size=PANEL_SIZE - 1, weight="bold"
    )


def _row(grid: Sequence[Axes], ensemble: Ensemble, points: Sequence[int], name: str, *, last: bool) -> None:
    """One row: what is drawn in each, then one scale for all."""
    first: tuple[Any, Any] | None = None
    for axes, point in zip(grid, points, strict=True):
        median = _survival(axes, ensemble, point) if name == SURVIVAL else _bands(axes, ensemble, point, name)
        if first is None:
            first = median
        else:
            axes.plot(*first, color=SOFT, linewidth=1.1, linestyle=(0, (4, 2)), gid="first")
        _weeks(axes, ensemble.scenarios[point].weeks, last)
    low = min(axes.get_ylim()[0] for axes in grid)
    high = max(axes.get_ylim()[1] for axes in grid)
    if name == SURVIVAL:
        low, high = 0.0, 100.0
    elif indicator(name).unit in ("0..1", "share"):
        low, high = max(0.0, low), min(1.0, high)
    for place, axes in enumerate(grid):
        axes.set_ylim(low, high)
        axes.grid(axis="y")
        axes.yaxis.set_major_locator(_ticks())
        if place:
            axes.set_yticklabels([])
    unit = "%" if name == SURVIVAL else indicator(name).unit.replace("..", " to ")
    grid[0].set_ylabel(f"{wrapped(heading(name), 1.0, SMALL_SIZE, 2)}\n({unit})", color=INK)


def _ticks() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(4, min_n_ticks=2)


def _weeks(axes: Axes, weeks: int, last: bool) -> None:
    axes.set_xlim(0, max(weeks, 1))
    axes.set_xticks([0, weeks // 2, weeks] if weeks > 1 else [0, 1])
    if last:
        axes.set_xlabel("week")
    else:
        axes.set_xticklabels([])


def _survival(axes: Axes, ensemble: Ensemble, point: int) -> tuple[Any, Any]:
    table = ensemble.survival(point)
    week = np.append(0, table.index.to_numpy() + 1)
    left, low, high = (100 * np.append(1.0, table[name]) for name in ("survival", "low", "high"))
    axes.fill_between(week, low, high, step="post", color=tint(BLUE, OUTER_STRENGTH), lw=0, gid="interval")
    axes.step(week, left, where="post", color=BLUE, linewidth=1.6, gid="survival")
    text = f"{left[-1]:.0f} %"
    axes.annotate(text, (0.04, 0.07), xycoords="axes fraction", size=SMALL_SIZE, color=INK)
    return week, left


def _bands(axes: Axes, ensemble: Ensemble, point: int, name: str) -> tuple[Any, Any]:
    bands, colour = ensemble.bands(name, point=point), INDICATOR_COLOURS.get(name, BLUE)
    week, enough = bands.index.to_numpy(), bands["alive"].to_numpy() >= FEWEST_FOR_BANDS
    for low, high, strength in ((0.05, 0.95, OUTER_STRENGTH), (0.25, 0.75, INNER_STRENGTH)):
        axes.fill_between(week, bands[low], bands[high], where=enough, color=tint(colour, strength), lw=0)
    axes.plot(week, bands[0.5], color=colour, linewidth=1.6, gid="median")
    return week, bands[0.5].to_numpy()


def _title(ensemble: Ensemble, points: Sequence[int]) -> tuple[str, str]:
    left = [(100 * float(ensemble.survival(point)["survival"].iloc[-1]), _name(ensemble, point)) for point in points]
    each = [len(ensemble.runs_of(point)) for point in points]
    many = f"{each[0]:,}" if len(set(each)) == 1 else f"{min(each):,} to {max(each):,}"
    what = f"{many} simulated partnerships of each, on the same luck."
    if len(points) == 1:
        return f"{left[0][1]}: {left[0][0]:.0f} of 100 are not terminated", what
    worst, best = min(left), max(left)
    if round(worst[0]) == round(best[0]):
        return f"{len(points)} situations side by side: {best[0]:.0f} of 100 are not terminated in any", what
    title = f"{len(points)} situations: from {worst[0]:.0f} of 100 not terminated to {best[0]:.0f} with {best[1]}"
    return title, what


def _caption(ensemble: Ensemble, points: Sequence[int]) -> str:
    parts = ["Survival: share not terminated, with its 95 % interval. Others: median, middle half and 90 % of those "]
    parts[0] += "still running."
    if len(points) > 1:
        parts.append("Dashed: the first situation.")
    if len(points) < len(ensemble.scenarios):
        parts.append(f"{len(points)} of {len(ensemble.scenarios)} situations are shown.")
    if not ensemble.complete:
        parts.append("The simulation was interrupted.")
    return " ".join(parts)
