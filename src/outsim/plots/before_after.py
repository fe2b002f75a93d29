"""One package beside the baseline: survival and indicators without it and with it, on one scale."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from outsim.ensemble import NAMED_INDICATORS
from outsim.errors import unknown_name
from outsim.indicators import indicator
from outsim.plots.page import Page
from outsim.plots.panels import FEWEST_FOR_BANDS
from outsim.plots.style import BLUE, SMALL_SIZE, SOFT, heading, panel_title, style, tint, week_axis, wrapped
from outsim.studies.words import hundred

if TYPE_CHECKING:
    from outsim.studies.compare import Comparison

ACROSS = 3
LEFT, WIDE, HIGH, BESIDE, BELOW, TOP, FOOT = 0.7, 2.3, 1.7, 0.75, 1.05, 1.45, 1.1  # inches


def plot_before_after(
    found: Comparison, package: str | None = None, indicators: str | Iterable[str] = NAMED_INDICATORS
) -> AnyFigure:
    """Survival and indicators without a package and with it.

    Bands hold 90 % of the partnerships still running in each week, lines are their medians.

    Args:
        package: one of the comparison's; none: the one that prevents most.
        indicators: a panel each.

    Raises:
        InputError: for an unknown package or indicator.

    >>> plot_before_after(effect, "check-ins").savefig("before_after.svg")   # doctest: +SKIP
    """
    names = (indicators,) if isinstance(indicators, str) else tuple(indicators)
    names = tuple(indicator(name).name for name in names)
    effect = max(found.effects, key=lambda each: each.prevented.value)
    if package is not None:
        known = {each.package: each for each in found.effects}
        if package not in known:
            raise unknown_name("package", package, known)
        effect = known[package]
    arm = found.arms.names.index(effect.package) + 1
    columns = min(ACROSS, len(names) + 1)
    rows = -(-(len(names) + 1) // columns)
    with style():
        page = Page(max(6.0, LEFT + columns * (WIDE + BESIDE)), TOP + rows * HIGH + (rows - 1) * BELOW + FOOT)
        for place in range(len(names) + 1):
            row, column = divmod(place, columns)
            axes = page.axes(LEFT + column * (WIDE + BESIDE), TOP + row * (HIGH + BELOW), WIDE, HIGH)
            if place:
                _indicator(axes, found, arm, names[place - 1])
            else:
                _survival(axes, found, arm)
        name = heading(effect.package)
        page.title(
            f"{heading(found.base_name)}, without and with {name[:1].lower()}{name[1:]}",
            f"{found.arms.pairs:,} pairs of partnerships on the same luck, {found.arms.weeks} weeks. Terminated: "
            f"{hundred(effect.failed_without.share)} of 100 without, {hundred(effect.failed_with.share)} with.",
        )
        page.caption(
            "Survival: share not terminated, with its 95 % interval. Indicators: median and 90 % of the partnerships "
            "still running, which with and without may be others."
        )
        page.figure.legend(
            handles=[
                Line2D([], [], color=SOFT, linestyle=(0, (4, 2)), label="without"),
                Line2D([], [], color=BLUE, label="with"),
                Patch(color=tint(SOFT, 0.3), label="90 % without"),
                Patch(facecolor=tint(BLUE, 0.35), label="90 % with"),
            ],
            loc="lower left",
            bbox_to_anchor=(0.15 / page.width, 0.5 / page.height),
            ncol=4,
            frameon=False,
            fontsize=SMALL_SIZE,
            borderpad=0.0,
            borderaxespad=0.0,
        )
    return page.figure


def _survival(axes: Axes, found: Comparison, arm: int) -> None:
    panel_title(axes, "Survival", "share not terminated")
    week_axis(axes, found.arms.weeks)
    axes.set_ylim(0, 100)
    axes.set_ylabel("partnerships (%)")
    axes.grid(axis="y")
    for point, colour, line in ((0, SOFT, (0, (4, 2))), (arm, BLUE, "-")):
        table = found.ensemble.survival(point)
        week = np.append(0, table.index.to_numpy() + 1)
        left, low, high = (100 * np.append(1.0, table[name]) for name in ("survival", "low", "high"))
        axes.fill_between(week, low, high, step="post", color=tint(colour, 0.3), alpha=0.7, lw=0)
        axes.step(week, left, where="post", color=colour, linestyle=line, linewidth=1.6, gid=_gid(point))


def _indicator(axes: Axes, found: Comparison, arm: int, name: str) -> None:
    about = indicator(name)
    panel_title(axes, heading(name), wrapped(about.meaning, WIDE + 0.5, SMALL_SIZE, 2))
    week_axis(axes, found.arms.weeks)
    better = "higher" if about.better > 0 else "lower"
    axes.set_ylabel(f"{about.unit.replace('..', ' to ')} ({better} is better)")
    axes.grid(axis="y")
    for point, colour, line in ((0, SOFT, (0, (4, 2))), (arm, BLUE, "-")):
        bands = found.ensemble.bands(name, (0.05, 0.5, 0.95), point)
        week, enough = bands.index.to_numpy(), bands["alive"].to_numpy() >= FEWEST_FOR_BANDS
        axes.fill_between(week, bands[0.05], bands[0.95], where=enough, color=tint(colour, 0.3), alpha=0.7, lw=0)
        axes.plot(week, bands[0.5], color=colour, linestyle=line, linewidth=1.6, gid=_gid(point))


def _gid(point: int) -> Any:
    return "with" if point else "without"
