"""What an ensemble says about its partnerships: claims, held against independent computations."""

from __future__ import annotations

import doctest
import io
import json
import math
import re
import subprocess
import sys
import time
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from outsim import outcome, report, state, statistics
from outsim.ensemble import CAUSE_WORDS, FEWEST_RUNNING, REQUIREMENTS, Ensemble
from outsim.errors import InputError
from outsim.indicators import INDICATOR_NAMES
from outsim.report import print_summary
from outsim.scenario import Scenario

AT = ("mean", "last")
RUN_NUMBERS = [
    "escalations",
    "first_escalation_week",
    "renegotiations",
    "first_renegotiation_week",
    "leaks",
    "delivered_share",
    "delay_weeks",
    "quality",
    "rework_share",
    "cost",
    "intervention_cost",
    "messages",
    "misunderstandings",
    "calendar_multiplier",
]


def made_up(
    replicates=300,
    weeks=104,
    hazard=0.005,
    name="offshore_call_center",
    points=1,
    seed=0,
    kept=1000,
    causes=(5, 2, 2, 2, 1.5, 0.3, 2),
):
    """An ensemble as an engine might hand it over, drawn from simple curves with noise."""
    draw = np.random.default_rng(seed)
    scenarios = tuple(Scenario(name=name, weeks=weeks) for _ in range(points))
    tables, paths = [], []
    for point in range(points):
        life = (
            draw.geometric(min(hazard * (1 + point / 2), 1.0), replicates) - 1 if hazard else np.full(replicates, weeks)
        )
        terminated = life < weeks
        ended = np.minimum(life, weeks)
        week = np.arange(weeks)
        spread = draw.normal(size=(replicates, 1, len(INDICATOR_NAMES)))
        wander = np.cumsum(draw.normal(scale=0.12, size=(replicates, weeks, len(INDICATOR_NAMES))), axis=1) / 3
        level = dict.fromkeys(INDICATOR_NAMES, np.full(weeks, 0.55))
        level["anxiety"] = 0.25 + 0.3 * np.exp(-(((week - 14) / 12) ** 2))
        level["alignment"] = 0.5 + 0.2 * week / (week + 40)
        level["expectation_gap"] = 0.45 * np.exp(-week / 20) + 0.05
        level["friction"] = 0.4 * np.exp(-week / 35) + 0.08
        level["queue"] = np.full(weeks, 14.0)
        curves = np.stack([level[each] for each in INDICATOR_NAMES], axis=1)
        values = curves * (1 + 0.18 * spread + 0.15 * wander)
        bounded = [place for place, each in enumerate(INDICATOR_NAMES) if each not in ("expectation_gap", "queue")]
        values[:, :, bounded] = np.clip(values[:, :, bounded], 0, 1)
        values[week[None, :] > ended[:, None]] = np.nan
        last = np.minimum(ended, weeks - 1)
        escalated = draw.geometric(0.012, replicates) - 1
        renegotiated = draw.geometric(0.004, replicates) - 1
        odds = np.array(causes) / sum(causes)
        met = draw.random(replicates) < 0.6
        columns = {
            "scenario": name,
            "point": point,
            "replicate": np.arange(replicates),
            "seed": seed,
            **({"vendor.country": "PHL" if point == 0 else "IND"} if points > 1 else {}),
            "outcome": pd.Categorical(
                np.where(terminated, "terminated", np.where(met, "successful", "unsuccessful")),
                ["successful", "unsuccessful", "terminated"],
            ),
            "ended_week": ended,
            "cause": pd.Categorical(
                np.where(terminated, draw.choice(list(CAUSE_WORDS), replicates, p=odds), None), list(CAUSE_WORDS)
            ),
            "exit": np.where(terminated, draw.choice(["insourced", "switched"], replicates, p=[1 / 3, 2 / 3]), None),
            "missed": np.where(~terminated & ~met, draw.choice(list(outcome.MISSED), replicates), None),
            **dict.fromkeys(RUN_NUMBERS, 0.0),
            "leaks": draw.poisson(0.03, replicates),
            "first_escalation_week": pd.array(
                [each if each <= end and each < weeks else None for each, end in zip(escalated, ended, strict=True)],
                "Int32",
            ),
            "first_renegotiation_week": [
                float(each) if each <= end and each < weeks else math.nan
                for each, end in zip(renegotiated, ended, strict=True)
            ],
            "cost": draw.lognormal(15.5, 0.3, replicates),
        }
        for place, each in enumerate(INDICATOR_NAMES):
            columns[f"{each}_mean"] = np.nanmean(values[:, :, place], axis=1)
            columns[f"{each}_last"] = values[np.arange(replicates), last, place]
        tables.append(pd.DataFrame(columns))
        paths.append(values[:kept].astype(np.float32))
    return Ensemble(scenarios, seed, pd.concat(tables, ignore_index=True), np.stack(paths))


