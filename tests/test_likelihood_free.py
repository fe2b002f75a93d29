"""Approximate Bayesian computation held against a problem whose exact answer is known: linear and Gaussian."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import minimize

from outsim.errors import InputError
from outsim.studies import recovery
from outsim.studies.informed import informed
from outsim.studies.likelihood_free import Posterior, ReferenceTable, accept
from outsim.studies.most_probable import most_probable
from outsim.studies.recovery import recover

pytestmark = pytest.mark.slow

MIXES = np.array([[1.0, 0.5, 0.0], [0.3, -1.0, 0.0], [0.7, 0.2, 0.0], [0.0, 0.8, 0.0]])
"""What four observed numbers are of three unknowns; nothing depends on the last."""

LUCK = np.array([0.2, 0.3, 0.1, 0.4])  # of one simulation
ERROR = np.array([0.5, 0.4, 0.6, 0.3])  # of observation
TRUTH = np.array([0.8, -0.6, 1.5])


@dataclass(frozen=True)
class Exact:
    """The exact posterior: normal numbers weighed by their precision."""

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]

    @classmethod
    def of(cls, observed: NDArray[np.float64], error: NDArray[np.float64]) -> Exact:
        precision = np.diag(1 / (LUCK**2 + error**2))
        covariance = np.linalg.inv(np.eye(MIXES.shape[1]) + MIXES.T @ precision @ MIXES)
        return cls(covariance @ MIXES.T @ precision @ observed, covariance)

    @property
    def spread(self) -> NDArray[np.float64]:
        return np.sqrt(np.diag(self.covariance))


def simulated(draws: int, seed: int) -> ReferenceTable:
    luck = np.random.default_rng(seed)
    standard = luck.normal(size=(draws, MIXES.shape[1]))
    return ReferenceTable(standard, standard @ MIXES.T + luck.normal(size=(draws, len(MIXES))) * LUCK)


def mean_of(posterior: Posterior) -> NDArray[np.float64]:
    return posterior.weights @ posterior.standard


def covariance_of(posterior: Posterior) -> NDArray[np.float64]:
    return np.cov(posterior.standard.T, aweights=posterior.weights, ddof=0)


def effective(posterior: Posterior) -> float:
    """So many equally weighted draws tell as much."""
    return float(1 / (posterior.weights**2).sum())


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.05, 0.2, 1.0])
def test_mean_and_spread_are_those_of_the_exact_posterior(share: float, seed: int) -> None:
    """However many are accepted: what the regression cannot know of the rest is noise, 5 standard errors at most."""
    observed = MIXES @ TRUTH + np.random.default_rng(100 + seed).normal(size=4) * np.hypot(LUCK, ERROR)
    exact = Exact.of(observed, ERROR)
    found = accept(simulated(8000, seed), observed, ERROR, share=share, seed=seed)
    enough = effective(found)
    # the regression's intercept at what was observed, and its five coefficients, are estimated from so many draws
    away = np.sqrt(1 + observed @ np.linalg.solve(np.cov(simulated(2000, 99).simulated.T), observed) + 5)
    np.testing.assert_allclose(mean_of(found), exact.mean, atol=5 * away * exact.spread.max() / np.sqrt(enough))
    error_of_covariance = 5 * np.sqrt(2 / enough) + 5 / enough
    allowed = error_of_covariance * np.outer(exact.spread, exact.spread)
    assert (np.abs(covariance_of(found) - exact.covariance) <= allowed).all()


def test_regression_does_what_rejection_alone_cannot() -> None:
    """With a fifth accepted, plain rejection leaves the posterior far too wide."""
    observed = MIXES @ TRUTH
    exact = Exact.of(observed, ERROR)
    found = accept(simulated(8000, 1), observed, ERROR, share=0.2, seed=1)
    rejected = simulated(8000, 1).standard[found.places]
    unmoved = np.sqrt(np.diag(np.cov(rejected.T, aweights=found.weights)))
    assert (unmoved[:2] > 1.15 * exact.spread[:2]).all()
    assert (np.sqrt(np.diag(covariance_of(found)))[:2] < 1.08 * exact.spread[:2]).all()


def test_accepted_draws_are_the_nearest_and_the_nearer_weigh_more() -> None:
    """With the same scale for all numbers, held against a plain sort."""
    table = simulated(4000, 2)
    observed = np.zeros(4)
    found = accept(table, observed, np.zeros(4), share=0.1, seed=1)
    scale = np.median(np.abs(table.simulated - np.median(table.simulated, axis=0)), axis=0)
    distance = np.linalg.norm((table.simulated - observed) / scale, axis=1)
    assert sorted(found.places) == sorted(np.argsort(distance)[:400])
    order = np.argsort(distance[found.places])
    assert (np.diff(found.weights[order]) <= 0).all()
    assert found.weights.sum() == pytest.approx(1)
    assert found.weights.min() == pytest.approx(0, abs=1e-12)


@given(st.integers(0, 50))
@settings(max_examples=10, deadline=None)
def test_an_unknown_that_nothing_depends_on_keeps_its_prior(seed: int) -> None:
    found = accept(simulated(8000, seed), MIXES @ TRUTH, ERROR, share=0.2, seed=seed)
    enough = effective(found)
    idle = found.standard[:, 2]
    assert abs(found.weights @ idle) < 5 * np.sqrt(6 / enough)
    assert covariance_of(found)[2, 2] == pytest.approx(1, abs=5 * np.sqrt(2 / enough) + 5 / enough)
    sample = found.resampled(400, seed)[:, 2]
    assert stats.kstest(sample, "norm").pvalue > 1e-6


def test_few_accepted_draws_do_not_make_a_posterior_narrow() -> None:
    """Of 30 draws a regression on 12 numbers takes half of the scatter for a trend; on average it is given back."""
    luck = np.random.default_rng(1)
    variances = []
    for seed in range(60):
        table = ReferenceTable(luck.normal(size=(150, 10)), luck.normal(size=(150, 12)))
        found = accept(table, np.zeros(12), np.full(12, 0.3), share=0.2, seed=seed)
        variances.append(np.diag(covariance_of(found)))
    assert np.mean(variances) == pytest.approx(1, abs=0.15)


def test_two_numbers_that_say_the_same_do_no_harm() -> None:
    table = simulated(2000, 4)
    twice = ReferenceTable(table.standard, table.simulated[:, [0, 1, 1]])
    found = accept(twice, np.zeros(3), np.zeros(3), share=0.2, seed=1)
    assert np.isfinite(found.standard).all()


@pytest.mark.parametrize("factors", [(0.5, 1, 2, 4)])
def test_the_worse_the_observation_the_wider_the_posterior(factors: tuple[float, ...]) -> None:
    table = simulated(8000, 5)
    fits = [accept(table, MIXES @ TRUTH, factor * ERROR, share=0.2, seed=1) for factor in factors]
    spreads = np.array([np.sqrt(np.diag(covariance_of(fit)))[:2] for fit in fits])
    assert (np.diff(spreads, axis=0) > 0).all()
    exact = np.array([Exact.of(MIXES @ TRUTH, factor * ERROR).spread[:2] for factor in factors])
    np.testing.assert_allclose(spreads, exact, rtol=0.12)


def test_one_number_observed_without_limit_of_error_tells_nothing() -> None:
    found = accept(simulated(8000, 6), MIXES @ TRUTH, np.full(4, 1e3), share=0.5, seed=1)
    np.testing.assert_allclose(covariance_of(found), np.eye(3), atol=0.15)


def test_draws_without_a_number_are_left_out() -> None:
    """And change nothing for the others."""
    whole = simulated(3000, 7)
    missing = np.random.default_rng(1).random(3000) < 0.3
    holey = ReferenceTable(whole.standard, np.where(missing[:, None] & (np.arange(4) == 2), np.nan, whole.simulated))
    found = accept(holey, MIXES @ TRUTH, ERROR, share=0.2, seed=3)
    assert not missing[found.places].any()
    assert len(found.places) == 600  # a share of all draws, so that what is accepted does not depend on what is missing
    rest = ReferenceTable(whole.standard[~missing], whole.simulated[~missing])
    same = accept(rest, MIXES @ TRUTH, ERROR, share=600 / (~missing).sum(), seed=3)
    assert np.array_equal(found.standard, same.standard)
    assert np.array_equal(np.flatnonzero(~missing)[same.places], found.places)


@pytest.mark.parametrize(
    ("share", "missing", "enough"),
    [
        (0.010, 0, True),
        (0.009, 0, False),
        (0.0, 0, False),
        (0.5, 500, True),
        (0.5, 990, True),
        (0.5, 991, False),
        (1.0, 0, True),
        (1.0, 300, True),
    ],
)
def test_too_few_to_accept_are_refused(share: float, missing: int, enough: bool) -> None:
    """Four numbers need ten draws; of a share of all draws no more are accepted than have every number."""
    table = simulated(1000, 8)
    table.simulated[:missing, 1] = np.nan
    if enough:
        assert len(accept(table, np.zeros(4), ERROR, share=share, seed=1).weights) == min(
            round(share * 1000), 1000 - missing
        )
    else:
        with pytest.raises(ValueError, match=r"draws to accept: too few for 4 observed numbers"):
            accept(table, np.zeros(4), ERROR, share=share, seed=1)


def test_the_same_seed_gives_the_same_posterior_and_another_one_another() -> None:
    table = simulated(1000, 9)
    one, same, other = (accept(table, np.zeros(4), ERROR, share=0.2, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.standard, same.standard)
    assert not np.array_equal(one.places, other.places)


def test_neither_the_unit_nor_the_order_of_numbers_matters() -> None:
    table = simulated(2000, 10)
    units, order = np.array([1e-3, 1e4, 7.0, 1.0]), [2, 0, 3, 1]
    plain = accept(table, MIXES @ TRUTH, np.zeros(4), share=0.2, seed=1)
    scaled = accept(
        replace(table, simulated=(table.simulated * units)[:, order]),
        (MIXES @ TRUTH * units)[order],
        np.zeros(4),
        share=0.2,
        seed=1,
    )
    assert sorted(plain.places) == sorted(scaled.places)
    np.testing.assert_allclose(mean_of(plain), mean_of(scaled), atol=1e-8)


def test_one_unknown_alone_is_found_as_it_is_among_others() -> None:
    table = simulated(2000, 11)
    together = accept(table, MIXES @ TRUTH, ERROR, share=0.2, seed=1)
    alone = accept(ReferenceTable(table.standard[:, [1]], table.simulated), MIXES @ TRUTH, ERROR, share=0.2, seed=1)
    np.testing.assert_allclose(alone.standard[:, 0], together.standard[:, 1], atol=1e-9)


@given(st.integers(1, 400), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_resampled_draws_keep_the_weights(draws: int, seed: int) -> None:
    """Each accepted draw comes as often as its weight says, rounded up or down; so weighted means are kept."""
    luck = np.random.default_rng(seed)
    weights = luck.dirichlet(np.full(30, 0.3))
    values = np.arange(30.0)[:, None]
    found = Posterior(values, weights, np.arange(30)).resampled(draws, seed)
    counts = np.bincount(found[:, 0].astype(int), minlength=30)
    assert found.shape == (draws, 1)
    assert (counts >= np.floor(draws * weights - 1e-9)).all()
    assert (counts <= np.ceil(draws * weights + 1e-9)).all()
    assert found.mean() == pytest.approx(float(weights @ values[:, 0]), abs=30 / draws)


def test_resampling_a_posterior_keeps_its_means() -> None:
    found = accept(simulated(6000, 12), MIXES @ TRUTH, ERROR, share=0.2, seed=1)
    means = np.array([found.resampled(128, seed).mean(axis=0) for seed in range(200)])
    assert (np.abs(means.mean(axis=0) - mean_of(found)) < 5 * means.std(axis=0) / np.sqrt(200)).all()
    assert (means.std(axis=0) < 1.25 * found.standard.std(axis=0) / np.sqrt(128)).all()  # no worse than plain chance


# Recovery


def recovered(monkeypatch: pytest.MonkeyPatch | None = None, width: float = 1.0, move: float = 0.0):
    """Refits with the fit as it is, or with one that is too narrow, too wide or beside the truth."""
    if monkeypatch is not None:

        def wrong(*given_, **named) -> Posterior:
            right = accept(*given_, **named)
            middle = right.weights @ right.standard
            return replace(right, standard=middle + width * (right.standard - middle) + move)

        monkeypatch.setattr(recovery, "accept", wrong)
    return recover(simulated(3000, 13), ERROR, [0, 1, 2], share=0.2, seed=1, truths=200)


def test_ranks_are_uniform_where_the_fit_is_right() -> None:
    table = recovered().table(["first", "second", "idle"])
    assert list(table["coefficient"]) == ["first", "second", "idle"]
    assert (table["uniformity"] > 0.01).all()
    assert (table["coverage_low"] <= 0.9).all()
    assert (table["coverage_high"] >= 0.9).all()
    # nothing can be found of what nothing depends on
    assert table["verdict"].tolist() == [recovery.RECOVERED, recovery.RECOVERED, recovery.BARELY]


def test_found_and_truth_correlate_as_the_exact_posterior_says() -> None:
    """Their correlation is the square root of how much of the prior's variance is gone."""
    table = recovered().table(["first", "second", "idle"])
    expected = np.sqrt(1 - Exact.of(np.zeros(4), ERROR).spread[:2] ** 2)
    np.testing.assert_allclose(table["correlation"][:2], expected, atol=0.06)
    assert abs(table["correlation"][2]) < 0.25


