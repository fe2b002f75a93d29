"""What machine and which versions numbers come from; no names of hosts or users."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from pathlib import Path
from typing import Any

PACKAGES = ("jax", "jaxlib", "numpy", "mesa", "pandas")


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


def load() -> float | None:
    """How many processes wanted a core over the last minute, where the system tells."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def _found(file: str, pattern: str) -> str | None:
    try:
        text = Path(file).read_text(encoding="utf-8")
    except OSError:
        return None
    match = re.search(pattern, text, re.MULTILINE)
    return match[1].strip() if match else None
