"""Draws of coefficients: each replicate lives with its own, and intervals hold what they leave open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from outsim import engine, statistics, uncertainty
from outsim.conditions import conditions
from outsim.engine import simulate
from outsim.ensemble import Ensemble
from outsim.errors import InputError
from outsim.scenario import Scenario, scenario_parameters
from outsim.statistics import Estimate, share, share_over_draws, spread_between, widened
from outsim.studies.prior import prior_of_coefficients
from outsim.uncertainty import assumed_coefficients, draw_of, in_place_of_defaults, posterior_draws, with_draw

pytestmark = pytest.mark.slow  # the same on every Python

DRAWS = 5
NAMES = [found.name for found in assumed_coefficients()]
OWN = {
    "coefficients.judgement.escalate": 0.9 * Scenario().coefficients.judgement.escalate,
    "coefficients.threat.floor": 0.5 * Scenario().coefficients.threat.floor,
}
"""Coefficients that a scenario sets itself."""


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """Five draws from the prior in place of those that are shipped."""
    prior = prior_of_coefficients()
    draws = pd.DataFrame(prior.values(prior.sample(DRAWS, seed=5)))
    for module in (uncertainty, engine):
        monkeypatch.setattr(module, "posterior_draws", lambda: draws)
    return draws


def bare(runs: pd.DataFrame) -> pd.DataFrame:
    """Without names and places in a sweep."""
    return runs.drop(columns=["scenario", "point", "draw"], errors="ignore").reset_index(drop=True)


# Replicates and draws


@pytest.mark.parametrize("own", [{}, OWN], ids=["all at their defaults", "some set"])
def test_a_replicate_lives_with_its_draw_to_the_last_bit(small: Scenario, made_up: pd.DataFrame, own: dict) -> None:
    """As if the scenario had been given the coefficients of each draw for four replicates; its own ones stay."""
    scenario, wanted = small.with_(own), 5 * DRAWS + 3
    drawn = simulate(scenario, replicates=wanted, seed=7, parameters="posterior")
    alone = simulate([with_draw(scenario, draw) for draw in range(DRAWS)], replicates=wanted, seed=7)
    for replicate in range(wanted):
        draw = replicate // 4 % DRAWS
        assert drawn.runs["draw"][replicate] == draw
        assert bare(drawn.runs.iloc[[replicate]]).equals(bare(alone.runs_of(draw).iloc[[replicate]]))
        assert np.array_equal(drawn.trajectories[0, replicate], alone.trajectories[draw, replicate], equal_nan=True)
    assert drawn.runs["trust_mean"].iloc[: 4 * DRAWS].nunique() == 4 * DRAWS


def test_a_replicate_alone_equals_the_same_one_among_hundreds(small: Scenario, made_up: pd.DataFrame) -> None:
    """Over blocks that begin with different draws: the width of a block is no multiple of five."""
    many = simulate(small, replicates=300, seed=7, parameters="posterior")
    few = simulate(small, replicates=3, seed=7, parameters="posterior")
    assert bare(few.runs).equals(bare(many.runs.iloc[:3]))
    assert (many.runs["draw"] == many.runs["replicate"] // 4 % DRAWS).all()
    place = 299
    alone = simulate(with_draw(small, place // 4 % DRAWS), replicates=300, seed=7)
    assert bare(many.runs.iloc[[place]]).equals(bare(alone.runs.iloc[[place]]))


def test_scenarios_share_draws_as_they_share_luck(small: Scenario, made_up: pd.DataFrame) -> None:
    idle = small.with_interventions("leader_checkins", dose=0)
    late = small.with_interventions("leader_checkins", start=20)
    arms = simulate([small, idle, late], replicates=12, seed=2, parameters="posterior")
    assert bare(arms.runs_of(0)).equals(bare(arms.runs_of(1)))
    assert arms.runs_of(0)["draw"].tolist() == arms.runs_of(2)["draw"].tolist()
    assert np.array_equal(arms.trajectories[0, :, :20], arms.trajectories[2, :, :20], equal_nan=True)
    assert not np.array_equal(arms.trajectories[0, :, 20:], arms.trajectories[2, :, 20:], equal_nan=True)


def test_only_drawn_coefficients_are_told_of(small: Scenario, made_up: pd.DataFrame) -> None:
    usual = simulate(small, replicates=3, seed=1)
    assert "draw" not in usual.runs
    drawn = simulate(small, replicates=3, seed=1, parameters="posterior")
    assert list(drawn.runs.columns.drop("draw")) == list(usual.runs.columns)
    assert usual.runs["trust_mean"].tolist() != drawn.runs["trust_mean"].tolist()


def test_with_a_posterior_of_nothing_but_defaults_all_is_as_usual(small: Scenario, monkeypatch) -> None:
    defaults = pd.DataFrame({found.name: [found.default] * 3 for found in assumed_coefficients()})
    for module in (uncertainty, engine):
        monkeypatch.setattr(module, "posterior_draws", lambda: defaults)
    drawn = simulate(small, replicates=9, seed=1, parameters="posterior")
    assert bare(drawn.runs).equals(bare(simulate(small, replicates=9, seed=1).runs))


def test_a_scenario_keeps_what_it_sets_itself(made_up: pd.DataFrame) -> None:
    drawn = with_draw(Scenario().with_(OWN), 2)
    values = {name: uncertainty._value(drawn, name) for name in NAMES}
    assert {name: values[name] for name in OWN} == OWN
    assert all(values[name] == made_up[name][2] for name in NAMES if name not in OWN)


@pytest.mark.parametrize("draw", [-1, DRAWS, 1.5, np.nan, np.inf, -np.inf, "1", None, True])
def test_a_draw_that_does_not_exist_is_refused(made_up: pd.DataFrame, draw: Any) -> None:
    with pytest.raises(InputError, match=r"draw = .*: must be a whole number from 0 to 4"):
        with_draw(Scenario(), draw)


@pytest.mark.parametrize("draw", [np.int64(3), 3.0])
def test_a_whole_number_of_any_kind_is_a_draw(made_up: pd.DataFrame, draw: Any) -> None:
    assert with_draw(Scenario(), draw) == with_draw(Scenario(), 3)


@pytest.mark.parametrize("given_", ["posteriour", "Posterior", "deflaut", None, 3, ["posterior"]])
def test_a_wrong_kind_of_parameters_is_named_with_the_nearest_right_one(small: Scenario, given_: Any) -> None:
    nearest = {"posteriour": "posterior", "Posterior": "posterior", "deflaut": "default"}
    hint = f"did you mean '{nearest[given_]}'" if isinstance(given_, str) else "Known: default, posterior"
    with pytest.raises(InputError, match=hint):
        simulate(small, replicates=1, parameters=given_)


def test_what_is_shipped_has_a_usable_value_for_every_assumed_coefficient() -> None:
    draws = posterior_draws()
    assert list(draws.columns) == NAMES
    assert len(draws) > 1
    assert np.array_equal(draw_of(np.arange(12 * len(draws))), np.tile(np.repeat(np.arange(len(draws)), 4), 3))
    for draw in range(len(draws)):
        with_draw(Scenario(), draw)  # refuses what is out of range


# In place of defaults


def every_coefficient(runs: int) -> Any:
    """The coefficients of so many partnerships at their defaults, side by side."""
    import jax

    return jax.tree.map(lambda leaf: np.repeat(leaf[None], runs), conditions(Scenario()).coefficients)


def value_of(coefficients: Any, name: str) -> np.ndarray[Any, Any]:
    group, last = name.removeprefix("coefficients.").split(".")
    return np.asarray(getattr(getattr(coefficients, group), last))


def test_nothing_but_assumed_coefficients_is_replaced() -> None:
    before = every_coefficient(3)
    after = in_place_of_defaults(before, {name: np.full(3, 0.123) for name in NAMES})
    for found in scenario_parameters():
        if found.name.startswith("coefficients."):
            expected = np.float32(0.123) if found.name in NAMES else np.float32(found.default)
            assert (value_of(after, found.name) == expected).all(), found.name
            assert value_of(after, found.name).dtype == np.float32
            assert (value_of(before, found.name) == np.float32(found.default)).all()


@given(st.sampled_from(NAMES), st.lists(st.booleans(), min_size=1, max_size=6))
@settings(deadline=None, max_examples=30)
def test_a_value_is_replaced_where_a_partnership_has_the_default_only(name: str, own: list[bool]) -> None:
    before, runs = every_coefficient(len(own)), len(own)
    group, last = name.removeprefix("coefficients.").split(".")
    usual = value_of(before, name)
    mixed = np.where(own, usual + np.float32(1), usual)
    before = replace(before, **{group: replace(getattr(before, group), **{last: mixed})})
    after = in_place_of_defaults(before, {name: np.arange(runs) + 100.0})
    assert value_of(after, name).tolist() == np.where(own, mixed, np.arange(runs) + 100).tolist()
    for other in NAMES:
        if other != name:
            assert np.array_equal(value_of(after, other), value_of(before, other))


def test_a_name_of_no_assumed_coefficient_is_refused() -> None:
    with pytest.raises(InputError, match=r"coefficients.threat.flor is none of the assumed coefficients"):
        in_place_of_defaults(every_coefficient(1), {"coefficients.threat.flor": np.zeros(1)})


# The spread between draws


def mean_over_chance(between: float, within: float, one: int, other: int) -> float:
    """Of the difference of two mean squares, the first as far off as F with these degrees of freedom says."""
    chances = [stats.f.ppf((k + 0.5) / statistics.QUANTILES, one, other) for k in range(statistics.QUANTILES)]
    return sum(max(0.0, between / chance - within) for chance in chances) / len(chances)


measured = st.floats(-100, 100).map(lambda number: round(number, 3))
groups = st.lists(st.lists(measured, min_size=1, max_size=6), min_size=2, max_size=8)


@given(groups, st.integers(0, 100))
@settings(deadline=None)
def test_the_spread_is_that_of_a_textbook(lists: list[list[float]], seed: int) -> None:
    """Analysis of variance in plain sums (Searle, Casella & McCulloch 1992, 3.6), the rows in any order.

    The ratio of the two mean squares is off by chance as F is: the mean over that, negative ones as none.
    """
    count, total = [len(values) for values in lists], sum(map(len, lists))
    grand = sum(map(sum, lists)) / total
    means = [sum(values) / len(values) for values in lists]
    squares_between = sum(n * (mean - grand) ** 2 for n, mean in zip(count, means, strict=True))
    squares_within = sum((each - mean) ** 2 for values, mean in zip(lists, means, strict=True) for each in values)
    if total == len(lists):
        expected = 0.0
    else:
        between, within = squares_between / (len(lists) - 1), squares_within / (total - len(lists))
        typical = (total - sum(n * n for n in count) / total) / (len(lists) - 1)
        expected = mean_over_chance(between, within, len(lists) - 1, total - len(lists)) / typical
    rows = [(value, draw) for draw, values in enumerate(lists) for value in values]
    order = np.random.default_rng(seed).permutation(total)
    values, draws = zip(*(rows[place] for place in order), strict=True)
    assert spread_between(values, draws) ** 2 == pytest.approx(expected, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_the_spread_agrees_with_the_f_statistic_of_scipy(seed: int) -> None:
    luck = np.random.default_rng(seed)
    lists = [luck.normal(luck.normal(0, 2), 1, size) for size in luck.integers(2, 9, 12)]
    count, total = np.array([len(values) for values in lists]), sum(map(len, lists))
    within = sum(((values - values.mean()) ** 2).sum() for values in lists) / (total - len(lists))
    typical = (total - (count**2).sum() / total) / (len(lists) - 1)
    between = stats.f_oneway(*lists).statistic * within
    expected = np.sqrt(mean_over_chance(between, within, len(lists) - 1, total - len(lists)) / typical)
    assert spread_between(np.concatenate(lists), np.repeat(np.arange(12), count)) == pytest.approx(expected)


@pytest.mark.parametrize("spread", [0.5, 2.0])
def test_a_known_spread_is_found(spread: float) -> None:
    """Its square is right on average over worlds, and within 15 % of the truth in one large one."""
    luck = np.random.default_rng(3)

    def world(many: int) -> tuple[Any, Any]:
        which = np.tile(np.arange(many), 8)
        return luck.normal(0, spread, many)[which] + luck.normal(size=len(which)), which

    squares = [spread_between(*world(40)) ** 2 for _ in range(300)]
    assert np.mean(squares) == pytest.approx(spread**2, abs=4 * np.std(squares) / np.sqrt(300))
    assert spread_between(*world(2000)) == pytest.approx(spread, rel=0.15)


def test_the_luck_of_a_few_replicates_is_not_taken_for_a_difference_between_draws() -> None:
    """Where there is none, what is found is far less than the scatter of the means, and closes with replicates."""
    luck = np.random.default_rng(4)

    def found(each: int) -> Any:
        return [spread_between(luck.normal(size=40 * each), np.arange(40 * each) % 40) for _ in range(200)]

    few, many = found(8), found(128)
    assert np.median(few) < 0.5 / np.sqrt(8)
    assert np.quantile(few, 0.95) < 1 / np.sqrt(8)
    assert np.median(many) == pytest.approx(np.median(few) / 4, rel=0.25)  # as the root of the replicates


@pytest.mark.parametrize(
    ("values", "draws"),
    [([], []), ([1.0], [0]), ([1.0, 5.0], [3, 3]), ([1.0, 5.0, 2.0], [0, 1, 2]), ([np.nan, 5.0, 2.0], [0, 0, 1])],
)
@pytest.mark.filterwarnings("error")
def test_where_nothing_can_tell_there_is_no_spread(values: list[float], draws: list[int]) -> None:
    assert spread_between(values, draws) == 0


def test_missing_values_are_left_out_and_a_shift_changes_nothing() -> None:
    luck = np.random.default_rng(5)
    draws = np.arange(60) % 6
    values = luck.normal(size=60) + draws
    found = spread_between(values, draws)
    assert spread_between([*values, np.nan, np.nan], [*draws, 0, 7]) == pytest.approx(found)
    assert spread_between(values + 1000, draws) == pytest.approx(found)
    assert spread_between(-3 * values, draws) == pytest.approx(3 * found)
    assert spread_between(values, [f"draw {each}" for each in draws]) == pytest.approx(found)


# Shares and estimates over draws


def covered(mean: float, spread: float, draws: int, each: int, *, worlds: int = 150) -> float:
    """How often intervals contain the true share of a new draw, over worlds of known spread (beta-binomial)."""
    luck = np.random.default_rng(6)
    together = mean * (1 - mean) / spread**2 - 1
    shape = mean * together, (1 - mean) * together
    inside = []
    for _ in range(worlds):
        which = np.arange(draws * each) % draws
        found = share_over_draws(luck.random(len(which)) < luck.beta(*shape, draws)[which], which)
        inside.append(np.diff(stats.beta.cdf([found.low, found.high], *shape))[0])
    return float(np.mean(inside))


@pytest.mark.parametrize(("mean", "spread"), [(0.5, 0.2), (0.15, 0.12), (0.15, 0.08), (0.8, 0.15), (0.05, 0.05)])
def test_intervals_contain_the_shares_of_draws_about_as_often_as_they_say(mean: float, spread: float) -> None:
    """95 %, with the 128 draws that are shipped and 2,000 replicates; Wilson's contain a tenth."""
    assert 0.91 <= covered(mean, spread, draws=128, each=16) <= 0.97


