"""A scenario is validated from the same place as it is documented, and every mistake gets one clear message."""

from __future__ import annotations

import dataclasses
import datetime
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsim import engine
from outsim.engine import simulate
from outsim.errors import InputError
from outsim.interventions import Intervention, Trigger
from outsim.levers import LEVERS
from outsim.parameters.declare import Described, plain_number
from outsim.parameters.partnership import Client, Contract, Vendor
from outsim.run_settings import MOST_REPLICATES, RunSettings
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
    unit = "" if found.about.unit == "1" else found.about.unit
    for part in (found.name, plain_number(found.about.low), plain_number(found.about.high), unit):
        assert part in str(caught.value)


@pytest.mark.parametrize("kind", [np.int64, np.int8, np.uint32, np.float32, np.float64])
def test_numpy_numbers_are_numbers_and_are_stored_as_pythons_own(kind: type) -> None:
    found = (
        Scenario().with_(weeks=kind(26), contract__clarity=kind(1)).with_interventions("output_review", start=kind(3))
    )
    stored = (found.weeks, found.contract.clarity, found.interventions[0].start)
    assert stored == (26, 1.0, 3.0)
    assert [type(number) for number in stored] == [int, float, float]


def test_limits_are_printed_as_one_would_type_them() -> None:
    with pytest.raises(InputError, match=r"security.loss = -1: must be a number from 0 to 10000000000 \(USD\)"):
        Scenario().with_(security__loss=-1)
    for found in NUMBERS:
        if found.about.high == int(found.about.high):
            assert plain_number(found.about.high).isdigit()


def triggered(trigger: object) -> dict:
    return {"interventions": [{"lever": "output_review", "trigger": trigger}]}


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
        ({"start_date": "9999-12-01"}, "start_date = '9999-12-01': must be a date such as 2026-01-05, in"),
        ({"start_date": "0001-01-01"}, "in the years 1970 to 2100"),
        ({"start_date": datetime.date(2101, 1, 1)}, "start_date = '2101-01-01': must be a date"),
        ({"start_date": 20260105}, "start_date = 20260105: must be a date"),
        ({"start_date": None}, "start_date = None: must be a date"),
        ({"name": 3}, "name = 3: must be text"),
        ({"name": None}, "name = None: must be text"),
        ({"name": " "}, "name = ' ': must be text"),
        ({"weeks": math.nan}, "weeks = nan: must be a whole number from 1 to 1040"),
        ({"weeks": math.inf}, "weeks = inf: must be a whole number"),
        ({"weeks": -math.inf}, "weeks = -inf: must be a whole number"),
        ({"weeks": np.float64(math.nan)}, "weeks = nan: must be a whole number"),
        ({"weeks": np.float64(2.5)}, "weeks = 2.5: must be a whole number"),
        ({"weeks": np.bool_(True)}, "True"),
        ({"contract.clarity": np.bool_(True)}, "must be a number from 0 to 1"),
        ({"contract.clarity": math.inf}, "contract.clarity = inf: must be a number"),
        ({3: 1}, "unknown parameter 3"),
        ({"contract": {3: 1}}, "unknown parameter 'contract.3'"),
        (3, "changes = 3: must be a mapping"),
        ({"contract": Contract(), "contract.clarity": 0.4}, "contract as a whole too"),
        ({"contract.clarity": 0.4, "contract": Contract()}, "contract as a whole too"),
        ({"contract": 3}, "contract = 3: must be a group of values, such as contract.clarity"),
        ({"expectations": 3}, "expectations = 3: must be a group of values"),
        ({"coefficients.anxiety": 3}, "coefficients.anxiety = 3: must be a group of values"),
        ({"interventions": {"output_review": 0.5}}, "interventions.output_review = 0.5: must be fields of it"),
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
        (triggered({"indicator": "anxeity", "start": 0.6, "stop": 0.4}), "mean 'anxiety'"),
        (triggered({"indicator": "anxiety", "start": 0.4, "stop": 0.4}), "must differ"),
        (triggered({"start": 0.4}), "must have indicator, start and stop; it lacks indicator and stop"),
        (triggered({"indicator": "trust", "start": 0.4}), "interventions.output_review.trigger = {"),
        (triggered({"indicator": "trust", "start": 0.4, "stop": None}), "trigger.stop = None: must be a number"),
        (triggered({"indicator": "trust", "begin": 0.4, "stop": 0.5}), "unknown field of interventions.output_review"),
        (triggered({}), "must have indicator, start and stop"),
        (triggered(3), "trigger = 3: must have indicator, start and stop"),
    ],
)  # fmt: skip
def test_a_mistake_gets_one_clear_message(change: dict, message: str) -> None:
    with pytest.raises(InputError) as caught:
        Scenario().with_(change)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_trigger_has_no_defaults() -> None:
    with pytest.raises(TypeError):
        Trigger("anxiety")  # type: ignore[call-arg]
    with pytest.raises(InputError, match="trigger = 3: must have indicator, start and stop"):
        Intervention("output_review", trigger=3)  # type: ignore[arg-type]
    whole = {"indicator": "trust", "start": 0.4, "stop": 0.5}
    assert Intervention("output_review", trigger=whole).trigger == Trigger(**whole)  # type: ignore[arg-type]


