"""What populations say about facts: each set of coefficients is asked of a population of its own.

What 256 partnerships say differs from one population to the next as much as published surveys of that size would. A fit
to one population would take its whims for facts, and intervals over one would leave them out. So there is a pool of
populations, and set k is asked of population ``k modulo the pool's size``, with luck of its own. Every use has a pool
of its own: what a fit is judged by it has not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outsim.scenario import Coefficients
from outsim.studies.facts import Fact
from outsim.studies.likelihood_free import Matrix
from outsim.studies.living import LaidOut, live_through_each
from outsim.studies.quantities import Sample
from outsim.studies.reference import Population, reference_population


class Use(IntEnum):
    """What a pool is for; pools of different uses share neither partnerships nor luck."""

    FIT = 1  # the reference table
    SEARCH = 2  # for the most probable coefficients
    DEFAULTS = 3  # what the model says at its defaults
    DRAWS = 4  # what it says with draws from the posterior


POOLED = {Use.FIT: 32, Use.SEARCH: 16, Use.DEFAULTS: 1000, Use.DRAWS: 16}
"""Populations in the pool of each use; at the defaults each is another one."""


class Pool:
    """Populations, made when they are asked for.

    Args:
        use: what for.
        members: partnerships in each.
        seed: of populations and luck.
        weeks: for how long each partnership is simulated.
        coefficients: of all members; none: the defaults.
    """

    def __init__(
        self, use: Use, members: int, seed: int, *, weeks: int = 104, coefficients: Coefficients | None = None
    ) -> None:
        self._use, self._members, self._seed = use, members, seed
        self._weeks, self._coefficients = weeks, coefficients
        self._made: dict[int, Population] = {}

    def __getitem__(self, number: int) -> Population:
        """The population that the set of this number is asked of."""
        place = number % POOLED[self._use]
        if place not in self._made:
            made = reference_population(self._members, weeks=self._weeks, seed=(self._seed, int(self._use), place))
            if self._coefficients is not None:
                changed = tuple(member.with_({"coefficients": self._coefficients}) for member in made.members)
                made = Population(changed, made.traits)
            self._made[place] = made
        return self._made[place]

    @property
    def luck(self) -> int:
        """The seed of the luck, from 0 to 4294967295."""
        return int(np.random.SeedSequence((self._seed, int(self._use))).generate_state(1)[0])


def ask(
    facts: Sequence[Fact],
    pool: Pool,
    sets: int,
    coefficients: Mapping[str, NDArray[Any]] | None = None,
    *,
    first_set: int = 0,
    advance: Callable[[int], None] = lambda finished: None,
) -> Iterator[list[float]]:
    """What populations say about each fact, set by set; NaN where one has too few to tell.

    Args:
        facts: that have a quantity.
        pool: of populations.
        sets: how many sets of coefficients.
        coefficients: arrays [sets] by dotted name; none: each set is the members' own.
        first_set: the number of the first, from which its population and luck follow.
        advance: called with the number of partnerships just finished.
    """

    def laid_out(number: int) -> LaidOut:
        return pool[number].laid_out

    histories = live_through_each(
        laid_out, sets, seed=pool.luck, coefficients=coefficients, first_set=first_set, advance=advance
    )
    for place, history in enumerate(histories):
        sample = Sample(pool[first_set + place].traits, history)
        yield [fact.quantity(sample) for fact in facts if fact.quantity]


def means(said: Matrix) -> Matrix:
    """Over populations [populations, facts], leaving out those with too few to tell; NaN where none can, [facts]."""
    known = ~np.isnan(said)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(known, said, 0.0).sum(axis=0) / known.sum(axis=0))
