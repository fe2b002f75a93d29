"""Where failure is likely: points over the two inputs that matter most, the boxes, and what unseen points say."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure as AnyFigure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from outsim.plots.page import Page
from outsim.plots.style import (
    BLUE,
    FAINT,
    INK,
    ORANGE,
    SMALL_SIZE,
    SOFT,
    VERMILLION,
    heading,
    panel_title,
    style,
    tint,
    write_on,
)
from outsim.statistics import Estimate
from outsim.studies.discover_words import FAILS
from outsim.studies.inputs import Choice, Input, Range
from outsim.studies.rules import Box, Condition, in_order
from outsim.studies.words import hundred

if TYPE_CHECKING:
    from outsim.studies.discover import Discovery

SHOWN = 5
"""So many boxes are drawn, those with most failures."""

MAP, NAMES, BARS = 4.1, 3.05, 2.5  # inches, as all here
LEFT, HEADER, HIGH, SCALE, FOOTER = 1.0, 1.35, 3.9, 0.12, 1.2
SPREAD = 0.7  # of the room of a name, over which its points are laid out
_COLOURS: Any = [tint(BLUE, 0.18), tint(ORANGE, 0.75), VERMILLION]
RISE = LinearSegmentedColormap.from_list("rise", _COLOURS)


def plot_discovery(found: Discovery) -> AnyFigure:
    """Points coloured by how many of their partnerships fail; boxes; their density and coverage on unseen points.

    >>> plot_discovery(found).savefig("discover.svg")   # doctest: +SKIP
    """
    across, up = _axes_of(found)
    boxes = found.boxes[:SHOWN] if found.state in ("likely", "worst region") else ()
    with style():
        page = Page(LEFT + MAP + 1.0 + NAMES + BARS + 0.5, HEADER + HIGH + FOOTER)
        axes = page.axes(LEFT, HEADER, MAP, HIGH)
        scale = page.axes(LEFT + MAP + 0.12, HEADER, SCALE, HIGH)
        _points(axes, scale, found, across, up)
        for number, (box, _) in enumerate(boxes, start=1):
            _outline(axes, box, number, across, up)
        beside = page.axes(LEFT + MAP + 1.0 + NAMES, HEADER, BARS, HIGH)
        if boxes:
            _tested(beside, found)
        else:
            beside.set_position((0.62, 0.35, 0.36, 0.3))
            write_on(beside, _nothing(found))
        page.title(_title(found), _what(found))
        page.caption(_caption(found))
    return page.figure


def _title(found: Discovery) -> str:
    name, what = heading(found.base_name), FAILS[found.outcome]
    if found.state == "likely":
        return f"{name}: likely to be {what} where {found.boxes[0][0]}"
    if found.state == "worst region":
        return f"{name}: nowhere likely to be {what}; worst where {found.boxes[0][0]}"
    if found.state == "no rule":
        return f"{name}: no region is shown in which more are {what}"
    return f"{name}: {'every' if found.state == 'all fail' else 'not one'} partnership is {what}"


def _what(found: Discovery) -> str:
    overall = found.overall
    unseen = int((~found.points["seen"]).sum())
    return (
        f"{len(found.points):,} points over {len(found.inputs)} inputs, {found.replicates} partnerships each; "
        f"{hundred(overall.value)} of 100 are {FAILS[found.outcome]} ({hundred(overall.low)} to "
        f"{hundred(overall.high)}). Rules are tested on {unseen:,} points they were not found on."
    )


def _caption(found: Discovery) -> str:
    return (
        "Left: the two inputs that matter most; boxes are dashed where they have conditions on other inputs too, which "
        "hold for some of the points only. Right: of 100 partnerships in a box so many fail (dots), and of 100 "
        "failures so many lie in it (bars), with 95 % intervals over points and replicates."
    )


def _nothing(found: Discovery) -> str:
    if found.state == "no rule":
        return "No rule does better than the overall rate\non points that it was not found on."
    every = "Every" if found.state == "all fail" else "Not one"
    return f"{every} partnership is {FAILS[found.outcome]}:\nno region stands out."


def _axes_of(found: Discovery) -> tuple[Input, Input | None]:
    """The two inputs that matter most; with one input alone the height shows what fails."""
    by_name = {one.name: _by_rate(one, found.points) for one in found.inputs}
    order = list(dict.fromkeys([*found.rules.importance, *by_name]))
    return by_name[order[0]], by_name[order[1]] if len(order) > 1 else None


def _by_rate(one: Input, points: pd.DataFrame) -> Input:
    """Names in the order in which the rules take them, so that a box holds names side by side."""
    seen = points[points["seen"]]
    return Choice(one.name, in_order(one, seen[one.name], seen["failed"])) if isinstance(one, Choice) else one


def _points(axes: Axes, scale: Axes, found: Discovery, across: Input, up: Input | None) -> None:
    panel_title(axes, f"Share that is {FAILS[found.outcome]} at each point", "the two inputs that matter most")
    failed = 100 * found.points["failed"].to_numpy()
    order = np.random.default_rng(0).permutation(len(failed))
    drawn = axes.scatter(
        _places(found.points, across)[order],
        failed[order] if up is None else _places(found.points, up)[order],
        c=failed[order],
        cmap=RISE,
        vmin=0,
        vmax=100,
        s=16,
        lw=0.3,
        edgecolor="white",
        gid="points",
    )
    axes.figure.colorbar(drawn, cax=scale)
    scale.set_ylabel("fail, of 100")
    scale.spines["outline"].set_visible(False)
    _axis(axes.xaxis, axes.set_xlim, across)
    if up is None:
        axes.set_ylabel("fail, of 100")
    else:
        _axis(axes.yaxis, axes.set_ylim, up)


def _places(points: pd.DataFrame, one: Input) -> NDArray[np.float64]:
    """Where points lie along an axis; those of one name side by side."""
    if isinstance(one, Range):
        return points[one.name].to_numpy(dtype=float)
    at = {name: place for place, name in enumerate(one.names)}
    apart = (np.random.default_rng(1).random(len(points)) - 0.5) * SPREAD
    return np.array([at[name] for name in points[one.name]]) + apart


def _axis(axis: Any, limits: Any, one: Input) -> None:
    if isinstance(one, Choice):
        axis.set_ticks(range(len(one.names)), one.names)
        limits(-0.5, len(one.names) - 0.5)
    else:
        beyond = 0.015 * (one.high - one.low)
        limits(one.low - beyond, one.high + beyond)
    unit = f" ({one.unit})" if isinstance(one, Range) and one.unit not in ("0..1", "1", "share") else ""
    axis.set_label_text(f"{one.name}{unit}")


def _outline(axes: Axes, box: Box, number: int, across: Input, up: Input | None) -> None:
    """The box where it meets the two inputs, with its number."""
    held = {condition.input: condition for condition in box.conditions}
    shown = {across.name} | ({up.name} if up else set())
    if not shown & set(held):
        return
    left, right = _ends(held.get(across.name), across, axes.get_xlim())
    low, high = _ends(held.get(up.name) if up else None, up, axes.get_ylim())
    dashed = bool(set(held) - shown)
    inset = 0.004 * number
    wide, tall = np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())
    left, right, low, high = left + inset * wide, right - inset * wide, low + inset * tall, high - inset * tall
    axes.add_patch(
        Rectangle(
            (left, low),
            right - left,
            high - low,
            fill=False,
            edgecolor=INK,
            lw=1.4,
            ls=(0, (4, 2)) if dashed else "-",
            gid="box",
        )
    )
    axes.annotate(
        str(number),
        (left, high),
        (3 + 15 * (number - 1), -3),
        textcoords="offset points",
        ha="left",
        va="top",
        size=SMALL_SIZE,
        weight="bold",
        color=INK,
        bbox={"boxstyle": "round,pad=0.2", "fc": "white", "ec": INK, "lw": 0.6},
    )


def _ends(condition: Condition | None, one: Input | None, limits: tuple[float, float]) -> tuple[float, float]:
    if condition is None:
        return limits
    if isinstance(one, Choice):
        places = [one.names.index(name) for name in condition.names]
        return min(places) - 0.45, max(places) + 0.45
    return max(condition.low, limits[0]), min(condition.high, limits[1])


def _tested(axes: Axes, found: Discovery) -> None:
    """Density and coverage of each box, and of all together."""
    boxes = found.boxes[:SHOWN]
    more = len(found.boxes) - len(boxes)
    panel_title(
        axes,
        "What unseen points say",
        f"dots: fail of 100 there; bars: of all failures{f'; {more} more in the table' if more else ''}",
    )
    rows = [(f"{number}. {box}", tested) for number, (box, tested) in enumerate(boxes, start=1)]
    if len(found.boxes) > 1 and found.together is not None:
        rows.append(("all of them together", found.together))
    for row, (_, tested) in enumerate(rows):
        if not tested.points:
            axes.text(2, row, "no unseen point lies there", size=SMALL_SIZE, color=SOFT, va="center")
            continue
        axes.barh(row + 0.14, 100 * tested.coverage.value, height=0.26, color=tint(BLUE, 0.55), gid="coverage")
        _interval(axes, row + 0.14, tested.coverage, INK)
        _interval(axes, row - 0.16, tested.density, VERMILLION)
        axes.plot(100 * tested.density.value, row - 0.16, "o", ms=5.5, color=VERMILLION, mec="white", gid="density")
    axes.axvline(100 * found.overall.value, color=SOFT, lw=1.0, ls=":")
    axes.annotate(
        "overall",
        (100 * found.overall.value, 1),
        (3, -2),
        xycoords=axes.get_xaxis_transform(),
        textcoords="offset points",
        size=SMALL_SIZE,
        color=SOFT,
        va="top",
    )
    axes.set_yticks(
        range(len(rows)),
        [textwrap.fill(name.replace(" and ", ", "), 40, max_lines=4, placeholder=" …") for name, _ in rows],
    )
    axes.tick_params(axis="y", labelcolor=INK, labelsize=SMALL_SIZE - 0.5)
    axes.set_ylim(max(len(rows), 3) - 0.4, -0.75)
    axes.set_xlim(0, 100)
    axes.set_xlabel("of 100")
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=FAINT)


def _interval(axes: Axes, row: float, found: Estimate, colour: Any) -> None:
    axes.plot([100 * found.low, 100 * found.high], [row, row], color=colour, lw=1.2, gid="interval")
