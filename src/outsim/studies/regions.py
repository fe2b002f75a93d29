"""How a region of the inputs does on points: what share of all failures lies in it, and what fails there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outsim.statistics import Estimate, share
from outsim.studies.resampling import Resamples, estimate, everything


@dataclass(frozen=True)
class Tested:
    """A region on points that its rule was not found on.

    Attributes:
        mass: the share of all partnerships that lie in it.
        density: the share of those in it that fail.
        coverage: the share of all failures that lie in it.
        lift: how much larger the share that fails is in it than outside.
        points: unseen ones in it.
    """

    mass: Estimate
    density: Estimate
    coverage: Estimate
    lift: Estimate
    points: int

    @property
    def confirmed(self) -> bool:
        """Whether more fail in it than outside beyond doubt."""
        return self.lift.low > 0


def measured(inside: NDArray[np.bool_], failed: NDArray[np.float64], weights: Resamples) -> Tested:
    """Mass, density, coverage and lift of a region, with 95 % intervals over points and replicates.

    Points are clusters: a point is drawn with all its replicates. Where all or none in the region fail, the interval
    of density is Wilson's for as many partnerships as there are points.

    Args:
        inside: whether each point lies in it, [points].
        failed: whether each replicate failed, or the share of those of a draw, [points, replicates].
        weights: a resampling of both.
    """
    points, replicates = failed.shape
    value, resampled = (_measures(inside, failed, each) for each in (everything(points, replicates), weights))

    def found(name: str) -> Estimate:
        known = resampled[name][np.isfinite(resampled[name])]
        if not np.isfinite(value[name][0]) or not known.size:
            return Estimate(np.nan, np.nan, np.nan, points)
        return estimate(value[name][0], known, points)

    density, many = found("density"), int(inside.sum())
    if many and density.value in (0.0, 1.0):
        whole = share(int(density.value) * many, many)
        density = Estimate(density.value, whole.low, whole.high, points)
    return Tested(found("mass"), density, found("coverage"), found("lift"), many)


def _measures(
    inside: NDArray[np.bool_], failed: NDArray[np.float64], weights: Resamples
) -> dict[str, NDArray[np.float64]]:
    """Of each resample; NaN where nothing, or no failure, is in it."""
    shares = weights.replicates @ failed.T / failed.shape[1]  # of each resample and point
    counted = weights.rows
    there, all_failures = counted * inside, (counted * shares).sum(1)
    failures = (there * shares).sum(1)
    size, elsewhere = there.sum(1), (counted * ~inside).sum(1)
    density = _ratio(failures, size)
    return {
        "mass": size / counted.sum(1),
        "density": density,
        "coverage": _ratio(failures, all_failures),
        "lift": density - _ratio(all_failures - failures, elsewhere),
    }


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)
