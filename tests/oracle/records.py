"""What each agent carries from week to week, under the names of section 2 of docs/model.md."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

Goals = tuple[float, ...]


@dataclass(slots=True)
class StaffState:
    """A member of the client's staff."""

    anxiety: float
    dissatisfaction: float
    resistance: float
    motivation: float
    wellbeing: float
    commitment: float
    trust: float
    expectation: float
    performance: float
    contract_knowledge: float
    bias: float
    goals: Goals
    susceptibility: float
    expressiveness: float
    disposition: float
    tenure: float
    move_week: float
    moved: float
    liaisons: int
    acquaintance: int


@dataclass(slots=True)
class LeaderState:
    """A leader of the client."""

    participation: float
    queue: float
    expectation: float
    performance: float
    trust: float
    contract_knowledge: float
    confidence: float
    goals: Goals


@dataclass(slots=True)
class TeamState:
    """A team of the vendor."""

    skill: float
    knowledge: float
    experience: float
    morale: float
    trust: float
    contract_knowledge: float
    rigidity: float
    quality: float
    backlog: float
    planned: float
    undiscovered: float
    reported: float
    lost: float
    access: float
    security: float
    goals: Goals


@dataclass(slots=True)
class LiaisonState:
    """A member of staff and a team who talk to each other."""

    common_ground: float
    friction: float
    messages: float
    misunderstandings: float


@dataclass(slots=True)
class PartnershipState:
    """What the two organisations share. Grievance is by cause."""

    clarity: float
    completeness: float
    decision_rights: float
    organisational_gap: float
    client_goals: Goals
    vendor_goals: Goals
    safeguards: float
    drift: float
    news: float
    leak: float
    voice: float
    grievance: dict[str, float]


class Lived:
    """Something that reads its state of last week and writes that of this week."""

    last: Any
    now: Any

    def begin_week(self) -> None:
        """This week starts as the last one ended."""
        self.last = self.now
        self.now = copy.copy(self.last)


class Shared(Lived):
    """The state of the partnership, last week's and this week's."""

    last: PartnershipState
    now: PartnershipState

    def __init__(self, start: PartnershipState) -> None:
        self.last = self.now = start
