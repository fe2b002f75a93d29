"""The live model: the engine's history, with people who can be looked at, changed and taught a step of their own."""

from __future__ import annotations

import copy
import dataclasses
from functools import cache
from typing import Any

import jax
import mesa
import numpy as np
import pytest

from outsim import network
from outsim.agents import ClientLeader, ClientStaff, Liaison, VendorTeam
from outsim.engine import simulate
from outsim.ensemble import Ensemble
from outsim.errors import InputError
from outsim.indicators import INDICATOR_NAMES
from outsim.interventions import Intervention, Trigger
from outsim.levers import LEVER_NAMES
from outsim.model import PartnershipModel
from outsim.scenario import Scenario
from sizes import SMALL as SIZES

REPLICATES = 3
ROUNDING = 0 if jax.default_backend() == "cpu" else 1e-5  # on a CPU the two agree to the last bit
SMALL = Scenario().with_(SIZES)  # and all others of the same size, for which one program a step is compiled
STORMY = SMALL.with_(coefficients__judgement__terminate=-6.5, coefficients__judgement__escalate=-1.0)
PROJECT = SMALL.with_(  # done in some 30 weeks
    work__kind="project",
    work__plan=10.0,
    work__wave_spacing=1.0,
    work__first_wave=1.0,
    coefficients__judgement__complete=0.1,
)
TRIGGERED = Intervention("emotional_support", trigger=Trigger("anxiety", 0.3, 0.25))
LEVERS = SMALL.with_interventions(
    *(name for name in LEVER_NAMES if name not in ("emotional_support", "output_review")), dose=0.4
).with_interventions({"lever": "output_review", "start": 6, "end": 14}, TRIGGERED)


@cache
def engine(scenario: Scenario, precision: str = "single") -> Ensemble:
    return simulate(scenario, replicates=REPLICATES, seed=5, arithmetic=precision)


def play(scenario: Scenario = SMALL, **given: Any) -> PartnershipModel:
    return PartnershipModel(scenario, seed=5, **given).run()


def history(model: PartnershipModel) -> np.ndarray[Any, Any]:
    return model.datacollector.get_model_vars_dataframe()[list(INDICATOR_NAMES)].to_numpy()


# ---------------------------------------------------------------- the same history as the engine


def differences(scenario: Scenario, precision: str = "single") -> float:
    """The largest difference of any indicator in any week; what is counted or named must be the same."""
    ensemble, largest = engine(scenario, precision), 0.0
    for replicate in range(REPLICATES):
        model = play(scenario, replicate=replicate, arithmetic=precision)
        row, expected = model.runs.iloc[0], ensemble.runs.iloc[replicate]
        numbers = ensemble.runs.select_dtypes("floating").columns
        for name in ensemble.runs.columns.difference(numbers):
            assert str(row[name]) == str(expected[name]), name
        np.testing.assert_allclose(row[numbers].astype(float), expected[numbers].astype(float), rtol=2e-5, atol=2e-6)
        weeks = ensemble.trajectories[0, replicate]
        assert len(history(model)) == np.count_nonzero(~np.isnan(weeks[:, 0]))
        largest = max(largest, np.abs(history(model) - weeks[: model.week]).max())
    return largest


@pytest.mark.parametrize(
    "scenario", [SMALL, STORMY, PROJECT, LEVERS], ids=["a service", "a stormy one", "a project", "with levers"]
)
def test_the_live_model_has_the_history_of_the_engine(scenario: Scenario) -> None:
    assert differences(scenario) <= ROUNDING


@pytest.mark.slow
def test_the_default_scenario_has_the_history_of_the_engine_over_two_years() -> None:
    assert differences(Scenario()) <= ROUNDING


@pytest.mark.slow
def test_in_double_precision_the_two_differ_by_rounding_only() -> None:
    keeps_single = np.finfo(np.float32).eps  # the engine keeps its weeks in single precision
    assert differences(STORMY, "double") < 4 * keeps_single
    ledgers = [play(STORMY, arithmetic="double", replicate=replicate).ledger for replicate in range(REPLICATES)]
    costs = engine(STORMY, "double").runs["cost"]
    np.testing.assert_allclose([float(ledger.cost) for ledger in ledgers], costs, rtol=1e-11)


