"""The panels that figures are made of: one indicator, survival, causes of failure."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from outsim import statistics
from outsim.ensemble import CAUSE_WORDS, FEWEST_TO_RANK, Ensemble
from outsim.indicators import indicator
from outsim.plots.style import (
    BLUE,
    INDICATOR_COLOURS,
    INK,
    ORANGE,
    SKY,
    SMALL_SIZE,
    SOFT,
    heading,
    panel_title,
    tint,
    week_axis,
    wrapped,
    write_on,
)

FEWEST_FOR_BANDS = 20
"""With fewer partnerships running there is no 90 % band to speak of: their own lines are drawn."""

OUTER_STRENGTH, INNER_STRENGTH = 0.25, 0.5
"""How strong the colours of the two bands are."""

LETTERS = {ORANGE: "#8A5F00", BLUE: "#005A8C"}
"""Darker shades of the same hues: thin letters need more contrast than lines."""


def indicator_panel(axes: Axes, ensemble: Ensemble, name: str, point: int, width: float) -> None:
    """One indicator over the weeks: median, middle half and 90 % of the partnerships still running.

    Where fewer than 20 run, the median is dotted, and each partnership is a thin line of its own.

    Args:
        axes: where.
        name: the indicator.
        width: of the panel, in inches; what is written over it is broken to it.
    """
    about = indicator(name)
    colour = INDICATOR_COLOURS.get(name, BLUE)
    weeks = ensemble.scenarios[point].weeks
    bands = ensemble.bands(name, point=point)
    week_axis(axes, weeks)
    axes.grid(axis="y")
    unit = about.unit.replace("..", " to ")
    better = "higher" if about.better > 0 else "lower"
    axes.set_ylabel(f"{unit} ({better} is better)")
    panel_title(axes, heading(name), wrapped(about.meaning, width + 0.5, SMALL_SIZE, 2))

    week, alive = bands.index.to_numpy(), bands["alive"].to_numpy()
    enough = alive >= FEWEST_FOR_BANDS
    few = (alive > 0) & ~enough
    few |= np.append(few[1:], False) & enough  # from the last week that has bands
    for low, high, strength, label in (
        (0.05, 0.95, OUTER_STRENGTH, "90 %"),
        (0.25, 0.75, INNER_STRENGTH, "middle half"),
    ):
        shade = tint(colour, strength)
        axes.fill_between(week, bands[low], bands[high], where=enough, color=shade, linewidth=0, gid=label)
        if enough.sum() == 1:  # one week has no area
            axes.vlines(week[enough], bands[low][enough], bands[high][enough], color=shade, linewidth=6)
    median = bands[0.5].to_numpy()
    if few.any():
        values = ensemble.indicator_values(name, point)[:, few]
        each = values[~np.isnan(values[:, np.flatnonzero(~enough[few])[0]])]
        axes.plot(week[few], each.T, color=tint(colour, 0.4), linewidth=0.6, gid="one partnership")
        line = "-" if alive.max() == 1 else ":"
        axes.plot(week[few], median[few], color=colour, linewidth=1.6, linestyle=line, gid="median of few")
    axes.plot(week, np.where(enough, median, np.nan), color=colour, linewidth=1.8, gid="median")
    if (alive > 0).sum() == 1:
        axes.plot(week[alive > 0], median[alive > 0], "o", color=colour, markersize=4, clip_on=False)
    _value_axis(axes, about.unit)
    if alive.any():
        last = int(np.flatnonzero(alive)[-1])
        _label(
            axes,
            (week[last], median[last]),
            f"{median[last]:.2f}" if abs(median[last]) < 10 else f"{median[last]:.0f}",
            rise=_clear_of_axis(axes, float(median[last])),
        )


def _value_axis(axes: Axes, unit: str) -> None:
    """0 is always in sight; shares and 0-to-1 scales end at 0.5 or 1, so that figures compare."""
    if unit in ("0..1", "share"):
        axes.set_ylim(0, 0.5 if axes.dataLim.y1 < 0.5 else 1.0)
        return
    low, high = axes.get_ylim()
    low, high = min(low, 0.0), max(high, 0.0)
    axes.set_ylim(low, high if high > low else low + 1)
    if low < 0 < high:
        axes.axhline(0, color=SOFT, linewidth=0.8)


def _clear_of_axis(axes: Axes, value: float) -> float:
    """By how many points a label must rise, or sink, for no axis at the bottom or at 0 to strike it through."""
    low, high = axes.get_ylim()
    points = 72 * axes.bbox.height / axes.figure.dpi / (high - low)
    room = 0.5 * SMALL_SIZE + 2
    if low < 0 < high and (near := points * value) - room < 0 < near + room:
        sinks = near < 0 and points * -low > 2 * room - near
        return -room - near if sinks else room - near
    return max(0.0, room - points * (value - low))


def survival_panel(axes: Axes, ensemble: Ensemble, point: int) -> None:
    """The share not terminated, completed ones included (95 % interval), and lightly the share that had escalated."""
    runs, weeks = ensemble.runs_of(point), ensemble.scenarios[point].weeks
    week_axis(axes, weeks)
    axes.set_ylim(0, 100)
    axes.grid(axis="y")
    axes.set_ylabel("partnerships (%)")
    panel_title(axes, "Survival", "share not terminated (running or completed)")
    if not len(runs):
        return
    table = ensemble.survival(point)
    end_of_week = np.append(0, table.index.to_numpy() + 1)
    percent = {name: 100 * np.append(1.0, table[name]) for name in ("survival", "low", "high")}
    if len(runs) > 1:  # one alone bounds nothing
        axes.fill_between(
            end_of_week,
            percent["low"],
            percent["high"],
            step="post",
            color=tint(BLUE, 0.3),
            linewidth=0,
            gid="interval",
        )
    axes.step(end_of_week, percent["survival"], where="post", color=BLUE, linewidth=1.8, gid="survival")
    ends = [(percent["survival"][-1], "not\nterminated", BLUE)]
    if "first_escalation_week" in runs:
        first = runs["first_escalation_week"].to_numpy(dtype=float, na_value=np.nan)
        by_week = 100 * np.searchsorted(np.sort(first[~np.isnan(first)]), table.index, side="right") / len(runs)
        axes.step(
            end_of_week,
            np.append(0.0, by_week),
            where="post",
            color=ORANGE,
            linewidth=1.2,
            linestyle="--",
            gid="escalated",
        )
        ends.append((by_week[-1], "had\nescalated", ORANGE))
    _label_ends(axes, weeks, ends)


def _label_ends(axes: Axes, week: int, ends: list[tuple[float, str, str]]) -> None:
    """Names lines at their right ends, moved apart where they would touch."""
    room = 17.0  # per cent of the axis that a label of two lines needs
    places = sorted(ends)
    heights = [min(max(height, room / 3), 100 - room / 3) for height, _, _ in places]
    if len(heights) == 2 and heights[1] - heights[0] < room:
        middle = min(max(sum(heights) / 2, room * 5 / 6), 100 - room * 5 / 6)
        heights = [middle - room / 2, middle + room / 2]
    for height, (value, name, colour) in zip(heights, places, strict=True):
        _label(axes, (week, height), f"{value:.0f} % {name}", LETTERS[colour])


def _label(axes: Axes, place: tuple[float, float], text: str, colour: str = INK, rise: float = 0.0) -> None:
    """A few words to the right of a point, so many points higher than it."""
    axes.annotate(
        text,
        place,
        (4, rise),
        textcoords="offset points",
        size=SMALL_SIZE,
        color=colour,
        va="center",
        linespacing=1.1,
        annotation_clip=False,
    )


def causes_panel(axes: Axes, ensemble: Ensemble, point: int) -> None:
    """What ended the terminated partnerships: a bar a cause, with its 95 % interval.

    The first bar is dark only where it is settled that this cause comes first.
    """
    answers = ensemble.point_summary(point)
    causes, failed = answers["causes"], answers["terminated"]
    count = failed["count"]
    if not causes or answers["partnerships"] == 1:
        panel_title(axes, "Causes of failure", "share of terminations")
        write_on(axes, _one_failure(answers) if causes else _no_failure(answers))
        return
    few = ": too few to rank" if count < FEWEST_TO_RANK else ""
    panel_title(axes, "Causes of failure", f"share of {count:,} termination{'s' * (count != 1)}{few}")
    place = np.arange(len(causes))
    share, low, high = (100 * np.array([cause[key] for cause in causes]) for key in ("share", "low", "high"))
    settled = answers["hurts_most"]["verdict"] == "settled"
    colours = [BLUE if settled and not rank else tint(SKY, 0.65) for rank in place]
    axes.barh(place, share, height=0.62, color=colours, gid="causes")
    axes.hlines(place, low, high, color=INK, linewidth=1.0)
    for row in place:
        _label(axes, (float(high[row]), float(row)), f"{share[row]:.0f} %")
    names = [textwrap.fill(CAUSE_WORDS.get(cause["cause"], cause["cause"]), 14) for cause in causes]
    axes.set_yticks(place, names, linespacing=0.95)
    axes.tick_params(axis="y", labelcolor=INK, labelsize=SMALL_SIZE)
    axes.set_ylim(max(len(causes), 4) - 0.5, -0.5)
    axes.set_xlim(0, min(100.0, 1.02 * high.max()))
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], integer=True))
    axes.set_xlabel("terminations (%)")
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")


def _one_failure(answers: dict[str, Any]) -> str:
    cause, week = answers["causes"][0]["cause"], answers["timing"]["median_week"]["value"]
    return f"The partnership was\nterminated in week {week:.0f}:\n{CAUSE_WORDS.get(cause, cause)}."


def _no_failure(answers: dict[str, Any]) -> str:
    number, weeks = answers["partnerships"], answers["weeks"]
    if not number:
        return "No partnership was simulated."
    within = f"within {weeks} week{'s' * (weeks != 1)}"
    if number == 1:
        return f"The partnership was\nnot terminated {within}."
    high = 100 * statistics.share(0, number).high
    return f"None of {number:,} partnerships\nwas terminated {within}\n(95 % interval: 0 to {high:.1f} %)."
