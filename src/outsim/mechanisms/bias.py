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

from typing import NamedTuple

from outsim.mechanisms.shapes import clip, positive
from outsim.network import mean_over_liaisons
from outsim.state import OfStaff
from outsim.world import World


class Prejudice(NamedTuple):
    """What changes a person's bias in a week; they are added."""

    contact: OfStaff
    relationship_building: OfStaff
    surprises: OfStaff


def prejudice(world: World) -> Prejudice:
    """What changes the bias of client staff this week."""
    c, staff = world.given.coefficients.common_ground, world.last.staff
    good = mean_over_liaisons(world.flow.contact * (1 - world.now.liaisons.friction), world.present)
    bad = positive(staff.expectation - staff.performance)
    return Prejudice(
        contact=-c.bias_contact * good * staff.bias,
        relationship_building=-c.bias_bonding * world.dose("relationship_building") * staff.bias,
        surprises=c.bias_surprise * bad * (1 - staff.bias),
    )


def judge_others(world: World) -> World:
    """Bias of client staff."""
    return world.staff(bias=clip(sum(prejudice(world), start=world.last.staff.bias)))
