"""The report of a comparison: what helps in this situation, when, at what price, and how sure that is."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from outsim import html
from outsim.handout.page import Section, bullets, page, paragraphs, picture, rows
from outsim.handout.sections import assumptions, likely, made, situation, sure, when
from outsim.html import Markup, tag
from outsim.interventions import Intervention
from outsim.parameters.declare import plain_number
from outsim.plots.comparison import shortened
from outsim.plots.comparison_small import plot_small
from outsim.plots.inline import inline_svg
from outsim.report import hurts_most
from outsim.scenario import Scenario
from outsim.situation import places_in_words, pull_in_words
from outsim.statistics import Estimate
from outsim.studies.effects import Effect
from outsim.studies.words import hundred, money, name_in_words

if TYPE_CHECKING:
    from outsim.studies.compare import Comparison


FEW, MOST = 3, 8
"""So many what-ifs are told at leisure, and so many at all: a report has two or three pages."""

LETTERS = 60  # of a what-if's name in a table


def comparison_report(found: Comparison) -> str:
    """The whole report as HTML."""
    base = dataclasses.replace(found.ensemble.scenarios[0], name=found.base_name)
    told = _of_most_weight(found)
    under = f"{places_in_words(base)}, {base.weeks} weeks from {base.start_date}"
    sections = [
        situation(base),
        likely(found.ensemble),
        _helps(told, len(found.effects)),
        *_begin(told, base),
        _price(told),
        sure(
            found.ensemble,
            f"{found.arms.pairs:,} pairs of partnerships{_still(found)} lived through each arm on the same luck",
            _more(found),
        ),
        assumptions(base),
    ]
    title = f"{name_in_words(base.name)}: what would help"
    look = "many" if len(told.effects) > FEW else ""
    return page(title, under, _short(found), sections, made(base, found.ensemble), look)


def _of_most_weight(found: Comparison) -> Comparison:
    """What the pages have room for: where there are more what-ifs, those whose effect is largest, either way."""
    if len(found.effects) <= MOST:
        return found
    order = sorted(range(len(found.effects)), key=lambda place: -abs(found.effects[place].prevented.value))
    kept = sorted(order[:MOST])
    arms = found.arms.only([0, *(place + 1 for place in kept)], [found.effects[place].package for place in kept])
    return dataclasses.replace(found, arms=arms, effects=tuple(found.effects[place] for place in kept))


def _still(found: Comparison) -> str:
    return "" if found.from_week is None else f" that still run in week {found.from_week}"


def _short(found: Comparison) -> list[str]:
    answers = found.ensemble.point_summary(0)
    without = found.effects[0].failed_without
    told = [
        f"As it is, {hundred(without.share)} of 100 such partnerships{_still(found)} are terminated within "
        f"{found.arms.weeks} weeks "
        f"(95 % interval {hundred(without.low)} to {hundred(without.high)}). {hurts_most(answers)}"
    ]
    helping = sorted((one for one in found.effects if one.verdict == "helps"), key=lambda one: -one.prevented.value)
    for one in helping[:3]:
        told.append(
            f"With {_lower(one.package)} {hundred(one.failed_with.share)} of 100 are: {hundred(one.prevented.value)} "
            f"fewer (95 % interval {hundred(one.prevented.low)} to {hundred(one.prevented.high)})."
        )
    if not helping:
        told.append("Nothing that was tried is shown to prevent failure.")
    for one in found.effects:
        if one.verdict == "harms":
            told.append(f"With {_lower(one.package)} more fail: {hundred(one.failed_with.share)} of 100.")
    return told


def _helps(found: Comparison, all_of_them: int) -> Section:
    svg, shown = picture(inline_svg(plot_small(found), "comparison"), ""), len(found.effects)
    left = (
        f"Of {all_of_them} what-ifs these are the {shown} with the largest effects, either way; the table of the "
        "comparison has all."
        if shown < all_of_them
        else ""
    )
    return Section("What helps", (bullets([*found.words.splitlines(), left]), svg))


def _begin(found: Comparison, base: Scenario) -> list[Section]:
    """When each arm's interventions begin; nothing where no arm has any of its own."""
    body = [
        row
        for effect, scenario in zip(found.effects, found.ensemble.scenarios[1:], strict=True)
        for row in _beginnings(effect, [pull for pull in scenario.interventions if pull not in base.interventions])
    ]
    if not body:
        return []
    comes = when(found.ensemble.point_summary(0))
    told = f"{comes} What begins later than that comes too late for them." if comes else ""
    head = ["What if", "What is done", "Begins, works fully", "Fewer of 100 (95 %)"]
    return [Section("When", (paragraphs([told]), rows(head, body, numbers=(3,))))]


