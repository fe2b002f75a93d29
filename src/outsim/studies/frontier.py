"""The efficient frontier of packages, on luck that the search has not seen, and what each step along it buys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outsim.paired import chance_of_no_effect, difference_of, mean_of, ratio_of
from outsim.statistics import Estimate
from outsim.studies.arms import Arms
from outsim.studies.effects import SIGNIFICANCE, Effect, effects_of
from outsim.studies.packages import Package

THOUSAND = 1000.0


@dataclass(frozen=True)
class Step:
    """From one package to another that costs more, over pairs of partnerships on the same luck.

    Attributes:
        prevented: share of all partnerships whose failure the dearer package prevents beyond the cheaper one.
        p_value: of `outsim.paired.chance_of_no_effect`.
        cost: USD a partnership more.
        a_thousand: share of partnerships whose failure is prevented for each further USD 1,000.
    """

    prevented: Estimate
    p_value: float
    cost: Estimate
    a_thousand: Estimate

    @property
    def settled(self) -> bool:
        """Whether the pairs show that the dearer package prevents more."""
        return self.p_value < SIGNIFICANCE and self.prevented.low > 0


@dataclass(frozen=True)
class Choice:
    """One package on the frontier.

    Attributes:
        arm: its place among the arms that were simulated.
        package: its levers and doses.
        effect: against the baseline.
        step: from the package before it on the frontier, the next cheaper one.
    """

    arm: int
    package: Package
    effect: Effect
    step: Step

    @property
    def cost(self) -> float:
        """USD a partnership, the mean."""
        return self.effect.intervention_cost.value

    @property
    def leader_hours(self) -> float:
        """Of all leaders together, the mean."""
        return self.effect.leader_hours.value

    def within(self, budget: float | None, leader_hours: float | None) -> bool:
        """Whether the means are within these limits."""
        return not (
            (budget is not None and self.cost > budget)
            or (leader_hours is not None and self.leader_hours > leader_hours)
        )


def not_dominated(failed: ArrayLike, cost: ArrayLike) -> NDArray[np.intp]:
    """Which of several no other beats: none fails as seldom for less, or less often for as much. The cheapest first.

    >>> not_dominated([0.3, 0.1, 0.2, 0.2], [0.0, 90.0, 50.0, 60.0]).tolist()
    [0, 2, 1]
    """
    fails, costs = np.asarray(failed, dtype=float), np.asarray(cost, dtype=float)
    chosen: list[int] = []
    for place in np.lexsort((fails, costs)):
        if not chosen or fails[place] < fails[chosen[-1]]:
            chosen.append(int(place))
    return np.array(chosen, dtype=np.intp)


def frontier_of(arms: Arms, packages: Sequence[Package], leader_hours: float | None) -> tuple[Choice, ...]:
    """The packages that no other beats, without ``nothing``, the cheapest first.

    Args:
        arms: the baseline and each package, in this order.
        packages: what the arms are, without the baseline.
        leader_hours: that a package may take; those that take more are left out.
    """
    effects = effects_of(arms)
    allowed = [place for place, effect in enumerate(effects) if _allowed(effect, leader_hours)]
    failed = [arms.failed[0].mean(), *(effects[place].failed_with.share for place in allowed)]
    cost = [0.0, *(effects[place].intervention_cost.value for place in allowed)]
    found: list[Choice] = []
    for place in not_dominated(failed, cost):
        if place == 0:
            continue
        arm = allowed[place - 1] + 1
        before = found[-1].arm if found else 0
        found.append(Choice(arm, packages[arm - 1], effects[arm - 1], step_between(arms, before, arm)))
    return tuple(found)


def _allowed(effect: Effect, leader_hours: float | None) -> bool:
    return leader_hours is None or effect.leader_hours.value <= leader_hours


def step_between(arms: Arms, cheaper: int, dearer: int) -> Step:
    """What one arm does beyond another, and what it costs more."""
    failed, spent, draws = arms.failed, arms.column("intervention_cost"), arms.draws
    more = failed[cheaper].astype(float) - failed[dearer]
    extra = spent[dearer] - spent[cheaper]
    (prevented,), (cost,) = difference_of(failed[cheaper], failed[dearer], draws), mean_of(extra, draws)
    (a_thousand,) = ratio_of(more, extra / THOUSAND, draws)
    return Step(prevented, chance_of_no_effect(failed[cheaper], failed[dearer], draws), cost, a_thousand)
