"""What the machine can do at most: arithmetic, exponentials and bandwidth, measured with JAX in single precision.

Each kernel runs in one thread and is called; `work` says how much one call does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

FLOAT = 4  # bytes
CHAINS, DEPTH = 8, 16  # independent, so that several are under way in the pipeline at once
IN_CACHE = 32 * 1024  # numbers: two arrays of 128 KiB, as large as the part of a block that one mechanism touches
BEYOND_CACHES = 32 * 1024 * 1024  # numbers: two arrays of 128 MiB


class Kernel:
    """A program that changes its own array in place over and over.

    Attributes:
        work: operations or bytes of one call.
    """

    def __init__(self, step: Callable[[Any, Any], Any], size: int, repeats: int, work_a_number: float) -> None:
        def repeated(own: Any, other: Any) -> Any:
            return lax.fori_loop(0, repeats, lambda _, last: step(last, other), own)

        self.work = work_a_number * size * repeats
        self._program = jax.jit(repeated, donate_argnums=0)
        self._own, self._other = jnp.full(size, 0.5), jnp.full(size, 0.5)

    def __call__(self) -> None:
        self._own = self._program(self._own, self._other).block_until_ready()


def arithmetic() -> Kernel:
    """Fused multiply-add on data in registers; a multiplication and an addition are two operations."""

    def step(last: Any, _: Any) -> Any:
        chains = [last + chain for chain in range(CHAINS)]
        for _ in range(DEPTH):
            chains = [chain * 0.999 + 0.001 for chain in chains]
        return sum(chains[1:], start=chains[0]) * (1 / CHAINS)

    return Kernel(step, 1024, 8000, 2 * CHAINS * DEPTH)


def exponentials() -> Kernel:
    """Exponentials of numbers in the cache."""
    return Kernel(lambda last, _: jnp.exp(-last), 16 * 1024, 10_000, 1)


def cache() -> Kernel:
    """The triad a = a + s b in the cache: two numbers read and one written."""
    return Kernel(lambda last, other: last + 1e-6 * other, IN_CACHE, 20_000, 3 * FLOAT)


def memory() -> Kernel:
    """The same beyond the caches."""
    return Kernel(lambda last, other: last + 1e-6 * other, BEYOND_CACHES, 4, 3 * FLOAT)


KERNELS = {"arithmetic": arithmetic, "exponentials": exponentials, "cache": cache, "memory": memory}
