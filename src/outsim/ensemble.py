"""Many partnerships of one or several situations: what a simulation hands back.

An `Ensemble` holds tables and answers questions about them. It computes nothing when it is made;
scipy, matplotlib and rich are imported by the methods that need them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim import statistics
from outsim.errors import InputError
from outsim.indicators import INDICATOR_NAMES, indicator
from outsim.scenario import Scenario

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure
    from rich.console import Console

OUTCOMES = ("successful", "unsuccessful", "terminated")

REQUIREMENTS = ("value", "cost", "time", "satisfaction")
"""What a partnership must not miss to be successful, in the order of the column `missed`."""

CAUSE_WORDS: Mapping[str, str] = {
    "expectations": "expectations",
    "culture": "culture and communication",
    "alignment": "alignment and contract",
    "leadership": "leadership",
    "people": "people and change",
    "security": "information security",
    "delivery": "delivery",
}
"""What ends a partnership, in words for readers."""

NAMED_INDICATORS = ("anxiety", "alignment", "expectation_gap", "friction")
"""The four indicators that every summary and overview shows."""

WEEKS_A_YEAR = 52
HALF_YEAR = 26
FEWEST_TO_RANK = 20
"""Causes of fewer terminations than this are counted but not ranked."""

FEWEST_RUNNING = 20
"""The last week of which indicators are told is one in which at least so many are running."""


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Simulated partnerships of one or several situations, and their answers.

    Weeks count from 0. Iterating, slicing and saving are pandas' business: `runs` and `weeks` are
    plain tables.

    Attributes:
        scenarios: one for each point; a single simulation has one point, a sweep many.
        seed: the seed of all of them.
        runs: one row a partnership (`scenario`, `point`, `replicate`, `seed`, swept parameters by
            their dotted names, `outcome`, `ended_week`, `cause`, ...); see the guide to the tables.
            `ended_week` is the week it ended in, or the number of weeks simulated if it did not end.
        trajectories: float32 [points, replicates kept, weeks, indicators], indicators in the order
            of `outsim.indicators.INDICATORS`, NaN after a partnership's end. The first 1,000
            replicates at most are kept.
        complete: False after an interruption; `runs` then holds the partnerships that were finished.

    Raises:
        ValueError: when scenarios, runs and trajectories do not fit together.

    >>> ensemble = outsim.simulate(outsim.Scenario(), replicates=200, seed=1)   # doctest: +SKIP
    >>> ensemble.bands("anxiety").loc[52, 0.5]                                  # doctest: +SKIP
    >>> ensemble.plot().savefig("overview.svg")                                 # doctest: +SKIP
    """

    scenarios: tuple[Scenario, ...]
    seed: int
    runs: pd.DataFrame
    trajectories: NDArray[np.float32]
    complete: bool = True

    def __post_init__(self) -> None:
        shape = self.trajectories.shape
        if len(shape) != 4 or shape[0] != len(self.scenarios) or shape[3] != len(INDICATOR_NAMES):
            raise ValueError(
                f"trajectories have shape {shape}: must be [points, replicates, weeks, indicators] "
                f"with {len(self.scenarios)} points and {len(INDICATOR_NAMES)} indicators"
            )
        missing = {"point", "replicate", "outcome", "ended_week", "cause"} - set(self.runs.columns)
        if missing:
            raise ValueError(f"runs lack the columns {', '.join(sorted(missing))}")

    @property
    def weeks(self) -> pd.DataFrame:
        """Every week that the kept partnerships lived: scenario, point, replicate, week, each indicator.

        Weeks after a partnership's end are left out. Made anew at each call.
        """
        lived = ~np.isnan(self.trajectories).all(axis=3)
        point, replicate, week = np.nonzero(lived)
        kept = self.trajectories.shape[1]
        numbers = np.full((len(self.scenarios), kept), -1)
        for each in range(len(self.scenarios)):
            first = self.runs_of(each)["replicate"].to_numpy()[:kept]
            numbers[each, : first.size] = first
        names = list(dict.fromkeys(scenario.name for scenario in self.scenarios))
        codes = np.array([names.index(scenario.name) for scenario in self.scenarios], dtype=np.intp)
        which = {
            "scenario": pd.Categorical.from_codes(codes[point], pd.Index(names)),
            "point": point,
            "replicate": numbers[point, replicate],
            "week": week,
        }
        values = pd.DataFrame(self.trajectories[lived], columns=list(INDICATOR_NAMES))
        return pd.concat([pd.DataFrame(which), values], axis=1)

    @cached_property
    def _rows(self) -> dict[int, NDArray[np.intp]]:
        return dict(self.runs.groupby("point", observed=True).indices)  # type: ignore[arg-type]

    def runs_of(self, point: int = 0) -> pd.DataFrame:
        """The rows of one point.

        Raises:
            InputError: for a point that does not exist.
        """
        self._check_point(point)
        return self.runs.iloc[self._rows.get(point, np.empty(0, dtype=np.intp))]

    def only(self, point: int) -> Ensemble:
        """One of its points, as if it had been simulated alone.

        Raises:
            InputError: for a point that does not exist.
        """
        runs = self.runs_of(point).reset_index(drop=True).assign(point=np.int32(0))
        runs = runs.assign(scenario=runs["scenario"].cat.remove_unused_categories())
        scenario = self.scenarios[point]
        return replace(
            self, scenarios=(scenario,), runs=runs, trajectories=self.trajectories[[point], :, : scenario.weeks]
        )

    def indicator_values(self, name: str, point: int = 0) -> NDArray[np.float32]:
        """One indicator of the kept partnerships, [replicates, weeks], NaN after each one's end.

        Raises:
            InputError: for an unknown indicator or a point that does not exist.
        """
        self._check_point(point)
        column = INDICATOR_NAMES.index(indicator(name).name)
        return self.trajectories[point, :, : self.scenarios[point].weeks, column]

    def bands(
        self, name: str, quantiles: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95), point: int = 0
    ) -> pd.DataFrame:
        """Quantiles of one indicator over the kept partnerships, week by week.

        They describe the partnerships still running, not all that started: where the worst have
        been terminated, a band can improve although nobody has.

        Args:
            name: an indicator.
            quantiles: each 0 to 1.
            point: which situation.

        Returns:
            Indexed by ``week``; a column for each quantile, NaN where nobody is left, and ``alive``,
            the number of kept partnerships still running.

        Raises:
            InputError: for an unknown indicator, a point that does not exist, a quantile outside 0 to 1.
        """
        found, alive = statistics.bands(self.indicator_values(name, point), quantiles)
        table = pd.DataFrame(found, columns=list(quantiles), index=pd.RangeIndex(len(alive), name="week"))
        table["alive"] = alive
        return table

    def survival(self, point: int = 0) -> pd.DataFrame:
        """The share of partnerships not terminated by the end of each week (95 % interval).

        Partnerships that completed count as not terminated: survival and the `incidence` of all
        causes add up to 1.

        Returns:
            Indexed by ``week``: survival, low, high, running, terminated, completed.
        """
        runs = self.runs_of(point)
        failed = (runs["outcome"] == "terminated").to_numpy()
        draws = runs["draw"].to_numpy() if "draw" in runs else None
        return statistics.survival(runs["ended_week"].to_numpy(), failed, self.scenarios[point].weeks, draws=draws)

    def incidence(self, point: int = 0) -> pd.DataFrame:
        """The share of all partnerships that each cause has ended by the end of each week."""
        runs = self.runs_of(point)
        failed = runs["outcome"] == "terminated"
        causes = runs["cause"].astype(object).where(failed, None)
        weeks = self.scenarios[point].weeks
        return statistics.cumulative_incidence(runs["ended_week"].to_numpy(), causes, weeks)

    def summary(self) -> dict[str, Any]:
        """The answers in plain numbers, ready for JSON (an unknown number is None).

        Shares are fractions of 1 with ``count``, ``of`` and a 95 % interval ``low`` to ``high``.
        For each point: `outcomes`, `missed` (by unsuccessful partnerships, each of value, cost, time
        and satisfaction; one can miss several), `terminated`, `timing` of terminations, their
        `causes`, `hurts_most`, `exits`, `escalated` and `renegotiated` (in year 1 and ever), `leaked`
        (had confidential material leak), `cost`, and the named `indicators` in weeks 13 and 52 and at
        the ``end``: the last week in which at least 20 are running, or all where fewer were kept.

        `hurts_most` names the first and second cause and a `verdict`: ``settled`` (the intervals of
        the two do not overlap), ``unsettled`` (they do), ``too_few`` (fewer than 20 terminations to
        judge by), ``none`` (no termination).
        """
        return {
            "seed": self.seed,
            "complete": self.complete,
            "confidence": statistics.CONFIDENCE,
            "points": [self.point_summary(point) for point in range(len(self.scenarios))],
        }

    def point_summary(self, point: int = 0) -> dict[str, Any]:
        """The part of `summary` about one point.

        Raises:
            InputError: for a point that does not exist.
        """
        runs, scenario = self.runs_of(point), self.scenarios[point]
        failed = runs[runs["outcome"] == "terminated"]
        causes = [{"cause": cause, **asdict(found)} for cause, found in _shares_of_failed(runs, "cause").items()]
        swept = list(runs.columns)[_position(runs, "seed") + 1 : _position(runs, "outcome")]
        answers = {
            "scenario": scenario.name,
            "point": point,
            "client_country": scenario.client.country,
            "vendor_country": scenario.vendor.country,
            "weeks": scenario.weeks,
            "partnerships": len(runs),
            "parameters": {name: runs[name].iloc[0] for name in swept} if len(runs) else {},
            "outcomes": {name: _share(runs, runs["outcome"] == name) for name in OUTCOMES},
            "missed": _missed(runs),
            "terminated": _share(runs, runs["outcome"] == "terminated"),
            "timing": _timing(runs, scenario.weeks),
            "causes": causes,
            "hurts_most": _hurts_most(causes, len(failed)),
            "exits": _shares_of_failed(runs, "exit"),
            "escalated": _reached(runs, "first_escalation_week", scenario.weeks),
            "renegotiated": _reached(runs, "first_renegotiation_week", scenario.weeks),
            "leaked": _share(runs, runs["leaks"] > 0) if "leaks" in runs else {},
            "cost": _money(runs, "cost"),
            "intervention_cost": _money(runs, "intervention_cost"),
            "indicators": {name: self._at_weeks(name, point) for name in NAMED_INDICATORS},
        }
        plain: dict[str, Any] = _plain(answers)
        return plain

    def _at_weeks(self, name: str, point: int) -> dict[str, Any]:
        """Median and 90 % band of one indicator in weeks 13 and 52, where simulated, and at the end.

        The end is the last week in which enough are running to speak of a band.
        """
        values = self.indicator_values(name, point)
        running = np.count_nonzero(~np.isnan(values), axis=0)
        end = int(np.flatnonzero(running >= min(FEWEST_RUNNING, running.max()))[-1])
        weeks = {label: week for label, week in (("13", 13), ("52", 52)) if week < values.shape[1]} | {"end": end}
        found, alive = statistics.bands(values[:, list(weeks.values())], (0.05, 0.5, 0.95))
        return {
            label: {
                "week": week,
                "running": alive[place],
                "median": found[place, 1],
                "low": found[place, 0],
                "high": found[place, 2],
            }
            for place, (label, week) in enumerate(weeks.items())
        }

    def plot(self, indicators: str | Iterable[str] | None = None, point: int = 0) -> Figure:
        """A figure for one point: the overview, or the indicators named.

        Raises:
            InputError: for an unknown indicator or a point that does not exist.
        """
        from outsim import plots

        if indicators is None:
            return plots.overview(self, point)
        if isinstance(indicators, str):
            return plots.plot_indicator(self, indicators, point)
        return plots.plot_indicators(self, indicators, point)

    def plot_scenarios(self, rows: str | Iterable[str] | None = None, points: Iterable[int] | None = None) -> Figure:
        """Several points side by side, a column each: survival and indicators, every row on one scale.

        Args:
            rows: ``survival`` and indicators; none: survival and the four named indicators.
            points: which, six at most; none: the first six.

        Raises:
            InputError: for an unknown indicator, a point that does not exist, or more than six.
        """
        from outsim.plots.scenarios import ROWS, plot_scenarios

        return plot_scenarios(self, ROWS if rows is None else rows, points)

    def print(self, console: Console | None = None, paths: Mapping[str, Path | str] | None = None) -> None:
        """Prints the summary in plain sentences; ``paths`` says where files were written."""
        from outsim.report import print_summary

        print_summary(self, console, paths)

    def report(self, path: str | Path, point: int = 0) -> Path:
        """Writes a report of one point to hand over: the situation, and what is likely in it.

        Args:
            path: of a file that ends in ``.html`` or, where Chromium, Chrome, Edge or WeasyPrint is there, ``.pdf``.
            point: which situation.

        Returns:
            The file.

        Raises:
            InputError: for another ending, a file that cannot be written, PDF where nothing can print it, or a point
                that does not exist.

        >>> ensemble.report("likely.html")   # doctest: +SKIP
        """
        from outsim.handout.of_ensemble import ensemble_report
        from outsim.handout.writing import check_report_file, write_report

        file = check_report_file(path)
        return write_report(ensemble_report(self, point), file)

    def __repr__(self) -> str:
        names = ", ".join(dict.fromkeys(scenario.name for scenario in self.scenarios[:4]))
        points = f"{len(self.scenarios)} points, " if len(self.scenarios) > 1 else ""
        state = "" if self.complete else ", incomplete"
        return f"<Ensemble {names}: {points}{len(self.runs):,} partnerships, seed {self.seed}{state}>"

    def _repr_html_(self) -> str:
        from outsim.ensemble_html import ensemble_html

        return ensemble_html(self)

    def _check_point(self, point: int) -> None:
        if not 0 <= point < len(self.scenarios):
            raise InputError(f"point = {point}: must be between 0 and {len(self.scenarios) - 1}")


