"""What changed this week, and what changed it: one partnership's weeks taken apart into the terms of their mechanisms.

The mechanisms say by which terms they change a variable (`outsim.mechanisms`); the week is lived through once more, and
these terms are written down. What a mechanism changes beyond its terms is the work of limits. Alignment and friction
are functions of several variables, so they are written down for every coalition of changes, which Shapley values then
split (`outsim.shapley`): they change in the week after, in which people meet with what they have become.

A program of its own, so that nothing of it slows the engine.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from outsim.compiled import CPU_OPTIONS
from outsim.conditions import Conditions
from outsim.mechanisms.alignment import alignment
from outsim.mechanisms.anxiety import Feelings, feel_threat, feelings, shelter
from outsim.mechanisms.bias import judge_others, prejudice
from outsim.mechanisms.common_ground import grow_common_ground, growth
from outsim.mechanisms.contract_knowledge import know_contract, learning
from outsim.mechanisms.delivery import overdue
from outsim.mechanisms.friction import Understanding, friction, understanding
from outsim.mechanisms.goals import Pulls, negotiate_goals, pulls
from outsim.mechanisms.judgement import Reasons, judge, reasons
from outsim.mechanisms.pulling import pull_levers
from outsim.mechanisms.security import protect
from outsim.mechanisms.trust import Evidence, client_evidence, steps, trust
from outsim.mechanisms.turnover import leave
from outsim.network import mean, mean_of
from outsim.shapley import coalitions
from outsim.state import State
from outsim.streams import WeeklyLuck
from outsim.week import PHASES, observe
from outsim.world import Flow, World

ANXIETY = (*Feelings._fields, "limits", "turnover", "own")
TRUST = (*Evidence._fields, "limits", "leak", "turnover", "own")
HAZARD = Reasons._fields
ALIGNMENT = (*Pulls._fields, "limits", "turnover")
FRICTION = (
    "contact",
    "cultural_training",
    "relationship_building",
    "surprises",
    "contract_workshop",
    "contract_use",
    "limits",
    "turnover",
    "own",
    "language_support",
)
"""The parts of each indicator's change. ``own`` are interventions of one's own, ``limits`` those of 0 and 1."""


class Happened(NamedTuple):
    """What happened in one week."""

    moved: Any  # share of staff whose work has moved by now
    layoffs: Any  # 0 or 1
    scope_change: Any  # 0 or 1
    escalated: Any  # 0 or 1
    renegotiated: Any  # 0 or 1
    severity: Any  # of leaks
    defaulted: Any  # share of decisions taken by default
    staff_left: Any  # people
    vendor_left: Any  # mean share of teams' people


class Account(NamedTuple):
    """One week of one partnership."""

    anxiety: Any  # [ANXIETY], changes
    trust: Any  # [TRUST], changes
    reasons: Any  # [HAZARD], parts of the logit, not changes
    alignment: Any  # [coalitions of ALIGNMENT], values it would have next week
    friction: Any  # [coalitions of FRICTION], likewise
    happened: Happened


class Accounts(NamedTuple):
    """All weeks, with a leading axis, and what was before them."""

    start_reasons: Any  # [HAZARD], as they would be judged before week 0
    start_alignment: Any
    start_friction: Any  # [coalitions of FRICTION]: without and with what is in place in week 0
    weeks: Account


class _Passage(NamedTuple):
    """The world before and after a mechanism."""

    before: World
    after: World


@cache
def accounts() -> Callable[[Conditions, State, State, WeeklyLuck], Accounts]:
    """The compiled program: (conditions, the state before week 0, states before each week, luck of each week).

    Of one partnership: the last axis of everything has length 1; states and luck have a leading axis weeks.
    """
    options = CPU_OPTIONS if jax.default_backend() == "cpu" else None
    return jax.jit(_accounts, compiler_options=options)


@cache
def accounts_of_many() -> Callable[[Conditions, State, State, WeeklyLuck], Accounts]:
    """The same for several partnerships, one after the other, in one call: an axis of them leads everywhere."""
    options = CPU_OPTIONS if jax.default_backend() == "cpu" else None
    return jax.jit(lambda *each: lax.map(lambda one: _accounts(*one), each), compiler_options=options)


def _accounts(given: Conditions, begun: State, lasts: State, luck: WeeklyLuck) -> Accounts:
    weeks = jnp.arange(len(lasts.indicators), dtype=begun.indicators.dtype)
    first = jax.tree.map(lambda draws: draws[0], luck)
    still = World(given, weeks[0], first, begun, begun, Flow(overdue=overdue(begun.teams, given.work.load)))
    before = understanding(begun, jnp.zeros_like(begun.partnership.news))
    nothing = jax.tree.map(jnp.zeros_like, before)
    changes = [nothing] * (len(FRICTION) - 2) + _by_own_and_language(still, begun, before.language_support, weeks[0])
    goals = alignment(begun.staff.goals, begun.teams.goals, given.coefficients.goals.opposed)
    return Accounts(
        start_reasons=jnp.concatenate(reasons(still)),
        start_alignment=mean_of(goals, still.present)[0],
        start_friction=_frictions(still, before, changes),
        weeks=lax.map(lambda this: _account(given, *this), (lasts, luck, weeks)),
    )


def _account(given: Conditions, last: State, luck: WeeklyLuck, week: Any) -> Account:
    world = World(given, week, luck, last=last, now=last, flow=Flow())
    passed: dict[Any, _Passage] = {}
    for phase in PHASES:
        for mechanism in phase.mechanisms:
            before, world = world, mechanism(world)
            passed[mechanism] = _Passage(before, world)
    now = dataclasses.replace(world.now, indicators=observe(world))
    return Account(
        anxiety=_anxiety(passed),
        trust=_trust(passed),
        reasons=jnp.concatenate(reasons(passed[judge].before)),  # before a renegotiation changes what was judged
        alignment=_alignment(passed),
        friction=_friction(passed, now),
        happened=jax.tree.map(lambda of: of[0], happened_in(world)),
    )


def happened_in(world: World) -> Happened:
    """What happened, from a world at its week's end: a number for each partnership."""
    now, flow = world.now, world.flow
    return Happened(
        moved=mean(now.staff.moved),
        layoffs=flow.layoffs,
        scope_change=flow.scope_change,
        escalated=flow.escalated,
        renegotiated=flow.renegotiated,
        severity=flow.severity,
        defaulted=flow.defaulted,
        staff_left=flow.staff_left,
        vendor_left=mean(flow.vendor_left),
    )


