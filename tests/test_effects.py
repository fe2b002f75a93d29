"""Which interventions prevent failure: what studies of packages, levers and timing say, and what they refuse to say."""

from __future__ import annotations

import dataclasses
import json
import math
from functools import cache
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import outsim
from outsim import engine
from outsim.cli import BAD_INPUT, STOPPED, main
from outsim.errors import InputError
from outsim.scenario import Scenario
from outsim.state import CAUSES
from outsim.statistics import Estimate, share
from outsim.studies.arms import Arms, live_arms, read_arms
from outsim.studies.compare import Comparison, compare, kaplan_meier, log_rank
from outsim.studies.effects import Effect, effects_of
from outsim.studies.options import CompareOptions, RankOptions, TimingOptions
from outsim.studies.rank import EVERYTHING, rank, settled_among_many
from outsim.studies.synergy import PLUS, pairs_of
from outsim.studies.timing import Timed, Timing, timing
from outsim.studies.words import effect_words, still_open, what_remains
from sizes import SMALL

BASE = (
    Scenario(name="frail").with_(SMALL).with_({"coefficients.judgement.terminate": -9.0, "leaders.participation": 0.2})
)

pytestmark = pytest.mark.slow
"""Leaders take little part, and about half are terminated within 40 weeks."""

PACKAGES = {
    "see it": ["leader_checkins", "output_review", "progress_updates"],
    "hear it": "progress_updates",
    "nothing much": {"participation": {"dose": 0.0}},
}
PAIRS = 192


@cache
def compared(parameters: str = "default") -> Comparison:
    return compare(BASE, PACKAGES, PAIRS, seed=3, parameters=parameters)


def effect_named(name: str, parameters: str = "default") -> Effect:
    return next(effect for effect in compared(parameters).effects if effect.package == name)


def test_a_package_at_dose_zero_leaves_every_number_as_it_was_to_the_last_bit() -> None:
    arms = compared().arms
    nothing = 1 + arms.names.index("nothing much")
    without, with_ = (arms.runs(arm).drop(columns=["scenario", "point"]) for arm in (0, nothing))
    pd.testing.assert_frame_equal(without.reset_index(drop=True), with_.reset_index(drop=True), check_exact=True)
    assert np.array_equal(arms.ensemble.trajectories[0], arms.ensemble.trajectories[nothing], equal_nan=True)
    assert effect_named("nothing much").verdict == "changes nothing"


def test_effects_are_differences_between_simulations_of_the_same_luck() -> None:
    """Counted anew from two simulations that know nothing of each other."""
    without = outsim.simulate(BASE, PAIRS, seed=3).runs
    with_ = outsim.simulate(BASE.with_interventions(*PACKAGES["see it"]), PAIRS, seed=3).runs
    ended = [runs["outcome"] == "terminated" for runs in (without, with_)]
    found = effect_named("see it")
    assert found.prevented.value == pytest.approx(ended[0].mean() - ended[1].mean())
    assert found.relative_risk.value == pytest.approx(ended[1].mean() / ended[0].mean())
    assert found.to_treat.value == pytest.approx(1 / found.prevented.value)
    lived = [
        np.where(end, runs["ended_week"] + 1, BASE.weeks) for end, runs in zip(ended, (without, with_), strict=True)
    ]
    assert found.weeks_gained.value == pytest.approx((lived[1] - lived[0]).mean())
    assert found.intervention_cost.value == pytest.approx(with_["intervention_cost"].mean())
    assert found.cost_per_prevented.value == pytest.approx(
        with_["intervention_cost"].mean() / (ended[0].mean() - ended[1].mean())
    )


def test_where_leaders_take_part_fewer_partnerships_fail() -> None:
    found = effect_named("see it")
    assert found.verdict == "helps"
    assert found.prevented.low > 0
    assert found.p_value < 0.05


