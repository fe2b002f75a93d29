"""How far two sides want the same: the distance of their priorities.

For each liaison, over the goals cost, speed, quality and control, as they stood last week::

    alignment = 1 - min(1, (half the sum of |goal of the person - goal of the team|) / opposed)

Shape: of liaisons. Unit: 0..1; 1 when priorities are equal, 0 when at least `goals.opposed` of the weight lies
elsewhere. Source: total variation distance; scale assumed. Coefficients: goals.
"""

from __future__ import annotations

import jax.numpy as jnp

from outsim.network import teams_to_liaisons
from outsim.world import World


def compare_goals(world: World) -> World:
    """Alignment of every liaison."""
    theirs = teams_to_liaisons(world.last.teams.goals, world.people)
    apart = jnp.abs(world.last.staff.goals[:, None] - theirs).sum(0) / 2
    return world.flows(alignment=1 - jnp.minimum(1, apart / world.given.coefficients.goals.opposed))
