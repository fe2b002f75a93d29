"""Different partnerships, each lived through once, or once with each of several sets of coefficients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jax
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.compiled import Lives
from outsim.conditions import Conditions, Shape, conditions, shape_of, side_by_side
from outsim.engine import Block, run_blocks, width
from outsim.indicators import INDICATOR_NAMES
from outsim.outcome import columns_of, runs_table
from outsim.scenario import Scenario
from outsim.uncertainty import in_place_of_defaults

SETS_TOGETHER = 16  # sets of coefficients handed back at once: what is kept in memory


@dataclass(frozen=True)
class Histories:
    """What became of each member once.

    Attributes:
        runs: one row a member, in their order; the columns of runs.parquet.
        weekly: float32 [members, weeks, indicators], NaN after a partnership's end.
    """

    runs: pd.DataFrame
    weekly: NDArray[np.float32]

    def indicator(self, name: str) -> NDArray[np.float32]:
        """One indicator of all members, [members, weeks], NaN after each one's end."""
        return self.weekly[:, :, INDICATOR_NAMES.index(name)]


def live_through(
    members: Sequence[Scenario],
    *,
    seed: int = 1,
    coefficients: Mapping[str, NDArray[Any]] | None = None,
    first_set: int = 0,
    advance: Callable[[int], None] = lambda finished: None,
) -> Iterator[Histories]:
    """Lives through all members, once for each set of coefficients.

    Member i has the luck of replicate ``set x members + i``: nobody shares luck, so that shares and means over members
    are those of independent partnerships.

    Args:
        members: scenarios that run for the same number of weeks.
        seed: of the luck.
        coefficients: arrays [sets] by dotted name, taken wherever a member has the default; none: the defaults, once.
        advance: called with the number of partnerships just finished.
        first_set: the number of the first set, from which its luck follows.

    Yields:
        The histories of each set, in order.
    """
    sets = len(next(iter(coefficients.values()))) if coefficients else 1
    for first in range(0, sets, SETS_TOGETHER):
        chunk = range(first, min(first + SETS_TOGETHER, sets))
        values = {name: column[chunk.start : chunk.stop] for name, column in (coefficients or {}).items()}
        yield from _live_sets(members, values, seed, range(first_set + chunk.start, first_set + chunk.stop), advance)


class _Members:
    """Members of one shape laid out in a block, each with a set of coefficients."""

    def __init__(self, members: Sequence[Scenario], sets: Mapping[str, NDArray[Any]]) -> None:
        self._together: Conditions = side_by_side([conditions(member) for member in members])
        self._count, self._sets = len(members), sets

    def key(self, block: Block) -> bytes:
        return block.points.tobytes()

    def __call__(self, block: Block) -> Conditions:
        given: Conditions = jax.tree.map(lambda leaf: leaf[..., block.points % self._count], self._together)
        if not self._sets:
            return given
        values = {name: column[block.points // self._count] for name, column in self._sets.items()}
        return replace(given, coefficients=in_place_of_defaults(given.coefficients, values))


def _live_sets(
    members: Sequence[Scenario],
    sets: Mapping[str, NDArray[Any]],
    seed: int,
    numbers: range,
    advance: Callable[[int], None],
) -> Iterator[Histories]:
    """All members with each of a few sets."""
    rows: list[dict[str, Any]] = []
    weekly = np.full((len(numbers), len(members), members[0].weeks, len(INDICATOR_NAMES)), np.nan, np.float32)
    for shape, own in _by_shape(members).items():
        layout = _Members([members[place] for place in own], sets)
        for block, given, lives in run_blocks(_blocks(shape, own, len(members), numbers), layout, seed, "single"):
            places = block.points[: block.wanted]
            which, member = places // len(own), own[places % len(own)]
            rows.append({"set": which, "point": member, **_columns(given, lives, block)})
            weekly[which, member] = np.moveaxis(np.asarray(lives.weekly)[..., : block.wanted], -1, 0)
            advance(block.wanted)
    columns = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
    order = np.lexsort((columns["point"], columns["set"]))
    table = runs_table(members, seed, {name: column[order] for name, column in columns.items()})
    for place in range(len(numbers)):
        mine = table.iloc[place * len(members) : (place + 1) * len(members)]
        yield Histories(mine.reset_index(drop=True), weekly[place])


def _columns(given: Conditions, lives: Lives, block: Block) -> dict[str, Any]:
    return {"replicate": block.replicates[: block.wanted], **columns_of(given, lives, block.wanted)}


def _by_shape(members: Sequence[Scenario]) -> dict[Shape, NDArray[np.intp]]:
    shapes = [shape_of(member) for member in members]
    return {
        shape: np.flatnonzero([other == shape for other in shapes]).astype(np.intp) for shape in dict.fromkeys(shapes)
    }


def _blocks(shape: Shape, own: NDArray[np.intp], members: int, numbers: range) -> Iterator[Block]:
    """Blocks of one shape: place p is member ``own[p modulo their number]`` with set ``p // their number``."""
    wide, total = width(shape), len(own) * len(numbers)
    for first in range(0, total, wide):
        wanted = min(wide, total - first)
        points = first + np.arange(wide) % wanted
        replicates = (numbers.start + points // len(own)) * members + own[points % len(own)]
        yield Block(shape, points, replicates, wanted)
