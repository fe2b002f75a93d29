"""The same design three ways: one table by ``outsim -m``, Mesa's ``batch_run``, and Hydra with one job a point.

The peers are far slower, so they get six points of the design, Mesa with few replicates; from that comes what a point
costs them. Whatever they do once is left out: Mesa's start of processes, Hydra's start and its first job, which loads
the compiled program. Of outsim the whole command counts, from its start to its last line.
"""

from __future__ import annotations

import statistics
import tempfile
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

import mesa_batch
import staged
from mesa_batch import Batch
from timing import Row, ratios, rounds_of

PART = "Throughput"
NAMES = {
    "outsim": "outsim -m",
    "after start": "outsim -m without its start",
    "job": "Hydra, one job a point",
    "mesa": "Mesa's batch_run",
    "mesas": "Mesa's batch_run, a process a core",
}
REPLICATES_OF_MESA = 2
FILES = "files that one job leaves"


@dataclass(frozen=True)
class Grid:
    """A factorial design over clarity and participation of the default scenario."""

    side: int
    replicates: int

    @property
    def points(self) -> int:
        """Combinations."""
        return self.side**2

    @property
    def words(self) -> str:
        """For the table."""
        return f"{self.points:,} points with {self.replicates:,} replicates of 52 agents over 104 weeks"

    def levels(self, *shares: float) -> list[float]:
        """All levels of an input, or those at some shares of the way."""
        every = [round(float(level), 4) for level in np.linspace(0.1, 0.9, self.side)]
        return [every[round(share * (self.side - 1))] for share in shares] or every

    def few(self, replicates: int) -> Batch:
        """Six of its points, spread over it."""
        return Batch(self.levels(0.25, 0.75), self.levels(0.1, 0.5, 0.9), replicates)

    def arguments(self, clarity: list[float], participation: list[float]) -> list[str]:
        """Of the command that sweeps these levels."""
        return [
            "-m",
            f"contract.clarity={','.join(map(str, clarity))}",
            f"leaders.participation={','.join(map(str, participation))}",
            f"replicates={self.replicates}",
            "out=sweep",
        ]


@dataclass(frozen=True)
class Job:
    """What one job of Hydra costs."""

    seconds: float
    composing: float  # seconds of it, for the check of all jobs before the first
    files: int


def measure(rounds: int, grid: Grid, cache: Path) -> list[Row]:
    """All four in alternation, compiled beforehand.

    Args:
        cache: folder for compiled programs.
    """
    few = grid.few(REPLICATES_OF_MESA)
    _whole(Grid(2, grid.replicates), cache)
    _job(grid, cache)
    found = rounds_of(
        {
            "outsim": partial(_whole, grid, cache),
            "job": partial(_job, grid, cache),
            "mesa": partial(mesa_batch.seconds, few, 1),
            "mesas": partial(mesa_batch.seconds, few, None),
        },
        rounds,
    )
    whole, jobs = found["outsim"], found["job"]
    a_point = {
        "outsim": tuple(each.wall / grid.points for each in whole),
        "after start": tuple(each.after_start / grid.points for each in whole),
        "job": tuple(each.seconds for each in jobs),
        **{
            name: tuple(each / few.partnerships * grid.replicates for each in found[name]) for name in ("mesa", "mesas")
        },
    }
    rows = [Row(PART, "whole", f"outsim -m, the whole design: {grid.words}", tuple(each.wall for each in whole), "s")]
    rows.append(Row(PART, "start", "of it starting", tuple(each.stages[staged.STARTING] for each in whole), "s"))
    rows += _rates(grid, a_point)
    for name in ("mesa", "mesas", "job"):
        values = tuple(each * grid.points / 60 for each in a_point[name])
        rows.append(Row(PART, f"whole {name}", f"{NAMES[name]}, the whole design at this cost", values, "minutes"))
    rows.append(Row(PART, "composing", "composing and checking one job", tuple(each.composing for each in jobs), "s"))
    rows.append(Row(PART, "files", FILES, tuple(float(each.files) for each in jobs), "files"))
    rows.append(Row(PART, "composed", "outsim -m: compositions by Hydra", tuple(float(m.composed) for m in whole), ""))
    return rows


def _rates(grid: Grid, a_point: dict[str, tuple[float, ...]]) -> list[Row]:
    rows = []
    points = {name: tuple(1 / each for each in seconds) for name, seconds in a_point.items()}
    for name, rates in points.items():
        runs = tuple(grid.replicates * each for each in rates)
        rows.append(Row(PART, f"points {name}", NAMES[name], rates, "points/s"))
        rows.append(Row(PART, f"rate {name}", NAMES[name], runs, "partnerships/s"))
    for name in ("mesa", "mesas", "job"):
        words = f"{NAMES['outsim']}, against {NAMES[name]}"
        rows.append(Row(PART, f"ratio {name}", words, ratios(points["outsim"], points[name]), "times as fast"))
    return rows


def _whole(grid: Grid, cache: Path) -> staged.Measured:
    with tempfile.TemporaryDirectory() as folder:
        return staged.command(grid.arguments(grid.levels(), grid.levels()), Path(folder), cache)


def _job(grid: Grid, cache: Path) -> Job:
    """The median of all jobs but the first, each with its share of the check that Hydra makes of all beforehand."""
    few = grid.few(grid.replicates)
    basic = ["hydra/sweeper=basic", "hydra/launcher=basic"]
    with tempfile.TemporaryDirectory() as folder:
        arguments = grid.arguments(list(few.clarity), list(few.participation))
        found = staged.command([*arguments, *basic], Path(folder), cache)
        files = sum(file.is_file() for file in (Path(folder) / "sweep" / "0").rglob("*"))
    begun = found.jobs[few.points :]  # each job is composed once to check it, and once to run it
    if len(begun) != few.points + 1:
        raise RuntimeError(f"Hydra composed {len(found.jobs) - 1} times for {few.points} jobs")
    checking = (begun[0] - found.jobs[0]) / few.points
    every = [last - first for first, last in pairwise(begun[1:])]
    return Job(checking + statistics.median(every), checking, files)
