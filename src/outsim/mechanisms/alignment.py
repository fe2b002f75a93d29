"""How far two sides want the same: the distance of their priorities.

For each liaison, over the goals cost, speed, quality and control, as they stood last week::

    alignment = 1 - min(1, (half the sum of |goal of the person - goal of the team|) / opposed)

Shape: of liaisons. Unit: 0..1; 1 when priorities are equal, 0 when at least `goals.opposed` of the weight lies
elsewhere. Source: total variation distance; scale assumed. Coefficients: goals.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

from outsim.network import teams_to_liaisons
from outsim.state import OfLiaisons
from outsim.world import World


def alignment(staff_goals: Any, team_goals: Any, opposed: Any) -> OfLiaisons:
    """Alignment of every liaison, from goals [goals, staff or teams, runs]."""
    theirs = teams_to_liaisons(team_goals, staff_goals.shape[1])
    apart = jnp.abs(staff_goals[:, None] - theirs).sum(0) / 2
    return 1 - jnp.minimum(1, apart / opposed)


def compare_goals(world: World) -> World:
    """Alignment of every liaison."""
    goals = world.last.staff.goals, world.last.teams.goals
    return world.flows(alignment=alignment(*goals, world.given.coefficients.goals.opposed))
