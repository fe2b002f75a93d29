"""Priors: what is thought of each unknown before any data are seen.

Each is a normal distribution on the unknown's own scale, with 95 % of it in the plausible range, cut off at the allowed
range. The scale is the logit for what lies between 0 and 1, the logarithm for what is positive, and plain otherwise. So
methods may work with standard normal numbers, and whatever they arrive at is an allowed value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outsim.parameters.declare import Described
from outsim.uncertainty import assumed_coefficients

EDGE = 1e-9  # of a scale without end, how near to it one may get


@dataclass(frozen=True)
class Unknown:
    """One number that is not known: its name, allowed range and plausible range (95 %)."""

    name: str
    low: float
    high: float
    plausible: tuple[float, float]

    @classmethod
    def of(cls, found: Described) -> Unknown:
        """An assumed coefficient as it is declared."""
        about = found.about
        assert about.low is not None
        assert about.high is not None
        assert about.plausible is not None
        return cls(found.name, about.low, about.high, about.plausible)

    def scaled(self, value: Any) -> Any:
        """Onto the scale on which the prior is normal."""
        from scipy.special import logit

        if self._is_share:
            return logit(np.clip(value, EDGE, 1 - EDGE))
        return np.log(np.maximum(value, EDGE)) if self._is_positive else np.asarray(value, float)

    def unscaled(self, value: Any) -> Any:
        """Back from that scale."""
        from scipy.special import expit

        if self._is_share:
            return expit(value)
        return np.exp(value) if self._is_positive else np.asarray(value, float)

    def value(self, standard: Any) -> Any:
        """The value to which a standard normal number belongs."""
        from scipy.stats import norm

        return np.clip(self.unscaled(self._normal.ppf(norm.cdf(standard))), self.low, self.high)

    def standard(self, value: Any) -> Any:
        """The standard normal number that belongs to a value."""
        from scipy.stats import norm

        share = self._normal.cdf(self.scaled(np.asarray(value, float)))
        return norm.ppf(np.clip(share, EDGE, 1 - EDGE))

    @property
    def _is_share(self) -> bool:
        return self.low == 0 and self.high == 1

    @property
    def _is_positive(self) -> bool:
        return self.low >= 0

    @cached_property
    def _normal(self) -> Any:
        from scipy.stats import truncnorm

        ends = self.scaled(np.array(self.plausible))
        middle, spread = ends.mean(), (ends[1] - ends[0]) / 2 / 1.96
        limits = (self.scaled(np.array([self.low, self.high])) - middle) / spread
        return truncnorm(*limits, loc=middle, scale=spread)


@dataclass(frozen=True)
class Prior:
    """Independent unknowns."""

    unknowns: tuple[Unknown, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(unknown.name for unknown in self.unknowns)

    def sample(self, draws: int, seed: int) -> NDArray[np.float64]:
        """Standard normal numbers, [draws, unknowns], spread evenly by Latin hypercube."""
        from scipy.stats import norm
        from scipy.stats.qmc import LatinHypercube

        shares = LatinHypercube(len(self.unknowns), rng=np.random.default_rng(seed)).random(draws)
        return np.asarray(norm.ppf(shares))

    def values(self, standard: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Values by name, [draws] each, of standard normal numbers [draws, unknowns]."""
        return {unknown.name: unknown.value(standard[:, place]) for place, unknown in enumerate(self.unknowns)}

    def standard(self, values: dict[str, Any]) -> NDArray[np.float64]:
        """Standard normal numbers, [draws, unknowns], of values by name."""
        return np.column_stack([unknown.standard(values[unknown.name]) for unknown in self.unknowns])


def prior_of_coefficients(found: Sequence[Described] | None = None) -> Prior:
    """The prior of all assumed coefficients.

    >>> prior_of_coefficients().names[0]
    'coefficients.threat.floor'
    """
    return Prior(tuple(Unknown.of(each) for each in found or assumed_coefficients()))
