"""Which coefficients would make the model say what is published? The fit of everything assumed to the fitting facts.

Draws from the prior of all assumed coefficients are simulated over the reference population, each with luck of its own;
`outsim.studies.likelihood_free` turns them into a posterior. The defaults are the most probable coefficients: those
nearest to the middle of the prior with which the model says what the fitting facts say (maximum a posteriori).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import platformdirs
from numpy.typing import NDArray

from outsim.streams import check_seed
from outsim.studies import recovery
from outsim.studies.facts import FACTS, Fact
from outsim.studies.likelihood_free import Matrix, Posterior, ReferenceTable, accept
from outsim.studies.living import live_through
from outsim.studies.options import CalibrateOptions
from outsim.studies.prior import Prior, prior_of_coefficients
from outsim.studies.quantities import Sample
from outsim.studies.reference import reference_population
from outsim.studies.simulated_table import SimulatedTable
from outsim.uncertainty import assumed_coefficients

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ASKED = tuple(fact for fact in FACTS if fact.quantity and fact.years == 2)
"""The facts that a population of two years answers, fitting ones and checks."""

FITTED = tuple(fact for fact in ASKED if fact.role == "fitting")


@dataclass(frozen=True, eq=False)
class Calibration:
    """What the fitting facts say about the coefficients.

    Attributes:
        prior: of the coefficients.
        simulated: the reference table, with a column a fact of `ASKED`.
        posterior: the accepted draws.
        informed: whether each coefficient is informed: its variance shrinks more than that of any coefficient does when
            draws are shuffled against what was said, [coefficients].
        most_probable: the maximum a posteriori as standard normal numbers, [coefficients].
        predicted: what populations say with the kept draws, [draws, facts of `ASKED`].
        predicted_at_most_probable: the same with the most probable coefficients, [facts of `ASKED`].
        options, seed: as given.
    """

    prior: Prior
    simulated: SimulatedTable
    posterior: Posterior
    informed: NDArray[np.bool_]
    most_probable: Matrix
    predicted: Matrix
    predicted_at_most_probable: Matrix
    options: CalibrateOptions
    seed: int

    @cached_property
    def draws(self) -> pd.DataFrame:
        """The kept draws: one row a draw, a column a coefficient. What the package ships as its posterior."""
        return pd.DataFrame(self.prior.values(kept_draws(self.posterior, self.options, self.seed)))

    @cached_property
    def defaults(self) -> pd.Series:
        """The most probable coefficients; fitted ones have three digits. What the package ships as defaults."""
        values = self.prior.values(self.most_probable[None])
        fitted = dict(zip(self.prior.names, self.informed, strict=True))
        return pd.Series(
            {
                known.name: float(f"{values[known.name][0]:.3g}") if fitted[known.name] else known.default
                for known in assumed_coefficients()
            },
            name="default",
        )

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a coefficient, the best informed first.

        Columns: coefficient, prior_low, prior_middle, prior_high (95 %), posterior_low, posterior_middle,
        posterior_high, default, contraction (share of the prior's variance that is gone), shift (of the mean, in the
        prior's standard deviations), informed.
        """
        weights, standard = self.posterior.weights, self.posterior.standard
        gone, mean = contraction(self.posterior), weights @ standard
        rows = []
        for place, unknown in enumerate(self.prior.unknowns):
            ends = weighted_quantiles(standard[:, place], weights, (0.025, 0.5, 0.975))
            before, after = unknown.value(np.array([-1.96, 0.0, 1.96])), unknown.value(ends)
            rows.append([unknown.name, *before, *after, self.defaults[unknown.name], gone[place], mean[place]])
        names = [f"{when}_{what}" for when in ("prior", "posterior") for what in ("low", "middle", "high")]
        table = pd.DataFrame(rows, columns=["coefficient", *names, "default", "contraction", "shift"])
        table["informed"] = self.informed
        return table.sort_values("contraction", ascending=False, ignore_index=True)

    @cached_property
    def facts(self) -> pd.DataFrame:
        """One row a fact: id, fact, role, low, high, what draws from the prior and from the posterior say (95 %), and
        what the most probable coefficients say."""
        before = np.nanquantile(self.simulated.said, (0.025, 0.5, 0.975), axis=0)
        after = np.nanquantile(self.predicted, (0.025, 0.5, 0.975), axis=0)
        return pd.DataFrame(
            {
                "id": [fact.id for fact in ASKED],
                "fact": [fact.says for fact in ASKED],
                "role": [fact.role for fact in ASKED],
                "low": [fact.low for fact in ASKED],
                "high": [fact.high for fact in ASKED],
                **{f"prior_{name}": row for name, row in zip(("low", "middle", "high"), before, strict=True)},
                **{f"posterior_{name}": row for name, row in zip(("low", "middle", "high"), after, strict=True)},
                "most_probable": self.predicted_at_most_probable,
            }
        )

    @cached_property
    def recovery(self) -> pd.DataFrame:
        """Whether the fit finds coefficients that are known: see `outsim.studies.recovery`."""
        informed = self.table.loc[self.table["informed"], "coefficient"]
        places = [self.prior.names.index(name) for name in informed]
        found = recovery.recover(self.reference, spread_of(FITTED), places, share=self.options.accept, seed=self.seed)
        return found.table([self.prior.names[place] for place in places])

    @property
    def reference(self) -> ReferenceTable:
        """The reference table of the fitting facts."""
        return ReferenceTable(self.simulated.standard, self.simulated.said[:, places_of(FITTED)])

    @property
    def words(self) -> str:
        """What it comes to, in a few sentences."""
        informed = self.table[self.table["informed"]]
        best = ", ".join(name.removeprefix("coefficients.") for name in informed["coefficient"][:5])
        missed = [
            fact.id for fact, said in zip(ASKED, self.predicted_at_most_probable, strict=True)
            if fact.role == "fitting" and not fact.low <= said <= fact.high
        ]  # fmt: skip
        failed = self.recovery.loc[~self.recovery["recovered"], "coefficient"]
        more, missing = ", ..." if len(informed) > 5 else "", f"; it misses {', '.join(missed)}" if missed else ""
        recovered = f"fail to recover {', '.join(failed)}" if len(failed) else "recover all informed coefficients"
        return (
            f"{len(FITTED)} facts were fitted with {self.options.draws:,} draws. They inform {len(informed)} of "
            f"{len(self.table)} coefficients ({best or 'none'}{more}) and leave the rest as open as before. With the "
            f"most probable coefficients the model says what {len(FITTED) - len(missed)} of them say{missing}. Refits "
            f"of simulated data {recovered}."
        )

    def plot(self) -> Figure:
        """Facts before and after, and the marginal distributions of informed coefficients."""
        from outsim.plots.calibration import plot_calibration

        return plot_calibration(self)

    def plot_pairs(self) -> Figure:
        """The informed coefficients in pairs."""
        from outsim.plots.calibration import plot_pairs

        return plot_pairs(self)

    def plot_recovery(self) -> Figure:
        """Known coefficients against refitted ones."""
        from outsim.plots.calibration import plot_recovery

        return plot_recovery(self)


