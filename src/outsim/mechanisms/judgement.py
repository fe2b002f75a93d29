"""Voice before exit: escalation to senior management, then renegotiation, then the end.

With this week's values: D the mean of staff's dissatisfaction' and of leaders' (1 - satisfaction of their
expectation' and performance'), equally weighted; T likewise of trust'; C the mean commitment' of staff; late =
mean of overdue / (overdue + rework.patience) over teams; last week's voice::

    escalated    = 1 if u < s(escalate + escalate_dissatisfaction D + escalate_unanswered unanswered + escalate_lateness late)
    renegotiated = 1 if u < s(renegotiate + renegotiate_voice voice + renegotiate_dissatisfaction D
                               + renegotiate_flexibility contract.flexibility)
    hazard       = s(terminate - switching_cost contract.switching_cost + sum of grounds)
    terminated   = 1 if u < hazard

The grounds are the hazard's parts, so that each end has a cause. Each of the seven parts of grievance' is first increased
by 1e-6; gamma is then grievance' divided by its sum, and q = grievance'.expectations / (grievance'.expectations +
grievance'.delivery)::

    expectations = dissatisfaction D q       + distrust (1 - T) gamma.expectations
    delivery     = dissatisfaction D (1 - q) + distrust (1 - T) gamma.delivery + lateness late
    culture, alignment, leadership  = distrust (1 - T) gamma of each
    security     = distrust (1 - T) gamma.security + leak leak'
    people       = uncommitted (1 - C)
    and voice voice is added to all in proportion

The cause is drawn in proportion to the grounds, with u in the order expectations, culture, alignment, leadership, people,
security, delivery: the first whose cumulative share exceeds u. The work comes back in house if u < insource.

D and all chances use values from before either acts. After an escalation: participation' of leaders rises by participation.escalation (1 - participation'), their queue' falls by the same
share, news' rises by threat.escalation_news (at most 1), and voice' = 1; otherwise voice' = voice (1 - 1 / voice_memory).
After a renegotiation: clarity' and completeness' rise by reset (1 - value), drift' falls by the share reset,
staff's and leaders' expectation' falls by reset [expectation' - performance']+, and voice' = 0, in a week with both as well; and each leader's queue' grows by the decisions that
renegotiation_hours would have taken: renegotiation_hours / decisions.hours.

Shapes: of the partnership. Units: probabilities a week. Source: Hirschman 1970; level from published failure
rates (facts T01 to T03); T10 for insourcing; sizes assumed. Coefficients: judgement.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax.nn import sigmoid

from outsim.mechanisms.delivery import lateness
from outsim.mechanisms.satisfaction import satisfaction
from outsim.mechanisms.shapes import positive
from outsim.network import mean
from outsim.state import Causes, Scalar
from outsim.world import World


class Reasons(NamedTuple):
    """What changes from week to week in the logit of the hazard; they are added."""

    dissatisfaction: Scalar
    distrust: Scalar
    late_work: Scalar
    lack_of_commitment: Scalar
    leaks: Scalar
    voice: Scalar


def dissatisfied(world: World) -> Scalar:
    """Dissatisfaction of staff and leaders, equally weighted."""
    leaders = world.now.leaders
    displeased = 1 - satisfaction(leaders.expectation, leaders.performance, world.given.coefficients.satisfaction)
    return (mean(world.now.staff.dissatisfaction) + mean(displeased)) / 2


def late(world: World) -> Scalar:
    """Overdue work of teams as 0..1."""
    return mean(lateness(world.flow.overdue, world.given.coefficients.rework.patience))


def reasons(world: World) -> Reasons:
    """What speaks for an end this week."""
    c, staff, partnership = world.given.coefficients.judgement, world.now.staff, world.now.partnership
    grievance = _grievance(world)
    distrusting = 1 - (mean(staff.trust) + mean(world.now.leaders.trust)) / 2
    return Reasons(
        dissatisfaction=c.dissatisfaction * dissatisfied(world),
        distrust=c.distrust * distrusting * (1 - grievance.people / sum(jax.tree.leaves(grievance))),
        late_work=c.lateness * late(world),
        lack_of_commitment=c.uncommitted * (1 - mean(staff.commitment)),
        leaks=c.leak * partnership.leak,
        voice=c.voice * world.last.partnership.voice,
    )


def _grievance(world: World) -> Causes:
    """What distrust comes from, none of it quite nothing."""
    return jax.tree.map(lambda part: part + 1e-6, world.now.partnership.grievance)  # type: ignore[no-any-return]


def grounds(world: World, because_of: Reasons) -> Causes:
    """The reasons laid to the causes that a partnership can end of; voice adds to all in proportion."""
    grievance = _grievance(world)
    blamed = sum(jax.tree.leaves(grievance)) - grievance.people
    distrust = jax.tree.map(lambda part: because_of.distrust * part / blamed, grievance)
    hyped = grievance.expectations / (grievance.expectations + grievance.delivery)
    stated = Causes(
        expectations=distrust.expectations + because_of.dissatisfaction * hyped,
        culture=distrust.culture,
        alignment=distrust.alignment,
        leadership=distrust.leadership,
        people=because_of.lack_of_commitment,
        security=distrust.security + because_of.leaks,
        delivery=distrust.delivery + because_of.dissatisfaction * (1 - hyped) + because_of.late_work,
    )
    louder = 1 + because_of.voice / sum(jax.tree.leaves(stated))
    return jax.tree.map(lambda part: part * louder, stated)  # type: ignore[no-any-return]


def hazard(world: World, because_of: Reasons) -> Scalar:
    """Probability of termination this week."""
    c = world.given.coefficients.judgement
    level = c.terminate - c.switching_cost * world.given.contract.switching_cost
    return sigmoid(sum(because_of, start=level))


def judge(world: World) -> World:
    """The week's hazards, what speaks for an end, and whether somebody raises their voice."""
    given, c = world.given, world.given.coefficients.judgement
    displeasure, because_of = dissatisfied(world), reasons(world)
    escalate = (
        c.escalate
        + c.escalate_dissatisfaction * displeasure
        + c.escalate_unanswered * world.flow.unanswered
        + c.escalate_lateness * late(world)
    )
    renegotiate = (
        c.renegotiate
        + c.renegotiate_voice * world.last.partnership.voice
        + c.renegotiate_dissatisfaction * displeasure
        + c.renegotiate_flexibility * given.contract.flexibility
    )

    def happens(luck: Any, chance: Any) -> Any:
        return (luck < chance).astype(displeasure.dtype)

    return world.flows(
        hazard=hazard(world, because_of),
        grounds=grounds(world, because_of),
        escalated=happens(world.luck.escalate, sigmoid(escalate)),
        renegotiated=happens(world.luck.renegotiate, sigmoid(renegotiate)),
    )


