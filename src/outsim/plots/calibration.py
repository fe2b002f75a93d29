"""What a fit has learnt: facts before and after, coefficients before and after, pairs, and whether truths are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from outsim.plots.style import (
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
)

if TYPE_CHECKING:
    from outsim.studies.calibrate import Calibration

SHOWN = 12  # coefficients in the figure of marginals
PAIRED = 6  # coefficients in the figure of pairs


def plot_calibration(found: Calibration) -> AnyFigure:
    """Left: each fact with its band, before and after. Right: prior and posterior of the best-informed coefficients."""
    facts = found.facts.sort_values("role", ascending=False, kind="stable").reset_index(drop=True)
    shown = found.table.head(SHOWN)
    with style():
        figure = Figure(figsize=(12.4, 7.6))
        axes = figure.add_axes((0.245, 0.12, 0.2, 0.74))
        _predictive(axes, facts)
        for place, coefficient in enumerate(shown["coefficient"]):
            row, column = divmod(place, 3)
            panel = figure.add_axes((0.51 + 0.165 * column, 0.695 - 0.19 * row, 0.135, 0.115))
            _marginal(panel, found, coefficient)
        informed = int(found.table["informed"].sum())
        figure.text(0.01, 0.965, f"The facts inform {informed} of {len(found.table)} coefficients", size=TITLE_SIZE, weight="bold", va="center")  # fmt: skip
        figure.text(0.01, 0.925, "Left: what populations say of each fact, before and after the fit (95 %). Bold: fitted; others are checks.", color=SOFT, size=SMALL_SIZE)  # fmt: skip
        figure.text(0.51, 0.925, f"Right: the {len(shown)} best-informed coefficients. c: share of the prior's variance that is gone.", color=SOFT, size=SMALL_SIZE)  # fmt: skip
        handles = [
            Patch(color=FAINT, label="band (left) or prior (right)"),
            Line2D([], [], color=ORANGE, lw=1.4, label="before"),
            Line2D([], [], color=BLUE, lw=4, label="after: the posterior"),
            Line2D([], [], color=VERMILLION, marker="|", ls="", ms=10, mew=2, label="most probable: the default"),
        ]
        figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.005, 0.0), ncols=4, frameon=False, fontsize=SMALL_SIZE)  # fmt: skip
    return figure


def _predictive(axes: Axes, facts: Any) -> None:
    axes.set_ylim(len(facts) - 0.5, -0.5)
    axes.set_xlim(-1.6, 2.6)
    axes.axvspan(0, 1, color=FAINT, lw=0)
    axes.set_yticks([])
    axes.set_xticks([0, 1], ["low end", "high end"])
    axes.set_xlabel("the fact's published band")
    axes.spines["left"].set_visible(False)
    for place, row in facts.iterrows():

        def at(name: str, row: Any = row) -> float:
            return float(np.clip((row[name] - row["low"]) / (row["high"] - row["low"]), -1.6, 2.6))

        axes.plot([at("prior_low"), at("prior_high")], [place] * 2, color=ORANGE, lw=1.2)
        axes.plot([at("posterior_low"), at("posterior_high")], [place] * 2, color=BLUE, lw=4)
        axes.plot(at("most_probable"), place, "|", color=VERMILLION, ms=9, mew=2)
        weight = "bold" if row["role"] == "fitting" else "normal"
        axes.text(-1.7, place, f"{row['fact']}  {row['id']}", ha="right", va="center", size=SMALL_SIZE, weight=weight, color=INK)  # fmt: skip


def _marginal(axes: Axes, found: Calibration, coefficient: str) -> None:
    from scipy.stats import gaussian_kde, norm

    place = found.prior.names.index(coefficient)
    unknown, row = found.prior.unknowns[place], found.table.set_index("coefficient").loc[coefficient]
    standard = np.linspace(-3, 3, 121)
    density = gaussian_kde(found.posterior.standard[:, place], weights=found.posterior.weights)(standard)
    axes.fill_between(standard, norm.pdf(standard), color=FAINT, lw=0)
    axes.plot(standard, density, color=BLUE, lw=1.6)
    axes.axvline(float(unknown.standard(row["default"])), color=VERMILLION, lw=1.4)
    ticks = np.array([-1.96, 0.0, 1.96])
    axes.set_xticks(ticks, [f"{value:.2g}" for value in unknown.value(ticks)])
    axes.set_yticks([])
    axes.set_xlim(-3, 3)
    axes.spines["left"].set_visible(False)
    group, name = coefficient.removeprefix("coefficients.").split(".")
    axes.set_title(f"{group}\n{name}   c = {row['contraction']:.2f}", size=SMALL_SIZE, loc="left", color=INK)


def plot_pairs(found: Calibration) -> AnyFigure:
    """The six best-informed coefficients against each other, in the prior's standard deviations."""
    names = list(found.table["coefficient"].head(PAIRED))
    places = [found.prior.names.index(name) for name in names]
    draws = found.prior.standard({name: found.draws[name].to_numpy() for name in found.prior.names})[:, places]
    with style():
        figure = Figure(figsize=(9.2, 8.6))
        figure.text(
            0.02, 0.975, "Coefficients that the facts tie together", size=TITLE_SIZE, weight="bold", va="center"
        )
        figure.text(0.02, 0.945, "Kept draws of the posterior, in standard deviations of the prior (circle: its 95 %). r: correlation.", color=SOFT, size=SMALL_SIZE)  # fmt: skip
        for low in range(PAIRED):
            for high in range(low):
                width = 0.85 / (PAIRED - 1)
                axes = figure.add_axes(
                    (0.11 + width * high, 0.08 + width * (PAIRED - 1 - low), 0.85 * width, 0.82 * width)
                )
                _pair(axes, draws[:, high], draws[:, low])
                if high == 0:
                    axes.set_ylabel(_two_lines(names[low]))
                if low == PAIRED - 1:
                    axes.set_xlabel(_two_lines(names[high]))
    return figure


