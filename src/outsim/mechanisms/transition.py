"""Work moves in waves, and the wave that comes closer frightens those whose work it takes.

A member of staff's work moves once their department's wave has come; a realistic timeline stretches the
waves that are still ahead. It is *job threat* that frightens people, not outsourcing as such::

    move    = first_wave + (move_week - first_wave) (1 + rework.stretch d.realistic_timeline)
    moved'  = 1 if week >= move else moved
    layoffs = 1 if u < layoff_rate job_impact else 0
    air     = min(1, news + layoff_news layoffs)
    job_threat = job_impact (floor + (1 - floor) / (1 + ((week - move) / width)^2))
    threat  = clip(job_threat + air (1 - communication d.change_communication))
    news'   = air (1 - 1 / news_memory)
    scope_change = 1 if u < work.scope_change else 0

Shapes: move, moved, job_threat, threat of staff; the rest of the partnership. Units: weeks; threat and news 0..1. News also
rises later in the week after a leak or an escalation. Source: Oreg, Vakola & Armenakis 2011 for job
insecurity; form and sizes assumed. Coefficients: threat.
"""

from __future__ import annotations

import jax.numpy as jnp

from outsim.mechanisms.shapes import clip
from outsim.world import World


def move_work(world: World) -> World:
    """Whose work has moved, who feels threatened, what bad news is in the air."""
    given, c = world.given, world.given.coefficients.threat
    staff = world.last.staff
    first = given.work.first_wave
    stretch = 1 + given.coefficients.rework.stretch * world.dose("realistic_timeline")
    move = first + (staff.move_week - first) * stretch
    moved = jnp.maximum(staff.moved, (world.week >= move).astype(staff.moved.dtype))

    impact = given.client.job_impact
    layoffs = (world.luck.layoffs < c.layoff_rate * impact).astype(staff.moved.dtype)
    air = jnp.minimum(1, world.last.partnership.news + c.layoff_news * layoffs)
    proximity = 1 / (1 + ((world.week - move) / c.width) ** 2)
    job_threat = impact * (c.floor + (1 - c.floor) * proximity)
    return (
        world.staff(moved=moved)
        .partnership(news=air * (1 - 1 / c.news_memory))
        .flows(
            layoffs=layoffs,
            job_threat=job_threat,
            threat=clip(job_threat + air * (1 - c.communication * world.dose("change_communication"))),
            scope_change=(world.luck.scope_change < given.work.scope_change).astype(staff.moved.dtype),
        )
    )
