"""The rework cycle: a share of output is wrong, stays undiscovered, misleads what is built on it, and comes back.

For each team, in weeks of nominal output, with z a draw of mean 0 and variance 1::

    arriving  = service: load moved_v [1 + arrivals z]+        project: scope_growth load plan scope_change
    demand    = service: arriving                              project: min(planned, load moved_v) + arriving
    available = backlog + arriving
    done      = min(productivity moved_v, available)
    error     = min(0.9, errors (1 + unskilled (1 - skill) + ignorant (1 - knowledge) + misunderstood misunderstood_v
                + pressure pressure_v + defaults defaulted + unclear (1 - understood_clarity)
                + complexity work.complexity + built_on undiscovered / (1 + undiscovered)))
    wrong     = done error
    discovered = undiscovered min(1, (1 + review d.output_review) / discovery)
    undiscovered' = undiscovered + wrong - discovered
    backlog'  = available - done + discovered
    planned'  = planned - min(planned, load moved_v)           0 throughout for a service
    quality'  = quality + (1 - error - quality) / quality_lag
    experience' = experience + done
    overdue   = [backlog' - planned']+ / load
    level     = min(1, productivity / load)
    delivery  = 0.5 level (1 - overdue / (overdue + patience)) + 0.5 min(1, quality' / feasible_quality)

A project starts with backlog = planned = load plan in every team. delivery is true performance; what people
hear of it is another matter (see perception). Shape: of teams. Units: weeks of nominal output; overdue in
weeks of planned work; delivery 1 = feasible. Source: Abdel-Hamid & Madnick 1991; Lyneis & Ford 2007; sizes
assumed. Coefficients: rework.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

from outsim.mechanisms.shapes import centred, positive
from outsim.state import Teams
from outsim.world import World


def overdue(teams: Teams, load: Any) -> Any:
    """Work later than planned, in weeks of planned work."""
    return positive(teams.backlog - teams.planned) / load


def lateness(late: Any, patience: Any) -> Any:
    """Overdue work as 0..1."""
    return late / (late + patience)


def deliver(world: World) -> World:
    """Work done, wrong, found and left; true performance."""
    c, flow = world.given.coefficients.rework, world.flow
    teams, work, project = world.last.teams, world.given.work, world.given.is_project
    regular = work.load * flow.moved
    growth = c.scope_growth * work.load * work.plan * flow.scope_change
    due = jnp.minimum(teams.planned, regular)
    arriving = jnp.where(project > 0, growth, regular * positive(1 + c.arrivals * centred(world.luck.arrivals)))
    demand = arriving + project * due

    available = teams.backlog + arriving
    done = jnp.minimum(flow.productivity * flow.moved, available)
    error = c.errors * (
        1
        + c.unskilled * (1 - teams.skill)
        + c.ignorant * (1 - teams.knowledge)
        + c.misunderstood * flow.misunderstood
        + c.pressure * flow.pressure
        + c.defaults * flow.defaulted
        + c.unclear * (1 - flow.clarity)
        + c.complexity * work.complexity
        + c.built_on * teams.undiscovered / (1 + teams.undiscovered)
    )
    error = jnp.minimum(0.9, error)
    wrong = done * error
    discovered = teams.undiscovered * jnp.minimum(1, (1 + c.review * world.dose("output_review")) / c.discovery)
    quality = teams.quality + (1 - error - teams.quality) / c.quality_lag
    after = world.vendor(
        undiscovered=teams.undiscovered + wrong - discovered,
        backlog=available - done + discovered,
        planned=teams.planned - due,
        quality=quality,
        experience=teams.experience + done,
    )
    late = overdue(after.now.teams, work.load)
    level = jnp.minimum(1, flow.productivity / work.load)
    return after.flows(
        demand=demand,
        done=done,
        wrong=wrong,
        discovered=discovered,
        overdue=late,
        delivery=0.5 * level * (1 - lateness(late, c.patience)) + 0.5 * jnp.minimum(1, quality / c.feasible_quality),
    )
