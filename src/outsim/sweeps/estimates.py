"""One row a point: shares and means of its partnerships, each with an interval."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy.stats import t

from outsim import statistics
from outsim.ensemble import NAMED_INDICATORS, OUTCOMES
from outsim.sweeps.points import Points
from outsim.sweeps.tables import FAILURE

MEANS: Mapping[str, str] = {
    "delivered_share": "share of what was demanded",
    "delay_weeks": "weeks",
    "cost": "USD a partnership",
    "intervention_cost": "USD a partnership",
    **{f"{name}_mean": "over the weeks lived" for name in NAMED_INDICATORS},
}
"""The columns of partnerships whose means stand in the table of points, and their units."""


class Estimates:
    """Collects the estimates of points from parts of the table of partnerships, each of whole points.

    >>> from outsim.scenario import Scenario
    >>> from outsim.sweeps.points import over
    >>> len(Estimates(over(Scenario(), [], np.zeros((1, 0)))).table())
    1
    """

    def __init__(self, points: Points) -> None:
        self._points = points
        self._parts: list[pd.DataFrame] = []  # a tenth of the memory of a dictionary a point

    def passing(self, tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
        """The same tables, each looked at as it passes."""
        for table in tables:
            self._add(table)
            yield table

    def table(self) -> pd.DataFrame:
        """Point, scenario, what is varied, partnerships, shares of outcomes, the first cause, means, and failures.

        An interval of 95 % stands beside each estimate, as ``terminated_low`` and ``terminated_high``.
        """
        found = pd.concat(self._parts, ignore_index=True).infer_objects() if self._parts else _frame([])
        rows = self._points.table.merge(found, on="point", how="left")
        return rows.assign(partnerships=rows["partnerships"].fillna(0).astype(np.int64))

    def _add(self, table: pa.Table) -> None:
        if not table.num_rows:
            return
        points = table["point"].to_numpy()
        starts = np.flatnonzero(np.r_[True, np.diff(points) > 0])
        read = ("outcome", "cause", "draw", FAILURE, *MEANS)
        columns = {name: _plain(table[name]) for name in read if name in table.column_names}
        rows = [
            _row(int(points[start]), {name: values[start:end] for name, values in columns.items()})
            for start, end in zip(starts, [*starts[1:], len(points)], strict=True)
        ]
        self._parts.append(_frame(rows))


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["point", *_columns()])


def _columns() -> list[str]:
    shares = [f"{name}{end}" for name in OUTCOMES for end in ("", "_low", "_high")]
    means = [f"{name}{end}" for name in MEANS for end in ("", "_low", "_high")]
    return ["partnerships", *shares, "first_cause", *means, FAILURE]


def _plain(column: pa.ChunkedArray) -> NDArray[Any]:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return np.asarray(column.to_numpy())


def _row(point: int, runs: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    if FAILURE in runs and runs[FAILURE][0] is not None:
        return {"point": point, "partnerships": 0, FAILURE: runs[FAILURE][0]}
    of = len(runs["outcome"])
    row: dict[str, Any] = {"point": point, "partnerships": of, FAILURE: None}
    for name in OUTCOMES:
        hits = runs["outcome"] == name
        plain = statistics.share(int(hits.sum()), of)
        found = statistics.share_over_draws(hits, runs["draw"]) if "draw" in runs else plain
        row |= {name: found.share, f"{name}_low": found.low, f"{name}_high": found.high}
    causes, counts = np.unique(runs["cause"][runs["outcome"] == "terminated"], return_counts=True)
    row["first_cause"] = causes[counts.argmax()] if len(causes) else None  # of equals the first by name
    for name in MEANS:
        row |= _mean(name, runs[name].astype(float), runs.get("draw"))
    return row


def _mean(name: str, values: NDArray[np.float64], draws: NDArray[Any] | None) -> dict[str, float]:
    """As `outsim.statistics.mean`, which takes a millisecond, with what draws of coefficients leave open."""
    of, middle = len(values), float(values.mean())
    if draws is not None:
        found = statistics.widened(statistics.mean(values), statistics.spread_between(values, draws))
        return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}
    reach = float(_reach(of) * values.std(ddof=1)) if of > 1 else np.nan
    return {name: middle, f"{name}_low": middle - reach, f"{name}_high": middle + reach}


def _reach(of: int) -> float:
    """Half the width of Student's interval, in standard deviations of a value."""
    if of not in _REACHES:
        _REACHES[of] = float(t.ppf((1 + statistics.CONFIDENCE) / 2, of - 1) / np.sqrt(of))
    return _REACHES[of]


_REACHES: dict[int, float] = {}
