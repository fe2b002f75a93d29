"""What of a simulated population answers to a published fact: plain functions of histories and traits.

Each takes a `Sample` and gives one number; NaN where the sample has too few to tell. Shares are fractions of 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.studies.living import Histories

YEAR = 52
FEWEST = 8
"""Of fewer members than this no number is told."""

CHANCE = 0.5  # added to each count of a ratio of odds, so that it exists (Haldane 1940)


@dataclass(frozen=True)
class Sample:
    """Members of the reference population and what became of them."""

    traits: pd.DataFrame
    histories: Histories

    @property
    def runs(self) -> pd.DataFrame:
        return self.histories.runs

    def take(self, places: NDArray[Any]) -> Sample:
        """Some of them, in any order, the same one several times if asked: what a bootstrap does."""
        return Sample(
            self.traits.iloc[places].reset_index(drop=True),
            Histories(self.runs.iloc[places].reset_index(drop=True), self.histories.weekly[places]),
        )

    def where(self, wanted: Any) -> Sample:
        """Those for which it is true."""
        return self.take(np.flatnonzero(np.asarray(wanted, bool)))

    def __len__(self) -> int:
        return len(self.traits)


def terminated(sample: Sample, weeks: int) -> float:
    """Share terminated before this week."""
    return _share((sample.runs["outcome"] == "terminated") & (sample.runs["ended_week"] < weeks))


def terminated_in_two_years(sample: Sample) -> float:
    """Share terminated within 104 weeks."""
    return terminated(sample, 2 * YEAR)


def terminated_in_one_year(sample: Sample) -> float:
    """Share terminated within 52 weeks."""
    return terminated(sample, YEAR)


def terminated_in_five_years(sample: Sample) -> float:
    """Share of services terminated within 260 weeks."""
    return terminated(sample.where(sample.traits["work.kind"] == "service"), 5 * YEAR)


def successful(sample: Sample) -> float:
    """Share that is successful at the end of its second year, or when its project is finished."""
    return _share(sample.runs["outcome"] == "successful")


def not_successful(sample: Sample) -> float:
    """Share terminated or unsuccessful."""
    return 1 - successful(sample)


def buyers_that_terminated(sample: Sample) -> float:
    """Share of buyers of four contracts who terminate one or more in a year, at the mean hazard of two years."""
    return 1.0 - float((1 - terminated_in_two_years(sample)) ** (4 / 2))


def renegotiated(sample: Sample) -> float:
    """Share renegotiated within 52 weeks."""
    return _share(_before(sample, "first_renegotiation_week", YEAR))


def escalated(sample: Sample) -> float:
    """Share escalated to senior management within 52 weeks."""
    return _share(_before(sample, "first_escalation_week", YEAR))


def satisfied(sample: Sample) -> float:
    """Share whose staff are more satisfied than not (above 0.5) in the last week lived."""
    return _share(sample.runs["satisfaction_last"] > 0.5)


def ended_by(sample: Sample, *causes: str) -> float:
    """Share of terminations of these causes."""
    return _share(sample.runs["cause"].dropna().isin(causes))


def ended_by_expectations(sample: Sample) -> float:
    """Share of terminations of which unmet expectations are the cause."""
    return ended_by(sample, "expectations")


def ended_by_culture(sample: Sample) -> float:
    """Share of terminations of which culture and communication are the cause."""
    return ended_by(sample, "culture")


def ended_by_misalignment(sample: Sample) -> float:
    """Share of terminations of which goals and contract are the cause."""
    return ended_by(sample, "alignment")


def ended_by_people(sample: Sample) -> float:
    """Share of terminations of any cause but delivery and security."""
    return ended_by(sample, "expectations", "culture", "alignment", "leadership", "people")


def costs_above_plan(sample: Sample) -> float:
    """Share that costs more than a tenth above plan."""
    return _share(sample.runs["cost"] > 1.1 * sample.runs["planned_cost"])


def overrun_offshore(sample: Sample) -> float:
    """Mean cost above plan of partnerships with another country, as a share of the plan."""
    far = sample.where(sample.traits["offshore"]).runs
    return _mean(far["cost"] / far["planned_cost"] - 1)


def calendar_offshore(sample: Sample) -> float:
    """Mean calendar time of a message and its clarifications with another country, against the same room."""
    return _mean(sample.where(sample.traits["offshore"]).runs["calendar_multiplier"])


def rework_when_ill_managed(sample: Sample) -> float:
    """Mean share of output done again, where contract clarity and leaders' participation are both below the median."""
    ill = _low(sample, "contract.clarity") & _low(sample, "leaders.participation")
    return _mean(sample.where(ill).runs["rework_share"])


def efficiency_lost_offshore(sample: Sample) -> float:
    """How far productivity of projects abroad is below nominal, on average over their first two years."""
    away = sample.traits["offshore"] & (sample.traits["work.kind"] == "project")
    weekly = sample.where(away).histories.indicator("productivity")[:, : 2 * YEAR]
    return 1 - float(np.nanmean(weekly)) if len(weekly) >= FEWEST else np.nan


