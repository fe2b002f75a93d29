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
from jaxtyping import Array, Float, Int, Key

from outsim.run_settings import check_setting

GOALS = 4  # cost, speed, quality, control
MESSAGES = ("messages, first liaison", "messages, second liaison", "messages, third liaison")


@register_dataclass
@dataclass(frozen=True)
class WeeklyLuck:
    """The draws of one week, each uniform in (0, 1)."""

    messages: Float[Array, "slots staff runs"]
    staff_leave: Float[Array, "staff runs"]
    exceptions: Float[Array, "leaders runs"]
    duties: Float[Array, "leaders runs"]
    arrivals: Float[Array, "teams runs"]
    vendor_people_leave: Float[Array, "teams runs"]
    leak: Float[Array, "teams runs"]
    leak_severity: Float[Array, "teams runs"]
    layoffs: Float[Array, "runs"]
    scope_change: Float[Array, "runs"]
    escalate: Float[Array, "runs"]
    renegotiate: Float[Array, "runs"]
    terminate: Float[Array, "runs"]
    cause: Float[Array, "runs"]
    insource: Float[Array, "runs"]


@register_dataclass
@dataclass(frozen=True)
class StartingLuck:
    """The draws before week 0, each uniform in (0, 1)."""

    candidate_skill: Float[Array, "candidates runs"]
    candidate_security: Float[Array, "candidates runs"]
    candidate_fit: Float[Array, "candidates runs"]
    candidate_impression: Float[Array, "candidates runs"]
    susceptibility: Float[Array, "staff runs"]
    expressiveness: Float[Array, "staff runs"]
    disposition: Float[Array, "staff runs"]
    tenure: Float[Array, "staff runs"]
    liaisons: Float[Array, "staff runs"]
    acquaintance: Float[Array, "staff runs"]
    anxiety: Float[Array, "staff runs"]
    trust: Float[Array, "staff runs"]
    expectation: Float[Array, "staff runs"]
    leader_expectation: Float[Array, "leaders runs"]
    leader_participation: Float[Array, "leaders runs"]
    team_skill: Float[Array, "teams runs"]
    team_rigidity: Float[Array, "teams runs"]
    client_goals: Float[Array, "goals runs"]
    vendor_goals: Float[Array, "goals runs"]
    climate_anxiety: Float[Array, "runs"]
    climate_trust: Float[Array, "runs"]
    climate_expectation: Float[Array, "runs"]
    climate_participation: Float[Array, "runs"]


def replicate_keys(seed: Array, replicates: Int[Array, "runs"]) -> Key[Array, "runs"]:
    """The keys of replicates, from which every decision's key is folded."""
    return jax.vmap(lambda replicate: jax.random.fold_in(jax.random.key(seed), replicate))(replicates)


def check_seed(seed: int) -> int:
    """A seed that streams can use: a whole number from 0 to 4294967295.

    >>> check_seed(7)
    7

    Raises:
        InputError: for anything else.
    """
    return int(check_setting("seed", seed))


def weekly_luck(keys: Key[Array, "runs"], week: Array, staff: int, leaders: int, teams: int, dtype: type) -> WeeklyLuck:
    """The draws of one week for these replicates, for so many agents.

    Decisions of agents of one kind are drawn in one call, which is faster and gives the same numbers.
    """
    of_staff = _uniforms(keys, (*MESSAGES, "staff leave"), week, staff, dtype)
    of_leaders = _uniforms(keys, ("exceptions", "duties"), week, leaders, dtype)
    of_teams = _uniforms(keys, ("arrivals", "vendor people leave", "leak", "leak severity"), week, teams, dtype)
    once = ("layoffs", "scope change", "escalate", "renegotiate", "terminate", "cause", "insource")
    return WeeklyLuck(of_staff[:-1], of_staff[-1], *of_leaders, *of_teams, *_uniforms(keys, once, week, 1, dtype)[:, 0])


def starting_luck(
    keys: Key[Array, "runs"], candidates: int, staff: int, leaders: int, teams: int, dtype: type
) -> StartingLuck:
    """The draws before week 0 for these replicates, for so many agents."""
    week = jnp.uint32(0)
    names = [name.replace("_", " ") for name in StartingLuck.__dataclass_fields__]
    return StartingLuck(
        *_uniforms(keys, names[:4], week, candidates, dtype),
        *_uniforms(keys, names[4:13], week, staff, dtype),
        *_uniforms(keys, names[13:15], week, leaders, dtype),
        *_uniforms(keys, names[15:17], week, teams, dtype),
        *_uniforms(keys, names[17:19], week, GOALS, dtype),
        *_uniforms(keys, names[19:], week, 1, dtype)[:, 0],
    )


def _uniforms(keys: Key[Array, "runs"], decisions: Iterable[str], week: Array, agents: int, dtype: type) -> Array:
    """Uniforms in (0, 1) by decision, agent's slot and replicate; 23 bits each, so that both precisions agree."""
    names = jnp.array([_number(name) for name in decisions], jnp.uint32)

    def bits(name: Array, key: Key[Array, ""]) -> Array:
        of_week = jax.random.fold_in(jax.random.fold_in(key, name), week)
        with jax.threefry_partitionable(True):
            return jax.random.bits(of_week, (agents,), jnp.uint32)

    drawn = jax.vmap(jax.vmap(bits, (None, 0), -1), (0, None))(names, keys)
    return ((drawn >> 9).astype(dtype) + 0.5) * 2.0**-23


def _number(decision: str) -> int:
    """A decision's number comes from its name alone, so that adding one leaves the others as they were."""
    return zlib.crc32(decision.encode())
