"""The partnerships that are simulated: the default scenario, sweeps of it, and larger and longer ones."""

from __future__ import annotations

import math

import numpy as np

from outsim import Scenario, load_scenario

SEED = 1
MOST_LEADERS, MOST_DEPARTMENTS = 500, 100  # that a scenario allows


def default() -> Scenario:
    """The default scenario: 40 staff, 8 vendor teams, 4 leaders, 104 weeks."""
    return load_scenario()


def sweep(points: int) -> list[Scenario]:
    """A square grid over the contract's clarity and leaders' participation; points is a square number."""
    side = math.isqrt(points)
    base, steps = default(), np.linspace(0.1, 0.9, side)
    return [
        base.with_(contract__clarity=float(clarity), leaders__participation=float(participation))
        for clarity in steps
        for participation in steps
    ]


def of_size(agents: int) -> Scenario:
    """So many agents in one partnership: 10 staff to 2 teams to 1 leader, and departments of 10.

    A scenario allows 100 departments and 500 leaders: from 1,300 agents on departments grow, from 6,500 on there are
    more staff and teams to a leader.
    """
    leaders = min(MOST_LEADERS, round(agents / 13))
    teams = round((agents - leaders) / 6)
    staff = agents - leaders - teams
    departments = min(MOST_DEPARTMENTS, round(staff / 10))
    return default().with_(
        client__staff=staff, client__departments=departments, vendor__teams=teams, leaders__count=leaders
    )


def agents_of(scenario: Scenario) -> int:
    """Staff, leaders and teams."""
    return scenario.client.staff + scenario.leaders.count + scenario.vendor.teams
