"""What happened in one partnership, told to a room: a whole sentence an event.

Whether something is told in a week depends on this week and those before it alone. So two arms with one past are told
alike until they part.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.app.trace import Trace
from outsim.conditions import own_interventions
from outsim.ensemble import CAUSE_WORDS
from outsim.levers import LEVER_NAMES
from outsim.outcome import COMPLETED, TERMINATED
from outsim.state import CAUSES
from outsim.studies.changes import PARTS
from outsim.studies.events import MANY_DEFAULTS, MANY_LEAVE, chance, spells
from outsim.studies.story_words import listed

MISREAD_SPREADS = 1.5
"""A week is told as one of misunderstandings whose share of messages misread lies so many standard deviations above
the mean of the weeks before it."""

FEWEST_USUAL = 12
"""Weeks before it from which one can say what share is usual."""

FEW_DEFAULTS = MANY_DEFAULTS / 2
"""Share of a week's decisions that are taken by default, below which a spell of them is over."""

QUIET = 8
"""Weeks after it in which no further week of misunderstandings is told."""

MILESTONES = (0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32)
"""Chances of an end in a week that are told when they are passed on the way up, each twice the one before."""

BACK = 0.8
"""Of a milestone: below it the chance is told to have come down again."""

STARTS = (1, "lever starts", "A lever starts", "Levers start")
ENDS = (-1, "lever ends", "A lever ends", "Levers end")
GOOD, BAD, NEUTRAL = "good", "bad", "neutral"


class Event(TypedDict):
    """Something that happened."""

    week: int
    event: str  # its kind, in a few words
    words: str  # a whole sentence
    tone: str  # good, bad, neutral


def events_of(trace: Trace) -> list[Event]:
    """Everything that is told of one partnership, by week, in a week in the order in which it happens.

    >>> from outsim.app.trace import arms_of
    >>> from outsim.scenario import Scenario
    >>> (arm,) = arms_of([Scenario().with_interventions("output_review", start=3)], [0], seed=1)
    >>> [event["words"] for event in events_of(arm[0]) if event["event"] == "lever starts"]
    ['A lever starts: output review.']
    """
    found = [
        *_levers(trace),
        *_work(trace),
        *_talk(trace),
        *_people(trace),
        *_voices(trace),
        *_danger(trace),
        *_end(trace),
    ]
    return sorted(found, key=lambda event: event["week"])


def over(trace: Trace) -> str:
    """How it ended, in a sentence; see `outsim.app.partnership.Life`."""
    last = trace.lived - 1
    if trace.outcome == TERMINATED:
        where = "comes back in house" if trace.last.ledger.insourced > 0 else "goes to another vendor"
        return f"Terminated in week {last} over {cause(trace)}; the work {where}."
    if trace.outcome == COMPLETED:
        term = trace.scenario.contract.term <= trace.lived
        how = "the contract's term is over" if term else "the project is finished"
        return f"Completed in week {last}: {how}{_missed(trace)}."
    return f"Still running after {_weeks(trace.lived)}{_missed(trace)}."


def _missed(trace: Trace) -> str:
    """In what it was unsuccessful although it came through."""
    missed = trace.row["missed"]
    return "" if pd.isna(missed) else f", but it missed {listed(str(missed).split('+'), 'and')}"


def cause(trace: Trace) -> str | None:
    """What it was terminated over, in words; none without a termination."""
    return CAUSE_WORDS[CAUSES[int(trace.last.ledger.cause)]] if trace.outcome == TERMINATED else None


def lever_names(trace: Trace) -> tuple[str, ...]:
    """The columns of a state's levers, as readers write them."""
    return tuple(
        name.replace("_", " ") for name in (*LEVER_NAMES, *(name for name, _ in own_interventions(trace.scenario)))
    )


def _event(week: int | np.integer, event: str, words: str, tone: str) -> Event:
    return Event(week=int(week), event=event, words=words, tone=tone)


def _levers(trace: Trace) -> Iterator[Event]:
    on = np.asarray(trace.states.levers.on)[: trace.lived].max(1)
    turned = np.diff(on, axis=0, prepend=0)
    names = lever_names(trace)
    for week in range(trace.lived):
        for way, event, one, more in (STARTS, ENDS):
            which = [names[column] for column in np.flatnonzero(turned[week] == way)]
            if which:
                yield _event(week, event, f"{one if len(which) == 1 else more}: {listed(which, 'and')}.", NEUTRAL)


def _work(trace: Trace) -> Iterator[Event]:
    now, staff = trace.told.happened, trace.scenario.client.staff
    moved = np.diff(now.moved[: trace.lived], prepend=0.0)
    waves = np.flatnonzero(moved > 0)
    for number, week in enumerate(waves, start=1):
        people, all_moved = round(float(moved[week]) * staff), float(now.moved[week])
        so_far = "all work has moved" if all_moved > 1 - 1e-6 else f"{_percent(all_moved)} has moved by now"
        yield _event(
            week,
            "work moves",
            f"Wave {number}: the work of {_people_of(people)} moves to the vendor; {so_far}.",
            NEUTRAL,
        )
    for week in _weeks_of(now.scope_change, trace):
        yield _event(week, "scope change", "The scope changes: other work is to be done than was planned.", NEUTRAL)
    due = int(trace.last.ledger.due_week)
    if due >= 0:
        yield _event(due, "plan ends", "By the plan all work is done now.", NEUTRAL)
    for first, last in spells(_lasting(now.defaulted[: trace.lived], MANY_DEFAULTS, FEW_DEFAULTS)):
        yield _event(
            first,
            "decisions by default",
            f"Decisions wait too long: {_percent(now.defaulted[first])} of this week's are taken by default.",
            BAD,
        )
        if last + 1 < trace.lived and last > first:
            yield _event(last + 1, "decisions taken", f"After {_weeks(last - first + 1)} leaders decide again.", GOOD)


