"""Evidence builds trust slowly and destroys it fast.

::

    trust' = clip(trust + gain (1 - trust) [e - trust]+ - gain asymmetry trust [trust - e]+)

with the evidence e of staff, over their own liaisons, of leaders, over all, and of teams::

    staff:   e = clip(base + disconfirmation (performance - expectation) - misunderstanding m - misalignment (1 - alignment)
                      - unanswered unanswered - deception deceit + transparency truth + clarity understood_clarity
                      + bonding d.relationship_building)
    leaders: the same with their own performance and expectation, the mean over the partnership for m, with their own alignment with
             the mean goals of teams, 1 - min(1, (half the sum over goals of |g - mean g_team|) / goals.opposed), and with disconfirmation times (1 - briefing d.risk_briefing) where performance is below expectation
    teams:   e = clip(base + recognition recognition + clarity understood_clarity + bonding d.relationship_building
                      - unanswered unanswered - blame blame - pressure pressure_v)

m is the share of a person's messages n that are misunderstood this week, and its mean the mean over staff of their m. A leak takes trust at once, later in the week. Distrust is
remembered for what it came from, in a running mean of the evidence against the vendor::

    grievance' = grievance + (against - grievance) / grievance_memory
    with E, P the mean of staff's and leaders' expectation and performance, gap = [E - P]+ and hype = min(gap, [E - 1]+):
    against.expectations = disconfirmation hype             against.delivery   = disconfirmation (gap - hype)
    against.culture      = misunderstanding mean m + transparency (1 - truth) + deception deceit
    against.alignment    = misalignment (1 - mean alignment) + clarity (1 - understood_clarity)
    against.leadership   = unanswered unanswered            against.security   = leak
    against.people       = 0

Shapes: of staff, leaders, teams. Unit: 0..1. Source: asymmetry, Slovic 1993 (sign), size assumed; contract and
relationship, Poppo & Zenger 2002 and Goo et al. 2009. Coefficients: trust.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from outsim.mechanisms.morale import treatment
from outsim.mechanisms.shapes import clip, positive
from outsim.network import mean, mean_of, mean_over_liaisons
from outsim.parameters.people import Trust
from outsim.state import Causes
from outsim.world import World


def updated(trust: Any, evidence: Any, c: Trust) -> Any:
    """Trust after a week of this evidence."""
    down = c.gain * c.asymmetry * trust * positive(trust - evidence)
    return clip(trust + c.gain * (1 - trust) * positive(evidence - trust) - down)


def trust(world: World) -> World:
    """Trust of staff, leaders and teams, and what distrust comes from."""
    c, flow, present = world.given.coefficients.trust, world.flow, world.present
    staff, leaders, teams = world.last.staff, world.last.leaders, world.last.teams
    wrong, sent = world.now.liaisons.misunderstandings.sum(0), (flow.understood * present).sum(0)
    misunderstood = wrong / jnp.maximum(wrong + sent, 1e-6)
    bonding = c.bonding * world.dose("relationship_building")
    shared = c.transparency * flow.truth + c.clarity * flow.clarity + bonding
    shared = shared - c.unanswered * flow.unanswered - c.deception * flow.deceit

    aligned = mean_over_liaisons(flow.alignment, present)
    evidence = clip(
        c.base
        + c.disconfirmation * (staff.performance - staff.expectation)
        - c.misunderstanding * misunderstood
        - c.misalignment * (1 - aligned)
        + shared
    )
    mean_misunderstood, mean_aligned = mean(misunderstood), mean_of(flow.alignment, present)
    theirs = mean(jnp.swapaxes(teams.goals, 0, 1))[:, None]
    apart = jnp.minimum(1, jnp.abs(leaders.goals - theirs).sum(0) / 2 / world.given.coefficients.goals.opposed)
    gap = leaders.performance - leaders.expectation
    reaction = jnp.where(gap < 0, 1 - c.briefing * world.dose("risk_briefing"), 1)
    leader_evidence = clip(
        c.base
        + c.disconfirmation * gap * reaction
        - c.misunderstanding * mean_misunderstood
        - c.misalignment * apart
        + shared
    )
    recognition, _, blame = treatment(world)
    team_evidence = clip(
        c.base
        + c.recognition * recognition
        + c.clarity * flow.clarity
        + bonding
        - c.unanswered * flow.unanswered
        - c.blame * blame
        - c.pressure * flow.pressure
    )

    expected = (mean(staff.expectation) + mean(leaders.expectation)) / 2
    perceived = (mean(staff.performance) + mean(leaders.performance)) / 2
    shortfall = positive(expected - perceived)
    hype = jnp.minimum(shortfall, positive(expected - 1))
    against = Causes(
        expectations=c.disconfirmation * hype,
        culture=c.misunderstanding * mean_misunderstood + c.transparency * (1 - flow.truth) + c.deception * flow.deceit,
        alignment=c.misalignment * (1 - mean_aligned) + c.clarity * (1 - flow.clarity),
        leadership=c.unanswered * flow.unanswered,
        people=jnp.zeros_like(hype),
        security=world.last.partnership.leak,
        delivery=c.disconfirmation * (shortfall - hype),
    )
    grievance = jax.tree.map(
        lambda old, new: old + (new - old) / c.grievance_memory, world.last.partnership.grievance, against
    )
    return (
        world.staff(trust=updated(staff.trust, evidence, c))
        .leaders(trust=updated(leaders.trust, leader_evidence, c))
        .vendor(trust=updated(teams.trust, team_evidence, c))
        .partnership(grievance=grievance)
    )
