"""Your own partnership: a pulse survey narrows what is not known about it, and what is then likely.

Many partnerships of the scenario are simulated, each with unknowns drawn around what the scenario says and coefficients
drawn from the shipped posterior. Of those still running when the survey was last taken, the ones whose indicators were
nearest to the survey's answers are kept, in what the answers tell of the unknowns, of how things stand and of how it
ends (semi-automatic approximate Bayesian computation: Fearnhead & Prangle 2012). Their futures are the forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim import statistics
from outsim.errors import InputError
from outsim.indicators import INDICATOR_NAMES
from outsim.progress import progress_bar
from outsim.scenario import Scenario, scenario_parameters
from outsim.streams import check_seed
from outsim.studies.likelihood_free import Matrix, Posterior, ReferenceTable, accept, weighted_quantiles
from outsim.studies.living import Histories, live_through
from outsim.studies.prior import Prior, Unknown
from outsim.studies.pulse import Pulse
from outsim.studies.told import Told
from outsim.uncertainty import posterior_draws, with_draw

if TYPE_CHECKING:
    from matplotlib.figure import Figure

UNKNOWNS = (
    "client.anxiety",
    "client.trust",
    "client.bias",
    "client.involvement",
    "client.contract_knowledge",
    "leaders.participation",
    "expectations.optimism",
    "expectations.leader_optimism",
    "expectations.openness",
    "contract.clarity",
    "contract.decision_rights",
    "vendor.skill",
    "vendor.morale",
    "vendor.trust",
)
"""What a client can hardly know of itself and its vendor before it asks: the start, participation, hopes, clarity."""

ODDS = 4.0
"""A stated share may be off by this factor of its odds either way (95 %); another number by `FACTOR`. Assumed."""

FACTOR = 2.5
SURE = 0.03  # a stated share of 0 or 1 is taken to be so far from it

MEMBERS = 4000
ACCEPTED = 0.1
FEWEST = 400
"""Of fewer simulated partnerships that live as long as the survey no forecast is made."""

KEPT = 100  # partnerships at least: what the regression on answers, unknowns and outcome needs
FEWEST_FOR_BAND = 20  # kept partnerships still running


@dataclass(frozen=True, eq=False, repr=False)
class Forecast(Told):
    """What a survey says about one partnership.

    Attributes:
        scenario: as stated.
        pulse: the survey.
        prior: of the unknowns.
        drawn: of all simulated partnerships that live as long as the survey: unknowns as standard normal numbers,
            [partnerships, unknowns].
        histories: of the same.
        posterior: which of them are kept, with which weights, and their unknowns.
    """

    scenario: Scenario
    pulse: Pulse
    prior: Prior
    drawn: Matrix
    histories: Histories
    posterior: Posterior

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row an unknown: unknown, stated, before_low, before_high, low, middle, high (95 %), narrowed.

        Narrowed is the share of the variance that is gone.
        """
        weights, rows = self.posterior.weights, []
        for place, unknown in enumerate(self.prior.unknowns):
            standard = self.posterior.standard[:, place]
            before = np.quantile(self.drawn[:, place], (0.025, 0.975))
            after = weighted_quantiles(standard, weights, (0.025, 0.5, 0.975))
            variance = weights @ (standard - weights @ standard) ** 2 / self.drawn[:, place].var()
            stated = value_of(self.scenario, unknown.name)
            rows.append([unknown.name, stated, *unknown.value(before), *unknown.value(after), 1 - variance])
        columns = ["unknown", "stated", "before_low", "before_high", "low", "middle", "high", "narrowed"]
        return pd.DataFrame(rows, columns=columns).sort_values("narrowed", ascending=False, ignore_index=True)

    @property
    def terminated(self) -> statistics.Share:
        """Chance that it is terminated in the weeks simulated, given the survey.

        Its interval is simulation error alone, from the number of partnerships kept. What is not known of the
        partnership is in the chance: an event that happens once has no other uncertainty.
        """
        failed = (self.histories.runs["outcome"] == "terminated").to_numpy()[self.posterior.places]
        effective = round(1 / float((self.posterior.weights**2).sum()))
        chance = float(self.posterior.weights @ failed)
        return replace(statistics.share(round(chance * effective), effective), share=chance)

    @property
    def terminated_before(self) -> statistics.Share:
        """The same without the survey's answers, given only that it has lived as long."""
        failed = (self.histories.runs["outcome"] == "terminated").to_numpy()
        return statistics.share(int(failed.sum()), failed.size)

    def survival(self) -> pd.DataFrame:
        """Share not terminated by the end of each week: ``before`` and ``after`` the survey's answers count."""
        ended = np.where(self.histories.runs["outcome"] == "terminated", self.histories.runs["ended_week"], np.inf)
        weeks = np.arange(self.scenario.weeks)
        running = ended[:, None] > weeks
        after = self.posterior.weights @ running[self.posterior.places]
        return pd.DataFrame(
            {"before": running.mean(axis=0), "after": after}, index=pd.RangeIndex(len(weeks), name="week")
        )

    def bands(self, indicator: str) -> pd.DataFrame:
        """Median and 90 % of one indicator week by week, ``before`` and ``after`` the survey's answers count.

        Of partnerships still running; columns before_low, before_middle, before_high, low, middle, high.
        """
        values = self.histories.indicator(indicator)
        before, _ = statistics.bands(values, (0.05, 0.5, 0.95))
        kept = values[self.posterior.places]
        after = [_band(kept[:, week], self.posterior.weights) for week in range(values.shape[1])]
        columns = [f"{when}{end}" for when in ("before_", "") for end in ("low", "middle", "high")]
        return pd.DataFrame(
            np.hstack([before, np.array(after)]), columns=columns, index=pd.RangeIndex(len(after), name="week")
        )

    @property
    def words(self) -> str:
        """What it comes to, in a few sentences."""
        now, then, table = self.terminated, self.terminated_before, self.table
        weeks, answers = self.scenario.weeks, self.pulse.weekly()
        away = (table["middle"] - table["stated"]).abs() / (table["before_high"] - table["before_low"])
        other = int(away.argmax())
        farthest = f". Farthest from what is stated: {_against_stated(table.iloc[other])}" if other else ""
        return (
            f"{len(answers)} answers of {answers['week'].nunique()} surveys up to week {self.pulse.last_week}. "
            f"The chance that the partnership is terminated before week {weeks} is {100 * now.share:.0f} % "
            f"(simulation error: {100 * now.low:.0f} to {100 * now.high:.0f} %); without the survey it was "
            f"{100 * then.share:.0f} %. What nobody knows about this partnership, and its luck, are in the chance "
            "itself; the range beside it says only how exactly so many simulated partnerships tell it. The survey "
            f"tells most about {_against_stated(table.iloc[0])}{farthest}."
        )

    def plot(self) -> Figure:
        """Indicators with the survey's answers, survival, and unknowns before and after."""
        from outsim.plots.forecast import plot_forecast

        return plot_forecast(self)

    def _repr_html_(self) -> str:
        from outsim import html

        return html.study("A forecast from a survey", self.table, sentences=self.words)


