"""What a scenario says of a situation: which values are yours, which are published, which are assumed."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from outsim import geography
from outsim.errors import InputError
from outsim.geography import Country, Distance
from outsim.interventions import TO_THE_END, Intervention
from outsim.parameters.declare import Described, plain_number
from outsim.scenario import Scenario, scenario_parameters

PREFIX = "coefficients."

ORIGINS = {
    "yours": "given by you: neither the default nor what the shipped scenario says that this one was made from",
    "scenario": "as in the shipped scenario that this one was made from; assumed unless its file says otherwise",
    "published": "the default, from a published source",
    "derived": "the default, to be chosen by the user or computed from something published",
    "assumed": "the default, which nobody has measured",
}
"""Where a value comes from, and what that means."""

SHOWN = 4
"""So many differing values a line of text names."""


@dataclass(frozen=True)
class Value:
    """One parameter in one scenario.

    Attributes:
        found: its declaration.
        value: in this scenario.
        origin: one of `ORIGINS`.
    """

    found: Described
    value: Any
    origin: str

    @property
    def differs(self) -> bool:
        """Whether it is not the default, or is the default in place of what the shipped scenario says."""
        return bool(self.value != self.found.default) or self.origin == "yours"


@dataclass(frozen=True)
class Facts:
    """What follows from the two places and their clocks.

    Attributes:
        client, vendor: the countries.
        apart: how far.
        english: working English of the weaker side, 0 to 1.
        barrier: how much language stands between them, 0 to 1.
        overlap: fewest and most hours of a day at which both work, over the weeks simulated.
        day: hours of the client's working day.
    """

    client: Country
    vendor: Country
    apart: Distance
    english: float
    barrier: float
    overlap: tuple[float, float]
    day: float


def values_of(scenario: Scenario) -> tuple[Value, ...]:
    """Every parameter of a scenario, in order of declaration.

    >>> next(one for one in values_of(Scenario().with_(contract__clarity=0.4)) if one.differs).origin
    'yours'
    """
    shipped = shipped_alike(scenario)
    return tuple(
        Value(found, value_of(scenario, found.name), _origin(scenario, shipped, found))
        for found in scenario_parameters()
    )


def value_of(scenario: Scenario, name: str) -> Any:
    """A parameter's value in a scenario.

    >>> value_of(Scenario(), "contract.clarity")
    0.55
    """
    found: Any = scenario
    for part in name.split("."):
        found = getattr(found, part)
    return found


def changed(one: Scenario, other: Scenario) -> tuple[Value, ...]:
    """The parameters that differ from one scenario to another, as the other has them; interventions aside.

    >>> [value.value for value in changed(Scenario(), Scenario().with_(contract__clarity=0.8))]
    [0.8]
    """
    return tuple(value for value in values_of(other) if value.value != value_of(one, value.found.name))


def facts_of(scenario: Scenario) -> Facts:
    """The two countries' distance, the language between them, and the hours they share.

    Raises:
        InputError: where no distance between them is published, and the scenario gives none.

    >>> facts = facts_of(Scenario())
    >>> facts.client.name, facts.vendor.name, facts.overlap
    ('United States', 'Philippines', (0.0, 0.0))
    """
    client, vendor = scenario.client, scenario.vendor
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", geography.MissingDistance)  # the distance itself carries the note
        apart = geography.distance(client.country, vendor.country, vendor.cultural_distance)
    english = geography.working_english(client.country, vendor.country, vendor.working_english)
    hours = geography.weekly_overlap(
        client.country,
        vendor.country,
        scenario.first_day,
        scenario.weeks,
        (client.shift_start, client.shift_end),
        (vendor.shift_start, vendor.shift_end),
    )
    barrier = geography.language_barrier(english, apart.linguistic, other_shared_language=apart.other_shared_language)
    return Facts(
        geography.country(client.country),
        geography.country(vendor.country),
        apart,
        english,
        barrier,
        (min(hours), max(hours)),
        client.shift_end - client.shift_start,
    )


def places_in_words(scenario: Scenario) -> str:
    """Who hands work to whom.

    >>> places_in_words(Scenario())
    'United States to Philippines'
    """
    return " to ".join(geography.country(side.country).name for side in (scenario.client, scenario.vendor))


def facts_in_words(scenario: Scenario) -> list[str]:
    """Distance, language and clocks, a sentence each; why there are none where none are published.

    >>> facts_in_words(Scenario())[0]
    'Cultural distance 0.64 of 1; 13,681 km.'
    """
    try:
        facts = facts_of(scenario)
    except InputError as error:
        return [f"{str(error)[:1].upper()}{str(error)[1:]}."]
    apart = facts.apart
    note = f" ({apart.note})" if apart.note else ""
    return [
        f"Cultural distance {apart.cultural:.2f} of 1{note}; {apart.kilometres:,.0f} km.",
        f"Language barrier {facts.barrier:.2f} of 1 (working English of the weaker side {facts.english:.2f}).",
        f"They share {_hours(*facts.overlap)} of the client's working day of {plain_number(facts.day)} hours.",
    ]


def _hours(low: float, high: float) -> str:
    if high == 0:
        return "no hours"
    if low == high:
        return f"{plain_number(round(high, 1))} hours"
    return f"{plain_number(round(low, 1))} to {plain_number(round(high, 1))} hours, by the season,"


def value_in_words(found: Described, value: Any) -> str:
    """A value as readers see it: countries by name, numbers without needless digits.

    >>> clarity = next(found for found in scenario_parameters() if found.name == "contract.clarity")
    >>> value_in_words(clarity, 0.8)
    '0.8'
    """
    if value is None:
        return "from the country" if found.name.startswith("vendor.") else "none"
    if found.name.endswith(".country"):
        return geography.country(value).name
    if found.about.unit == "hour of day":
        return f"{int(value % 24)}:{round(value % 1 * 60):02d}{' the next day' if value >= 24 else ''}"
    if isinstance(value, int | float):
        return f"{value:,.0f}" if value == int(value) else f"{value:.4g}"
    return str(value)


def unit_in_words(unit: str) -> str:
    """A unit as readers see it; nothing for names and pure numbers.

    >>> unit_in_words("0..1"), unit_in_words("1"), unit_in_words("weeks")
    ('0 to 1', '', 'weeks')
    """
    return "" if unit in ("1", "name", "date", "ISO 3166") else unit.replace("..", " to ")


def changes_in_words(values: Iterable[Value]) -> str:
    """Changed values as a name.

    >>> changes_in_words(changed(Scenario(), Scenario().with_(contract__clarity=0.8, vendor__country="IND")))
    'vendor country India, contract clarity 0.8'
    """
    named = [(one.found.name.removeprefix(PREFIX).replace(".", " ").replace("_", " "), one) for one in values]
    return ", ".join(f"{name} {value_in_words(one.found, one.value)}" for name, one in named)


def pull_in_words(pull: Intervention) -> str:
    """One pull of a lever.

    >>> pull_in_words(Intervention("leader_checkins", start=8, dose=0.5))
    'leader checkins at dose 0.5 from week 8'
    """
    dose = f" at dose {plain_number(pull.dose)}" if pull.dose != 1 else ""
    start = f" from week {plain_number(pull.start)}" if pull.start else ""
    end = f" to week {plain_number(pull.last)}" if pull.last < TO_THE_END else ""
    when = ""
    if (trigger := pull.trigger) is not None:
        way = "rises" if trigger.start > trigger.stop else "falls"
        when = f" when {trigger.indicator.replace('_', ' ')} {way} to {plain_number(trigger.start)}"
    return f"{pull.lever.replace('_', ' ')}{dose}{start}{end}{when}"


def in_a_line(scenario: Scenario) -> str:
    """A scenario in a line of text: its places, its length, and what differs from the defaults.

    >>> in_a_line(Scenario().with_(contract__clarity=0.4)).split("; ")
    ['custom: United States to Philippines, 104 weeks from 2026-01-05', '1 value differs: contract.clarity=0.4']
    """
    differing = sorted((one for one in values_of(scenario) if one.differs), key=lambda one: one.origin != "yours")
    named = ", ".join(f"{one.found.name}={_plain(one.value)}" for one in differing[:SHOWN])
    more = f" and {len(differing) - SHOWN} more" if len(differing) > SHOWN else ""
    many = f"{len(differing)} value{'s differ' if len(differing) > 1 else ' differs'}"
    told = f"{many}: {named}{more}" if differing else "all values are the defaults"
    pulls = ", ".join(map(pull_in_words, scenario.interventions))
    done = f"; interventions: {pulls}" if pulls else ""
    when = f"{scenario.weeks} weeks from {scenario.start_date}"
    return f"{scenario.name}: {places_in_words(scenario)}, {when}; {told}{done}"


def _plain(value: Any) -> str:
    return plain_number(value) if isinstance(value, int | float) else str(value)


def _origin(scenario: Scenario, shipped: Scenario | None, found: Described) -> str:
    value = value_of(scenario, found.name)
    usual = found.default if shipped is None else value_of(shipped, found.name)
    if value != usual:
        return "yours"
    return found.about.status if value == found.default else "scenario"


def shipped_alike(scenario: Scenario) -> Scenario | None:
    """The shipped scenario that one was made from, as far as can be told.

    The one of its name; else the one of which it has the largest share of those values that are not defaults, if that
    is at least a half.

    >>> from outsim.configuration import load_scenario
    >>> shipped_alike(load_scenario("nearshore_finance").with_(name="Client A", contract__clarity=0.9)).name
    'nearshore_finance'
    """
    shipped = _shipped()
    if scenario.name in shipped:
        return shipped[scenario.name]
    share = {
        name: sum(value_of(scenario, key) == value for key, value in own.items()) / len(own)
        for name, own in ((name, _not_defaults(other)) for name, other in shipped.items())
    }
    most = max(share, key=lambda name: share[name])
    return shipped[most] if share[most] >= 0.5 else None


def _not_defaults(scenario: Scenario) -> dict[str, Any]:
    values = {found.name: value_of(scenario, found.name) for found in scenario_parameters()}
    return {found.name: values[found.name] for found in scenario_parameters() if values[found.name] != found.default}


@cache
def _shipped() -> dict[str, Scenario]:
    """The scenarios that come with outsim, but the form to fill in."""
    from outsim.configuration import load_scenario, scenario_names

    return {name: load_scenario(name) for name in scenario_names() if name != "your_own"}