def _position(runs: pd.DataFrame, column: str) -> int:
    columns = list(runs.columns)
    return columns.index(column) if column in columns else len(columns)


def _share(runs: pd.DataFrame, true: Any, among: Any = True) -> statistics.Share:
    """The share for which it is true, of these runs, or of those among them that are meant."""
    hits, counted = np.asarray(true, dtype=bool), np.broadcast_to(np.asarray(among, dtype=bool), len(runs))
    if "draw" in runs:
        return statistics.share_over_draws(hits, runs["draw"], counted)
    return statistics.share(int((hits & counted).sum()), int(counted.sum()))


def _shares_of_failed(runs: pd.DataFrame, column: str) -> dict[str, statistics.Share]:
    """Shares of the values of a column among terminated partnerships, the most frequent first."""
    if column not in runs:
        return {}
    failed = runs["outcome"] == "terminated"
    counts = runs.loc[failed, column].dropna().astype(str).value_counts()
    order = sorted(counts.index, key=lambda name: (-counts[name], name))
    return {name: _share(runs, runs[column] == name, failed) for name in order}


def _missed(runs: pd.DataFrame) -> dict[str, statistics.Share]:
    """How many of the unsuccessful partnerships missed each requirement."""
    if "missed" not in runs:
        return {}
    missed = runs["missed"].astype(object).fillna("").astype(str).str.split("+")
    unsuccessful = runs["outcome"] == "unsuccessful"
    return {name: _share(runs, [name in each for each in missed], unsuccessful) for name in REQUIREMENTS}


