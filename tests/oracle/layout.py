"""The oracle's state laid out as `outsim.state` lays it out, so that the two can be compared number by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from oracle.model import OraclePartnership
from outsim.indicators import INDICATOR_NAMES
from outsim.levers import LEVER_NAMES
from outsim.state import CAUSES, State

Arrays = dict[str, np.ndarray[Any, Any]]


def of_oracle(model: OraclePartnership) -> Arrays:
    """Every state variable of the oracle as it stands now, by dotted name."""
    laid_out = {
        **_columns("staff", model.staff),
        **_columns("leaders", model.leaders),
        **_columns("teams", model.teams),
        **_liaisons(model),
        **_levers(model),
    }
    for spot in fields(model.partnership.now):
        if spot.name != "grievance":
            laid_out[f"partnership.{spot.name}"] = np.array(getattr(model.partnership.now, spot.name))
    for cause in CAUSES:
        laid_out[f"partnership.grievance.{cause}"] = np.array(model.partnership.now.grievance[cause])
    for spot in fields(model.ledger):
        laid_out[f"ledger.{spot.name}"] = np.array(getattr(model.ledger, spot.name))
    laid_out["indicators"] = np.array([model.indicators.get(name, np.nan) for name in INDICATOR_NAMES])
    return laid_out


def of_engine(state: State, run: int) -> Arrays:
    """Every state variable of one of the engine's partnerships, by dotted name."""
    laid_out: Arrays = {}
    for spot in fields(State):
        group = getattr(state, spot.name)
        if spot.name == "indicators":
            laid_out[spot.name] = np.asarray(group)[..., run]
            continue
        for inner in fields(group):
            values = getattr(group, inner.name)
            if inner.name == "grievance":
                for cause in CAUSES:
                    laid_out[f"{spot.name}.{inner.name}.{cause}"] = np.asarray(getattr(values, cause))[..., run]
            else:
                laid_out[f"{spot.name}.{inner.name}"] = np.asarray(values)[..., run]
    return laid_out


def _columns(kind: str, members: Sequence[Any]) -> Arrays:
    """The agent's place along the last axis; goals before it."""
    names = [spot.name for spot in fields(members[0].now)]
    return {f"{kind}.{name}": np.array([getattr(one.now, name) for one in members]).T for name in names}


def _liaisons(model: OraclePartnership) -> Arrays:
    """NaN where a member of staff has no such liaison."""
    laid_out = {}
    for name in ("common_ground", "friction", "messages", "misunderstandings"):
        values = np.full((model.slots, len(model.staff)), np.nan)
        for link in model.links:
            values[link.index, link.person.index] = getattr(link.now, name)
        laid_out[f"liaisons.{name}"] = values
    return laid_out


def _levers(model: OraclePartnership) -> Arrays:
    """A column a lever, its pulls in their order; NaN where it has fewer than the most pulled lever."""
    columns = [[pull for pull in model.pulls if pull.planned.lever == name] for name in LEVER_NAMES]
    rows = max(1, *map(len, columns))
    laid_out = {}
    for name in ("on", "level"):
        values = np.full((rows, len(columns)), np.nan)
        for column, pulls in enumerate(columns):
            for row, pull in enumerate(pulls):
                values[row, column] = getattr(pull, name)
        laid_out[f"levers.{name}"] = values
    return laid_out
