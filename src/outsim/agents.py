"""The people of a live partnership: Mesa agents whose attributes are a row of the state.

An agent holds no numbers of its own: reading an attribute reads the array that the compiled week reads, and writing one
changes it. An agent is a place, not a person: when somebody leaves, the newcomer takes the row.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import fields
from difflib import get_close_matches
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import mesa
import numpy as np

from outsim import state
from outsim.errors import InputError
from outsim.network import RING, slots

if TYPE_CHECKING:
    from outsim.model import PartnershipModel

Check = Callable[[str, Any], Any]
Viewed = TypeVar("Viewed", bound="View")


def number(low: float, high: float = math.inf, *, whole: bool = False) -> Check:
    """The check of a number in a range, both ends included."""
    noun = "a whole number" if whole else "a number"
    allowed = f"must be {noun} " + (f"from {low:g} to {high:g}" if high < math.inf else f"of at least {low:g}")

    def checked(what: str, value: Any) -> float:
        try:
            given = math.nan if isinstance(value, str) else float(value)
        except (TypeError, ValueError):
            given = math.nan
        if not low <= given <= high or math.isinf(given) or (whole and given != int(given)):
            raise InputError(f"{what} = {value!r}: {allowed}")
        return given

    return checked


def weights(what: str, value: Any) -> np.ndarray[Any, Any]:
    """The check of four priorities, which are scaled to sum to 1: cost, speed, quality, control."""
    try:
        given: np.ndarray[Any, Any] = np.asarray(value, float)
    except (TypeError, ValueError):
        given = np.empty(0)
    if given.shape != (4,) or not np.isfinite(given).all() or (given < 0).any() or not given.any():
        raise InputError(
            f"{what} = {value!r}: must be four weights, of cost, speed, quality and control, "
            "none below 0 and at least one above"
        )
    scaled: np.ndarray[Any, Any] = given / given.sum()
    return scaled


share, amount, flag = number(0, 1), number(0), number(0, 1, whole=True)


class Column:
    """An attribute that reads and writes its place in one array of the state."""

    def __init__(self, name: str, check: Check) -> None:
        self._name, self._check = name, check

    def __get__(self, view: View | None, kind: type | None = None) -> Any:
        return self if view is None else view._read(self._name)

    def __set__(self, view: View, value: Any) -> None:
        view._write(self._name, value, self._check)


class View:
    """Something whose attributes are places in the arrays of a model's present state."""

    model: PartnershipModel
    _part: str
    _place: tuple[Any, ...] = (...,)

    def _array(self, name: str) -> np.ndarray[Any, Any]:
        array: np.ndarray[Any, Any] = getattr(attrgetter(self._part)(self.model.state), name)
        return array

    def _read(self, name: str) -> Any:
        found = self._array(name)[self._place]
        if found.ndim:
            found = found.copy()
            found.setflags(write=False)  # or a change of one element would be lost unnoticed
            return found
        return found.item()

    def _write(self, name: str, value: Any, check: Check) -> None:
        self._array(name)[self._place] = check(f"{self}: {name}", value)

    def __setattr__(self, name: str, value: Any) -> None:
        kind: Any = type(self)
        if name not in self.__dict__ and (meant := _misspelt(kind, name)):
            raise InputError(
                f"{self} has no attribute {name!r}; did you mean {meant!r}? "
                "Give an attribute of your own a name that is less alike"
            )
        super().__setattr__(name, value)

    def __str__(self) -> str:
        return type(self).__name__

    if TYPE_CHECKING:  # the columns, which `views` adds

        def __getattr__(self, name: str) -> Any: ...


@cache
def _misspelt(kind: Any, name: str) -> str | None:
    """The attribute that a new one was perhaps meant to be."""
    if name.startswith("_") or hasattr(kind, name):
        return None
    return next(iter(get_close_matches(name, attributes_of(kind), n=1, cutoff=0.8)), None)


def attributes_of(kind: type) -> list[str]:
    """The names of what can be read of a kind of agent, or of a liaison.

    >>> "anxiety" in attributes_of(ClientStaff), "anxiety" in attributes_of(VendorTeam)
    (True, False)
    """
    return [name for name in dir(kind) if isinstance(getattr(kind, name), Column | property)]


def views(part: str, columns: type, **unlike: Check) -> Callable[[type[Viewed]], type[Viewed]]:
    """Gives a class the fields of a part of the state as attributes: shares in [0, 1] or amounts, save those named."""

    def add(kind: type[Viewed]) -> type[Viewed]:
        kind._part = part
        for spot in fields(columns):
            if spot.name not in vars(kind):
                usual = amount if spot.name in state.AMOUNTS else share
                setattr(kind, spot.name, Column(spot.name, unlike.get(spot.name, usual)))
        return kind

    return add


class Member(View, mesa.Agent):  # type: ignore[misc]  # mesa carries no types
    """What all agents of a partnership share.

    A subclass can have a `step` of its own, which the model calls before each week: it sees the state at the end
    of last week, and what it writes is what the week starts from. It can have other attributes too, but none whose
    name is nearly that of an attribute that exists: a slip of the pen would go unnoticed.

    Attributes:
        number: its place among its kind, from 0.
    """

    def __init__(self, model: PartnershipModel, number: int) -> None:
        self.number = number
        self._place = (..., number)
        super().__init__(model)

    def step(self) -> None:
        """What the agent does of its own accord before each week; nothing, unless a subclass says so."""

    def remove(self) -> NoReturn:
        """Refused: the sizes of a partnership stay as they are, and a newcomer takes the place of one who leaves.

        Raises:
            InputError: always.
        """
        raise InputError(f"{self} cannot be removed: a partnership keeps its size; make a scenario of another size")

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.number}"

    __repr__ = __str__


