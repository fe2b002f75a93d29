"""What machine and which versions numbers come from; no names of hosts or users."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import time
from pathlib import Path
from typing import Any

PACKAGES = ("jax", "jaxlib", "numpy", "mesa", "pandas", "pyarrow", "hydra-core")


def facts() -> dict[str, Any]:
    """Processor, cores, memory, versions."""
    return {
        "processor": _found("/proc/cpuinfo", r"^model name\s*: (.+)$") or platform.processor(),
        "cores": os.cpu_count(),
        "memory GiB": round(int(_found("/proc/meminfo", r"^MemTotal:\s+(\d+) kB") or 0) / 2**20, 1) or None,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{package: importlib.metadata.version(package) for package in PACKAGES},
        "outsim": importlib.metadata.version("outsim"),
    }


class Bystanders:
    """How many cores others kept busy since this was made, on average: other processes, other virtual machines."""

    def __init__(self) -> None:
        self._started, self._busy, self._own = time.perf_counter(), _seconds_busy(), _own_seconds()

    def cores(self) -> float | None:
        """Where the system tells; processes that were started here and have ended count as one's own."""
        busy = _seconds_busy()
        if busy is None or self._busy is None:
            return None
        others = busy - self._busy - (_own_seconds() - self._own)
        return max(0.0, round(others / (time.perf_counter() - self._started), 2))


def _seconds_busy() -> float | None:
    """Of all cores since the machine started, with what other virtual machines took away."""
    found = _found("/proc/stat", r"^cpu +(.+)$")
    if found is None:
        return None
    user, nice, system, _, _, *interrupts_and_stolen = [int(ticks) for ticks in found.split()[:8]]
    return (user + nice + system + sum(interrupts_and_stolen)) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    return sum(os.times()[:4])


def _found(file: str, pattern: str) -> str | None:
    try:
        text = Path(file).read_text(encoding="utf-8")
    except OSError:
        return None
    match = re.search(pattern, text, re.MULTILINE)
    return match[1].strip() if match else None
