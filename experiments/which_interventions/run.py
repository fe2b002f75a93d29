"""Which interventions prevent failure in the scenarios that come along, and how far is that a matter of assumptions?

    python experiments/which_interventions/run.py

About a quarter of an hour on two cores; stopped, the same command goes on with the scenario it was at. Results land in
experiments/which_interventions/results, and README.md is written from them.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pandas as pd
from assumptions import what_it_depends_on
from findings import draw, write_page

from outsim.cli import main
from outsim.studies.states import read_scenarios

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
REPLICATES = 512
"""Pairs of each comparison: four with each of 128 draws from the posterior."""

KEPT = {
    "effects.csv": ["place", "lever", "way", "dose", "verdict", "failed_without", "failed_with", "prevented",
                    "prevented_low", "prevented_high", "p_value", "intervention_cost", "leader_hours",
                    "cost_per_prevented", "weeks_gained"],
    "pairs.csv": ["lever", "other", "together", "synergy", "synergy_low", "synergy_high", "p_adjusted", "verdict"],
}  # fmt: skip


def run() -> int:
    """Ranks levers in every scenario, asks what the ranking depends on, and writes the page; returns an exit code."""
    for scenario, base in read_scenarios("all").items():
        made = RESULTS / f".{scenario}"
        if (made / "assumptions.csv").exists():
            continue
        print(scenario)
        ranked = ["study=rank", f"scenario={scenario}", "parameters=posterior", f"replicates={REPLICATES}"]
        shutil.rmtree(made, ignore_errors=True)
        if code := main([*ranked, f"out={made}"]):
            return code
        depends = what_it_depends_on(base)
        depends.to_csv(made / "assumptions.csv", index=False, float_format="%.4g")
    _gather()
    draw(RESULTS)
    write_page(RESULTS, HERE / "README.md")
    return 0


def _gather() -> None:
    """One table of each kind, over all scenarios."""
    folders = [folder for folder in sorted(RESULTS.glob(".*")) if folder.is_dir()]
    for file, columns in {**KEPT, "assumptions.csv": None}.items():
        tables = [pd.read_csv(folder / file, usecols=columns) for folder in folders]
        for folder, table in zip(folders, tables, strict=True):
            table.insert(0, "scenario", folder.name.removeprefix("."))
        pd.concat(tables).to_csv(RESULTS / file, index=False, float_format="%.4g")
    words = [f"## {f.name.removeprefix('.')}\n\n{(f / 'words.txt').read_text(encoding='utf-8')}" for f in folders]
    (RESULTS / "words.txt").write_text("\n".join(words), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(run())
