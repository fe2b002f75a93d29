"""Job threat frightens people; information, support and a say shelter them; fear and calm are contagious.

For each person i, with means over their five peers j and l their leader::

    information = min(ceiling, communication d.change_communication + visibility mean participation)
    support     = min(ceiling, support + emotional_support d.emotional_support)
    involvement = min(ceiling, client.involvement + participation d.participation)
    fear        = gain threat susceptibility (1 - information) (1 - support) (1 - involvement) (1 - anxiety)
    caught      = mean over j of expressiveness_j ((anxiety_j - anxiety_i) + amplification [anxiety_j - anxiety_i]+)
    from_leader = leader_weight / 5 participation_l (1 - confidence_l - anxiety_i)
    anxiety'    = clip(anxiety + fear + contagion susceptibility_i (caught + from_leader) - anxiety / memory)

A leader who is seen and confident calms; one who is seen and doubtful frightens. support on the right is the coefficient.
Shape: of staff. Unit: 0..1. Source: Oreg, Vakola & Armenakis 2011; contagion as Bosse et al. 2009
(expressiveness x openness, with amplification); sizes assumed. Coefficients: anxiety.
"""

from __future__ import annotations

import jax.numpy as jnp

from outsim.mechanisms.shapes import clip, positive
from outsim.network import PEERS, deal, mean, peers
from outsim.world import World


def feel_threat(world: World) -> World:
    """Anxiety of client staff, and the shelter they have."""
    given, c = world.given, world.given.coefficients.anxiety
    staff, leaders = world.last.staff, world.last.leaders
    information = jnp.minimum(
        c.ceiling,
        c.communication * world.dose("change_communication") + c.visibility * mean(leaders.participation),
    )
    support = jnp.minimum(c.ceiling, c.support + c.emotional_support * world.dose("emotional_support"))
    involvement = jnp.minimum(c.ceiling, given.client.involvement + c.participation * world.dose("participation"))
    exposed = c.gain * (1 - information) * (1 - support) * (1 - involvement)
    fear = exposed * world.flow.threat * staff.susceptibility * (1 - staff.anxiety)

    departments = given.client.departments
    caught = 0
    moods = peers(staff.anxiety, staff.acquaintance, departments)
    for mood, loud in zip(moods, peers(staff.expressiveness, staff.acquaintance, departments), strict=True):
        apart = mood - staff.anxiety
        caught += loud * (apart + c.amplification * positive(apart)) / PEERS
    seen = c.leader_weight / PEERS * leaders.participation
    mood, weight = deal(1 - leaders.confidence, world.people), deal(seen, world.people)
    contagion = c.contagion * staff.susceptibility * (caught + weight * (mood - staff.anxiety))
    return world.staff(anxiety=clip(staff.anxiety + fear + contagion - staff.anxiety / c.memory)).flows(
        involvement=involvement, support=support
    )
