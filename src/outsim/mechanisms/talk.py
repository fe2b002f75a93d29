"""People talk across the border; what is misunderstood takes another round, and a round waits for common hours.

For each liaison in use, with p the chance to misread a message and z a draw of mean 0 and variance 1::

    n = work.messages (0.5 + interdependence) (before + (1 - before) moved')
    p = (1 - (1 - noise) (1 - misreading friction')) (1 - protocol d.communication_protocol)
    m = min(n, [n p + sqrt(n p (1 - p)) z]+)
    rounds        = m + need_to_know safeguards n
    messages'     = n + rounds
    misunderstandings' = m
    understood    = n - m
    contact       = understood / (understood + half_contact)

and for each team, over its liaisons (a team without one deals with everybody)::

    misunderstood = mean m / max(mean n, 1e-6)
    calendar      = 1 + talk.people + talk.waiting (mean rounds / max(mean n, 1e-6)) (1 - overlap)
    waiting       = idle (1 - 1 / calendar)

noise, misreading and protocol are coefficients of friction, half_contact of common_ground. Shapes: of
liaisons, then of teams. Units: messages a week; overlap is the share of the client's day in which both sides
work, from IANA time zones. Source: Herbsleb & Mockus 2003 (distributed items take about 2.5 times as long,
because more people are in each); the split assumed. Coefficients: talk.
"""

from __future__ import annotations

import jax.numpy as jnp

from outsim.mechanisms.shapes import centred, positive
from outsim.network import mean_over_teams
from outsim.world import World


def exchange_messages(world: World) -> World:
    """Messages, misunderstandings, and the time they take."""
    given, c = world.given, world.given.coefficients.talk
    friction = given.coefficients.friction
    present = world.present
    need = given.work.messages * (0.5 + given.work.interdependence)
    messages = need * (c.before + (1 - c.before) * world.now.staff.moved) * present
    misread = 1 - (1 - friction.noise) * (1 - friction.misreading * world.now.liaisons.friction)
    misread = misread * (1 - friction.protocol * world.dose("communication_protocol"))
    expected = messages * misread
    spread = jnp.sqrt(expected * (1 - misread))
    luck = centred(world.luck.messages)[: messages.shape[0]]
    misunderstood = jnp.minimum(messages, positive(expected + spread * luck))
    rounds = misunderstood + c.need_to_know * world.last.partnership.safeguards * messages
    understood = messages - misunderstood

    sent = jnp.maximum(1e-6, mean_over_teams(messages, present, world.teams))
    wrong = mean_over_teams(misunderstood, present, world.teams)
    again = mean_over_teams(rounds, present, world.teams)
    overlap = given.place.overlap[world.week.astype(jnp.int32)]
    calendar = 1 + c.people + c.waiting * again / sent * (1 - overlap)
    return world.liaisons(messages=messages + rounds, misunderstandings=misunderstood).flows(
        understood=understood,
        contact=understood / (understood + given.coefficients.common_ground.half_contact),
        misunderstood=wrong / sent,
        calendar=calendar,
        waiting=c.idle * (1 - 1 / calendar),
    )