def _talk(trace: Trace) -> Iterator[Event]:
    talk = trace.told.talk
    messages = np.asarray(talk.messages, float)[: trace.lived]
    share = np.asarray(talk.misunderstandings, float)[: trace.lived] / np.maximum(messages, 1e-9)
    told = -QUIET
    for week in range(FEWEST_USUAL, trace.lived):
        usual, spread = share[:week].mean(), share[:week].std()
        if share[week] > usual + MISREAD_SPREADS * spread and week - told >= QUIET:
            told = week
            yield _event(
                week,
                "misunderstandings",
                f"Many misunderstandings: {_percent(share[week])} of {messages[week]:.0f} messages are misread, "
                f"{_percent(usual)} in a usual week.",
                BAD,
            )


def _people(trace: Trace) -> Iterator[Event]:
    now, staff = trace.told.happened, trace.scenario.client.staff
    for week in _weeks_of(now.layoffs, trace):
        yield _event(week, "layoffs", "Layoffs at the client: there is bad news in the air.", BAD)
    for week in np.flatnonzero(now.staff_left[: trace.lived] >= MANY_LEAVE * staff):
        left = _people_of(round(float(now.staff_left[week])))
        words = f"{left} of {staff} at the client leave in one week; newcomers take their places."
        yield _event(week, "staff leave", words, BAD)
    for week in np.flatnonzero(now.vendor_left[: trace.lived] >= MANY_LEAVE):
        left = _percent(now.vendor_left[week])
        words = f"{left} of the vendor's people leave in one week; what they knew goes with them."
        yield _event(week, "vendor's people leave", words, BAD)


def _voices(trace: Trace) -> Iterator[Event]:
    now = trace.told.happened
    for week in np.flatnonzero(now.severity[: trace.lived] > 0):
        words = f"A leak: confidential material gets out, severity {now.severity[week]:.2f} of 1."
        yield _event(week, "leak", words, BAD)
    for number, week in enumerate(_weeks_of(now.escalated, trace), start=1):
        again = "" if number == 1 else f", for the {_ordinal(number)} time"
        yield _event(week, "escalation", f"An escalation: somebody goes to senior management{again}.", BAD)
    for week in _weeks_of(now.renegotiated, trace):
        yield _event(week, "renegotiation", "A renegotiation: contract and expectations are set anew.", GOOD)


def _danger(trace: Trace) -> Iterator[Event]:
    """The chance of an end passes a milestone, on the way up or back."""
    hazard, reasons = trace.values("hazard"), np.asarray(trace.told.reasons, float)[: trace.lived]
    names = list(PARTS["hazard"].values())
    passed = int(np.searchsorted(MILESTONES, hazard[0]))
    for week in range(1, trace.lived):
        above = int(np.searchsorted(MILESTONES, hazard[week]))
        if above > passed:
            passed = above
            rose = reasons[week] - trace.start_reasons
            most = names[int(rose.argmax())]
            yield _event(
                week,
                "danger grows",
                f"The chance of an end passes {chance(MILESTONES[above - 1])} a week, most of all through {most}.",
                BAD,
            )
        elif passed and hazard[week] < BACK * MILESTONES[passed - 1]:
            yield _event(
                week,
                "danger fades",
                f"The chance of an end is back below {chance(MILESTONES[passed - 1])} a week.",
                GOOD,
            )
            passed = above


def _end(trace: Trace) -> Iterator[Event]:
    fine = GOOD if trace.row["outcome"] == "successful" else NEUTRAL
    kind = {TERMINATED: ("end", BAD), COMPLETED: ("end", fine)}.get(trace.outcome, ("still running", fine))
    yield _event(trace.lived - 1, kind[0], over(trace), kind[1])


def _weeks_of(happened: NDArray[np.floating], trace: Trace) -> NDArray[np.intp]:
    return np.flatnonzero(np.asarray(happened)[: trace.lived] > 0)


def _lasting(values: NDArray[np.floating], above: float, below: float) -> NDArray[np.bool_]:
    """From when values reach one level until they fall below another."""
    lasts = np.zeros(len(values), bool)
    for week, value in enumerate(values):
        lasts[week] = value >= above or (week > 0 and lasts[week - 1] and value >= below)
    return lasts


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _people_of(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _weeks(number: int) -> str:
    return "1 week" if number == 1 else f"{number} weeks"


def _ordinal(number: int) -> str:
    named = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
    return named[number - 1] if number <= len(named) else f"{number}th"
