"""What a fit has learnt: facts before and after, coefficients before and after, pairs, and whether truths are found."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from outsim.plots.style import (
    BLACK,
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    SMALL_SIZE,
    SOFT,
    TITLE_SIZE,
    VERMILLION,
    Figure,
    style,
    tint,
    write_on,
)
from outsim.plots.validation import MARGIN, ROW, band_ground, fact_name, marker_at, on_band, with_minus
from outsim.studies.recovery import BARELY, ENOUGH, RECOVERED, WRONG

if TYPE_CHECKING:
    from outsim.studies.calibrate import Calibration

SHOWN = 12  # coefficients in the figure of marginals
COLUMNS = 2  # that they are shown in
PAIRED = 6  # coefficients in the figure of pairs


def plot_calibration(found: Calibration) -> AnyFigure:
    """Left: each fact with its band, before and after. Right: prior and posterior of the best-informed coefficients.

    Facts that were fitted are bold. What lies farther away than 1.6 widths of a band is drawn at the edge.
    """
    facts = found.facts.sort_values("role", key=lambda role: role != "fitting", kind="stable").reset_index(drop=True)
    shown = list(found.table["coefficient"].head(SHOWN))
    names, wide, gap, panel, between = 4.45, 2.5, 0.45, 1.85, 0.3  # inches, from left to right
    top, bottom = 0.95, 0.95
    deep = max(ROW * len(facts), 1.16 * math.ceil(len(shown) / COLUMNS))
    right = names + wide + gap
    width, height = right + COLUMNS * (panel + between), top + deep + bottom
    with style():
        figure = Figure(figsize=(width, height))
        _predictive(figure.add_axes((names / width, bottom / height, wide / width, deep / height)), facts)
        step = (deep + 0.1) / math.ceil(len(shown) / COLUMNS)
        for place, coefficient in enumerate(shown):
            row, column = divmod(place, COLUMNS)
            x, y = right + column * (panel + between), height - top - row * step - (step - 0.22)
            axes = figure.add_axes((x / width, y / height, panel / width, (step - 0.62) / height))
            _marginal(axes, found, coefficient)
        informed = int(found.table["informed"].sum())
        left = MARGIN / width
        _head(figure, f"The facts inform {informed} of {len(found.table)} coefficients")
        for x, text in (
            (
                MARGIN,
                "What populations say of each fact, before and after the fit (95 %). Bold: fitted; others: not.",
            ),
            (right, "Best-informed coefficients. c: share of the prior's variance gone."),
        ):
            figure.text(x / width, 1 - 0.55 / height, text, color=SOFT, size=SMALL_SIZE, va="center")
        handles = [
            Patch(color=FAINT, label="band (left), prior (right)"),
            Line2D([], [], color=ORANGE, lw=1.4, label="before: the prior"),
            Line2D([], [], color=BLUE, lw=4, label="after: the posterior"),
            Line2D([], [], color=BLACK, marker="|", ls="", ms=10, mew=2, label="most probable: the default"),
        ]
        figure.legend(
            handles=handles,
            loc="lower left",
            bbox_to_anchor=(left, 0.06 / height),
            ncols=4,
            frameon=False,
            fontsize=SMALL_SIZE,
        )
    return figure


def _head(figure: AnyFigure, title: str, below: str = "") -> None:
    """The title of a figure and what is to be known before reading it."""
    width, height = figure.get_size_inches()
    left = MARGIN / width
    figure.text(left, 1 - 0.28 / height, title, size=TITLE_SIZE, weight="bold", va="center")
    if below:
        figure.text(left, 1 - 0.46 / height, below, color=SOFT, size=SMALL_SIZE, va="top", linespacing=1.3)


def _predictive(axes: Axes, facts: pd.DataFrame) -> None:
    band_ground(axes, len(facts))
    for place in range(len(facts)):
        row = facts.iloc[place]
        before, after = ([on_band(row[f"{when}_{end}"], row) for end in ("low", "high")] for when in _WHEN)
        axes.plot(before, [place - 0.26] * 2, color=ORANGE, lw=1.4, gid="before")
        axes.plot(after, [place + 0.06] * 2, color=BLUE, lw=4, gid="after")
        probable = on_band(row["most_probable"], row)
        marker = marker_at(probable, "|")
        size = 9 if marker == "|" else 6
        axes.plot(
            probable, place, marker, color=BLACK, ms=size, mew=2 if marker == "|" else 0, clip_on=False, gid="probable"
        )
        fact_name(axes, place, row)


_WHEN = ("prior", "posterior")


def _marginal(axes: Axes, found: Calibration, coefficient: str) -> None:
    from scipy.stats import gaussian_kde, norm

    place = found.prior.names.index(coefficient)
    unknown, row = found.prior.unknowns[place], found.table.set_index("coefficient").loc[coefficient]
    standard = np.linspace(-3, 3, 121)
    density = gaussian_kde(found.posterior.standard[:, place], weights=found.posterior.weights)(standard)
    axes.fill_between(standard, norm.pdf(standard), color=FAINT, lw=0)
    axes.plot(standard, density, color=BLUE, lw=1.6, gid="posterior")
    default = float(np.clip(unknown.standard(row["default"]), -3, 3))
    axes.axvline(default, color=BLACK, lw=1.4, gid="default")
    ticks = np.array([-1.96, 0.0, 1.96])
    axes.set_xticks(ticks, [with_minus(f"{value:.2g}") for value in unknown.value(ticks)])
    axes.set_yticks([])
    axes.set_xlim(-3, 3)
    axes.set_ylim(0)
    axes.spines["left"].set_visible(False)
    group, name = _parts(coefficient)
    axes.set_title(f"{group}   c = {row['contraction']:.2f}\n{name}", size=SMALL_SIZE, loc="left", color=INK, pad=3)


def plot_pairs(found: Calibration) -> AnyFigure:
    """The six best-informed coefficients against each other, in the prior's standard deviations."""
    names = list(found.table["coefficient"].head(PAIRED))
    places = [found.prior.names.index(name) for name in names]
    draws = found.prior.standard({name: found.draws[name].to_numpy() for name in found.prior.names})[:, places]
    together = np.asarray(np.corrcoef(draws, rowvar=False))
    reach = max(3.0, float(np.abs(draws).max())) + 0.4
    number, side, gap, left, top, bottom = len(names), 1.42, 0.16, 0.85, 0.95, 0.72
    size = (
        left + (number - 1) * (side + gap) - gap + MARGIN,
        top + (number - 1) * (side + gap) - gap + bottom,
    )
    with style():
        figure = Figure(figsize=size)
        _head(
            figure,
            _pairs_title(together[np.tril_indices(number, -1)], number),
            "Each point is a kept draw of the posterior, in standard deviations of the prior (circle: 95 % of it).\n"
            "r: correlation.",
        )
        for low in range(1, number):
            for high in range(low):
                x, y = left + high * (side + gap), size[1] - top - low * (side + gap) + gap
                axes = figure.add_axes((x / size[0], y / size[1], side / size[0], side / size[1]))
                _pair(axes, draws[:, high], draws[:, low], together[low, high], reach)
                axes.tick_params(labelleft=high == 0, labelbottom=low == number - 1)
                if high == 0:
                    axes.set_ylabel("\n".join(_parts(names[low])))
                if low == number - 1:
                    axes.set_xlabel("\n".join(_parts(names[high])))
    return figure


