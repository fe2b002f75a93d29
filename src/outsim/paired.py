"""Means and ratios over pairs of partnerships that share their luck, with bootstrap intervals from scipy.

A pair is one replicate lived twice, without and with something; what is compared is the difference within pairs, in
which the luck that both share cancels out. Where replicates live with draws of coefficients, draws are resampled
instead of replicates, so that the interval also holds what the coefficients leave open (the cluster bootstrap:
Davison & Hinkley 1997, chapter 3.8).
"""

from __future__ import annotations

import warnings
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from outsim.statistics import CONFIDENCE, Estimate

RESAMPLES = 2000
RESAMPLED_TOGETHER = 10_000_000  # numbers in memory at once


def mean_of(contrasts: ArrayLike, draws: ArrayLike | None = None, confidence: float = CONFIDENCE) -> list[Estimate]:
    """The mean of each row with its percentile bootstrap interval.

    Args:
        contrasts: [rows, pairs], one number a pair, such as failed without less failed with.
        draws: of coefficients, that each pair lived with, [pairs]; none if all lived with the same.

    >>> mean_of([[0.0, 0.0, 1.0, 1.0]])[0].value
    0.5
    """
    numbers = np.atleast_2d(np.asarray(contrasts, dtype=float))
    return ratio_of(numbers, np.ones_like(numbers), draws, confidence)


