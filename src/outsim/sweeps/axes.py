"""A factor laid along an axis: its values in order, or bins where they are many."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.geography import countries
from outsim.interventions import Intervention
from outsim.parameters.declare import Parameter, describe, is_number
from outsim.scenario import scenario_parameters
from outsim.sweeps.factors import INTERVENTIONS, SCENARIO, Factor

NOT_SET = "not set"
LOG_FROM = 50.0
"""Numbers that were chosen one by one lie on a logarithmic axis where the largest is so many times the smallest."""


@dataclass(frozen=True, eq=False)
class Axis:
    """Where points lie along a factor.

    Attributes:
        name: of the factor.
        places: which place each point has, [points].
        labels: of each place.
        at: the number at each place, in a bin the mean of those in it, NaN in an empty one; none for names.
        numbers: of each point, [points]; none for names.
        edges: of bins, one more than places; none where each place is one value.
        log: whether the numbers are spread in the logarithm.
    """

    name: str
    places: NDArray[np.int64]
    labels: tuple[str, ...]
    at: NDArray[np.float64] | None = None
    numbers: NDArray[np.float64] | None = None
    edges: NDArray[np.float64] | None = None
    log: bool = False

    @property
    def words(self) -> str:
        """The name as a sentence says it."""
        return spoken(self.name)

    @property
    def whole(self) -> bool:
        """Whether only whole numbers occur."""
        return self.numbers is not None and bool((self.numbers == np.round(self.numbers)).all())


def axis(each: Factor, column: pd.Series[Any], most_values: int, bins: int) -> Axis:
    """A factor's values at some points, laid along an axis.

    Args:
        column: the values, a point each.
        most_values: with more different numbers than this they are put in bins. Names never are.
        bins: how many, as wide as one another for an interval, else with as many points as one another.

    >>> from outsim.sweeps.factors import factor
    >>> axis(factor("contract.clarity", (0.0, 1.0)), pd.Series([0.1, 0.4, 0.9]), 2, 2).labels
    ('0 to 0.5', '0.5 to 1')
    """
    if not _are_numbers(column):
        texts = [NOT_SET if pd.isna(value) else number(value) if is_number(value) else str(value) for value in column]
        kinds = list(dict.fromkeys(texts))
        places = np.array([kinds.index(text) for text in texts], dtype=np.int64)
        return Axis(each.name, places, tuple(_label(each.name, kind) for kind in kinds))
    numbers = column.to_numpy(dtype=float)
    log = each.interval.log if each.interval is not None else _wide(numbers)
    values, places = np.unique(numbers, return_inverse=True)
    if len(values) <= most_values:
        return Axis(each.name, places, tuple(number(value) for value in values), values, numbers, None, log)
    edges = _edges(each, numbers, bins)
    places = np.clip(np.searchsorted(edges, numbers, side="right") - 1, 0, len(edges) - 2)
    whole = each.interval is not None and each.interval.whole
    ends = [(math.ceil(low), math.ceil(high) - 1) if whole else (low, high) for low, high in pairwise(edges)]
    labels = tuple(f"{number(low, 3)} to {number(high, 3)}" for low, high in ends)
    at = np.array([_middle(numbers[places == place], log) for place in range(len(labels))])
    return Axis(each.name, places, labels, at, numbers, edges, log)


def known_of(name: str) -> Parameter | None:
    """The declaration of what a factor varies; none for scenarios, interventions as a whole and groups.

    >>> known_of("contract.clarity").unit
    '0..1'
    """
    inside = name.startswith(f"{INTERVENTIONS}.")
    if inside:
        name = name.split(".", 2)[-1]
    declared = describe(Intervention) if inside else scenario_parameters()
    return next((found.about for found in declared if found.name == name), None)


def spoken(name: str) -> str:
    """A factor's name as a sentence says it.

    >>> spoken("interventions.leader_checkins.start"), spoken("contract.clarity")
    ('leader checkins start', 'contract clarity')
    """
    *groups, last = name.split(".")
    told = [part for part in groups if part not in (INTERVENTIONS, "coefficients")]
    return " ".join([*told, last]).replace("_", " ")


def meaning(name: str) -> str:
    """What a factor is, in a few words.

    >>> meaning("vendor.teams")
    'vendor teams'
    """
    known = known_of(name)
    if known is not None:
        return known.meaning
    return {SCENARIO: "the scenario that is started from", INTERVENTIONS: "what is pulled"}.get(name, name)


def number(value: float, digits: int = 6) -> str:
    """A number as readers write it.

    >>> number(215_443.469, 3), number(0.25), number(60.0), number(4.6416e6, 3)
    ('215,000', '0.25', '60', '4.64 million')
    """
    if abs(value) >= 1e6:
        return f"{value / 1e6:,.{digits}g} million".replace("-", "−")
    return f"{float(f'{value:.{digits}g}'):,.12g}".replace("-", "−")


def _are_numbers(column: pd.Series[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column) and not column.hasnans


def _wide(numbers: NDArray[np.float64]) -> bool:
    return bool(numbers.min() > 0 and numbers.max() >= LOG_FROM * numbers.min())


def _edges(each: Factor, numbers: NDArray[np.float64], bins: int) -> NDArray[np.float64]:
    within = each.interval
    if within is None:
        return np.unique(np.quantile(numbers, np.linspace(0, 1, bins + 1)))
    spaced = np.geomspace if within.log else np.linspace
    if within.whole:
        return np.unique(np.round(spaced(math.ceil(within.low), math.floor(within.high) + 1, bins + 1))) - 0.5
    return np.asarray(spaced(within.low, within.high, bins + 1))


def _middle(numbers: NDArray[np.float64], log: bool) -> float:
    if not numbers.size:
        return math.nan
    return float(np.exp(np.log(numbers).mean()) if log else numbers.mean())


def _label(name: str, value: str) -> str:
    """A country by its name; interventions with room to break the line."""
    if name.endswith(".country"):
        return next((country.name for country in countries() if country.iso3 == value), value)
    if name == INTERVENTIONS:
        return value.replace("(", " (").replace(",", ", ").replace("+", " + ").replace("_", " ").replace("=", " ")
    return value.replace("_", " ")


def shortened(text: str, characters: int) -> str:
    """A text of at most so many characters, cut with an ellipsis.

    >>> shortened("leader checkins + output review", 20)
    'leader checkins + o…'
    """
    return text if len(text) <= characters else f"{text[: characters - 1].rstrip()}…"


def bins_for(points: int, axes: int) -> int:
    """How many bins each of these axes gets, so that about ten points fall into a cell; 3 to 8, or from 2 for two axes.

    >>> bins_for(256, 1), bins_for(256, 2), bins_for(10, 1)
    (8, 5, 3)
    """
    return int(np.clip((points / 10) ** (1 / axes), 4 - axes, 8))
