"""Which package for a budget of money and of leaders' hours? What would more buy, and what holds in other worlds?"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from outsim.run_settings import LARGEST_SEED, check_setting
from outsim.scenario import Scenario
from outsim.statistics import Share
from outsim.streams import check_seed
from outsim.studies.arms import Arms, live_arms
from outsim.studies.effects import effects_of
from outsim.studies.frontier import Choice, Step, frontier_of, step_between
from outsim.studies.options import PortfolioOptions
from outsim.studies.packages import NOTHING, Offer, Package, offer_for
from outsim.studies.robust import Robust, over_draws, over_scenarios
from outsim.studies.search import Effort, search
from outsim.studies.states import read_scenarios
from outsim.studies.told import Told

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False, repr=False)
class Portfolio(Told):
    """Packages that no other beats on failures and cost, and the one for a budget.

    Attributes:
        base_name: the name of the scenario that is the baseline, its own interventions included.
        offer: the levers and doses that packages were put together from.
        budget: USD a partnership; none: no limit.
        leader_hours: of all leaders together over the partnership; none: no limit. Packages that take more are no part
            of the frontier.
        arms: the baseline and the packages that came out of the search, on luck that the search has not seen.
        frontier: what no other package beats then, without ``nothing``, the cheapest first. That dominated ones dropped
            out on the luck that is reported makes steps look a little better than they are, most of all those that are
            not settled.
        seed: of the luck of all that is reported.
        search_seed: of the luck of the search.
        robustness: what is chosen among the affordable packages where the world may be another: over scenarios, over
            draws of coefficients, as far as asked.
        complete: False after an interruption.
    """

    base_name: str
    offer: Offer
    budget: float | None
    leader_hours: float | None
    arms: Arms
    frontier: tuple[Choice, ...]
    seed: int
    search_seed: int
    robustness: tuple[Robust, ...] = ()
    complete: bool = True

    @cached_property
    def failed_without(self) -> Share:
        """The share that fails in the baseline."""
        return (self.frontier[0].effect if self.frontier else effects_of(self.arms)[0]).failed_without

    @property
    def affordable(self) -> tuple[Choice, ...]:
        """What of the frontier is within budget and leaders' hours, by its means."""
        return tuple(choice for choice in self.frontier if choice.within(self.budget, self.leader_hours))

    @property
    def chosen(self) -> Choice | None:
        """The affordable package with the fewest failures; none: nothing is affordable that has fewer than nothing."""
        return self.affordable[-1] if self.affordable else None

    @property
    def as_good(self) -> Choice | None:
        """The cheapest package of which pairs do not show that the chosen one prevents more; none if there is none."""
        if self.chosen is None:
            return None
        cheaper = (choice for choice in self.affordable[:-1] if choice.effect.verdict == "helps")
        return next((choice for choice in cheaper if not self.step(choice, self.chosen).settled), None)

    @property
    def next(self) -> Choice | None:
        """The next dearer package on the frontier than the chosen one."""
        dearer = (choice for choice in self.frontier if self.chosen is None or choice.cost > self.chosen.cost)
        return next((choice for choice in dearer if choice.within(None, self.leader_hours)), None)

    def step(self, cheaper: Choice | None, dearer: Choice) -> Step:
        """From one package (none: nothing) to another, with intervals from pairs."""
        return step_between(self.arms, cheaper.arm if cheaper else 0, dearer.arm)

    def best_within(self, budget: float | None) -> Choice | None:
        """The package with the fewest failures for another budget, within the same leaders' hours; none: nothing.

        >>> found.best_within(50_000.0).package.name   # doctest: +SKIP
        'expectation_setting + progress_updates'
        """
        return dataclasses.replace(self, budget=budget).chosen

    @property
    def table(self) -> pd.DataFrame:
        """One row a package of the frontier, ``nothing`` first.

        Columns: package; chosen; affordable; a dose for each lever that any of them pulls; those of
        `outsim.studies.effects.Effect`; and of the step from the row before: step_prevented, step_cost and
        prevented_per_thousand (share of partnerships for each further USD 1,000), with ``_low`` and ``_high``,
        and step_settled; the seeds of what is reported and of the search.
        """
        pulled = [name for name in self.offer.levers if any(name in dict(one.package.pulls) for one in self.frontier)]
        chosen = self.chosen
        first: dict[str, Any] = {
            "package": NOTHING,
            "chosen": chosen is None,
            "affordable": True,
            **dict.fromkeys(pulled, 0.0),
            "failed_with": self.failed_without.share,
            "failed_with_low": self.failed_without.low,
            "failed_with_high": self.failed_without.high,
            "prevented": 0.0,
            "intervention_cost": 0.0,
            "leader_hours": 0.0,
        }
        rows = [first, *(self._row(choice, pulled, choice is chosen) for choice in self.frontier)]
        columns = list(dict.fromkeys(name for row in reversed(rows) for name in row))
        table = pd.DataFrame(rows, columns=columns)
        return table.assign(seed=self.seed, search_seed=self.search_seed)

    def _row(self, choice: Choice, pulled: list[str], chosen: bool) -> dict[str, Any]:
        doses = dict(choice.package.pulls)
        row: dict[str, Any] = {
            "package": choice.package.name,
            "chosen": chosen,
            "affordable": choice.within(self.budget, self.leader_hours),
            **{name: doses.get(name, 0.0) for name in pulled},
            **{name: value for name, value in choice.effect.row().items() if name != "package"},
        }
        step = choice.step
        for name, found in (
            ("step_prevented", step.prevented),
            ("step_cost", step.cost),
            ("prevented_per_thousand", step.a_thousand),
        ):
            row |= {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}
        return {**row, "step_settled": step.settled}

    @property
    def robust(self) -> pd.DataFrame:
        """One row a package and state of the world, and a package and rule; see `outsim.studies.robust.Robust`.

        Columns: over (``scenarios`` or ``draws``), package, affordable, state (a scenario, a draw, or a rule), failed
        (the share that fails, or what the rule looks at), chosen, stays (share of resamples in which it is chosen).
        """
        columns = ["over", "package", "affordable", "state", "failed", "chosen", "stays"]
        tables = [found.table for found in self.robustness]
        return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)

    @property
    def words(self) -> str:
        """What it comes to, a line each: the package for the budget, what more would buy, what holds in any world."""
        from outsim.studies.portfolio_words import sentences

        return "\n".join(sentences(self))

    def plot(self) -> Figure:
        """The frontier, leaders' hours, and what packages do in other worlds."""
        from outsim.plots.portfolio import plot_portfolio

        return plot_portfolio(self)

    def _repr_html_(self) -> str:
        from outsim import html
        from outsim.studies.effects import Effect

        shown = ["package", "chosen", "failed_with", "prevented", "prevented_low", "prevented_high"]
        columns = [*shown, "intervention_cost", "leader_hours", "step_prevented", "step_settled"]
        tips = html.with_ends(html.attributes_of(Effect))
        return html.study("What a budget buys", self.table, columns, self.words, tips=tips)