def ratio_of(
    above: ArrayLike, below: ArrayLike, draws: ArrayLike | None = None, confidence: float = CONFIDENCE
) -> list[Estimate]:
    """The sum of each row over the sum of its counterpart, with its percentile bootstrap interval over pairs.

    Args:
        above, below: [rows, pairs].
        draws: of coefficients, that each pair lived with, [pairs].

    Returns:
        One estimate a row; NaN where the sum below is 0, ends NaN where it is 0 in some resample or there are fewer
        than two pairs (or draws).

    >>> found = ratio_of([[1.0, 2.0, 3.0]], [[2.0, 4.0, 6.0]])[0]
    >>> found.value, found.low, found.high
    (0.5, 0.5, 0.5)
    """
    from scipy.stats import DegenerateDataWarning, bootstrap

    up, down = np.atleast_2d(np.asarray(above, dtype=float)), np.atleast_2d(np.asarray(below, dtype=float))
    of = up.shape[1]
    up, down = _sums(up, draws), _sums(down, draws)
    values = _ratio(up, down)
    if up.shape[1] < 2:
        return [Estimate(float(value), np.nan, np.nan, of) for value in values]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DegenerateDataWarning)  # ends that are NaN say it
        found = bootstrap(
            (up, down),
            _ratio,
            paired=True,
            axis=-1,
            vectorized=True,
            method="percentile",
            n_resamples=RESAMPLES,
            batch=max(1, RESAMPLED_TOGETHER // up.size),
            confidence_level=confidence,
            rng=np.random.default_rng(0),  # the same pairs always give the same interval
        ).confidence_interval
    ends = zip(values, np.atleast_1d(found.low), np.atleast_1d(found.high), strict=True)
    return [Estimate(float(value), float(low), float(high), of) for value, low, high in ends]


def _ratio(up: NDArray[np.float64], down: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
    whole = down.sum(axis)
    ratio: NDArray[np.float64] = np.where(whole != 0, up.sum(axis) / np.where(whole != 0, whole, 1), np.nan)
    return ratio


def _sums(values: NDArray[np.float64], draws: ArrayLike | None) -> NDArray[np.float64]:
    """Sums over the pairs of each draw, which is what is resampled; without draws the pairs themselves."""
    if draws is None:
        return values
    codes = pd.factorize(np.asarray(draws))[0]
    sums = np.zeros((len(values), codes.max() + 1))
    for row, of_row in zip(sums, values, strict=True):
        row += np.bincount(codes, of_row, len(row))
    return sums


def chance_of_no_effect(without: ArrayLike, with_: ArrayLike, draws: ArrayLike | None = None) -> float:
    """The p-value for two arms that fail equally often, from the pairs in which one arm fails and the other does not.

    McNemar's exact test (`scipy.stats.binomtest`). With draws of coefficients pairs of one draw are no independent
    trials; then the sign test over draws, on whether more of a draw's pairs fail in one arm or in the other.

    Args:
        without, with_: whether each pair's partnership failed, [pairs].

    Returns:
        1 where no pair differs.

    >>> round(chance_of_no_effect([True] * 6, [False] * 6), 3)
    0.031
    """
    contrast = np.asarray(without, dtype=float) - np.asarray(with_, dtype=float)
    signs = np.sign(_sums(contrast[None], draws)[0])
    better, worse = int((signs > 0).sum()), int((signs < 0).sum())
    return _chance_of(better, better + worse)


@lru_cache(maxsize=4096)
def _chance_of(hits: int, of: int) -> float:
    """The p-value of so many heads of a fair coin."""
    from scipy.stats import binomtest

    return float(binomtest(hits, of).pvalue) if of else 1.0


def difference_of(
    without: ArrayLike, with_: ArrayLike, draws: ArrayLike | None = None, confidence: float = CONFIDENCE
) -> list[Estimate]:
    """How much larger the share is without than with, of each row, with its interval.

    The interval of Bonett & Price (2012) for paired proportions: Wald's, after adding one to the pairs that differ in
    either direction. It covers as it says for few pairs too, and keeps a width where none differ or all do (Fagerland,
    Lydersen & Laake 2014 recommend it). Where replicates live with draws of coefficients it also holds the bootstrap
    interval over draws.

    Args:
        without, with_: whether it happened to each pair's partnership, [rows, pairs].
        draws: of coefficients, that each pair lived with, [pairs].

    >>> found = difference_of([[True] * 10], [[False] * 8 + [True] * 2])[0]
    >>> found.value, round(found.low, 2), round(found.high, 2)
    (0.8, 0.31, 1.0)
    """
    from scipy.special import ndtri

    one = np.atleast_2d(np.asarray(without, dtype=bool))
    other = np.atleast_2d(np.asarray(with_, dtype=bool))
    more, fewer = (one & ~other).sum(1), (other & ~one).sum(1)
    of = one.shape[1]
    middle, spread = _bonett_price(more, fewer, of)
    reach = ndtri((1 + confidence) / 2) * spread / np.sqrt(of + 2)
    values = (more - fewer) / of if of else np.full(len(one), np.nan)
    low, high = np.maximum(-1, middle - reach), np.minimum(1, middle + reach)
    if draws is not None:
        over = mean_of(one.astype(float) - other, draws, confidence)
        low = np.fmin(low, [each.low for each in over])
        high = np.fmax(high, [each.high for each in over])
    return [Estimate(float(v), float(a), float(b), of) for v, a, b in zip(values, low, high, strict=True)]


def replicates_for(without: ArrayLike, with_: ArrayLike, half_width: float, confidence: float = CONFIDENCE) -> int:
    """How many pairs make the interval of `difference_of` so narrow, by how often some pairs differ: (z s / h)^2.

    >>> replicates_for([True] * 50 + [False] * 50, [False] * 100, 0.1)
    104
    """
    from scipy.stats import norm

    one, other = np.asarray(without, dtype=bool), np.asarray(with_, dtype=bool)
    _, spread = _bonett_price((one & ~other).sum(), (other & ~one).sum(), one.size)
    return int(np.ceil((norm.ppf((1 + confidence) / 2) * float(spread) / half_width) ** 2))


def _bonett_price(
    more: NDArray[np.int64] | np.int64, fewer: NDArray[np.int64] | np.int64, of: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The middle of the interval, and the standard deviation of a pair's difference."""
    up, down = (np.asarray(more) + 1) / (of + 2), (np.asarray(fewer) + 1) / (of + 2)
    return up - down, np.sqrt(up + down - (up - down) ** 2)
