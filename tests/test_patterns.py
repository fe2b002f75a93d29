"""The model shows what studies report, each pattern with its whole interval beyond its margin."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from outsim.errors import InputError
from outsim.statistics import Estimate
from outsim.studies import patterns
from outsim.studies.pattern_arms import Arm, simulate_arms
from outsim.studies.pattern_measures import WEEK, ratio_of_hazards, ratio_of_means
from outsim.studies.patterns import PATTERNS, Pattern, check, check_patterns, verdict

pytestmark = pytest.mark.slow

OPPOSITES = {
    "rosy_reports_lead": {"rosy": "candid"},
    "updates_bring_hopes_down": {"silent": "told"},
    "anxiety_rises_with_the_wave": {"early wave": "late wave"},
    "clear_contract_builds_trust": {"clear": "vague", "clear, visits": "vague, visits"},
    "absent_leaders_lose_trust": {"present": "absent"},
    "leak_takes_trust": {"open": "sealed"},
    "leaks_end_partnerships": {"open, can end": "sealed, can end"},
}
"""Patterns, and which of their arms stand for opposites."""

COLUMNS = ["pattern", "claim", "value", "low", "high", "margin", "unit", "verdict", "source", "lacks"]


@cache
def arms() -> dict[str, Arm]:
    return simulate_arms(replicates=512, seed=1)


def named(name: str) -> Pattern:
    return next(pattern for pattern in PATTERNS if pattern.name == name)


@pytest.mark.parametrize("pattern", PATTERNS, ids=[pattern.name for pattern in PATTERNS])
def test_pattern(pattern: Pattern) -> None:
    """It holds, or it is said what the model lacks; a model that has come to show it must not be said to lack it."""
    row = check(pattern, arms())
    assert row["verdict"] == ("fails" if pattern.lacks else "holds"), row


@pytest.mark.parametrize("name", OPPOSITES)
def test_the_opposite_of_a_pattern_fails(name: str) -> None:
    """With the arms exchanged, the same measure says so."""
    other_way = OPPOSITES[name] | {other: one for one, other in OPPOSITES[name].items()}
    exchanged = {arm: arms()[other_way.get(arm, arm)] for arm in arms()}
    assert check(named(name), exchanged)["verdict"] == "fails"


def test_what_declines_backwards_does_not_hold() -> None:
    """The hazard of years 4 and 5 over that of years 1 and 2."""
    backwards = ratio_of_hazards(arms()["five years"], WEEK >= 156, WEEK < 104)
    assert verdict(backwards, named("hazard_declines").margin) == "fails"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.2, 0.4, "holds"),
        (0.1, 0.4, "unclear"),
        (0.0, 0.1, "unclear"),
        (0.0, 0.2, "unclear"),
        (-0.4, 0.0, "fails"),
        (np.nan, np.nan, "unclear"),
    ],
)
def test_a_verdict_needs_the_whole_interval(low: float, high: float, expected: str) -> None:
    assert verdict(Estimate((low + high) / 2, low, high, of=100), margin=0.1) == expected


def test_a_ratio_of_rates_counts_weeks_at_risk() -> None:
    """8 ends in 2 weeks against 10 in 20: eight times the rate. A replicate that lacks a value is left out."""
    ends, weeks = np.tile([3.0, 5.0, np.nan], 20), np.ones(60)
    found = ratio_of_means(ends, np.tile([6.0, 4.0, 5.0], 20), weeks, 10 * weeks)
    assert found.value == pytest.approx(8.0)
    assert found.low < 8 < found.high
    assert found.of == 40


def test_luck_is_shared_until_the_first_leak() -> None:
    """So that what follows in the arm that can leak is the leak's doing."""
    differs = np.abs(arms()["sealed"].weekly("trust") - arms()["open"].weekly("trust")).max(axis=1) > 1e-4
    assert (differs == (arms()["open"].runs["leaks"] > 0).to_numpy()).all()


def test_nobody_ends_an_endless_partnership() -> None:
    for name in ("endless", "absent", "open", "five years, endless"):
        assert not (arms()[name].runs["outcome"] == "terminated").any()


def test_the_table_has_a_row_a_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "simulate_arms", lambda **_: arms())
    table = check_patterns()
    assert list(table.columns) == COLUMNS
    assert list(table["pattern"]) == [pattern.name for pattern in PATTERNS]
    assert table["pattern"].is_unique
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
    assert (table["claim"].str.endswith(".")).all()


def test_too_few_replicates_are_refused() -> None:
    with pytest.raises(InputError, match="replicates = 8: patterns need 30 or more"):
        check_patterns(replicates=8)
