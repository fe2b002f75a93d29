"""Goals move toward those one talks to, and are held back by one's own house; interests drift apart.

Each organisation's own goals (client_goals and vendor_goals of the partnership), pushed apart by drift (components below 0 are set to 0, then they are scaled to sum to 1; equal weights where none is above 0)::

    client_anchor = client_goals + drift (client_goals - vendor_goals),   vendor_anchor the other way round
    joint = (client_goals + vendor_goals) / 2
    w     = contact (1 - friction') (1 - bias_i)                                       for each liaison

    pull  = settling d.goal_alignment + vision d.shared_vision
    hold  = anchor (1 - loosening d.goal_alignment)
    loosening is goal alignment's doing; what the anchor differs from the own goals by is drift's
    staff:   g' = g + influence mean over liaisons of w (g_team - g) + hold (client_anchor - g) + pull (joint - g)
    teams:   g' = g + influence mean over liaisons of w (g_person - g) + hold (vendor_anchor - g) + pull (joint - g)
    leaders: g' = g + influence participation' (mean g_team - g) + hold (client_anchor - g) + pull (joint - g)
    each then: g' = max(g', 0) / sum over goals of max(g', 0)

    drift' = clip to [0, limit] of drift + drift_rate (1 - vision_holds d.shared_vision)
             (1 - bond understood_clarity mean trust of staff) + default_drift defaulted - settling d.goal_alignment drift

drift_rate is the coefficient goals.drift. A clear contract and trust together hold drift back more than either
alone. Shapes: goals by staff, teams, leaders. Unit: weights. Source: DeGroot 1974; Friedkin & Johnsen 1990;
Poppo & Zenger 2002; Cao & Lumineau 2015; sizes assumed. Coefficients: goals.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp

from outsim.network import mean, mean_over_teams, teams_to_liaisons
from outsim.state import Scalar
from outsim.world import World


def priorities(weights: Any) -> Any:
    """Weights over goals (the first axis), none below 0, summing to 1; equal where none is above 0."""
    weights = jnp.maximum(weights, 0)
    whole = weights.sum(0)
    return jnp.where(whole > 0, weights / jnp.where(whole > 0, whole, 1), 1 / weights.shape[0])


class Pulls(NamedTuple):
    """What changes somebody's goals in a week, [goals, ..., runs] each; they are added."""

    talk: Any
    own_house: Any
    drift: Any
    goal_alignment: Any
    shared_vision: Any


class OfEverybody(NamedTuple):
    """The same of staff, leaders and teams."""

    staff: Pulls
    leaders: Pulls
    teams: Pulls


def pulls(world: World) -> OfEverybody:
    """What changes the goals of staff, leaders and teams this week, before they are scaled to sum to 1."""
    c, flow, present = world.given.coefficients.goals, world.flow, world.present
    staff, leaders, teams = world.last.staff, world.last.leaders, world.last.teams
    drift = world.last.partnership.drift
    ours, theirs = world.last.partnership.client_goals, world.last.partnership.vendor_goals
    client_anchor = priorities(ours + drift * (ours - theirs))[:, None]
    vendor_anchor = priorities(theirs + drift * (theirs - ours))[:, None]
    joint = ((ours + theirs) / 2)[:, None]
    settling = c.settling * world.dose("goal_alignment")
    loosened = c.loosening * world.dose("goal_alignment")
    vision = c.vision * world.dose("shared_vision")

    weight = flow.contact * (1 - world.now.liaisons.friction) * (1 - staff.bias) * present
    theirs_met = (weight * teams_to_liaisons(teams.goals, world.people)).sum(1)
    to_staff = (theirs_met - weight.sum(0) * staff.goals) / present.sum(0)
    ours_met = mean_over_teams(weight * staff.goals[:, None], present, world.teams)
    to_teams = ours_met - mean_over_teams(weight, present, world.teams) * teams.goals
    to_leaders = world.now.leaders.participation * (mean(jnp.swapaxes(teams.goals, 0, 1))[:, None] - leaders.goals)

    def pulled(goals: Any, influence: Any, own: Any, anchor: Any) -> Pulls:
        return Pulls(
            talk=c.influence * influence,
            own_house=c.anchor * (own - goals),
            drift=c.anchor * (anchor - own),
            goal_alignment=settling * (joint - goals) - c.anchor * loosened * (anchor - goals),
            shared_vision=vision * (joint - goals),
        )

    return OfEverybody(
        staff=pulled(staff.goals, to_staff, ours[:, None], client_anchor),
        leaders=pulled(leaders.goals, to_leaders, ours[:, None], client_anchor),
        teams=pulled(teams.goals, to_teams, theirs[:, None], vendor_anchor),
    )


def drift_apart(world: World) -> Scalar:
    """How far interests have drifted apart, before its limit."""
    c, flow, drift = world.given.coefficients.goals, world.flow, world.last.partnership.drift
    governed = 1 - c.bond * flow.clarity * mean(world.last.staff.trust)
    return (
        drift
        + c.drift * (1 - c.vision_holds * world.dose("shared_vision")) * governed
        + c.default_drift * flow.defaulted
        - c.settling * world.dose("goal_alignment") * drift
    )


def negotiate_goals(world: World) -> World:
    """Goals of staff, leaders and teams, and how far interests have drifted apart."""
    last, pulled = world.last, pulls(world)
    return (
        world.staff(goals=priorities(sum(pulled.staff, start=last.staff.goals)))
        .leaders(goals=priorities(sum(pulled.leaders, start=last.leaders.goals)))
        .vendor(goals=priorities(sum(pulled.teams, start=last.teams.goals)))
        .partnership(drift=jnp.clip(drift_apart(world), 0, world.given.coefficients.goals.limit))
    )
