"""One partnership, live: a Mesa model over the state that the engine computes, week by week."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import jax
import mesa
import numpy as np
import pandas as pd

from outsim.agents import ClientLeader, ClientStaff, Member, SharedState, VendorTeam, attributes_of
from outsim.compiled import PRECISIONS
from outsim.engine import MOST_REPLICATES
from outsim.errors import InputError, unknown_name
from outsim.indicators import INDICATOR_NAMES
from outsim.interventions import Intervention, interventions, own_name
from outsim.levers import LEVER_NAMES
from outsim.levers import lever as find_lever
from outsim.outcome import RULES, runs_table
from outsim.scenario import Scenario
from outsim.single import SinglePartnership, without, without_column
from outsim.state import CAUSES, Ledger, State
from outsim.streams import check_seed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_REMEMBERED = 1000  # staff, up to whom the states of past weeks are kept, for pictures: some 20 MB in two years


class PartnershipModel(mesa.Model):  # type: ignore[misc]  # mesa carries no types
    """One partnership, week by week, with its people as Mesa agents.

    In each week the agents' own `step` methods run first, staff before leaders before teams, and then the compiled
    week. For the same scenario, seed and replicate the history is that of `outsim.simulate`, as long as nobody
    interferes: to the last bit in single precision on a CPU. `fork` makes a second partnership with the
    same past and the same luck, to try something else with.

    Args:
        base: the scenario.
        seed: 0 to 4294967295.
        replicate: which of the seed's partnerships, from 0.
        arithmetic: ``single`` or ``double``.
        staff_class, leader_class, team_class: subclasses of the agents, with a `step` of their own.
        agent_reporters: attributes of agents to collect each week (an agent without one gives None).

    Attributes:
        base, seed, replicate: as given.
        staff, leaders, teams: the agents of each kind, in order. `agents` has them all.
        partnership: what the organisations share; reads and writes as agents do.
        state: the state at the end of last week as NumPy arrays, one a variable, without the last axis; each week
            makes new ones. Writing to them is fast and not checked.
        pulls: all interventions so far, the scenario's first; ``dataclasses.replace(base, interventions=model.pulls)``
            is the scenario that plans what was done by hand.
        datacollector: Mesa's, one row a week: each indicator, and the attributes asked for. Its ``Step`` counts weeks
            lived, so that step 1 is week 0.
        running: False once the partnership has ended or its weeks are over. A step then does nothing.
        random, rng: Mesa's generators, for steps of your own. The luck of the partnership does not depend on them.

    Raises:
        InputError: for a number or a name out of range, or a class that is not a subclass of the agent's.

    >>> model = PartnershipModel(Scenario(), seed=1, replicate=0)
    >>> model.step()
    >>> model.staff[0].anxiety = 0.0
    >>> model.pull("leader_checkins", dose=0.5).start
    1.0
    >>> model.run().week
    104
    >>> len(model.datacollector.get_model_vars_dataframe())
    104
    """

    running: bool

    def __init__(
        self,
        base: Scenario,
        seed: int = 1,
        replicate: int = 0,
        *,
        arithmetic: str = "single",
        staff_class: type[ClientStaff] = ClientStaff,
        leader_class: type[ClientLeader] = ClientLeader,
        team_class: type[VendorTeam] = VendorTeam,
        agent_reporters: Iterable[str] = (),
    ) -> None:
        _check(base, seed, replicate, arithmetic)
        super().__init__(rng=int(np.random.SeedSequence((seed, replicate)).generate_state(1)[0]))
        self.base, self.seed, self.replicate = base, seed, replicate
        self.pulls: tuple[Intervention, ...] = base.interventions
        self._machine = SinglePartnership(base, seed, replicate, arithmetic)
        self.state = self._machine.begin()
        self._history: list[Any] = []
        self._states: list[State] = []
        self.staff: tuple[ClientStaff, ...] = self._people(staff_class, ClientStaff, base.client.staff)
        self.leaders: tuple[ClientLeader, ...] = self._people(leader_class, ClientLeader, base.leaders.count)
        self.teams: tuple[VendorTeam, ...] = self._people(team_class, VendorTeam, base.vendor.teams)
        self.partnership = SharedState(self)
        self.datacollector = _collector(self, tuple(agent_reporters))

    def step(self) -> None:
        """One week: first what the agents do of their own accord, then the week itself. Nothing once all is over."""
        if self.finished:
            return
        self.agents.do("step")
        self.state = self._machine.step(self.state, self.week)
        self._history.append(np.copy(self.state.indicators))
        if self.base.client.staff <= MOST_REMEMBERED:
            self._states.append(self.state)
        if self.finished:
            self.running = False
        self.datacollector.collect(self)

    def run(self) -> Self:
        """All weeks that are left; returns the model."""
        while self.running:
            self.step()
        return self

    @property
    def week(self) -> int:
        """The coming week, which is also how many weeks were lived."""
        return len(self._history)

    @property
    def finished(self) -> bool:
        """Whether the partnership has ended or its weeks are over."""
        return bool(self.state.ledger.outcome != 0) or self.week >= self.base.weeks

    @property
    def indicators(self) -> dict[str, float]:
        """Last week's indicators by name; all NaN before week 0."""
        return dict(zip(INDICATOR_NAMES, self.state.indicators.tolist(), strict=True))

    @property
    def doses(self) -> dict[str, float]:
        """How strongly each lever worked last week, 0 to 1."""
        levels = np.minimum(1, self.state.levers.level.sum(0))
        return dict(zip(self._levers, levels.tolist(), strict=True))

    @property
    def _levers(self) -> tuple[str, ...]:
        """The levers in the order of the state: outsim's, then one's own."""
        own = (pull.lever for pull in self.pulls if pull.function)
        return (*LEVER_NAMES, *dict.fromkeys(own))

    @property
    def ledger(self) -> Ledger:
        """What has happened up to now, in plain numbers. To be read: the books are not open to agents."""
        return jax.tree.map(float, self.state.ledger)  # type: ignore[no-any-return]

    @property
    def outcome(self) -> str | None:
        """``successful``, ``unsuccessful`` or ``terminated``, as in the engine's table; None while it goes on."""
        return str(self.runs["outcome"].iloc[0]) if self.finished else None

    @property
    def cause(self) -> str | None:
        """What a termination came of; None without one."""
        number = int(self.state.ledger.cause)
        return CAUSES[number] if number >= 0 else None

    @property
    def runs(self) -> pd.DataFrame:
        """The one row that the engine's table of runs has for this partnership.

        Raises:
            InputError: while the partnership goes on.
        """
        if not self.finished:
            raise InputError(f"the partnership is in week {self.week}: its row is known when it is over")
        columns: dict[str, Any] = {"point": np.zeros(1, int), "replicate": np.array([self.replicate])}
        for spot in dataclasses.fields(Ledger):
            columns[spot.name] = np.atleast_1d(getattr(self.state.ledger, spot.name))
        rules = self.base.coefficients.judgement
        columns |= {f"rule_{name}": np.array([getattr(rules, name)], self.state.indicators.dtype) for name in RULES}
        for which, values in (("mean", np.mean(self._history, axis=0)), ("last", self._history[-1])):
            columns |= {f"{name}_{which}": values[[place]] for place, name in enumerate(INDICATOR_NAMES)}
        return runs_table([self.base], self.seed, columns)

    def pull(self, lever: str | Callable[..., Any], **fields: Any) -> Intervention:
        """Pulls a lever from the coming week on.

        Preparations are over: before week 0 too, a lever pulled by hand has no effect on the start, and no cost of
        setting up. What has to be in place earlier belongs into the scenario.

        Args:
            lever: its name, or a function of one's own (see `Intervention`).
            fields: `dose`, `end`, `ramp`, `wear_off`, `trigger` of an `Intervention`, and a `start` later than the
                coming week. Weeks count from week 0 of the partnership.

        Returns:
            The intervention, which `pulls` lists from now on.

        Raises:
            InputError: for an unknown lever or field, a value out of range, a lever that is pulled already or that
                acts only before the start, or when the partnership is over.

        >>> model = PartnershipModel(Scenario())
        >>> model.pull("output_review", ramp=1).lever
        'output_review'
        >>> model.step()
        >>> model.doses["output_review"]
        1.0
        """
        if callable(lever):
            return self.pull(own_name(lever), function=lever, **fields)
        if "function" not in fields and find_lever(lever).only_before_start:
            raise InputError(
                f"interventions.{lever}: acts only before the partnership starts; "
                f'give it to the scenario: base.with_interventions("{lever}")'
            )
        self._refuse_when_finished(lever)
        (pull,) = interventions([{"start": self.week, **fields, "lever": lever}])
        if pull.start < self.week:
            raise InputError(
                f"interventions.{lever}.start = {pull.start:g}: must not be before the coming week, {self.week}"
            )
        self._set_pulls((*self.pulls, pull))
        return pull

    def fork(self, *levers: str | Callable[..., Any], **fields: Any) -> Self:
        """A second partnership with the same past, state and luck, in which other levers are pulled from now on.

        Args:
            levers: as for `pull`; none: a copy, to do something else with.
            fields: of all of them.

        Raises:
            InputError: as `pull`.

        >>> model = PartnershipModel(Scenario())
        >>> model.step()
        >>> other = model.fork("leader_checkins")
        >>> other.week, len(other.pulls), len(model.pulls)
        (1, 1, 0)
        """
        other = copy.deepcopy(self)
        for lever in levers:
            other.pull(lever, **fields)
        return other

    def release(self, lever: str) -> None:
        """Lets go of a lever from the coming week on; its effect wears off. What is planned for later stays.

        Raises:
            InputError: for an unknown lever, one that is not pulled, or when the partnership is over.

        >>> model = PartnershipModel(Scenario())
        >>> _ = model.pull("output_review")
        >>> model.step()
        >>> model.release("output_review")
        >>> model.pulls[0].end
        1.0
        """
        if lever not in self._levers:
            raise unknown_name("lever", lever, self._levers)
        self._refuse_when_finished(lever)
        own = [pull for pull in self.pulls if pull.lever == lever]
        pulled = [pull for pull in own if pull.start <= self.week < pull.last]
        if not pulled:
            raise InputError(f"interventions.{lever}: is not pulled in week {self.week}")
        (old,) = pulled
        if old.start < self.week:
            ended = dataclasses.replace(old, end=float(self.week))
            self._set_pulls(tuple(ended if pull is old else pull for pull in self.pulls))
        else:  # it has not worked yet: as if it had never been pulled
            left = tuple(pull for pull in self.pulls if pull is not old)
            levers = without(self.state.levers, own.index(old), self._levers.index(lever))
            if old.function and len(own) == 1:
                levers = without_column(levers, self._levers.index(lever))
            self.state = dataclasses.replace(self.state, levers=levers)
            self._set_pulls(left)

    def state_in(self, week: int) -> State:
        """The state at the end of a week that was lived, with what was written to it afterwards by hand.

        Raises:
            InputError: for a week that was not lived, or where there are too many people to keep their past.
        """
        if not 0 <= week < self.week:
            raise InputError(f"week = {week!r}: has not been lived; {self.week} weeks were")
        if week == self.week - 1:
            return self.state
        if not self._states:
            raise InputError(f"week = {week}: the past is kept of {MOST_REMEMBERED:,} staff at most; look in passing")
        return self._states[week]

    def plot_network(
        self, indicator: str = "anxiety", week: int | None = None, *, weeks: Iterable[int] | None = None
    ) -> Figure:
        """The people as nodes, coloured by an indicator, their liaisons as ties with friction.

        See `outsim.plots.network.plot_network`.

        >>> model = PartnershipModel(Scenario(weeks=12).with_(client__staff=12, vendor__teams=3))
        >>> model.plot_network("trust", weeks=[0, 11]).savefig("network.svg")   # doctest: +SKIP
        """
        from outsim.plots.network import plot_network

        return plot_network(self, indicator, week, weeks=weeks)

    def animate(
        self, file: str | Path, indicator: str = "anxiety", weeks: Iterable[int] | None = None, **look: Any
    ) -> Path:
        """A movie of the network over the weeks, as ``.gif``, ``.mp4`` or a player in one ``.html`` file.

        See `outsim.plots.movie.animate`; a copy lives the weeks that lie ahead.

        >>> PartnershipModel(Scenario()).animate("run.html", "friction")   # doctest: +SKIP
        """
        from outsim.plots.movie import animate

        return animate(self, file, indicator, weeks, **look)

    def _set_pulls(self, pulls: tuple[Intervention, ...]) -> None:
        levers = self._machine.with_room(self.state.levers, dataclasses.replace(self.base, interventions=pulls))
        self.pulls = pulls
        self.state = dataclasses.replace(self.state, levers=levers)

    def _refuse_when_finished(self, lever: str) -> None:
        if self.finished:
            raise InputError(f"interventions.{lever}: the partnership is over since the end of week {self.week - 1}")

    def __repr__(self) -> str:
        stands = self.outcome or "running"
        return f"<{type(self).__name__} {self.base.name}: week {self.week} of {self.base.weeks}, {stands}>"

    def _people(self, kind: Any, base: type[Member], count: int) -> tuple[Any, ...]:
        if not (isinstance(kind, type) and issubclass(kind, base)):
            raise InputError(f"{kind!r}: must be a subclass of {base.__name__}")
        return tuple(kind(self, number) for number in range(count))


