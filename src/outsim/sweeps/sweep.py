"""A sweep from its points to its tables, in memory or in a folder that it can be resumed from."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from outsim.errors import InputError
from outsim.manifest import configuration, manifest
from outsim.run_settings import RunSettings
from outsim.scenario import Scenario
from outsim.sweeps.blocks import model_version
from outsim.sweeps.computing import Plan
from outsim.sweeps.designs import Design, codes
from outsim.sweeps.estimates import Estimates
from outsim.sweeps.factors import Factor, factor, scenarios_factor
from outsim.sweeps.folder import FILES, SweepFolder
from outsim.sweeps.plan import ROWS
from outsim.sweeps.points import Base, Points, over
from outsim.sweeps.result import Sweep
from outsim.sweeps.running import CannotKeep, Launch, Ran, here
from outsim.sweeps.stores import MemoryStore
from outsim.sweeps.tables import Tables


def sweep(
    base: Scenario | Mapping[str, Scenario],
    factors: Mapping[str, Any],
    replicates: int = 100,
    seed: int = 1,
    *,
    design: str | Design = "factorial",
    points: int | None = None,
    arithmetic: str = "single",
    parameters: str = "default",
    weekly: bool = False,
    progress: bool = False,
    out: str | Path | None = None,
    launch: Launch = here,
) -> Sweep:
    """Simulates a design of scenarios around a base, all on the same luck.

    Args:
        base: the scenario that is varied; several by name are one more factor.
        factors: by name, the values of each: a list, a pair ``(low, high)`` or an `outsim.Interval`.
        replicates: partnerships of each point.
        seed: of their luck, and of the sample unless a `Design` says another.
        design: ``factorial``, ``latin_hypercube``, ``sobol`` or ``morris``, or a `Design` with all its settings.
        points: of a ``latin_hypercube`` or ``sobol`` design.
        out: a folder to keep it in; the same call again goes on from there and computes nothing twice.
        launch: what computes the blocks; see `outsim.sweeps.running`.

    Raises:
        InputError: naming the factor or setting, the value and what is allowed, before anything is simulated.

    >>> found = sweep(Scenario(), {"vendor.country": ["PHL", "IND"], "contract.clarity": (0.2, 0.8)}, 4)
    >>> len(found.table), len(found.runs)
    (10, 40)
    """
    if not isinstance(factors, Mapping):
        raise InputError(f"factors = {factors!r}: must be a mapping such as {{'contract.clarity': (0.2, 0.8)}}")
    asked = design if isinstance(design, Design) else Design(design)
    asked = asked if points is None else replace(asked, points=points)
    settings = RunSettings(
        replicates=replicates, seed=seed, arithmetic=arithmetic, parameters=parameters, weekly=weekly, progress=progress
    )
    varied = [factor(name, values) for name, values in factors.items()]
    if isinstance(base, Mapping):
        made = _of_several(base, varied, asked, seed)
    else:
        if not isinstance(base, Scenario):
            raise InputError(f"base = {base!r}: must be a Scenario, or several by name")
        given = codes(asked, varied, seed)
        made = over(base, varied, given)
    folder = None if out is None else SweepFolder(Path(out).expanduser().resolve())
    return run_sweep(made, asked, settings, folder=folder, launch=launch, command="outsim.sweep")


def _of_several(base: Mapping[str, Scenario], varied: list[Factor], design: Design, seed: int) -> Points:
    for name, scenario in base.items():
        if not isinstance(scenario, Scenario):
            raise InputError(f"base.{name} = {scenario!r}: must be a Scenario")
    together = [scenarios_factor(base), *varied]
    given = codes(design, together, seed)
    bases = tuple(Base.of(replace(scenario, name=str(name))) for name, scenario in base.items())
    return Points(tuple(together), given, bases, given[:, 0].astype(int))


def run_sweep(
    points: Points,
    design: Design,
    settings: RunSettings,
    *,
    folder: SweepFolder | None,
    launch: Launch,
    command: str,
    rows: int = ROWS,
) -> Sweep:
    """Computes what is missing of a sweep and makes its tables; in a folder, everything is kept there.

    Raises:
        InputError: for a folder that cannot be written to; blocks that were kept before stay.
        KeyboardInterrupt: when interrupted before anything was there.
    """
    started = time.perf_counter()
    told = _manifest(points, design, settings, command)
    if folder is not None:
        before = folder.manifest()
        folder.begin(points.table.assign(key=points.keys()), told | {"complete": False})
    plan = Plan.of(points, settings, MemoryStore() if folder is None else folder.store, rows)
    if folder is not None:
        _tell(folder, before, plan)
    try:
        tables, ran = plan.run(launch)
        found = _sweep(points, tables, design, settings, ran, folder, plan.partnerships)
    except BaseException as error:
        if folder is None:
            raise
        folder.forget()
        if isinstance(error, CannotKeep):
            raise folder.cannot_write(error.error) from None
        raise
    if folder is not None:
        done = {"complete": ran.complete, "failed": len(found.failures), "blocks": folder.store.files()}
        _finish(found, folder, settings, told | done | {"seconds": round(time.perf_counter() - started, 3)})
    return found


def _sweep(
    points: Points,
    tables: Tables,
    design: Design,
    settings: RunSettings,
    ran: Ran,
    folder: SweepFolder | None,
    simulated: int,
) -> Sweep:
    estimates = Estimates(points)
    if folder is None:
        for _ in estimates.passing(tables.runs()):
            pass
    else:
        with folder.alone():
            folder.write_table("runs", estimates.passing(_some(tables.runs())), csv=settings.csv)
            if settings.weekly:
                folder.write_table("weeks", tables.weeks())
            else:
                folder.remove("weeks")
    return Sweep(
        table=estimates.table(),
        factors=points.factors,
        design=design,
        replicates=settings.replicates,
        seed=settings.seed,
        complete=ran.complete,
        computed=simulated,
        folder=None if folder is None else folder.path,
        points=points,
        tables=tables,
    )


def _some(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The same; there must be one, as a table without a part has no columns.

    Raises:
        KeyboardInterrupt: where there is none.
    """
    first = next(tables, None)
    if first is None:
        raise KeyboardInterrupt("stopped before any block was done")
    yield first
    yield from tables


