"""How much the studies simulate. Checked before anything slow is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from outsim.errors import InputError, unknown_name
from outsim.parameters.declare import parameter, validated

_choice = partial(parameter, source="the user", status="derived")
_A_LOT = 10_000_000


@dataclass(frozen=True)
class SimulateOptions:
    """Nothing beside the settings of every run."""


@dataclass(frozen=True)
class ValidateOptions:
    """How much is simulated to hold the model against published facts.

    >>> ValidateOptions(draws=8).members
    256

    Raises:
        InputError: naming the key, the value, and what is allowed.
    """

    members: int = _choice(256, "partnerships", 64, 100_000, "partnerships in a population")
    populations: int = _choice(8, "populations", 2, 1000, "populations with the defaults; estimates are their means")
    draws: int = _choice(
        48, "draws", 8, 128, "draws of coefficients, with a population each, for the posterior interval"
    )

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True)
class CalibrateOptions:
    """How much is simulated in a fit, and what is kept.

    >>> CalibrateOptions(draws=500).accept
    0.2

    Raises:
        InputError: naming the key, the value, and what is allowed.
    """

    draws: int = _choice(8000, "draws", 500, _A_LOT, "draws from the prior of the coefficients")
    members: int = _choice(256, "partnerships", 64, 100_000, "partnerships of the reference population for each draw")
    accept: float = _choice(0.2, "share", 0.001, 1, "share of the draws that are accepted")
    kept: int = _choice(128, "draws", 16, 100_000, "draws of the posterior that are kept")
    partnerships: int = _choice(4000, "partnerships", 1000, _A_LOT, "partnerships simulated around a pulse survey")
    scale: int | None = _choice(
        None,
        "points",
        5,
        100,
        "of a survey: 5 for answers of 1 to 5, 100 for 0 to 100; none: found from the file",
    )

    def __post_init__(self) -> None:
        _check(self)
        if self.scale not in (None, 5, 100):
            raise InputError(f"study.scale = {self.scale}: must be 5 (answers of 1 to 5) or 100 (answers of 0 to 100)")
        if self.draws * self.accept < 100:
            raise InputError(f"study.accept = {self.accept:g}: of {self.draws} draws at least 100 must be accepted")


@dataclass(frozen=True)
class CompareOptions:
    """What is compared, and how much is simulated for a precision.

    Attributes:
        packages: on the command line, a list of levers and options of the group ``interventions``, or a mapping of
            names to interventions; none: what leaders can do, and what can be done before signing.

    >>> CompareOptions().most
    100000

    Raises:
        InputError: naming the key, the value, and what is allowed.
    """

    packages: Any = None
    most: int = _choice(100_000, "replicates", 2, _A_LOT, "replicates that precision=... may take at most")

    def __post_init__(self) -> None:
        _check(self)


OPTIONS: Mapping[str, type] = {
    "simulate": SimulateOptions,
    "validate": ValidateOptions,
    "calibrate": CalibrateOptions,
    "compare": CompareOptions,
}
"""Every study, and the keys under ``study`` that it has."""


def read_options(study: str, given: Mapping[str, Any]) -> Any:
    """The options of a study from the keys under ``study``.

    >>> read_options("validate", {"draws": 8}).draws
    8

    Raises:
        InputError: for an unknown study or key, or a value out of range.
    """
    if study not in OPTIONS:
        raise unknown_name("study", study, OPTIONS)
    known = [field.name for field in fields(OPTIONS[study])]
    for name in given:
        if name not in known:
            raise unknown_name(f"key of study={study}", name, known)
    return OPTIONS[study](**given)


def _check(options: Any) -> None:
    for name, value in validated(options, "study.").items():
        object.__setattr__(options, name, value)
