"""Packages of levers on a coarse grid of doses: what a search chooses among."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outsim.errors import InputError
from outsim.interventions import Intervention
from outsim.levers import LEVER_NAMES, lever
from outsim.scenario import Scenario

NOTHING = "nothing"
Genes = NDArray[np.int64]


@dataclass(frozen=True)
class Package:
    """Levers pulled from the start, each at a dose.

    Attributes:
        pulls: lever and dose, each above 0 and at most 1.

    >>> Package((("leader_checkins", 1.0), ("progress_updates", 0.5))).name
    'leader_checkins + progress_updates at 0.5'
    """

    pulls: tuple[tuple[str, float], ...] = ()

    @property
    def name(self) -> str:
        """The levers, with their doses where they are not full; ``nothing`` for none."""
        return " + ".join(name if dose == 1 else f"{name} at {dose:g}" for name, dose in self.pulls) or NOTHING

    def added_to(self, base: Scenario) -> Scenario:
        """The scenario with these levers pulled from the start, beside its own interventions.

        Raises:
            InputError: for a lever that the scenario pulls already.
        """
        return base.with_interventions(*(Intervention(name, dose) for name, dose in self.pulls))


@dataclass(frozen=True)
class Offer:
    """The packages that can be put together.

    Attributes:
        levers: that are on offer, in the order of `outsim.levers.LEVERS`.
        doses: at which each can be pulled, ascending.
        size: levers in one package at most.

    A package is also written as genes: for each lever 0, or the place of its dose counted from 1.

    >>> offer = Offer(("leader_checkins", "output_review"), (0.5, 1.0), 2)
    >>> offer.package(offer.genes(Package((("output_review", 0.5),)))).name
    'output_review at 0.5'
    """

    levers: tuple[str, ...]
    doses: tuple[float, ...]
    size: int

    def package(self, genes: Iterable[int]) -> Package:
        """The package that genes stand for."""
        return Package(
            tuple((name, self.doses[gene - 1]) for name, gene in zip(self.levers, genes, strict=True) if gene)
        )

    def genes(self, package: Package) -> Genes:
        """The genes of a package, [levers]."""
        doses = dict(package.pulls)
        return np.array([self.doses.index(doses[name]) + 1 if name in doses else 0 for name in self.levers])

    def singles(self) -> list[Package]:
        """Each lever alone at each dose."""
        return [Package(((name, dose),)) for name in self.levers for dose in self.doses]

    def everything(self) -> list[Package]:
        """All levers at each dose; none if that is more than one package may hold."""
        if len(self.levers) > self.size:
            return []
        return [Package(tuple((name, dose) for name in self.levers)) for dose in self.doses]


def offer_for(base: Scenario, levers: Any, doses: Any, size: int) -> Offer:
    """What is on offer for a scenario: the levers named, or all that it does not pull already.

    Raises:
        InputError: for a lever that does not exist, is pulled already or is named twice, or if none is left.

    >>> offer_for(Scenario(), ["output_review"], [1.0, 0.5], 3).doses
    (0.5, 1.0)
    """
    pulled = {pull.lever for pull in base.interventions}
    if levers is None:
        names = [name for name in LEVER_NAMES if name not in pulled]
    else:
        names = [lever(str(name)).name for name in levers]
    for name in names:
        if name in pulled:
            raise InputError(f"study.levers: {name} is pulled in the baseline already, and cannot be offered again")
        if names.count(name) > 1:
            raise InputError(f"study.levers: {name} is there twice")
    if not names:
        raise InputError("study.levers: there is none to choose from" + (", all are pulled already" if pulled else ""))
    return Offer(tuple(sorted(names, key=LEVER_NAMES.index)), tuple(sorted(float(dose) for dose in doses)), size)