def _anxiety(passed: dict[Any, _Passage]) -> Any:
    before, after = passed[feel_threat]
    terms = feelings(before, shelter(before))
    limits = after.now.staff.anxiety - sum(terms, start=before.now.staff.anxiety)
    turnover, own = (_step(passed[by], lambda state: state.staff.anxiety) for by in (leave, pull_levers))
    return jnp.concatenate([mean(part) for part in (*terms, limits, turnover, own)])


def _trust(passed: dict[Any, _Passage]) -> Any:
    before = passed[trust].before
    evidence, c = client_evidence(before), before.given.coefficients.trust

    def of(group: str, parts: Evidence) -> list[Any]:
        def trusting(state: State) -> Any:
            return getattr(state, group).trust

        terms = steps(trusting(before.now), parts, c)
        limits = _step(passed[trust], trusting) - sum(terms)
        others = [_step(passed[by], trusting) for by in (protect, leave, pull_levers)]
        return [mean(part) for part in (*terms, limits, *others)]

    both = zip(of("staff", evidence.staff), of("leaders", evidence.leaders), strict=True)
    return jnp.concatenate([(staff + leaders) / 2 for staff, leaders in both])


def _alignment(passed: dict[Any, _Passage]) -> Any:
    """Next week's alignment after each coalition of this week's changes of goals."""
    before, after = passed[negotiate_goals]
    terms = pulls(before)
    goals = before.last.staff.goals, before.last.teams.goals
    settled = after.now.staff.goals, after.now.teams.goals
    changes = list(zip(terms.staff, terms.teams, strict=True))
    changes.append(_rest(settled, goals, changes))
    at_end = passed[leave].after.now
    changes.append(_difference((at_end.staff.goals, at_end.teams.goals), settled))
    opposed = before.given.coefficients.goals.opposed

    def of(these: Sequence[Any]) -> Any:
        staff, teams = these
        return mean_of(alignment(staff, teams, opposed), before.present)

    return _of_coalitions(goals, changes, of)


