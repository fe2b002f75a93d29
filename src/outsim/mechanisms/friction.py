"""Distance between two organisations, two countries and two languages makes two people misread each other.

For the team v and person i of each liaison::

    O = organisational_gap (0.5 + 0.5 rigidity_v (1 - habit contract_knowledge_v))
    D = culture cultural_distance
        + language language_barrier (1 - language_support d.language_support)
        + organisation O
    friction' = 1 - exp(-D (1 - common_ground) (1 + bias bias_i (1 - habit contract_knowledge_i)))

People who know the contract need their prejudices and old habits less. cultural_distance is
sqrt(KS / KS_max) of the two countries. Shapes: O and D of teams, friction of liaisons. Units: 0..1, D without
limit. Source: Kogut & Singh 1988 for KS; EF EPI 2025 and Claessens et al. 2023 for language; form assumed.
Coefficients: friction.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp

from outsim.conditions import Conditions
from outsim.network import teams_to_liaisons
from outsim.state import OfLiaisons, OfStaff, OfTeams, Scalar, State
from outsim.world import World


class Understanding(NamedTuple):
    """What changes from week to week of what friction depends on."""

    common_ground: OfLiaisons
    bias: OfStaff
    staff_knowledge: OfStaff  # of the contract
    team_knowledge: OfTeams  # of the contract
    language_support: Scalar  # dose


def understanding(state: State, language_support: Scalar) -> Understanding:
    """What friction depends on in the week after this state, under this dose of language support."""
    staff, teams = state.staff, state.teams
    return Understanding(
        state.liaisons.common_ground, staff.bias, staff.contract_knowledge, teams.contract_knowledge, language_support
    )


def friction(given: Conditions, organisational_gap: Scalar, rigidity: OfTeams, of: Understanding) -> OfLiaisons:
    """Communication friction of every liaison."""
    c = given.coefficients.friction
    habits = rigidity * (1 - c.habit * of.team_knowledge)
    gap = organisational_gap * (0.5 + 0.5 * habits)
    barrier = given.place.language_barrier * (1 - c.language_support * of.language_support)
    distance = c.culture * given.place.cultural_distance + c.language * barrier + c.organisation * gap
    bias = 1 + c.bias * of.bias * (1 - c.habit * of.staff_knowledge)
    strangeness = (1 - of.common_ground) * bias
    return 1 - jnp.exp(-teams_to_liaisons(distance, bias.shape[0]) * strangeness)


def misread(world: World) -> World:
    """Communication friction of every liaison."""
    last = world.last
    of = understanding(last, world.dose("language_support"))
    return world.liaisons(friction=friction(world.given, last.partnership.organisational_gap, last.teams.rigidity, of))
