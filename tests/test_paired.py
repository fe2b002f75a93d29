"""Intervals of means and ratios over pairs cover as often as they say, and agree with what is known otherwise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multinomial

from outsim import statistics
from outsim.paired import chance_of_no_effect, difference_of, mean_of, ratio_of, replicates_for


@pytest.mark.slow
@pytest.mark.parametrize(
    ("prevented", "caused"), [(0.1, 0.02), (0.03, 0.01), (0.02, 0.02)], ids=["much", "a little", "nothing on balance"]
)
def test_95_percent_intervals_of_prevented_failures_hold_the_truth_about_as_often(prevented, caused) -> None:
    luck = np.random.default_rng(1).random((400, 500))
    contrasts = np.where(luck < prevented, 1.0, np.where(luck < prevented + caused, -1.0, 0.0))
    found = mean_of(contrasts)
    covered = np.mean([each.low <= prevented - caused <= each.high for each in found])
    assert abs(covered - 0.95) < 3 * math.sqrt(0.95 * 0.05 / 400)


@pytest.mark.parametrize("pairs", [8, 30, 300])
@pytest.mark.parametrize(("prevented", "caused"), [(0.0, 0.0), (0.01, 0.0), (0.05, 0.05), (0.5, 0.1), (1.0, 0.0)])
def test_intervals_of_prevented_failures_cover_however_few_pairs_differ(pairs, prevented, caused) -> None:
    """By the exact distribution of how many pairs differ in either direction; scipy's multinomial knows it."""
    more, fewer = np.meshgrid(np.arange(pairs + 1), np.arange(pairs + 1), indexing="ij")
    possible = more + fewer <= pairs
    more, fewer = more[possible], fewer[possible]
    chance = multinomial.pmf(
        np.column_stack([more, fewer, pairs - more - fewer]), pairs, [prevented, caused, 1 - prevented - caused]
    )
    likely = chance > 1e-9
    numbers = np.arange(pairs)
    without = np.array([numbers < m for m in more[likely]])
    with_ = np.array([(numbers >= m) & (numbers < m + f) for m, f in zip(more[likely], fewer[likely], strict=True)])
    held = [each.low <= prevented - caused <= each.high for each in difference_of(without, with_)]
    assert chance[likely][held].sum() > 0.93


def test_few_pairs_never_make_a_certainty() -> None:
    all_saved, none_differ = difference_of([[True] * 6, [True] * 6], [[False] * 6, [True] * 6])
    assert all_saved.low < 0.5
    assert none_differ.low < -0.2 < 0.2 < none_differ.high
    one_of_300 = difference_of([[True] + [False] * 299], [[False] * 300])[0]
    none_of_300 = difference_of([[False] * 300], [[False] * 300])[0]
    assert one_of_300.high > none_of_300.high
    assert replicates_for([False] * 50, [False] * 50, 0.01) > 500


def test_intervals_of_many_pairs_are_nearly_students() -> None:
    contrasts = np.random.default_rng(2).normal(0.3, 1, 2000)
    (mine,), students = mean_of(contrasts), statistics.mean(contrasts)
    assert mine.value == pytest.approx(students.value)
    for end in ("low", "high"):
        assert getattr(mine, end) == pytest.approx(getattr(students, end), abs=0.06 * (students.high - students.low))


def test_pairs_of_one_draw_count_as_one_where_they_are_alike() -> None:
    of_draws = np.random.default_rng(3).normal(size=60)
    (alone,) = mean_of(of_draws)
    (fourfold,) = mean_of(np.repeat(of_draws, 4), np.repeat(np.arange(60), 4))
    assert (fourfold.low, fourfold.high) == pytest.approx((alone.low, alone.high))
    (taken_for_independent,) = mean_of(np.repeat(of_draws, 4))
    assert taken_for_independent.high - taken_for_independent.low < 0.7 * (alone.high - alone.low)


def test_a_ratio_is_resampled_by_pairs() -> None:
    """Where both sides rise and fall together their ratio is known exactly."""
    below = np.random.default_rng(4).random(50) + 1
    (found,) = ratio_of(3 * below, below)
    assert (found.value, found.low, found.high) == pytest.approx((3, 3, 3))


def test_nothing_below_or_one_pair_gives_no_number_instead_of_a_wrong_one() -> None:
    nothing = ratio_of([1.0, 2.0], [0.0, 0.0])[0]
    one = mean_of([5.0])[0]
    assert all(map(math.isnan, (nothing.value, nothing.low, one.low, one.high)))
    assert one.value == 5.0


@given(better=st.integers(0, 40), worse=st.integers(0, 40), alike=st.integers(0, 20))
def test_the_chance_of_no_effect_is_that_of_a_fair_coin(better: int, worse: int, alike: int) -> None:
    without = [True] * better + [False] * worse + [True] * alike
    with_ = [False] * better + [True] * worse + [True] * alike
    tosses = better + worse
    tail = sum(math.comb(tosses, heads) for heads in range(min(better, worse) + 1)) / 2**tosses
    assert chance_of_no_effect(without, with_) == pytest.approx(min(1.0, 2 * tail))


def test_what_counts_with_draws_is_in_how_many_of_them_more_pairs_fail() -> None:
    without = np.repeat([True] * 6 + [False] * 4, 4)
    with_ = np.zeros(40, dtype=bool)
    assert chance_of_no_effect(without, with_, np.repeat(np.arange(10), 4)) == pytest.approx(2 / 2**6)


def test_so_many_replicates_make_the_interval_as_narrow_as_asked() -> None:
    luck = np.random.default_rng(5)
    needed = replicates_for(luck.random(400) < 0.2, np.zeros(400, dtype=bool), 0.02)
    (found,) = difference_of(luck.random(needed) < 0.2, np.zeros(needed, dtype=bool))
    assert (found.high - found.low) / 2 == pytest.approx(0.02, rel=0.15)
