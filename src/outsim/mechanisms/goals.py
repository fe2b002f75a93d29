"""Goals move toward those one talks to, and are held back by one's own house; interests drift apart.

Each organisation's own goals (client_goals and vendor_goals of the partnership), pushed apart by drift (components below 0 are set to 0, then they are scaled to sum to 1; equal weights where none is above 0)::

    client_anchor = client_goals + drift (client_goals - vendor_goals),   vendor_anchor the other way round
    joint = (client_goals + vendor_goals) / 2
    w     = contact (1 - friction') (1 - bias_i)                                       for each liaison

    pull  = settling d.goal_alignment + vision d.shared_vision
    hold  = anchor (1 - loosening d.goal_alignment)
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

from typing import Any

import jax.numpy as jnp

from outsim.network import mean, mean_over_teams, teams_to_liaisons
from outsim.world import World


def priorities(weights: Any) -> Any:
    """Weights over goals (the first axis), none below 0, summing to 1; equal where none is above 0."""
    weights = jnp.maximum(weights, 0)
    whole = weights.sum(0)
    return jnp.where(whole > 0, weights / jnp.where(whole > 0, whole, 1), 1 / weights.shape[0])


def negotiate_goals(world: World) -> World:
    """Goals of staff, leaders and teams, and how far interests have drifted apart."""
    c, flow, present = world.given.coefficients.goals, world.flow, world.present
    staff, leaders, teams = world.last.staff, world.last.leaders, world.last.teams
    drift = world.last.partnership.drift
    ours, theirs = world.last.partnership.client_goals, world.last.partnership.vendor_goals
    client_anchor = priorities(ours + drift * (ours - theirs))[:, None]
    vendor_anchor = priorities(theirs + drift * (theirs - ours))[:, None]
    joint = ((ours + theirs) / 2)[:, None]
    settling = c.settling * world.dose("goal_alignment")
    pull = settling + c.vision * world.dose("shared_vision")
    hold = c.anchor * (1 - c.loosening * world.dose("goal_alignment"))

    weight = flow.contact * (1 - world.now.liaisons.friction) * (1 - staff.bias) * present
    theirs_met = (weight * teams_to_liaisons(teams.goals, world.people)).sum(1)
    to_staff = (theirs_met - weight.sum(0) * staff.goals) / present.sum(0)
    ours_met = mean_over_teams(weight * staff.goals[:, None], present, world.teams)
    to_teams = ours_met - mean_over_teams(weight, present, world.teams) * teams.goals
    to_leaders = world.now.leaders.participation * (mean(jnp.swapaxes(teams.goals, 0, 1))[:, None] - leaders.goals)

    def settle(goals: Any, influence: Any, anchor: Any) -> Any:
        return priorities(goals + c.influence * influence + hold * (anchor - goals) + pull * (joint - goals))

    governed = 1 - c.bond * flow.clarity * mean(staff.trust)
    drifted = (
        drift
        + c.drift * (1 - c.vision_holds * world.dose("shared_vision")) * governed
        + c.default_drift * flow.defaulted
        - settling * drift
    )
    return (
        world.staff(goals=settle(staff.goals, to_staff, client_anchor))
        .leaders(goals=settle(leaders.goals, to_leaders, client_anchor))
        .vendor(goals=settle(teams.goals, to_teams, vendor_anchor))
        .partnership(drift=jnp.clip(drifted, 0, c.limit))
    )
