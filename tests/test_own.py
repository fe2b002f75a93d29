"""Interventions of one's own: a function of the week, the state and the doses works like any lever."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import outsim
from outsim import Intervention, Scenario
from outsim.cli import main
from outsim.errors import InputError
from outsim.results import read_scenario
from own_lever import weekly_retro
from sizes import SMALL as SIZES

pytestmark = pytest.mark.slow  # the same on every Python

FILE = inspect.getsource(weekly_retro)


def arms(small: Scenario) -> outsim.Ensemble:
    return outsim.simulate(
        {
            "without": small,
            "at dose 0": small.with_interventions(weekly_retro, dose=0.0),
            "from week 8": small.with_interventions(weekly_retro, start=8),
        },
        replicates=24,
        seed=2,
    )


@pytest.fixture(scope="module")
def lived(small: Scenario) -> outsim.Ensemble:
    return arms(small)


def test_at_dose_0_it_leaves_every_number_as_it_was_to_the_last_bit(lived) -> None:
    assert np.array_equal(lived.trajectories[0], lived.trajectories[1], equal_nan=True)
    for name in ("cost", "ended_week", "intervention_cost"):
        assert (lived.runs_of(0)[name].to_numpy() == lived.runs_of(1)[name].to_numpy()).all()


def test_nothing_differs_before_it_begins_and_what_it_changes_does_after(lived) -> None:
    assert np.array_equal(lived.trajectories[0][:, :8], lived.trajectories[2][:, :8], equal_nan=True)
    trust = [lived.indicator_values("trust", point) for point in (0, 2)]
    assert np.nanmean(trust[1][:, 20]) > np.nanmean(trust[0][:, 20]) + 0.05


def test_it_pulls_levers_and_costs_what_it_says(lived, small) -> None:
    participation = [np.nanmean(lived.indicator_values("participation", point)[:, 39]) for point in (0, 2)]
    assert participation[1] > participation[0] + 0.1
    longest = lived.runs_of(2)[lived.runs_of(2)["ended_week"] >= small.weeks - 1].iloc[0]
    level = np.minimum(1, (np.arange(8, small.weeks) - 7) / 4)  # a ramp of four weeks
    assert longest["intervention_staff_hours"] == pytest.approx(level.sum() * small.client.staff, rel=1e-5)
    own_money = 100 * level.sum() + small.client.wage * longest["intervention_staff_hours"]
    leaders = small.client.wage * longest["intervention_leader_hours"]
    assert longest["intervention_cost"] == pytest.approx(own_money + leaders, rel=1e-5)


def test_pulled_by_hand_it_gives_the_history_of_the_engine(lived, small) -> None:
    model = outsim.PartnershipModel(small, seed=2, replicate=5)
    for _ in range(8):
        model.step()
    model.pull(weekly_retro)
    model.run()
    engine = lived.indicator_values("trust", 2)[5]
    live = model.datacollector.get_model_vars_dataframe()["trust"].to_numpy(np.float32)
    assert np.array_equal(live, engine[: len(live)])
    assert model.doses["weekly_retro"] == 1


def test_let_go_before_it_worked_it_was_never_pulled(small) -> None:
    model = outsim.PartnershipModel(small, seed=2, replicate=5)
    model.step()
    model.pull(weekly_retro)
    model.release("weekly_retro")
    model.step()
    untouched = outsim.PartnershipModel(small, seed=2, replicate=5)
    untouched.step()
    untouched.step()
    assert model.indicators == untouched.indicators
    assert model.pulls == ()


def fails_on_if(week, state, levers):
    return {} if week > 3 else {"staff_hours": 1.0}


MISTAKES = {
    "decides with if": (fails_on_if, "use jax.numpy.where"),
    "a name that is none": (lambda week, state, levers: {"staff.trus": 1.0}, "did you mean 'staff.trust'?"),
    "another shape": (
        lambda week, state, levers: {"staff.trust": np.ones(5)},
        r"returned staff.trust with shape \(5,\)",
    ),
    "no mapping": (lambda week, state, levers: state, "it must return what it changes, by name"),
    "an error of its own": (lambda week, state, levers: state.stuff, "its function fails: AttributeError"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_function_that_cannot_be_used_says_why(small, mistake) -> None:
    function, message = MISTAKES[mistake]
    scenario = small.with_interventions(Intervention("mine", function=function))
    with pytest.raises(InputError, match=message):
        outsim.simulate(scenario, replicates=2)


@pytest.mark.slow  # it shows only once it is compiled
def test_a_function_that_divides_by_0_is_refused_when_it_has_run(small) -> None:
    nothing = Intervention("mine", function=lambda week, state, levers: {"staff.trust": 0 * state.staff.trust / 0})
    with pytest.raises(InputError, match="not a number"):
        outsim.simulate(small.with_interventions(nothing), replicates=2)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda week: {}, "must take three values: week, state, levers"),
        ("nowhere.py:f", "there is no file"),
        ("no.such.module:f", "cannot be read: ModuleNotFoundError"),
        ("outsim.own:own_functoin", "did you mean 'own_function'?"),
        ("weekly_retro", "must be its place, such as"),
        (3, "must be a function"),
    ],
    ids=["two values too few", "no file", "no module", "no function", "no place", "a number"],
)
def test_what_is_no_function_is_refused_when_it_is_named(given, message) -> None:
    with pytest.raises(InputError) as caught:
        Intervention("mine", function=given)
    assert message in str(caught.value)


def test_it_cannot_take_the_name_of_a_lever_or_of_another_function() -> None:
    with pytest.raises(InputError, match="is the name of a lever"):
        Intervention("output_review", function=weekly_retro)
    with pytest.raises(InputError, match="is the name of two different functions"):
        Scenario().with_interventions(
            Intervention("mine", function=weekly_retro, end=5), Intervention("mine", function=fails_on_if, start=10)
        )


def test_from_a_file_it_runs_on_the_command_line_and_comes_back_from_the_results(tmp_path, monkeypatch, small) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_levers.py").write_text(FILE, encoding="utf-8")
    sizes = [f"{name}={value}" for name, value in SIZES.items()]
    pull = '+interventions.retro={function:"my_levers.py:weekly_retro",start:8}'
    assert main([*sizes, pull, "replicates=4", "out=results", "progress=false"]) == 0
    (again,) = read_scenario("results").interventions
    assert (again.lever, again.start) == ("retro", 8)
    assert again.function is not None
    assert again.function.__name__ == "weekly_retro"


def test_in_a_package_of_ones_own_it_can_be_compared(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_levers.py").write_text(FILE, encoding="utf-8")
    folder = tmp_path / "mine" / "interventions"
    folder.mkdir(parents=True)
    package = 'retro:\n  function: "my_levers.py:weekly_retro"\n  start: 8\n'
    (folder / "retros.yaml").write_text(f"# Retrospectives.\ndefaults:\n  - _self_\n{package}", encoding="utf-8")
    sizes = [f"{name}={value}" for name, value in SIZES.items()]
    arguments = ["--config-dir", "mine", "study=compare", "study.packages=[retros]", *sizes]
    assert main([*arguments, "replicates=4", "out=results", "progress=false"]) == 0
    assert "Retros:" in (tmp_path / "results" / "words.txt").read_text(encoding="utf-8")
