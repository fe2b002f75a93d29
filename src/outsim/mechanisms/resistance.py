"""People resist what frightens them, disappoints them, is done without them and by leaders they do not see.

With the mean over the person's five peers::

    drive = intercept + anxiety anxiety_i + dissatisfaction dissatisfaction_i + exclusion (1 - involvement)
            + distrust (1 - mean participation) + no_benefit [1 - performance_i]+
    influence = peers mean resistance + (1 - peers) s(drive)
    resistance' = resistance + (openness influence + (1 - openness) disposition - resistance) / lag

Shape: of staff. Unit: 0..1. Source: antecedents from Oreg, Vakola & Armenakis 2011; mixing with peers and an
anchor in disposition as Friedkin & Johnsen 1990; sizes assumed. Coefficients: resistance.
"""

from __future__ import annotations

from jax.nn import sigmoid

from outsim.mechanisms.shapes import positive, toward
from outsim.network import mean, mean_of_peers
from outsim.world import World


def resist(world: World) -> World:
    """Resistance of client staff."""
    c = world.given.coefficients.resistance
    staff = world.last.staff
    drive = (
        c.intercept
        + c.anxiety * staff.anxiety
        + c.dissatisfaction * staff.dissatisfaction
        + c.exclusion * (1 - world.flow.involvement)
        + c.distrust * (1 - mean(world.last.leaders.participation))
        + c.no_benefit * positive(1 - staff.performance)
    )
    others = mean_of_peers(staff.resistance, staff.acquaintance, world.given.client.departments)
    influence = c.peers * others + (1 - c.peers) * sigmoid(drive)
    target = c.openness * influence + (1 - c.openness) * staff.disposition
    return world.staff(resistance=toward(staff.resistance, target, c.lag))
