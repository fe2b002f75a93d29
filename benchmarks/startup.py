"""From the command to its last line: the default run, on a machine that never ran it and on one that did."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from timing import Row, Target, seconds_of

PART = "Start-up"
FIRST = "first start: nothing compiled, no cache of fonts"
LATER = "later start"


def measure(rounds: int) -> list[Row]:
    """Whole processes of ``python -m outsim``, with the cache folder empty and then with what the first one left."""
    first, later = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            first.append(seconds_of(partial(_start, Path(folder), "first")))
            later.append(seconds_of(partial(_start, Path(folder), "later")))
    return [
        Row(PART, "first", FIRST, tuple(first), "s", target=Target(15)),
        Row(PART, "later", LATER, tuple(later), "s", target=Target(5)),
    ]


def environment_with_cache(folder: Path) -> Mapping[str, str]:
    """The environment of a process whose caches are in this folder."""
    elsewhere = ("JAX_COMPILATION_CACHE_DIR", "MPLCONFIGDIR")
    kept = {name: value for name, value in os.environ.items() if name not in elsewhere}
    return {**kept, "XDG_CACHE_HOME": str(folder)}


def _start(folder: Path, name: str) -> None:
    command = [sys.executable, "-m", "outsim", f"out={folder / name}"]
    environment = environment_with_cache(folder / "cache")
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment)
