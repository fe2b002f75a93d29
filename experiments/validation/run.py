"""Makes everything that docs/validation.md shows again: the fit, the validation, the survey of one partnership.

    python experiments/validation/run.py

About half an hour on two cores; stopped, the same command goes on where it was. Results land in
experiments/validation/results; docs/validation.md is written from them. The package itself changes only by
experiments/validation/ship.py.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from page import write_page

from outsim.cli import main

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
PULSE = HERE.parents[1] / "src" / "outsim" / "data" / "pulse_example.csv"

COMMANDS = {
    "calibrate": ["study=calibrate"],
    "validate": ["study=validate"],
    "forecast": ["study=calibrate", "scenario=offshore_call_center", f"data={PULSE}"],
}
LEFT_OUT = {"calibrate": ("posterior.parquet",)}  # what the package has already
LOCAL = ("config.yaml", "manifest.json")  # says which machine and when: no part of the result


def run() -> int:
    """All three studies and the page; returns an exit code."""
    for name, command in COMMANDS.items():
        made = RESULTS / f".{name}"
        if code := main([*command, f"out={made}"]):
            return code
        folder = RESULTS / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made, folder, ignore=shutil.ignore_patterns(*LEFT_OUT.get(name, ()), *LOCAL))
    write_page(RESULTS)
    return 0


if __name__ == "__main__":
    sys.exit(run())