def _pair(axes: Axes, one: Any, other: Any) -> None:
    angle = np.linspace(0, 2 * np.pi, 100)
    axes.plot(2.45 * np.cos(angle), 2.45 * np.sin(angle), color=FAINT, lw=1)
    axes.plot(one, other, ".", color=BLUE, ms=3, alpha=0.6)
    axes.set_xlim(-3.6, 3.6)
    axes.set_ylim(-3.6, 3.6)
    axes.set_xticks([-2, 0, 2])
    axes.set_yticks([-2, 0, 2])
    axes.text(0.97, 0.96, f"r = {np.corrcoef(one, other)[0, 1]:.2f}", transform=axes.transAxes, ha="right", va="top", size=SMALL_SIZE, color=SOFT)  # fmt: skip


def _two_lines(name: str) -> str:
    return "\n".join(name.removeprefix("coefficients.").split("."))


def plot_recovery(found: Calibration) -> AnyFigure:
    """How often 90 % intervals cover known coefficients, and how closely found ones follow them."""
    table = found.recovery.iloc[::-1].reset_index(drop=True)
    rows = max(len(table), 1)
    size = (9.4, 1.5 + 0.22 * rows)
    bottom, height = 0.7 / size[1], 0.22 * rows / size[1]
    with style():
        figure = Figure(figsize=size)
        figure.text(0.02, 1 - 0.25 / size[1], "Known coefficients, fitted again from simulated data", size=TITLE_SIZE, weight="bold", va="center")  # fmt: skip
        panels = [figure.add_axes((x, bottom, 0.27, height)) for x in (0.34, 0.68)]
        for axes, label in zip(panels, ("truths inside 90 % intervals", "correlation of found with true"), strict=True):
            axes.set_xlabel(label)
            axes.set_ylim(-0.5, rows - 0.5)
            axes.set_yticks([])
        panels[0].axvline(0.9, color=SOFT, lw=0.8)
        panels[0].set_xlim(0.6, 1.0)
        panels[1].set_xlim(-0.1, 1.0)
        panels[1].axvline(0.0, color=SOFT, lw=0.8)
        for place, row in table.iterrows():
            colour = GREEN if row["recovered"] else VERMILLION
            panels[0].plot([row["coverage_low"], row["coverage_high"]], [place] * 2, color=tint(colour, 0.5), lw=3)
            panels[0].plot(row["coverage"], place, "o" if row["recovered"] else "X", color=colour, ms=5)
            panels[1].plot(row["correlation"], place, "o" if row["recovered"] else "X", color=colour, ms=5)
            panels[0].text(0.59, float(str(place)), row["coefficient"].removeprefix("coefficients."), ha="right", va="center", size=SMALL_SIZE)  # fmt: skip
        handles = [
            Line2D([], [], color=GREEN, marker="o", ls="", label="recovered"),
            Line2D([], [], color=VERMILLION, marker="X", ls="", label="not recovered"),
        ]
        figure.legend(
            handles=handles, loc="lower left", bbox_to_anchor=(0.005, 0.0), frameon=False, fontsize=SMALL_SIZE
        )
    return figure
