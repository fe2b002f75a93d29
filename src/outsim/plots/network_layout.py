"""Where people stand in a picture of the network: leaders left, staff in the middle, vendor teams right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outsim.network import RING
from outsim.plots.network_states import Snapshot
from outsim.scenario import Scenario

Places = NDArray[np.float64]

SEED = 1  # the same partnership looks the same in every picture
MOST_SPRUNG = 400  # staff, above whom springs take too long; they stand in columns then
LEADERS_AT, STAFF_FROM, STAFF_TO, TEAMS_AT = 0.0, 0.14, 0.68, 1.0


@dataclass(frozen=True, eq=False)
class Layout:
    """Places in the unit square, [agents, x and y]."""

    staff: Places
    leaders: Places
    teams: Places


def layout(base: Scenario, shown: Snapshot) -> Layout:
    """The places of a partnership's people, from who is whose colleague: the same in every week.

    Colleagues of a department and acquaintances draw each other near (springs: Fruchterman & Reingold 1991;
    `networkx.spring_layout`); leaders and teams stand in columns, beside the people they deal with.
    """
    staff = _staff(base, shown)
    reports = np.arange(base.client.staff) % base.leaders.count
    return Layout(
        staff=staff,
        leaders=_column(LEADERS_AT, staff[:, 1], np.arange(base.client.staff), reports, base.leaders.count),
        teams=_column(TEAMS_AT, staff[:, 1], shown.ties.person, shown.ties.team, base.vendor.teams),
    )


def _staff(base: Scenario, shown: Snapshot) -> Places:
    import networkx as nx

    people, away = base.client.staff, base.client.departments
    if people > MOST_SPRUNG:
        rows = int(np.ceil(np.sqrt(people)))
        places = np.column_stack([np.arange(people) // rows, np.arange(people) % rows]).astype(float)
    else:
        graph = nx.Graph()
        graph.add_nodes_from(range(people))
        graph.add_edges_from((one, (one - place * away) % people) for one in range(people) for place in RING)
        graph.add_edges_from((one, int(other)) for one, other in enumerate(shown.acquaintance))
        graph.remove_edges_from(list(nx.selfloop_edges(graph)))
        found = nx.spring_layout(graph, seed=SEED, k=2.2 / np.sqrt(people), iterations=120)
        places = np.array([found[one] for one in range(people)], float)
    low, high = places.min(0), places.max(0)
    unit = np.where(high > low, (places - low) / np.where(high > low, high - low, 1), 0.5)
    return np.column_stack([STAFF_FROM + (STAFF_TO - STAFF_FROM) * unit[:, 0], unit[:, 1]])


def _column(x: float, heights: Places, person: NDArray[np.int64], group: NDArray[np.int64], groups: int) -> Places:
    """Groups evenly in a column, in the order of the mean height of their people."""
    counted = np.bincount(group, minlength=groups)
    mean = np.where(counted > 0, np.bincount(group, heights[person], groups) / np.maximum(counted, 1), 0.5)
    order = np.argsort(mean, kind="stable")
    places = np.full((groups, 2), x)
    places[order, 1] = (np.arange(groups) + 0.5) / groups
    return places
