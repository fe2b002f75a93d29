"""Random numbers: each decision has a stream of its own.

The key of a number is (seed, replicate, decision, week), its counter the agent's slot. Nothing else enters
it: two scenarios with the same seed meet the same luck, and one agent more changes nobody else's. Numbers
are made by JAX's counter-based Threefry generator (Salmon et al. 2011) in its partitionable form, in which
the number at a counter does not depend on how many others are drawn.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax.tree_util import register_dataclass
from jaxtyping import Array, Float, Key

from outsim.errors import InputError

LARGEST_SEED = 2**32 - 1

MESSAGES = ("messages, first liaison", "messages, second liaison", "messages, third liaison")


@register_dataclass
@dataclass(frozen=True)
class WeeklyLuck:
    """The draws of one week, each uniform in (0, 1)."""

    messages: Float[Array, "slots staff"]
    staff_leave: Float[Array, "staff"]
    exceptions: Float[Array, "leaders"]
    duties: Float[Array, "leaders"]
    arrivals: Float[Array, "teams"]
    vendor_people_leave: Float[Array, "teams"]
    leak: Float[Array, "teams"]
    leak_severity: Float[Array, "teams"]
    layoffs: Float[Array, ""]
    scope_change: Float[Array, ""]
    escalate: Float[Array, ""]
    renegotiate: Float[Array, ""]
    terminate: Float[Array, ""]
    cause: Float[Array, ""]
    insource: Float[Array, ""]


@register_dataclass
@dataclass(frozen=True)
class StartingLuck:
    """The draws before week 0, each uniform in (0, 1)."""

    candidate_skill: Float[Array, "candidates"]
    candidate_security: Float[Array, "candidates"]
    candidate_fit: Float[Array, "candidates"]
    candidate_impression: Float[Array, "candidates"]
    susceptibility: Float[Array, "staff"]
    expressiveness: Float[Array, "staff"]
    disposition: Float[Array, "staff"]
    tenure: Float[Array, "staff"]
    liaisons: Float[Array, "staff"]
    acquaintance: Float[Array, "staff"]
    anxiety: Float[Array, "staff"]
    trust: Float[Array, "staff"]
    expectation: Float[Array, "staff"]
    leader_expectation: Float[Array, "leaders"]
    leader_participation: Float[Array, "leaders"]
    team_skill: Float[Array, "teams"]
    team_rigidity: Float[Array, "teams"]
    climate_anxiety: Float[Array, ""]
    climate_trust: Float[Array, ""]
    climate_expectation: Float[Array, ""]
    climate_participation: Float[Array, ""]


def replicate_key(seed: int, replicate: Array) -> Key[Array, ""]:
    """The key of one replicate, from which every decision's key is folded."""
    return jax.random.fold_in(jax.random.key(seed), replicate)


def check_seed(seed: int) -> int:
    """A seed that streams can use: a whole number from 0 to 4294967295.

    >>> check_seed(7)
    7

    Raises:
        InputError: for anything else.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise InputError(f"seed = {seed!r}: must be a whole number from 0 to {LARGEST_SEED}")
    return seed


def weekly_luck(key: Key[Array, ""], week: Array, staff: int, leaders: int, teams: int, dtype: type) -> WeeklyLuck:
    """The draws of one week for one replicate, for so many agents.

    Decisions of agents of one kind are drawn in one call, which is faster and gives the same numbers.
    """
    of_staff = _uniforms(key, (*MESSAGES, "staff leave"), week, staff, dtype)
    of_leaders = _uniforms(key, ("exceptions", "duties"), week, leaders, dtype)
    of_teams = _uniforms(key, ("arrivals", "vendor people leave", "leak", "leak severity"), week, teams, dtype)
    once = ("layoffs", "scope change", "escalate", "renegotiate", "terminate", "cause", "insource")
    return WeeklyLuck(of_staff[:-1], of_staff[-1], *of_leaders, *of_teams, *_uniforms(key, once, week, 1, dtype)[:, 0])


def starting_luck(
    key: Key[Array, ""], candidates: int, staff: int, leaders: int, teams: int, dtype: type
) -> StartingLuck:
    """The draws before week 0 for one replicate, for so many agents."""
    week = jnp.uint32(0)
    names = [name.replace("_", " ") for name in StartingLuck.__dataclass_fields__]
    return StartingLuck(
        *_uniforms(key, names[:4], week, candidates, dtype),
        *_uniforms(key, names[4:13], week, staff, dtype),
        *_uniforms(key, names[13:15], week, leaders, dtype),
        *_uniforms(key, names[15:17], week, teams, dtype),
        *_uniforms(key, names[17:], week, 1, dtype)[:, 0],
    )


def _uniforms(key: Key[Array, ""], decisions: Iterable[str], week: Array, agents: int, dtype: type) -> Array:
    """A row a decision, a column an agent's slot. 23 bits each, so that single and double precision agree."""
    names = jnp.array([_number(name) for name in decisions], jnp.uint32)

    def row(name: Array) -> Array:
        of_week = jax.random.fold_in(jax.random.fold_in(key, name), week)
        with jax.threefry_partitionable(True):
            return jax.random.bits(of_week, (agents,), jnp.uint32)

    bits = jax.vmap(row)(names)
    return ((bits >> 9).astype(dtype) + 0.5) * 2.0**-23


def _number(decision: str) -> int:
    """A decision's number comes from its name alone, so that adding one leaves the others as they were."""
    return zlib.crc32(decision.encode())
