"""What makes partnerships of a kind fail: failures shared out fairly among the families of challenges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim import statistics
from outsim.errors import InputError
from outsim.paired import mean_of, ratio_of
from outsim.scenario import Scenario
from outsim.shapley import coalitions, shapley
from outsim.statistics import Estimate
from outsim.studies.arms import live_arms
from outsim.studies.families import FAMILIES, at_their_best
from outsim.studies.told import Told

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REMAINS = "what remains with everything at its best"
TOGETHER = "all failures"
FEWEST = 2


@dataclass(frozen=True, eq=False, repr=False)
class Attribution(Told):
    """Shares of failure, that is of termination within the weeks simulated, by family of challenges.

    A family's value is exact, not sampled: each replicate is lived with every subset of families at their best, on the
    same luck, and its Shapley value of the outcome is the mean over all orders of switching them. The mean over
    replicates has an interval from those values (scipy's bootstrap; over draws where coefficients were drawn).

    Attributes:
        base: the scenario.
        failed: whether each partnership was terminated, [subsets, replicates], in the order of
            `outsim.shapley.coalitions` over `outsim.studies.families.FAMILIES`; the first is the scenario as it is.
        draws: of coefficients that each replicate lived with; none if all lived with the defaults.
        complete: False after an interruption; it then rests on the replicates finished by then.
    """

    base: Scenario
    failed: NDArray[np.bool_]
    draws: NDArray[Any] | None = None
    complete: bool = True

    @property
    def values(self) -> NDArray[np.float64]:
        """Each replicate's failure that goes back to each family, [families, replicates].

        Added over families: 1 where it fails as things are and not with everything at its best.
        """
        return np.round(-shapley(self.failed), 12) + 0.0

    @property
    def table(self) -> pd.DataFrame:
        """One row a family, then what remains, then all failures.

        Columns: family, failures (of 100 partnerships), low, high (95 %), share (of the failures), share_low,
        share_high. The failures of the families and what remains add up to all failures; so do the shares.
        """
        now, best = self.failed[0], self.failed[-1]
        parts = [*zip([family.title for family in FAMILIES], self._estimates(), strict=True)]
        parts += [(REMAINS, self._share(best)), (TOGETHER, self._share(now))]
        rows = np.vstack([self.values, best, now]).astype(float)
        shares = [
            found
            if found.low < found.high
            else Estimate(found.value, np.nan, np.nan, found.of)  # the same however drawn
            for found in ratio_of(rows, np.broadcast_to(now.astype(float), rows.shape), self.draws)
        ]
        return pd.DataFrame(
            [
                {
                    "family": name,
                    **{column: 100 * number for column, number in _numbers(found, "failures", "low", "high")},
                    **dict(_numbers(share, "share", "share_low", "share_high")),
                }
                for (name, found), share in zip(parts, shares, strict=True)
            ]
        )

    @property
    def words(self) -> str:
        """What it comes to, in a few sentences."""
        return " ".join(_sentences(self))

    def lines(self) -> list[str]:
        """The table for a console."""
        head = f"{'of 100 partnerships fail':<44}{'failures (95 %)':<24}of the failures"
        return [head, *(_line(row) for row in self.table.itertuples()), ""]

    def plot(self) -> Figure:
        """A bar a family with its interval, and what remains."""
        from outsim.plots.attribution import plot_attribution

        return plot_attribution(self)

    def _repr_html_(self) -> str:
        from outsim import html

        return html.study(f"Why partnerships such as {self.base.name} fail", self.table, sentences=self.words)

    def _estimates(self) -> list[Estimate]:
        """Of the families; where no replicate differs resampling finds nothing, and Wilson's bound holds either way."""
        none = statistics.share(0, self.failed.shape[1]).high
        values = self.values
        return [
            found if row.any() else Estimate(0.0, -none, none, found.of)
            for row, found in zip(values, mean_of(values, self.draws), strict=True)
        ]

    def _share(self, hits: NDArray[np.bool_]) -> Estimate:
        if self.draws is None:
            found = statistics.share(int(hits.sum()), hits.size)
        else:
            found = statistics.share_over_draws(hits, self.draws)
        return Estimate(found.share, found.low, found.high, found.of)


def attribute(
    base: Scenario, *, replicates: int = 512, seed: int = 1, parameters: str = "default", progress: bool = False
) -> Attribution:
    """Shares out the failures of a scenario among the families of challenges.

    Args:
        base: the scenario.
        replicates: how many partnerships, each lived with all 64 subsets of families at their best.
        seed, parameters, progress: as for `outsim.simulate`.

    Raises:
        InputError: for a number or a name out of range.

    >>> print(attribute(outsim.load_scenario("offshore_call_center")).words)   # doctest: +SKIP
    """
    if not isinstance(base, Scenario):
        raise InputError(f"base = {base!r}: must be a Scenario")
    if isinstance(replicates, int) and not isinstance(replicates, bool) and 0 <= replicates < FEWEST:
        raise InputError(f"replicates = {replicates}: must be at least {FEWEST}, so that there is an interval")
    subsets = [
        [family for family, there in zip(FAMILIES, row, strict=True) if there] for row in coalitions(len(FAMILIES))
    ]
    arms = {"+".join(family.name for family in subset): at_their_best(base, subset) for subset in subsets[1:]}
    lived = live_arms(base, arms, replicates, seed, parameters=parameters, progress=progress)
    return Attribution(base, lived.failed, lived.draws, lived.ensemble.complete)


def _numbers(found: Estimate, *columns: str) -> Iterator[tuple[str, float]]:
    return zip(columns, (found.value, found.low, found.high), strict=True)


def _line(row: Any) -> str:
    interval = f"{row.failures:.1f} ({row.low:.1f} to {row.high:.1f})"
    share = "" if np.isnan(row.share) else f"{100 * row.share:.0f} %"
    return f"{row.family:<44}{interval:<24}{share}"


def _sentences(found: Attribution) -> Iterator[str]:
    table = found.table.set_index("family")
    everything, left = table.loc[TOGETHER], table.loc[REMAINS]
    families = table.drop([TOGETHER, REMAINS]).sort_values("failures", ascending=False)
    yield (
        f"Of 100 partnerships such as {found.base.name} {points(everything['failures'])} are terminated within "
        f"{found.base.weeks} weeks (95 % interval {_between(everything)}; {found.failed.shape[1]} were simulated)."
    )
    if not found.failed.any():
        yield "None of those simulated was, whatever was put at its best: there is nothing to share out."
        return
    if not found.values.any():
        yield "Not one of them ends otherwise with any family of challenges, or all of them, at its best."
        return
    told = families[families["low"] > 0]
    if len(told):
        several = [f"{points(row['failures'])} ({_between(row)}) to {name}" for name, row in told.iterrows()]
        yield f"Shared out fairly they go back as follows: {'; '.join(several)}."
    harmful = families[families["high"] < 0]
    for name, row in harmful.iterrows():
        yield f"Putting {name} at its best would add {points(-row['failures'])} ({_between(-row)})."
    unclear = [str(name) for name in families.index if name not in told.index and name not in harmful.index]
    if unclear:
        yield f"What goes back to {'; to '.join(unclear)} cannot be told from nothing."
    yield f"With everything at its best {points(left['failures'])} of 100 ({_between(left)}) would still be terminated."


def points(number: Any) -> str:
    """Of 100, with as many digits as are of use.

    >>> points(12.34), points(1.234), points(0.0)
    ('12', '1.2', '0')
    """
    return f"{number:.0f}" if abs(number) >= 9.95 or number == 0 else f"{number + 0.0:.1f}"


def _between(row: Any) -> str:
    low, high = sorted((row["low"], row["high"]))
    return f"{points(low)} to {points(high)}"
