"""How indicators differ between two arms, through which mechanisms, and a sentence that says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from outsim.app.moved import Moved, difference, names_of
from outsim.app.rounding import rounded
from outsim.indicators import indicator
from outsim.plots.style import heading
from outsim.statistics import Estimate, mean
from outsim.studies.story_words import listed

LEAST = {"hazard": 1e-4}
LEAST_SHARE = 0.005
"""Smaller mean changes are not spoken of, however surely they are there: half of what two decimals show, and of the
chance of an end a hundredth of a percentage point."""

ROUNDING = 1e-6  # what single precision cannot tell from 0 in a sum over weeks

NAMED = 2
"""So many mechanisms are named for each direction."""


class Part(TypedDict):
    """A mechanism's part of a change."""

    part: str
    words: str
    change: float
    alike: float  # share of partnerships in which it has this sign


class Change(TypedDict):
    """How an indicator differs between the arms: the mean over partnerships, its interval, and its parts.

    The parts add up to the change.
    """

    indicator: str
    label: str
    unit: str
    better: int
    week: int  # the last that is compared
    change: float
    low: float
    high: float
    settled: bool  # whether the interval leaves out 0
    of: int
    words: str
    parts: list[Part]


def change_of(name: str, before: Moved, after: Moved, week: int, second: str) -> Change:
    """How one of the explained indicators differs.

    Args:
        name: the indicator.
        before, after: what moved it in each arm, of the same partnerships.
        week: the last that is compared.
        second: what a sentence calls the second arm, as "With the levers".
    """
    parts = difference(before, after)
    whole = mean(after.value - before.value)
    about = indicator(name)
    told = [
        Part(part=words, words=f"{words} {signed(name, part.mean())}", change=_plain(part.mean()), alike=_alike(part))
        for words, part in zip(names_of(name), parts, strict=True)
        if np.abs(part).max() > ROUNDING
    ]
    told.sort(key=lambda part: -abs(part["change"]))
    settled = _settled(name, whole)
    low, high = (rounded(end) if np.isfinite(end) else rounded(whole.value) for end in (whole.low, whole.high))
    return Change(
        indicator=name,
        label=heading(name) if name != "hazard" else "Chance of an end",
        unit=about.unit,
        better=about.better,
        week=week,
        change=_plain(whole.value),
        low=low,
        high=high,
        settled=settled,
        of=whole.of,
        words=_sentence(name, whole, told, second) if settled else f"{_label(name)}: no change to speak of.",
        parts=told,
    )


def _settled(name: str, whole: Estimate) -> bool:
    """Whether there is a change to speak of."""
    return bool(abs(whole.value) >= LEAST.get(name, LEAST_SHARE) and (whole.low > 0 or whole.high < 0))


def _plain(value: Any) -> float:
    """Fine enough for parts to add up."""
    return round(float(value), 7) + 0.0


def _alike(part: NDArray[np.float64]) -> float:
    """The share of partnerships in which a part has the sign of its mean."""
    return float(rounded((np.sign(part) == np.sign(part.mean())).mean()))


def _label(name: str) -> str:
    return "The chance of an end in a week" if name == "hazard" else heading(name)


def signed(name: str, value: float) -> str:
    """A change with its sign; of a chance in percentage points."""
    number = f"{100 * value:+.2g} points" if name == "hazard" else f"{value:+.3f}"
    return number.replace("-", "\N{MINUS SIGN}")


def _sentence(name: str, whole: Estimate, parts: Sequence[Part], second: str) -> str:
    """The change, the mechanisms that made it, and those that worked against it."""
    way = np.sign(whole.value)
    worth = [part for part in parts if abs(part["change"]) > abs(whole.value) / 10]
    made = [part["words"] for part in worth if np.sign(part["change"]) == way][:NAMED]
    against = [part["words"] for part in worth if np.sign(part["change"]) == -way][:NAMED]
    scale, unit = (100, " percentage points") if name == "hazard" else (1, "")
    low, high = sorted((abs(whole.low), abs(whole.high)))
    size = f"{scale * abs(whole.value):.2g}{unit} ({scale * low:.2g} to {scale * high:.2g})"
    through = f", most through {listed(made, 'and')}" if made else ""
    but = f"; against it work {listed(against, 'and')}" if against else ""
    what = _label(name)[0].lower() + _label(name)[1:]
    return f"{second} {what} is {'higher' if way > 0 else 'lower'} by {size}{through}{but}."