def test_shared_luck_tells_more_than_independent_luck_would() -> None:
    arms = compared().arms
    failed = arms.failed.astype(float)
    independent = math.sqrt(failed[0].var() / PAIRS + failed[1].var() / PAIRS)
    paired = (failed[0] - failed[1]).std() / math.sqrt(PAIRS)
    assert paired < 0.9 * independent


def test_draws_of_coefficients_never_make_it_surer() -> None:
    assert compared("posterior").arms.draws is not None
    drawn, fixed = effect_named("see it", "posterior").failed_without, effect_named("see it").failed_without
    assert drawn.high - drawn.low > fixed.high - fixed.low


def test_what_is_prevented_by_cause_adds_up_to_what_is_prevented() -> None:
    for effect in compared().effects:
        causes = compared().causes[compared().causes["package"] == effect.package]
        assert set(causes["cause"]) == set(CAUSES)
        assert causes["prevented"].sum() == pytest.approx(effect.prevented.value)
        assert causes["with"].sum() == pytest.approx(effect.failed_with.share)


def product_limit(ended: np.ndarray, failed: np.ndarray, weeks: int) -> list[float]:
    """Kaplan & Meier 1958, by hand."""
    left, survival, curve = len(ended), 1.0, []
    for week in range(weeks):
        now = ended == week
        survival *= 1 - (now & failed).sum() / left if left else 1.0
        left -= now.sum()
        curve.append(survival)
    return curve


def test_kaplan_meier_curves_are_product_limits_where_partnerships_complete_early() -> None:
    soon = {"work.first_wave": 0.0, "work.wave_spacing": 1.0, "work.plan": 6.0, "coefficients.rework.errors": 0.01}
    project = BASE.with_(soon).with_({"work.kind": "project"})
    arms = live_arms(project, read_arms(project, {"updates": "progress_updates"}), 64, 1)
    ended, failed = arms.column("ended_week"), arms.failed
    assert (ended[~failed] < project.weeks - 1).any(), "some must complete for this to say anything"
    for arm in (0, 1):
        expected = product_limit(ended[arm], failed[arm], project.weeks)
        assert kaplan_meier(arms, arm) == pytest.approx(np.array(expected))
    assert math.isnan(log_rank(arms, 1)), "completion competes with termination: the test does not apply"


def test_kaplan_meier_is_the_plain_share_where_nothing_completes_early() -> None:
    table = compared().survival
    assert table["kaplan_meier"].to_numpy() == pytest.approx(table["survival"].to_numpy())
    assert log_rank(compared().arms, 1) < 0.05


def test_differences_of_indicators_are_over_pairs_in_which_both_still_run() -> None:
    arms = compared().arms
    values = [arms.ensemble.indicator_values("participation", arm) for arm in (0, 1)]
    table = compared().difference("participation", "see it")
    for week in (0, 13, 39):
        both = ~np.isnan(values[0][:, week]) & ~np.isnan(values[1][:, week])
        apart = (values[1] - values[0])[both, week]
        assert table.loc[week, "pairs"] == both.sum()
        assert table.loc[week, "difference"] == pytest.approx(apart.mean(), abs=1e-6)
        assert table.loc[week, "low"] <= table.loc[week, "difference"] <= table.loc[week, "high"]


def test_a_precision_is_reached_and_one_out_of_reach_is_refused() -> None:
    packages = {"hear it": "progress_updates"}
    found = compare(BASE, packages, 64, seed=3, precision=0.05)
    assert found.arms.pairs > 64
    assert (found.effects[0].prevented.high - found.effects[0].prevented.low) / 2 <= 0.05
    with pytest.raises(InputError, match=r"precision = 0\.001: cannot be reached with study\.most = 500 replicates"):
        compare(BASE, packages, 64, seed=3, precision=0.001, options=CompareOptions(most=500))


def test_one_pair_says_next_to_nothing_and_says_so() -> None:
    found = compare(BASE, {"hear it": "progress_updates"}, 1, seed=3)
    assert found.effects[0].prevented.high - found.effects[0].prevented.low > 1
    assert found.effects[0].verdict in ("not settled", "changes nothing")
    assert found.table["replicates_needed"].iloc[0] > 1000


