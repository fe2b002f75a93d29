"""Which package of interventions prevents failure, how much of it, and at what price?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from outsim import statistics
from outsim.ensemble import NAMED_INDICATORS, Ensemble
from outsim.errors import InputError
from outsim.indicators import indicator
from outsim.paired import difference_of, replicates_for
from outsim.run_settings import check_setting
from outsim.scenario import Scenario
from outsim.state import CAUSES
from outsim.studies.arms import BASELINE, Arms, live_arms, read_arms
from outsim.studies.effects import Effect, effects_of, table_of
from outsim.studies.options import CompareOptions
from outsim.studies.told import Told
from outsim.studies.words import effect_words, still_open, what_remains

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

BAND = (0.05, 0.95)


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Told):
    """Packages of interventions against a baseline, partnership by partnership on the same luck.

    Attributes:
        base_name: the name of the scenario that is the baseline.
        arms: the simulated partnerships; ``arms.ensemble`` has their tables.
        effects: one of each package; see `outsim.studies.effects.Effect` for what each number means.
        precision: the half-width of the 95 % interval of failures prevented that was asked for; none if none was.
        from_week: where partnerships fork, the week in which they still run; those that ended before are not counted.
    """

    base_name: str
    arms: Arms
    effects: tuple[Effect, ...]
    precision: float | None = None
    from_week: int | None = None

    @property
    def table(self) -> pd.DataFrame:
        """One row a package, each estimate with its 95 % interval in ``_low`` and ``_high``; see `Effect`.

        Three more columns: ``replicates_needed`` for a ``half_width`` (the one asked for, or 0.01), and ``log_rank_p``
        (see `log_rank`).
        """
        table = table_of(self.effects)
        table["half_width"] = self.half_width
        table["replicates_needed"] = [self.replicates_needed(place) for place in range(len(self.effects))]
        table["log_rank_p"] = [log_rank(self.arms, place + 1) for place in range(len(self.effects))]
        return table

    @property
    def ensemble(self) -> Ensemble:
        """All partnerships: point 0 is the baseline, the packages follow."""
        return self.arms.ensemble

    @property
    def half_width(self) -> float:
        """The half-width of an interval that ``replicates_needed`` is about."""
        return self.precision or USUAL_PRECISION

    def replicates_needed(self, place: int) -> int:
        """How many replicates make the interval of failures prevented as narrow as asked, for one package."""
        return replicates_for(self.arms.failed[0], self.arms.failed[place + 1], self.half_width)

    @cached_property
    def survival(self) -> pd.DataFrame:
        """Survival of each arm: package, week, and the share not terminated by its end (survival, low, high).

        ``kaplan_meier`` is the estimate of Kaplan & Meier (1958), which takes completed partnerships for lost to
        follow-up: the same, unless partnerships complete before the last week. From `scipy.stats.ecdf`.
        """
        tables = []
        for arm, name in enumerate((BASELINE, *self.arms.names)):
            table = self.ensemble.survival(arm).reset_index()[["week", "survival", "low", "high"]]
            table.insert(0, "package", name)
            table["kaplan_meier"] = kaplan_meier(self.arms, arm)
            tables.append(table)
        return pd.concat(tables, ignore_index=True)

    @cached_property
    def causes(self) -> pd.DataFrame:
        """What ends partnerships in each package and how much of it is prevented: one row a package and cause.

        Causes compete: a partnership saved from one cause may end of another. ``without`` and ``with`` are cumulative
        incidences at the end, shares of all partnerships; ``prevented`` is their difference, with its interval.
        """
        rows = []
        cause = [self.arms.runs(arm)["cause"].astype(object).to_numpy() for arm in range(len(self.arms.names) + 1)]
        for arm, name in enumerate(self.arms.names, start=1):
            ended = np.array([[of == each for each in CAUSES] for of in (cause[0], cause[arm])])
            prevented_by_cause = difference_of(ended[0], ended[1], self.arms.draws)
            for each, prevented, (without, with_) in zip(CAUSES, prevented_by_cause, ended.mean(-1).T, strict=True):
                rows.append(
                    {
                        "package": name,
                        "cause": each,
                        "without": without,
                        "with": with_,
                        "prevented": prevented.value,
                        "prevented_low": prevented.low,
                        "prevented_high": prevented.high,
                    }
                )
        return pd.DataFrame(rows)

    @cached_property
    def incidence(self) -> pd.DataFrame:
        """Cumulative incidence of competing causes: package, cause, week, and the share of all ended by it by then."""
        tables = []
        for arm, name in enumerate((BASELINE, *self.arms.names)):
            wide = self.ensemble.incidence(arm).reindex(columns=list(CAUSES), fill_value=0.0)
            long = wide.reset_index().melt("week", var_name="cause", value_name="incidence")
            tables.append(long.assign(package=name)[["package", "cause", "week", "incidence"]])
        return pd.concat(tables, ignore_index=True)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Differences of the four named indicators, week by week; see `difference`."""
        tables = [
            self.difference(name, package).reset_index().assign(package=package, indicator=name)
            for package in self.arms.names
            for name in NAMED_INDICATORS
        ]
        table = pd.concat(tables, ignore_index=True)
        return table[["package", "indicator", *(name for name in table if name not in ("package", "indicator"))]]

    def difference(self, name: str, package: str) -> pd.DataFrame:
        """How far a package moves an indicator, week by week, over the pairs in which both still run.

        Returns:
            Indexed by ``week``: the mean difference (with less without), the 95 % interval of the mean (low, high), the
            band that holds 90 % of the pairs (band_low, band_high), and the number of pairs.

        Raises:
            InputError: for an unknown indicator or package.
        """
        indicator(name)
        if package not in self.arms.names:
            raise InputError(f"package = {package!r}: must be one of {', '.join(self.arms.names)}")
        apart = self._apart(name, self.arms.names.index(package) + 1)
        band, pairs = statistics.bands(apart, BAND)
        mean = _student(_by_draw(apart, self._draws_kept()))
        return pd.DataFrame(
            {**mean, "band_low": band[:, 0], "band_high": band[:, 1], "pairs": pairs},
            index=pd.RangeIndex(len(pairs), name="week"),
        )

    def _apart(self, name: str, arm: int) -> Any:
        return self.ensemble.indicator_values(name, arm) - self.ensemble.indicator_values(name, 0)

    def _draws_kept(self) -> Any:
        draws = self.arms.draws
        return None if draws is None else draws[: self.ensemble.trajectories.shape[1]]

    @property
    def words(self) -> str:
        """What it comes to, a line for each package and for what is left."""
        return "\n".join(sentence for sentence in _sentences(self) if sentence)

    def plot(self) -> Figure:
        """Failures prevented, survival, causes that remain, and differences of the named indicators."""
        from outsim.plots.comparison import plot_comparison

        return plot_comparison(self)

    def plot_before_after(
        self, package: str | None = None, indicators: str | Iterable[str] = NAMED_INDICATORS
    ) -> Figure:
        """Survival and indicators without one package and with it, on one scale.

        Args:
            package: which; none: the one that prevents most.
            indicators: a panel each.

        Raises:
            InputError: for an unknown package or indicator.
        """
        from outsim.plots.before_after import plot_before_after

        return plot_before_after(self, package, indicators)

    def report(self, path: str | Path) -> Path:
        """Writes a report to hand over: one self-contained HTML file of two or three printed pages, or PDF.

        The situation, what is likely, what helps, when, at what price, how sure that is, and what is assumed.

        Args:
            path: of a file that ends in ``.html`` or, where Chromium, Chrome, Edge or WeasyPrint is there, ``.pdf``.

        Returns:
            The file.

        Raises:
            InputError: for another ending, a file that cannot be written, or PDF where nothing can print it.

        >>> effect.report("client.html")   # doctest: +SKIP
        """
        from outsim.handout.of_comparison import comparison_report
        from outsim.handout.writing import check_report_file, write_report

        file = check_report_file(path)  # before anything is drawn
        return write_report(comparison_report(self), file)

    def _repr_html_(self) -> str:
        from outsim import html

        shown = ["package", "verdict", "failed_without", "failed_with", "prevented", "prevented_low", "prevented_high"]
        more = ["weeks_gained", "cost", "intervention_cost", "cost_per_prevented"]
        title = f"{self.base_name}: {self.arms.pairs:,} pairs of partnerships on the same luck"
        tips = html.with_ends(html.attributes_of(Effect))
        return html.study(title, self.table, [*shown, *more], self.words, tips=tips)


