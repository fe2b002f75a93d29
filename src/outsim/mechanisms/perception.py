"""Reports arrive late and rosy; expectations meet what is perceived, as fast as people are told the truth.

::

    truth  = clip(openness + updates d.progress_updates + checkins d.leader_checkins + leaders mean participation')
    honest = update_honesty d.progress_updates
    surfaced_v = clip(overdue_v / (overdue_v + rework.patience) + min(1, discovered_v / max(done_v, 1e-6)))
    claim_v = delivery_v + rosiness (1 - honest) (1 - surfaced_v) [1 - delivery_v]+
    reported_v' = reported_v + (claim_v - reported_v) / (1 + (reporting_lag - 1) (1 - honest))

    deceit = mean over teams of surfaced_v [reported_v' - delivery_v]+

    for staff, with means over the person's liaisons and moved' their own:
    evidence = (1 - direct) mean reported' + direct mean delivery
    performance' = performance + (before + (1 - before) moved') (evidence - performance) / attention

    for leaders, with means over all teams:
    own = clip(leader_direct + leader_checkins d.leader_checkins + leader_review d.output_review)
    evidence = (1 - own) mean reported' + own mean delivery
    performance' = performance + (before + (1 - before) mean moved') (evidence - performance) / attention

    for both, with hype = 1 + optimism (1 - setting d.expectation_setting), for leaders
    hype = 1 + leader_optimism (1 - setting d.expectation_setting) (1 - briefing d.risk_briefing):
    expectation' = expectation + truth_rate t (performance - expectation) + drift (1 - t) [hype - expectation]+
    where t = truth for staff and t = clip(truth + own) for leaders, who also know what they see themselves

truth_rate is the coefficient expectation.truth, before one of talk; openness, rosiness, reporting_lag and the
two optimisms are the scenario's expectations. Rosiness hides what has not come to light: late work and work that
comes back cannot be reported away, and what was reported better than it then shows costs trust (see trust). Without updates
expectations drift back up. Shapes: of teams,
staff, leaders. Units: 1 = feasible performance. Source: Oliver 1980; Abdel-Hamid & Madnick 1991 for reports that count
undiscovered rework as done; sizes assumed. Coefficients: expectation.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

from outsim.mechanisms.delivery import lateness
from outsim.mechanisms.shapes import clip, positive, toward
from outsim.network import mean, mean_over_liaisons, teams_to_liaisons
from outsim.world import World


def perceive(world: World) -> World:
    """What the vendor reports, what the client sees, what the client expects."""
    given, c = world.given, world.given.coefficients.expectation
    hopes, delivery = world.given.expectations, world.flow.delivery
    updates, checkins = world.dose("progress_updates"), world.dose("leader_checkins")
    truth = clip(
        hopes.openness + c.updates * updates + c.checkins * checkins + c.leaders * mean(world.now.leaders.participation)
    )
    honest = c.update_honesty * updates
    late = lateness(world.flow.overdue, given.coefficients.rework.patience)
    back = jnp.minimum(1, world.flow.discovered / jnp.maximum(world.flow.done, 1e-6))
    surfaced = clip(late + back)
    claim = delivery + hopes.rosiness * (1 - honest) * (1 - surfaced) * positive(1 - delivery)
    reported = toward(world.last.teams.reported, claim, 1 + (hopes.reporting_lag - 1) * (1 - honest))

    staff, leaders = world.last.staff, world.last.leaders
    moved, before = world.now.staff.moved, given.coefficients.talk.before
    seen = teams_to_liaisons((1 - c.direct) * reported + c.direct * delivery, world.people)
    evidence = mean_over_liaisons(seen, world.present)
    own = clip(c.leader_direct + c.leader_checkins * checkins + c.leader_review * world.dose("output_review"))
    leader_evidence = mean((1 - own) * reported + own * delivery)

    def picture(last: Any, evidence: Any, moved: Any) -> Any:
        return last + (before + (1 - before) * moved) * (evidence - last) / c.attention

    def expectation(last: Any, performance: Any, told: Any, hype: Any) -> Any:
        return last + c.truth * told * (performance - last) + c.drift * (1 - told) * positive(hype - last)

    unset = 1 - c.setting * world.dose("expectation_setting")
    unbriefed = 1 - c.briefing * world.dose("risk_briefing")
    return (
        world.vendor(reported=reported)
        .staff(
            performance=picture(staff.performance, evidence, moved),
            expectation=expectation(staff.expectation, staff.performance, truth, 1 + hopes.optimism * unset),
        )
        .leaders(
            performance=picture(leaders.performance, leader_evidence, mean(moved)),
            expectation=expectation(
                leaders.expectation,
                leaders.performance,
                clip(truth + own),
                1 + hopes.leader_optimism * unset * unbriefed,
            ),
        )
        .flows(truth=truth, deceit=mean(surfaced * positive(reported - delivery)))
    )