@pytest.mark.parametrize("draws", [16, 64, 128])
@pytest.mark.parametrize(("mean", "spread"), [(0.5, 0.2), (0.15, 0.12), (0.05, 0.05)])
def test_so_they_do_with_four_replicates_a_draw(mean: float, spread: float, draws: int) -> None:
    """The fewest that are ever simulated, as in 512 replicates; rare and scattered as they may be, nearly."""
    assert 0.87 <= covered(mean, spread, draws, each=4) <= 0.99


@given(st.integers(1, 300), st.integers(1, 40), st.floats(0, 1), st.floats(0, 1), st.integers(0, 1000))
@settings(deadline=None, max_examples=60)
@pytest.mark.filterwarnings("error")
def test_an_interval_over_draws_holds_its_share_and_wilsons_interval(
    runs: int, draws: int, mean: float, spread: float, seed: int
) -> None:
    luck = np.random.default_rng(seed)
    which = np.arange(runs) % draws
    true = np.clip(luck.normal(mean, spread, draws), 0, 1)
    hits = luck.random(runs) < true[which]
    found, plain = share_over_draws(hits, which), share(int(hits.sum()), runs)
    assert (found.count, found.of, found.share) == (plain.count, plain.of, plain.share)
    assert 0 <= found.low <= plain.low <= found.share <= plain.high <= found.high <= 1


