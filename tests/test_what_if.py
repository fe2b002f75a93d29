"""What-if questions: what is read as what, what is said of changed situations, and that names are found."""

from __future__ import annotations

import inspect
import json
import pickle
from typing import Any

import numpy as np
import pytest

import outsim
from drawn import assert_readable
from outsim.errors import InputError
from outsim.names import indicators, levers, parameters
from outsim.scenario import Scenario, scenario_parameters
from outsim.studies.compare import Comparison
from outsim.studies.what_if import read_what_ifs

pytestmark = pytest.mark.slow  # the same on every Python

CLEAR = {"contract.clarity": 0.9}


def mood(week: Any, state: Any, doses: Any) -> dict[str, Any]:
    return {}


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        (CLEAR, ["contract clarity 0.9"]),
        ({"contract": {"clarity": 0.9}}, ["contract clarity 0.9"]),
        ({"contract__clarity": 0.9, "vendor.country": "IND"}, ["vendor country India, contract clarity 0.9"]),
        ({**CLEAR, "interventions": ["output_review"]}, ["contract clarity 0.9, output review"]),
        ({"lever": "output_review", "start": 4}, ["output review from week 4"]),
        ({levers.output_review: {"start": 4}}, ["output_review"]),
        ({"contract": "contract_workshop"}, ["contract"]),
        ({"one": CLEAR, "other": "leader_checkins", "own": mood}, ["one", "other", "own"]),
        ({"one": Scenario(weeks=40), "other": ["leader_checkins", "output_review"]}, ["one", "other"]),
        (["leader_checkins", "before_signing", CLEAR, mood], ["leader_checkins", "before_signing", "contract clarity 0.9", "mood"]),
        ("leader_checkins", ["leader_checkins"]),
        (outsim.Intervention("output_review", dose=0.5), ["output review at dose 0.5"]),
        ({"contract.clarity": 0.55}, ["contract clarity 0.55"]),
    ],
)  # fmt: skip
def test_what_ifs_are_read_by_the_rules(changes: Any, names: list[str]) -> None:
    assert list(read_what_ifs(Scenario(weeks=40), changes)) == names


def test_interventions_are_added_and_scenarios_taken_as_they_are() -> None:
    base = Scenario().with_interventions("output_review")
    found = read_what_ifs(
        base,
        {
            "more": "leader_checkins",
            "late": {"interventions": [{"lever": "leader_checkins", "start": 20}], "contract.clarity": 0.8},
            "fields": {"leader_checkins": {"start": 20}, "vendor.country": "IND"},
            "as it is": Scenario(),
        },
    )
    assert [pull.lever for pull in found["more"].interventions] == ["output_review", "leader_checkins"]
    assert found["late"].interventions[1].start == 20
    assert found["late"].contract.clarity == 0.8
    assert found["fields"].vendor.country == "IND"
    assert found["fields"].interventions[1].start == 20
    assert found["as it is"].interventions == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"contract.clarty": 0.8}, "did you mean 'contract.clarity'?"),
        ({"clarty": 0.8}, "did you mean 'contract.clarity'"),
        ({"x": {"contrct.clarty": 1}}, "what if 'x': unknown parameter 'contrct.clarty'; did you mean 'contract.clarity'?"),
        ({"contract.clarity": 8}, "what if: contract.clarity = 8: must be a number from 0 to 1"),
        ({"x": {"vendor.country": "Atlantis"}}, "what if 'x': unknown country"),
        ({"x": "leader_checkin"}, "did you mean 'leader_checkins'?"),
        ({"x": "before_sining"}, "did you mean 'before_signing'?"),
        ({"leader_checkins": {"strt": 3}}, "did you mean 'start'?"),
        ({"x": {"leader_checkin": {}}}, "what if 'x': unknown parameter or lever 'leader_checkin'; did you mean 'leader_checkins'?"),
        ({"leader_checkins": True}, "leader_checkins = True: must be fields of an intervention"),
        ({"leader_chekins": {"start": 4}}, "give it with a lever, as {'leader_checkins': {'start': 4}}"),
        ({"x": {**CLEAR, "before_signing": {}}}, "'before_signing' is a package; give it in a list"),
        ({**CLEAR, "check-ins": "leader_checkins"}, "give the parameter inside one, as {'a name': {'contract.clarity': ...}"),
        ({**CLEAR, "contract.trm": 52}, "did you mean 'contract.term'?"),
        (["output_review", "output_review"], "'output_review' is there twice"),
        ({"baseline": "output_review"}, "choose another name"),
        ({"x": {"weeks": 20}}, "'x' runs for 20 weeks, the baseline for 104"),
        ({"x": 3}, "what if 'x': 3: must be changed parameters, interventions, or a scenario"),
        ({"x": {}}, "what if 'x': nothing is changed"),
        ({}, "nothing is changed"),
        ([], "nothing is changed"),
        (None, "must be changed parameters, interventions, or a scenario"),
        (Scenario(), "nothing is changed"),
        ({"x": {"due_diligence": {"start": 4}}}, "acts only before the partnership starts"),
    ],
)  # fmt: skip
def test_a_mistake_gets_one_clear_message(changes: Any, message: str) -> None:
    with pytest.raises(InputError, match=r"^what if") as told:
        read_what_ifs(Scenario(), changes)
    assert message in str(told.value)
    assert "\n" not in str(told.value)


