"""The engine: shared luck, the same numbers in any company, nothing lost on Ctrl-C."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outsim import engine
from outsim.conditions import shape_of
from outsim.engine import simulate
from outsim.errors import InputError
from outsim.indicators import INDICATOR_NAMES
from outsim.levers import LEVER_NAMES
from outsim.scenario import Scenario, scenario_parameters


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """To the last bit, but for names and places in a sweep."""
    drop = ["scenario", "point"]
    return one.drop(columns=drop).reset_index(drop=True).equals(other.drop(columns=drop).reset_index(drop=True))


def test_a_run_alone_equals_the_same_run_among_thousands(small: Scenario) -> None:
    many = simulate(small, replicates=3000, seed=7)
    few = simulate(small, replicates=3, seed=7)
    assert same(few.runs, many.runs.iloc[:3])
    assert np.array_equal(few.trajectories[0], many.trajectories[0, :3], equal_nan=True)


@pytest.mark.slow
@pytest.mark.parametrize("lanes", [32])
def test_a_run_does_not_depend_on_the_block_it_runs_in(small: Scenario, lanes: int, monkeypatch) -> None:
    usual = simulate(small, replicates=20, seed=7)
    monkeypatch.setattr(engine, "LANES", lanes)
    narrow = simulate(small, replicates=20, seed=7)
    # Blocks of another width are another program; the last bit of a sum may differ, the history may not.
    discrete = ["outcome", "ended_week", "cause", "escalations", "renegotiations", "leaks"]
    assert usual.runs[discrete].equals(narrow.runs[discrete])
    np.testing.assert_allclose(usual.trajectories, narrow.trajectories, rtol=1e-4, atol=1e-5)


def test_scenarios_run_together_equal_each_alone_in_any_order(small: Scenario) -> None:
    points = [small.with_(contract__clarity=clarity) for clarity in (0.2, 0.5, 0.8)]
    together = simulate(points, replicates=5, seed=3)
    backwards = simulate(points[::-1], replicates=5, seed=3)
    for place, point in enumerate(points):
        alone = simulate(point, replicates=5, seed=3).runs
        assert same(alone, together.runs_of(place))
        assert same(alone, backwards.runs_of(2 - place))


@pytest.mark.slow
def test_scenarios_of_different_sizes_run_together(small: Scenario) -> None:
    other = Scenario()  # of more people, teams and weeks
    both = simulate([small, other], replicates=4, seed=3)
    for place, each in enumerate((small, other)):
        assert same(simulate(each, replicates=4, seed=3).runs, both.runs_of(place))


def test_two_scenarios_that_differ_from_week_20_on_are_identical_before(small: Scenario) -> None:
    late = small.with_interventions("leader_checkins", "progress_updates", start=20)
    arms = simulate([small, late], replicates=50, seed=2).trajectories
    assert np.array_equal(arms[0, :, :20], arms[1, :, :20], equal_nan=True)
    assert not np.array_equal(arms[0, :, 20:], arms[1, :, 20:], equal_nan=True)


@pytest.mark.parametrize("lever", LEVER_NAMES)
def test_a_zero_dose_is_the_baseline_to_the_last_bit(small: Scenario, lever: str) -> None:
    arms = simulate([small, small.with_interventions(lever, dose=0)], replicates=8, seed=2)
    assert same(arms.runs_of(0), arms.runs_of(1))


def test_an_unused_parameter_changes_no_bit(small: Scenario) -> None:
    """A service has no plan and no scope that grows; without interventions no lever's strength is read."""
    unread = {
        "work.plan": 200,
        "coefficients.rework.scope_growth": 0.4,
        "coefficients.judgement.complete": 0.1,
        "coefficients.anxiety.communication": 0.9,
        "coefficients.common_ground.training": 0.4,
        "coefficients.goals.vision": 0.4,
        "coefficients.expectation.updates": 0.9,
        "coefficients.selection.diligence": 0.1,
    }
    arms = simulate([small, small.with_(unread)], replicates=20, seed=2)
    assert same(arms.runs_of(0), arms.runs_of(1))


@pytest.mark.slow
def test_shared_luck_makes_an_effect_less_noisy_than_independent_luck() -> None:
    base = Scenario(weeks=104)
    helped = base.with_interventions("leader_checkins")
    paired = simulate([base, helped], replicates=500, seed=1).runs
    ended = paired.pivot(index="replicate", columns="point", values="trust_mean")
    independent = simulate(helped, replicates=500, seed=2).runs["trust_mean"]
    assert (ended[1] - ended[0]).std() < 0.7 * (independent.to_numpy() - ended[0]).std()


