"""What each replicate saw at each point, so that means over points are known, and compared, on the luck they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow.compute import is_valid
from pyarrow.dataset import dataset
from scipy.stats import beta, norm

from outsim import statistics
from outsim.ensemble import OUTCOMES
from outsim.sweeps.folder import FILES

if TYPE_CHECKING:
    from outsim.sweeps.result import Sweep

MOST = 50_000_000
"""Partnerships that are held at once, of 4 bytes each; of more, nothing is known but the points' own intervals."""


@dataclass(frozen=True, eq=False)
class Luck:
    """A measure by point and replicate.

    Replicate r lives with the same luck at every point, and with another luck than every other replicate. So the mean
    over some points of what replicate r saw is one independent value for each r, whatever points have in common, and
    Student's interval over these values is one of the mean over points; the same holds for a difference.

    Attributes:
        values: [points, replicates]; of an outcome 1 where it is that, else 0. Replicates that every point has.
        draws: of coefficients, that each replicate lived with, [replicates]; none if all lived with the same.
        share: whether values are of an outcome, so that means are shares.
    """

    values: NDArray[np.float32]
    draws: NDArray[np.int64] | None
    share: bool

    def over(self, chosen: NDArray[np.intp]) -> NDArray[np.float64]:
        """What each replicate saw on average over these points, [replicates]."""
        seen: NDArray[np.float64] = self.values[chosen].mean(axis=0, dtype=float)
        return seen

    def reaches(self, seen: NDArray[np.float64], confidence: float) -> tuple[float, float]:
        """How far the interval of a mean of what replicates saw reaches down and up.

        Of a share it is the interval of the beta distribution with that mean and the variance of the mean, which stays
        between 0 and 1, as in `outsim.statistics.share_over_draws`; else as `reach`.
        """
        reach = self.reach(seen, confidence)
        if not self.share or reach != reach:
            return reach, reach
        share = float(seen.mean())
        variance = min((reach / norm.ppf((1 + confidence) / 2)) ** 2, 0.99 * share * (1 - share))
        together = share * (1 - share) / variance - 1
        low, high = beta.interval(confidence, share * together, (1 - share) * together)
        return share - float(low), float(high) - share

    def reach(self, seen: NDArray[np.float64], confidence: float) -> float:
        """Half the width of Student's interval of a mean of what replicates saw, or of a difference of it.

        With draws of coefficients it holds what they leave open, too. NaN where no two replicates differ: then they
        bound nothing.
        """
        if seen.size < 2 or seen.min() == seen.max():
            return float("nan")
        found = statistics.mean(seen, confidence)
        if self.draws is not None:
            found = statistics.widened(found, statistics.spread_between(seen, self.draws), confidence)
        return found.high - found.value


def luck(found: Sweep, points: NDArray[np.int64], column: str) -> Luck | None:
    """What each replicate saw of a measure at these points of a sweep.

    Returns:
        None for a column that partnerships do not have, where no two replicates are known at every point, or where
        there are too many to hold.
    """
    if not len(points) or len(points) * found.replicates > MOST:
        return None
    values = np.full((len(points), found.replicates), np.nan, np.float32)
    draws = np.zeros(found.replicates, np.int64)
    drawn = False
    row_of = np.full(len(found.table), -1)
    row_of[points] = np.arange(len(points))
    read = "outcome" if column in OUTCOMES else column
    for part in _parts(found, ("point", "replicate", "draw", read)):
        if read not in part.column_names:
            return None
        known = part.filter(is_valid(part["replicate"]))
        rows, replicates = row_of[known["point"].to_numpy()], known["replicate"].to_numpy().astype(np.int64)
        wanted = rows >= 0
        seen = known[read].to_numpy() if read == column else known[read].cast(pa.string()).to_numpy() == column
        values[rows[wanted], replicates[wanted]] = seen[wanted]
        if drawn := "draw" in known.column_names:
            draws[replicates] = known["draw"].to_numpy()
    whole = ~np.isnan(values).any(axis=0)
    if whole.sum() < 2:
        return None
    return Luck(values[:, whole], draws[whole] if drawn else None, column in OUTCOMES)


def _parts(found: Sweep, columns: Iterable[str]) -> Iterator[pa.Table]:
    """These columns of the table of partnerships, where it has them: as it is kept, or as it is made."""
    kept = None if found.folder is None else found.folder / FILES["runs"]
    if kept is not None and kept.exists():
        stored = dataset(kept)
        yield stored.to_table(columns=[name for name in columns if name in stored.schema.names])
    else:
        for part in found.tables.runs():
            yield part.select([name for name in columns if name in part.column_names])
