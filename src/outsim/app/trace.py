"""Several partnerships lived in one compiled call that hands back everybody's state of every week.

The engine hands back what became of partnerships; a story needs what was on the way. The weeks are the engine's own
mechanisms on the engine's block width, so that on a CPU a life told here is that of `outsim.simulate` to the last bit.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
from jax import lax
from numpy.typing import NDArray

from outsim.account import Accounts, Happened, accounts_of_many, happened_in
from outsim.compiled import CPU_OPTIONS, PRECISIONS, Lives, Luck, compiled, in_precision
from outsim.conditions import Conditions, Shape, conditions, shape_of, side_by_side
from outsim.engine import width
from outsim.indicators import INDICATOR_NAMES
from outsim.mechanisms.delivery import overdue
from outsim.mechanisms.judgement import judge, reasons
from outsim.mechanisms.start import start
from outsim.network import total
from outsim.outcome import columns_of, runs_table
from outsim.scenario import Scenario
from outsim.single import filled_up
from outsim.state import State
from outsim.streams import WeeklyLuck
from outsim.week import PHASES, observe
from outsim.world import Flow, World

PRECISION = "single"  # that of every face

MOST = 64
"""Places of a block that are kept, or all of a narrower one: one program serves one partnership and many."""


class Talk(NamedTuple):
    """How people understood each other in one week, over all liaisons."""

    messages: Any
    misunderstandings: Any


class Told(NamedTuple):
    """What one week shows beside the state."""

    happened: Happened
    reasons: Any  # [HAZARD], parts of the hazard's logit
    talk: Talk


class Weeks(NamedTuple):
    """What a call hands back: leaves end with the places that are kept; states and weeks lead with the weeks."""

    begun: State
    start_reasons: Any
    states: State
    told: Told


@dataclass(frozen=True, eq=False)
class Trace:
    """One partnership's weeks in one arm.

    Attributes:
        scenario: the arm's.
        lived: weeks, the one of its end included.
        begun: the state before week 0.
        start_reasons: parts of the hazard's logit before week 0.
        states: leaves [weeks simulated, ...]; after the end they mean nothing.
        told: the same.
        draws: [weeks simulated], uniform in (0, 1): a week whose hazard is above its draw is the last.
        row: its row in the engine's table of runs.
    """

    scenario: Scenario
    lived: int
    begun: State
    start_reasons: NDArray[Any]
    states: State
    told: Told
    draws: NDArray[Any]
    row: pd.Series

    @property
    def last(self) -> State:
        """The state at the end of the last week lived."""
        return jax.tree.map(lambda leaf: leaf[self.lived - 1], self.states)  # type: ignore[no-any-return]

    @property
    def outcome(self) -> int:
        """Running, terminated or completed."""
        return int(self.last.ledger.outcome)

    @property
    def indicators(self) -> NDArray[Any]:
        """[weeks lived, indicators]."""
        return np.asarray(self.states.indicators)[: self.lived]

    def values(self, indicator: str) -> NDArray[np.float64]:
        """An indicator in each week lived."""
        return self.indicators[:, INDICATOR_NAMES.index(indicator)].astype(float)


@dataclass(frozen=True, eq=False)
class Lived:
    """Arms on shared luck: a place for every arm and partnership, arm by arm.

    Attributes:
        scenarios: the arms.
        replicates: numbers of the partnerships, the same in each arm.
        seed: of the luck.
        given, luck, weeks: of all places, for programs that go on from here; leaves end with the places.
    """

    scenarios: tuple[Scenario, ...]
    replicates: tuple[int, ...]
    seed: int
    given: Conditions
    luck: WeeklyLuck
    weeks: Weeks

    @cached_property
    def runs(self) -> pd.DataFrame:
        """The engine's table, a row a place; means over weeks may differ from the engine's by rounding."""
        states, of_arm = self.weeks.states, len(self.replicates)
        many = len(self.scenarios) * of_arm
        ledger = jax.tree.map(lambda leaf: leaf[-1], states.ledger)
        every = np.asarray(states.indicators)
        alive = np.arange(len(every))[:, None] < ledger.lived
        weekly: Any = np.where(alive[:, None], every, np.nan)
        last = np.take_along_axis(weekly, ledger.lived.astype(np.intp)[None, None] - 1, axis=0)[0]
        found = columns_of(self.given, Lives(ledger, np.nanmean(weekly, axis=0), last, weekly), many)
        arm, one = np.divmod(np.arange(many), of_arm)
        return runs_table(
            self.scenarios, self.seed, {"point": arm, "replicate": np.asarray(self.replicates)[one], **found}
        )

    def traces(self, arm: int) -> list[Trace]:
        """The partnerships of one arm."""
        first = arm * len(self.replicates)
        return [self._trace(arm, first + place) for place in range(len(self.replicates))]

    def accounts(self, arm: int) -> Accounts:
        """What changed each week, and by what, of the partnerships of one arm: an axis of them leads."""
        of_arm = len(self.replicates)
        here = slice(arm * of_arm, (arm + 1) * of_arm)
        begun, states = self.weeks.begun, self.weeks.states
        before = jax.tree.map(lambda first, after: np.concatenate([first[None], after[:-1]]), begun, states)
        trees = (self.given, begun, before, self.luck)

        def leading(leaf: Any) -> NDArray[Any]:
            return np.ascontiguousarray(np.moveaxis(leaf[..., here], -1, 0)[..., None])

        with in_precision(PRECISION):
            told = accounts_of_many()(*(jax.tree.map(leading, tree) for tree in trees))
            return jax.tree.map(np.asarray, told)  # type: ignore[no-any-return]

    def _trace(self, arm: int, place: int) -> Trace:
        weeks: Weeks = jax.tree.map(lambda leaf: leaf[..., place], self.weeks)
        ended = int(weeks.states.ledger.ended_week[-1])
        return Trace(
            scenario=self.scenarios[arm],
            lived=len(weeks.states.indicators) if ended < 0 else ended + 1,
            begun=weeks.begun,
            start_reasons=weeks.start_reasons,
            states=weeks.states,
            told=weeks.told,
            draws=np.asarray(self.luck.terminate[:, place], float),
            row=self.runs.iloc[place],
        )


def live(scenarios: Sequence[Scenario], replicates: Sequence[int], seed: int) -> list[Lived]:
    """The partnerships of these numbers in every scenario, on shared luck, in as few calls as there are shapes.

    Args:
        scenarios: arms; those of one shape stand side by side in one call, the first of one shape come first.
        replicates: numbers of partnerships: all arms of a shape must fit into what is kept of a block, see `places`.
        seed: of the luck.

    >>> (lived,) = live([Scenario()], [0], seed=1)
    >>> (trace,) = lived.traces(0)
    >>> trace.lived, trace.indicators.shape
    (104, (104, 24))
    """
    groups: dict[Shape, list[Scenario]] = defaultdict(list)
    for scenario in scenarios:
        groups[dataclasses.replace(shape_of(scenario), pulls=1)].append(scenario)
    return [_side_by_side(shape, tuple(arms), tuple(replicates), seed) for shape, arms in groups.items()]


def places(scenario: Scenario) -> int:
    """How many partnerships one call can live through, arms counted each.

    >>> places(Scenario())
    64
    """
    return min(MOST, width(shape_of(scenario)))


def arms_of(scenarios: Sequence[Scenario], replicates: Sequence[int], seed: int) -> list[list[Trace]]:
    """The traces of every scenario, in their order; equal scenarios are lived once."""
    distinct = list(dict.fromkeys(scenarios))
    found: dict[Scenario, list[Trace]] = {}
    for lived in live(distinct, replicates, seed):
        found |= {scenario: lived.traces(arm) for arm, scenario in enumerate(lived.scenarios)}
    return [found[scenario] for scenario in scenarios]


def _side_by_side(shape: Shape, arms: tuple[Scenario, ...], replicates: tuple[int, ...], seed: int) -> Lived:
    wide, wanted = width(shape), len(arms) * len(replicates)
    kept = min(MOST, wide)
    assert wanted <= kept, "more partnerships than are kept of a block"
    arm, one = np.divmod(np.arange(wide) % wanted, len(replicates))
    numbers = np.asarray(replicates, np.uint32)[one]
    rows = max(shape_of(scenario).pulls for scenario in arms)
    with in_precision(PRECISION) as dtype:
        laid = [_conditions(scenario, rows, dtype) for scenario in arms]
        given = side_by_side(laid).at(arm).unpacked()
        luck = _luck(shape, seed, numbers.tobytes())
        weeks = jax.tree.map(np.asarray, _program(shape, kept)(given, luck))
    first: Any = lambda leaf: np.asarray(leaf)[..., :wanted]  # noqa: E731
    return Lived(arms, replicates, seed, *(jax.tree.map(first, tree) for tree in (given, luck.weekly, weeks)))


def _conditions(scenario: Scenario, rows: int, dtype: Any) -> Conditions:
    given = conditions(scenario, dtype)
    return dataclasses.replace(given, pulls=filled_up(given.pulls, rows))


@lru_cache(maxsize=4)
def _luck(shape: Shape, seed: int, replicates: bytes) -> Luck:
    """A trainer stays with a partnership while sliders move: its luck is drawn once."""
    numbers = np.frombuffer(replicates, np.uint32)
    luck: Luck = compiled(shape, PRECISIONS[PRECISION]).draw(np.uint32(seed), numbers)
    return luck


@cache
def _program(shape: Shape, kept: int) -> Callable[[Conditions, Luck], Weeks]:
    """All weeks of a block; of so many places everything is kept."""

    def keep(tree: Any) -> Any:
        return jax.tree.map(lambda leaf: leaf[..., :kept], tree)

    def step(given: Conditions, state: State, this: tuple[Any, WeeklyLuck]) -> tuple[State, tuple[State, Told]]:
        week, luck = this
        world = World(given, week, luck, last=state, now=state, flow=Flow())
        for phase in PHASES:
            for mechanism in phase.mechanisms:
                if mechanism is judge:
                    judged = jnp.stack(reasons(world))
                world = mechanism(world)
        state = dataclasses.replace(world.now, indicators=observe(world))
        talk = Talk(*(total(of.sum(0)) for of in (state.liaisons.messages, state.liaisons.misunderstandings)))
        told = Told(happened_in(world), judged, talk)
        return state, (keep(state), keep(told))

    def program(given: Conditions, luck: Luck) -> Weeks:
        begun = start(given, luck.starting, shape)
        weeks = jnp.arange(shape.weeks, dtype=begun.indicators.dtype)
        _, (states, told) = lax.scan(partial(step, given), begun, (weeks, luck.weekly))
        return Weeks(keep(begun), keep(_before(given, begun, luck.weekly)), states, told)

    return jax.jit(program, compiler_options=CPU_OPTIONS if jax.default_backend() == "cpu" else None)


def _before(given: Conditions, begun: State, luck: WeeklyLuck) -> Any:
    """The parts of the hazard's logit as they would be judged before week 0."""
    first = jax.tree.map(lambda draws: draws[0], luck)
    flow = Flow(overdue=overdue(begun.teams, given.work.load))
    return jnp.stack(reasons(World(given, jnp.zeros(()), first, begun, begun, flow)))
