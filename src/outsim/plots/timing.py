"""Failures prevented by when a package begins, and by what sets it off, how fast it works in and wears off."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure

from outsim.plots.page import Page
from outsim.plots.style import BLUE, GREEN, INK, ORANGE, PURPLE, SMALL_SIZE, heading, panel_title, style, tint
from outsim.studies.words import hundred, money

if TYPE_CHECKING:
    from outsim.studies.timing import Timed, Timing

LEFT, WIDTH, HIGH, HEADER, FOOTER = 0.75, 4.3, 3.3, 1.45, 1.15  # inches
NAMES, SIDE, PRICE, ROW = 2.6, 2.3, 1.15, 0.3
WAYS = (("start", BLUE), ("trigger", GREEN), ("ramp", ORANGE), ("wear-off", PURPLE))


def plot_timing(found: Timing) -> AnyFigure:
    """Failures prevented by the week of the start; and of each trigger, ramp and wear-off, with what it costs.

    >>> plot_timing(found).savefig("timing.svg")   # doctest: +SKIP
    """
    others = [found.starts[0], *(timed for timed in found.timed if timed.way != "start")]
    deep = max(HIGH, ROW * len(others))
    with style():
        page = Page(LEFT + WIDTH + NAMES + 0.3 + SIDE + PRICE, HEADER + deep + FOOTER)
        _by_start(page.axes(LEFT, HEADER, WIDTH, deep), found)
        _by_way(page.axes(LEFT + WIDTH + NAMES + 0.3, HEADER, SIDE, deep), others)
        page.title(_title(found), _what(found))
        page.caption(
            "Whiskers and shaded area: 95 % intervals from pairs on shared luck. Filled marks: the effect is settled. "
            "Triggers start at values that half, a quarter and a tenth of the baseline's weeks exceed (in the bad "
            "direction), and let go where a quarter more do."
        )
    return page.figure


def _title(found: Timing) -> str:
    last = found.last_that_helps
    name = heading(found.package)
    if last is None:
        return f"{name} in {heading(found.base_name).lower()}: not shown to help whenever it begins"
    if last is found.starts[-1]:
        return f"{name} in {heading(found.base_name).lower()}: helps whenever it begins"
    return f"{name} in {heading(found.base_name).lower()}: helps when begun by week {last.setting:g}"


def _what(found: Timing) -> str:
    effect = found.starts[0].effect
    return (
        f"{effect.prevented.of:,} pairs of partnerships on the same luck, {found.weeks} weeks; "
        f"{hundred(effect.failed_without.share)} of 100 fail without it." + ("" if found.complete else " Interrupted.")
    )


def _by_start(axes: Axes, found: Timing) -> None:
    panel_title(axes, "When it begins", "failures prevented of 100 partnerships")
    weeks = np.array([timed.setting for timed in found.starts])
    estimates = [timed.effect.prevented for timed in found.starts]
    value, low, high = (100 * np.array([getattr(each, key) for each in estimates]) for key in ("value", "low", "high"))
    axes.fill_between(weeks, low, high, color=tint(BLUE, 0.25), lw=0, gid="interval")
    axes.plot(weeks, value, color=BLUE, linewidth=1.6, gid="prevented")
    settled = np.array([timed.effect.verdict in ("helps", "harms") for timed in found.starts])
    axes.plot(weeks[settled], value[settled], "o", color=BLUE, markersize=5, gid="settled")
    axes.plot(weeks[~settled], value[~settled], "o", color=BLUE, markerfacecolor="white", markersize=5)
    axes.axhline(0, color=INK, linewidth=0.8)
    last = found.last_that_helps
    if last is not None and last is not found.starts[-1]:
        axes.axvline(last.setting, color=INK, linewidth=0.8, linestyle=(0, (4, 2)))
        axes.annotate(
            f"last start shown\nto help: week {last.setting:g}",
            (last.setting, 1),
            (4, -2),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            size=SMALL_SIZE,
            va="top",
        )
    axes.set_xlim(-1, max(found.weeks, 1))
    axes.set_xlabel("week in which it begins")
    axes.set_ylabel("failures prevented of 100")
    axes.margins(y=0.12)
    axes.grid(axis="y")


def _by_way(axes: Axes, others: Sequence[Timed]) -> None:
    panel_title(axes, "How it is timed", "failures prevented of 100, and what it costs a partnership")
    colours = dict(WAYS)
    for place, timed in enumerate(others):
        estimate, colour = timed.effect.prevented, colours[timed.way]
        filled = timed.effect.verdict in ("helps", "harms")
        axes.hlines(place, 100 * estimate.low, 100 * estimate.high, color=colour, linewidth=1.4)
        axes.plot(
            100 * estimate.value,
            place,
            "o",
            color=colour,
            markerfacecolor=colour if filled else "white",
            markersize=5,
            gid=timed.label,
        )
        axes.annotate(
            f"USD {money(timed.effect.intervention_cost.value)}",
            (1, place),
            (6, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            size=SMALL_SIZE,
            va="center",
            annotation_clip=False,
        )
    axes.axvline(0, color=INK, linewidth=0.8)
    labels = [textwrap.fill(timed.label, 34, max_lines=2) for timed in others]
    axes.set_yticks(range(len(others)), labels, linespacing=0.9)
    axes.tick_params(axis="y", labelcolor=INK)
    axes.set_ylim(len(others) - 0.4, -0.6)
    axes.set_xlabel("failures prevented of 100")
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
