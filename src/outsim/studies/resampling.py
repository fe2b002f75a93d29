"""Intervals for what is computed over points that share their luck: both points and replicates are resampled.

The points of a design are one sample, the replicates that all of them live through another, crossed with it. Weights
for both are drawn (Owen 2007, The pigeonhole bootstrap), which makes intervals rather too wide than too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outsim.statistics import CONFIDENCE, Estimate

RESAMPLES = 500
FEWEST_REPLICATES = 8
"""Of fewer the signs can be turned in so few ways that hardly an effect could be told from noise."""


@dataclass(frozen=True, eq=False)
class Resamples:
    """How often each row and each replicate is drawn.

    Attributes:
        rows: [resamples, rows], each resample's numbers add up to the rows.
        replicates: [resamples, replicates], likewise; at least two different ones are drawn.
    """

    rows: NDArray[np.float64]
    replicates: NDArray[np.float64]


def resample(rows: int, replicates: int, seed: int, resamples: int = RESAMPLES) -> Resamples:
    """Weights of a bootstrap over rows and over replicates.

    >>> weights = resample(10, 4, seed=1, resamples=3)
    >>> weights.rows.sum(1).tolist(), weights.replicates.shape
    ([10.0, 10.0, 10.0], (3, 4))
    """
    rng = np.random.default_rng([seed, rows, replicates])
    of_rows = rng.multinomial(rows, np.full(rows, 1 / rows), resamples)
    of_replicates = rng.multinomial(replicates, np.full(replicates, 1 / replicates), resamples)
    while (alone := (of_replicates > 0).sum(1) < 2).any():
        of_replicates[alone] = rng.multinomial(replicates, np.full(replicates, 1 / replicates), int(alone.sum()))
    return Resamples(of_rows.astype(float), of_replicates.astype(float))


def everything(rows: int, replicates: int) -> Resamples:
    """Each row and replicate once: the estimate itself."""
    return Resamples(np.ones((1, rows)), np.ones((1, replicates)))


def estimate(value: float, resampled: NDArray[np.float64], of: int, confidence: float = CONFIDENCE) -> Estimate:
    """A number with its percentile bootstrap interval, which holds the number itself.

    >>> round(estimate(0.5, np.linspace(0, 1, 101), 8).low, 3)
    0.025
    """
    low, high = np.quantile(resampled, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(float(value), float(min(low, value)), float(max(high, value)), of)


def symmetric(value: float, resampled: NDArray[np.float64], of: int, confidence: float = CONFIDENCE) -> Estimate:
    """A number with the interval of its standard deviation over resamples, for what resampling shifts.

    >>> symmetric(0.5, np.array([0.9, 1.0, 1.1]), 8).value
    0.5
    """
    from scipy.stats import norm

    reach = float(norm.ppf((1 + confidence) / 2) * resampled.std(ddof=1))
    return Estimate(float(value), float(value) - reach, float(value) + reach, of)
