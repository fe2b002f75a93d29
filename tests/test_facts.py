"""Published facts: each has its place, bands are those published or say why not, and enough is put aside to check."""

from __future__ import annotations

import math
import re
from dataclasses import fields
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit

from outsim.errors import InputError
from outsim.indicators import INDICATOR_NAMES
from outsim.studies.facts import FACTS, PUBLISHED, Fact, fact, facts_with_role, published_facts, trust_in
from outsim.studies.living import Histories
from outsim.studies.quantities import Sample
from outsim.studies.reference import VARIES

ASKED = [each for each in FACTS if each.quantity]
BANDED = [each for each in ASKED if math.isfinite(each.low) and math.isfinite(each.high)]
CHECKS = [each for each in ASKED if each.role == "check"]

EITHER_WAY = {"no band published; 0.05 either way assumed": 0.05, "no band published; 0.10 either way assumed": 0.10}

WITHOUT_SIGN = {"M05"}
"""Published about the absence of what the model's quantity is about: the sign is turned around."""

CONFIDENCE = {
    "T01": "medium",
    "T02": "low",
    "T05": "medium",
    "T06": "high",
    "M01": "low",
    "M02": "low",
    "D10": "high",
    "G05": "low",
}
"""What some published remarks on confidence come down to."""


def plain(text: str) -> float | None:
    """A cell that is one number, as such."""
    try:
        return float(text)
    except ValueError:
        return None


def numbers(text: str) -> list[float]:
    """All numbers in a cell."""
    return [float(found) for found in re.findall(r"(?<![\d.])[-+]?\d+\.?\d*", text)]


def of(*these: Fact) -> dict[str, object]:
    return {"argvalues": these, "ids": [each.id for each in these]}


def test_every_published_row_has_exactly_one_fact_in_the_same_order() -> None:
    assert [each.id for each in FACTS] == list(published_facts().index)
    assert published_facts().index.is_unique
    assert len({each.says for each in FACTS}) == len(FACTS)


def test_a_third_or_more_of_what_can_be_asked_is_put_aside_as_checks_from_five_families_or_more() -> None:
    assert len(CHECKS) >= len(ASKED) / 3
    assert len({each.family for each in CHECKS}) >= 5


def test_the_fit_sees_facts_of_several_families_too() -> None:
    fitting = facts_with_role("fitting")
    assert len({each.family for each in fitting}) >= 5
    assert {each.role for each in fitting} == {"fitting"}
    assert sum(len(facts_with_role(role)) for role in ("fitting", "check", "implied", "input")) == len(FACTS)


@pytest.mark.parametrize("given", **of(*facts_with_role("input")))
def test_what_the_model_is_given_answers_to_nothing(given: Fact) -> None:
    assert given.quantity is None
    assert (given.low, given.high, given.lacks) == (-math.inf, math.inf, "")


@pytest.mark.parametrize("asked", **of(*ASKED))
def test_what_is_asked_has_a_band(asked: Fact) -> None:
    assert asked.role in ("fitting", "check", "implied")
    assert asked.low < asked.high
    assert math.isfinite(asked.low)
    assert math.isfinite(asked.high)
    assert asked.years in (2, 5)
    if asked.unit == "share":
        assert asked.low >= 0
        assert asked.high <= 1
    if asked.unit == "correlation":
        assert asked.low >= -1
        assert asked.high <= 1


@pytest.mark.parametrize("fitted", **of(*facts_with_role("fitting")))
def test_what_is_fitted_is_asked_of_two_years_and_has_a_middle_and_a_spread(fitted: Fact) -> None:
    """The fit aims at the middle, and allows the more the less the fact is trusted."""
    assert fitted.quantity is not None
    assert fitted.years == 2
    assert fitted.middle == pytest.approx((fitted.low + fitted.high) / 2)
    at_high_confidence = (fitted.high - fitted.low) / (2 * 1.6448536)  # 90 % of a normal distribution in the band
    factor = {"high": 1.0, "medium": 1.5, "low": 2.0}[trust_in(fitted.confidence)]
    assert fitted.spread == pytest.approx(factor * at_high_confidence, rel=1e-3)


