"""Peak memory of a process that simulates: of the engine's blocks alone, and with the tables that it hands back.

Run as a program it is such a process: ``python memory.py tables 64 1000``.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from startup import environment_with_cache
from timing import Row, Target

PART = "Memory"
MIB = 2**20
ONE_SCENARIO = tuple((1, replicates) for replicates in (1_000, 10_000, 100_000))
SWEEPS = ((64, 64), (1024, 64))
KINDS = {"blocks": "blocks alone", "tables": "with the tables"}
STATUS = Path("/proc/self/status")
CONSTANT = Target(1.1)


def measure(sizes: Sequence[Sequence[tuple[int, int]]]) -> list[Row]:
    """One process for each number of points and replicates, and each kind; programs are compiled beforehand.

    Args:
        sizes: groups of (points, replicates), each from small to large.
    """
    rows = []
    with tempfile.TemporaryDirectory() as cache:
        _child(cache, "blocks", 1, 1)
        for group in sizes:
            for kind in KINDS:
                rows += _of_group(cache, kind, group)
    return rows


def _of_group(cache: str, kind: str, group: Sequence[tuple[int, int]]) -> list[Row]:
    rows, peaks = [], []
    for points, replicates in group:
        found = _child(cache, kind, points, replicates)
        of = "one scenario" if points == 1 else f"{points:,} scenarios"
        words = f"{of}, {replicates:,} replicates, {KINDS[kind]}"
        total = points * replicates
        peaks.append(found["peak"])
        rows.append(Row(PART, f"{kind} {points > 1}", f"{words}: peak", (found["peak"],), "MiB", total))
        if kind == "tables":
            parts = f"{words}: of it table of runs and weeks kept"
            rows.append(Row(PART, "kept", parts, (found["kept"],), "MiB", total))
        else:
            rows.append(Row(PART, "before", f"{words}: of it before the first", (found["before"],), "MiB", total))
    if len(group) > 1:
        (few, many), (fewer, more) = group[0], group[-1]
        growth = f"{fewer * more / (few * many):,.0f} times the partnerships, {KINDS[kind]}: peak against peak"
        rows.append(Row(PART, "growth", growth, (peaks[-1] / peaks[0],), "times", target=CONSTANT))
    return rows


def _child(cache: str, kind: str, points: int, replicates: int) -> dict[str, float]:
    command = [sys.executable, __file__, kind, str(points), str(replicates)]
    environment = environment_with_cache(Path(cache))
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
    return dict(json.loads(found.splitlines()[-1]))


def _simulates(kind: str, points: int, replicates: int) -> dict[str, float]:
    """MiB before the first partnership, at the peak, and in what is kept."""
    import situations
    from outsim.engine import _blocks, _run, simulate

    scenarios = situations.sweep(points) if points > 1 else [situations.default()]
    simulate(scenarios[0], 1, situations.SEED)  # loads the compiled program
    before = _peak_from_now()
    kept = 0
    if kind == "blocks":
        for _ in _run(scenarios, list(_blocks(scenarios, replicates)), situations.SEED, "single"):
            pass
    else:
        ensemble = simulate(scenarios, replicates, situations.SEED)
        kept = int(ensemble.runs.memory_usage(deep=True).sum()) + ensemble.trajectories.nbytes
    return {"before": before, "peak": _peak(), "kept": kept / MIB}


def _peak() -> float:
    """Most MiB ever resident. Linux passes a parent's peak on to ``getrusage`` of its child, but not to its status."""
    if STATUS.exists():
        return _status("VmHWM")
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / MIB


def _peak_from_now() -> float:
    """MiB resident; where it is possible, forgets the peak that loading left behind."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return _peak()
    return _status("VmRSS")


def _status(name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", STATUS.read_text(encoding="ascii"), re.MULTILINE)
    assert found
    return int(found[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(_simulates(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
