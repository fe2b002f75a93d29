"""A pulse survey: a few questions that a consultant asks every month, read as indicators of the model.

The file is a CSV with a header. ``week`` is needed: the week of the partnership, from 0, in which people were asked.
``group`` says who answered (staff where it is not there or empty), ``respondents`` how many did (10 likewise). Every
other column is one of `ASKED_OF`, and a cell of it the mean answer of the group; an empty cell was not asked or not
answered. Lines that start with # are comments. ``outsim/data/pulse_example.csv`` is such a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import pandas as pd

from outsim.errors import InputError
from outsim.studies.pulse_file import ASKED_OF as ASKED_OF  # who may answer what; part of what this module offers
from outsim.studies.pulse_file import GROUPS as GROUPS
from outsim.studies.pulse_file import read_answers

EQUALLY_WEIGHTED = ("trust",)
"""Indicators in which groups count alike, as in the model; in all others each respondent counts alike."""

PERSON_SD = 0.2
"""Standard deviation of an answer from person to person, on the scale 0 to 1. Assumed."""

QUESTIONNAIRE_SD = 0.03
"""How far a questionnaire is from what the model means by the indicator, as a standard deviation on 0 to 1. Assumed."""

SCALES: Mapping[int, tuple[int, int]] = {5: (1, 5), 100: (0, 100)}
"""The lowest and highest answer of each scale, by the number that the scale is called."""

UNCLEAR = 10
"""Answers above 5 and none above this do not tell their scale."""

_SAY = "say study.scale=5 or study.scale=100 (in Python scale=5 or scale=100)"


@dataclass(frozen=True, eq=False)
class Pulse:
    """What a pulse survey found.

    Attributes:
        answers: a row an answer, sorted by the first three columns: week (from 0), indicator, group, value (0 to 1),
            respondents.

    >>> table = pd.DataFrame({"week": 2, "indicator": "trust", "group": ["leaders", "staff"], "value": [0.8, 0.4]})
    >>> Pulse(table.assign(respondents=[4, 25])).weekly().round(3).values.tolist()
    [[2, 'trust', 0.6, 0.062]]
    """

    answers: pd.DataFrame

    @property
    def last_week(self) -> int:
        """The last week of which there is an answer."""
        return int(self.answers["week"].max())

    def weekly(self) -> pd.DataFrame:
        """One row a week and indicator: week, indicator, value (0 to 1), standard_error (same unit).

        Groups are pooled as the model's indicator pools them: `EQUALLY_WEIGHTED` ones with a weight of one a group
        that answered, all others with a weight of one a respondent. The standard error of a group's mean is
        PERSON_SD / sqrt(respondents); groups combine by their weights' squares, and QUESTIONNAIRE_SD is added in
        quadrature.
        """
        weight = self.answers["respondents"].where(~self.answers["indicator"].isin(EQUALLY_WEIGHTED), 1)
        share = weight / weight.groupby([self.answers["week"], self.answers["indicator"]]).transform("sum")
        parts = self.answers[["week", "indicator"]].assign(
            value=share * self.answers["value"],
            variance=share**2 * PERSON_SD**2 / self.answers["respondents"],
        )
        pooled = parts.groupby(["week", "indicator"], as_index=False).sum()
        pooled["standard_error"] = (pooled.pop("variance") + QUESTIONNAIRE_SD**2) ** 0.5
        return pooled


def read_pulse(path: str | PathLike[str], scale: int | None = None) -> Pulse:
    """Reads a survey file; every answer is rescaled to 0 to 1.

    A file is on one scale. Where ``scale`` does not say which, an answer above 10 means 0 to 100, and otherwise it is
    1 to 5; an answer above 5 and none above 10 can be either, or neither, and is refused. A file of 0 to 100 is refused
    as one that mixes scales when, in a column or on a line with two or more answers, more than half lie within 1 to 5,
    or at least half do in the whole file: group means so low are rarer than slips such as 44 for 4.4, or a change of
    scale between surveys. With ``scale=100`` they are taken as they stand.

    Args:
        path: of the CSV file.
        scale: 5 for answers of 1 to 5, 100 for answers of 0 to 100; none: found from the file.

    Raises:
        InputError: naming the file, and where it has them the line, the column, the value, and what is allowed.

    >>> from importlib.resources import files
    >>> pulse = read_pulse(files("outsim") / "data" / "pulse_example.csv")
    >>> pulse.last_week, bool(pulse.answers["value"].between(0, 1).all())
    (26, True)
    """
    if not isinstance(path, str | PathLike):
        raise InputError(f"pulse survey {path!r}: must be the name of a CSV file")
    if scale is not None and scale not in tuple(SCALES):
        raise InputError(f"scale = {scale!r}: must be 5 (answers of 1 to 5) or 100 (answers of 0 to 100)")
    try:
        table = pd.DataFrame(read_answers(Path(path)))
        table["value"] = _rescaled(table, scale)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    columns = ["week", "indicator", "group", "value", "respondents"]
    return Pulse(table[columns].sort_values(columns[:3], ignore_index=True))


def _rescaled(table: pd.DataFrame, scale: int | None) -> pd.Series[float]:
    """The answers on 0 to 1. `read_pulse` states the rules."""
    value = table["value"]
    if scale is None and value.max() > 5:
        _refuse_mixed(table)
    low, high = SCALES[scale or (100 if value.max() > 5 else 5)]
    outside = table[~value.between(low, high)]
    if len(outside):
        why = "as the argument scale says" if scale else f"as its highest answer, {value.max():.10g}, shows"
        raise InputError(f"{_spot(outside)} must be {low} to {high}, the scale of this file, {why}")
    return (value - low) / (high - low)


def _refuse_mixed(table: pd.DataFrame) -> None:
    if table["value"].max() <= UNCLEAR:
        raise InputError(
            f"{_spot(table.nlargest(1, 'value'))} is above 5, and no answer is above {UNCLEAR}: it can be a slip on a "
            f"scale of 1 to 5, or low on one of 0 to 100; {_SAY}"
        )
    for key, word in (("indicator", "column"), ("line", "line")):
        for name, together in table.groupby(key, sort=False):
            small = together[together["value"].between(1, 5)]
            if len(together) >= 2 and 2 * len(small) > len(together):
                raise _mixed(table, small, f"{len(together)} answers in {word} {name}")
    small = table[table["value"].between(1, 5)]
    if 2 * len(small) >= len(table) > 1:
        raise _mixed(table, small, f"{len(table)} answers in the file")


def _mixed(table: pd.DataFrame, small: pd.DataFrame, of: str) -> InputError:
    return InputError(
        f"mixes scales: {_spot(table.nlargest(1, 'value'))} means 0 to 100, but {len(small)} of the {of} lie within "
        f"1 to 5, such as {_spot(small)}; put all on one scale, or {_SAY}"
    )


def _spot(answers: pd.DataFrame) -> str:
    """The first of these answers and where it is."""
    first = answers.iloc[0]
    return f"line {first['line']}, column {first['indicator']}: {first['value']:.10g}"