@pytest.fixture(scope="module")
def ordinary():
    return made_up()


def with_lives(ended_week, causes, weeks=104):
    """Partnerships with the given lives; a cause makes one a termination."""
    ensemble = made_up(replicates=len(ended_week), weeks=weeks, hazard=0)
    runs = ensemble.runs.assign(
        ended_week=ended_week,
        cause=pd.Series(causes, dtype=object),
        outcome=["successful" if cause is None else "terminated" for cause in causes],
    )
    values = ensemble.trajectories.copy()
    values[0, np.arange(weeks)[None, :] > np.asarray(ended_week)[:, None]] = np.nan
    return replace(ensemble, runs=runs, trajectories=values)


def printed(ensemble, encoding="utf-8", **options):
    """What the summary looks like on a terminal of 80 columns, without colour."""
    raw = io.BytesIO()
    text = io.TextIOWrapper(raw, encoding=encoding)
    print_summary(ensemble, Console(file=text, width=80), **options)
    text.flush()
    return raw.getvalue().decode(encoding)


# Statistics


def test_a_share_has_wilsons_interval():
    found, z = statistics.share(30, 80), 1.959963984540054
    middle = (30 + z**2 / 2) / (80 + z**2)
    half = z / (80 + z**2) * math.sqrt(30 * 50 / 80 + z**2 / 4)
    assert (found.share, found.low, found.high) == pytest.approx((0.375, middle - half, middle + half))


def test_a_share_of_nobody_is_unknown_and_one_of_everybody_is_not_certain():
    assert math.isnan(statistics.share(0, 0).share)
    assert 0.9 < statistics.share(50, 50).low < statistics.share(50, 50).high == 1


def test_the_interval_of_a_mean_covers_the_true_mean_as_often_as_it_says():
    draws = np.random.default_rng(1).exponential(2.0, size=(600, 200))
    covered = [found.low < 2.0 < found.high for found in map(statistics.mean, draws)]
    assert 0.92 < np.mean(covered) < 0.98


def test_the_interval_of_a_median_covers_the_true_median_at_least_as_often_as_it_says():
    draws = np.random.default_rng(2).exponential(1.0, size=(600, 101))
    covered = [found.low <= math.log(2) <= found.high for found in map(statistics.median, draws)]
    assert np.mean(covered) > 0.935


@pytest.mark.parametrize("values", [[], [3.0], [math.nan], [2.0, 2.0, 2.0]])
def test_too_few_values_give_no_interval_and_no_warning(values):
    assert statistics.mean(values).of == statistics.median(values).of == sum(not math.isnan(each) for each in values)


@pytest.mark.parametrize("seed", range(5))
def test_survival_is_the_share_not_terminated_also_when_some_complete_early(seed):
    draw = np.random.default_rng(seed)
    ended = np.minimum(draw.integers(0, 40, 60), 30)
    terminated = (ended < 30) & (draw.random(60) < 0.6)
    found = statistics.survival(ended, terminated, 30)
    left = [60 - sum(terminated & (ended <= week)) for week in range(30)]
    assert found["survival"].to_numpy() == pytest.approx([count / 60 for count in left])
    intervals = [(each.low, each.high) for each in (statistics.share(int(count), 60) for count in left)]
    assert found[["low", "high"]].to_numpy() == pytest.approx(np.array(intervals))
    assert found["running"].tolist() == [(ended >= week).sum() for week in range(30)]
    assert found["terminated"].sum() == terminated.sum()
    assert found["completed"].sum() == ((ended < 30) & ~terminated).sum()


