"""Signatures that list the names a call takes, so that the Tab key and Shift-Tab find them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any

from outsim.interventions import Intervention
from outsim.parameters.declare import Described

ONLY_NAMED = inspect.Parameter.KEYWORD_ONLY


def takes_parameters(function: Callable[..., Any], parameters: tuple[Described, ...]) -> None:
    """Makes a function say that it takes these by name, with ``__`` for the dot: their defaults, unit and meaning.

    >>> from outsim import Scenario
    >>> signature = inspect.signature(Scenario().with_)
    >>> signature.parameters["contract__clarity"].default, signature.parameters["contract__clarity"].annotation
    (0.55, '0..1, how clearly roles, results and measures are written')
    """
    named = [
        inspect.Parameter(
            found.name.replace(".", "__"),
            ONLY_NAMED,
            default=found.default,
            annotation=f"{found.about.unit}, {found.about.meaning}",
        )
        for found in parameters
    ]
    _say(function, named)


def takes_fields(function: Callable[..., Any]) -> None:
    """Makes a function say that it takes the fields of an intervention by name.

    >>> from outsim import Scenario
    >>> list(inspect.signature(Scenario().with_interventions).parameters)[:3]
    ['pulls', 'dose', 'start']
    """
    named = [
        inspect.Parameter(
            spot.name,
            ONLY_NAMED,
            default=None if spot.default is MISSING else spot.default,
            annotation=_meaning(spot.metadata),
        )
        for spot in fields(Intervention)
        if spot.name != "lever"
    ]
    _say(function, named)


def _meaning(metadata: Any) -> Any:
    about = metadata.get("parameter")
    return f"{about.unit}, {about.meaning}" if about else inspect.Parameter.empty


def _say(function: Any, named: list[inspect.Parameter]) -> None:
    """What it takes by position stays; what it takes by any name becomes these names."""
    told = inspect.signature(function)
    kept = [one for one in told.parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD]
    function.__signature__ = told.replace(parameters=[*kept, *named])
