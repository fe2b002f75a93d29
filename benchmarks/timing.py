"""Times taken in alternation, and the rows they end up in."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any


@dataclass(frozen=True)
class Target:
    """What a median should reach."""

    limit: float
    at_most: bool = True

    def __str__(self) -> str:
        return f"{'at most' if self.at_most else 'at least'} {self.limit:,g}"

    def is_met(self, value: float) -> bool:
        """Whether a value reaches it."""
        return value <= self.limit if self.at_most else value >= self.limit


@dataclass(frozen=True)
class Row:
    """One measured quantity, with every value that was measured.

    Attributes:
        part: which part of the benchmark.
        series: short name by which figures find it.
        measured: what it is, in words.
        values: one a round.
        unit: of the values.
        size: how many replicates, weeks, agents, points; None where nothing is varied.
        target: what the median should reach, if anything was asked.
    """

    part: str
    series: str
    measured: str
    values: tuple[float, ...]
    unit: str
    size: float | None = None
    target: Target | None = None

    @property
    def median(self) -> float:
        """Of the rounds."""
        return statistics.median(self.values)

    @property
    def low(self) -> float:
        """The smallest of the rounds."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The largest of the rounds."""
        return max(self.values)

    @property
    def verdict(self) -> str:
        """``yes`` or ``no`` where there is a target."""
        if self.target is None:
            return ""
        return "yes" if self.target.is_met(self.median) else "no"


def alternate(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, tuple[float, ...]]:
    """Seconds that each piece of work took, in rounds A B C, A B C, ..., so that all meet the same machine.

    Warming up is the caller's business.
    """
    return {
        name: tuple(values)
        for name, values in rounds_of({name: partial(seconds_of, work) for name, work in works.items()}, rounds).items()
    }


def rounds_of(works: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, list[Any]]:
    """What each piece of work tells of itself, in rounds A B C, A B C, ..., as `alternate`."""
    told: dict[str, list[Any]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            told[name].append(work())
    return told


def seconds_of(work: Callable[[], object]) -> float:
    """Wall time of one piece of work."""
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def ratios(above: tuple[float, ...], below: tuple[float, ...]) -> tuple[float, ...]:
    """Round by round, so that what slows a whole round down cancels."""
    return tuple(one / other for one, other in zip(above, below, strict=True))