def raise_voice(world: World) -> World:
    """What an escalation and a renegotiation change."""
    given, c = world.given, world.given.coefficients.judgement
    staff, leaders, partnership = world.now.staff, world.now.leaders, world.now.partnership
    escalated, reset = world.flow.escalated, c.reset * world.flow.renegotiated
    share = given.coefficients.participation.escalation * escalated
    voice = jnp.where(escalated > 0, 1, world.last.partnership.voice * (1 - 1 / c.voice_memory))
    talks = c.renegotiation_hours / given.coefficients.decisions.hours * world.flow.renegotiated
    news = partnership.news + given.coefficients.threat.escalation_news * escalated
    return (
        world.staff(expectation=staff.expectation - reset * positive(staff.expectation - staff.performance))
        .leaders(
            expectation=leaders.expectation - reset * positive(leaders.expectation - leaders.performance),
            participation=leaders.participation + share * (1 - leaders.participation),
            queue=leaders.queue * (1 - share) + talks,
        )
        .partnership(
            clarity=partnership.clarity + reset * (1 - partnership.clarity),
            completeness=partnership.completeness + reset * (1 - partnership.completeness),
            drift=partnership.drift * (1 - reset),
            news=jnp.minimum(1, news),
            voice=voice * (1 - world.flow.renegotiated),
        )
    )
