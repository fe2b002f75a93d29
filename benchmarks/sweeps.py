"""Measures sweeps: beside Mesa's ``batch_run`` and Hydra's one job a point, and over points and rows.

``python benchmarks/sweeps.py``
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

os.environ.setdefault("JAX_PLATFORMS", "cpu")  # for the processes that are started; this one simulates nothing

import machine
import report
import sweep_growth
import sweep_peers
import sweeps_figure
from sweep_peers import Grid
from timing import Row

Parts = Mapping[str, Callable[[Path], list[Row]]]  # each gets a folder for what the processes it starts compile

NAME = "sweeps"
QUICK: Parts = {
    "throughput": lambda cache: sweep_peers.measure(1, Grid(16, 32), cache),
    "points": lambda cache: sweep_growth.measure_points(1, sweep_growth.POINTS[:3], cache),
    "rows": lambda cache: sweep_growth.measure_rows(1, sweep_growth.REPLICATES[:2], cache),
}
FULL: Parts = {
    "throughput": lambda cache: sweep_peers.measure(5, Grid(32, 32), cache),
    "points": lambda cache: sweep_growth.measure_points(3, sweep_growth.POINTS, cache),
    "rows": lambda cache: sweep_growth.measure_rows(2, sweep_growth.REPLICATES, cache),
}


def main() -> None:
    """Measures part by part and writes table and plot."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--quick", action="store_true", help="one round of fewer sizes: minutes instead of an hour")
    reader.add_argument("--out", type=Path, default=Path("outputs/benchmark"), help="folder for table and plot")
    chosen = reader.parse_args()
    rows: list[Row] = []
    others = {}
    with tempfile.TemporaryDirectory() as cache:
        for name, part in (QUICK if chosen.quick else FULL).items():
            print(f"{name} ...", file=sys.stderr, flush=True)
            bystanders = machine.Bystanders()
            rows += part(Path(cache))
            others[name] = bystanders.cores()
    facts = {**machine.facts(), "quick": chosen.quick, "cores kept busy by others": others}
    report.write(chosen.out, rows, facts, NAME)
    sweeps_figure.draw(rows, facts, chosen.out)
    print(report.markdown(rows, facts))
    print(f"{chosen.out}/{NAME}.csv, .json, .md, .png, .svg")


if __name__ == "__main__":
    main()
