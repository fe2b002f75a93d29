"""Job threat frightens people; information, support and a say shelter them; fear and calm are contagious.

For each person i, with means over their five peers j and l their leader::

    information = min(ceiling, communication d.change_communication + visibility mean participation)
    support     = min(ceiling, support + emotional_support d.emotional_support)
    involvement = min(ceiling, client.involvement + participation d.participation)
    fear        = gain threat susceptibility (1 - information) (1 - support) (1 - involvement) (1 - anxiety)
                  of which the share job_threat / threat is fear for one's work, the rest bad news
    caught      = mean over j of expressiveness_j ((anxiety_j - anxiety_i) + amplification [anxiety_j - anxiety_i]+)
    from_leader = leader_weight / 5 participation_l (1 - confidence_l - anxiety_i)
    anxiety'    = clip(anxiety + fear + contagion susceptibility_i (caught + from_leader) - anxiety / memory)

A leader who is seen and confident calms; one who is seen and doubtful frightens. support on the right is the coefficient.
Shape: of staff. Unit: 0..1. Source: Oreg, Vakola & Armenakis 2011; contagion as Bosse et al. 2009
(expressiveness x openness, with amplification); sizes assumed. Coefficients: anxiety.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp

from outsim.mechanisms.shapes import clip, positive
from outsim.network import PEERS, deal, mean, peers
from outsim.state import OfStaff, Scalar
from outsim.world import World


class Shelter(NamedTuple):
    """What keeps fear small, each 0..1."""

    information: Scalar
    support: Scalar
    involvement: Scalar


class Feelings(NamedTuple):
    """What changes a person's anxiety in a week; they are added."""

    job_threat: OfStaff
    bad_news: OfStaff
    colleagues: OfStaff
    leaders: OfStaff
    fading: OfStaff


def shelter(world: World) -> Shelter:
    """Information, support and a say."""
    given, c = world.given, world.given.coefficients.anxiety
    information = c.communication * world.dose("change_communication") + c.visibility * mean(
        world.last.leaders.participation
    )
    support = c.support + c.emotional_support * world.dose("emotional_support")
    involvement = given.client.involvement + c.participation * world.dose("participation")
    return Shelter(*(jnp.minimum(c.ceiling, part) for part in (information, support, involvement)))


def feelings(world: World, sheltered: Shelter) -> Feelings:
    """What changes the anxiety of client staff this week."""
    given, c = world.given, world.given.coefficients.anxiety
    staff, leaders = world.last.staff, world.last.leaders
    exposed = c.gain * (1 - sheltered.information) * (1 - sheltered.support) * (1 - sheltered.involvement)
    exposed = exposed * staff.susceptibility * (1 - staff.anxiety)

    departments = given.client.departments
    caught = 0
    moods = peers(staff.anxiety, staff.acquaintance, departments)
    for mood, loud in zip(moods, peers(staff.expressiveness, staff.acquaintance, departments), strict=True):
        apart = mood - staff.anxiety
        caught += loud * (apart + c.amplification * positive(apart)) / PEERS
    seen = c.leader_weight / PEERS * leaders.participation
    mood, weight = deal(1 - leaders.confidence, world.people), deal(seen, world.people)
    catching = c.contagion * staff.susceptibility
    return Feelings(
        job_threat=exposed * world.flow.job_threat,
        bad_news=exposed * (world.flow.threat - world.flow.job_threat),
        colleagues=catching * caught,
        leaders=catching * weight * (mood - staff.anxiety),
        fading=-staff.anxiety / c.memory,
    )


def feel_threat(world: World) -> World:
    """Anxiety of client staff, and the shelter they have."""
    sheltered = shelter(world)
    anxiety = clip(sum(feelings(world, sheltered), start=world.last.staff.anxiety))
    return world.staff(anxiety=anxiety).flows(involvement=sheltered.involvement, support=sheltered.support)
