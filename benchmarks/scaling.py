"""How time grows with replicates, weeks and agents; compiling is timed apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import jax
import numpy as np
from scipy import stats

import situations
from outsim import Scenario, simulate
from outsim.conditions import Shape, shape_of
from outsim.engine import WORKERS, width
from timing import Row, Target, alternate, seconds_of

PART = "Scaling"
REPLICATES = (100, 1_000, 10_000, 100_000)
WEEKS = (26, 52, 104, 208, 520)
AGENTS = (52, 130, 520, 1_300, 5_200, 10_000)
PARTNERSHIPS = 1000
AGENTS_A_ROUND = 52 * 1024
LINEAR = Target(1.1)  # exponent


def measure(rounds: int, replicates: Sequence[int], weeks: Sequence[int], agents: Sequence[int]) -> list[Row]:
    """All three, each in rounds over its sizes."""
    jax.clear_caches()
    base = situations.default()
    done: set[Shape] = set()
    return [
        *_grows("replicates", {size: (base, size) for size in replicates}, rounds, done, per_partnership=False),
        *_grows("weeks", {size: (base.with_(weeks=size), PARTNERSHIPS) for size in weeks}, rounds, done),
        *_grows("agents", {size: _of_agents(size) for size in agents}, rounds, done),
    ]


def _of_agents(agents: int) -> tuple[Scenario, int]:
    """A partnership of this size, and how many fill whole blocks on all cores: at least 53,248 agents in all."""
    scenario = situations.of_size(agents)
    together = WORKERS * width(shape_of(scenario))
    return scenario, together * math.ceil(AGENTS_A_ROUND / (together * situations.agents_of(scenario)))


def _grows(
    name: str,
    sizes: dict[int, tuple[Scenario, int]],
    rounds: int,
    compiled: set[Shape],
    *,
    per_partnership: bool = True,
) -> list[Row]:
    works: dict[str, Callable[[], object]] = {}
    compiling = []
    for size, (scenario, replicates) in sizes.items():
        if shape_of(scenario) not in compiled:
            compiled.add(shape_of(scenario))
            compiling.append((size, _seconds_to_compile(scenario)))
        works[str(size)] = partial(simulate, scenario, replicates)
    seconds = alternate(works, rounds)
    rows = []
    for size, (_, replicates) in sizes.items():
        share = 1e3 / replicates if per_partnership else 1.0
        words = f"{size:,} {name}" + (f", {replicates:,} partnerships" if per_partnership else "")
        values = tuple(taken * share for taken in seconds[str(size)])
        rows.append(Row(PART, name, words, values, "ms a partnership" if per_partnership else "s", size))
    rows += exponents(PART, name, rows)
    return rows + [
        Row(PART, f"compiling {name}", f"compiling for {size:,} {name}, not counted above", (taken,), "s", size)
        for size, taken in compiling
    ]


def _seconds_to_compile(scenario: Scenario) -> float:
    """The first call's time beyond that of the second."""
    replicates = width(shape_of(scenario))
    first, second = (seconds_of(lambda: simulate(scenario, replicates)) for _ in range(2))
    return first - second


def exponents(part: str, name: str, rows: Sequence[Row], target: Target | None = LINEAR) -> list[Row]:
    """The slope over logarithms: of all sizes, round by round, and of the two largest."""
    sizes = np.log([row.size for row in rows if row.size])
    by_round = np.log([row.values for row in rows]).T
    every = tuple(float(stats.linregress(sizes, times).slope) for times in by_round)
    largest = tuple(float((times[-1] - times[-2]) / (sizes[-1] - sizes[-2])) for times in by_round)
    text = f"exponent of time over {name}"
    return [
        Row(part, f"exponent {name}", f"{text}, fitted to all", every, "", target=target),
        Row(part, f"last exponent {name}", f"{text}, between the two largest", largest, "", target=target),
    ]
