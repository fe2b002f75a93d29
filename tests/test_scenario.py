"""A scenario is validated from the same place as it is documented, and every mistake gets one clear message."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsim.errors import InputError
from outsim.interventions import Intervention, Trigger
from outsim.levers import LEVERS
from outsim.parameters.declare import Described
from outsim.parameters.partnership import Client, Vendor
from outsim.scenario import Scenario, scenario_parameters

PARAMETERS = scenario_parameters()
NUMBERS = [found for found in PARAMETERS if found.type in (int, float)]


@pytest.mark.parametrize("found", PARAMETERS, ids=lambda found: found.name)
def test_every_parameter_says_what_it_is(found: Described) -> None:
    about = found.about
    assert about.unit
    assert about.meaning
    assert about.source
    assert about.status in ("published", "derived", "assumed")
    if found.type is not str and found.default is not None:
        assert about.low <= found.default <= about.high


def test_an_assumed_coefficient_has_a_range_to_sweep() -> None:
    for found in NUMBERS:
        assert found.about.low < found.about.high, found.name


@given(st.sampled_from(NUMBERS), st.floats(allow_nan=True, allow_infinity=True))
def test_a_number_out_of_range_names_field_value_and_what_is_allowed(found: Described, value: float) -> None:
    if found.about.low <= value <= found.about.high:
        return
    with pytest.raises(InputError) as caught:
        Scenario().with_({found.name: value})
    for part in (found.name, f"{found.about.low:g}", f"{found.about.high:g}", found.about.unit):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"contract.clarty": 0.4}, "did you mean 'contract.clarity'"),
        ({"clarity": 0.4}, "did you mean 'contract.clarity'"),
        ({"contract.clarity": "high"}, "contract.clarity = 'high': must be a number from 0 to 1"),
        ({"contract.clarity": math.nan}, "contract.clarity = nan"),
        ({"contract.clarity": True}, "contract.clarity = True"),
        ({"client.staff": 0}, "client.staff = 0: must be a whole number from 1 to 10000"),
        ({"client.staff": 2.5}, "client.staff = 2.5"),
        ({"client.departments": 41}, "must not be more than client.staff = 40"),
        ({"vendor.country": "PHI"}, "did you mean 'PHL'"),
        ({"vendor.shift_end": 8}, "vendor.shift_end = 8: must be after shift_start"),
        ({"work.kind": "projct"}, "did you mean 'project'"),
        ({"start_date": "soon"}, "start_date = 'soon': must be a date"),
        ({"contract": 3}, "contract = 3"),
        ({"weeks.x": 3}, "unknown parameter 'weeks.x'"),
        ({"interventions": 3}, "must be a list of levers"),
        ({"interventions": ["leader_checkin"]}, "did you mean 'leader_checkins'"),
        ({"interventions": [{"dose": 1}]}, "names no lever"),
        ({"interventions": [{"lever": "output_review", "doze": 1}]}, "did you mean 'dose'"),
        ({"interventions": [{"lever": "output_review", "dose": -0.1}]}, "dose = -0.1: must be a number from 0 to 1"),
        ({"interventions": [{"lever": "output_review", "start": 9, "end": 4}]}, "end = 4: must be after its start"),
        ({"interventions": [{"lever": "output_review", "start": 104}]}, "must be before the last simulated week"),
        ({"interventions": [{"lever": "due_diligence", "start": 4}]}, "acts only before the partnership starts"),
        ({"interventions": ["output_review", "output_review"]}, "pulled twice at the same time"),
        ({"interventions": [{"lever": "output_review", "trigger": {"indicator": "anxeity"}}]}, "mean 'anxiety'"),
        ({"interventions": [{"lever": "output_review", "trigger": {"start": 0.4, "stop": 0.4}}]}, "must differ"),
    ],
)  # fmt: skip
def test_a_mistake_gets_one_clear_message(change: dict, message: str) -> None:
    with pytest.raises(InputError) as caught:
        Scenario().with_(change)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_goals_of_a_side_cannot_all_be_zero() -> None:
    nothing = dict.fromkeys(("client.cost_goal", "client.speed_goal", "client.quality_goal", "client.control_goal"), 0)
    with pytest.raises(InputError, match="at least one must be above 0"):
        Scenario().with_(nothing)


def test_changes_that_only_make_sense_together_are_made_together() -> None:
    night = Scenario().with_({"vendor.shift_start": 21, "vendor.shift_end": 29})
    assert (night.vendor.shift_start, night.vendor.shift_end) == (21, 29)


def test_the_same_lever_may_be_pulled_again_after_it_ended() -> None:
    first, second = {"lever": "output_review", "end": 10}, {"lever": "output_review", "start": 10}
    assert len(Scenario().with_interventions(first, second).interventions) == 2


def test_a_scenario_cannot_be_changed_in_place() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Scenario().weeks = 3  # type: ignore[misc]


def test_a_scenario_reads_back_what_it_wrote() -> None:
    scenario = Scenario(
        client=Client(country="GBR", staff=12),
        vendor=Vendor(country="IND", working_english=0.9),
        interventions=(Intervention("output_review", trigger=Trigger("quality", start=0.6, stop=0.8)), "participation"),
    )
    assert Scenario.from_mapping(scenario.to_mapping()) == scenario


def test_there_are_the_twenty_levers_and_each_costs_something() -> None:
    assert len({lever.name for lever in LEVERS}) == len(LEVERS) == 20
    for lever in LEVERS:
        hours = lever.staff_hours + lever.leader_hours + lever.vendor_hours
        assert hours + lever.staff_money + lever.setup_money + lever.setup_weeks > 0
