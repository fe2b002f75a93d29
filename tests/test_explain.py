"""Why a partnership failed: what an explanation claims about the weeks that the engine lives."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from outsim import InputError, Scenario
from outsim.account import ALIGNMENT, ANXIETY, FRICTION, TRUST
from outsim.cli import main
from outsim.engine import simulate
from outsim.levers import LEVER_NAMES
from outsim.shapley import coalitions, shapley
from outsim.studies.changes import EXPLAINED, Change, changes_of, table_of
from outsim.studies.explain import explain
from outsim.studies.life import Life, live_again
from outsim.studies.story import Story
from own_lever import weekly_retro
from sizes import SMALL

pytestmark = pytest.mark.slow

PLAIN = Scenario(name="small").with_(SMALL)
TURBULENT = PLAIN.with_(
    {
        "client.attrition": 0.8,
        "client.job_impact": 0.9,
        "vendor.attrition": 0.7,
        "security.access": 1.0,
        "security.partition": 0.0,
        "security.safeguards": 0.2,
        "coefficients.leak.base": 0.5,
        "coefficients.threat.layoff_rate": 0.1,
        "work.scope_change": 0.2,
    }
)


def calmer(week, state, levers):
    """An intervention of one's own."""
    return {"staff.anxiety": 0.5 * state.staff.anxiety, "liaisons.common_ground": 1.0, "language_support": 0.3}


SCENARIOS = {
    "service": PLAIN,
    "all levers": PLAIN.with_interventions(*LEVER_NAMES),
    "turbulent": TURBULENT,
    "turbulent project": TURBULENT.with_(work__kind="project", work__plan=20.0),
    "levers that come and go": TURBULENT.with_interventions(
        "language_support", "contract_workshop", "goal_alignment", "shared_vision", start=5, end=25
    ),
    "an intervention of one's own": PLAIN.with_interventions(calmer, start=3, end=20),
}
REPLICATES = (0, 3)


@cache
def life(name: str, replicate: int = 0, arithmetic: str = "double") -> Life:
    return live_again(SCENARIOS[name], 1, replicate, arithmetic)


@cache
def changes(name: str, replicate: int = 0, arithmetic: str = "double") -> dict[str, Change]:
    lived = life(name, replicate, arithmetic)
    return {change.indicator: change for change in changes_of(lived, SCENARIOS[name])}


@cache
def first_with(column: str) -> int:
    """The first turbulent replicate that has some of what a column of the engine's table counts."""
    return int((simulate(TURBULENT, 500, seed=1).runs[column] > 0).to_numpy().argmax())


def part(of: Change, names: tuple[str, ...], name: str) -> np.ndarray:
    return of.parts[:, names.index(name)]


def nothing(values: np.ndarray) -> bool:
    """But for rounding."""
    return bool(np.abs(values).max() < 1e-12)


@pytest.mark.parametrize("replicate", REPLICATES)
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_parts_of_each_week_add_up_to_the_change(name: str, replicate: int) -> None:
    for indicator, change in changes(name, replicate).items():
        assert np.abs(change.parts.sum(1) - change.whole).max() < 1e-12, indicator
        assert np.abs(change.since_start.sum(1) - (change.values - change.start)).max() < 1e-12, indicator


@pytest.mark.parametrize("name", ["service", "all levers", "turbulent project"])
def test_in_single_precision_weeks_are_those_of_the_engine_and_parts_add_up_but_for_rounding(name: str) -> None:
    lived = life(name, 3, "single")
    engine = simulate(SCENARIOS[name], [3], seed=1)
    assert np.array_equal(engine.trajectories[0, 0, : lived.weeks], lived.indicators)
    assert np.isnan(engine.trajectories[0, 0, lived.weeks :]).all()
    for indicator, change in changes(name, 3, "single").items():
        assert np.abs(change.parts.sum(1) - change.whole).max() < 5e-7, indicator


