"""From ledgers to a table: how each partnership turned out, one row a partnership."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from outsim.compiled import Lives
from outsim.conditions import Conditions
from outsim.ensemble import OUTCOMES, REQUIREMENTS, Ensemble
from outsim.indicators import INDICATOR_NAMES
from outsim.scenario import Scenario
from outsim.state import CAUSES, Ledger
from outsim.uncertainty import draw_of

EXITS = ("insourced", "switched")
MISSED = tuple(
    "+".join(name for bit, name in enumerate(REQUIREMENTS) if code >> bit & 1)
    for code in range(1, 2 ** len(REQUIREMENTS))
)
"""Every way to be unsuccessful: "value", "cost", "value+cost", ..., in the order of a binary code."""

TERMINATED, COMPLETED = 1, 2

RULES = ("value", "overrun", "delay", "satisfaction")
"""The coefficients of ``judgement`` that say when a partnership is unsuccessful."""

Columns = Mapping[str, np.ndarray[Any, Any]]


class Results:
    """Collects blocks of partnerships, in any number, and makes one `Ensemble` of them.

    Args:
        scenarios: one for each point.
        seed: of all.
        kept: the numbers of the replicates whose weeks are kept, ascending.
        with_draws: whether replicates live with drawn coefficients.
    """

    def __init__(
        self, scenarios: Sequence[Scenario], seed: int, kept: np.ndarray[Any, Any], *, with_draws: bool = False
    ) -> None:
        self._scenarios, self._seed, self._kept, self._with_draws = tuple(scenarios), seed, kept, with_draws
        self._rows: list[dict[str, np.ndarray[Any, Any]]] = []
        weeks = max(scenario.weeks for scenario in scenarios)
        shape = (len(scenarios), len(kept), weeks, len(INDICATOR_NAMES))
        self._trajectories = np.full(shape, np.nan, np.float32)

    @property
    def empty(self) -> bool:
        """Whether nothing was added yet."""
        return not self._rows

    def add(
        self, points: np.ndarray[Any, Any], replicates: np.ndarray[Any, Any], given: Conditions, lives: Lives
    ) -> None:
        """The first places of one block: of each, its point and replicate."""
        rows = {"point": points, "replicate": replicates, **columns_of(given, lives, len(points))}
        if self._with_draws:
            rows["draw"] = draw_of(replicates)
        self._rows.append(rows)
        keep = replicates <= self._kept[-1]
        if keep.any():
            weekly = np.moveaxis(np.asarray(lives.weekly)[..., : len(points)], -1, 0)
            place = np.searchsorted(self._kept, replicates[keep])
            self._trajectories[points[keep], place, : weekly.shape[1]] = weekly[keep]

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


def columns_of(given: Conditions, lives: Lives, wanted: int) -> dict[str, np.ndarray[Any, Any]]:
    """What `runs_table` reads of the first places of a block."""
    rules = given.coefficients.judgement
    rows = {spot.name: getattr(lives.ledger, spot.name) for spot in fields(Ledger)}
    rows |= {f"rule_{name}": getattr(rules, name) for name in RULES}
    for which, values in (("mean", np.asarray(lives.mean)), ("last", np.asarray(lives.last))):
        rows |= {f"{name}_{which}": row for name, row in zip(INDICATOR_NAMES, values, strict=True)}
    return {name: np.asarray(row)[:wanted] for name, row in rows.items()}


class TurnedOut(NamedTuple):
    """How partnerships turned out, [partnerships] each.

    Attributes:
        terminated, completed: whether it was, or came to its end.
        missed: a binary code of the `REQUIREMENTS` it missed; 0 for none.
        delivered: share of what was demanded.
        delay: weeks behind the plan.
    """

    terminated: Any
    completed: Any
    missed: Any
    delivered: Any
    delay: Any

    @property
    def code(self) -> Any:
        """The place of its outcome in `OUTCOMES`."""
        return np.where(self.terminated, 2, np.where(self.missed, 1, 0))


READ = ("outcome", "delivered", "demanded", "cost", "planned_cost", "due_week", "ended_week")
"""What `turned_out` reads of a ledger."""


def turned_out(columns: Columns) -> TurnedOut:
    """How partnerships turned out.

    Args:
        columns: `READ`, ``backlog_last``, ``satisfaction_last``, and the `RULES`, each as ``rule_...``.
    """
    terminated, completed = columns["outcome"] == TERMINATED, columns["outcome"] == COMPLETED
    delivered = _ratio(columns["delivered"], columns["demanded"], empty=1.0)
    overrun = _ratio(columns["cost"], columns["planned_cost"], empty=1.0) - 1
    finished_project = completed & (columns["due_week"] >= 0)
    past_due = np.where(finished_project, columns["ended_week"] - columns["due_week"], 0)
    delay = np.maximum(past_due, columns["backlog_last"])
    misses: dict[str, np.ndarray[Any, Any]] = {
        "value": delivered < columns["rule_value"],
        "cost": overrun > columns["rule_overrun"],
        "time": delay > columns["rule_delay"],
        "satisfaction": columns["satisfaction_last"] < columns["rule_satisfaction"],
    }
    missed = sum(misses[name].astype(np.int64) << bit for bit, name in enumerate(REQUIREMENTS))
    return TurnedOut(terminated, completed, missed, delivered, delay)


def runs_table(scenarios: Sequence[Scenario], seed: int, columns: Columns) -> pd.DataFrame:
    """One row a partnership.

    A partnership that lives to the end is *successful* unless it misses value, cost, time or satisfaction, and
    ``missed`` then says which; the four thresholds are coefficients of ``judgement``.

    Args:
        scenarios: one for each point.
        seed: of all.
        columns: ``point``, ``replicate``, ``draw`` if coefficients were drawn, and what `columns_of` gives.
    """
    point = columns["point"]

    def of_scenario(values: Sequence[float]) -> np.ndarray[Any, Any]:
        return np.asarray(values)[point]

    found = turned_out(columns)
    terminated, completed, missed = found.terminated, found.completed, found.missed
    weeks = of_scenario([scenario.weeks for scenario in scenarios])
    names = list(dict.fromkeys(scenario.name for scenario in scenarios))
    table = {
        "scenario": _categories(of_scenario([names.index(one.name) for one in scenarios]), names),
        "point": point.astype(np.int32),
        "replicate": columns["replicate"],
        **({"draw": columns["draw"].astype(np.int32)} if "draw" in columns else {}),
        "seed": np.full(len(point), seed, np.int64),
        "outcome": _categories(found.code, OUTCOMES),
        "ended_week": np.where(terminated | completed, columns["ended_week"], weeks).astype(np.int32),
        "cause": _categories(columns["cause"], CAUSES),
        "exit": _categories(np.where(terminated, 1 - columns["insourced"], -1), EXITS),
        "missed": _categories(np.where(terminated, -1, missed - 1), MISSED),
        "escalations": columns["escalations"].astype(np.int32),
        "first_escalation_week": _week(columns["first_escalation_week"]),
        "renegotiations": columns["renegotiations"].astype(np.int32),
        "first_renegotiation_week": _week(columns["first_renegotiation_week"]),
        "leaks": columns["leaks"].astype(np.int32),
        "delivered_share": found.delivered,
        "delay_weeks": found.delay,
        "quality": columns["quality_last"],
        "rework_share": _ratio(columns["reworked"], columns["done"], empty=0.0),
        "cost": columns["cost"],
        "planned_cost": columns["planned_cost"],
        "intervention_cost": columns["intervention_cost"],
        "intervention_staff_hours": columns["intervention_staff_hours"],
        "intervention_leader_hours": columns["intervention_leader_hours"],
        "intervention_vendor_hours": columns["intervention_vendor_hours"],
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
