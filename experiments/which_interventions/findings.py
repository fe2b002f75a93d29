"""README.md and the figure, from the committed results: every number on the page is read from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from outsim.levers import LEVER_NAMES
from outsim.plots.page import Page
from outsim.plots.ranking import DIVERGING
from outsim.plots.style import INK, SMALL_SIZE, heading, panel_title, style

HERE = Path(__file__).resolve().parent


def draw(results: Path) -> None:
    """A row a lever, a column a scenario: failures prevented of 100, bold where settled."""
    table = pd.read_csv(results / "effects.csv")
    ways = (("alone", "Alone, at full dose"), ("equal cost", "Alone, at equal cost"))
    order = _order(table)
    scenarios = list(dict.fromkeys(table["scenario"]))
    with style():
        page = Page(11.2, 8.6)
        for place, (way, title) in enumerate(ways):
            axes = page.axes(2.0 + 4.55 * place, 1.5, 3.9, 5.2)
            cells = table[table["way"] == way].set_index(["lever", "scenario"])
            values = np.array([[100 * cells.loc[(lever, one), "prevented"] for one in scenarios] for lever in order])
            reach = max(1.0, float(np.abs(values).max()))
            axes.imshow(values, cmap=DIVERGING, vmin=-reach, vmax=reach, aspect="auto")
            for row, lever in enumerate(order):
                for column, one in enumerate(scenarios):
                    settled = cells.loc[(lever, one), "verdict"] in ("helps", "harms")
                    axes.text(
                        column,
                        row,
                        f"{values[row, column]:.1f}",
                        ha="center",
                        va="center",
                        size=SMALL_SIZE,
                        weight="bold" if settled else "normal",
                        color="white" if abs(values[row, column]) > 0.6 * reach else INK,
                    )
            panel_title(axes, title, "failures prevented of 100 partnerships")
            axes.set_xticks(range(len(scenarios)), [heading(one) for one in scenarios], rotation=30, ha="right")
            axes.set_yticks(range(len(order)), [heading(lever) for lever in order] if not place else [])
            axes.tick_params(labelcolor=INK, length=0)
        page.title(
            "What each lever prevents in the scenarios that come along",
            "Over draws of coefficients from the posterior: what published facts leave open is part of it.",
        )
        page.caption(
            "Bold: settled (95 % interval, and exact test on draws adjusted for twenty levers). Levers in the order of "
            "what they prevent alone, over all scenarios. Blue prevents, orange causes failures."
        )
    page.figure.savefig(results / "figure.png", dpi=130)


def _order(table: pd.DataFrame) -> list[str]:
    """Levers by what they prevent alone, the mean over scenarios; equal ones in the order of the model."""
    mean = table[table["way"] == "alone"].groupby("lever")["prevented"].mean()
    return sorted(LEVER_NAMES, key=lambda name: (-mean[name], LEVER_NAMES.index(name)))


def write_page(results: Path, file: Path) -> None:
    """The README of this experiment."""
    template = (HERE / "README.template.md").read_text(encoding="utf-8")
    table = pd.read_csv(results / "effects.csv")
    assumptions = pd.read_csv(results / "assumptions.csv", keep_default_na=False)
    pairs = pd.read_csv(results / "pairs.csv")
    values = {
        "scenarios": _scenarios(table),
        "levers": _levers(table),
        "never": _never(table),
        "harms": _harms(table),
        "cheapest": _cheapest(table),
        "assumptions": _assumptions(table, assumptions),
        "pairs": _pairs(pairs),
    }
    for name, value in values.items():
        template = template.replace("{{" + name + "}}", value)
    file.write_text(template, encoding="utf-8")


def _words(name: str) -> str:
    return name.replace("_", " ")


def _interval(row: pd.Series) -> str:
    return f"{100 * row['prevented']:.1f} ({100 * row['prevented_low']:.1f} to {100 * row['prevented_high']:.1f})"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def _scenarios(table: pd.DataFrame) -> str:
    rows = []
    for scenario, mine in table.groupby("scenario", sort=False):
        alone = mine[mine["way"] == "alone"].sort_values("place")
        best, cost = alone.iloc[0], mine[mine["way"] == "equal cost"].sort_values("prevented", ascending=False).iloc[0]
        rows.append(
            [
                _words(str(scenario)),
                f"{100 * best['failed_without']:.0f}",
                f"{_words(best['lever'])}: {_interval(best)}",
                f"{_words(cost['lever'])}: {_interval(cost)}",
                str((alone["verdict"] == "helps").sum()),
            ]
        )
    heads = ["scenario", "fail of 100", "prevents most alone", "prevents most at equal cost", "levers that help"]
    return _table(heads, rows)


def _levers(table: pd.DataFrame) -> str:
    alone = table[table["way"] == "alone"]
    rows = []
    for name in _order(table):
        mine = alone[alone["lever"] == name]
        each = 100 * mine["prevented"]
        rows.append(
            [
                _words(name),
                f"{each.mean():.1f}",
                f"{each.min():.1f} to {each.max():.1f}",
                f"{(mine['verdict'] == 'helps').sum()} of {len(mine)}",
                f"{mine['intervention_cost'].median():,.0f}",
                f"{mine['leader_hours'].median():,.0f}",
            ]
        )
    heads = [
        "lever",
        "prevents of 100, mean",
        "lowest and highest",
        "helps in",
        "USD, median",
        "leaders' hours, median",
    ]
    return _table(heads, rows)


def _never(table: pd.DataFrame) -> str:
    alone = table[table["way"] == "alone"]
    helps = alone[alone["verdict"] == "helps"]["lever"].unique()
    never = [_words(name) for name in LEVER_NAMES if name not in helps]
    return ", ".join(never) if never else "none"


def _harms(table: pd.DataFrame) -> str:
    harm = table[(table["verdict"] == "harms") & (table["way"] == "alone")]
    if harm.empty:
        return "None of them is shown to harm alone."
    each = (
        f"{_words(row['lever'])} in {_words(row['scenario'])} ({_interval(row)} of 100)" for _, row in harm.iterrows()
    )
    return f"Shown to harm alone: {'; '.join(each)}."


def _cheapest(table: pd.DataFrame) -> str:
    rows = []
    for scenario, mine in table[(table["way"] == "alone") & (table["verdict"] == "helps")].groupby(
        "scenario", sort=False
    ):
        best = mine.sort_values("cost_per_prevented").iloc[0]
        rows.append(f"{_words(str(scenario))}: {_words(best['lever'])}, USD {best['cost_per_prevented']:,.0f}")
    return "; ".join(rows)


def _assumptions(table: pd.DataFrame, assumptions: pd.DataFrame) -> str:
    rows = []
    for name in _order(table)[:8]:
        mine = assumptions[assumptions["lever"] == name]
        named = [part.rsplit(" ", 1)[0] for cell in mine["depends_on"] for part in str(cell).split("; ") if part]
        counts = pd.Series(named).value_counts() if named else pd.Series(dtype=int)
        rows.append(
            [
                _words(name),
                f"{100 * mine['prevented_at_defaults'].mean():.1f}",
                f"{100 * mine['prevented_over_posterior'].mean():.1f}",
                f"{100 * mine['spread'].mean():.1f}",
                ", ".join(f"`{key}` ({count})" for key, count in counts.head(3).items()) or "nothing stands out",
            ]
        )
    heads = ["lever", "at the defaults", "over the posterior", "SD between draws", "goes with (in so many scenarios)"]
    return _table(heads, rows)


def _pairs(pairs: pd.DataFrame) -> str:
    counts = pairs["verdict"].value_counts()
    worst = pairs.sort_values("synergy").iloc[0]
    return (
        f"Of {len(pairs)} pairs over all scenarios {counts.get('synergy', 0)} prevent more together than their sum, "
        f"{counts.get('overlap', 0)} overlap, {counts.get('conflict', 0)} do less than the better one alone, "
        f"and for {counts.get('not settled', 0)} it is not settled. The largest overlap: {_words(worst['lever'])} and "
        f"{_words(worst['other'])} in {_words(worst['scenario'])}, {-100 * worst['synergy']:.1f} of 100 less than "
        "their sum."
    )