def test_who_completed_counts_as_not_terminated_to_the_last_week():
    ensemble = with_lives([10] * 5 + [12] * 5 + [20] * 90, [None] * 5 + ["people"] * 5 + [None] * 90, weeks=52)
    assert ensemble.survival()["survival"].iloc[-1] == 0.95
    late = with_lives([10] * 90 + [12] * 10, [None] * 90 + ["people"] * 10, weeks=52)
    assert late.survival()["survival"].iloc[-1] == 0.9
    assert late.survival()["survival"].iloc[-1] == 1 - late.point_summary()["terminated"]["share"]


def test_survival_always_has_an_interval_even_when_nobody_or_everybody_has_failed():
    nobody = statistics.survival([5] * 40, [False] * 40, 5)
    everybody = statistics.survival([2] * 40, [True] * 40, 5)
    assert (nobody["survival"] == 1).all()
    assert nobody["low"].between(0.9, 0.95).all()
    assert everybody["survival"].tolist() == [1, 1, 0, 0, 0]
    assert everybody["high"].iloc[-1] == pytest.approx(statistics.share(0, 40).high)
    assert not everybody.isna().any(axis=None)


def test_the_incidences_of_all_causes_add_up_to_what_survival_lacks(ordinary):
    completing = with_lives([3, 9, 9, 20, 30], ["people", None, "culture", None, "people"], weeks=40)
    for ensemble in (ordinary, completing):
        lost = ensemble.incidence().sum(axis=1)
        assert lost.to_numpy() == pytest.approx(1 - ensemble.survival()["survival"].to_numpy())


def test_bands_are_numpys_quantiles_of_those_still_running(ordinary):
    values = ordinary.trajectories[0, :, :, INDICATOR_NAMES.index("friction")].astype(float)
    found = ordinary.bands("friction", (0.05, 0.5, 0.95))
    expected = np.nanquantile(values, (0.05, 0.5, 0.95), axis=0).T
    assert found[[0.05, 0.5, 0.95]].to_numpy() == pytest.approx(expected, rel=1e-6)
    assert found["alive"].tolist() == [(ordinary.runs["ended_week"] >= week).sum() for week in range(104)]


def test_bands_of_a_thousand_partnerships_take_milliseconds():
    ensemble = made_up(replicates=1000)
    began = time.process_time()
    for name in INDICATOR_NAMES:
        ensemble.bands(name)
    assert (time.process_time() - began) / len(INDICATOR_NAMES) < 0.05


# Tables


def test_weeks_holds_each_week_a_partnership_lived_and_no_other(ordinary):
    weeks = ordinary.weeks
    lived = np.minimum(ordinary.runs["ended_week"] + 1, 104)
    assert list(weeks.columns) == ["scenario", "point", "replicate", "week", *INDICATOR_NAMES]
    assert weeks.groupby("replicate").size().tolist() == lived.tolist()
    assert not weeks.isna().any(axis=None)
    one = weeks[(weeks["replicate"] == 7) & (weeks["week"] == 3)]
    assert one["trust"].item() == ordinary.trajectories[0, 7, 3, INDICATOR_NAMES.index("trust")]


def test_weeks_names_replicates_as_runs_does():
    ensemble = made_up(replicates=5, weeks=10, points=2)
    shifted = replace(ensemble, runs=ensemble.runs.assign(replicate=ensemble.runs["replicate"] + 100))
    assert sorted(shifted.weeks["replicate"].unique()) == [100, 101, 102, 103, 104]


