"""The unknowns nearest to the middle of their priors with which a simulation says what was observed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from outsim.errors import InputError
from outsim.studies.likelihood_free import Matrix

MOST = 40  # evaluations; each step that is kept has come nearer
STILL = 1e-3  # a step that changes the sum of squares by less, as a share of it, is the last


def most_probable(
    says: Callable[[Matrix], Matrix], start: Matrix, slopes: Matrix, middle: Matrix, spread: Matrix
) -> Matrix:
    """Minimises |unknowns|^2 + |(said - observed) / spread|^2: the maximum a posteriori of standard normal unknowns.

    By scipy's trust region method for least squares. A step that does not come nearer is taken back and tried shorter,
    so the slopes, which come from a regression, need not be exact; what they get wrong it may stop short of.

    Args:
        says: the numbers that are simulated with given unknowns, [unknowns] to [numbers]; the same each time.
        start: where to begin, [unknowns].
        slopes: about how each number changes with each unknown, [numbers, unknowns].
        middle, spread: what was observed and its standard deviation, [numbers].

    Raises:
        InputError: where a number cannot be told with the unknowns to begin with.

    >>> import numpy as np
    >>> one = np.eye(1)
    >>> most_probable(lambda unknowns: 3 * unknowns, np.zeros(1), 3 * one, np.ones(1), np.ones(1)).round(2)
    array([0.3])
    """
    from scipy.optimize import least_squares

    if not start.size:
        return start
    first = says(start)
    if np.isnan(first).any():
        raise InputError(
            f"of {len(first)} fitted facts {int(np.isnan(first).sum())} cannot be told: too few partnerships of a "
            "population are terminated; a larger study.members helps"
        )
    steep = np.vstack([slopes / spread[:, None], np.eye(len(start))])

    def away(unknowns: Matrix) -> Matrix:
        return np.concatenate([(says(unknowns) - middle) / spread, unknowns])

    found = least_squares(away, start, jac=lambda unknowns: steep, max_nfev=MOST, ftol=STILL, xtol=STILL)
    return np.asarray(found.x)