def _pairs_title(correlations: Any, number: int) -> str:
    ends = with_minus(f"{correlations.min():.2f} to {correlations.max():.2f}")
    return f"The {number} best-informed coefficients in pairs: correlations {ends}"


def _pair(axes: Axes, one: Any, other: Any, correlation: float, reach: float) -> None:
    angle = np.linspace(0, 2 * np.pi, 100)
    axes.plot(2.45 * np.cos(angle), 2.45 * np.sin(angle), color=SOFT, lw=0.6)
    axes.plot(one, other, ".", color=BLUE, ms=3, alpha=0.6, gid="draws")
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    axes.set_xticks([-2, 0, 2])
    axes.set_yticks([-2, 0, 2])
    axes.text(
        0.98,
        0.98,
        with_minus(f"r = {correlation:.2f}"),
        transform=axes.transAxes,
        ha="right",
        va="top",
        size=SMALL_SIZE,
        color=INK,
    )


def _parts(coefficient: str) -> list[str]:
    """The group and the name of a coefficient."""
    return coefficient.removeprefix("coefficients.").split(".")


def plot_recovery(found: Calibration) -> AnyFigure:
    """How often 90 % intervals cover known coefficients, and how closely found ones follow them."""
    table = found.recovery
    rows = max(len(table), 2)
    width, height, bottom, deep = 9.4, 1.93 + 0.22 * rows, 0.85, 0.22 * rows
    with style():
        figure = Figure(figsize=(width, height))
        recovered = int((table["verdict"] == RECOVERED).sum())
        _head(
            figure,
            f"{recovered} of {len(table)} known coefficients are found again in simulated data",
            "Sets of facts simulated with known coefficients, fitted as if they were published. Calibrated: the\n"
            "truth's rank among the posterior's draws looks uniform. Recovered: so, and truth and finding correlate\n"
            f"by {ENOUGH:g} or more.",
        )
        coverage, following = (
            figure.add_axes((x / width, bottom / height, 2.85 / width, deep / height)) for x in (2.95, 6.25)
        )
        if table.empty:
            write_on(coverage, "The facts inform no coefficient.")
            following.set_axis_off()
            return figure
        _recovery_panels(coverage, following, table)
        handles = [
            Line2D([], [], color=colour, marker=marker, ls="", label=label)
            for label, (colour, marker) in _FOUND.items()
        ]
        handles.append(Line2D([], [], color=tint(SOFT, 0.5), lw=3, label="95 % interval"))
        figure.legend(
            handles=handles,
            loc="lower left",
            bbox_to_anchor=(MARGIN / width, 0.06 / height),
            ncols=4,
            frameon=False,
            fontsize=SMALL_SIZE,
        )
    return figure