def test_a_name_or_point_that_does_not_exist_is_an_input_error(ordinary):
    with pytest.raises(InputError, match="did you mean 'anxiety'"):
        ordinary.bands("anxeity")
    with pytest.raises(InputError, match="point = 1"):
        ordinary.survival(point=1)
    with pytest.raises(InputError, match="between 0 and 1"):
        ordinary.bands("anxiety", (5, 95))


def test_parts_that_do_not_fit_together_are_refused(ordinary):
    with pytest.raises(ValueError, match="shape"):
        replace(ordinary, trajectories=ordinary.trajectories[0])
    with pytest.raises(ValueError, match="cause"):
        replace(ordinary, runs=ordinary.runs.drop(columns="cause"))


# Summary

EXTREMES = {
    "ordinary": {},
    "nothing fails": {"hazard": 0},
    "everything fails at once": {"hazard": 1.0},
    "one replicate": {"replicates": 1},
    "one week": {"weeks": 1},
    "five years": {"weeks": 260, "replicates": 50},
    "no weekly values": {"kept": 0},
    "a sweep": {"points": 3, "replicates": 60},
}


@pytest.mark.parametrize("case", EXTREMES.values(), ids=EXTREMES.keys())
@pytest.mark.filterwarnings("error")
def test_a_summary_is_plain_json_whatever_happened(case):
    ensemble = made_up(**case)
    answers = ensemble.summary()
    assert json.loads(json.dumps(answers, allow_nan=False)) == answers
    for point in answers["points"]:
        assert sum(each["count"] for each in point["outcomes"].values()) == point["partnerships"]
        assert sum(each["count"] for each in point["causes"]) == point["terminated"]["count"]
        assert sum(each["count"] for each in point["timing"]["half_years"]) == point["terminated"]["count"]


def test_a_point_without_partnerships_is_unknown_not_an_error(ordinary):
    empty = replace(ordinary, runs=ordinary.runs.iloc[:0], trajectories=ordinary.trajectories[:, :0], complete=False)
    answers = empty.summary()["points"][0]
    assert answers["partnerships"] == 0
    assert answers["terminated"]["share"] is None
    assert "interrupted" in printed(empty)


def test_failures_are_dated_by_their_median_and_quartiles():
    ended = [10, 20, 30, 40, 50, *[104] * 15]
    timing = with_lives(ended, ["people"] * 5 + [None] * 15).point_summary()["timing"]
    assert timing["median_week"]["value"] == 30
    assert timing["quartile_weeks"] == [20, 40]
    assert [each["count"] for each in timing["half_years"]] == [2, 3, 0, 0]
    assert [each["to_week"] for each in timing["half_years"]] == [25, 51, 77, 103]


@pytest.mark.parametrize(
    ("causes", "verdict", "first"),
    [
        ({}, "none", None),
        ({"people": 19}, "too_few", "people"),
        ({"people": 15, "culture": 12}, "unsettled", "people"),
        ({"leadership": 40, "culture": 5}, "settled", "leadership"),
        ({"security": 25}, "settled", "security"),
    ],
)
def test_a_challenge_hurts_most_only_where_the_numbers_settle_it(causes, verdict, first):
    named = [cause for cause, count in causes.items() for _ in range(count)]
    ensemble = with_lives([5] * len(named) + [20] * 10, named + [None] * 10, weeks=20)
    found = ensemble.point_summary()["hurts_most"]
    assert (found["verdict"], found["first"]) == (verdict, first)


