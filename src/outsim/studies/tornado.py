"""One input at a time: how far does the outcome move from one end of each input's range to the other?"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim import statistics
from outsim.ensemble import OUTCOMES
from outsim.errors import InputError
from outsim.paired import chance_of_no_effect, difference_of, mean_of
from outsim.parameters.declare import plain_number
from outsim.run_settings import check_setting
from outsim.scenario import Scenario
from outsim.situation import value_of
from outsim.statistics import Estimate
from outsim.streams import check_seed
from outsim.studies.evaluate import Evaluated, check_outputs, evaluate
from outsim.studies.input_options import TornadoOptions
from outsim.studies.inputs import KEY, Range, read_inputs
from outsim.studies.told import Told
from outsim.studies.words import hundred, money
from outsim.sweeps.stores import Store

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REPLICATES = 256
FEWEST = 16
SIGNIFICANCE = 0.05
NAMED = 3
"""So many inputs a sentence names."""


@dataclass(frozen=True)
class Bar:
    """One input, all others as they are.

    Attributes:
        input: its range.
        own: its value in the scenario.
        at_low, at_high: how much more the output is at the ends of the range than at its own value.
        p_value: that neither end differs: of paired tests on both ends, the smaller doubled.
        settled: whether it moves the output, at a false discovery rate of 5 % among all inputs (Benjamini & Hochberg
            1995).
    """

    input: Range
    own: float
    at_low: Estimate
    at_high: Estimate
    p_value: float
    settled: bool

    @property
    def swing(self) -> float:
        """From the lowest to the highest that it takes the output to."""
        moves = (0.0, self.at_low.value, self.at_high.value)
        return max(moves) - min(moves)


@dataclass(frozen=True, eq=False, repr=False)
class Tornado(Told):
    """How far each input alone moves one output, the largest swing first.

    Attributes:
        base_name: the scenario.
        output: what is looked at: an outcome, or a column of the runs table.
        usual: its mean with all inputs as they are.
        bars: one an input.
        replicates: partnerships at each end, on the luck that all share.
        failed: inputs of which an end cannot be simulated, with the reason.
        left_out: parameters without a range in which partnerships lie.
    """

    base_name: str
    output: str
    usual: Estimate
    bars: tuple[Bar, ...]
    replicates: int
    failed: Mapping[str, str]
    left_out: tuple[str, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row an input; differences with their 95 % intervals in ``_low`` and ``_high``."""
        return pd.DataFrame(
            [
                {
                    "input": bar.input.name,
                    "unit": bar.input.unit,
                    "own": bar.own,
                    "low": bar.input.low,
                    "high": bar.input.high,
                    "range": bar.input.origin,
                    **_ends("at_low", bar.at_low),
                    **_ends("at_high", bar.at_high),
                    "swing": bar.swing,
                    "p_value": bar.p_value,
                    "settled": bar.settled,
                }
                for bar in self.bars
            ]
        )

    @property
    def words(self) -> str:
        """What it comes to, in a few sentences."""
        return "\n".join(_sentences(self))

    def plot(self) -> Figure:
        """A bar an input, from one end of its range to the other, around the output as it is."""
        from outsim.plots.tornado import plot_tornado

        return plot_tornado(self)

    def _repr_html_(self) -> str:
        from outsim import html

        shown = ["input", "unit", "own", "low", "high", "at_low", "at_high", "swing", "settled"]
        tips = {**html.attributes_of(Bar), "swing": "from the lowest to the highest that it takes the output to"}
        title = f"{self.base_name}: {self.output.replace('_', ' ')}, one input at a time"
        return html.study(title, self.table, shown, self.words, tips=tips)


def tornado(
    base: Scenario,
    inputs: Any = None,
    output: str | None = None,
    replicates: int = REPLICATES,
    seed: int = 1,
    *,
    parameters: str = "default",
    options: TornadoOptions | None = None,
    progress: bool = False,
    store: Store | None = None,
) -> Tornado:
    """Moves one input at a time to the ends of its range, on shared luck; see `outsim.sensitivity` for all together.

    What inputs do together it cannot tell: that takes many inputs moved at once.

    Args:
        base: the scenario.
        inputs: numbers of the situation or coefficients, see `outsim.studies.inputs.read_inputs`; none: those of
            ``options``, or all numbers of the situation that have a range in which partnerships lie.
        output: an outcome, or a numeric column of the runs table; none: that of ``options``.
        replicates: partnerships at each end, 16 or more.
        seed: of the luck.
        parameters: ``default`` or ``posterior``, as for `outsim.simulate`.
        options: inputs and output.
        progress: whether to show a progress bar on standard error when it is a terminal.
        store: where finished parts are kept and looked for; none: nowhere.

    Raises:
        InputError: for inputs that cannot be varied, an unknown output, or numbers out of range.
        KeyboardInterrupt: when interrupted.

    >>> found = tornado(Scenario(), ["expectations.optimism"], replicates=16)
    >>> found.bars[0].input.name, len(found.table)
    ('expectations.optimism', 1)
    """
    given = options or TornadoOptions()
    asked = dataclasses.replace(given, parameters=given.parameters if inputs is None else inputs)
    (name,) = check_outputs(asked.output if output is None else output)
    if check_setting("replicates", replicates) < FEWEST:
        raise InputError(f"replicates = {replicates}: must be {FEWEST} or more")
    found = read_inputs(base, asked.parameters)
    ranges = []
    for one in found.swept:
        if not isinstance(one, Range):
            raise InputError(f"{KEY}: {one.name} is a name, which has no range; outsim.what_if compares names")
        ranges.append(one)
    points: list[dict[str, Any]] = [{}]
    points += [{one.name: end} for one in ranges for end in (one.low, one.high)]
    told = evaluate(
        base, points, replicates, check_seed(seed), [name], parameters=parameters, progress=progress, store=store
    )
    if 0 in told.failed:
        raise InputError(told.failed[0])
    failed = {one.name: reason for place, one in enumerate(ranges) if (reason := _why(told, place))}
    kept = [(place, one) for place, one in enumerate(ranges) if one.name not in failed]
    return Tornado(
        base.name, name, _usual(told, name), _bars(base, told, kept, name), replicates, failed, found.left_out
    )


