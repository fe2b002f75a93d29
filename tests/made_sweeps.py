"""Sweeps made by hand: real points of real designs, with partnerships from a formula instead of a simulation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa

from outsim.ensemble import NAMED_INDICATORS
from outsim.scenario import Scenario
from outsim.sweeps.designs import Design, codes
from outsim.sweeps.estimates import Estimates
from outsim.sweeps.factors import Factor, factor, scenarios_factor
from outsim.sweeps.points import Base, Points, over
from outsim.sweeps.result import Sweep
from outsim.sweeps.tables import Tables

REPLICATES = 200


@dataclass(frozen=True)
class Made:
    """Stands for the tables of a sweep: its partnerships are there already."""

    partnerships: pa.Table

    def runs(self) -> Iterator[pa.Table]:
        yield self.partnerships


def made(
    factors: Mapping[str, Any],
    chance: Callable[[pd.DataFrame], Any],
    design: Design | None = None,
    *,
    scenarios: Iterable[str] = (),
    pulled: Iterable[str] = (),
    **more: Any,
) -> Sweep:
    """A sweep whose chance of termination at each point is this function of the table of points.

    Args:
        scenarios: names of several bases, as one more factor.
        pulled: levers of the base, whose fields may be varied.
        more: as `of_points`.
    """
    design = design or Design()
    varied = [factor(name, values) for name, values in factors.items()]
    base = Scenario().with_({"interventions": list(pulled)})
    named = {name: Scenario(name=name) for name in scenarios}
    if not named:
        return of_points(over(base, varied, codes(design, varied, 1)), design, chance, **more)
    varied = [scenarios_factor(named), *varied]
    given = codes(design, varied, 1)
    bases = tuple(Base.of(each) for each in named.values())
    return of_points(Points(tuple(varied), given, bases, given[:, 0].astype(int)), design, chance, **more)


def listed(columns: Mapping[str, list[Any]], chance: Callable[[pd.DataFrame], Any], **more: Any) -> Sweep:
    """A sweep over the rows of a list."""
    varied: list[Factor] = [factor(name, list(dict.fromkeys(values))) for name, values in columns.items()]
    places = [[each.choices.index(value) for value in columns[each.name]] for each in varied]
    points = over(Scenario(), varied, np.array(places, dtype=float).T)
    return of_points(points, Design("list", file="points.csv"), chance, **more)


def of_points(
    points: Points,
    design: Design,
    chance: Callable[[pd.DataFrame], Any],
    *,
    failed: Iterable[int] = (),
    waiting: Iterable[int] = (),
    replicates: int = REPLICATES,
    own_luck: float = 0.3,
    luck: int = 1,
) -> Sweep:
    """A sweep of these points.

    Args:
        failed: points that could not be simulated.
        waiting: points that were not simulated yet.
        own_luck: how much of a partnership's luck belongs to its point; the rest its replicate has everywhere.
        luck: the seed of it.
    """
    generator = np.random.default_rng(luck)
    of, failed, waiting = len(points), set(failed), set(waiting)
    chances = np.broadcast_to(np.asarray(chance(points.table), dtype=float), of)[:, None]
    shared, own = generator.random(replicates), generator.random((of, replicates))
    drawn = np.where(generator.random((of, replicates)) < own_luck, own, shared)
    hit = (drawn < chances).ravel()
    point, replicate = (axis.ravel() for axis in np.indices((of, replicates)))
    runs = pd.DataFrame(
        {
            "point": point,
            "replicate": replicate,
            "outcome": np.where(hit, "terminated", "successful"),
            "cause": np.where(hit, "culture", None),
            "delivered_share": np.where(hit, 0.4, 0.9),
            "delay_weeks": 30.0 * drawn.ravel(),
            "cost": 4e5 + 2e5 * drawn.ravel() + 1e5 * np.repeat(chances, replicates),
            "intervention_cost": 0.0,
            **{f"{name}_mean": np.repeat(chances, replicates) for name in NAMED_INDICATORS},
            "failure": None,
        }
    )
    gone = pd.DataFrame({"point": sorted(failed), "failure": "work.waves = 3: more waves than departments (2)"})
    runs = runs[~runs["point"].isin(failed | waiting)]
    together = pa.Table.from_pandas(
        pd.concat([runs.astype(object), gone.astype(object)]).sort_values("point", kind="stable"),
        schema=_SCHEMA,
        preserve_index=False,
    )
    estimates = Estimates(points)
    for _ in estimates.passing([together]):
        pass
    return Sweep(
        table=estimates.table(),
        factors=points.factors,
        design=design,
        replicates=replicates,
        seed=1,
        complete=not waiting,
        computed=0,
        folder=None,
        points=points,
        tables=cast(Tables, Made(together)),
    )


_NUMBERS = (
    "delivered_share",
    "delay_weeks",
    "cost",
    "intervention_cost",
    *(f"{name}_mean" for name in NAMED_INDICATORS),
)
_SCHEMA = pa.schema(
    [
        ("point", pa.int32()),
        ("replicate", pa.int32()),
        ("outcome", pa.string()),
        ("cause", pa.string()),
        *((name, pa.float64()) for name in _NUMBERS),
        ("failure", pa.string()),
    ]
)
