"""Names to find with the Tab key, and to use wherever a name is expected: levers, indicators, parameters.

A name is text that knows what it means: its docstring says unit, range, meaning and source, as a notebook shows it with
``?`` or Shift-Tab. Everything is read from where it is declared.

>>> levers.leader_checkins
'leader_checkins'
>>> print(parameters.contract.clarity.__doc__)
How clearly roles, results and measures are written.
<BLANKLINE>
0..1, from 0 to 1; 0.55 unless set. Assumed: no data; assumption.
>>> indicators.anxiety == "anxiety"
True
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import partial
from types import ModuleType
from typing import Any

from outsim.indicators import INDICATORS, Indicator
from outsim.levers import LEVERS, Lever
from outsim.parameters.declare import Described, plain_number
from outsim.scenario import scenario_parameters


class Name(str):
    """Text that is the name of something, with what it means for a docstring."""


class Names(ModuleType):
    """Names as attributes, in groups where they have dots; iterates over what it holds.

    A namespace, as a module is one: what it holds are plain attributes, and a name that is not there gets an error that
    tells the nearest one that is. A class with ``__getattr__`` could say that too, but completers, which evaluate only
    what surely runs no code, would find nothing in it.

    Args:
        path: of the namespace, dotted, such as ``parameters.contract``.
        doc: what it holds.
        names: of it, dotted inside it where it has groups.
    """

    def __init__(self, path: str, doc: str, names: Iterable[Name]) -> None:
        super().__init__(f"{__name__}.{path}", doc)
        self.__dict__["__getattr__"] = partial(_missing, path, self)
        for name in names:
            *groups, last = name.split(".")
            place, where = self, path
            for group in groups:
                where = f"{where}.{group}"
                words = f"Parameters of {group.replace('_', ' ')}."
                place = place.__dict__.setdefault(group, Names(where, words, ()))
            place.__dict__[last] = name

    def __dir__(self) -> list[str]:
        return [name for name in self.__dict__ if not name.startswith("_")]

    def __iter__(self) -> Iterator[str]:
        return iter(dir(self))

    def __repr__(self) -> str:
        return f"<names: {', '.join(self)}>"


def _missing(path: str, known: Iterable[str], name: str) -> Any:
    """The error for a name that is not there."""
    near = () if name.startswith("__") else get_close_matches(name, list(known), n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise AttributeError(f"{path} has no name {name!r}{hint}")


def parameter_in_words(found: Described) -> str:
    """What a parameter is, its unit, range and default, and where that comes from.

    >>> parameter_in_words(scenario_parameters()[0]).splitlines()[0]
    'Weeks simulated.'
    """
    about = found.about
    allowed = ""
    if about.choices:
        allowed = f", {' or '.join(about.choices)}"
    elif about.low is not None and about.high is not None:
        allowed = f", from {plain_number(about.low)} to {plain_number(about.high)}"
    usual = "none" if found.default is None else found.default
    usual = plain_number(usual) if isinstance(usual, int | float) else usual
    unit = "a pure number" if about.unit == "1" else about.unit
    origin = _sentence(f"{about.status}: {about.source}")
    return f"{_sentence(about.meaning)}\n\n{unit}{allowed}; {usual} unless set. {origin}"


def lever_in_words(lever: Lever) -> str:
    """What is done, what it acts on first, and what it costs at full dose.

    >>> from outsim.levers import lever
    >>> print(lever_in_words(lever("output_review")))
    Leaders look at the output themselves.
    <BLANKLINE>
    Acts on quality (up). At full dose 1 hours of each leader a week.
    """
    moves = ", ".join(f"{name.replace('_', ' ')} ({'up' if way > 0 else 'down'})" for name, way in lever.moves)
    weekly = [
        f"{plain_number(amount)} {what} a week"
        for amount, what in (
            (lever.staff_hours, "hours of each member of staff"),
            (lever.leader_hours, "hours of each leader"),
            (lever.vendor_hours, "hours of each person of the vendor"),
            (lever.staff_money, "USD for each member of staff"),
        )
        if amount
    ]
    once = [f"{lever.setup_money:,.0f} USD once"] if lever.setup_money else []
    costs = f" At full dose {', '.join([*weekly, *once])}." if weekly or once else ""
    delay = f" In place before the start it delays it by {plain_number(lever.setup_weeks)} weeks." * bool(
        lever.setup_weeks
    )
    only = " Only before the start." * lever.only_before_start
    return f"{_sentence(lever.meaning)}\n\nActs on {moves}.{costs}{delay}{only}"


def indicator_in_words(indicator: Indicator) -> str:
    """What an indicator is, its unit, and which way is better.

    >>> from outsim.indicators import indicator
    >>> indicator_in_words(indicator("queue"))
    'Decisions that wait for leaders, all together.\\n\\nIn decisions; lower is better.'
    """
    better = "higher" if indicator.better > 0 else "lower"
    return f"{_sentence(indicator.meaning)}\n\nIn {indicator.unit}; {better} is better."


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _name(text: str, doc: str) -> Name:
    name = Name(text)
    name.__doc__ = doc
    return name


levers = Names("levers", "Levers: what can be done.", (_name(one.name, lever_in_words(one)) for one in LEVERS))
indicators = Names(
    "indicators",
    "Indicators: what a partnership shows of itself, week by week.",
    (_name(one.name, indicator_in_words(one)) for one in INDICATORS),
)
parameters = Names(
    "parameters",
    "Parameters: what a situation is like, and how strongly mechanisms act.",
    (_name(one.name, parameter_in_words(one)) for one in scenario_parameters()),
)


_ALL = ("indicators", "levers", "parameters")


def __dir__() -> list[str]:
    return list(_ALL)


def __getattr__(name: str) -> Any:
    return _missing("outsim.names", _ALL, name)
