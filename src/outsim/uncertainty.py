"""What published facts leave open about the coefficients: draws from the fitted posterior.

The draws come from ``outsim study=calibrate`` and are shipped as a table. With ``parameters=posterior`` four
replicates after another live with each draw. So scenarios still share everything but what differs between them, and
differences between draws show how far a result depends on what nobody has measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.errors import InputError
from outsim.parameters.declare import Described, is_number
from outsim.scenario import Coefficients, Scenario, scenario_parameters

PREFIX = "coefficients."


@cache
def assumed_coefficients() -> tuple[Described, ...]:
    """The coefficients that nobody has measured: those of coefficients that have a plausible range.

    >>> assumed_coefficients()[0].name
    'coefficients.threat.floor'
    """
    return tuple(
        found for found in scenario_parameters() if found.name.startswith(PREFIX) and found.about.plausible is not None
    )


@cache
def posterior_draws() -> pd.DataFrame:
    """The shipped draws: one row a draw, a column for each assumed coefficient by its dotted name.

    >>> posterior_draws().columns[0]
    'coefficients.threat.floor'
    """
    with files("outsim.data").joinpath("posterior.parquet").open("rb") as file:
        return pd.read_parquet(file)


EACH = 4
"""Replicates in a row that live with the same draw: what tells the draws' differences from those of luck."""


def draw_of(replicates: Any) -> Any:
    """The draw that each replicate lives with: four replicates with the first, four with the next, and round again.

    >>> [int(draw_of(replicate)) for replicate in (0, 3, 4)]
    [0, 0, 1]
    """
    return np.asarray(replicates) // EACH % len(posterior_draws())


def with_draw(scenario: Scenario, draw: int) -> Scenario:
    """The scenario with the coefficients of one draw. Coefficients that are not at their defaults stay.

    >>> with_draw(Scenario(), 3).coefficients == Scenario().coefficients
    False

    Raises:
        InputError: for a draw that does not exist.
    """
    draws = posterior_draws()
    if not is_number(draw) or not 0 <= draw < len(draws) or draw != int(draw):
        raise InputError(f"draw = {draw!r}: must be a whole number from 0 to {len(draws) - 1}")
    values = draws.iloc[int(draw)]
    own = {found.name: _value(scenario, found.name) for found in assumed_coefficients()}
    return scenario.with_(
        {found.name: values[found.name] for found in assumed_coefficients() if own[found.name] == found.default}
    )


def in_place_of_defaults(coefficients: Coefficients, values: Mapping[str, NDArray[Any]]) -> Coefficients:
    """Coefficients as arrays over partnerships, with other values wherever a partnership has the default.

    Args:
        coefficients: a number or an array [runs] in each place.
        values: arrays [runs] by dotted name, of all assumed coefficients or some.

    Raises:
        InputError: for a name that no assumed coefficient has.
    """
    assumed = {found.name: found for found in assumed_coefficients()}
    groups: dict[str, dict[str, Any]] = {}
    for dotted, column in values.items():
        if dotted not in assumed:
            raise InputError(f"{dotted} is none of the assumed coefficients")
        group, name = dotted.removeprefix(PREFIX).split(".")
        present = np.asarray(getattr(getattr(coefficients, group), name))
        given = np.asarray(column).astype(present.dtype)
        usual = np.asarray(assumed[dotted].default, present.dtype)
        groups.setdefault(group, {})[name] = np.where(present == usual, given, present)
    changed = {group: replace(getattr(coefficients, group), **own) for group, own in groups.items()}
    return replace(coefficients, **changed)


def _value(scenario: Scenario, name: str) -> float:
    group, field = name.removeprefix(PREFIX).split(".")
    return float(getattr(getattr(scenario.coefficients, group), field))
