"""What patterns are measured by: differences between arms, trends within one, ratios; each with its interval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap

from outsim.statistics import Estimate, mean, share
from outsim.studies.pattern_arms import EARLY_WAVE, LATE_WAVE, VISITS_CHANGE, YEAR, Arm, Arms, Values

Mask = NDArray[np.bool_]
Measure = Callable[[Arms], Estimate]

RESAMPLES = 2000

HALF_YEAR, QUARTER, MONTH = 26, 13, 4
WEEK = np.arange(5 * YEAR)
FIRST_YEAR, SECOND_YEAR, THIRD_YEAR = (slice(start, start + YEAR) for start in (0, 52, 104))
SECOND_HALF = slice(26, 52)  # of the first year: the transition takes 6 to 12 months (fact D11)
FIRST_QUARTER, YEAR_END, LAST_QUARTER = (slice(start, start + QUARTER) for start in (0, 39, 91))
MID_PROJECT, END_OF_PROJECT = slice(13, 39), slice(65, 78)
AFTER_CHANGE = slice(VISITS_CHANGE, VISITS_CHANGE + QUARTER)


def ratio_of_means(
    top: Values, bottom: Values, top_of: Values | float = 1.0, bottom_of: Values | float = 1.0
) -> Estimate:
    """The ratio of two means over replicates, or of two rates where weeks at risk are given; BCa bootstrap interval."""
    sample = np.array(np.broadcast_arrays(top, top_of, bottom, bottom_of))
    known = sample[:, ~np.isnan(sample).any(axis=0)]

    def ratio(a: Values, of_a: Values, b: Values, of_b: Values, axis: int = -1) -> Any:
        return (a.sum(axis) / of_a.sum(axis)) / (b.sum(axis) / of_b.sum(axis))

    found = bootstrap(tuple(known), ratio, paired=True, n_resamples=RESAMPLES, random_state=0).confidence_interval
    return Estimate(float(ratio(*known)), float(found.low), float(found.high), known.shape[1])


def share_of(true: Mask) -> Estimate:
    """The share for which it is true; Wilson's interval."""
    found = share(int(true.sum()), true.size)
    return Estimate(found.share, found.low, found.high, found.of)


def ratio_of_hazards(arm: Arm, these: Mask, those: Mask) -> Estimate:
    """The mean hazard over these weeks, of those who live them, over the mean in those weeks.

    A hazard is the probability of an end in that week: what the count of ends scatters around.
    """
    hazard = arm.weekly("hazard")
    (top, top_of), (bottom, bottom_of) = (
        (np.where(lived, hazard, 0).sum(axis=1), lived.sum(axis=1))
        for lived in (weeks & ~np.isnan(hazard) for weeks in (these, those))
    )
    return ratio_of_means(top, bottom, top_of, bottom_of)


def _effect(arms: Arms, one: str, other: str, indicator: str, weeks: slice) -> Values:
    """What one has more of than the other, replicate by replicate."""
    return arms[one].over(indicator, weeks) - arms[other].over(indicator, weeks)


def more(one: str, other: str, indicator: str, weeks: slice) -> Measure:
    """What one has more of than the other, on average over replicates."""
    return lambda arms: mean(_effect(arms, one, other, indicator, weeks))


def growth(arm: str, indicator: str, before: slice, after: slice) -> Measure:
    """How much more of it there is later than before, in the same arm."""
    return lambda arms: mean(arms[arm].over(indicator, after) - arms[arm].over(indicator, before))


def lead_gone(arms: Arms) -> Estimate:
    """The share of the mid-project lead of rosy reports that is gone at the end of the plan."""
    lead = _effect(arms, "rosy", "candid", "performance", MID_PROJECT)
    return ratio_of_means(lead - _effect(arms, "rosy", "candid", "performance", END_OF_PROJECT), lead)