_FOUND = {RECOVERED: (GREEN, "o"), BARELY: (ORANGE, "D"), WRONG: (VERMILLION, "X")}


def _recovery_panels(coverage: Axes, following: Axes, table: pd.DataFrame) -> None:
    for axes in (coverage, following):
        axes.set_ylim(len(table) - 0.5, -0.5)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="both")
        axes.set_yticks(range(len(table)), [""] * len(table))
    coverage.set_yticks(range(len(table)), [name.removeprefix("coefficients.") for name in table["coefficient"]])
    coverage.tick_params(axis="y", labelcolor=INK)
    coverage.set_xlabel("truths inside 90 % intervals (%)")
    coverage.set_xlim(min(60.0, 100 * table["coverage_low"].min() - 3), 100)
    coverage.axvline(90, color=SOFT, lw=1.0)
    following.set_xlabel("correlation of found with true")
    following.set_xlim(min(0.0, table["correlation"].min() - 0.05), 1)
    following.axvline(ENOUGH, color=SOFT, lw=1.0)
    for place in range(len(table)):
        row = table.iloc[place]
        colour, marker = _FOUND[row["verdict"]]
        ends = [100 * row["coverage_low"], 100 * row["coverage_high"]]
        coverage.plot(ends, [place] * 2, color=tint(colour, 0.5), lw=3, gid="interval")
        for axes, value in ((coverage, 100 * row["coverage"]), (following, row["correlation"])):
            axes.plot(value, place, marker, color=colour, ms=5, clip_on=False, gid="found")
