"""From ledgers to a table: how each partnership turned out, one row a partnership."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

from outsim.compiled import Lives
from outsim.ensemble import OUTCOMES, REQUIREMENTS, Ensemble
from outsim.indicators import INDICATOR_NAMES
from outsim.scenario import Scenario
from outsim.state import CAUSES, Ledger

EXITS = ("insourced", "switched")
MISSED = tuple(
    "+".join(name for bit, name in enumerate(REQUIREMENTS) if code >> bit & 1)
    for code in range(1, 2 ** len(REQUIREMENTS))
)
"""Every way to be unsuccessful: "value", "cost", "value+cost", ..., in the order of a binary code."""

TERMINATED, COMPLETED = 1, 2

Columns = Mapping[str, np.ndarray[Any, Any]]


class Results:
    """Collects blocks of partnerships, in any number, and makes one `Ensemble` of them."""

    def __init__(self, scenarios: Sequence[Scenario], seed: int, kept: int) -> None:
        self._scenarios, self._seed = tuple(scenarios), seed
        self._rows: list[dict[str, np.ndarray[Any, Any]]] = []
        weeks = max(scenario.weeks for scenario in scenarios)
        shape = (len(scenarios), kept, weeks, len(INDICATOR_NAMES))
        self._trajectories = np.full(shape, np.nan, np.float32)

    @property
    def empty(self) -> bool:
        """Whether nothing was added yet."""
        return not self._rows

    def add(self, points: np.ndarray[Any, Any], replicates: np.ndarray[Any, Any], lives: Lives) -> None:
        """The first places of one block: of each, its point and replicate."""
        wanted = len(points)
        rows = {spot.name: np.asarray(getattr(lives.ledger, spot.name))[:wanted] for spot in fields(Ledger)}
        for which, values in (("mean", np.asarray(lives.mean)), ("last", np.asarray(lives.last))):
            rows |= {f"{name}_{which}": row[:wanted] for name, row in zip(INDICATOR_NAMES, values, strict=True)}
        self._rows.append({"point": points, "replicate": replicates, **rows})
        keep = replicates < self._trajectories.shape[1]
        if keep.any():
            weekly = np.moveaxis(np.asarray(lives.weekly)[..., :wanted], -1, 0)
            self._trajectories[points[keep], replicates[keep], : weekly.shape[1]] = weekly[keep]

    def ensemble(self, *, complete: bool) -> Ensemble:
        """Everything added so far; scenarios of which nothing was added are left out."""
        names = self._rows[0]
        columns = {name: np.concatenate([rows[name] for rows in self._rows]) for name in names}
        order = np.lexsort((columns["replicate"], columns["point"]))
        columns = {name: values[order] for name, values in columns.items()}
        present, columns["point"] = np.unique(columns["point"], return_inverse=True)
        scenarios = tuple(self._scenarios[point] for point in present)
        fewest = int(np.bincount(columns["point"]).min())
        return Ensemble(
            scenarios=scenarios,
            seed=self._seed,
            runs=runs_table(scenarios, self._seed, columns),
            trajectories=self._trajectories[present][:, :fewest],
            complete=complete,
        )


def runs_table(scenarios: Sequence[Scenario], seed: int, columns: Columns) -> pd.DataFrame:
    """One row a partnership, from ``point``, ``replicate``, the ledger's fields, and indicators' means and last values.

    A partnership that lives to the end is *successful* unless it misses value, cost, time or satisfaction, and
    ``missed`` then says which; the four thresholds are coefficients of ``judgement``.
    """
    point = columns["point"]

    def of_scenario(values: Sequence[float]) -> np.ndarray[Any, Any]:
        return np.asarray(values)[point]

    rules = [scenario.coefficients.judgement for scenario in scenarios]
    terminated, completed = columns["outcome"] == TERMINATED, columns["outcome"] == COMPLETED
    weeks = of_scenario([scenario.weeks for scenario in scenarios])
    delivered = _ratio(columns["delivered"], columns["demanded"], empty=1.0)
    overrun = _ratio(columns["cost"], columns["planned_cost"], empty=1.0) - 1
    finished_project = completed & (columns["due_week"] >= 0)
    past_due = np.where(finished_project, columns["ended_week"] - columns["due_week"], 0)
    delay = np.maximum(past_due, columns["backlog_last"])
    misses: dict[str, np.ndarray[Any, Any]] = {
        "value": delivered < of_scenario([rule.value for rule in rules]),
        "cost": overrun > of_scenario([rule.overrun for rule in rules]),
        "time": delay > of_scenario([rule.delay for rule in rules]),
        "satisfaction": columns["satisfaction_last"] < of_scenario([rule.satisfaction for rule in rules]),
    }
    missed = sum(misses[name].astype(np.int64) << bit for bit, name in enumerate(REQUIREMENTS))
    names = list(dict.fromkeys(scenario.name for scenario in scenarios))
    table = {
        "scenario": _categories(of_scenario([names.index(one.name) for one in scenarios]), names),
        "point": point.astype(np.int32),
        "replicate": columns["replicate"],
        "seed": np.full(len(point), seed, np.int64),
        "outcome": _categories(np.where(terminated, 2, np.where(missed, 1, 0)), OUTCOMES),
        "ended_week": np.where(terminated | completed, columns["ended_week"], weeks).astype(np.int32),
        "cause": _categories(columns["cause"], CAUSES),
        "exit": _categories(np.where(terminated, 1 - columns["insourced"], -1), EXITS),
        "missed": _categories(np.where(terminated, -1, missed - 1), MISSED),
        "escalations": columns["escalations"].astype(np.int32),
        "first_escalation_week": _week(columns["first_escalation_week"]),
        "renegotiations": columns["renegotiations"].astype(np.int32),
        "first_renegotiation_week": _week(columns["first_renegotiation_week"]),
        "leaks": columns["leaks"].astype(np.int32),
        "delivered_share": delivered,
        "delay_weeks": delay,
        "quality": columns["quality_last"],
        "rework_share": _ratio(columns["reworked"], columns["done"], empty=0.0),
        "cost": columns["cost"],
        "planned_cost": columns["planned_cost"],
        "intervention_cost": columns["intervention_cost"],
        "setup_weeks": columns["setup_weeks"],
        "messages": columns["messages"],
        "misunderstandings": columns["misunderstandings"],
        "calendar_multiplier": columns["calendar"] / np.maximum(columns["lived"], 1),
    }
    table |= {f"{name}_{which}": columns[f"{name}_{which}"] for name in INDICATOR_NAMES for which in ("mean", "last")}
    return pd.DataFrame(table)


def _categories(codes: Any, names: Sequence[str]) -> Any:
    """Names from their positions; -1 is missing."""
    return pd.Categorical.from_codes(np.asarray(codes, np.int64), pd.Index(list(names)))


def _ratio(part: Any, whole: Any, empty: float) -> Any:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), empty)


def _week(weeks: Any) -> Any:
    """Weeks, missing where it never happened."""
    return pd.arrays.IntegerArray(np.maximum(weeks, 0).astype(np.int32), weeks < 0)
