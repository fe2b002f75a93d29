"""The state before week 0: the vendor is chosen, people differ, hopes are high.

With z standard normal of the named draw (client_goals and vendor_goals draw one for each of the four goals), a_l the full dose of lever l's pulls that start in week 0 without a trigger (their level still ramps from 0), sd = variation.people,
between = variation.partnerships::

    ours   = max(client_goals + variation.goals z, 0), scaled to sum to 1 (equal where none is above 0);  theirs likewise from vendor_goals
    staff:   susceptibility = clip(0.6 + sd z)         expressiveness = clip(0.6 + sd z)
             disposition = clip(client.resistance + sd z)
             tenure = -client.tenure ln(u)             liaisons = 1 + floor(3 u), at most the number of slots
             acquaintance = floor(staff u)
             anxiety = clip(client.anxiety + between z_climate + sd z);  trust = clip(client.trust + between z_climate + sd z)
             expectation = 1 + [optimism (1 - expectation.setting a_expectation_setting) + between z_climate + sd z]+
             performance = 1, dissatisfaction = 0.3, resistance = disposition, motivation = wellbeing = commitment = 0.6
             contract_knowledge = client.contract_knowledge, bias = client.bias, goals = ours, moved = 0
             move_week = first_wave + wave_spacing floor(department waves / departments), department = i modulo departments
    leaders: participation = clip(leaders.participation + between z_climate + sd z), queue = 0
             expectation = 1 + [leader_optimism (1 - setting a) (1 - briefing a_risk_briefing) + between z_climate + sd z]+
             performance = 1, trust = clip(client.trust + between z_climate), confidence = 0.6
             contract_knowledge = client.contract_knowledge, goals = ours
    teams:   skill = clip(chosen skill + variation.teams z), rigidity = clip(vendor.rigidity + variation.teams z)
             security = chosen, knowledge, morale, trust as the scenario's vendor says, contract_knowledge = client.contract_knowledge
             quality = 1 - rework.errors, reported = 1, goals = theirs, backlog = planned = load plan for a
             project, else 0; experience = undiscovered = lost = access = 0
    liaisons: common_ground = common_ground.start, all else 0
    partnership: clarity = c + decisions.design a_contract_design (1 - c) with c the contract's; completeness and
             decision_rights likewise; organisational_gap chosen; client_goals = ours, vendor_goals = theirs; safeguards = security.safeguards; all else 0
    ledger:  setup_weeks = sum over levers of a_l setup_weeks; weeks -1; all else 0
    levers:  nothing pulled; indicators: none observed yet

The climate draws (anxiety, trust, expectation, participation) are one for the whole partnership: two partnerships of the same
description differ by more than their people. Source: assumed. Coefficients: variation.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
from jax.scipy.special import ndtri
from jaxtyping import Array

from outsim.conditions import Conditions, Shape
from outsim.indicators import INDICATOR_NAMES
from outsim.levers import LEVER_NAMES, LEVERS
from outsim.mechanisms.goals import priorities
from outsim.mechanisms.selection import Chosen, choose_vendor
from outsim.mechanisms.shapes import clip, positive
from outsim.network import slots
from outsim.state import (
    CAUSES,
    Causes,
    Leaders,
    Ledger,
    Levers,
    Liaisons,
    Partnership,
    Scalar,
    Staff,
    State,
    Teams,
)
from outsim.streams import StartingLuck

TYPICAL_TEMPER = 0.6  # mean susceptibility and expressiveness
UNTROUBLED = 0.6  # motivation, well-being, commitment and confidence before the announcement
GRUMBLING = 0.3  # dissatisfaction before there is anything to judge


def start(given: Conditions, luck: StartingLuck, shape: Shape) -> State:
    """The state of a partnership before week 0."""
    chosen = choose_vendor(given, luck)
    spread = given.coefficients.variation.goals
    ours = priorities(given.client_goals + spread * ndtri(luck.client_goals))
    theirs = priorities(given.vendor_goals + spread * ndtri(luck.vendor_goals))
    zero = jnp.zeros_like(luck.climate_trust)
    return State(
        staff=_staff(given, luck, shape, zero, ours),
        leaders=_leaders(given, luck, shape, zero, ours),
        teams=_teams(given, luck, shape, zero, theirs, chosen),
        liaisons=_liaisons(given, shape, zero),
        levers=_levers(given, zero),
        partnership=_partnership(given, zero, ours, theirs, chosen.organisational_gap),
        ledger=_ledger(given, zero),
        indicators=jnp.full((len(INDICATOR_NAMES), *zero.shape), jnp.nan, zero.dtype),
    )


def in_place(given: Conditions, lever: str) -> Scalar:
    """The dose of a lever that is in place before week 0."""
    return given.pulls.at_start[LEVER_NAMES.index(lever)]


def _staff(given: Conditions, luck: StartingLuck, shape: Shape, zero: Scalar, ours: Array) -> Staff:
    client, work, vary = given.client, given.work, given.coefficients.variation
    none = jnp.zeros((shape.staff, *zero.shape), zero.dtype)
    disposition = clip(client.resistance + vary.people * ndtri(luck.disposition))
    unset = 1 - given.coefficients.expectation.setting * in_place(given, "expectation_setting")
    climate = vary.partnerships * ndtri(luck.climate_expectation)
    optimism = given.expectations.optimism * unset + climate + vary.people * ndtri(luck.expectation)
    department = (jnp.arange(shape.staff)[:, None] % shape.departments).astype(zero.dtype)
    return Staff(
        anxiety=clip(
            client.anxiety + vary.partnerships * ndtri(luck.climate_anxiety) + vary.people * ndtri(luck.anxiety)
        ),
        dissatisfaction=none + GRUMBLING,
        resistance=disposition,
        motivation=none + UNTROUBLED,
        wellbeing=none + UNTROUBLED,
        commitment=none + UNTROUBLED,
        trust=clip(client.trust + vary.partnerships * ndtri(luck.climate_trust) + vary.people * ndtri(luck.trust)),
        expectation=1 + positive(optimism),
        performance=none + 1,
        contract_knowledge=none + client.contract_knowledge,
        bias=none + client.bias,
        goals=ours[:, None] + none,
        susceptibility=clip(TYPICAL_TEMPER + vary.people * ndtri(luck.susceptibility)),
        expressiveness=clip(TYPICAL_TEMPER + vary.people * ndtri(luck.expressiveness)),
        disposition=disposition,
        tenure=-client.tenure * jnp.log(luck.tenure),
        move_week=none + work.first_wave + work.wave_spacing * jnp.floor(department * work.waves / shape.departments),
        moved=none,
        liaisons=jnp.minimum(1 + jnp.floor(3 * luck.liaisons), slots(shape.teams)),
        acquaintance=jnp.floor(shape.staff * luck.acquaintance).astype(jnp.int32),
    )


def _leaders(given: Conditions, luck: StartingLuck, shape: Shape, zero: Scalar, ours: Array) -> Leaders:
    client, vary, hopes = given.client, given.coefficients.variation, given.coefficients.expectation
    none = jnp.zeros((shape.leaders, *zero.shape), zero.dtype)
    hype: Any = given.expectations.leader_optimism
    hype = hype * (1 - hopes.setting * in_place(given, "expectation_setting"))
    hype = hype * (1 - hopes.briefing * in_place(given, "risk_briefing"))
    hype = hype + vary.partnerships * ndtri(luck.climate_expectation) + vary.people * ndtri(luck.leader_expectation)
    return Leaders(
        participation=clip(
            given.leaders.participation
            + vary.partnerships * ndtri(luck.climate_participation)
            + vary.people * ndtri(luck.leader_participation)
        ),
        queue=none,
        expectation=1 + positive(hype),
        performance=none + 1,
        trust=none + clip(client.trust + vary.partnerships * ndtri(luck.climate_trust)),
        contract_knowledge=none + client.contract_knowledge,
        confidence=none + UNTROUBLED,
        goals=ours[:, None] + none,
    )


def _teams(given: Conditions, luck: StartingLuck, shape: Shape, zero: Scalar, theirs: Array, chosen: Chosen) -> Teams:
    vendor, vary = given.vendor, given.coefficients.variation
    none = jnp.zeros((shape.teams, *zero.shape), zero.dtype)
    scope = none + given.is_project * given.work.load * given.work.plan
    return Teams(
        skill=clip(chosen.skill + vary.teams * ndtri(luck.team_skill)),
        knowledge=none + vendor.knowledge,
        experience=none,
        morale=none + vendor.morale,
        trust=none + vendor.trust,
        contract_knowledge=none + given.client.contract_knowledge,
        rigidity=clip(vendor.rigidity + vary.teams * ndtri(luck.team_rigidity)),
        quality=none + 1 - given.coefficients.rework.errors,
        backlog=scope,
        planned=scope,
        undiscovered=none,
        reported=none + 1,
        lost=none,
        access=none,
        security=none + chosen.security,
        goals=theirs[:, None] + none,
    )


def _liaisons(given: Conditions, shape: Shape, zero: Scalar) -> Liaisons:
    none = jnp.zeros((slots(shape.teams), shape.staff, *zero.shape), zero.dtype)
    return Liaisons(none + given.coefficients.common_ground.start, none, none, none)


def _levers(given: Conditions, zero: Scalar) -> Levers:
    none = jnp.zeros_like(given.pulls.dose)
    return Levers(none, none)


def _partnership(given: Conditions, zero: Scalar, ours: Array, theirs: Array, gap: Scalar) -> Partnership:
    design = given.coefficients.decisions.design * in_place(given, "contract_design")

    def designed(signed: Any) -> Any:
        return signed + design * (1 - signed)

    return Partnership(
        clarity=zero + designed(given.contract.clarity),
        completeness=zero + designed(given.contract.completeness),
        decision_rights=zero + designed(given.contract.decision_rights),
        organisational_gap=gap,
        client_goals=ours,
        vendor_goals=theirs,
        safeguards=given.security.safeguards + zero,
        drift=zero,
        news=zero,
        leak=zero,
        voice=zero,
        grievance=Causes(**dict.fromkeys(CAUSES, zero)),
    )


def _ledger(given: Conditions, zero: Scalar) -> Ledger:
    weeks = jnp.array([lever.setup_weeks for lever in LEVERS], zero.dtype)[:, None]
    never = zero - 1
    ledger = dict.fromkeys(Ledger.__dataclass_fields__, zero)
    ledger |= dict.fromkeys(
        ("ended_week", "cause", "insourced", "first_escalation_week", "first_renegotiation_week", "due_week"), never
    )
    return Ledger(**{**ledger, "setup_weeks": (given.pulls.at_start * weeks).sum(0)})