def test_the_comparison_meets_terminations_and_completed_projects() -> None:
    assert "terminated" in set(engine(STORMY).runs["outcome"])
    assert (engine(PROJECT).runs["ended_week"] < PROJECT.weeks).any()


def test_agents_see_the_state_that_the_indicators_are_means_of() -> None:
    model = play()
    assert np.mean(model.agents_by_type[ClientStaff].get("anxiety")) == pytest.approx(model.indicators["anxiety"])
    assert model.agents.select(agent_type=VendorTeam).agg("trust", np.mean) == pytest.approx(
        model.indicators["vendor_trust"]
    )


def test_the_generators_for_steps_of_ones_own_are_not_the_partnerships_luck() -> None:
    class Noisy(ClientStaff):
        def step(self) -> None:
            self.rng.random(), self.random.random()

    np.testing.assert_array_equal(history(play(staff_class=Noisy)), history(play()))
    first, again = PartnershipModel(SMALL, 5, 1), PartnershipModel(SMALL, 5, 1)
    assert first.random.random() == again.random.random() != PartnershipModel(SMALL, 5, 2).random.random()


# ---------------------------------------------------------------- week by week


def test_weeks_count_from_zero_to_the_end_and_a_step_after_it_does_nothing() -> None:
    model = PartnershipModel(SMALL, seed=5)
    assert model.week == 0
    assert model.outcome is None
    assert model.cause is None
    assert np.isnan(model.indicators["anxiety"])
    with pytest.raises(InputError, match="week 0: its row is known when it is over"):
        _ = model.runs
    for _ in range(SMALL.weeks + 5):
        model.step()
    assert (model.week, model.running, len(history(model))) == (SMALL.weeks, False, SMALL.weeks)


def test_a_terminated_partnership_knows_its_week_and_its_cause() -> None:
    runs = engine(STORMY).runs
    replicate = int(runs.index[runs["outcome"] == "terminated"][0])
    model = play(STORMY, replicate=replicate)
    assert model.outcome == "terminated"
    assert model.cause == runs["cause"][replicate]
    assert model.week - 1 == model.ledger.ended_week == runs["ended_week"][replicate]
    with pytest.raises(InputError, match="is over since the end of week"):
        model.pull("leader_checkins")


def test_the_ledger_is_for_reading() -> None:
    model = PartnershipModel(SMALL)
    with pytest.raises(AttributeError):
        model.ledger.cost = 0.0  # type: ignore[misc]


