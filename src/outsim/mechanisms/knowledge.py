"""The vendor learns the client's work from the client's people, as far as they help and are understood.

A frightened person works badly, a resisting one withholds, and one who thinks that the vendor will handle
everything does not take part. For each person i, then for each team v over its liaisons::

    work_i  = max(worst, 1 - ((anxiety_i - best_arousal) / arousal_width)^2) (0.5 + 0.5 motivation_i)
    trusting_too_much_i = min(1, reliance [expectation_i - 1]+ (1 - setting d.expectation_setting))
    help_i  = clip(work_i (1 - resistance resistance_i) (1 - trusting_too_much_i)
                   (1 + participation d.participation) (1 - staff_hours / 40))
    moved_v = mean moved'
    active_v = before + (1 - before) moved_v
    help_v  = mean help_i
    knowledge_v' = clip(knowledge_v + active_v help_v (1 - misunderstood_v) (1 - knowledge_v) / ramp)

before is a coefficient of talk; worst, best_arousal and arousal_width of motivation. Turnover takes knowledge
away later in the week. Shapes: of staff, of teams. Units: 0..1. Source: Yerkes & Dodson 1908 for the inverted
U; contact-centre ramp-up (fact W04) for the time constant; sizes assumed. Coefficients: knowledge.
"""

from __future__ import annotations

import jax.numpy as jnp

from outsim.mechanisms.pulling import WORKING_WEEK
from outsim.mechanisms.shapes import clip, positive
from outsim.network import mean_over_teams
from outsim.world import World


def transfer_knowledge(world: World) -> World:
    """Help from the client, and what the vendor's teams learn."""
    given, c = world.given, world.given.coefficients.knowledge
    people = given.coefficients.motivation
    staff, known = world.last.staff, world.last.teams.knowledge
    arousal = 1 - ((staff.anxiety - people.best_arousal) / people.arousal_width) ** 2
    work = jnp.maximum(people.worst, arousal) * (0.5 + 0.5 * staff.motivation)
    setting = 1 - c.setting * world.dose("expectation_setting")
    reliance = jnp.minimum(1, c.reliance * positive(staff.expectation - 1) * setting)
    effort = (1 + c.participation * world.dose("participation")) * (1 - world.flow.staff_hours / WORKING_WEEK)
    help_given = clip(work * (1 - c.resistance * staff.resistance) * (1 - reliance) * effort)

    help_received = mean_over_teams(help_given, world.present, world.teams)
    moved = mean_over_teams(world.now.staff.moved, world.present, world.teams)
    before = given.coefficients.talk.before
    active = before + (1 - before) * moved
    learned = active * help_received * (1 - world.flow.misunderstood) * (1 - known) / c.ramp
    return world.vendor(knowledge=clip(known + learned)).flows(moved=moved)