def months_of_transition(sample: Sample) -> float:
    """Months until the median productivity first reaches 95 % of its value in the last quarter year."""
    weekly = sample.histories.indicator("productivity")[:, : 2 * YEAR]
    alive = weekly[~np.isnan(weekly[:, -1])]  # the same ones throughout, so that the curve is theirs
    if len(alive) < FEWEST:
        return np.nan
    curve = np.median(alive, axis=0)
    return float(np.flatnonzero(curve >= 0.95 * curve[-13:].mean())[0]) * 12 / YEAR


def leaders_and_motivation(sample: Sample) -> float:
    """Correlation of leaders' participation at the start with staff's mean motivation."""
    return _correlation(sample.traits["leaders.participation"], sample.runs["motivation_mean"])


def leaders_and_satisfaction(sample: Sample) -> float:
    """Correlation of leaders' participation at the start with staff's mean satisfaction."""
    return _correlation(sample.traits["leaders.participation"], sample.runs["satisfaction_mean"])


def ambiguity_and_performance(sample: Sample) -> float:
    """Correlation of unclear decision rights and contract with perceived performance."""
    clear = sample.traits["contract.clarity"] + sample.traits["contract.decision_rights"]
    return _correlation(-clear, sample.runs["performance_mean"])


def breach_and_commitment(sample: Sample) -> float:
    """Correlation of the mean expectation gap with staff's mean commitment."""
    return _correlation(sample.runs["expectation_gap_mean"], sample.runs["commitment_mean"])


def training_and_performance(sample: Sample) -> float:
    """Correlation of the dose of cultural training with perceived performance, abroad."""
    far = sample.where(sample.traits["offshore"])
    return _correlation(far.traits["levers.cultural_training"], far.runs["performance_mean"])


def culture_and_outcomes(sample: Sample) -> float:
    """Correlation of being in another country with staff's mean dissatisfaction with the vendor."""
    return _correlation(sample.traits["offshore"].astype(float), 1 - sample.runs["satisfaction_mean"])


def diligence_and_satisfaction(sample: Sample) -> float:
    """Correlation of due diligence with satisfaction at the end."""
    return _correlation(sample.traits["expectations.diligence"], sample.runs["satisfaction_last"])


def clarity_and_trust(sample: Sample) -> float:
    """Correlation of the contract's clarity with mean trust in the vendor."""
    return _correlation(sample.traits["contract.clarity"], sample.runs["trust_mean"])


def change_management_logits(sample: Sample) -> float:
    """Logits of success: the best quarter of change management less the worst."""
    return float(np.log(_odds_ratio(sample, "change_management", 0.25)))


def sponsor_odds_ratio(sample: Sample) -> float:
    """Odds of success: leaders' participation in its highest fifth against its lowest."""
    return _odds_ratio(sample, "leaders.participation", 0.2)


def sponsor_success_ratio(sample: Sample) -> float:
    """Share of successes with leaders' participation above the median, over that below."""
    low = _low(sample, "leaders.participation")
    rest = successful(sample.where(low))
    return successful(sample.where(~low)) / rest if rest > 0 else np.nan


def leaks_a_year(sample: Sample) -> float:
    """Leaks per partnership and year before the week in which it ends."""
    years = sample.runs["ended_week"].sum() / YEAR
    return float(sample.runs["leaks"].sum() / years) if len(sample) >= FEWEST and years > 0 else np.nan


def partition_and_exposure(sample: Sample) -> float:
    """Correlation of partition of the work with exposure to leaks."""
    return _correlation(sample.traits["security.partition"], sample.runs["ip_exposure_mean"])


def _share(true: Any) -> float:
    values = np.asarray(true, bool)
    return float(values.mean()) if values.size >= FEWEST else np.nan


def _mean(values: pd.Series) -> float:
    return float(values.mean()) if len(values) >= FEWEST else np.nan


def _before(sample: Sample, column: str, week: int) -> NDArray[np.bool_]:
    return sample.runs[column].to_numpy(dtype=float, na_value=np.inf) < week


def _low(sample: Sample, trait: str) -> NDArray[np.bool_]:
    values = sample.traits[trait].to_numpy()
    return np.asarray(values < np.median(values))


def _correlation(one: Any, other: Any) -> float:
    """Pearson's."""
    first, second = np.asarray(one, float), np.asarray(other, float)
    if len(first) < FEWEST or np.ptp(first) == 0 or np.ptp(second) == 0:
        return np.nan
    return float(np.corrcoef(first, second)[0, 1])


def _odds_ratio(sample: Sample, trait: str, tail: float) -> float:
    """Odds of success in the upper tail of a trait over those in the lower."""
    if len(sample) < FEWEST:
        return np.nan
    values = sample.traits[trait].to_numpy()
    low, high = np.quantile(values, (tail, 1 - tail))

    def odds(chosen: Any) -> float:
        won = (sample.runs["outcome"] == "successful").to_numpy()[chosen]
        return float((won.sum() + CHANCE) / ((~won).sum() + CHANCE))

    return odds(values >= high) / odds(values <= low)
