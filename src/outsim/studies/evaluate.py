"""What partnerships come to at many points of the inputs: the one place where studies of inputs simulate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.ensemble import OUTCOMES
from outsim.errors import InputError, unknown_name
from outsim.indicators import INDICATOR_NAMES
from outsim.outcome import RULES, runs_table
from outsim.run_settings import RunSettings
from outsim.scenario import Scenario
from outsim.state import Ledger
from outsim.sweeps.computing import Plan
from outsim.sweeps.listed import Listed
from outsim.sweeps.running import here
from outsim.sweeps.stores import MemoryStore, Store
from outsim.uncertainty import draw_of

IDENTITY = ("point", "replicate", "seed")
"""Numeric columns of the runs table that say which partnership a row is."""


@dataclass(frozen=True, eq=False)
class Evaluated:
    """Outputs at points.

    Attributes:
        y: [points, replicates, outputs], NaN at failed points. All points meet the same luck, replicate by replicate.
        outputs: their names.
        failed: of points that could not be simulated, the reason by number.
        draws: the draw of coefficients that each replicate lived with, [replicates]; none: all lived with the defaults.
    """

    y: NDArray[np.float64]
    outputs: tuple[str, ...]
    failed: Mapping[int, str]
    draws: NDArray[np.int64] | None = None

    @property
    def independent(self) -> NDArray[np.float64]:
        """Means over replicates that live with the same draw, [points, draws, outputs]; without draws `y` itself.

        What is independent of one another along the second axis, and so tells how far noise goes.
        """
        return self.y if self.draws is None else self._over_draws(self.y)

    @property
    def squares(self) -> NDArray[np.float64]:
        """Means of squares in place of the means of `independent`."""
        return self.y**2 if self.draws is None else self._over_draws(self.y**2)

    def _over_draws(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        groups = [values[:, self.draws == draw].mean(1) for draw in np.unique(np.asarray(self.draws))]
        return np.stack(groups, axis=1)


def evaluate(
    base: Scenario,
    points: Sequence[Mapping[str, Any]],
    replicates: int,
    seed: int,
    outputs: Sequence[str],
    *,
    parameters: str = "default",
    progress: bool = False,
    store: Store | None = None,
) -> Evaluated:
    """Simulates a scenario with values changed, at each of many points, on shared luck.

    A point whose scenario cannot be made, as values that are valid alone need not be so together, is a failed point
    with its reason, as is one with an output that is no finite number.

    Args:
        base: the scenario.
        points: the values changed, by dotted name.
        replicates: partnerships at each point.
        seed, parameters, progress: as for `outsim.simulate`.
        outputs: see `check_outputs`.
        store: where finished parts are kept and looked for; none: nowhere.

    Raises:
        InputError: for an unknown output.
        KeyboardInterrupt: when interrupted.

    >>> found = evaluate(Scenario(), [{"contract.clarity": 0.2}, {"client.shift_end": 3}], 4, 1, ["cost"])
    >>> found.y.shape, found.failed
    ((2, 4, 1), {1: 'client.shift_end = 3: must be after shift_start = 9, by 24 hours at most'})
    """
    names = check_outputs(outputs)
    settings = RunSettings(replicates=replicates, seed=seed, parameters=parameters, progress=progress)
    plan = Plan.of(Listed(base, points), settings, MemoryStore() if store is None else store)
    tables, ran = plan.run(here)
    if not ran.complete:
        kept = (
            "nothing was written"
            if store is None
            else "finished parts are kept, and the same command goes on from there"
        )
        raise KeyboardInterrupt(f"stopped before the study was done; {kept}")
    failed = tables.failures()
    y = np.full((len(points), replicates, len(names)), np.nan)
    for table in tables.runs():
        runs = table.select(["point", "replicate", *_columns(names)]).to_pandas()
        runs = runs[~runs["point"].isin(list(failed))]
        y[runs["point"].to_numpy(), runs["replicate"].to_numpy(dtype=int)] = _values(runs, names)
    for point in range(len(points)):
        if point not in failed and not (finite := np.isfinite(y[point]).all(0)).all():
            failed[point] = f"{names[int(np.argmin(finite))]} is not a number in every replicate"
            y[point] = np.nan
    draws = draw_of(np.arange(replicates)) if parameters == "posterior" else None
    return Evaluated(y, names, failed, draws)


def check_outputs(given: Any) -> tuple[str, ...]:
    """Names of outputs: numeric columns of the runs table, and outcomes, of which 1 says that it turned out so.

    >>> check_outputs(["terminated", "cost"])
    ('terminated', 'cost')

    Raises:
        InputError: for an unknown one, one that is not a number of every partnership, none, or one given twice.
    """
    names = [given] if isinstance(given, str) else list(given)
    known, sometimes = _known_outputs()
    for name in names:
        if name in sometimes:
            raise InputError(f"outputs: {name} is missing where it never happened; take a number that every one has")
        if name not in known:
            raise unknown_name("output", name, known)
        if names.count(name) > 1:
            raise InputError(f"outputs: {name} is there twice")
    if not names:
        raise InputError("outputs: there is none to look at")
    return tuple(names)


@cache
def _known_outputs() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What every partnership has as a number, and what only some have: read from a runs table of one of no weeks."""
    names = [spot.name for spot in fields(Ledger)] + [f"rule_{name}" for name in RULES]
    names += [f"{name}_{which}" for name in INDICATOR_NAMES for which in ("mean", "last")]
    columns = {name: np.zeros(1, dtype=np.int64) for name in (*names, "point", "replicate")}
    table = runs_table((Scenario(),), 0, columns)
    numeric = [name for name in map(str, table) if pd.api.types.is_numeric_dtype(table[name]) and name not in IDENTITY]
    sometimes = [name for name in numeric if isinstance(table[name].dtype, pd.Int32Dtype)]
    return (*OUTCOMES, *(name for name in numeric if name not in sometimes)), tuple(sometimes)


def _columns(names: Sequence[str]) -> list[str]:
    """The columns of the runs table that hold these outputs."""
    return list(dict.fromkeys("outcome" if name in OUTCOMES else name for name in names))


def _values(runs: pd.DataFrame, names: Sequence[str]) -> NDArray[np.float64]:
    """[partnerships, outputs], by point and replicate."""
    columns = [runs["outcome"] == name if name in OUTCOMES else runs[name] for name in names]
    return np.column_stack([np.asarray(column, dtype=np.float64) for column in columns])
