"""Packages of interventions beside a baseline: failures prevented, survival, causes that remain, indicators."""

from __future__ import annotations

import dataclasses
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure

from outsim.ensemble import CAUSE_WORDS, NAMED_INDICATORS
from outsim.indicators import indicator
from outsim.plots.page import Page
from outsim.plots.panels import FEWEST_FOR_BANDS
from outsim.plots.style import (
    BLACK,
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    SMALL_SIZE,
    SOFT,
    VERMILLION,
    heading,
    panel_title,
    style,
    tint,
    week_axis,
    wrapped,
)
from outsim.state import CAUSES
from outsim.studies.words import hundred, most_words

if TYPE_CHECKING:
    from outsim.studies.compare import Comparison

COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
"""Of packages, in their order; those after the sixth are in the table only."""

MARKERS = ("o", "s", "D", "^", "v", "P")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 2)))
CAUSE_COLOURS = dict(zip(CAUSES, (ORANGE, PURPLE, GREEN, BLUE, VERMILLION, BLACK, SKY), strict=True))

LEFT, WIDTH, HEADER, GAP, FOOTER = 2.1, 3.0, 1.4, 1.15, 0.95  # inches


def plot_comparison(found: Comparison) -> AnyFigure:
    """Failures prevented by each package, survival, what ends partnerships, and what happens to named indicators.

    >>> plot_comparison(found).savefig("comparison.svg")   # doctest: +SKIP
    """
    found = with_most_prevented(found)
    shown = found.effects[: len(COLOURS)]
    deep = max(1.9, 0.42 * (len(shown) + 1))
    right = LEFT + WIDTH + 1.5
    small, between = 1.95, 0.78
    with style():
        page = Page(right + WIDTH + 1.4, HEADER + 2 * deep + 2 * GAP + 1.6 + FOOTER)
        prevented_panel(page.axes(LEFT, HEADER, WIDTH, deep), found, len(shown))
        survival_panel(page.axes(right, HEADER, WIDTH, deep), found, len(shown))
        causes_panel(page.axes(LEFT, HEADER + deep + GAP, right - LEFT + WIDTH - 0.7, deep), found, len(shown))
        for place, name in enumerate(NAMED_INDICATORS):
            left = 0.7 + place * (small + between)
            _difference(page.axes(left, HEADER + 2 * deep + 2 * GAP, small, 1.6), found, name, len(shown))
        page.title(title(found), what(found))
        page.caption(_caption(found, len(shown)))
    return page.figure


def with_most_prevented(found: Comparison) -> Comparison:
    """Where there are more packages than colours, those that prevent most come first; else the order stays."""
    if len(found.effects) <= len(COLOURS):
        return found
    order = sorted(range(len(found.effects)), key=lambda place: -found.effects[place].prevented.value)
    arms = found.arms.only([0, *(place + 1 for place in order)], [found.effects[place].package for place in order])
    return dataclasses.replace(found, arms=arms, effects=tuple(found.effects[place] for place in order))


def title(found: Comparison) -> str:
    """What a comparison comes to, in a line."""
    helping = [effect for effect in found.effects if effect.verdict == "helps"]
    if not helping:
        none = "no package is" if _only_interventions(found) else "nothing here is"
        return f"{heading(found.base_name)}: {none} shown to prevent failure"
    best = max(helping, key=lambda effect: effect.prevented.value)
    name = f"{heading(best.package)[:1].lower()}{heading(best.package)[1:]}"
    if not _only_interventions(found):
        least = "fewest" if len(found.effects) > 1 else "fewer"
        fail = f"{hundred(best.failed_with.share)} of 100 instead of {hundred(best.failed_without.share)}"
        return f"{heading(found.base_name)}: with {name} {least} fail, {fail}"
    return f"{heading(found.base_name)}: {most_words(name, found.effects)}"


def _only_interventions(found: Comparison) -> bool:
    """Whether the arms differ from the baseline in interventions alone, so that something is prevented at a price."""
    return all(effect.changes == "interventions" for effect in found.effects)


