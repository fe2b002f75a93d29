"""What notebooks show of scenarios, ensembles and studies: pieces of HTML that look alike.

Plain HTML with styles of its own: no script, no request, readable on light and on dark, as colours are those of the
page, thinned. Everything that is text is escaped here, and nowhere else.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

import numpy as np
import pandas as pd

LINE = "border-bottom:1px solid rgba(128,128,128,0.35)"
SOFT = "opacity:0.75"

MOST_ROWS = 40
"""Rows of a table that are shown; the rest is counted."""


class Markup(str):
    """Text that is HTML already."""


def text(given: object) -> Markup:
    """Escaped text; markup stays as it is.

    >>> text("a < b"), text(text("a < b"))
    ('a &lt; b', 'a &lt; b')
    """
    return given if isinstance(given, Markup) else Markup(escape(str(given)))


def join(parts: Iterable[object], between: str = "") -> Markup:
    """Parts in a row, each escaped unless it is markup."""
    return Markup(between.join(text(part) for part in parts))


def tag(name: str, content: object, **attributes: str) -> Markup:
    """An element; an attribute is written with ``_`` for ``-``, and escaped.

    >>> tag("p", "a < b", title='say "x"')
    '<p title="say &quot;x&quot;">a &lt; b</p>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items() if value
    )
    return Markup(f"<{name}{given}>{text(content)}</{name}>")


def tip(shown: object, tooltip: str) -> Markup:
    """Text that says more when pointed at; plain text where there is no more to say."""
    if not tooltip:
        return text(shown)
    return tag("span", shown, title=tooltip, style="text-decoration:underline dotted")


def words(given: str) -> Markup:
    """Sentences, a paragraph a line."""
    return join(tag("p", line, style="margin:0.3em 0;max-width:60em") for line in given.splitlines() if line)


def details(summary: object, *content: object) -> Markup:
    """What opens with a click."""
    head = tag("summary", summary, style="cursor:pointer")
    return tag("details", join([head, *content]), style="margin:0.4em 0")


def block(title: object, *content: object) -> Markup:
    """One object's display: a bold line, and what follows."""
    head = tag("div", title, style="font-weight:bold;margin-bottom:0.3em")
    return tag("div", join([head, *content]), style="font-size:0.95em;line-height:1.45")


def table(
    head: Sequence[object], rows: Iterable[Sequence[object]], *, numbers: Iterable[int] = (), label: str = ""
) -> Markup:
    """A table.

    Args:
        head: a name for each column, text or markup.
        rows: of cells, text or markup.
        numbers: the columns that are numbers, and stand at the right.
        label: what it is, for those who hear it.
    """
    right = set(numbers)

    def cells(kind: str, row: Sequence[object], look: str) -> Markup:
        # attributes and not styles, as a display is saved with its notebook and thousands of cells add up
        sides = ["right" if place in right else "left" for place in range(len(row))]
        return join(tag(kind, cell, align=side, style=look) for side, cell in zip(sides, row, strict=True))

    top = tag("thead", tag("tr", cells("th", head, LINE)))
    body = tag("tbody", join(tag("tr", cells("td", row, ""), valign="top") for row in rows))
    look = "border-collapse:collapse;margin:0.3em 0"
    drawn = tag("table", join([top, body]), style=look, cellpadding="4", aria_label=label)
    return tag("div", drawn, style="overflow-x:auto")


def frame(of: pd.DataFrame, columns: Iterable[str] = (), tips: Mapping[str, str] | None = None) -> Markup:
    """A table of pandas: the columns that it has of those named (all, if none is), numbers with three digits.

    Args:
        tips: what columns mean, shown when their names are pointed at.

    >>> "a &lt; b" in frame(pd.DataFrame({"what_it_is": ["a < b"], "share": [0.12345]}))
    True
    """
    names = [name for name in columns if name in of] or [str(name) for name in of]
    shown = of.loc[:, names].head(MOST_ROWS)
    known = tips or {}
    head = [tip(name.replace("_", " "), known.get(name, "")) for name in names]
    rows = [[cell(value) for value in row] for row in shown.itertuples(index=False, name=None)]
    numbers = [place for place, name in enumerate(names) if pd.api.types.is_numeric_dtype(of[name].dtype)]
    drawn = table(head, rows, numbers=numbers)
    left = len(of) - len(shown)
    return join([drawn, tag("p", f"and {left:,} more rows", style=SOFT)]) if left > 0 else drawn


