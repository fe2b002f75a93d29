"""What a study of inputs varies: parameters of the scenario, each over a range or among names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outsim.errors import InputError
from outsim.parameters.declare import Described, check, is_number, plain_number
from outsim.scenario import Scenario, scenario_parameters
from outsim.situation import value_of
from outsim.studies.reference import VARIES, Spread
from outsim.uncertainty import PREFIX

KEY = "study.parameters"
UNIT_SCALE = (0.0, 1.0)
"""An allowed range within it is a scale whose ends mean something, and can be swept as a whole."""


@dataclass(frozen=True)
class Range:
    """A number, swept evenly between two ends.

    Attributes:
        origin: where the ends come from: ``plausible`` (its declaration), ``reference population``, ``allowed``, or
            ``given``; with ``, widened`` where the scenario's own value lies outside and the range was stretched to it.
    """

    name: str
    low: float
    high: float
    unit: str
    origin: str

    def at(self, shares: NDArray[np.float64]) -> NDArray[Any]:
        """The values at these shares of the range, 0 to 1."""
        return np.asarray(self.low + shares * (self.high - self.low))


@dataclass(frozen=True)
class Choice:
    """One of several names, each as often."""

    name: str
    names: tuple[str, ...]

    def at(self, shares: NDArray[np.float64]) -> NDArray[Any]:
        """The names at these shares, 0 to 1."""
        places = np.minimum((shares * len(self.names)).astype(int), len(self.names) - 1)
        found: NDArray[Any] = np.asarray(self.names)[places]
        return found


Input = Range | Choice
_OfNames = Callable[[Scenario, Described, Any], Input]


@dataclass(frozen=True)
class Inputs:
    """What is varied, and what could have been but has no range in which partnerships lie.

    >>> read_inputs(Scenario(), ["contract.clarity", "vendor.skill"]).swept[0].high
    0.95
    """

    swept: tuple[Input, ...]
    left_out: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.swept)

    def points(self, shares: NDArray[np.float64]) -> list[dict[str, Any]]:
        """The values changed at each point.

        Args:
            shares: [points, inputs], each 0 to 1.
        """
        columns = [one.at(shares[:, place]).tolist() for place, one in enumerate(self.swept)]
        return [dict(zip(self.names, row, strict=True)) for row in zip(*columns, strict=True)]


def read_ranges(base: Scenario, given: Any) -> tuple[Inputs, tuple[Range, ...]]:
    """As `read_inputs`, with at least two inputs, all of them numbers.

    Raises:
        InputError: for a choice among names, or fewer than two inputs.
    """
    inputs = _read(base, given, _no_choice)
    ranges = tuple(one for one in inputs.swept if isinstance(one, Range))
    if len(ranges) < 2:
        raise InputError(f"{KEY}: names {len(ranges)} parameter; what acts together takes at least 2")
    return inputs, ranges


def read_inputs(base: Scenario, given: Any) -> Inputs:
    """What to vary.

    Args:
        base: the scenario in which it is varied.
        given: none: all numbers of the situation that have a range in which partnerships lie; names of parameters, also
            of coefficients; or names with ``[low, high]``, with a list of names to choose from, or with none for the
            usual range. Groups may be nested, as in a configuration.

    Raises:
        InputError: naming the parameter, and what is allowed.

    >>> read_inputs(Scenario(), {"contract": {"clarity": [0.3, 0.8]}, "vendor.country": ["PHL", "IND"]}).names
    ('contract.clarity', 'vendor.country')
    """
    return _read(base, given, _choice)


def _read(base: Scenario, given: Any, of_names: _OfNames) -> Inputs:
    if given is None:
        return _usual(base)
    if isinstance(given, str):
        given = [given]
    if isinstance(given, Mapping):
        pairs = list(_flat(given))
    elif isinstance(given, Iterable):
        pairs = [(name, None) for name in given]
    else:
        raise InputError(f"{KEY} = {given!r}: must be a list of names, or names with their ranges")
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"{KEY}: {name} is there twice")
    return Inputs(tuple(_input(base, name, ends, of_names) for name, ends in pairs))


def _flat(given: Mapping[Any, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _usual(base: Scenario) -> Inputs:
    swept, left_out = [], []
    for found in scenario_parameters():
        number = found.type is not str and not found.about.sizes_arrays
        if not number or found.name.startswith(PREFIX) or value_of(base, found.name) is None:
            continue
        one = _usual_range(base, found)
        if one is None:
            left_out.append(found.name)
        else:
            swept.append(one)
    return Inputs(tuple(swept), tuple(left_out))


def _usual_range(base: Scenario, found: Described) -> Range | None:
    """Where partnerships lie, stretched to hold the scenario's own value; none where nothing says it."""
    about, spread = found.about, _reference_spreads().get(found.name)
    assert about.low is not None
    assert about.high is not None
    if about.plausible is not None:
        (low, high), origin = about.plausible, "plausible"
    elif spread is not None:
        low, high, origin = spread.low, spread.high, "reference population"
    elif UNIT_SCALE[0] <= about.low and about.high <= UNIT_SCALE[1]:
        low, high, origin = about.low, about.high, "allowed"
    else:
        return None
    own = value_of(base, found.name)
    if own is not None and not low <= own <= high:
        low, high, origin = min(low, own), max(high, own), f"{origin}, widened"
    return Range(found.name, float(low), float(high), about.unit, origin)