def what(found: Comparison) -> str:
    """What was simulated, and how many fail as it is."""
    without = found.effects[0].failed_without
    nothing_done = _only_interventions(found) and not found.ensemble.scenarios[0].interventions
    as_it_is = "Without intervention" if nothing_done else "As it is"
    still = "" if found.from_week is None else f" that still run in week {found.from_week},"
    return (
        f"{found.arms.pairs:,} pairs of partnerships{still} on the same luck, {found.arms.weeks} weeks. {as_it_is} "
        f"{hundred(without.share)} of 100 are terminated ({hundred(without.low)} to {hundred(without.high)})."
    )


def _caption(found: Comparison, shown: int) -> str:
    parts = [
        "Whiskers and shaded areas: 95 % intervals"
        + (" from draws of coefficients" if found.arms.draws is not None else " from pairs")
        + ". Filled marks: the effect is settled. Indicators: mean difference to the baseline, over pairs that both "
        "still run.",
    ]
    if shown < len(found.effects):
        parts.append(f"Of {len(found.effects)} packages the {shown} that prevent most are shown.")
    if not found.ensemble.complete:
        parts.append("The simulation was interrupted.")
    return " ".join(parts)


def prevented_panel(axes: Axes, found: Comparison, shown: int) -> None:
    """Failures that each package prevents, of 100, with intervals, and what it costs."""
    paid = _only_interventions(found)
    panel_title(
        axes, "Failures prevented" if paid else "Fewer failures", "of 100 partnerships, to the right of 0: fewer fail"
    )
    for place, effect in enumerate(found.effects[:shown]):
        estimate, colour = effect.prevented, COLOURS[place]
        settled = effect.verdict in ("helps", "harms")
        axes.hlines(place, 100 * estimate.low, 100 * estimate.high, color=colour, linewidth=1.6, gid="interval")
        axes.plot(
            100 * estimate.value,
            place,
            MARKERS[place],
            color=colour,
            markerfacecolor=colour if settled else "white",
            markersize=6,
            gid="prevented",
        )
        price = f"  (USD {effect.intervention_cost.value / 1000:,.0f} k)" if effect.changes != "situation" else ""
        axes.annotate(
            f"{hundred(estimate.value)}{price}",
            (100 * max(estimate.high, 0), place),
            (6, 0),
            textcoords="offset points",
            size=SMALL_SIZE,
            va="center",
            annotation_clip=False,
        )
    axes.axvline(0, color=INK, linewidth=0.8)
    names = [textwrap.fill(heading(effect.package), 24, max_lines=2) for effect in found.effects[:shown]]
    axes.set_yticks(range(shown), names, linespacing=0.95)
    axes.tick_params(axis="y", labelcolor=INK)
    axes.set_ylim(shown - 0.4, -0.6)
    low = min(0.0, *(100 * effect.prevented.low for effect in found.effects[:shown]))
    high = max(1.0, *(100 * effect.prevented.high for effect in found.effects[:shown]))
    axes.set_xlim(low - 0.04 * (high - low), high + 0.02 * (high - low))
    cost = "" if all(effect.changes == "situation" for effect in found.effects) else " (cost of the interventions)"
    axes.set_xlabel(
        "failures prevented of 100 (cost of the interventions a partnership)"
        if paid
        else f"fewer failures of 100{cost}"
    )
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")


def survival_panel(axes: Axes, found: Comparison, shown: int) -> None:
    """Survival of each arm, named at its end."""
    panel_title(axes, "Survival", "share not terminated; grey: interval of the baseline")
    week_axis(axes, found.arms.weeks)
    axes.set_ylim(0, 100)
    axes.set_ylabel("partnerships (%)")
    axes.grid(axis="y")
    names = ("baseline", *found.arms.names[:shown])
    colours, lines = (SOFT, *COLOURS), ((0, (4, 2)), *LINES)
    ends = []
    for name, colour, line in zip(names, colours, lines, strict=False):
        table = found.survival[found.survival["package"] == name]
        week = np.append(0, table["week"].to_numpy() + 1)
        percent = {key: 100 * np.append(1.0, table[key]) for key in ("survival", "low", "high")}
        if name == "baseline":  # what packages change is seen better in the differences beside it
            axes.fill_between(week, percent["low"], percent["high"], step="post", color=tint(SOFT, 0.25), lw=0)
        axes.step(week, percent["survival"], where="post", color=colour, linestyle=line, linewidth=1.6, gid=name)
        ends.append((float(percent["survival"][-1]), name, colour))
    _name_ends(axes, found.arms.weeks, ends)