def _check(base: Scenario, seed: int, replicate: int, arithmetic: str) -> None:
    if not isinstance(base, Scenario):
        raise InputError(f"base = {base!r}: must be a Scenario")
    check_seed(seed)
    if isinstance(replicate, bool) or not isinstance(replicate, int) or not 0 <= replicate < MOST_REPLICATES:
        raise InputError(f"replicate = {replicate!r}: must be a whole number from 0 to {MOST_REPLICATES - 1}")
    if arithmetic not in PRECISIONS:
        raise unknown_name("arithmetic", arithmetic, PRECISIONS)


def _collector(model: PartnershipModel, attributes: tuple[str, ...]) -> Any:
    """Mesa's collector of the week's number, its indicators, and attributes of agents."""
    for name in attributes:
        if not any(hasattr(agent, name) for agent in model.agents):
            raise unknown_name(
                "agent attribute", name, {known for kind in model.agent_types for known in attributes_of(kind)}
            )

    def indicator(place: int) -> Callable[[PartnershipModel], float]:
        return lambda model: float(model.state.indicators[place])

    def attribute(name: str) -> Callable[[Any], Any]:
        return lambda agent: getattr(agent, name, None)

    weekly = {name: indicator(place) for place, name in enumerate(INDICATOR_NAMES)}
    return mesa.DataCollector(
        model_reporters={"week": lambda model: model.week - 1, **weekly},
        agent_reporters={name: attribute(name) for name in attributes} or None,
    )
