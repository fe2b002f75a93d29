"""Where results come from: which code, which packages, which configuration, which seed."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import outsim
from outsim.run_settings import RunSettings
from outsim.scenario import Scenario

_NUMBERS = ("jax", "jaxlib", "numpy", "pandas")  # make them, whatever else is required
_DO_NOT_MATTER = ("out", "progress", "weekly", "csv", "report", "dry_run")  # to the numbers


def manifest(
    scenario: Scenario, settings: RunSettings, *, command: str, seconds: float, complete: bool
) -> dict[str, Any]:
    """Everything needed to get the same results again, ready for JSON.

    >>> manifest(Scenario(), RunSettings(), command="outsim", seconds=1.0, complete=True)["seed"]
    1
    """
    return {
        "program": "outsim",
        "outsim": outsim.__version__,
        "commit": _commit(),
        "python": platform.python_version(),
        "platform": platform.system(),
        "packages": _packages(),
        "command": command,
        "scenario": scenario.name,
        "seed": settings.seed,
        "replicates": settings.replicates,
        "config_hash": config_hash(scenario, settings),
        "complete": complete,
        "seconds": round(seconds, 3),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def configuration(scenario: Scenario, settings: RunSettings) -> dict[str, Any]:
    """The whole resolved configuration as plain mappings: what config.yaml holds.

    >>> configuration(Scenario(), RunSettings())["contract"]["clarity"]
    0.55
    """
    run = {key: value for key, value in vars(settings).items() if key != "options"}
    return {**run, "study": {"name": settings.study, **vars(settings.options)}, **scenario.to_mapping()}


def config_hash(scenario: Scenario, settings: RunSettings) -> str:
    """SHA-256 of every value that the numbers depend on.

    >>> config_hash(Scenario(), RunSettings()) == config_hash(Scenario(), RunSettings(out="elsewhere"))
    True
    >>> config_hash(Scenario(), RunSettings()) == config_hash(Scenario(weeks=52), RunSettings())
    False
    """
    matters: Mapping[str, Any] = {
        key: value for key, value in configuration(scenario, settings).items() if key not in _DO_NOT_MATTER
    }
    return hashlib.sha256(json.dumps(matters, sort_keys=True).encode()).hexdigest()


def _commit() -> str | None:
    """The commit of the checkout that runs, and whether files were changed since; None outside a checkout."""
    top = Path(outsim.__file__).resolve().parents[2]
    if not (top / ".git").exists():
        return None
    found = _git(top, "rev-parse", "HEAD")
    return f"{found} with changes" if found and _git(top, "status", "--porcelain", "-uno") else found


def _git(top: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", "-C", str(top), *arguments], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _packages() -> dict[str, str]:
    """Versions of what outsim requires, as installed."""
    try:
        required = metadata.requires("outsim") or []
    except metadata.PackageNotFoundError:  # run from a checkout without installing
        required = []
    names = [re.split(r"[\s;<>=!~\[(]", line, maxsplit=1)[0] for line in required if "extra ==" not in line]
    return {name: metadata.version(name) for name in sorted({*names, *_NUMBERS}) if _is_installed(name)}


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
