"""Whole figures: an overview of one situation, and indicators alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from outsim.ensemble import NAMED_INDICATORS, Ensemble
from outsim.errors import InputError, unknown_name
from outsim.geography import country
from outsim.indicators import INDICATOR_NAMES, indicator
from outsim.plots.panels import (
    FEWEST_FOR_BANDS,
    INNER_STRENGTH,
    OUTER_STRENGTH,
    causes_panel,
    indicator_panel,
    survival_panel,
)
from outsim.plots.style import (
    BASE_SIZE,
    SMALL_SIZE,
    SOFT,
    TITLE_SIZE,
    Figure,
    heading,
    style,
    tint,
    title_in_lines,
    wrapped,
)

MARGIN = 0.15  # inches


@dataclass(frozen=True)
class _Panel:
    """A panel that can stand alone: how it is drawn, its width and the room left of it (inches), how to read it."""

    draw: Callable[[Axes, Ensemble, int], None]
    width: float
    left: float
    how: str


PANELS: Mapping[str, _Panel] = {
    "survival": _Panel(
        survival_panel, 5.0, 0.7, "The shaded area is Wilson's 95 % interval of the share that is not terminated."
    ),
    "causes": _Panel(
        causes_panel, 4.2, 1.6, "Lines are Wilson's 95 % intervals. A dark bar is the cause that surely comes first."
    ),
}
"""Panels of the overview that are no indicators, by the names under which they can be had alone."""


@dataclass(frozen=True)
class _Sheet:
    """Where panels go, in inches: room is fixed, so that nothing overlaps and no layout is searched for."""

    widths: tuple[float, ...]
    gaps: tuple[float, ...]
    rows: int
    height: float
    left: float = 0.65
    right: float = 0.55
    between: float = 1.02
    header: float = 1.22
    footer: float = 1.15

    @property
    def size(self) -> tuple[float, float]:
        width = self.left + sum(self.widths) + sum(self.gaps) + self.right
        return width, self.header + self.rows * self.height + (self.rows - 1) * self.between + self.footer

    def axes(self, figure: AnyFigure, row: int, column: int) -> Axes:
        width, height = self.size
        x = self.left + sum(self.widths[:column]) + sum(self.gaps[:column])
        y = height - self.header - (row + 1) * self.height - row * self.between
        return figure.add_axes((x / width, y / height, self.widths[column] / width, self.height / height))


def overview(ensemble: Ensemble, point: int = 0) -> AnyFigure:
    """One situation at a glance: four named indicators, survival, and causes of failure.

    Bands of indicators hold 90 % and the middle half of the partnerships still running in each
    week, the line their median. Survival is the share of partnerships not terminated, completed ones
    included, causes are shares of terminations; both have Wilson's 95 % interval.

    Returns:
        A figure of about 10 by 7 inches; ``savefig`` writes PNG, SVG or PDF.

    Raises:
        InputError: for a point that does not exist.

    >>> overview(ensemble).savefig("overview.png", dpi=150)   # doctest: +SKIP
    """
    ensemble.runs_of(point)
    sheet = _Sheet(widths=(2.3, 2.3, 1.85), gaps=(0.85, 1.3), rows=2, height=1.9, right=0.95)
    sheet = _with_room_for_title(sheet, ensemble.scenarios[point].name)
    with style():
        figure = Figure(figsize=sheet.size)
        for place, name in enumerate(NAMED_INDICATORS):
            row, column = divmod(place, 2)
            indicator_panel(sheet.axes(figure, row, column), ensemble, name, point, sheet.widths[column])
        survival_panel(sheet.axes(figure, 0, 2), ensemble, point)
        causes_panel(sheet.axes(figure, 1, 2), ensemble, point)
        more = "Survival and causes with Wilson's 95 % intervals."
        _frame(figure, sheet, ensemble, point, caption(ensemble, point, more))
    return figure


def plot_indicator(ensemble: Ensemble, name: str, point: int = 0) -> AnyFigure:
    """One indicator over the weeks: median, middle half and 90 % of the partnerships still running.

    Or one panel of the overview by itself: ``survival`` or ``causes``.

    Raises:
        InputError: for an unknown indicator or a point that does not exist.

    >>> plot_indicator(ensemble, "trust").savefig("trust.svg")   # doctest: +SKIP
    """
    if name in PANELS:
        return _alone(ensemble, name, point)
    if name not in INDICATOR_NAMES:
        raise unknown_name("indicator", name, (*INDICATOR_NAMES, *PANELS))
    return _indicators(ensemble, (name,), point, width=5.8, height=3.2)


def _alone(ensemble: Ensemble, name: str, point: int) -> AnyFigure:
    """A panel of the overview that is no indicator."""
    ensemble.runs_of(point)
    one = PANELS[name]
    sheet = _Sheet(widths=(one.width,), gaps=(), rows=1, height=2.8, left=one.left, right=1.1)
    sheet = _with_room_for_title(sheet, ensemble.scenarios[point].name)
    with style():
        figure = Figure(figsize=sheet.size)
        one.draw(sheet.axes(figure, 0, 0), ensemble, point)
        _frame(figure, sheet, ensemble, point, one.how)
    return figure


def plot_indicators(ensemble: Ensemble, names: Iterable[str], point: int = 0) -> AnyFigure:
    """Several indicators, a panel each, three in a row.

    Raises:
        InputError: for an unknown indicator or a point that does not exist.

    >>> plot_indicators(ensemble, ["trust", "vendor_trust"])   # doctest: +SKIP
    """
    if not isinstance(names, Iterable):
        raise InputError(f"indicators = {names!r}: must be the name of one, or several names")
    chosen = tuple(names)
    if not chosen:
        raise InputError("indicators: there is none to draw; name one, or leave them out for the picture at a glance")
    if len(chosen) == 1:
        return plot_indicator(ensemble, chosen[0], point)
    return _indicators(ensemble, chosen, point, width=2.6, height=1.9)


def _indicators(ensemble: Ensemble, names: tuple[str, ...], point: int, width: float, height: float) -> AnyFigure:
    ensemble.runs_of(point)
    for name in names:
        indicator(name)
    columns = max(1, min(len(names), 3))
    sheet = _Sheet(
        widths=(width,) * columns,
        gaps=(0.85,) * (columns - 1),
        rows=max(1, math.ceil(len(names) / columns)),
        height=height,
    )
    sheet = _with_room_for_title(sheet, ensemble.scenarios[point].name)
    with style():
        figure = Figure(figsize=sheet.size)
        for place, name in enumerate(names):
            axes = sheet.axes(figure, *divmod(place, columns))
            indicator_panel(axes, ensemble, name, point, width)
        _frame(figure, sheet, ensemble, point, caption(ensemble, point))
    return figure


def _title(name: str, sheet: _Sheet) -> str:
    return title_in_lines(heading(name), sheet.size[0] - 2 * MARGIN)


def _with_room_for_title(sheet: _Sheet, name: str) -> _Sheet:
    return replace(sheet, header=sheet.header + 0.24 * _title(name, sheet).count("\n"))


def _frame(figure: AnyFigure, sheet: _Sheet, ensemble: Ensemble, point: int, reading: str) -> None:
    """What is seen, over the panels; how to read it, under them."""
    width, height = sheet.size
    scenario, number = ensemble.scenarios[point], len(ensemble.runs_of(point))
    title = _title(scenario.name, sheet)
    what = (
        f"{number:,} simulated partnership{'s' * (number != 1)}, "
        f"{scenario.weeks} week{'s' * (scenario.weeks != 1)}. "
        f"Client: {country(scenario.client.country).name}. Vendor: {country(scenario.vendor.country).name}."
    )
    how = wrapped(reading, width - 2 * MARGIN, SMALL_SIZE, 3)
    below = height - 0.42 - 0.24 * title.count("\n")

    def write(text: str, y: float, **look: Any) -> None:
        figure.text(MARGIN / width, y / height, text, va="top", linespacing=1.3, **look)

    write(title, height - 0.14, size=TITLE_SIZE, weight="bold")
    write(what, below, size=BASE_SIZE)
    write(how, 0.47, size=SMALL_SIZE, color=SOFT)
    if "Bands" not in how:
        return
    key = (
        Line2D([], [], color=SOFT, linewidth=1.8, label="median"),
        Patch(color=tint(SOFT, INNER_STRENGTH), label="middle half of partnerships"),
        Patch(color=tint(SOFT, OUTER_STRENGTH), label="90 % of partnerships"),
    )
    figure.legend(
        handles=key,
        loc="lower left",
        bbox_to_anchor=(MARGIN / width, 0.54 / height),
        ncol=3,
        frameon=False,
        fontsize=SMALL_SIZE,
        handlelength=1.6,
        borderpad=0.0,
        borderaxespad=0.0,
    )


def caption(ensemble: Ensemble, point: int = 0, more: str = "") -> str:
    """How to read the bands of one point: whom they cover, and how many of these are left.

    >>> caption(ensemble)   # doctest: +SKIP
    'Bands cover the partnerships still running in each week: 640 of 1,000 in the last one.'
    """
    number = len(ensemble.runs_of(point))
    kept = min(ensemble.trajectories.shape[1], number)
    alive = ensemble.bands(NAMED_INDICATORS[0], (0.5,), point)["alive"]
    left = int(alive.iloc[-1])
    if not kept:
        parts = ["No weekly values were kept."]
    elif number == 1:
        parts, more = ["Each line is this partnership's own course, up to its end."], ""
    elif alive.max() < FEWEST_FOR_BANDS:
        parts = ["Each thin line is a partnership, up to its end; dotted: the median of those still running."]
    else:
        parts = [f"Bands cover the partnerships still running in each week: {left:,} of {kept:,} in the last one."]
        if left < FEWEST_FOR_BANDS:
            parts.append(f"Where fewer than {FEWEST_FOR_BANDS} run, each is a thin line, their median dotted.")
    if 1 < kept < number:
        parts.append(f"They rest on the first {kept:,} partnerships.")
    if not ensemble.complete:
        parts.append("The simulation was interrupted.")
    return " ".join([*parts, more]).strip()
