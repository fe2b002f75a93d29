"""Which package holds when the world is another: over draws of coefficients, and over scenarios.

Three rules for a choice among packages, each on the shares that fail in each state of the world: the fewest failures on
average over states (expected), the fewest where it is worst (worst case: Wald 1950), and the least that one would have
missed in hindsight (regret: Savage 1951).

In a scenario hundreds of partnerships live with each package, and its share is known well: the worst case is the worst
scenario. In one draw of coefficients only some tens do, and the largest of many such shares would be that of bad luck.
So over draws the worst case is the mean over the worst quarter of draws (a conditional value at risk: Rockafellar &
Uryasev 2000), cross-fitted: half of the replicates says which draws are the worst for a package, or which package is
the best of a draw, and the other half says how many fail then; and the other way round. What half the replicates take
for the worst is not always that, so these shares lie nearer to the average than the true ones; no luck makes them
worse than they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.engine import simulate
from outsim.errors import InputError
from outsim.scenario import Scenario
from outsim.studies.packages import Package
from outsim.uncertainty import EACH, posterior_draws

CRITERIA: Mapping[str, str] = {
    "expected": "fewest failures on average",
    "worst case": "fewest failures where it is worst",
    "regret": "least missed in hindsight",
}
"""The rules for a choice, and what they look at."""

WORST = 0.25  # share of draws that are the worst
OF_A_DRAW = 64  # replicates that live with each draw; half of them say which are the worst
RESAMPLES = 400
TIE = 1e-6

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Decision:
    """The package that one rule chooses.

    Attributes:
        rule: one of `CRITERIA`.
        package: its name.
        value: what the rule looks at, a share of partnerships.
        stays: share of bootstrap resamples in which the rule chooses the same package.
        runner_up: the package that most of the other resamples choose; none where there is no other.
    """

    rule: str
    package: str
    value: float
    stays: float
    runner_up: str | None


@dataclass(frozen=True, eq=False)
class Robust:
    """Packages in states of the world, and what is chosen among them.

    Attributes:
        over: ``scenarios`` or ``draws``.
        states: the names of scenarios, or the numbers of draws.
        packages: the names of all packages, ``nothing`` first, then the cheapest first.
        affordable: the names of those among which is chosen.
        failed: share that fails, [packages, states].
        values: what each rule looks at, [packages], by rule.
        decisions: one of each rule.
    """

    over: str
    states: tuple[str, ...]
    packages: tuple[str, ...]
    affordable: tuple[str, ...]
    failed: Matrix
    values: Mapping[str, Matrix]
    decisions: tuple[Decision, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row a package and state: over, package, affordable, state, failed.

        Rules are further states, with the share that each looks at, and chosen and stays.
        """
        chosen = {decision.rule: decision for decision in self.decisions}
        rows = []
        for place, package in enumerate(self.packages):
            about = {"over": self.over, "package": package, "affordable": package in self.affordable}
            shares = zip(self.states, self.failed[place], strict=True)
            rows += [{**about, "state": state, "failed": share} for state, share in shares]
            for rule, values in self.values.items():
                mine = chosen[rule].package == package
                stays = chosen[rule].stays if mine else np.nan
                rows.append({**about, "state": rule, "failed": values[place], "chosen": mine, "stays": stays})
        return pd.DataFrame(rows)


def rules(failed: Matrix) -> dict[str, Matrix]:
    """What each rule looks at, where shares are known well.

    Args:
        failed: share that fails, [packages, states].

    Returns:
        By rule, [packages]; the smaller the better.

    >>> found = rules(np.array([[0.1, 0.5], [0.3, 0.35]]))
    >>> {rule: int(values.argmin()) for rule, values in found.items()}
    {'expected': 0, 'worst case': 1, 'regret': 0}
    """
    return {
        "expected": failed.mean(1),
        "worst case": failed.max(1),
        "regret": (failed - failed.min(0)).max(1),
    }


def cross_fitted(one: Matrix, other: Matrix, among: Sequence[int]) -> dict[str, Matrix]:
    """What each rule looks at, from two halves of the replicates of each draw.

    Args:
        one, other: share that fails in each half, [packages, draws].
        among: the packages that could have been chosen in hindsight. What half the replicates take for the best of a
            draw is not always that, so regret lies below the true one, and can come out below 0.
    """
    halves = ((one, other), (other, one))
    allowed = list(among)
    by_average = one.mean(1, keepdims=True) + other.mean(1, keepdims=True)  # settles ties within a draw

    def regret(told: Matrix, judged: Matrix) -> Matrix:
        best = np.array(allowed)[(told + TIE * by_average)[allowed].argmin(0)]
        missed = judged - judged[best, np.arange(judged.shape[1])]
        return _in_the_worst(told - told[allowed].min(0), missed)

    return {
        "expected": (one + other).mean(1) / 2,
        "worst case": np.mean([_in_the_worst(told, judged) for told, judged in halves], axis=0),
        "regret": np.mean([regret(told, judged) for told, judged in halves], axis=0),
    }


def _in_the_worst(told: Matrix, judged: Matrix) -> Matrix:
    """For each row the mean of ``judged`` over the quarter of columns in which ``told`` is largest."""
    number = max(1, round(WORST * told.shape[1]))
    worst = np.argsort(-told, axis=1, kind="stable")[:, :number]
    means: Matrix = np.take_along_axis(judged, worst, axis=1).mean(1)
    return means


