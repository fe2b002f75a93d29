"""Shares, means, medians and times to an event, each with an interval: thin functions over scipy.

Replicates are independent draws of one situation, so an interval says how far the number of
replicates leaves a result open. Where replicates live with several draws of coefficients, it also says
how far the coefficients leave it open. None says how far the model itself may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from outsim.errors import InputError

CONFIDENCE = 0.95
QUANTILES = 40  # of a distribution that is averaged over


@dataclass(frozen=True)
class Share:
    """``count`` of ``of`` and the interval of the share, as fractions of 1; NaN when ``of`` is 0."""

    count: int
    of: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """A number computed from ``of`` values, with its interval; NaN where too few values bound it."""

    value: float
    low: float
    high: float
    of: int


def spread_between(values: ArrayLike, draws: ArrayLike) -> float:
    """The standard deviation of the true mean from one draw of coefficients to the next.

    The variance component of a one-way random-effects layout, so that the luck of the few replicates of each draw is
    not taken for a difference between draws. Its square is the mean of

        max(0, (MS_between / q - MS_within) / n0),   n0 = (N - sum n_k^2 / N) / (K - 1)

    over q, the ratio in which MS_between may be off by chance: even quantiles of the F distribution with K - 1 and N -
    K degrees of freedom (the generalised confidence distribution of a variance component: Weerahandi 1993). So a
    spread that happens not to show is not taken for none.

    Args:
        values: [runs], NaN left out.
        draws: the draw each was made with, [runs].

    Returns:
        In the unit of the values; 0 where fewer than two draws, or no draw with two values, can tell.

    >>> spread_between([1.0, 1.0, 3.0, 3.0], [0, 0, 1, 1]) > 1
    True
    """
    from scipy.stats import f

    table = pd.DataFrame({"value": np.asarray(values, dtype=float), "draw": np.asarray(draws)}).dropna()
    groups = table.groupby("draw")["value"]
    count, total = groups.count(), len(table)
    if len(count) < 2 or total == len(count):
        return 0.0
    between = (count * (groups.mean() - table["value"].mean()) ** 2).sum() / (len(count) - 1)
    within = ((table["value"] - groups.transform("mean")) ** 2).sum() / (total - len(count))
    typical = (total - (count**2).sum() / total) / (len(count) - 1)
    chance = f.ppf((np.arange(QUANTILES) + 0.5) / QUANTILES, len(count) - 1, total - len(count))
    return float(np.sqrt(np.maximum(0.0, (between / chance - within) / typical).mean()))


def share_over_draws(
    hits: ArrayLike, draws: ArrayLike, among: ArrayLike | None = None, confidence: float = CONFIDENCE
) -> Share:
    """A share whose interval holds both the luck of replicates and what coefficients leave open.

    The share differs from draw to draw with the standard deviation of `spread_between`, and its mean is known up to the
    number of replicates; the interval is that of the beta distribution with this mean and the two variances added, and
    never narrower than Wilson's of the replicates alone.

    A share among some replicates, such as of a cause among terminations, is a ratio of two counts. Its spread is that
    of ``hit - share x among`` over all replicates, divided by how many are among them (the delta method; Cochran 1977,
    chapter 6): a draw with one termination says little, where its own share would say 0 or 1.

    Args:
        hits: whether each replicate is counted, [runs]; only those that are among them are.
        draws: the draw each lived with, [runs].
        among: whether it is one of those that the share is of, [runs]; none: all are.
        confidence: of the interval.

    >>> found = share_over_draws([0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1, 1, 1])
    >>> found.share, found.low < 0.02, found.high > 0.98
    (0.5, True, True)
    """
    from scipy.stats import beta

    true = np.asarray(hits, dtype=bool)
    counted = np.ones_like(true) if among is None else np.asarray(among, dtype=bool)
    plain = share(int((true & counted).sum()), int(counted.sum()), confidence)
    if not 0 < plain.count < plain.of:
        return plain
    middle = plain.share * (1 - plain.share)
    spread = spread_between((true & counted) - plain.share * counted, draws) / counted.mean()
    variance = min(spread**2 + middle / plain.of, 0.99 * middle)
    together = middle / variance - 1
    low, high = beta.interval(confidence, plain.share * together, (1 - plain.share) * together)
    return Share(plain.count, plain.of, plain.share, min(plain.low, float(low)), max(plain.high, float(high)))


def widened(found: Estimate, spread: float, confidence: float = CONFIDENCE) -> Estimate:
    """An estimate whose interval also holds this standard deviation between draws, added in quadrature.

    >>> widened(Estimate(10.0, 9.0, 11.0, 50), 0.0)
    Estimate(value=10.0, low=9.0, high=11.0, of=50)
    """
    from scipy.stats import norm

    more = norm.ppf((1 + confidence) / 2) * spread
    low, high = (float(np.hypot(found.value - end, more)) for end in (found.low, found.high))
    return Estimate(found.value, found.value - low, found.value + high, found.of)


@lru_cache(maxsize=65_536)
def share(count: int, of: int, confidence: float = CONFIDENCE) -> Share:
    """A share with Wilson's score interval.

        (p + z^2 / 2n  ±  z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)

    It stays inside 0 to 1 and keeps a width at 0 and at ``of`` (Wilson 1927; `scipy.stats.binomtest`).

    >>> found = share(9, 30)
    >>> found.share, round(found.low, 3), round(found.high, 3)
    (0.3, 0.167, 0.479)

    Raises:
        ValueError: for a count that is negative or above ``of``.
    """
    from scipy.stats import binomtest

    if of == 0 and count == 0:
        return Share(0, 0, np.nan, np.nan, np.nan)
    interval = binomtest(int(count), int(of)).proportion_ci(confidence, method="wilson")
    return Share(int(count), int(of), count / of, float(interval.low), float(interval.high))


def mean(values: ArrayLike, confidence: float = CONFIDENCE) -> Estimate:
    """The mean with Student's interval, ``m ± t s / sqrt(n)``; NaN values are left out.

    With the hundreds of replicates usual here the central limit theorem carries it also for skewed
    values such as costs.

    >>> mean([1.0, 2.0, 3.0])
    Estimate(value=2.0, low=-0.484..., high=4.484..., of=3)
    """
    from scipy.special import stdtrit

    known = _known(values)
    if known.size < 2:
        return Estimate(float(known[0]) if known.size else np.nan, np.nan, np.nan, known.size)
    if known.min() == known.max():
        return Estimate(float(known[0]), float(known[0]), float(known[0]), known.size)
    middle, error = float(known.mean()), float(known.std(ddof=1)) / known.size**0.5
    reach = float(stdtrit(known.size - 1, (1 + confidence) / 2)) * error
    return Estimate(middle, middle - reach, middle + reach, known.size)


def median(values: ArrayLike, confidence: float = CONFIDENCE) -> Estimate:
    """The median with the exact order-statistic interval; NaN values are left out.

    The ends are values of the sample, and the interval covers the true median with at least this
    confidence whatever the distribution (Thompson 1936; `scipy.stats.quantile_test`). With 5
    values or fewer no interval of 95 % exists, and its ends are NaN.

    >>> median([4, 1, 3, 2, 5, 6, 7, 8, 9])
    Estimate(value=5.0, low=2.0, high=8.0, of=9)
    """
    from scipy.stats import quantile_test

    known = _known(values)
    if not known.size:
        return Estimate(np.nan, np.nan, np.nan, 0)
    interval = quantile_test(known, p=0.5).confidence_interval(confidence)
    return Estimate(float(np.median(known)), float(interval.low), float(interval.high), known.size)


def bands(values: NDArray[Any], quantiles: Sequence[float]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Quantiles over replicates, week by week, of what is not NaN.

    The linear interpolation of `numpy.nanquantile`, read from one sort that puts NaN last.

    Args:
        values: [replicates, weeks].
        quantiles: each 0 to 1.

    Returns:
        The quantiles [weeks, quantiles], NaN in weeks without a value, and the number of values [weeks].

    Raises:
        InputError: for a quantile outside 0 to 1.

    >>> found, alive = bands(np.array([[1.0, 2.0], [3.0, np.nan]]), [0.5])
    >>> found[:, 0].tolist(), alive.tolist()
    ([2.0, 2.0], [2, 1])
    """
    wanted = np.asarray(quantiles, dtype=float)
    if not ((wanted >= 0) & (wanted <= 1)).all():
        raise InputError(f"quantiles = {list(quantiles)}: each must be between 0 and 1")
    alive = np.count_nonzero(~np.isnan(values), axis=0)
    if not values.shape[0]:
        return np.full((values.shape[1], wanted.size), np.nan), alive
    ordered = np.sort(values, axis=0)
    weeks = np.arange(values.shape[1])[:, None]
    place = np.maximum(alive - 1, 0)[:, None] * wanted
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(alive - 1, 0)[:, None])
    low, high = ordered[below, weeks].astype(float), ordered[above, weeks].astype(float)
    return low + (high - low) * (place - below), alive