def calibrate(
    *,
    options: CalibrateOptions | None = None,
    seed: int = 1,
    simulated: SimulatedTable | None = None,
    progress: bool = False,
) -> Calibration:
    """Fits all assumed coefficients to the fitting facts.

    Args:
        options: how much is simulated.
        seed: of draws, populations and luck.
        simulated: a table simulated earlier with the same options and seed; none: it is simulated now, which takes
            about 20 minutes on 2 cores, in parts that are kept in the user's cache folder, so that an interrupted
            calibration goes on where it was.
        progress: whether to show a progress bar on standard error when it is a terminal.

    Raises:
        InputError: for a seed out of range.

    >>> calibrate(options=CalibrateOptions(draws=400, members=64)).words   # doctest: +SKIP
    """
    options, seed = options or CalibrateOptions(), check_seed(seed)
    prior = prior_of_coefficients()
    simulated = simulated or SimulatedTable.simulate(
        prior, ASKED, options.draws, options.members, seed, folder=kept_simulations(), progress=progress
    )
    reference = ReferenceTable(simulated.standard, simulated.said[:, places_of(FITTED)])
    posterior = accept(reference, middle_of(FITTED), spread_of(FITTED), share=options.accept, seed=seed)
    says = _Says(prior, options.members, seed)
    informed = contraction(posterior) > _contraction_by_chance(reference, options, seed)
    most_probable = _most_probable(prior, reference, posterior, informed, says)
    return Calibration(
        prior=prior,
        simulated=simulated,
        posterior=posterior,
        informed=informed,
        most_probable=most_probable,
        predicted=says(kept_draws(posterior, options, seed)),
        predicted_at_most_probable=says(np.tile(most_probable, (REPEATS, 1))).mean(axis=0),
        options=options,
        seed=seed,
    )