def test_the_mechanisms_terms_are_the_whole_of_what_they_do_where_no_limit_acts() -> None:
    mild = PLAIN.with_({"coefficients.trust.disconfirmation": 0.1, "coefficients.trust.deception": 0.0})
    found = {change.indicator: change for change in changes_of(live_again(mild, 1, 0, "double"), mild)}
    for indicator, names in (("anxiety", ANXIETY), ("trust", TRUST), ("alignment", ALIGNMENT), ("friction", FRICTION)):
        assert np.abs(part(found[indicator], names, "limits")).max() < 1e-12, indicator


def test_a_leak_takes_trust_in_the_weeks_of_leaks_and_in_no_other() -> None:
    unlucky = first_with("leaks")
    leaked = life("turbulent", unlucky).accounts.weeks.happened.severity > 0
    assert leaked.any()
    assert np.array_equal(part(changes("turbulent", unlucky)["trust"], TRUST, "leak") < 0, leaked)
    for indicator, change in changes("turbulent", unlucky).items():
        assert np.abs(change.parts.sum(1) - change.whole).max() < 1e-12, indicator


def test_bad_news_frightens_after_layoffs() -> None:
    happened = life("turbulent").accounts.weeks.happened
    news = part(changes("turbulent")["anxiety"], ANXIETY, "bad_news")
    assert happened.layoffs.any()
    assert (news[happened.layoffs > 0] > 0).all()


def test_levers_that_nobody_pulls_change_nothing_and_those_that_work_show() -> None:
    levers = {"friction": ("cultural_training", "relationship_building", "contract_workshop", "language_support")}
    levers |= {"alignment": ("goal_alignment", "shared_vision"), "trust": ("relationship_building",)}
    names = {"friction": FRICTION, "alignment": ALIGNMENT, "trust": TRUST}
    for indicator, parts in levers.items():
        better = -1 if indicator == "friction" else 1
        for lever in parts:
            assert nothing(part(changes("service")[indicator], names[indicator], lever)), lever
            assert better * part(changes("all levers")[indicator], names[indicator], lever).sum() > 0, lever


def test_language_support_that_ends_gives_friction_back() -> None:
    language = part(changes("levers that come and go")["friction"], FRICTION, "language_support")
    assert (language[5:9] < 0).all()
    assert (language[26:32] > 0).all()
    assert nothing(language[:5])


def test_interventions_of_ones_own_are_parts_of_their_own() -> None:
    found, weeks = changes("an intervention of one's own"), np.arange(3, 20)
    assert (part(found["anxiety"], ANXIETY, "own")[weeks] < 0).all()
    assert (part(found["friction"], FRICTION, "own")[weeks[:3]] < 0).all()
    assert nothing(part(changes("service")["anxiety"], ANXIETY, "own"))


def test_the_table_is_tidy_and_adds_up() -> None:
    table = table_of(tuple(changes("turbulent").values()))
    assert list(table.columns) == ["week", "indicator", "part", "change", "value"]
    assert set(table["indicator"]) == set(EXPLAINED)
    assert not table.duplicated(["week", "indicator", "part"]).any()
    for indicator, change in changes("turbulent").items():
        each = table[table["indicator"] == indicator].groupby("week")
        assert each["change"].sum().to_numpy() == pytest.approx(change.whole, abs=1e-12)
        assert np.array_equal(each["value"].first(), change.values)


# The story of one partnership

FRAGILE = PLAIN.with_({"coefficients.judgement.terminate": -8.0}).with_(weeks=40)


@cache
def story(replicate: int | str, starts: tuple[int, ...] | None = None) -> Story:
    return explain(FRAGILE, replicate=replicate, starts=starts)


@cache
def outcomes() -> pd.DataFrame:
    return simulate(FRAGILE, 128, seed=1).runs


def lasting() -> int:
    return int(outcomes()["replicate"][outcomes()["outcome"] != "terminated"].iloc[0])


