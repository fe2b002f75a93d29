"""People are satisfied by what they get against what they expected, and a loss weighs about twice a gain.

::

    satisfaction(E, P) = clip(intercept + expectation E + performance P + disconfirmation ([P - E]+ - loss_aversion [E - P]+))
    dissatisfaction' = dissatisfaction + (1 - satisfaction(expectation', performance') - dissatisfaction) / lag

Shape: of staff. Unit: 0..1; E and P 1 = feasible. Source: expectation-confirmation, Oliver 1980 and
Bhattacherjee 2001; loss aversion, Kahneman & Tversky 1979; sizes assumed. Coefficients: satisfaction.
"""

from __future__ import annotations

from typing import Any

from outsim.mechanisms.shapes import clip, positive, toward
from outsim.parameters.people import Satisfaction
from outsim.world import World


def satisfaction(expectation: Any, performance: Any, c: Satisfaction) -> Any:
    """Satisfaction, 0..1, with performance against expectation (both 1 = feasible)."""
    disconfirmation = positive(performance - expectation) - c.loss_aversion * positive(expectation - performance)
    return clip(
        c.intercept + c.expectation * expectation + c.performance * performance + c.disconfirmation * disconfirmation
    )


def be_satisfied(world: World) -> World:
    """Dissatisfaction of client staff."""
    c = world.given.coefficients.satisfaction
    now = world.now.staff
    target = 1 - satisfaction(now.expectation, now.performance, c)
    return world.staff(dissatisfaction=toward(world.last.staff.dissatisfaction, target, c.lag))
