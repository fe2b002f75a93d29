"""Does the fit find what is known? Simulated data whose coefficients are known, fitted as if they were published.

Each of some draws of the reference table plays the truth: what was simulated with it, with the error of published
numbers added, is fitted with all the others. If the posterior is right, the truth's rank among posterior draws is
uniform (simulation-based calibration: Talts et al. 2018), and intervals cover it as often as they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim import statistics
from outsim.studies.likelihood_free import Matrix, ReferenceTable, accept

COLUMNS = ["coefficient", "correlation", "coverage", "coverage_low", "coverage_high", "uniformity", "verdict"]
TRUTHS = 200
CONFIDENCE = 0.9
SUSPICIOUS = 0.01  # of ranks so uneven, or more, if all is well
ENOUGH = 0.5
"""The correlation of truth and finding from which a coefficient counts as recovered: a quarter of the variance."""

RECOVERED, BARELY, WRONG = "recovered", "calibrated, barely informed", "not calibrated"


@dataclass(frozen=True)
class Recovery:
    """Truths and what was found of them, as standard normal numbers.

    Attributes:
        truth: [truths, unknowns].
        found: posterior means, [truths, unknowns].
        rank: share of the posterior below the truth, 0..1, [truths, unknowns].
    """

    truth: Matrix
    found: Matrix
    rank: Matrix

    def table(self, names: Sequence[str]) -> pd.DataFrame:
        """One row an unknown: coefficient, correlation of truth and posterior mean, coverage of 90 % intervals with its
        own interval (coverage_low, coverage_high), uniformity (p of Kolmogorov and Smirnov's test), verdict.

        The verdict is ``recovered`` where ranks look uniform and found correlates with truth by `ENOUGH` or more,
        ``calibrated, barely informed`` where it correlates less, and ``not calibrated`` where ranks are uneven.
        """
        from scipy.stats import kstest, pearsonr

        rows = []
        for place, name in enumerate(names):
            rank = self.rank[:, place]
            covered = statistics.share(int((np.abs(rank - 0.5) <= CONFIDENCE / 2).sum()), len(rank))
            together = pearsonr(self.truth[:, place], self.found[:, place])
            uniformity = float(kstest(rank, "uniform").pvalue)
            rows.append(
                {
                    "coefficient": name,
                    "correlation": float(together.statistic),
                    "coverage": covered.share,
                    "coverage_low": covered.low,
                    "coverage_high": covered.high,
                    "uniformity": uniformity,
                    "verdict": _verdict(uniformity, float(together.statistic)),
                }
            )
        return pd.DataFrame(rows, columns=COLUMNS)


def _verdict(uniformity: float, correlation: float) -> str:
    if uniformity <= SUSPICIOUS:
        return WRONG
    return RECOVERED if correlation >= ENOUGH else BARELY


def recover(
    table: ReferenceTable, error: Matrix, unknowns: Sequence[int], *, share: float, seed: int, truths: int = TRUTHS
) -> Recovery:
    """Fits simulated data with known unknowns.

    Args:
        table: the reference table; truths are taken from it, evenly spaced.
        error: standard deviation with which each number is observed, [numbers].
        unknowns: the places of those that are looked at.
        share: of draws accepted in each fit.
        seed: of the errors.
        truths: how many, at most as many as the table has draws without a missing number.
    """
    known = table.known
    chosen = known[np.linspace(0, len(known) - 1, min(truths, len(known))).astype(int)]
    noise = np.random.default_rng(seed).normal(size=(len(chosen), len(error))) * error
    fits = [_refit(table, place, off, error, unknowns, share, seed) for place, off in zip(chosen, noise, strict=True)]
    found, rank = (np.array(part) for part in zip(*fits, strict=True))
    return Recovery(table.standard[np.ix_(chosen, unknowns)], found, rank)


def _refit(
    table: ReferenceTable, truth: np.intp, off: Matrix, error: Matrix, unknowns: Sequence[int], share: float, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Posterior mean, and share of the posterior below the truth."""
    own = ReferenceTable(table.standard[:, unknowns], table.simulated)
    posterior = accept(
        own.without(int(truth)), table.simulated[truth] + off, error, share=share, seed=seed + int(truth)
    )
    below = posterior.standard < table.standard[truth, unknowns]
    return posterior.weights @ posterior.standard, posterior.weights @ below
