"""The efficient frontier of packages, what leaders' hours they take, and what they do in other worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

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
    wrapped,
    write_on,
)
from outsim.studies.packages import NOTHING
from outsim.studies.portfolio_words import in_words, limits
from outsim.studies.words import hundred, money

if TYPE_CHECKING:
    from outsim.studies.portfolio import Portfolio
    from outsim.studies.robust import Robust

NAMES, HOURS, WORLD, BETWEEN, RIGHT = 4.4, 1.7, 2.7, 0.95, 0.85  # inches, as all here
LEFT, DEEP, ROW, HEADER, GAP, FOOTER = 0.75, 2.9, 0.31, 1.5, 1.25, 1.35
RULE_MARKS = {"expected": ("o", BLUE), "worst case": ("s", VERMILLION)}


def plot_portfolio(found: Portfolio) -> AnyFigure:
    """Failures prevented over cost, with the package for the budget; leaders' hours; failures in other worlds.

    >>> plot_portfolio(found).savefig("portfolio.svg")   # doctest: +SKIP
    """
    low = ROW * (len(found.frontier) + 1)
    width = NAMES + HOURS + RIGHT + len(found.robustness) * (BETWEEN + WORLD) + (RIGHT if not found.robustness else 0)
    below = HEADER + DEEP + GAP
    with style():
        page = Page(width, below + low + FOOTER)
        _frontier(page.axes(LEFT, HEADER, width - LEFT - RIGHT, DEEP), found)
        _hours(page.axes(NAMES, below, HOURS, low), found)
        for place, robust in enumerate(found.robustness):
            left = NAMES + HOURS + BETWEEN + place * (WORLD + BETWEEN)
            _worlds(page.axes(left, below, WORLD, low), found, robust)
        page.title(_title(found), _what(found))
        page.caption(_caption(found))
    return page.figure


def _title(found: Portfolio) -> str:
    name, chosen = heading(found.base_name), found.chosen
    if not any(choice.effect.verdict == "helps" for choice in found.frontier):
        return f"{name}: no package is shown to prevent failure"
    allowed = limits(found)
    if chosen is None or chosen.effect.verdict != "helps":
        return f"{name}: no package for {allowed} is shown to prevent failure"
    within = f"within {allowed} " if allowed else ""
    prevented = hundred(chosen.effect.prevented.value)
    return f"{name}: {within}{in_words(chosen)} prevents failure in {prevented} of 100 partnerships"


def _what(found: Portfolio) -> str:
    without = found.failed_without
    state = "" if found.complete else " Interrupted."
    return (
        f"{found.arms.pairs:,} pairs of partnerships on the same luck, unseen by the search, {found.arms.weeks} weeks. "
        f"Without interventions {hundred(without.share)} of 100 are terminated "
        f"({hundred(without.low)} to {hundred(without.high)}).{state}"
    )


def _caption(found: Portfolio) -> str:
    parts = [
        "Numbered packages: no other one that was found prevents as many for less. Whiskers: 95 % intervals from "
        "pairs; filled: shown to prevent failures. Costs are on a square-root scale, which gives room to cheap ones; "
        "what is grey lies beyond the limits."
    ]
    if found.robustness:
        parts.append(
            "Thin marks: each scenario, or each draw of coefficients. Rings: what the rule of this colour chooses "
            "among those within the limits; diamond: the choice by least regret."
        )
    return " ".join(parts)


def _frontier(axes: Axes, found: Portfolio) -> None:
    panel_title(axes, "What money buys", "failures prevented of 100; the line: the most that a budget buys")
    if not found.frontier:
        write_on(axes, "No package was found with which fewer partnerships fail.")
        return
    cost = np.array([0.0, *(choice.cost for choice in found.frontier)])
    effects = [choice.effect for choice in found.frontier]
    prevented = 100 * np.array([0.0, *(effect.prevented.value for effect in effects)])
    right = max(cost.max(), min(found.budget or 0.0, 1.5 * cost.max()), 1000.0) * 1.12
    axes.set_xscale("function", functions=(lambda x: np.sqrt(np.maximum(x, 0)), np.square))
    axes.step([*cost, right], [*prevented, prevented[-1]], where="post", color=tint(BLUE, 0.45), lw=1.2, gid="frontier")
    top = max([1.0, *(100 * effect.prevented.high for effect in effects)])
    axes.set_ylim(min([0.0, *(100 * effect.prevented.low for effect in effects)]) - 0.08 * top, 1.2 * top)
    axes.set_xlim(0, right)
    ticks = _ticks(right)
    axes.set_xticks(ticks, [f"{tick / 1000:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel("interventions cost, thousand USD a partnership")
    axes.set_ylabel("failures prevented of 100")
    axes.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10], min_n_ticks=3))
    axes.grid(axis="y")
    axes.axhline(0, color=INK, lw=0.8)
    chosen = found.chosen
    for place, choice in enumerate(found.frontier, start=1):
        effect = choice.effect
        low, value, high = (100 * end for end in (effect.prevented.low, effect.prevented.value, effect.prevented.high))
        colour = ORANGE if choice is chosen else BLUE
        axes.vlines(choice.cost, low, high, color=colour, lw=1.4, gid="interval")
        helps = effect.verdict == "helps"
        axes.plot(
            choice.cost,
            value,
            "o",
            color=colour,
            markerfacecolor=colour if helps else "white",
            markersize=8 if choice is chosen else 5.5,
            zorder=3,
            gid="chosen" if choice is chosen else "package",
        )
        up = place % 2
        axes.annotate(
            str(place),
            (choice.cost, high if up else low),
            (0, 3 if up else -3),
            textcoords="offset points",
            ha="center",
            va="bottom" if up else "top",
            size=SMALL_SIZE,
            weight="bold" if choice is chosen else "normal",
        )
    if found.budget is not None:
        _budget(axes, found.budget, right)


def _budget(axes: Axes, budget: float, right: float) -> None:
    """A dashed line, or a word at the edge where it lies beyond."""
    text = f"budget USD {money(budget)}"
    if budget > right:
        axes.annotate(f"{text} →", (1, 0.02), xycoords="axes fraction", ha="right", size=SMALL_SIZE, color=SOFT)
        return
    axes.axvline(budget, color=SOFT, lw=1.0, ls="--", gid="budget")
    late = np.sqrt(budget / right) > 0.6
    axes.annotate(
        text,
        (budget, 0.02),
        (-4 if late else 4, 0),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="right" if late else "left",
        size=SMALL_SIZE,
        color=SOFT,
    )


def _ticks(right: float) -> list[float]:
    """Round numbers that are far enough apart on a square-root scale.

    >>> _ticks(100_000)
    [0.0, 2000.0, 10000.0, 20000.0, 50000.0, 100000.0]
    """
    places = [0.0]
    rounds = [digit * 10.0**power for power in range(2, 13) for digit in (1, 2, 5)]
    for value in rounds:
        if value <= right and np.sqrt(value / right) - np.sqrt(places[-1] / right) >= 0.12:
            places.append(value)
    return places


def _rows(axes: Axes, found: Portfolio, labels: list[str]) -> None:
    """A row a package, ``nothing`` first; the chosen one is bold, what is beyond the limits grey."""
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", labelcolor=INK)
    for label, choice in zip(axes.get_yticklabels()[1:], found.frontier, strict=True):
        label.set_color(INK if choice.within(found.budget, found.leader_hours) else SOFT)
    chosen = found.chosen
    axes.get_yticklabels()[found.frontier.index(chosen) + 1 if chosen else 0].set_fontweight("bold")
    axes.set_ylim(len(labels) - 0.5, -0.5)


def _hours(axes: Axes, found: Portfolio) -> None:
    panel_title(axes, "Leaders' hours", "all together; USD beside")
    hours = [0.0, *(choice.leader_hours for choice in found.frontier)]
    cost = [0.0, *(choice.cost for choice in found.frontier)]
    axes.barh(range(len(hours)), hours, height=0.5, color=tint(BLUE, 0.45), gid="hours")
    names = [
        f"{place}  {choice.package.name.replace('_', ' ')}" for place, choice in enumerate(found.frontier, start=1)
    ]
    _rows(axes, found, [wrapped(name, NAMES - 0.75, SMALL_SIZE, 2) for name in (f"{NOTHING} (as it is)", *names)])
    right = 1.08 * max([*hours, 1.0])
    if found.leader_hours is not None and found.leader_hours <= 2 * right:
        right = max(right, 1.08 * found.leader_hours)
        axes.axvline(found.leader_hours, color=SOFT, lw=1.0, ls="--", gid="limit")
    axes.set_xlim(0, right)
    axes.set_xlabel("hours" if found.leader_hours is None else f"hours (limit {found.leader_hours:,.0f})")
    for place, dollars in enumerate(cost):
        axes.annotate(
            money(dollars),
            (1, place),
            (5, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            size=SMALL_SIZE,
        )


def _worlds(axes: Axes, found: Portfolio, robust: Robust) -> None:
    number = len(robust.states)
    what = "scenarios" if robust.over == "scenarios" else "draws of coefficients"
    panel_title(axes, f"In {number} {what}", "failures of 100; further left is better")
    for place, shares in enumerate(robust.failed):
        axes.plot(100 * shares, [place] * number, "|", color=SOFT, alpha=0.55, markersize=7, gid="states")
        axes.hlines(place, 100 * shares.min(), 100 * shares.max(), color=FAINT, lw=1.0, zorder=0)
    chosen = {decision.rule: robust.packages.index(decision.package) for decision in robust.decisions}
    for rule, (marker, colour) in RULE_MARKS.items():
        values = 100 * robust.values[rule]
        axes.plot(values, range(len(values)), marker, color=colour, markersize=5, ls="", gid=rule)
        place = chosen[rule]
        axes.plot(values[place], place, "o", mfc="none", mec=colour, mew=1.5, markersize=12, gid=f"chosen by {rule}")
    axes.plot(
        1.03, chosen["regret"], "D", color=ORANGE, markersize=6, transform=axes.get_yaxis_transform(), clip_on=False
    )
    _rows(axes, found, ["–", *(str(place) for place in range(1, len(robust.packages)))])
    axes.set_xlim(left=min(0.0, 100 * robust.failed.min()) - 1)
    axes.set_xlabel("failures of 100")
    axes.grid(axis="x")
    worst = "worst scenario" if robust.over == "scenarios" else "worst quarter"
    axes.legend(
        handles=[
            Line2D([], [], color=BLUE, marker="o", ls="", markersize=5, label="average"),
            Line2D([], [], color=VERMILLION, marker="s", ls="", markersize=5, label=worst),
            Line2D([], [], color=ORANGE, marker="D", ls="", markersize=5, label="least regret"),
        ],
        loc="upper center",
        bbox_to_anchor=(0.5, -0.42 / (ROW * len(robust.packages))),
        ncols=3,
        frameon=False,
        fontsize=SMALL_SIZE - 0.5,
        handletextpad=0.1,
        columnspacing=0.7,
    )
