"""A liaison: one member of staff and one vendor team who talk across the border."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from oracle.agents import Member
from oracle.arithmetic import centred, clip, mean, positive
from oracle.records import LiaisonState

if TYPE_CHECKING:
    from oracle.model import OraclePartnership
    from oracle.staff import Staff
    from oracle.team import Team


class Liaison(Member):
    """Talks, misreads, and comes to share common ground."""

    last: LiaisonState
    now: LiaisonState

    def __init__(self, model: OraclePartnership, person: Staff, slot: int, team: Team, start: LiaisonState) -> None:
        super().__init__(model, slot, start)
        self.person = person
        self.team = team
        self.alignment = 0.0
        self.sent = 0.0  # n: messages before clarification
        self.rounds = 0.0
        self.contact = 0.0

    def compare_goals(self) -> None:
        """How far the two want the same, as their goals stood last week."""
        pairs = zip(self.person.last.goals, self.team.last.goals, strict=True)
        apart = sum(abs(a - b) for a, b in pairs) / 2
        self.alignment = 1 - min(1.0, apart / self.model.coefficients.goals.opposed)

    def misread(self) -> None:
        """Distance, less common ground, magnified by prejudice."""
        model, c = self.model, self.model.coefficients.friction
        person, team = self.person.last, self.team.last
        habits = team.rigidity * (1 - c.habit * team.contract_knowledge)
        organisations = model.partnership.last.organisational_gap * (0.5 + 0.5 * habits)
        language = model.language_barrier * (1 - c.language_support * model.dose.language_support)
        distance = c.culture * model.cultural_distance + c.language * language + c.organisation * organisations
        prejudice = 1 + c.bias * person.bias * (1 - c.habit * person.contract_knowledge)
        self.now.friction = 1 - math.exp(-distance * (1 - self.last.common_ground) * prejudice)

    def exchange_messages(self) -> None:
        """What is misunderstood takes another round."""
        model, work = self.model, self.model.described.work
        c, friction = model.coefficients.talk, model.coefficients.friction
        n = work.messages * (0.5 + work.interdependence) * (c.before + (1 - c.before) * self.person.now.moved)
        clean = (1 - friction.noise) * (1 - friction.misreading * self.now.friction)
        p = (1 - clean) * (1 - friction.protocol * model.dose.communication_protocol)
        z = centred(model.luck.messages[self.index][self.person.index])
        m = min(n, positive(n * p + math.sqrt(n * p * (1 - p)) * z))
        self.sent = n
        self.rounds = m + c.need_to_know * model.partnership.last.safeguards * n
        self.now.messages = n + self.rounds
        self.now.misunderstandings = m
        understood = n - m
        self.contact = understood / (understood + model.coefficients.common_ground.half_contact)

    def grow_common_ground(self) -> None:
        """Those who understand each other come to share more."""
        c, dose, shared = self.model.coefficients.common_ground, self.model.dose, self.last.common_ground
        speed = (
            c.contact * self.contact * (1 - self.person.last.bias)
            + c.training * dose.cultural_training
            + c.bonding * dose.relationship_building
        )
        self.now.common_ground = clip(shared + (1 - shared) * speed)

    @property
    def good_contact(self) -> float:
        """Contact that is not spoilt by friction."""
        return self.contact * (1 - self.now.friction)


def share_misunderstood(links: Sequence[Liaison]) -> float:
    """Misunderstood messages as a share of those sent."""
    sent = mean(link.sent for link in links)
    return mean(link.now.misunderstandings for link in links) / sent if sent else 0.0
