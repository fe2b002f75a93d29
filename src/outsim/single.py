"""One partnership, week by week, on the engine's compiled program: what the live model stands on."""

from __future__ import annotations

import dataclasses
from typing import Any

import jax
import numpy as np

from outsim.compiled import PRECISIONS, compiled, in_precision
from outsim.conditions import Conditions, Pulls, conditions, shape_of
from outsim.engine import width
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
        with in_precision(precision):
            luck = self._steps.draw(np.uint32(seed), np.full(self._width, replicate, np.uint32))
            self._weekly: WeeklyLuck = _first(luck.weekly)
            self._starting = luck.starting

    def begin(self) -> State:
        """The state before week 0."""
        with in_precision(self._precision) as dtype:
            begun: State = _first(self._steps.begin(self._wide(conditions(self._base, dtype)), self._starting))
        return dataclasses.replace(begun, levers=self.with_room(begun.levers, self._base))

    @property
    def given(self) -> Conditions:
        """What the weeks read, with room for interventions by hand; the last axis has one place."""
        return jax.tree.map(lambda leaf: np.asarray(leaf)[..., :1], self._given)  # type: ignore[no-any-return]

    @property
    def luck(self) -> WeeklyLuck:
        """The draws of every week: a leading axis weeks, no last one."""
        return self._weekly

    def step(self, state: State, week: int) -> State:
        """The state a week later."""
        with in_precision(self._precision) as dtype:
            luck = jax.tree.map(lambda draws: draws[week], self._weekly)
            after = self._steps.step(self._given, *self._wide((state, luck)), np.asarray(week, dtype))
            return _first(after)  # type: ignore[no-any-return]

    def with_room(self, levers: Levers, scenario: Scenario) -> Levers:
        """Takes over the interventions of a scenario that is otherwise the same; returns the levers with room for them.

        There are spare rows, which change nothing, because a row more is another program to compile.
        """
        wanted = shape_of(scenario).pulls
        with in_precision(self._precision) as dtype:
            if wanted > self._rows:
                self._rows = wanted + max(SPARE_PULLS, wanted)
            given = conditions(scenario, dtype)
            given = dataclasses.replace(given, pulls=filled_up(given.pulls, self._rows))
            self._given: Conditions = jax.device_put(self._wide(given))
        rows, columns = given.pulls.dose.shape
        return jax.tree.map(lambda leaf: _padded(leaf, rows, columns), levers)  # type: ignore[no-any-return]

    def _wide(self, tree: Any) -> Any:
        return jax.tree.map(lambda leaf: np.repeat(leaf[..., None], self._width, -1), tree)


def _first(tree: Any) -> Any:
    """The first partnership of a block, in arrays that can be written to."""
    return jax.tree.map(lambda leaf: np.asarray(leaf)[..., 0].copy(), tree)


def filled_up(pulls: Pulls, rows: int) -> Pulls:
    """With rows added that are never due: they end in week 0, and have a ramp of a week, by which one can divide."""

    def fill(used: np.ndarray[Any, Any], value: float) -> np.ndarray[Any, Any]:
        return used if used.ndim == 1 else _padded(used, rows, used.shape[1], value)

    filled: Pulls = jax.tree.map(lambda used: fill(used, 0.0), pulls)
    lasting: dict[str, Any] = {name: fill(np.asarray(getattr(pulls, name)), 1.0) for name in ("ramp", "wear_off")}
    return dataclasses.replace(filled, **lasting)


def _padded(used: np.ndarray[Any, Any], rows: int, columns: int, value: float = 0.0) -> np.ndarray[Any, Any]:
    """With rows and columns of one value added."""
    more = ((0, rows - used.shape[0]), (0, columns - used.shape[1]))
    return np.pad(used, more, constant_values=value)


def without(levers: Levers, row: int, column: int) -> Levers:
    """Without one pull of one lever; the lever's later ones move up."""

    def close(leaf: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        closed = leaf.copy()
        closed[:, column] = np.append(np.delete(leaf[:, column], row), 0)
        return closed

    return jax.tree.map(close, levers)  # type: ignore[no-any-return]


def without_column(levers: Levers, column: int) -> Levers:
    """Without one lever, of one's own."""
    return jax.tree.map(lambda leaf: np.delete(leaf, column, axis=1), levers)  # type: ignore[no-any-return]
