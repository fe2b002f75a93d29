"""Client leaders: they decide, drift away, look, believe, and reassure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from oracle.agents import Member, contract_knowledge_after, expectation_after, satisfaction, trust_after
from oracle.arithmetic import centred, clip, mean, positive
from oracle.goals import shifted
from oracle.records import LeaderState

if TYPE_CHECKING:
    from oracle.model import OraclePartnership


class Leader(Member):
    """A leader: a server of finite capacity."""

    last: LeaderState
    now: LeaderState

    def __init__(self, model: OraclePartnership, index: int, start: LeaderState) -> None:
        super().__init__(model, index, start)
        self.asked = 0.0  # queue and new exceptions
        self.served = 0.0
        self.waiting = 0.0
        self.defaulted = 0.0

    def take_part(self) -> None:
        """A leader comes when asked and drifts away when not."""
        c, dose, here = self.model.coefficients.participation, self.model.dose, self.last.participation
        z = centred(self.model.luck.duties[self.index])
        asked = c.checkins * dose.leader_checkins * (1 - here)
        duties = self.model.described.leaders.other_duties * (1 - dose.leader_checkins)
        away = c.decline * duties * positive(here - c.floor)
        self.now.participation = clip(here + asked - away + c.noise * here * (1 - here) * z)

    def decide(self) -> None:
        """Exceptions are served, wait, or get a default decision."""
        model, c = self.model, self.model.coefficients.decisions
        z = centred(model.luck.exceptions[self.index])
        new = positive(model.exceptions_each + math.sqrt(model.exceptions_each) * z)
        hours = model.described.leaders.hours * self.now.participation - c.displaced * model.leader_hours
        self.asked = self.last.queue + new
        self.served = min(self.asked, positive(hours) / c.hours)
        self.waiting = self.asked - self.served
        self.defaulted = self.waiting / c.patience
        self.now.queue = self.waiting - self.defaulted

    def perceive(self) -> None:
        """Reports, unless one looks oneself."""
        model, me, c, dose = self.model, self.last, self.model.coefficients.expectation, self.model.dose
        own = clip(c.leader_direct + c.leader_checkins * dose.leader_checkins + c.leader_review * dose.output_review)
        reported = mean(team.now.reported for team in model.teams)
        delivered = mean(team.delivery for team in model.teams)
        evidence = (1 - own) * reported + own * delivered
        before = model.coefficients.talk.before
        attending = (before + (1 - before) * model.moved_share) / c.attention
        self.now.performance = me.performance + attending * (evidence - me.performance)
        told = (1 - c.setting * dose.expectation_setting) * (1 - c.briefing * dose.risk_briefing)
        hype = 1 + model.described.expectations.leader_optimism * told
        self.now.expectation = expectation_after(c, me.expectation, me.performance, hype, clip(model.truth + own))

    def be_confident(self) -> None:
        """Confidence follows trust, what one sees, and how well one keeps up."""
        me = self.last
        sure = clip(0.5 * me.trust + 0.5 * min(1.0, me.performance) - 0.5 * self.model.unanswered)
        lag = self.model.coefficients.participation.confidence_lag
        self.now.confidence = me.confidence + (sure - me.confidence) / lag

    def negotiate_goals(self) -> None:
        """Leaders who take part hear what the teams want."""
        model, me = self.model, self.last
        others = tuple(
            self.now.participation * (mean(team.last.goals[k] for team in model.teams) - own)
            for k, own in enumerate(me.goals)
        )
        self.now.goals = shifted(model, me.goals, others, model.client_anchor)

    def know_contract(self) -> None:
        """Leaders hear of the contract from each other."""
        model = self.model
        others = mean(leader.last.contract_knowledge for leader in model.leaders)
        known = self.last.contract_knowledge
        self.now.contract_knowledge = contract_knowledge_after(model, known, model.moved_share, others)

    def decide_trust(self) -> None:
        """Trust in the vendor, from the whole partnership; a leader who was briefed takes bad news better."""
        model, me, c = self.model, self.last, self.model.coefficients.trust
        disconfirmed = c.disconfirmation * (me.performance - me.expectation)
        if me.performance < me.expectation:
            disconfirmed *= 1 - c.briefing * model.dose.risk_briefing
        evidence = clip(
            c.base
            + disconfirmed
            - c.misunderstanding * model.misunderstood
            - c.misalignment * self._apart()
            - c.unanswered * model.unanswered
            - c.deception * model.deceit
            + c.transparency * model.truth
            + c.clarity * model.understood_clarity
            + c.bonding * model.dose.relationship_building
        )
        self.now.trust = trust_after(c, me.trust, evidence)

    def _apart(self) -> float:
        """How far one's own goals are from what the teams want on average."""
        teams = self.model.teams
        distance = sum(abs(own - mean(team.last.goals[k] for team in teams)) for k, own in enumerate(self.last.goals))
        return min(1.0, 0.5 * distance / self.model.coefficients.goals.opposed)

    @property
    def dissatisfaction(self) -> float:
        """Leaders judge at once by what they expect and perceive."""
        c = self.model.coefficients.satisfaction
        return 1 - satisfaction(c, self.now.expectation, self.now.performance)
