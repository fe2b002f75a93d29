"""Scenarios as numbers: what the week reads. Arrays only, with a place a partnership along the last axis.

So partnerships of different scenarios run side by side, doses and parameters are data, and one compiled program
serves every design of one shape.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, NamedTuple

import jax
import numpy as np
from jax.tree_util import register_dataclass, register_pytree_node
from jaxtyping import Array, Float, Int
from numpy.typing import NDArray

from outsim import geography
from outsim.indicators import INDICATOR_NAMES
from outsim.interventions import Intervention
from outsim.levers import LEVER_NAMES
from outsim.parameters.declare import describe
from outsim.parameters.partnership import Client, Contract, Expectations, Leaders, Security, Vendor, Work
from outsim.scenario import Coefficients, Scenario

Own = tuple[tuple[str, Callable[..., Any]], ...]
"""Interventions of one's own: name and function each."""


@register_dataclass
@dataclass(frozen=True)
class Place:
    """What follows from the two countries."""

    cultural_distance: Float[Array, "runs"]  # sqrt(KS / KS_max), 0..1
    language_barrier: Float[Array, "runs"]  # 0..1
    overlap: Float[Array, "weeks runs"]  # hours both sides work, as a share of the client's working day


@register_dataclass
@dataclass(frozen=True)
class Pulls:
    """All pulls of all levers. A column a lever, those of one's own last; as many rows as the most pulled lever has."""

    dose: Float[Array, "pulls levers runs"]
    start: Float[Array, "pulls levers runs"]
    end: Float[Array, "pulls levers runs"]
    ramp: Float[Array, "pulls levers runs"]
    wear_off: Float[Array, "pulls levers runs"]
    triggered: Float[Array, "pulls levers runs"]  # 1 with a trigger, else 0
    indicator: Int[Array, "pulls levers runs"]
    trigger_start: Float[Array, "pulls levers runs"]
    trigger_stop: Float[Array, "pulls levers runs"]
    at_start: Float[Array, "levers runs"]  # dose in place before week 0


@register_dataclass
@dataclass(frozen=True)
class Conditions:
    """Everything the week reads that does not change."""

    client: Client
    vendor: Vendor
    contract: Contract
    work: Work
    expectations: Expectations
    leaders: Leaders
    security: Security
    coefficients: Coefficients
    place: Place
    pulls: Pulls
    is_project: Float[Array, "runs"]  # 1 for a project, 0 for a service
    client_goals: Float[Array, "goals runs"]  # sum to 1
    vendor_goals: Float[Array, "goals runs"]  # sum to 1
    own: Own = field(default=(), metadata={"static": True})  # interventions of one's own, compiled in


@dataclass(frozen=True)
class Shape:
    """What is compiled in: how many there are of each."""

    staff: int
    leaders: int
    teams: int
    candidates: int
    departments: int
    weeks: int
    pulls: int
    own: Own = ()


def shape_of(scenario: Scenario) -> Shape:
    """The sizes of a scenario's arrays; scenarios of one shape run together."""
    own = own_interventions(scenario)
    return Shape(
        staff=scenario.client.staff,
        leaders=scenario.leaders.count,
        teams=scenario.vendor.teams,
        candidates=scenario.vendor.candidates,
        departments=scenario.client.departments,
        weeks=scenario.weeks,
        pulls=max(_pulls_of(scenario, name) for name in (*LEVER_NAMES, *(name for name, _ in own))) or 1,
        own=own,
    )


def own_interventions(scenario: Scenario) -> Own:
    """The scenario's interventions of one's own, each once."""
    return tuple({pull.lever: pull.function for pull in scenario.interventions if pull.function}.items())


def conditions(scenario: Scenario, dtype: Any = np.float32) -> Conditions:
    """The numbers of one scenario, in the given precision, without the axis ``runs``.

    Raises:
        InputError: where the two countries lack a distance that the scenario does not give either.
    """
    given = Conditions(
        client=scenario.client,
        vendor=scenario.vendor,
        contract=scenario.contract,
        work=scenario.work,
        expectations=scenario.expectations,
        leaders=scenario.leaders,
        security=scenario.security,
        coefficients=scenario.coefficients,
        place=place_of(scenario),
        pulls=_pulls(scenario),
        is_project=scenario.work.kind == "project",  # type: ignore[arg-type]
        client_goals=_goals(scenario.client),
        vendor_goals=_goals(scenario.vendor),
        own=own_interventions(scenario),
    )
    return jax.tree.map(lambda leaf: _number(leaf, dtype), given)  # type: ignore[no-any-return]


class Form(NamedTuple):
    """How the rows of `Packed` are read: the tree they make up; of each leaf the shape, without ``runs``, and kind."""

    tree: Any
    shapes: tuple[tuple[int, ...], ...]
    kinds: tuple[str, ...]


@register_dataclass
@dataclass(frozen=True)
class Packed:
    """Conditions in one array, a row a number: hundreds of small arrays take longer on their way to a device."""

    rows: Float[Array, "numbers runs"]
    form: Form = field(metadata={"static": True})

    def at(self, places: NDArray[np.intp]) -> Packed:
        """Those of these places along ``runs``."""
        return Packed(self.rows[:, places], self.form)

    def unpacked(self) -> Conditions:
        """The conditions that were packed."""
        leaves, first = [], 0
        for shape, kind in zip(self.form.shapes, self.form.kinds, strict=True):
            last = first + math.prod(shape)
            leaf = self.rows[first:last].reshape(*shape, self.rows.shape[-1])
            leaves.append(leaf if kind == "f" else leaf.astype(np.int32))
            first = last
        return jax.tree.unflatten(self.form.tree, leaves)  # type: ignore[no-any-return]


