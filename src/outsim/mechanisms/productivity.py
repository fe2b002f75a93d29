"""What a team gets done: knowledge, experience, skill and morale, less talk, waiting and blocked decisions.

For each team::

    pressure  = clip(work.pressure (1 - rework.timeline d.realistic_timeline) + 0.5 late)
                where late = overdue / (overdue + rework.patience) with last week's overdue work (see delivery)
    curve     = min(best, ((experience_done + experience) / experience)^(-log2(progress_ratio)))
    talk      = min(crowding, talk.hours (sum of messages' over its liaisons) / (40 team_size))
    difference = 1 + diversity cultural_distance (1 - mean friction' over its liaisons)
    productivity = (know_nothing + (1 - know_nothing) knowledge) curve (unskilled + skill skill_v)
                   (demoralised + morale morale_v) (1 - talk) (1 - waiting) (1 - blocked interdependence unanswered)
                   difference (1 - vendor_hours / 40) (1 - newcomers lost) (1 + pressure_gain pressure)

pressure_gain is the coefficient productivity.pressure and experience_done the team's state. Shape: of teams.
Unit: 1 = nominal output. Source: Wright 1936 and Dutton & Thomas 1984 for the curve; Stahl et al. 2010 for
difference; the rest assumed. Coefficients: productivity.
"""

from __future__ import annotations

import jax.numpy as jnp

from outsim.mechanisms.delivery import lateness, overdue
from outsim.mechanisms.pulling import WORKING_WEEK
from outsim.mechanisms.shapes import clip
from outsim.network import mean_over_teams, sum_over_teams
from outsim.world import World


def produce(world: World) -> World:
    """Schedule pressure and productivity of every team."""
    given, c = world.given, world.given.coefficients.productivity
    teams, rework = world.last.teams, world.given.coefficients.rework
    late = lateness(overdue(teams, given.work.load), rework.patience)
    pressure = clip(given.work.pressure * (1 - rework.timeline * world.dose("realistic_timeline")) + 0.5 * late)
    curve = ((teams.experience + c.experience) / c.experience) ** (-jnp.log2(c.progress_ratio))
    messages = sum_over_teams(world.now.liaisons.messages, world.teams)
    capacity = WORKING_WEEK * given.vendor.team_size
    talk = jnp.minimum(c.crowding, given.coefficients.talk.hours * messages / capacity)
    friction = mean_over_teams(world.now.liaisons.friction, world.present, world.teams)
    productivity = (
        (c.know_nothing + (1 - c.know_nothing) * teams.knowledge)
        * jnp.minimum(c.best, curve)
        * (c.unskilled + c.skill * teams.skill)
        * (c.demoralised + c.morale * teams.morale)
        * (1 - talk)
        * (1 - world.flow.waiting)
        * (1 - c.blocked * given.work.interdependence * world.flow.unanswered)
        * (1 + c.diversity * given.place.cultural_distance * (1 - friction))
        * (1 - world.flow.vendor_hours / WORKING_WEEK)
        * (1 - c.newcomers * teams.lost)
        * (1 + c.pressure * pressure)
    )
    return world.flows(pressure=pressure, productivity=productivity)
