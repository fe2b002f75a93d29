"""People do not know what the contract says unless they are taught, use it, or hear of it; and they forget.

For staff (peers are the person's five), leaders and teams alike::

    used = moved' of the person; mean moved' for leaders; moved_v for teams
    k'   = clip((k + workshop d.contract_workshop (1 - k) + use used (1 - k) + peers (others - k) - forgetting k)
                (1 - scope_change scope_change))

others is the mean over a person's peers, over all leaders, over all teams. The second scope_change is this
week's event. Shapes: of staff, leaders, teams. Unit: 0..1. Source: assumed; Deloitte 2005 for contracts misread
(fact C06). Coefficients: contract_knowledge.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from outsim.mechanisms.shapes import clip
from outsim.network import mean, mean_of_peers
from outsim.world import World


class Learning(NamedTuple):
    """What changes somebody's contract knowledge in a week; they are added."""

    workshop: Any
    use: Any
    others: Any
    forgetting: Any
    scope_change: Any


class OfEverybody(NamedTuple):
    """The same of staff, leaders and teams."""

    staff: Learning
    leaders: Learning
    teams: Learning


def learning(world: World) -> OfEverybody:
    """What changes the contract knowledge of staff, leaders and teams this week."""
    c, moved = world.given.coefficients.contract_knowledge, world.now.staff.moved
    staff, leaders, teams = world.last.staff, world.last.leaders, world.last.teams
    taught = c.workshop * world.dose("contract_workshop")

    def learned(known: Any, used: Any, others: Any) -> Learning:
        gained = (taught * (1 - known), c.use * used * (1 - known), c.peers * (others - known), -c.forgetting * known)
        return Learning(*gained, scope_change=-c.scope_change * world.flow.scope_change * sum(gained, start=known))

    mine = mean_of_peers(staff.contract_knowledge, staff.acquaintance, world.given.client.departments)
    return OfEverybody(
        staff=learned(staff.contract_knowledge, moved, mine),
        leaders=learned(leaders.contract_knowledge, mean(moved), mean(leaders.contract_knowledge)),
        teams=learned(teams.contract_knowledge, world.flow.moved, mean(teams.contract_knowledge)),
    )


def know_contract(world: World) -> World:
    """Contract knowledge of staff, leaders and teams."""
    learned, last = learning(world), world.last

    def known(before: Any, changes: Learning) -> Any:
        return clip(sum(changes, start=before.contract_knowledge))

    return (
        world.staff(contract_knowledge=known(last.staff, learned.staff))
        .leaders(contract_knowledge=known(last.leaders, learned.leaders))
        .vendor(contract_knowledge=known(last.teams, learned.teams))
    )
