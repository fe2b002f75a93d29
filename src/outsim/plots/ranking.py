"""Levers in the order of what they prevent, and which pairs do more or less than their sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure as AnyFigure
from matplotlib.lines import Line2D

from outsim.plots.page import Page
from outsim.plots.style import (
    BLUE,
    INK,
    ORANGE,
    SMALL_SIZE,
    SOFT,
    VERMILLION,
    heading,
    panel_title,
    style,
    tint,
)
from outsim.studies.effects import Effect
from outsim.studies.words import hundred, money, most_words

if TYPE_CHECKING:
    from outsim.studies.rank import Ranking

LEFT, WIDTH, ROW, HEADER, FOOTER = 1.95, 3.3, 0.3, 1.45, 1.35  # inches
NAMES, ANNOTATION = 2.0, 1.55
DIVERGING = LinearSegmentedColormap.from_list("overlap to synergy", [VERMILLION, "#FFFFFF", BLUE])
WAYS = (("alone", "o", BLUE, -0.2), ("equal cost", "D", ORANGE, 0.06), ("with all others", "s", SOFT, 0.3))


def plot_ranking(found: Ranking) -> AnyFigure:
    """What each lever prevents alone, at equal cost and beside all others; and the synergy of each pair.

    >>> plot_ranking(found).savefig("ranking.svg")   # doctest: +SKIP
    """
    names = [effect.package for effect in found.alone]
    deep = max(ROW * len(names), 1.8)
    square = max(0.21 * len(names), 1.2)
    with style():
        page = Page(LEFT + WIDTH + ANNOTATION + NAMES + square + 1.1, HEADER + max(deep, square + 1.5) + FOOTER)
        _levers(page.axes(LEFT, HEADER, WIDTH, deep), found)
        _pairs(page.axes(LEFT + WIDTH + ANNOTATION + NAMES, HEADER, square, square), page, found, names)
        page.title(_title(found), _what(found))
        page.caption(
            "Whiskers: 95 % intervals from pairs on shared luck. Filled marks and dots: settled, adjusted for how many "
            "are looked at. Pairs: failures prevented together less the sum of what each prevents alone; blue: more "
            "than the sum, orange: less."
        )
    return page.figure


def _title(found: Ranking) -> str:
    best = found.alone[0]
    if best.verdict != "helps":
        return f"{heading(found.base_name)}: no lever alone is shown to prevent failure"
    return f"{heading(found.base_name)}: {most_words(best.package.replace('_', ' '), found.alone)}"


def _what(found: Ranking) -> str:
    everything, without = found.everything, found.everything.failed_without
    return (
        f"{without.of:,} pairs of partnerships on the same luck, {found.weeks} weeks; {hundred(without.share)} of 100 "
        f"fail without interventions, {hundred(everything.failed_with.share)} with all levers at once "
        f"(USD {money(everything.intervention_cost.value)} a partnership)."
    )


def _levers(axes: Axes, found: Ranking) -> None:
    panel_title(axes, "Failures prevented by each lever", "of 100 partnerships; right of 0: fewer fail")
    ends = [0.0, 1.0]
    for place, effect in enumerate(found.alone):
        ways = (effect, found.equal_cost[effect.package], found.left_out[effect.package])
        for (way, marker, colour, lower), one in zip(WAYS, ways, strict=True):
            ends += _whisker(axes, one, place + lower, marker, colour, way)
        axes.annotate(
            f"USD {money(effect.intervention_cost.value)}, {effect.leader_hours.value:,.0f} h",
            (1, place),
            (6, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            size=SMALL_SIZE - 0.5,
            va="center",
            annotation_clip=False,
        )
    axes.annotate(
        "cost alone,\nleaders' hours",
        (1, -0.75),
        (6, 0),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        size=SMALL_SIZE - 0.5,
        color=SOFT,
        va="bottom",
        annotation_clip=False,
    )
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_yticks(range(len(found.alone)), [heading(effect.package) for effect in found.alone])
    axes.tick_params(axis="y", labelcolor=INK)
    axes.set_ylim(len(found.alone) - 0.4, -0.6)
    low, high = min(ends), max(ends)
    axes.set_xlim(low - 0.04 * (high - low), high + 0.04 * (high - low))
    axes.set_xlabel("failures prevented of 100")
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    dose = f"alone, at {'full dose' if found.dose == 1 else f'dose {found.dose:g}'}"
    labels = (dose, f"at equal cost, USD {money(found.cost)}", "beside all other levers")
    axes.legend(
        handles=[
            Line2D([], [], color=colour, marker=marker, markersize=5, linewidth=1.2, label=label)
            for (_, marker, colour, _), label in zip(WAYS, labels, strict=True)
        ],
        loc="upper left",
        bbox_to_anchor=(-0.45, -0.48 / (axes.bbox.height / axes.figure.dpi)),
        ncol=3,
        frameon=False,
        fontsize=SMALL_SIZE,
        columnspacing=1.2,
        handlelength=1.4,
    )


def _whisker(axes: Axes, effect: Effect, place: float, marker: str, colour: Any, way: str) -> tuple[float, float]:
    """An estimate with its interval, of 100; returns the interval's ends."""
    low, high = 100 * effect.prevented.low, 100 * effect.prevented.high
    settled = effect.verdict in ("helps", "harms")
    axes.hlines(place, low, high, color=colour, linewidth=1.1, gid=way)
    axes.plot(
        100 * effect.prevented.value,
        place,
        marker,
        color=colour,
        markerfacecolor=colour if settled else "white",
        markersize=4.5,
        markeredgewidth=0.9,
        gid=f"{way}: {effect.package}",
    )
    return low, high


def _pairs(axes: Axes, page: Page, found: Ranking, names: list[str]) -> None:
    panel_title(axes, "Pairs", "more or less than their sum, of 100")
    size = len(names)
    values, settled = np.full((size, size), np.nan), np.zeros((size, size), dtype=bool)
    for _, pair in found.pairs.iterrows():
        one, other = sorted((names.index(pair["lever"]), names.index(pair["other"])))
        values[other, one] = 100 * pair["synergy"]
        settled[other, one] = pair["verdict"] != "not settled"
    reach = max(1.0, float(np.nanmax(np.abs(values), initial=0.0)))
    image = axes.imshow(values, cmap=DIVERGING, vmin=-reach, vmax=reach, gid="synergy")
    column, row = np.nonzero(settled.T)
    axes.scatter(column, row, s=9, color=INK, gid="settled")
    axes.set_xticks(range(size), [heading(name) for name in names], rotation=60, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(size), [heading(name) for name in names])
    axes.tick_params(labelcolor=INK, labelsize=SMALL_SIZE - 1, length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_facecolor(tint(SOFT, 0.06))
    place = axes.get_position()
    bar = page.figure.add_axes((place.x1 + 0.12 / page.width, place.y0, 0.1 / page.width, place.height))
    page.figure.colorbar(image, cax=bar).outline.set_visible(False)
    bar.tick_params(labelsize=SMALL_SIZE - 1)