def test_the_baseline_must_be_a_scenario() -> None:
    with pytest.raises(InputError, match="must be a scenario"):
        read_what_ifs("offshore_call_center", CLEAR)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def hopes(small: Scenario) -> Comparison:
    """One changed situation that does harm, one that changes nothing, an intervention, and both together."""
    high = {"expectations.optimism": 1.6, "expectations.leader_optimism": 1.6}
    changes = {
        "high hopes": high,
        "as it was": {"contract.clarity": small.contract.clarity},
        "check-ins": "leader_checkins",
        "both": {**high, "leader_checkins": {}},
    }
    return outsim.what_if(small, changes, replicates=200, seed=3)


def test_what_if_compares_as_compare_does(small: Scenario, hopes: Comparison) -> None:
    arms = {"high hopes": small.with_(expectations__optimism=1.6, expectations__leader_optimism=1.6)}
    same = outsim.compare(small, arms, replicates=200, seed=3)
    assert repr(same.effects[0]) == repr(hopes.effects[0])  # numbers that are unknown are not equal, but read alike


def test_what_differs_is_told_apart(hopes: Comparison) -> None:
    assert hopes.table["changes"].tolist() == ["situation", "interventions", "interventions", "both"]


def test_nothing_is_said_to_be_prevented_by_paying_where_the_situation_differs(hopes: Comparison) -> None:
    """Cost for each failure prevented would credit money with what another situation did."""
    said = dict(line.split(": ", 1) for line in hopes.words.splitlines() if ": " in line)
    high = hopes.effects[0]
    assert high.verdict == "harms"
    assert "more of 100 partnerships fail" in said["High hopes"]
    assert "over expectations" in said["High hopes"]
    for name in ("High hopes", "Both"):
        assert "prevent" not in said[name]
        assert "for each failure" not in said[name]
    assert "less in all" in said["High hopes"], "who fails early costs less"
    assert high.cost.high < 0
    assert "Its interventions cost" in said["Both"]
    assert "changes nothing" in said["As it was"]
    changed = hopes.table["changes"] != "interventions"
    assert hopes.table.loc[changed, "cost_per_prevented"].isna().all()


def test_a_figure_of_changed_situations_does_not_speak_of_prevention_at_a_price(hopes: Comparison) -> None:
    figure = hopes.plot()
    assert_readable(figure)
    said = outsim.plots.alt_text(figure)
    assert "Fewer failures" in said
    assert "As it is" in said
    assert "prevents most" not in said
    (panel,) = (axes for axes in figure.axes if "fewer failures" in axes.get_xlabel())
    told = [text.get_text() for text in panel.texts]
    assert sum("USD" in text for text in told) == 3, "the two with interventions, and the one that changes nothing"


def test_situations_side_by_side_and_one_before_and_after_are_readable(hopes: Comparison) -> None:
    for figure in (
        hopes.ensemble.plot_scenarios(),
        hopes.ensemble.plot_scenarios("trust", [1]),
        hopes.plot_before_after("high hopes"),
        hopes.plot_before_after(indicators="queue"),
    ):
        assert_readable(figure)
    with pytest.raises(InputError, match="did you mean 'high hopes'"):
        hopes.plot_before_after("high hope")
    with pytest.raises(InputError, match="did you mean 'survival'"):
        hopes.ensemble.plot_scenarios(["survivl"])
    with pytest.raises(InputError, match="name 1 to 6"):
        hopes.ensemble.plot_scenarios(points=[0] * 7)


def test_each_row_of_situations_has_one_scale(hopes: Comparison) -> None:
    axes = hopes.ensemble.plot_scenarios(["survival", "anxiety"]).axes
    assert len({panel.get_ylim() for panel in axes[:5]}) == 1
    assert len({panel.get_ylim() for panel in axes[5:]}) == 1


# --- one input at a time


