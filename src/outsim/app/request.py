"""What a face asks: a situation, the levers pulled in it, and how many partnerships live with and without them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from outsim.ensemble import NAMED_INDICATORS
from outsim.errors import InputError, unknown_name
from outsim.indicators import indicator
from outsim.levers import lever
from outsim.parameters.declare import is_whole
from outsim.run_settings import MOST_REPLICATES
from outsim.scenario import Scenario, scenario_parameters
from outsim.streams import check_seed


@dataclass(frozen=True)
class Branch:
    """One partnership, whose future forks: its own luck up to a week, and that of each other partnership from it on.

    Attributes:
        replicate: its number.
        week: the first of which the luck differs.
    """

    replicate: int
    week: int


KEYS = ("scenario", "parameters", "levers", "seed", "replicates", "indicators", "branch")
LEVER_KEYS = ("start", "dose")
BRANCH_KEYS = ("replicate", "week")


@dataclass(frozen=True)
class Limits:
    """The most that one request may take. Whoever asks more gets an `InputError` that says so.

    Attributes:
        replicates: partnerships an arm.
        weeks: simulated.
        people: client staff, leaders and vendor teams together.
        person_weeks: of an arm, people times weeks times partnerships: what an answer takes is about proportional.
        indicators: of which bands are told.
    """

    replicates: int = 2048
    weeks: int = 260
    people: int = 400
    person_weeks: int = 30_000_000
    indicators: int = 8


LIMITS = Limits()
REPLICATES = 256  # full blocks of the engine, whose width is 128


@dataclass(frozen=True)
class Request:
    """A request that was found good.

    Attributes:
        given: the scenario as it was given, which nothing has changed: the pinned baseline.
        without: the situation asked for, without the levers.
        with_levers: the same with them; equal to ``without`` where none is pulled.
        seed: of the luck that all of them share.
        replicates: partnerships of each.
        indicators: of which bands are told.
        branch: none: partnerships of the situation; else futures of one of them.
    """

    given: Scenario
    without: Scenario
    with_levers: Scenario
    seed: int
    replicates: int
    indicators: tuple[str, ...]
    branch: Branch | None


def read_request(asked: Mapping[str, Any], base: Scenario | None = None, limits: Limits = LIMITS) -> Request:
    """Reads what a face asks; see `outsim.app.answer.answer` for the keys.

    Nothing of it can name a file, a function or code: scenarios are those that come with outsim, values are numbers
    and names that the scenario's own validation knows.

    Args:
        asked: as read from JSON.
        base: the scenario that ``parameters`` change, in place of a named one.
        limits: the most that may be asked.

    Raises:
        InputError: naming the key, the value, and what is allowed.

    >>> levers = {"output_review": {"start": 8}}
    >>> asked = read_request({"parameters": {"contract.clarity": 0.8}, "levers": levers}, Scenario())
    >>> asked.without.contract.clarity, asked.with_levers.interventions[0].start
    (0.8, 8.0)
    """
    if not isinstance(asked, Mapping):
        raise InputError(f"request = {asked!r}: must be a mapping with any of {', '.join(KEYS)}")
    for key in asked:
        if key not in KEYS:
            raise unknown_name("key of the request", key, KEYS)
    given = base if base is not None else shipped(asked.get("scenario", "offshore_call_center"))
    if base is not None and "scenario" in asked:
        raise InputError("scenario: is given by the caller, and cannot be asked for")
    changes = _changes(asked.get("parameters", {}))
    situation = given.with_(changes) if changes else given
    pulls = read_pulls(asked.get("levers"))
    return Request(
        given=given,
        without=situation,
        with_levers=situation.with_interventions(*pulls) if pulls else situation,
        seed=check_seed(asked.get("seed", 1)),
        replicates=_within_limits(asked.get("replicates", REPLICATES), situation, limits),
        indicators=_indicators(asked.get("indicators"), limits),
        branch=_branch(asked.get("branch"), situation),
    )


def refuse_other_sizes(asked: Mapping[str, Any]) -> None:
    """Sizes of arrays are compiled in: a face that many can ask does not compile a program for whoever asks.

    Raises:
        InputError: naming the parameter.

    >>> refuse_other_sizes({"parameters": {"contract.clarity": 0.4}})
    """
    given = asked.get("parameters")
    for name in given if isinstance(given, Mapping) else ():
        if name in _sizes():
            raise InputError(f"{name}: sizes stay those of the scenario; the command line changes them")


@lru_cache(maxsize=1)
def _sizes() -> frozenset[str]:
    return frozenset(found.name for found in scenario_parameters() if found.about.sizes_arrays) | {"weeks"}


@lru_cache(maxsize=16)
def _named(name: str) -> Scenario:
    from outsim.configuration import load_scenario

    return load_scenario(name)


def shipped(name: Any) -> Scenario:
    """A scenario that comes with outsim.

    Raises:
        InputError: for a name that none has.
    """
    from outsim.configuration import scenario_names

    if name not in scenario_names():
        raise unknown_name("scenario", name, scenario_names())
    return _named(name)


@lru_cache(maxsize=1)
def _changeable() -> frozenset[str]:
    return frozenset(found.name for found in scenario_parameters())


def _changes(given: Any) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise InputError(f"parameters = {given!r}: must be values by name, such as {{'contract.clarity': 0.4}}")
    for name in given:
        if name not in _changeable():
            raise unknown_name("parameter", name, _changeable())
    return given


def read_pulls(given: Any) -> list[dict[str, Any]]:
    """Levers by name, each with its start and dose, as `outsim.Scenario.with_interventions` takes them.

    Raises:
        InputError: naming the lever.

    >>> read_pulls({"output_review": {"start": 8}})
    [{'lever': 'output_review', 'start': 8}]
    """
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise InputError(f"levers = {given!r}: must be levers by name, such as {{'leader_checkins': {{'start': 8}}}}")
    return [_pull(name, fields) for name, fields in given.items()]


def _pull(name: Any, fields: Any) -> dict[str, Any]:
    known = lever(name)
    if not isinstance(fields, Mapping):
        raise InputError(
            f"levers.{name} = {fields!r}: must be a start week and a dose, such as {{'start': 8, 'dose': 1}}"
        )
    for key in fields:
        if key not in LEVER_KEYS:
            raise unknown_name(f"field of levers.{name}", key, LEVER_KEYS)
    return {"lever": known.name, **fields}


def _within_limits(replicates: Any, scenario: Scenario, limits: Limits) -> int:
    if not is_whole(replicates) or not 1 <= replicates <= limits.replicates:
        raise InputError(f"replicates = {replicates!r}: must be a whole number from 1 to {limits.replicates}")
    people = scenario.client.staff + scenario.leaders.count + scenario.vendor.teams
    for what, size, most in (("weeks", scenario.weeks, limits.weeks), ("people", people, limits.people)):
        if size > most:
            raise InputError(f"{what}: the scenario has {size:,}, and an answer at once is limited to {most:,}")
    if people * scenario.weeks * int(replicates) > limits.person_weeks:
        fitting = limits.person_weeks // (people * scenario.weeks)
        raise InputError(
            f"replicates = {replicates}: of a scenario of this size {fitting} at most are answered at once"
        )
    return int(replicates)


def _branch(given: Any, scenario: Scenario) -> Branch | None:
    if given is None:
        return None
    if not isinstance(given, Mapping) or set(given) != set(BRANCH_KEYS):
        raise InputError(f"branch = {given!r}: must name a partnership and a week, as {{'replicate': 3, 'week': 20}}")
    return Branch(read_replicate(given["replicate"]), _whole("branch.week", given["week"], scenario.weeks - 1))


def read_replicate(given: Any) -> int:
    """The number of a partnership.

    Raises:
        InputError: for anything else.

    >>> read_replicate(17)
    17
    """
    return _whole("replicate", given, MOST_REPLICATES - 1)


def _whole(name: str, given: Any, most: int) -> int:
    if not is_whole(given) or not 0 <= given <= most:
        raise InputError(f"{name} = {given!r}: must be a whole number from 0 to {most:,}")
    return int(given)


def _indicators(given: Any, limits: Limits) -> tuple[str, ...]:
    if given is None:
        return NAMED_INDICATORS
    if isinstance(given, str) or not isinstance(given, list | tuple) or not given:
        raise InputError(f"indicators = {given!r}: must be a list of names")
    names = tuple(dict.fromkeys(indicator(name).name for name in given))
    if len(names) > limits.indicators:
        raise InputError(f"indicators: {len(names)} are asked for, {limits.indicators} at most are told at once")
    return names


def renamed(scenario: Scenario, name: str) -> Scenario:
    """The same under another name."""
    return dataclasses.replace(scenario, name=name)
