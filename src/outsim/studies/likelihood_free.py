"""Approximate Bayesian computation: what unknowns can be, given what was observed, by simulation alone.

A reference table holds draws from the prior and what was simulated with each. The draws whose simulation comes nearest
to what was observed are accepted, weighted by nearness, and moved by a local linear regression of unknowns on simulated
numbers to where they would be had they met it exactly (Beaumont, Zhang & Balding 2002). What was observed is itself
uncertain: noise of that size is added to what was simulated first, so that what is left is exact under it (Wilkinson
2013). One table serves any observation, so recovery and calibration can be tested at no further simulation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class ReferenceTable:
    """Draws from the prior and what was simulated with each.

    Attributes:
        standard: unknowns as standard normal numbers, [draws, unknowns].
        simulated: numbers to be held against the observed ones, [draws, numbers]; NaN where one does not exist.
    """

    standard: Matrix
    simulated: Matrix

    @property
    def known(self) -> NDArray[np.intp]:
        """The places of the draws that have all numbers."""
        return np.flatnonzero(~np.isnan(self.simulated).any(axis=1))

    def without(self, place: int) -> ReferenceTable:
        """All draws but one."""
        return ReferenceTable(np.delete(self.standard, place, 0), np.delete(self.simulated, place, 0))


@dataclass(frozen=True)
class Posterior:
    """Accepted draws.

    Attributes:
        standard: unknowns as standard normal numbers, [accepted, unknowns], moved by the regression.
        weights: of each, summing to 1.
        places: which draws of the reference table they were.
    """

    standard: Matrix
    weights: Matrix
    places: NDArray[np.intp]

    def resampled(self, draws: int, seed: int) -> Matrix:
        """So many equally weighted draws, [draws, unknowns], each accepted one as evenly often as its weight allows."""
        start = np.random.default_rng(seed).random()
        ladder = (start + np.arange(draws)) / draws
        return self.standard[np.minimum(np.searchsorted(np.cumsum(self.weights), ladder), len(self.weights) - 1)]


def fewest(numbers: int) -> int:
    """Draws to be accepted at least, where so many numbers were observed: what the regression needs.

    >>> fewest(12)
    26
    """
    return 2 * numbers + 2


def accept(
    table: ReferenceTable,
    observed: Matrix,
    error: Matrix,
    *,
    share: float,
    seed: int,
    scale: Matrix | None = None,
) -> Posterior:
    """The posterior of the unknowns, given what was observed.

    Args:
        table: of simulations.
        observed: numbers, [numbers].
        error: standard deviation with which each was observed, [numbers].
        share: of the table's draws to accept, above 0 and up to 1; those that lack a number are never accepted.
        seed: of the noise that stands for the error of observation.
        scale: by which distances in each number are divided, [numbers]; its median absolute deviation if left out.

    Raises:
        ValueError: when fewer draws would be accepted than the regression needs.
    """
    from sklearn.linear_model import Ridge

    known = table.known
    noise = np.random.default_rng(seed).normal(size=(len(known), len(observed)))
    away = table.simulated[known] + noise * error - observed
    scaled = away / (np.median(np.abs(away - np.median(away, axis=0)), axis=0) if scale is None else scale)
    distance = np.sqrt((scaled**2).sum(axis=1))
    count = min(round(share * len(table.simulated)), len(known))
    if count < fewest(len(observed)):
        raise ValueError(f"{count} of {len(known)} draws to accept: too few for {len(observed)} observed numbers")
    near = np.argpartition(distance, count - 1)[:count]
    weights = 1 - (distance[near] / distance[near].max()) ** 2  # Epanechnikov's kernel
    drawn = table.standard[known[near]]
    local = Ridge(alpha=1.0).fit(scaled[near], drawn, sample_weight=weights)
    slopes = local.coef_.reshape(drawn.shape[1], -1)  # of a single unknown they come without that axis
    moved, weights = drawn - scaled[near] @ slopes.T, weights / weights.sum()
    middle = weights @ moved
    moved = middle + (moved - middle) / np.sqrt(1 - _fitted_away(scaled[near], weights))
    return Posterior(moved, weights, known[near])


def _fitted_away(scaled: Matrix, weights: Matrix) -> float:
    """The share of mere scatter that a weighted regression with an intercept takes for a trend, on average.

    What is left of the scatter lacks it: with few draws accepted the posterior would be too narrow.
    """
    columns = np.column_stack([np.ones(len(scaled)), scaled])
    once, twice = (columns.T @ (columns * power[:, None]) for power in (weights, weights**2))
    return float(np.trace(np.linalg.pinv(once) @ twice))


def weighted_quantiles(values: NDArray[Any], weights: NDArray[Any], shares: Sequence[float]) -> NDArray[np.float64]:
    """Quantiles of weighted values."""
    return np.asarray(np.quantile(values, shares, weights=weights, method="inverted_cdf"))