def test_the_first_that_failed_is_the_first_terminated_of_the_simulation() -> None:
    failed = outcomes()[outcomes()["outcome"] == "terminated"].iloc[0]
    told = story("failed")
    assert told.replicate == failed["replicate"]
    assert told.life.weeks - 1 == failed["ended_week"]
    assert told.itself["ended_week"] == failed["ended_week"]


def test_counterfactuals_are_the_engines_own_partnerships_on_the_same_luck() -> None:
    told = story("failed", (0, 9))
    for start in (0, 9):
        changed = FRAGILE.with_interventions("leader_checkins", start=start)
        expected = simulate(changed, [told.replicate], seed=1).runs.iloc[0]
        tried = told.counterfactuals.set_index(["lever", "start"]).loc[("leader_checkins", start)]
        assert tried["survived"] == (expected["outcome"] != "terminated")
        assert tried["ended_week"] == expected["ended_week"]
        assert tried["cost"] == pytest.approx(expected["intervention_cost"])
    each = told.counterfactuals.groupby("lever")["start"].agg(tuple)
    assert each["due_diligence"] == (0,)
    assert set(each.drop("due_diligence")) == {(0, 9)}


def test_a_lever_that_is_pulled_in_full_already_changes_nothing_when_tried() -> None:
    pulled = FRAGILE.with_interventions("leader_checkins")
    told = explain(pulled, replicate=3, starts=[0])
    tried = told.counterfactuals.set_index("lever").loc["leader_checkins"]
    assert tried["ended_week"] == told.itself["ended_week"]
    assert tried["cost"] == 0


def test_events_are_those_of_the_engines_ledger() -> None:
    for replicate in (story("failed").replicate, lasting(), 5):
        told, row = story(replicate), outcomes().iloc[replicate]
        count = told.events["event"].value_counts()
        for event, column in (("escalation", "escalations"), ("renegotiation", "renegotiations")):
            assert count.get(event, 0) == row[column], event
        ends = told.events[told.events["event"] == "end"]
        assert len(ends) == (row["outcome"] == "terminated")
        assert told.events["week"].is_monotonic_increasing
        assert (told.events.loc[told.events["event"] == "work moves", "week"] >= FRAGILE.work.first_wave).all()


def test_the_plan_of_a_project_ends_when_the_engine_says_so() -> None:
    project = PLAIN.with_(work__kind="project", work__plan=8.0)
    told = explain(project, replicate=0)
    (week,) = told.events.loc[told.events["event"] == "plan ends", "week"]
    assert week == told.life.ledger.due_week > 0


def test_the_weeks_in_which_the_hazard_rose_most_are_named() -> None:
    told = story("failed")
    hazard = next(change for change in told.changes if change.indicator == "hazard")
    named = set(told.events.loc[told.events["event"] == "hazard rises most", "week"])
    assert int(hazard.whole[1:].argmax()) + 1 in named


def test_words_of_a_failure_say_when_over_what_and_what_would_have_saved_it() -> None:
    told = story("failed")
    assert f"was terminated in week {told.life.weeks - 1} over {told.life.cause}" in told.words
    saved = told.counterfactuals.loc[told.counterfactuals["survived"], "lever"].nunique()
    assert 0 < saved < 20, "or the sentence below is another"
    assert f"The other {20 - saved} would not have" in told.words


def made_up(survived: Callable[[pd.DataFrame], pd.Series], replicate: int | str = "failed") -> str:
    """Words of a story with other counterfactuals."""
    told = story(replicate)
    return replace(told, counterfactuals=told.counterfactuals.assign(survived=survived)).words


def test_words_are_right_when_no_lever_saves_when_one_does_and_when_all_do() -> None:
    assert "No single lever" in made_up(lambda tried: tried["lever"] == "")
    alone = made_up(lambda tried: (tried["lever"] == "output_review") & (tried["start"] > 0))
    assert "at full dose output review from week" in alone
    assert "The other 19 would not have" in alone
    everything = made_up(lambda tried: tried["lever"] != "")
    assert "20 of 20 levers would each have saved it alone; the cheapest:" in everything
    assert "would not have" not in everything
    but_one = made_up(lambda tried: tried["lever"] != "cultural_training")
    assert "With cultural training it would not have survived." in but_one