@pytest.mark.parametrize(
    ("delivered", "cost", "delay", "satisfaction", "missed"),
    [
        (1.0, 1.0, 0, 0.9, None),
        (0.1, 1.0, 0, 0.9, "value"),
        (1.0, 9.0, 0, 0.9, "cost"),
        (1.0, 1.0, 99, 0.9, "time"),
        (1.0, 1.0, 0, 0.0, "satisfaction"),
        (1.0, 9.0, 99, 0.9, "cost+time"),
        (0.1, 9.0, 99, 0.0, "value+cost+time+satisfaction"),
    ],
)
@pytest.mark.parametrize("terminated", [False, True])
def test_an_unsuccessful_partnership_is_told_what_it_missed(delivered, cost, delay, satisfaction, missed, terminated):
    names = [each.name for each in fields(state.Ledger)] + [f"{each}_{at}" for each in INDICATOR_NAMES for at in AT]
    columns = {name: np.zeros(1) for name in names} | {
        "point": np.zeros(1, int),
        "replicate": np.zeros(1, int),
        "cause": np.array([0 if terminated else -1]),
        "outcome": np.array([int(terminated)]),
        "delivered": np.array([delivered]),
        "demanded": np.ones(1),
        "cost": np.array([cost]),
        "planned_cost": np.ones(1),
        "backlog_last": np.array([float(delay)]),
        "satisfaction_last": np.array([satisfaction]),
        **{f"rule_{name}": np.array([getattr(Scenario().coefficients.judgement, name)]) for name in outcome.RULES},
    }
    row = outcome.runs_table([Scenario()], 1, columns).iloc[0]
    if terminated:
        assert (row["outcome"], pd.isna(row["missed"])) == ("terminated", True)
    elif missed is None:
        assert (row["outcome"], pd.isna(row["missed"])) == ("successful", True)
    else:
        assert (row["outcome"], row["missed"]) == ("unsuccessful", missed)


def test_what_was_missed_stands_right_after_the_exit(ordinary):
    columns = list(ordinary.runs.columns)
    assert columns[columns.index("exit") + 1] == "missed"


def judged(missed, leaks=0):
    """Partnerships that all lasted and missed something, or nothing where None."""
    ensemble = with_lives([104] * len(missed), [None] * len(missed))
    outcomes = ["successful" if each is None else "unsuccessful" for each in missed]
    return replace(ensemble, runs=ensemble.runs.assign(missed=missed, outcome=outcomes, leaks=leaks))


def test_reasons_of_the_unsuccessful_are_counted_each_for_itself():
    found = judged(["cost+time", "cost", "satisfaction", None, None]).point_summary()["missed"]
    assert list(found) == list(REQUIREMENTS)
    assert [(each["count"], each["of"]) for each in found.values()] == [(0, 3), (2, 3), (1, 3), (1, 3)]


def test_the_report_says_what_the_unsuccessful_missed():
    assert "Unsuccessful ones missed: cost 2, time 1 of 2\n" in printed(judged(["cost", "cost+time", None]))
    assert "The unsuccessful one missed cost and time." in printed(judged(["cost+time", None]))
    assert "It lasted, and was unsuccessful: it missed value, cost and time." in printed(judged(["value+cost+time"]))
    assert "missed" not in printed(judged([None, None]))


def test_leaks_are_told_where_there_were_any():
    leaky = judged([None] * 100, leaks=[2, 1, 1] + [0] * 97)
    assert leaky.point_summary()["leaked"]["count"] == 3
    assert "  3 % (1 to 8 %) had confidential material leak.\n" in printed(leaky)
    assert "leak" not in printed(judged([None] * 100))


def test_escalation_counts_by_the_first_year_and_ever():
    ensemble = with_lives([104] * 4, [None] * 4)
    runs = ensemble.runs.assign(first_escalation_week=pd.array([0, 51, 52, None], "Int32"))
    found = replace(ensemble, runs=runs).point_summary()["escalated"]
    assert (found["year_1"]["count"], found["ever"]["count"]) == (2, 3)


def test_indicators_are_told_in_weeks_13_and_52_and_at_the_end(ordinary):
    found = ordinary.point_summary()["indicators"]["anxiety"]
    assert [each["week"] for each in found.values()] == [13, 52, 103]
    assert found["52"]["median"] == pytest.approx(ordinary.bands("anxiety").loc[52, 0.5])
    assert [each["week"] for each in made_up(weeks=10).point_summary()["indicators"]["anxiety"].values()] == [9]


