"""In which region of the inputs is failure likely? Scenario discovery, on points the rules have not seen."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.errors import InputError
from outsim.scenario import Scenario
from outsim.statistics import Estimate
from outsim.streams import check_seed
from outsim.studies.evaluate import evaluate
from outsim.studies.input_options import DiscoverOptions
from outsim.studies.inputs import Input, read_inputs
from outsim.studies.regions import Tested, measured
from outsim.studies.resampling import resample
from outsim.studies.rules import Box, Rules, find_rules
from outsim.studies.sensitivity import check_replicates
from outsim.studies.told import Told
from outsim.sweeps.stores import Store

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REPLICATES = 32
SEEN = 2 / 3
"""Of the points, that the rules are found on; the others test them."""

FEWEST_POINTS = 48


@dataclass(frozen=True, eq=False, repr=False)
class Discovery(Told):
    """Where failure is likely.

    Attributes:
        base_name: the scenario whose inputs are varied.
        inputs: what is varied, and ``left_out`` what was not, as nothing says in which range partnerships lie.
        outcome: what counts as failure: terminated, unsuccessful, or not_successful.
        threshold: the probability from which on it is likely.
        points: one row a point: its inputs, ``failed`` (the share of its replicates that did) and ``seen`` (whether the
            rules were found on it).
        overall: the share of all partnerships that fail.
        rules: what was found on the points that were seen.
        tested: each box on the others, and ``together`` all of them.
        reasons: of points that could not be simulated, how many for each reason.
        replicates: at each point.
        seed: of design, luck and split.
    """

    base_name: str
    inputs: tuple[Input, ...]
    left_out: tuple[str, ...]
    outcome: str
    threshold: float
    points: pd.DataFrame
    overall: Estimate
    rules: Rules
    tested: tuple[Tested, ...]
    together: Tested | None
    reasons: Mapping[str, int]
    replicates: int
    seed: int

    @property
    def boxes(self) -> tuple[tuple[Box, Tested], ...]:
        """The boxes with what unseen points say, that with most failures first."""
        pairs = zip(self.rules.boxes, self.tested, strict=True)
        return tuple(sorted(pairs, key=lambda pair: -np.nan_to_num(pair[1].coverage.value)))

    @property
    def state(self) -> str:
        """``none fails``, ``all fail``, ``no rule``, ``worst region`` (none reaches the threshold) or ``likely``."""
        if self.overall.value in (0.0, 1.0):
            return "all fail" if self.overall.value else "none fails"
        if self.together is None or not self.together.confirmed:
            return "no rule"
        return "likely" if self.rules.likely else "worst region"

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a box, and ``together``: rule, unseen_points; mass, density, coverage, lift with their intervals."""
        rows = [self._row(str(number), str(box), tested) for number, (box, tested) in enumerate(self.boxes, 1)]
        if self.together is not None and len(rows) > 1:
            rows.append(self._row("together", "any of them", self.together))
        return pd.DataFrame(rows)

    @cached_property
    def conditions(self) -> pd.DataFrame:
        """One row a condition: box, input, low, high (missing where there is no end), names (of a choice)."""
        rows = [
            {
                "box": number,
                "input": one.input,
                "low": one.low if np.isfinite(one.low) else np.nan,
                "high": one.high if np.isfinite(one.high) else np.nan,
                "names": " ".join(one.names),
            }
            for number, (box, _) in enumerate(self.boxes, 1)
            for one in box.conditions
        ]
        return pd.DataFrame(rows, columns=["box", "input", "low", "high", "names"])

    def _row(self, name: str, rule: str, tested: Tested) -> dict[str, Any]:
        row: dict[str, Any] = {"box": name, "rule": rule, "unseen_points": tested.points}
        for what in ("mass", "density", "coverage", "lift"):
            found: Estimate = getattr(tested, what)
            row |= {what: found.value, f"{what}_low": found.low, f"{what}_high": found.high}
        return row

    @property
    def words(self) -> str:
        """The rules in plain sentences, a line each."""
        from outsim.studies.discover_words import sentences

        return "\n".join(sentences(self))

    def plot(self) -> Figure:
        """Points over the two inputs that matter most, with the boxes, and what unseen points say of each box."""
        from outsim.plots.discovery import plot_discovery

        return plot_discovery(self)

    def _repr_html_(self) -> str:
        from outsim import html

        return html.study("Where failure is likely", self.table, sentences=self.words)