def _beginnings(effect: Effect, pulls: list[Intervention]) -> Iterator[list[str]]:
    """A row for all that begins together; what they do together stands once, in the first."""
    together: dict[str, list[str]] = {}
    for pull in pulls:
        together.setdefault(_from(pull), []).append(pull_in_words(pull))
    for place, (when_, done) in enumerate(together.items()):
        first = place == 0
        yield [
            _named(effect) if first else "",
            "; ".join(done),
            when_,
            _of_hundred(effect.prevented) if first else "",
        ]


def _named(effect: Effect) -> str:
    """As a table names it: a name of a paragraph's length would leave no room for numbers."""
    return shortened(name_in_words(effect.package), LETTERS)


def _from(pull: Intervention) -> str:
    if pull.trigger is not None:
        return f"when set off, then {plain_number(pull.ramp)} weeks later"
    if pull.in_place_at_start:
        return "before the start, from the first day"
    return f"week {plain_number(pull.start)}, week {plain_number(pull.start + pull.ramp)}"


def _price(found: Comparison) -> Section:
    hours = [
        (f"{who.capitalize()} hours", [getattr(one, f"{who}_hours") for one in found.effects])
        for who in ("staff", "leader", "vendor")
    ]
    taken = [(name, each) for name, each in hours if any(abs(one.value) >= 0.5 for one in each)]
    body = [
        [
            _named(one),
            _two_lines(one.prevented, hundred),
            _two_lines(one.intervention_cost, money),
            *(_two_lines(each[place], "{:,.0f}".format) for _, each in taken),
            _two_lines(one.cost, money),
            _two_lines(one.cost_per_prevented, money),
        ]
        for place, one in enumerate(found.effects)
    ]
    named = [name for name, _ in taken]
    head = ["What if", "Fewer failures of 100", "Interventions USD", *named, "All costs USD", "USD a failure prevented"]
    worth = [
        f"{name_in_words(one.package)} above USD {money(one.cost_per_prevented.value)}"
        for one in found.effects
        if one.cost_per_prevented.value > 0
    ]
    pays = f"What a failed partnership must cost the client for it to pay: {'; '.join(worth)}." if worth else ""
    note = (
        "Of one partnership, more than as it is; 95 % intervals below. All costs: of work and interventions together; "
        "who lives longer costs more. Hours: of all people together."
    )
    table = rows(head, body, numbers=range(1, len(head)))
    return Section("At what price", (table, paragraphs([note], "small"), paragraphs([pays])))


def _more(found: Comparison) -> tuple[str, ...]:
    settled = sum(one.verdict in ("helps", "harms") for one in found.effects)
    open_ones = [place for place, one in enumerate(found.effects) if one.verdict != "changes nothing"]
    needed = max((found.replicates_needed(place) for place in open_ones), default=0)
    told = f"Of {len(found.effects)} effects {settled} are settled: interval and exact test on pairs exclude none."
    if needed <= found.arms.pairs:
        return (told,)
    return (told, f"To know them to within {hundred(found.half_width)} of 100 either way takes about {needed:,} pairs.")


def _lower(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _of_hundred(found: Estimate) -> str:
    return f"{hundred(found.value)} ({hundred(found.low)} to {hundred(found.high)})"


def _two_lines(found: Estimate, form: Callable[[float], str]) -> Markup:
    """A number, and its interval under it."""
    if math.isnan(found.value):
        return html.text("–")
    told, ends = form(found.value), (form(found.low), form(found.high))
    if math.isnan(found.low) or ends == (told, told):
        return html.text(told)
    return html.join([told, tag("span", f"{ends[0]} to {ends[1]}", class_="under small")])
