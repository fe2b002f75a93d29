"""The model held against published patterns: what follows what, and what goes with what, not how large it is.

Each `Pattern` says in one sentence what studies report, and measures the same on simulated arms that share luck. It
holds when the whole 95 % interval lies beyond its margin. Margins come from the source where it gives a size, or else
from what a reader would call visible; none comes from the model. Arms are made in `outsim.studies.pattern_arms`
and measured in `outsim.studies.pattern_measures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from outsim.statistics import Estimate, mean
from outsim.studies.pattern_arms import YEAR, Arms, simulate_arms
from outsim.studies.pattern_measures import (
    FIRST_QUARTER,
    FIRST_YEAR,
    HALF_YEAR,
    LAST_QUARTER,
    MID_PROJECT,
    QUARTER,
    SECOND_HALF,
    THIRD_YEAR,
    WEEK,
    YEAR_END,
    Measure,
    clarity_on_trust,
    exit_after_voice,
    fall_after_the_wave,
    fall_against_rise,
    growth,
    interaction,
    lead_gone,
    loss_avoided,
    more,
    more_ends,
    ratio_of_hazards,
    rise_at_the_wave,
    trust_taken,
    voiced_before_renegotiating,
    voiced_before_the_end,
)

VISIBLE = 0.05
A_STEP = "no size is published; a twentieth of the scale is the least that a reader sees in a figure"
SIGN = "the source gives the sign alone"


@dataclass(frozen=True)
class Pattern:
    """A published pattern and how the model is asked for it.

    Attributes:
        name: what tests call it.
        claim: one plain sentence.
        source: author and year, with the id of the fact where there is one.
        margin: what the statistic must exceed.
        unit: of the statistic and the margin.
        why: where the margin comes from.
        measure: the statistic, with its interval, of simulated arms by name.
        lacks: of a pattern that the model does not show, what is the matter with the model.
    """

    name: str
    claim: str
    source: str
    margin: float
    unit: str
    why: str
    measure: Measure
    lacks: str = ""


def verdict(found: Estimate, margin: float) -> str:
    """``holds``: the whole interval lies above the margin; ``fails``: below it; ``unclear``: neither.

    >>> verdict(Estimate(0.3, 0.2, 0.4, of=100), margin=0.1)
    'holds'
    """
    if found.low > margin:
        return "holds"
    return "fails" if found.high < margin else "unclear"


def check_patterns(*, replicates: int = 512, seed: int = 1) -> pd.DataFrame:
    """Holds the model against every pattern.

    Args:
        replicates: partnerships an arm, 30 or more; all arms together take a third of a MiB for each.
        seed: 0 to 4294967295.

    Returns:
        One row a pattern: ``pattern``, ``claim``, ``value``, its 95 % interval ``low`` to ``high``, ``margin``,
        ``unit``, ``verdict`` (see `verdict`), ``source``, ``lacks`` (what is the matter where it is known to fail).

    Raises:
        InputError: for too few replicates, or a number out of range.

    >>> check_patterns(replicates=256).set_index("pattern")["verdict"]  # doctest: +SKIP
    """
    arms = simulate_arms(replicates=replicates, seed=seed)
    return pd.DataFrame([check(pattern, arms) for pattern in PATTERNS])


def check(pattern: Pattern, arms: Arms) -> dict[str, Any]:
    """One row of `check_patterns`, from arms that are simulated already."""
    found = pattern.measure(arms)
    return {
        "pattern": pattern.name,
        "claim": pattern.claim,
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "margin": pattern.margin,
        "unit": pattern.unit,
        "verdict": verdict(found, pattern.margin),
        "source": pattern.source,
        "lacks": pattern.lacks,
    }


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "hazard_declines", "A partnership is likelier to end in a week of years 1 and 2 than of years 4 and 5.",
        "Landis, Deloitte 2005 (facts T02, T03)", 1.2, "ratio", "half of the published excess: 0.22, then 0.118 a year",
        lambda arms: ratio_of_hazards(arms["five years"], WEEK < 2 * YEAR, WEEK >= 3 * YEAR),
    ),
    Pattern(
        "honeymoon", "It is likelier to end in a week of the second half-year than of the first quarter.",
        "Levinthal & Fichman 1988", 1.2, "ratio", "as for the decline: a fifth more",
        lambda arms: ratio_of_hazards(arms["five years"], (WEEK >= HALF_YEAR) & (WEEK < YEAR), WEEK < QUARTER),
    ),
    Pattern(
        "performance_dips", "Months 6 to 12 bring the client less than what is feasible.",
        "Davison in Overby 2003 (facts D09, D11)", 0.1, "of feasible", "the low end of D09: 0.10 to 0.27",
        lambda arms: mean(1 - arms["endless"].over("performance", SECOND_HALF)),
    ),
    Pattern(
        "performance_recovers", "What the client sees in the third year is better than in months 6 to 12.",
        "Davison in Overby 2003 (fact D09: a decline of two years)", VISIBLE, "of feasible", A_STEP,
        growth("five years, endless", "performance", SECOND_HALF, THIRD_YEAR),
        "Work that errors pile up is the deepest in the second year, later than published, so that by the third only "
        "the loss since months 6 to 12 is made good.",
    ),
    Pattern(
        "vendor_learns", "The vendor gets more done at the end of the second year than in the first quarter.",
        "trade sources (fact W04); Wright 1936 (fact W02)", 0.1, "of nominal output", "a tenth of the nominal output",
        growth("endless", "productivity", FIRST_QUARTER, LAST_QUARTER),
    ),
    Pattern(
        "rosy_reports_lead", "In mid-project, rosy reports make a project look better than true and prompt ones.",
        "Abdel-Hamid & Madnick 1991; Lyneis & Ford 2007", VISIBLE, "of feasible", A_STEP,
        more("rosy", "candid", "performance", MID_PROJECT),
    ),
    Pattern(
        "rosy_reports_are_caught", "In the last quarter of the plan that lead is gone for the most part.",
        "Abdel-Hamid & Madnick 1991; Lyneis & Ford 2007", 0.5, "share of the lead", "for the most part: more than half",
        lead_gone,
        "What rosy reports hide comes to light as fast late as early; nothing in the model looks harder when the "
        "date comes near.",
    ),
    Pattern(
        "hopes_stay_up_untold", "Where nobody reports, people still expect more than is feasible after a year.",
        "Oliver 1980; Outsourcing Center 2004 (fact C01)", VISIBLE, "of feasible", A_STEP,
        lambda arms: mean(arms["silent"].over("expectation", YEAR_END) - 1),
    ),
    Pattern(
        "updates_bring_hopes_down", "With progress updates, what people expect comes down towards what they see.",
        "Oliver 1980; Outsourcing Center 2004 (fact C01)", VISIBLE, "of feasible", A_STEP,
        more("silent", "told", "expectation_gap", YEAR_END),
    ),
    Pattern(
        "anxiety_rises_with_the_wave", "In the quarter after their work moves, people are more anxious than otherwise.",
        "Oreg, Vakola & Armenakis 2011", VISIBLE, "0..1", A_STEP, rise_at_the_wave,
    ),
    Pattern(
        "anxiety_falls_after_the_wave", "Half a year later they are less anxious.",
        "Oreg, Vakola & Armenakis 2011", VISIBLE, "0..1", A_STEP, fall_after_the_wave,
    ),
    Pattern(
        "voice_before_exit", "Most partnerships that were terminated had escalated before.",
        "Hirschman 1970; Deloitte 2008 (fact T12)", 0.61, "share", "the share of all contracts that escalate in year 1",
        voiced_before_the_end,
    ),
    Pattern(
        "exit_after_voice", "In the half-year after a first escalation partnerships end far more often than before it.",
        "Hirschman 1970", 2.0, "ratio", "no size is published; far more often: twice as often", exit_after_voice,
    ),
    Pattern(
        "voice_before_renegotiation", "Most partnerships that renegotiated had escalated before.",
        "Hirschman 1970; facts T09, T12", 0.61, "share", "as for exits", voiced_before_renegotiating,
    ),
    Pattern(
        "clear_contract_builds_trust", "A clearer contract raises trust, with visits and without.",
        "Goo, Kishore, Rao & Nam 2009 (fact G03)", VISIBLE, "0..1", A_STEP, clarity_on_trust,
    ),
    Pattern(
        "contract_and_visits_on_trust", "Visits raise trust more under a clear contract than under a vague one.",
        "Poppo & Zenger 2002; Goo et al. 2009 (fact G03)", 0.0, "0..1", SIGN, interaction("trust"),
    ),
    Pattern(
        "contract_and_visits_on_satisfaction", "Visits satisfy more under a clear contract than under a vague one.",
        "Poppo & Zenger 2002", 0.0, "0..1", SIGN, interaction("satisfaction"),
        "A clear contract already brings what visits bring, fewer misunderstandings, so that the two stand in for each "
        "other in what is delivered; they add to each other in trust.",
    ),
    Pattern(
        "trust_falls_faster", "Trust falls faster when visits end than it rises when they begin.",
        "Slovic 1993 (fact G05)", 1.0, "ratio", SIGN, fall_against_rise,
    ),
    Pattern(
        "decisions_wait_for_absent_leaders", "Where leaders take no part, decisions wait in the first year.",
        "Galbraith 1974; Judge & Piccolo 2004 (fact M05)", 1.0, "decisions", "one decision more, at any time",
        more("absent", "present", "queue", FIRST_YEAR),
    ),
    Pattern(
        "absent_leaders_lose_trust", "Where leaders take no part, there is less trust in the first year.",
        "Judge & Piccolo 2004 (fact M05)", VISIBLE, "0..1", A_STEP, more("present", "absent", "trust", FIRST_YEAR),
    ),
    Pattern(
        "leak_takes_trust", "In the month after a leak there is less trust than there would be without it.",
        "Kale et al. 2015 (fact I04)", VISIBLE, "0..1", A_STEP, trust_taken,
    ),
    Pattern(
        "leaks_end_partnerships", "Where material leaks, more partnerships are terminated.",
        "Kale et al. 2015 (fact I04)", VISIBLE, "share", "five partnerships in a hundred", more_ends,
    ),
    Pattern(
        "partition_limits_loss", "Splitting the work in half saves more than half of what leaks cost.",
        "Kale et al. 2015 (fact I04)", 0.5, "share", "acting on chance and damage, it must do more than its proportion",
        loss_avoided,
    ),
)  # fmt: skip
