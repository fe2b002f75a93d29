"""One partnership told week by week, and why the picture changed."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from outsim import Scenario, simulate
from outsim.app.happenings import events_of
from outsim.app.moved import moved
from outsim.app.partnership import Partnership, partnership
from outsim.app.trace import arms_of, live
from outsim.app.why import PARTNERSHIPS, Why, why
from outsim.errors import InputError
from outsim.indicators import INDICATOR_NAMES
from outsim.interventions import Intervention
from outsim.studies.changes import changes_of
from outsim.studies.life import Life, live_again

pytestmark = pytest.mark.slow  # the same on every Python

LEVERS = {"leader_checkins": {"start": 10}, "progress_updates": {"start": 12, "dose": 0.5}}
MANY = 24


@pytest.fixture(scope="module")
def troubled(small: Scenario) -> Scenario:
    """So that some of few partnerships end early, and there is something to tell."""
    return small.with_(coefficients__judgement__terminate=-10.0, expectations__optimism=0.8)


@pytest.fixture(scope="module")
def failing(troubled: Scenario) -> int:
    """The number of the first that is terminated after the levers began, without them."""
    runs = simulate(troubled, MANY, 1).runs
    return int(runs.index[(runs["outcome"] == "terminated") & (runs["ended_week"] > 14)][0])


@pytest.fixture(scope="module")
def told(troubled: Scenario, failing: int) -> Partnership:
    return partnership({"levers": LEVERS, "replicate": failing}, troubled)


@pytest.fixture(scope="module")
def because(troubled: Scenario, failing: int) -> Why:
    return why({"levers": LEVERS, "replicate": failing}, troubled)


def test_a_life_told_is_that_of_the_engine_to_the_last_bit(small: Scenario) -> None:
    arms = [small, small.with_interventions("leader_checkins", start=10)]
    ensemble = simulate(arms, MANY, 1)
    for point, traces in enumerate(arms_of(arms, range(MANY), 1)):
        runs = ensemble.runs_of(point)
        for number, trace in enumerate(traces):
            row = runs.iloc[number]
            weekly = ensemble.trajectories[point, number]
            assert np.array_equal(weekly[: trace.lived], trace.indicators)
            assert np.isnan(weekly[trace.lived :]).all()
            for column in ("outcome", "cause", "exit", "missed", "escalations", "leaks", "cost", "messages"):
                assert trace.row[column] == row[column] or (trace.row[column] != trace.row[column])
            assert trace.row["ended_week"] == row["ended_week"]


def test_arms_of_other_sizes_and_arms_that_are_equal_stand_in_their_order(small: Scenario) -> None:
    twice = small.with_interventions({"lever": "output_review", "end": 4}, {"lever": "output_review", "start": 8})
    traces = arms_of([twice, small, twice], [3], 1)
    assert traces[0][0] is traces[2][0]
    weekly = simulate([twice, small], [3], 1).trajectories
    assert np.array_equal(weekly[0, 0][: traces[0][0].lived], traces[0][0].indicators)
    assert np.array_equal(weekly[1, 0][: traces[1][0].lived], traces[1][0].indicators)


def test_the_arms_are_one_until_the_future_forks(told: Partnership) -> None:
    assert told["fork"] == 10
    without, with_ = told["arms"]["without"], told["arms"]["with"]
    for name in INDICATOR_NAMES:
        assert without["indicators"][name][:10] == with_["indicators"][name][:10]
    assert without["friction"][:10] == with_["friction"][:10]
    assert without["friction"] != with_["friction"]
    early = [[event for event in arm["events"] if event["week"] < 10] for arm in (without, with_)]
    assert early[0] == early[1] != []
    assert [event["words"] for event in with_["events"] if event["event"] == "lever starts"] == [
        "A lever starts: leader checkins.",
        "A lever starts: progress updates.",
    ]


def test_what_is_told_of_an_end_is_what_the_engine_says(troubled: Scenario, failing: int, told: Partnership) -> None:
    life, row = told["arms"]["without"], simulate(troubled, [failing], 1).runs.iloc[0]
    assert (life["outcome"], life["lived"]) == ("terminated", row["ended_week"] + 1)
    assert life["events"][-1]["words"] == life["over"]
    assert life["over"].startswith(f"Terminated in week {row['ended_week']} over {life['cause']};")
    weekly = [life["indicators"]["trust"], life["nodes"]["staff"], life["friction"]]
    assert {len(table or ()) for table in weekly} == {life["lived"]}


@pytest.mark.parametrize(
    ("shown", "kinds"),
    [("anxiety", ["staff"]), ("participation", ["leaders"]), ("quality", ["teams"]), ("trust", ["staff", "leaders"])],
)
def test_the_people_s_numbers_make_up_the_indicator(small: Scenario, shown: str, kinds: list[str]) -> None:
    life = partnership({"indicator": shown, "replicate": 2}, small)["arms"]["without"]
    tables = [np.array(life["nodes"][kind], float) for kind in kinds]  # type: ignore[literal-required]
    assert [kind for kind, table in life["nodes"].items() if table is not None] == kinds
    means = np.mean([table.mean(1) for table in tables], axis=0)
    assert means == pytest.approx(np.array(life["indicators"][shown], float), abs=2e-4)


def test_ties_carry_the_friction_and_the_alignment_of_the_partnership(small: Scenario) -> None:
    found = partnership({"indicator": "alignment", "replicate": 2}, small)
    life = found["arms"]["without"]
    assert np.mean(life["friction"], axis=1) == pytest.approx(np.array(life["indicators"]["friction"]), abs=2e-4)
    liaisons = np.bincount([person for person, _ in found["ties"]], minlength=12)
    of_people = np.array(life["nodes"]["staff"], float)  # after the week's talk; the indicator is of before it
    mean = (of_people * liaisons).sum(1) / liaisons.sum()
    assert mean[:-1] == pytest.approx(np.array(life["indicators"]["alignment"][1:]), abs=2e-4)


def test_an_indicator_that_is_about_nobody_in_particular_colours_nobody(small: Scenario) -> None:
    found = partnership({"indicator": "hazard"}, small)
    assert set(found["arms"]["without"]["nodes"].values()) == {None}
    assert found["scale"]["high"] >= max(found["arms"]["without"]["indicators"]["hazard"])


def test_without_a_lever_there_is_no_fork_and_both_arms_are_one(small: Scenario) -> None:
    found = partnership({"replicate": 5}, small)
    assert found["fork"] is None
    assert found["arms"]["without"] == found["arms"]["with"]
    json.dumps(found, allow_nan=False)


def test_everybody_stays_in_place_while_the_situation_changes(small: Scenario) -> None:
    one, other = (partnership({"parameters": {"contract.clarity": clarity}}, small) for clarity in (0.2, 0.9))
    assert (one["people"], one["ties"]) == (other["people"], other["ties"])
    spots = [[person["x"], person["y"]] for kind in one["people"].values() for person in kind]  # type: ignore[attr-defined]
    assert np.min(spots) >= 0
    assert np.max(spots) <= 1


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"replicate": -1}, "replicate = -1: must be a whole number from 0"),
        ({"replicate": "first"}, "replicate = 'first'"),
        ({"replicate": True}, "replicate = True"),
        ({"indicator": "anxeity"}, "did you mean 'anxiety'"),
        ({"weeks": 3}, "weeks"),
    ],
)
def test_what_cannot_be_asked_is_refused(small: Scenario, asked: dict[str, Any], message: str) -> None:
    for ask in (partnership, why):
        with pytest.raises(InputError, match=message):
            ask(asked, small)


def test_events_of_the_whole_life_are_told_once_and_in_order(troubled: Scenario) -> None:
    (traces,) = arms_of([troubled], range(MANY), 1)
    for trace in traces:
        events = events_of(trace)
        assert [event["week"] for event in events] == sorted(event["week"] for event in events)
        assert sum(event["event"] in ("end", "still running") for event in events) == 1
        assert sum(event["event"] == "escalation" for event in events) == trace.row["escalations"]
        assert sum(event["event"] == "renegotiation" for event in events) == trace.row["renegotiations"]
        assert all(event["tone"] in ("good", "bad", "neutral") for event in events)
        assert all(not event["words"][0].islower() and event["words"].endswith(".") for event in events)


def test_many_partnerships_are_taken_apart_as_one_is(troubled: Scenario, failing: int) -> None:
    """The sums over weeks are those of the study of one partnership, in any of its weeks."""
    asked = [0, failing, *(number for number in range(1, PARTNERSHIPS) if number != failing)][:PARTNERSHIPS]
    (lived,) = live([troubled], asked, 1)  # as many as `why` takes apart, whose program is compiled once
    traces, told = lived.traces(0), lived.accounts(0)
    weeks = np.array([5, *(trace.lived - 1 for trace in traces[1:])])
    found = moved(traces, told, weeks)
    for place, number in enumerate((0, failing)):
        life: Life = live_again(troubled, 1, number, "single")
        for change in changes_of(life, troubled):
            here = found[change.indicator]
            week = weeks[place]
            assert here.parts[:, place] == pytest.approx(change.since_start[week], abs=1e-5)
            assert here.start[place] + here.parts[:, place].sum() == pytest.approx(here.value[place], abs=1e-5)


def test_the_parts_of_what_moved_add_up_to_it(because: Why) -> None:
    assert because["partnerships"] == 32
    assert {change["indicator"] for change in because["moved"]} == {
        "anxiety",
        "trust",
        "alignment",
        "friction",
        "hazard",
    }
    for change in because["moved"]:
        assert sum(part["change"] for part in change["parts"]) == pytest.approx(change["change"], abs=1e-5)
        assert change["low"] <= change["change"] <= change["high"]
        assert all(0 <= part["alike"] <= 1 for part in change["parts"])
    settled = [change for change in because["moved"] if change["settled"]]
    assert settled, "levers of such strength move something"
    assert all(change["words"] in because["words"] for change in settled)
    json.dumps(because, allow_nan=False)


def test_what_is_said_to_save_does_and_what_is_not_does_not(troubled: Scenario, failing: int, because: Why) -> None:
    for one in because["saved"]:
        pulled = troubled.with_interventions(Intervention(one["lever"], start=float(one["start"])))
        assert simulate(pulled, [failing], 1).runs["outcome"].iloc[0] != "terminated"
    assert any("would" in words for words in because["partnership"]["words"])


def test_what_would_have_ended_it_does(troubled: Scenario) -> None:
    runs = simulate(troubled, MANY, 1).runs
    lasting = int(runs.index[runs["outcome"] != "terminated"][0])
    found = why({"replicate": lasting}, troubled)
    assert found["saved"] == []
    for one in found["endangered"]:
        row = simulate(troubled.with_({one["parameter"]: one["value"]}), [lasting], 1).runs.iloc[0]
        assert (row["outcome"], row["ended_week"]) == ("terminated", one["week"])


def test_sentences_are_right_where_nothing_is_changed(small: Scenario) -> None:
    found = why({}, small)
    assert found["compared"] == ("given", "given")
    assert found["words"] == [
        "Nothing differs: no lever is pulled, and the situation is as it was given. Move a slider or pull a lever."
    ]
    assert (found["moved"], found["levers"], found["partnerships"]) == ([], [], 0)


def test_sentences_are_right_where_a_lever_has_no_effect(small: Scenario) -> None:
    found = why({"levers": {"leader_checkins": {"start": 10, "dose": 0}}}, small)
    assert found["words"][-1] == "No change to speak of: anxiety, trust, alignment, friction and chance of an end."
    assert "The levers change nothing in it." in found["partnership"]["words"]
    assert not any(change["settled"] or change["parts"] for change in found["moved"])


def test_sentences_are_right_where_nobody_ends_and_where_everybody_does(small: Scenario) -> None:
    safe = small.with_(coefficients__judgement__terminate=-16.0)
    found = why({"levers": LEVERS}, safe)
    assert "0 are terminated without the levers, 0 with them." in found["words"][1]
    assert found["endangered"] == []
    assert found["partnership"]["words"][-1].startswith("None of the sliders shown first")
    doomed = small.with_(coefficients__judgement__terminate=0.0)
    found = why({"levers": LEVERS}, doomed)
    assert "32 are terminated without the levers, 32 with them." in found["words"][1]
    assert "It is over before the levers begin." in found["partnership"]["words"]
    assert any(words.startswith("No single lever") for words in found["partnership"]["words"])
    assert partnership({"levers": LEVERS}, doomed)["arms"]["with"]["lived"] < 10


def test_a_changed_situation_is_compared_with_the_given_one(small: Scenario) -> None:
    found = why({"parameters": {"expectations.openness": 0.9}}, small)
    assert found["compared"] == ("given", "without")
    assert found["words"][0] == "Changed: expectations openness 0.9."
    assert "in the situation as given" in found["words"][1]


def test_the_hazard_s_parts_add_up_in_a_week_of_renegotiation_too(troubled: Scenario) -> None:
    (traces,) = arms_of([troubled], range(MANY), 1)
    number = next(one for one, trace in enumerate(traces) if trace.row["renegotiations"] > 0)
    life = live_again(troubled, 1, number, "single")
    assert life.accounts.weeks.happened.renegotiated.any()
    hazard = changes_of(life, troubled)[-1]
    assert hazard.parts.sum(1) == pytest.approx(hazard.whole, abs=hazard.rounding)