def test_an_interrupted_comparison_compares_only_what_all_arms_have_lived_through() -> None:
    whole = compared().arms.ensemble
    lacks = (whole.runs["point"] == 1) & (whole.runs["replicate"] >= 100)
    arms = Arms(dataclasses.replace(whole, runs=whole.runs[~lacks].reset_index(drop=True), complete=False))
    assert arms.pairs == 100
    assert effects_of(arms)[1].prevented.of == 100


# Words


def made_up(package: str, without: int, with_: int, low: float, high: float, verdict: str, of: int = 200) -> Effect:
    """An effect with these numbers of failures; the rest is of no matter."""
    nothing = Estimate(math.nan, math.nan, math.nan, of)
    cost = Estimate(10_000.0, 9_000.0, 11_000.0, of)
    prevented = Estimate((without - with_) / of, low, high, of)
    return Effect(
        package, share(without, of), share(with_, of), prevented, 0.01, verdict,
        *[nothing] * 4, cost, *[nothing] * 2, *[Estimate(0.0, 0.0, 0.0, of)] * 3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("effect", "says", "does_not_say"),
    [
        (made_up("talk", 40, 22, 0.05, 0.13, "helps"), "prevents failure in 9 of 100 partnerships (95 % interval 5 to 13): 11 of 100 fail instead of 20 of 100", "harm"),
        (made_up("haste", 20, 40, -0.14, -0.06, "harms"), "does harm, 10 more of 100 partnerships fail (95 % interval 6 to 14)", "prevents"),
        (made_up("tea", 40, 38, -0.01, 0.03, "not settled"), "200 pairs do not settle whether it helps; with it between 1 more and 3 fewer of 100 partnerships fail", "prevents"),
        (made_up("air", 40, 40, -0.02, 0.02, "changes nothing"), "changes nothing", "prevents"),
        (made_up("calm", 0, 0, -0.02, 0.02, "not settled"), "none of 200 partnerships fails", "prevents"),
        (made_up("doom", 200, 200, -0.02, 0.02, "not settled"), "prevents nothing, all 200 partnerships fail", "helps"),
    ],
    ids=["helps", "harms", "not settled", "changes nothing", "nothing fails", "everything fails"],
)  # fmt: skip
def test_words_say_what_the_numbers_do_and_no_more(effect: Effect, says: str, does_not_say: str) -> None:
    words = effect_words(effect)
    assert says in words
    assert does_not_say not in words
    assert words.startswith(effect.package.capitalize())


def test_words_name_the_cause_only_where_it_is_settled() -> None:
    effect = made_up("talk", 40, 22, 0.05, 0.13, "helps")
    causes = pd.DataFrame({
        "package": "talk", "cause": ["delivery", "people"], "with": [0.1, 0.01], "prevented": [0.06, 0.03],
        "prevented_low": [0.02, -0.01], "prevented_high": [0.1, 0.07],
    })  # fmt: skip
    assert "mostly failures over delivery" in effect_words(effect, causes)
    assert "over" not in effect_words(effect, causes.assign(prevented_low=-0.01))
    assert what_remains([effect], causes) == "What is left with talk comes mostly of delivery (10 of 100)."


def test_what_is_left_comes_mostly_of_a_cause_only_where_most_of_it_does_and_of_none_where_few_are_left() -> None:
    causes = pd.DataFrame({"package": "talk", "cause": ["delivery", "people"], "with": [0.05, 0.04]})
    many, few = (made_up("talk", 80, left, 0.05, 0.4, "helps") for left in (22, 19))
    assert what_remains([many], causes) == "What is left with talk comes first of all of delivery (5 of 100)."
    assert (
        what_remains([few], causes) == "With talk 19 of 200 partnerships still fail: too few to tell what they fail of."
    )


