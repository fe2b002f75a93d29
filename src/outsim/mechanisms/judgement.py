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

from typing import Any

import jax
import jax.numpy as jnp
from jax.nn import sigmoid

from outsim.mechanisms.delivery import lateness
from outsim.mechanisms.satisfaction import satisfaction
from outsim.mechanisms.shapes import positive
from outsim.network import mean
from outsim.state import Causes
from outsim.world import World


def judge(world: World) -> World:
    """The week's hazards, what speaks for an end, and whether somebody raises their voice."""
    given, c = world.given, world.given.coefficients.judgement
    staff, leaders, partnership = world.now.staff, world.now.leaders, world.now.partnership
    displeased = 1 - satisfaction(leaders.expectation, leaders.performance, given.coefficients.satisfaction)
    dissatisfied = (mean(staff.dissatisfaction) + mean(displeased)) / 2
    distrusting = 1 - (mean(staff.trust) + mean(leaders.trust)) / 2
    late = mean(lateness(world.flow.overdue, given.coefficients.rework.patience))
    voice = world.last.partnership.voice

    escalate = (
        c.escalate
        + c.escalate_dissatisfaction * dissatisfied
        + c.escalate_unanswered * world.flow.unanswered
        + c.escalate_lateness * late
    )
    renegotiate = (
        c.renegotiate
        + c.renegotiate_voice * voice
        + c.renegotiate_dissatisfaction * dissatisfied
        + c.renegotiate_flexibility * given.contract.flexibility
    )
    grievance = jax.tree.map(lambda part: part + 1e-6, partnership.grievance)
    total = sum(jax.tree.leaves(grievance))
    hyped = grievance.expectations / (grievance.expectations + grievance.delivery)
    because = jax.tree.map(lambda part: c.distrust * distrusting * part / total, grievance)
    grounds = Causes(
        expectations=because.expectations + c.dissatisfaction * dissatisfied * hyped,
        culture=because.culture,
        alignment=because.alignment,
        leadership=because.leadership,
        people=c.uncommitted * (1 - mean(staff.commitment)),
        security=because.security + c.leak * partnership.leak,
        delivery=because.delivery + c.dissatisfaction * dissatisfied * (1 - hyped) + c.lateness * late,
    )
    stated = sum(jax.tree.leaves(grounds))
    grounds = jax.tree.map(lambda part: part * (1 + c.voice * voice / stated), grounds)
    logit = c.terminate - c.switching_cost * given.contract.switching_cost + stated + c.voice * voice

    def happens(luck: Any, chance: Any) -> Any:
        return (luck < chance).astype(logit.dtype)

    return world.flows(
        hazard=sigmoid(logit),
        grounds=grounds,
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
