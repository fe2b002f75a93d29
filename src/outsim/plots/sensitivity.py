"""What drives each output: screened inputs told apart from noise, first and total indices, and the strongest pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure
from matplotlib.ticker import MaxNLocator

from outsim.plots.page import Page
from outsim.plots.style import (
    BLUE,
    FAINT,
    INK,
    ORANGE,
    SMALL_SIZE,
    SOFT,
    heading,
    panel_title,
    style,
    tint,
    write_on,
)
from outsim.statistics import Estimate
from outsim.studies.sensitivity_words import name_of
from outsim.studies.stages import Screening, Variances

if TYPE_CHECKING:
    from outsim.studies.sensitivity import Sensitivity

SHOWN = 10
"""So many inputs a panel at most, those that matter most; its title says so."""

NAMED = 8
"""So many inputs of a scatter have their names beside it."""

PAIRS = 6
MARGIN, NAMES, SCATTER, LABELS, BARS, PAIR_NAMES, PAIRS_WIDE = 0.65, 1.9, 2.6, 1.9, 2.6, 1.95, 2.3  # inches, as all
HEADER, HEAD, HIGH, BELOW, FOOTER = 0.78, 0.62, 2.3, 0.62, 0.75


def plot_sensitivity(found: Sensitivity) -> AnyFigure:
    """A row of panels an output: Morris' mu* and sigma, indices as bars with intervals, and pairs.

    >>> plot_sensitivity(found).savefig("sensitivity.svg")   # doctest: +SKIP
    """
    widths = []
    if found.screening:
        widths.append(MARGIN + SCATTER + LABELS)
    if found.variances:
        widths += [NAMES + BARS, PAIR_NAMES + PAIRS_WIDE]
    width = max(sum(widths, 0.45), 9.0)
    deep = HEAD + HIGH + BELOW
    with style():
        page = Page(width, HEADER + deep * len(found.outputs) + FOOTER)
        for row, output in enumerate(found.outputs):
            top, left = HEADER + deep * row + HEAD, 0.0
            if found.screening:
                _screened(page.axes(left + MARGIN, top, SCATTER, HIGH), found.screening, output)
                left += widths[0]
            if found.variances:
                _indices(page.axes(left + NAMES, top, BARS, HIGH), found.variances, output)
                _pairs(page.axes(left + NAMES + BARS + PAIR_NAMES, top, PAIRS_WIDE, HIGH), found.variances, output)
        page.title(_title(found), _what(found))
        page.caption(_caption(found))
    return page.figure


def _title(found: Sensitivity) -> str:
    name, output = heading(found.base_name), found.outputs[0]
    what = name_of(output).lower()
    if found.variances and output in found.variances.by_output:
        totals = found.variances.by_output[output].total
        strongest = found.variances.inputs[int(np.argmax([one.value for one in totals]))].name
    elif found.screening and output in found.screening.by_output and found.screening.told(output):
        strongest = found.screening.told(output)[0]
    else:
        return f"{name}: no input is shown to drive {what}"
    return f"{name}: {strongest} drives {what} most"


def _what(found: Sensitivity) -> str:
    parts = []
    if found.screening:
        parts.append(f"{len(found.screening.inputs)} inputs screened at {found.screening.left.points:,} points")
    if found.variances:
        parts.append(f"{len(found.variances.inputs)} decomposed at {found.variances.left.points:,}")
    return f"{', '.join(parts)}; {found.replicates} partnerships on shared luck at each, whose noise is taken out."


def _caption(found: Sensitivity) -> str:
    parts = []
    if found.screening:
        parts.append(
            "Left: change of the output for a whole range of an input, over many settings of the others. Far right: "
            "strong; high up: its effect depends on the others, or bends. Open: not told from noise."
        )
    if found.variances:
        parts.append(
            "Bars: an input alone; rings: with everything it does together with others. Lines are 95 % intervals over "
            "points and replicates."
        )
    return " ".join(parts)


def _screened(axes: Axes, screening: Screening, output: str) -> None:
    panel_title(axes, f"{name_of(output)}: which inputs move it", _of_screening(screening, output))
    if output not in screening.by_output:
        write_on(axes, "The same at every point.")
        return
    effects = screening.by_output[output]
    scale, unit = _scale(max(one.mu_star.value for one in effects))
    star, sigma, low, high = (
        np.array(values) / scale
        for values in (
            [one.mu_star.value for one in effects],
            [one.sigma.value for one in effects],
            [one.mu_star.low for one in effects],
            [one.mu_star.high for one in effects],
        )
    )
    told = np.array([one.told for one in effects])
    axes.errorbar(
        star[told],
        sigma[told],
        xerr=[(star - low)[told], (high - star)[told]],
        fmt="none",
        ecolor=tint(BLUE, 0.45),
        elinewidth=1.0,
        gid="interval",
    )
    axes.plot(star[~told], sigma[~told], "o", ms=4, mfc="white", mec=SOFT, mew=0.8, ls="", gid="noise")
    axes.plot(star[told], sigma[told], "o", ms=5, color=BLUE, mec="white", mew=0.5, ls="", gid="told")
    top = max(float(sigma.max()), 1e-12 + 0.05 * float(star.max())) * 1.12
    right = float(high.max()) * 1.05
    axes.set_ylim(-0.04 * top, top)
    axes.set_xlim(-0.03 * right, right)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(4, min_n_ticks=2))
    axes.set_xlabel(f"mean size of effects, mu*{unit}")
    axes.set_ylabel(f"spread of effects, sigma{unit}")
    order = sorted(range(len(effects)), key=lambda place: -effects[place].strength)
    _names_beside(
        axes, [(star[place], sigma[place], screening.inputs[place].name) for place in order[:NAMED] if told[place]]
    )


def _scale(largest: float) -> tuple[float, str]:
    """What to divide by, so that ticks are short, and how the axis says it."""
    for scale, name in ((1e9, "billion"), (1e6, "million"), (1e3, "thousand")):
        if largest >= scale:
            return scale, f" ({name})"
    return 1.0, ""


def _of_screening(screening: Screening, output: str) -> str:
    many = len(screening.inputs)
    told = len(screening.told(output)) if output in screening.by_output else 0
    named = f"; the {NAMED} strongest are named" if told > NAMED else ""
    return f"{told} of {many} are told from noise{named}"


def _names_beside(axes: Axes, points: Sequence[tuple[float, float, str]]) -> None:
    """Names in a column to the right of the panel, in the order of the points' heights, with lines to them."""
    low, high = axes.get_ylim()
    room = (high - low) * 0.105
    heights = _apart([point[1] for point in points], room, low + room / 2, high - room / 2)
    left, right = axes.get_xlim()
    beside = right + 0.04 * (right - left)
    for (x, y, name), height in zip(points, heights, strict=True):
        axes.plot([x, beside], [y, height], color=tint(SOFT, 0.5), lw=0.5, clip_on=False, zorder=1, gid="leader")
        axes.text(beside + 0.01 * (right - left), height, name, size=SMALL_SIZE, color=INK, va="center")
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)


