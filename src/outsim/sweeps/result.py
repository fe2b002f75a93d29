"""What a sweep hands back: a row a point, a row a partnership, figures, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from outsim.errors import InputError
from outsim.scenario import Scenario
from outsim.sweeps.designs import Design
from outsim.sweeps.factors import Factor
from outsim.sweeps.folder import FILES
from outsim.sweeps.points import Points
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
    points: Points
    tables: Tables

    def scenario(self, point: int) -> Scenario:
        """The scenario of a point.

        Raises:
            InputError: for a point that does not exist, or values that do not go together.
        """
        if not 0 <= point < len(self.table):
            raise InputError(f"point = {point}: must be between 0 and {len(self.table) - 1}")
        return self.points.scenario(point)

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
        return self.table.loc[self.table["failure"].notna(), ["point", *self.varied, "failure"]]

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
    def varied(self) -> list[str]:
        """The columns of `table` that say what is varied."""
        return [each.name for each in self.factors if each.name in self.table]

    def __repr__(self) -> str:
        state = "" if self.complete else ", incomplete"
        return f"<Sweep of {len(self.table):,} points, {self.replicates:,} partnerships each, seed {self.seed}{state}>"

    def _repr_html_(self) -> str:
        from outsim import html

        columns = [*self.varied, "partnerships", "terminated", "terminated_low", "terminated_high", "first_cause"]
        shown = list(dict.fromkeys(["point", *columns]))
        return html.study("A sweep", self.table, shown, self.words)
