"""The engine's compiled programs for one block, and what XLA counts in them.

XLA counts the body of a loop once, however often the loop runs. So the loop over weeks is also compiled alone, and
counted as many times more as there are weeks more. `counted_for_twice_the_weeks` shows that this is how it counts. The
draws are loops within loops, which cannot be counted so: of them only the time is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

import situations
from outsim import Scenario
from outsim.compiled import CPU_OPTIONS, compiled
from outsim.conditions import shape_of
from outsim.engine import Block, SideBySide, _give, draw_luck, width
from outsim.week import live_one_week

COUNTED = {"operations": "flops", "exponentials": "transcendentals", "bytes": "bytes accessed"}

Counts = dict[str, float]


class Programs(NamedTuple):
    """What the engine runs for a block of one scenario, compiled."""

    draw: Callable[[], object]
    draws: int  # numbers drawn
    live: Callable[[], object]
    counts: Callable[[], Counts]  # of live


def programs(scenario: Scenario) -> Programs:
    """All draws, and all weeks, of a full block."""
    block = _block(scenario)
    live = block.steps.live.lower(block.given, block.luck).compile()

    def counts() -> Counts:
        loop = _counts(_loop(block, scenario.weeks))
        return {kind: count + (scenario.weeks - 1) * loop[kind] for kind, count in _counts(live).items()}

    return Programs(
        draw=lambda: jax.block_until_ready(block.steps.draw(*block.seed_and_replicates)),
        draws=sum(drawn.size for drawn in jax.tree.leaves(block.luck)),
        live=lambda: jax.block_until_ready(live(block.given, block.luck)),
        counts=counts,
    )


def counted_for_twice_the_weeks(scenario: Scenario) -> float:
    """Operations that XLA counts in a program of all weeks, against one of half as many: 2 if it counted every week."""
    whole, half = (_block(scenario.with_(weeks=weeks)) for weeks in (scenario.weeks, scenario.weeks // 2))
    of_whole, of_half = (_counts(block.steps.live.lower(block.given, block.luck).compile()) for block in (whole, half))
    return of_whole["operations"] / of_half["operations"]


class _Block(NamedTuple):
    steps: Any
    seed_and_replicates: tuple[Any, Any]
    given: Any
    luck: Any


def _block(scenario: Scenario) -> _Block:
    shape = shape_of(scenario)
    steps, places = compiled(shape, np.float32), width(shape)
    replicates = np.arange(places)
    luck = draw_luck(steps, situations.SEED, replicates, "single")
    block = Block(shape_of(scenario), np.zeros(places, np.int64), replicates, places)
    given = _give(SideBySide([scenario], "single", "default"), block, "single")
    return _Block(steps, (np.uint32(situations.SEED), replicates.astype(np.uint32)), given, luck)


def _loop(block: _Block, weeks: int) -> Any:
    """The loop over weeks alone, compiled as in the engine's program."""

    def loop(given: Any, begun: Any, luck: Any) -> Any:
        def step(state: Any, this: Any) -> Any:
            week, draws = this
            state = live_one_week(given, state, draws, week)
            return state, state.indicators

        return lax.scan(step, begun, (jnp.arange(weeks, dtype=jnp.float32), luck))

    options = CPU_OPTIONS if jax.default_backend() == "cpu" else None
    begun = block.steps.begin(block.given, block.luck.starting)
    return jax.jit(loop, compiler_options=options).lower(block.given, begun, block.luck.weekly).compile()


def _counts(program: Any) -> Counts:
    found = program.cost_analysis()
    return {kind: float(found.get(name, 0.0)) for kind, name in COUNTED.items()}
