"""The two stages of a sensitivity study: what screening and what indices say, from what was simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.errors import InputError
from outsim.studies.evaluate import Evaluated
from outsim.studies.inputs import Range
from outsim.studies.screening import Screened, screen
from outsim.studies.sobol import Indices, is_constant, sobol_indices

FEWEST_ROWS = {"trajectories": 4, "rows": 16}
CONSTANT = "the same at every point"
ONLY_NOISE = "no variance beyond noise"


@dataclass(frozen=True)
class Left:
    """What failed points cost: the rows (or trajectories) that are left, of how many; how many points failed, and why.

    Attributes:
        reasons: how many points failed for each reason, the most frequent first.
    """

    rows: int
    of: int
    points: int
    failed: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Screening:
    """Morris screening: of each output what each input does; outputs that are the same everywhere are not in it."""

    inputs: tuple[Range, ...]
    by_output: Mapping[str, tuple[Screened, ...]]
    left: Left

    def told(self, output: str) -> tuple[str, ...]:
        """Inputs that are told from noise, the strongest first."""
        found = self.by_output[output]
        order = sorted(range(len(found)), key=lambda place: -found[place].strength)
        return tuple(self.inputs[place].name for place in order if found[place].told)


@dataclass(frozen=True, eq=False)
class Variances:
    """Sobol indices: of each output; ``degenerate`` says of the others why they have none."""

    inputs: tuple[Range, ...]
    by_output: Mapping[str, Indices]
    means: Mapping[str, float]
    degenerate: Mapping[str, str]
    left: Left


def screened(ranges: tuple[Range, ...], shares: NDArray[np.float64], evaluated: Evaluated, seed: int) -> Screening:
    whole, left = _left(evaluated, shares.shape[:2], "trajectories")
    y = evaluated.independent.reshape(*shares.shape[:2], -1, len(evaluated.outputs))[whole]
    found = {
        output: screen(shares[whole], y[..., place], seed=seed)
        for place, output in enumerate(evaluated.outputs)
        if not is_constant(y[..., place])
    }
    return Screening(ranges, found, left)


def decomposed(ranges: tuple[Range, ...], shares: NDArray[np.float64], evaluated: Evaluated, seed: int) -> Variances:
    whole, left = _left(evaluated, shares.shape[:2], "rows")
    y, squares = (
        values.reshape(*shares.shape[:2], -1, len(evaluated.outputs))[whole]
        for values in (evaluated.independent, evaluated.squares)
    )
    found, degenerate = {}, {}
    for place, output in enumerate(evaluated.outputs):
        if is_constant(y[..., place]):
            degenerate[output] = CONSTANT
            continue
        indices = sobol_indices(y[..., place], squares[..., place], seed=seed)
        if indices.beyond_noise:
            found[output] = indices
        else:
            degenerate[output] = ONLY_NOISE
    means = {output: float(y[..., place].mean()) for place, output in enumerate(evaluated.outputs)}
    return Variances(ranges, found, means, degenerate, left)


def _left(evaluated: Evaluated, design: tuple[int, ...], what: str) -> tuple[NDArray[np.bool_], Left]:
    """Rows of the design without a failed point, and what failed."""
    failed = np.zeros(design, dtype=bool)
    failed.reshape(-1)[list(evaluated.failed)] = True
    whole = np.logical_not(np.asarray(failed.any(axis=1)))
    reasons = pd.Series(list(evaluated.failed.values()), dtype=object).value_counts()
    counted = {str(reason): int(count) for reason, count in reasons.items()}
    left = Left(int(whole.sum()), design[0], failed.size, len(evaluated.failed), counted)
    if left.rows < FEWEST_ROWS[what]:
        raise InputError(
            f"study.parameters: of {left.of} {what} {left.rows} can be simulated as a whole, and {FEWEST_ROWS[what]} "
            f"are needed; {left.failed} of {left.points} points cannot be, as {next(iter(left.reasons), 'none')}"
        )
    return whole, left


def most_influential(screening: Screening, keep: int) -> tuple[Range, ...]:
    """The inputs that matter most for any of the outputs; none where no output differs between points.

    Outputs have different units, so an input's strength is taken as a share of the strongest one's of the same output.
    """
    strength = np.zeros(len(screening.inputs))
    for found in screening.by_output.values():
        own = np.array([one.strength * one.told for one in found])
        strength = np.maximum(strength, own / max(own.max(), np.finfo(float).tiny))
    order = [place for place in np.argsort(-strength, kind="stable") if strength[place] > 0][:keep]
    return tuple(screening.inputs[place] for place in order) if len(order) > 1 else ()