def test_what_is_done_without_costs_less_and_no_negative_money() -> None:
    tea = made_up("tea", 40, 38, -0.01, 0.03, "not settled")
    saved = dataclasses.replace(
        tea, intervention_cost=Estimate(-30_300.0, -30_900.0, -29_700.0, 200), leader_hours=Estimate(-607.0, -610.0, -600.0, 200)
    )  # fmt: skip
    assert effect_words(saved).endswith("It costs USD 30,300 less a partnership, 607 fewer hours of leaders.")


def test_a_situation_whose_cost_is_not_settled_still_makes_a_sentence() -> None:
    gained, open_cost = Estimate(1.2, 0.4, 2.0, 200), Estimate(19_000.0, -28_000.0, 75_000.0, 200)
    tea = made_up("India", 40, 38, -0.01, 0.03, "not settled")
    words = effect_words(dataclasses.replace(tea, changes="situation", weeks_gained=gained, cost=open_cost))
    assert words.endswith("That a partnership costs more or less in all is not shown; it lasts 1.2 weeks longer.")


def test_what_changes_nothing_needs_no_replicates() -> None:
    assert still_open([made_up("air", 40, 40, -0.02, 0.02, "changes nothing")], [9_999], 0.01) == ""
    assert "9,999" in still_open([made_up("tea", 40, 38, -0.01, 0.03, "not settled")], [9_999], 0.01)


# Ranking

LEVERS = ("leader_checkins", "progress_updates", "output_review")


@cache
def ranked() -> Any:
    return rank(BASE, PAIRS, seed=3, options=RankOptions(levers=LEVERS, cost=2000.0))


def test_a_lever_alone_does_what_it_does_in_a_comparison() -> None:
    alone = next(effect for effect in ranked().alone if effect.package == "progress_updates")
    assert alone == dataclasses.replace(effect_named("hear it"), package="progress_updates")
    prevented = [effect.prevented.value for effect in ranked().alone]
    assert prevented == sorted(prevented, reverse=True)


def test_packages_are_ranked_as_one_each() -> None:
    together = {"two": ["leader_checkins", "output_review"], "one": "progress_updates"}
    found = rank(BASE, PAIRS, seed=3, options=RankOptions(levers=together, cost=2000.0))
    direct = compare(BASE, {"two": together["two"]}, PAIRS, seed=3).effects[0]
    assert next(effect for effect in found.alone if effect.package == "two") == direct
    assert found.everything.prevented == effect_named("see it").prevented


def test_what_a_lever_adds_to_all_others_is_everything_against_everything_but_it() -> None:
    others = [name for name in LEVERS if name != "output_review"]
    base = BASE.with_interventions(*others)
    direct = compare(base, {"output_review": "output_review"}, PAIRS, seed=3).effects[0]
    assert ranked().left_out["output_review"].prevented == direct.prevented
    assert ranked().everything.package == EVERYTHING


def test_at_equal_cost_levers_cost_the_same_unless_full_dose_is_cheaper() -> None:
    for name, effect in ranked().equal_cost.items():
        if ranked().doses[name] < 1:
            assert effect.intervention_cost.value == pytest.approx(2000.0, rel=0.02)
        else:
            assert effect.intervention_cost.value <= 2000.0 * 1.02


def test_synergy_is_what_two_do_together_beyond_the_sum_of_what_each_does_alone() -> None:
    assert len(ranked().pairs) == len(list(combinations(LEVERS, 2)))
    alone = {effect.package: effect.prevented.value for effect in ranked().alone}
    for _, pair in ranked().pairs.iterrows():
        together = compare(BASE, {"both": [pair["lever"], pair["other"]]}, PAIRS, seed=3).effects[0].prevented.value
        assert pair["together"] == pytest.approx(together)
        assert pair["synergy"] == pytest.approx(together - alone[pair["lever"]] - alone[pair["other"]])


