"""Shapes of functions that several mechanisms use."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp


def clip(x: Any) -> Any:
    """To [0, 1]."""
    return jnp.clip(x, 0, 1)


def positive(x: Any) -> Any:
    """[x]+ = max(x, 0)."""
    return jnp.maximum(x, 0)


def toward(x: Any, target: Any, weeks: Any) -> Any:
    """One week of a first-order lag with this time constant."""
    return x + (target - x) / weeks


def centred(uniform: Any) -> Any:
    """A uniform draw scaled to mean 0 and variance 1."""
    return 12**0.5 * (uniform - 0.5)
