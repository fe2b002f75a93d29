"""What each column of the tables of results means: the source of docs/tables.md.

A test holds the names, and their order, against tables that were simulated.
"""

from __future__ import annotations

from dataclasses import dataclass

from outsim.ensemble import CAUSE_WORDS, OUTCOMES, REQUIREMENTS
from outsim.indicators import INDICATORS
from outsim.outcome import EXITS
from outsim.sweeps.estimates import MEANS


@dataclass(frozen=True)
class Column:
    """A column: its name, its unit, and what it holds."""

    name: str
    unit: str
    meaning: str


def _named(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


WHICH = (
    Column("scenario", "name", "the scenario"),
    Column("point", "number", "the situation, from 0; a single simulation has one"),
    Column("replicate", "number", "which of its partnerships, from 0; equal numbers of two points share their luck"),
    Column("draw", "number", "only with `parameters=posterior`: which draw of the coefficients it lives with"),
    Column("seed", "number", "of the luck of all"),
)
"""The first columns of a table of partnerships; in a sweep what is varied follows them."""

WHAT_BECAME = (
    Column("outcome", "name", f"how it ended: {_named(OUTCOMES)}"),
    Column("ended_week", "weeks", "the week in which it ended; the number of weeks simulated where it did not"),
    Column("cause", "name", f"of a termination, what it came of: {_named(tuple(CAUSE_WORDS))}; else missing"),
    Column("exit", "name", f"of a termination, where the work went: {_named(EXITS)}; else missing"),
    Column("missed", "names", f"of an unsuccessful one, which of {_named(REQUIREMENTS)} it missed, joined by `+`"),
    Column("escalations", "times", "that somebody went to senior management"),
    Column("first_escalation_week", "week", "missing where there was none"),
    Column("renegotiations", "times", "that the contract was renegotiated"),
    Column("first_renegotiation_week", "week", "missing where there was none"),
    Column("leaks", "times", "that confidential material leaked"),
    Column("delivered_share", "share", "of what was demanded"),
    Column(
        "delay_weeks",
        "weeks of work",
        "overdue at the end; of a finished project, or the weeks past its plan if they are more",
    ),
    Column("quality", "share", "of the vendor's output that was right, in the last week"),
    Column("rework_share", "share", "of all work done, what was done anew"),
    Column("cost", "USD", "of the partnership, without interventions"),
    Column("planned_cost", "USD", "what the plan allows for the weeks lived"),
    Column("intervention_cost", "USD", "of interventions: money and the hours of people"),
    Column("intervention_staff_hours", "hours", "that interventions took, of all client staff together"),
    Column("intervention_leader_hours", "hours", "that interventions took, of all client leaders together"),
    Column("intervention_vendor_hours", "hours", "that interventions took, of all the vendor's people together"),
    Column("setup_weeks", "weeks", "by which preparations delayed the start"),
    Column("messages", "messages", "between client staff and vendor teams"),
    Column("misunderstandings", "messages", "of these, those that were misread"),
    Column("calendar_multiplier", "ratio", "how much longer things took than at one place, mean over the weeks lived"),
)
"""What stands in a table of partnerships behind what is varied."""

INDICATOR_COLUMNS = tuple(
    Column(f"{each.name}_{which}", each.unit, f"{each.meaning}, {when}")
    for each in INDICATORS
    for which, when in (("mean", "mean over the weeks lived"), ("last", "in the last week lived"))
)

FAILURE = Column("failure", "words", "why a point could not be simulated; else missing")


def _mean(name: str) -> Column:
    of = next(column for column in (*WHAT_BECAME, *INDICATOR_COLUMNS) if column.name == name)
    return Column(name, of.unit, f"mean over its partnerships: {of.meaning}")


POINTS = (
    Column("partnerships", "number", "simulated at this point"),
    *(Column(name, "share", f"of its partnerships that are {name}") for name in OUTCOMES),
    Column("first_cause", "name", "what most of its terminations came of"),
    *(_mean(name) for name in MEANS),
    FAILURE,
)
"""A table of points, behind what is varied; each share and mean has the ends of its interval of 95 % beside it."""

WEEKS = (
    *(column for column in WHICH if column.name in ("scenario", "point", "replicate")),
    Column("week", "week", "from 0 to the partnership's last"),
    *(Column(each.name, each.unit, each.meaning) for each in INDICATORS),
)
"""A table of weeks."""
