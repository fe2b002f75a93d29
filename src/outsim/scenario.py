"""A scenario: everything that is known, or assumed, about one partnership before it starts."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Self
from weakref import WeakValueDictionary

from outsim.errors import InputError, unknown_name
from outsim.interventions import Intervention, interventions, own_name
from outsim.own import place_of
from outsim.parameters import organisations, people
from outsim.parameters.declare import Described, describe, parameter, validated
from outsim.parameters.partnership import Client, Contract, Expectations, Leaders, Security, Vendor, Work
from outsim.signatures import takes_fields, takes_parameters

FIRST_YEAR, LAST_YEAR = 1970, 2100  # of start_date


@dataclass(frozen=True)
class Coefficients:
    """The coefficients of all mechanisms, a group each."""

    threat: people.Threat = field(default_factory=people.Threat)
    anxiety: people.Anxiety = field(default_factory=people.Anxiety)
    resistance: people.Resistance = field(default_factory=people.Resistance)
    wellbeing: people.Wellbeing = field(default_factory=people.Wellbeing)
    motivation: people.Motivation = field(default_factory=people.Motivation)
    morale: people.Morale = field(default_factory=people.Morale)
    expectation: people.Expectation = field(default_factory=people.Expectation)
    satisfaction: people.Satisfaction = field(default_factory=people.Satisfaction)
    trust: people.Trust = field(default_factory=people.Trust)
    turnover: people.Turnover = field(default_factory=people.Turnover)
    variation: people.Variation = field(default_factory=people.Variation)
    friction: organisations.Friction = field(default_factory=organisations.Friction)
    talk: organisations.Talk = field(default_factory=organisations.Talk)
    common_ground: organisations.CommonGround = field(default_factory=organisations.CommonGround)
    decisions: organisations.Decisions = field(default_factory=organisations.Decisions)
    participation: organisations.Participation = field(default_factory=organisations.Participation)
    goals: organisations.Goals = field(default_factory=organisations.Goals)
    contract_knowledge: organisations.ContractKnowledge = field(default_factory=organisations.ContractKnowledge)
    knowledge: organisations.Knowledge = field(default_factory=organisations.Knowledge)
    productivity: organisations.Productivity = field(default_factory=organisations.Productivity)
    rework: organisations.Rework = field(default_factory=organisations.Rework)
    leak: organisations.Leak = field(default_factory=organisations.Leak)
    judgement: organisations.Judgement = field(default_factory=organisations.Judgement)
    selection: organisations.Selection = field(default_factory=organisations.Selection)


@dataclass(frozen=True)
class Scenario:
    """One situation: client, vendor, contract, work, hopes, leaders, security, interventions, coefficients.

    Immutable; `with_` returns a changed copy. Everything is validated when it is made.

    >>> scenario = Scenario().with_(contract__clarity=0.4)
    >>> scenario.contract.clarity
    0.4
    >>> scenario.with_interventions("leader_checkins").interventions[0].dose
    1.0

    Raises:
        InputError: naming the field, the value, and what is allowed.
    """

    name: str = "custom"
    weeks: int = parameter(
        104, "weeks", 1, 1040, "weeks simulated", source="the user", status="derived", sizes_arrays=True
    )
    start_date: str = parameter(
        "2026-01-05",
        "date",
        None,
        None,
        "first day of week 0; sets when clocks change",
        source="the user",
        status="derived",
    )
    client: Client = field(default_factory=Client)
    vendor: Vendor = field(default_factory=Vendor)
    contract: Contract = field(default_factory=Contract)
    work: Work = field(default_factory=Work)
    expectations: Expectations = field(default_factory=Expectations)
    leaders: Leaders = field(default_factory=Leaders)
    security: Security = field(default_factory=Security)
    coefficients: Coefficients = field(default_factory=Coefficients)
    interventions: tuple[Intervention, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            raise InputError(f"name = {self.name!r}: must be text, and not empty")
        object.__setattr__(self, "start_date", _date(self.start_date).isoformat())
        store = {**validated(self), "interventions": interventions(self.interventions)}
        for spot in dataclasses.fields(self):
            group = getattr(self, spot.name)
            if dataclasses.is_dataclass(spot.default_factory):
                store[spot.name] = _validated_group(group, spot.default_factory, spot.name)
        for name, value in store.items():
            object.__setattr__(self, name, value)
        self._check_together()

    def _check_together(self) -> None:
        """What no single field can tell."""
        from outsim.geography import country  # the tables are read only when a scenario is made

        country(self.client.country)
        country(self.vendor.country)
        for side, group in (("client", self.client), ("vendor", self.vendor)):
            if group.cost_goal + group.speed_goal + group.quality_goal + group.control_goal <= 0:
                raise InputError(
                    f"{side}.cost_goal, speed_goal, quality_goal, control_goal: at least one must be above 0"
                )
            if not 0 < group.shift_end - group.shift_start <= 24:
                raise InputError(
                    f"{side}.shift_end = {group.shift_end:g}: must be after shift_start = {group.shift_start:g}, by 24 hours at most"
                )
        if self.client.departments > self.client.staff:
            raise InputError(
                f"client.departments = {self.client.departments}: must not be more than client.staff = {self.client.staff}"
            )
        for pull in self.interventions:
            if pull.start >= self.weeks:
                raise InputError(
                    f"interventions.{pull.lever}.start = {pull.start:g}: must be before the last simulated week, {self.weeks - 1}"
                )

    def with_(self, changes: Mapping[str, Any] | None = None, /, **named: Any) -> Self:
        """A copy with some values changed, by dotted name or with ``__`` for the dot.

        >>> Scenario().with_({"vendor.country": "IND"}, weeks=52).weeks
        52

        Raises:
            InputError: for an unknown name, with the nearest one that exists, or a value out of range.
        """
        if not isinstance(changes, Mapping | None):
            raise InputError(f"changes = {changes!r}: must be a mapping such as {{'contract.clarity': 0.4}}")
        given = {**(changes or {}), **{key.replace("__", "."): value for key, value in named.items()}}
        return _rebuilt(self, _tree(given))  # type: ignore[no-any-return]

    def with_interventions(self, *pulls: Any, **fields: Any) -> Self:
        """A copy with more interventions: names, mappings, `Intervention` objects, or functions of one's own.

        ``fields`` go to all of them, which must be names, or mappings without these fields.

        >>> Scenario().with_interventions("output_review", "participation", start=12).interventions[1].start
        12.0

        Raises:
            InputError: for an unknown lever or field, a field given twice, or one lever twice at the same time.
        """
        more = interventions([_with_fields(pull, fields) for pull in pulls])
        return dataclasses.replace(self, interventions=(*self.interventions, *more))

    def forked(self, week: int, *pulls: Any, release: Iterable[str] = (), **fields: Any) -> Self:
        """The same past and, from a week on, other interventions.

        On the same luck all that happens before that week is the same to the last bit, as nothing differs that is read
        before it.

        Args:
            week: the first week that differs, 1 or later: before that there is no past.
            pulls: interventions that begin then, or later if they say so; as for `with_interventions`.
            release: levers that are let go then; what of them was planned for later is dropped.
            fields: of all pulls.

        Raises:
            InputError: for a week outside the partnership's, a pull before it, or a lever that is not there to let go.

        >>> [pull.start for pull in Scenario().with_interventions("output_review").forked(20, "participation").interventions]
        [0.0, 20.0]
        """
        if isinstance(week, bool) or not isinstance(week, int) or not 1 <= week < self.weeks:
            raise InputError(f"week = {week!r}: must be a whole number from 1 to {self.weeks - 1}, a week with a past")
        letting_go = tuple(release)
        for name in letting_go:
            if not any(pull.lever == name and pull.last > week for pull in self.interventions):
                raise InputError(f"release: {name!r} is not pulled in week {week} or later")
        kept = [_until(pull, week) if pull.lever in letting_go else pull for pull in self.interventions]
        later = interventions([_with_fields(pull, _begun(pull, week) | fields) for pull in pulls])
        for pull in later:
            if pull.start < week:
                raise InputError(f"interventions.{pull.lever}.start = {pull.start:g}: must not be before week {week}")
        return dataclasses.replace(self, interventions=(*(pull for pull in kept if pull), *later))

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Self:
        """The scenario that nested mappings, as read from a configuration, describe.

        >>> Scenario.from_mapping({"client": {"staff": 12}, "weeks": 26}).client.staff
        12

        Raises:
            InputError: for an unknown name, with the nearest one that exists, or a value out of range.
        """
        if not isinstance(mapping, Mapping):
            raise InputError(f"scenario = {mapping!r}: must be a mapping such as {{'weeks': 52}}")
        return cls().with_(dict(_leaves(mapping)))

    def to_mapping(self) -> dict[str, Any]:
        """Nested plain mappings, ready for YAML or JSON; `from_mapping` reads them back.

        >>> Scenario.from_mapping(Scenario(weeks=30).to_mapping()) == Scenario(weeks=30)
        True
        """
        mapping = dataclasses.asdict(self)
        mapping["interventions"] = [_plain_pull(pull) for pull in self.interventions]
        return mapping

    @property
    def first_day(self) -> datetime.date:
        """First day of week 0."""
        return _date(self.start_date)

    def __repr__(self) -> str:
        from outsim.situation import in_a_line

        return f"<Scenario {in_a_line(self)}>"

    def _repr_html_(self) -> str:
        from outsim.situation_html import situation_html

        return situation_html(self)


def scenario_parameters() -> tuple[Described, ...]:
    """Every parameter of a scenario with its dotted name, default and documentation.

    >>> next(found for found in scenario_parameters() if found.name == "contract.clarity").default
    0.55
    """
    return describe(Scenario)


def _tree(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Values by dotted name as nested mappings."""
    tree: dict[str, Any] = {}
    whole = set()  # names that were given a value, and so can have no values inside
    for name, value in changes.items():
        if not isinstance(name, str):
            raise InputError(f"unknown parameter {name!r}; a name is text, such as 'contract.clarity'")
        *groups, last = name.split(".")
        branch = tree
        for depth, group in enumerate(groups, start=1):
            if (above := ".".join(groups[:depth])) in whole:
                raise _given_twice(above, name)
            branch = branch.setdefault(group, {})
        if last in branch:
            raise _given_twice(name, f"{name}.{next(iter(branch[last]))}")
        whole.add(name)
        branch[last] = value
    return tree


