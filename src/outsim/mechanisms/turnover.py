"""People leave on both sides, and what they knew leaves with them.

For each member of staff, with u their luck::

    chance = client.attrition / 52 [1 + commitment (0.5 - commitment_i)]+ (1 + newcomers / (1 + tenure))
    leaves = 1 if u < chance else 0
    tenure' = tenure + 1 / 52, or 0 for the newcomer who takes the place

The newcomer starts with the client's initial anxiety, trust and bias, with resistance equal to disposition, with no contract
knowledge, with the client's own goals, with the common ground of strangers (exactly common_ground.start, whoever left on the other side), and otherwise as the one who left
(dispositions, liaisons and place in the network belong to the place). For each team::

    chance = vendor.attrition / 52 [1 + morale (0.5 - morale_v)]+
    gone   = min(1, floor(team_size chance + u) / team_size)
    lost'  = min(1, lost (1 - 1 / hiring) + gone)
    knowledge' and experience' are multiplied by 1 - gone (1 - knowledge_kept), contract knowledge' by 1 - gone, and the common
    ground' of the team's liaisons by 1 - gone

Shapes: of staff, of teams, of liaisons. Units: chances a week; tenure in years. Source: contact-centre attrition
(fact W03); Griffeth, Hom & Gaertner 2000 for commitment and tenure (signs); sizes assumed. Coefficients: turnover.
"""

from __future__ import annotations

import jax.numpy as jnp

from outsim.mechanisms.security import WEEKS_A_YEAR
from outsim.mechanisms.shapes import positive
from outsim.network import teams_to_liaisons, total
from outsim.world import World


def leave(world: World) -> World:
    """Who leaves, and what goes with them."""
    given, c = world.given, world.given.coefficients.turnover
    before, staff, liaisons = world.last.staff, world.now.staff, world.now.liaisons
    chance = given.client.attrition / WEEKS_A_YEAR
    chance = chance * positive(1 + c.commitment * (0.5 - before.commitment)) * (1 + c.newcomers / (1 + before.tenure))
    leaves = world.luck.staff_leave < chance

    teams = world.now.teams
    rate = given.vendor.attrition / WEEKS_A_YEAR * positive(1 + c.morale * (0.5 - world.last.teams.morale))
    size = given.vendor.team_size
    gone = jnp.minimum(1, jnp.floor(size * rate + world.luck.vendor_people_leave) / size)
    remembered = 1 - gone * (1 - c.knowledge_kept)
    shared = liaisons.common_ground * (1 - teams_to_liaisons(gone, world.people))
    return (
        world.staff(
            anxiety=jnp.where(leaves, given.client.anxiety, staff.anxiety),
            trust=jnp.where(leaves, given.client.trust, staff.trust),
            bias=jnp.where(leaves, given.client.bias, staff.bias),
            resistance=jnp.where(leaves, staff.disposition, staff.resistance),
            contract_knowledge=jnp.where(leaves, 0, staff.contract_knowledge),
            goals=jnp.where(leaves, world.last.partnership.client_goals[:, None], staff.goals),
            tenure=jnp.where(leaves, 0, before.tenure + 1 / WEEKS_A_YEAR),
        )
        .liaisons(common_ground=jnp.where(leaves, given.coefficients.common_ground.start, shared))
        .vendor(
            lost=jnp.minimum(1, world.last.teams.lost * (1 - 1 / c.hiring) + gone),
            knowledge=teams.knowledge * remembered,
            experience=teams.experience * remembered,
            contract_knowledge=teams.contract_knowledge * (1 - gone),
        )
        .flows(staff_left=total(leaves.astype(chance.dtype)), vendor_left=gone)
    )