def test_a_date_is_stored_as_its_text() -> None:
    scenario = Scenario(start_date=datetime.date(2027, 3, 1))  # type: ignore[arg-type]
    assert scenario.start_date == "2027-03-01"
    assert Scenario(start_date="2100-12-31").first_day == datetime.date(2100, 12, 31)


def test_extra_fields_go_to_names_and_mappings() -> None:
    pulls = (
        Scenario().with_interventions("output_review", {"lever": "participation", "dose": 0.5}, start=3).interventions
    )
    assert [(pull.start, pull.dose) for pull in pulls] == [(3, 1), (3, 0.5)]


@pytest.mark.parametrize(
    ("pull", "message"),
    [
        ({"lever": "output_review", "start": 9}, "start is given twice, as 3 and in"),
        (Intervention("output_review"), "start cannot be added to Intervention"),
        (7, "start cannot be added to 7"),
    ],
)
def test_extra_fields_that_cannot_be_added_are_refused(pull: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Scenario().with_interventions(pull, start=3)


@pytest.mark.parametrize(
    ("scenarios", "message"),
    [
        ({}, "there is none to simulate"),
        ([], "there is none to simulate"),
        ({"a": 3}, "3 is not a Scenario"),
        (3, "3 is not a Scenario"),
        (None, "None is not a Scenario"),
        ("offshore_call_center", r"is not a Scenario; outsim.load_scenario\('offshore_call_center'\)"),
        (["offshore_call_center"], r"outsim.load_scenario\('offshore_call_center'\)"),
        ({3: Scenario()}, "name = 3: must be text"),
    ],
)
def test_what_is_no_scenario_cannot_be_simulated(scenarios: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        simulate(scenarios, replicates=1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"replicates": math.nan}, "replicates = nan: must be a whole number from 1 to 100000000"),
        ({"replicates": MOST_REPLICATES + 1}, "replicates = 100000001: must be a whole number from 1 to 100000000"),
        ({"replicates": np.bool_(True)}, "replicates = "),
        ({"replicates": None}, "replicates = None"),
        ({"seed": math.inf}, "seed = inf: must be a whole number from 0 to 4294967295"),
        ({"seed": 2**32}, "seed = 4294967296: must be a whole number from 0 to 4294967295"),
        ({"arithmetic": ["single"]}, "unknown arithmetic"),
    ],
)
def test_python_and_the_command_line_refuse_the_same_settings(settings: dict, message: str) -> None:
    for refuses in (lambda: simulate(Scenario(weeks=8), **settings), lambda: RunSettings(**settings)):
        with pytest.raises(InputError) as caught:
            refuses()
        assert (message if "arithmetic" not in settings else "arithmetic") in str(caught.value)


def test_numpy_numbers_set_replicates_and_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def run(blocks: list[engine.Block], layout: object, seed: int, precision: str) -> None:
        asked.append((sum(block.wanted for block in blocks), seed))
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "run_blocks", run)
    with pytest.raises(KeyboardInterrupt):
        simulate(Scenario(), replicates=np.int64(200), seed=np.uint32(3))  # type: ignore[arg-type]
    assert asked == [(200, 3)]
    assert type(asked[0][1]) is int
    assert type(RunSettings(replicates=np.int64(2)).replicates) is int  # type: ignore[arg-type]


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
