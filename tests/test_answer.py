"""One answer for every face: it says what `simulate` says, keeps to its limits, and lets nothing harmful in."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsim import InputError, Scenario, simulate
from outsim.app.answer import answer
from outsim.app.arms import QUANTILES, ArmStore
from outsim.app.controls import FIRST, controls, lever_controls, value_of
from outsim.app.request import Limits
from outsim.app.rounding import DIGITS, rounded
from outsim.levers import LEVER_NAMES
from outsim.paired import difference_of
from outsim.scenario import scenario_parameters

REPLICATES = 64
HOPEFUL = {"expectations.optimism": 1.2, "expectations.openness": 0.1}
HELP = {"progress_updates": {"start": 2, "dose": 0.9}}


def ask(base: Scenario, **asked: Any) -> Any:
    return answer({"replicates": REPLICATES, **asked}, base)


def test_an_answer_says_what_simulate_says(small: Scenario) -> None:
    found = ask(small, parameters=HOPEFUL, levers=HELP, seed=3)
    without = small.with_(HOPEFUL)
    helped = without.with_interventions({"lever": "progress_updates", "start": 2, "dose": 0.9})
    runs = simulate([small, without, helped], REPLICATES, seed=3)
    failed = []
    for point, name in enumerate(("given", "without", "with")):
        arm, rows = found["arms"][name], runs.runs_of(point)
        failed.append((rows["outcome"] == "terminated").to_numpy())
        assert arm["failed"]["count"] == failed[-1].sum()
        assert arm["survival"]["share"] == pytest.approx(runs.survival(point)["survival"], rel=1e-3)
        assert sum(cause["count"] for cause in arm["causes"]) == failed[-1].sum()
        bands = runs.bands("anxiety", tuple(QUANTILES.values()), point)
        for label, quantile in QUANTILES.items():
            told = np.array(arm["bands"]["anxiety"][label], float)
            np.testing.assert_allclose(told, bands[quantile], rtol=1e-3)
        assert arm["running"] == bands["alive"].tolist()
    (prevented,) = difference_of(failed[1], failed[2])
    assert found["prevented"]["value"] == pytest.approx(prevented.value, rel=1e-3)
    assert found["prevented"]["low"] == pytest.approx(prevented.low, rel=1e-3)
    assert (failed[1].sum(), failed[2].sum()) != (failed[0].sum(), failed[0].sum())  # it was worth asking


def test_what_is_compared_follows_from_what_was_changed(small: Scenario) -> None:
    assert ask(small)["compared"] == ("given", "given")
    assert ask(small, parameters=HOPEFUL)["compared"] == ("given", "without")
    assert ask(small, parameters=HOPEFUL, levers=HELP)["compared"] == ("without", "with")
    nothing = ask(small, parameters={"contract.clarity": small.contract.clarity})
    assert nothing["compared"] == ("given", "given")
    assert "Nothing is changed" in nothing["words"]


def test_the_arms_are_the_same_until_a_lever_is_pulled(small: Scenario) -> None:
    found = ask(small, levers={"emotional_support": {"start": 20}})["arms"]
    for name, bands in found["without"]["bands"].items():
        assert found["with"]["bands"][name]["q50"][:20] == bands["q50"][:20]
    assert found["with"]["bands"]["anxiety"]["q50"] != found["without"]["bands"]["anxiety"]["q50"]


def test_a_branch_is_one_partnership_up_to_its_week_and_many_after_it(small: Scenario) -> None:
    runs = simulate(small, REPLICATES, weekly=True).runs
    lasting = int(runs.loc[runs["outcome"] != "terminated", "replicate"].iloc[0])
    alone = simulate(small, [lasting], weekly=True).weeks
    band = ask(small, branch={"replicate": lasting, "week": 12})["arms"]["without"]["bands"]["anxiety"]
    np.testing.assert_allclose(band["q05"][:12], alone["anxiety"][:12], rtol=1e-3)
    assert band["q05"][:12] == band["q95"][:12]
    assert all(low < high for low, high in zip(band["q05"][13:30], band["q95"][13:30], strict=True))


def test_examples_are_partnerships_of_their_kind(small: Scenario) -> None:
    found = ask(small, parameters=HOPEFUL, levers=HELP)
    without = simulate(small.with_(HOPEFUL), REPLICATES).runs["outcome"] == "terminated"
    pull = {"lever": "progress_updates", **HELP["progress_updates"]}
    helped = simulate(small.with_(HOPEFUL).with_interventions(pull), REPLICATES).runs["outcome"] == "terminated"
    examples = found["examples"]
    assert without[examples["failed"]]
    assert without[examples["saved"]]
    assert not helped[examples["saved"]]
    assert not (without | helped)[examples["lasting"]]
    assert (examples["lost"] is None) == (not (helped & ~without).any())


def test_an_answer_is_small_json_that_knows_no_nan(small: Scenario) -> None:
    text = json.dumps(ask(small, parameters=HOPEFUL, levers=HELP), allow_nan=False)
    assert len(text) < 60_000


def test_an_arm_that_is_kept_is_not_lost_to_a_new_one_that_is_asked_for_beside_it(small: Scenario) -> None:
    store = ArmStore(kept=2)
    first, second, third = (small.with_(contract__clarity=clarity) for clarity in (0.2, 0.5, 0.8))
    (kept,) = store.arms([first], 1, 8, ("anxiety",))
    store.arms([second], 1, 8, ("anxiety",))
    again, new = store.arms([first, third], 1, 8, ("anxiety",))
    assert again is kept
    assert new is not kept
    three = ArmStore(kept=2).arms([first, second, third], 1, 8, ("anxiety",))
    assert [each.numbers for each in three[::2]] == [kept.numbers, new.numbers]


def test_arms_that_were_lived_are_kept(small: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    import outsim.app.arms as arms

    live = arms.live

    lived: list[int] = []

    def counted(scenarios: tuple[Scenario, ...], *rest: Any, **more: Any) -> Any:
        lived.append(len(scenarios))
        return live(scenarios, *rest, **more)

    monkeypatch.setattr(arms, "live", counted)
    store = ArmStore(kept=4)
    for start in (2, 3, 4):
        answer({"replicates": 32, "levers": {"output_review": {"start": start}}}, small, store=store)
    assert lived == [2, 1, 1]  # the baseline once
    answer({"replicates": 32}, small.with_(contract__clarity=0.9), store=store)
    answer({"replicates": 32, "levers": {"output_review": {"start": 2}}}, small, store=store)
    assert lived[3:] == [1, 1]  # the oldest lever's arm was let go, the baseline, used since, was not


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"replicates": 10_000}, "replicates = 10000: must be a whole number from 1 to 2048"),
        ({"replicates": True}, "replicates = True"),
        ({"parameters": []}, "parameters = []: must be values by name"),
        ({"levers": {"leader_checkin": {}}}, "did you mean 'leader_checkins'"),
        ({"levers": {"output_review": {"begin": 2}}}, "unknown field of levers.output_review 'begin'"),
        ({"levers": {"output_review": {"start": 40}}}, "must be before the last simulated week"),
        ({"levers": {"output_review": 1}}, "must be a start week and a dose"),
        ({"levers": {"output_review": {"function": "os.system"}}}, "unknown field"),
        ({"parameters": {"contract.clarty": 1}}, "did you mean 'contract.clarity'"),
        ({"parameters": {"contract.clarity": 2}}, "contract.clarity = 2: must be a number from 0 to 1"),
        ({"parameters": {"interventions": ["output_review"]}}, "unknown parameter 'interventions'"),
        ({"parameters": {"client.staff": 1000}}, "people: the scenario has"),
        ({"parameters": {"weeks": 1000}}, "weeks: the scenario has 1,000"),
        ({"indicators": ["anxiety", "hazrd"]}, "did you mean 'hazard'"),
        ({"seed": -1}, "seed = -1"),
        ({"branch": {"replicate": 3}}, "branch = {'replicate': 3}: must name a partnership and a week"),
        ({"branch": {"replicate": 3, "week": 40}}, "branch.week = 40: must be a whole number from 0 to 39"),
        ({"branch": {"replicate": -1, "week": 4}}, "replicate = -1: must be a whole number"),
        ({"out": "/etc/passwd"}, "unknown key of the request 'out'"),
        ({"scenario": "nearshore_finance"}, "is given by the caller"),
        ([], "must be a mapping"),
    ],
)
def test_what_cannot_be_is_refused_with_one_clear_message(small: Scenario, asked: Any, said: str) -> None:
    with pytest.raises(InputError) as refused:
        answer(asked, small)
    assert said in str(refused.value)


def test_scenarios_by_name_are_those_that_come_along() -> None:
    with pytest.raises(InputError, match="did you mean 'nearshore_finance'"):
        answer({"scenario": "nearshore_finances"})
    with pytest.raises(InputError, match="unknown scenario"):
        answer({"scenario": "../../etc/passwd"})


def test_limits_are_the_caller_s(small: Scenario) -> None:
    with pytest.raises(InputError, match="from 1 to 8"):
        answer({"replicates": 9}, small, limits=Limits(replicates=8))


def test_every_control_explains_itself_and_holds_the_scenario_s_value(small: Scenario) -> None:
    found = controls(small)
    declared = {one.name: one.about for one in scenario_parameters()}
    for control in found:
        about = declared[control.name]
        assert control.meaning == about.meaning
        assert control.source
        assert not about.sizes_arrays
        assert control.value == value_of(small, control.name)
        if control.kind == "slider":
            assert about.low <= control.low <= control.value <= control.high <= about.high, control.name
            assert (control.high - control.low) / control.step <= 1000
        else:
            assert control.value in dict(control.choices)
    first = {control.name for control in found if control.first}
    assert first == set(FIRST)
    assert [lever.name for lever in lever_controls(small)] == list(LEVER_NAMES)
    json.dumps([control.plain() for control in found], allow_nan=False)


def test_the_controls_shown_first_include_the_inputs_that_the_study_of_inputs_found_strongest() -> None:
    import re
    from pathlib import Path

    page = (Path(__file__).parent.parent / "docs" / "sensitivity.md").read_text(encoding="utf-8")
    terminated = page.split("Terminated:")[1].split("Delivered share:")[0].replace("\n", " ")
    alone = terminated.split("each alone:")[1].split(";")[0]
    strongest = re.findall(r"([a-z]+\.[a-z_]+) \d+ %", alone)
    assert len(strongest) == 4
    assert set(strongest) <= set(FIRST)


def test_every_slider_can_go_to_its_ends(small: Scenario) -> None:
    for control in controls(small):
        ends = (control.low, control.high) if control.kind == "slider" else ()
        for end in ends:
            together = control.name in {
                f"{side}.shift_{edge}" for side in ("client", "vendor") for edge in ("start", "end")
            }
            if not together and not control.name.endswith("_goal"):
                small.with_({control.name: end})


@given(st.floats(min_value=-1e15, max_value=1e15).filter(lambda value: not 0 < abs(value) < 1e-290) | st.just(math.nan))
def test_numbers_have_four_significant_digits_and_no_more(value: float) -> None:
    short = rounded(value)
    if math.isnan(value):
        assert short is None
        return
    assert len(f"{short:e}".split("e")[0].rstrip("0").lstrip("-").replace(".", "")) <= DIGITS
    assert abs(short - value) <= 0.5001 * 10.0 ** (math.floor(math.log10(abs(value) or 1)) - DIGITS + 1)
