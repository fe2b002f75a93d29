"""The future forks: what was before stays to the last bit, and what comes after is that of the other interventions."""

from __future__ import annotations

import numpy as np
import pytest

import outsim
from outsim import Scenario
from outsim.configuration import load_package
from outsim.errors import InputError
from outsim.studies.arms import read_arms
from outsim.studies.pulls import pulls_of

WEEK = 16


def test_before_the_fork_all_arms_are_the_same_to_the_last_bit_and_after_it_they_are_not(small) -> None:
    base = small.with_interventions("progress_updates")
    forked = base.forked(WEEK, "leader_checkins", release=["progress_updates"])
    lived = outsim.simulate([base, forked], replicates=48, seed=4)
    before, after = (slice(None), slice(None, WEEK)), (slice(None), slice(WEEK, None))
    assert np.array_equal(lived.trajectories[0][before], lived.trajectories[1][before], equal_nan=True)
    assert not np.array_equal(lived.trajectories[0][after], lived.trajectories[1][after], equal_nan=True)


@pytest.mark.slow
def test_a_second_pull_of_a_lever_does_not_change_the_past_either(small) -> None:
    """It takes another row of pulls, and so another compiled program."""
    base = small.with_interventions({"lever": "output_review", "end": 8})
    lived = outsim.simulate([base, base.forked(WEEK, "output_review")], replicates=48, seed=4)
    assert np.array_equal(lived.trajectories[0][:, :WEEK], lived.trajectories[1][:, :WEEK], equal_nan=True)


def test_the_live_model_forks_as_the_engine_does(small) -> None:
    model = outsim.PartnershipModel(small, seed=4, replicate=7)
    for _ in range(WEEK):
        model.step()
    other = model.fork("leader_checkins")
    before = model.indicators
    other.run()
    assert model.week == WEEK
    assert model.indicators == before
    assert model.pulls == ()
    engine = outsim.simulate(small.forked(WEEK, "leader_checkins"), replicates=[7], seed=4)
    live = other.datacollector.get_model_vars_dataframe()["participation"].to_numpy(np.float32)
    assert np.array_equal(live, engine.indicator_values("participation")[0][: len(live)])
    untouched = outsim.simulate(small, replicates=[7], seed=4).indicator_values("participation")[0]
    model.run()
    mine = model.datacollector.get_model_vars_dataframe()["participation"].to_numpy(np.float32)
    assert np.array_equal(mine, untouched[: len(mine)])


def test_futures_are_compared_over_the_partnerships_that_still_run(small) -> None:
    frail = small.with_({"coefficients.judgement.terminate": -9.0, "leaders.participation": 0.2})
    found = outsim.fork(frail, WEEK, {"check-ins": "leader_checkins", "nothing": []}, replicates=128, seed=4)
    alive = (outsim.simulate(frail, 128, seed=4).runs["ended_week"] >= WEEK).sum()
    assert 0 < alive < 128
    assert found.arms.pairs == alive
    assert found.effects[1].verdict == "changes nothing"
    assert found.effects[0].prevented.value > 0


def test_packages_that_are_files_are_known_by_name_and_begin_with_the_fork() -> None:
    base = Scenario()
    forked = base.forked(20, *pulls_of("then", ["leaders_take_part", "risk_briefing"]))
    assert [(pull.lever, pull.start) for pull in forked.interventions] == [
        ("leader_checkins", 20),
        ("output_review", 20),
        ("progress_updates", 20),
        ("risk_briefing", 20),
    ]
    (early,) = read_arms(base, ["before_signing"]).values()
    assert early.interventions == load_package("before_signing")


@pytest.mark.parametrize(
    ("fork", "message"),
    [
        (lambda base: base.forked(0, "leader_checkins"), "week = 0: must be a whole number from 1 to 103"),
        (lambda base: base.forked(104, "leader_checkins"), "week = 104: must be a whole number from 1 to 103"),
        (lambda base: base.forked(20, {"lever": "leader_checkins", "start": 8}), "must not be before week 20"),
        (lambda base: base.forked(20, release=["leader_checkins"]), "release: 'leader_checkins' is not pulled"),
        (lambda base: base.forked(20, "leader_chekins"), "did you mean 'leader_checkins'"),
        (lambda base: base.forked(20, "due_diligence"), "acts only before the partnership starts"),
        (lambda base: outsim.fork(base, 20, "leader_checkins"), "must be packages by name"),
        (lambda base: outsim.fork(base, 20, {"x": "before_signing"}), "acts only before the partnership starts"),
        (lambda base: outsim.fork(base, 20, {"x": "leader_take_part"}), "did you mean 'leaders_take_part'"),
    ],
    ids=[
        "no past",
        "no future",
        "before the fork",
        "nothing to let go",
        "misspelt",
        "too late",
        "no names",
        "a package too late",
        "a misspelt package",
    ],
)
def test_a_fork_that_cannot_be_says_why(fork, message) -> None:
    with pytest.raises(InputError) as caught:
        fork(Scenario())
    assert message in str(caught.value)