def test_a_copy_lives_a_life_of_its_own_with_the_same_luck() -> None:
    model = PartnershipModel(SMALL, seed=5)
    model.step()
    same, other = copy.deepcopy(model), copy.deepcopy(model)
    other.pull("progress_updates")
    np.testing.assert_array_equal(history(same.run()), history(play()))
    assert (other.run().week, model.week, model.pulls) == (SMALL.weeks, 1, ())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"seed": -1}, "seed = -1"),
        ({"replicate": 1.5}, "replicate = 1.5"),
        ({"arithmetic": "half"}, "unknown arithmetic"),
        ({"staff_class": VendorTeam}, "subclass of ClientStaff"),
        ({"agent_reporters": ["anxeity"]}, "did you mean 'anxiety'"),
    ],
)
def test_what_the_model_cannot_use_is_said_when_it_is_made(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        PartnershipModel(SMALL, **given)


# ---------------------------------------------------------------- attributes read and write


def test_an_anxious_partnership_set_calm_by_hand_stays_calmer() -> None:
    left_alone, helped = PartnershipModel(SMALL), PartnershipModel(SMALL)
    helped.agents_by_type[ClientStaff].set("anxiety", 0.0)
    left_alone.step()
    helped.step()
    assert helped.indicators["anxiety"] < left_alone.indicators["anxiety"]


def test_one_frightened_person_frightens_those_whose_peer_they_are() -> None:
    calm, alarmed = PartnershipModel(SMALL), PartnershipModel(SMALL)
    alarmed.staff[4].anxiety = 1.0
    alarmed.staff[4].expressiveness = calm.staff[4].expressiveness = 1.0
    calm.step()
    alarmed.step()
    infected = {one.number for one, other in zip(alarmed.staff, calm.staff, strict=True) if one.anxiety > other.anxiety}
    around = {person.number for person in alarmed.staff if alarmed.staff[4] in person.peers}
    assert infected == around | {4}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda model: setattr(model.staff[2], "anxiety", 1.2), r"ClientStaff 2: anxiety = 1.2: .* from 0 to 1"),
        (lambda model: setattr(model.staff[2], "trust", "high"), r"trust = 'high': must be a number from 0 to 1"),
        (lambda model: setattr(model.staff[0], "trust", float("nan")), "trust = nan"),
        (lambda model: setattr(model.staff[0], "liaisons", 4), "liaisons = 4: must be a whole number from 1 to 3"),
        (lambda model: setattr(model.staff[0], "acquaintance", 12), "from 0 to 11"),
        (lambda model: setattr(model.staff[0], "goals", [1, 2]), "four weights"),
        (lambda model: setattr(model.teams[1], "backlog", -1), r"VendorTeam 1: backlog = -1: .* at least 0"),
        (lambda model: setattr(model.partnership, "clarity", 2), "SharedState: clarity = 2"),
        (lambda model: setattr(model.staff[0].ties[0], "friction", 2), "Liaison of ClientStaff 0 with VendorTeam 0"),
    ],
)
def test_a_value_out_of_range_is_refused_and_changes_nothing(change: Any, message: str) -> None:
    model = PartnershipModel(SMALL)
    before = jax.tree.map(np.copy, model.state)
    with pytest.raises(InputError, match=message):
        change(model)
    jax.tree.map(np.testing.assert_array_equal, before, model.state)


@pytest.mark.parametrize("kind", [ClientStaff, ClientLeader, VendorTeam])
def test_every_number_of_an_agent_reads_back_as_it_was_written(kind: type) -> None:
    model = PartnershipModel(SMALL)
    agent = next(agent for agent in model.agents if type(agent) is kind)
    for spot in dataclasses.fields(getattr(model.state, agent._part)):
        value = [1, 0, 2, 1] if spot.name == "goals" else 1
        setattr(agent, spot.name, value)
        assert np.array_equal(getattr(agent, spot.name), np.divide(value, np.sum(value))), spot.name


def test_what_is_written_is_in_the_state_that_the_week_starts_from() -> None:
    model = PartnershipModel(SMALL)
    model.partnership.clarity = 0.0
    model.partnership.grievance.culture = 0.5
    model.leaders[1].queue = 7
    assert model.state.partnership.clarity == 0
    assert model.state.partnership.grievance.culture == 0.5
    assert model.state.leaders.queue.tolist() == [0, 7]


def test_goals_cannot_be_changed_by_halves() -> None:
    with pytest.raises(ValueError, match="read-only"):
        PartnershipModel(SMALL).staff[0].goals[0] = 1.0


def test_a_slip_of_the_pen_is_caught_and_attributes_of_ones_own_are_not() -> None:
    person = PartnershipModel(SMALL).staff[0]
    with pytest.raises(InputError, match="no attribute 'anxeity'; did you mean 'anxiety'"):
        person.anxeity = 0.2
    person.nickname = "Anna"
    assert person.nickname == "Anna"


def test_a_place_stays_when_a_person_leaves() -> None:
    with pytest.raises(InputError, match="ClientStaff 0 cannot be removed"):
        PartnershipModel(SMALL).staff[0].remove()


# ---------------------------------------------------------------- who meets whom


