"""What of a sweep is there already, and what is still to be computed, in blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from outsim.sweeps.blocks import Work, World
from outsim.sweeps.listed import Visited
from outsim.sweeps.stores import Kept

ROWS = 8192  # partnerships of a block: some seconds of work, which is what a kill can lose
TOGETHER = 128  # replicates that share their luck in one call of the engine
PART_ROWS = 65_536  # partnerships of the table that are put in order at a time

Range = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """Replicates ``first`` to ``last - 1`` of a point, and the block that holds them."""

    first: int
    last: int
    block: Kept


@dataclass
class Index:
    """The blocks of one model and luck, by the points they hold.

    Args:
        blocks: of which those of other models or lucks are left out.
    """

    model: str
    world: World
    pieces: dict[str, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    failed: dict[str, str] = field(default_factory=dict)
    others: int = 0  # blocks of another model, luck, or without weeks

    def add(self, block: Kept) -> None:
        """Files one block."""
        about = block.about
        if (about.model, about.luck) != (self.model, self.world.luck) or about.weekly < self.world.weekly:
            self.others += 1
            return
        self.failed.update(about.failed)
        for key in about.points:
            self.pieces[key].append(Piece(about.first, about.last, block))

    def covering(self, key: str, replicates: int) -> list[Piece]:
        """What there is of a point's first replicates, each once, ascending."""
        found: list[Piece] = []
        reached = 0
        for piece in sorted(self.pieces.get(key, ()), key=lambda each: (each.first, -each.last, each.block.name)):
            first, last = max(piece.first, reached), min(piece.last, replicates)
            if first < last:
                found.append(Piece(first, last, piece.block))
                reached = last
        return found

    def missing(self, key: str, replicates: int) -> tuple[Range, ...]:
        """Which of a point's first replicates are not there."""
        if key in self.failed:
            return ()
        gaps, reached = [], 0
        for piece in self.covering(key, replicates):
            if piece.first > reached:
                gaps.append((reached, piece.first))
            reached = piece.last
        return (*gaps, (reached, replicates)) if reached < replicates else tuple(gaps)


def indexed(blocks: Iterable[Kept], model: str, world: World) -> Index:
    """An index of blocks."""
    index = Index(model, world)
    for block in blocks:
        index.add(block)
    return index


def works(points: Visited, keys: list[str], index: Index, replicates: int, rows: int = ROWS) -> Iterator[Work]:
    """What is still to be computed: points of one shape together, first replicates first.

    Args:
        keys: of the points.
        rows: partnerships of a block.
    """
    shapes = points.shapes()
    groups: dict[tuple[object, Range], list[int]] = defaultdict(list)
    seen: set[str] = set()
    for point, key in enumerate(keys):
        if key in seen:  # two points can be the same scenario
            continue
        seen.add(key)
        for gap in index.missing(key, replicates):
            groups[shapes[point], gap].append(point)
    for (_, (first, last)), members in groups.items():
        length = _length(last - first, len(members), rows)
        for start in range(first, last, length):
            end = min(start + length, last)
            size = max(1, rows // (end - start))
            for place in range(0, len(members), size):
                yield _work(points, keys, members[place : place + size], (start, end), index)


def _length(replicates: int, points: int, rows: int) -> int:
    """How many replicates of a block: as many as fit with all points, in whole sets that share their luck.

    But no more points than a part of the table has, or each block would be read again for every part.
    """
    together = min(points, max(1, PART_ROWS // replicates))
    fitting = rows // together // TOGETHER * TOGETHER
    return min(replicates, max(TOGETHER, fitting))


def _work(points: Visited, keys: list[str], members: list[int], replicates: Range, index: Index) -> Work:
    present = sorted({int(points.base_of[point]) for point in members})
    place = {base: number for number, base in enumerate(present)}
    return Work(
        keys=tuple(keys[point] for point in members),
        bases=tuple(points.bases[base] for base in present),
        values=tuple((place[int(points.base_of[point])], points.values(point)) for point in members),
        first=replicates[0],
        last=replicates[1],
        world=index.world,
        model=index.model,
    )
