"""The oracle: one partnership as a Mesa model, a week a step, in the order of section 3 of docs/model.md."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import mesa

from oracle import goals, judgement, ledger
from oracle.arithmetic import clip, mean, positive
from oracle.leader import Leader
from oracle.liaison import Liaison, share_misunderstood
from oracle.luck import Luck, SharedLuck
from oracle.observation import observed
from oracle.pulling import Pull, doses_at_start, pull_levers
from oracle.records import Goals, Shared
from oracle.staff import Staff
from oracle.start import Start
from oracle.team import Team
from outsim import geography
from outsim.scenario import Scenario
from outsim.streams import WeeklyLuck


class OraclePartnership(mesa.Model):
    """One partnership; it goes on living after its end, while the ledger stops.

    Everyone reads last week's state (``.last``) and writes this week's (``.now``). What the partnership as a whole
    does in a week, and several agents read, is kept here.
    """

    luck: WeeklyLuck
    overlap: float
    participation_last: float
    layoffs: float
    scope_change: float
    air: float
    moved_share: float
    alignment: float
    misunderstood: float
    understood_clarity: float
    exceptions_each: float
    unanswered: float
    defaulted: float
    served: float
    rework_share: float
    truth: float
    information: float
    support: float
    involvement: float
    client_anchor: Goals
    vendor_anchor: Goals
    joint_goals: Goals
    wear: float
    severity: float
    verdict: judgement.Verdict

    def __init__(self, described: Scenario, seed: int = 0, replicate: int = 0, luck: Luck | None = None) -> None:
        super().__init__(rng=seed)
        self.described, self.coefficients = described, described.coefficients
        self.week = -1
        self.draws = luck or SharedLuck.of(described, seed, replicate)
        self._measure_distance()
        self.pulls = [Pull(planned) for planned in described.interventions]
        self.dose: SimpleNamespace = doses_at_start(self.pulls)
        self.staff_hours = self.leader_hours = self.vendor_hours = self.intervention_cost = 0.0
        self.slots = min(3, described.vendor.teams)
        self.staff_who_left = self.vendor_people_who_left = 0
        start = Start(self, self.draws.starting)
        self.partnership = Shared(start.partnership())
        self._populate(start)
        self.ledger = ledger.opened(self)
        self.indicators: dict[str, float] = {}
        self.history: list[dict[str, float]] = []  # indicators of the weeks lived

    def _measure_distance(self) -> None:
        client, vendor = self.described.client, self.described.vendor
        apart = geography.distance(client.country, vendor.country, vendor.cultural_distance)
        english = geography.working_english(client.country, vendor.country, vendor.working_english)
        self.cultural_distance = apart.cultural
        self.language_barrier = geography.language_barrier(
            english, apart.linguistic, other_shared_language=apart.other_shared_language
        )
        hours = geography.weekly_overlap(
            client.country,
            vendor.country,
            self.described.first_day,
            self.described.weeks,
            (client.shift_start, client.shift_end),
            (vendor.shift_start, vendor.shift_end),
        )
        self.overlaps = [common / (client.shift_end - client.shift_start) for common in hours]

    def _populate(self, start: Start) -> None:
        """Departments, reporting lines and liaisons are dealt out round robin; peers are a ring with shortcuts."""
        client, vendor = self.described.client, self.described.vendor
        self.staff = [Staff(self, i, start.staff(i)) for i in range(client.staff)]
        self.leaders = [Leader(self, j, start.leader(j)) for j in range(self.described.leaders.count)]
        self.teams = [Team(self, v, start.team(v)) for v in range(vendor.teams)]
        self.links: list[Liaison] = []
        for person in self.staff:
            person.leader = self.leaders[person.index % len(self.leaders)]
            ring = [self.staff[(person.index + step * client.departments) % len(self.staff)] for step in (-2, -1, 1, 2)]
            person.peers = [*ring, self.staff[person.now.acquaintance]]
            for slot in range(person.now.liaisons):
                team = self.teams[(person.index + slot) % len(self.teams)]
                link = Liaison(self, person, slot, team, start.liaison())
                person.links.append(link)
                team.own_links.append(link)
                self.links.append(link)
        for team in self.teams:
            team.links = team.own_links or self.links

    def step(self) -> None:
        """One week."""
        self.week += 1
        self.luck = self.draws.of_week(self.week)
        self.overlap = self.overlaps[self.week]
        self.partnership.begin_week()
        self.agents.do("begin_week")
        self.participation_last = mean(leader.last.participation for leader in self.leaders)
        pull_levers(self)
        self._transition()
        self._talk()
        self._decide()
        self._work()
        self._perceive()
        self._feel()
        self._relate()
        self._protect()
        self._turnover()
        self._judge()

    def _each(self, kind: type[mesa.Agent], *behaviours: str) -> None:
        for behaviour in behaviours:
            self.agents_by_type[kind].do(behaviour)

    def _transition(self) -> None:
        c, shared = self.coefficients.threat, self.partnership
        layoffs = self.luck.layoffs < c.layoff_rate * self.described.client.job_impact
        self.layoffs = 1.0 if layoffs else 0.0
        self.scope_change = 1.0 if self.luck.scope_change < self.described.work.scope_change else 0.0
        self.air = min(1.0, shared.last.news + c.layoff_news * self.layoffs)
        shared.now.news = self.air * (1 - 1 / c.news_memory)
        self._each(Staff, "move_work")
        self.moved_share = mean(person.now.moved for person in self.staff)

    def _talk(self) -> None:
        self._each(Liaison, "compare_goals", "misread", "exchange_messages", "grow_common_ground")
        self._each(Team, "talk")
        self.alignment = mean(link.alignment for link in self.links)
        self.misunderstood = mean(share_misunderstood(person.links) for person in self.staff)

    def _decide(self) -> None:
        self._each(Leader, "take_part")
        self._redesign_contract()
        c, last = self.coefficients.decisions, self.partnership.last
        of_staff = mean(person.last.contract_knowledge for person in self.staff)
        of_teams = mean(team.last.contract_knowledge for team in self.teams)
        of_leaders = mean(leader.last.contract_knowledge for leader in self.leaders)
        knowledge = 0.25 * of_staff + 0.25 * of_leaders + 0.5 * of_teams
        self.understood_clarity = last.clarity * (1 - c.understanding * (1 - knowledge))
        rate = (
            c.rate
            * (
                1
                + c.unclear * (1 - self.understood_clarity)
                + c.misaligned * (1 - self.alignment)
                + c.complexity * self.described.work.complexity
                + c.incomplete * (1 - last.completeness)
            )
            * (1 - c.rights * last.decision_rights)
        )
        self.exceptions_each = rate * len(self.teams) * self.moved_share / len(self.leaders)
        self._each(Leader, "decide")
        asked = 1 + sum(leader.asked for leader in self.leaders)
        self.unanswered = sum(leader.waiting for leader in self.leaders) / asked
        self.defaulted = sum(leader.defaulted for leader in self.leaders) / asked
        self.served = sum(leader.served for leader in self.leaders)

    def _redesign_contract(self) -> None:
        """A contract designed for both sides to read the same."""
        c, contract, shared = self.coefficients.decisions, self.described.contract, self.partnership

        def redesigned(signed: float, now: float) -> float:
            aim = signed + c.design * self.dose.contract_design * (1 - signed)
            return now + c.design_rate * positive(aim - now)

        shared.now.clarity = redesigned(contract.clarity, shared.last.clarity)
        shared.now.completeness = redesigned(contract.completeness, shared.last.completeness)
        shared.now.decision_rights = redesigned(contract.decision_rights, shared.last.decision_rights)

    def _work(self) -> None:
        self._each(Staff, "offer_help")
        self._each(Team, "learn", "produce", "deliver")
        done = sum(team.done for team in self.teams)
        self.rework_share = min(1.0, sum(team.discovered for team in self.teams) / max(done, 1e-6))

    def _perceive(self) -> None:
        c, dose = self.coefficients.expectation, self.dose
        present = mean(leader.now.participation for leader in self.leaders)
        self.truth = clip(
            self.described.expectations.openness
            + c.updates * dose.progress_updates
            + c.checkins * dose.leader_checkins
            + c.leaders * present
        )
        self._each(Team, "report")
        self.deceit = mean(team.deceit for team in self.teams)
        self._each(Staff, "perceive", "be_satisfied")
        self._each(Leader, "perceive")

    def _feel(self) -> None:
        c, dose = self.coefficients.anxiety, self.dose
        told = c.communication * dose.change_communication + c.visibility * self.participation_last
        self.information = min(c.ceiling, told)
        self.support = min(c.ceiling, c.support + c.emotional_support * dose.emotional_support)
        say = self.described.client.involvement + c.participation * dose.participation
        self.involvement = min(c.ceiling, say)
        self._each(Staff, "feel_threat", "resist", "strain", "be_motivated")
        self._each(Team, "wear_down")
        self._each(Leader, "be_confident")

    def _relate(self) -> None:
        ours, theirs = self.partnership.last.client_goals, self.partnership.last.vendor_goals
        self.client_anchor = goals.anchor(ours, theirs, self.partnership.last.drift)
        self.vendor_anchor = goals.anchor(theirs, ours, self.partnership.last.drift)
        self.joint_goals = tuple((a + b) / 2 for a, b in zip(ours, theirs, strict=True))
        for kind in (Staff, Leader, Team):
            self._each(kind, "negotiate_goals", "know_contract")
        self._drift_apart()
        self._each(Staff, "judge_others")
        for kind in (Staff, Leader, Team):
            self._each(kind, "decide_trust")
        self._remember_grievance()

    def _drift_apart(self) -> None:
        c, dose, drift = self.coefficients.goals, self.dose, self.partnership.last.drift
        trust = mean(person.last.trust for person in self.staff)
        unbound = 1 - c.bond * self.understood_clarity * trust
        grown = c.drift * (1 - c.vision_holds * dose.shared_vision) * unbound + c.default_drift * self.defaulted
        settled = c.settling * dose.goal_alignment * drift
        self.partnership.now.drift = min(c.limit, positive(drift + grown - settled))

    def _remember_grievance(self) -> None:
        """What distrust comes from."""
        c, shared = self.coefficients.trust, self.partnership
        expectation = self._judged(lambda one: one.last.expectation)
        performance = self._judged(lambda one: one.last.performance)
        gap = positive(expectation - performance)
        hype = min(gap, positive(expectation - 1))
        against = {
            "expectations": c.disconfirmation * hype,
            "culture": c.misunderstanding * self.misunderstood
            + c.transparency * (1 - self.truth)
            + c.deception * self.deceit,
            "alignment": c.misalignment * (1 - self.alignment) + c.clarity * (1 - self.understood_clarity),
            "leadership": c.unanswered * self.unanswered,
            "people": 0.0,
            "security": shared.last.leak,
            "delivery": c.disconfirmation * (gap - hype),
        }
        held = shared.last.grievance
        shared.now.grievance = {
            cause: held[cause] + (against[cause] - held[cause]) / c.grievance_memory for cause in held
        }

    def _judged(self, of: Callable[[Any], float]) -> float:
        """A mean in which staff and leaders weigh the same."""
        return 0.5 * mean(map(of, self.staff)) + 0.5 * mean(map(of, self.leaders))

    def _protect(self) -> None:
        c, shared, dose = self.coefficients.leak, self.partnership, self.dose
        self.wear = c.decay * math.log2(1 + self.described.client.outsourcings)
        self._each(Team, "protect")
        safe = shared.last.safeguards
        built = c.building * dose.ip_safeguards * (1 - safe)
        shared.now.safeguards = clip(safe + built - self.wear * (1 - dose.security_strategy) * safe)
        self.severity = min(1.0, sum(team.leaks * team.damage for team in self.teams))
        shared.now.leak = min(1.0, shared.last.leak * (1 - 1 / c.memory) + self.severity)
        for one in (*self.staff, *self.leaders):
            one.now.trust *= 1 - self.coefficients.trust.leak * self.severity
        shared.now.news = min(1.0, shared.now.news + self.coefficients.threat.leak_news * self.severity)

    def _turnover(self) -> None:
        self._each(Team, "leave")
        self._each(Staff, "leave")  # last, as newcomers start as strangers whoever left on the other side

    def _judge(self) -> None:
        self.verdict = judgement.judge(self)
        judgement.raise_voice(self, self.verdict)
        self.indicators = observed(self)
        if self.ledger.outcome == ledger.RUNNING:
            self.history.append(self.indicators)
        ledger.keep(self, self.verdict)
