"""Those who understand each other come to share more, unless pride and prejudice are in the way.

For each liaison, with i its person::

    common_ground' = clip(common_ground + (1 - common_ground)
                          (contact_rate contact (1 - bias_i) + training d.cultural_training
                           + bonding d.relationship_building))

contact_rate is the coefficient common_ground.contact. Turnover takes common ground away later in the week.
Shape: of liaisons. Unit: 0..1. Source: Clark & Brennan 1991 (grounding); Morris & Robie 2001 for training;
sizes assumed. Coefficients: common_ground.
"""

from __future__ import annotations

from typing import NamedTuple

from outsim.mechanisms.shapes import clip
from outsim.state import OfLiaisons
from outsim.world import World


class Growth(NamedTuple):
    """What two people come to share in a week, by where it comes from; they are added."""

    contact: OfLiaisons
    cultural_training: OfLiaisons
    relationship_building: OfLiaisons


def growth(world: World) -> Growth:
    """What changes the common ground of every liaison this week."""
    c = world.given.coefficients.common_ground
    room = 1 - world.last.liaisons.common_ground
    return Growth(
        contact=room * (c.contact * world.flow.contact * (1 - world.last.staff.bias)),
        cultural_training=room * (c.training * world.dose("cultural_training")),
        relationship_building=room * (c.bonding * world.dose("relationship_building")),
    )


def grow_common_ground(world: World) -> World:
    """Common ground of every liaison."""
    return world.liaisons(common_ground=clip(sum(growth(world), start=world.last.liaisons.common_ground)))
