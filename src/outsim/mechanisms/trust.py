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

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from outsim.mechanisms.morale import treatment
from outsim.mechanisms.shapes import clip, positive
from outsim.network import mean, mean_of, mean_over_liaisons
from outsim.parameters.people import Trust
from outsim.state import Causes, OfStaff
from outsim.world import World


class Evidence(NamedTuple):
    """What speaks for trust in the vendor this week, and, negative, against it; the evidence is their sum, in [0, 1]."""

    usual: Any  # what is the same for everybody comes first, so that it is added up once
    unanswered: Any
    deception: Any
    truth: Any
    clarity: Any
    relationship_building: Any
    performance: Any
    misunderstandings: Any
    goals: Any


class OfClient(NamedTuple):
    """The same of staff and of leaders."""

    staff: Evidence
    leaders: Evidence


def speed(trust: Any, evidence: Any, c: Trust) -> Any:
    """Share of the way toward the evidence that trust goes in a week: slowly up, fast down."""
    return c.gain * jnp.where(evidence > trust, 1 - trust, c.asymmetry * trust)


def updated(trust: Any, evidence: Any, c: Trust) -> Any:
    """Trust after a week of this evidence."""
    return clip(trust + speed(trust, evidence, c) * (evidence - trust))


def steps(trust: Any, evidence: Evidence, c: Trust) -> Evidence:
    """How far each part of the evidence moves trust; what is usual moves it from where it is. Added, they are the change."""
    share = speed(trust, clip(sum(evidence)), c)
    return Evidence(*(share * part for part in evidence._replace(usual=evidence.usual - trust)))


def misunderstood(world: World) -> OfStaff:
    """Share of each person's messages that are misunderstood this week."""
    wrong, sent = world.now.liaisons.misunderstandings.sum(0), (world.flow.understood * world.present).sum(0)
    return wrong / jnp.maximum(wrong + sent, 1e-6)


def client_evidence(world: World) -> OfClient:
    """What speaks for and against trust, for each member of staff and each leader."""
    c, flow = world.given.coefficients.trust, world.flow
    staff, leaders, teams = world.last.staff, world.last.leaders, world.last.teams
    wrong = misunderstood(world)
    aligned = mean_over_liaisons(flow.alignment, world.present)
    theirs = mean(jnp.swapaxes(teams.goals, 0, 1))[:, None]
    apart = jnp.minimum(1, jnp.abs(leaders.goals - theirs).sum(0) / 2 / world.given.coefficients.goals.opposed)
    gap = leaders.performance - leaders.expectation
    reaction = jnp.where(gap < 0, 1 - c.briefing * world.dose("risk_briefing"), 1)

    def evidence(gap: Any, wrong: Any, apart: Any) -> Evidence:
        return Evidence(
            usual=c.base,
            unanswered=-c.unanswered * flow.unanswered,
            deception=-c.deception * flow.deceit,
            truth=c.transparency * flow.truth,
            clarity=c.clarity * flow.clarity,
            relationship_building=c.bonding * world.dose("relationship_building"),
            performance=c.disconfirmation * gap,
            misunderstandings=-c.misunderstanding * wrong,
            goals=-c.misalignment * apart,
        )

    return OfClient(
        staff=evidence(staff.performance - staff.expectation, wrong, 1 - aligned),
        leaders=evidence(gap * reaction, mean(wrong), apart),
    )


def trust(world: World) -> World:
    """Trust of staff, leaders and teams, and what distrust comes from."""
    c, flow = world.given.coefficients.trust, world.flow
    staff, leaders, teams = world.last.staff, world.last.leaders, world.last.teams
    evidence = client_evidence(world)
    recognition, _, blame = treatment(world)
    team_evidence = clip(
        c.base
        + c.recognition * recognition
        + c.clarity * flow.clarity
        + c.bonding * world.dose("relationship_building")
        - c.unanswered * flow.unanswered
        - c.blame * blame
        - c.pressure * flow.pressure
    )

    expected = (mean(staff.expectation) + mean(leaders.expectation)) / 2
    perceived = (mean(staff.performance) + mean(leaders.performance)) / 2
    shortfall = positive(expected - perceived)
    hype = jnp.minimum(shortfall, positive(expected - 1))
    wrong, aligned = mean(misunderstood(world)), mean_of(flow.alignment, world.present)
    against = Causes(
        expectations=c.disconfirmation * hype,
        culture=c.misunderstanding * wrong + c.transparency * (1 - flow.truth) + c.deception * flow.deceit,
        alignment=c.misalignment * (1 - aligned) + c.clarity * (1 - flow.clarity),
        leadership=c.unanswered * flow.unanswered,
        people=jnp.zeros_like(hype),
        security=world.last.partnership.leak,
        delivery=c.disconfirmation * (shortfall - hype),
    )
    grievance = jax.tree.map(
        lambda old, new: old + (new - old) / c.grievance_memory, world.last.partnership.grievance, against
    )
    return (
        world.staff(trust=updated(staff.trust, clip(sum(evidence.staff)), c))
        .leaders(trust=updated(leaders.trust, clip(sum(evidence.leaders)), c))
        .vendor(trust=updated(teams.trust, team_evidence, c))
        .partnership(grievance=grievance)
    )
