"""A parameter's default, unit, range, meaning, source and status, stated once, beside the field.

Validation and its messages, the tables of docs/model.md, sliders and the ranges of sensitivity
studies are all read from here.
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from outsim.errors import InputError, unknown_name

Status = Literal["published", "derived", "assumed"]


@dataclass(frozen=True)
class Parameter:
    """What is known about one field.

    Attributes:
        unit: its unit ("1" for a pure number).
        low, high: the allowed range, both ends included; for an assumed coefficient also the
            range over which studies sweep it. None where the value is a name.
        meaning: one sentence.
        source: author and year, or why the value was assumed.
        status: ``published``, ``derived`` (computed from something published) or ``assumed``.
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
    choices: tuple[str, ...] | None = None,
    sizes_arrays: bool = False,
) -> Any:
    """A dataclass field that carries its own documentation; see `Parameter`."""
    about = Parameter(unit, low, high, meaning, source, status, choices, sizes_arrays)
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

    Returns the values to store: whole numbers given for a float become floats.

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
        return value
    return _checked_number(found, value)


def _checked_number(found: Described, value: Any) -> float | int:
    about = found.about
    whole = found.type is int
    noun = "a whole number" if whole else "a number"
    allowed = f"must be {noun} from {about.low:g} to {about.high:g} ({about.unit})"
    if isinstance(value, bool) or not isinstance(value, int | float) or (whole and value != int(value)):
        raise InputError(f"{found.name} = {value!r}: {allowed}")
    if math.isnan(value) or not about.low <= value <= about.high:  # type: ignore[operator]
        raise InputError(f"{found.name} = {value}: {allowed}")
    return int(value) if whole else float(value)


def _plain_type(hint: Any) -> tuple[type, bool]:
    """`float | None` is an optional float."""
    if isinstance(hint, types.UnionType):
        kinds = [kind for kind in typing.get_args(hint) if kind is not type(None)]
        return kinds[0], True
    return hint, False
