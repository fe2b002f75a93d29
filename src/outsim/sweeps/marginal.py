"""How a measure goes with one factor or two, averaged over all others.

Points share their luck, so they are no independent replicates, and a mean over many is not known better for being over
many. Its interval comes from replicates: what each saw on average over the points is one independent value
(`outsim.sweeps.luck`). Where that is not known, it is the mean of the points' own intervals, which is never too narrow:
the standard deviation of a mean is at most the mean of the standard deviations (the triangle inequality).

Where points are a sample, a mean over some of them also depends on which values of the other factors they happened to
get. Student's interval of the mean over these points says how far; the two are added in quadrature. A sample that
covers the space more evenly than by chance leaves less open than that (McKay, Beckman and Conover 1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm, t

from outsim.ensemble import OUTCOMES
from outsim.errors import InputError, unknown_name
from outsim.statistics import CONFIDENCE
from outsim.sweeps.axes import Axis, axis, bins_for
from outsim.sweeps.factors import Factor
from outsim.sweeps.luck import Luck, luck
from outsim.sweeps.measures import Measure, measure

if TYPE_CHECKING:
    from outsim.sweeps.result import Sweep

MOST_VALUES = 12
"""Different numbers of a factor that are looked at one by one; more are put in bins."""

MOST_ALONE = 60
"""The same where only one factor is varied, so that each point stands for itself."""

MOST_LINES = 5
"""Values that are told apart by colour."""

MOST_ROWS_OF_LINES = 10
"""Names in a panel, up to which there is room to tell values of a second factor apart in each."""


@dataclass(frozen=True, eq=False)
class Estimated:
    """The points of a sweep that have an estimate of one measure.

    Attributes:
        rows: their rows of the sweep's table, with ``value``, ``low`` and ``high`` of the measure, as in that table.
    """

    sweep: Sweep
    measure: Measure
    rows: pd.DataFrame

    @classmethod
    def of(cls, found: Sweep, column: str) -> Estimated:
        """From a sweep.

        Raises:
            InputError: for a column that has no interval, with the nearest that has.
        """
        looked_at = measure(found.table, column)
        names = {end: f"{column}{end}" for end in ("", "_low", "_high")}
        value, low, high = (found.table[name].astype(float) for name in names.values())
        rows = found.table.assign(value=value, low=low, high=high)
        known = found.table["failure"].isna() & (found.table["partnerships"] > 0) & value.notna()
        return cls(found, looked_at, rows[known].reset_index(drop=True))

    @cached_property
    def luck(self) -> Luck | None:
        """What each replicate saw at each of these points."""
        return luck(self.sweep, self.rows["point"].to_numpy(dtype=np.int64), self.measure.column)

    @property
    def factors(self) -> list[Factor]:
        """Those that are columns of the table."""
        return [each for each in self.sweep.factors if each.name in self.rows]

    def along(self, name: str, other: str | None = None, most_values: int = MOST_VALUES, bins: int = 0) -> Axis:
        """A factor laid along an axis.

        Args:
            other: the factor of a second axis, so that there are fewer bins of each.
            bins: how many; 0: as many as there are points for.

        Raises:
            InputError: for a name that is no factor of the sweep, with the nearest that is.
        """
        self.check_named(name)
        wanted = bins or bins_for(len(self.rows), 2 if other else 1)
        each = next(each for each in self.factors if each.name == name)
        return axis(each, self.rows[name], most_values, wanted)

    def check_named(self, *names: str) -> None:
        """Makes sure that these are factors of the sweep, each another.

        Raises:
            InputError: for one that is not, with the nearest that is; for one that is there twice.
        """
        known = [each.name for each in self.factors]
        for name in names:
            if name not in known:
                raise unknown_name("factor of this sweep", name, known)
            if names.count(name) > 1:
                raise InputError(f"{name}: is given for both axes; name another factor for one of them")

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """All factors of which several values were simulated, the most influential first; see `influence`."""
        most = MOST_ALONE if len(self.factors) == 1 else MOST_VALUES
        found = [
            self.along(each.name, most_values=most)
            for each in self.factors
            if self.rows[each.name].nunique(dropna=False) > 1
        ]
        return tuple(sorted(found, key=lambda one: -influence(self, one)))


def means(points: Estimated, *axes: Axis) -> pd.DataFrame:
    """The mean of a measure over all points at each place of these axes.

    Returns:
        Indexed by the places that have points (a pair, for two axes): ``points``, ``mean``, its interval ``low`` and
        ``high`` of 95 % (see the module; NaN where too little bounds it), and ``lowest`` and ``highest`` of the points'
        estimates.
    """
    grouped = _grouped(points, axes)
    found: pd.DataFrame = grouped.agg(
        points=("value", "size"), mean=("value", "mean"), lowest=("value", "min"), highest=("value", "max")
    )
    left_open = _of_sample(grouped["value"], CONFIDENCE) if sampled(points, axes) else 0.0
    known = points.rows[["value", "low", "high"]].to_numpy(dtype=float)
    below, above = np.transpose([_reaches(points, known, grouped.indices[place]) for place in found.index.tolist()])
    found["low"], found["high"] = found["mean"] - np.hypot(below, left_open), found["mean"] + np.hypot(above, left_open)
    if points.measure.column in OUTCOMES:
        found["low"], found["high"] = found["low"].clip(lower=0.0), found["high"].clip(upper=1.0)
    return found[["points", "mean", "low", "high", "lowest", "highest"]]


def _grouped(points: Estimated, axes: Sequence[Axis]) -> Any:
    """The points by where they lie; one axis gives places, two give pairs."""
    places = [pd.Series(each.places, index=points.rows.index) for each in axes]
    return points.rows.groupby(places[0] if len(places) == 1 else places)


def _reaches(
    points: Estimated, known: NDArray[np.float64], group: NDArray[np.intp], confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """How far the interval of a mean over some points reaches down and up, for what luck leaves open."""
    value, low, high = known[group].mean(axis=0)
    if len(group) > 1 and points.luck is not None:
        below, above = points.luck.reaches(points.luck.over(group), confidence)
        if below == below:
            return below, above
    wider = norm.ppf((1 + confidence) / 2) / norm.ppf((1 + CONFIDENCE) / 2)
    return wider * (value - low), wider * (high - value)


def sampled(points: Estimated, axes: Sequence[Axis]) -> bool:
    """Whether a mean at a place is over a sample of other values, rather than over every combination, or one point."""
    if points.sweep.design.kind == "factorial":
        return False
    fixed = {each.name for each in axes if each.edges is None}
    return any(each.name not in fixed for each in points.factors)


def _of_sample(grouped: Any, confidence: float) -> NDArray[np.float64]:
    """Half of Student's interval of a mean over the points of each place; NaN for one point."""
    of = grouped.size().to_numpy()
    reach = t.ppf((1 + confidence) / 2, np.maximum(of - 1, 1)) * grouped.std(ddof=1).to_numpy() / np.sqrt(of)
    return np.where(of > 1, reach, np.nan)


