"""The sections that every report has: the situation, what is likely, how sure it is, what is assumed."""

from __future__ import annotations

from datetime import date
from typing import Any

import outsim
from outsim import html
from outsim.ensemble import CAUSE_WORDS, FEWEST_TO_RANK, OUTCOMES, Ensemble
from outsim.ensemble_html import MEANINGS
from outsim.handout.page import Section, bar, beside, bullets, paragraphs, rows, small_columns
from outsim.html import Markup, tag
from outsim.report import hurts_most, share_in_words
from outsim.scenario import Scenario
from outsim.situation import (
    PREFIX,
    Value,
    facts_in_words,
    pull_in_words,
    shipped_alike,
    unit_in_words,
    value_in_words,
    values_of,
)
from outsim.situation_html import origins_in_words
from outsim.studies.verdicts import verdicts_in_words
from outsim.studies.words import hundred, money

LIMITS = (
    "outsim is a model: levels for one partnership are its argument, not a forecast. Differences between situations on "
    "the same luck depend less on what is assumed.",
    "Intervals say how far the number of simulated partnerships leaves a result open{drawn}. None says how far the "
    "model itself may be wrong.",
    "Failure is termination within the weeks simulated. What a failure costs the client beyond the partnership's own "
    "costs is not in the model.",
)

MOST_ROWS = 12
"""So many values have a row each; more are listed in small print."""


def situation(scenario: Scenario) -> Section:
    """What is known and set: what differs from the defaults, and what follows from the two places."""
    values = [one for one in values_of(scenario) if one.differs]
    pulls = "; ".join(map(pull_in_words, scenario.interventions))
    return Section(
        "The situation",
        (
            paragraphs([" ".join(facts_in_words(scenario))]),
            paragraphs([f"What is done already: {pulls}." if pulls else ""]),
            _set(scenario, values),
            paragraphs([" ".join(origins_in_words(values_of(scenario)))], "small"),
        ),
    )


def _set(scenario: Scenario, values: list[Value]) -> Markup:
    """What you set in a table, and what comes with a shipped scenario in small print."""
    yours = [one for one in values if one.origin == "yours"]
    shipped = [one for one in values if one.origin == "scenario"]
    parts: list[object] = []
    if len(yours) > MOST_ROWS:
        parts += [paragraphs(["Set for this client:"]), _listed(yours)]
    elif yours:
        body = [[_named(one), _with_unit(one, one.value), _with_unit(one, one.found.default)] for one in yours]
        parts.append(rows(["Set for this client", "Here", "Model's default"], body, numbers=(1, 2)))
    if shipped:
        made_from = shipped_alike(scenario)
        name = made_from.name.replace("_", " ") if made_from else ""
        intro = f"As in the shipped scenario {name}, assumed unless its file says otherwise:"
        parts += [paragraphs([intro]), _listed(shipped)]
    return html.join(parts or [paragraphs(["All values are the model's defaults."])])


def _named(one: Value) -> Markup:
    return html.join([one.found.about.meaning, " ", tag("span", f"({one.found.name})", class_="small")])


def _listed(values: list[Value]) -> Markup:
    return small_columns(f"{one.found.about.meaning}: {_with_unit(one, one.value)}" for one in values)


def _with_unit(one: Value, value: Any) -> str:
    """A value with its unit, where the number alone would not say it."""
    unit, told = unit_in_words(one.found.about.unit), value_in_words(one.found, value)
    if value is None or unit in ("0 to 1", "share", "weight", "hour of day", "week"):
        return told
    return f"{told} {unit.replace('share a', 'a')}".strip()


def likely(ensemble: Ensemble, point: int = 0) -> Section:
    """Outcomes, when terminations come, and why, of one point."""
    answers = ensemble.point_summary(point)
    body = [[name, share_in_words(found), bar(found["share"])] for name, found in answers["outcomes"].items()]
    tables = [rows(["Outcome", "Of all partnerships", ""], body)]
    if answers["causes"]:
        why = [
            [CAUSE_WORDS.get(found["cause"], found["cause"]), share_in_words(found), bar(found["share"])]
            for found in answers["causes"]
        ]
        tables.append(rows(["Terminated over", "Of terminations", ""], why))
    meanings = ". ".join(f"{name.capitalize()}: {MEANINGS[name]}" for name in OUTCOMES)
    tables[0] = html.join([tables[0], paragraphs([f"{meanings}."], "small")])
    parts: list[object] = [beside(tables), paragraphs([when(answers)])]
    parts.append(paragraphs([hurts_most(answers), _along_the_way(answers)]))
    return Section("What is likely", tuple(parts))


def when(answers: dict[str, Any]) -> str:
    """When terminations come, from `Ensemble.point_summary`; nothing where there are none.

    >>> when({"terminated": {"count": 0}})
    ''
    """
    count = answers["terminated"]["count"]
    if not count:
        return ""
    middle = answers["timing"]["median_week"]["value"]
    first, last = answers["timing"]["quartile_weeks"]
    if count < FEWEST_TO_RANK:
        return f"Of the {count} terminations half come by week {middle:.0f}."
    return f"Half of the terminations come by week {middle:.0f}, the middle half in weeks {first:.0f} to {last:.0f}."


def _along_the_way(answers: dict[str, Any]) -> str:
    told = []
    if escalated := answers["escalated"]:
        told.append(f"In {hundred(escalated['ever']['share'])} of 100 somebody escalates to senior management")
    if renegotiated := answers["renegotiated"]:
        told.append(f"{hundred(renegotiated['ever']['share'])} of 100 renegotiate")
    cost = answers["cost"]
    median = f" The median partnership costs USD {money(cost['median']['value'])}." if cost else ""
    return f"{'; '.join(told)}.{median}" if told else median.strip()


def sure(ensemble: Ensemble, of: str, more: tuple[str, ...] = ()) -> Section:
    """How many were simulated, what intervals hold, what validation found, and what the model cannot say.

    Args:
        of: how many partnerships or pairs, in words.
        more: sentences of one's own.
    """
    drawn = "draw" in ensemble.runs
    coefficients = (
        "Coefficients are drawn from what published facts leave open, and intervals hold that too."
        if drawn
        else "Coefficients are at their defaults, fitted to published facts; drawn from what these facts leave open "
        "(parameters=posterior), intervals would be wider."
    )
    stopped = "" if ensemble.complete else "The simulation was interrupted; what was done by then is told here."
    limits = [one.format(drawn=", and the coefficients too" if drawn else "") for one in LIMITS]
    return Section(
        "How sure this is",
        (
            bullets(
                [
                    f"{of}. Ranges are 95 % intervals.",
                    stopped,
                    *more,
                    coefficients,
                    " ".join(verdicts_in_words()),
                    *limits,
                ],
                "sure",
            ),
        ),
    )


def assumptions(scenario: Scenario) -> Section:
    """The values of the situation that nobody has measured or set: to be looked at before anything is decided."""
    values = [one for one in values_of(scenario) if not one.found.name.startswith(PREFIX)]
    assumed = [one for one in values if one.origin == "assumed" and not one.differs]
    intro = (
        "These values were not set for this client. They are the model's defaults, assumed for want of data: correct "
        "those that you know better."
    )
    return Section("Assumptions", (paragraphs([intro]), _listed(assumed)))


def made(scenario: Scenario, ensemble: Ensemble) -> str:
    """What made a report, so that it can be made again."""
    return (
        f"Made with outsim {outsim.__version__} on {date.today().isoformat()}: scenario {scenario.name}, seed "
        f"{ensemble.seed}, {scenario.weeks} weeks."
    )
