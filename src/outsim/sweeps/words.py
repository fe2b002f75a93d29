"""What a sweep found, in a few sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from outsim.ensemble import CAUSE_WORDS

if TYPE_CHECKING:
    from outsim.sweeps.sweep import Sweep

REASONS_SHOWN = 3


def sweep_words(found: Sweep) -> str:
    """Sentences on what was simulated, where most and fewest partnerships are terminated, and what failed."""
    table = found.table
    known = table[table["failure"].isna() & (table["partnerships"] > 0)]
    lines = [_what(found, known)]
    if len(known) > 1:
        most, fewest = (
            known.iloc[int(place)] for place in (known["terminated"].argmax(), known["terminated"].argmin())
        )
        if most["terminated"] == fewest["terminated"]:
            lines.append(f"At every point {_percent(most['terminated'])} are terminated.")
        else:
            lines.append(f"Most are terminated at {_place(found, most)}: {_share(most)}{_cause(most)}.")
            lines.append(f"Fewest are at {_place(found, fewest)}: {_share(fewest)}.")
    elif len(known):
        lines.append(f"Terminated: {_share(known.iloc[0])}.")
    lines += _failed(found)
    if not found.complete:
        lines.append("It was stopped before the end: numbers are of the partnerships done by then.")
    return "\n".join(lines)


def _what(found: Sweep, known: pd.DataFrame) -> str:
    names = ", ".join(each.name for each in found.factors) or "nothing"
    done = int(known["partnerships"].sum())
    again = "" if found.computed >= done else f"; {max(done - found.computed, 0):,} of them were there already"
    points = f"{len(found.table):,} {'point' if len(found.table) == 1 else 'points'}"
    kind = found.design.kind.replace("_", " ")
    return f"{points} ({kind} over {names}), {done:,} partnerships on shared luck, seed {found.seed}{again}."


def _place(found: Sweep, row: pd.Series[Any]) -> str:
    parts = [f"{each.name}={_value(row[each.name])}" for each in found.factors if each.name in row.index]
    return f"point {row['point']} ({', '.join(parts)})"


def _value(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _share(row: pd.Series[Any]) -> str:
    return f"{_percent(row['terminated'])} ({100 * row['terminated_low']:.0f} to {100 * row['terminated_high']:.0f} %)"


def _cause(row: pd.Series[Any]) -> str:
    cause = row["first_cause"]
    return f", most often for {CAUSE_WORDS[cause]}" if isinstance(cause, str) else ""


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _failed(found: Sweep) -> list[str]:
    failures = found.failures
    if not len(failures):
        return []
    reasons = failures["failure"].value_counts()
    lines = [f"{len(failures):,} of {len(found.table):,} points could not be simulated:"]
    lines += [f"  {count:,} x {reason}" for reason, count in reasons.head(REASONS_SHOWN).items()]
    if len(reasons) > REASONS_SHOWN:
        lines.append(f"  and {len(reasons) - REASONS_SHOWN:,} more reasons; the column failure tells all")
    return lines