def test_the_end_of_indicators_is_the_last_week_with_enough_running():
    ended = [70] * 30 + [80] * FEWEST_RUNNING + [90] * (FEWEST_RUNNING - 1)
    projects = with_lives(ended, [None] * len(ended))
    assert [each["week"] for each in projects.point_summary()["indicators"]["anxiety"].values()] == [13, 52, 80]
    text = printed(projects)
    assert re.search(r"week 13 +week 52 +week 80\n", text)
    assert re.search(rf"still running +69 +69 +{2 * FEWEST_RUNNING - 1}\n", text)


def test_of_a_handful_the_end_is_the_last_week_in_which_all_run():
    short = with_lives([30, 40, 40], [None] * 3)
    assert [each["running"] for each in short.point_summary()["indicators"]["anxiety"].values()] == [3, 0, 3]
    assert re.search(r"\n +week 13 +week 30\n", printed(short))


def test_a_sweep_is_told_point_by_point_with_its_parameters():
    answers = made_up(points=2, replicates=40).summary()["points"]
    assert [each["parameters"] for each in answers] == [{"vendor.country": "PHL"}, {"vendor.country": "IND"}]
    assert [each["partnerships"] for each in answers] == [40, 40]


def test_every_cause_that_the_engine_names_has_words_for_readers():
    assert set(CAUSE_WORDS) == set(state.CAUSES)


# Report


@pytest.mark.parametrize("case", EXTREMES.values(), ids=EXTREMES.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.filterwarnings("error")
def test_the_report_fits_80_columns_and_about_30_lines_in_any_encoding(case, encoding):
    lines = printed(made_up(**case, name="überseeisches_callcenter"), encoding).splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 34


def test_the_report_says_shares_causes_and_where_the_files_are(ordinary):
    text = printed(ordinary, paths={"runs": "somewhere/runs.parquet"})
    failed = ordinary.point_summary()["terminated"]
    assert re.search(rf"terminated +{100 * failed['share']:.0f} % \({100 * failed['low']:.0f} to", text)
    assert "client United States, vendor Philippines" in text
    assert "hurts most" in text
    assert "somewhere/runs.parquet" in text


def test_the_report_keeps_its_grammar_when_there_is_one_of_something():
    alone = with_lives([20], [None], weeks=20)
    assert "1 partnership, 20 weeks" in printed(alone)
    assert "It lasted" in printed(alone)
    failed = printed(with_lives([7], ["people"], weeks=20))
    assert "It was terminated in week 7, over people and change." in failed
    one_of_many = printed(with_lives([7, 20, 20], ["people", None, None], weeks=20))
    assert "The only termination came in week 7." in one_of_many
    assert "1 termination: too few to tell" in one_of_many


def test_the_report_does_not_claim_what_is_not_settled():
    causes = ["people"] * 15 + ["culture"] * 12
    assert "not settled" in printed(with_lives([5] * 27, causes, weeks=20))


def test_a_rare_event_is_not_printed_as_never():
    ensemble = with_lives([3] + [20] * 499, ["people"] + [None] * 499, weeks=20)
    assert re.search(r"terminated +0\.2 % ", printed(ensemble))


def test_a_sweep_is_a_line_a_point():
    text = printed(made_up(points=25, replicates=5, weeks=8))
    assert text.count("vendor.country=IND") == 19
    assert "and 5 more points" in text


# The module


def test_a_notebook_sees_a_small_table_and_a_console_a_short_line(ordinary):
    assert repr(ordinary) == "<Ensemble offshore_call_center: 300 partnerships, seed 0>"
    assert "<table" in ordinary._repr_html_()
    strange = replace(ordinary, scenarios=(Scenario(name="<b>"),))
    assert "<b>" not in strange._repr_html_()


def test_importing_the_ensemble_loads_neither_scipy_nor_matplotlib_nor_rich():
    code = "import sys, outsim.ensemble; sys.exit(bool({'scipy', 'matplotlib', 'rich'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_the_examples_in_the_docstrings_hold():
    for module in (statistics, report):
        result = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
        assert result.attempted >= 1
        assert result.failed == 0