USUAL_PRECISION = 0.01


def compare(
    base: Scenario,
    packages: Any,
    replicates: int = 1000,
    seed: int = 1,
    *,
    parameters: str = "default",
    precision: float | None = None,
    options: CompareOptions | None = None,
    progress: bool = False,
) -> Comparison:
    """Compares packages of interventions with a baseline.

    Args:
        base: the baseline.
        packages: by name, each a scenario, or interventions that are added to the baseline's; see
            `outsim.studies.arms.read_arms`.
        replicates: pairs, or pairs to begin with where a precision is asked for.
        seed: of the luck, which all arms share.
        parameters: ``default`` or ``posterior``, as for `outsim.simulate`.
        precision: half-width of the 95 % interval of failures prevented, a share such as 0.01; more is simulated until
            every package has it.
        options: the most replicates that a precision may take.
        progress: whether to show a progress bar on standard error when it is a terminal.

    Raises:
        InputError: for packages that cannot be, and for a precision that the allowed replicates do not reach.

    >>> effect = compare(Scenario(), {"check-ins": "leader_checkins"}, replicates=16)
    >>> effect.effects[0].package, len(effect.table)
    ('check-ins', 1)
    """
    options = options or CompareOptions()
    arms_of = read_arms(base, packages)
    if precision is not None:
        precision = float(check_setting("precision", precision))
    wanted, arms = int(check_setting("replicates", replicates)), None
    if precision is not None and wanted > options.most:
        raise InputError(f"replicates = {wanted}: must not be more than study.most = {options.most}")
    while arms is None or arms.pairs < wanted:
        arms = live_arms(base, arms_of, wanted, seed, parameters=parameters, progress=progress)
        if precision is None or not arms.ensemble.complete:
            break
        wanted = _wanted(arms, precision, options.most)
    return Comparison(base.name, arms, tuple(effects_of(arms)), precision)


