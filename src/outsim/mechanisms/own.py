"""Interventions of one's own act on last week's state and on doses, as strongly as they are pulled, and cost what they say.

Each is a function of the week, last week's state and this week's doses that returns what it changes, by name. With
its own ``level`` and ``paid`` this week, as those of any lever::

    a variable of the state:   x <- limits(x + level (proposed - x)), before anything else happens this week
    a lever:                   dose <- min(1, dose + level proposed), paid <- min(1, paid + paid_own proposed)
    staff_hours, leader_hours, vendor_hours, money:   + paid_own proposed

Limits are 0 to 1, or at least 0 for amounts. Units: those of what is changed; hours a person a week; USD a week.
Source: whoever writes the function.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from outsim.errors import InputError, unknown_name
from outsim.levers import LEVER_NAMES
from outsim.state import AMOUNTS, Leaders, Liaisons, Partnership, Staff, State, Teams
from outsim.world import World

OwnFunction = Callable[[Any, State, Mapping[str, Any]], Mapping[str, Any]]

COSTS = ("staff_hours", "leader_hours", "vendor_hours", "money")

_MADE_BY_THE_WEEK = ("goals", "grievance", "friction", "messages", "misunderstandings")
_BELONG_TO_THE_PLACE = ("moved", "move_week", "liaisons", "acquaintance", "tenure")

CHANGEABLE: tuple[str, ...] = tuple(
    f"{part}.{field.name}"
    for part, columns in (
        ("staff", Staff),
        ("leaders", Leaders),
        ("teams", Teams),
        ("liaisons", Liaisons),
        ("partnership", Partnership),
    )
    for field in dataclasses.fields(columns)
    if field.name not in (*_MADE_BY_THE_WEEK, *_BELONG_TO_THE_PLACE)
)
"""The variables of the state that an intervention of one's own may change."""


class Measures(NamedTuple):
    """What this week's interventions come to, with those of one's own."""

    last: State
    doses: Any  # [levers, runs], first those of outsim, then one's own
    paid: Any  # likewise: the part that costs this week
    costs: dict[str, Any]  # of one's own, by the names of COSTS


def take_own_measures(world: World, doses: Any, paid: Any) -> Measures:
    """Last week's state, doses and costs after the interventions of one's own.

    Raises:
        InputError: when a function fails, or returns what cannot be used.
    """
    found = Measures(world.last, doses, paid, dict.fromkeys(COSTS, 0.0))
    for place, (name, function) in enumerate(world.given.own, start=len(LEVER_NAMES)):
        seen = {lever: found.doses[row] for row, lever in enumerate(LEVER_NAMES)}
        for what, proposed in _returned(name, function, world.week, found.last, seen).items():
            found = _changed(found, name, what, proposed, place)
    return found


def _changed(found: Measures, name: str, what: str, proposed: Any, place: int) -> Measures:
    level, paid = found.doses[place], found.paid[place]
    if what in LEVER_NAMES:
        row, share = LEVER_NAMES.index(what), _fitted(name, what, proposed, level)
        return found._replace(
            doses=found.doses.at[row].set(jnp.clip(found.doses[row] + level * share, 0, 1)),
            paid=found.paid.at[row].set(jnp.clip(found.paid[row] + paid * share, 0, 1)),
        )
    if what in COSTS:
        spent = paid * _fitted(name, what, proposed, level)
        return found._replace(costs={**found.costs, what: found.costs[what] + spent})
    part, _, variable = what.partition(".")
    group = getattr(found.last, part)
    old = getattr(group, variable)
    new = old + level * (_fitted(name, what, proposed, old) - old)
    new = jnp.clip(new, 0, None if variable in AMOUNTS else 1)
    last = dataclasses.replace(found.last, **{part: dataclasses.replace(group, **{variable: new})})
    return found._replace(last=last)


def _returned(name: str, function: OwnFunction, week: Any, last: State, doses: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a function says, with its own errors in plain words."""
    try:
        said = function(week, last, doses)
    except (jax.errors.ConcretizationTypeError, jax.errors.TracerArrayConversionError):
        raise InputError(
            f"interventions.{name}: its function decides with `if`, `and`, `min`, `float` or NumPy on what differs between "
            "partnerships, of which many are computed at once; use jax.numpy.where, minimum, maximum instead"
        ) from None
    except Exception as error:
        raise InputError(f"interventions.{name}: its function fails: {type(error).__name__}: {error}") from error
    if not isinstance(said, Mapping):
        raise InputError(
            f"interventions.{name}: its function returned {type(said).__name__}; it must return what it changes, by name, "
            'such as {"staff.trust": state.staff.trust + 0.01}'
        )
    for what in said:
        if what not in (*CHANGEABLE, *COSTS, *LEVER_NAMES):
            raise unknown_name(f"name in what interventions.{name} returns:", what, (*CHANGEABLE, *COSTS, *LEVER_NAMES))
    return said


def _fitted(name: str, what: str, proposed: Any, like: Any) -> Any:
    """A value in the shape of what it is for."""
    try:
        return jnp.broadcast_to(jnp.asarray(proposed, like.dtype), like.shape)
    except (TypeError, ValueError):
        shape = getattr(proposed, "shape", type(proposed).__name__)
        raise InputError(
            f"interventions.{name}: returned {what} with shape {shape}; it must be a number or have shape {like.shape}, "
            "the last axis being the partnerships"
        ) from None
