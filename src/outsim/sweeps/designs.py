"""Which points a sweep visits: every combination, or a sample that covers the space."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outsim.errors import InputError, unknown_name
from outsim.parameters.declare import parameter, validated
from outsim.sweeps.factors import Factor

DESIGNS: Mapping[str, str] = {
    "factorial": "every combination; an interval gives so many levels, evenly spaced",
    "latin_hypercube": "a sample in which each input is spread evenly (McKay, Beckman and Conover 1979)",
    "sobol": "a scrambled low-discrepancy sequence (Sobol 1967; Owen 1998)",
    "morris": "trajectories that change one input at a time (Morris 1991)",
    "list": "the rows of a CSV or Parquet file",
}
"""Every design, and what it is."""

_choice = partial(parameter, source="the user", status="derived")


@dataclass(frozen=True)
class Design:
    """How points are chosen.

    Attributes:
        kind: one of `DESIGNS`.
        file: of the rows, for ``list``.
        seed: of the sample; none: the seed of the simulation.

    >>> Design("sobol", points=64).points
    64

    Raises:
        InputError: naming the setting, the value, and what is allowed.
    """

    kind: str = "factorial"
    points: int = _choice(256, "points", 1, 10_000_000, "of a latin_hypercube or sobol design")
    levels: int | None = _choice(
        None, "levels", 2, 10_000, "of an interval; none: 5 in a factorial design, 4 in a morris design"
    )
    trajectories: int = _choice(16, "trajectories", 2, 100_000, "of a morris design")
    limit: int = _choice(100_000, "points", 1, 1_000_000_000, "that a design may have; more is refused")
    seed: int | None = _choice(None, "1", 0, 2**32 - 1, "of the sample; none: the seed of the simulation")
    file: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in DESIGNS:
            raise unknown_name("design", self.kind, DESIGNS)
        for name, value in validated(self).items():
            object.__setattr__(self, name, value)
        if self.kind == "list" and not self.file:
            raise InputError("design = list: needs the file with its rows, as file=points.csv")
        if self.kind != "list" and self.file:
            raise InputError(f"file = {self.file}: only the design list reads one, not {self.kind}")
        if self.kind == "sobol" and self.points & (self.points - 1):
            below = 1 << (self.points.bit_length() - 1)
            raise InputError(
                f"points = {self.points}: a sobol design has a power of two of them, such as {below} or {2 * below}"
            )
        if self.kind == "morris" and self.spaced % 2:
            raise InputError(f"levels = {self.levels}: a morris design has an even number of levels, such as 4 or 6")

    @property
    def spaced(self) -> int:
        """The levels of an interval."""
        return self.levels or (4 if self.kind == "morris" else 5)

    def told(self) -> dict[str, Any]:
        """The settings that this kind of design has."""
        own = {"latin_hypercube": ("points", "seed"), "sobol": ("points", "seed"), "list": ("file",)}
        own |= {"factorial": ("levels",), "morris": ("trajectories", "levels", "seed")}
        values = {name: getattr(self, name) for name in own[self.kind]}
        return {"kind": self.kind, **{name: value for name, value in values.items() if value is not None}}


def codes(design: Design, factors: Sequence[Factor], seed: int) -> NDArray[np.float64]:
    """The points of a design over these factors, [points, factors]: for a choice the place of its value, for an
    interval the number.

    Args:
        design: but ``list``, whose points stand in its file.
        factors: at least one but for ``factorial``, which has one point without any.
        seed: of the sample, where the design says none.

    Raises:
        InputError: for too many points, or factors that the design cannot vary.

    >>> from outsim.sweeps.factors import factor
    >>> codes(Design(), [factor("vendor.country", ["PHL", "IND"]), factor("contract.clarity", [0.2, 0.8])], 1).tolist()
    [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
    """
    if design.kind == "factorial":
        return _factorial(design, factors)
    if not factors:
        raise InputError(f"design = {design.kind}: there is nothing to vary; give a parameter several values")
    own = seed if design.seed is None else design.seed
    if design.kind == "morris":
        return _morris(design, factors, own)
    _within_limit(design, design.points, factors)
    places = _sample(design, len(factors), own)
    return np.column_stack([_at(each, places[:, column]) for column, each in enumerate(factors)])


def _factorial(design: Design, factors: Sequence[Factor]) -> NDArray[np.float64]:
    levels = [_levels(each, design.spaced) for each in factors]
    _within_limit(design, math.prod(len(values) for values in levels), factors)
    if not factors:
        return np.zeros((1, 0))
    grid = np.meshgrid(*levels, indexing="ij")
    return np.stack([axis.ravel() for axis in grid], axis=1)


def _levels(each: Factor, levels: int) -> NDArray[np.float64]:
    if each.interval is None:
        return np.arange(len(each.choices), dtype=float)
    within = each.interval
    if within.whole:
        low, high = math.ceil(within.low), math.floor(within.high)
        if high - low < levels:
            return np.arange(low, high + 1, dtype=float)
        spaced = np.geomspace if within.log else np.linspace
        return np.unique(np.round(spaced(low, high, levels)))
    return within.at(np.linspace(0, 1, levels))


def _within_limit(design: Design, points: int, factors: Sequence[Factor]) -> None:
    if points <= design.limit:
        return
    sizes = " x ".join(f"{each.name} {len(each.choices) or design.spaced}" for each in factors)
    raise InputError(
        f"this design has {points:,} points ({sizes}), more than limit={design.limit}; raise the limit if "
        f"that is meant, or take a sample, as design=latin_hypercube with points=1000"
    )


def _sample(design: Design, factors: int, seed: int) -> NDArray[np.float64]:
    from scipy.stats import qmc

    if design.kind == "latin_hypercube":
        return np.asarray(qmc.LatinHypercube(factors, rng=seed).random(design.points))
    if factors > qmc.Sobol.MAXDIM:
        raise InputError(f"design = sobol: varies {qmc.Sobol.MAXDIM} inputs at most, not {factors}")
    return np.asarray(qmc.Sobol(factors, rng=seed).random(design.points))


def _at(each: Factor, places: NDArray[np.float64]) -> NDArray[np.float64]:
    if each.interval is not None:
        return each.interval.at(places)
    return np.minimum(np.floor(places * len(each.choices)), len(each.choices) - 1)


def _morris(design: Design, factors: Sequence[Factor], seed: int) -> NDArray[np.float64]:
    from SALib.sample import morris

    for each in factors:
        if each.interval is None:
            raise InputError(
                f"{each.name}: a morris design changes numbers step by step, so it takes interval(low,high), not values"
            )
    if len(factors) < 2:
        raise InputError("design = morris: needs at least two inputs to vary")
    _within_limit(design, design.trajectories * (len(factors) + 1), factors)
    problem: dict[str, Any] = {
        "num_vars": len(factors),
        "names": [each.name for each in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }
    places = morris.sample(problem, design.trajectories, num_levels=design.spaced, seed=seed)
    return np.column_stack([_at(each, places[:, column]) for column, each in enumerate(factors)])
