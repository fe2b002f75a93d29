"""What to do with a scenario: the keys of a run that say nothing about the partnership."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import partial
from typing import Any

from outsim.errors import InputError
from outsim.parameters.declare import check, describe, parameter, validated
from outsim.studies.options import read_options

PARAMETERS = ("default", "posterior")
"""Where a simulation's coefficients come from."""

WITH_REPORT = ("simulate", "compare")
"""Studies that can be handed over as a report."""

MOST_REPLICATES = 100_000_000
LARGEST_SEED = 2**32 - 1

_choice = partial(parameter, source="the user", status="derived")


@dataclass(frozen=True)
class RunSettings:
    """How many partnerships, which luck, which question, what is written where.

    Attributes:
        weekly: whether weeks.parquet is written.
        csv: whether tables are written as CSV too.
        report: whether a report to hand over is written too, of a simulation or of study=compare.
        dry_run: whether to say what a run would take instead of running it.
        progress: whether progress is shown.
        data: a pulse survey, for study=calibrate.
        out: the folder of results; none: a new one, named after the time.
        options: of the study, see `outsim.studies.options`; none: its defaults.

    >>> RunSettings(replicates=50).seed
    1

    Raises:
        InputError: naming the key, the value, and what is allowed.
    """

    replicates: int = _choice(1000, "partnerships", 1, MOST_REPLICATES, "simulated partnerships")
    seed: int = _choice(1, "1", 0, LARGEST_SEED, "the luck they meet; the same seed gives the same results")
    arithmetic: str = _choice("single", "name", None, None, "precision of numbers", choices=("single", "double"))
    parameters: str = _choice(
        "default", "name", None, None, "coefficients: defaults, or draws from the posterior", choices=PARAMETERS
    )
    precision: float | None = _choice(
        None, "share", 1e-5, 0.5, "half-width of the 95 % interval of failures prevented, for study=compare"
    )
    study: str = _choice("simulate", "name", None, None, "the question put to the model")
    weekly: bool = False
    csv: bool = False
    report: bool = False
    dry_run: bool = False
    progress: bool = True
    data: str | None = None
    out: str | None = None
    options: Any = None

    def __post_init__(self) -> None:
        if isinstance(self.precision, str):  # as it is read from a file
            raise InputError(f"precision = {self.precision!r}: must be a number; single or double is arithmetic=...")
        for name, value in validated(self).items():
            object.__setattr__(self, name, value)
        for name in ("weekly", "csv", "report", "dry_run", "progress"):
            if not isinstance(getattr(self, name), bool):
                raise InputError(f"{name} = {getattr(self, name)!r}: must be true or false")
        object.__setattr__(self, "options", self.options or read_options(self.study, {}))
        if self.data is not None:
            object.__setattr__(self, "data", _folder_name(self.data, "data", "a CSV file"))
            if self.study != "calibrate":
                raise InputError(f"data = {self.data}: only study=calibrate reads a survey")
        if self.precision is not None and self.study != "compare":
            raise InputError(f"precision = {self.precision:g}: only study=compare runs until it is reached")
        if self.out is not None:
            object.__setattr__(self, "out", _folder_name(self.out))


RUN_KEYS = tuple(field.name for field in dataclasses.fields(RunSettings) if field.name != "options")


def refuse_unused(settings: RunSettings) -> None:
    """Settings that only a simulation reads.

    Raises:
        InputError: naming the first that was given for another study.
    """
    for name in ("csv", "dry_run") if settings.study != "simulate" else ():
        if getattr(settings, name):
            raise InputError(f"{name}: has no effect on study={settings.study}")
    if settings.report and settings.study not in WITH_REPORT:
        raise InputError(f"report: has no effect on study={settings.study}; {' and '.join(WITH_REPORT)} have reports")


def check_setting(name: str, value: Any) -> Any:
    """One numeric or named setting, checked as `RunSettings` declares it; returns it as a plain Python value.

    >>> check_setting("replicates", 50)
    50

    Raises:
        InputError: naming the key, the value, and what is allowed.
    """
    (declared,) = (found for found in describe(RunSettings) if found.name == name)
    return check(declared, value)


def _folder_name(given: Any, key: str = "out", what: str = "a folder") -> str:
    """Numbers are names too: ``out=7`` is a folder called 7."""
    if isinstance(given, bool | list | dict) or not str(given).strip():
        raise InputError(f"{key} = {given!r}: must be the name of {what}")
    return str(given)
