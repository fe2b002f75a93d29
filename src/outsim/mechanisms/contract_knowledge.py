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

from typing import Any

from outsim.mechanisms.shapes import clip
from outsim.network import mean, mean_of_peers
from outsim.world import World


def know_contract(world: World) -> World:
    """Contract knowledge of staff, leaders and teams."""
    c, moved = world.given.coefficients.contract_knowledge, world.now.staff.moved
    staff, leaders, teams = world.last.staff, world.last.leaders, world.last.teams
    kept = 1 - c.scope_change * world.flow.scope_change
    taught = c.workshop * world.dose("contract_workshop")

    def learned(known: Any, used: Any, others: Any) -> Any:
        growth = (taught + c.use * used) * (1 - known) + c.peers * (others - known) - c.forgetting * known
        return clip((known + growth) * kept)

    mine = mean_of_peers(staff.contract_knowledge, staff.acquaintance, world.given.client.departments)
    return (
        world.staff(contract_knowledge=learned(staff.contract_knowledge, moved, mine))
        .leaders(contract_knowledge=learned(leaders.contract_knowledge, mean(moved), mean(leaders.contract_knowledge)))
        .vendor(contract_knowledge=learned(teams.contract_knowledge, world.flow.moved, mean(teams.contract_knowledge)))
    )
