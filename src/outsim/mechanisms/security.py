"""Confidential material leaks where access is wide, people leave and goals differ; safeguards cut chance and damage.

For each team, with means over its liaisons, y its security and u, z its luck (z standard normal)::

    access    = security.access moved_v (1 - protocol d.communication_protocol)
    leak_rate = base / teams access (1 - partition) exp(turnover lost + misaligned (1 - mean alignment)
                - safeguards safeguards - hygiene y)
    leaks     = 1 if u < min(1, leak_rate / 52) else 0
    damage    = min(1, severity (1 - partition) (1 - 0.5 safeguards) exp(spread z))
    security' = clip(y + strategy d.security_strategy (1 - y) - wear (1 - d.security_strategy) y)

and for the partnership, with wear = decay log2(1 + outsourcings), many outsourcings wearing protection faster::

    safeguards' = clip(safeguards + building d.ip_safeguards (1 - safeguards) - wear (1 - d.security_strategy) safeguards)
    severity = min(1, sum over teams of leaks damage)
    leak'    = min(1, leak (1 - 1 / memory) + severity)
    trust of staff and of leaders' = trust' (1 - trust.leak severity)
    news'    = min(1, news' + threat.leak_news severity)

In exp() and in the partnership's equation safeguards after the coefficient is last week's state. Shapes: of teams, of the
partnership. Units: leaks a year, severity 0..1. Source: Kale et al. 2015 for partition and safeguards;
Ponemon/Opus 2018 for the level; sizes assumed. Coefficients: leak.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax.scipy.special import ndtri

from outsim.mechanisms.shapes import clip
from outsim.network import mean_over_teams, total
from outsim.world import World

WEEKS_A_YEAR = 52.0


def protect(world: World) -> World:
    """Access, leaks, what they destroy, and how protection wears."""
    given, c = world.given, world.given.coefficients.leak
    teams, last, partition = world.last.teams, world.last.partnership, world.given.security.partition
    strategy = world.dose("security_strategy")
    access = given.security.access * world.flow.moved * (1 - c.protocol * world.dose("communication_protocol"))
    aligned = mean_over_teams(world.flow.alignment, world.present, world.teams)
    exponent = (
        c.turnover * teams.lost
        + c.misaligned * (1 - aligned)
        - c.safeguards * last.safeguards
        - c.hygiene * teams.security
    )
    rate = c.base / world.teams * access * (1 - partition) * jnp.exp(exponent)
    leaked = (world.luck.leak < jnp.minimum(1, rate / WEEKS_A_YEAR)).astype(rate.dtype)
    damage = (
        c.severity * (1 - partition) * (1 - 0.5 * last.safeguards) * jnp.exp(c.spread * ndtri(world.luck.leak_severity))
    )
    severity = jnp.minimum(1, total(leaked * jnp.minimum(1, damage)))

    wear = c.decay * jnp.log2(1 + given.client.outsourcings) * (1 - strategy)
    safeguards = last.safeguards + c.building * world.dose("ip_safeguards") * (1 - last.safeguards)
    kept = 1 - given.coefficients.trust.leak * severity
    news = world.now.partnership.news + given.coefficients.threat.leak_news * severity
    return (
        world.vendor(
            access=access,
            security=clip(teams.security + c.strategy * strategy * (1 - teams.security) - wear * teams.security),
        )
        .partnership(
            safeguards=clip(safeguards - wear * last.safeguards),
            leak=jnp.minimum(1, last.leak * (1 - 1 / c.memory) + severity),
            news=jnp.minimum(1, news),
        )
        .staff(trust=world.now.staff.trust * kept)
        .leaders(trust=world.now.leaders.trust * kept)
        .flows(leak_rate=rate, leaks=total(leaked), severity=severity)
    )
