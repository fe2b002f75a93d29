"""What the model says about outsourcing. Each test is a claim, held on shared luck over many partnerships."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from outsim.engine import simulate
from outsim.ensemble import Ensemble
from outsim.indicators import INDICATOR_NAMES
from outsim.interventions import Trigger
from outsim.levers import LEVERS
from outsim.scenario import Scenario
from outsim.studies.pattern_arms import ENDLESS

pytestmark = pytest.mark.slow

BASE = Scenario()
REPLICATES = 256


@cache
def arms() -> Ensemble:
    """The baseline, then each lever alone at full dose from the start."""
    return simulate([BASE, *(BASE.with_interventions(lever.name) for lever in LEVERS)], REPLICATES, seed=11)


def weekly(ensemble: Ensemble, indicator: str, point: int = 0) -> np.ndarray:
    """[replicates, weeks]"""
    return ensemble.indicator_values(indicator, point)


def first_half_year(ensemble: Ensemble, indicator: str, point: int) -> np.ndarray:
    """Mean over the first half year of each partnership, while nearly all of them live."""
    return np.nanmean(weekly(ensemble, indicator, point)[:, :26], axis=1)


def failures(ensemble: Ensemble, point: int = 0) -> float:
    return float((ensemble.runs_of(point)["outcome"] == "terminated").mean())


@pytest.mark.parametrize(
    ("place", "indicator", "direction"),
    [(place, *moved) for place, lever in enumerate(LEVERS, 1) for moved in lever.moves],
    ids=[f"{lever.name}-{name}" for lever in LEVERS for name, _ in lever.moves],
)
def test_each_lever_moves_what_it_acts_on(place: int, indicator: str, direction: int) -> None:
    effect = direction * (first_half_year(arms(), indicator, place) - first_half_year(arms(), indicator, 0))
    standard_error = effect.std(ddof=1) / np.sqrt(len(effect))
    assert effect.mean() > 2 * standard_error


def test_between_10_and_40_percent_fail_in_two_years() -> None:
    assert 0.10 < failures(arms()) < 0.40


def test_doing_everything_at_once_is_not_free() -> None:
    everything = BASE.with_interventions(*(lever.name for lever in LEVERS))
    runs = simulate([BASE, everything], REPLICATES, seed=11)
    singly = [arms().runs_of(place)["intervention_cost"].mean() for place in range(1, len(LEVERS) + 1)]
    assert runs.runs_of(1)["intervention_cost"].mean() > 2 * max(singly)
    hours_taken = simulate(
        BASE.with_({"coefficients.anxiety.participation": 0, "coefficients.knowledge.participation": 0})
        .with_interventions("participation"), REPLICATES, seed=11,
    )  # fmt: skip
    without = simulate(
        BASE.with_({"coefficients.anxiety.participation": 0, "coefficients.knowledge.participation": 0}),
        REPLICATES, seed=11,
    )  # fmt: skip
    assert np.nanmean(weekly(hours_taken, "wellbeing")) < np.nanmean(weekly(without, "wellbeing"))


@pytest.mark.xfail(strict=True, reason="the fitted model misses it: expectations rise by 0.04 in a year, not visibly")
def test_without_updates_expectations_drift_up() -> None:
    """In partnerships that nobody can end: where two thirds are gone, a mean over the rest is not one of the same."""
    unheard = {"expectations.openness": 0.0, "leaders.participation": 0.0}
    modest = (
        BASE.with_(unheard)
        .with_(ENDLESS)
        .with_({"coefficients.expectation.truth": 0.0, "coefficients.expectation.leaders": 0.0})
    )
    later_hype = modest.with_interventions({"lever": "expectation_setting", "end": 8, "wear_off": 1})
    expectation = np.nanmean(weekly(simulate(later_hype, REPLICATES, seed=3), "expectation"), axis=0)
    assert expectation[60] > expectation[8] + 0.05


def test_with_updates_expectations_come_down_to_what_is_seen() -> None:
    told = list(LEVERS).index(next(lever for lever in LEVERS if lever.name == "progress_updates")) + 1
    gap = np.nanmean(weekly(arms(), "expectation_gap", told), axis=0)
    untold = np.nanmean(weekly(arms(), "expectation_gap", 0), axis=0)
    assert gap[52] < 0.6 * untold[52]


def test_anxiety_peaks_around_the_waves_that_move_peoples_work() -> None:
    early = simulate(BASE.with_(work__first_wave=5, work__waves=1), REPLICATES, seed=3)
    late = simulate(BASE.with_(work__first_wave=45, work__waves=1), REPLICATES, seed=3)
    peak_early = int(np.nanmean(weekly(early, "anxiety"), axis=0).argmax())
    peak_late = int(np.nanmean(weekly(late, "anxiety"), axis=0).argmax())
    assert peak_early < 20
    assert 40 < peak_late < 60


def test_it_is_job_threat_that_frightens_not_outsourcing_as_such() -> None:
    harmless, threatening = (simulate(BASE.with_(client__job_impact=x), REPLICATES, seed=3) for x in (0.0, 0.9))
    assert np.nanmean(weekly(harmless, "anxiety")[:, 30]) < 0.6 * np.nanmean(weekly(threatening, "anxiety")[:, 30])


def test_performance_dips_before_it_recovers() -> None:
    """What the client perceives falls below what was promised while knowledge is handed over, and comes back."""
    performance = np.nanmean(weekly(arms(), "performance"), axis=0)
    lowest = int(performance.argmin())
    assert 13 <= lowest <= 78
    assert performance[lowest] < performance[0] - 0.03
    assert performance[-1] > performance[lowest] + 0.01


def test_reports_look_better_than_the_truth() -> None:
    rosy, honest = (simulate(BASE.with_(expectations__rosiness=x), REPLICATES, seed=3) for x in (0.9, 0.0))
    assert np.nanmean(weekly(rosy, "performance")[:, 20]) > np.nanmean(weekly(honest, "performance")[:, 20])


def test_lying_about_progress_does_not_save_a_partnership() -> None:
    """Of so many the difference is known to 0.01 either way."""
    honest, rosy = (simulate(BASE.with_(expectations__rosiness=x), 4000, seed=3) for x in (0.0, 1.0))
    assert failures(rosy) > failures(honest) - 0.03


def test_a_lever_costs_its_setup_whenever_it_begins() -> None:
    early, late = (simulate(BASE.with_interventions("contract_design", start=week), 64, seed=3).runs for week in (0, 1))
    assert early["intervention_cost"].min() > 50_000
    assert late["intervention_cost"].max() > 50_000
    assert (early["setup_weeks"] > 0).all()
    assert (late["setup_weeks"] == 0).all()


def test_voice_comes_before_exit() -> None:
    """A partnership ends far more readily in the half year after its first escalation than in a week without one."""
    runs = simulate(BASE, 2000, seed=5).runs
    ended, terminated = runs["ended_week"].to_numpy(), (runs["outcome"] == "terminated").to_numpy()
    spoke = runs["first_escalation_week"].fillna(10_000).to_numpy(int)
    quiet_weeks = np.minimum(spoke, ended + 1).sum()
    quiet_ends = (terminated & (ended < spoke)).sum()
    after_weeks = np.clip(ended + 1 - spoke, 0, 26).sum()
    after_ends = (terminated & (ended >= spoke) & (ended < spoke + 26)).sum()
    assert after_ends / after_weeks > 2 * quiet_ends / quiet_weeks


def test_contract_and_relationship_reinforce_each_other() -> None:
    """Drift of interests: a clear contract helps more where there is trust."""
    opposed = {"coefficients.goals.drift": 0.02, "coefficients.goals.limit": 1, "coefficients.goals.default_drift": 0}

    def alignment(clarity: float, trust: float) -> float:
        point = BASE.with_(opposed).with_(
            {"contract.clarity": clarity, "client.contract_knowledge": 1.0, "client.trust": trust,
             "coefficients.trust.gain": 0.0}
        )  # fmt: skip
        return float(np.nanmean(weekly(simulate(point, 128, seed=3), "alignment")[:, 20]))

    with_trust = alignment(0.9, 0.9) - alignment(0.2, 0.9)
    without_trust = alignment(0.9, 0.1) - alignment(0.2, 0.1)
    assert with_trust > 1.5 * without_trust > 0


def test_good_english_does_not_make_up_for_missing_hours() -> None:
    """United States and Philippines: a clock apart, work items take longer; a night shift makes them faster."""
    day, night = (
        simulate(BASE.with_(vendor__shift_start=start, vendor__shift_end=start + 8), REPLICATES, seed=3).runs
        for start in (9.0, 21.0)
    )
    assert day["calendar_multiplier"].mean() > night["calendar_multiplier"].mean() + 0.3


def test_distributed_work_items_take_two_to_three_times_as_long() -> None:
    """Herbsleb & Mockus 2003: about 2.5 times."""
    assert 2.0 < arms().runs_of(0)["calendar_multiplier"].mean() < 3.0


def test_absent_leaders_let_decisions_pile_up() -> None:
    present, absent = (simulate(BASE.with_(leaders__participation=x), REPLICATES, seed=3) for x in (0.9, 0.1))
    assert np.nanmean(weekly(absent, "queue")[:, 26]) > 2 * np.nanmean(weekly(present, "queue")[:, 26])
    assert failures(absent) > failures(present)


def test_homework_finds_a_better_vendor() -> None:
    careless, careful = (simulate(BASE.with_(expectations__diligence=x), REPLICATES, seed=3) for x in (0.0, 1.0))
    assert np.nanmean(weekly(careful, "quality")) > np.nanmean(weekly(careless, "quality"))


def test_trust_falls_faster_than_it_grows() -> None:
    from outsim.mechanisms.trust import updated
    from outsim.parameters.people import Trust

    c = Trust()
    gained = float(updated(0.5, 0.8, c)) - 0.5
    lost = 0.5 - float(updated(0.5, 0.2, c))
    assert lost == pytest.approx(c.asymmetry * gained, rel=1e-5)


def test_a_leak_takes_trust_at_once() -> None:
    leaky = {"coefficients.leak.base": 0.5, "security.access": 1, "security.partition": 0, "security.safeguards": 0}
    runs = simulate(BASE.with_(leaky), 512, seed=3)
    lost = runs.runs["leaks"] > 0
    assert 0.05 < lost.mean() < 0.95
    assert runs.runs[lost]["trust_last"].mean() < runs.runs[~lost]["trust_last"].mean()
    assert (runs.runs["cause"] == "security").any()


def test_safeguards_protect_and_cost_talk() -> None:
    guarded = [lever.name for lever in LEVERS].index("ip_safeguards") + 1
    arm, base = arms().runs_of(guarded), arms().runs_of(0)
    assert arm["ip_exposure_mean"].mean() < base["ip_exposure_mean"].mean()
    assert arm["messages"].sum() > base["messages"].sum()


def test_a_triggered_lever_waits_for_its_indicator() -> None:
    trigger = Trigger("anxiety", start=0.33, stop=0.28)
    base, helped = BASE, BASE.with_interventions("emotional_support", trigger=trigger)
    runs = simulate([base, helped], REPLICATES, seed=3)
    anxiety, cost = weekly(runs, "anxiety", 1), runs.runs_of(1)["intervention_cost"].to_numpy()
    ever_high = np.nanmax(anxiety[:, :-1], axis=1) >= 0.33
    assert 0.05 < ever_high.mean() < 0.95
    assert (cost[ever_high] > 0).all()
    assert (cost[~ever_high] == 0).all()


def test_a_project_ends_when_it_is_done_and_not_before() -> None:
    project = BASE.with_({"work.kind": "project", "work.plan": 40, "work.load": 0.4, "weeks": 104})
    runs = simulate(project, REPLICATES, seed=3).runs
    finished = runs[(runs["outcome"] != "terminated") & (runs["ended_week"] < 104)]
    assert len(finished) > 20
    assert (finished["ended_week"] >= 40).all()
    assert finished["delivered_share"].between(0.9, 1.01).all()


def test_a_third_of_what_ends_comes_back_in_house() -> None:
    """Deloitte 2012: 0.34. The draw is the model's, the share the published one; this holds the draw to it."""
    doomed = BASE.with_({"coefficients.judgement.terminate": -4.0})
    exits = simulate(doomed, 1000, seed=3).runs["exit"].dropna()
    assert len(exits) > 900
    assert (exits == "insourced").mean() == pytest.approx(0.34, abs=0.05)


def test_every_named_indicator_is_recorded() -> None:
    runs = arms().runs
    for name in INDICATOR_NAMES:
        assert runs[f"{name}_mean"].notna().all()
        assert runs[f"{name}_last"].notna().all()