def _apart(wanted: Sequence[float], room: float, low: float, high: float) -> list[float]:
    """Heights in the same order, so far apart, as near to those wanted as going up from the lowest leaves them.

    >>> _apart([0.0, 0.0, 5.0], 1.0, 0.0, 10.0)
    [0.0, 1.0, 5.0]
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    heights = list(wanted)
    below = low - room
    for place in order:
        heights[place] = below = max(wanted[place], below + room)
    above = high + room
    for place in reversed(order):
        heights[place] = above = min(heights[place], above - room)
    return heights


def _indices(axes: Axes, variances: Variances, output: str) -> None:
    many = len(variances.inputs)
    shown = f"; the {SHOWN} with the largest totals of {many}" if many > SHOWN else ""
    panel_title(axes, "Share of the variance between points", f"alone (bar), and with all others (ring){shown}")
    if output not in variances.by_output:
        write_on(axes, f"{variances.degenerate[output].capitalize()}.")
        return
    found = variances.by_output[output]
    order = sorted(range(many), key=lambda place: -found.total[place].value)[:SHOWN]
    for row, place in enumerate(order):
        first, total = found.first[place], found.total[place]
        axes.barh(row, max(100 * first.value, 0.0), height=0.52, color=tint(BLUE, 0.75), gid="first")
        _interval(axes, row + 0.1, first, INK)
        _interval(axes, row - 0.14, total, ORANGE)
        axes.plot(
            100 * total.value, row - 0.14, "o", ms=5, mfc="white", mec=ORANGE, mew=1.4, clip_on=False, gid="total"
        )
    axes.set_yticks(range(len(order)), [variances.inputs[place].name for place in order])
    _percent_axis(axes, len(order), "of the variance (%)")


def _pairs(axes: Axes, variances: Variances, output: str) -> None:
    found = variances.by_output.get(output)
    pairs = sorted(found.second.items(), key=lambda pair: -pair[1].value)[:PAIRS] if found else []
    settled = sum(second.low > 0 for second in found.second.values()) if found else 0
    many = len(found.second) if found else 0
    told = f"{settled} of {many} settled{'; the strongest shown' if many > PAIRS else ''}"
    panel_title(axes, "Pairs, beyond each alone", told)
    if found is None:
        write_on(axes, "Nothing to share out.")
        return
    for row, (_, second) in enumerate(pairs):
        colour = BLUE if second.low > 0 else SOFT
        _interval(axes, row, second, tint(colour, 0.7))
        fill = colour if second.low > 0 else "white"
        axes.plot(100 * second.value, row, "o", ms=4.5, mfc=fill, mec=colour, mew=1.0, gid="pair")
    names = [f"{variances.inputs[one].name}\n× {variances.inputs[other].name}" for (one, other), _ in pairs]
    axes.set_yticks(range(len(pairs)), names, linespacing=0.95)
    _percent_axis(axes, len(pairs), "of the variance (%)")


def _interval(axes: Axes, row: float, found: Estimate, colour: Any) -> None:
    axes.plot([100 * found.low, 100 * found.high], [row, row], color=colour, lw=1.2, gid="interval")


def _percent_axis(axes: Axes, rows: int, label: str) -> None:
    axes.axvline(0, color=INK, lw=0.8)
    axes.set_ylim(max(rows, 3) - 0.4, -0.6)
    axes.tick_params(axis="y", labelcolor=INK, labelsize=SMALL_SIZE)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=FAINT)
    axes.xaxis.set_major_locator(MaxNLocator(4, min_n_ticks=2))
    axes.set_xlabel(label)