def test_peers_are_those_of_the_network() -> None:
    model = PartnershipModel(SMALL)
    numbers = np.arange(len(model.staff))[:, None]
    acquaintance = model.state.staff.acquaintance[:, None]
    expected = np.stack(network.peers(numbers, acquaintance, SMALL.client.departments))[..., 0].T
    assert [[peer.number for peer in person.peers] for person in model.staff] == expected.tolist()


def test_ties_are_those_of_the_network() -> None:
    model = PartnershipModel(SMALL)
    used = network.has_liaison(model.state.staff.liaisons, SMALL.vendor.teams)
    teams = network.teams_to_liaisons(np.arange(3.0)[:, None], len(model.staff))[..., 0]
    for person in model.staff:
        here = np.asarray(used)[:, person.number] > 0
        assert [tie.team.number for tie in person.ties] == np.asarray(teams)[here, person.number].tolist()
    sizes = network.sum_over_teams(np.asarray(used)[..., None], SMALL.vendor.teams)[:, 0]
    assert [len(team.people) for team in model.teams] == sizes.tolist()


def test_everybody_reports_to_somebody() -> None:
    model = PartnershipModel(SMALL)
    assert all(person in person.leader.reports for person in model.staff)
    assert sum(len(leader.reports) for leader in model.leaders) == len(model.staff)


def test_two_who_have_always_worked_together_misread_each_other_less() -> None:
    def friction(common_ground: float) -> float:
        model = PartnershipModel(SMALL)
        tie: Liaison = model.staff[1].ties[0]
        tie.common_ground = common_ground
        model.step()
        assert tie.messages > 0
        return float(tie.friction)

    assert friction(0.9) < friction(0.1)


# ---------------------------------------------------------------- levers between weeks


def test_a_lever_pulled_by_hand_is_a_lever_planned() -> None:
    model = PartnershipModel(SMALL, seed=5)
    for _ in range(10):
        model.step()
    model.pull("leader_checkins", dose=0.8, ramp=2, end=20)
    model.pull("emotional_support", trigger=Trigger("anxiety", 0.3, 0.2))
    model.run()
    planned = dataclasses.replace(SMALL, interventions=model.pulls)
    np.testing.assert_array_equal(history(model), history(play(planned)))
    assert model.ledger.intervention_cost > 0


def test_a_lever_pulled_in_week_ten_leaves_weeks_zero_to_nine_as_they_were() -> None:
    model = PartnershipModel(SMALL, seed=5)
    while model.week < 10:
        model.step()
    model.pull("leader_checkins")
    pulled, alone = history(model.run()), history(play())
    np.testing.assert_array_equal(pulled[:10], alone[:10])
    assert (pulled[10:] != alone[10:]).any(axis=1).all()


def test_a_lever_let_go_wears_off() -> None:
    model = PartnershipModel(SMALL)
    model.pull("output_review", ramp=1, wear_off=2)
    doses = []
    for _ in range(6):
        if model.week == 2:
            model.release("output_review")
        model.step()
        doses.append(model.doses["output_review"])
    assert doses == [1.0, 1.0, 0.5, 0.0, 0.0, 0.0]


def test_a_pull_called_off_before_its_week_was_never_made() -> None:
    model = PartnershipModel(SMALL.with_interventions("output_review", start=20), seed=5)
    model.pull("output_review", end=10)
    model.release("output_review")
    assert [pull.start for pull in model.pulls] == [20]
    np.testing.assert_array_equal(history(model.run()), history(play(model.base)))


@pytest.mark.slow
def test_pulling_again_and_again_needs_more_room_and_gets_it() -> None:
    model = PartnershipModel(SMALL)
    room, doses = len(model.state.levers.level), []
    while model.week <= room:
        model.pull("output_review", end=model.week + 1, ramp=1, wear_off=2)
        model.step()
        doses.append(model.state.levers.level[:, LEVER_NAMES.index("output_review")])
    assert len(doses[-1]) > room
    assert doses[-1][: room + 1].tolist() == [0.0] * (room - 1) + [0.5, 1.0]