@pytest.mark.parametrize(
    ("width", "move", "coverage"), [(0.4, 0.0, "too low"), (2.5, 0.0, "too high"), (1.0, 0.4, "any")]
)
def test_a_posterior_that_is_wrong_is_found_out(
    monkeypatch: pytest.MonkeyPatch, width: float, move: float, coverage: str
) -> None:
    table = recovered(monkeypatch, width, move).table(["first", "second", "idle"])
    assert (table["verdict"] == recovery.WRONG).all()
    assert (table["uniformity"] < 0.01).all()
    if coverage == "too low":
        assert (table["coverage_high"] < 0.9).all()
    if coverage == "too high":
        assert (table["coverage_low"] > 0.9).all()


def test_a_fit_to_anything_but_the_data_recovers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A posterior that is the prior has uniform ranks; only the correlation tells."""

    def deaf(table: ReferenceTable, observed, error, *, share: float, seed: int) -> Posterior:
        return accept(table, np.zeros(len(observed)), np.full(len(observed), 1e3), share=share, seed=seed)

    monkeypatch.setattr(recovery, "accept", deaf)
    table = recover(simulated(3000, 14), ERROR, [0, 1], share=0.3, seed=1).table(["first", "second"])
    assert (table["uniformity"] > 0.01).all()
    assert (table["verdict"] == recovery.BARELY).all()


def test_no_truth_is_among_the_draws_it_is_fitted_with(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[ReferenceTable] = []

    def watched(table: ReferenceTable, *given_, **named) -> Posterior:
        seen.append(table)
        return accept(table, *given_, **named)

    monkeypatch.setattr(recovery, "accept", watched)
    table = simulated(300, 15)
    table.simulated[::3] = np.nan
    found = recover(table, ERROR, [2, 0], share=0.3, seed=1, truths=20)
    assert found.truth.shape == found.found.shape == found.rank.shape == (20, 2)
    assert not np.isnan(found.truth).any()
    for truth, used in zip(found.truth, seen, strict=True):
        assert len(used.standard) == 299
        assert truth.tolist() not in used.standard.tolist()
        assert truth.tolist() in table.standard[:, [2, 0]].tolist()
    assert len({tuple(truth) for truth in found.truth}) == 20


def of_correlation(wanted: float) -> recovery.Recovery:
    """Fifty truths with even ranks, and findings that follow them so closely."""
    draw = np.random.default_rng(6)
    truth, noise = draw.normal(size=(2, 50, 1))
    truth, noise = ((each - each.mean()) / each.std() for each in (truth, noise))
    noise = noise - (noise * truth).mean() * truth
    found = wanted * truth + np.sqrt(1 - wanted**2) * noise / noise.std()
    return recovery.Recovery(truth, found, draw.permutation((np.arange(50) + 0.5) / 50)[:, None])


@pytest.mark.parametrize(
    ("correlation", "verdict"), [(0.16, recovery.BARELY), (0.49, recovery.BARELY), (0.51, recovery.RECOVERED)]
)
def test_what_is_found_must_follow_the_truth_closely_to_count_as_recovered(correlation: float, verdict: str) -> None:
    table = of_correlation(correlation).table(["one"])
    assert table["correlation"][0] == pytest.approx(correlation)
    assert table["verdict"][0] == verdict


# Which unknowns are informed


def test_in_pure_noise_hardly_ever_is_anything_informed() -> None:
    """Of forty tables in which nothing decides anything two would have an unknown taken for informed, on average."""
    any_informed = []
    for seed in range(40):
        draw = np.random.default_rng(seed)
        table = ReferenceTable(draw.normal(size=(400, 60)), draw.normal(size=(400, 4)))
        fit = accept(table, np.zeros(4), ERROR, share=0.3, seed=seed)
        any_informed.append(informed(fit, table, np.zeros(4), ERROR, share=0.3, seed=seed).any())
    assert sum(any_informed) <= 6  # more than six of forty at 5 % each happen once in a hundred


def test_what_decides_the_data_is_informed_and_nothing_else() -> None:
    table = simulated(3000, 21)
    noise = np.random.default_rng(2).normal(size=(3000, 40))
    table = ReferenceTable(np.hstack([table.standard, noise]), table.simulated)
    observed = MIXES @ TRUTH
    fit = accept(table, observed, ERROR, share=0.2, seed=1)
    found = informed(fit, table, observed, ERROR, share=0.2, seed=1)
    assert found[:2].all()
    assert not found[2:].any()


# The most probable unknowns

SLOPES = np.array([[2.0, 0.0, 0.5], [0.0, 1.5, 0.0]])
OBSERVED, SPREAD = np.array([1.0, -2.0]), np.array([0.5, 0.8])
WEIGHED = SLOPES / SPREAD[:, None]
BEST = np.linalg.solve(WEIGHED.T @ WEIGHED + np.eye(3), WEIGHED.T @ (OBSERVED / SPREAD))
"""The most probable unknowns of a linear model, by hand."""


def away(unknowns: NDArray[np.float64], says: Callable[..., NDArray[np.float64]]) -> float:
    return float((unknowns**2).sum() + (((says(unknowns) - OBSERVED) / SPREAD) ** 2).sum())


@pytest.mark.parametrize("start", [np.zeros(3), np.array([3.0, -3.0, 1.0])])
def test_the_most_probable_unknowns_of_a_linear_model_are_those_by_hand(start: NDArray[np.float64]) -> None:
    found = most_probable(lambda unknowns: SLOPES @ unknowns, start, SLOPES, OBSERVED, SPREAD)
    np.testing.assert_allclose(found, BEST, atol=1e-4)


@pytest.mark.parametrize("factor", [0.4, 1.0, 3.0])
def test_slopes_that_are_wrong_still_lead_nearer_at_every_step_that_is_kept(factor: float) -> None:
    """Slopes too gentle make steps too long, which swing around the best unknowns unless they are taken back."""

    def says(unknowns: NDArray[np.float64]) -> NDArray[np.float64]:
        return SLOPES @ unknowns + 0.3 * np.sin(3 * unknowns[:2])

    start = np.array([2.0, 2.0, 0.0])
    found = most_probable(says, start, factor * SLOPES, OBSERVED, SPREAD)
    best = min(
        minimize(away, begin, args=(says,), method="Nelder-Mead", options={"maxiter": 4000}).fun
        for begin in (start, BEST, np.zeros(3))
    )
    assert away(found, says) <= away(start, says)
    assert away(found, says) <= 1.25 * best + 0.1


def test_what_cannot_be_told_on_the_way_is_stepped_around_and_at_the_start_refused() -> None:
    def says(unknowns: NDArray[np.float64]) -> NDArray[np.float64]:
        return SLOPES @ unknowns if np.abs(unknowns).max() < 1.0 else np.full(2, np.nan)

    found = most_probable(says, np.zeros(3), SLOPES, OBSERVED, SPREAD)
    assert away(found, says) < 0.9 * away(np.zeros(3), says)
    with pytest.raises(InputError, match=r"of 2 fitted facts 2 cannot be told.*study\.members"):
        most_probable(says, np.full(3, 2.0), SLOPES, OBSERVED, SPREAD)


def test_nothing_to_move_stays_where_it_is() -> None:
    assert most_probable(lambda unknowns: OBSERVED, np.zeros(0), np.zeros((2, 0)), OBSERVED, SPREAD).size == 0
