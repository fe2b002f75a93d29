"""How a partnership turned out, by section 3 of docs/model.md: the row that the engine's table has for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oracle.arithmetic import mean
from oracle.ledger import COMPLETED, TERMINATED
from outsim.indicators import INDICATOR_NAMES
from outsim.state import CAUSES

if TYPE_CHECKING:
    from oracle.model import OraclePartnership

_AS_BOOKED = ("escalations", "renegotiations", "leaks", "cost", "planned_cost", "intervention_cost")
_BOOKED_TOO = ("setup_weeks", "messages", "misunderstandings")


def row(model: OraclePartnership) -> dict[str, Any]:
    """Values by column; None where a thing never happened."""
    book, last = model.ledger, model.history[-1]
    terminated = book.outcome == TERMINATED
    delivered = book.delivered / book.demanded
    late = last["backlog"]
    if book.outcome == COMPLETED and book.due_week >= 0:
        late = max(late, book.ended_week - book.due_week)
    values: dict[str, Any] = {
        "outcome": "terminated" if terminated else _verdict(model, delivered, late),
        "ended_week": book.ended_week if book.outcome else model.described.weeks,
        "cause": CAUSES[int(book.cause)] if terminated else None,
        "exit": ("switched", "insourced")[int(book.insourced)] if terminated else None,
        "delivered_share": delivered,
        "delay_weeks": late,
        "quality": last["quality"],
        "rework_share": book.reworked / book.done,
        "calendar_multiplier": book.calendar / book.lived,
    }
    for name in (*_AS_BOOKED, *_BOOKED_TOO):
        values[name] = getattr(book, name)
    for name in ("first_escalation_week", "first_renegotiation_week"):
        week = getattr(book, name)
        values[name] = None if week < 0 else week
    for name in INDICATOR_NAMES:
        values[f"{name}_mean"] = mean(week[name] for week in model.history)
        values[f"{name}_last"] = last[name]
    return values


def _verdict(model: OraclePartnership, delivered: float, late: float) -> str:
    c, book = model.coefficients.judgement, model.ledger
    missed = (
        delivered < c.value
        or book.cost > book.planned_cost * (1 + c.overrun)
        or late > c.delay
        or model.history[-1]["satisfaction"] < c.satisfaction
    )
    return "unsuccessful" if missed else "successful"
