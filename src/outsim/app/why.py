"""Why the picture changed: what moved, through which mechanisms, and what it means for one partnership. Ready for JSON.

Several partnerships are lived in both arms, each week is taken apart into what its mechanisms did (`outsim.account`),
and the arms are compared: each partnership in the last week in which both of its lives still run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypedDict

import numpy as np

from outsim.app.asked import read_one
from outsim.app.moved import Moved, moved
from outsim.app.request import LIMITS, Limits, Request
from outsim.app.rounding import rounded
from outsim.app.trace import Lived, Trace, arms_of, live, places
from outsim.app.why_changes import Change, change_of, signed
from outsim.app.why_one import Endangered, Saved, why_this
from outsim.indicators import INDICATOR_NAMES
from outsim.levers import LEVERS
from outsim.network import slots
from outsim.outcome import TERMINATED
from outsim.plots.style import heading
from outsim.scenario import Scenario
from outsim.situation import changed, changes_in_words, pull_in_words
from outsim.studies.changes import EXPLAINED
from outsim.studies.story_words import listed

PARTNERSHIPS = 32
"""So many are compared; the first ones, as on the page."""

EFFORT = 32 * 1.5 * 78 * 48
"""Partnerships times weeks times liaisons that are taken apart at most, which takes about a second; with more of them
fewer partnerships are compared, but 4 at least."""

FEWEST = 4


class Beside(TypedDict):
    """An indicator on which a pulled lever acts first, and how it differs."""

    indicator: str
    label: str
    change: float


class LeverWords(TypedDict):
    """What a pulled lever does first, and what came of it."""

    lever: str
    label: str
    words: str
    moves: list[Beside]


class One(TypedDict):
    """What is said of the chosen partnership."""

    replicate: int
    words: list[str]


class Why(TypedDict):
    """What `why` returns. ``compared`` names the arms; where nothing differs ``moved`` is empty."""

    compared: tuple[str, str]
    partnerships: int
    words: list[str]
    levers: list[LeverWords]
    moved: list[Change]
    partnership: One
    saved: list[Saved]
    endangered: list[Endangered]


class _Pair(NamedTuple):
    """The arms that are compared, what they are called, and what the second has."""

    before: Scenario
    after: Scenario
    compared: tuple[str, str]
    second: str  # "With the levers", as a sentence begins


def why(asked: Mapping[str, Any], base: Scenario | None = None, *, limits: Limits = LIMITS) -> Why:
    """What the levers changed and why; where none is pulled, what the changed situation did against the given one.

    Args:
        asked: as for `outsim.app.answer.answer`, with ``replicate``, the number of a partnership.
        base: the scenario that ``parameters`` change, in place of a named one.
        limits: the most that may be asked.

    Raises:
        InputError: for a request that cannot be, naming what is wrong.

    >>> found = why({"levers": {"leader_checkins": {"start": 2}}}, Scenario(weeks=8))   # doctest: +SKIP
    >>> found["moved"][0]["indicator"]   # doctest: +SKIP
    'trust'
    """
    one = read_one(asked, base, limits)
    request, pair = one.situation, _pair(one.situation)
    ((without,), (with_,)) = arms_of((request.without, request.with_levers), (one.replicate,), request.seed)
    tried = why_this(request, one.replicate, without, with_)
    words, levers, found, many = [NOTHING], list[LeverWords](), list[Change](), 0
    if pair.before != pair.after:
        many = min(_affordable(pair.before), _affordable(pair.after))
        arms = _arms(pair, range(many), request.seed)
        found = _changes(arms, pair)
        levers = _levers(request, arms)
        words = list(_words(request, pair, arms, found))
    return Why(
        compared=pair.compared,
        partnerships=many,
        words=words,
        levers=levers,
        moved=found,
        partnership=One(replicate=one.replicate, words=tried["words"]),
        saved=tried["saved"],
        endangered=tried["endangered"],
    )


def _affordable(scenario: Scenario) -> int:
    """How many partnerships are compared."""
    one = scenario.weeks * scenario.client.staff * slots(scenario.vendor.teams)
    return min(PARTNERSHIPS, places(scenario) // 2, max(FEWEST, int(EFFORT // one)))


class _Arm(NamedTuple):
    traces: list[Trace]
    moved: Mapping[str, Moved]


def _pair(request: Request) -> _Pair:
    if request.with_levers != request.without:
        return _Pair(request.without, request.with_levers, ("without", "with"), "With the levers")
    if request.without != request.given:
        return _Pair(request.given, request.without, ("given", "without"), "In the changed situation")
    return _Pair(request.given, request.given, ("given", "given"), "")


def _arms(pair: _Pair, replicates: Sequence[int], seed: int) -> tuple[_Arm, _Arm]:
    lived = live((pair.before, pair.after), replicates, seed)
    spots = [(group, arm) for group in lived for arm in range(len(group.scenarios))]
    traces = [group.traces(arm) for group, arm in spots]
    weeks = np.array([[trace.lived - 1 for trace in arm] for arm in traces]).min(0)
    with ThreadPoolExecutor(len(spots)) as pool:
        told = list(pool.map(lambda spot: _accounts(*spot), spots))
    first, second = (_Arm(one, moved(one, told_of, weeks)) for one, told_of in zip(traces, told, strict=True))
    return first, second


def _accounts(group: Lived, arm: int) -> Any:
    return group.accounts(arm)


def _changes(arms: tuple[_Arm, _Arm], pair: _Pair) -> list[Change]:
    """What has changed so that one can speak of it comes first."""
    week = max(trace.lived for trace in arms[0].traces) - 1
    found = [change_of(name, arms[0].moved[name], arms[1].moved[name], week, pair.second) for name in EXPLAINED]
    order = {name: place for place, name in enumerate(EXPLAINED)}
    return sorted(found, key=lambda one: (not one["settled"], order[one["indicator"]]))


def _words(request: Request, pair: _Pair, arms: tuple[_Arm, _Arm], found: Sequence[Change]) -> Iterator[str]:
    yield _what(request, pair)
    yield _fates(arms, pair)
    settled = [one for one in found if one["settled"]]
    yield from (one["words"] for one in settled)
    rest = [one["label"].lower() for one in found if not one["settled"]]
    if rest:
        yield f"No change to speak of: {listed(rest, 'and')}."


NOTHING = "Nothing differs: no lever is pulled, and the situation is as it was given. Move a slider or pull a lever."


def _what(request: Request, pair: _Pair) -> str:
    if pair.compared[1] == "with":
        pulls = [pull_in_words(pull) for pull in pair.after.interventions if pull not in pair.before.interventions]
        return f"Pulled: {listed(pulls, 'and')}."
    return f"Changed: {changes_in_words(changed(pair.before, pair.after))}."


def _fates(arms: tuple[_Arm, _Arm], pair: _Pair) -> str:
    """How many of the compared end in each arm, and which."""
    first, second = (np.array([trace.outcome == TERMINATED for trace in arm.traces]) for arm in arms)
    names = (
        ("without the levers", "with them")
        if pair.compared[1] == "with"
        else ("in the situation as given", "in the changed one")
    )
    are = "is" if first.sum() == 1 else "are"
    said = (
        f"Of the first {len(first)} partnerships {first.sum()} {are} terminated {names[0]}, {second.sum()} {names[1]}"
    )
    ends = (("saved", first & ~second), ("lost", second & ~first))
    told = [f"{word}: {numbered(np.flatnonzero(which))}" for word, which in ends if which.any()]
    return f"{said}{f' ({listed(told, chr(59))})' if told else ''}."


def numbered(replicates: Iterable[int]) -> str:
    """Partnerships by number, so that nobody takes the number for a count.

    >>> numbered([4]), numbered([1, 2, 6])
    ('partnership 4', 'partnerships 1, 2 and 6')
    """
    numbers = [str(one) for one in replicates]
    return f"partnership{'s' if len(numbers) > 1 else ''} {listed(numbers, 'and')}"


def _levers(request: Request, arms: tuple[_Arm, _Arm]) -> list[LeverWords]:
    """Of each lever pulled: what it does, what it acts on first, and how much that differs in the end."""
    already = request.without.interventions
    pulled = {pull.lever for pull in request.with_levers.interventions if pull not in already}
    weeks = [min(one.lived, other.lived) - 1 for one, other in zip(arms[0].traces, arms[1].traces, strict=True)]

    def moves(name: str) -> Beside:
        column = INDICATOR_NAMES.index(name)
        first, second = (
            np.array([trace.indicators[week, column] for trace, week in zip(arm.traces, weeks, strict=True)], float)
            for arm in arms
        )
        return Beside(indicator=name, label=heading(name), change=rounded((second - first).mean()))

    told = []
    for lever in LEVERS:
        if lever.name in pulled:
            acts = [moves(name) for name, _ in lever.moves]
            what = listed([f"{one['label'].lower()} ({signed('', one['change'])})" for one in acts], "and")
            words = f"{heading(lever.name)}: {lever.meaning}. It acts first on {what}."
            told.append(LeverWords(lever=lever.name, label=heading(lever.name), words=words, moves=acts))
    return told
