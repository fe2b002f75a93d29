"""Measures how fast outsim is, beside the same model in plain Mesa objects: ``python benchmarks/run.py``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

os.environ.setdefault("JAX_PLATFORMS", "cpu")  # the targets and the limits are those of a processor

import jax

import figure
import machine
import memory
import peak
import report
import scaling
import speed
import startup
from timing import Row

Parts = Mapping[str, Callable[[Path], list[Row]]]  # each gets a folder for what the processes it starts compile

QUICK: Parts = {
    "start-up": lambda _: startup.measure(rounds=1),
    "speed": lambda _: speed.measure(rounds=3, one_by_one=2),
    "scaling": lambda _: scaling.measure(3, scaling.REPLICATES[:2], scaling.WEEKS[:3:2], (52, 260)),
    "memory": lambda cache: memory.measure((memory.ONE_SCENARIO[:2], memory.SWEEPS[:1]), cache),
    "peak": lambda cache: peak.measure(3, cache),
}
FULL: Parts = {
    "start-up": lambda _: startup.measure(rounds=3),
    "speed": lambda _: speed.measure(rounds=7, one_by_one=5),
    "peak": lambda cache: peak.measure(5, cache),
    "memory": lambda cache: memory.measure((memory.ONE_SCENARIO, memory.SWEEPS, memory.LARGE), cache),
    "scaling": lambda _: scaling.measure(3, scaling.REPLICATES, scaling.WEEKS, scaling.AGENTS),
}


def main() -> None:
    """Measures part by part and writes table and plot."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument(
        "--quick", action="store_true", help="fewer rounds and sizes: two minutes instead of a quarter of an hour"
    )
    reader.add_argument("--out", type=Path, default=Path("outputs/benchmark"), help="folder for table and plot")
    chosen = reader.parse_args()
    jax.config.update("jax_enable_compilation_cache", False)  # so that what is called compiling is
    rows: list[Row] = []
    others = {}
    with tempfile.TemporaryDirectory() as cache:
        for name, part in (QUICK if chosen.quick else FULL).items():
            print(f"{name} ...", file=sys.stderr, flush=True)
            bystanders = machine.Bystanders()
            rows += part(Path(cache))
            others[name] = bystanders.cores()
    facts = machine.facts()
    report.write(chosen.out, rows, {**facts, "quick": chosen.quick, "cores kept busy by others": others})
    figure.draw(rows, facts, chosen.out)
    print(report.markdown(rows, facts))
    print(f"{chosen.out}/benchmark.csv, .json, .md, .png, .svg")


if __name__ == "__main__":
    main()
