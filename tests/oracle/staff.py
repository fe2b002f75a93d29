"""Client staff: they fear, hope, resist, help, learn, trust, and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oracle.agents import Member, contract_knowledge_after, expectation_after, satisfaction, trust_after
from oracle.arithmetic import clip, logistic, mean, positive
from oracle.goals import shifted
from oracle.liaison import Liaison, share_misunderstood
from oracle.records import StaffState

if TYPE_CHECKING:
    from oracle.leader import Leader
    from oracle.model import OraclePartnership


class Staff(Member):
    """A member of the client's staff, with liaisons, five peers and a leader."""

    last: StaffState
    now: StaffState

    def __init__(self, model: OraclePartnership, index: int, start: StaffState) -> None:
        super().__init__(model, index, start)
        self.links: list[Liaison] = []
        self.peers: list[Staff] = []
        self.leader: Leader
        self.threat = 0.0
        self.help = 0.0

    def move_work(self) -> None:
        """One's work moves with one's wave; the nearer it is, the more it threatens."""
        model, c = self.model, self.model.coefficients
        first = model.described.work.first_wave
        stretch = 1 + c.rework.stretch * model.dose.realistic_timeline
        move = first + (self.last.move_week - first) * stretch
        if model.week >= move:
            self.now.moved = 1.0
        near = 1 / (1 + ((model.week - move) / c.threat.width) ** 2)
        own = model.described.client.job_impact * (c.threat.floor + (1 - c.threat.floor) * near)
        heard = model.air * (1 - c.threat.communication * model.dose.change_communication)
        self.threat = clip(own + heard)

    def offer_help(self) -> None:
        """The help that a vendor's team can learn from."""
        model, me = self.model, self.last
        c, arousal, dose = model.coefficients.knowledge, model.coefficients.motivation, model.dose
        calm = 1 - ((me.anxiety - arousal.best_arousal) / arousal.arousal_width) ** 2
        work = max(arousal.worst, calm) * (0.5 + 0.5 * me.motivation)
        setting = 1 - c.setting * dose.expectation_setting
        trusting_too_much = min(1.0, c.reliance * positive(me.expectation - 1) * setting)
        self.help = clip(
            work
            * (1 - c.resistance * me.resistance)
            * (1 - trusting_too_much)
            * (1 + c.participation * dose.participation)
            * (1 - model.staff_hours / 40)
        )

    def perceive(self) -> None:
        """Reports, and what one sees oneself."""
        model, me, c = self.model, self.last, self.model.coefficients.expectation
        reported = mean(link.team.now.reported for link in self.links)
        seen = mean(link.team.delivery for link in self.links)
        evidence = (1 - c.direct) * reported + c.direct * seen
        before = model.coefficients.talk.before
        attending = (before + (1 - before) * self.now.moved) / c.attention
        self.now.performance = me.performance + attending * (evidence - me.performance)
        setting = 1 - c.setting * model.dose.expectation_setting
        hype = 1 + model.described.expectations.optimism * setting
        self.now.expectation = expectation_after(c, me.expectation, me.performance, hype, model.truth)

    def be_satisfied(self) -> None:
        """What one gets against what one expected."""
        c = self.model.coefficients.satisfaction
        satisfied = satisfaction(c, self.now.expectation, self.now.performance)
        me = self.last.dissatisfaction
        self.now.dissatisfaction = me + (1 - satisfied - me) / c.lag

    def feel_threat(self) -> None:
        """Job threat frightens; shelter helps; fear and calm are contagious."""
        model, me, c = self.model, self.last, self.model.coefficients.anxiety
        sheltered = (1 - model.information) * (1 - model.support) * (1 - model.involvement)
        fear = c.gain * self.threat * me.susceptibility * sheltered * (1 - me.anxiety)
        caught = mean(
            peer.last.expressiveness
            * (peer.last.anxiety - me.anxiety + c.amplification * positive(peer.last.anxiety - me.anxiety))
            for peer in self.peers
        )
        leader = self.leader.last
        from_leader = c.leader_weight / 5 * leader.participation * (1 - leader.confidence - me.anxiety)
        contagion = c.contagion * me.susceptibility * (caught + from_leader)
        self.now.anxiety = clip(me.anxiety + fear + contagion - me.anxiety / c.memory)

    def resist(self) -> None:
        """The week's influences against one's disposition."""
        model, me, c = self.model, self.last, self.model.coefficients.resistance
        drive = (
            c.intercept
            + c.anxiety * me.anxiety
            + c.dissatisfaction * me.dissatisfaction
            + c.exclusion * (1 - model.involvement)
            + c.distrust * (1 - model.participation_last)
            + c.no_benefit * positive(1 - me.performance)
        )
        peers = mean(peer.last.resistance for peer in self.peers)
        influence = c.peers * peers + (1 - c.peers) * logistic(drive)
        drawn_to = c.openness * influence + (1 - c.openness) * me.disposition
        self.now.resistance = me.resistance + (drawn_to - me.resistance) / c.lag

    def strain(self) -> None:
        """Demands wear people down, resources carry them."""
        model, me, c = self.model, self.last, self.model.coefficients.wellbeing
        messages = sum(link.now.messages for link in self.links)
        load = messages / (messages + c.half_load)
        demands = (
            c.coordination * load
            + c.rework * model.rework_share
            + c.anxiety * me.anxiety
            + c.hours * model.staff_hours / 40
        )
        resources = c.support * model.support + c.involvement * model.involvement + c.leaders * model.participation_last
        self.now.wellbeing = me.wellbeing + (clip(c.base + resources - demands) - me.wellbeing) / c.lag

    def be_motivated(self) -> None:
        """Motivation and commitment follow."""
        model, me, c = self.model, self.last, self.model.coefficients.motivation
        motivating = clip(
            c.base
            + c.involvement * model.involvement
            + c.wellbeing * me.wellbeing
            + c.acceptance * (1 - me.resistance)
            + c.leaders * model.participation_last
        )
        self.now.motivation = me.motivation + (motivating - me.motivation) / c.lag
        binding = clip(
            c.commitment_base
            + c.satisfaction * (1 - me.dissatisfaction)
            + c.trust * me.trust
            + c.say * model.involvement
            - c.anxiety * me.anxiety
        )
        self.now.commitment = me.commitment + (binding - me.commitment) / c.lag

    def negotiate_goals(self) -> None:
        """Goals move toward those of the teams one talks to."""
        me = self.last
        weights = [link.good_contact * (1 - me.bias) for link in self.links]
        others = tuple(
            mean(w * (link.team.last.goals[k] - own) for w, link in zip(weights, self.links, strict=True))
            for k, own in enumerate(me.goals)
        )
        self.now.goals = shifted(self.model, me.goals, others, self.model.client_anchor)

    def know_contract(self) -> None:
        """One hears of it from peers, and uses it once one's work has moved."""
        others = mean(peer.last.contract_knowledge for peer in self.peers)
        known = self.last.contract_knowledge
        self.now.contract_knowledge = contract_knowledge_after(self.model, known, self.now.moved, others)

    def judge_others(self) -> None:
        """Prejudice gives way to good contact and returns with bad surprises."""
        me, c = self.last, self.model.coefficients.common_ground
        good = mean(link.good_contact for link in self.links)
        bad = positive(me.expectation - me.performance)
        fading = c.bias_contact * good + c.bias_bonding * self.model.dose.relationship_building
        self.now.bias = clip(me.bias - fading * me.bias + c.bias_surprise * bad * (1 - me.bias))

    def decide_trust(self) -> None:
        """Trust in the vendor, from one's own liaisons."""
        model, me, c = self.model, self.last, self.model.coefficients.trust
        evidence = clip(
            c.base
            + c.disconfirmation * (me.performance - me.expectation)
            - c.misunderstanding * share_misunderstood(self.links)
            - c.misalignment * (1 - mean(link.alignment for link in self.links))
            - c.unanswered * model.unanswered
            - c.deception * model.deceit
            + c.transparency * model.truth
            + c.clarity * model.understood_clarity
            + c.bonding * model.dose.relationship_building
        )
        self.now.trust = trust_after(c, me.trust, evidence)

    def leave(self) -> None:
        """Some leave, and a newcomer takes the place."""
        model, me, c = self.model, self.last, self.model.coefficients.turnover
        client = model.described.client
        uncommitted = positive(1 + c.commitment * (0.5 - me.commitment))
        chance = client.attrition / 52 * uncommitted * (1 + c.newcomers / (1 + me.tenure))
        if model.luck.staff_leave[self.index] >= chance:
            self.now.tenure = me.tenure + 1 / 52
            return
        model.staff_who_left += 1
        new = self.now
        new.tenure = 0.0
        new.anxiety, new.trust, new.bias = client.anxiety, client.trust, client.bias
        new.resistance = new.disposition
        new.contract_knowledge = 0.0
        new.goals = model.partnership.now.client_goals
        for link in self.links:
            link.now.common_ground = model.coefficients.common_ground.start
