"""The decisive events of one partnership, from what its weeks did."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.scenario import Scenario
from outsim.studies.changes import PARTS, Change
from outsim.studies.life import Life

MANY_DEFAULTS = 0.2
"""Share of a week's decisions that are taken by default, from which it is an event."""

MANY_LEAVE = 0.1
"""Share of people, of either side, who leave in a week, from which it is an event."""

RISES = 3
"""At most so many weeks in which the hazard rose most are events."""

LEAST_RISE = 0.1
"""Of the largest rise: what rose less is none of them."""

COLUMNS = ("week", "event", "details")

Event = tuple[int, str, str]


def events_of(life: Life, changes: tuple[Change, ...], base: Scenario) -> pd.DataFrame:
    """One row an event, by week: week, event, details.

    Events are: work moves, layoffs, scope change, escalation, renegotiation, leak, many decisions by default (the
    first week of each spell), staff leave, vendor's people leave, plan ends, hazard rises most, and the end.
    """
    found: list[Event] = [*_happened(life, base), *rises(changes), *_ending(life, base)]
    in_order: list[Event] = sorted(found, key=_week)
    return pd.DataFrame(in_order, columns=list(COLUMNS))


def _happened(life: Life, base: Scenario) -> Iterator[Event]:
    now = life.accounts.weeks.happened
    moved = np.diff(now.moved, prepend=0.0)
    for week in np.flatnonzero(moved > 0):
        yield int(week), "work moves", f"of {_percent(moved[week])} of staff, {_percent(now.moved[week])} by now"
    for name, values, details in (
        ("layoffs", now.layoffs, "bad news in the air"),
        ("scope change", now.scope_change, "the work to be done changes"),
        ("escalation", now.escalated, "somebody goes to senior management"),
        ("renegotiation", now.renegotiated, "contract and expectations are set anew"),
    ):
        for week in np.flatnonzero(values > 0):
            yield int(week), name, details
    for week in np.flatnonzero(now.severity > 0):
        yield int(week), "leak", f"severity {now.severity[week]:.2f} of 1"
    for first, last in spells(now.defaulted >= MANY_DEFAULTS):
        highest = now.defaulted[first : last + 1].max()
        yield first, "decisions by default", f"up to {_percent(highest)} of a week's decisions, until week {last}"
    for week in np.flatnonzero(now.staff_left >= MANY_LEAVE * base.client.staff):
        yield int(week), "staff leave", f"{now.staff_left[week]:.0f} of {base.client.staff}"
    for week in np.flatnonzero(now.vendor_left >= MANY_LEAVE):
        yield int(week), "vendor's people leave", f"{_percent(now.vendor_left[week])} of them"


def _ending(life: Life, base: Scenario) -> Iterator[Event]:
    last, due = life.weeks - 1, int(life.ledger.due_week)
    if due >= 0:
        yield due, "plan ends", "by the project's plan all work is done"
    if life.terminated:
        where = "taken back in house" if life.ledger.insourced > 0 else "given to another vendor"
        yield last, "end", f"terminated over {life.cause}; the work is {where}"
    elif life.completed:
        term = base.contract.term <= life.weeks
        yield last, "end", "the contract's term is over" if term else "the project is complete"


def rises(changes: tuple[Change, ...]) -> list[Event]:
    """The weeks after week 0 in which the hazard rose most, with what raised it most."""
    (hazard,) = (change for change in changes if change.indicator == "hazard")
    names = list(PARTS["hazard"].values())
    rose = hazard.whole.copy()
    rose[0] = 0.0  # before it nothing was judged
    found = []
    for week in np.argsort(-rose, kind="stable")[:RISES]:
        if rose[week] > max(LEAST_RISE * rose.max(), hazard.rounding):
            before, after = hazard.values[week - 1], hazard.values[week]
            by = int(hazard.parts[week].argmax())
            details = f"from {chance(before)} to {chance(after)} a week, most of all through {names[by]}"
            found.append((int(week), "hazard rises most", details))
    return found


def chance(share: float) -> str:
    """A chance in percent, with two figures, or as many as tell it from certainty.

    >>> chance(0.0123), chance(0.4), chance(0.9998)
    ('1.2 %', '40 %', '99.98 %')
    """
    percent = 100 * share
    if 9.95 <= percent < 99.5:
        return f"{percent:.0f} %"
    return f"{percent:.2g} %" if percent < 9.95 else f"{percent:.4g} %"


def _week(event: Event) -> int:
    return event[0]


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def spells(true: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """First and last week of each run of weeks in which it is so."""
    edges = np.diff(np.concatenate([[False], true, [False]]).astype(int))
    for first, after in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        yield int(first), int(after) - 1
