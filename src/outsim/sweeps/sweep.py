"""A sweep from its points to its tables, in memory or in a folder that it can be resumed from."""

from __future__ import annotations

import html
import time
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from outsim.errors import InputError
from outsim.manifest import configuration, manifest
from outsim.run_settings import RunSettings
from outsim.scenario import Scenario
from outsim.sweeps.blocks import World, model_version
from outsim.sweeps.designs import Design, codes
from outsim.sweeps.estimates import Estimates
from outsim.sweeps.factors import Factor, factor, scenarios_factor
from outsim.sweeps.folder import FILES, SweepFolder
from outsim.sweeps.plan import Index, indexed, works
from outsim.sweeps.points import Base, Points, over
from outsim.sweeps.running import Launch, Ran, here, run
from outsim.sweeps.stores import MemoryStore, Store
from outsim.sweeps.tables import Tables
from outsim.sweeps.words import sweep_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class Sweep:
    """Many scenarios, simulated on shared luck.

    Attributes:
        table: one row a point: what is varied, by dotted names, then estimates with their intervals of 95 %; see
            `outsim.sweeps.estimates.Estimates`.
        factors: what is varied.
        design: how points were chosen.
        replicates: partnerships of each point.
        seed: of their luck.
        complete: False after Ctrl-C; `table` then holds what was finished by then.
        computed: partnerships that were simulated now; the others were there already.
        folder: where it is kept; none: in memory.
    """

    table: pd.DataFrame
    factors: tuple[Factor, ...]
    design: Design
    replicates: int
    seed: int
    complete: bool
    computed: int
    folder: Path | None
    tables: Tables

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a partnership; see the guide to the tables. A point that failed has one row that says why."""
        if self.folder is not None and (self.folder / FILES["runs"]).exists():
            return pd.read_parquet(self.folder / FILES["runs"])
        parts = list(self.tables.runs())
        return pa.concat_tables(parts, promote_options="default").to_pandas() if parts else pd.DataFrame()

    @property
    def failures(self) -> pd.DataFrame:
        """The points that could not be simulated, and why."""
        return self.table.loc[self.table["failure"].notna(), ["point", *self._varied, "failure"]]

    @property
    def words(self) -> str:
        """What was found, in a few sentences."""
        return sweep_words(self)

    def plot(self, outcome: str = "terminated") -> Figure:
        """The share of an outcome, or the mean of a column, over each factor.

        Args:
            outcome: a column of `table` with an interval, such as ``terminated`` or ``cost``.

        Raises:
            InputError: for a column that the table does not have.
        """
        from outsim.plots.sweep import plot_sweep

        return plot_sweep(self, outcome)

    def lines(self, x: str, by: str, outcome: str = "terminated") -> Figure:
        """How an outcome goes with one factor, a line for each value of another; averaged over all others.

        Args:
            x, by: two factors; ``by`` has five values at most, or numbers, which are put in bins.
            outcome: as `plot`.

        Raises:
            InputError: for a factor or column that the sweep does not have, or too many lines.
        """
        from outsim.plots.sweep import plot_lines

        return plot_lines(self, x, by, outcome)

    def map(self, x: str, y: str, outcome: str = "terminated") -> Figure:
        """The mean of an outcome for each pair of values of two factors, averaged over all others.

        Args:
            x, y: two factors.
            outcome: as `plot`.

        Raises:
            InputError: for a factor or column that the sweep does not have.
        """
        from outsim.plots.sweep_map import plot_map

        return plot_map(self, x, y, outcome)

    @property
    def _varied(self) -> list[str]:
        return [each.name for each in self.factors if each.name in self.table]

    def __repr__(self) -> str:
        state = "" if self.complete else ", incomplete"
        return f"<Sweep of {len(self.table):,} points, {self.replicates:,} partnerships each, seed {self.seed}{state}>"

    def _repr_html_(self) -> str:
        told = "".join(f"<p>{html.escape(line)}</p>" for line in self.words.splitlines())
        columns = [*self._varied, "partnerships", "terminated", "terminated_low", "terminated_high", "first_cause"]
        shown = self.table.loc[:, list(dict.fromkeys(["point", *columns]))].head(20)
        rest = f"<p>and {len(self.table) - 20:,} more points</p>" if len(self.table) > 20 else ""
        return f"{told}{shown.to_html(index=False, border=0, float_format='{:.3g}'.format)}{rest}"


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

    >>> found = sweep(Scenario(weeks=8), {"vendor.country": ["PHL", "IND"], "contract.clarity": (0.2, 0.8)}, 4)
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
    points: Points, design: Design, settings: RunSettings, *, folder: SweepFolder | None, launch: Launch, command: str
) -> Sweep:
    """Computes what is missing of a sweep and makes its tables; in a folder, everything is kept there.

    Raises:
        InputError: for a folder that cannot be written to; blocks that were kept before stay.
        KeyboardInterrupt: when interrupted before anything was there.
    """
    started = time.perf_counter()
    world, model, keys = World.of(settings), model_version(), points.keys()
    store: Store = MemoryStore() if folder is None else folder.store
    if folder is not None:
        before = folder.manifest()
        folder.begin(
            points.table.assign(key=keys),
            configuration(points.bases[0].scenario, settings),
            _manifest(points, design, settings, model, command) | {"complete": False},
        )
        index = indexed(store.kept(), model, world)
        _tell(folder, before, index, model)
    else:
        index = Index(model, world)
    todo = list(works(points, keys, index, settings.replicates))
    try:
        ran = run(todo, store, launch, points=len(points), progress=settings.progress)
    except OSError as error:
        if folder is None:
            raise
        raise folder.cannot_write(error) from None
    tables = Tables(points, keys, indexed(store.kept(), model, world), store, settings.replicates, ran.lost)
    found = _sweep(tables, design, settings, ran, folder, sum(work.partnerships for work in todo))
    if folder is not None:
        seconds = time.perf_counter() - started
        told = _manifest(points, design, settings, model, command) | {
            "seconds": round(seconds, 3),
            "complete": ran.complete,
            "failed": len(found.failures),
            "blocks": folder.store.files(),
        }
        _finish(found, folder, settings, told)
    return found


def read_sweep(folder: str | Path) -> pd.DataFrame:
    """The partnerships of a sweep, finished or not: of one that was killed, what was kept by then.

    Raises:
        InputError: if the folder holds no sweep.

    >>> read_sweep("outputs/sweep")["outcome"].value_counts()  # doctest: +SKIP
    """
    path = Path(folder)
    whole = path / FILES["runs"]
    if whole.is_dir():
        return pd.read_parquet(whole)
    if not (path / FILES["points"]).exists() or not (path / FILES["blocks"]).is_dir():
        raise InputError(f"{folder}: holds no sweep of outsim")
    kept = SweepFolder(path).store
    points: pd.DataFrame = pq.read_table(path / FILES["points"]).to_pandas()
    parts = []
    for block in kept.kept():
        table = kept.table(block.name, "runs").to_pandas()
        each = block.about.last - block.about.first
        parts.append(table.assign(key=[key for key in block.about.points for _ in range(each)]))
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["key", "replicate"])
    return points.merge(rows, on="key").drop(columns="key").sort_values(["point", "replicate"], ignore_index=True)


def _sweep(
    tables: Tables, design: Design, settings: RunSettings, ran: Ran, folder: SweepFolder | None, simulated: int
) -> Sweep:
    estimates = Estimates(tables.points)
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
        factors=tables.points.factors,
        design=design,
        replicates=settings.replicates,
        seed=settings.seed,
        complete=ran.complete,
        computed=simulated,
        folder=None if folder is None else folder.path,
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
        folder.write_json("manifest", told)


def _summary(found: Sweep) -> dict[str, Any]:
    known = found.table[found.table["failure"].isna() & (found.table["partnerships"] > 0)]
    ends = {}
    if len(known):
        for which, row in (("fewest", known["terminated"].idxmin()), ("most", known["terminated"].idxmax())):
            columns = ["point", *found._varied, "terminated", "terminated_low", "terminated_high", "first_cause"]
            ends[which] = {name: _plain(known.at[row, name]) for name in columns}
    return {
        "seed": found.seed,
        "complete": found.complete,
        "design": {key: value for key, value in asdict(found.design).items() if value is not None},
        "points": len(found.table),
        "failed": len(found.failures),
        "replicates": found.replicates,
        "partnerships": int(found.table["partnerships"].sum()),
        "terminated": ends,
    }


def _plain(value: Any) -> Any:
    """For JSON: a number of Python's, and null for what is missing, such as the first cause where nothing ended."""
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def _manifest(points: Points, design: Design, settings: RunSettings, model: str, command: str) -> dict[str, Any]:
    scenario = points.bases[0].scenario
    return {
        **manifest(scenario, settings, command=command, seconds=0.0, complete=True),
        "model": model,
        "design": {key: value for key, value in asdict(design).items() if value is not None},
        "varied": list(points.columns),
        "points": len(points),
    }


def _tell(folder: SweepFolder, before: Mapping[str, Any], index: Index, model: str) -> None:
    """Says what of an earlier sweep here cannot be used, and why."""
    for name in folder.store.damaged:
        warnings.warn(f"the block {name} was damaged; it is computed again", stacklevel=4)
    if before.get("model") not in (None, model) and index.others:
        warnings.warn(
            f"the model has changed since ({before['model']} is now {model}): all is computed anew; the {index.others} "
            f"blocks of before stay in {folder.path / FILES['blocks']} until you delete them",
            stacklevel=4,
        )
