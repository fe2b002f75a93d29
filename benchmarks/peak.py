"""Share of the machine's peak that the compiled programs reach, on one core and on all of them.

Run as a program it measures on so many cores, in so many rounds: ``python peak.py 1 5``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from startup import environment_with_cache
from timing import Row, alternate

PART = "Share of peak"
LIMITS = {
    "arithmetic": ("fused multiply-add", "Gop/s"),
    "exponentials": ("exponentials", "Gop/s"),
    "cache": ("triad in the cache", "GB/s"),
    "memory": ("triad beyond the caches", "GB/s"),
}
AGAINST = (
    ("operations", "Gop/s", "arithmetic"),
    ("exponentials", "Gop/s", "exponentials"),
    ("bytes", "GB/s", "cache"),
    ("bytes", "GB/s", "memory"),
)
GIGA = 1e9


def measure(rounds: int, cache: Path) -> list[Row]:
    """A process on one core, and one on all; compiled programs are kept in the folder."""
    rows: list[Row] = []
    counted: dict[str, Any] = {}
    for cores in sorted({1, os.cpu_count() or 1}):
        command = [sys.executable, __file__, str(cores), str(rounds)]
        environment = environment_with_cache(cache)
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
        counted |= json.loads(printed.splitlines()[-1])
        rows += _rows(counted, cores)
    return rows


def _rows(found: dict[str, Any], cores: int) -> list[Row]:
    rates: dict[str, list[float]] = found["rates"]  # work of the limits, and blocks of the programs, a second
    on = "one core" if cores == 1 else f"{cores} cores"
    rows = [
        Row(PART, f"limit {name}", f"{on}, limit: {words}", _giga(rates[name]), unit, cores)
        for name, (words, unit) in LIMITS.items()
    ]
    milliseconds = {name: tuple(1e3 * cores / rate for rate in rates[name]) for name in ("draw", "live")}
    rows.append(Row(PART, "draw time", f"{on}, all draws of a block", milliseconds["draw"], "ms", cores))
    a_draw = tuple(1e6 * taken / found["draws"] for taken in milliseconds["draw"])
    rows.append(Row(PART, "draw", f"{on}, one draw", a_draw, "ns", cores))
    rows.append(Row(PART, "live time", f"{on}, all weeks of a block", milliseconds["live"], "ms", cores))
    counts: dict[str, float] = found["counts"]
    for kind, unit, limit in AGAINST:
        achieved = [rate * counts[kind] for rate in rates["live"]]
        if limit != "memory":
            rows.append(Row(PART, kind, f"{on}, all weeks of a block: {kind}", _giga(achieved), unit, cores))
        share = tuple(100 * one / most for one, most in zip(achieved, rates[limit], strict=True))
        text = f"{on}, all weeks of a block: {kind}, of {LIMITS[limit][0]}"
        rows.append(Row(PART, f"share of {limit}", text, share, "%", cores))
    return rows + (_counted(found) if cores == 1 else [])


def _counted(found: dict[str, Any]) -> list[Row]:
    """What the shares are made of."""
    words = "all weeks of a block, by XLA's count: "
    rows = [Row(PART, "counted", words + kind, (count / 1e6,), "million") for kind, count in found["counts"].items()]
    text = "XLA's operations for twice the weeks, loop not yet multiplied (1: counted once, 2: every week)"
    return [*rows, Row(PART, "counted once", text, (found["twice the weeks"],), "times")]


def _giga(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(value / GIGA for value in values)


def _on_cores(cores: int, rounds: int) -> dict[str, Any]:
    """Everything with a thread on each core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    import limits  # JAX makes as many threads as it may use cores when it is imported
    import programs
    import situations

    base = situations.default()
    block = programs.programs(base)
    runs: dict[str, list[Callable[[], object]]] = {"draw": [block.draw] * cores, "live": [block.live] * cores}
    work = {"draw": 1.0, "live": 1.0}
    for name, make in limits.KERNELS.items():
        kernels = [make() for _ in range(cores)]
        runs[name], work[name] = [*kernels], kernels[0].work
    with ThreadPoolExecutor(cores) as pool:

        def together(threads: list[Callable[[], object]]) -> Callable[[], object]:
            return lambda: [future.result() for future in [pool.submit(thread) for thread in threads]]

        works = {name: together(threads) for name, threads in runs.items()}
        for once in works.values():
            once()
        seconds = alternate(works, rounds)
    found: dict[str, Any] = {
        "draws": block.draws,
        "rates": {name: [cores * work[name] / taken for taken in values] for name, values in seconds.items()},
    }
    if cores == 1:  # they are the same on more
        found |= {"counts": block.counts(), "twice the weeks": programs.counted_for_twice_the_weeks(base)}
    return found


if __name__ == "__main__":
    print(json.dumps(_on_cores(int(sys.argv[1]), int(sys.argv[2]))))