def _wanted(arms: Arms, precision: float, most: int) -> int:
    """How many replicates the packages' intervals need to be so narrow, by those that there are.

    Raises:
        InputError: if it is more than allowed.
    """
    widths = [(each.prevented.high - each.prevented.low) / 2 for each in effects_of(arms)]
    if max(widths) <= precision:
        return arms.pairs
    if "draw" in arms.ensemble.runs and arms.pairs >= most:
        raise _out_of_reach(precision, f"at {most} it is {max(widths):.3g}", most)
    # a tenth more than the present width says, because the width itself is known from a sample
    needed = int(np.ceil(1.1 * arms.pairs * (max(widths) / precision) ** 2))
    if needed > most and arms.draws is None:
        raise _out_of_reach(precision, f"it takes about {needed:,}", most)
    return min(needed, most)


def _out_of_reach(precision: float, why: str, most: int) -> InputError:
    return InputError(
        f"precision = {precision:g}: cannot be reached with study.most = {most} replicates ({why}); allow more, or ask "
        "for less"
    )


def kaplan_meier(arms: Arms, arm: int) -> np.ndarray[Any, Any]:
    """The Kaplan-Meier estimate of survival by the end of each week, completed partnerships taken for lost."""
    from scipy.stats import CensoredData, ecdf

    failed, ended = arms.failed[arm], arms.runs(arm)["ended_week"].to_numpy(dtype=float)
    data = CensoredData(uncensored=ended[failed], right=ended[~failed])
    survival: np.ndarray[Any, Any] = ecdf(data).sf.evaluate(np.arange(arms.weeks))
    return survival


def log_rank(arms: Arms, arm: int) -> float:
    """The p-value of the log-rank test for equal hazards (Mantel 1966; `scipy.stats.logrank`), or NaN.

    NaN where it does not apply: where a partnership completes before the last week, which competes with termination;
    where neither arm has a termination. It takes arms for independent: with shared luck it finds less than there is.
    """
    from scipy.stats import CensoredData, logrank

    failed = arms.failed[[0, arm]]
    ended = np.array([arms.runs(each)["ended_week"].to_numpy(dtype=float) for each in (0, arm)])
    if not failed.any() or (ended[~failed] < arms.weeks - 1).any():
        return float("nan")
    data = [CensoredData(uncensored=week[ends], right=week[~ends]) for week, ends in zip(ended, failed, strict=True)]
    with np.errstate(invalid="ignore", divide="ignore"):  # a variance of 0, where the hazards cannot be told apart
        return float(logrank(*data).pvalue)


def _by_draw(values: Any, draws: Any) -> Any:
    """Means of each draw's pairs, [draws, weeks]; without draws the pairs themselves."""
    if draws is None:
        return values
    return pd.DataFrame(values).groupby(draws).mean().to_numpy()


def _student(values: Any) -> dict[str, Any]:
    """The mean of each column with Student's 95 % interval, NaN left out (`scipy.stats.ttest_1samp`)."""
    from scipy.stats import ttest_1samp

    known = ~np.isnan(values)
    few, constant = known.sum(0) < 2, _constant(values)
    filled = np.where(known, values, 0.0)
    mean = np.where(known.any(0), filled.sum(0) / np.maximum(known.sum(0), 1), np.nan)
    tested = values[:, ~few & ~constant]
    low, high = mean.copy(), mean.copy()
    low[few], high[few] = np.nan, np.nan
    if tested.size:
        interval = ttest_1samp(tested, 0.0, nan_policy="omit").confidence_interval(statistics.CONFIDENCE)
        low[~few & ~constant], high[~few & ~constant] = interval.low, interval.high
    return {"difference": mean, "low": low, "high": high}


def _constant(values: Any) -> Any:
    """Columns whose numbers are all the same."""
    known = ~np.isnan(values)
    highest = np.where(known, values, -np.inf).max(0, initial=-np.inf)
    return highest == np.where(known, values, np.inf).min(0, initial=np.inf)


def _sentences(found: Comparison) -> Iterator[str]:
    for effect in found.effects:
        yield effect_words(effect, found.causes)
    if found.from_week is not None:
        count = found.arms.pairs
        yield f"All of it is of the {count:,} partnerships that still run when week {found.from_week} begins."
    yield what_remains(found.effects, found.causes)
    if not found.arms.ensemble.complete:
        yield f"The simulation was interrupted after {found.arms.pairs:,} pairs."
    yield still_open(
        found.effects, [found.replicates_needed(place) for place in range(len(found.effects))], found.half_width
    )