def cell(value: Any) -> str:
    """One value in a table: three digits, nothing where it is unknown.

    >>> cell(0.12345), cell(1234567.0), cell(float("nan")), cell(True), cell(None)
    ('0.123', '1,230,000', '', 'yes', '')
    """
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if value is None or value is pd.NA or (isinstance(value, float | np.floating) and math.isnan(value)):
        return ""
    if isinstance(value, int | np.integer):
        return f"{value:,}"
    if isinstance(value, float | np.floating):
        if math.isinf(value):
            return "unlimited"
        rounded = float(f"{value:.3g}")
        return f"{rounded:,.0f}" if abs(rounded) >= 1000 or rounded == int(rounded) else f"{rounded:g}"
    return str(value)


def study(title: str, shown: pd.DataFrame, columns: Iterable[str] = (), sentences: str = "", **more: Any) -> str:
    """The display of a study: what it is, its words, and its table.

    Args:
        more: for `frame`.
    """
    drawn = frame(shown, columns, **more) if len(shown) else ""
    return block(title, words(sentences), drawn)


@cache
def attributes_of(of: type) -> Mapping[str, str]:
    """What the attributes of a class mean, from the section of its docstring: one statement of each.

    >>> from outsim.studies.effects import Effect
    >>> attributes_of(Effect)["failed_with"]
    'shares of partnerships.'
    """
    doc = inspect.getdoc(of) or ""
    section = re.search(r"^Attributes:\n(.*?)(?:\n\n|\Z)", doc, flags=re.DOTALL | re.MULTILINE)
    found: dict[str, str] = {}
    if section:
        for names, meaning in re.findall(r"^    (\w[\w, ]*): (.*(?:\n {5,}.*)*)", section[1], flags=re.MULTILINE):
            found |= dict.fromkeys(names.split(", "), " ".join(meaning.replace("`", "").split()))
    return found


def with_ends(tips: Mapping[str, str]) -> dict[str, str]:
    """Meanings of estimates, and of the columns with the ends of their intervals."""
    ends = {
        f"{name}_{end}": f"{which} end of the 95 % interval of: {meaning}"
        for name, meaning in tips.items()
        for end, which in (("low", "lower"), ("high", "upper"))
    }
    return {**tips, **ends}


def bar(share: float, wide: float = 12.0) -> Markup:
    """A bar as long as a share, 0 to 1, in a column ``wide`` em wide."""
    long = max(0.0, min(1.0, 0.0 if math.isnan(share) else share)) * wide
    look = f"display:inline-block;width:{long:.2f}em;height:0.7em;background:currentColor;opacity:0.45"
    return tag("span", "", style=look)


def sparkline(values: Sequence[float], label: str, wide: int = 120, high: int = 24) -> Markup:
    """A line from the left to the right, of shares from 0 to 1, as SVG.

    Args:
        label: what it shows, for those who cannot see it.
    """
    across = wide / max(1, len(values) - 1)
    points = " ".join(f"{place * across:.1f},{(1 - value) * (high - 2) + 1:.1f}" for place, value in enumerate(values))
    line = f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    ground = f'<line x1="0" x2="{wide}" y1="{high - 0.5}" y2="{high - 0.5}" stroke="currentColor" opacity="0.3"/>'
    box = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    title = tag("title", label)
    return Markup(
        f'<svg style="vertical-align:middle" role="img" aria-label="{escape(label)}" {box}>{title}{line}{ground}</svg>'
    )
