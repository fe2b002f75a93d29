"""Who meets whom. People are dealt out round robin, so that meeting is reshaping, not searching.

Person i belongs to department i modulo departments, reports to leader i modulo leaders, and can have
liaisons with the teams i, i + 1 and i + 2 modulo teams (as many as their number of liaisons says). Peers are
the two nearest colleagues of one's own department on either side and one acquaintance drawn from everybody:
a small world (ring with shortcuts; Newman & Watts 1999). Every operation costs a fixed effort a person.
"""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from outsim.state import OfLiaisons, OfStaff

SLOTS = 3
RING = (1, 2)  # colleagues this many places away in one's own department, on either side
PEERS = 2 * len(RING) + 1


def slots(teams: int) -> int:
    """How many liaisons a person can have: three, or as many as there are teams."""
    return min(SLOTS, teams)


def has_liaison(liaisons: OfStaff, teams: int) -> OfLiaisons:
    """1 where slot k of a person is used, that is where k < number of liaisons, else 0."""
    slot = jnp.arange(slots(teams), dtype=liaisons.dtype)[:, None]
    return (slot < liaisons[None, :]).astype(liaisons.dtype)


def deal(values: Float[Array, "... groups"], people: int) -> Float[Array, "... people"]:
    """To each person the value of the group dealt to them: person i gets that of i modulo groups."""
    groups = values.shape[-1]
    rounds = -(-people // groups)
    repeated = jnp.broadcast_to(values[..., None, :], (*values.shape[:-1], rounds, groups))
    return repeated.reshape(*values.shape[:-1], rounds * groups)[..., :people]


def gather(values: Float[Array, "... people"], groups: int) -> Float[Array, "... groups"]:
    """To each group the sum over the people dealt to it."""
    people = values.shape[-1]
    rounds = -(-people // groups)
    padded = jnp.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, rounds * groups - people)])
    return padded.reshape(*values.shape[:-1], rounds, groups).sum(-2)


def teams_to_liaisons(values: Float[Array, "... teams"], people: int) -> Float[Array, "... slots people"]:
    """To each slot k of person i the value of team (i + k) modulo teams."""
    used = slots(values.shape[-1])
    return jnp.stack([deal(jnp.roll(values, -slot, axis=-1), people) for slot in range(used)], axis=-2)


def sum_over_teams(values: Float[Array, "... slots people"], teams: int) -> Float[Array, "... teams"]:
    """To each team the sum over its liaisons."""
    used = values.shape[-2]
    return sum(  # type: ignore[return-value]
        jnp.roll(gather(values[..., slot, :], teams), slot, axis=-1) for slot in range(used)
    )


def mean_over_teams(values: Float[Array, "... slots people"], present: OfLiaisons, teams: int) -> Float[Array, "... teams"]:
    """To each team the mean over its liaisons; 0 for a team that has none."""
    return sum_over_teams(values * present, teams) / jnp.maximum(sum_over_teams(present, teams), 1)


def mean_over_liaisons(values: OfLiaisons, present: OfLiaisons) -> OfStaff:
    """To each person the mean over their liaisons, of which everybody has at least one."""
    return (values * present).sum(0) / present.sum(0)


def mean_of(values: OfLiaisons, present: OfLiaisons) -> Float[Array, ""]:
    """Mean over all liaisons."""
    return (values * present).sum() / present.sum()


def peers(values: OfStaff, acquaintance: Array, departments: int) -> Float[Array, "peers people"]:
    """To each person the values of their five peers."""
    ring = [jnp.roll(values, side * place * departments, axis=-1) for place in RING for side in (1, -1)]
    return jnp.stack([*ring, values[acquaintance]])


