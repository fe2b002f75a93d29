"""The notation of docs/model.md as functions of Python floats."""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import NormalDist

_STANDARD_NORMAL = NormalDist()
_WIDTH = math.sqrt(12.0)


def clip(x: float) -> float:
    """x limited to [0, 1]."""
    return min(1.0, max(0.0, x))


def positive(x: float) -> float:
    """[x]+."""
    return max(x, 0.0)


def logistic(x: float) -> float:
    """s(x)."""
    return 1.0 / (1.0 + math.exp(-x))


def centred(u: float) -> float:
    """z of weekly mechanisms: mean 0, variance 1."""
    return _WIDTH * (u - 0.5)


def normal(u: float) -> float:
    """z before week 0 and of the severity of leaks: standard normal."""
    return _STANDARD_NORMAL.inv_cdf(u)


def mean(values: Iterable[float]) -> float:
    """The arithmetic mean."""
    listed = list(values)
    return sum(listed) / len(listed)
