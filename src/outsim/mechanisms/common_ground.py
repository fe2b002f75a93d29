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

from outsim.mechanisms.shapes import clip
from outsim.world import World


def grow_common_ground(world: World) -> World:
    """Common ground of every liaison."""
    c = world.given.coefficients.common_ground
    shared = world.last.liaisons.common_ground
    growth = (
        c.contact * world.flow.contact * (1 - world.last.staff.bias)
        + c.training * world.dose("cultural_training")
        + c.bonding * world.dose("relationship_building")
    )
    return world.liaisons(common_ground=clip(shared + (1 - shared) * growth))
