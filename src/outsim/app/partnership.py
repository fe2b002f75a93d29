"""One partnership with and without the levers, week by week: its people, its ties, its story. Ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import ceil
from typing import Any, TypedDict

import jax
import numpy as np
from numpy.typing import NDArray

from outsim.app.asked import read_one
from outsim.app.happenings import Event, cause, events_of, over
from outsim.app.request import LIMITS, Limits, Request
from outsim.app.rounding import rounded
from outsim.app.trace import Trace, arms_of
from outsim.indicators import INDICATOR_NAMES, indicator
from outsim.plots.network_layout import layout
from outsim.plots.network_states import HOLDERS, KINDS, Snapshot, Ties, liaisons
from outsim.scenario import Scenario

DECIMALS = 4  # of shares that colours are made from


class Person(TypedDict):
    """A member of staff, a leader or a vendor team, and where they stand, 0 to 1 from the left and from below."""

    x: float
    y: float
    label: str


class Member(Person):
    """A member of staff."""

    department: int
    leader: int


class People(TypedDict):
    """Everybody; ties and numbers name them by their place in these lists."""

    staff: list[Member]
    leaders: list[Person]
    teams: list[Person]


class Nodes(TypedDict):
    """An indicator of each person, in each week lived; none where the indicator is not about them."""

    staff: list[list[float | None]] | None
    leaders: list[list[float | None]] | None
    teams: list[list[float | None]] | None


class Life(TypedDict):
    """What became of the partnership in one arm.

    ``outcome`` and ``cause`` are those of the engine's table of runs, the cause in words. Lists have an entry for each
    week lived.
    """

    lived: int
    outcome: str
    cause: str | None
    over: str  # how it ended, in a sentence
    indicators: dict[str, list[float | None]]
    nodes: Nodes
    friction: list[list[float]]  # a number a tie
    events: list[Event]


class Axis(TypedDict):
    """The one scale of the chosen indicator: of people's colours and of the partnership's line, in both arms."""

    name: str
    unit: str
    meaning: str
    better: int
    low: float
    high: float


class Partnership(TypedDict):
    """What `partnership` returns.

    ``fork`` is the first week in which the arms can differ; None where no lever is pulled and they are one. Every event
    before it is the same in both.
    """

    scenario: str
    weeks: int
    start_date: str
    seed: int
    replicate: int
    indicator: str
    scale: Axis
    friction: tuple[float, float]  # the least and the most on any tie in either arm
    fork: int | None
    people: People
    ties: list[tuple[int, int]]  # a member of staff and a team
    arms: dict[str, Life]  # without, with


def partnership(asked: Mapping[str, Any], base: Scenario | None = None, *, limits: Limits = LIMITS) -> Partnership:
    """One partnership without and with the levers, on the same luck.

    Args:
        asked: as for `outsim.app.answer.answer`, with ``replicate``, the partnership's number, and ``indicator``, what
            people are coloured by.
        base: the scenario that ``parameters`` change, in place of a named one.
        limits: the most that may be asked.

    Raises:
        InputError: for a request that cannot be, naming what is wrong.

    >>> found = partnership({"levers": {"leader_checkins": {"start": 2}}, "replicate": 1}, Scenario())
    >>> found["fork"], found["arms"]["without"]["lived"], len(found["people"]["staff"])
    (2, 104, 40)
    """
    one = read_one(asked, base, limits)
    request = one.situation
    ((without,), (with_,)) = arms_of((request.without, request.with_levers), (one.replicate,), request.seed)
    arms = {"without": without, "with": with_}
    person, team, slot = liaisons(without.begun, request.without)
    lives = {name: _life(trace, one.indicator, (slot, person)) for name, trace in arms.items()}
    friction = np.concatenate([np.ravel(life["friction"]) for life in lives.values()])
    return Partnership(
        scenario=request.given.name,
        weeks=request.without.weeks,
        start_date=str(request.without.start_date),
        seed=request.seed,
        replicate=one.replicate,
        indicator=one.indicator,
        scale=_axis(one.indicator, lives),
        friction=(rounded(friction.min()), rounded(friction.max())),
        fork=fork_of(request),
        people=_people(request.without, without, person, team),
        ties=list(zip(person.tolist(), team.tolist(), strict=True)),
        arms=lives,
    )


def fork_of(request: Request) -> int | None:
    """The first week in which a lever works that only the second arm has; a trigger may go off later."""
    already = request.without.interventions
    starts = [pull.start for pull in request.with_levers.interventions if pull not in already]
    return ceil(min(starts)) if starts else None


def _life(trace: Trace, shown: str, ties: tuple[NDArray[np.int64], NDArray[np.int64]]) -> Life:
    weeks = jax.tree.map(lambda leaf: np.moveaxis(leaf, 0, -1), trace.states)  # where the engine has partnerships
    friction = np.asarray(weeks.liaisons.friction, float)[ties][:, : trace.lived]
    return Life(
        lived=trace.lived,
        outcome=str(trace.row["outcome"]),
        cause=cause(trace),
        over=over(trace),
        indicators={name: [rounded(value) for value in trace.values(name)] for name in INDICATOR_NAMES},
        nodes=_nodes(weeks, trace, shown),
        friction=np.round(friction.T, DECIMALS).tolist(),
        events=events_of(trace),
    )


def _nodes(weeks: Any, trace: Trace, shown: str) -> Nodes:
    if shown not in HOLDERS:
        return Nodes(staff=None, leaders=None, teams=None)

    def of(kind: str) -> list[list[float | None]] | None:
        holder = HOLDERS[shown][KINDS.index(kind)]
        if holder is None:
            return None
        values = np.round(np.asarray(holder(weeks, trace.scenario), float).T[: trace.lived], DECIMALS)
        return np.where(np.isnan(values), None, values).tolist()  # type: ignore[call-overload,no-any-return]

    return Nodes(staff=of("staff"), leaders=of("leaders"), teams=of("teams"))


def _axis(name: str, lives: Mapping[str, Life]) -> Axis:
    """Shares end at 0.5 or 1, so that partnerships compare; others where the largest number of anybody lies."""
    about = indicator(name)
    tables = [table for life in lives.values() for table in (*life["nodes"].values(), [life["indicators"][name]])]
    numbers = [value for table in tables for row in table or () for value in row if value is not None]  # type: ignore[attr-defined]
    low, high = min(0.0, *numbers), max(numbers)
    if about.unit in ("0..1", "share"):
        high = 0.5 if high <= 0.5 else 1.0
    return Axis(
        name=name,
        unit=about.unit,
        meaning=about.meaning,
        better=about.better,
        low=rounded(low),
        high=rounded(high if high > low else low + 1),
    )


def _people(base: Scenario, trace: Trace, person: NDArray[np.int64], team: NDArray[np.int64]) -> People:
    acquaintance = np.asarray(trace.begun.staff.acquaintance, np.int64)
    staff, leaders, teams = _places(base, acquaintance.tobytes(), person.tobytes(), team.tobytes())
    sides, heads = base.client.departments, base.leaders.count
    return People(
        staff=[
            Member(x=x, y=y, label=f"staff {one + 1}", department=one % sides, leader=one % heads)
            for one, (x, y) in enumerate(staff)
        ],
        leaders=[Person(x=x, y=y, label=f"leader {one + 1}") for one, (x, y) in enumerate(leaders)],
        teams=[Person(x=x, y=y, label=f"vendor team {one + 1}") for one, (x, y) in enumerate(teams)],
    )


@lru_cache(maxsize=16)
def _sized(staff: int, departments: int, leaders: int, teams: int) -> Scenario:
    """Sizes alone decide where people stand, beside who knows whom."""
    return Scenario().with_(
        {"client.staff": staff, "client.departments": departments, "leaders.count": leaders, "vendor.teams": teams}
    )


def _places(base: Scenario, acquaintance: bytes, person: bytes, team: bytes) -> Any:
    client = base.client
    sizes = _sized(client.staff, client.departments, base.leaders.count, base.vendor.teams)
    return _laid_out(sizes, acquaintance, person, team)


@lru_cache(maxsize=64)
def _laid_out(sizes: Scenario, acquaintance: bytes, person: bytes, team: bytes) -> tuple[list[list[float]], ...]:
    """Places do not depend on the situation: while sliders move everybody stays."""
    one, other, known = (np.frombuffer(each, np.int64) for each in (person, team, acquaintance))
    nobody = dict.fromkeys(KINDS)
    shown = Snapshot(None, nobody, float("nan"), Ties(one, other, np.zeros(len(one))), known, "")
    found = layout(sizes, shown)
    return tuple(np.round(getattr(found, kind), 3).tolist() for kind in KINDS)