def test_words_of_one_that_lasted_name_its_most_dangerous_week_and_the_levers_that_would_have_ended_it() -> None:
    replicate = lasting()
    told = story(replicate)
    hazard = next(change for change in told.changes if change.indicator == "hazard")
    assert f"lasted all {FRAGILE.weeks} weeks" in told.words
    assert f"highest in week {int(hazard.values.argmax())}" in told.words
    assert "No lever alone" in made_up(lambda tried: tried["lever"] != "", replicate)
    assert "would have ended with risk briefing" in made_up(lambda tried: tried["lever"] != "risk_briefing", replicate)


def test_a_contract_that_runs_out_is_an_end_and_no_failure() -> None:
    told = explain(PLAIN.with_(contract__term=20.0), replicate=0)
    assert told.life.weeks == 20
    assert "came to its end in week 19, the contract's term is over" in told.words


def test_drawn_coefficients_are_those_that_the_engine_draws() -> None:
    told = explain(FRAGILE, replicate=9, parameters="posterior", starts=[0])
    engine = simulate(FRAGILE, [9], seed=1, parameters="posterior")
    lived = engine.trajectories[0, 0, : told.life.weeks]
    assert lived == pytest.approx(told.life.indicators, rel=1e-4)  # with other coefficients than the defaults it rounds
    usual = story(9, (0,)).life.indicators
    assert lived[: len(usual)] != pytest.approx(usual[: len(lived)], rel=1e-4)


def test_the_figure_of_a_story_shows_its_numbers() -> None:
    told = story("failed")
    figure = told.plot()
    panels = {axes.texts[1].get_text(): axes for axes in figure.axes if len(axes.texts) > 1}
    for change in told.changes:
        axes = panels[change.indicator.capitalize()]
        (net,) = (line for line in axes.lines if line.get_gid() == "change")
        scale = 100 if change.indicator == "hazard" else 1
        assert net.get_ydata()[-1] == pytest.approx(scale * (change.values[-1] - change.start))
    strip = panels["Events"]
    for kind, weeks in told.events.groupby("event")["week"]:
        (marks,) = (line for line in strip.lines if line.get_gid() == kind)
        assert np.array_equal(marks.get_xdata(), weeks + 0.5)
    said = [text.get_text() for text in figure.axes[-1].texts]
    assert said.count("survives") == told.counterfactuals["survived"].sum()


def test_bad_input_to_an_explanation_is_named() -> None:
    for bad, message in (
        ({"replicate": -1}, "replicate = -1"),
        ({"replicate": "worst"}, "replicate = 'worst'"),
        ({"replicate": 1, "arithmetic": "tripel"}, "Known: double, single"),
        ({"replicate": 1, "starts": []}, "starts"),
        ({"replicate": 1, "starts": [0, 40]}, "40 is not a whole number from 0 to 39"),
        ({"replicate": 1, "starts": [2, 2]}, "twice"),
        ({"starts": [2]}, "belongs to one partnership"),
        ({"arithmetic": "double"}, "single precision"),
    ):
        with pytest.raises(InputError, match=message):
            explain(FRAGILE, **bad)
    with pytest.raises(InputError, match="none of 3 partnerships"):
        explain(PLAIN.with_({"coefficients.judgement.terminate": -16.0}), replicate="failed", replicates=3)


# The command line

SIZES = [f"{name}={value}" for name, value in SMALL.items()]