def _why(told: Evaluated, place: int) -> str:
    """Why an end of an input could not be simulated, if so."""
    return next((told.failed[point] for point in (2 * place + 1, 2 * place + 2) if point in told.failed), "")


def _usual(told: Evaluated, output: str) -> Estimate:
    values = told.y[0, :, 0]
    if output in OUTCOMES and told.draws is None:
        found = statistics.share(int(values.sum()), values.size)
        return Estimate(found.share, found.low, found.high, found.of)
    return mean_of(values, told.draws)[0]


def _bars(base: Scenario, told: Evaluated, kept: Sequence[tuple[int, Range]], output: str) -> tuple[Bar, ...]:
    """The bars, the largest swing first."""
    from scipy.stats import false_discovery_control

    if not kept:
        return ()
    usual, y = told.y[0, :, 0], told.y[:, :, 0]
    ends = [np.array([y[2 * place + which] for place, _ in kept]) for which in (1, 2)]
    low, high = (_differences(usual, values, told.draws, output) for values in ends)
    p_values = [
        min(1.0, 2 * min(_p_value(usual, one, told.draws, output), _p_value(usual, other, told.draws, output)))
        for one, other in zip(*ends, strict=True)
    ]
    settled = false_discovery_control(p_values) < SIGNIFICANCE
    bars = [
        Bar(one, float(value_of(base, one.name)), low[row], high[row], p_values[row], bool(settled[row]))
        for row, (_, one) in enumerate(kept)
    ]
    return tuple(sorted(bars, key=lambda bar: -bar.swing))


def _differences(usual: NDArray[np.float64], values: NDArray[np.float64], draws: Any, output: str) -> list[Estimate]:
    """How much more the output is in each row, with intervals from pairs."""
    if output in OUTCOMES:
        return difference_of(values, np.broadcast_to(usual, values.shape), draws)
    return mean_of(values - usual, draws)


def _p_value(usual: NDArray[np.float64], values: NDArray[np.float64], draws: Any, output: str) -> float:
    """Of no difference: the exact test on pairs for outcomes, else Student's, of draws' means where there are draws."""
    from scipy.stats import ttest_1samp

    if output in OUTCOMES:
        return chance_of_no_effect(values, usual, draws)
    apart: NDArray[np.float64] = values - usual
    if draws is not None:
        apart = np.asarray(pd.Series(apart).groupby(np.asarray(draws)).mean(), dtype=np.float64)
    if apart.size < 2 or (apart == apart[0]).all():
        return 1.0 if apart.size < 2 or apart[0] == 0 else 0.0
    return float(ttest_1samp(apart, 0.0).pvalue)


def _ends(name: str, found: Estimate) -> dict[str, float]:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}


def amount(output: str, value: float) -> str:
    """An output's value in words: outcomes of 100 partnerships.

    >>> amount("terminated", 0.19), amount("cost", 1234567.0), amount("quality", 0.61803)
    ('19', '1.23 million', '0.618')
    """
    if output in OUTCOMES:
        return hundred(value)
    return money(value) if abs(value) >= 1000 else f"{value:.3g}"


def _sentences(found: Tornado) -> Iterator[str]:
    name = found.output.replace("_", " ")
    of = " of 100" if found.output in OUTCOMES else ""
    moving = [bar for bar in found.bars if bar.settled]
    yield (
        f"{name[:1].upper()}{name[1:]} as it is: {amount(found.output, found.usual.value)}{of} (95 % interval "
        f"{amount(found.output, found.usual.low)} to {amount(found.output, found.usual.high)}). Of {len(found.bars)} "
        f"inputs, each moved alone over its range, {len(moving)} {'is' if len(moving) == 1 else 'are'} shown to move "
        "it."
    )
    for bar in moving[:NAMED]:
        ends = " and ".join(
            f"{_signed(found.output, end)}{of} at {plain_number(value)}"
            for value, end in ((bar.input.low, bar.at_low), (bar.input.high, bar.at_high))
        )
        yield f"{bar.input.name} (here {plain_number(bar.own)}): {ends}."
    if len(moving) > NAMED:
        yield f"Then: {', '.join(bar.input.name for bar in moving[NAMED : 2 * NAMED])}."
    if found.failed:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in found.failed.items())
        yield f"An end of {len(found.failed)} inputs cannot be simulated: {reasons}."


def _signed(output: str, found: Estimate) -> str:
    ends = f"{amount(output, found.low)} to {amount(output, found.high)}"
    return f"{'+' if found.value > 0 else ''}{amount(output, found.value)} ({ends})".replace("-", "−")
