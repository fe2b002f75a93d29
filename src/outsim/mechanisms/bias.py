"""Pride and prejudice give way to good contact and return with bad surprises.

For each person, with means over their liaisons::

    good = mean contact (1 - friction')
    bad  = [expectation - performance]+
    bias' = clip(bias - (bias_contact good + bias_bonding d.relationship_building) bias
                 + bias_surprise bad (1 - bias))

Shape: of staff. Unit: 0..1. Source: intergroup contact, Pettigrew & Tropp 2006 (sign); sizes assumed.
Coefficients: common_ground.
"""

from __future__ import annotations

from outsim.mechanisms.shapes import clip, positive
from outsim.network import mean_over_liaisons
from outsim.world import World


def judge_others(world: World) -> World:
    """Bias of client staff."""
    c, staff = world.given.coefficients.common_ground, world.last.staff
    good = mean_over_liaisons(world.flow.contact * (1 - world.now.liaisons.friction), world.present)
    bad = positive(staff.expectation - staff.performance)
    given_up = c.bias_contact * good + c.bias_bonding * world.dose("relationship_building")
    return world.staff(bias=clip(staff.bias - given_up * staff.bias + c.bias_surprise * bad * (1 - staff.bias)))
