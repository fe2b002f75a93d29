"""Where an oracle's draws come from: the engine's streams, to compare with it, or Python's own generator."""

from __future__ import annotations

import random
from dataclasses import fields
from typing import Any, Protocol

import jax
import jax.numpy as jnp
import numpy as np

from outsim.scenario import Scenario
from outsim.streams import StartingLuck, WeeklyLuck, replicate_keys, starting_luck, weekly_luck

SLOTS, GOALS = 3, 4
_STAFF = ("susceptibility", "expressiveness", "disposition", "tenure", "liaisons", "acquaintance")
_STAFF_STARTS = ("anxiety", "trust", "expectation")


class Luck(Protocol):
    """Uniform draws in (0, 1) as Python floats, in (nested) lists over agents."""

    starting: StartingLuck

    def of_week(self, week: int) -> WeeklyLuck:
        """The draws of that week."""
        ...


class SharedLuck:
    """The very draws that the engine makes: those of one of the replicates along their last axis."""

    def __init__(self, starting: StartingLuck, weekly: WeeklyLuck, run: int = 0) -> None:
        self.starting: StartingLuck = jax.tree.map(lambda drawn: np.asarray(drawn)[..., run].tolist(), starting)
        every: Any = jax.tree.map(lambda drawn: np.asarray(drawn)[..., run].tolist(), weekly)
        weeks = len(every.layoffs)
        drawn = [getattr(every, spot.name) for spot in fields(WeeklyLuck)]
        self._weeks = [WeeklyLuck(*(numbers[week] for numbers in drawn)) for week in range(weeks)]

    @classmethod
    def of(cls, described: Scenario, seed: int, replicate: int) -> SharedLuck:
        """The draws for a seed and replicate."""
        staff, leaders, teams = described.client.staff, described.leaders.count, described.vendor.teams
        with jax.enable_x64(True):
            keys = replicate_keys(jnp.uint32(seed), jnp.array([replicate], jnp.uint32))
            starting = starting_luck(keys, described.vendor.candidates, staff, leaders, teams, jnp.float64)
            one_week = jax.vmap(lambda week: weekly_luck(keys, week, staff, leaders, teams, jnp.float64))
            return cls(starting, jax.jit(one_week)(jnp.arange(described.weeks, dtype=jnp.uint32)))

    def of_week(self, week: int) -> WeeklyLuck:
        """The draws of that week."""
        return self._weeks[week]


class OwnLuck:
    """Draws from Python's generator, as a plain Mesa model makes them."""

    def __init__(self, described: Scenario, source: random.Random) -> None:
        staff, leaders, teams = described.client.staff, described.leaders.count, described.vendor.teams
        self._source, self._sizes = source, (staff, leaders, teams)
        candidates = [self._many(described.vendor.candidates) for _ in range(4)]
        of_staff = [self._many(staff) for _ in (*_STAFF, *_STAFF_STARTS)]
        of_leaders = [self._many(leaders) for _ in range(2)]
        of_teams = [self._many(teams) for _ in range(2)]
        of_goals = [self._many(GOALS) for _ in range(2)]
        self.starting = StartingLuck(*candidates, *of_staff, *of_leaders, *of_teams, *of_goals, *self._many(4))  # type: ignore[arg-type]

    def of_week(self, week: int) -> WeeklyLuck:
        """The draws of that week; to be asked for once a week."""
        staff, leaders, teams = self._sizes
        return WeeklyLuck(
            [self._many(staff) for _ in range(SLOTS)],  # type: ignore[arg-type]
            self._many(staff),  # type: ignore[arg-type]
            *(self._many(leaders) for _ in range(2)),  # type: ignore[arg-type]
            *(self._many(teams) for _ in range(4)),  # type: ignore[arg-type]
            *self._many(7),  # type: ignore[arg-type]
        )

    def _many(self, count: int) -> list[float]:
        draw = self._source.random
        # Half a step up, so that no draw is 0, whose normal deviate and logarithm do not exist.
        return [draw() + 2.0**-54 for _ in range(count)]
