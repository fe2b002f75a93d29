"""A lever pulled: how much, from when to when, how fast it works in and wears off, what sets it off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass
from typing import Any

from outsim.errors import InputError, unknown_name
from outsim.indicators import indicator
from outsim.levers import LEVER_NAMES, lever
from outsim.own import own_function
from outsim.parameters.declare import parameter, validated

TO_THE_END = 100_000.0


@dataclass(frozen=True)
class Trigger:
    """Sets a lever off when an indicator, as observed last week, passes a value; off again at another.

    With ``start`` above ``stop`` the lever is pulled when the indicator rises to ``start``
    and let go when it falls to ``stop``; with ``start`` below ``stop``, the other way round.

    >>> Trigger("anxiety", start=0.6, stop=0.4)
    Trigger(indicator='anxiety', start=0.6, stop=0.4)
    """

    indicator: str = parameter(MISSING, "name", None, None, "the observed indicator", source="the user", status="derived")
    start: float = parameter(MISSING, "of the indicator", -1e6, 1e6, "value at which the lever is pulled")
    stop: float = parameter(MISSING, "of the indicator", -1e6, 1e6, "value at which it is let go")

    def __post_init__(self) -> None:
        _store_validated(self, "trigger.")
        indicator(self.indicator)
        if self.start == self.stop:
            raise InputError(f"trigger.stop = {self.stop:g}: must differ from trigger.start")


@dataclass(frozen=True)
class Intervention:
    """One pull of one lever.

    The level rises by ``dose / ramp`` each week while the lever is pulled, up to ``dose``, and falls
    by ``dose / wear_off`` each week after. It costs while it is pulled, and acts as long as it lasts.

    With a ``function`` it is an intervention of one's own, and ``lever`` is what to call it. The function is given the
    week, last week's state (`outsim.state.State`; the last axis of each array is the partnerships) and this week's doses
    by lever, and returns what it changes, by name: variables of the state as ``staff.trust`` (their new values, which
    count as much as the level says), doses of levers, and what it costs: ``staff_hours``, ``leader_hours``,
    ``vendor_hours`` a person and ``money`` (USD) a week. It is compiled by JAX, once: no ``if`` on what differs between
    partnerships, no random numbers of its own, and what it reads from outside is read once and stays as it was then. See
    `outsim.mechanisms.own`.

    >>> def weekly_retro(week, state, levers):
    ...     trust = state.staff.trust
    ...     return {"staff.trust": trust + 0.02 * (1 - trust), "staff_hours": 1.0, "vendor_hours": 1.0}
    >>> Intervention("weekly_retro", function=weekly_retro, start=8).start
    8.0
    >>> Intervention("leader_checkins", start=8, end=40).dose
    1.0

    Raises:
        InputError: for an unknown lever or indicator, a dose outside 0 to 1, an end before the start, or a function
            that is none.
    """

    lever: str = parameter("leader_checkins", "name", None, None, "the lever", source="the user", status="derived")
    dose: float = parameter(1.0, "share of full", 0, 1, "how strongly it is pulled")
    start: float = parameter(0.0, "week", 0, 1040, "first week; 0: before the partnership starts")
    end: float | None = parameter(None, "week", 0, TO_THE_END, "first week without it; none: to the end")
    ramp: float = parameter(4.0, "weeks", 1, 104, "weeks until it works fully")
    wear_off: float = parameter(8.0, "weeks", 1, 104, "weeks until its effect is gone after the end")
    trigger: Trigger | None = None
    function: Callable[..., Any] | None = None

    def __post_init__(self) -> None:
        _store_validated(self, f"interventions.{self.lever}.")
        object.__setattr__(self, "trigger", _trigger(self.trigger, f"interventions.{self.lever}.trigger"))
        if self.function is not None:
            if self.lever in LEVER_NAMES:
                raise InputError(f"interventions.{self.lever}: is the name of a lever; call an intervention of your own otherwise")
            object.__setattr__(self, "function", own_function(self.function, f"interventions.{self.lever}.function"))
        if self.end is not None and self.end <= self.start:
            raise InputError(f"interventions.{self.lever}.end = {self.end:g}: must be after its start, week {self.start:g}")
        if self.function is None and lever(self.lever).only_before_start and (self.start > 0 or self.trigger is not None):
            raise InputError(f"interventions.{self.lever}: acts only before the partnership starts; its start must be 0, without a trigger")

    @property
    def last(self) -> float:
        """First week in which the lever is no longer pulled."""
        return TO_THE_END if self.end is None else self.end

    @property
    def in_place_at_start(self) -> bool:
        """Whether it works already when the partnership is prepared, before week 0."""
        return self.start == 0 and self.trigger is None


def interventions(given: Any) -> tuple[Intervention, ...]:
    """Interventions from names, mappings, or a mapping of label to mapping, as configurations write them.

    >>> [pull.lever for pull in interventions("output_review")]
    ['output_review']
    >>> interventions({"late": {"lever": "output_review", "start": 20}})[0].start
    20.0

    Raises:
        InputError: for an unknown lever or field, or one lever twice at the same time.
    """
    if given is None:
        return ()
    if isinstance(given, str | Intervention) or callable(given):
        given = (given,)
    if isinstance(given, Mapping):
        given = [_labelled(label, one) for label, one in given.items()]
    if not isinstance(given, Iterable):
        raise InputError(f"interventions = {given!r}: must be a list of levers")
    pulls = tuple(_intervention(one) for one in given)
    _refuse_overlap(pulls)
    return pulls


def _labelled(label: Any, given: Any) -> Any:
    """One of a mapping's; the label is the lever's name, unless another is given."""
    if given is None or isinstance(given, Mapping):
        return {"lever": label, **(given or {})}
    if isinstance(given, Intervention):
        return given
    raise InputError(f"interventions.{label} = {given!r}: must be fields of it, such as dose: 0.5")


def _intervention(given: Any) -> Intervention:
    if isinstance(given, Intervention):
        return given
    if isinstance(given, str):
        return Intervention(given)
    if callable(given):
        return Intervention(own_name(given), function=given)
    if not isinstance(given, Mapping):
        raise InputError(f"interventions: {given!r} is neither the name of a lever nor its fields, nor a function")
    fields = dict(given)
    fields["lever"] = fields.get("lever", fields.pop("name", None))
    if fields["lever"] is None:
        raise InputError(f"interventions: {dict(given)!r} names no lever")
    return Intervention(**_known(Intervention, fields, f"interventions.{fields['lever']}"))


def own_name(function: Callable[..., Any]) -> str:
    """What an intervention of one's own is called, unless it is said."""
    return str(getattr(function, "__name__", type(function).__name__))