def _given_twice(group: str, inside: str) -> InputError:
    return InputError(f"{inside} is given, and {group} as a whole too: give one of them")


def _with_fields(pull: Any, fields: Mapping[str, Any]) -> Any:
    """A pull with more fields, none of which it may have already."""
    if not fields:
        return pull
    own = {"lever": pull} if isinstance(pull, str) else pull
    own = {"lever": own_name(own), "function": own} if callable(own) else own
    names = ", ".join(fields)
    if not isinstance(own, Mapping):
        raise InputError(f"interventions: {names} cannot be added to {pull!r}; give the fields of each on its own")
    for name in fields:
        if name in own:
            raise InputError(f"interventions: {name} is given twice, as {fields[name]!r} and in {pull!r}")
    return {**own, **fields}


def _begun(pull: Any, week: int) -> dict[str, Any]:
    """The start of a pull that does not say one."""
    says = isinstance(pull, Intervention) or (isinstance(pull, Mapping) and "start" in pull)
    return {} if says else {"start": week}


def _until(pull: Intervention, week: int) -> Intervention | None:
    """A pull that ends by a week; none if it begins no earlier."""
    return dataclasses.replace(pull, end=min(pull.last, float(week))) if pull.start < week else None


def _plain_pull(pull: Intervention) -> dict[str, Any]:
    """A pull as plain values; a function by its place."""
    fields = dataclasses.asdict(pull)
    return {**fields, "function": place_of(pull.function)} if pull.function else fields