def rise_at_the_wave(arms: Arms) -> Estimate:
    """Each arm serves as the other's quiet time."""
    early = _effect(arms, "early wave", "late wave", "anxiety", EARLY_WAVE)
    return mean((early + _effect(arms, "late wave", "early wave", "anxiety", LATE_WAVE)) / 2)


def fall_after_the_wave(arms: Arms) -> Estimate:
    """From the quarter after the wave to the same weeks half a year later."""
    falls = [
        arms[name].over("anxiety", wave)
        - arms[name].over("anxiety", slice(wave.start + HALF_YEAR, wave.stop + HALF_YEAR))
        for name, wave in (("early wave", EARLY_WAVE), ("late wave", LATE_WAVE))
    ]
    return mean(np.mean(falls, axis=0))


def voiced_before_the_end(arms: Arms) -> Estimate:
    """The share of terminated partnerships that had escalated before."""
    runs, spoke = arms["as it is"].runs, arms["as it is"].first("first_escalation_week")
    return share_of((spoke < runs["ended_week"].to_numpy())[(runs["outcome"] == "terminated").to_numpy()])


def voiced_before_renegotiating(arms: Arms) -> Estimate:
    """The share of renegotiated partnerships that had escalated before."""
    spoke, reopened = (arms["as it is"].first(f"first_{event}_week") for event in ("escalation", "renegotiation"))
    return share_of((spoke < reopened)[np.isfinite(reopened)])


def exit_after_voice(arms: Arms) -> Estimate:
    """The half-year after the first escalation against the weeks before it, both in the first year."""
    week = WEEK[: 2 * YEAR]
    since = week - arms["as it is"].first("first_escalation_week")[:, None]
    after, before = (since > 0) & (since <= HALF_YEAR), since <= 0
    return ratio_of_hazards(arms["as it is"], after & (week < YEAR), before & (week < YEAR))


def clarity_on_trust(arms: Arms) -> Estimate:
    """What a clear contract adds to trust, on average without visits and with them."""
    alone = _effect(arms, "clear", "vague", "trust", SECOND_YEAR)
    return mean((alone + _effect(arms, "clear, visits", "vague, visits", "trust", SECOND_YEAR)) / 2)


def interaction(indicator: str) -> Measure:
    """What visits add under a clear contract, less what they add under a vague one."""

    def measure(arms: Arms) -> Estimate:
        clear = _effect(arms, "clear, visits", "clear", indicator, SECOND_YEAR)
        return mean(clear - _effect(arms, "vague, visits", "vague", indicator, SECOND_YEAR))

    return measure


def fall_against_rise(arms: Arms) -> Estimate:
    """In the quarter after visits end or begin, each against an arm in which nothing changes."""
    fall = _effect(arms, "visits", "visits end", "trust", AFTER_CHANGE)
    return ratio_of_means(fall, _effect(arms, "visits begin", "no visits", "trust", AFTER_CHANGE))


def trust_taken(arms: Arms) -> Estimate:
    """In the month from the first leak on; up to it the two arms are the same."""
    less = arms["sealed"].weekly("trust") - arms["open"].weekly("trust")
    differs = np.abs(less) > 1e-4
    month = np.minimum(differs.argmax(axis=1)[:, None] + np.arange(MONTH), less.shape[1] - 1)
    return mean(np.take_along_axis(less, month, axis=1).mean(axis=1)[differs.any(axis=1)])


def more_ends(arms: Arms) -> Estimate:
    """How many more are terminated where material can leak, as a share of all."""
    leaky, sealed = (arms[name].runs["outcome"] == "terminated" for name in ("open, can end", "sealed, can end"))
    return mean(leaky.to_numpy(float) - sealed.to_numpy(float))


def loss_avoided(arms: Arms) -> Estimate:
    """The share of what leaks cost that splitting the work in half saves."""
    whole, split, none = (arms[name].runs["cost"].to_numpy(float) for name in ("open", "split", "sealed"))
    return ratio_of_means(whole - split, whole - none)