def _name_ends(axes: Axes, week: int, ends: list[tuple[float, str, Any]]) -> None:
    """Names of lines at their right ends, moved apart where they would touch."""
    room = 100 * 0.13 / (axes.bbox.height / axes.figure.dpi)  # of a line, in per cent of the axis
    heights: list[float] = []
    ordered = sorted(ends, key=lambda end: end[0])
    for height, _, _ in ordered:
        heights.append(max(height, heights[-1] + room) if heights else height)
    over = max(0.0, heights[-1] - 100)
    for height, (value, name, colour) in zip(heights, ordered, strict=True):
        short = shortened(heading(name), 18)
        axes.annotate(
            f"{value:.0f} % {short}",
            (week, height - over),
            (4, 0),
            textcoords="offset points",
            size=SMALL_SIZE - 1,
            color=colour if name != "baseline" else INK,
            va="center",
            annotation_clip=False,
        )


def shortened(name: str, letters: int) -> str:
    """A name cut between words, or inside the first one where that alone is too long.

    >>> shortened("Progress updates and more", 18), shortened("Xxxxxxxxxxxxxxxxxxxxxx", 18)
    ('Progress updates…', 'Xxxxxxxxxxxxxxxxx…')
    """
    words = textwrap.shorten(name, letters, placeholder="…")
    return words if words != "…" else f"{name[: letters - 1]}…"


def causes_panel(axes: Axes, found: Comparison, shown: int) -> None:
    """What ends partnerships of each arm, a bar an arm."""
    panel_title(axes, "What ends partnerships", "of 100 partnerships; a bar an arm, a colour a cause")
    arms = [("baseline", "without")] + [(name, "with") for name in found.arms.names[:shown]]
    totals = []
    for place, (name, column) in enumerate(arms):
        mine = found.causes[found.causes["package"] == (found.arms.names[0] if column == "without" else name)]
        left = 0.0
        for cause in CAUSES:
            share = 100 * float(mine.loc[mine["cause"] == cause, column].iloc[0])
            axes.barh(
                place, share, left=left, height=0.62, color=CAUSE_COLOURS[cause], edgecolor="white", linewidth=0.6
            )
            left += share
        totals.append(left)
        axes.annotate(
            f"{hundred(left / 100)}", (left, place), (4, 0), textcoords="offset points", size=SMALL_SIZE, va="center"
        )
    axes.set_yticks(range(len(arms)), [textwrap.fill(heading(name), 24, max_lines=2) for name, _ in arms])
    axes.tick_params(axis="y", labelcolor=INK)
    axes.set_ylim(len(arms) - 0.4, -0.6)
    axes.set_xlim(0, max(1.0, 1.08 * max(totals)))
    axes.set_xlabel("terminated of 100 partnerships")
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    handles = [axes.barh(0, 0, color=colour, label=CAUSE_WORDS[cause]) for cause, colour in CAUSE_COLOURS.items()]
    axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(1.01, 1.05),
        frameon=False,
        fontsize=SMALL_SIZE,
        handlelength=1.0,
    )


def _difference(axes: Axes, found: Comparison, name: str, shown: int) -> None:
    about = indicator(name)
    better = "lower" if about.better < 0 else "higher"
    panel_title(axes, heading(name), wrapped(f"change; {better} is better", 1.9, SMALL_SIZE, 2))
    week_axis(axes, found.arms.weeks)
    axes.axhline(0, color=INK, linewidth=0.8, linestyle=(0, (4, 2)))
    for place, package in enumerate(found.arms.names[:shown]):
        table, colour = found.difference(name, package), COLOURS[place]
        table = table[table["pairs"] >= min(FEWEST_FOR_BANDS, table["pairs"].max())]  # the last few say next to nothing
        axes.fill_between(table.index, table["low"], table["high"], color=tint(colour, 0.4), alpha=0.6, lw=0)
        axes.plot(table.index, table["difference"], color=colour, linestyle=LINES[place], linewidth=1.5, gid=package)
    axes.margins(y=0.12)
    low, high = axes.get_ylim()
    if high - low < 0.02:
        axes.set_ylim(low - 0.01, high + 0.01)
    axes.set_ylabel(f"difference ({about.unit.replace('..', ' to ')})")
    axes.grid(axis="y")
