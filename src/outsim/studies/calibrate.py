"""Which coefficients would make the model say what is published? The fit of everything assumed to the fitting facts.

Draws from the prior of all assumed coefficients are simulated, each over one of a pool of reference populations and
with luck of its own (`outsim.studies.pool`); `outsim.studies.likelihood_free` turns them into a posterior. The defaults
are the most probable coefficients: those nearest to the middle of the prior with which the model says what the fitting
facts say (maximum a posteriori).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import platformdirs
from numpy.typing import NDArray

from outsim.errors import InputError
from outsim.streams import check_seed
from outsim.studies import recovery
from outsim.studies.calibrate_words import of_informed, of_recovery
from outsim.studies.facts import FACTS, Fact
from outsim.studies.informed import contraction, informed
from outsim.studies.likelihood_free import Matrix, Posterior, ReferenceTable, accept, fewest, weighted_quantiles
from outsim.studies.most_probable import most_probable
from outsim.studies.options import CalibrateOptions, ValidateOptions
from outsim.studies.pool import POOLED, Pool, Use, ask, means
from outsim.studies.prior import Prior, prior_of_coefficients
from outsim.studies.simulated_table import SimulatedTable
from outsim.studies.told import Told
from outsim.uncertainty import assumed_coefficients

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ASKED = tuple(fact for fact in FACTS if fact.quantity and fact.years == 2)
"""The facts that a population of two years answers, fitting ones and checks."""

FITTED = tuple(fact for fact in ASKED if fact.role == "fitting")


@dataclass(frozen=True, eq=False, repr=False)
class Calibration(Told):
    """What the fitting facts say about the coefficients.

    Attributes:
        prior: of the coefficients.
        simulated: the reference table, with a column a fact of `ASKED`.
        posterior: the accepted draws.
        informed: whether each coefficient is informed (see `outsim.studies.informed`), [coefficients].
        most_probable: the maximum a posteriori as standard normal numbers, [coefficients].
        predicted: what populations say with the kept draws, [draws, facts of `ASKED`].
        predicted_at_defaults: what populations say on average with ``defaults``, [facts of `ASKED`]: the populations
            that `outsim.studies.validate` asks.
        options, seed: as given.
    """

    prior: Prior
    simulated: SimulatedTable
    posterior: Posterior
    informed: NDArray[np.bool_]
    most_probable: Matrix
    predicted: Matrix
    predicted_at_defaults: Matrix
    options: CalibrateOptions
    seed: int

    @cached_property
    def draws(self) -> pd.DataFrame:
        """The kept draws: one row a draw, a column a coefficient. What the package ships as its posterior."""
        return pd.DataFrame(self.prior.values(kept_draws(self.posterior, self.options, self.seed)))

    @cached_property
    def defaults(self) -> pd.Series:
        """The most probable coefficients; fitted ones have three digits. What the package ships as defaults."""
        return defaults_of(self.prior, self.most_probable, self.informed)

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
        """One row a fact.

        Columns: id, fact, role, follows, low, high, what draws from the prior and from the posterior say (95 %), and
        what the most probable coefficients say.
        """
        before = np.nanquantile(self.simulated.said, (0.025, 0.5, 0.975), axis=0)
        after = np.nanquantile(self.predicted, (0.025, 0.5, 0.975), axis=0)
        return pd.DataFrame(
            {
                "id": [fact.id for fact in ASKED],
                "fact": [fact.says for fact in ASKED],
                "role": [fact.role for fact in ASKED],
                "follows": [fact.follows for fact in ASKED],
                "low": [fact.low for fact in ASKED],
                "high": [fact.high for fact in ASKED],
                **{f"prior_{name}": row for name, row in zip(("low", "middle", "high"), before, strict=True)},
                **{f"posterior_{name}": row for name, row in zip(("low", "middle", "high"), after, strict=True)},
                "most_probable": self.predicted_at_defaults,
            }
        )

    @cached_property
    def recovery(self) -> pd.DataFrame:
        """Whether the fit finds coefficients that are known: see `outsim.studies.recovery`."""
        informed = self.table.loc[self.table["informed"], "coefficient"]
        places = [self.prior.names.index(name) for name in informed]
        if not places:
            return pd.DataFrame(columns=recovery.COLUMNS)
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
        missed = [
            fact.id for fact, said in zip(ASKED, self.predicted_at_defaults, strict=True)
            if fact.role == "fitting" and not fact.low <= said <= fact.high
        ]  # fmt: skip
        missing = f"; it misses {', '.join(missed)}" if missed else ""
        return (
            f"{len(FITTED)} facts were fitted with {self.options.draws:,} draws. {of_informed(informed, self.table)} "
            f"With the most probable coefficients populations that the fit has not seen say what "
            f"{len(FITTED) - len(missed)} of the facts say{missing}.{of_recovery(self.recovery)}"
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
        InputError: for a seed out of range, or where populations are too small to tell.

    >>> calibrate(options=CalibrateOptions(draws=400, members=64)).words   # doctest: +SKIP
    """
    options, seed = options or CalibrateOptions(), check_seed(seed)
    prior = prior_of_coefficients()
    simulated = simulated or SimulatedTable.simulate(
        prior, ASKED, options.draws, options.members, seed, folder=kept_simulations(), progress=progress
    )
    reference = ReferenceTable(simulated.standard, simulated.said[:, places_of(FITTED)])
    _refuse_too_few(reference, options)
    observed, error = middle_of(FITTED), spread_of(FITTED)
    posterior = accept(reference, observed, error, share=options.accept, seed=seed)
    told = informed(posterior, reference, observed, error, share=options.accept, seed=seed)
    probable = _most_probable(prior, reference, posterior, told, _Says(Use.SEARCH, options.members, seed))
    fitted = defaults_of(prior, probable, told)
    asked = _Says(Use.DEFAULTS, options.members, seed)
    draws = kept_draws(posterior, options, seed)
    return Calibration(
        prior=prior,
        simulated=simulated,
        posterior=posterior,
        informed=told,
        most_probable=probable,
        predicted=_Says(Use.DRAWS, options.members, seed)(prior.values(draws)),
        predicted_at_defaults=means(asked({str(name): np.full(POPULATIONS, value) for name, value in fitted.items()})),
        options=options,
        seed=seed,
    )


