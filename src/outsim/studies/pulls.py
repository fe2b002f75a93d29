"""Interventions by their names: of levers, and of the packages that come as files."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from outsim.config_files import option_names
from outsim.configuration import load_package
from outsim.errors import InputError, unknown_name
from outsim.interventions import Intervention
from outsim.levers import LEVER_NAMES

NO_PACKAGE = "none"  # the option of the command line that pulls nothing


def package_names() -> tuple[str, ...]:
    """The packages of levers that come as files of the group ``interventions``.

    >>> package_names()
    ('before_signing', 'leaders_take_part')
    """
    return tuple(name for name in option_names("interventions") if name != NO_PACKAGE)


def pulls_of_name(name: str) -> list[Any]:
    """The pulls that a name stands for: the lever, or all of the package, with the fields that its file sets.

    >>> [pull["lever"] for pull in pulls_of_name("leaders_take_part")]
    ['leader_checkins', 'output_review', 'progress_updates']

    Raises:
        InputError: for a name of neither, with the nearest one that is.
    """
    if name in LEVER_NAMES:
        return [name]
    if name in package_names():
        return [_fields_set(pull) for pull in load_package(name)]
    raise unknown_name("intervention", name, (*LEVER_NAMES, *package_names()))


def pulls_of(name: str, package: Any) -> list[Any]:
    """The pulls of one, of a list of them, or of a mapping of levers to their fields as configurations write it.

    >>> pulls_of("late", {"output_review": {"start": 20}})
    [{'lever': 'output_review', 'start': 20}]
    >>> len(pulls_of("early", ["before_signing", "output_review"]))
    5

    Raises:
        InputError: for anything else, naming the package.
    """
    if isinstance(package, str):
        return pulls_of_name(package)
    if isinstance(package, Intervention) or callable(package):
        return [package]
    if isinstance(package, Mapping) and "lever" in package:
        return [package]
    if isinstance(package, Mapping):
        return [{"lever": lever, **(fields or {})} for lever, fields in package.items()]
    if not isinstance(package, Iterable):
        raise InputError(f"packages: {name} = {package!r}: must be a scenario or interventions")
    return [pull for one in package for pull in (pulls_of_name(one) if isinstance(one, str) else [one])]


def _fields_set(pull: Intervention) -> dict[str, Any]:
    """The lever and what differs from the defaults, so that a fork may say when it starts."""
    usual = {spot.name: spot.default for spot in dataclasses.fields(Intervention)}
    given = {name: getattr(pull, name) for name in usual}
    return {"lever": pull.lever} | {name: value for name, value in given.items() if value != usual[name]}