def test_the_command_line_explains_a_scenario_and_a_partnership(tmp_path, capsys) -> None:
    assert main(["study=explain", *SIZES, "replicates=8", f"out={tmp_path / 'all'}", "progress=false"]) == 0
    families = pd.read_csv(tmp_path / "all" / "families.csv")
    assert families["failures"].iloc[:-1].sum() == pytest.approx(families["failures"].iloc[-1], abs=1e-3)
    one = ["study=explain", "study.replicate=3", "study.starts=[0,5]", *SIZES, f"out={tmp_path / 'one'}"]
    assert main(one) == 0
    written = {file.name for file in (tmp_path / "one").iterdir()}
    assert {"changes.csv", "events.csv", "counterfactuals.csv", "figure.png", "words.txt"} <= written
    assert "Replicate 3 of" in (tmp_path / "one" / "words.txt").read_text()
    assert "Replicate 3 of" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["study.replicate=worst"], "must be a whole number from 0, or failed"),
        (["study.starts=[3]"], "no effect without study.replicate"),
        (["study.replicate=3", "study.starts=4"], "must be a list of weeks"),
        (["study.replicate=3", "replicates=20"], "replicates: has no effect beside study.replicate"),
        (["arithmetic=double"], "no effect on study=explain without study.replicate"),
    ],
)
def test_the_command_line_says_what_it_cannot_use(given, message, tmp_path, capsys) -> None:
    assert main(["study=explain", *SIZES, *given, f"out={tmp_path / 'none'}"]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


# Shapley values

GAMES = st.integers(0, 4).flatmap(lambda players: hnp.arrays(float, 2**players, elements=st.floats(-1e3, 1e3)))


def players_of(values: np.ndarray) -> int:
    return len(values).bit_length() - 1


@settings(deadline=None)
@given(GAMES)
def test_a_shapley_value_is_the_mean_gain_over_all_orders_of_coming_in(values: np.ndarray) -> None:
    players = players_of(values)
    gains = np.zeros(players)
    for order in permutations(range(players)):
        present = 0
        for player in order:
            gains[player] += values[present | 1 << player] - values[present]
            present |= 1 << player
    assert shapley(values) == pytest.approx(gains / math.factorial(players), abs=1e-9)


@settings(deadline=None)
@given(GAMES)
def test_shapley_values_add_up(values: np.ndarray) -> None:
    assert shapley(values).sum() == pytest.approx(values[-1] - values[0], abs=1e-9)


@settings(deadline=None)
@given(hnp.arrays(float, 8, elements=st.floats(-1e3, 1e3)))
def test_a_player_who_never_adds_gets_nothing(values: np.ndarray) -> None:
    member = coalitions(3)
    without_last = values[(member @ [1, 2, 0]).astype(int)]  # the third changes nothing
    assert shapley(without_last)[2] == pytest.approx(0, abs=1e-9)


@settings(deadline=None)
@given(hnp.arrays(float, 4, elements=st.floats(-1e3, 1e3)))
def test_players_who_always_add_the_same_get_the_same(by_number: np.ndarray) -> None:
    values = by_number[coalitions(3).sum(1)]
    assert shapley(values) == pytest.approx(np.full(3, (by_number[3] - by_number[0]) / 3), abs=1e-9)


def test_values_that_are_not_one_for_each_coalition_are_refused() -> None:
    with pytest.raises(ValueError, match="power of two"):
        shapley([1.0, 2.0, 3.0])


def test_packages_and_functions_of_ones_own_can_be_what_is_tried() -> None:
    own = {"lever": "retro", "function": weekly_retro, "end": 8}
    together = {"both": ["leader_checkins", "progress_updates"], "retro": own}
    story = explain(FRAGILE, replicate="failed", starts=[0, 4], packages=together)
    tried = story.counterfactuals
    assert list(zip(tried["lever"], tried["start"], strict=True)) == [
        ("both", 0),
        ("both", 4),
        ("retro", 0),
        ("retro", 4),
    ]
    direct = simulate(FRAGILE.with_interventions(*together["both"], start=4), [story.replicate]).runs
    assert tried["ended_week"].iloc[1] == direct["ended_week"].iloc[0]
    assert "both from week" in story.words
    assert "full dose" not in story.words
