"""Which of many inputs move an output at all: Morris screening, told apart from noise.

Along a trajectory one input at a time moves by two thirds of its range; the change of the output, for a whole range, is
an elementary effect (Morris 1991). Over trajectories: ``mu`` its mean, ``mu_star`` the mean of its size (Campolongo et
al. 2007), ``sigma`` its standard deviation, which interactions and curvature make.

Outputs are means of R replicates, so effects are the true ones and noise. Noise leaves ``mu`` right on average; from
``sigma`` squared it is taken out as in `outsim.studies.sobol`; ``mu_star`` it inflates, and the floor that it would
have from noise alone is stated beside it: that of replicates' deviations from their mean, with the sign of each
replicate turned at random, which leaves the noise of all trajectories and inputs as it goes together. An input is told
from noise where ``mu_star`` or ``mu`` exceed what they are with signs turned, by more than the largest of all inputs
would in 5 of 100 studies of nothing but noise (a randomisation test of signs, for many at once: Westfall & Young 1993).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outsim.statistics import CONFIDENCE, Estimate
from outsim.studies.resampling import Resamples, everything, resample, symmetric

Array = NDArray[np.float64]

LEVELS = 4
TURNS = 1000
NOTHING = 1e-6  # of the output's size: what single precision cannot tell from no effect


@dataclass(frozen=True)
class Screened:
    """One input's effects on one output, for its whole range.

    Attributes:
        mu, mu_star, sigma: see the module.
        floor: the mu_star that noise alone would give.
        told: whether it is told from noise.
        inert: whether not one partnership changed.
    """

    mu: Estimate
    mu_star: Estimate
    sigma: Estimate
    floor: float
    told: bool
    inert: bool

    @property
    def strength(self) -> float:
        """What of mu_star noise does not explain."""
        return max(0.0, self.mu_star.value - self.floor)


def trajectories(inputs: int, number: int, seed: int) -> Array:
    """The design, as shares of each range: [trajectories, inputs + 1, inputs].

    >>> trajectories(3, 5, seed=1).shape
    (5, 4, 3)
    """
    from SALib.sample import morris

    problem = {"num_vars": inputs, "names": [str(each) for each in range(inputs)], "bounds": [[0.0, 1.0]] * inputs}
    sampled = morris.sample(problem, number, num_levels=LEVELS, seed=seed)
    return np.asarray(sampled).reshape(number, inputs + 1, inputs)


def elementary_effects(shares: Array, y: Array) -> Array:
    """Changes of the output for a whole range of each input.

    Args:
        shares: [trajectories, inputs + 1, inputs].
        y: [trajectories, inputs + 1, replicates].

    Returns:
        [trajectories, inputs, replicates].
    """
    steps = np.diff(shares, axis=1)
    moved = np.abs(steps).argmax(2)
    size = np.take_along_axis(steps, moved[..., None], 2)
    effects = np.empty((shares.shape[0], shares.shape[2], y.shape[2]))
    np.put_along_axis(effects, moved[..., None], np.diff(y, axis=1) / size, 1)
    return effects


def screen(shares: Array, y: Array, *, seed: int = 1) -> tuple[Screened, ...]:
    """All inputs' effects on one output, with 95 % intervals from a bootstrap over trajectories and replicates.

    Args:
        shares: [trajectories, inputs + 1, inputs], those with failed points left out.
        y: [trajectories, inputs + 1, replicates].
        seed: of the resampling.

    >>> rng, shares = np.random.default_rng(1), trajectories(3, 10, seed=1)
    >>> y = (shares @ [1.0, 2.0, 0.0])[..., None] + rng.normal(0, 0.2, (10, 4, 8))
    >>> [one.told for one in screen(shares, y)]
    [True, True, False]
    """
    effects = elementary_effects(shares, y)
    number, inputs, replicates = effects.shape
    values = _measures(effects, everything(number, replicates))
    resampled = _measures(effects, resample(number, replicates, seed))
    signs = np.random.default_rng([seed, replicates]).choice([-1.0, 1.0], (replicates, TURNS))
    floors, told = _floors(effects, signs), _told_from_noise(effects, signs)
    inert = np.abs(effects).max((0, 2)) <= NOTHING * max(float(np.abs(y).mean()), np.finfo(float).tiny)
    found = []
    for place in range(inputs):
        mu, mu_star, sigma = (
            symmetric(value[0, place], many[:, place], number) for value, many in zip(values, resampled, strict=True)
        )
        found.append(
            Screened(
                mu,
                _not_negative(mu_star),
                _not_negative(sigma),
                float(floors[place]),
                bool(told[place] and not inert[place]),
                bool(inert[place]),
            )
        )
    return tuple(found)


def _measures(effects: Array, weights: Resamples) -> tuple[Array, Array, Array]:
    """mu, mu_star and sigma of each resample: [resamples, inputs] each."""
    number, _, replicates = effects.shape
    shares = weights.rows / number
    means = np.einsum("tjr,br->btj", effects, weights.replicates / replicates)
    mu = np.einsum("btj,bt->bj", means, shares)
    mu_star = np.einsum("btj,bt->bj", np.abs(means), shares)
    # the variance over trajectories from pairs of different replicates: that of means, less that of each replicate
    squares = weights.replicates**2
    of_means = np.einsum("btj,bt->bj", means**2, shares) - mu**2
    each_mu = np.einsum("tjr,bt->bjr", effects, shares)
    of_each = np.einsum("tjr,bt->bjr", effects**2, shares) - each_mu**2
    pairs = replicates**2 - squares.sum(1)[:, None]
    variance = (replicates**2 * of_means - np.einsum("bjr,br->bj", of_each, squares)) / pairs
    variance *= number / (number - 1)
    return mu, mu_star, np.sqrt(np.maximum(variance, 0))


def _floors(effects: Array, signs: Array) -> Array:
    """The mu_star of nothing but each input's deviations between replicates: [inputs]."""
    replicates = effects.shape[2]
    deviations = (effects - effects.mean(2, keepdims=True)) * np.sqrt(replicates / (replicates - 1))
    return np.array([np.abs(turned).mean() for turned in _turned(deviations, signs)])


def _told_from_noise(effects: Array, signs: Array) -> NDArray[np.bool_]:
    """Whether mu_star or mu lie beyond what the largest of all inputs reaches where signs are turned: [inputs]."""
    turned = list(_turned(effects, signs))
    mean = effects.mean(2)
    told = np.zeros(effects.shape[1], dtype=bool)
    for found, by_turn in (
        (np.abs(mean).mean(0), np.stack([np.abs(each).mean(0) for each in turned])),
        (np.abs(mean.mean(0)), np.stack([np.abs(each.mean(0)) for each in turned])),
    ):
        usual = by_turn.mean(1)
        scale = np.where(usual > 0, usual, 1.0)
        limit = np.quantile((by_turn / scale[:, None]).max(0), 1 - (1 - CONFIDENCE) / 2)
        told |= found > limit * usual
    return told


def _turned(effects: Array, signs: Array) -> Iterator[Array]:
    """Of each input, the means over replicates with signs turned: [trajectories, turns]."""
    replicates = effects.shape[2]
    return (effects[:, place] @ signs / replicates for place in range(effects.shape[1]))


def _not_negative(found: Estimate) -> Estimate:
    return Estimate(found.value, max(0.0, found.low), found.high, found.of)
