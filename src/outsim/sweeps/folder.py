"""The folder of a sweep: what is kept of it while it runs, and what is there when it has run."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from filelock import FileLock
from omegaconf import OmegaConf

from outsim.errors import InputError
from outsim.results import BLOCKS, check_folder, put_in_place
from outsim.sweeps.stores import FolderStore

FILES: Mapping[str, str] = {
    "runs": "runs.parquet",
    "weeks": "weeks.parquet",
    "points": "points.parquet",
    "runs_csv": "runs.csv",
    "points_csv": "points.csv",
    "summary": "summary.json",
    "figure": "figure.png",
    "words": "words.txt",
    "config": "config.yaml",
    "manifest": "manifest.json",
    "blocks": BLOCKS,
}
"""What a folder of a sweep can hold, by what it is."""

ROWS_A_FILE = 1_000_000
_LOCK, _HALVES, _WORKS = ".lock", ".half", ".work"
_BEGUN, _DESIGN = "begun.json", "design.parquet"
_INSIDE = {_LOCK, _HALVES, _WORKS, _BEGUN, _DESIGN}
"""What a sweep holds for itself, and a killed one leaves: who begins again takes it up."""

_ABANDONED = 7 * 86_400  # seconds after which what is half-written, or asked of a job, belongs to nobody who still runs


class SweepFolder:
    """Everything of one sweep, finished or not.

    Raises:
        InputError: for a folder that cannot be written, or that holds something else.

    >>> SweepFolder(Path("results") / "sweep").manifest()
    {}
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._was_there = path.exists()
        check_folder(path, allowed={*FILES.values(), *_INSIDE}, marks={FILES["manifest"], BLOCKS, *_INSIDE})
        if (path / FILES["runs"]).is_file():
            raise InputError(f"out = {path}: holds the results of one scenario; a sweep needs a folder of its own")
        self.store = FolderStore(path / BLOCKS)
        self._blocks_before = self.store.names()

    def manifest(self) -> dict[str, Any]:
        """What the last sweep here said of itself, finished or not; nothing where there was none."""
        for name in (_BEGUN, FILES["manifest"]):
            try:
                found = json.loads((self.path / name).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            if isinstance(found, dict):
                return found
        return {}

    def unfinished(self) -> pd.DataFrame | None:
        """The points of a sweep that was begun here and never came to its table; none where there is no such sweep."""
        if not (self.path / _BEGUN).exists():
            return None
        return pd.read_parquet(self.path / _DESIGN)

    def works(self) -> Path:
        """A new folder for what is asked of jobs in other processes."""
        folder = self.path / _WORKS / uuid4().hex[:12]
        folder.mkdir(parents=True)
        return folder

    def begin(self, points: pd.DataFrame, manifest: Mapping[str, Any]) -> None:
        """Says what will be there, before anything slow begins: what is kept from now on can be read with it.

        Results of an earlier sweep stay until those of this one take their place.

        Raises:
            InputError: where it cannot be written.
        """
        with self._writing():
            (self.path / _HALVES).mkdir(parents=True, exist_ok=True)
            self._sweep_up()
            self._put(_DESIGN, lambda file: points.to_parquet(file, compression="zstd", index=False))
            self._put(_BEGUN, lambda file: _write_json(manifest, file))

    def finish(self, config: Mapping[str, Any], manifest: Mapping[str, Any]) -> None:
        """Says what is there now.

        Raises:
            InputError: where it cannot be written.
        """
        with self._writing():
            self._put(FILES["config"], lambda file: OmegaConf.save(OmegaConf.create(dict(config)), file))
            self._put(FILES["manifest"], lambda file: _write_json(manifest, file))
            for name in (_BEGUN, _DESIGN):
                (self.path / name).unlink(missing_ok=True)

    def _sweep_up(self) -> None:
        """Takes away what killed processes left long ago."""
        self.store.sweep_up()
        for left in [*self.path.glob(f"{_HALVES}/*"), *self.path.glob(f"{_WORKS}/*")]:
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > _ABANDONED:
                    shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink()

    def forget(self) -> None:
        """Takes away what `begin` wrote, where nothing came of it."""
        if not self._was_there and not self.store.names():
            shutil.rmtree(self.path, ignore_errors=True)
        elif self._blocks_before == self.store.names() and (self.path / FILES["runs"]).exists():
            for name in (_BEGUN, _DESIGN):
                (self.path / name).unlink(missing_ok=True)

    def write_table(self, what: str, tables: Iterable[pa.Table], *, csv: bool = False) -> int:
        """Writes a table as a dataset of Parquet files, and as CSV if asked for; returns its rows.

        What was there before is replaced in one step at the end.

        Raises:
            InputError: where it cannot be written; what was there before is then still there.
        """
        with self._writing(), put_in_place(self.path / FILES[what], self.path / _HALVES) as place:
            return _write_dataset(tables, place, self._half(FILES["runs_csv"]) if csv else None, self.path)

    def write(self, what: str, write: Any) -> None:
        """Writes one file in one step.

        Args:
            write: a function of the path to write to.

        Raises:
            InputError: where it cannot be written.
        """
        with self._writing():
            self._put(FILES[what], write)

    def write_json(self, what: str, content: Mapping[str, Any]) -> None:
        """Writes a mapping as JSON; raises as `write`."""
        self.write(what, lambda file: _write_json(content, file))

    def remove(self, *what: str) -> None:
        """Takes away results that would not fit what is there now."""
        for name in what:
            path = self.path / FILES[name]
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def paths(self) -> dict[str, Path]:
        """What is there, by what it is."""
        return {what: self.path / name for what, name in FILES.items() if (self.path / name).exists()}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes results into this folder meanwhile."""
        with FileLock(self.path / _LOCK):
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self.cannot_write(error) from None

    def cannot_write(self, error: OSError) -> InputError:
        """The message for what the disk refuses, and what is left."""
        done = sum(name.endswith(".runs.parquet") for name in self.store.files())
        left = f"; the {done} blocks done by then can be read, and the same command goes on from there" if done else ""
        return InputError(f"out = {self.path}: cannot be written: {error.strerror or error}{left}")

    def _half(self, name: str) -> Path:
        return self.path / _HALVES / f"{uuid4().hex[:12]}-{name}"

    def _put(self, name: str, write: Any) -> None:
        half = self._half(name)
        try:
            write(half)
            os.replace(half, self.path / name)
        finally:
            half.unlink(missing_ok=True)


def _write_dataset(tables: Iterable[pa.Table], place: Path, csv: Path | None, folder: Path) -> int:
    rows, number, writer, text, schema = 0, 0, None, None, None
    try:
        for table in tables:
            if schema is None:
                schema = table.schema
            fitted = pa.concat_tables([schema.empty_table(), table], promote_options="default").cast(schema)
            if writer is None:
                writer = pq.ParquetWriter(place / f"part-{number:05d}.parquet", schema, compression="zstd")
                number += 1
            writer.write_table(fitted)
            if csv is not None:
                written = _as_text(fitted)
                text = text or pyarrow.csv.CSVWriter(csv, written.schema)
                text.write_table(written)
            rows += fitted.num_rows
            if rows >= number * ROWS_A_FILE:
                writer.close()
                writer = None
        if csv is not None and text is not None:
            text.close()
            os.replace(csv, folder / FILES["runs_csv"])
    finally:
        for open_file in (writer, text):
            if open_file is not None:
                open_file.close()
        if csv is not None:
            csv.unlink(missing_ok=True)
    return rows


def _as_text(table: pa.Table) -> pa.Table:
    def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
        return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column

    return pa.table([plain(column) for column in table.columns], names=table.column_names)


def _write_json(content: Mapping[str, Any], file: Path) -> None:
    file.write_text(json.dumps(content, indent=2, allow_nan=False, default=str) + "\n", encoding="utf-8")
