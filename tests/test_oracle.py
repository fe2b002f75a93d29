"""The compiled engine against a plain second model, written from docs/model.md alone, in double precision.

They meet the same luck and must agree on every state variable in every week. Where they do not, the document decides
which of the two is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import jax
import numpy as np
import pytest
from oracle import OraclePartnership, SharedLuck
from oracle.layout import of_engine, of_oracle

from outsim import Scenario
from outsim.compiled import compiled, in_precision
from outsim.conditions import conditions, shape_of, side_by_side
from outsim.interventions import Intervention, Trigger
from outsim.levers import LEVER_NAMES

SEED = 7
REPLICATES = 3
TOLERANCE = 1e-9

# 13 staff fill no whole number of departments, teams or reporting lines.
UNEVEN = Scenario().with_(
    client__staff=13, client__departments=4, vendor__teams=5, leaders__count=3, vendor__candidates=3
)
TURBULENT = {
    "client.attrition": 0.8,
    "client.job_impact": 0.9,
    "vendor.attrition": 0.7,
    "security.access": 1.0,
    "security.partition": 0.0,
    "security.safeguards": 0.2,
    "coefficients.leak.base": 0.5,
    "coefficients.threat.layoff_rate": 0.1,
    "coefficients.judgement.terminate": -8.0,
    "work.scope_change": 0.1,
}
WINDOWS = (
    Intervention("leader_checkins", start=5, end=30, ramp=6, wear_off=10),
    Intervention("leader_checkins", dose=0.6, start=32, end=70, ramp=1, wear_off=20),
    Intervention("change_communication", dose=0.7, end=20),
    Intervention("contract_design", start=15.5, ramp=12),
    Intervention("emotional_support", trigger=Trigger("anxiety", start=0.3, stop=0.25)),
    Intervention("relationship_building", start=2, end=90, trigger=Trigger("trust", start=0.4, stop=0.5)),
    Intervention("output_review", dose=0.5, start=40, end=60, trigger=Trigger("quality", start=0.8, stop=0.81)),
)

SCENARIOS = {
    "service without levers": UNEVEN,
    "service with all levers": UNEVEN.with_interventions(*LEVER_NAMES),
    "turbulent project": UNEVEN.with_(TURBULENT).with_(work__kind="project", work__plan=60.0),
    "project with all levers at half dose": UNEVEN.with_(work__kind="project", work__plan=40.0, work__load=0.4)
    .with_interventions(*LEVER_NAMES, dose=0.5),
    "windows and triggers": UNEVEN.with_(TURBULENT).with_interventions(*WINDOWS),
    "more teams than staff": Scenario()
    .with_(TURBULENT)
    .with_(client__staff=3, client__departments=2, vendor__teams=8, leaders__count=5, contract__term=80.0),
    "one team at home": Scenario().with_(
        client__staff=7,
        client__departments=7,
        vendor__teams=1,
        vendor__country="USA",
        vendor__candidates=1,
        leaders__count=1,
        work__kind="project",
        work__plan=30.0,
    ),
}


@dataclass
class Comparison:
    """What the two models made of one scenario."""

    largest: dict[str, float] = field(default_factory=dict)
    oracles: list[OraclePartnership] = field(default_factory=list)
    layoffs: float = 0.0
    scope_changes: float = 0.0
    pulled: set[tuple[str, float]] = field(default_factory=set)


@cache
def compared(name: str) -> Comparison:
    """Both models through all weeks, side by side."""
    described, result = SCENARIOS[name], Comparison()
    steps = compiled(shape_of(described), np.float64)
    with in_precision("double"):
        luck = steps.draw(np.uint32(SEED), np.arange(REPLICATES, dtype=np.uint32))
        given = side_by_side([conditions(described, np.float64)] * REPLICATES)
        state = steps.begin(given, luck.starting)
        weekly = jax.tree.map(np.asarray, luck.weekly)
        result.oracles = [
            OraclePartnership(described, luck=SharedLuck(luck.starting, weekly, run)) for run in range(REPLICATES)
        ]
        _compare(result, state)
        for week in range(described.weeks):
            draws = jax.tree.map(lambda drawn, week=week: drawn[week], weekly)
            state = steps.step(given, state, draws, np.float64(week))
            for oracle in result.oracles:
                oracle.step()
                result.layoffs += oracle.layoffs
                result.scope_changes += oracle.scope_change
                result.pulled |= {(pull.planned.lever, pull.on) for pull in oracle.pulls}
            _compare(result, state)
    return result


def _compare(result: Comparison, state: object) -> None:
    for run, oracle in enumerate(result.oracles):
        engine = of_engine(state, run)
        for variable, expected in of_oracle(oracle).items():
            there = ~np.isnan(expected)
            assert engine[variable].shape == expected.shape, variable
            apart = np.abs(engine[variable] - expected)[there] / np.maximum(1, np.abs(expected[there]))
            worst = float(apart.max(initial=0.0))
            if worst>1e-9 and variable not in result.largest or result.largest.get(variable,0)<=1e-9<worst: print(oracle.week, run, variable, worst)
            result.largest[variable] = max(result.largest.get(variable, 0.0), worst)
