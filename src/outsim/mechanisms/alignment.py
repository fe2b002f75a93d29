"""How far two sides want the same: the distance of their priorities.

For each liaison, over the goals cost, speed, quality and control::

    alignment = 1 - min(1, (half the sum of |goal of the person - goal of the team|) / opposed)

Shape: of liaisons. Unit: 0..1; 1 when priorities are equal, 0 when at least `goals.opposed` of the weight lies
elsewhere. Source: total variation distance; scale assumed. Coefficients: goals.
"""

from __future__ import annotations

import jax.numpy as jnp

from outsim.network import teams_to_liaisons
from outsim.state import OfLiaisons, Scalar, State


def alignment(state: State, opposed: Scalar) -> OfLiaisons:
    """Alignment of every liaison."""
    people = state.staff.anxiety.shape[-1]
    apart = jnp.abs(state.staff.goals[:, None, :] - teams_to_liaisons(state.teams.goals, people)).sum(0) / 2
    return 1 - jnp.minimum(1, apart / opposed)
