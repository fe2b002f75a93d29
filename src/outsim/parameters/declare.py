"""A parameter's default, unit, range, meaning, source and status, stated once, beside the field.

Validation and its messages, the tables of docs/model.md, sliders and the ranges of sensitivity
studies are all read from here.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from numbers import Integral, Real
from typing import Any, Literal

from outsim.errors import InputError, unknown_name

Status = Literal["published", "derived", "assumed"]


@dataclass(frozen=True)
class Parameter:
    """What is known about one field.

    Attributes:
        unit: its unit ("1" for a pure number).
        low, high: the allowed range, both ends included. None where the value is a name.
        meaning: one sentence.
        source: author and year, or why the value was assumed.
        status: ``published``, ``derived`` (computed from something published) or ``assumed``.
        plausible: the range over which studies sweep it. For an assumed coefficient, where it lies with 95 %
            probability before any data are seen: the prior of calibration. For a parameter of the situation, where
            partnerships lie, where the allowed range spans more than any partnership could.
        choices: the allowed names, where the value is a name from a short list.
        sizes_arrays: whether the value sets how many agents or weeks there are. Such values are
            compiled in; all others are data.
    """

    unit: str
    low: float | None
    high: float | None
    meaning: str
    source: str
    status: Status
    plausible: tuple[float, float] | None = None
    choices: tuple[str, ...] | None = None
    sizes_arrays: bool = False


def parameter(
    default: Any,
    unit: str,
    low: float | None,
    high: float | None,
    meaning: str,
    *,
    source: str = "no data; assumption",
    status: Status = "assumed",
    plausible: tuple[float, float] | None = None,
    choices: tuple[str, ...] | None = None,
    sizes_arrays: bool = False,
) -> Any:
    """A dataclass field that carries its own documentation; see `Parameter`.

    With ``dataclasses.MISSING`` for a default it must be given.
    """
    about = Parameter(unit, low, high, meaning, source, status, plausible, choices, sizes_arrays)
    return dataclasses.field(default=default, metadata={"parameter": about})


@dataclass(frozen=True)
class Described:
    """One parameter as found in a dataclass: its dotted name, type, default and documentation."""

    name: str
    type: type
    optional: bool
    default: Any
    about: Parameter


@cache
def describe(cls: Any, prefix: str = "") -> tuple[Described, ...]:
    """The parameters of a dataclass, those of its nested dataclasses too, in order of declaration."""
    return tuple(_described(cls, prefix))


def _described(cls: type, prefix: str) -> Iterator[Described]:
    hints = typing.get_type_hints(cls)
    for field in dataclasses.fields(cls):
        kind, optional = _plain_type(hints[field.name])
        about = field.metadata.get("parameter")
        if about is not None:
            yield Described(prefix + field.name, kind, optional, field.default, about)
        elif dataclasses.is_dataclass(kind):
            yield from describe(kind, f"{prefix}{field.name}.")


def validated(owner: Any, prefix: str = "") -> dict[str, Any]:
    """The fields of a dataclass instance, each checked against its declaration.

    Returns the values to store: plain Python numbers, floats where a float is declared.

    Raises:
        InputError: naming the field, the value, and what is allowed.
    """
    return {
        found.name.removeprefix(prefix): check(found, getattr(owner, found.name.removeprefix(prefix)))
        for found in describe(type(owner), prefix)  # type: ignore[arg-type]
        if "." not in found.name.removeprefix(prefix)
    }


def check(found: Described, value: Any) -> Any:
    """One value against its declaration; returns it in the declared type.

    Raises:
        InputError: naming the field, the value, and what is allowed.
    """
    if value is None and found.optional:
        return None
    if found.type is str:
        if not isinstance(value, str):
            raise InputError(f"{found.name} = {value!r}: must be a name")
        if found.about.choices and value not in found.about.choices:
            raise unknown_name(f"value for {found.name}", value, found.about.choices)
        return str(value)  # plain text, where it is a name that carries its documentation (`outsim.names`)
    return _checked_number(found, value)


def _checked_number(found: Described, value: Any) -> float | int:
    about = found.about
    whole = found.type is int
    assert about.low is not None
    assert about.high is not None
    # the range comes first: infinity and what is not a number lie outside, and have no whole part
    if is_number(value) and about.low <= value <= about.high and not (whole and value != int(value)):
        return int(value) if whole else float(value)
    noun = "a whole number" if whole else "a number"
    unit = "" if about.unit == "1" else f" ({about.unit})"
    given = f"{value}" if is_number(value) else f"{value!r}"
    raise InputError(
        f"{found.name} = {given}: must be {noun} from {plain_number(about.low)} to {plain_number(about.high)}{unit}"
    )


def is_number(value: Any) -> bool:
    """Whether it is one number: Python's or NumPy's, but neither true nor false.

    >>> is_number(3), is_number(True), is_number("3")
    (True, False, False)
    """
    return isinstance(value, Integral | Real) and not isinstance(value, bool)


def is_whole(value: Any) -> bool:
    """Whether it is one whole number, also where it is written as 3.0.

    >>> is_whole(3.0), is_whole(1.5), is_whole(float("inf")), is_whole("3")
    (True, False, False, False)
    """
    return is_number(value) and bool(value % 1 == 0)


def plain_number(number: float) -> str:
    """A number as one would type it: whole ones without exponent or decimal point.

    >>> plain_number(1e8), plain_number(0.05)
    ('100000000', '0.05')
    """
    return str(int(number)) if number == int(number) else f"{number:g}"


def _plain_type(hint: Any) -> tuple[type, bool]:
    """`float | None` is an optional float."""
    if isinstance(hint, types.UnionType):
        kinds = [kind for kind in typing.get_args(hint) if kind is not type(None)]
        return kinds[0], True
    return hint, False
