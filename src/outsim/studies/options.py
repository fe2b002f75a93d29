"""How much the studies simulate. Checked before anything slow is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from outsim.errors import InputError, unknown_name
from outsim.studies.input_options import DiscoverOptions, SensitivityOptions, TornadoOptions
from outsim.studies.option_fields import check_options, choice, is_list

_A_LOT = 10_000_000

FAILED = "failed"
"""In place of a replicate's number: the first that is terminated."""


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

    members: int = choice(256, "partnerships", 64, 100_000, "partnerships in a population")
    populations: int = choice(8, "populations", 2, 1000, "populations with the defaults; estimates are their means")
    draws: int = choice(
        48, "draws", 8, 128, "draws of coefficients, with a population each, for the posterior interval"
    )

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class CalibrateOptions:
    """How much is simulated in a fit, and what is kept.

    >>> CalibrateOptions(draws=500).accept
    0.2

    Raises:
        InputError: naming the key, the value, and what is allowed.
    """

    draws: int = choice(8000, "draws", 500, _A_LOT, "draws from the prior of the coefficients")
    members: int = choice(256, "partnerships", 64, 100_000, "partnerships of the reference population for each draw")
    accept: float = choice(0.2, "share", 0.001, 1, "share of the draws that are accepted")
    kept: int = choice(128, "draws", 16, 100_000, "draws of the posterior that are kept")
    partnerships: int = choice(4000, "partnerships", 1000, _A_LOT, "partnerships simulated around a pulse survey")
    scale: int | None = choice(
        None,
        "points",
        5,
        100,
        "of a survey: 5 for answers of 1 to 5, 100 for 0 to 100; none: found from the file",
    )

    def __post_init__(self) -> None:
        check_options(self)
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
    most: int = choice(100_000, "replicates", 2, _A_LOT, "replicates that precision=... may take at most")

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class RankOptions:
    """Which levers are ranked, and how strongly they are pulled.

    Attributes:
        levers: their names, functions of one's own, or packages by name that are each pulled as one (see
            `outsim.studies.arms.read_arms`); none: all levers that the scenario does not pull already.

    >>> RankOptions(dose=0.5).dose
    0.5

    Raises:
        InputError: naming the key, the value, and what is allowed.
    """

    levers: Any = None
    dose: float = choice(1.0, "share of full", 0.01, 1, "dose of each lever, from the start")
    cost: float | None = choice(
        None, "USD a partnership", 1, 1e12, "what each lever costs at equal cost; none: their median at the same dose"
    )

    def __post_init__(self) -> None:
        check_options(self)
        if not (self.levers is None or is_list(self.levers) or isinstance(self.levers, Mapping)):
            raise InputError(f"study.levers = {self.levers!r}: must be a list of levers")


@dataclass(frozen=True)
class TimingOptions:
    """When a package is begun, and what else is asked about its timing.

    Attributes:
        package: a lever or an option of the group ``interventions``, or levers with their fields.
        starts: weeks; none: every ``every`` weeks.
        indicator: what sets it off where it is triggered; none: the indicator that the package's first lever acts on.

    >>> TimingOptions(every=13).every
    13

    Raises:
        InputError: naming the key, the value, and what is allowed.
    """

    package: Any = "leader_checkins"
    every: int = choice(8, "weeks", 1, 1040, "weeks from one start to the next")
    starts: Any = None
    indicator: str | None = None

    def __post_init__(self) -> None:
        check_options(self)
        if not (self.starts is None or is_list(self.starts)):
            raise InputError(f"study.starts = {self.starts!r}: must be a list of weeks")


@dataclass(frozen=True)
class ExplainOptions:
    """What is explained: the failures of a scenario, or one partnership.

    Attributes:
        replicate: the number of a partnership, or ``failed`` for the first of the replicates that is terminated; none:
            the scenario, by all replicates.
        starts: of one partnership: the weeks from which each lever is tried; none: from the start, after a third and
            after two thirds of the weeks it lived.
        packages: of one partnership: what is tried, as for study=compare; none: each lever alone at full dose.

    >>> ExplainOptions(replicate=17).replicate
    17

    Raises:
        InputError: naming the key, the value, and what is allowed.
    """

    replicate: Any = None
    starts: Any = None
    packages: Any = None

    def __post_init__(self) -> None:
        given = self.replicate
        whole = isinstance(given, int) and not isinstance(given, bool) and given >= 0
        if given is not None and given != FAILED and not whole:
            raise InputError(f"study.replicate = {given!r}: must be a whole number from 0, or {FAILED}")
        if not (self.starts is None or is_list(self.starts)):
            raise InputError(f"study.starts = {self.starts!r}: must be a list of weeks")
        for name in ("starts", "packages"):
            if getattr(self, name) is not None and given is None:
                raise InputError(f"study.{name}: has no effect without study.replicate")


@dataclass(frozen=True)
class PortfolioOptions:
    """What may be spent, what packages are put together from, and how long is searched.

    Attributes:
        levers: on offer; none: all that the scenario does not pull already.
        doses: at which each can be pulled.
        scenarios: names of scenarios, or (in Python) scenarios, in which the choice is to hold too; ``all``: those that
            come with outsim but the classroom and your own.

    >>> PortfolioOptions(budget=50_000).size
    5

    Raises:
        InputError: naming the key, the value, and what is allowed.
    """

    budget: float | None = choice(None, "USD a partnership", 0, 1e12, "for interventions; none: no limit")
    leader_hours: float | None = choice(
        None, "hours", 0, 1e9, "of all leaders together over the partnership; none: no limit"
    )
    levers: Any = None
    doses: Any = (0.5, 1.0)
    size: int = choice(5, "levers", 1, 20, "in one package at most")
    scenarios: Any = None
    population: int = choice(40, "packages", 4, 10_000, "in each generation of the search")
    generations: int = choice(8, "generations", 0, 10_000, "of the search, after the first look at each lever alone")
    search_replicates: int = choice(256, "replicates", 2, _A_LOT, "that each package of the search lives through")
    draws: int = choice(32, "draws", 8, 128, "of coefficients among which a choice is to hold (parameters=posterior)")

    def __post_init__(self) -> None:
        check_options(self)
        if not (self.levers is None or is_list(self.levers)):
            raise InputError(f"study.levers = {self.levers!r}: must be a list of levers")
        doses = list(self.doses) if is_list(self.doses) else [self.doses]
        if not doses or len(set(map(str, doses))) < len(doses) or not all(map(_is_dose, doses)):
            raise InputError(f"study.doses = {self.doses!r}: must be a list of different numbers above 0 and at most 1")
        object.__setattr__(self, "doses", tuple(float(dose) for dose in doses))
        if not (self.scenarios is None or self.scenarios == "all" or is_list(self.scenarios)):
            raise InputError(f"study.scenarios = {self.scenarios!r}: must be a list of scenarios, or all")


def _is_dose(given: Any) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool) and 0 < given <= 1


OPTIONS: Mapping[str, type] = {
    "simulate": SimulateOptions,
    "validate": ValidateOptions,
    "calibrate": CalibrateOptions,
    "compare": CompareOptions,
    "rank": RankOptions,
    "timing": TimingOptions,
    "explain": ExplainOptions,
    "portfolio": PortfolioOptions,
    "sensitivity": SensitivityOptions,
    "tornado": TornadoOptions,
    "discover": DiscoverOptions,
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
