"""One partnership, week by week, on the engine's compiled program: what the live model stands on."""

from __future__ import annotations

import dataclasses
from typing import Any

import jax
import numpy as np

from outsim.compiled import PRECISIONS, compiled, in_precision
from outsim.conditions import Conditions, Pulls, conditions, shape_of
from outsim.engine import width
from outsim.levers import LEVER_NAMES
from outsim.scenario import Scenario
from outsim.state import Levers, State
from outsim.streams import WeeklyLuck

SPARE_PULLS = 4  # of each lever at least, by hand, before the week is compiled anew for more


class SinglePartnership:
    """The engine's compiled steps for one partnership.

    The same partnership runs in every place of a block as wide as the engine's, and the first is kept: compiled code
    for another width rounds otherwise. So single precision agrees with the engine to the last bit on a CPU.
    """

    def __init__(self, base: Scenario, seed: int, replicate: int, precision: str) -> None:
        shape = shape_of(base)
        self._precision, self._width = precision, width(shape)
        self._steps = compiled(shape, PRECISIONS[precision])
        self._base, self._rows = base, 0
        with in_precision(precision) as dtype:
            self._idle = conditions(dataclasses.replace(base, interventions=()), dtype).pulls
            luck = self._steps.draw(np.uint32(seed), np.full(self._width, replicate, np.uint32))
            self._weekly: WeeklyLuck = _first(luck.weekly)
            self._starting = luck.starting

    def begin(self) -> State:
        """The state before week 0."""
        with in_precision(self._precision) as dtype:
            begun: State = _first(self._steps.begin(self._wide(conditions(self._base, dtype)), self._starting))
        rows = self.set_pulls(self._base)
        return dataclasses.replace(begun, levers=with_rows(begun.levers, rows))

    def step(self, state: State, week: int) -> State:
        """The state a week later."""
        with in_precision(self._precision) as dtype:
            luck = jax.tree.map(lambda draws: draws[week], self._weekly)
            after = self._steps.step(self._given, *self._wide((state, luck)), np.asarray(week, dtype))
            return _first(after)  # type: ignore[no-any-return]

    def set_pulls(self, scenario: Scenario) -> int:
        """Takes over the interventions of a scenario that is otherwise the same; returns how many rows levers have now.

        There are spare rows, which change nothing, because a row more is another program to compile.
        """
        wanted = shape_of(scenario).pulls
        with in_precision(self._precision) as dtype:
            if wanted > self._rows:
                self._rows = wanted + max(SPARE_PULLS, wanted)
            given = conditions(scenario, dtype)
            given = dataclasses.replace(given, pulls=_filled_up(given.pulls, self._idle, self._rows))
            self._given: Conditions = jax.device_put(self._wide(given))
        return self._rows

    def _wide(self, tree: Any) -> Any:
        return jax.tree.map(lambda leaf: np.repeat(leaf[..., None], self._width, -1), tree)


def _first(tree: Any) -> Any:
    """The first partnership of a block, in arrays that can be written to."""
    return jax.tree.map(lambda leaf: np.asarray(leaf)[..., 0].copy(), tree)


def _filled_up(pulls: Pulls, idle: Pulls, rows: int) -> Pulls:
    """With idle rows added."""

    def fill(used: np.ndarray[Any, Any], spare: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return used if used.ndim == 1 else np.concatenate([used, spare.repeat(rows - len(used), 0)])

    return jax.tree.map(fill, pulls, idle)  # type: ignore[no-any-return]


def with_rows(levers: Levers, rows: int) -> Levers:
    """With rows of pulls at rest added."""
    return jax.tree.map(  # type: ignore[no-any-return]
        lambda leaf: np.concatenate([leaf, np.zeros((rows - len(leaf), leaf.shape[1]), leaf.dtype)]), levers
    )


def without(levers: Levers, row: int, lever: str) -> Levers:
    """Without one pull of one lever; the lever's later ones move up."""
    column = LEVER_NAMES.index(lever)

    def close(leaf: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        closed = leaf.copy()
        closed[:, column] = np.append(np.delete(leaf[:, column], row), 0)
        return closed

    return jax.tree.map(close, levers)  # type: ignore[no-any-return]
