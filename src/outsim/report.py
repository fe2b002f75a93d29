"""What a simulation found, in plain sentences on the console.

Readable without colour, at 80 columns, and where the terminal knows only ASCII.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.text import Text

from outsim.ensemble import CAUSE_WORDS, FEWEST_TO_RANK, Ensemble
from outsim.geography import country

CAUSES_SHOWN = 4
POINTS_SHOWN = 20
BAR = 24  # characters for 100 %

Line = tuple[str, str]  # text, rich style
Entry = dict[str, Any]


def print_summary(
    ensemble: Ensemble, console: Console | None = None, paths: Mapping[str, Path | str] | None = None
) -> None:
    """Prints the answers of an ensemble: about 30 lines for one situation, a line a point for several.

    Args:
        ensemble: what was simulated.
        console: where to; standard output if none.
        paths: what was written where, by name, such as ``{"runs": "runs.parquet"}``.

    >>> print_summary(ensemble, paths={"figure": "figure.png"})   # doctest: +SKIP
    """
    console = console or Console(highlight=False)
    wide = console.encoding.lower().startswith("utf")
    lines = _one(ensemble, wide) if len(ensemble.scenarios) == 1 else _several(ensemble)
    for text, look in [*lines, *_files(paths or {})]:
        if not wide:
            text = text.encode("ascii", "replace").decode()
        console.print(Text(text, style=look), soft_wrap=True, highlight=False)


def print_study(lines: Iterable[str], words: str, paths: Mapping[str, Path | str]) -> None:
    """Prints what a study found: a table's lines as they are, the words over several lines, and the files.

    >>> print_study(["a table"], "A sentence.", {})
    a table
    A sentence.
    """
    console = Console(highlight=False)
    wide = console.encoding.lower().startswith("utf")
    sentences = [
        line
        for paragraph in words.splitlines()
        for line in textwrap.wrap(paragraph, 100, break_on_hyphens=False, break_long_words=False)
    ]
    for text, look in [*((line, "") for line in lines), *((line, "") for line in sentences), *_files(paths)]:
        shown = text if wide else text.encode("ascii", "replace").decode()
        console.print(Text(shown, style=look), soft_wrap=True, highlight=False)


def _one(ensemble: Ensemble, wide: bool) -> Iterator[Line]:
    answers = ensemble.point_summary()
    number = answers["partnerships"]
    yield f"{answers['scenario']}: {_places(answers)}", "bold"
    yield _counted(ensemble, number, f", {_number(answers['weeks'], 'week')}"), ""
    if not number:
        return
    yield "", ""
    if number == 1:
        yield _alone(ensemble.runs_of()), ""
    else:
        yield from _outcomes(answers, wide)
        yield from _failures(answers, wide)
        yield from _along_the_way(answers)
    yield from _indicators(answers)


def _places(answers: Entry) -> str:
    return f"client {country(answers['client_country']).name}, vendor {country(answers['vendor_country']).name}"


def _counted(ensemble: Ensemble, number: int, more: str = "") -> str:
    state = "" if ensemble.complete else "; interrupted, not all were simulated"
    note = " Ranges are 95 % intervals." if number > 1 else ""
    return f"{_number(number, 'partnership')}{more}, seed {ensemble.seed}{state}.{note}"


def _alone(runs: pd.DataFrame) -> str:
    """One partnership has a story, no shares."""
    outcome, week, cause = (runs[name].iloc[0] for name in ("outcome", "ended_week", "cause"))
    if outcome == "terminated":
        return f"It was terminated in week {week}{'' if pd.isna(cause) else f', over {_words(cause)}'}."
    missed = runs["missed"].iloc[0] if "missed" in runs else None
    why = "" if pd.isna(missed) else f": it missed {_and(missed.split('+'))}"
    return f"It lasted, and was {outcome}{why}."


def _outcomes(answers: Entry, wide: bool) -> Iterator[Line]:
    yield "Outcomes", "bold"
    for name, found in answers["outcomes"].items():
        yield _row(name, found, wide), ""
    if missed := [(name, found["count"]) for name, found in answers["missed"].items() if found["count"]]:
        of = answers["outcomes"]["unsuccessful"]["count"]
        missed.sort(key=lambda each: -each[1])
        if of == 1:
            yield f"  The unsuccessful one missed {_and([name for name, _ in missed])}.", ""
        else:
            counts = ", ".join(f"{name} {count:,}" for name, count in missed)
            yield from _broken(f"Unsuccessful ones missed: {counts} of {of:,}", "")


def _failures(answers: Entry, wide: bool) -> Iterator[Line]:
    """When terminations happen, why, and what can be said about the worst cause."""
    count = answers["terminated"]["count"]
    if not count:
        yield "No partnership was terminated.", "bold"
        return
    yield "When partnerships are terminated", "bold"
    yield f"  {_when(count, answers['timing'])}", ""
    if count > 1:
        yield from _half_years(answers["timing"]["half_years"])
    whole = "the only termination" if count == 1 else f"shares of the {count:,} terminations"
    yield f"Why ({whole})", "bold"
    for each in answers["causes"][:CAUSES_SHOWN]:
        yield _row(_words(each["cause"]), each, wide), ""
    if rest := answers["causes"][CAUSES_SHOWN:]:
        names = ", ".join(f"{_words(each['cause'])} {percent(each['share'])}" for each in rest)
        yield from _broken(f"also {names}", "")
    yield from _broken(hurts_most(answers), "bold")


def _when(count: int, timing: Entry) -> str:
    middle = f"{timing['median_week']['value']:.0f}"
    first, last = (f"{week:.0f}" for week in timing["quartile_weeks"])
    if count == 1:
        return f"The only termination came in week {middle}."
    if first == last:
        return f"Most of the {count:,} in week {middle}."
    spread = f"; the middle half in weeks {first} to {last}" if count >= FEWEST_TO_RANK else ""
    return f"Half of the {count:,} by week {middle}{spread}."


def _half_years(half_years: list[Entry]) -> Iterator[Line]:
    """The share in each half-year, as long as there are any; at most the first eight."""
    while len(half_years) > 1 and not half_years[-1]["count"]:
        half_years = half_years[:-1]
    shown = [f"{each['from_week']}-{each['to_week']}: {percent(each['share'])}" for each in half_years[:8]]
    if len(half_years) > 8:
        shown.append(f"later: {percent(sum(each['share'] for each in half_years[8:]))}")
    yield from _broken(f"In weeks {', '.join(shown)}", "")


def hurts_most(answers: Entry) -> str:
    """One honest sentence about the challenge that ends most partnerships, from `Ensemble.point_summary`.

    >>> hurts_most({"terminated": {"count": 0}, "hurts_most": {"verdict": "none"}})
    'No partnership was terminated, so no challenge can be said to hurt most.'
    """
    found, count = answers["hurts_most"], answers["terminated"]["count"]
    if found["verdict"] == "none":
        why = "No cause was recorded" if count else "No partnership was terminated"
        return f"{why}, so no challenge can be said to hurt most."
    if found["verdict"] == "too_few":
        return f"{_number(count, 'termination')}: too few to tell which challenge hurts most."
    first = _words(found["first"])
    if found["second"] is None:
        return f"The challenge that hurts most: {first}, the only cause."
    first = f"{first} ({percent(found['share']['share'])})"
    second = f"{_words(found['second'])} ({percent(found['second_share']['share'])})"
    if found["verdict"] == "settled":
        return f"The challenge that hurts most: {first}, then {second}."
    return f"What hurts most is not settled: {first} or {second}; their intervals overlap."


def _along_the_way(answers: Entry) -> Iterator[Line]:
    yield "Along the way", "bold"
    weeks = answers["weeks"]
    for what in ("escalated", "renegotiated"):
        if found := answers[what]:
            ever = f"; {percent(found['ever']['share'])} at any time" if weeks > 52 else ""
            year = "in the first year" if weeks >= 52 else f"within {_number(weeks, 'week')}"
            yield f"  {share_in_words(found['year_1'])} {what} {year}{ever}.", ""
    if (leaked := answers["leaked"]) and leaked["count"]:
        yield f"  {share_in_words(leaked)} had confidential material leak.", ""
    if cost := answers["cost"]:
        yield f"  Median cost of a partnership: USD {_money(**cost['median'])}.", ""


def _indicators(answers: Entry) -> Iterator[Line]:
    one = answers["partnerships"] == 1
    weeks = list(next(iter(answers["indicators"].values())).values())
    once = {each["week"]: place for place, each in enumerate(weeks) if each["running"]}
    places = [once[week] for week in sorted(once)]
    if not places:
        yield "No weekly values were kept.", "bold"
        return
    yield ("Indicators" if one else "Indicators: median (90 % of the partnerships still running)"), "bold"

    def line(name: str, cells: Iterable[str]) -> Line:
        return f"  {name:<17}{''.join(f'{cell:<21}' for cell in cells)}".rstrip(), ""

    yield line("", (f"week {weeks[place]['week']}" for place in places))
    for name, found in answers["indicators"].items():
        values = list(found.values())
        yield line(name.replace("_", " "), (_cell(values[place], one) for place in places))
    if not one:
        yield line("still running", (f"{weeks[place]['running']:,}" for place in places))


def _cell(found: Entry, one: bool) -> str:
    return f"{found['median']:.2f}" + ("" if one else f" ({found['low']:.2f} to {found['high']:.2f})")


def _several(ensemble: Ensemble) -> Iterator[Line]:
    """A sweep: how often partnerships are terminated, and why, a line a point."""
    points = len(ensemble.scenarios)
    yield f"{points:,} points: {_counted(ensemble, len(ensemble.runs))}", "bold"
    yield "", ""
    shown = [ensemble.point_summary(point) for point in range(min(points, POINTS_SHOWN))]
    names = [_point_name(answers) for answers in shown]
    width = min(max(len(name) for name in names), 32)
    yield f"{'point':<{width}}  {'terminated':<22}what hurts most", "bold"
    for name, answers in zip(names, shown, strict=True):
        short = name if len(name) <= width else f"{name[: width - 3]}..."
        yield f"{short:<{width}}  {share_in_words(answers['terminated']):<22}{_briefly(answers['hurts_most'])}", ""
    if points > POINTS_SHOWN:
        yield f"and {_number(points - POINTS_SHOWN, 'more point')}.", ""


def _point_name(answers: Entry) -> str:
    values = (f"{name}={_short(value)}" for name, value in answers["parameters"].items())
    return " ".join(values) or f"{answers['point']} {answers['scenario']}"


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _briefly(verdict: Entry) -> str:
    words = {
        "none": "-",
        "too_few": "too few to tell",
        "unsettled": f"{verdict['first']} or {verdict['second']}",
    }
    return words.get(verdict["verdict"], str(verdict["first"]))


def _files(paths: Mapping[str, Path | str]) -> Iterator[Line]:
    if not paths:
        return
    yield "", ""
    yield "Files", "bold"
    width = max(len(name) for name in paths) + 2
    for name, path in paths.items():
        yield f"  {name:<{width}}{_near(path)}", ""


def _near(path: Path | str) -> str:
    """Relative to the current folder where the file is inside it."""
    whole, here = os.path.abspath(path), os.getcwd()
    return os.path.relpath(whole, here) if whole.startswith(here + os.sep) else str(path)


def _row(name: str, found: Entry, wide: bool) -> str:
    """A name, its share with interval, and a bar."""
    bar = ("█" if wide else "#") * round(BAR * (found["share"] or 0.0))
    return f"  {name:<26}{share_in_words(found):<22}{bar}".rstrip()


def _broken(text: str, look: str) -> Iterator[Line]:
    """A sentence over as many indented lines as 80 columns ask for."""
    for line in textwrap.wrap(text, 79, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False):
        yield line, look


def _words(cause: str) -> str:
    return CAUSE_WORDS.get(cause, cause)


def share_in_words(found: Entry) -> str:
    if found["share"] is None:
        return "unknown"
    return f"{percent(found['share'])} ({_bare(found['low'])} to {percent(found['high'])})"


def percent(share: float) -> str:
    return f"{_bare(share)} %"


def _bare(share: float) -> str:
    """Whole per cents, with a decimal where a whole number would claim never or always."""
    percent = 100 * share
    if 0 < percent < 0.05:
        return "<0.1"
    if 99.95 < percent < 100:
        return ">99.9"
    return f"{percent:.1f}" if 0 < percent < 0.95 or 99.05 < percent < 100 else f"{percent:.0f}"


def _money(value: float, low: float | None, high: float | None, of: int) -> str:
    """Dollars with their interval, in millions or billions where they are many."""
    sizes = ((1e9, " billion"), (1e6, " million"), (1.0, ""))
    size, name = next((each for each in sizes if abs(value) >= each[0]), sizes[-1])

    def short(dollars: float) -> str:
        return f"{dollars / size:.2f}" if name else f"{dollars:,.0f}"

    between = "" if low is None or high is None else f" ({short(low)} to {short(high)})"
    return f"{short(value)}{name}{between}"


def _and(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