def influence(points: Estimated, along: Axis) -> float:
    """How far a factor alone moves a measure: the standard deviation between points that its means explain.

    Where points are a sample, means differ also by which points they happen to be over; what that adds on average is
    taken off (Kelley 1935), and nothing less than 0 is left.

    Returns:
        In the unit of the measure.
    """
    values = points.rows["value"]
    of, places = len(values), len(np.unique(along.places))
    explained = _grouped(points, [along])["value"].transform("mean")
    between = float(((explained - values.mean()) ** 2).sum())
    if sampled(points, [along]) and of > places:
        within = float(((values - explained) ** 2).sum())
        between -= (places - 1) * within / (of - places)
    return float(np.sqrt(max(0.0, between) / of))


def settled(points: Estimated, axes: Sequence[Axis], compared: int) -> bool:
    """Whether the highest mean at places of these axes is above the lowest by more than chance explains.

    Chance is luck, which shared replicates see alike at both places, and, where points are a sample, which points lie
    there; the confidence is 95 % for all pairs of places together that are compared (Bonferroni). Where points of a
    factorial design are missing, only those are compared whose other factors are alike.

    Args:
        compared: pairs of places among which this one was chosen.
    """
    grouped = _grouped(points, axes)
    mean, places = grouped["value"].mean(), grouped["value"].mean().index.tolist()
    ends = [int(mean.argmin()), int(mean.argmax())]
    fewest, most = _matched(points, axes, *(grouped.indices[places[end]] for end in ends))
    if not len(fewest):
        return False
    higher = float(points.rows["value"].iloc[most].mean() - points.rows["value"].iloc[fewest].mean())
    confidence = 1 - (1 - CONFIDENCE) / max(compared, 1)
    by_luck = float("nan")
    if points.luck is not None:
        by_luck = points.luck.reach(points.luck.over(most) - points.luck.over(fewest), confidence)
    if by_luck != by_luck:
        known = points.rows[["value", "low", "high"]].to_numpy(dtype=float)
        below, above = _reaches(points, known, most, confidence)[0], _reaches(points, known, fewest, confidence)[1]
        by_luck = below + above
    by_sample = _of_sample(grouped["value"], confidence)[ends] if sampled(points, axes) else np.zeros(2)
    return bool(higher > np.hypot(by_luck, np.hypot(*by_sample)))


def _matched(
    points: Estimated, axes: Sequence[Axis], one: NDArray[np.intp], other: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Of two groups of points of a factorial design, those whose other factors are alike in the two.

    That is all of them, unless points are missing: then groups may differ by their other factors.
    """
    others = [each.name for each in points.factors if each.name not in {along.name for along in axes}]
    if points.sweep.design.kind != "factorial" or not others:
        return one, other
    settings = points.rows.groupby(others, observed=True, dropna=False).ngroup().to_numpy()
    both = np.intersect1d(settings[one], settings[other])
    return one[np.isin(settings[one], both)], other[np.isin(settings[other], both)]


def halves(points: Estimated, along: Axis) -> Axis | None:
    """A factor's numbers in two halves, where points are a sample: each holds many points, where single values and
    bins hold few. None where points are no sample, for names, and where one half has no point."""
    if along.at is None or not sampled(points, [along]):
        return None
    found = points.along(along.name, most_values=1, bins=2)
    return found if len(np.unique(found.places)) == 2 else None


def pairs(places: int) -> int:
    """How many pairs there are among places.

    >>> pairs(3)
    3
    """
    return places * (places - 1) // 2


def lines_for(points: Estimated, along: Axis) -> Axis | None:
    """The factor that is told apart by colour along another: with two or three factors in all, the most influential
    other one that has few values; none where there is none."""
    if len(points.axes) > 3 or (along.at is None and len(along.labels) > MOST_ROWS_OF_LINES):
        return None
    others = (each for each in points.axes if each.name != along.name)
    return next((each for each in others if each.edges is None and len(each.labels) <= MOST_LINES), None)