def _trigger(given: Any, where: str) -> Trigger | None:
    if given is None or isinstance(given, Trigger):
        return given
    needed = tuple(Trigger.__dataclass_fields__)
    if not isinstance(given, Mapping) or not given:
        raise InputError(f"{where} = {given!r}: must have indicator, start and stop")
    known = _known(Trigger, given, where)
    if missing := [name for name in needed if name not in known]:
        raise InputError(f"{where} = {dict(given)!r}: must have indicator, start and stop; it lacks {' and '.join(missing)}")
    return Trigger(**known)


def _known(cls: type, fields: Mapping[str, Any], where: str) -> dict[str, Any]:
    for name in fields:
        if name not in cls.__dataclass_fields__:  # type: ignore[attr-defined]
            raise unknown_name(f"field of {where}", name, cls.__dataclass_fields__)  # type: ignore[attr-defined]
    return dict(fields)


def _refuse_overlap(pulls: tuple[Intervention, ...]) -> None:
    for index, one in enumerate(pulls):
        for other in pulls[:index]:
            if one.lever == other.lever and one.function is not other.function:
                raise InputError(f"interventions.{one.lever}: is the name of two different functions")
            if one.lever == other.lever and one.start < other.last and other.start < one.last:
                raise InputError(
                    f"interventions.{one.lever}: pulled twice at the same time, from week {other.start:g} and from week {one.start:g}"
                )


def _store_validated(owner: Any, prefix: str) -> None:
    for name, value in validated(owner, prefix).items():
        object.__setattr__(owner, name, value)