def _friction(passed: dict[Any, _Passage], now: State) -> Any:
    """Next week's friction after each coalition of this week's changes of what it depends on, and next week's dose."""
    begun = passed[pull_levers].after
    last, dose = begun.last, begun.dose("language_support")
    before = understanding(last, dose)
    nothing = jax.tree.map(jnp.zeros_like, before)
    grown = growth(passed[grow_common_ground].before)
    judged = prejudice(passed[judge_others].before)
    learned = learning(passed[know_contract].before)
    taught = (learned.staff.workshop, learned.teams.workshop)
    used = tuple(sum(of[1:]) for of in (learned.staff, learned.teams))
    changes = [
        nothing._replace(common_ground=grown.contact, bias=judged.contact),
        nothing._replace(common_ground=grown.cultural_training),
        nothing._replace(common_ground=grown.relationship_building, bias=judged.relationship_building),
        nothing._replace(bias=judged.surprises),
        nothing._replace(staff_knowledge=taught[0], team_knowledge=taught[1]),
        nothing._replace(staff_knowledge=used[0], team_knowledge=used[1]),
    ]
    stayed, left = (understanding(world.now, dose) for world in passed[leave])
    changes.append(Understanding(*_rest(stayed, before, changes)))
    changes.append(Understanding(*_difference(left, stayed)))
    changes += _by_own_and_language(begun, now, dose, begun.week + 1)
    return _frictions(begun, before, changes)


def _by_own_and_language(world: World, state: State, dose: Any, week: Any) -> list[Understanding]:
    """How interventions of one's own, and then language support, change next week what friction depends on."""
    coming = pull_levers(World(world.given, week, world.luck, last=state, now=state, flow=Flow()))
    before = understanding(state, dose)
    own = _difference(understanding(coming.last, dose), before)
    nothing = jax.tree.map(jnp.zeros_like, before)
    return [Understanding(*own), nothing._replace(language_support=coming.dose("language_support") - dose)]


def _frictions(world: World, before: Understanding, changes: Sequence[Understanding]) -> Any:
    gap, rigidity = world.last.partnership.organisational_gap, world.last.teams.rigidity

    def of(these: Sequence[Any]) -> Any:
        return mean_of(friction(world.given, gap, rigidity, Understanding(*these)), world.present)

    return _of_coalitions(before, changes, of)


def _of_coalitions(before: Sequence[Any], changes: Sequence[Sequence[Any]], function: Callable[[Any], Any]) -> Any:
    """A function's value after each coalition of changes; coalitions lie along the last axis, as partnerships do."""
    member = np.asarray(coalitions(len(changes)).T)
    inputs = []
    for place, usual in enumerate(before):
        each = jnp.concatenate([jnp.broadcast_to(change[place], usual.shape) for change in changes], axis=-1)
        inputs.append(usual + each @ member.astype(usual.dtype))
    return function(inputs)


def _step(passage: _Passage, of: Callable[[State], Any]) -> Any:
    """How far a mechanism changes a variable of the state."""
    return of(passage.after.now) - of(passage.before.now)


def _difference(after: Sequence[Any], before: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(one - other for one, other in zip(after, before, strict=True))


def _rest(after: Sequence[Any], before: Sequence[Any], changes: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    """What the change holds beside these."""
    named = tuple(sum(parts) for parts in zip(*changes, strict=True))
    return _difference(_difference(after, before), named)