def _leaves(mapping: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in mapping.items():
        dotted = f"{prefix}{name}"
        if isinstance(value, Mapping) and dotted != "interventions":
            yield from _leaves(value, f"{dotted}.")
        else:
            yield dotted, value


def _rebuilt(owner: Any, tree: Mapping[str, Any], prefix: str = "") -> Any:
    """A copy of a dataclass with a tree of changes applied at once, so that only the result is validated."""
    fields = {spot.name for spot in dataclasses.fields(owner)}
    values = {}
    for name, value in tree.items():
        inner = getattr(owner, name, None) if name in fields else None
        if name not in fields:
            inside = f".{next(iter(value))}" if isinstance(value, Mapping) and value else ""
            raise _unknown_parameter(f"{prefix}{name}{inside}", [prefix + field for field in fields])
        if dataclasses.is_dataclass(inner) and isinstance(value, Mapping):
            value = _rebuilt(inner, value, f"{prefix}{name}.")
        elif isinstance(value, Mapping) and name != "interventions":
            raise _unknown_parameter(f"{prefix}{name}.{next(iter(value), '')}", [prefix + field for field in fields])
        values[name] = value
    return dataclasses.replace(owner, **values)


def _unknown_parameter(name: str, beside: list[str]) -> InputError:
    """Suggests parameters of the same last name elsewhere, or the nearest of all, or one of those beside it."""
    last = name.split(".")[-1]
    known = [found.name for found in scenario_parameters()]
    found = [full for full in known if full.split(".")[-1] == last]
    if not found and not get_close_matches(name, beside, n=1, cutoff=CLOSE):
        found = get_close_matches(name, known, n=1, cutoff=CLOSE)
        alike = get_close_matches(last, {full.split(".")[-1] for full in known}, n=1, cutoff=CLOSE)
        found = found or [full for full in known if full.split(".")[-1] in alike]
    if found:
        return InputError(f"unknown parameter {name!r}; did you mean {' or '.join(map(repr, found))}?")
    return unknown_name("parameter", name, beside)


CLOSE = 0.75
"""How alike two names must be for one to be a misspelling of the other (`difflib.SequenceMatcher.ratio`)."""


_VALIDATED: WeakValueDictionary[int, Any] = WeakValueDictionary()
"""Groups that were found good, by identity: they cannot change, and copies of scenarios share them."""


def _validated_group(group: Any, cls: Any, prefix: str) -> Any:
    if _VALIDATED.get(id(group)) is group and isinstance(group, cls):
        return group
    if isinstance(group, Mapping):
        group = _rebuilt(cls(), group, f"{prefix}.")
    if not isinstance(group, cls):
        example = f"{prefix}.{dataclasses.fields(cls)[0].name}"
        raise InputError(f"{prefix} = {group!r}: must be a group of values, such as {example}")
    changed = validated(group, prefix + ".")
    for spot in dataclasses.fields(cls):
        if dataclasses.is_dataclass(spot.default_factory):
            changed[spot.name] = _validated_group(
                getattr(group, spot.name), spot.default_factory, f"{prefix}.{spot.name}"
            )
    found = dataclasses.replace(group, **changed)
    _VALIDATED[id(found)] = found
    return found


def _date(given: Any) -> datetime.date:
    """A date or its text. Clocks are known for some decades; what lies far from today has none."""
    text = given.isoformat() if type(given) is datetime.date else given
    try:
        found = datetime.date.fromisoformat(text)
    except (TypeError, ValueError):
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise InputError(
            f"start_date = {text!r}: must be a date such as 2026-01-05, in the years {FIRST_YEAR} to {LAST_YEAR}"
        )
    return found


# coefficients are many, and found in outsim.names: here they would bury the rest
takes_parameters(
    Scenario.with_, tuple(one for one in scenario_parameters() if not one.name.startswith("coefficients."))
)
takes_fields(Scenario.with_interventions)
