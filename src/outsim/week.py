"""One week: its phases, in order. Every number that changes changes in one of these mechanisms."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float

from outsim.conditions import Conditions
from outsim.indicators import INDICATOR_NAMES
from outsim.mechanisms.alignment import compare_goals
from outsim.mechanisms.anxiety import feel_threat
from outsim.mechanisms.bias import judge_others
from outsim.mechanisms.common_ground import grow_common_ground
from outsim.mechanisms.contract_knowledge import know_contract
from outsim.mechanisms.decisions import decide, redesign_contract
from outsim.mechanisms.delivery import deliver
from outsim.mechanisms.friction import misread
from outsim.mechanisms.goals import negotiate_goals
from outsim.mechanisms.judgement import judge, raise_voice
from outsim.mechanisms.knowledge import transfer_knowledge
from outsim.mechanisms.ledger import keep_ledger
from outsim.mechanisms.morale import be_confident, wear_down
from outsim.mechanisms.participation import take_part
from outsim.mechanisms.perception import perceive
from outsim.mechanisms.productivity import produce
from outsim.mechanisms.pulling import pull_levers
from outsim.mechanisms.resistance import resist
from outsim.mechanisms.satisfaction import be_satisfied
from outsim.mechanisms.security import protect
from outsim.mechanisms.talk import exchange_messages
from outsim.mechanisms.transition import move_work
from outsim.mechanisms.trust import trust
from outsim.mechanisms.turnover import leave
from outsim.mechanisms.wellbeing import be_motivated, strain
from outsim.network import mean, mean_of, total
from outsim.state import Scalar, State
from outsim.streams import WeeklyLuck
from outsim.world import Flow, World


class Phase(NamedTuple):
    """A named step of the week and the mechanisms that make it up."""

    name: str
    mechanisms: tuple[Callable[[World], World], ...]


PHASES: tuple[Phase, ...] = (
    Phase("levers", (pull_levers,)),
    Phase("transition", (move_work,)),
    Phase("talk", (compare_goals, misread, exchange_messages, grow_common_ground)),
    Phase("decide", (take_part, redesign_contract, decide)),
    Phase("work", (transfer_knowledge, produce, deliver)),
    Phase("perceive", (perceive, be_satisfied)),
    Phase("feel", (feel_threat, resist, strain, be_motivated, wear_down, be_confident)),
    Phase("relate", (negotiate_goals, know_contract, judge_others, trust)),
    Phase("protect", (protect,)),
    Phase("turnover", (leave,)),
    Phase("judge", (judge, raise_voice, keep_ledger)),
)


def live_one_week(given: Conditions, state: State, luck: WeeklyLuck, week: Scalar) -> State:
    """The state of one partnership a week later."""
    world = World(given, week, luck, last=state, now=state, flow=Flow())
    for phase in PHASES:
        for mechanism in phase.mechanisms:
            world = mechanism(world)
    return dataclasses.replace(world.now, indicators=observe(world))


def observe(world: World) -> Float[Array, "indicators runs"]:
    """The week's indicators, in the order of `outsim.indicators.INDICATORS`."""
    staff, leaders, teams, flow = world.now.staff, world.now.leaders, world.now.teams, world.flow
    expectation = (mean(staff.expectation) + mean(leaders.expectation)) / 2
    performance = (mean(staff.performance) + mean(leaders.performance)) / 2
    dissatisfaction = mean(staff.dissatisfaction)
    values = {
        "anxiety": mean(staff.anxiety),
        "dissatisfaction": dissatisfaction,
        "resistance": mean(staff.resistance),
        "motivation": mean(staff.motivation),
        "wellbeing": mean(staff.wellbeing),
        "commitment": mean(staff.commitment),
        "trust": (mean(staff.trust) + mean(leaders.trust)) / 2,
        "vendor_trust": mean(teams.trust),
        "vendor_morale": mean(teams.morale),
        "expectation": expectation,
        "performance": performance,
        "expectation_gap": expectation - performance,
        "satisfaction": 1 - dissatisfaction,
        "alignment": mean_of(flow.alignment, world.present),
        "clarity": flow.clarity,
        "friction": mean_of(world.now.liaisons.friction, world.present),
        "common_ground": mean_of(world.now.liaisons.common_ground, world.present),
        "participation": mean(leaders.participation),
        "queue": total(leaders.queue),
        "productivity": mean(flow.productivity),
        "quality": mean(teams.quality),
        "backlog": mean(flow.overdue),
        "ip_exposure": total(flow.leak_rate),
        "hazard": flow.hazard,
    }
    return jnp.stack([values[name] for name in INDICATOR_NAMES])
