"""Computes what is missing of a sweep, with whatever launches it, and keeps each block as it comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from outsim.progress import sweep_progress
from outsim.sweeps.blocks import Computed, Work, compute
from outsim.sweeps.stores import Store


class Done(NamedTuple):
    """One block, or why there is none; blocks that a launcher has put into the store itself come without content."""

    work: Work
    block: Computed | None = None
    lost: str | None = None


class CannotKeep(Exception):
    """A block could not be kept, as on a full disk."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


Keep = Callable[[Done], None]
"""Takes each block as it comes."""

Launch = Callable[[Sequence[Work], Keep], None]
"""Computes blocks, in any order, anywhere."""


def here(works: Sequence[Work], keep: Keep) -> None:
    """Computes blocks one after the other in this process; each uses all its cores."""
    for work in works:
        keep(Done(work, compute(work)))


@dataclass(frozen=True)
class Ran:
    """What came of running.

    Attributes:
        lost: for points of blocks that could not be computed, why; they are not kept, and are tried again next time.
        complete: False after Ctrl-C.
    """

    lost: dict[str, str]
    complete: bool


def run(works: Sequence[Work], store: Store, launch: Launch, *, points: int, progress: bool) -> Ran:
    """Computes blocks and keeps them.

    Args:
        works: what is missing.
        points: of the whole sweep, for the progress shown.
        progress: whether to show it, on standard error where that is a terminal.

    Raises:
        CannotKeep: where a block cannot be kept; those kept before are there.
        InputError: as `outsim.sweeps.blocks.compute`.
    """
    waiting = Counter(key for work in works for key in work.keys)  # blocks that each point still waits for
    lost: dict[str, str] = {}
    failed: set[str] = set()
    partnerships = sum(work.partnerships for work in works)
    with sweep_progress(points, partnerships, done=points - len(waiting), show=progress) as advance:

        def keep(done: Done) -> None:
            if done.lost is not None:
                lost.update(dict.fromkeys(done.work.keys, done.lost))
            if done.block is not None:
                try:
                    store.put(done.block)
                except OSError as error:
                    raise CannotKeep(error) from error
                failed.update(done.block.failed)
            waiting.subtract(done.work.keys)
            finished = sum(not waiting[key] for key in done.work.keys)
            advance(finished, done.work.partnerships, len(failed | lost.keys()))

        try:
            launch(works, keep)
        except KeyboardInterrupt:
            return Ran(lost, complete=False)
    return Ran(lost, complete=True)