def _finish(found: Sweep, folder: SweepFolder, settings: RunSettings, told: Mapping[str, Any]) -> None:
    keyed = found.table.assign(key=list(found.tables.keys))
    with folder.alone():
        folder.write("points", lambda file: keyed.to_parquet(file, compression="zstd", index=False))
        if settings.csv:
            folder.write("points_csv", lambda file: found.table.to_csv(file, index=False, float_format="%.6g"))
        else:
            folder.remove("runs_csv", "points_csv")
        folder.write_json("summary", _summary(found))
        folder.write("words", lambda file: file.write_text(found.words + "\n", encoding="utf-8"))
        folder.write("figure", lambda file: found.plot().savefig(file, dpi=150))
        folder.finish(configuration(found.points.bases[0].scenario, settings), told)


def _summary(found: Sweep) -> dict[str, Any]:
    known = found.table[found.table["failure"].isna() & (found.table["partnerships"] > 0)]
    ends = {}
    if len(known):
        for which, row in (("fewest", known["terminated"].idxmin()), ("most", known["terminated"].idxmax())):
            columns = ["point", *found.varied, "terminated", "terminated_low", "terminated_high", "first_cause"]
            ends[which] = {name: _plain(known.at[row, name]) for name in columns}
    return {
        "seed": found.seed,
        "complete": found.complete,
        "design": found.design.told(),
        "points": len(found.table),
        "failed": len(found.failures),
        "replicates": found.replicates,
        "partnerships": int(found.table["partnerships"].sum()),
        "terminated": ends,
    }


def _plain(value: Any) -> Any:
    """For JSON: a number of Python's, and null for what is missing."""
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def _manifest(points: Points, design: Design, settings: RunSettings, command: str) -> dict[str, Any]:
    scenario = points.bases[0].scenario
    return {
        **manifest(scenario, settings, command=command, seconds=0.0, complete=True),
        "model": model_version(),
        "design": design.told(),
        "varied": list(points.columns),
        "points": len(points),
    }


def _tell(folder: SweepFolder, before: Mapping[str, Any], plan: Plan) -> None:
    """Says what of an earlier sweep here cannot be used, and why."""
    for name in folder.store.damaged:
        warnings.warn(f"the block {name} was damaged; it is computed again", stacklevel=4)
    blocks = len(folder.store.names())
    whole = len(set(plan.keys)) * plan.settings.replicates
    if not before or not blocks or plan.partnerships < whole:
        return
    model = before.get("model")
    if model not in (None, plan.index.model):
        why = f"the model has changed since ({model} is now {plan.index.model})"
    else:
        why = "parameters, seed or settings are not those of what is there"
    warnings.warn(
        f"{why}: all is computed anew; the {blocks} blocks of before stay in {folder.path / FILES['blocks']} until you "
        "delete them",
        stacklevel=4,
    )
