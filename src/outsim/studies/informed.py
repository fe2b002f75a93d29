"""Which unknowns the data inform: those whose variance shrinks more than chance alone makes any shrink."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from outsim.studies.likelihood_free import Matrix, Posterior, ReferenceTable, accept

SHUFFLES = 50
CONFIDENCE = 0.95
"""In at most one of twenty fits to data that tell nothing is any unknown taken for informed."""


def contraction(posterior: Posterior) -> Matrix:
    """Share of the prior's variance that is gone, [unknowns]."""
    away = posterior.standard - posterior.weights @ posterior.standard
    return np.asarray(1 - posterior.weights @ away**2)


def informed(
    posterior: Posterior, table: ReferenceTable, observed: Matrix, error: Matrix, *, share: float, seed: int
) -> NDArray[np.bool_]:
    """Whether each unknown is informed, [unknowns].

    Its contraction is above the 95 % quantile of the largest contraction of any unknown in 50 fits in which draws are
    shuffled against what was simulated with them: a permutation test that holds for all unknowns together (Westfall &
    Young 1993).

    Args:
        posterior: the fit.
        table, observed, error, share: that it was made with, as in `accept`.
        seed: of the shuffling.
    """
    draw = np.random.default_rng(seed)
    largest = []
    for _ in range(SHUFFLES):
        shuffled = ReferenceTable(draw.permutation(table.standard), table.simulated)
        largest.append(contraction(accept(shuffled, observed, error, share=share, seed=seed)).max())
    return np.asarray(contraction(posterior) > np.quantile(largest, CONFIDENCE))
