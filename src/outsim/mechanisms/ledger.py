"""What happened is written down, as long as the partnership lives; and it ends when there is a reason.

::

    running   = outcome = 0
    completed = project: all work has moved and sum over teams of (backlog' + undiscovered') <= complete load plan teams
                either kind: week + 1 >= contract.term
    outcome'  = 1 if terminated, else 2 if completed, else 0                                   if running
    vendor    = rate team_size sum over teams of moved_v (1 + productivity.pressure pressure_v)
    cost      = vendor + wage (talk.hours sum of messages' + decisions.hours served) + security.loss severity
                + renegotiation_cost renegotiated
    planned_cost = rate team_size sum over teams of moved_v + wage talk.hours sum of n
                   (for a project only in weeks that begin with planned work: sum over teams of planned > 0)

The plan counts on every message n being understood at once, on no pressure, no exceptions, and work done in time.
The insourced draw counts at a termination only; due_week stays -1 for a service. Sums over the weeks lived: demanded (demand), done, delivered (done - wrong), reworked (discovered), messages',
misunderstandings', calendar (mean over teams), costs, the hours interventions took (hours a person times people), escalations, renegotiations, leaks. due_week' is the first week at
whose end nothing of a project's plan is left. Units: team-weeks, USD, weeks. Source: accounting.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

from outsim.network import mean, total
from outsim.state import CAUSES, Ledger
from outsim.world import World


def keep_ledger(world: World) -> World:
    """The ledger after this week."""
    given, flow, last = world.given, world.flow, world.last.ledger
    running = last.outcome == 0
    terminated = world.luck.terminate < flow.hazard
    completed = (world.week + 1 >= given.contract.term) | _finished(world)

    def once(first: Any, happened: Any) -> Any:
        return jnp.where(running & (first < 0) & (happened > 0), world.week, first)

    def adds(before: Any, this_week: Any) -> Any:
        return jnp.where(running, before + this_week, before)

    ends = running & (terminated | completed)
    exits = running & terminated
    cost, planned = _costs(world)
    liaisons = world.now.liaisons
    plan_left = total(world.now.teams.planned) > 1e-6
    return world.write(
        ledger=Ledger(
            lived=adds(last.lived, 1),
            ended_week=jnp.where(ends, world.week, last.ended_week),
            outcome=jnp.where(running, jnp.where(terminated, 1, jnp.where(completed, 2, 0)), last.outcome).astype(
                last.outcome.dtype
            ),
            cause=jnp.where(exits, _cause(world), last.cause),
            insourced=jnp.where(
                exits, (world.luck.insource < given.coefficients.judgement.insource), last.insourced
            ).astype(last.insourced.dtype),
            escalations=adds(last.escalations, flow.escalated),
            first_escalation_week=once(last.first_escalation_week, flow.escalated),
            renegotiations=adds(last.renegotiations, flow.renegotiated),
            first_renegotiation_week=once(last.first_renegotiation_week, flow.renegotiated),
            leaks=adds(last.leaks, flow.leaks),
            demanded=adds(last.demanded, total(flow.demand)),
            delivered=adds(last.delivered, total(flow.done - flow.wrong)),
            done=adds(last.done, total(flow.done)),
            reworked=adds(last.reworked, total(flow.discovered)),
            messages=adds(last.messages, total(liaisons.messages.sum(0))),
            misunderstandings=adds(last.misunderstandings, total(liaisons.misunderstandings.sum(0))),
            calendar=adds(last.calendar, mean(flow.calendar)),
            cost=adds(last.cost, cost),
            planned_cost=adds(last.planned_cost, planned),
            intervention_cost=adds(last.intervention_cost, flow.intervention_cost),
            intervention_staff_hours=adds(last.intervention_staff_hours, flow.staff_hours * world.people),
            intervention_leader_hours=adds(last.intervention_leader_hours, flow.leader_hours * world.leaders_present),
            intervention_vendor_hours=adds(
                last.intervention_vendor_hours, flow.vendor_hours * world.teams * given.vendor.team_size
            ),
            setup_weeks=last.setup_weeks,
            due_week=once(last.due_week, given.is_project * (1 - plan_left)),
        )
    )


def _finished(world: World) -> Any:
    given, teams = world.given, world.now.teams
    scope = given.work.load * given.work.plan * world.teams
    left = total(teams.backlog + teams.undiscovered)
    all_moved = world.now.staff.moved.min(0) > 0
    return (given.is_project > 0) & all_moved & (left <= given.coefficients.judgement.complete * scope)


def _costs(world: World) -> tuple[Any, Any]:
    given, flow, c = world.given, world.flow, world.given.coefficients
    liaisons = world.now.liaisons
    price, wage = given.vendor.rate * given.vendor.team_size, given.client.wage
    vendor = price * total(flow.moved * (1 + c.productivity.pressure * flow.pressure))
    talk = c.talk.hours * total(liaisons.messages.sum(0)) + c.decisions.hours * flow.served
    once = c.talk.hours * total((flow.understood + liaisons.misunderstandings).sum(0))
    losses = given.security.loss * flow.severity + c.judgement.renegotiation_cost * flow.renegotiated
    in_plan = jnp.where((given.is_project > 0) & (total(world.last.teams.planned) <= 1e-6), 0, 1)
    return vendor + wage * talk + losses, (price * total(flow.moved) + wage * once) * in_plan


def _cause(world: World) -> Any:
    grounds = jnp.stack([getattr(world.flow.grounds, cause) for cause in CAUSES])
    shares = jnp.cumsum(grounds, 0) / grounds.sum(0)
    first = (world.luck.cause >= shares).sum(0)
    return jnp.minimum(first, len(CAUSES) - 1).astype(grounds.dtype)
