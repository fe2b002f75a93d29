"""One partnership lived anew under other levers, on the same luck: would it have survived?"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from outsim.engine import simulate
from outsim.errors import InputError
from outsim.interventions import Intervention
from outsim.levers import LEVERS, lever
from outsim.parameters.declare import is_number
from outsim.scenario import Scenario
from outsim.studies.arms import read_arms


class Tried(NamedTuple):
    """One partnership as it was, and as it would have been.

    Attributes:
        itself: its row in the engine's table.
        table: one row a lever (or package) and start: lever, start, survived (not terminated within the weeks
            simulated), outcome, cause, ended_week, cost (USD of interventions, more than without).
    """

    itself: pd.Series
    table: pd.DataFrame


Candidates = Mapping[str, tuple[Intervention, ...]]
"""What is tried, by name."""

EACH_LEVER: Candidates = {lever.name: (Intervention(lever.name),) for lever in LEVERS}
"""Each lever alone at full dose."""


def counterfactuals(
    base: Scenario,
    replicate: int,
    seed: int,
    starts: Sequence[int],
    arithmetic: str,
    candidates: Candidates = EACH_LEVER,
) -> Tried:
    """The same partnership with each candidate from each of some weeks on.

    A lever that the scenario pulls already is as the scenario says up to that week.

    Args:
        base: the scenario as it was.
        replicate, seed, arithmetic: as it was.
        starts: weeks from which a candidate is pulled.
        candidates: levers or packages.
    """
    tried = [
        (name, start)
        for name, pulls in candidates.items()
        for start in starts
        if start == 0 or not any(_only_before_start(pull) for pull in pulls)
    ]
    if not tried:
        raise InputError(f"starts = {list(starts)}: what is tried acts only before the partnership starts; try week 0")
    scenarios = [base, *(_with(base, candidates[name], start) for name, start in tried)]
    lived = simulate(scenarios, [replicate], seed, arithmetic=arithmetic).runs.sort_values("point")
    itself, runs = lived.iloc[0], lived.iloc[1:]
    table = pd.DataFrame(
        {
            "lever": [name for name, _ in tried],
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


def candidates_of(base: Scenario, packages: Any) -> Candidates:
    """Packages as `outsim.studies.arms.read_arms` takes them, as pulls by name.

    Raises:
        InputError: naming the package.
    """
    alone = dataclasses.replace(base, interventions=())
    found = {name: arm.interventions for name, arm in read_arms(alone, packages).items()}
    for name, pulls in found.items():
        if not pulls:
            raise InputError(f"packages: {name} must name at least one intervention")
    return found


def _only_before_start(pull: Intervention) -> bool:
    return pull.function is None and lever(pull.lever).only_before_start


def _with(base: Scenario, pulls: Sequence[Intervention], start: int) -> Scenario:
    own = {pull.lever for pull in pulls}
    kept = []
    for pull in base.interventions:
        if pull.lever not in own:
            kept.append(pull)
        elif pull.start < start:
            kept.append(dataclasses.replace(pull, end=min(pull.last, float(start))))
    begun = (dataclasses.replace(pull, start=float(start), end=_kept_end(pull, start)) for pull in pulls)
    return dataclasses.replace(base, interventions=(*kept, *begun))


def _kept_end(pull: Intervention, start: int) -> float | None:
    """An end that a pull has keeps its distance."""
    return None if pull.end is None else start + pull.end - pull.start
