"""Writes docs/model.md and docs/tables.md from their templates and the code: `python docs/generate.py`."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import columns
from outsim import mechanisms, network, state, streams
from outsim.indicators import INDICATORS
from outsim.levers import LEVERS
from outsim.scenario import scenario_parameters
from outsim.week import PHASES

HERE = Path(__file__).parent
LONGEST = 108  # characters of a line of an equation
BREAKS = ("; ", ", ", " + ", " - ", " / ", " ")  # where a longer one is broken, the best first
ENTITIES = {
    "client staff": state.Staff,
    "client leaders": state.Leaders,
    "vendor teams": state.Teams,
    "liaisons": state.Liaisons,
    "levers (one a pull)": state.Levers,
    "the partnership": state.Partnership,
    "the ledger": state.Ledger,
}


def model_page() -> str:
    """The text of docs/model.md."""
    parts = {
        "state": _state(),
        "network": _prose(network.__doc__),
        "phases": _phases(),
        "weekly_streams": _streams(streams.WeeklyLuck, {"messages": "messages (one stream for each slot)"}),
        "starting_streams": _streams(streams.StartingLuck, {}),
        "indicators": _table(
            ("indicator", "unit", "meaning"), [(f"`{i.name}`", i.unit, i.meaning) for i in INDICATORS]
        ),
        "start": _submodel("outsim.mechanisms.start"),
        "selection": _submodel("outsim.mechanisms.selection"),
        "notation": _prose(mechanisms.__doc__).split("in order. ")[-1],
        "submodels": _submodels(),
        "levers": _levers(),
        "parameters": _parameters(),
    }
    return _filled("model", parts)


def tables_page() -> str:
    """The text of docs/tables.md."""
    parts = {
        "which": _columns(columns.WHICH),
        "outcome": _columns(columns.WHAT_BECAME),
        "failure": f"`{columns.FAILURE.name}`: {columns.FAILURE.meaning}",
        "indicator_count": str(len(INDICATORS)),
        "points": _columns(columns.POINTS),
        "weeks": _columns(columns.WEEKS[:4]),
        "indicators": _table(
            ("indicator", "unit", "better", "meaning"),
            [(f"`{i.name}`", i.unit, "higher" if i.better > 0 else "lower", i.meaning) for i in INDICATORS],
        ),
        "levers": _levers(),
    }
    return _filled("tables", parts)


def _filled(page: str, parts: Mapping[str, str]) -> str:
    template = (HERE / f"{page}.template.md").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found.group(1)], template)


def _columns(described: tuple[columns.Column, ...]) -> str:
    return _table(("column", "unit", "meaning"), [(f"`{each.name}`", each.unit, each.meaning) for each in described])


def _table(heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def _prose(doc: str | None) -> str:
    """A module's docstring without its first line, as one paragraph."""
    return " ".join(" ".join((doc or "").split("\n\n", 1)[-1].split()).split())


def _state() -> str:
    rows: list[tuple[object, ...]] = []
    for entity, cls in ENTITIES.items():
        notes = dict(re.findall(r"^    (\w+): [^#\n]+(?:# (.*))?$", inspect.getsource(cls), flags=re.M))
        said = {name: f" ({note})" if note else "" for name, note in notes.items()}
        rows.append((entity, "; ".join(f"`{spot.name}`{said[spot.name]}" for spot in dataclasses.fields(cls))))
    return _table(("entity", "carries"), rows)


def _phases() -> str:
    lines = []
    for number, phase in enumerate(PHASES, 1):
        steps = ", ".join(f"`{step.__name__}` ({step.__module__.split('.')[-1]})" for step in phase.mechanisms)
        lines.append(f"{number}. **{phase.name}**: {steps}")
    return "\n".join(lines)


def _streams(cls: type, notes: dict[str, str]) -> str:
    return ", ".join(notes.get(spot.name, spot.name.replace("_", " ")) for spot in dataclasses.fields(cls))


