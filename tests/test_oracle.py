"""The compiled engine against a plain second model, written from docs/model.md alone, in double precision.

They meet the same luck and must agree on every state variable in every week. Where they do not, the document decides
which of the two is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jax
import numpy as np
import pandas as pd
import pytest

from oracle import OraclePartnership, SharedLuck
from oracle.layout import of_engine, of_oracle
from oracle.outcome import row
from outsim import Scenario
from outsim.compiled import Compiled, Luck, compiled, in_precision
from outsim.conditions import conditions, shape_of, side_by_side
from outsim.engine import simulate, width
from outsim.interventions import Intervention, Trigger
from outsim.levers import LEVER_NAMES, lever
from outsim.scenario import scenario_parameters
from outsim.state import State

SEED = 7
REPLICATES = 3
TOLERANCE = 1e-9  # absolute; relative for what is above 1, such as money

# Staff fill their departments evenly, but not teams and reporting lines.
ORDINARY = Scenario().with_(
    client__staff=15, client__departments=3, vendor__teams=4, vendor__candidates=3, leaders__count=4
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
    "coefficients.judgement.terminate": -8.5,
    "work.scope_change": 0.1,
}
PULLS = (
    Intervention("leader_checkins", start=5, end=30, ramp=6, wear_off=10),
    Intervention("change_communication", dose=0.7, end=20),
    Intervention("contract_design", start=15.5, ramp=12),
    Intervention("emotional_support", trigger=Trigger("anxiety", start=0.35, stop=0.25)),
    Intervention("relationship_building", start=2, end=90, trigger=Trigger("trust", start=0.4, stop=0.45)),
    Intervention("output_review", dose=0.5, start=40, end=60, trigger=Trigger("quality", start=0.8, stop=0.81)),
)

pytestmark = pytest.mark.slow
LATER = [name for name in LEVER_NAMES if not lever(name).only_before_start]
AGAIN = Intervention("leader_checkins", dose=0.6, start=32, end=70, ramp=1, wear_off=20)


def off_their_defaults() -> dict[str, float]:
    """Every number that is no size moved by up to a quarter, each by its own share, so that none stands for another."""
    moved = {}
    for index, found in enumerate(scenario_parameters()):
        about = found.about
        if found.type is float and found.default is not None and not found.name.endswith(("_start", "_end")):
            share = 0.5 * ((index * 0.618034) % 1) - 0.25
            moved[found.name] = min(max(found.default * (1 + share), about.low), about.high)
    return moved


SCENARIOS = {
    "service without levers": ORDINARY,
    "service with all levers": ORDINARY.with_interventions(*LEVER_NAMES),
    "turbulent project": ORDINARY.with_(TURBULENT).with_(work__kind="project", work__plan=60.0),
    "project with all levers at half dose": ORDINARY.with_(
        work__kind="project", work__plan=40.0, work__load=0.4
    ).with_interventions(*LEVER_NAMES, dose=0.5),
    "every parameter off its default": ORDINARY.with_(off_their_defaults()).with_interventions(*LEVER_NAMES, dose=0.9),
    "every parameter of a project off its default": ORDINARY.with_(off_their_defaults())
    .with_(TURBULENT)
    .with_(work__kind="project")
    .with_interventions(*LATER, start=20, end=50),
    "windows and triggers": ORDINARY.with_(TURBULENT).with_interventions(*PULLS),
    "more teams than staff": Scenario()
    .with_(TURBULENT)
    .with_(
        client__staff=3,
        client__departments=3,
        vendor__teams=8,
        leaders__count=5,
        vendor__country="IND",
        contract__term=80.0,
    ),
    "one team at home, departments of unequal size": Scenario()
    .with_(
        client__staff=11,
        client__departments=3,
        vendor__teams=1,
        vendor__country="USA",
        vendor__candidates=1,
        leaders__count=1,
        work__kind="project",
        work__plan=30.0,
    )
    .with_interventions(*PULLS, AGAIN),
}


@dataclass
class Comparison:
    """What the two models made of one scenario."""

    largest: dict[str, float] = field(default_factory=dict)  # difference by state variable
    first: dict[str, int] = field(default_factory=dict)  # week in which it exceeded the tolerance
    oracles: list[OraclePartnership] = field(default_factory=list)
    state: State | None = None  # the engine's, at the end
    happened: dict[str, float] = field(default_factory=dict)  # how often
    pulled: dict[str, set[float]] = field(default_factory=dict)  # lever: on, off

    def compare(self, state: State) -> None:
        """The state of all replicates as it stands now."""
        self.state = state
        for run, oracle in enumerate(self.oracles):
            engine = of_engine(state, run)
            for variable, expected in of_oracle(oracle).items():
                assert engine[variable].shape == expected.shape, variable
                there = ~np.isnan(expected)
                if not variable.startswith(("liaisons.", "levers.")) and oracle.week >= 0:
                    assert there.all(), f"{variable} is not a number in the oracle"  # slots that nobody uses are
                apart = np.abs(engine[variable] - expected) / np.maximum(1, np.abs(expected))
                worst = float(apart[there].max(initial=0.0))
                self.largest[variable] = max(self.largest.get(variable, 0.0), worst)
                if not worst <= TOLERANCE:
                    self.first.setdefault(variable, oracle.week)

    def note(self) -> None:
        """What happened this week, before or after the end."""
        for oracle in self.oracles:
            events = {
                "layoffs": oracle.layoffs,
                "scope changes": oracle.scope_change,
                "leaks": sum(team.leaks for team in oracle.teams),
                "escalations": oracle.verdict.escalated,
                "renegotiations": oracle.verdict.renegotiated,
                "default decisions": oracle.defaulted > 0,
            }
            for event, times in events.items():
                self.happened[event] = self.happened.get(event, 0) + times
            for pull in oracle.pulls:
                self.pulled.setdefault(pull.planned.lever, set()).add(pull.on)


def luck_of(described: Scenario, steps: Compiled, wide: int) -> Luck:
    """The engine's own draws; for the two scenarios of other sizes NumPy's, since compiling theirs takes as long again
    and the two models must agree on any luck."""
    asked = np.uint32(SEED), np.arange(wide, dtype=np.uint32)
    if described.client.staff == ORDINARY.client.staff:
        return steps.draw(*asked)
    source = np.random.default_rng(SEED)
    luck: Luck = jax.tree.map(lambda drawn: source.random(drawn.shape), jax.eval_shape(steps.draw, *asked))
    return luck


@cache
def compared(name: str) -> Comparison:
    """Both models through all weeks, side by side."""
    described, result = SCENARIOS[name], Comparison()
    steps = compiled(shape_of(described), np.float64)
    wide = width(shape_of(described))  # as the engine's blocks, so that its programs are these
    with in_precision("double"):
        luck = luck_of(described, steps, wide)
        given = side_by_side([conditions(described, np.float64)] * wide).unpacked()
        state = steps.begin(given, luck.starting)
        weekly = jax.tree.map(np.asarray, luck.weekly)
        result.oracles = [
            OraclePartnership(described, luck=SharedLuck(luck.starting, weekly, run)) for run in range(REPLICATES)
        ]
        result.compare(state)
        for week in range(described.weeks):
            draws = jax.tree.map(lambda drawn, week=week: drawn[week], weekly)
            state = steps.step(given, state, draws, np.float64(week))
            for oracle in result.oracles:
                oracle.step()
            result.compare(state)
            result.note()
    return result


@pytest.mark.parametrize("name", SCENARIOS)
def test_engine_and_oracle_agree_on_every_state_variable_in_every_week(name: str) -> None:
    result = compared(name)
    apart = {variable: (week, result.largest[variable]) for variable, week in result.first.items()}
    assert not apart, f"variable: (first week, largest difference): {apart}"


def test_what_is_compared_is_the_whole_state() -> None:
    state = compared("service without levers").state
    assert state is not None
    assert set(of_engine(state, 0)) == set(compared("service without levers").largest)


def test_liaisons_that_do_not_exist_carry_no_messages() -> None:
    state = compared("service without levers").state
    assert state is not None
    absent = np.arange(3)[:, None, None] >= np.asarray(state.staff.liaisons)
    assert absent.any()
    assert not np.asarray(state.liaisons.messages)[absent].any()
    assert not np.asarray(state.liaisons.misunderstandings)[absent].any()


def test_everything_that_can_happen_happens_in_the_compared_runs() -> None:
    results = [compared(name) for name in SCENARIOS]
    for event in results[0].happened:
        assert sum(result.happened[event] for result in results) >= 3, event
    oracles = [oracle for result in results for oracle in result.oracles]
    assert sum(oracle.staff_who_left for oracle in oracles) >= 10
    assert sum(oracle.vendor_people_who_left for oracle in oracles) >= 10
    assert {oracle.ledger.outcome for oracle in oracles} == {0, 1, 2}
    assert len({oracle.ledger.cause for oracle in oracles}) >= 4
    assert any(oracle.ledger.due_week > 0 for oracle in oracles)
    pulled = compared("windows and triggers").pulled
    assert all(pulled[pull.lever] == {0.0, 1.0} for pull in PULLS)


@pytest.mark.parametrize("name", ["turbulent project", "project with all levers at half dose"])
def test_tables_of_the_engine_hold_what_the_oracle_lived(name: str) -> None:
    oracles = compared(name).oracles
    table = simulate(SCENARIOS[name], replicates=REPLICATES, seed=SEED, arithmetic="double").runs
    for replicate, oracle in enumerate(oracles):
        made = table.iloc[replicate]
        for column, expected in row(oracle).items():
            assert _same(made[column], expected), f"{column} of replicate {replicate}: {made[column]}, not {expected}"


def _same(made: Any, expected: Any) -> bool:
    if expected is None:
        return bool(pd.isna(made))
    if isinstance(expected, str):
        return bool(made == expected)
    return abs(made - expected) <= TOLERANCE * max(1, abs(expected))