def test_where_all_draws_agree_the_interval_closes_as_replicates_grow() -> None:
    """It stays wider than Wilson's, since a spread that does not show may yet be there."""

    def width(runs: int) -> float:
        hits = [np.random.default_rng(seed).random(runs) < 0.3 for seed in range(40)]
        found = [share_over_draws(hit, np.arange(runs) // 4 % 128) for hit in hits]
        return float(np.median([each.high - each.low for each in found]))

    assert width(16 * 1024) == pytest.approx(width(1024) / 4, rel=0.25)


def test_of_nobody_and_of_everybody_the_share_over_draws_is_the_plain_one() -> None:
    assert np.isnan(share_over_draws([], []).share)
    for hits in ([True] * 30, [False] * 30):
        assert share_over_draws(hits, np.arange(30) % 5) == share(sum(hits), 30)


def test_the_more_draws_differ_the_wider_the_interval() -> None:
    """The same 60 of 120, ever more of them in the same draws."""
    widths = []
    for concentrated in (0, 2, 4, 5):
        hits = np.concatenate(
            [np.arange(10) < (5 + concentrated if draw < 6 else 5 - concentrated) for draw in range(12)]
        )
        found = share_over_draws(hits, np.repeat(np.arange(12), 10))
        assert found.share == 0.5
        widths.append(found.high - found.low)
    assert widths == sorted(set(widths))


def test_widths_add_in_quadrature_on_either_side() -> None:
    z = stats.norm.ppf(0.975)
    found = widened(Estimate(10.0, 10 - 2.0, 10 + 3.0, 50), 1.5)
    assert (found.value, found.of) == (10.0, 50)
    assert found.low == pytest.approx(10 - np.sqrt(2.0**2 + (1.5 * z) ** 2))
    assert found.high == pytest.approx(10 + np.sqrt(3.0**2 + (1.5 * z) ** 2))


@pytest.mark.filterwarnings("error")
def test_an_interval_that_is_not_known_stays_so() -> None:
    found = widened(Estimate(10.0, np.nan, np.nan, 1), 1.5)
    assert found.value == 10
    assert np.isnan([found.low, found.high]).all()


def test_a_widened_mean_covers_the_means_of_draws_as_often_as_it_says() -> None:
    luck = np.random.default_rng(8)
    inside = []
    for _ in range(200):
        which = np.arange(1024) % 128
        values = luck.normal(5, 0.7, 128)[which] + luck.normal(size=1024)
        found = widened(statistics.mean(values), spread_between(values, which))
        inside.append(np.diff(stats.norm.cdf([found.low, found.high], 5, 0.7))[0])
    assert 0.93 <= np.mean(inside) <= 0.96


# Summaries


def intervals(answers: Any, path: str = "") -> Iterator[tuple[str, float, float]]:
    """Every low and high of a summary."""
    if isinstance(answers, dict):
        if {"low", "high"} <= answers.keys() and answers["low"] is not None:
            yield path, answers["low"], answers["high"]
        for name, inner in answers.items():
            yield from intervals(inner, f"{path}/{name}")
    elif isinstance(answers, list):
        for place, inner in enumerate(answers):
            yield from intervals(inner, f"{path}/{place}")


@pytest.fixture
def drawn(small: Scenario, made_up: pd.DataFrame) -> Ensemble:
    return simulate(small, replicates=400, seed=3, parameters="posterior")


def test_no_interval_of_a_summary_is_narrower_for_the_draws_and_most_are_wider(drawn: Ensemble) -> None:
    """The same partnerships, once with and once without knowing which draw each lived with."""
    plain = replace(drawn, runs=drawn.runs.drop(columns="draw"))
    open_, closed = (list(intervals(ensemble.point_summary())) for ensemble in (drawn, plain))
    assert [path for path, *_ in open_] == [path for path, *_ in closed]
    assert len(open_) > 20
    for (path, low, high), (_, plain_low, plain_high) in zip(open_, closed, strict=True):
        assert low <= plain_low, path
        assert high >= plain_high, path
    told = [(high - low) / (plain_high - plain_low)
            for (path, low, high), (_, plain_low, plain_high) in zip(open_, closed, strict=True)
            if "indicators" not in path and plain_high > plain_low]  # fmt: skip
    assert np.mean(np.array(told) > 1.05) > 0.5
    names = {path for path, *_ in open_}
    assert {"/outcomes/successful", "/terminated", "/escalated/year_1", "/cost/mean"} <= names


def test_survival_is_as_open_as_the_share_terminated(drawn: Ensemble) -> None:
    found, ended = drawn.survival().iloc[-1], drawn.point_summary()["terminated"]
    assert 0 < ended["count"] < 400
    assert found["survival"] == pytest.approx(1 - ended["share"])
    assert (found["low"], found["high"]) == pytest.approx((1 - ended["high"], 1 - ended["low"]))
    plain = replace(drawn, runs=drawn.runs.drop(columns="draw")).survival()
    assert (drawn.survival()["low"] <= plain["low"]).all()
    assert (drawn.survival()["high"] >= plain["high"]).all()
    assert drawn.survival()["survival"].equals(plain["survival"])


def drawn_causes(draws: int, each: int, between: float, seed: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Replicates of which a fifth is terminated, and one in five of these of one cause, more or less so by draw."""
    luck = np.random.default_rng(seed)
    draw = np.repeat(np.arange(draws), each)
    chance = np.clip(0.2 + between * luck.choice([-1.0, 1.0], draws), 0, 1)[draw]
    terminated = luck.random(draw.size) < 0.2
    return terminated & (luck.random(draw.size) < chance), terminated, draw


@pytest.mark.parametrize("between", [0.0, 0.15])
def test_a_share_of_few_terminations_per_draw_is_not_taken_for_nothing_known(between: float) -> None:
    """128 draws with eight replicates each have one or two terminations a draw: alone they would say 0 or 1."""
    widths = []
    for seed in range(20):
        hits, among, draws = drawn_causes(128, 8, between, seed)
        found = share_over_draws(hits, draws, among)
        assert (found.count, found.of) == ((hits & among).sum(), among.sum())
        assert found.low <= found.share <= found.high
        widths.append(found.high - found.low)
    # the luck of 200 terminations alone has a width of 0.11; a spread of 0.15 either way adds to it
    low, high = (0.11, 0.45) if between == 0 else (0.3, 0.75)
    assert low < np.median(widths) < high


def test_a_share_among_all_is_the_share() -> None:
    hits, _, draws = drawn_causes(30, 4, 0.1, 3)
    assert share_over_draws(hits, draws) == share_over_draws(hits, draws, np.ones(hits.size, bool))
