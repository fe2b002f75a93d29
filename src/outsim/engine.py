"""Thousands of partnerships at once: scenarios and replicates in blocks, on all cores, on shared luck."""

from __future__ import annotations

import os
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from numbers import Integral
from typing import Any, NamedTuple, Protocol

import jax
import numpy as np

from outsim.compiled import PRECISIONS, Compiled, Lives, Luck, compiled, in_precision
from outsim.conditions import Conditions, Packed, Shape, conditions, joined, packed, shape_of, side_by_side
from outsim.ensemble import Ensemble
from outsim.errors import InputError, unknown_name
from outsim.indicators import INDICATOR_NAMES
from outsim.outcome import Results
from outsim.progress import progress_bar
from outsim.run_settings import MOST_REPLICATES as MOST_REPLICATES  # the live model asks for it here
from outsim.run_settings import PARAMETERS, check_setting
from outsim.scenario import Scenario
from outsim.streams import check_seed
from outsim.uncertainty import draw_of, in_place_of_defaults, posterior_draws

LANES = 128  # partnerships computed side by side; they fill the vector units and stay in the processor's cache
FEW_PEOPLE = 26  # up to whom twice as many do: of 22 people, two scenarios took 0.82 of the time, one 0.94 to 1
BLOCK_MEMORY = 256 * 2**20  # bytes for one block
KEPT_REPLICATES = 1000  # of each point, whose weeks are kept for quantile bands
KEPT_MEMORY = 512 * 2**20  # bytes for the weeks that are kept
LAYOUTS_KEPT = 8  # blocks of other replicates often have the same scenarios
WORKERS = int(os.environ.get("OUTSIM_THREADS", 0)) or os.cpu_count() or 1  # threads that live through blocks


@dataclass(frozen=True)
class Block:
    """Partnerships of one shape, computed in one call: each of these replicates of each of these points.

    Blocks are filled up to their width, which depends on the shape alone; so a partnership's numbers do not depend on
    what else is computed.
    """

    shape: Shape
    points: np.ndarray[Any, Any]  # of each place
    replicates: np.ndarray[Any, Any]  # of each place
    wanted: int  # places that were asked for; the rest fills up


class Layout(Protocol):
    """Gives each place of a block its conditions."""

    def key(self, block: Block) -> bytes:
        """Equal for blocks that get the same conditions."""
        ...

    def __call__(self, block: Block) -> Packed:
        """The conditions of a block's places, as a NumPy array in the arithmetic of the run."""
        ...


class Finished(NamedTuple):
    """A block that has been lived through."""

    block: Block
    given: Conditions
    lives: Lives


def simulate(
    scenarios: Scenario | Sequence[Scenario] | Mapping[str, Scenario],
    replicates: int | Iterable[int] = 1000,
    seed: int = 1,
    *,
    arithmetic: str = "single",
    parameters: str = "default",
    progress: bool = False,
    weekly: bool = False,
    kept: int = KEPT_REPLICATES,
) -> Ensemble:
    """Simulates one scenario, or several on shared luck, so many times each.

    Replicate r of a scenario depends on the scenario, the seed and r alone: not on how many replicates or scenarios run
    beside it.

    Args:
        scenarios: one, several, or several by name.
        replicates: how many partnerships are simulated for each scenario, numbered from 0; or the numbers of those that
            are, as ``range(500, 1000)``.
        seed: 0 to 4294967295.
        arithmetic: ``single`` or ``double``.
        parameters: ``default``, or ``posterior``: replicates live with draws from what published facts leave open,
            four with each (`outsim.uncertainty`); intervals widen accordingly. Coefficients that a scenario sets
            itself stay.
        progress: whether to show a progress bar on standard error when it is a terminal.
        weekly: keep the weeks of all replicates.
        kept: or else of so many of each scenario, the first ones (fewer in very large sweeps).

    Returns:
        An `Ensemble`. Interrupted by Ctrl-C it holds what was finished by then, and ``complete`` is False.

    Raises:
        InputError: for a number or a name out of range.
        KeyboardInterrupt: when interrupted before anything was finished.

    >>> runs = simulate(Scenario(), replicates=4, seed=1).runs
    >>> len(runs), bool(runs["ended_week"].max() <= 104)
    (4, True)
    """
    many = _scenarios(scenarios)
    _check(arithmetic, parameters)
    numbers = _numbers(replicates)
    seed = check_seed(seed)
    blocks = list(blocks_of(many, numbers))
    layout = SideBySide(many, arithmetic, parameters)
    with_weeks = numbers[: len(numbers) if weekly else _affordable(many, kept)]
    results = Results(many, seed, with_weeks, with_draws=layout.with_draws)
    with progress_bar(len(many) * len(numbers), show=progress) as advance:
        try:
            for block, given, lives in run_blocks(blocks, layout, seed, arithmetic):
                _refuse_no_numbers(block.shape, lives)
                results.add(block.points[: block.wanted], block.replicates[: block.wanted], given, lives)
                advance(block.wanted)
        except KeyboardInterrupt:
            if results.empty:
                raise
            return results.ensemble(complete=False)
    return results.ensemble(complete=True)