def forecast(
    scenario: Scenario, pulse: Pulse, *, members: int = MEMBERS, seed: int = 1, progress: bool = False
) -> Forecast:
    """Fits a partnership's unknowns to a pulse survey and forecasts it.

    Args:
        scenario: what is stated about the partnership, and for how many weeks it is looked at.
        pulse: the survey, as `outsim.read_pulse` reads it.
        members: partnerships simulated, 1000 or more.
        seed: of unknowns and luck.
        progress: whether to show a progress bar on standard error when it is a terminal.

    Raises:
        InputError: when the survey goes on after the last simulated week, or when hardly any simulated partnership
            lives as long as the survey.

    >>> found = forecast(outsim.load_scenario(), outsim.read_pulse("pulse.csv"))   # doctest: +SKIP
    >>> found.words   # doctest: +SKIP
    """
    seed = check_seed(seed)
    if pulse.last_week >= scenario.weeks:
        raise InputError(
            f"weeks = {scenario.weeks}: the survey has answers of week {pulse.last_week}; simulate more weeks than that"
        )
    prior = prior_around(scenario)
    standard = prior.sample(members, seed)
    with progress_bar(members, show=progress) as advance:
        histories = next(live_through(_members(scenario, prior, standard), seed=seed, advance=advance))
    lived = (histories.runs["ended_week"] > pulse.last_week).to_numpy()
    if lived.sum() < FEWEST:
        raise InputError(
            f"only {lived.sum()} of {members} simulated partnerships live to week {pulse.last_week}, the last of the "
            "survey: what the scenario says does not fit a partnership that is still running"
        )
    histories = Histories(histories.runs[lived].reset_index(drop=True), histories.weekly[lived])
    posterior = _keep_nearest(histories, standard[lived], pulse, seed)
    return Forecast(scenario, pulse, prior, standard[lived], histories, posterior)


