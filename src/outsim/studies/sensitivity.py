"""Which inputs drive the outcome, alone and together? Morris screening of many, Sobol indices of those that matter."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.errors import InputError
from outsim.run_settings import check_setting
from outsim.scenario import Scenario
from outsim.statistics import Estimate
from outsim.streams import check_seed
from outsim.studies.evaluate import Evaluated, check_outputs, evaluate
from outsim.studies.input_options import SensitivityOptions
from outsim.studies.inputs import Inputs, Range, read_ranges
from outsim.studies.resampling import FEWEST_REPLICATES
from outsim.studies.screening import trajectories
from outsim.studies.sobol import saltelli
from outsim.studies.stages import CONSTANT, ONLY_NOISE, Screening, Variances, decomposed, most_influential, screened
from outsim.studies.told import Told
from outsim.sweeps.stores import Store
from outsim.uncertainty import EACH, PREFIX

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REPLICATES = 32


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity(Told):
    """What drives each output.

    Attributes:
        base_name: the scenario whose inputs are varied.
        outputs: what is looked at.
        screening: of all inputs; none with ``method=sobol``.
        variances: of the inputs that are kept; none with ``method=morris``, or where there was nothing to keep.
        left_out: numbers of the situation that were not varied, as nothing says in which range partnerships lie.
        replicates: partnerships at each point.
        seed: of designs and luck.
        drawn: whether replicates lived with draws of coefficients.
    """

    base_name: str
    outputs: tuple[str, ...]
    screening: Screening | None
    variances: Variances | None
    left_out: tuple[str, ...]
    replicates: int
    seed: int
    drawn: bool = False

    @property
    def partnerships(self) -> int:
        """How many were asked to be simulated, at all points."""
        stages = [stage.left.points for stage in (self.screening, self.variances) if stage]
        return sum(stages) * self.replicates

    @cached_property
    def indices(self) -> pd.DataFrame:
        """One row an output and kept input: first, total, interaction (their difference), with ``_low``, ``_high``."""
        rows = []
        for output, found in self.variances.by_output.items() if self.variances else ():
            for place, one in enumerate(self.variances.inputs if self.variances else ()):
                measures = {"first": found.first, "total": found.total, "interaction": found.interaction}
                row = {name: values[place] for name, values in measures.items()}
                rows.append({"output": output, **_range(one), **_columns(row)})
        return pd.DataFrame(rows)

    @cached_property
    def interactions(self) -> pd.DataFrame:
        """One row an output and pair of kept inputs: second, what the two do together, with ``_low``, ``_high``."""
        rows = []
        for output, found in self.variances.by_output.items() if self.variances else ():
            names = [one.name for one in self.variances.inputs] if self.variances else []
            for (one, other), second in found.second.items():
                pair = {"output": output, "input": names[one], "with": names[other]}
                rows.append({**pair, **_columns({"second": second})})
        return pd.DataFrame(rows)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """One row an output and screened input: mu, mu_star, sigma with ``_low``, ``_high``; floor, told, inert."""
        rows = []
        for output, found in self.screening.by_output.items() if self.screening else ():
            for one, effect in zip(self.screening.inputs if self.screening else (), found, strict=True):
                measures = {"mu": effect.mu, "mu_star": effect.mu_star, "sigma": effect.sigma}
                told = {"floor": effect.floor, "told": effect.told, "inert": effect.inert}
                rows.append({"output": output, **_range(one), **_columns(measures), **told})
        return pd.DataFrame(rows)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row an output: whether it has indices or why not; mean and standard deviation between points; luck."""
        rows: list[dict[str, Any]] = []
        for output in self.outputs:
            row: dict[str, Any] = {"output": output, "says": self.state(output)}
            if self.variances and output in self.variances.by_output:
                found = self.variances.by_output[output]
                row |= {"mean": self.variances.means[output], "between_points": found.variance.value**0.5}
                row |= _columns({"luck": found.luck})
            rows.append(row)
        return pd.DataFrame(rows)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Everything, tidy: one row a number, as output, input, with (of pairs), measure, value, low, high."""
        rows: list[dict[str, Any]] = []
        for table, measures in (
            (self.effects, ("mu", "mu_star", "sigma")),
            (self.indices, ("first", "total", "interaction")),
            (self.interactions, ("second",)),
        ):
            for row in table.to_dict("records"):
                for name in measures:
                    which = {"output": row["output"], "input": row["input"], "with": row.get("with", "")}
                    ends = {"value": row[name], "low": row[f"{name}_low"], "high": row[f"{name}_high"]}
                    rows.append({**which, "measure": name, **ends})
        return pd.DataFrame(rows, columns=["output", "input", "with", "measure", "value", "low", "high"])

    def state(self, output: str) -> str:
        """What can be said of an output: ``indices``, ``effects``, or why neither."""
        if self.variances and output in self.variances.by_output:
            return "indices"
        if self.variances:
            return self.variances.degenerate[output]
        if self.screening and output not in self.screening.by_output:
            return CONSTANT
        return "effects" if self.screening and self.screening.told(output) else ONLY_NOISE

    @property
    def words(self) -> str:
        """What it comes to, a line an output."""
        from outsim.studies.sensitivity_words import sentences

        return "\n".join(sentences(self))

    def plot(self) -> Figure:
        """Of each output: what screening says, first and total indices, and the strongest pairs."""
        from outsim.plots.sensitivity import plot_sensitivity

        return plot_sensitivity(self)

    def _repr_html_(self) -> str:
        from outsim import html

        shown = self.indices if not self.indices.empty else self.effects
        return html.study(f"What drives {self.base_name}", shown, sentences=self.words)


def sensitivity(
    base: Scenario,
    inputs: Any = None,
    outputs: Any = None,
    replicates: int = REPLICATES,
    seed: int = 1,
    *,
    parameters: str = "default",
    options: SensitivityOptions | None = None,
    progress: bool = False,
    store: Store | None = None,
) -> Sensitivity:
    """Which inputs drive the outputs of a scenario, alone and together.

    Args:
        base: the scenario; inputs that are not varied have its values.
        inputs: see `outsim.studies.inputs.read_inputs`; none: those of ``options``.
        outputs: numeric columns of the runs table, or outcomes; none: those of ``options``.
        replicates: partnerships at each point, 8 or more; with ``parameters="posterior"`` 32 or more.
        seed: of the designs and of the luck, which all points share.
        parameters: ``default`` or ``posterior``, as for `outsim.simulate`.
        options: the method, and how many points.
        progress: whether to show a progress bar on standard error when it is a terminal.
        store: where finished parts are kept and looked for; none: nowhere.

    Raises:
        InputError: for inputs that cannot be varied, unknown outputs, numbers out of range, or where hardly a point
            can be simulated.
        KeyboardInterrupt: when interrupted.

    >>> found = sensitivity(load_scenario(), ["contract.clarity", "vendor.skill"])   # doctest: +SKIP
    >>> found.plot().savefig("sensitivity.svg")                                      # doctest: +SKIP
    """
    given = options or SensitivityOptions()
    asked = dataclasses.replace(given, parameters=given.parameters if inputs is None else inputs)
    names = check_outputs(asked.outputs if outputs is None else outputs)
    varied, ranges = read_ranges(base, asked.parameters)
    check_replicates(replicates, parameters, varied)
    seed = check_seed(seed)

    def evaluated(of: Inputs, shares: NDArray[np.float64]) -> Evaluated:
        points = of.points(shares.reshape(-1, shares.shape[-1]))
        return evaluate(base, points, replicates, seed, names, parameters=parameters, progress=progress, store=store)

    screening = None
    if asked.method != "sobol":
        shares = trajectories(len(ranges), asked.trajectories, seed)
        screening = screened(ranges, shares, evaluated(varied, shares), seed)
    kept = ranges if screening is None else most_influential(screening, asked.keep)
    variances = None
    if asked.method != "morris" and kept:
        shares = saltelli(len(kept), asked.points, seed)
        variances = decomposed(kept, shares, evaluated(Inputs(kept), shares), seed)
    return Sensitivity(
        base_name=base.name,
        outputs=names,
        screening=screening,
        variances=variances,
        left_out=varied.left_out,
        replicates=replicates,
        seed=seed,
        drawn=parameters == "posterior",
    )


def check_replicates(replicates: int, parameters: str, inputs: Inputs) -> None:
    """That noise can be told, and that no coefficient is both varied and drawn.

    Raises:
        InputError: for too few replicates, or a coefficient among the inputs of replicates that live with draws.
    """
    check_setting("replicates", replicates)
    check_setting("parameters", parameters)
    fewest = FEWEST_REPLICATES * (EACH if parameters == "posterior" else 1)
    if replicates < fewest:
        more = ", as each draw of coefficients has four" if parameters == "posterior" else ""
        raise InputError(f"replicates = {replicates}: must be {fewest} or more to tell effects from noise{more}")
    drawn = [name for name in inputs.names if name.startswith(PREFIX)]
    if drawn and parameters == "posterior":
        raise InputError(f"study.parameters: {drawn[0]} is drawn with parameters=posterior; vary it with default")


def _range(one: Range) -> dict[str, Any]:
    return {"input": one.name, "from": one.low, "to": one.high, "unit": one.unit, "range": one.origin}


def _columns(measures: Mapping[str, Estimate]) -> dict[str, float]:
    return dict(_ends(measures))


def _ends(measures: Mapping[str, Estimate]) -> Iterator[tuple[str, float]]:
    for name, found in measures.items():
        yield from ((name, found.value), (f"{name}_low", found.low), (f"{name}_high", found.high))
