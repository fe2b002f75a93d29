"""Hype and blame wear a vendor's people down; recognition and trust restore them.

For each team, with means over its liaisons' people i::

    recognition = 1 - mean dissatisfaction_i
    hype        = mean [expectation_i - 1]+
    blame       = mean bias_i [expectation_i - performance_i]+
    morale'     = morale + (clip(base + recognition recognition + trust trust_v - pressure pressure_v
                  - hype hype - blame blame) - morale) / lag

The first name of each product is the coefficient. Leaders' confidence follows their trust, what they see, and
how well they keep up, with its own lag::

    confidence' = confidence + (clip(0.5 trust + 0.5 min(1, performance) - 0.5 unanswered) - confidence) / confidence_lag

Shapes: of teams, of leaders. Unit: 0..1. Source: assumed; blame as the ultimate attribution error (Pettigrew
1979). Coefficients: morale; confidence_lag of participation.
"""

from __future__ import annotations

import jax.numpy as jnp

from outsim.mechanisms.shapes import clip, positive, toward
from outsim.network import mean_over_teams
from outsim.state import OfStaff, OfTeams
from outsim.world import World


def treatment(world: World) -> tuple[OfTeams, OfTeams, OfTeams]:
    """Recognition, hype and blame that each team meets in the people it works with."""
    staff = world.last.staff
    hype = positive(staff.expectation - 1)
    blame = staff.bias * positive(staff.expectation - staff.performance)

    def met(of_people: OfStaff) -> OfTeams:
        return mean_over_teams(of_people, world.present, world.teams)

    return met(1 - staff.dissatisfaction), met(hype), met(blame)


def wear_down(world: World) -> World:
    """Morale of vendor teams."""
    c, teams = world.given.coefficients.morale, world.last.teams
    recognition, hype, blame = treatment(world)
    target = clip(
        c.base
        + c.recognition * recognition
        + c.trust * teams.trust
        - c.pressure * world.flow.pressure
        - c.hype * hype
        - c.blame * blame
    )
    return world.vendor(morale=toward(teams.morale, target, c.lag))


def be_confident(world: World) -> World:
    """Confidence of client leaders in the partnership."""
    leaders = world.last.leaders
    target = clip(0.5 * leaders.trust + 0.5 * jnp.minimum(1, leaders.performance) - 0.5 * world.flow.unanswered)
    lag = world.given.coefficients.participation.confidence_lag
    return world.leaders(confidence=toward(leaders.confidence, target, lag))
