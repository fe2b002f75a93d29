"""What is thought of each unknown beforehand: 95 % in its plausible range, none outside the allowed one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from outsim.parameters.declare import Described
from outsim.scenario import scenario_parameters
from outsim.studies.prior import Prior, Unknown, prior_of_coefficients
from outsim.uncertainty import assumed_coefficients

pytestmark = pytest.mark.slow  # the same on every Python

ASSUMED = assumed_coefficients()
NAMES = [found.name for found in ASSUMED]

CURVES = {
    "share": Unknown("a share", 0.0, 1.0, (0.2, 0.7)),
    "share near its end": Unknown("a small share", 0.0, 1.0, (0.001, 0.02)),
    "positive": Unknown("a positive number", 0.0, 50.0, (2.0, 9.0)),
    "plain": Unknown("any number", -16.0, 16.0, (-6.0, -3.0)),
    "cut off on one side": Unknown("cut off", 1.5, 5.0, (1.5, 4.0)),
    "cut off on both sides": Unknown("cut off twice", 8.0, 16.0, (8.0, 16.0)),
}
"""One unknown on each scale, and some whose plausible range ends where the allowed one does."""


def described(name: str) -> Described:
    return ASSUMED[NAMES.index(name)]


def mass(unknown: Unknown, low: float, high: float) -> float:
    """How much of the prior lies between two values: the standard normal between the numbers that belong to them."""
    ends = stats.norm.cdf(unknown.standard(np.array([low, high])))
    return float(ends[1] - ends[0])


def normal_mass(unknown: Unknown, low: float, high: float) -> float:
    """The same from the description of the prior alone: an integral of a normal density on the unknown's own scale."""

    def scale(value: float) -> float:
        if (unknown.low, unknown.high) == (0, 1):
            return np.log(max(value, 1e-9) / max(1 - value, 1e-9))
        return np.log(max(value, 1e-9)) if unknown.low >= 0 else value

    ends = [scale(value) for value in unknown.plausible]
    middle, spread = sum(ends) / 2, (ends[1] - ends[0]) / (2 * stats.norm.ppf(0.975))

    def area(first: float, last: float) -> float:
        first, last = (float(np.clip(end, middle - 12 * spread, middle + 12 * spread)) for end in (first, last))
        return integrate.quad(lambda x: np.exp(-(((x - middle) / spread) ** 2) / 2), first, last, points=[middle])[0]

    return area(scale(low), scale(high)) / area(scale(unknown.low), scale(unknown.high))


@pytest.mark.parametrize("name", NAMES)
def test_95_percent_of_the_prior_lie_in_the_plausible_range(name: str) -> None:
    """More where the allowed range cuts off what lies beyond: then 95 % of what there was before."""
    unknown = Unknown.of(described(name))
    within = mass(unknown, *unknown.plausible)
    assert within >= 0.9499
    assert within == pytest.approx(normal_mass(unknown, *unknown.plausible), abs=1e-4)
    beyond = (
        normal_mass(unknown, unknown.low, unknown.plausible[0]),
        normal_mass(unknown, unknown.plausible[1], unknown.high),
    )
    if min(beyond) > 0.0249:  # nothing to speak of was cut off
        assert within == pytest.approx(0.95, abs=2e-4)


@pytest.mark.parametrize("unknown", CURVES.values(), ids=CURVES)
def test_a_sample_falls_into_the_plausible_range_as_often_as_it_should(unknown: Unknown) -> None:
    values = Prior((unknown,)).values(Prior((unknown,)).sample(4000, seed=1))[unknown.name]
    inside = np.mean((values >= unknown.plausible[0]) & (values <= unknown.plausible[1]))
    assert inside == pytest.approx(normal_mass(unknown, *unknown.plausible), abs=2 / 4000)  # even: off by one at most


