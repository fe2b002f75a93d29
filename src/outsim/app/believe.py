"""Why believe this? Where the numbers come from, what the model does not know, and how to change what one doubts.

Counts, sources and verdicts are read from where the model has them: parameters' declarations, mechanisms' docstrings,
published facts, and what validation found. Nothing is simulated here.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from outsim.app.controls import FIRST, GROUPS
from outsim.parameters.declare import Described
from outsim.plots.style import heading
from outsim.scenario import Scenario, scenario_parameters
from outsim.situation import ORIGINS, places_in_words, value_in_words, values_of
from outsim.statistics import CONFIDENCE
from outsim.studies.facts import Fact, facts_with_role
from outsim.studies.verdicts import shipped_verdicts, verdicts_in_words
from outsim.uncertainty import PREFIX, assumed_coefficients, posterior_draws
from outsim.week import PHASES

YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")
"""In a source: of a publication, where there is one."""

SOURCE = re.compile(r"Source: (.*?)(?:\.(?= [A-Z])|\.$|$)")
FITTED = "fitted to published facts"
LASTING = ("published", "derived", "assumed")


@dataclass(frozen=True)
class Item:
    """One thing that is claimed, and whose claim it is."""

    text: str
    source: str


@dataclass(frozen=True)
class Section:
    """A heading, some plain paragraphs, and a list that may be long."""

    title: str
    paragraphs: tuple[str, ...]
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Believe:
    """What a room may ask before it believes a number, and honest answers."""

    sections: tuple[Section, ...]

    def plain(self) -> dict[str, Any]:
        """Ready for JSON: tuples become lists."""
        return asdict(self)


def believe(base: Scenario) -> Believe:
    """Sources, assumptions and limits behind what a scenario shows.

    Args:
        base: the scenario that is shown; its values are counted by where they come from.

    >>> [section.title for section in believe(Scenario()).sections][:2]
    ['What you see', 'Where the numbers come from']
    """
    return Believe(
        (
            _what_you_see(),
            _where_from(base),
            _who_says_so(),
            _published_facts(),
            _held_against(),
            _not_known(),
            _levels_and_differences(),
            _what_would_change(base),
            _editable(),
        )
    )


def _what_you_see() -> Section:
    return Section(
        "What you see",
        (
            "Each line is many simulated partnerships of the same kind. Staff, leaders and vendor teams live week by "
            "week by rules for what people do; nobody scheduled which of them fails.",
            "With and without a lever are the same people with the same luck, so that what differs is the lever.",
            f"The range behind a number is a {100 * CONFIDENCE:.0f} % interval: how far so many partnerships leave it "
            "open. It does not say how far the model itself may be wrong.",
        ),
    )


def _where_from(base: Scenario) -> Section:
    situation = [value for value in values_of(base) if not value.found.name.startswith(PREFIX)]
    coefficients = [found for found in scenario_parameters() if found.name.startswith(PREFIX)]
    origins = Counter(value.origin for value in situation)
    status: Counter[str] = Counter(found.about.status for found in coefficients)
    fitted = sum(FITTED in found.about.source for found in coefficients)
    told = ", ".join(f"{origins[name]} {name} ({meaning})" for name, meaning in ORIGINS.items() if origins[name])
    sized = ", ".join(f"{status[name]} {name}" for name in LASTING if status[name])
    return Section(
        "Where the numbers come from",
        (
            f"{heading(base.name)}, {places_in_words(base)}: {len(situation)} numbers and names describe the "
            f"situation. By where they come from: {told}.",
            f"{len(coefficients)} coefficients say how strongly people and organisations react: {sized}. Of the "
            f"assumed, {fitted} were fitted to published facts; the others stand where they were assumed.",
            "How far countries and languages are apart, and which hours they share, is published: "
            "src/outsim/data/README.md. These parameters have a published source of their own:",
        ),
        tuple(_named(found) for found in scenario_parameters() if found.about.status == "published"),
    )


def _who_says_so() -> Section:
    return Section(
        "What people do, and who found it",
        (
            f"{len(mechanisms())} mechanisms take their direction or form from published studies. How strong each is "
            "in a partnership like this is mostly assumed, and said to be. What is not listed is bookkeeping, or "
            "assumed altogether.",
        ),
        mechanisms(),
    )


def _published_facts() -> Section:
    fitting, check = facts_with_role("fitting"), facts_with_role("check")
    return Section(
        "What it was fitted to, and what it was checked against",
        (
            f"Coefficients were fitted to {len(fitting)} published facts about many partnerships, over a population of "
            f"simulated ones. {len(check)} other facts were kept aside to check the result.",
            "Many are answers to surveys by interested parties, some of them decades old. They are taken as bands.",
        ),
        tuple(_fact(each, "fitted") for each in fitting) + tuple(_fact(each, "checked") for each in check),
    )


def _held_against() -> Section:
    table = shipped_verdicts()
    failed = table[(table["role"] == "pattern") & (table["verdict"] != "holds")]
    return Section(
        "Does it say what the world says?",
        (
            *verdicts_in_words(),
            "docs/validation.md has every fact with the model's number beside it. `outsim study=validate` does it "
            "again, in about a minute." + (" These patterns it does not show:" if len(failed) else ""),
        ),
        tuple(Item(str(row["fact"]), heading(str(row["id"]))) for _, row in failed.iterrows()),
    )


def _not_known() -> Section:
    agrees = set(shipped_verdicts().query("verdict == 'agrees'")["id"])
    short = [each for each in facts_with_role("check") if each.lacks and each.id not in agrees]
    return Section(
        "What the model does not know",
        (
            "Markets, mergers, politics, prices and a change of strategy; who your people are and what they went "
            "through before; whatever is not named on a slider.",
            "What the client did itself before the work moved, and who stays or goes among leaders.",
            "What people feel is on scales from 0 to 1 that no study has measured over the weeks of a partnership. "
            "Read their direction, not their size.",
        ),
        tuple(Item(each.lacks, f"where it does not quite agree: {each.says}") for each in short),
    )


def _levels_and_differences() -> Section:
    return Section(
        "What to rely on",
        (
            "Levels are the model's argument: that so many of 100 fail is its answer to this description, not a "
            "forecast for your partnership. Published facts about averages leave most coefficients open.",
            "Differences between two situations, or with and without a lever, depend less on the coefficients, because "
            "both sides share them and share their luck.",
            "How much a single lever helps is an argument too: what is published about levers is mostly self-rated, or "
            "about other outcomes, and was not fitted. Before you rely on which of two levers is better, set them side "
            "by side and look at the ranges.",
            "The best use is to find out what you disagree with, and to look whether it matters.",
        ),
    )


def _what_would_change(base: Scenario) -> Section:
    unknown = assumed_coefficients()
    values = {value.found.name: value for value in values_of(base)}
    first = [values[name] for name in FIRST]
    return Section(
        "What would change the answer",
        (
            f"{len(unknown)} coefficients that nobody has measured. The published facts leave other values of them "
            f"open: `outsim parameters=posterior` lives with {len(posterior_draws())} sets of such values, and widens "
            "its ranges accordingly.",
            "What describes the situation: of it, these matter most or stand for a challenge, and are worth knowing "
            "for your own partnership. `outsim study=sensitivity` asks which inputs drive the outcome.",
        ),
        tuple(
            Item(
                f"{_label(value.found)}: {value_in_words(value.found, value.value)} here.",
                f"{value.origin}: {ORIGINS[value.origin]}",
            )
            for value in first
        ),
    )


def _editable() -> Section:
    return Section(
        "Every assumption can be changed",
        (
            "What describes the situation: by its slider on this page. The room's objection is the best next question.",
            "Everything else, coefficients too: export this page's state as YAML, change a line, and run it with "
            "`outsim`. The same state gives the same numbers there.",
            "By hand: `outsim scenario=classroom contract.clarity=0.8`. `outsim --cfg job` lists every name, "
            "and docs/model.md says what each means, its range, its source, and in which equation it stands.",
            "An intervention that is missing can be written as a function: docs/interventions.md.",
        ),
    )


@cache
def mechanisms() -> tuple[Item, ...]:
    """What each mechanism that rests on a publication claims, and its source, in the order of a week.

    >>> next(item.source for item in mechanisms() if item.text.startswith("Evidence builds trust"))
    'asymmetry, Slovic 1993 (sign), size assumed; contract and relationship, Poppo & Zenger 2002 and Goo et al. 2009'
    """
    return tuple(_mechanisms())


def _mechanisms() -> Iterator[Item]:
    for name in dict.fromkeys(step.__module__ for phase in PHASES for step in phase.mechanisms):
        claim, _, rest = inspect.cleandoc(sys.modules[name].__doc__ or "").partition("\n\n")
        source = SOURCE.search(" ".join(rest.split()))
        if source and YEAR.search(source[1]):
            yield Item(" ".join(claim.split()), source[1])


def _fact(fact: Fact, use: str) -> Item:
    said = f"{fact.says[:1].upper()}{fact.says[1:]} ({use})."
    return Item(said, fact.source)


def _named(found: Described) -> Item:
    return Item(f"{_label(found)}: {found.about.meaning}.", found.about.source)


def _label(found: Described) -> str:
    """A parameter as the page's controls name it; a coefficient by its mechanism."""
    group, _, rest = found.name.removeprefix(PREFIX).partition(".")
    return f"{GROUPS.get(group, heading(group))} › {heading(rest)}"
