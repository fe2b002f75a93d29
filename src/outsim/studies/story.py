"""Why did this partnership end as it did? One replicate's weeks taken apart, and lived anew under other levers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import TYPE_CHECKING, Any

import pandas as pd

from outsim.compiled import PRECISIONS
from outsim.errors import InputError, unknown_name
from outsim.run_settings import MOST_REPLICATES, PARAMETERS
from outsim.scenario import Scenario
from outsim.streams import check_seed
from outsim.studies.changes import Change, changes_of, table_of
from outsim.studies.counterfactuals import (
    EACH_LEVER,
    candidates_of,
    checked_starts,
    counterfactuals,
    default_starts,
)
from outsim.studies.events import events_of
from outsim.studies.life import Life, live_again
from outsim.studies.told import Told
from outsim.uncertainty import draw_of, with_draw

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False, repr=False)
class Story(Told):
    """One partnership: what changed it week by week, what was decisive, and what would have saved it.

    Attributes:
        base: its scenario, with the coefficients it lived with.
        seed, replicate: which partnership of the scenario it is.
        life: its weeks.
        changes: of anxiety, trust, alignment, friction and hazard, a part each for what caused them.
        events: week, event, details; see `outsim.studies.events.events_of`.
        counterfactuals: lever, start, survived, outcome, cause, ended_week, cost; each lever alone at full dose from
            some weeks on, on the same luck. See `outsim.studies.counterfactuals.Tried`.
        itself: its row in the engine's table of runs.
    """

    base: Scenario
    seed: int
    replicate: int
    life: Life
    changes: tuple[Change, ...]
    events: pd.DataFrame
    counterfactuals: pd.DataFrame
    itself: pd.Series

    @property
    def table(self) -> pd.DataFrame:
        """One row a week, indicator and part: week, indicator, part, change, value (of the indicator).

        The changes of a week's parts add up to the indicator's; that of week 0 is from what it was before.
        """
        return table_of(self.changes)

    @property
    def words(self) -> str:
        """What it comes to, in a few sentences."""
        from outsim.studies.story_words import sentences

        return " ".join(sentences(self))

    def lines(self) -> list[str]:
        """Events for a console, a line each."""
        return [f"week {row.week:>4}  {row.event:<22}{row.details}" for row in self.events.itertuples()] + [""]

    def plot(self) -> Figure:
        """Events, what moved each indicator since the start, and what would have been under other levers."""
        from outsim.plots.story import plot_story

        return plot_story(self)

    def _repr_html_(self) -> str:
        from outsim import html

        return html.study("One partnership", self.events, sentences=self.words)


def tell(
    base: Scenario,
    replicate: int,
    *,
    seed: int = 1,
    arithmetic: str = "single",
    parameters: str = "default",
    starts: Sequence[int] | None = None,
    packages: Any = None,
) -> Story:
    """Explains one partnership.

    Args:
        base: the scenario.
        replicate: its number, from 0.
        seed, arithmetic, parameters: as for `outsim.simulate`.
        starts: weeks from which each lever is tried; none: from the start, after a third and after two thirds of the
            weeks lived.
        packages: what is tried, by name (see `outsim.studies.arms.read_arms`); none: each lever alone at full dose.

    Raises:
        InputError: for a number or a name out of range, or a package that cannot be.

    >>> print(tell(outsim.load_scenario("offshore_call_center"), 17).words)   # doctest: +SKIP
    """
    _check(base, replicate, arithmetic, parameters)
    seed, replicate = check_seed(seed), int(replicate)
    if starts is not None:
        starts = checked_starts(starts, base.weeks)
    candidates = EACH_LEVER if packages is None else candidates_of(base, packages)
    if parameters == "posterior":
        base = with_draw(base, int(draw_of(replicate)))
    life = live_again(base, seed, replicate, arithmetic)
    changes = changes_of(life, base)
    tried = counterfactuals(base, replicate, seed, starts or default_starts(life.weeks), arithmetic, candidates)
    return Story(
        base=base,
        seed=seed,
        replicate=replicate,
        life=life,
        changes=changes,
        events=events_of(life, changes, base),
        counterfactuals=tried.table,
        itself=tried.itself,
    )


def _check(base: object, replicate: object, arithmetic: object, parameters: object) -> None:
    if not isinstance(base, Scenario):
        raise InputError(f"base = {base!r}: must be a Scenario")
    whole = isinstance(replicate, Integral) and not isinstance(replicate, bool)
    if not whole or not 0 <= replicate < MOST_REPLICATES:  # type: ignore[operator]
        raise InputError(f"replicate = {replicate!r}: must be a whole number from 0 to {MOST_REPLICATES - 1}")
    for name, given, known in (("arithmetic", arithmetic, PRECISIONS), ("parameters", parameters, PARAMETERS)):
        if not isinstance(given, str) or given not in known:
            raise unknown_name(name, given, known)
