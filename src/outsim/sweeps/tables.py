"""From blocks to one table, in the order of points, a part at a time: memory does not grow with rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from outsim.sweeps.factors import SCENARIO
from outsim.sweeps.listed import Visited
from outsim.sweeps.plan import PART_ROWS, Index, Piece
from outsim.sweeps.stores import RUNS, WEEKS, Store

WEEKLY_PART = PART_ROWS // 4  # partnerships whose weeks are read at a time
WEEKLY_BLOCKS_HELD = 2
BLOCKS_HELD = 8  # blocks are laid out so that each is needed for one part

_WEEKS_OF_EVENTS = ("first_escalation_week", "first_renegotiation_week")

FAILURE = "failure"
"""The column that says why a point could not be simulated."""


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of a sweep, as far as there are blocks.

    Attributes:
        keys: of the points.
        lost: for points whose blocks could not be computed, why.
    """

    points: Visited
    keys: Sequence[str]
    index: Index
    store: Store
    replicates: int
    lost: Mapping[str, str]

    @cached_property
    def _read(self) -> Callable[[str, str], pa.Table]:
        held = WEEKLY_BLOCKS_HELD if self.index.world.weekly else BLOCKS_HELD
        return lru_cache(held)(lambda name, what: self.store.table(name, what).combine_chunks())

    @cached_property
    def _no_rows(self) -> pa.Table | None:
        """All columns, so that every part has them."""
        for point, key in enumerate(self.keys):
            if self.index.covering(key, self.replicates):
                found = self._rows(range(point, point + 1), RUNS)
                return None if found is None else found.slice(0, 0)
        return None

    def failures(self) -> dict[int, str]:
        """For each point that could not be simulated, why."""
        found = {**self.lost, **self.index.failed}
        return {point: found[key] for point, key in enumerate(self.keys) if key in found}

    def runs(self) -> Iterator[pa.Table]:
        """Partnerships by point and replicate; a point that failed has one row without a replicate."""
        failures = self.failures()
        for chunk in self._chunks():
            failed = [point for point in chunk if point in failures]
            parts = [self._no_rows, self._rows(chunk, RUNS), self._failed(failed, failures)]
            there = [part for part in parts if part is not None]
            together = pa.concat_tables(there, promote_options="default") if there else pa.table({})
            if together.num_rows:
                yield _with_pandas_types(self._in_order(together))

    def weeks(self) -> Iterator[pa.Table]:
        """Weeks of partnerships by point, replicate and week."""
        for chunk in self._chunks(WEEKLY_PART):
            found = self._rows(chunk, WEEKS)
            if found is not None:
                yield found

    def _chunks(self, partnerships: int = PART_ROWS) -> Iterator[range]:
        size = max(1, partnerships // self.replicates)
        for first in range(0, len(self.points), size):
            yield range(first, min(first + size, len(self.points)))

    def _rows(self, chunk: range, what: str) -> pa.Table | None:
        """The rows of some points, with the columns that only the whole table knows."""
        wanted: dict[str, list[tuple[int, Piece]]] = defaultdict(list)
        for point in chunk:
            for piece in self.index.covering(self.keys[point], self.replicates):
                wanted[piece.block.name].append((point, piece))
        parts = [self._of_block(pieces, what) for pieces in wanted.values()]
        if not parts:
            return None
        table = pa.concat_tables(parts, promote_options="default").combine_chunks()
        columns = ["point", "replicate", "week"] if what == WEEKS else ["point", "replicate"]
        keys = [table[name].to_numpy() for name in reversed(columns)]
        ordered = table.take(pa.array(np.lexsort(keys)))
        return self._described(ordered) if what == RUNS else self._named(ordered)

    def _of_block(self, pieces: Sequence[tuple[int, Piece]], what: str) -> pa.Table:
        block = pieces[0][1].block
        about, table = block.about, self._read(block.name, what)
        each = about.last - about.first
        place = {key: number for number, key in enumerate(about.points)}
        if what == RUNS:
            rows, points = [], []
            for point, piece in pieces:
                start = place[self.keys[point]] * each - about.first
                rows.append(np.arange(start + piece.first, start + piece.last))
                points.append(np.full(piece.last - piece.first, point, np.int32))
            found = table.take(pa.array(np.concatenate(rows)))
            return found.append_column("point", pa.array(np.concatenate(points)))
        return self._weeks_of_block(pieces, place, table)

    def _weeks_of_block(
        self, pieces: Sequence[tuple[int, Piece]], place: Mapping[str, int], table: pa.Table
    ) -> pa.Table:
        places, replicates = table["point"].to_numpy(), table["replicate"].to_numpy()
        rows, points = [], []
        for point, piece in pieces:
            first, last = np.searchsorted(places, [place[self.keys[point]], place[self.keys[point]] + 1])
            of_point = replicates[first:last]
            within = first + np.flatnonzero((of_point >= piece.first) & (of_point < piece.last))
            rows.append(within)
            points.append(np.full(within.size, point, np.int32))
        found = table.drop_columns("point").take(pa.array(np.concatenate(rows)))
        return found.append_column("point", pa.array(np.concatenate(points)))

    def _named(self, table: pa.Table) -> pa.Table:
        """With the scenario first."""
        names = self._of_points(table["point"].to_numpy(), SCENARIO)
        columns = {SCENARIO: names, "point": table["point"], **{name: table[name] for name in table.column_names}}
        return pa.table(columns)

    def _described(self, table: pa.Table) -> pa.Table:
        """With scenario, point, replicate, seed and what is varied before the outcome."""
        points = table["point"].to_numpy()
        first = {
            SCENARIO: self._of_points(points, SCENARIO),
            "point": table["point"],
            "replicate": table["replicate"],
            **({"draw": table["draw"]} if "draw" in table.column_names else {}),
            "seed": pa.array(np.full(len(points), self.index.world.seed, np.int64)),
            **{name: self._of_points(points, name) for name in self.points.columns if name != SCENARIO},
        }
        rest = {name: table[name] for name in table.column_names if name not in first}
        return pa.table({**first, **rest, FAILURE: pa.nulls(len(points), pa.string())})

    def _of_points(self, points: NDArray[Any], name: str) -> pa.Array:
        return pa.array(self.points.table[name].iloc[points])

    def _failed(self, failed: Sequence[int], failures: Mapping[int, str]) -> pa.Table | None:
        if not failed:
            return None
        points = np.array(failed, np.int32)
        columns = {
            SCENARIO: self._of_points(points, SCENARIO),
            "point": pa.array(points),
            "seed": pa.array(np.full(len(points), self.index.world.seed, np.int64)),
            **{name: self._of_points(points, name) for name in self.points.columns if name != SCENARIO},
        }
        return pa.table({**columns, FAILURE: pa.array([failures[point] for point in failed])})

    @staticmethod
    def _in_order(table: pa.Table) -> pa.Table:
        """Failed points between the others."""
        points = table["point"].to_numpy()
        if (np.diff(points) >= 0).all():
            return table
        return table.combine_chunks().take(pa.array(np.argsort(points, kind="stable")))


def _with_pandas_types(table: pa.Table) -> pa.Table:
    """With a note for pandas that weeks which can be missing are whole numbers."""
    example = table.slice(0, 0).to_pandas()
    types = {name: "Int32" for name in _WEEKS_OF_EVENTS if name in example}
    noted = pa.Schema.from_pandas(example.astype(types), preserve_index=False).metadata
    return table.replace_schema_metadata(noted)