def portfolio(
    base: Scenario,
    budget: float | None = None,
    leader_hours: float | None = None,
    replicates: int = 1000,
    seed: int = 1,
    *,
    parameters: str = "default",
    scenarios: Any = None,
    options: PortfolioOptions | None = None,
    progress: bool = False,
) -> Portfolio:
    """The efficient frontier of packages, the best one for a budget, and what more would buy.

    The search and what is reported have different luck: ``seed`` is that of the report, the next number that of the
    search. So the numbers of a package are those that `outsim.compare` gives with the same seed and replicates.

    Args:
        base: the baseline; levers that it pulls already are not offered.
        budget: USD a partnership for interventions on average; none: that of ``options``.
        leader_hours: of all leaders together over the partnership, on average; none: that of ``options``.
        replicates: pairs of what is reported.
        seed: of the luck of what is reported.
        parameters: ``default`` or ``posterior``, as for `outsim.simulate`; with ``posterior`` the choice is also held
            against draws of coefficients.
        scenarios: in which the choice is to hold too: names, scenarios, or ``all`` that come with outsim but the
            classroom and your own; none: those of ``options``. Budget and leaders' hours are those in ``base``.
        options: what is offered, and how long is searched.
        progress: whether to show a progress bar on standard error when it is a terminal.

    Raises:
        InputError: for levers that do not exist or are pulled already, and numbers out of range.
        KeyboardInterrupt: when interrupted during the search.

    >>> found = portfolio(load_scenario(), budget=100_000, leader_hours=300)   # doctest: +SKIP
    >>> found.chosen.package.name                                             # doctest: +SKIP
    """
    asked = _together(options or PortfolioOptions(), budget=budget, leader_hours=leader_hours, scenarios=scenarios)
    check_setting("replicates", replicates)
    seed = check_seed(seed)
    states = read_scenarios(asked.scenarios)
    offer = offer_for(base, asked.levers, asked.doses, asked.size)
    search_seed = (seed + 1) % (LARGEST_SEED + 1)
    effort = Effort(asked.population, asked.generations, asked.search_replicates)
    packages = (
        search(base, offer, asked.leader_hours, effort, search_seed, parameters=parameters, progress=progress)
        or offer.singles()[:1]
    )  # something to compare nothing with
    arms = live_arms(
        base,
        {package.name: package.added_to(base) for package in packages},
        replicates,
        seed,
        parameters=parameters,
        progress=progress,
        kept=1,
    )
    found = Portfolio(
        base_name=base.name,
        offer=offer,
        budget=asked.budget,
        leader_hours=asked.leader_hours,
        arms=arms,
        frontier=frontier_of(arms, packages, asked.leader_hours),
        seed=seed,
        search_seed=search_seed,
        complete=arms.ensemble.complete,
    )
    if not found.complete:
        return found
    try:
        robustness = tuple(_robustness(found, base, states, parameters, asked, progress))
    except KeyboardInterrupt:
        return dataclasses.replace(found, complete=False)
    return dataclasses.replace(found, robustness=robustness)


def _robustness(
    found: Portfolio,
    base: Scenario,
    states: Mapping[str, Scenario],
    parameters: str,
    asked: PortfolioOptions,
    progress: bool,
) -> Iterator[Robust]:
    packages = [Package(), *(choice.package for choice in found.frontier)]
    affordable = [0, *(1 + found.frontier.index(choice) for choice in found.affordable)]
    if states:
        yield over_scenarios(states, packages, affordable, found.arms.pairs, found.seed, progress=progress)
    if parameters == "posterior":
        yield over_draws(base, packages, affordable, asked.draws, found.seed, progress=progress)


def _together(options: PortfolioOptions, **given: Any) -> PortfolioOptions:
    """Options with what was given beside them."""
    return dataclasses.replace(options, **{name: value for name, value in given.items() if value is not None})