def discover(
    base: Scenario,
    inputs: Any = None,
    outcome: str | None = None,
    replicates: int = REPLICATES,
    seed: int = 1,
    *,
    parameters: str = "default",
    options: DiscoverOptions | None = None,
    progress: bool = False,
    store: Store | None = None,
) -> Discovery:
    """In which region of its inputs a scenario is likely to fail.

    Args:
        base: the scenario; inputs that are not varied have its values.
        inputs: see `outsim.studies.inputs.read_inputs`; none: those of ``options``.
        outcome: ``terminated``, ``unsuccessful`` or ``not_successful`` (either); none: that of ``options``.
        replicates: partnerships at each point, 8 or more; with ``parameters="posterior"`` 32 or more.
        seed: of the design, of the luck, which all points share, and of which points are seen.
        parameters: ``default`` or ``posterior``, as for `outsim.simulate`.
        options: the threshold, and how many points.
        progress: whether to show a progress bar on standard error when it is a terminal.
        store: where finished parts are kept and looked for; none: nowhere.

    Raises:
        InputError: for inputs that cannot be varied, numbers out of range, or where hardly a point can be simulated.
        KeyboardInterrupt: when interrupted.

    >>> found = discover(load_scenario(), {"vendor.country": ["PHL", "IND"]})   # doctest: +SKIP
    >>> print(found.words)                                                      # doctest: +SKIP
    """
    asked = options or DiscoverOptions()
    changed = {"parameters": inputs, "outcome": outcome}
    asked = dataclasses.replace(asked, **{name: given for name, given in changed.items() if given is not None})
    varied = read_inputs(base, asked.parameters)
    if not varied.swept:
        raise InputError("study.parameters: names no parameter to vary")
    check_replicates(replicates, parameters, varied)
    seed = check_seed(seed)
    points = varied.points(_hypercube(len(varied.swept), asked.points, seed))
    looked_at = "successful" if asked.outcome == "not_successful" else asked.outcome
    evaluated = evaluate(
        base, points, replicates, seed, [looked_at], parameters=parameters, progress=progress, store=store
    )
    whole = np.array([number for number in range(len(points)) if number not in evaluated.failed], dtype=int)
    reasons = {
        str(reason): int(count) for reason, count in pd.Series(list(evaluated.failed.values())).value_counts().items()
    }
    if len(whole) < FEWEST_POINTS:
        raise InputError(
            f"study.parameters: {len(whole)} of {len(points)} points can be simulated, and {FEWEST_POINTS} are needed; "
            f"the others cannot be, as {next(iter(reasons), 'none')}"
        )
    happened = evaluated.independent[whole, :, 0]
    failed = 1 - happened if asked.outcome == "not_successful" else happened
    return _found(
        base, varied.swept, varied.left_out, asked, pd.DataFrame(points).iloc[whole], failed, reasons, replicates, seed
    )


def _found(
    base: Scenario,
    inputs: tuple[Input, ...],
    left_out: tuple[str, ...],
    asked: DiscoverOptions,
    points: pd.DataFrame,
    failed: NDArray[np.float64],
    reasons: Mapping[str, int],
    replicates: int,
    seed: int,
) -> Discovery:
    points = points.reset_index(drop=True)
    shares = failed.mean(1)
    seen = _seen(len(points), seed)
    rules = Rules((), False, {})
    if 0 < shares.mean() < 1:
        rules = find_rules(inputs, points[seen].reset_index(drop=True), shares[seen], asked.threshold, seed)
    inside = [box.holds(points[~seen]) for box in rules.boxes]
    unseen = failed[~seen]
    weights = resample(len(unseen), unseen.shape[1], seed)
    everyone = np.ones(len(points), dtype=bool)
    return Discovery(
        base_name=base.name,
        inputs=inputs,
        left_out=left_out,
        outcome=asked.outcome,
        threshold=asked.threshold,
        points=points.assign(failed=shares, seen=seen),
        overall=measured(everyone, failed, resample(len(points), failed.shape[1], seed)).density,
        rules=rules,
        tested=tuple(measured(each, unseen, weights) for each in inside),
        together=measured(np.any(inside, axis=0), unseen, weights) if inside else None,
        reasons=reasons,
        replicates=replicates,
        seed=seed,
    )


def _hypercube(inputs: int, points: int, seed: int) -> NDArray[np.float64]:
    from scipy.stats.qmc import LatinHypercube

    return np.asarray(LatinHypercube(inputs, rng=np.random.default_rng([seed, inputs])).random(points))


def _seen(points: int, seed: int) -> NDArray[np.bool_]:
    """Which points the rules are found on, drawn at random."""
    seen = np.zeros(points, dtype=bool)
    seen[np.random.default_rng([seed, points, 1]).permutation(points)[: round(SEEN * points)]] = True
    return seen
