"""Partnerships a second: the engine, the live model and plain Mesa objects, the same scenario in the same rounds."""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import situations
from outsim import PartnershipModel, Scenario, simulate
from timing import Row, Target, alternate, ratios

PART = "Speed"
REPLICATES = 1000
POINTS, REPLICATES_A_POINT = 64, 64
NAMES = {
    "engine": "engine, 1,000 replicates of one scenario",
    "sweep": "engine, 64 scenarios with 64 replicates each",
    "live": "live model, one partnership after another",
    "oracle": "plain Mesa, one partnership after another",
    "oracles": "plain Mesa, a process on each core",
}
TARGETS = {"engine": (0.3, 1000), "sweep": (0.5, 5000)}  # seconds; times as fast as plain Mesa


def measure(rounds: int, one_by_one: int) -> list[Row]:
    """All five in alternation, compiled beforehand.

    Args:
        rounds: how often each is timed.
        one_by_one: partnerships a round of what simulates them one after another.
    """
    cores = os.cpu_count() or 1
    base, points, numbers = situations.default(), situations.sweep(POINTS), count()
    with ProcessPoolExecutor(cores, multiprocessing.get_context("spawn")) as pool:

        def processes() -> None:
            list(pool.map(_plain, [base] * cores, [next(numbers) for _ in range(cores)], [one_by_one] * cores))

        works: dict[str, Callable[[], object]] = {
            "engine": lambda: simulate(base, REPLICATES, situations.SEED),
            "sweep": lambda: simulate(points, REPLICATES_A_POINT, situations.SEED),
            "live": lambda: _live(base, next(numbers), one_by_one),
            "oracle": lambda: _plain(base, next(numbers), one_by_one),
            "oracles": processes,
        }
        for work in works.values():
            work()
        seconds = alternate(works, rounds)
    partnerships = {
        "engine": REPLICATES,
        "sweep": POINTS * REPLICATES_A_POINT,
        "live": one_by_one,
        "oracle": one_by_one,
        "oracles": one_by_one * cores,
    }
    return _rows(seconds, {name: _rates(partnerships[name], taken) for name, taken in seconds.items()})


def _live(scenario: Scenario, number: int, partnerships: int) -> None:
    """Other partnerships in every round."""
    for replicate in range(number * partnerships, (number + 1) * partnerships):
        PartnershipModel(scenario, situations.SEED, replicate).run()


def _plain(scenario: Scenario, number: int, partnerships: int) -> None:
    """Each stops when it has ended, as the live model does; its draws are those of Python's own generator."""
    partnership, luck, running = _oracle()
    for replicate in range(number * partnerships, (number + 1) * partnerships):
        one = partnership(scenario, luck=luck(scenario, random.Random(replicate)))
        while one.ledger.outcome == running and one.week < scenario.weeks - 1:
            one.step()


@cache
def _oracle() -> tuple[Any, Any, Any]:
    """The plain second model, which belongs to the tests and is not installed."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from oracle import OraclePartnership
    from oracle.ledger import RUNNING
    from oracle.luck import OwnLuck

    return OraclePartnership, OwnLuck, RUNNING


def _rates(partnerships: int, seconds: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(partnerships / taken for taken in seconds)


def _rows(seconds: dict[str, tuple[float, ...]], rates: dict[str, tuple[float, ...]]) -> list[Row]:
    rows = [
        Row(PART, f"seconds {name}", NAMES[name], seconds[name], "s", target=Target(TARGETS[name][0]))
        for name in ("engine", "sweep")
    ]
    rows += [Row(PART, f"rate {name}", NAMES[name], rates[name], "partnerships/s") for name in NAMES]
    compared = [("engine", "oracle"), ("sweep", "oracle"), ("live", "oracle"), ("engine", "oracles")]
    compared += [("sweep", "oracles"), ("engine", "live"), ("sweep", "live")]
    for name, baseline in compared:
        asked = Target(TARGETS[name][1], at_most=False) if baseline == "oracle" and name in TARGETS else None
        words = f"{NAMES[name]}, against {NAMES[baseline]}"
        values = ratios(rates[name], rates[baseline])
        rows.append(Row(PART, f"ratio {name} {baseline}", words, values, "times as fast", target=asked))
    return rows
