"""Each week's change of five indicators, split into what caused it: a tidy table whose parts add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from outsim.account import ALIGNMENT, ANXIETY, FRICTION, HAZARD, TRUST
from outsim.scenario import Scenario
from outsim.shapley import shapley
from outsim.studies.life import Life

EXPLAINED: tuple[str, ...] = ("anxiety", "trust", "alignment", "friction", "hazard")
"""The indicators that are explained."""

PARTS: Mapping[str, Mapping[str, str]] = {
    "anxiety": {
        "job_threat": "threat to one's own work",
        "bad_news": "bad news in the air",
        "colleagues": "colleagues' moods",
        "leaders": "leaders' moods",
        "fading": "fading with time",
        "limits": "limits of 0 and 1",
        "turnover": "newcomers",
        "own": "own interventions",
    },
    "trust": {
        "usual": "return to the usual",
        "unanswered": "decisions left waiting",
        "deception": "rosy reports come to light",
        "truth": "being told the truth",
        "clarity": "a contract that is clear",
        "relationship_building": "relationship building",
        "performance": "performance against expectation",
        "misunderstandings": "misunderstandings",
        "goals": "goals that differ",
        "limits": "limits of 0 and 1",
        "leak": "a leak",
        "turnover": "newcomers",
        "own": "own interventions",
    },
    "alignment": {
        "talk": "talk with the other side",
        "own_house": "pull of one's own house",
        "drift": "interests drifting apart",
        "goal_alignment": "goal alignment",
        "shared_vision": "shared vision",
        "limits": "limits of weights",
        "turnover": "newcomers",
    },
    "friction": {
        "contact": "contact",
        "cultural_training": "cultural training",
        "relationship_building": "relationship building",
        "surprises": "bad surprises",
        "contract_workshop": "contract workshop",
        "contract_use": "contract used, told and forgotten",
        "limits": "limits of 0 and 1",
        "turnover": "people leaving",
        "own": "own interventions",
        "language_support": "language support",
    },
    "hazard": {
        "dissatisfaction": "dissatisfaction",
        "distrust": "distrust",
        "late_work": "late work",
        "lack_of_commitment": "lack of commitment",
        "leaks": "leaks remembered",
        "voice": "an escalation not settled",
    },
}
"""The parts of each indicator's change, in words for readers."""


@dataclass(frozen=True, eq=False)
class Change:
    """One indicator over the weeks lived.

    Attributes:
        start: its value before week 0.
        parts: [weeks, parts] in the order of `PARTS`; those of a week add up to its change.
        since_start: [weeks, parts], what each part comes to since the start; they add up to the indicator's change
            since then. Sums of the weekly parts, but for the hazard: a part of its logit lifts it more where it is high
            already, so that ups and downs of a part would not cancel out in a sum; there the slope is that since the
            start.
        values: [weeks], at the end of each.
        rounding: what the arithmetic cannot tell from 0.
    """

    indicator: str
    start: float
    parts: NDArray[np.float64]
    since_start: NDArray[np.float64]
    values: NDArray[np.float64]
    rounding: float

    @property
    def whole(self) -> NDArray[np.float64]:
        """The change of each week, that of week 0 from the start."""
        return np.diff(self.values, prepend=self.start)


def changes_of(life: Life, base: Scenario) -> tuple[Change, ...]:
    """The changes of all five indicators."""
    told, weeks = life.accounts, life.accounts.weeks
    _check_names()
    anxiety, trust = life.start
    start_of_friction = np.asarray(told.start_friction, float)
    friction = np.concatenate([start_of_friction[None], weeks.friction[:-1]])
    alignment = np.concatenate([np.full((1, weeks.alignment.shape[1]), told.start_alignment), weeks.alignment[:-1]])
    logits = np.concatenate([told.start_reasons[None], weeks.reasons]).astype(float)
    rounding = 16 * float(np.finfo(life.indicators.dtype).eps)

    def change(indicator: str, start: float, of: Any) -> Change:
        parts = np.asarray(of, float)
        return Change(indicator, float(start), parts, parts.cumsum(0), life.values(indicator), rounding)

    return (
        change("anxiety", anxiety, weeks.anxiety),
        change("trust", trust, weeks.trust),
        change("alignment", told.start_alignment, shapley(alignment.T).T),
        change("friction", start_of_friction[0], shapley(friction.T).T),
        _change_of_hazard(logits, base, life, rounding),
    )


def _change_of_hazard(logits: NDArray[np.float64], base: Scenario, life: Life, rounding: float) -> Change:
    """From the logit's parts before week 0 and after each week."""
    level = level_of_hazard(base)
    before, after = logits[:-1], logits[1:]
    return Change(
        indicator="hazard",
        start=float(expit(level + logits[0].sum())),
        parts=in_hazard(level, before, after),
        since_start=in_hazard(level, np.broadcast_to(logits[0], after.shape), after),
        values=life.values("hazard"),
        rounding=rounding,
    )


def level_of_hazard(base: Scenario) -> float:
    """What does not change from week to week in the logit of the hazard."""
    c = base.coefficients.judgement
    return c.terminate - c.switching_cost * base.contract.switching_cost


def in_hazard(level: float, before: NDArray[np.float64], after: NDArray[np.float64]) -> NDArray[np.float64]:
    """The change of each part of the logit times the mean slope of the hazard between before and after."""
    one, other = level + before.sum(1), level + after.sum(1)
    low, high, far = expit(one), expit(other), other - one
    near = np.abs(far) < 1e-9  # there the slope is the derivative
    slope = np.where(near, high * (1 - high), (high - low) / np.where(near, 1, far))
    parts: NDArray[np.float64] = (after - before) * slope[:, None]
    return parts


def table_of(changes: tuple[Change, ...]) -> pd.DataFrame:
    """One row a week, indicator and part: week, indicator, part, change, value (the indicator's at the week's end).

    Parts that never act, but for rounding, are left out.
    """
    tables = []
    for change in changes:
        names = list(PARTS[change.indicator].values())
        acting = np.flatnonzero((np.abs(change.parts) > change.rounding).any(0))
        weeks, kept = len(change.values), [names[place] for place in acting]
        tables.append(
            pd.DataFrame(
                {
                    "week": np.repeat(np.arange(weeks), len(kept)),
                    "indicator": change.indicator,
                    "part": np.tile(kept, weeks),
                    "change": change.parts[:, acting].ravel(),
                    "value": np.repeat(change.values, len(kept)),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def _check_names() -> None:
    """Words and terms are one list."""
    for indicator, terms in zip(EXPLAINED, (ANXIETY, TRUST, ALIGNMENT, FRICTION, HAZARD), strict=True):
        assert tuple(PARTS[indicator]) == terms, indicator
