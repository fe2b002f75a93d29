"""Interventions work in, cost while they are pulled, and wear off.

For each pull of each lever::

    due  = start <= week < end
    on'  = due                                              without a trigger
    on'  = due and (g (x - trigger_start) >= 0
                    or on and g (x - trigger_stop) > 0)     with one
           where x is the trigger's indicator as observed last week (nothing is observed in week 0, so that
           no trigger goes off then) and g = sign(trigger_start - trigger_stop)
    level' = min(dose, level + dose / ramp)     if on'
    level' = max(0, level - dose / wear_off)    otherwise

A lever's dose d is the sum of its pulls' levels, at most 1; it costs its hours and money times
``paid``, the sum of on' level' over its pulls, at most 1::

    staff_hours  = sum over levers of paid * hours for each member of staff, likewise leader and vendor hours
    intervention_cost = sum(paid staff_money) staff
                      + wage (staff_hours staff + leader_hours leaders)
                      + rate / 40 * vendor_hours teams team_size
                      + sum over pulls that begin (on' and not on, from level 0) of dose setup_money

Interventions of one's own come on top (see `outsim.mechanisms.own`). Units: hours a person a week, USD a week.
Source: assumed; costs of each lever in `outsim.levers`.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import jax.numpy as jnp

from outsim.levers import LEVERS
from outsim.mechanisms.own import take_own_measures
from outsim.state import Levers
from outsim.world import World

WORKING_WEEK = 40.0  # hours


def pull_levers(world: World) -> World:
    """Each lever's dose this week, and what it costs."""
    pulls, last = world.given.pulls, world.last.levers
    observed = jnp.take_along_axis(world.last.indicators[None], pulls.indicator, axis=1, mode="clip")
    direction = jnp.sign(pulls.trigger_start - pulls.trigger_stop)
    set_off = (direction * (observed - pulls.trigger_start) >= 0) | (
        (last.on > 0) & (direction * (observed - pulls.trigger_stop) > 0)
    )
    due = (pulls.start <= world.week) & (world.week < pulls.end)
    on = (due & ((pulls.triggered == 0) | set_off)).astype(last.on.dtype)
    level = jnp.where(
        on > 0,
        jnp.minimum(pulls.dose, last.level + pulls.dose / pulls.ramp),
        jnp.maximum(0, last.level - pulls.dose / pulls.wear_off),
    )
    taken = take_own_measures(world, jnp.minimum(1, level.sum(0)), jnp.minimum(1, (on * level).sum(0)))
    paid, own = taken.paid[: len(LEVERS)], taken.costs

    def spent(attribute: str) -> Any:
        each = jnp.array([getattr(lever, attribute) for lever in LEVERS], paid.dtype)
        return (paid * each[:, None]).sum(0)

    client, vendor = world.given.client, world.given.vendor
    staff_hours = spent("staff_hours") + own["staff_hours"]
    leader_hours = spent("leader_hours") + own["leader_hours"]
    vendor_hours = spent("vendor_hours") + own["vendor_hours"]
    begins = (on * (1 - last.on) * (last.level == 0) * pulls.dose)[:, : len(LEVERS)]
    setup = begins.sum(0) * jnp.array([lever.setup_money for lever in LEVERS], paid.dtype)[:, None]
    cost = (
        setup.sum(0)
        + spent("staff_money") * world.people
        + own["money"]
        + client.wage * (staff_hours * world.people + leader_hours * world.leaders_present)
        + vendor.rate / WORKING_WEEK * vendor_hours * world.teams * vendor.team_size
    )
    begun = dataclasses.replace(world, last=taken.last, now=taken.last)
    return begun.write(levers=Levers(on, level)).flows(
        doses=taken.doses,
        staff_hours=staff_hours,
        leader_hours=leader_hours,
        vendor_hours=vendor_hours,
        intervention_cost=cost,
    )