def _hurts_most(causes: list[dict[str, Any]], terminated: int) -> dict[str, Any]:
    first, second = (*causes[:2], None, None)[:2]
    if first is None:
        verdict = "none"
    elif terminated < FEWEST_TO_RANK:
        verdict = "too_few"
    elif second is not None and first["low"] <= second["high"]:
        verdict = "unsettled"
    else:
        verdict = "settled"
    return {
        "verdict": verdict,
        "first": first and first["cause"],
        "share": first and {key: first[key] for key in ("count", "of", "share", "low", "high")},
        "second": second and second["cause"],
        "second_share": second and {key: second[key] for key in ("count", "of", "share", "low", "high")},
    }


def _timing(runs: pd.DataFrame, weeks: int) -> dict[str, Any]:
    """When terminations happen: median and quartiles of their weeks, and their share in each half-year."""
    among, week = runs["outcome"] == "terminated", runs["ended_week"].to_numpy()
    failed, ended = runs[among], week[among]
    quartiles = np.quantile(ended, (0.25, 0.75)) if ended.size else (np.nan, np.nan)
    return {
        "median_week": _widened(failed, statistics.median(ended), ended),
        "quartile_weeks": [float(each) for each in quartiles],
        "half_years": [
            {
                "from_week": first,
                "to_week": min(first + HALF_YEAR, weeks) - 1,
                **asdict(_share(runs, (week >= first) & (week < first + HALF_YEAR), among)),
            }
            for first in range(0, weeks, HALF_YEAR)
        ],
    }