def kept_draws(posterior: Posterior, options: CalibrateOptions, seed: int) -> Matrix:
    """The draws that are kept, as standard normal numbers, [draws, coefficients]."""
    return posterior.resampled(options.kept, seed)


def kept_simulations() -> Path:
    """Where parts of simulated tables are kept between runs; safe to delete."""
    return Path(platformdirs.user_cache_dir("outsim", appauthor=False)) / "calibration"


REPEATS = 8
"""Populations over which what one set of coefficients says is averaged."""

STEPS, DAMPING, SHRINKAGE = 10, 0.7, 10.0
"""Of the search for the most probable coefficients; by the tenth step it has long stood still."""


class _Says:
    """What a population says with given coefficients: a fresh one, which the fit has not seen."""

    def __init__(self, prior: Prior, members: int, seed: int) -> None:
        self._prior, self._seed = prior, seed + 1
        self._population = reference_population(members, seed=self._seed)

    def __call__(self, standard: Matrix) -> Matrix:
        """[sets, facts of `ASKED`]"""
        histories = live_through(self._population.members, seed=self._seed, coefficients=self._prior.values(standard))
        samples = (Sample(self._population.traits, history) for history in histories)
        return np.array([[fact.quantity(sample) for fact in ASKED if fact.quantity] for sample in samples])


def _most_probable(
    prior: Prior, reference: ReferenceTable, posterior: Posterior, informed: NDArray[np.bool_], says: _Says
) -> Matrix:
    """Minimises (distance from the prior's middle)^2 + (distance from the facts, in their spreads)^2.

    Over the informed coefficients; the others stay at the values that they are declared with. By Gauss and Newton's
    method with damped steps. What is said is simulated, with the same luck each time; its derivatives are those of a
    linear regression on the accepted draws, the same throughout.
    """
    from sklearn.linear_model import Ridge

    near, weights = posterior.places, posterior.weights * len(posterior.weights)
    slopes = Ridge(alpha=SHRINKAGE).fit(reference.standard[near], reference.simulated[near], weights).coef_[:, informed]
    middle, spread = middle_of(FITTED), spread_of(FITTED)
    gain = np.linalg.solve(slopes @ slopes.T + np.diag(spread**2), slopes).T
    found = prior.standard({known.name: np.array([known.default]) for known in assumed_coefficients()})[0]
    found[informed] = (posterior.weights @ posterior.standard)[informed]
    for _ in range(STEPS):
        said = says(np.tile(found, (REPEATS, 1))).mean(axis=0)[places_of(FITTED)]
        aim = gain @ (middle - said + slopes @ found[informed])
        found[informed] += DAMPING * (aim - found[informed])
    return np.asarray(found)


def contraction(posterior: Posterior) -> Matrix:
    """Share of the prior's variance that is gone, [coefficients]."""
    away = posterior.standard - posterior.weights @ posterior.standard
    return np.asarray(1 - posterior.weights @ away**2)


def _contraction_by_chance(reference: ReferenceTable, options: CalibrateOptions, seed: int) -> float:
    """The largest contraction of any coefficient when facts cannot inform: draws shuffled against what was said."""
    shuffled = np.random.default_rng(seed).permutation(reference.standard)
    table = ReferenceTable(shuffled, reference.simulated)
    return float(
        contraction(accept(table, middle_of(FITTED), spread_of(FITTED), share=options.accept, seed=seed)).max()
    )


def places_of(facts: Sequence[Fact]) -> list[int]:
    """Their places among `ASKED`."""
    return [ASKED.index(fact) for fact in facts]


def middle_of(facts: Sequence[Fact]) -> Matrix:
    """What is observed: the middles of their bands."""
    return np.array([fact.middle for fact in facts])


def spread_of(facts: Sequence[Fact]) -> Matrix:
    """The standard deviation of that."""
    return np.array([fact.spread for fact in facts])


def weighted_quantiles(values: NDArray[Any], weights: NDArray[Any], shares: Sequence[float]) -> NDArray[np.float64]:
    """Quantiles of weighted values."""
    return np.asarray(np.quantile(values, shares, weights=weights, method="inverted_cdf"))