def test_a_tornado_says_what_simulate_says(small: Scenario) -> None:
    found = outsim.tornado(small, {"expectations.optimism": [0, 1.6], "vendor.rate": [600, 700]}, replicates=64, seed=3)
    bar = found.bars[0]
    assert bar.input.name == "expectations.optimism"
    for end, told in ((0.0, bar.at_low), (1.6, bar.at_high)):
        runs = outsim.simulate({"it": small, "end": small.with_(expectations__optimism=end)}, replicates=64, seed=3)
        failed = np.array([(runs.runs_of(point)["outcome"] == "terminated").mean() for point in (0, 1)])
        assert told.value == pytest.approx(failed[1] - failed[0])
        assert found.usual.value == pytest.approx(failed[0])
    assert bar.settled
    assert not found.bars[1].settled, "the price of a week moves no one to leave"
    assert found.bars[1].swing == 0
    assert "expectations.optimism (here 0.35)" in found.words
    assert_readable(found.plot())
    assert "<table" in found._repr_html_()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"inputs": ["vendor.country"]}, "is a name"),
        ({"inputs": ["contract.clarty"]}, "did you mean 'contract.clarity'"),
        ({"output": "terminatd"}, "did you mean 'terminated'"),
        ({"replicates": 4}, "must be 16 or more"),
    ],
)
def test_mistakes_about_a_tornado_get_one_clear_message(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        outsim.tornado(Scenario(), **given)


# --- names


def test_every_lever_indicator_and_parameter_is_a_name_that_says_what_it_means() -> None:
    for lever in outsim.levers.LEVERS:
        name = getattr(levers, lever.name)
        assert name == lever.name
        assert lever.meaning[1:] in name.__doc__
    for indicator in outsim.indicators.INDICATORS:
        assert indicator.unit in getattr(indicators, indicator.name).__doc__
    for found in scenario_parameters():
        name: Any = parameters
        for part in found.name.split("."):
            name = getattr(name, part)
        assert name == found.name
        assert found.about.source in name.__doc__
        assert found.about.status.capitalize() in name.__doc__


def test_names_stand_where_text_does_and_are_stored_as_plain_text() -> None:
    scenario = Scenario().with_({parameters.contract.clarity: 0.3}).with_interventions(levers.output_review)
    assert scenario.contract.clarity == 0.3
    assert type(scenario.interventions[0].lever) is str
    assert json.dumps(scenario.to_mapping())
    copy = pickle.loads(pickle.dumps(levers.output_review))
    assert copy == "output_review"
    assert copy.__doc__ == levers.output_review.__doc__


def test_calls_list_the_names_that_they_take() -> None:
    known = inspect.signature(Scenario().with_).parameters
    assert known["contract__clarity"].default == 0.55
    assert "roles" in known["contract__clarity"].annotation
    assert {"start", "dose", "trigger"} <= set(inspect.signature(Scenario().with_interventions).parameters)


@pytest.fixture
def completer() -> Any:
    pytest.importorskip("IPython")
    from IPython.core.completer import IPCompleter
    from traitlets.config import Config

    names = {"outsim": outsim, "base": Scenario()}
    config = Config()
    config.Completer.use_jedi = False
    return IPCompleter(namespace=names, global_namespace={}, config=config)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("outsim.names.levers.lea", ".leader_checkins"),
        ("outsim.names.indicators.exp", ".expectation_gap"),
        ("outsim.names.parameters.contract.cl", ".clarity"),
        ("base.with_(contract__cl", "contract__clarity="),
        ("base.with_interventions('output_review', ra", "ramp="),
        ("outsim.what", ".what_if"),
        ("outsim.names.", ".parameters"),
    ],
)
def test_the_tab_key_finds_names(completer: Any, typed: str, found: str) -> None:
    from IPython.core.completer import provisionalcompleter

    with provisionalcompleter():
        assert found in [each.text for each in completer.completions(typed, len(typed))]


@pytest.mark.parametrize(
    ("call", "nearest"),
    [
        (lambda: Scenario().with_(contract__clarty=1), "contract.clarity"),
        (lambda: Scenario().with_(clarty=1), "contract.clarity"),
        (lambda: Scenario().with_(contrct__clarity=1), "contract.clarity"),
        (lambda: Scenario().with_interventions("leader_checkin"), "leader_checkins"),
        (lambda: Scenario().with_interventions("leader_checkins", strt=1), "start"),
        (lambda: outsim.load_scenario("offshore_callcenter"), "offshore_call_center"),
        (lambda: outsim.wat_if, "what_if"),
        (lambda: levers.leader_chekins, "levers has no name 'leader_chekins'; did you mean 'leader_checkins'"),
        (lambda: parameters.contract.clarty, "parameters.contract has no name 'clarty'; did you mean 'clarity'"),
        (lambda: outsim.names.lever, "levers"),
    ],
)
def test_a_misspelt_name_gets_the_nearest_right_one(call: Any, nearest: str) -> None:
    with pytest.raises((InputError, AttributeError), match=nearest):
        call()
