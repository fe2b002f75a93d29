"""Rows as CSV, JSON and Markdown."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from timing import Row

COLUMNS = ("part", "measured", "median", "min", "max", "unit", "rounds", "target", "met")


def write(folder: Path, rows: Sequence[Row], facts: dict[str, Any], name: str = "benchmark") -> None:
    """``benchmark.csv``, ``benchmark.md`` and ``benchmark.json``, which has every single value; or under that name."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        for row in rows:
            values = [f"{value:.6g}" for value in (row.median, row.low, row.high)]
            table.writerow([row.part, row.measured, *values, row.unit, len(row.values), row.target or "", row.verdict])
    (folder / f"{name}.md").write_text(markdown(rows, facts), encoding="utf-8")
    every = [
        {
            "part": row.part,
            "series": row.series,
            "measured": row.measured,
            "unit": row.unit,
            "size": row.size,
            "values": row.values,
        }
        for row in rows
    ]
    (folder / f"{name}.json").write_text(json.dumps({"machine": facts, "rows": every}, indent=1), encoding="utf-8")


def markdown(rows: Iterable[Row], facts: dict[str, Any]) -> str:
    """A table a part."""
    lines = [", ".join(f"{name} {value}" for name, value in facts.items() if value is not None) + ".", ""]
    for part, of_part in groupby(rows, key=lambda row: row.part):
        lines += [
            f"### {part}",
            "",
            "| | median | from | to | | target | met |",
            "| --- | ---: | ---: | ---: | --- | --- | --- |",
        ]
        for row in of_part:
            values = " | ".join(_number(value) for value in (row.median, row.low, row.high))
            lines.append(f"| {row.measured} | {values} | {row.unit} | {row.target or ''} | {row.verdict} |")
        lines.append("")
    return "\n".join(lines)


def _number(value: float) -> str:
    """Three digits that count."""
    if not value or not math.isfinite(value):
        return f"{value:g}"
    digits = 2 - math.floor(math.log10(abs(value)))
    return f"{round(value, digits):,.{max(0, digits)}f}"