def defaults_of(prior: Prior, standard: Matrix, told: NDArray[np.bool_]) -> pd.Series:
    """Coefficients by name: informed ones at these standard normal numbers, with three digits; others as declared."""
    values, fitted = prior.values(standard[None]), dict(zip(prior.names, told, strict=True))
    return pd.Series(
        {
            known.name: float(f"{values[known.name][0]:.3g}") if fitted[known.name] else known.default
            for known in assumed_coefficients()
        },
        name="default",
    )


def kept_draws(posterior: Posterior, options: CalibrateOptions, seed: int) -> Matrix:
    """The draws that are kept, as standard normal numbers, [draws, coefficients]."""
    return posterior.resampled(options.kept, seed)


def kept_simulations() -> Path:
    """Where parts of simulated tables are kept between runs; safe to delete."""
    return Path(platformdirs.user_cache_dir("outsim", appauthor=False)) / "calibration"


POPULATIONS = ValidateOptions().populations
"""Over which what the defaults say is averaged."""

SHRINKAGE = 10.0  # of the slopes


class _Says:
    """What populations of a pool say with given coefficients."""

    def __init__(self, use: Use, members: int, seed: int) -> None:
        self._pool = Pool(use, members, seed)

    def __call__(self, values: Mapping[str, NDArray[Any]]) -> Matrix:
        """[sets, facts of `ASKED`]"""
        sets = len(next(iter(values.values())))
        return np.array(list(ask(ASKED, self._pool, sets, values)))


def _most_probable(
    prior: Prior, reference: ReferenceTable, posterior: Posterior, told: NDArray[np.bool_], says: _Says
) -> Matrix:
    """The maximum a posteriori of the informed coefficients, as standard normal numbers; the others stay as declared.

    What is said is an average over a pool of populations, with the same luck each time; its slopes are those of a
    linear regression on the accepted draws.
    """
    from sklearn.linear_model import Ridge

    near, weights = posterior.places, posterior.weights * len(posterior.weights)
    slopes = Ridge(alpha=SHRINKAGE).fit(reference.standard[near], reference.simulated[near], weights).coef_[:, told]
    standard = prior.standard({known.name: np.array([known.default]) for known in assumed_coefficients()})[0]

    def filled(moved: Matrix) -> Matrix:
        whole: Matrix = standard.copy()
        whole[told] = moved
        return whole

    def said(moved: Matrix) -> Matrix:
        values = prior.values(np.tile(filled(moved), (POOLED[Use.SEARCH], 1)))
        return means(says(values)[:, places_of(FITTED)])

    start = (posterior.weights @ posterior.standard)[told]
    return filled(most_probable(said, start, slopes, middle_of(FITTED), spread_of(FITTED)))


def _refuse_too_few(reference: ReferenceTable, options: CalibrateOptions) -> None:
    usable, drawn = len(reference.known), len(reference.simulated)
    if min(round(drawn * options.accept), usable) < fewest(len(FITTED)):
        raise InputError(
            f"study.members = {options.members}: of {drawn} such populations only {usable} have enough terminations "
            f"to tell every fitted fact, and a fit needs {fewest(len(FITTED))}; give them more members"
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
