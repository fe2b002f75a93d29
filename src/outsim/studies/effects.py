"""What a package of interventions does, against a baseline on the same luck: an estimate of each kind, from pairs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from outsim import statistics
from outsim.paired import chance_of_no_effect, difference_of, mean_of, ratio_of
from outsim.statistics import Estimate, Share
from outsim.studies.arms import Arms

SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Effect:
    """One package against the baseline. Failure is termination within the weeks simulated. Intervals are of 95 %.

    Those of ``prevented``, ``succeeded`` and shares keep a width however few pairs differ; the others are bootstrap
    intervals.

    Attributes:
        package: its name.
        failed_without, failed_with: shares of partnerships.
        prevented: share of all partnerships whose failure is prevented, less the share that fail because of it.
        p_value: of `outsim.paired.chance_of_no_effect`.
        verdict: ``helps``, ``harms``, ``changes nothing`` (no pair differs in anything) or ``not settled``.
        relative_risk: failed with over failed without; ends NaN where none or all fail in an arm.
        to_treat: partnerships to treat for one failure prevented (Laupacis, Sackett & Roberts 1988); NaN unless it
            helps.
        weeks_gained: weeks until termination, at most those simulated, more than without.
        succeeded: share of partnerships that succeed, more than without.
        intervention_cost: USD a partnership that the interventions cost, more than in the baseline.
        cost: USD a partnership, all costs, more than without; who lives longer costs more.
        cost_per_prevented: USD of interventions for each failure prevented; NaN unless it helps, and where the
            situation differs too, which no intervention paid for.
        staff_hours, leader_hours, vendor_hours: that the interventions take, of all people together, more than without.
        changes: what differs from the baseline: ``interventions``, the ``situation``, or ``both``.
    """

    package: str
    failed_without: Share
    failed_with: Share
    prevented: Estimate
    p_value: float
    verdict: str
    relative_risk: Estimate
    to_treat: Estimate
    weeks_gained: Estimate
    succeeded: Estimate
    intervention_cost: Estimate
    cost: Estimate
    cost_per_prevented: Estimate
    staff_hours: Estimate
    leader_hours: Estimate
    vendor_hours: Estimate
    changes: str = "interventions"

    def row(self) -> dict[str, Any]:
        """The numbers in columns of a table, each estimate with ``_low`` and ``_high``."""
        row: dict[str, Any] = {}
        for spot in fields(self):
            value = getattr(self, spot.name)
            if isinstance(value, Share):
                value = Estimate(value.share, value.low, value.high, value.of)
            if isinstance(value, Estimate):
                row |= {spot.name: value.value, f"{spot.name}_low": value.low, f"{spot.name}_high": value.high}
            else:
                row[spot.name] = value
        return row


def effects_of(arms: Arms) -> list[Effect]:
    """The effect of each arm, in their order."""
    failed, draws = arms.failed, arms.draws
    without = np.repeat(failed[:1], len(failed) - 1, axis=0)
    prevented = difference_of(without, failed[1:], draws)
    risk = [_unless_degenerate(found) for found in ratio_of(failed[1:], without, draws)]
    spent = arms.column("intervention_cost")
    per_prevented = ratio_of(spent[1:] - spent[:1], without.astype(float) - failed[1:], draws)

    def more(values: Any) -> list[Estimate]:
        return mean_of(np.asarray(values[1:], dtype=float) - values[:1], draws)

    weeks = more(arms.weeks_lived)
    succeeded = difference_of(arms.succeeded[1:], np.broadcast_to(arms.succeeded[:1], without.shape), draws)
    total = more(arms.column("cost") + spent)
    hours = [more(arms.column(f"intervention_{who}_hours")) for who in ("staff", "leader", "vendor")]
    money = more(spent)
    found = []
    for place, name in enumerate(arms.names):
        p_value = chance_of_no_effect(failed[0], failed[place + 1], draws)
        estimate = prevented[place]
        verdict = verdict_of(estimate, p_value, _alike(arms, place + 1))
        helps, changes = verdict == "helps", _changes(arms, place + 1)
        found.append(
            Effect(
                package=name,
                failed_without=_share(failed[0], draws),
                failed_with=_share(failed[place + 1], draws),
                prevented=estimate,
                p_value=p_value,
                verdict=verdict,
                relative_risk=risk[place],
                to_treat=_inverse(estimate) if helps else _unknown(arms.pairs),
                weeks_gained=weeks[place],
                succeeded=succeeded[place],
                intervention_cost=money[place],
                cost=total[place],
                cost_per_prevented=(
                    per_prevented[place] if helps and changes == "interventions" else _unknown(arms.pairs)
                ),
                staff_hours=hours[0][place],
                leader_hours=hours[1][place],
                vendor_hours=hours[2][place],
                changes=changes,
            )
        )
    return found


def table_of(effects: Iterable[Effect]) -> pd.DataFrame:
    """One row a package."""
    return pd.DataFrame([effect.row() for effect in effects])


def _share(hits: Any, draws: Any) -> Share:
    return statistics.share(int(hits.sum()), hits.size) if draws is None else statistics.share_over_draws(hits, draws)


def _unless_degenerate(found: Estimate) -> Estimate:
    """A ratio that comes out the same in every resample says nothing of how sure it is: its ends are unknown."""
    return found if found.low < found.high else Estimate(found.value, np.nan, np.nan, found.of)


def _changes(arms: Arms, arm: int) -> str:
    """Whether an arm's scenario differs from the baseline's in interventions, in the situation, or in both."""
    base, other = arms.ensemble.scenarios[0], arms.ensemble.scenarios[arm]
    if replace(other, name=base.name, interventions=base.interventions) == base:
        return "interventions"
    return "situation" if other.interventions == base.interventions else "both"


def _alike(arms: Arms, arm: int) -> bool:
    """Whether each partnership of an arm ended as it did without: same outcome, same week, same costs."""
    mine, without = arms.runs(arm), arms.runs(0)
    return all(
        mine[name].astype(object).to_numpy().tolist() == without[name].astype(object).to_numpy().tolist()
        for name in ("outcome", "ended_week", "cost", "intervention_cost")
    )


def verdict_of(prevented: Estimate, p_value: float, alike: bool) -> str:
    """``helps``, ``harms``, ``changes nothing`` (no pair differs in anything) or ``not settled``.

    Both the interval and the exact test must speak: with few pairs that differ the interval alone says too much.
    """
    if alike:
        return "changes nothing"
    if p_value < SIGNIFICANCE and prevented.low > 0:
        return "helps"
    return "harms" if p_value < SIGNIFICANCE and prevented.high < 0 else "not settled"


def _inverse(found: Estimate) -> Estimate:
    return Estimate(1 / found.value, 1 / found.high, 1 / found.low, found.of)


def _unknown(of: int) -> Estimate:
    return Estimate(np.nan, np.nan, np.nan, of)
