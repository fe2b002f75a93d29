"""The compiled simulation: all weeks of a block of partnerships in one call."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import platformdirs
from jax import lax
from jaxtyping import Array, Float

from outsim.conditions import Conditions, Packed, Shape
from outsim.indicators import INDICATOR_NAMES
from outsim.mechanisms.start import start
from outsim.state import Ledger, State
from outsim.streams import StartingLuck, WeeklyLuck, replicate_keys, starting_luck, weekly_luck
from outsim.week import live_one_week

PRECISIONS = {"single": np.float32, "double": np.float64}

WEEKS_DRAWN_TOGETHER = 13  # few enough to stay in the processor's cache

CPU_OPTIONS = {
    # XLA's library for fused reductions takes ten times as long as its own code on arrays this small.
    "xla_cpu_experimental_ynn_fusion_type": "",
    # Where the processor has vectors of 512 bits XLA uses half of them; whole ones take 0.9 of the time.
    "xla_cpu_prefer_vector_width": 512,
}
# Draws are whole numbers until the last step, so that no optimisation changes a bit of them. LLVM's strongest ones take
# two thirds of the time that compiling them takes, and make them no faster.
CPU_OPTIONS_OF_DRAWS = CPU_OPTIONS | {"xla_backend_optimization_level": 1}


class Luck(NamedTuple):
    """All draws of some replicates: before the start, and of every week (a leading axis ``weeks``)."""

    starting: StartingLuck
    weekly: WeeklyLuck


class Lives(NamedTuple):
    """What came of a block of partnerships."""

    ledger: Ledger
    mean: Float[Array, "indicators runs"]  # over the weeks lived
    last: Float[Array, "indicators runs"]  # in the last week lived
    weekly: Float[Array, "weeks indicators runs"]  # NaN after the end


class Compiled(NamedTuple):
    """The compiled steps for one shape of scenario and one precision."""

    draw: Any  # (seed, replicates) -> Luck
    live: Any  # (Packed, Luck) -> Lives
    begin: Any  # (Conditions, StartingLuck) -> State
    step: Any  # (Conditions, State, WeeklyLuck, week) -> State


@contextlib.contextmanager
def in_precision(name: str) -> Iterator[Any]:
    """JAX in single or double precision within this block and this thread; yields the number type."""
    with jax.enable_x64(name == "double"):
        yield PRECISIONS[name]


@cache
def compiled(shape: Shape, dtype: Any) -> Compiled:
    """The compiled steps; compiling happens once a shape, and once a machine through the cache on disk."""
    _use_cache_on_disk()
    sizes = (shape.staff, shape.leaders, shape.teams)

    def draw(seed: Array, replicates: Array) -> Luck:
        keys = replicate_keys(seed, replicates)
        whole = -(-shape.weeks // WEEKS_DRAWN_TOGETHER) * WEEKS_DRAWN_TOGETHER  # a rest would be compiled once more
        weeks = jnp.arange(whole, dtype=jnp.uint32)
        drawn = lax.map(lambda week: weekly_luck(keys, week, *sizes, dtype), weeks, batch_size=WEEKS_DRAWN_TOGETHER)
        return Luck(
            starting_luck(keys, shape.candidates, *sizes, dtype), jax.tree.map(lambda leaf: leaf[: shape.weeks], drawn)
        )

    def live(given: Packed, luck: Luck) -> Lives:
        return _live(given.unpacked(), luck, shape)

    def begin(given: Conditions, luck: StartingLuck) -> State:
        return start(given, luck, shape)

    options, of_draws = (CPU_OPTIONS, CPU_OPTIONS_OF_DRAWS) if jax.default_backend() == "cpu" else (None, None)
    return Compiled(
        jax.jit(draw, compiler_options=of_draws),
        *(jax.jit(step, compiler_options=options) for step in (live, begin, live_one_week)),
    )


def _live(given: Conditions, luck: Luck, shape: Shape) -> Lives:
    """All weeks of a block."""

    def step(state: State, this: tuple[Array, WeeklyLuck]) -> tuple[State, tuple[Array, Array]]:
        week, draws = this
        alive = state.ledger.outcome == 0
        state = live_one_week(given, state, draws, week)
        return state, (state.indicators, alive)

    begun = start(given, luck.starting, shape)
    weeks = jnp.arange(shape.weeks, dtype=begun.indicators.dtype)
    ended, (weekly, alive) = lax.scan(step, begun, (weeks, luck.weekly))
    alive = alive[:, None]
    lived = alive.sum(0)
    at_end = jnp.broadcast_to(lived[None] - 1, (1, len(INDICATOR_NAMES), lived.shape[-1]))
    return Lives(
        ledger=ended.ledger,
        mean=jnp.where(alive, weekly, 0).sum(0) / lived,
        last=jnp.take_along_axis(weekly, at_end, axis=0)[0],
        weekly=jnp.where(alive, weekly, jnp.nan),
    )


def _use_cache_on_disk() -> None:
    """Compiled code is kept in the user's cache folder, unless the user has chosen another or none."""
    config: Any = jax.config
    if config.jax_compilation_cache_dir is None and "JAX_COMPILATION_CACHE_DIR" not in os.environ:
        config.update("jax_compilation_cache_dir", platformdirs.user_cache_dir("outsim", appauthor=False))
        config.update("jax_persistent_cache_min_compile_time_secs", 0.2)
