"""One panel of a sweep: how a measure goes with one factor, and with a second one by colour."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, MaxNLocator

from outsim.plots.style import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SMALL_SIZE,
    VERMILLION,
)
from outsim.studies.words import money
from outsim.sweeps.axes import Axis, known_of
from outsim.sweeps.marginal import Estimated, means
from outsim.sweeps.measures import USD

COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE)
MARKERS = ("o", "s", "D", "^", "v")
MOST_ROWS = 40
"""Names in a panel; of more, those with the lowest and the highest means are drawn."""

LETTER = 0.53 * SMALL_SIZE / 72  # inches, the mean width of DejaVu Sans
LINE = 1.25 * SMALL_SIZE / 72
NAME_LETTERS, END_LETTERS, NAME_LINES = 26, 20, 4
"""Letters in a line of a name left of a row, of one right of a line, and the most lines of either."""


@dataclass(frozen=True, eq=False)
class Panel:
    """What a panel shows, and the room it takes, in inches.

    Attributes:
        along: the factor on its axis.
        by: the factor told apart by colour; none: no second factor.
        width: of the axes without what stands beside them.
        limits: of the measure, as drawn.
    """

    points: Estimated
    along: Axis
    by: Axis | None
    width: float
    deep: float
    limits: tuple[float, float]

    @cached_property
    def found(self) -> pd.DataFrame:
        """The means, as drawn, by place; of names, the lowest first, and not more than are drawn."""
        drawn = _scaled(self.points, means(self.points, self.along))
        if self.along.at is not None:
            return drawn
        ordered = drawn.sort_values("mean", kind="stable")
        if len(ordered) <= MOST_ROWS:
            return ordered
        return pd.concat([ordered.head(MOST_ROWS // 2), ordered.tail(MOST_ROWS // 2)])

    @cached_property
    def lines(self) -> list[tuple[int, pd.DataFrame]]:
        """For each place of the second factor its means, as drawn, by place of the first."""
        if self.by is None:
            return []
        drawn = _scaled(self.points, means(self.points, self.along, self.by))
        there = np.unique(self.by.places)
        of = drawn.index.get_level_values(1)
        return [(int(place), drawn[of == place].droplevel(1)) for place in there]

    @property
    def hidden(self) -> int:
        """Names that are not drawn."""
        return len(np.unique(self.along.places)) - len(self.found)

    @property
    def names(self) -> list[str]:
        """How the rows are labelled, where the values are names."""
        return [broken(self.along.labels[place], NAME_LETTERS) for place in self.found.index]

    @property
    def left(self) -> float:
        """Room left of the axes."""
        if self.along.at is not None:
            return 0.95 if self.points.measure.unit == USD else 0.7
        return 0.2 + LETTER * max(12, *(len(line) for name in self.names for line in name.split("\n")))

    @property
    def right(self) -> float:
        """Room right of the axes."""
        if self.by is None:
            return 0.25 if self.along.at is not None else 0.95 if self.points.measure.unit == USD else 0.65
        lines = [line for label in self.by.labels for line in broken(label, END_LETTERS).split("\n")]
        return 0.35 + LETTER * max(13, *(len(line) for line in lines))

    @property
    def height(self) -> float:
        """Of the axes."""
        if self.along.at is not None:
            return self.deep
        lines = sum(max(1 + name.count("\n"), 1 if self.by is None else 2) for name in self.names)
        return max(0.9, LINE * lines + 0.08 * len(self.names))


def limits(points: Estimated, drawn: Sequence[pd.DataFrame]) -> tuple[float, float]:
    """What all panels' axes of the measure span: all that is drawn; shares from 0 on."""
    ends = [points.rows["value"], *(found[end] for found in drawn for end in ("mean", "low", "high"))]
    known = points.measure.scale * pd.concat(ends).dropna()
    low, high = float(known.min()), float(known.max())
    if points.measure.unit == "%":
        return 0.0, min(1.06 * high, max(100.0, high) + 1.5) or 1.0
    room = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
    return low - room, high + room


def measure_axis(axis: Any, points: Estimated) -> None:
    """Few ticks that read as money where it is money."""
    axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    if points.measure.unit == USD:
        axis.set_major_formatter(FuncFormatter(lambda value, _: money(value).replace("-", "−")))


def factor_label(along: Axis) -> str:
    """A factor's own name, and its unit."""
    known = known_of(along.name)
    unit = "" if known is None or known.unit == "1" else f" ({known.unit.replace('..', ' to ')})"
    return f"{along.name}{unit}"


def colours(by: Axis) -> list[Any]:
    """Of places: numbers from dark to light, names each its own."""
    if by.at is None:
        return list(COLOURS[: len(by.labels)])
    ramp = matplotlib.colormaps["viridis"]
    return [ramp(place) for place in np.linspace(0.0, 0.82, max(len(by.labels), 2))][: len(by.labels)]


def _scaled(points: Estimated, found: pd.DataFrame) -> pd.DataFrame:
    columns = ["mean", "low", "high", "lowest", "highest"]
    return found.assign(**{name: points.measure.scale * found[name] for name in columns})


def broken(text: str, letters: int) -> str:
    """A label in lines of at most so many letters."""
    return textwrap.fill(text, letters, max_lines=NAME_LINES, placeholder=" …", break_on_hyphens=False).replace(
        "$", r"\$"
    )


def spaced(wanted: Sequence[float], sizes: Sequence[float], most: float) -> list[float]:
    """Places of labels near those wanted, in order, that do not touch and lie between 0 and the most.

    >>> spaced([5.0, 5.0], [10.0, 10.0], 100.0)
    [5.0, 15.0]
    """
    places = [max(place, size / 2) for place, size in zip(wanted, sizes, strict=True)]
    for n in range(1, len(places)):
        places[n] = max(places[n], places[n - 1] + (sizes[n - 1] + sizes[n]) / 2)
    above = most
    for n in reversed(range(len(places))):
        places[n] = min(places[n], above - sizes[n] / 2)
        above = places[n] - sizes[n] / 2
    return places