def _scenarios(given: Scenario | Sequence[Scenario] | Mapping[str, Scenario]) -> tuple[Scenario, ...]:
    if isinstance(given, Scenario):
        return (given,)
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise _no_scenario(given)
    many = tuple(given.values() if isinstance(given, Mapping) else given)
    if not many:
        raise InputError("scenarios: there is none to simulate")
    for one in many:
        if not isinstance(one, Scenario):
            raise _no_scenario(one)
    if isinstance(given, Mapping):
        return tuple(replace(scenario, name=name) for name, scenario in given.items())
    return many


def _no_scenario(given: object) -> InputError:
    """A name of one may have been meant."""
    hint = f"; outsim.load_scenario({given!r}) makes one of a name" if isinstance(given, str) else ""
    return InputError(f"scenarios: {given!r} is not a Scenario{hint}")


def _check(arithmetic: str, parameters: str) -> None:
    if not isinstance(arithmetic, str) or arithmetic not in PRECISIONS:
        raise unknown_name("arithmetic", arithmetic, PRECISIONS)
    if not isinstance(parameters, str) or parameters not in PARAMETERS:
        raise unknown_name("parameters", parameters, PARAMETERS)


def _numbers(replicates: int | Iterable[int]) -> np.ndarray[Any, Any]:
    """The numbers of the replicates, ascending."""
    if isinstance(replicates, str) or not isinstance(replicates, Iterable):
        return np.arange(check_setting("replicates", replicates))
    given = list(replicates)
    for number in given:
        if isinstance(number, bool) or not isinstance(number, Integral) or not 0 <= number < MOST_REPLICATES:
            raise InputError(f"replicates: {number!r} is not a whole number from 0 to {MOST_REPLICATES - 1}")
    if not given or len(set(given)) < len(given):
        raise InputError(f"replicates = {replicates!r}: must name at least one, and none twice")
    return np.sort(np.array(given, dtype=np.int64))


