"""Which packages are worth a closer look: an evolutionary search for those that no other beats on failures and cost.

NSGA-II (Deb et al. 2002, as in pymoo: Blank & Deb 2020) over doses on a coarse grid. All candidates live through the
same replicates of one seed, so that the share that fails is a plain function of the package. The search begins with
nothing, each lever alone, and what is greedily put together from those.

Leaders' hours are a limit and no third thing to minimise: what they cost is part of the cost already, and with a third
objective the frontier would be a surface, on which there is no next package for more money.

Whatever is best of hundreds on one sample of luck owes part of it to that luck (the winner's curse). So the search
looks twice: those on the first frontiers live through four times as many further replicates, and only who is on the
frontier then is handed on, to be judged on another seed (`outsim.studies.portfolio`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.problem import Problem
from pymoo.core.repair import Repair
from pymoo.operators.crossover.ux import UX
from pymoo.operators.mutation.pm import PM
from pymoo.operators.repair.rounding import RoundingRepair
from pymoo.optimize import minimize
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

from outsim.engine import simulate
from outsim.progress import progress_bar
from outsim.scenario import Scenario
from outsim.studies.packages import Genes, Offer, Package

FINALISTS = 24
"""About so many packages are looked at twice: frontier after frontier, until there are so many."""

SECOND_LOOK = 4
"""Further replicates of the second look for each of the first."""


@dataclass(frozen=True)
class Measured:
    """What a package comes to on some luck: means over replicates.

    Attributes:
        failed: share of partnerships terminated.
        cost: USD a partnership that interventions cost, more than in the baseline.
        leader_hours: of all leaders together that interventions take, more than in the baseline.
    """

    failed: float
    cost: float
    leader_hours: float


@dataclass(frozen=True)
class Effort:
    """How long is searched.

    Attributes:
        population: packages of a generation.
        generations: after the first.
        replicates: that each package lives through.
    """

    population: int
    generations: int
    replicates: int


def search(
    base: Scenario,
    offer: Offer,
    leader_hours: float | None,
    effort: Effort,
    seed: int,
    *,
    parameters: str = "default",
    progress: bool = False,
) -> list[Package]:
    """Packages that are likely to be on the frontier of failures and cost, the cheapest first; not ``nothing``.

    Args:
        base: the baseline.
        offer: what can be put together.
        leader_hours: that a package may take at most; none: any number.
        effort: how long is searched.
        seed: of the luck of the search, and of its moves.
        parameters: as for `outsim.simulate`.
        progress: whether to show a progress bar.

    Raises:
        KeyboardInterrupt: when interrupted; half a search is none.

    >>> found = search(base, offer, None, Effort(40, 10, 256), seed=2)   # doctest: +SKIP
    """
    first = len(offer.singles()) + 2 * offer.size
    total = (first + effort.population * effort.generations + SECOND_LOOK * FINALISTS) * effort.replicates
    with progress_bar(total, show=progress) as advance:
        luck = _Luck(base, seed, parameters, advance)
        looks = _Looks(offer, luck, range(effort.replicates))
        looks.at([Package(), *offer.singles(), *offer.everything()])
        looks.at(greedy(looks.known, offer, leader_hours))
        _evolve(looks, leader_hours, effort, seed)
        again = finalists(looks.known, leader_hours, FINALISTS)
        more = range(effort.replicates, (1 + SECOND_LOOK) * effort.replicates)
        known = dict(zip(again, luck.measured(again, more), strict=True))
    return [
        package
        for package in finalists({Package(): Measured(1.0, 0.0, 0.0), **known}, leader_hours, 1)
        if package.pulls
    ]


class _Luck:
    """Lives through packages on one seed."""

    def __init__(self, base: Scenario, seed: int, parameters: str, advance: Callable[[int], None]) -> None:
        self._base, self._seed, self._parameters, self._advance = base, seed, parameters, advance

    def measured(self, packages: Sequence[Package], replicates: Iterable[int]) -> list[Measured]:
        """All of them in one simulation, with the baseline."""
        scenarios = [self._base, *(package.added_to(self._base) for package in packages)]
        ensemble = simulate(scenarios, replicates, self._seed, parameters=self._parameters, kept=1)
        if not ensemble.complete:
            raise KeyboardInterrupt("stopped during the search; nothing was written")
        runs = ensemble.runs.assign(failed=ensemble.runs["outcome"] == "terminated")
        columns = ["failed", "intervention_cost", "intervention_leader_hours"]
        means = runs.groupby("point")[columns].mean().to_numpy(dtype=float)
        self._advance(len(runs))
        return [Measured(failed, cost - means[0, 1], hours - means[0, 2]) for failed, cost, hours in means[1:].tolist()]


class _Looks:
    """What is known of each package that has been looked at; none is simulated twice."""

    def __init__(self, offer: Offer, luck: _Luck, replicates: range) -> None:
        self.offer, self.known = offer, dict[Package, Measured]()
        self._luck, self._replicates = luck, replicates

    def at(self, packages: Iterable[Package]) -> list[Measured]:
        """Of each package what it comes to."""
        wanted = list(packages)
        new = [package for package in dict.fromkeys(wanted) if package not in self.known]
        if new:
            self.known |= dict(zip(new, self._luck.measured(new, self._replicates), strict=True))
        return [self.known[package] for package in wanted]


def greedy(known: dict[Package, Measured], offer: Offer, leader_hours: float | None = None) -> list[Package]:
    """Packages of two levers, three, ... put together from those that do best alone, by failures and by failures a USD.

    Args:
        known: of nothing and of each lever alone what it comes to.
        offer: what can be put together.
        leader_hours: that a package may take; levers that would lead beyond are passed over.
    """
    without = known[Package()].failed
    singles = [package for package in offer.singles() if known[package].failed < without]

    def a_dollar(package: Package) -> float:
        return (without - known[package].failed) / max(known[package].cost, 1.0)

    packages = []
    for order in (lambda package: without - known[package].failed, a_dollar):
        pulls: dict[str, float] = {}
        hours = 0.0
        for package in sorted(singles, key=order, reverse=True):
            ((name, dose),) = package.pulls
            taken = known[package].leader_hours
            if name in pulls or len(pulls) == offer.size or (leader_hours is not None and hours + taken > leader_hours):
                continue
            pulls[name] = dose
            hours += taken
            if len(pulls) > 1:
                packages.append(Package(tuple((name, pulls[name]) for name in offer.levers if name in pulls)))
    return list(dict.fromkeys(packages))


def finalists(known: dict[Package, Measured], leader_hours: float | None, number: int) -> list[Package]:
    """The frontier, then the frontier of all others, and so on, until there are so many packages or a few more.

    >>> some = {Package(): Measured(0.2, 0.0, 0.0), Package((("output_review", 1.0),)): Measured(0.3, 9.0, 0.0)}
    >>> [package.name for package in finalists(some, None, 1)]
    ['nothing']
    """
    allowed = [
        package for package, found in known.items() if leader_hours is None or found.leader_hours <= leader_hours
    ]
    simple_first = sorted(allowed, key=lambda package: len(package.pulls))
    alike: dict[tuple[float, float], Package] = {}
    for package in simple_first:
        alike.setdefault((known[package].failed, known[package].cost), package)
    if not alike:
        return []
    chosen: list[Package] = []
    values, packages = np.array(list(alike)), list(alike.values())
    for front in NonDominatedSorting().do(values):
        chosen += [packages[place] for place in front]
        if len(chosen) >= number:
            break
    return chosen


def _evolve(looks: _Looks, leader_hours: float | None, effort: Effort, seed: int) -> None:
    """Lets NSGA-II look at more packages, beginning with the best of those that are known."""
    if not effort.generations:
        return
    begin = finalists(looks.known, leader_hours, effort.population)[: effort.population]
    others = [package for package in looks.known if package not in begin]
    begin += others[: max(0, effort.population - len(begin))]
    algorithm = NSGA2(
        pop_size=effort.population,
        sampling=np.array([looks.offer.genes(package) for package in begin]),
        crossover=UX(prob=0.9),
        mutation=PM(prob=1.0, eta=3.0, vtype=float, repair=RoundingRepair()),
        repair=_AtMost(looks.offer.size),
        eliminate_duplicates=True,
    )
    minimize(_Failures(looks, leader_hours), algorithm, ("n_gen", effort.generations + 1), seed=seed, verbose=False)


class _AtMost(Repair):  # type: ignore[misc]  # pymoo has no types
    """Lets go of levers at random where a package holds too many."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def _do(self, problem: Problem, X: Genes, *args: Any, random_state: Any = None, **kwargs: Any) -> Genes:
        genes = np.around(X).astype(int)
        for row in genes:
            pulled = np.flatnonzero(row)
            if len(pulled) > self._size:
                row[random_state.choice(pulled, len(pulled) - self._size, replace=False)] = 0
        return genes


class _Failures(Problem):  # type: ignore[misc]
    """Failures and cost, both to be small, with leaders' hours within their limit."""

    def __init__(self, looks: _Looks, leader_hours: float | None) -> None:
        offer = looks.offer
        super().__init__(
            n_var=len(offer.levers),
            n_obj=2,
            n_ieq_constr=int(leader_hours is not None),
            xl=0,
            xu=len(offer.doses),
            vtype=int,
        )
        self._looks, self._limit = looks, leader_hours

    def _evaluate(self, x: Genes, out: dict[str, NDArray[np.float64]], *args: Any, **kwargs: Any) -> None:
        found = self._looks.at([self._looks.offer.package(genes) for genes in x.tolist()])
        out["F"] = np.array([[one.failed, one.cost] for one in found])
        if self._limit is not None:
            out["G"] = np.array([[one.leader_hours - self._limit] for one in found])
