"""Arms that were lived through: the numbers a face draws, and a store that keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from threading import RLock
from typing import Any, TypedDict

import numpy as np

from outsim import statistics
from outsim.app.kept import Kept, kept_luck
from outsim.app.request import Branch, renamed
from outsim.app.rounding import rounded, rounded_all
from outsim.compiled import Lives
from outsim.conditions import Conditions
from outsim.engine import SideBySide, blocks_of, run_blocks
from outsim.ensemble import CAUSE_WORDS, OUTCOMES
from outsim.indicators import INDICATOR_NAMES
from outsim.outcome import READ, RULES, turned_out
from outsim.scenario import Scenario
from outsim.state import CAUSES
from outsim.statistics import Share, share

Numbers = np.ndarray[Any, Any]

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

    share: list[float | None]
    low: list[float | None]
    high: list[float | None]


class Money(TypedDict):
    """USD, with its interval."""

    value: float
    low: float | None
    high: float | None


class ArmNumbers(TypedDict):
    """One arm, as a face draws it."""

    failed: FailedShare  # terminated
    succeeded: FailedShare
    bands: dict[str, dict[str, list[float | None]]]  # of indicators: q05, q25, q50, q75, q95, a number a week
    running: list[int]  # partnerships that the bands of a week rest on
    survival: Survival
    causes: list[Cause]  # the most frequent first
    cost: Money  # of interventions, a partnership


@dataclass(frozen=True, eq=False)
class Arm:
    """One arm: its numbers, and of its partnerships, [replicates]: which were terminated, and USD of interventions."""

    numbers: ArmNumbers
    failed: Numbers
    spent: Numbers


class ArmStore:
    """Keeps the latest arms, and lives through those that are missing, all at once on the same luck.

    Args:
        kept: arms at most.
    """

    def __init__(self, kept: int) -> None:
        self._arms, self._one_at_a_time = Kept[Arm](kept), RLock()

    def arms(
        self,
        scenarios: Sequence[Scenario],
        seed: int,
        replicates: int,
        indicators: tuple[str, ...],
        branch: Branch | None = None,
    ) -> list[Arm]:
        """The arms of these scenarios. Equal scenarios are one arm.

        Args:
            branch: none: partnerships of each scenario, each with its own luck; else futures of one of them.

        >>> first, second = ArmStore(8).arms([Scenario(), Scenario()], 1, 4, ("anxiety",))
        >>> first is second
        True
        """
        keys = [(renamed(scenario, "arm"), seed, replicates, indicators, branch) for scenario in scenarios]
        with self._one_at_a_time:
            held = {key: self._arms.find(key) for key in keys}
            missing = [key for key, arm in held.items() if arm is None]
            if missing:
                lives = live(tuple(scenario for scenario, *_ in missing), seed, replicates, indicators, branch)
                for key, lived in zip(missing, lives, strict=True):
                    held[key] = self._arms.get(key, partial(_arm, lived, indicators))
            return [arm for key in keys if (arm := held[key])]


@dataclass(frozen=True, eq=False)
class Lived:
    """What became of the partnerships of one scenario, [replicates].

    Attributes:
        terminated, successful: whether it was.
        ended_week: the week in which it ended, or the number of weeks.
        cause: the place in `outsim.state.CAUSES`, or -1.
        intervention_cost: USD.
        weekly: of the indicators that were asked for, [weeks, indicators, replicates], NaN after the end.
    """

    terminated: Numbers
    successful: Numbers
    ended_week: Numbers
    cause: Numbers
    intervention_cost: Numbers
    weekly: Numbers


def live(
    scenarios: tuple[Scenario, ...],
    seed: int,
    replicates: int,
    indicators: tuple[str, ...],
    branch: Branch | None = None,
) -> list[Lived]:
    """As `outsim.simulate`, with what is at hand of the last time: the same numbers, sooner.

    >>> (one,) = live((Scenario(),), 1, 4, ("anxiety",))
    >>> one.weekly.shape
    (104, 1, 4)
    """
    wanted = [INDICATOR_NAMES.index(name) for name in indicators]
    rows: list[dict[str, Numbers]] = []
    weekly = [np.full((scenario.weeks, len(wanted), replicates), np.nan, np.float32) for scenario in scenarios]
    blocks = blocks_of(scenarios, np.arange(replicates))
    luck = partial(kept_luck, branch=branch)
    for block, given, lives in run_blocks(blocks, SideBySide(scenarios, "single", "default"), seed, "single", luck):
        point, replicate = block.points[: block.wanted], block.replicates[: block.wanted]
        rows.append({"point": point, "replicate": replicate, **_columns(given, lives, block.wanted)})
        for one in range(len(scenarios)):
            (places,) = np.nonzero(point == one)
            weekly[one][:, :, replicate[places]] = np.asarray(lives.weekly)[:, wanted][:, :, places]
    columns = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
    columns = {name: values[np.lexsort((columns["replicate"], columns["point"]))] for name, values in columns.items()}
    found = turned_out(columns)
    lived = []
    for number, scenario in enumerate(scenarios):
        own = columns["point"] == number
        over = (found.terminated | found.completed)[own]
        lived.append(
            Lived(
                terminated=found.terminated[own],
                successful=found.code[own] == OUTCOMES.index("successful"),
                ended_week=np.where(over, columns["ended_week"][own], scenario.weeks),
                cause=columns["cause"][own].astype(int),
                intervention_cost=columns["intervention_cost"][own],
                weekly=weekly[number],
            )
        )
    return lived


def _columns(given: Conditions, lives: Lives, wanted: int) -> dict[str, Numbers]:
    """What `turned_out` and `Lived` read of the first places of a block."""
    rules, last = given.coefficients.judgement, np.asarray(lives.last)
    rows = {name: getattr(lives.ledger, name) for name in (*READ, "cause", "intervention_cost")}
    rows |= {f"rule_{name}": getattr(rules, name) for name in RULES}
    rows |= {f"{name}_last": last[INDICATOR_NAMES.index(name)] for name in ("backlog", "satisfaction")}
    return {name: np.asarray(row)[:wanted] for name, row in rows.items()}


def _arm(lived: Lived, indicators: tuple[str, ...]) -> Arm:
    of = len(lived.terminated)
    bands = [statistics.bands(lived.weekly[:, place].T, tuple(QUANTILES.values())) for place in range(len(indicators))]
    counts = np.bincount(lived.cause[lived.terminated], minlength=len(CAUSES))
    numbers = ArmNumbers(
        failed=_plain(share(int(lived.terminated.sum()), of)),
        succeeded=_plain(share(int(lived.successful.sum()), of)),
        bands={
            name: dict(zip(QUANTILES, rounded_all(found.T), strict=True))
            for name, (found, _) in zip(indicators, bands, strict=True)
        },
        running=bands[0][1].tolist(),
        survival=_survival(lived),
        causes=[
            Cause(cause=CAUSES[code], words=CAUSE_WORDS[CAUSES[code]], **_plain(share(int(counts[code]), of)))
            for code in sorted(np.flatnonzero(counts), key=lambda code: (-counts[code], CAUSES[code]))
        ],
        cost=mean_money(lived.intervention_cost),
    )
    return Arm(numbers, lived.terminated, lived.intervention_cost)


def _survival(lived: Lived) -> Survival:
    weeks = statistics.surviving(lived.ended_week, lived.terminated, len(lived.weekly))
    found = rounded_all(np.array([[week.share, week.low, week.high] for week in weeks]).T)
    return Survival(share=found[0], low=found[1], high=found[2])


def mean_money(values: Numbers) -> Money:
    """The mean of sums, USD, with its interval."""
    found = statistics.mean(values)
    return Money(value=rounded(found.value), low=rounded(found.low), high=rounded(found.high))


def _plain(found: Share) -> FailedShare:
    return FailedShare(
        count=found.count, of=found.of, share=rounded(found.share), low=rounded(found.low), high=rounded(found.high)
    )