@views(
    "staff",
    state.Staff,
    goals=weights,
    moved=flag,
)
class ClientStaff(Member):
    """A member of the client's staff; attributes as in `outsim.state.Staff`.

    Values are shares from 0 to 1, but: `expectation` and `performance` (1 = feasible), `tenure` (years), `move_week`
    (week), `moved` (0 or 1), `liaisons` (1 to 3), `acquaintance` (a colleague's number), and `goals`, the weights of
    cost, speed, quality and control, which are scaled to sum to 1. Numbers are kept in the model's precision.

    Raises:
        InputError: for a value out of range.

    >>> from outsim.model import PartnershipModel
    >>> from outsim.scenario import Scenario
    >>> model = PartnershipModel(Scenario())
    >>> anna = model.staff[3]
    >>> anna.anxiety = 0.25
    >>> anna.anxiety, anna.department, anna.leader, len(anna.peers)
    (0.25, 3, ClientLeader 3, 5)
    """

    @property
    def liaisons(self) -> int:
        """How many vendor teams this person deals with: 1 to 3, and no more than there are teams."""
        return int(self._read("liaisons"))

    @liaisons.setter
    def liaisons(self, value: int) -> None:
        self._write("liaisons", value, number(1, slots(len(self.model.teams)), whole=True))

    @property
    def acquaintance(self) -> int:
        """The number of one colleague anywhere."""
        return int(self._read("acquaintance"))

    @acquaintance.setter
    def acquaintance(self, value: int) -> None:
        self._write("acquaintance", value, number(0, len(self.model.staff) - 1, whole=True))

    @property
    def department(self) -> int:
        """The number of this person's department."""
        return self.number % self.model.base.client.departments

    @property
    def leader(self) -> ClientLeader:
        """The leader this person reports to."""
        return self.model.leaders[self.number % len(self.model.leaders)]

    @property
    def peers(self) -> tuple[ClientStaff, ...]:
        """The five colleagues who influence this person; one can count twice where there are few."""
        staff, away = self.model.staff, self.model.base.client.departments
        ring = [staff[(self.number - side * place * away) % len(staff)] for place in RING for side in (1, -1)]
        return (*ring, staff[self.acquaintance])

    @property
    def ties(self) -> tuple[Liaison, ...]:
        """This person's liaisons, each with a vendor team."""
        teams = self.model.teams
        return tuple(Liaison(self, teams[(self.number + slot) % len(teams)], slot) for slot in range(self.liaisons))


@views("leaders", state.Leaders, goals=weights)
class ClientLeader(Member):
    """A leader of the client; attributes as in `outsim.state.Leaders`.

    Values are shares from 0 to 1, but: `queue` (decisions), `expectation` and `performance` (1 = feasible), and
    `goals`, as those of `ClientStaff`.

    Raises:
        InputError: for a value out of range.

    >>> from outsim.model import PartnershipModel
    >>> from outsim.scenario import Scenario
    >>> model = PartnershipModel(Scenario())
    >>> model.leaders[0].reports[:3]
    (ClientStaff 0, ClientStaff 4, ClientStaff 8)
    """

    @property
    def reports(self) -> tuple[ClientStaff, ...]:
        """The staff who report to this leader."""
        return self.model.staff[self.number :: len(self.model.leaders)]


@views("teams", state.Teams, goals=weights)
class VendorTeam(Member):
    """A team of the vendor; attributes as in `outsim.state.Teams`.

    Values are shares from 0 to 1, but: `experience`, `backlog`, `planned` and `undiscovered` (weeks of the team's
    nominal output), `reported` (1 = feasible), and `goals`, as those of `ClientStaff`.

    Raises:
        InputError: for a value out of range.

    >>> from outsim.model import PartnershipModel
    >>> from outsim.scenario import Scenario
    >>> model = PartnershipModel(Scenario())
    >>> team = model.teams[0]
    >>> all(team is tie.team for person in team.people for tie in person.ties if tie.team.number == 0)
    True
    """

    @property
    def ties(self) -> tuple[Liaison, ...]:
        """The team's liaisons, each with a member of staff. A team without any deals with everybody."""
        return tuple(tie for person in self.model.staff for tie in person.ties if tie.team is self)

    @property
    def people(self) -> tuple[ClientStaff, ...]:
        """The staff this team has liaisons with."""
        return tuple(tie.person for tie in self.ties)


@views("liaisons", state.Liaisons)
class Liaison(View):
    """A member of staff and a vendor team who deal with each other; attributes as in `outsim.state.Liaisons`.

    `common_ground` and `friction` are shares from 0 to 1; `messages` and `misunderstandings` are counts of last week.

    Raises:
        InputError: for a value out of range.
    """

    def __init__(self, person: ClientStaff, team: VendorTeam, slot: int) -> None:
        self.model, self.person, self.team = person.model, person, team
        self._place = (slot, person.number)

    def __str__(self) -> str:
        return f"Liaison of {self.person} with {self.team}"

    __repr__ = __str__


@views("partnership.grievance", state.Causes, **dict.fromkeys(state.CAUSES, amount))
class Grievance(View):
    """What distrust comes from, by cause; attributes as in `outsim.state.Causes`, each at least 0."""

    def __init__(self, model: PartnershipModel) -> None:
        self.model = model


@views("partnership", state.Partnership)
class SharedState(View):
    """What the two organisations share; attributes as in `outsim.state.Partnership`, shares from 0 to 1.

    Raises:
        InputError: for a value out of range.
    """

    def __init__(self, model: PartnershipModel) -> None:
        self.model = model

    @property
    def grievance(self) -> Grievance:
        """What distrust comes from."""
        return Grievance(self.model)
