"""Reads a sweep that somebody ran, or that is still running."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from outsim.errors import InputError
from outsim.sweeps.folder import FILES, SweepFolder


def read_sweep(folder: str | Path) -> pd.DataFrame:
    """The partnerships of a sweep, finished or not: of one that was killed, what was kept by then.

    Raises:
        InputError: if the folder holds no sweep.

    >>> read_sweep("outputs/sweep")["outcome"].value_counts()  # doctest: +SKIP
    """
    path = Path(folder)
    if not path.is_dir() or not ((path / FILES["runs"]).is_dir() or (path / FILES["blocks"]).is_dir()):
        raise InputError(f"{folder}: holds no sweep of outsim")
    kept = SweepFolder(path)
    points = kept.unfinished()
    if points is None:
        return pd.read_parquet(path / FILES["runs"])
    parts = []
    for block in kept.store.kept():
        table = kept.store.table(block.name, "runs").to_pandas()
        each = block.about.last - block.about.first
        parts.append(table.assign(key=[key for key in block.about.points for _ in range(each)]))
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["key", "replicate"])
    return points.merge(rows, on="key").drop(columns="key").sort_values(["point", "replicate"], ignore_index=True)
