"""A baseline and what is done instead, lived through on the same luck: the pairs that studies compare."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.engine import KEPT_REPLICATES, simulate
from outsim.ensemble import Ensemble
from outsim.errors import InputError
from outsim.interventions import Intervention
from outsim.scenario import Scenario
from outsim.studies.pulls import pulls_of

BASELINE = "baseline"


@dataclass(frozen=True, eq=False)
class Arms:
    """Partnerships of a baseline (point 0) and of other arms, replicate by replicate on the same luck.

    Attributes:
        ensemble: all arms; scenarios bear the names of their arms.
    """

    ensemble: Ensemble

    @property
    def names(self) -> tuple[str, ...]:
        """The arms beside the baseline."""
        return tuple(scenario.name for scenario in self.ensemble.scenarios[1:])

    @property
    def weeks(self) -> int:
        """Weeks simulated."""
        return self.ensemble.scenarios[0].weeks

    @property
    def pairs(self) -> int:
        """Replicates that all arms have lived through."""
        return len(self._together[0])

    @property
    def draws(self) -> NDArray[Any] | None:
        """The draw of coefficients that each pair lived with; none if all lived with the defaults."""
        return self._together[0]["draw"].to_numpy() if "draw" in self.ensemble.runs else None

    def runs(self, arm: int) -> pd.DataFrame:
        """The rows of one arm (0: the baseline), in the order of replicates."""
        return self._together[arm]

    def only(self, points: Sequence[int], names: Sequence[str]) -> Arms:
        """Some of the arms under new names, the first of which is then the baseline."""
        chosen = [dataclasses.replace(self.ensemble.scenarios[points[0]], name=BASELINE)]
        chosen += [
            dataclasses.replace(self.ensemble.scenarios[point], name=name)
            for point, name in zip(points[1:], names, strict=True)
        ]
        runs = [self.runs(point).assign(point=place) for place, point in enumerate(points)]
        kept = self.ensemble.trajectories[list(points)]
        return Arms(
            dataclasses.replace(self.ensemble, scenarios=tuple(chosen), runs=pd.concat(runs), trajectories=kept)
        )

    def running_in(self, week: int) -> Arms:
        """Of the pairs those in which the baseline still runs when a week begins.

        Raises:
            InputError: if there is none.
        """
        runs = self.runs(0)
        left = set(runs.loc[runs["ended_week"] >= week, "replicate"])
        if not left:
            raise InputError(f"week = {week}: none of {self.pairs} partnerships still runs then")
        numbers = runs["replicate"].to_numpy()[: self.ensemble.trajectories.shape[1]]
        kept = np.isin(numbers, list(left))
        together = pd.concat([self.runs(arm) for arm in range(len(self.names) + 1)], ignore_index=True)
        together = together[together["replicate"].isin(left)].reset_index(drop=True)
        return Arms(dataclasses.replace(self.ensemble, runs=together, trajectories=self.ensemble.trajectories[:, kept]))

    def column(self, name: str) -> NDArray[np.float64]:
        """One number a partnership, [arms, pairs], the baseline first; missing values are NaN."""
        return np.array([runs[name].to_numpy(dtype=float, na_value=np.nan) for runs in self._together])

    @property
    def failed(self) -> NDArray[np.bool_]:
        """Whether each was terminated, [arms, pairs]."""
        return np.array([(runs["outcome"] == "terminated").to_numpy() for runs in self._together])

    @property
    def succeeded(self) -> NDArray[np.bool_]:
        """Whether each was successful, [arms, pairs]."""
        return np.array([(runs["outcome"] == "successful").to_numpy() for runs in self._together])

    @property
    def weeks_lived(self) -> NDArray[np.float64]:
        """Weeks until termination, all weeks simulated if there was none, [arms, pairs]."""
        return np.where(self.failed, self.column("ended_week") + 1, self.weeks)

    @property
    def _together(self) -> list[pd.DataFrame]:
        """The rows of each arm for the replicates that all have: an interrupted simulation may lack some."""
        ensemble = self.ensemble
        each = [ensemble.runs_of(point) for point in range(len(ensemble.scenarios))]
        if ensemble.complete:
            return each
        shared = set.intersection(*(set(runs["replicate"]) for runs in each))
        return [runs[runs["replicate"].isin(shared)] for runs in each]


def live_arms(
    base: Scenario,
    arms: Mapping[str, Scenario],
    replicates: int | Iterable[int],
    seed: int,
    *,
    parameters: str = "default",
    kept: int = KEPT_REPLICATES,
    progress: bool = False,
) -> Arms:
    """Lives through the baseline and all arms; see `outsim.simulate`.

    Raises:
        InputError: for arms that are none, or that run for other weeks than the baseline.
    """
    if not arms:
        raise InputError("packages: there is none to compare with the baseline")
    for name, scenario in arms.items():
        if scenario.weeks != base.weeks:
            raise InputError(f"packages: {name} runs for {scenario.weeks} weeks, the baseline for {base.weeks}")
    together = {BASELINE: dataclasses.replace(base, name=BASELINE), **arms}
    ensemble = simulate(together, replicates, seed, parameters=parameters, kept=kept, progress=progress)
    if len(ensemble.scenarios) < len(together):
        raise KeyboardInterrupt("stopped before every arm had begun; nothing was written")
    return Arms(ensemble)


def read_arms(base: Scenario, packages: Any) -> dict[str, Scenario]:
    """Arms from scenarios, or from interventions that are added to those of the baseline.

    Args:
        base: the baseline.
        packages: by name, each a `Scenario`, the name of a package that comes as a file, such as ``before_signing``,
            or what `Scenario.with_interventions` takes: the name of a lever, a function of one's own, an
            `Intervention`, a mapping of fields, or a list of these. A list instead of a mapping stands for a package
            of each alone.

    Raises:
        InputError: naming the package.

    >>> sorted(read_arms(Scenario(), {"see it": "output_review", "hear it": ["leader_checkins", "progress_updates"]}))
    ['hear it', 'see it']
    >>> list(read_arms(Scenario(), ["before_signing"]))
    ['before_signing']
    """
    if isinstance(packages, str) or callable(packages):
        packages = [packages]
    if isinstance(packages, Iterable) and not isinstance(packages, Mapping):
        packages = _named(list(packages))
    if not isinstance(packages, Mapping) or not packages:
        raise InputError(f"packages = {packages!r}: must name at least one package of interventions")
    return {str(name): _arm(base, str(name), package) for name, package in packages.items()}


def _named(packages: list[Any]) -> dict[str, Any]:
    named = {_name(package): package for package in packages}
    if len(named) < len(packages):
        raise InputError(f"packages: {_twice([_name(each) for each in packages])} is there twice")
    return named


def _twice(names: list[str]) -> str:
    return next(name for name in names if names.count(name) > 1)


def _name(package: Any) -> str:
    if isinstance(package, Intervention):
        return package.lever
    if isinstance(package, Scenario):
        return package.name
    name = getattr(package, "__name__", package)
    if not isinstance(name, str):
        raise InputError(f"packages: {package!r} needs a name; give packages as {{name: interventions}}")
    return name


def _arm(base: Scenario, name: str, package: Any) -> Scenario:
    if name == BASELINE:
        raise InputError(f"packages: {BASELINE!r} is the name of what packages are compared with; choose another")
    if isinstance(package, Scenario):
        return dataclasses.replace(package, name=name)
    try:
        return dataclasses.replace(base.with_interventions(*pulls_of(name, package)), name=name)
    except InputError as error:
        raise InputError(f"packages: {name}: {error}") from None
