"""One command of outsim in a process of its own, by stages: seconds, peak memory, and how often Hydra composes.

As a program it is that process: ``python staged.py -m replicates=4 ...``; its last line is what was measured.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

import memory
from startup import environment_with_cache

STARTING = "starting"
STAGES = {
    STARTING: "starting: Python, its modules, Hydra",
    "composing": "composing: from the command to points",
    "planning": "planning: keys, what is there, blocks of work",
    "simulating": "simulating, and keeping blocks",
    "table": "table: partnerships, and the estimates of points",
    "results": "results: points, words, figure, manifest",
}
BEGINS = {
    "composing": "outsim.sweeps.commanding:sweep_command",
    "simulating": "outsim.sweeps.computing:run",
}
"""Functions whose call ends the stage before."""

ENDS = {
    "composing": "outsim.sweeps.composing:Composer.points",
    "simulating": "outsim.sweeps.computing:run",
    "table": "outsim.sweeps.sweep:_sweep",
    "results": "outsim.sweeps.sweep:_finish",
}
"""Functions whose return ends the stage itself."""

PARTS = {
    "keys": "outsim.sweeps.points:Points.keys",
    "works": "outsim.sweeps.plan:_work",
    "scenarios": "outsim.sweeps.blocks:_scenarios",
    "blocks": "outsim.sweeps.blocks:compute",
    "packing": "outsim.sweeps.blocks:_parquet",
    "keeping": "outsim.sweeps.stores:FolderStore.put",
    "reading blocks": "outsim.sweeps.stores:FolderStore.table",
    "estimates": "outsim.sweeps.estimates:Estimates._add",
    "figure": "outsim.sweeps.result:Sweep.plot",
}
"""Functions whose time is added up, within the stages."""

_COMPOSE = "hydra._internal.config_loader_impl:ConfigLoaderImpl.load_configuration"
_JOB = "hydra._internal.config_loader_impl:ConfigLoaderImpl.load_sweep_config"


@dataclass
class Measured:
    """What one command took.

    Attributes:
        wall: seconds of the whole process.
        stages: seconds of each of `STAGES` that the command went through.
        peaks: MiB that were resident at most in each.
        parts: seconds in each of `PARTS`, and calls of it.
        composed: how often Hydra composed a configuration.
        jobs: when Hydra began to compose each of its jobs, and when the last was done; seconds.
    """

    wall: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)
    peaks: dict[str, float] = field(default_factory=dict)
    parts: dict[str, tuple[float, int]] = field(default_factory=dict)
    composed: int = 0
    jobs: list[float] = field(default_factory=list)

    @property
    def peak(self) -> float:
        """MiB resident at most."""
        return max(self.peaks.values())

    @property
    def after_start(self) -> float:
        """Seconds but those of starting."""
        return self.wall - self.stages[STARTING]


def command(arguments: Sequence[str], folder: Path, cache: Path) -> Measured:
    """Runs ``outsim`` with these arguments in this folder, with this folder of compiled programs.

    Raises:
        subprocess.CalledProcessError: where the command fails; its message went to standard error.
    """
    started = time.perf_counter()
    printed = subprocess.run(
        [sys.executable, __file__, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=environment_with_cache(cache),
    ).stdout
    wall = time.perf_counter() - started
    found = Measured(**{**json.loads(printed.splitlines()[-1]), "wall": wall})
    found.stages[STARTING] = wall - sum(seconds for name, seconds in found.stages.items() if name != STARTING)
    return found


class _Watch:
    """Files the time since the last mark, and the memory, under stages."""

    def __init__(self) -> None:
        self.found = Measured()
        self._last = time.perf_counter()

    def ends(self, stage: str) -> None:
        now = time.perf_counter()
        self.found.stages[stage] = self.found.stages.get(stage, 0.0) + now - self._last
        self.found.peaks[stage] = max(self.found.peaks.get(stage, 0.0), memory.peak())
        memory.peak_from_now()
        self._last = time.perf_counter()

    def adds(self, part: str, seconds: float) -> None:
        before, calls = self.found.parts.get(part, (0.0, 0))
        self.found.parts[part] = (before + seconds, calls + 1)


def place(name: str) -> tuple[Any, str]:
    """The module or class that a function stands in, and its name there.

    Raises:
        AttributeError: where there is none of this name.
    """
    module, _, inside = name.partition(":")
    owner: Any = import_module(module)
    *classes, last = inside.split(".")
    for each in classes:
        owner = getattr(owner, each)
    getattr(owner, last)
    return owner, last


def _around(name: str, before: Callable[[], None], after: Callable[[float], None]) -> None:
    """Puts two calls around a function, wherever it is called from."""
    owner, last = place(name)
    original = getattr(owner, last)

    @wraps(original)
    def watched(*given: Any, **named: Any) -> Any:
        before()
        started = time.perf_counter()
        try:
            return original(*given, **named)
        finally:
            after(time.perf_counter() - started)

    setattr(owner, last, watched)


def _watched(watch: _Watch) -> None:
    def count() -> None:
        watch.found.composed += 1

    def begin_job() -> None:
        watch.found.jobs.append(time.perf_counter())

    for part, name in PARTS.items():
        _around(name, _nothing, lambda seconds, part=part: watch.adds(part, seconds))  # type: ignore[misc]
    order = list(STAGES)
    for stage, name in BEGINS.items():
        before = order[order.index(stage) - 1]
        _around(name, lambda before=before: watch.ends(before), _nothing)  # type: ignore[misc]
    for stage, name in ENDS.items():
        _around(name, _nothing, lambda _, stage=stage: watch.ends(stage))  # type: ignore[misc]
    _around(_COMPOSE, count, _nothing)
    _around(_JOB, begin_job, _nothing)


def _nothing(_: float = 0.0) -> None:
    pass


def _measure(arguments: Sequence[str]) -> Mapping[str, Any]:
    from outsim.cli import main

    watch = _Watch()
    _watched(watch)
    code = main(arguments)
    if watch.found.jobs:
        watch.found.jobs.append(time.perf_counter())
    watch.ends("results")
    if code:
        sys.exit(code)
    return asdict(watch.found)


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1:])))