def prior_around(scenario: Scenario) -> Prior:
    """The unknowns' prior: around what the scenario says, as far off as `ODDS` and `FACTOR` say.

    >>> [round(end, 2) for end in prior_around(Scenario()).unknowns[0].plausible]
    [0.08, 0.57]
    """
    about = {found.name: found.about for found in scenario_parameters()}
    unknowns = []
    for name in UNKNOWNS:
        low, high = about[name].low, about[name].high
        assert low is not None
        assert high is not None
        stated = value_of(scenario, name)
        if high == 1:
            odds = np.clip(stated, SURE, 1 - SURE) / (1 - np.clip(stated, SURE, 1 - SURE))
            plausible = tuple(float(part / (1 + part)) for part in (odds / ODDS, odds * ODDS))
        else:
            middle = max(stated, SURE)
            plausible = (middle / FACTOR, min(middle * FACTOR, high))
        unknowns.append(Unknown(name, low, high, plausible))  # type: ignore[arg-type]
    return Prior(tuple(unknowns))


def value_of(scenario: Scenario, name: str) -> float:
    """One number of a scenario by its dotted name."""
    group, field = name.split(".")
    return float(getattr(getattr(scenario, group), field))


def _members(scenario: Scenario, prior: Prior, standard: Matrix) -> list[Scenario]:
    """The scenario with drawn unknowns, and coefficients of one draw after another."""
    values = prior.values(standard)
    drawn = [with_draw(scenario, draw).coefficients for draw in range(len(posterior_draws()))]
    rows: Sequence[Any] = pd.DataFrame(values).to_dict("records")
    return [replace(scenario.with_(row), coefficients=drawn[place % len(drawn)]) for place, row in enumerate(rows)]


def _keep_nearest(histories: Histories, standard: Matrix, pulse: Pulse, seed: int) -> Posterior:
    from sklearn.linear_model import RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    answers = pulse.weekly()
    columns = [INDICATOR_NAMES.index(name) for name in answers["indicator"]]
    simulated = histories.weekly[:, answers["week"].to_numpy(), columns].astype(float)
    noise = np.random.default_rng(seed).normal(size=simulated.shape)
    answered = simulated + noise * answers["standard_error"].to_numpy()
    now = histories.weekly[:, pulse.last_week, np.unique(columns)]
    ends = histories.runs["outcome"] == "terminated"
    told = np.column_stack([standard, now, ends]).astype(float)
    tell = make_pipeline(StandardScaler(), RidgeCV(np.logspace(0, 5, 11))).fit(answered, told)
    table = ReferenceTable(standard, tell.predict(answered))
    observed = tell.predict(answers["value"].to_numpy()[None])[0]
    certain, spread = np.zeros_like(observed), told.std(axis=0)
    share = max(ACCEPTED, KEPT / len(standard))
    return accept(table, observed, certain, share=share, seed=seed, scale=np.where(spread > 0, spread, 1.0))


def _against_stated(row: pd.Series[Any]) -> str:
    return (
        f"{row['unknown']}: {row['middle']:.2f} (95 % interval {row['low']:.2f} to {row['high']:.2f}), "
        f"stated {row['stated']:.2f}"
    )


def _band(values: NDArray[Any], weights: NDArray[Any]) -> NDArray[np.float64]:
    known = ~np.isnan(values)
    if known.sum() < FEWEST_FOR_BAND:
        return np.full(3, np.nan)
    return weighted_quantiles(values[known], weights[known] / weights[known].sum(), (0.05, 0.5, 0.95))
