"""Exceptions go up to leaders; one that waits too long gets a default decision.

What a contract says exists only for those who know it, and unclear contracts, opposed goals and complex work
make exceptions::

    knowledge = a quarter of the mean contract knowledge of staff + a quarter of leaders' + half of teams'
    understood_clarity = clarity (1 - understanding (1 - knowledge))
    exceptions of a team = rate (1 + unclear (1 - understood_clarity) + misaligned (1 - alignment)
                + complexity work.complexity + incomplete (1 - completeness)) (1 - rights decision_rights)
    arriving  = exceptions of a team * teams mean(moved') / leaders                  for each leader, and then with its luck z
    e         = [arriving + sqrt(arriving) z]+
    capacity  = [leaders.hours participation' - displaced leader_hours]+ / hours
    served    = min(queue + e, capacity)
    waiting   = queue + e - served
    defaulted = waiting / patience
    queue'    = waiting - defaulted

alignment is the mean over liaisons. For the partnership, with sums over leaders::

    unanswered = sum waiting / (1 + sum (queue + e)),   defaulted likewise,   served = sum served

A contract designed for both sides to read the same approaches, each week::

    clarity' = clarity + design_rate [signed + design d.contract_design (1 - signed) - clarity]+

where signed is what the scenario's contract says; completeness and decision rights likewise. Shapes: of
leaders and of the partnership. Units: decisions a week, hours. Source: Galbraith 1974; Jin & Levitt 1996;
sizes assumed. Coefficients: decisions.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

from outsim.mechanisms.shapes import centred, positive
from outsim.network import mean, mean_of, total
from outsim.state import Scalar, State
from outsim.world import World


def understood_clarity(state: State, understanding: Any) -> Scalar:
    """The contract's clarity as far as those who work under it know it."""
    client = (mean(state.staff.contract_knowledge) + mean(state.leaders.contract_knowledge)) / 2
    knowledge = (client + mean(state.teams.contract_knowledge)) / 2
    clarity: Scalar = state.partnership.clarity * (1 - understanding * (1 - knowledge))
    return clarity


def redesign_contract(world: World) -> World:
    """Clarity, completeness and decision rights under contract design."""
    signed, c = world.given.contract, world.given.coefficients.decisions
    last, dose = world.last.partnership, world.dose("contract_design")

    def redesigned(now: Any, at_signature: Any) -> Any:
        return now + c.design_rate * positive(at_signature + c.design * dose * (1 - at_signature) - now)

    return world.partnership(
        clarity=redesigned(last.clarity, signed.clarity),
        completeness=redesigned(last.completeness, signed.completeness),
        decision_rights=redesigned(last.decision_rights, signed.decision_rights),
    )


def decide(world: World) -> World:
    """Exceptions, decisions, queues, and decisions by default."""
    given, c = world.given, world.given.coefficients.decisions
    last, leaders = world.last, world.last.leaders
    clarity = understood_clarity(last, c.understanding)
    alignment = mean_of(world.flow.alignment, world.present)
    rate = (
        c.rate
        * (
            1
            + c.unclear * (1 - clarity)
            + c.misaligned * (1 - alignment)
            + c.complexity * given.work.complexity
            + c.incomplete * (1 - last.partnership.completeness)
        )
        * (1 - c.rights * last.partnership.decision_rights)
    )
    arriving = rate * world.teams * mean(world.now.staff.moved) / leaders.queue.shape[-2]
    waiting = leaders.queue + positive(arriving + jnp.sqrt(arriving) * centred(world.luck.exceptions))
    hours = positive(given.leaders.hours * world.now.leaders.participation - c.displaced * world.flow.leader_hours)
    served = jnp.minimum(waiting, hours / c.hours)
    left = waiting - served
    defaulted = left / c.patience
    asked = 1 + total(waiting)
    return world.leaders(queue=left - defaulted).flows(
        clarity=clarity,
        served=total(served),
        unanswered=total(left) / asked,
        defaulted=total(defaulted) / asked,
    )
