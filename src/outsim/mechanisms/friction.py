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

import jax.numpy as jnp

from outsim.network import teams_to_liaisons
from outsim.world import World


def misread(world: World) -> World:
    """Communication friction of every liaison."""
    given, c = world.given, world.given.coefficients.friction
    staff, teams = world.last.staff, world.last.teams
    habits = teams.rigidity * (1 - c.habit * teams.contract_knowledge)
    gap = world.last.partnership.organisational_gap * (0.5 + 0.5 * habits)
    barrier = given.place.language_barrier * (1 - c.language_support * world.dose("language_support"))
    distance = c.culture * given.place.cultural_distance + c.language * barrier + c.organisation * gap
    bias = 1 + c.bias * staff.bias * (1 - c.habit * staff.contract_knowledge)
    strangeness = (1 - world.last.liaisons.common_ground) * bias
    return world.liaisons(friction=1 - jnp.exp(-teams_to_liaisons(distance, world.people) * strangeness))
