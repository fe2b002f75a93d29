"""What a mechanism sees and writes: last week's state, this week's, this week's flows and luck."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Self

from jax.tree_util import register_dataclass
from jaxtyping import Array, Float

from outsim.conditions import Conditions
from outsim.levers import LEVER_NAMES
from outsim.network import has_liaison
from outsim.state import Causes, OfLiaisons, OfStaff, OfTeams, Scalar, State
from outsim.streams import WeeklyLuck

_UNSET: Any = None


@register_dataclass
@dataclass(frozen=True)
class Flow:
    """What happens during one week and is gone after it, in the order in which it is made."""

    # levers
    doses: Float[Array, "levers runs"] = _UNSET
    staff_hours: Scalar = _UNSET  # hours a person that interventions take this week
    leader_hours: Scalar = _UNSET
    vendor_hours: Scalar = _UNSET
    intervention_cost: Scalar = _UNSET  # USD
    # transition
    layoffs: Scalar = _UNSET  # 0 or 1
    job_threat: OfStaff = _UNSET  # part of the threat that comes from one's own work moving
    threat: OfStaff = _UNSET
    scope_change: Scalar = _UNSET  # 0 or 1
    # talk
    alignment: OfLiaisons = _UNSET  # of goals
    understood: OfLiaisons = _UNSET  # messages understood at once
    contact: OfLiaisons = _UNSET  # 0..1
    misunderstood: OfTeams = _UNSET  # share of messages
    calendar: OfTeams = _UNSET  # calendar time of an item against one done under one roof
    waiting: OfTeams = _UNSET  # share of time lost to waiting
    # decide
    served: Scalar = _UNSET  # decisions taken by leaders
    unanswered: Scalar = _UNSET  # share of decisions still waiting
    defaulted: Scalar = _UNSET  # share of decisions taken by default
    # work
    moved: OfTeams = _UNSET  # share of a team's work that has moved
    pressure: OfTeams = _UNSET
    productivity: OfTeams = _UNSET  # 1 = nominal
    demand: OfTeams = _UNSET  # work asked for, weeks of nominal output
    done: OfTeams = _UNSET
    wrong: OfTeams = _UNSET
    discovered: OfTeams = _UNSET  # errors found
    overdue: OfTeams = _UNSET  # work later than planned, in weeks of planned work
    delivery: OfTeams = _UNSET  # true performance; 1 = feasible
    # perceive
    truth: Scalar = _UNSET  # how much of the truth people are told
    deceit: Scalar = _UNSET  # how much better was reported what has come to light
    # feel
    involvement: Scalar = _UNSET
    support: Scalar = _UNSET
    # relate
    clarity: Scalar = _UNSET  # contract clarity as both sides understand it
    # protect
    leak_rate: OfTeams = _UNSET  # events a year
    leaks: Scalar = _UNSET
    severity: Scalar = _UNSET  # of this week's leaks
    # turnover
    staff_left: Scalar = _UNSET  # people
    vendor_left: OfTeams = _UNSET  # share of a team's people
    # judge
    hazard: Scalar = _UNSET  # probability of termination this week
    grounds: Causes = _UNSET  # parts of the hazard's logit
    escalated: Scalar = _UNSET  # 0 or 1
    renegotiated: Scalar = _UNSET  # 0 or 1


@register_dataclass
@dataclass(frozen=True)
class World:
    """One partnership in the middle of a week."""

    given: Conditions
    week: Scalar
    luck: WeeklyLuck
    last: State
    now: State
    flow: Flow

    def dose(self, lever: str) -> Scalar:
        """How strongly a lever works this week, 0..1."""
        return self.flow.doses[LEVER_NAMES.index(lever)]

    @property
    def present(self) -> OfLiaisons:
        """1 where a liaison slot is used, else 0."""
        return has_liaison(self.last.staff.liaisons, self.teams)

    @property
    def people(self) -> int:
        """Number of client staff."""
        return self.last.staff.anxiety.shape[-2]

    @property
    def teams(self) -> int:
        """Number of vendor teams."""
        return self.last.teams.skill.shape[-2]

    @property
    def leaders_present(self) -> int:
        """Number of client leaders."""
        return self.last.leaders.queue.shape[-2]

    def flows(self, **values: Any) -> Self:
        """With more of this week's flows."""
        return dataclasses.replace(self, flow=dataclasses.replace(self.flow, **values))

    def staff(self, **values: Any) -> Self:
        """With this week's state of client staff."""
        return self._write("staff", values)

    def leaders(self, **values: Any) -> Self:
        """With this week's state of client leaders."""
        return self._write("leaders", values)

    def vendor(self, **values: Any) -> Self:
        """With this week's state of vendor teams."""
        return self._write("teams", values)

    def liaisons(self, **values: Any) -> Self:
        """With this week's state of liaisons."""
        return self._write("liaisons", values)

    def partnership(self, **values: Any) -> Self:
        """With this week's state of the partnership."""
        return self._write("partnership", values)

    def write(self, **parts: Any) -> Self:
        """With whole parts of this week's state."""
        return dataclasses.replace(self, now=dataclasses.replace(self.now, **parts))

    def _write(self, part: str, values: dict[str, Any]) -> Self:
        changed = dataclasses.replace(getattr(self.now, part), **values)
        return self.write(**{part: changed})
