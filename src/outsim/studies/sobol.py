"""How much of an output's variance each input explains, alone, in pairs and in all: Sobol indices without the noise.

The estimators are those of SALib: first and total order of Saltelli et al. (2010), second order of Saltelli (2002)::

    first_j  = mean(B (AB_j - A)) / V,    total_j = mean((A - AB_j)^2) / 2V
    second_jk = mean(BA_j AB_k - A B) / V - first_j - first_k,    V = var(A and B)

Here each output is the mean of R replicates, that is the true value and noise; and since all points live through the
same R replicates, the noise of one goes with that of another. The product of two means has the expectation
``a b + cov(a, b) / R``, which biases every numerator and V. All are quadratic forms Q of the outputs, for which the
mean over pairs of different replicates has the right expectation (a U-statistic), and is had from Q alone::

    U = (Q(sum_r y_r) - sum_r Q(y_r)) / (R^2 - R)

For a single product this is ``mean_a mean_b - cov_r(a, b) / R``; without noise it is Q itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from outsim.statistics import Estimate
from outsim.studies.resampling import Resamples, estimate, everything, resample

Array = NDArray[np.float64]
Form = Callable[[Array], Array]
"""From outputs [..., rows, places] to a quadratic form of each row [..., rows]."""

AT_ONCE = 4_000_000  # numbers in memory at once
CONSTANT = 1e-6  # of its size: what single precision cannot tell from no difference


@dataclass(frozen=True)
class Indices:
    """Of one output.

    Attributes:
        variance: between points, of the expectation, noise removed.
        luck: the share of the variance of a single partnership that its luck makes, over the ranges of the inputs.
        first, total: of each input.
        interaction: total less first: what an input does only together with others.
        second: of each pair of inputs, by their places, what the two do together beyond what each does alone.
    """

    variance: Estimate
    luck: Estimate
    first: tuple[Estimate, ...]
    total: tuple[Estimate, ...]
    interaction: tuple[Estimate, ...]
    second: dict[tuple[int, int], Estimate]

    @property
    def beyond_noise(self) -> bool:
        """Whether points differ by more than noise."""
        return self.variance.low > 0


def saltelli(inputs: int, rows: int, seed: int) -> Array:
    """The design, as shares of each range: [rows, places, inputs], in each row A, AB_1.., BA_1.., B.

    >>> saltelli(3, 8, seed=1).shape
    (8, 8, 3)
    """
    from SALib.sample import sobol

    problem = {"num_vars": inputs, "names": [str(each) for each in range(inputs)], "bounds": [[0.0, 1.0]] * inputs}
    sampled = sobol.sample(problem, rows, calc_second_order=True, seed=seed)
    return np.asarray(sampled).reshape(rows, 2 * inputs + 2, inputs)


def is_constant(y: Array) -> bool:
    """Whether means do not differ between points.

    Args:
        y: [..., replicates].
    """
    means = y.mean(-1)
    return bool(np.ptp(means) <= CONSTANT * np.abs(means).max())


def sobol_indices(y: Array, squares: Array | None = None, *, seed: int = 1) -> Indices:
    """Indices of one output, with 95 % intervals from a bootstrap over rows and replicates.

    Args:
        y: [rows, places, replicates] at the points of `saltelli`, rows with failed points left out.
        squares: means of squares, where ``y`` are means over several partnerships; none: they are single ones.
        seed: of the bootstrap.

    >>> rng = np.random.default_rng(1)
    >>> shares = saltelli(2, 256, seed=1)
    >>> y = (shares @ [1.0, 2.0])[..., None] + rng.normal(0, 0.5, (256, 6, 8))
    >>> found = sobol_indices(y)
    >>> round(found.first[0].value, 1), round(found.first[1].value, 1), round(found.luck.value, 1)
    (0.2, 0.8, 0.4)
    """
    rows, places, replicates = y.shape
    inputs = (places - 2) // 2
    of_mean = y**2 if squares is None else squares
    middle = float(y.mean())
    second_moment = of_mean - 2 * middle * y + middle**2  # of a single partnership, about the overall mean
    centred = y - middle
    by_replicate = y - y.mean((0, 1))
    weights = (everything(rows, replicates), resample(rows, replicates, seed))
    both, once = [], []
    for each in weights:
        singly = _weighted(second_moment[:, [0, -1]].mean(1), each)
        squared = _paired(_squares, centred, each)
        crossed, total, pairs = _numerators(by_replicate, inputs, each)
        variance = _paired(_squares, by_replicate, each) - _squared_mean(by_replicate, each)
        luck = singly - squared
        both.append(_scaled(variance, luck, crossed, total, pairs))
        once.append(variance)
    value, resampled = both

    def found(name: str, place: int) -> Estimate:
        return estimate(value[name][0, place], resampled[name][:, place], rows)

    return Indices(
        variance=estimate(once[0][0], once[1], rows),
        luck=found("luck", 0),
        first=tuple(found("first", place) for place in range(inputs)),
        total=tuple(found("total", place) for place in range(inputs)),
        interaction=tuple(found("interaction", place) for place in range(inputs)),
        second={pair: found("second", place) for place, pair in enumerate(combinations(range(inputs), 2))},
    )


def _scaled(variance: Array, luck: Array, crossed: Array, total: Array, pairs: Array) -> dict[str, Array]:
    """Numerators over the variance; resamples in which there is none are left out."""
    some = variance > 0
    if not some.any():
        some, variance = np.ones_like(some), np.ones_like(variance)
    scale = variance[some, None]
    first, whole = crossed[some] / scale, total[some] / scale
    one, other = (list(side) for side in zip(*combinations(range(first.shape[1]), 2), strict=True))
    shared = np.maximum(luck[some], 0)
    return {
        "first": first,
        "total": whole,
        "interaction": whole - first,
        "second": pairs[some] / scale - first[:, one] - first[:, other],
        "luck": (shared / (shared + variance[some]))[:, None],
    }


def _numerators(z: Array, inputs: int, weights: Resamples) -> tuple[Array, Array, Array]:
    """Of first order, total order and pairs: [resamples, inputs or pairs]."""

    def of(forms: Iterator[Form]) -> Array:
        return np.stack([_paired(form, z, weights) for form in forms], axis=1)

    each = range(inputs)
    return (
        of(_first(1 + one) for one in each),
        of(_total(1 + one) for one in each),
        of(_closed(1 + inputs + one, 1 + other) for one, other in combinations(each, 2)),
    )


def _first(mixed: int) -> Form:
    return lambda z: z[..., -1] * (z[..., mixed] - z[..., 0])


def _total(mixed: int) -> Form:
    return lambda z: 0.5 * (z[..., 0] - z[..., mixed]) ** 2


def _closed(other_mixed: int, mixed: int) -> Form:
    return lambda z: z[..., other_mixed] * z[..., mixed] - z[..., 0] * z[..., -1]


def _squares(z: Array) -> Array:
    return 0.5 * (z[..., 0] ** 2 + z[..., -1] ** 2)


def _paired(form: Form, z: Array, weights: Resamples) -> Array:
    """The mean over rows and over pairs of different replicates, for each resample.

    Args:
        form: what is averaged.
        z: [rows, places, replicates].
    """
    rows = z.shape[0]
    alone = form(np.moveaxis(z, 2, 0))  # [replicates, rows]
    found = np.empty(len(weights.rows))
    step = max(1, AT_ONCE // z[..., 0].size)
    for first in range(0, len(found), step):
        these = slice(first, first + step)
        counts, of_rows = weights.replicates[these], weights.rows[these]
        summed = form(np.moveaxis(z @ counts.T, 2, 0))  # of sums over replicates, [resamples, rows]
        pairs = counts.sum(1) ** 2 - (counts**2).sum(1)
        found[these] = ((summed - counts**2 @ alone) * of_rows).sum(1) / pairs / rows
    return found


def _squared_mean(z: Array, weights: Resamples) -> Array:
    """The square of the mean over A and B, from pairs of different replicates."""
    means = weights.rows @ z[:, [0, -1]].mean(1) / z.shape[0]  # [resamples, replicates]
    counts = weights.replicates
    pairs = counts.sum(1) ** 2 - (counts**2).sum(1)
    squared: Array = ((counts * means).sum(1) ** 2 - (counts**2 * means**2).sum(1)) / pairs
    return squared


def _weighted(values: Array, weights: Resamples) -> Array:
    """The mean over rows and replicates of values [rows, replicates], for each resample."""
    rows, replicates = values.shape
    found: Array = ((weights.rows @ values) * weights.replicates).sum(1) / (rows * replicates)
    return found
