"""One partnership lived anew under other levers, on the same luck: would it have survived?"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from outsim.engine import simulate
from outsim.errors import InputError
from outsim.interventions import Intervention
from outsim.levers import LEVERS, Lever
from outsim.parameters.declare import is_number
from outsim.scenario import Scenario


class Tried(NamedTuple):
    """One partnership as it was, and as it would have been.

    Attributes:
        itself: its row in the engine's table.
        table: one row a lever and start: lever, start, survived (not terminated within the weeks simulated), outcome,
            cause, ended_week, cost (USD of interventions, more than without).
    """

    itself: pd.Series
    table: pd.DataFrame


def counterfactuals(base: Scenario, replicate: int, seed: int, starts: Sequence[int], arithmetic: str) -> Tried:
    """The same partnership with each lever alone at full dose, from each of some weeks on.

    A lever that the scenario pulls already is as the scenario says up to that week.

    Args:
        base: the scenario as it was.
        replicate, seed, arithmetic: as it was.
        starts: weeks from which a lever is pulled.
    """
    tried = [(lever, start) for lever in LEVERS for start in starts if start == 0 or not lever.only_before_start]
    scenarios = [base, *(_with(base, lever, start) for lever, start in tried)]
    lived = simulate(scenarios, [replicate], seed, arithmetic=arithmetic).runs.sort_values("point")
    itself, runs = lived.iloc[0], lived.iloc[1:]
    table = pd.DataFrame(
        {
            "lever": [lever.name for lever, _ in tried],
            "start": [start for _, start in tried],
            "survived": (runs["outcome"] != "terminated").to_numpy(),
            "outcome": runs["outcome"].astype(str).to_numpy(),
            "cause": runs["cause"].astype(object).where(runs["cause"].notna(), None).to_numpy(),
            "ended_week": runs["ended_week"].to_numpy(),
            "cost": runs["intervention_cost"].to_numpy(dtype=float) - itself["intervention_cost"],
        }
    )
    return Tried(itself, table)


def default_starts(lived: int) -> tuple[int, ...]:
    """From the start, after a third, and after two thirds of the weeks lived.

    >>> default_starts(60), default_starts(2)
    ((0, 20, 40), (0, 1))
    """
    return tuple(sorted({0, lived // 3, 2 * lived // 3}))


def checked_starts(starts: Sequence[int], weeks: int) -> tuple[int, ...]:
    """Weeks from which levers are pulled, ascending.

    Raises:
        InputError: unless they are whole numbers from 0 to the last week but one, at least one, none twice.
    """
    if isinstance(starts, str) or not isinstance(starts, Sequence) or not starts:
        raise InputError(f"starts = {starts!r}: must be a list of weeks, such as [0, 20]")
    for start in starts:
        if not is_number(start) or start != int(start) or not 0 <= start < weeks:
            raise InputError(f"starts: {start!r} is not a whole number from 0 to {weeks - 1}, a week that is simulated")
    if len(set(starts)) < len(starts):
        raise InputError(f"starts = {list(starts)!r}: names a week twice")
    return tuple(sorted(int(start) for start in starts))


def _with(base: Scenario, lever: Lever, start: int) -> Scenario:
    kept = []
    for pull in base.interventions:
        if pull.lever != lever.name:
            kept.append(pull)
        elif pull.start < start:
            kept.append(dataclasses.replace(pull, end=min(pull.last, float(start))))
    return dataclasses.replace(base, interventions=(*kept, Intervention(lever.name, start=start)))