@pytest.mark.parametrize(
    ("unknown", "middle"),
    [("share", 1 / (1 + np.sqrt(4 * 3 / 7))), ("positive", np.sqrt(2 * 9)), ("plain", -4.5)],
)
def test_the_middle_is_that_of_the_plausible_range_on_the_scale_of_the_unknown(unknown: str, middle: float) -> None:
    """Geometric for what is positive, of odds for shares, arithmetic else."""
    assert CURVES[unknown].value(0.0) == pytest.approx(middle, rel=1e-3)


@given(st.sampled_from(NAMES), st.floats(-5, 5))
def test_a_value_gives_back_its_standard_number(name: str, standard: float) -> None:
    unknown = Unknown.of(described(name))
    assert unknown.standard(unknown.value(standard)) == pytest.approx(standard, abs=1e-5)


@given(st.sampled_from(NAMES), st.floats(0.001, 0.999))
def test_a_standard_number_gives_back_its_value(name: str, share: float) -> None:
    unknown = Unknown.of(described(name))
    low, high = unknown.plausible
    value = low + share * (high - low)
    assert unknown.value(unknown.standard(value)) == pytest.approx(value, rel=1e-6)


@given(st.sampled_from(NAMES), st.floats(allow_nan=False))
def test_no_standard_number_leaves_the_allowed_range(name: str, standard: float) -> None:
    found = described(name)
    value = float(Unknown.of(found).value(standard))
    assert found.about.low <= value <= found.about.high  # type: ignore[operator]


@given(st.sampled_from(NAMES), st.floats(-5, 5), st.floats(0.01, 3))
def test_a_larger_standard_number_is_a_larger_value(name: str, standard: float, more: float) -> None:
    unknown = Unknown.of(described(name))
    assert unknown.value(standard + more) > unknown.value(standard)


@given(st.sampled_from(NAMES), st.floats(allow_nan=False, allow_infinity=False))
def test_every_value_has_a_finite_standard_number(name: str, value: float) -> None:
    """Also one at or beyond an end, as a default can be."""
    assert np.isfinite(Unknown.of(described(name)).standard(value))


def test_every_default_is_allowed() -> None:
    for found in scenario_parameters():
        if found.about.low is not None and found.default is not None:
            assert found.about.low <= found.default <= found.about.high, found.name


def test_every_assumed_coefficient_has_a_plausible_range_within_the_allowed_one_and_no_other_has() -> None:
    for found in scenario_parameters():
        about = found.about
        if found.name.startswith("coefficients."):
            assert (about.plausible is not None) == (about.status == "assumed"), found.name
        if about.plausible is not None:
            low, high = about.plausible
            assert about.low <= low < high <= about.high, found.name  # type: ignore[operator]


def test_the_prior_covers_all_assumed_coefficients_or_those_asked_for() -> None:
    assert prior_of_coefficients().names == tuple(NAMES)
    assert prior_of_coefficients(ASSUMED[3:5]).names == tuple(NAMES[3:5])


def test_a_sample_is_even_and_repeatable() -> None:
    """Latin hypercube: of n draws of each unknown one lies in each n-th of the prior."""
    drawn = prior_of_coefficients(ASSUMED[:5]).sample(64, seed=7)
    assert (np.sort(np.floor(64 * stats.norm.cdf(drawn)), axis=0) == np.arange(64)[:, None]).all()
    assert np.array_equal(drawn, prior_of_coefficients(ASSUMED[:5]).sample(64, seed=7))
    assert not np.array_equal(drawn, prior_of_coefficients(ASSUMED[:5]).sample(64, seed=8))


def test_a_whole_sample_goes_there_and_back() -> None:
    everything = prior_of_coefficients()
    drawn = everything.sample(16, seed=3)
    np.testing.assert_allclose(everything.standard(everything.values(drawn)), drawn, atol=1e-6)


def test_plausible_ranges_of_the_situation_are_no_part_of_the_prior() -> None:
    assert any(found.about.plausible and not found.name.startswith("coefficients.") for found in scenario_parameters())
    assert all(name.startswith("coefficients.") for name in prior_of_coefficients().names)
