"""Where blocks are kept: a folder whose files land whole or not at all, or memory."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from outsim.sweeps.blocks import ABOUT, About, Computed

RUNS, WEEKS = "runs", "weeks"
_HALF_WRITTEN = ".writing-"
_ABANDONED = 3600  # seconds after which a half-written file belongs to nobody who still runs


@dataclass(frozen=True)
class Kept:
    """A block that a store holds whole."""

    name: str
    about: About


_DAYS_KEPT = 7
_NAME = re.compile(r"[0-9a-f]{24}\.[0-9a-f]{16}\.(runs|weeks)\.parquet")


class Store(Protocol):
    """Keeps blocks."""

    def put(self, block: Computed) -> None:
        """Keeps a block; one that is there already is replaced by the same."""
        ...

    def kept(self) -> Iterator[Kept]:
        """The blocks there, each checked to be as it was written."""
        ...

    def table(self, name: str, what: str) -> pa.Table:
        """The table of a block, of `RUNS` or of `WEEKS`."""
        ...


class MemoryStore:
    """Blocks in memory.

    >>> list(MemoryStore().kept())
    []
    """

    def __init__(self) -> None:
        self._blocks: dict[str, Computed] = {}

    def put(self, block: Computed) -> None:
        """See `Store`."""
        self._blocks[block.name] = block

    def kept(self) -> Iterator[Kept]:
        """See `Store`."""
        for name, block in self._blocks.items():
            yield Kept(name, _about(pa.BufferReader(block.runs)))

    def table(self, name: str, what: str) -> pa.Table:
        """See `Store`."""
        block = self._blocks[name]
        return pq.read_table(pa.BufferReader(block.runs if what == RUNS else block.weeks))


class FolderStore:
    """Blocks as Parquet files. Names hold what went into a block and a digest of what came of it.

    Several processes can write to one folder: a file appears in one step, and is the same whoever writes it.

    Attributes:
        folder: where they are.
        damaged: names of files that `kept` found not to be as they were written, and took away.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[str, Path] = {}  # of runs, by the name of the block
        self.damaged: list[str] = []

    def put(self, block: Computed) -> None:
        """See `Store`.

        Raises:
            OSError: where it cannot be written, as on a full disk; the file is then not there.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        if block.weeks is not None:
            self._write(block.name, WEEKS, block.weeks)
        self._files[block.name] = self._write(block.name, RUNS, block.runs)

    def kept(self) -> Iterator[Kept]:
        """See `Store`."""
        self._files, self.damaged = {}, []
        for file in self._own(RUNS):
            try:
                about = _about(file) if _is_whole(file) else None
                if about is not None and about.weekly and about.points:
                    about = about if _is_whole(self._weeks_of(file)) else None
            except FileNotFoundError:  # another process took it away, or weeks are gone
                about = None
            if about is None:
                self._take_away(file)
                continue
            name = file.name.split(".")[0]
            self._files[name] = file
            yield Kept(name, about)

    def table(self, name: str, what: str) -> pa.Table:
        """See `Store`."""
        file = self._files[name]
        return pq.read_table(file if what == RUNS else self._weeks_of(file))

    def names(self) -> set[str]:
        """Of the blocks there, unchecked."""
        return {file.name.split(".")[0] for file in self._own(RUNS)}

    def _own(self, what: str) -> list[Path]:
        """Files that are called like blocks; others are somebody else's."""
        return sorted(file for file in self.folder.glob(f"*.{what}.parquet") if _NAME.fullmatch(file.name))

    def sweep_up(self, *, older_than: float | None = None) -> None:
        """Takes away what killed processes left half-written, and blocks older than so many seconds."""
        old = [] if older_than is None else [*self._own(RUNS), *self._own(WEEKS)]
        for left in [*self.folder.glob(f"{_HALF_WRITTEN}*"), *old]:
            limit = _ABANDONED if left.name.startswith(_HALF_WRITTEN) else older_than
            try:
                if limit is not None and time.time() - left.stat().st_mtime > limit:
                    left.unlink()
            except FileNotFoundError:
                continue

    def files(self) -> dict[str, int]:
        """The files of blocks, and their bytes."""
        return {file.name: file.stat().st_size for file in [*self._own(RUNS), *self._own(WEEKS)]}

    def _weeks_of(self, runs: Path) -> Path:
        found = sorted(self.folder.glob(f"{runs.name.split('.')[0]}.*.{WEEKS}.parquet"))
        if not found:
            raise FileNotFoundError(runs)
        return found[0]

    def _take_away(self, file: Path) -> None:
        self.damaged.append(file.name)
        file.unlink(missing_ok=True)
        for weeks in self.folder.glob(f"{file.name.split('.')[0]}.*.{WEEKS}.parquet"):
            weeks.unlink(missing_ok=True)

    def _write(self, name: str, what: str, content: bytes) -> Path:
        meant = self.folder / f"{name}.{_digest(content)}.{what}.parquet"
        half = self.folder / f"{_HALF_WRITTEN}{uuid4().hex}"
        try:
            with half.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(half, meant)
        finally:
            half.unlink(missing_ok=True)
        return meant


def study_store() -> FolderStore:
    """The user's cache, where studies keep the blocks of the last days: one that was stopped goes on from there."""
    import platformdirs

    store = FolderStore(Path(platformdirs.user_cache_dir("outsim", appauthor=False)) / "blocks")
    store.sweep_up(older_than=_DAYS_KEPT * 86_400)
    return store


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def _is_whole(file: Path) -> bool:
    """Whether a file is, byte for byte, what was written under its name."""
    return _digest(file.read_bytes()) == file.name.split(".")[1]


def _about(file: Path | pa.BufferReader) -> About:
    return About.read(pq.read_schema(file).metadata[ABOUT])
