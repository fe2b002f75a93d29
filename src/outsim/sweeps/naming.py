"""The folder of a sweep that was given none: the same for the same sweep, whatever number of replicates or points."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from outsim.sweeps.designs import Design

_GROWS = ("points", "limit", "trajectories", "levels")  # settings of a design that only add points
_SAYS_NOTHING = ("replicates", "out", "progress", "csv", "report", "weekly", "dry_run")  # of what is simulated


def usual_folder(scenario: str, design: Design, swept: Iterable[str], fixed: Iterable[str]) -> Path:
    """``outputs/sweeps/SCENARIO-DIGEST``; the digest is of what is varied, of how, and of what stays as it is.

    >>> usual_folder("mine", Design(), ["weeks"], ["replicates=8"]) == usual_folder("mine", Design(), ["weeks"], [])
    True
    """
    told = [
        *sorted(swept),
        *(f"{name}={value}" for name, value in vars(design).items() if name not in _GROWS),
        *sorted(each for each in fixed if each.partition("=")[0] not in _SAYS_NOTHING),
    ]
    digest = hashlib.blake2b("\n".join(told).encode(), digest_size=4).hexdigest()
    name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in scenario)
    return Path("outputs", "sweeps", f"{name}-{digest}").resolve()