@pytest.mark.parametrize(
    ("pull", "message"),
    [
        ({"lever": "leader_checkin"}, "did you mean 'leader_checkins'"),
        ({"lever": "leader_checkins", "dose": 2}, r"leader_checkins.dose = 2: must be a number from 0 to 1"),
        ({"lever": "leader_checkins", "dosis": 1}, "did you mean 'dose'"),
        ({"lever": "leader_checkins", "end": 1}, "must be after its start"),
        ({"lever": "leader_checkins", "start": 0}, "must not be before the coming week, 2"),
        ({"lever": "output_review"}, "pulled twice at the same time"),
        ({"lever": "due_diligence"}, r"only before the partnership starts; .*with_interventions\(.due_diligence.\)"),
    ],
)
def test_a_lever_that_cannot_be_pulled_says_why(pull: dict[str, Any], message: str) -> None:
    model = PartnershipModel(SMALL.with_interventions("output_review"))
    model.step()
    model.step()
    with pytest.raises(InputError, match=message):
        model.pull(**pull)
    assert [known.lever for known in model.pulls] == ["output_review"]


def test_a_lever_that_is_not_pulled_cannot_be_let_go() -> None:
    with pytest.raises(InputError, match="leader_checkins: is not pulled in week 0"):
        PartnershipModel(SMALL).release("leader_checkins")


# ---------------------------------------------------------------- agents of one's own


class Meditating(ClientStaff):
    """Somebody who calms down each week, and counts how often."""

    def __init__(self, model: PartnershipModel, number: int) -> None:
        super().__init__(model, number)
        self.breaths = 0

    def step(self) -> None:
        self.anxiety *= 0.5
        self.breaths += 1


def test_a_subclass_whose_step_lowers_its_own_anxiety_changes_the_history() -> None:
    model, alone = play(staff_class=Meditating), play()
    assert model.indicators["anxiety"] < alone.indicators["anxiety"]
    assert {person.breaths for person in model.staff} == {SMALL.weeks}
    assert all(type(person) is Meditating for person in model.staff)


def test_a_step_sees_last_week_and_comes_before_the_week() -> None:
    seen = []

    class Watching(ClientLeader):
        def step(self) -> None:
            seen.append((self.model.week, self.model.indicators["anxiety"]))

    model = PartnershipModel(SMALL, seed=5, leader_class=Watching)
    model.step()
    first = model.indicators["anxiety"]
    model.step()
    assert seen[-1] == (1, first)


def test_a_leader_can_pull_a_lever() -> None:
    class Attentive(ClientLeader):
        def step(self) -> None:
            if self.number == 0 and self.model.week == 3:
                self.model.pull("progress_updates")

    model = play(leader_class=Attentive)
    assert model.pulls == (Intervention("progress_updates", start=3),)
    np.testing.assert_array_equal(history(model), history(play(SMALL.with_interventions(*model.pulls))))


def test_an_agent_of_another_kind_takes_part() -> None:
    class Consultant(mesa.Agent):  # type: ignore[misc]
        def step(self) -> None:
            self.model.partnership.clarity = 1.0

    model = PartnershipModel(SMALL, seed=5)
    Consultant(model)
    assert model.run().indicators["clarity"] > play().indicators["clarity"]


# ---------------------------------------------------------------- Mesa's collector


def test_the_collector_has_a_row_a_week_and_a_column_an_indicator() -> None:
    table = play().datacollector.get_model_vars_dataframe()
    assert list(table.columns) == ["week", *INDICATOR_NAMES]
    assert table["week"].tolist() == list(range(SMALL.weeks))


def test_attributes_of_agents_are_collected_when_asked_for() -> None:
    model = play(agent_reporters=["anxiety", "trust", "breaths"], staff_class=Meditating)
    table = model.datacollector.get_agent_vars_dataframe()
    last = table.xs(SMALL.weeks, level="Step")
    assert len(last) == len(model.agents)
    assert last["anxiety"].dropna().tolist() == [person.anxiety for person in model.staff]
    assert last["breaths"].max() == SMALL.weeks
