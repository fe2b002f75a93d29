"""What a sweep would take, told after trying a little of it on this machine."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace

from outsim.run_settings import RunSettings
from outsim.sweeps.blocks import Work, compute
from outsim.sweeps.computing import Plan
from outsim.sweeps.designs import Design
from outsim.sweeps.points import Points
from outsim.sweeps.stores import FolderStore, MemoryStore
from outsim.sweeps.tables import WEEKLY_PART

PILOT = 1024  # partnerships that are tried, at most
_WEEK = 110  # bytes of a partnership's week in a table: 25 indicators and their place
_RUN = 700  # bytes of a partnership in a table


def dry_run(points: Points, design: Design, settings: RunSettings, rows: int, kept: FolderStore | None = None) -> str:
    """Sentences on points, partnerships, time, memory and disk.

    Args:
        rows: partnerships of a block.
        kept: blocks that are there already.
    """
    plan = Plan.of(points, settings, kept or MemoryStore(), rows)
    todo, partnerships = plan.works, plan.partnerships
    count = "1 point" if len(points) == 1 else f"{len(points):,} points"
    there = len(points) * settings.replicates - partnerships
    lines = [
        f"{count} ({design.kind.replace('_', ' ')}), {settings.replicates:,} partnerships each.",
        f"To be simulated: {partnerships:,} partnerships in {len(todo):,} blocks; {there:,} are there or need none.",
    ]
    if not todo:
        return "\n".join([*lines, "Nothing is left to do."])
    pilot = _pilot(todo[0])
    first, again, size = _tried(pilot)
    shapes = len(set(points.shapes()))
    seconds = partnerships / pilot.partnerships * again + shapes * max(0.0, first - again)
    disk = partnerships / pilot.partnerships * size * 2  # blocks, and the table made of them
    weeks = points.bases[0].scenario.weeks if settings.weekly else 0
    memory = _peak() + 4 * rows * _RUN + 3 * max(rows, WEEKLY_PART) * _WEEK * weeks
    lines += [
        f"Time: about {_duration(seconds)} on this machine, of which {_duration(shapes * max(0.0, first - again))} to "
        f"compile; from a trial of {pilot.partnerships:,} partnerships, {pilot.partnerships / again:,.0f} a second.",
        f"Memory: about {_bytes(memory)}, whatever the number of points.",
        f"Disk: about {_bytes(disk)}.",
        "Nothing was written.",
    ]
    return "\n".join(lines)


def _pilot(work: Work) -> Work:
    """The beginning of a block."""
    last = min(work.last, work.first + PILOT)
    points = max(1, PILOT // (last - work.first))
    return replace(work, keys=work.keys[:points], values=work.values[:points], last=last)


def _tried(work: Work) -> tuple[float, float, int]:
    """Seconds for the first time, which compiles, seconds for the second, and bytes."""
    started = time.perf_counter()
    compute(work)
    first = time.perf_counter() - started
    started = time.perf_counter()
    block = compute(work)
    return first, time.perf_counter() - started, len(block.runs) + len(block.weeks or b"")


def _peak() -> float:
    """Bytes of memory that this process has used at most."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(used) if sys.platform == "darwin" else 1024.0 * used


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(seconds, 1):.0f} seconds"
    if seconds < 5400:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.1f} hours"


def _bytes(number: float) -> str:
    return f"{number / 1e6:,.1f} MB" if number < 1e9 else f"{number / 1e9:,.1f} GB"
