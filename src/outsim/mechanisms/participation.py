"""A leader is a server of finite capacity who comes when asked and drifts away when not.

For each leader, with z a draw of mean 0 and variance 1::

    participation' = clip(participation
                          + checkins d.leader_checkins (1 - participation)
                          - decline other_duties (1 - d.leader_checkins) [participation - floor]+
                          + noise participation (1 - participation) z)

An escalation raises it at once, later in the week. Shape: of leaders. Unit: 0..1, a share of the hours that a
fully engaged leader gives. Source: PMI/BCG 2014 (three projects at once, 13 hours a week each); sizes
assumed. Coefficients: participation.
"""

from __future__ import annotations

from outsim.mechanisms.shapes import centred, clip, positive
from outsim.world import World


def take_part(world: World) -> World:
    """Leaders' participation."""
    c = world.given.coefficients.participation
    present = world.last.leaders.participation
    asked = world.dose("leader_checkins")
    decline = c.decline * world.given.leaders.other_duties * (1 - asked) * positive(present - c.floor)
    pull = c.noise * present * (1 - present) * centred(world.luck.duties)
    return world.leaders(participation=clip(present + c.checkins * asked * (1 - present) - decline + pull))
