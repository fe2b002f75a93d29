"""The state of partnerships: an array a variable, a place an agent, the last axis the partnership.

Partnerships of one description run side by side along the last axis, ``runs``, which keeps the processor's vector
units full; each is computed as if it were alone. Other axes: ``staff`` client staff, ``leaders`` client leaders,
``teams`` vendor teams, ``slots`` the liaisons a member of staff can have (at most 3), ``goals`` the four priorities
cost, speed, quality and control, ``pulls`` the pulls of one lever, ``levers`` the levers, ``indicators`` the weekly
indicators. Values lie in [0, 1] unless said.
"""

from __future__ import annotations

from dataclasses import dataclass

from jax.tree_util import register_dataclass
from jaxtyping import Array, Float, Int

Scalar = Float[Array, "runs"]
OfStaff = Float[Array, "staff runs"]
OfLeaders = Float[Array, "leaders runs"]
OfTeams = Float[Array, "teams runs"]
OfLiaisons = Float[Array, "slots staff runs"]


@register_dataclass
@dataclass(frozen=True)
class Staff:
    """Client staff."""

    anxiety: OfStaff
    dissatisfaction: OfStaff
    resistance: OfStaff
    motivation: OfStaff
    wellbeing: OfStaff
    commitment: OfStaff
    trust: OfStaff  # in the vendor
    expectation: OfStaff  # 1 = feasible; hype is above
    performance: OfStaff  # of the vendor as perceived; 1 = feasible
    contract_knowledge: OfStaff
    bias: OfStaff
    goals: Float[Array, "goals staff runs"]  # sum to 1 over goals
    susceptibility: OfStaff
    expressiveness: OfStaff
    disposition: OfStaff  # dispositional resistance
    tenure: OfStaff  # years
    move_week: OfStaff  # planned week in which their work moves
    moved: OfStaff  # 0 or 1
    liaisons: OfStaff  # 1 to 3
    acquaintance: Int[Array, "staff runs"]  # index of one colleague anywhere


@register_dataclass
@dataclass(frozen=True)
class Leaders:
    """Client leaders."""

    participation: OfLeaders
    queue: OfLeaders  # decisions waiting
    expectation: OfLeaders  # 1 = feasible
    performance: OfLeaders  # of the vendor as perceived; 1 = feasible
    trust: OfLeaders
    contract_knowledge: OfLeaders
    confidence: OfLeaders
    goals: Float[Array, "goals leaders"]


@register_dataclass
@dataclass(frozen=True)
class Teams:
    """Vendor teams. Work is measured in weeks of a team's nominal output."""

    skill: OfTeams
    knowledge: OfTeams  # of this client's work
    experience: OfTeams  # weeks of nominal output done for this client
    morale: OfTeams
    trust: OfTeams  # in the client
    contract_knowledge: OfTeams
    rigidity: OfTeams
    quality: OfTeams  # share of output that is right, as judged over weeks
    backlog: OfTeams  # work waiting
    planned: OfTeams  # of a project: work that the plan has still waiting
    undiscovered: OfTeams  # wrong work not yet found
    reported: OfTeams  # performance as the vendor reports it
    lost: OfTeams  # share of places empty or filled with newcomers
    access: OfTeams  # confidential material within reach
    security: OfTeams  # security hygiene
    goals: Float[Array, "goals teams"]


@register_dataclass
@dataclass(frozen=True)
class Liaisons:
    """Pairs of a member of staff and a team. Slot k of person i is with team (i + k) modulo teams."""

    common_ground: OfLiaisons
    friction: OfLiaisons
    messages: OfLiaisons  # this week, clarification included
    misunderstandings: OfLiaisons  # this week


@register_dataclass
@dataclass(frozen=True)
class Levers:
    """Pulls of levers."""

    on: Float[Array, "pulls levers runs"]  # 0 or 1
    level: Float[Array, "pulls levers runs"]


@register_dataclass
@dataclass(frozen=True)
class Causes:
    """A quantity split over the causes that a partnership can end of."""

    expectations: Scalar
    culture: Scalar
    alignment: Scalar
    leadership: Scalar
    people: Scalar
    security: Scalar
    delivery: Scalar


@register_dataclass
@dataclass(frozen=True)
class Partnership:
    """What the two organisations share."""

    clarity: Scalar
    completeness: Scalar
    decision_rights: Scalar
    organisational_gap: Scalar  # of the vendor that was chosen
    client_goals: Float[Array, "goals runs"]  # the client's own
    vendor_goals: Float[Array, "goals runs"]  # the vendor's own
    safeguards: Scalar
    drift: Scalar  # how far interests have grown apart
    news: Scalar  # bad news in the air
    leak: Scalar  # memory of leaks, severity
    voice: Scalar  # memory of an escalation that was not settled
    grievance: Causes  # what distrust comes from; a running mean of evidence against the vendor


@register_dataclass
@dataclass(frozen=True)
class Ledger:
    """What has happened up to now; sums over the weeks lived. Weeks are -1 until they happen."""

    lived: Scalar  # weeks
    ended_week: Scalar
    outcome: Scalar  # 0 running, 1 terminated, 2 completed
    cause: Scalar  # index into CAUSES, -1 none
    insourced: Scalar  # 1 insourced, 0 switched, -1 not ended
    escalations: Scalar
    first_escalation_week: Scalar
    renegotiations: Scalar
    first_renegotiation_week: Scalar
    leaks: Scalar
    demanded: Scalar  # work, in team-weeks
    delivered: Scalar  # work done right, in team-weeks
    done: Scalar  # work done, in team-weeks
    reworked: Scalar  # of it, done anew
    messages: Scalar
    misunderstandings: Scalar
    calendar: Scalar  # sum over weeks of the calendar multiplier
    cost: Scalar  # USD, without interventions
    planned_cost: Scalar  # USD
    intervention_cost: Scalar  # USD
    intervention_staff_hours: Scalar  # hours that interventions took, of all people together
    intervention_leader_hours: Scalar
    intervention_vendor_hours: Scalar
    setup_weeks: Scalar  # weeks by which preparations delayed the start
    due_week: Scalar  # week in which the plan of a project ends


@register_dataclass
@dataclass(frozen=True)
class State:
    """One partnership at the end of a week."""

    staff: Staff
    leaders: Leaders
    teams: Teams
    liaisons: Liaisons
    levers: Levers
    partnership: Partnership
    ledger: Ledger
    indicators: Float[Array, "indicators runs"]  # of the week, in the order of outsim.indicators


CAUSES: tuple[str, ...] = tuple(Causes.__dataclass_fields__)

AMOUNTS = frozenset(
    {
        *("expectation", "performance", "reported"),
        *("queue", "experience", "backlog", "planned", "undiscovered", "messages", "misunderstandings"),
        *("tenure", "move_week"),
    }
)
"""Variables that are no shares: 0 or more, without an upper limit."""
