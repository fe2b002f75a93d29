"""The text of a survey file, checked cell by cell. `outsim.studies.pulse` says what the file holds."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from outsim.errors import InputError, unknown_name

GROUPS = ("staff", "leaders", "vendor")
"""Who may be asked: the client's staff, its leaders, and the vendor's people."""

ASKED_OF: Mapping[str, tuple[str, ...]] = {
    "anxiety": ("staff",),
    "dissatisfaction": ("staff",),
    "resistance": ("staff",),
    "motivation": ("staff",),
    "wellbeing": ("staff",),
    "commitment": ("staff",),
    "satisfaction": ("staff",),
    "trust": ("staff", "leaders"),
    "participation": ("leaders",),
    "vendor_trust": ("vendor",),
    "vendor_morale": ("vendor",),
    "alignment": ("staff", "leaders", "vendor"),
    "clarity": ("staff", "leaders", "vendor"),
    "friction": ("staff", "vendor"),
}
"""The columns of answers, and the groups that may answer each. Names and meanings are those of `outsim.indicators`."""

RESPONDENTS = 10  # where the file does not say
MOST_RESPONDENTS = 1_000_000
LAST_WEEK = 1040


class Answer(NamedTuple):
    """What one cell of the file says."""

    line: int  # of the file, from 1
    week: int  # of the partnership, from 0
    group: str
    respondents: int
    indicator: str
    value: float  # as in the file


def read_answers(path: Path) -> list[Answer]:
    """The answers of a survey file, line by line, on the scale that they were given on.

    Raises:
        InputError: naming the line, the column, the value and what is allowed; not the file.

    >>> from importlib.resources import files
    >>> read_answers(files("outsim") / "data" / "pulse_example.csv")[0].group
    'staff'
    """
    lines = _lines(path)
    columns = _columns(*next(lines, (1, [])))
    seen: dict[tuple[int, str], int] = {}  # line of each week and group
    answers: list[Answer] = []
    for line, cells in lines:
        if len(cells) != len(columns):
            raise InputError(
                f"line {line}: has {len(cells)} cells ({','.join(cells)}), but the header has {len(columns)}; "
                "leave a cell empty where there is no answer, and write decimals with a point"
            )
        row = dict(zip(columns, cells, strict=True))
        week, group, respondents = _who(line, row)
        if (first := seen.setdefault((week, group), line)) != line:
            raise InputError(f"line {line}: week {week} of {group} is on line {first} already; give it once")
        answers += [Answer(line, week, group, respondents, *found) for found in _values(line, group, row)]
    if not seen:
        raise InputError("ends after the header; must have a line for each survey")
    if not answers:
        raise InputError("has no answer in any line; must have at least one")
    return answers


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError("there is no such file") from None
    except UnicodeDecodeError:
        raise InputError("is not text in UTF-8; save it as 'CSV UTF-8'") from None
    except (OSError, ValueError) as error:  # a name with a null character is a ValueError
        raise InputError(f"cannot be read ({getattr(error, 'strerror', None) or error})") from None


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number, as in a text editor, and cells of each line that has any; comments are left out."""
    lines = ("" if line.startswith("#") else line for line in _text(path).split("\n"))
    reader = csv.reader(lines, skipinitialspace=True, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"line {line}: is not CSV; look at its quotation marks ({error})") from None


def _columns(line: int, cells: list[str]) -> list[str]:
    """The columns that the header names, in lower case."""
    if not cells:
        raise InputError("is empty, or all comments; must have a header such as week,group,respondents,trust,clarity")
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(cells) == 1 and mark in cells[0]:
            raise InputError(f"line {line}: the header is parted by {word} ({cells[0]}); part cells by commas")
    names = [cell.lower() for cell in cells]
    for place, name in enumerate(names, start=1):
        if not name:
            raise InputError(f"line {line}: column {place} has no name; name it, or remove it and its cells")
        if name not in (known := ("week", "group", "respondents", *ASKED_OF)):
            raise InputError(f"line {line}: {unknown_name('column', name, known)}")
        if (first := names.index(name) + 1) != place:
            raise InputError(f"line {line}, column {name}: is there twice, as columns {first} and {place}; keep one")
    if "week" not in names:
        raise InputError(f"line {line}: there is no column week among {', '.join(names)}; it is needed")
    if not set(names) & set(ASKED_OF):
        raise InputError(f"line {line}: no column has answers; must have one at least of {', '.join(ASKED_OF)}")
    return names


def _who(line: int, row: Mapping[str, str]) -> tuple[int, str, int]:
    """Week, group and number of respondents."""
    week = _whole(f"line {line}, column week", row["week"], 0, LAST_WEEK)
    group = row.get("group", "").lower() or GROUPS[0]
    if group not in GROUPS:
        raise InputError(f"line {line}, column group: {unknown_name('group', group, GROUPS)}")
    given = row.get("respondents") or str(RESPONDENTS)
    return week, group, _whole(f"line {line}, column respondents", given, 1, MOST_RESPONDENTS)


def _values(line: int, group: str, row: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    """The indicators that a line has answers to, each with its answer."""
    for column, groups in ASKED_OF.items():
        if not (text := row.get(column)):
            continue
        place = f"line {line}, column {column}: {text!r}"
        if group not in groups:
            raise InputError(f"{place} is an answer of {group}; only {' and '.join(groups)} may answer; leave it empty")
        if math.isnan(value := _number(text)):
            hint = "write decimals with a point" if "," in text else "leave it empty where nobody answered"
            raise InputError(f"{place} must be a number of 1 to 5, or 0 to 100; {hint}")
        yield column, value


def _whole(place: str, text: str, low: int, high: int) -> int:
    number = _number(text)
    if not number.is_integer() or not low <= number <= high:
        raise InputError(f"{place}: {text!r} must be a whole number from {low} to {high}")
    return int(number)


def _number(text: str) -> float:
    """The number that a cell holds; NaN where it is none."""
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) and "_" not in text else math.nan