ASSUMED = [found for found in scenario_parameters() if found.type is float and found.about.status == "assumed"]


@given(st.data())
@settings(max_examples=15, deadline=None)
def test_nothing_explodes_anywhere_in_the_assumed_ranges(small: Scenario, data: st.DataObject) -> None:
    """Any coefficients within their ranges, all levers at random doses: finite, and shares are shares."""
    shares = st.floats(0, 1, width=32)
    changes = {
        found.name: found.about.low + data.draw(shares) * (found.about.high - found.about.low)
        for found in data.draw(st.lists(st.sampled_from(ASSUMED), max_size=60, unique_by=lambda found: found.name))
        if not found.name.startswith(("client.shift", "vendor.shift")) and not found.name.endswith("_goal")
    }
    pulls = [{"lever": name, "dose": data.draw(shares)} for name in data.draw(st.sets(st.sampled_from(LEVER_NAMES)))]
    kind = data.draw(st.sampled_from(["service", "project"]))
    scenario = small.with_(changes).with_(work__kind=kind, interventions=pulls)
    result = simulate(scenario, replicates=4, seed=data.draw(st.integers(0, 1000)))
    numbers = result.runs.select_dtypes("number").drop(columns=["first_escalation_week", "first_renegotiation_week"])
    assert np.isfinite(numbers.to_numpy(float)).all()
    lived = ~np.isnan(result.trajectories).all(-1)
    weekly = pd.DataFrame(result.trajectories[lived], columns=list(INDICATOR_NAMES))
    unbounded = ["expectation", "performance", "expectation_gap", "queue", "productivity", "backlog", "ip_exposure"]
    bounded = weekly.drop(columns=unbounded)
    assert bounded.min().min() >= -1e-5
    assert bounded.max().max() <= 1 + 1e-5


def test_ctrl_c_leaves_what_is_done(small: Scenario, monkeypatch) -> None:
    whole = simulate(small, replicates=1000, seed=7)
    run = engine.run_blocks

    def interrupted(*given, **named):
        for count, result in enumerate(run(*given, **named)):
            if count == 3:
                raise KeyboardInterrupt
            yield result

    monkeypatch.setattr(engine, "run_blocks", interrupted)
    part = simulate(small, replicates=1000, seed=7)
    assert not part.complete
    assert len(part.runs) == 3 * engine.width(shape_of(small))
    assert same(part.runs, whole.runs.iloc[: len(part.runs)])


def test_ctrl_c_before_anything_is_done_is_a_keyboard_interrupt(small: Scenario, monkeypatch) -> None:
    def interrupted(*given, **named):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(engine, "run_blocks", interrupted)
    with pytest.raises(KeyboardInterrupt):
        simulate(small, replicates=10, seed=7)


def test_the_weeks_of_all_replicates_are_kept_on_request_only(small: Scenario) -> None:
    assert simulate(small, replicates=9, seed=1, kept=5).trajectories.shape[1] == 5
    assert simulate(small, replicates=9, seed=1, kept=5, weekly=True).trajectories.shape[1] == 9


def test_replicates_can_be_asked_for_by_number(small: Scenario) -> None:
    all_of_them, some = (simulate(small, replicates, seed=1) for replicates in (9, [7, 2]))
    assert some.runs["replicate"].tolist() == [2, 7]
    assert np.array_equal(all_of_them.trajectories[0][[2, 7]], some.trajectories[0], equal_nan=True)
    assert (all_of_them.runs.iloc[[2, 7]]["cost"].to_numpy() == some.runs["cost"].to_numpy()).all()


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"replicates": 0}, "replicates = 0: must be a whole number from 1"),
        ({"replicates": 2.5}, "replicates = 2.5"),
        ({"replicates": [1, 1]}, r"replicates = \[1, 1\]: must name at least one, and none twice"),
        ({"replicates": [-1]}, "replicates: -1 is not a whole number from 0"),
        ({"seed": -1}, "seed = -1"),
        ({"arithmetic": "singel"}, "did you mean 'single'"),
    ],
)
def test_bad_numbers_are_named(small: Scenario, given_: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        simulate(small, **given_)


def test_what_is_not_a_scenario_is_refused() -> None:
    with pytest.raises(InputError, match="there is none to simulate"):
        simulate([])
    with pytest.raises(InputError, match="is not a Scenario"):
        simulate(["offshore_call_center"])  # type: ignore[list-item]