def at_random(draw: np.random.Generator, members: int = 80) -> Sample:
    """Partnerships of which everything is random and independent, each time at another level."""

    def some(share: float) -> Any:
        return np.where(draw.random(members) < share, draw.integers(0, 100, members), None)

    def number() -> Any:
        return draw.normal(draw.uniform(0.3, 0.7), 0.2, members)

    traits = {varied.name: number() for varied in VARIES} | {
        "work.kind": draw.choice(["service", "project"], members),
        "offshore": draw.random(members) < 0.5,
    }
    ends = draw.choice(["terminated", "successful", "unsuccessful"], members, p=draw.dirichlet([3, 3, 3]))
    causes = draw.choice(
        ["expectations", "culture", "alignment", "people", "delivery"], members, p=draw.dirichlet([2] * 5)
    )
    runs = {name: number() for name in RUNS} | {
        "outcome": ends,
        "ended_week": draw.integers(1, 104, members),
        "cause": np.where(ends == "terminated", causes, None),
        "first_escalation_week": pd.array(some(draw.random()), "Int32"),
        "first_renegotiation_week": pd.array(some(draw.random()), "Int32"),
        "leaks": draw.poisson(draw.random(), members),
    }
    weekly = draw.random(draw.uniform(0.1, 0.9, (members, 104, len(INDICATOR_NAMES))).shape).cumsum(axis=1)
    return Sample(pd.DataFrame(traits), Histories(pd.DataFrame(runs), weekly.astype(np.float32)))


CAUSES = ("expectations", "culture", "alignment", "people", "delivery")
MEANS = ("motivation", "satisfaction", "performance", "commitment", "expectation_gap", "trust", "ip_exposure")
RUNS = (
    "cost",
    "planned_cost",
    "calendar_multiplier",
    "rework_share",
    "satisfaction_last",
    *(f"{n}_mean" for n in MEANS),
)


def test_one_facts_number_decides_anothers_only_where_it_is_said_to_follow() -> None:
    """Over random populations: where the order of one is that of the other, agreeing with both proves one thing."""
    draw = np.random.default_rng(8)
    asked = [each for each in ASKED if each.years == 2]
    said = pd.DataFrame(
        [[each.quantity(found) for each in asked if each.quantity] for found in (at_random(draw) for _ in range(40))]
    )
    together = said.corr("spearman").abs().to_numpy()
    assert not np.isnan(together).any()
    pairs = {
        (asked[one].id, asked[other].id)
        for one, other in zip(*np.nonzero(together > 0.999), strict=True)
        if one < other
    }
    assert pairs == {(each.follows, each.id) for each in facts_with_role("implied")} == {("T04", "T05"), ("T01", "T06")}


def test_what_follows_from_a_fact_that_the_fit_has_seen_is_no_check() -> None:
    for each in FACTS:
        assert bool(each.follows) == (each.role == "implied")
        if each.follows:
            assert fact(each.follows).role == "fitting"


def test_every_band_says_where_it_comes_from() -> None:
    for each in ASKED:
        assert (each.origin == "assumed") == (each.band in EITHER_WAY)
        assert (each.origin == "published") == (each.band == PUBLISHED)
        assert each.origin in ("published", "derived", "assumed")


@pytest.mark.parametrize("banded", **of(*(each for each in BANDED if each.band == PUBLISHED)))
def test_a_published_band_is_the_one_in_the_table(banded: Fact) -> None:
    low, high = plain(str(banded.row["low"])), plain(str(banded.row["high"]))
    assert (banded.low, banded.high) == (low, high)
    value = plain(str(banded.row["value"]))
    if value is not None:
        assert banded.low <= value <= banded.high
    else:
        assert all(banded.low <= each <= banded.high for each in numbers(str(banded.row["value"]).replace("-", " ")))


@pytest.mark.parametrize("banded", **of(*(each for each in ASKED if each.band != PUBLISHED)))
def test_a_band_that_is_not_published_says_why(banded: Fact) -> None:
    """And there was none, or another one, to take."""
    assert len(banded.band.split()) >= 2
    assert (plain(str(banded.row["low"])), plain(str(banded.row["high"]))) != (banded.low, banded.high)


@pytest.mark.parametrize("banded", **of(*(each for each in ASKED if each.band in EITHER_WAY)))
def test_a_band_set_either_way_lies_around_what_is_published(banded: Fact) -> None:
    """Around the first number where several are."""
    value = numbers(str(banded.row["value"]))[0]
    middle = -value if banded.id in WITHOUT_SIGN else value
    half = EITHER_WAY[banded.band]
    assert (banded.low, banded.high) == pytest.approx((middle - half, middle + half))
    assert str(banded.row["low"]) == str(banded.row["high"]) == ""


