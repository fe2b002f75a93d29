"""A scenario as a notebook shows it: what differs, where each value comes from, what follows from the two places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from outsim import html
from outsim.html import Markup
from outsim.levers import LEVERS
from outsim.names import lever_in_words, parameter_in_words
from outsim.parameters.declare import plain_number
from outsim.scenario import Scenario
from outsim.situation import (
    ORIGINS,
    PREFIX,
    Value,
    facts_in_words,
    places_in_words,
    unit_in_words,
    value_in_words,
    values_of,
)

FIRST = ("yours", "scenario", "published", "derived", "assumed")


def situation_html(scenario: Scenario) -> str:
    """The display of a scenario in a notebook."""
    values = values_of(scenario)
    differing = sorted((one for one in values if one.differs), key=lambda one: FIRST.index(one.origin))
    told = f"{places_in_words(scenario)}, {scenario.weeks} weeks from {scenario.start_date}"
    named = html.tag("span", f" {told}", style="font-weight:normal")
    return html.block(
        html.join([scenario.name, named]),
        html.words(" ".join(facts_in_words(scenario))),
        values_table(differing) if differing else html.words("All values are the defaults."),
        _interventions(scenario),
        html.words(" ".join(origins_in_words(values))),
        html.details("All values of the situation", *_groups(one for one in values if not _coefficient(one))),
    )


def values_table(values: Iterable[Value]) -> Markup:
    """A row a value: its meaning, what it is here, its default, its unit, where it comes from."""
    rows = [
        [
            html.tip(one.found.name, parameter_in_words(one.found)),
            value_in_words(one.found, one.value),
            value_in_words(one.found, one.found.default),
            unit_in_words(one.found.about.unit),
            html.tip(one.origin, ORIGINS[one.origin]),
        ]
        for one in values
    ]
    return html.table(["parameter", "value", "default", "unit", "from"], rows, numbers=(1, 2), label="values")


def origins_in_words(values: Iterable[Value]) -> list[str]:
    """How many values come from where, of the situation and of the coefficients, a sentence each.

    >>> origins_in_words(values_of(Scenario()))[0]
    '75 values of the situation: 5 published, 5 derived, 65 assumed.'
    """
    known = list(values)
    sentences = []
    for what, coefficients in (("values of the situation", False), ("coefficients", True)):
        mine = [one for one in known if _coefficient(one) == coefficients]
        counts = Counter(one.origin for one in mine)
        names = {"scenario": "from the scenario"}
        parts = [f"{counts[origin]} {names.get(origin, origin)}" for origin in FIRST if counts[origin]]
        sentences.append(f"{len(mine)} {what}: {', '.join(parts)}.")
    return sentences


def _coefficient(one: Value) -> bool:
    return one.found.name.startswith(PREFIX)


def _interventions(scenario: Scenario) -> Markup:
    if not scenario.interventions:
        return html.words("Interventions: none.")
    meanings = {lever.name: lever_in_words(lever) for lever in LEVERS}
    rows = []
    for pull in scenario.interventions:
        trigger = pull.trigger
        rows.append(
            [
                html.tip(pull.lever, meanings.get(pull.lever, "an intervention of your own")),
                plain_number(pull.dose),
                plain_number(pull.start),
                "" if pull.end is None else plain_number(pull.end),
                plain_number(pull.ramp),
                "" if trigger is None else f"{trigger.indicator} {trigger.start:g}, off at {trigger.stop:g}",
            ]
        )
    head = [
        "intervention",
        html.tip("dose", "share of full, 0 to 1"),
        html.tip("start", "first week; 0: before the partnership starts"),
        html.tip("end", "first week without it; empty: to the end"),
        html.tip("ramp", "weeks until it works fully"),
        html.tip("trigger", "the observed indicator that sets it off"),
    ]
    return html.table(head, rows, numbers=(1, 2, 3, 4), label="interventions")


def _groups(values: Iterable[Value]) -> list[Markup]:
    """A table a group."""
    groups: dict[str, list[Value]] = {}
    for one in values:
        groups.setdefault(one.found.name.removeprefix(PREFIX).rpartition(".")[0] or "scenario", []).append(one)
    return [html.details(name.replace("_", " "), values_table(own)) for name, own in groups.items()]