def surviving(
    ended_week: ArrayLike,
    terminated: ArrayLike,
    weeks: int,
    confidence: float = CONFIDENCE,
    *,
    draws: ArrayLike | None = None,
) -> list[Share]:
    """The share of all partnerships not terminated by the end of each week, with its interval.

    Wilson's, or that of `share_over_draws`.

    A completed partnership can no longer be terminated: it counts as not terminated up to the last
    week. Completion competes with termination; taking the completed ones out of the count, as
    Kaplan and Meier do with those lost to follow-up, would tell the survival of partnerships that
    never complete. Every partnership is followed to its end or to the common last week, so the
    estimate is a plain share,

        S(w) = 1 - (number terminated in week w or before) / (number of partnerships)

    which is 1 less the sum of `cumulative_incidence` over the causes.

    Args:
        ended_week: the week each ended in, counted from 0, or the number of weeks simulated.
        terminated: whether it was terminated then.
        weeks: weeks simulated.
        draws: of coefficients, that each lived with; none if all lived with the same.

    Returns:
        One for each week, 0 to weeks - 1.

    >>> [found.share for found in surviving([0, 1, 2, 3], [False, True, False, False], weeks=3)]
    [1.0, 0.75, 0.75]
    """
    ended, failed = np.asarray(ended_week, dtype=float), np.asarray(terminated, dtype=bool)
    if draws is not None:
        return [share_over_draws(~failed | (ended > week), draws, confidence=confidence) for week in range(weeks)]
    gone = np.searchsorted(np.sort(ended[failed]), np.arange(weeks), side="right")
    return [share(left, ended.size, confidence) for left in (ended.size - gone).tolist()]