def _submodels() -> str:
    first, *rest = dict.fromkeys(step.__module__ for phase in PHASES for step in phase.mechanisms)
    return "\n\n".join(_submodel(name) for name in (first, "outsim.mechanisms.own", *rest))


def _submodel(module: str) -> str:
    """A mechanism's docstring as a section: its claim as heading, its equations as code."""
    claim, _, rest = inspect.cleandoc(importlib.import_module(module).__doc__ or "").partition("\n\n")
    short = module.split(".")[-1]
    text = re.sub(r"::\n\n((?:    .*\n|\n)+)", _equations, rest + "\n").removeprefix(":\n\n")
    return f"### {short.replace('_', ' ').capitalize()}\n\n*{' '.join(claim.split())}*\n\n{text.strip()}"


def _equations(found: re.Match[str]) -> str:
    lines = "\n".join(_broken(line) for line in inspect.cleandoc(found.group(1)).splitlines())
    return f":\n\n```text\n{lines}\n```\n\n"


def _broken(line: str) -> str:
    """A line of an equation that no reader has to scroll for: what is too long goes on under its right-hand side."""
    if len(line) <= LONGEST:
        return line
    place = min(_breaks(line))[-1]
    sign = re.match(r".{,30}?\S +(?:=|<-) ", line)
    below = sign.end() if sign else len(line) - len(line.lstrip()) + 2
    return line[:place].rstrip() + "\n" + _broken(" " * below + line[place:].lstrip())


def _breaks(line: str) -> Iterator[tuple[int, int, int, int]]:
    """Places to break a line at, the best is the least: outside of brackets, by mark, late.

    An operator goes to the next line, a comma stays.
    """
    for place in range(LONGEST // 3, LONGEST):
        mark = next((rank for rank, mark in enumerate(BREAKS) if line.startswith(mark, place)), None)
        if mark is not None:
            before = line[:place]
            depth = sum(before.count(left) - before.count(right) for left, right in ("()", "[]"))
            yield depth, mark, -place, place + len(BREAKS[mark].rstrip()) * (not BREAKS[mark].startswith(" "))


def _levers() -> str:
    rows: list[tuple[object, ...]] = [
        (
            f"`{lever.name}`",
            lever.meaning,
            ", ".join(f"{name} {'up' if way > 0 else 'down'}" for name, way in lever.moves),
            f"{lever.staff_money:g}",
            f"{lever.staff_hours:g} / {lever.leader_hours:g} / {lever.vendor_hours:g}",
            f"{lever.setup_money:,.0f}",
            f"{lever.setup_weeks:g}",
        )
        for lever in LEVERS
    ]
    heads = (
        "lever",
        "what is done",
        "moves first",
        "USD a member of staff and week",
        "hours: staff / leader / vendor person",
        "USD to set up",
        "weeks to set up",
    )
    return _table(heads, rows)


def _plain(number: float) -> str:
    """Without an exponent."""
    return f"{number:,.0f}" if abs(number) >= 1e5 else f"{number:g}"


def _parameters() -> str:
    rows: list[tuple[object, ...]] = []
    for found in scenario_parameters():
        about = found.about
        span = "" if about.low is None else f"{_plain(about.low)} to {_plain(about.high)}"
        span = ", ".join(about.choices) if about.choices else span
        plausible = "" if about.plausible is None else " to ".join(_plain(end) for end in about.plausible)
        default = "none" if found.default is None else found.default
        rows.append(
            (f"`{found.name}`", default, about.unit, span, plausible, about.meaning, about.source, about.status)
        )
    return _table(("parameter", "default", "unit", "range", "plausible", "meaning", "source", "status"), rows)


if __name__ == "__main__":
    (HERE / "model.md").write_text(model_page(), encoding="utf-8")
    (HERE / "tables.md").write_text(tables_page(), encoding="utf-8")