def packed(given: Conditions) -> Packed:
    """Conditions with a last axis ``runs`` in one array; whole numbers are kept exactly."""
    leaves, tree = jax.tree.flatten(given)
    return _packed([leaf.reshape(-1, leaf.shape[-1]) for leaf in leaves], [leaf.shape[:-1] for leaf in leaves], tree)


def side_by_side(many: Sequence[Conditions]) -> Packed:
    """Conditions of one shape along a last axis ``runs``."""

    def column(one: Conditions) -> Packed:
        leaves, tree = jax.tree.flatten(one)
        return _packed([leaf.reshape(-1, 1) for leaf in leaves], [leaf.shape for leaf in leaves], tree)

    return joined([column(one) for one in many])


def _packed(rows: list[NDArray[Any]], shapes: list[tuple[int, ...]], tree: Any) -> Packed:
    kinds = tuple(each.dtype.kind for each in rows)
    together = np.concatenate(rows, dtype=rows[kinds.index("f")].dtype, casting="unsafe")
    return Packed(together, Form(tree, tuple(shapes), kinds))  # type: ignore[arg-type]


def joined(parts: Sequence[Packed]) -> Packed:
    """Those of one shape one after the other along ``runs``."""
    return Packed(np.concatenate([part.rows for part in parts], axis=-1), parts[0].form)  # type: ignore[arg-type]


def _number(leaf: Any, dtype: Any) -> np.ndarray[Any, Any]:
    array = np.asarray(leaf)
    return array.astype(np.int32 if array.dtype == np.int32 else dtype)


def place_of(scenario: Scenario) -> Place:
    """What two countries and their hours come to.

    Raises:
        InputError: where the two countries lack a distance that the scenario does not give either.
    """
    client, vendor = scenario.client, scenario.vendor
    apart = geography.distance(client.country, vendor.country, vendor.cultural_distance)
    hours = geography.weekly_overlap(
        client.country,
        vendor.country,
        scenario.first_day,
        scenario.weeks,
        (client.shift_start, client.shift_end),
        (vendor.shift_start, vendor.shift_end),
    )
    english = geography.working_english(client.country, vendor.country, vendor.working_english)
    return Place(
        cultural_distance=apart.cultural,  # type: ignore[arg-type]
        language_barrier=geography.language_barrier(  # type: ignore[arg-type]
            english, apart.linguistic, other_shared_language=apart.other_shared_language
        ),
        overlap=np.array(hours) / (client.shift_end - client.shift_start),  # type: ignore[arg-type]
    )


def _goals(side: Client | Vendor) -> Any:
    weights = np.array([side.cost_goal, side.speed_goal, side.quality_goal, side.control_goal])
    return weights / weights.sum()


def _pulls_of(scenario: Scenario, name: str) -> int:
    return sum(pull.lever == name for pull in scenario.interventions)


def _pulls(scenario: Scenario) -> Pulls:
    shape = shape_of(scenario)
    rows, idle = shape.pulls, Intervention(dose=0.0)
    columns = []
    for name in (*LEVER_NAMES, *(name for name, _ in shape.own)):
        pulls = [pull for pull in scenario.interventions if pull.lever == name]
        columns.append(pulls + [idle] * (rows - len(pulls)))

    def table(value: Any) -> Any:
        return np.array([[value(column[row]) for column in columns] for row in range(rows)])

    return Pulls(
        dose=table(lambda pull: pull.dose),
        start=table(lambda pull: pull.start),
        end=table(lambda pull: 0.0 if pull is idle else pull.last),
        ramp=table(lambda pull: pull.ramp),
        wear_off=table(lambda pull: pull.wear_off),
        triggered=table(lambda pull: pull.trigger is not None),
        indicator=table(_watched).astype(np.int32),
        trigger_start=table(lambda pull: pull.trigger.start if pull.trigger else 0.0),
        trigger_stop=table(lambda pull: pull.trigger.stop if pull.trigger else 0.0),
        at_start=table(lambda pull: pull.dose if pull.in_place_at_start else 0.0).max(0)[: len(LEVER_NAMES)],
    )


def _watched(pull: Intervention) -> int:
    return INDICATOR_NAMES.index(pull.trigger.indicator) if pull.trigger else 0


def _register(cls: type) -> None:
    """Makes a parameter dataclass a pytree: its numbers are leaves, its sizes static, its names left out."""
    described = {found.name: found for found in describe(cls) if "." not in found.name}
    nested = [spot.name for spot in fields(cls) if is_dataclass(spot.default_factory)]
    sizes = tuple(name for name, found in described.items() if found.about.sizes_arrays)
    numbers = tuple(name for name, found in described.items() if found.type is float and not found.optional)
    leaves = (*numbers, *nested)

    def flatten(group: Any) -> tuple[tuple[Any, ...], tuple[int, ...]]:
        return tuple(getattr(group, name) for name in leaves), tuple(getattr(group, name) for name in sizes)

    def unflatten(static: tuple[int, ...], children: tuple[Any, ...]) -> Any:
        group: Any = object.__new__(cls)
        for spot in fields(cls):
            object.__setattr__(group, spot.name, None)
        for name, value in [*zip(leaves, children, strict=True), *zip(sizes, static, strict=True)]:
            object.__setattr__(group, name, value)
        return group

    register_pytree_node(cls, flatten, unflatten)


for _cls in (Client, Vendor, Contract, Work, Expectations, Leaders, Security, Coefficients):
    _register(_cls)
for _spot in fields(Coefficients):
    _register(_spot.default_factory)  # type: ignore[arg-type]