def test_where_nothing_has_an_effect_hardly_any_pair_or_lever_is_called_settled() -> None:
    """Twelve levers without effect on 300 pairs, in 40 studies: their failures are the baseline's but for chance."""
    luck, names = np.random.default_rng(8), [f"lever {number}" for number in range(12)]
    claimed = []
    for _ in range(40):
        base = luck.random(300) < 0.3
        ended = {name: np.where(luck.random(300) < 0.1, luck.random(300) < 0.3, base) for name in names}
        for one, other in combinations(names, 2):
            ended[f"{one}{PLUS}{other}"] = np.where(luck.random(300) < 0.1, luck.random(300) < 0.3, base)
        arms = SimpleNamespace(names=tuple(ended), failed=np.array([base, *ended.values()]), draws=None)
        claimed.append((pairs_of(arms, names)["verdict"] != "not settled").any())
    assert np.mean(claimed) <= 0.15


def test_effects_settled_one_by_one_but_not_among_many_are_not_settled() -> None:
    weak = [dataclasses.replace(made_up(str(k), 40, 30, 0.01, 0.1, "helps"), p_value=0.04) for k in range(3)]
    strong = dataclasses.replace(weak[0], package="strong", p_value=1e-6)
    none = [dataclasses.replace(made_up(str(k), 40, 40, -0.1, 0.1, "not settled"), p_value=0.9) for k in range(16)]
    verdicts = {effect.package: effect.verdict for effect in settled_among_many([*weak, strong, *none])}
    assert verdicts["strong"] == "helps"
    assert verdicts["0"] == "not settled"


def test_leaders_who_hardly_have_time_to_decide_do_harm_by_reviewing_output() -> None:
    """Hours come out of the same people; a lever that harms is called so, in the table and in words."""
    effect = next(effect for effect in ranked().alone if effect.package == "output_review")
    assert effect.verdict == "harms"
    assert effect.prevented.high < 0
    assert "Output review: does harm" in ranked().words


# Timing


@cache
def timed() -> Timing:
    return timing(BASE, "progress_updates", PAIRS, seed=3, options=TimingOptions(starts=[0, 13, 39]))


def test_begun_in_week_0_it_does_what_it_does_in_a_comparison() -> None:
    assert timed().starts[0].effect.prevented == effect_named("hear it").prevented


def test_what_begins_in_the_last_week_prevents_next_to_nothing() -> None:
    first, _, last = (start.effect.prevented.value for start in timed().starts)
    assert last < first / 4
    lost = timed().lost.set_index("label")["lost"]
    assert lost["from week 39"] == pytest.approx(first - last)
    assert lost["from week 0"] == 0


def test_a_triggered_lever_costs_less_than_one_that_is_always_pulled() -> None:
    always = timed().starts[0].effect.intervention_cost.value
    triggered = [each.effect.intervention_cost.value for each in timed().of("trigger")]
    assert triggered
    assert max(triggered) < always


def test_the_last_start_that_helps_is_before_the_first_that_is_not_shown_to() -> None:
    def start(week: float, verdict: str) -> Timed:
        return Timed("start", week, f"from week {week:g}", made_up("x", 40, 20, 0.05, 0.1, verdict))

    verdicts = ("helps", "helps", "not settled", "helps")
    starts = tuple(start(8.0 * place, verdict) for place, verdict in enumerate(verdicts))
    found = dataclasses.replace(timed(), timed=starts)
    assert found.last_that_helps is starts[1]
    assert dataclasses.replace(found, timed=starts[2:]).last_that_helps is None