def _reached(runs: pd.DataFrame, column: str, weeks: int) -> dict[str, statistics.Share]:
    """The shares of all partnerships in which something happened in year 1, and ever."""
    if column not in runs:
        return {}
    first = runs[column].to_numpy(dtype=float, na_value=np.nan)
    return {
        "year_1": _share(runs, first < WEEKS_A_YEAR),
        "ever": _share(runs, first < weeks),
    }


def _money(runs: pd.DataFrame, column: str) -> dict[str, statistics.Estimate]:
    """USD a partnership."""
    if column not in runs:
        return {}
    values = runs[column].to_numpy(dtype=float)
    return {
        "mean": _widened(runs, statistics.mean(values), values),
        "median": _widened(runs, statistics.median(values), values),
    }


def _widened(runs: pd.DataFrame, found: statistics.Estimate, values: NDArray[Any]) -> statistics.Estimate:
    """With what draws of coefficients leave open: a median is taken to shift as much as the mean does."""
    return statistics.widened(found, statistics.spread_between(values, runs["draw"])) if "draw" in runs else found


def _plain(value: Any) -> Any:
    """The same with dictionaries, lists, and Python's own numbers; None for NaN, as JSON has it."""
    if isinstance(value, statistics.Share | statistics.Estimate):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return None if value is pd.NA else value