def test_bands_set_for_another_reason_follow_from_what_is_published() -> None:
    """Each by the arithmetic that its reason names."""
    of_row = {
        id: numbers(str(published_facts().loc[id, "value"]).replace(" - ", " ")) for id in published_facts().index
    }
    assert fact("T05").low == float(fact("T05").row["low"])  # a lower bound: the published low end, and no high one
    assert fact("T05").high == 1
    people, technology = of_row["C04"]
    assert (fact("C04").low, fact("C04").high) == (people, 1 - technology)
    poor, excellent = of_row["M01"]
    assert fact("M01").low == 0
    assert fact("M01").high == pytest.approx((logit(excellent) - logit(poor)) / 2, abs=0.02)
    effective, ineffective = of_row["M02"]
    ratio = effective / (1 - effective) / (ineffective / (1 - ineffective))
    assert (fact("M02").low, fact("M02").high) == pytest.approx((1, ratio), abs=0.02)
    assert (fact("M03").low, fact("M03").high) == (1.2, of_row["M03"][0])
    performance, adjustment = of_row["D02"]
    assert (fact("D02").low, fact("D02").high) == pytest.approx((adjustment, performance + 0.10))
    for direction in ("C07", "G03"):
        assert (fact(direction).low, fact(direction).high) == (0, 1)
    assert (fact("I04").low, fact("I04").high) == (-1, 0)
    assert fact("M10").low == -1
    assert of_row["M10"][0] < fact("M10").high < 0
    explained = {"T05", "C04", "M01", "M02", "M03", "D02", "C07", "G03", "I04", "M10", "I02"}
    assert {each.id for each in ASKED if each.band != PUBLISHED and each.band not in EITHER_WAY} == explained


@pytest.mark.parametrize("told", **of(*FACTS))
def test_what_the_model_lacks_is_said_of_checks_alone_and_in_sentences(told: Fact) -> None:
    """What is fitted has no excuse."""
    if told.role in ("fitting", "input"):
        assert told.lacks == ""
    elif told.lacks:
        assert re.fullmatch(r"[A-Z].* .*\.", told.lacks)


def test_the_checks_whose_measure_is_another_one_say_so() -> None:
    """Where the published number is about something that the model's quantity only stands for."""
    for id in ("T13", "C06", "M06", "D02"):
        assert fact(id).lacks


@pytest.mark.parametrize("told", **of(*FACTS))
def test_a_fact_tells_where_it_comes_from(told: Fact) -> None:
    assert told.family == published_facts().loc[told.id, "family"]
    assert told.source
    assert trust_in(told.confidence) in ("high", "medium", "low")
    assert told.says
    assert not told.says.endswith(".")


@pytest.mark.parametrize(("id", "expected"), CONFIDENCE.items())
def test_confidence_in_one_word_is_the_lowest_that_is_named(id: str, expected: str) -> None:
    assert trust_in(fact(id).confidence) == expected


@pytest.mark.parametrize(("one", "other"), list(product(["high", "medium", "low"], repeat=2)))
def test_of_two_words_the_lower_counts(one: str, other: str) -> None:
    ranks = ["low", "medium", "high"]
    assert trust_in(f"{one.upper()} as reported; {other} as causal") == min(one, other, key=ranks.index)


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r"unknown fact 'T011'; did you mean 'T01'\? Known: C01, "):
        fact("T011")
    assert fact("T01").id == "T01"


def test_published_rows_are_kept_as_they_came() -> None:
    """As text: what is missing is empty, and a range stays a range."""
    table = published_facts()
    assert isinstance(table.loc["T01"], pd.Series)
    assert table.loc["T09", "low"] == ""
    assert table.loc["D10", "value"] == "0.152 to 0.57"
    assert table.map(lambda cell: isinstance(cell, str)).all(axis=None)


def test_a_fact_cannot_be_changed_after_the_fit() -> None:
    with pytest.raises(AttributeError):
        fact("T01").role = "check"  # type: ignore[misc]
    assert {spot.name for spot in fields(Fact)} >= {"id", "role", "low", "high", "band", "quantity", "lacks"}