def over_scenarios(
    scenarios: Mapping[str, Scenario],
    packages: Sequence[Package],
    affordable: Sequence[int],
    replicates: int,
    seed: int,
    *,
    progress: bool = False,
) -> Robust:
    """What is chosen where the scenario may be any of these.

    Args:
        scenarios: by name, each as likely as any other.
        packages: what is chosen among; the first is ``nothing``.
        affordable: the places of those that may be chosen.
        replicates: partnerships of each package in each scenario, on the same luck for all packages.
        seed: of that luck. All live with the default coefficients.
        progress: whether to show a progress bar.

    Raises:
        InputError: for a scenario that pulls a lever of a package already.
        KeyboardInterrupt: when interrupted.
    """
    ended = [
        _ended(_with_each(packages, scenario, name), replicates, seed, progress=progress)
        for name, scenario in scenarios.items()
    ]
    failed = np.array([of_one.mean(1) for of_one in ended]).T
    places = list(affordable)

    def chosen(rule: str, *resampled: NDArray[np.intp]) -> int:
        shares = np.array([of_one[places][:, rows].mean(1) for of_one, rows in zip(ended, resampled, strict=True)]).T
        return int(rules(shares)[rule].argmin())

    stays = {
        rule: _choices(lambda *rows, rule=rule: chosen(rule, *rows), [replicates] * len(ended)) for rule in CRITERIA
    }
    return _robust("scenarios", list(scenarios), packages, places, failed, _regret_among(failed, places), stays)


def over_draws(
    base: Scenario,
    packages: Sequence[Package],
    affordable: Sequence[int],
    draws: int,
    seed: int,
    *,
    progress: bool = False,
) -> Robust:
    """What is chosen where the coefficients may be any of so many draws from the posterior; see `over_scenarios`."""
    number = len(posterior_draws())
    wanted = np.linspace(0, number - 1, draws).astype(int)
    rounds, within = np.arange(OF_A_DRAW // EACH) * number * EACH, np.arange(EACH)
    replicates = np.sort((rounds[:, None, None] + wanted[:, None] * EACH + within).ravel())
    every = _with_each(packages, base, base.name)
    ended = _ended(every, replicates.tolist(), seed, parameters="posterior", progress=progress)
    halves = ended.reshape(len(packages), 2, len(rounds) // 2, draws, EACH).mean(axis=(2, 4))
    places = list(affordable)

    def chosen(rule: str, resampled: NDArray[np.intp]) -> int:
        one, other = halves[places][:, 0, resampled], halves[places][:, 1, resampled]
        return int(cross_fitted(one, other, range(len(places)))[rule].argmin())

    stays = {rule: _choices(partial(chosen, rule), [draws]) for rule in CRITERIA}
    values = cross_fitted(halves[:, 0], halves[:, 1], places)
    names = [str(draw) for draw in wanted]
    return _robust("draws", names, packages, places, halves.mean(1), values, stays)


def _with_each(packages: Sequence[Package], scenario: Scenario, name: str) -> list[Scenario]:
    try:
        return [package.added_to(scenario) for package in packages]
    except InputError as error:
        raise InputError(f"study.scenarios: {name}: {error}") from None


def _ended(scenarios: list[Scenario], replicates: Any, seed: int, **how: Any) -> NDArray[np.bool_]:
    """Whether each was terminated, [packages, replicates]."""
    ensemble = simulate(scenarios, replicates, seed, kept=1, **how)
    if not ensemble.complete:
        raise KeyboardInterrupt("stopped before every package had been tried in every world")
    outcomes = [ensemble.runs_of(point)["outcome"].to_numpy() for point in range(len(scenarios))]
    return np.array([outcome == "terminated" for outcome in outcomes])


def _regret_among(failed: Matrix, places: Sequence[int]) -> dict[str, Matrix]:
    """What rules look at, of all packages; regret is for what could have been chosen."""
    return {**rules(failed), "regret": (failed - failed[list(places)].min(0)).max(1)}


def _choices(statistic: Callable[..., int], sizes: Sequence[int]) -> NDArray[np.intp]:
    """What is chosen in each bootstrap resample, [resamples]."""
    from scipy.stats import bootstrap

    found = bootstrap(
        [np.arange(size) for size in sizes],
        lambda *rows: float(statistic(*(np.asarray(of_one, dtype=np.intp) for of_one in rows))),
        vectorized=False,
        method="percentile",
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(0),  # the same results always give the same answer
    )
    return np.asarray(found.bootstrap_distribution, dtype=np.intp)


def _robust(
    over: str,
    states: Sequence[str],
    packages: Sequence[Package],
    places: Sequence[int],
    failed: Matrix,
    values: Mapping[str, Matrix],
    resampled: Mapping[str, NDArray[np.intp]],
) -> Robust:
    names = [package.name for package in packages]
    decisions = []
    for rule, of_each in values.items():
        chosen = int(of_each[list(places)].argmin())
        counts = np.bincount(resampled[rule], minlength=len(places))
        stays = counts[chosen] / counts.sum()
        counts[chosen] = 0
        other = names[places[int(counts.argmax())]] if counts.any() else None
        decisions.append(Decision(rule, names[places[chosen]], float(of_each[places[chosen]]), float(stays), other))
    affordable = tuple(names[place] for place in places)
    return Robust(over, tuple(states), tuple(names), affordable, failed, dict(values), tuple(decisions))
