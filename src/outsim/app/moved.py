"""What moved five indicators in each of several partnerships since the start, up to one week of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from outsim.account import Accounts
from outsim.app.trace import Trace
from outsim.scenario import Scenario
from outsim.shapley import shapley
from outsim.state import State
from outsim.studies.changes import EXPLAINED, PARTS, in_hazard, level_of_hazard

BEFORE = "how it began"
"""The part of a difference between two arms that was there before week 0."""


@dataclass(frozen=True, eq=False)
class Moved:
    """One indicator of several partnerships.

    Attributes:
        start: before week 0, [partnerships].
        parts: what each mechanism comes to since then, [parts, partnerships], as `outsim.studies.changes.PARTS` names
            them: with the start they add up to the value.
        value: at the end of each one's week, [partnerships].
    """

    start: NDArray[np.float64]
    parts: NDArray[np.float64]
    value: NDArray[np.float64]


def moved(traces: Sequence[Trace], told: Accounts, weeks: NDArray[np.intp]) -> Mapping[str, Moved]:
    """The five explained indicators of partnerships of one arm.

    Args:
        traces: of the partnerships.
        told: their accounts, the partnerships along the first axis.
        weeks: up to which, of each; no later than its last.
    """
    base = traces[0].scenario
    upto = np.arange(told.weeks.anxiety.shape[1]) <= weeks[:, None]
    earlier = np.arange(told.weeks.anxiety.shape[1]) < weeks[:, None]  # alignment and friction change a week later

    def summed(parts: Any) -> NDArray[np.float64]:
        added: NDArray[np.float64] = np.einsum("pw,pwx->xp", upto, np.asarray(parts, float))
        return added

    def shared_out(first: Any, coalitions: Any) -> NDArray[np.float64]:
        """Shapley values are linear: those of a sum over weeks are the sums of those of weeks."""
        return shapley(np.einsum("pw,pwx->xp", earlier, np.asarray(coalitions, float)) + np.asarray(first, float).T)

    friction, alignment = told.start_friction, told.start_alignment
    reasons = np.take_along_axis(np.asarray(told.weeks.reasons, float), weeks[:, None, None], axis=1)[:, 0]
    starts = {
        "anxiety": np.array([_mean(trace.begun.staff.anxiety) for trace in traces]),
        "trust": np.array(
            [(_mean(trace.begun.staff.trust) + _mean(trace.begun.leaders.trust)) / 2 for trace in traces]
        ),
        "alignment": np.asarray(alignment, float),
        "friction": np.asarray(friction[:, 0], float),
        "hazard": expit(level_of_hazard(base) + np.asarray(told.start_reasons, float).sum(1)),
    }
    parts = {
        "anxiety": summed(told.weeks.anxiety),
        "trust": summed(told.weeks.trust),
        "alignment": shared_out(np.zeros((len(traces), told.weeks.alignment.shape[2])), told.weeks.alignment),
        "friction": shared_out(friction, told.weeks.friction),
        "hazard": _of_hazard(base, np.asarray(told.start_reasons, float), reasons),
    }
    values = {
        name: np.array([trace.values(name)[week] for trace, week in zip(traces, weeks, strict=True)])
        for name in EXPLAINED
    }
    return {name: Moved(starts[name], parts[name], values[name]) for name in EXPLAINED}


def names_of(indicator: str) -> tuple[str, ...]:
    """The parts of an indicator's difference between two arms, in words: those of its mechanisms, and the start."""
    return (*PARTS[indicator].values(), BEFORE)


def difference(before: Moved, after: Moved) -> NDArray[np.float64]:
    """What the second arm has more of each part, [parts, partnerships]; the last part is the start."""
    return np.vstack([after.parts - before.parts, after.start - before.start])


def _of_hazard(base: Scenario, first: NDArray[np.float64], last: NDArray[np.float64]) -> NDArray[np.float64]:
    return in_hazard(level_of_hazard(base), first, last).T


def _trust(begun: State) -> float:
    return (_mean(begun.staff.trust) + _mean(begun.leaders.trust)) / 2


def _mean(values: Any) -> float:
    return float(np.mean(values, dtype=float))
