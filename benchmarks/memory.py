"""Peak memory of a process that simulates: of the engine's blocks alone, and with the tables that it hands back.

Run as a program it is such a process: ``python memory.py tables 64 1000 52``.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from startup import environment_with_cache
from timing import Row, Target

PART = "Memory"
MIB = 2**20
KINDS = {"blocks": "blocks alone", "tables": "with the tables"}
STATUS = Path("/proc/self/status")
CONSTANT = Target(1.1)


class Case(NamedTuple):
    """What a process simulates."""

    points: int
    replicates: int
    agents: int = 52

    @property
    def words(self) -> str:
        """For the table."""
        of = "one scenario" if self.points == 1 else f"{self.points:,} scenarios"
        return f"{of}, {self.replicates:,} replicates" + (f", {self.agents:,} agents" if self.agents != 52 else "")


ONE_SCENARIO = (Case(1, 1_000), Case(1, 10_000), Case(1, 100_000))
SWEEPS = (Case(64, 64), Case(1024, 64))
LARGE = (Case(1, 64, agents=10_000),)


def measure(groups: Sequence[Sequence[Case]], cache: Path) -> list[Row]:
    """One process for each case and kind; programs are compiled beforehand.

    Args:
        groups: cases of the same kind, from small to large.
        cache: folder for compiled programs.
    """
    rows = []
    for group in groups:
        _child(cache, "blocks", Case(1, 1, group[0].agents))
        for kind in KINDS:
            rows += _of_group(cache, kind, group)
    return rows


def _of_group(cache: Path, kind: str, group: Sequence[Case]) -> list[Row]:
    rows, peaks = [], []
    series = f"{kind} {'one' if group[0].points == 1 else 'sweep'}" if group[0].agents == 52 else "large"
    for case in group:
        found = _child(cache, kind, case)
        peaks.append(found["peak"])
        words, partnerships = f"{case.words}, {KINDS[kind]}", case.points * case.replicates
        rows.append(Row(PART, series, f"{words}: peak", (found["peak"],), "MiB", partnerships))
        if kind == "tables":
            text = f"{words}: of it table of runs and weeks kept"
            rows.append(Row(PART, "kept", text, (found["kept"],), "MiB", partnerships))
        else:
            text = f"{words}: of it before the first partnership"
            rows.append(Row(PART, "before", text, (found["before"],), "MiB", partnerships))
    if len(group) > 1:
        times = rows[-1].size / rows[0].size  # type: ignore[operator]
        text = f"{times:,.0f} times the partnerships, {KINDS[kind]}: peak against peak"
        rows.append(Row(PART, "growth", text, (peaks[-1] / peaks[0],), "times", target=CONSTANT))
    return rows


def _child(cache: Path, kind: str, case: Case) -> dict[str, float]:
    command = [sys.executable, __file__, kind, *map(str, case)]
    environment = environment_with_cache(cache)
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
    return dict(json.loads(found.splitlines()[-1]))


def _simulates(kind: str, case: Case) -> dict[str, float]:
    """MiB before the first partnership, at the peak, and in what is kept."""
    import situations
    from outsim.engine import SideBySide, blocks_of, run_blocks, simulate

    scenarios = situations.sweep(case.points) if case.points > 1 else [situations.of_size(case.agents)]
    simulate(scenarios[0], 1, situations.SEED)  # loads the compiled program
    before = peak_from_now()
    kept = 0
    if kind == "blocks":
        layout = SideBySide(scenarios, "single", "default")
        for _ in run_blocks(list(blocks_of(scenarios, np.arange(case.replicates))), layout, situations.SEED, "single"):
            pass
    else:
        ensemble = simulate(scenarios, case.replicates, situations.SEED)
        kept = int(ensemble.runs.memory_usage(deep=True).sum()) + ensemble.trajectories.nbytes
    return {"before": before, "peak": peak(), "kept": kept / MIB}


def peak() -> float:
    """Most MiB ever resident. Linux passes a parent's peak on to ``getrusage`` of its child, but not to its status."""
    if STATUS.exists():
        return _status("VmHWM")
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / MIB


def peak_from_now() -> float:
    """MiB resident now; where it is possible, forgets the peak that loading left behind."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return peak()
    return _status("VmRSS")


def _status(name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", STATUS.read_text(encoding="ascii"), re.MULTILINE)
    assert found
    return int(found[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(_simulates(sys.argv[1], Case(*map(int, sys.argv[2:])))))