@cache
def _reference_spreads() -> Mapping[str, Spread]:
    return {varied.name: varied.spread for varied in VARIES if isinstance(varied.spread, Spread)}


def _input(base: Scenario, name: Any, ends: Any, of_names: _OfNames) -> Input:
    found = _described(base, name)
    if found.about.sizes_arrays:
        raise InputError(
            f"{KEY}: {name} sets how many there are, and each value takes a program of its own; sweep it instead, as "
            f"outsim -m {name}={value_of(base, name)},{value_of(base, name) + 1}"
        )
    if found.type is str:
        return of_names(base, found, ends)
    if ends is None:
        usual = _usual_range(base, found)
        if usual is None:
            raise InputError(f"{KEY}: {name} has no usual range; give one, as {{{name}:[low,high]}}")
        return usual
    return _given_range(found, ends)


def _described(base: Scenario, name: Any) -> Described:
    for found in scenario_parameters():
        if found.name == name:
            return found
    if not isinstance(name, str):
        raise InputError(f"{KEY}: {name!r} is not the name of a parameter")
    inside = [found.name for found in scenario_parameters() if found.name.startswith(f"{name}.")]
    if inside:
        raise InputError(f"{KEY}: {name} is a group of parameters; name those in it, such as {inside[0]}")
    if name.split(".")[0] not in ("name", "interventions"):
        try:
            base.with_({name: None})
        except InputError as error:  # it says what the nearest name is
            raise InputError(f"{KEY}: {error}") from None
    raise InputError(f"{KEY}: {name} is no parameter of the situation or a coefficient, which is what can be varied")


def _given_range(found: Described, ends: Any) -> Range:
    pair = [] if isinstance(ends, str | Mapping) or not isinstance(ends, Iterable) else list(ends)
    if len(pair) != 2 or not all(is_number(end) for end in pair):
        raise InputError(f"{KEY}: {found.name} = {ends!r}: must be two numbers, [low, high]")
    try:
        low, high = (float(check(found, end)) for end in pair)
    except InputError as error:
        raise InputError(f"{KEY}: {error}") from None
    if not low < high:
        upside_down = f"[{plain_number(low)}, {plain_number(high)}]"
        raise InputError(f"{KEY}: {found.name} = {upside_down}: the first end must be below the second")
    return Range(found.name, low, high, found.about.unit, "given")


def _no_choice(base: Scenario, found: Described, names: Any) -> Input:
    raise InputError(f"{KEY}: {found.name} is a name, which has no range; study=discover takes choices")


def _choice(base: Scenario, found: Described, names: Any) -> Choice:
    if names is None:
        names = found.about.choices
    listed = [] if isinstance(names, str | Mapping) or not isinstance(names, Iterable) else list(names)
    if len(listed) < 2 or len(set(map(str, listed))) < len(listed):
        example = f"{{{found.name}:[{value_of(base, found.name)},...]}}"
        raise InputError(f"{KEY}: {found.name} is a name; give at least two different ones, as {example}")
    if all(is_number(name) for name in listed):
        raise InputError(f"{KEY}: {found.name} is a name, which has no range; list names to choose from")
    for name in listed:
        try:
            base.with_({found.name: name})
        except InputError as error:
            raise InputError(f"{KEY}: {error}") from None
    return Choice(found.name, tuple(listed))
