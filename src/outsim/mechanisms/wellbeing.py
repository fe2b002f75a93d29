"""Demands wear people down, resources carry them; motivation and commitment follow.

For each person, with messages summed over their liaisons and rework the share of the vendor's work done anew::

    load    = messages' / (messages' + half_load)
    rework  = sum discovered / max(sum done, 1e-6), at most 1
    demands = coordination load + rework rework + anxiety anxiety + hours staff_hours / 40
    resources = support support + involvement involvement + leaders mean participation
    wellbeing'  = wellbeing + (clip(base + resources - demands) - wellbeing) / wellbeing.lag

    motivation' = motivation + (clip(base + involvement involvement + wellbeing wellbeing
                  + acceptance (1 - resistance) + leaders mean participation) - motivation) / motivation.lag
    commitment' = commitment + (clip(commitment_base + satisfaction (1 - dissatisfaction) + trust trust
                  + say involvement - anxiety anxiety) - commitment) / motivation.lag

support and involvement are those of the submodel of anxiety, the ceiling included. The second name of each product is the state or flow, the first the coefficient. Shape: of staff. Unit: 0..1.
Source: JD-R, Bakker & Demerouti 2007; Judge & Piccolo 2004 for leaders; Topa Cantisano et al. 2008 for
commitment; sizes assumed. Coefficients: wellbeing and motivation.
"""

from __future__ import annotations

import jax.numpy as jnp

from outsim.mechanisms.pulling import WORKING_WEEK
from outsim.mechanisms.shapes import clip, toward
from outsim.network import mean, total
from outsim.world import World


def strain(world: World) -> World:
    """Well-being of client staff."""
    c, flow = world.given.coefficients.wellbeing, world.flow
    staff = world.last.staff
    messages = world.now.liaisons.messages.sum(0)
    rework = jnp.minimum(1, total(flow.discovered) / jnp.maximum(total(flow.done), 1e-6))
    demands = (
        c.coordination * messages / (messages + c.half_load)
        + c.rework * rework
        + c.anxiety * staff.anxiety
        + c.hours * flow.staff_hours / WORKING_WEEK
    )
    resources = (
        c.support * flow.support + c.involvement * flow.involvement + c.leaders * mean(world.last.leaders.participation)
    )
    return world.staff(wellbeing=toward(staff.wellbeing, clip(c.base + resources - demands), c.lag))


def be_motivated(world: World) -> World:
    """Motivation and commitment of client staff."""
    c, flow = world.given.coefficients.motivation, world.flow
    staff = world.last.staff
    motivation = (
        c.base
        + c.involvement * flow.involvement
        + c.wellbeing * staff.wellbeing
        + c.acceptance * (1 - staff.resistance)
        + c.leaders * mean(world.last.leaders.participation)
    )
    commitment = (
        c.commitment_base
        + c.satisfaction * (1 - staff.dissatisfaction)
        + c.trust * staff.trust
        + c.say * flow.involvement
        - c.anxiety * staff.anxiety
    )
    return world.staff(
        motivation=toward(staff.motivation, clip(motivation), c.lag),
        commitment=toward(staff.commitment, clip(commitment), c.lag),
    )