def _affordable(scenarios: Sequence[Scenario], kept: int) -> int:
    """Of how many replicates weeks can be kept in memory, at most so many."""
    a_replicate = sum(scenario.weeks for scenario in scenarios) * len(INDICATOR_NAMES) * 4
    return min(kept, max(1, KEPT_MEMORY // a_replicate))


def blocks_of(scenarios: Sequence[Scenario], replicates: np.ndarray[Any, Any]) -> Iterator[Block]:
    """All blocks, in the order of replicates, so that what is finished early is a smaller sample of everything."""
    groups: dict[Shape, list[int]] = defaultdict(list)
    for point, scenario in enumerate(scenarios):
        groups[shape_of(scenario)].append(point)
    for shape, points in groups.items():
        wide = width(shape)
        rows = min(wide, _power_of_two(len(replicates)))
        together = wide // rows
        for first in range(0, len(replicates), rows):
            numbers = replicates[first : first + rows]
            for start in range(0, len(points), together):
                chunk = points[start : start + together]
                wanted = len(chunk) * len(numbers)
                places = np.arange(wide) % wanted
                yield Block(shape, np.repeat(chunk, len(numbers))[places], np.tile(numbers, len(chunk))[places], wanted)


def _refuse_no_numbers(shape: Shape, lives: Lives) -> None:
    """Interventions of one's own can divide by 0, or cost less than nothing; those of outsim do not."""
    if not shape.own:
        return
    names = " or ".join(name for name, _ in shape.own)
    if np.isnan(np.asarray(lives.mean)).any() or np.isnan(np.asarray(lives.ledger.intervention_cost)).any():
        raise InputError(f"interventions.{names}: its function gave what is not a number (NaN) to the simulation")
    spent = ("intervention_cost", *(f"intervention_{who}_hours" for who in ("staff", "leader", "vendor")))
    if any((np.asarray(getattr(lives.ledger, name)) < 0).any() for name in spent):
        raise InputError(
            f"interventions.{names}: its function says that it costs less than nothing, in hours or in money"
        )


def _power_of_two(number: int) -> int:
    """The smallest power of two that is not smaller."""
    return 1 << (number - 1).bit_length()


def width(shape: Shape) -> int:
    """How many partnerships of this shape a block holds: a power of two that fits into the memory for blocks."""
    draws = shape.weeks * (4 * shape.staff + 4 * shape.teams + 2 * shape.leaders + len(INDICATOR_NAMES))
    states = 120 * shape.staff + 60 * shape.teams
    fitting = BLOCK_MEMORY // (4 * (draws + states))
    lanes = 2 * LANES if shape.staff + shape.leaders + shape.teams <= FEW_PEOPLE else LANES
    return max(1, min(lanes, 1 << (max(fitting, 1).bit_length() - 1)))


class SideBySide:
    """Scenarios laid out in a block; with draws, each replicate with coefficients of its own."""

    def __init__(self, scenarios: Sequence[Scenario], arithmetic: str, parameters: str) -> None:
        self.with_draws = parameters == "posterior"
        self._column = cache(lambda point: side_by_side([conditions(scenarios[point], PRECISIONS[arithmetic])]))

    def key(self, block: Block) -> bytes:
        return block.points.tobytes() + (block.replicates.tobytes() if self.with_draws else b"")

    def __call__(self, block: Block) -> Packed:
        present, place = np.unique(block.points, return_inverse=True)
        laid_out = joined([self._column(point) for point in present]).at(place)
        if not self.with_draws:
            return laid_out
        given, drawn = laid_out.unpacked(), posterior_draws().iloc[draw_of(block.replicates)]
        values = {str(name): drawn[name].to_numpy() for name in drawn}
        return packed(replace(given, coefficients=in_place_of_defaults(given.coefficients, values)))


Draw = Callable[[Compiled, int, np.ndarray[Any, Any], str], Luck]
"""Luck for the compiled steps of a shape: from the seed, the replicates and the precision."""


def draw_luck(steps: Compiled, seed: int, replicates: np.ndarray[Any, Any], precision: str) -> Luck:
    """The luck of these replicates, [..., replicates], on the device."""
    with in_precision(precision):
        return steps.draw(np.uint32(seed), replicates.astype(np.uint32))  # type: ignore[no-any-return]


def run_blocks(
    blocks: Iterable[Block], layout: Layout, seed: int, precision: str, draw: Draw = draw_luck
) -> Iterator[Finished]:
    """The blocks' results, in order. Draws are made once for all blocks of the same replicates: shared luck."""
    drawn: Any = None  # shape and replicates that luck was drawn for
    laid_out: dict[Any, Future[Packed]] = {}  # by key, the latest last
    luck: Any = None
    under_way: deque[tuple[Block, Future[Packed], Future[Lives]]] = deque()

    def finished(first: tuple[Block, Future[Packed], Future[Lives]]) -> Finished:
        block, given, lives = first
        return Finished(block, jax.device_get(given.result()).unpacked(), lives.result())

    pool = _threads()
    try:
        for block in blocks:
            steps = compiled(block.shape, PRECISIONS[precision])
            if drawn != (key := (block.shape, block.replicates.tobytes())):
                drawn, luck = key, pool.submit(draw, steps, seed, block.replicates, precision)
            if (places := (block.shape, layout.key(block))) not in laid_out:
                laid_out[places] = pool.submit(_give, layout, block, precision)
                if len(laid_out) > LAYOUTS_KEPT:
                    del laid_out[next(iter(laid_out))]
            given = laid_out[places]
            under_way.append((block, given, pool.submit(_live, steps, given, luck, precision)))
            if len(under_way) > WORKERS:
                yield finished(under_way.popleft())
        while under_way:
            yield finished(under_way.popleft())
    finally:
        for _, _, lives in under_way:
            lives.cancel()


@cache
def _threads() -> ThreadPoolExecutor:
    """Those that live through blocks; they are started once."""
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="outsim")


def _give(layout: Layout, block: Block, precision: str) -> Packed:
    with in_precision(precision):
        return jax.device_put(layout(block))  # type: ignore[no-any-return]


def _live(steps: Compiled, given: Future[Packed], luck: Future[Luck], precision: str) -> Lives:
    with in_precision(precision):
        lives: Lives = steps.live(given.result(), luck.result())
        jax.tree.map(lambda leaf: leaf.block_until_ready(), lives)
        return lives
