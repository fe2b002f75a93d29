"""What a trainer can open: files are checked, notes name what is on the page, presets show what they say they show."""

from __future__ import annotations

import json
import re
from functools import cache

import numpy as np
import pytest

from outsim import InputError, load_scenario, simulate
from outsim.app import presets as module
from outsim.app.controls import controls, lever_controls
from outsim.app.presets import ARTICLES, FOLDER, ORDER, SCENARIO, Preset, preset, presets, read_preset
from outsim.ensemble import Ensemble
from outsim.indicators import INDICATOR_NAMES, indicator
from outsim.paired import difference_of, mean_of
from outsim.statistics import Estimate

pytestmark = pytest.mark.slow  # the same on every Python

REPLICATES = 512
NAMES = [pytest.param(each, id=each.name) for each in presets()]
CHALLENGES = [pytest.param(each, id=each.name) for each in presets() if each.parameters]
GOOD = FOLDER.joinpath("absent_leaders.yaml").read_text(encoding="utf-8")
CONTROL = re.compile(r"(\w+(?: \w+)*) › (\w+(?: \w+)*)")
LEVER = re.compile(r"“([^”]+)”")


# What the files say


def sentences(given: Preset) -> list[str]:
    """All of a note."""
    return [said for part in given.note.plain().values() for said in part]


def test_the_order_has_every_file_once_and_the_untouched_baseline_first() -> None:
    assert sorted(f"{name}.yaml" for name in ORDER) == sorted(file.name for file in FOLDER.iterdir())
    first = presets()[0]
    assert (first.name, first.parameters, first.levers) == ("baseline", (), ())
    assert first.situation() == load_scenario(SCENARIO)


@pytest.mark.parametrize(("article", "challenges"), ARTICLES.items())
def test_each_article_has_as_many_presets_as_challenges(article: str, challenges: int) -> None:
    assert sum(each.article == article for each in presets()) == challenges


@pytest.mark.parametrize("given", NAMES)
def test_a_preset_is_json_that_says_all(given: Preset) -> None:
    told = json.loads(json.dumps(given.plain(), allow_nan=False))
    assert set(told) == {
        "name", "title", "challenge", "article", "scenario", "parameters", "indicator", "levers", "note",
    }  # fmt: skip
    assert set(told["note"]) == {"show", "ask", "try", "debrief"}
    assert given.situation() == load_scenario(told["scenario"]).with_(told["parameters"])
    pulls = [{"lever": name, **pull} for name, pull in told["levers"].items()]
    assert given.overcome() == given.situation().with_interventions(*pulls)


@pytest.mark.parametrize("given", CHALLENGES)
def test_what_makes_a_challenge_has_a_control_and_lies_within_its_usual_range(given: Preset) -> None:
    base = {each.name: each for each in controls(load_scenario(SCENARIO))}
    for name, value in given.parameters:
        control = base[name]
        assert value != control.value, name
        if control.usual and not isinstance(value, str):
            assert control.usual[0] <= value <= control.usual[1], name


@pytest.mark.parametrize("given", CHALLENGES)
def test_a_challenge_suggests_a_lever_that_acts_on_what_is_watched(given: Preset) -> None:
    from outsim.levers import lever

    assert given.levers
    if given.indicator != "trust":  # which everything moves
        better = indicator(given.indicator).better
        moved = {move for each in given.levers for move in lever(each.name).moves}
        assert (given.indicator, better) in moved


@pytest.mark.parametrize("given", NAMES)
def test_notes_call_controls_and_levers_as_the_page_does(given: Preset) -> None:
    base = given.situation()
    labels = {(each.group, each.label) for each in controls(base)}
    levers = {each.label for each in lever_controls(base)}
    for sentence in sentences(given):
        for group, label in CONTROL.findall(sentence):
            ends = {(group[-len(one) :], label[: len(other)]) for one, other in labels}
            assert ends & labels, f"no control is called {group} › {label}"
        assert set(LEVER.findall(sentence)) <= levers, sentence


@pytest.mark.parametrize("given", CHALLENGES)
def test_notes_say_which_levers_to_try_and_hold_no_results(given: Preset) -> None:
    said = " ".join(given.note.try_)
    labels = {each.name: each.label for each in lever_controls(given.situation())}
    assert LEVER.findall(said) or "suggested levers" in said
    named = {name for name, label in labels.items() if f"“{label}”" in said}
    assert {each.name for each in given.levers} <= named or "suggested levers" in said
    everything = " ".join(sentences(given))
    assert "%" not in everything
    weeks_and_samples = r"(?:week|of|of the) \d+|\d+ such partnerships|\d+ partnerships"
    assert not re.search(r"\d", re.sub(weeks_and_samples, "", everything)), everything


@pytest.mark.parametrize("given", NAMES)
def test_notes_are_short_sentences(given: Preset) -> None:
    assert all(2 <= len(part) <= 5 for part in given.note.plain().values())
    for sentence in sentences(given):
        assert sentence[0].isupper(), sentence
        assert sentence[-1] in ".?", sentence
        assert len(sentence) <= 260, sentence
    assert [said for said in (*given.note.ask, *given.note.debrief) if "?" not in said] == []


