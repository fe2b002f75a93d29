"""How a sweep's time, memory and table grow with points and with rows; and what the same command costs once it is done.

Each size is a process of its own in a new folder, compiled beforehand, of a small partnership: 12 staff, 3 teams and 2
leaders over 52 weeks. Points are a Latin hypercube over two intervals and four options of a group.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

import staged
from memory import CONSTANT, MIB
from scaling import LINEAR, exponents
from staged import Measured
from timing import Row, ratios, rounds_of, seconds_of

POINTS_PART, ROWS_PART = "Cost against points", "Cost against rows"
SCENARIO = (
    "scenario=offshore_web_development",
    "client.staff=12",
    "client.departments=3",
    "vendor.teams=3",
    "leaders.count=2",
    "vendor.candidates=3",
    "weeks=52",
)
VARIED = (
    "contract.clarity=interval(0.05,0.9)",
    "leaders.participation=interval(0.05,0.9)",
    "vendor=philippine_contact_centre,polish_shared_services,indian_software_house,vietnamese_engineering_lab",
)
POINTS, REPLICATES_A_POINT = (100, 1_000, 10_000, 100_000), 4
REPLICATES, POINTS_OF_ROWS = (100, 1_000, 10_000, 20_000), 100
COLUMNS = ["point", "outcome", "cost"]
PARTS = {
    "scenarios": "making scenarios",
    "packing": "packing blocks as Parquet",
    "keeping": "keeping blocks",
    "keys": "keys of points",
    "reading blocks": "reading blocks",
    "estimates": "estimates of points",
    "figure": "the figure",
}
GROWING = (*(stage for stage in staged.STAGES if stage != staged.STARTING), "after start")


@dataclass(frozen=True)
class Size:
    """A sweep."""

    points: int
    replicates: int

    @property
    def rows(self) -> int:
        """Of its table of partnerships."""
        return self.points * self.replicates

    @property
    def words(self) -> str:
        """For the table."""
        return f"{self.points:,} points, {self.replicates:,} replicates"

    @property
    def arguments(self) -> list[str]:
        """Of its command."""
        sample = ["hydra.sweeper.design=latin_hypercube", f"hydra.sweeper.points={self.points}"]
        return ["-m", *SCENARIO, *VARIED, *sample, f"replicates={self.replicates}", "out=sweep"]


@dataclass(frozen=True)
class Swept:
    """What came of one sweep.

    Attributes:
        again: the same command in the same folder.
        table: bytes of the table of partnerships.
        blocks: bytes of the blocks it was made of.
        reading: seconds to read the table into pandas.
        reading_some: seconds to read three of its columns.
    """

    first: Measured
    again: Measured
    table: int
    blocks: int
    reading: float
    reading_some: float


def measure_points(rounds: int, sizes: Sequence[int], cache: Path) -> list[Row]:
    """Many points of few replicates."""
    found = _swept([Size(points, REPLICATES_A_POINT) for points in sizes], rounds, cache)
    return _rows(POINTS_PART, "points", {size.points: size for size in found}, found)


def measure_rows(rounds: int, sizes: Sequence[int], cache: Path) -> list[Row]:
    """Few points of many replicates."""
    found = _swept([Size(POINTS_OF_ROWS, replicates) for replicates in sizes], rounds, cache)
    return _rows(ROWS_PART, "rows", {size.rows: size for size in found}, found)


def _swept(sizes: Sequence[Size], rounds: int, cache: Path) -> dict[Size, list[Swept]]:
    _sweep(sizes[0], cache)
    by_name = {size.words: size for size in sizes}
    found = rounds_of({name: partial(_sweep, size, cache) for name, size in by_name.items()}, rounds)
    return {by_name[name]: values for name, values in found.items()}


def _sweep(size: Size, cache: Path) -> Swept:
    with tempfile.TemporaryDirectory() as folder:
        first, again = (staged.command(size.arguments, Path(folder), cache) for _ in range(2))
        sweep = Path(folder) / "sweep"
        table = sweep / "runs.parquet"
        if len(pd.read_parquet(table, columns=COLUMNS)) != size.rows:
            raise RuntimeError(f"the table of {size.words} has not {size.rows:,} rows")
        return Swept(
            first,
            again,
            _bytes(table),
            _bytes(sweep / "blocks"),
            seconds_of(partial(pd.read_parquet, table)),
            seconds_of(partial(pd.read_parquet, table, columns=COLUMNS)),
        )


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*.parquet"))


def _rows(part: str, over: str, sizes: dict[int, Size], found: dict[Size, list[Swept]]) -> list[Row]:
    rows = []
    by_stage: dict[str, list[Row]] = {}
    for number, size in sizes.items():
        of_size = _of_size(part, over, number, size, found[size])
        rows += of_size
        for row in of_size:
            by_stage.setdefault(row.series, []).append(row)
    if len(sizes) > 1:
        for stage in GROWING:
            target = LINEAR if stage == "after start" else None
            rows += exponents(part, f"{over}, {stage}", by_stage[f"{over} {stage}"], target)
        small, large = by_stage[f"{over} peak"][-2:]
        text = f"{large.size / small.size:,.0f} times the {over}: peak memory against peak memory"  # type: ignore[operator]
        rows.append(Row(part, f"{over} growth", text, ratios(large.values, small.values), "times", target=CONSTANT))
    return rows


def _of_size(part: str, over: str, number: int, size: Size, found: Sequence[Swept]) -> list[Row]:
    def row(series: str, words: str, values: Sequence[float], unit: str) -> Row:
        return Row(part, f"{over} {series}", f"{size.words}: {words}", tuple(values), unit, number)

    firsts, again = [each.first for each in found], [each.again for each in found]
    rows = [row("wall", "the whole command", [each.wall for each in firsts], "s")]
    rows.append(row("after start", "after starting", [each.after_start for each in firsts], "s"))
    for stage, words in staged.STAGES.items():
        rows.append(row(stage, words, [each.stages[stage] for each in firsts], "s"))
    for name, words in PARTS.items():
        rows.append(row(f"part {name}", f"of it {words}", [each.parts[name][0] for each in firsts], "s"))
    read = [float(each.parts["reading blocks"][1]) / each.parts["blocks"][1] for each in firsts]
    rows.append(row("reads", "how often each block is read for the table", read, "times"))
    rows.append(
        row(
            "rate",
            "simulated and in the table, after starting",
            [size.rows / each.after_start for each in firsts],
            "partnerships/s",
        )
    )
    rows.append(
        row(
            "point rate", "points done, after starting", [size.points / each.after_start for each in firsts], "points/s"
        )
    )
    rows.append(row("composed", "compositions by Hydra", [float(each.composed) for each in firsts], "times"))
    rows.append(row("again", "the same command once more", [each.wall for each in again], "s"))
    share = [100 * once.wall / each.wall for once, each in zip(again, firsts, strict=True)]
    rows.append(row("again share", "the same command once more, of the first", share, "%"))
    rows.append(row("peak", "peak memory", [each.peak for each in firsts], "MiB"))
    for stage in staged.STAGES:
        if stage != staged.STARTING:
            rows.append(row(f"peak {stage}", f"peak memory, {stage}", [each.peaks[stage] for each in firsts], "MiB"))
    rows.append(row("table size", "table of partnerships", [each.table / MIB for each in found], "MiB"))
    rows.append(row("row size", "a row of it", [each.table / size.rows for each in found], "bytes"))
    rows.append(row("blocks size", "the blocks it is made of", [each.blocks / MIB for each in found], "MiB"))
    rows.append(row("reading", "reading the table into pandas", [each.reading for each in found], "s"))
    words = f"reading {len(COLUMNS)} of its columns"
    return [*rows, row("reading some", words, [each.reading_some for each in found], "s")]