def survival(
    ended_week: ArrayLike,
    terminated: ArrayLike,
    weeks: int,
    confidence: float = CONFIDENCE,
    *,
    draws: ArrayLike | None = None,
) -> pd.DataFrame:
    """`surviving` as a table, with how many partnerships run and end.

    Args:
        ended_week, terminated, weeks, confidence, draws: as in `surviving`.

    Returns:
        Indexed by ``week``, 0 to weeks - 1: survival, low, high, running (when the week began), and
        the numbers terminated and completed in the week.

    >>> survival([0, 1, 2, 3], [False, True, False, False], weeks=3)["survival"].tolist()
    [1.0, 0.75, 0.75]
    """
    ended, failed = np.asarray(ended_week, dtype=float), np.asarray(terminated, dtype=bool)
    edges = np.arange(weeks + 1) - 0.5
    shares = surviving(ended, failed, weeks, confidence, draws=draws)
    return pd.DataFrame(
        {
            "survival": [found.share for found in shares],
            "low": [found.low for found in shares],
            "high": [found.high for found in shares],
            "running": ended.size - np.searchsorted(np.sort(ended), np.arange(weeks)),
            "terminated": np.histogram(ended[failed], edges)[0],
            "completed": np.histogram(ended[~failed], edges)[0],
        },
        index=pd.RangeIndex(weeks, name="week"),
    )


def cumulative_incidence(ended_week: ArrayLike, causes: Iterable[Any], weeks: int) -> pd.DataFrame:
    """The share of all partnerships that each cause had ended by the end of each week.

    Causes compete: who was terminated for one cannot be terminated for another. The
    Aalen-Johansen estimate is the general answer. Here it is a plain share, and computed as one,
    because every partnership is followed to its end or to the common last week: nobody is lost
    in between, so

        F_c(w) = (number that cause c ended in week w or before) / (number of partnerships)

    Args:
        ended_week: the week each ended in, counted from 0, or the number of weeks simulated.
        causes: the cause of each, null where it was not terminated.
        weeks: weeks simulated.

    Returns:
        Indexed by ``week``, a column for each cause that occurs, the most frequent first.

    >>> cumulative_incidence([0, 2, 1, 3], ["people", "people", "culture", None], weeks=3)["people"].tolist()
    [0.25, 0.25, 0.5]
    """
    ended = np.asarray(ended_week, dtype=float)
    codes, names = pd.factorize(pd.Series(list(causes), dtype=object))
    edges = np.arange(weeks + 1) - 0.5
    columns = {
        str(names[code]): np.cumsum(np.histogram(ended[codes == code], edges)[0]) / ended.size
        for code in np.argsort(-np.bincount(codes[codes >= 0], minlength=len(names)), kind="stable")
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(weeks, name="week"))


def _known(values: ArrayLike) -> NDArray[np.float64]:
    numbers: NDArray[np.float64] = np.asarray(values, dtype=float)
    known: NDArray[np.float64] = numbers[~np.isnan(numbers)]
    return known
