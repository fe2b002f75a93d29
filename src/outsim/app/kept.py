"""What is kept between one answer and the next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import RLock
from typing import Any, Generic, TypeVar

import jax
import jax.numpy as jnp
import numpy as np

from outsim.app.request import Branch
from outsim.compiled import Compiled, Luck
from outsim.engine import draw_luck

T = TypeVar("T")


class Kept(Generic[T]):
    """Keeps what was used last, by key. Safe to use from several threads.

    >>> squares = Kept[int](2)
    >>> squares.get(3, lambda: 9), squares.get(3, lambda: 0)
    (9, 9)
    """

    def __init__(self, most: int) -> None:
        self._most, self._held, self._lock = most, OrderedDict[Hashable, T](), RLock()

    def find(self, key: Hashable) -> T | None:
        """What is kept under the key, if there is anything."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key]

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept under the key; made where there is none."""
        held = self.find(key)
        if held is not None:
            return held
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made


LUCK_KEPT = 24  # blocks: some 5 MB each

_LUCK = Kept[Luck](LUCK_KEPT)


def kept_luck(
    steps: Compiled, seed: int, replicates: np.ndarray[Any, Any], precision: str, branch: Branch | None = None
) -> Luck:
    """As `outsim.engine.draw_luck`; where it was drawn before, it is not drawn again."""

    def make() -> Luck:
        own = draw_luck(steps, seed, replicates, precision)
        if branch is None:
            return own
        past = kept_luck(steps, seed, np.full_like(replicates, branch.replicate), precision)
        return Luck(past.starting, _joined(past.weekly, own.weekly, branch.week))

    return _LUCK.get((steps.draw, seed, replicates.tobytes(), precision, branch), make)


@jax.jit
def _joined(past: Any, future: Any, week: Any) -> Any:
    """Draws [weeks, ...] of the one before the week, of the other from it on."""

    def join(was: Any, comes: Any) -> Any:
        before = jnp.arange(was.shape[0]) < week
        return jnp.where(before.reshape(-1, *[1] * (was.ndim - 1)), was, comes)

    return jax.tree.map(join, past, future)
