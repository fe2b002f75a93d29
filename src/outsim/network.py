"""Who meets whom. People are dealt out round robin, so that meeting is reshaping, not searching.

Person i belongs to department i modulo departments, reports to leader i modulo leaders, and can have
liaisons with the teams i, i + 1 and i + 2 modulo teams (as many as their number of liaisons says). Peers are
the two nearest colleagues of one's own department on either side, that is the people departments and twice departments
places before and after, counted round all staff (at the ends of a list that departments do not divide evenly, these are
colleagues of another department), and one acquaintance drawn from everybody, who may be oneself: a small world (ring
with shortcuts; Newman & Watts 1999). In a small department one may be one's own peer. Means over a team's liaisons are,
for a team that has none, means over all liaisons; the sum of messages over its liaisons is then 0. Every operation
costs a fixed effort a person.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from outsim.state import OfLiaisons, OfStaff

SLOTS = 3
RING = (1, 2)  # colleagues this many places away in one's own department, on either side
PEERS = 2 * len(RING) + 1


def slots(teams: int) -> int:
    """How many liaisons a person can have: three, or as many as there are teams."""
    return min(SLOTS, teams)


FEW = 64  # people up to whom comparing with everybody beats searching
DENSE = 16_384  # largest table of people by groups that is dealt as a product, which is faster when small


def total(values: Float[Array, "agents ... runs"]) -> Float[Array, "... runs"]:
    """Sum over agents, the first axis.

    As a product with ones: XLA's CPU backend computes a sum of more than 32 terms in windows, an order of
    magnitude more slowly, and computes a plain sum anew in each of its consumers.
    """
    return jnp.tensordot(jnp.ones(values.shape[0], values.dtype), values, 1)


def mean(values: Float[Array, "agents ... runs"]) -> Float[Array, "... runs"]:
    """Mean over agents, the first axis."""
    return total(values) / values.shape[0]


def has_liaison(liaisons: OfStaff, teams: int) -> OfLiaisons:
    """1 where slot k of a person is used, that is where k < number of liaisons, else 0."""
    return jnp.stack([(slot < liaisons).astype(liaisons.dtype) for slot in range(slots(teams))])


def deal(values: Float[Array, "... groups runs"], people: int) -> Float[Array, "... people runs"]:
    """To each person the value of the group dealt to them: person i gets that of i modulo groups."""
    *lead, groups, runs = values.shape
    if lead and people * groups <= DENSE:
        return jnp.stack([deal(part, people) for part in values])
    if people * groups <= DENSE:
        return jnp.matmul(_dealt(people, groups, values.dtype), values)
    rounds = -(-people // groups)
    repeated = jnp.broadcast_to(values[..., None, :, :], (*lead, rounds, groups, runs))
    return repeated.reshape(*lead, rounds * groups, runs)[..., :people, :]


def gather(values: Float[Array, "... people runs"], groups: int) -> Float[Array, "... groups runs"]:
    """To each group the sum over the people dealt to it."""
    *lead, people, runs = values.shape
    if lead and people * groups <= DENSE:
        return jnp.stack([gather(part, groups) for part in values])
    if people * groups <= DENSE:
        return jnp.matmul(_dealt(people, groups, values.dtype).T, values)
    rounds = -(-people // groups)
    padded = jnp.pad(values, [*[(0, 0)] * len(lead), (0, rounds * groups - people), (0, 0)])
    return total(jnp.moveaxis(padded.reshape(*lead, rounds, groups, runs), -3, 0))


def teams_to_liaisons(values: Float[Array, "... teams runs"], people: int) -> Float[Array, "... slots people runs"]:
    """To each slot k of person i the value of team (i + k) modulo teams."""
    *lead, teams, runs = values.shape
    used = slots(teams)
    if lead and used * people * teams <= DENSE:
        return jnp.stack([teams_to_liaisons(part, people) for part in values])
    if used * people * teams <= DENSE:
        return jnp.matmul(_liaised(people, teams, values.dtype), values).reshape(used, people, runs)
    return jnp.stack([deal(jnp.roll(values, -slot, axis=-2), people) for slot in range(used)], axis=-3)


def sum_over_teams(values: Float[Array, "... slots people runs"], teams: int) -> Float[Array, "... teams runs"]:
    """To each team the sum over its liaisons."""
    *lead, used, people, runs = values.shape
    if lead and used * people * teams <= DENSE:
        return jnp.stack([sum_over_teams(part, teams) for part in values])
    if used * people * teams <= DENSE:
        return jnp.matmul(_liaised(people, teams, values.dtype).T, values.reshape(used * people, runs))
    by_slot = [jnp.roll(gather(values[..., slot, :, :], teams), slot, axis=-2) for slot in range(used)]
    return sum(by_slot[1:], start=by_slot[0])


def _dealt(people: int, groups: int, dtype: Any) -> Any:
    """1 where a person is dealt to a group, else 0: [people, groups]."""
    return (np.arange(people)[:, None] % groups == np.arange(groups)).astype(dtype)


def _liaised(people: int, teams: int, dtype: Any) -> Any:
    """1 where a slot of a person is with a team, else 0: [slots x people, teams]."""
    return np.concatenate([np.roll(_dealt(people, teams, dtype), slot, axis=1) for slot in range(slots(teams))])


def mean_over_teams(
    values: Float[Array, "... people runs"], present: OfLiaisons, teams: int
) -> Float[Array, "... teams runs"]:
    """To each team the mean over its liaisons, of values of liaisons or of their people.

    A team that has no liaison of its own deals with everybody: it gets the mean over all liaisons.
    """
    counted = sum_over_teams(present, teams)
    summed = sum_over_teams(values * present, teams)
    everybody = total(jnp.moveaxis(summed, -2, 0)) / total(counted)
    return jnp.where(counted > 0, summed / jnp.maximum(counted, 1), everybody[..., None, :])


def mean_over_liaisons(values: OfLiaisons, present: OfLiaisons) -> OfStaff:
    """To each person the mean over their liaisons, of which everybody has at least one."""
    return (values * present).sum(0) / present.sum(0)


def mean_of(values: OfLiaisons, present: OfLiaisons) -> Float[Array, "runs"]:
    """Mean over all liaisons."""
    return total((values * present).sum(0)) / total(present.sum(0))


def peers(values: OfStaff, acquaintance: Array, departments: int) -> list[OfStaff]:
    """To each person the values of their five peers."""
    ring = [jnp.roll(values, side * place * departments, axis=0) for place in RING for side in (1, -1)]
    return [*ring, _of_acquaintance(values, acquaintance)]


def _of_acquaintance(values: OfStaff, acquaintance: Array) -> OfStaff:
    """To each person the value of their acquaintance, found by comparing with everybody where that is cheaper."""
    people = values.shape[0]
    if people > FEW:
        return jnp.take_along_axis(values, acquaintance, axis=0, mode="clip")
    everybody = jnp.arange(people, dtype=acquaintance.dtype)[:, None, None]
    return jnp.where(acquaintance == everybody, values[:, None], 0).sum(0)


def mean_of_peers(values: OfStaff, acquaintance: Array, departments: int) -> OfStaff:
    """To each person the mean over their five peers."""
    around = peers(values, acquaintance, departments)
    return sum(around[1:], start=around[0]) / PEERS
