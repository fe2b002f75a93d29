"""Before week 0: a vendor is chosen, people differ, hopes are high."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oracle.arithmetic import clip, normal, positive
from oracle.goals import own_goals, scaled
from oracle.records import Goals, LeaderState, LiaisonState, PartnershipState, StaffState, TeamState
from outsim.parameters.partnership import Client, Vendor
from outsim.state import CAUSES
from outsim.streams import StartingLuck

if TYPE_CHECKING:
    from oracle.model import OraclePartnership


@dataclass(frozen=True)
class Candidate:
    """A vendor on the market, and how good it looks."""

    skill: float
    security: float
    gap: float
    seen: float


class Start:
    """Makes the first state of every agent."""

    def __init__(self, model: OraclePartnership, luck: StartingLuck) -> None:
        self.model, self.luck = model, luck
        self.described, self.coefficients = model.described, model.coefficients
        self.dose = model.dose
        variation = self.coefficients.variation
        self.spread = variation.people
        self.trust = self.described.client.trust + variation.partnerships * normal(luck.climate_trust)
        self.anxiety = self.described.client.anxiety + variation.partnerships * normal(luck.climate_anxiety)
        self.hope = variation.partnerships * normal(luck.climate_expectation)
        self.attention = variation.partnerships * normal(luck.climate_participation)
        self.ours = self.goals(self.described.client, luck.client_goals)
        self.theirs = self.goals(self.described.vendor, luck.vendor_goals)
        self.chosen = self.choose()

    def goals(self, side: Client | Vendor, draws: Sequence[float]) -> Goals:
        """An organisation's own goals in this partnership."""
        spread = self.coefficients.variation.goals
        pairs = zip(own_goals(side), draws, strict=True)
        return scaled(goal + spread * normal(u) for goal, u in pairs)

    def choose(self) -> Candidate:
        """The candidate that looks best; the first of equals."""
        vendor, c, luck = self.described.vendor, self.coefficients.selection, self.luck
        given = self.described.expectations.diligence
        homework = given + (1 - given) * c.diligence * self.dose.due_diligence

        def seen(k: int) -> Candidate:
            skill = clip(vendor.skill + vendor.skill_spread * normal(luck.candidate_skill[k]))
            security = clip(vendor.security + vendor.skill_spread * normal(luck.candidate_security[k]))
            gap = clip(vendor.organisational_gap + vendor.skill_spread * normal(luck.candidate_fit[k]))
            error = c.noise * (1 - homework) * normal(luck.candidate_impression[k])
            return Candidate(skill, security, gap, skill + c.security_weight * security - c.fit_weight * gap + error)

        return max((seen(k) for k in range(vendor.candidates)), key=lambda candidate: candidate.seen)

    def staff(self, i: int) -> StaffState:
        """Person i."""
        client, work, luck, sd = self.described.client, self.described.work, self.luck, self.spread
        setting = 1 - self.coefficients.expectation.setting * self.dose.expectation_setting
        hope = self.described.expectations.optimism * setting + self.hope + sd * normal(luck.expectation[i])
        disposition = clip(client.resistance + sd * normal(luck.disposition[i]))
        wave = math.floor(i % client.departments * work.waves / client.departments)
        return StaffState(
            anxiety=clip(self.anxiety + sd * normal(luck.anxiety[i])),
            dissatisfaction=0.3,
            resistance=disposition,
            motivation=0.6,
            wellbeing=0.6,
            commitment=0.6,
            trust=clip(self.trust + sd * normal(luck.trust[i])),
            expectation=1 + positive(hope),
            performance=1.0,
            contract_knowledge=client.contract_knowledge,
            bias=client.bias,
            goals=self.ours,
            susceptibility=clip(0.6 + sd * normal(luck.susceptibility[i])),
            expressiveness=clip(0.6 + sd * normal(luck.expressiveness[i])),
            disposition=disposition,
            tenure=-client.tenure * math.log(luck.tenure[i]),
            move_week=work.first_wave + work.wave_spacing * wave,
            moved=0.0,
            liaisons=min(1 + math.floor(3 * luck.liaisons[i]), self.model.slots),
            acquaintance=math.floor(client.staff * luck.acquaintance[i]),
        )

    def leader(self, j: int) -> LeaderState:
        """Leader j."""
        client, c, luck, sd = self.described.client, self.coefficients.expectation, self.luck, self.spread
        told = (1 - c.setting * self.dose.expectation_setting) * (1 - c.briefing * self.dose.risk_briefing)
        hope = self.described.expectations.leader_optimism * told + self.hope
        taking_part = self.described.leaders.participation + self.attention
        return LeaderState(
            participation=clip(taking_part + sd * normal(luck.leader_participation[j])),
            queue=0.0,
            expectation=1 + positive(hope + sd * normal(luck.leader_expectation[j])),
            performance=1.0,
            trust=clip(self.trust),
            contract_knowledge=client.contract_knowledge,
            confidence=0.6,
            goals=self.ours,
        )

    def team(self, v: int) -> TeamState:
        """Team v of the vendor that was chosen."""
        vendor, work, sd = self.described.vendor, self.described.work, self.coefficients.variation.teams
        scope = work.load * work.plan if work.kind == "project" else 0.0
        return TeamState(
            skill=clip(self.chosen.skill + sd * normal(self.luck.team_skill[v])),
            knowledge=vendor.knowledge,
            experience=0.0,
            morale=vendor.morale,
            trust=vendor.trust,
            contract_knowledge=self.described.client.contract_knowledge,
            rigidity=clip(vendor.rigidity + sd * normal(self.luck.team_rigidity[v])),
            quality=1 - self.coefficients.rework.errors,
            backlog=scope,
            planned=scope,
            undiscovered=0.0,
            reported=1.0,
            lost=0.0,
            access=0.0,
            security=self.chosen.security,
            goals=self.theirs,
        )

    def liaison(self) -> LiaisonState:
        """Strangers."""
        return LiaisonState(self.coefficients.common_ground.start, 0.0, 0.0, 0.0)

    def partnership(self) -> PartnershipState:
        """The contract as signed, designed better if that was prepared."""
        contract, design = self.described.contract, self.coefficients.decisions.design

        def designed(signed: float) -> float:
            return signed + design * self.dose.contract_design * (1 - signed)

        return PartnershipState(
            clarity=designed(contract.clarity),
            completeness=designed(contract.completeness),
            decision_rights=designed(contract.decision_rights),
            organisational_gap=self.chosen.gap,
            client_goals=self.ours,
            vendor_goals=self.theirs,
            safeguards=self.described.security.safeguards,
            drift=0.0,
            news=0.0,
            leak=0.0,
            voice=0.0,
            grievance=dict.fromkeys(CAUSES, 0.0),
        )