# Messages


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["study=compare", "study.packages=[leader_checkin]"], "did you mean 'leader_checkins'"),
        (["study=compare", "study.packages=[]"], "study.packages = {}: must name at least one package"),
        (["study=compare", "study.packages={late:{leader_checkins:{start:200}}}"], "packages: late: interventions.leader_checkins.start = 200: must be before the last simulated week, 103"),
        (["study=compare", "interventions=[leader_checkins]", "study.packages=[leader_checkins]"], "packages: leader_checkins: interventions.leader_checkins: pulled twice"),
        (["study=compare", "precision=double"], "single or double is arithmetic=..."),
        (["study=compare", "precision=0"], "precision = 0: must be a number from 1e-05 to 0.5"),
        (["study=compare", "arithmetic=double"], "arithmetic: has no effect on study=compare; it is always single"),
        (["study=rank", "weekly=true"], "weekly: has no effect on study=rank"),
        (["study=timing", "weekly=true"], "weekly: has no effect on study=timing"),
        (["study=portfolio", "arithmetic=double"], "arithmetic: has no effect on study=portfolio"),
        (["precision=0.01"], "only study=compare runs until it is reached"),
        (["study=rank", "study.levers=[leader_checkins]"], "at least two to rank"),
        (["study=rank", "study.levers=[leader_chekins,output_review]"], "did you mean 'leader_checkins'"),
        (["study=rank", "study.levers=leader_checkins"], "must be a list of levers"),
        (["study=rank", "study.cost=0"], "study.cost = 0: must be a number from 1 to"),
        (["study=timing", "study.package=due_diligence"], "acts only before the partnership starts"),
        (["study=timing", "study.starts=[200]"], "200 must be before the last simulated week, 103"),
        (["study=compare", "study.packages=[leader_checkins,leader_checkins]"], "leader_checkins is there twice"),
        (["study=rank", "study.levers={everything:output_review,b:participation}"], "cannot be called 'everything'"),
        (["study=rank", "study.levers={a:[output_review],b:[output_review]}"], "are also pulled together"),
        (["study=timing", "study.package=[]"], "must name at least one intervention"),
        (["study=timing", "study.indicator=anxity"], "did you mean 'anxiety'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_a_mistake_gets_one_line_and_nothing_is_simulated_or_written(
    arguments, message, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("outsim.studies.arms.simulate", None)
    assert main(arguments) == BAD_INPUT
    printed = capsys.readouterr().err
    assert message in printed
    assert printed.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_each_study_writes_its_tables_figure_and_words(tmp_path, capsys) -> None:
    small = [f"{name}={value}" for name, value in SMALL.items()]
    terminate = "coefficients.judgement.terminate=-9.0"
    for study, more, files in (
        ("compare", ["study.packages=[leaders_take_part]"], {"effects.csv", "survival.csv", "causes.csv", "differences.csv", "runs.parquet"}),
        ("rank", ["study.levers=[leader_checkins,output_review]"], {"effects.csv", "pairs.csv"}),
        ("timing", ["study.package=output_review", "study.starts=[0,20]"], {"effects.csv", "lost.csv"}),
    ):  # fmt: skip
        folder = tmp_path / study
        assert main([f"study={study}", "replicates=16", f"out={folder}", terminate, *small, *more]) == 0
        written = {file.name for file in folder.iterdir()}
        assert files | {"figure.png", "words.txt", "config.yaml", "manifest.json"} <= written
        words = (folder / "words.txt").read_text(encoding="utf-8")
        assert words.split()[0] in capsys.readouterr().out


@pytest.mark.parametrize(
    ("study", "blocks", "written"),
    [("compare", 2, True), ("compare", 1, False), ("rank", 2, False), ("timing", 20, True)],
)
def test_ctrl_c_leaves_a_whole_folder_or_none(study, blocks, written, tmp_path, monkeypatch, capsys) -> None:
    """After so many blocks of 128 partnerships each."""
    whole = engine.run_blocks

    def interrupted(*arguments: Any) -> Any:
        for number, finished in enumerate(whole(*arguments), start=1):
            yield finished
            if number == blocks:
                raise KeyboardInterrupt

    monkeypatch.setattr(engine, "run_blocks", interrupted)
    sizes = [f"{name}={value}" for name, value in SMALL.items()]
    more = {
        "compare": ["study.packages=[output_review]"],
        "rank": ["study.levers=[output_review,participation]"],
        "timing": ["study.package=output_review"],
    }
    folder = tmp_path / "out"
    code = main([f"study={study}", "replicates=512", f"out={folder}", "progress=false", *sizes, *more[study]])
    assert code == STOPPED
    assert "stopped" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == (["out"] if written else [])
    if written:
        assert "interrupted" in (folder / "words.txt").read_text(encoding="utf-8")
        assert not json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["complete"]
