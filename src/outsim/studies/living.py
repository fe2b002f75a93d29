"""Different partnerships, each lived through once, or with each of several sets of coefficients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.compiled import Lives
from outsim.conditions import Conditions, Packed, Shape, conditions, joined, packed, shape_of, side_by_side
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


@dataclass(frozen=True, eq=False)
class LaidOut:
    """Members as the arrays that a simulation reads: made once, however often they are lived through.

    Attributes:
        members: scenarios that run for the same number of weeks.
    """

    members: tuple[Scenario, ...]

    @cached_property
    def by_shape(self) -> Mapping[Shape, tuple[NDArray[np.intp], Packed]]:
        """For each shape the places of its members, and their conditions side by side."""
        shapes = [shape_of(member) for member in self.members]
        own = {shape: [place for place, of in enumerate(shapes) if of == shape] for shape in dict.fromkeys(shapes)}
        return {
            shape: (np.array(places), side_by_side([conditions(self.members[place]) for place in places]))
            for shape, places in own.items()
        }


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
    laid_out = LaidOut(tuple(members))
    yield from live_through_each(
        lambda number: laid_out, sets, seed=seed, coefficients=coefficients, first_set=first_set, advance=advance
    )


def live_through_each(
    population: Callable[[int], LaidOut],
    sets: int,
    *,
    seed: int = 1,
    coefficients: Mapping[str, NDArray[Any]] | None = None,
    first_set: int = 0,
    advance: Callable[[int], None] = lambda finished: None,
) -> Iterator[Histories]:
    """Lives through a population of its own with each set of coefficients.

    Args:
        population: the members of the set of that number; as many for each, for as many weeks.
        sets: how many.
        seed, coefficients, first_set, advance: as in `live_through`.

    Yields:
        The histories of each set, in order.
    """
    for first in range(0, sets, SETS_TOGETHER):
        chunk = range(first, min(first + SETS_TOGETHER, sets))
        values = {name: column[chunk.start : chunk.stop] for name, column in (coefficients or {}).items()}
        numbers = range(first_set + chunk.start, first_set + chunk.stop)
        yield from _live_sets([population(number) for number in numbers], values, seed, numbers, advance)


class _SideBySide:
    """Members of one shape from several populations in a row, each with its population's set of coefficients."""

    def __init__(self, parts: Sequence[Packed], which: NDArray[np.intp], sets: Mapping[str, NDArray[Any]]) -> None:
        self._together = joined(parts)
        self._which, self._sets = which, sets

    def key(self, block: Block) -> bytes:
        return block.points.tobytes()

    def __call__(self, block: Block) -> Packed:
        laid_out = self._together.at(block.points)
        if not self._sets:
            return laid_out
        given = laid_out.unpacked()
        values = {name: column[self._which[block.points]] for name, column in self._sets.items()}
        return packed(replace(given, coefficients=in_place_of_defaults(given.coefficients, values)))


def _live_sets(
    populations: Sequence[LaidOut],
    sets: Mapping[str, NDArray[Any]],
    seed: int,
    numbers: range,
    advance: Callable[[int], None],
) -> Iterator[Histories]:
    """A few populations, each with its set."""
    many = len(populations[0].members)
    scenarios = [member for population in populations for member in population.members]
    rows: list[dict[str, Any]] = []
    weekly = np.full((len(numbers), many, scenarios[0].weeks, len(INDICATOR_NAMES)), np.nan, np.float32)
    for shape in dict.fromkeys(shape for population in populations for shape in population.by_shape):
        parts = [(place, *each.by_shape[shape]) for place, each in enumerate(populations) if shape in each.by_shape]
        which = np.concatenate([np.full(len(own), place) for place, own, _ in parts])
        member = np.concatenate([own for _, own, _ in parts])
        layout = _SideBySide([given for _, _, given in parts], which, sets)
        replicates = (numbers.start + which) * many + member
        for block, given, lives in run_blocks(_blocks(shape, replicates), layout, seed, "single"):
            places = block.points[: block.wanted]
            rows.append({"point": which[places] * many + member[places], **_columns(given, lives, block)})
            weekly[which[places], member[places]] = np.moveaxis(np.asarray(lives.weekly)[..., : block.wanted], -1, 0)
            advance(block.wanted)
    columns = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
    order = np.argsort(columns["point"])
    table = runs_table(scenarios, seed, {name: column[order] for name, column in columns.items()})
    table["point"] %= many
    for place in range(len(numbers)):
        mine = table.iloc[place * many : (place + 1) * many]
        yield Histories(mine.reset_index(drop=True), weekly[place])


def _columns(given: Conditions, lives: Lives, block: Block) -> dict[str, Any]:
    return {"replicate": block.replicates[: block.wanted], **columns_of(given, lives, block.wanted)}


def _blocks(shape: Shape, replicates: NDArray[np.intp]) -> Iterator[Block]:
    """Blocks of one shape, filled up to their width."""
    wide, total = width(shape), len(replicates)
    for first in range(0, total, wide):
        wanted = min(wide, total - first)
        points = first + np.arange(wide) % wanted
        yield Block(shape, points, replicates[points], wanted)