# What cannot be


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("leaders.participation:", "leaders.partcipation:", "did you mean 'leaders.participation'"),
        ("leaders.participation: 0.1", "leaders.participation: 1.1", "leaders.participation = 1.1: must be a number"),
        ("leader_checkins: {", "leader_checkin: {", "did you mean 'leader_checkins'"),
        ("{start: 0}", "{begin: 0}", "unknown field of levers.leader_checkins 'begin'"),
        ("{start: 0}", "{start: 900}", "must be before the last simulated week"),
        ("{start: 0}", "12", "levers.leader_checkins = 12: must be values by name"),
        ("indicator: queue", "indicator: queues", "did you mean 'queue'"),
        ("article: four", "article: fuor", "did you mean 'four'"),
        ("title:", "tilte:", "did you mean 'title'"),
        ("indicator: queue\n", "", "lacks the key 'indicator'"),
        ("  try:\n", "  tyr:\n", "did you mean 'try'"),
        ("  ask:\n    -", "  ask: []\n  tell:\n    -", "unknown part of the note 'tell'"),
        ("challenge: Lack", "challenge: [Lack", "is no YAML"),
        ("title: Leaders who are not there", "title:", "title = None: must be text"),
    ],
)
def test_a_file_that_says_what_cannot_be_is_refused_with_one_clear_message(old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(InputError) as refused:
        read_preset("absent_leaders", GOOD.replace(old, new, 1))
    assert said in str(refused.value)
    assert str(refused.value).startswith("presets/absent_leaders.yaml: ")
    assert "\n" not in str(refused.value)


def test_a_preset_is_opened_by_its_name() -> None:
    with pytest.raises(InputError, match="did you mean 'rescue'"):
        preset("rescu")
    with pytest.raises(InputError, match="unknown preset"):
        preset("../presets/rescue")


# What they show


@cache
def lived() -> Ensemble:
    """Every preset without and with its levers, in order, on the same luck."""
    scenarios = [arm for each in presets() for arm in (each.situation(), each.overcome())]
    return simulate(scenarios, REPLICATES, seed=1, kept=REPLICATES)


def arms(given: Preset) -> tuple[int, int]:
    """The points of a preset in `lived`: without and with its levers."""
    place = 2 * ORDER.index(given.name)
    return place, place + 1


def moved(one: int, other: int, name: str) -> Estimate:
    """How much higher an indicator lies in the other arm, over the weeks in which both of a pair run."""
    weeks = lived().trajectories[..., INDICATOR_NAMES.index(name)]
    difference = weeks[other] - weeks[one]
    pairs = ~np.isnan(difference).all(1)
    assert pairs.mean() > 0.95
    return mean_of([np.nanmean(difference[pairs], 1)])[0]


def failed(point: int) -> np.ndarray:
    return (lived().runs_of(point)["outcome"] == "terminated").to_numpy()


def test_of_100_partnerships_without_a_challenge_10_to_20_are_terminated() -> None:
    found = lived().point_summary(0)["terminated"]
    assert 0.1 <= found["low"] <= found["high"] <= 0.2


@pytest.mark.parametrize("given", CHALLENGES)
def test_a_challenge_moves_what_is_watched_the_wrong_way(given: Preset) -> None:
    better = indicator(given.indicator).better
    found = moved(0, arms(given)[0], given.indicator)
    assert max(better * found.low, better * found.high) < 0, found


@pytest.mark.parametrize("given", CHALLENGES)
def test_the_suggested_levers_move_it_back(given: Preset) -> None:
    better = indicator(given.indicator).better
    found = moved(*arms(given), given.indicator)
    assert min(better * found.low, better * found.high) > 0, found


@pytest.mark.parametrize("given", [each for each in CHALLENGES if each.id != "intellectual_property"])
def test_a_challenge_ends_more_partnerships(given: Preset) -> None:
    assert difference_of(failed(arms(given)[0]), failed(0))[0].low > 0


def test_open_doors_show_in_exposure_and_leaks_rather_than_in_failures() -> None:
    """Which is what the note says: leaks are rare, and few partnerships end by one."""
    point = arms(preset("intellectual_property"))[0]
    leaked, usual = ((lived().runs_of(each)["leaks"] > 0).to_numpy() for each in (point, 0))
    assert difference_of(leaked, usual)[0].low > 0
    assert leaked.mean() < 0.5
    more = difference_of(failed(point), failed(0))[0]
    others = [difference_of(failed(arms(each)[0]), failed(0))[0] for each in presets() if each.article == "five"]
    assert more.value == min(each.value for each in others)


def test_a_rescue_shares_its_past_and_comes_too_late_for_some() -> None:
    rescue = preset("rescue")
    without, with_ = (lived().trajectories[point] for point in arms(rescue))
    (start,) = {int(each.start) for each in rescue.levers}
    np.testing.assert_array_equal(without[:, :start], with_[:, :start])
    assert not np.array_equal(without, with_, equal_nan=True)
    ended = lived().runs_of(arms(rescue)[0]).query("outcome == 'terminated'")["ended_week"]
    assert 0 < (ended < start).mean() < 1


def test_no_preset_but_the_baseline_is_the_baseline() -> None:
    situations = [each.situation() for each in presets()]
    assert sum(each == situations[0] for each in situations) == 1
    assert situations[0].name == module.SCENARIO
