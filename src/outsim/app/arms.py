"""Arms that were lived through: the numbers a face draws, and a store that keeps them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import RLock
from typing import Any, TypedDict

import numpy as np

from outsim.app.request import renamed
from outsim.app.rounding import rounded
from outsim.engine import simulate
from outsim.ensemble import CAUSE_WORDS, Ensemble
from outsim.scenario import Scenario
from outsim.statistics import Share, share

ARMS = ("given", "without", "with")

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
"""Of indicators over the partnerships that still run: the median, the middle half, and 90 %."""


class FailedShare(TypedDict):
    """A share with its interval."""

    count: int
    of: int
    share: float
    low: float
    high: float


class Cause(FailedShare):
    """What ended partnerships, as a share of all of them."""

    cause: str
    words: str


class Survival(TypedDict):
    """The share not terminated by the end of each week, with its interval."""

    share: list[float]
    low: list[float]
    high: list[float]


class ArmNumbers(TypedDict):
    """One arm, as a face draws it."""

    failed: FailedShare  # terminated
    succeeded: FailedShare
    bands: dict[str, dict[str, list[float | None]]]  # of indicators: q05, q25, q50, q75, q95, a number a week
    running: list[int]  # partnerships that the bands of a week rest on
    survival: Survival
    causes: list[Cause]  # the most frequent first


@dataclass(frozen=True, eq=False)
class Arm:
    """One arm: its numbers, and which of its partnerships were terminated, [replicates]."""

    numbers: ArmNumbers
    failed: np.ndarray[Any, Any]


class ArmStore:
    """Keeps the latest arms, and lives through those that are missing, all at once on the same luck.

    Args:
        kept: arms at most.
    """

    def __init__(self, kept: int) -> None:
        self._most, self._arms, self._lock = kept, OrderedDict[Any, Arm](), RLock()

    def arms(self, scenarios: Sequence[Scenario], seed: int, replicates: int, indicators: tuple[str, ...]) -> list[Arm]:
        """The arms of these scenarios. Equal scenarios are one arm.

        >>> first, second = ArmStore(8).arms([Scenario(weeks=8), Scenario(weeks=8)], 1, 4, ("anxiety",))
        >>> first is second
        True
        """
        keys = [(renamed(scenario, "arm"), seed, replicates, indicators) for scenario in scenarios]
        with self._lock:
            held = {key: self._arms[key] for key in keys if key in self._arms}
        missing = [key for key in dict.fromkeys(keys) if key not in held]
        if missing:
            ensemble = simulate([scenario for scenario, *_ in missing], replicates, seed, kept=replicates)
            held |= {key: _arm(ensemble, place, indicators) for place, key in enumerate(missing)}
        with self._lock:
            for key in keys:
                self._arms[key] = held[key]
                self._arms.move_to_end(key)
            while len(self._arms) > self._most:
                self._arms.popitem(last=False)
        return [held[key] for key in keys]


def _arm(ensemble: Ensemble, point: int, indicators: tuple[str, ...]) -> Arm:
    runs = ensemble.runs_of(point)
    failed = (runs["outcome"] == "terminated").to_numpy()
    succeeded = (runs["outcome"] == "successful").to_numpy()
    bands = {name: ensemble.bands(name, tuple(QUANTILES.values()), point) for name in indicators}
    alive = bands[indicators[0]]["alive"].tolist()
    counts = runs.loc[failed, "cause"].astype(str).value_counts()
    numbers = ArmNumbers(
        failed=_plain(share(int(failed.sum()), len(runs))),
        succeeded=_plain(share(int(succeeded.sum()), len(runs))),
        bands={
            name: {label: [rounded(each) for each in table[quantile]] for label, quantile in QUANTILES.items()}
            for name, table in bands.items()
        },
        running=[int(each) for each in alive],
        survival=_survival(ensemble, point),
        causes=[
            Cause(cause=name, words=CAUSE_WORDS.get(name, name), **_plain(share(int(counts[name]), len(runs))))
            for name in sorted(counts.index, key=lambda name: (-counts[name], name))
        ],
    )
    return Arm(numbers, failed)


def _survival(ensemble: Ensemble, point: int) -> Survival:
    table = ensemble.survival(point)
    share_, low, high = ([rounded(each) for each in table[column]] for column in ("survival", "low", "high"))
    return Survival(share=share_, low=low, high=high)


def _plain(found: Share) -> FailedShare:
    return FailedShare(
        count=found.count, of=found.of, share=rounded(found.share), low=rounded(found.low), high=rounded(found.high)
    )
