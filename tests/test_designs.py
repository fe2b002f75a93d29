"""Designs: what a sweep varies, and which points it visits."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outsim.errors import InputError
from outsim.scenario import Scenario
from outsim.sweeps.designs import DESIGNS, Design, codes
from outsim.sweeps.factors import Factor, Interval, factor
from outsim.sweeps.points import Base, Points, over

pytestmark = pytest.mark.slow  # the same on every Python

CLARITY = factor("contract.clarity", (0.2, 0.8))
COUNTRY = factor("vendor.country", ["PHL", "IND", "POL"])
HOURS = factor("leaders.hours", Interval(2, 50, log=True))
TEAMS = factor("vendor.teams", Interval(1, 20))


# Factors


@given(low=st.floats(-1e6, 1e6), width=st.floats(1e-3, 1e6), place=st.floats(0, 1))
def test_an_interval_never_leaves_its_ends(low, width, place):
    found = Interval(low, low + width).at(np.array([0.0, place, 1.0]))
    assert low <= found.min()
    assert found.max() <= low + width


@given(low=st.integers(-50, 50), width=st.integers(1, 60))
def test_whole_numbers_of_an_interval_are_equally_likely(low, width):
    places = (np.arange(60 * (width + 1)) + 0.5) / (60 * (width + 1))
    numbers, counts = np.unique(Interval(low, low + width, whole=True).at(places), return_counts=True)
    assert numbers.tolist() == list(range(low, low + width + 1))
    assert (counts == 60).all()


@given(low=st.floats(1e-3, 10), ratio=st.floats(1.1, 1e4))
def test_a_logarithmic_interval_has_its_geometric_mean_in_the_middle(low, ratio):
    found = Interval(low, low * ratio, log=True).at(np.array([0.5]))[0]
    assert found == pytest.approx(math.sqrt(low * low * ratio), rel=1e-9)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("contract.clarty", [0.1], "did you mean 'contract.clarity'?"),
        ("contract.clarity", (0.8, 0.2), "turn it round: interval(0.2,0.8)"),
        ("contract.clarity", (0.2, 0.2), "must be above the first"),
        ("contract.clarity", (0.2, 1.2), "contract.clarity = 1.2: must be a number from 0 to 1"),
        ("contract.clarity", [0.2, 3], "contract.clarity = 3: must be a number from 0 to 1"),
        ("contract.clarity", [], "has no value to take"),
        ("contract.clarity", [0.2, 0.2], "contract.clarity = 0.2: is there twice"),
        ("contract.clarity", (0.2, math.nan), "is not a number"),
        ("vendor.country", (1, 2), "takes names, not numbers of an interval"),
        ("vendor.country", ["PHL", "XYZ"], "unknown country 'XYZ'"),
        ("work.kind", ["servis"], "did you mean 'service'?"),
        ("start_date", ["someday"], "must be a date such as 2026-01-05"),
        ("vendor.teams", Interval(1.2, 1.8), "there is no whole number in it"),
        ("interventions", [["leader_checkin"]], "did you mean 'leader_checkins'?"),
        ("interventions.leader_checkins.dos", [0.5], "did you mean 'dose'?"),
        ("interventions.leader_checkins.dose", [2], "must be a number from 0 to 1"),
        ("interventions.leader_checkins.trigger", [2], "that can be swept"),
        (7, [1], "is not the name of a parameter"),
    ],
)
def test_a_factor_that_cannot_be_is_refused_in_one_sentence(name, values, expected):
    with pytest.raises(InputError, match=re.escape(expected)) as caught:
        factor(name, values)
    assert "\n" not in str(caught.value)


def test_a_logarithm_needs_numbers_above_0():
    with pytest.raises(InputError, match="must be above 0"):
        Interval(0, 1, log=True)


def test_interventions_read_as_one_would_name_them():
    found = factor("interventions", [[], ["leader_checkins", {"lever": "output_review", "dose": 0.5, "start": 8}]])
    assert found.labels == ("none", "leader_checkins+output_review(dose=0.5,start=8)")


# Designs


def test_a_factorial_design_has_every_combination_once():
    found = codes(Design(levels=4), [CLARITY, COUNTRY], seed=1)
    assert len(found) == len(np.unique(found, axis=0)) == 12
    assert np.unique(found[:, 0]).tolist() == pytest.approx([0.2, 0.4, 0.6, 0.8])


def test_levels_of_whole_numbers_are_whole_and_different():
    found = codes(Design(levels=4), [factor("vendor.teams", Interval(1, 3))], seed=1)
    assert found[:, 0].tolist() == [1, 2, 3]
    assert codes(Design(levels=3), [TEAMS], seed=1)[:, 0].tolist() == [1, 10, 20]


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_a_sample_covers_each_input_evenly(kind):
    """Each of 64 equal parts of an input, in its own scale, holds one of 64 points."""
    found = codes(Design(kind, points=64), [CLARITY, HOURS], seed=3)
    for column, places in ((0, (found[:, 0] - 0.2) / 0.6), (1, np.log(found[:, 1] / 2) / np.log(25))):
        assert sorted(np.floor(places * 64).astype(int)) == list(range(64)), column


def test_choices_of_a_sample_are_about_equally_frequent():
    found = codes(Design("sobol", points=64), [COUNTRY], seed=1)
    assert np.bincount(found[:, 0].astype(int)).tolist() == pytest.approx([64 / 3] * 3, abs=1)


def test_a_longer_sobol_design_begins_with_the_shorter():
    short, long = (codes(Design("sobol", points=points), [CLARITY, HOURS], seed=3) for points in (32, 64))
    assert (long[:32] == short).all()


def test_steps_of_a_morris_design_change_one_input_each():
    found = codes(Design("morris", trajectories=5), [CLARITY, HOURS, TEAMS], seed=2)
    assert len(found) == 5 * 4
    for trajectory in found.reshape(5, 4, 3):
        changed = (np.diff(trajectory, axis=0) != 0).sum(1)
        assert changed.tolist() == [1, 1, 1]


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), kind=st.sampled_from(["latin_hypercube", "sobol", "morris"]))
def test_the_same_seed_gives_the_same_points(seed, kind):
    one, again, other = (
        codes(Design(kind, points=16, trajectories=4), [CLARITY, HOURS], seed=number)
        for number in (seed, seed, (seed + 1) % 2**32)
    )
    assert (one == again).all()
    assert one.shape != other.shape or (one != other).any()


@pytest.mark.parametrize(
    ("given", "factors", "expected"),
    [
        ({"kind": "sobl"}, [CLARITY], "did you mean 'sobol'?"),
        ({"kind": "sobol", "points": 100}, [CLARITY], "such as 64 or 128"),
        ({"kind": "latin_hypercube", "points": 0}, [CLARITY], "points = 0: must be a whole number from 1"),
        ({"kind": "morris", "levels": 5}, [CLARITY], "an even number of levels"),
        ({"kind": "morris"}, [CLARITY, COUNTRY], "vendor.country: a morris design changes numbers step by step"),
        ({"kind": "morris"}, [CLARITY], "at least two inputs"),
        ({"kind": "sobol"}, [], "there is nothing to vary"),
        ({"kind": "list"}, [CLARITY], "needs the file"),
        ({"file": "points.csv"}, [CLARITY], "only the design list reads one"),
        (
            {"limit": 10},
            [CLARITY, COUNTRY],
            "15 points (contract.clarity 5 x vendor.country 3), more than limit=10",
        ),
        ({"kind": "latin_hypercube", "points": 20, "limit": 10}, [CLARITY], "more than limit=10"),
    ],
)
def test_a_design_that_cannot_be_is_refused_in_one_sentence(given, factors, expected):
    with pytest.raises(InputError, match=re.escape(expected)):
        codes(Design(**given), factors, seed=1)


def test_a_million_points_by_accident_are_refused_before_they_are_made():
    many = [Factor(f"f{number}", tuple(range(10)), tuple(range(10))) for number in range(40)]
    with pytest.raises(InputError, match="raise the limit if that is meant"):
        codes(Design(), many, seed=1)


def test_every_design_is_told_of_and_can_be_asked_for():
    assert all(Design(kind, file="x.csv" if kind == "list" else None).kind == kind for kind in DESIGNS)


# Points


def test_points_are_scenarios_with_their_values():
    points = over(Scenario(), [CLARITY, COUNTRY], codes(Design(), [CLARITY, COUNTRY], 1))
    for point in (0, 7, 14):
        row, scenario = points.table.iloc[point], points.scenario(point)
        assert (row["contract.clarity"], row["vendor.country"]) == (scenario.contract.clarity, scenario.vendor.country)
        assert scenario == Scenario().with_(
            contract__clarity=row["contract.clarity"], vendor__country=row["vendor.country"]
        )


def test_a_field_of_an_intervention_is_varied_like_a_parameter():
    base = Scenario().with_interventions("leader_checkins", "output_review")
    start = factor("interventions.leader_checkins.start", [0, 8, 20])
    points = over(base, [start], codes(Design(), [start], 1))
    assert [points.scenario(point).interventions[0].start for point in range(3)] == [0, 8, 20]
    assert {points.scenario(point).interventions[1].start for point in range(3)} == {0}
    with pytest.raises(InputError, match="leader_checkins is not pulled"):
        over(Scenario(), [start], codes(Design(), [start], 1))


@settings(max_examples=25, deadline=None)
@given(one=st.floats(0, 1), other=st.floats(0, 1), country=st.sampled_from(["PHL", "IND"]))
def test_points_have_one_key_if_and_only_if_they_are_one_scenario(one, other, country):
    """However they are written: varied, or in the base already."""
    varied = [factor("contract.clarity", [one]), COUNTRY]
    points = over(Scenario(), varied, np.array([[0.0, 0.0], [0.0, 1.0]]))
    base = Scenario().with_(vendor__country=country, contract__clarity=other, name="another name")
    (alone,) = over(base, [], np.zeros((1, 0))).keys()
    for place, key in enumerate(points.keys()):
        same = points.scenario(place) == base.with_(name=points.scenario(place).name)
        assert (key == alone) == same


def test_a_changed_function_of_an_intervention_changes_the_key(tmp_path):
    file = tmp_path / "mine.py"
    keys = []
    for number in (1, 2):
        file = tmp_path / f"mine{number}.py"
        file.write_text(f"def retro(week, state, levers):\n    return {{'staff_hours': {number}.0}}\n")
        base = Scenario().with_interventions({"lever": "retro", "function": f"{file}:retro"})
        keys += over(base, [], np.zeros((1, 0))).keys()
    assert keys[0] != keys[1]


def test_points_of_other_sizes_or_pulls_need_other_programs():
    points = Points(
        (TEAMS, CLARITY), np.array([[1, 0.2], [2, 0.2], [1, 0.3]]), (Base.of(Scenario()),), np.zeros(3, int)
    )
    shapes = points.shapes()
    assert shapes[0] == shapes[2] != shapes[1]
