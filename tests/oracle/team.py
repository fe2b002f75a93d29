"""Vendor teams: they learn, work, err, report, take heart or lose it, and lose people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from oracle.agents import Member, contract_knowledge_after, trust_after
from oracle.arithmetic import centred, clip, mean, normal, positive
from oracle.goals import shifted
from oracle.liaison import Liaison, share_misunderstood
from oracle.records import TeamState

if TYPE_CHECKING:
    from oracle.model import OraclePartnership


class Team(Member):
    """A team of the vendor."""

    last: TeamState
    now: TeamState

    def __init__(self, model: OraclePartnership, index: int, start: TeamState) -> None:
        super().__init__(model, index, start)
        self.own_links: list[Liaison] = []
        self.links: list[Liaison] = []  # its own; everybody's, for a team without one
        self.misunderstood = self.calendar = self.waiting = 0.0
        self.moved = self.pressure = self.productivity = 0.0
        self.demand = self.done = self.wrong = self.discovered = self.overdue = self.delivery = 0.0
        self.recognition = self.hype = self.blame = 0.0
        self.leak_rate = self.leaks = self.damage = 0.0

    def talk(self) -> None:
        """A round of clarification waits for common hours."""
        model, c = self.model, self.model.coefficients.talk
        self.moved = mean(link.person.now.moved for link in self.links)
        self.misunderstood = share_misunderstood(self.links)
        sent = mean(link.sent for link in self.links)
        rounds = mean(link.rounds for link in self.links) / sent if sent else 0.0
        self.calendar = 1 + c.people + c.waiting * rounds * (1 - model.overlap)
        self.waiting = c.idle * (1 - 1 / self.calendar)

    def learn(self) -> None:
        """The client's work is learned from the client's people."""
        before, known = self.model.coefficients.talk.before, self.last.knowledge
        active = before + (1 - before) * self.moved
        helped = mean(link.person.help for link in self.links)
        ramp = self.model.coefficients.knowledge.ramp
        learned = active * helped * (1 - self.misunderstood) * (1 - known) / ramp
        self.now.knowledge = clip(known + learned)

    def produce(self) -> None:
        """What the team could get done this week."""
        model, me = self.model, self.last
        c, rework, work = model.coefficients.productivity, model.coefficients.rework, model.described.work
        vendor = model.described.vendor
        overdue = positive(me.backlog - me.planned) / work.load
        late = overdue / (overdue + rework.patience)
        timeline = 1 - rework.timeline * model.dose.realistic_timeline
        self.pressure = clip(work.pressure * timeline + 0.5 * late)
        exponent = -math.log2(c.progress_ratio)
        curve = min(c.best, ((me.experience + c.experience) / c.experience) ** exponent)
        messages = sum(link.now.messages for link in self.own_links)
        talk = min(c.crowding, model.coefficients.talk.hours * messages / (40 * vendor.team_size))
        understanding = 1 - mean(link.now.friction for link in self.links)
        self.productivity = (
            (c.know_nothing + (1 - c.know_nothing) * me.knowledge)
            * curve
            * (c.unskilled + c.skill * me.skill)
            * (c.demoralised + c.morale * me.morale)
            * (1 - talk)
            * (1 - self.waiting)
            * (1 - c.blocked * work.interdependence * model.unanswered)
            * (1 + c.diversity * model.cultural_distance * understanding)
            * (1 - model.vendor_hours / 40)
            * (1 - c.newcomers * me.lost)
            * (1 + c.pressure * self.pressure)
        )

    def deliver(self) -> None:
        """The rework cycle: a share of output is wrong, stays undiscovered, and comes back."""
        model, me, now = self.model, self.last, self.now
        c, work = model.coefficients.rework, model.described.work
        planned = 0.0
        if work.kind == "project":
            planned = min(me.planned, work.load * self.moved)
            arriving = c.scope_growth * work.load * work.plan * model.scope_change
        else:
            z = centred(model.luck.arrivals[self.index])
            arriving = work.load * self.moved * positive(1 + c.arrivals * z)
        self.demand = planned + arriving
        available = me.backlog + arriving
        self.done = min(self.productivity * self.moved, available)
        error = min(
            0.9,
            c.errors
            * (
                1
                + c.unskilled * (1 - me.skill)
                + c.ignorant * (1 - me.knowledge)
                + c.misunderstood * self.misunderstood
                + c.pressure * self.pressure
                + c.defaults * model.defaulted
                + c.unclear * (1 - model.understood_clarity)
                + c.complexity * work.complexity
                + c.built_on * me.undiscovered / (1 + me.undiscovered)
            ),
        )
        self.wrong = self.done * error
        found = min(1.0, (1 + c.review * model.dose.output_review) / c.discovery)
        self.discovered = me.undiscovered * found
        now.undiscovered = me.undiscovered + self.wrong - self.discovered
        now.backlog = available - self.done + self.discovered
        now.planned = me.planned - planned
        now.quality = me.quality + (1 - error - me.quality) / c.quality_lag
        now.experience = me.experience + self.done
        self.overdue = positive(now.backlog - now.planned) / work.load
        level = min(1.0, self.productivity / work.load)
        timeliness = 1 - self.overdue / (self.overdue + c.patience)
        self.delivery = 0.5 * level * timeliness + 0.5 * min(1.0, now.quality / c.feasible_quality)

    def report(self) -> None:
        """Reports are late and rosy, unless honest."""
        model, hopes = self.model, self.model.described.expectations
        honest = model.coefficients.expectation.update_honesty * model.dose.progress_updates
        late = self.overdue / (self.overdue + model.coefficients.rework.patience)
        surfaced = clip(late + min(1.0, self.discovered / max(self.done, 1e-6)))
        claim = self.delivery + hopes.rosiness * (1 - honest) * (1 - surfaced) * positive(1 - self.delivery)
        lag = 1 + (hopes.reporting_lag - 1) * (1 - honest)
        self.now.reported = self.last.reported + (claim - self.last.reported) / lag
        self.deceit = surfaced * positive(self.now.reported - self.delivery)

    def wear_down(self) -> None:
        """Hype and blame wear people down; recognition and trust restore them."""
        me, c = self.last, self.model.coefficients.morale
        people = [link.person.last for link in self.links]
        self.recognition = 1 - mean(person.dissatisfaction for person in people)
        self.hype = mean(positive(person.expectation - 1) for person in people)
        self.blame = mean(person.bias * positive(person.expectation - person.performance) for person in people)
        level = clip(
            c.base
            + c.recognition * self.recognition
            + c.trust * me.trust
            - c.pressure * self.pressure
            - c.hype * self.hype
            - c.blame * self.blame
        )
        self.now.morale = me.morale + (level - me.morale) / c.lag

    def negotiate_goals(self) -> None:
        """Goals move toward those of the people one talks to."""
        me = self.last
        weights = [link.good_contact * (1 - link.person.last.bias) for link in self.links]
        others = tuple(
            mean(w * (link.person.last.goals[k] - own) for w, link in zip(weights, self.links, strict=True))
            for k, own in enumerate(me.goals)
        )
        self.now.goals = shifted(self.model, me.goals, others, self.model.vendor_anchor)

    def know_contract(self) -> None:
        """Teams hear of the contract from each other."""
        model = self.model
        others = mean(team.last.contract_knowledge for team in model.teams)
        known = self.last.contract_knowledge
        self.now.contract_knowledge = contract_knowledge_after(model, known, self.moved, others)

    def decide_trust(self) -> None:
        """Trust in the client."""
        model, c = self.model, self.model.coefficients.trust
        evidence = clip(
            c.base
            + c.recognition * self.recognition
            + c.clarity * model.understood_clarity
            + c.bonding * model.dose.relationship_building
            - c.unanswered * model.unanswered
            - c.blame * self.blame
            - c.pressure * self.pressure
        )
        self.now.trust = trust_after(c, self.last.trust, evidence)

    def protect(self) -> None:
        """Material leaks where access is wide, people leave and goals differ."""
        model, me, c = self.model, self.last, self.model.coefficients.leak
        security, safeguards, dose = model.described.security, model.partnership.last.safeguards, model.dose
        self.now.access = security.access * self.moved * (1 - c.protocol * dose.communication_protocol)
        misaligned = 1 - mean(link.alignment for link in self.links)
        self.leak_rate = (
            c.base
            / len(model.teams)
            * self.now.access
            * (1 - security.partition)
            * math.exp(
                c.turnover * me.lost + c.misaligned * misaligned - c.safeguards * safeguards - c.hygiene * me.security
            )
        )
        self.leaks = 1.0 if model.luck.leak[self.index] < min(1.0, self.leak_rate / 52) else 0.0
        size = math.exp(c.spread * normal(model.luck.leak_severity[self.index]))
        self.damage = min(1.0, c.severity * (1 - security.partition) * (1 - 0.5 * safeguards) * size)
        grown = c.strategy * dose.security_strategy * (1 - me.security)
        worn = model.wear * (1 - dose.security_strategy) * me.security
        self.now.security = clip(me.security + grown - worn)

    def leave(self) -> None:
        """Some people leave, and what they knew leaves with them."""
        model, me, now, c = self.model, self.last, self.now, self.model.coefficients.turnover
        vendor = model.described.vendor
        chance = vendor.attrition / 52 * positive(1 + c.morale * (0.5 - me.morale))
        leavers = math.floor(vendor.team_size * chance + model.luck.vendor_people_leave[self.index])
        gone = min(1.0, leavers / vendor.team_size)
        model.vendor_people_who_left += leavers
        now.lost = min(1.0, me.lost * (1 - 1 / c.hiring) + gone)
        now.knowledge *= 1 - gone * (1 - c.knowledge_kept)
        now.experience *= 1 - gone * (1 - c.knowledge_kept)
        now.contract_knowledge *= 1 - gone
        for link in self.own_links:
            link.now.common_ground *= 1 - gone
