"""The books: what happened, as long as the partnership lives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oracle.arithmetic import mean
from outsim.levers import LEVERS

if TYPE_CHECKING:
    from oracle.judgement import Verdict
    from oracle.model import OraclePartnership

RUNNING, TERMINATED, COMPLETED = 0.0, 1.0, 2.0


@dataclass(slots=True)
class Ledger:
    """Sums over the weeks lived; weeks are -1 until they happen."""

    lived: float = 0.0
    ended_week: float = -1.0
    outcome: float = RUNNING
    cause: float = -1.0
    insourced: float = -1.0
    escalations: float = 0.0
    first_escalation_week: float = -1.0
    renegotiations: float = 0.0
    first_renegotiation_week: float = -1.0
    leaks: float = 0.0
    demanded: float = 0.0
    delivered: float = 0.0
    done: float = 0.0
    reworked: float = 0.0
    messages: float = 0.0
    misunderstandings: float = 0.0
    calendar: float = 0.0
    cost: float = 0.0
    planned_cost: float = 0.0
    intervention_cost: float = 0.0
    intervention_staff_hours: float = 0.0
    intervention_leader_hours: float = 0.0
    intervention_vendor_hours: float = 0.0
    setup_weeks: float = 0.0
    due_week: float = -1.0


def opened(model: OraclePartnership) -> Ledger:
    """What preparations cost before week 0."""
    prepared = vars(model.dose)
    return Ledger(
        setup_weeks=sum(prepared[lever.name] * lever.setup_weeks for lever in LEVERS),
    )


def keep(model: OraclePartnership, verdict: Verdict) -> None:
    """Writes this week down, and ends the partnership when there is a reason."""
    book = model.ledger
    if book.outcome != RUNNING:
        return
    book.lived += 1
    _events(model, book, verdict)
    _work(model, book)
    _money(model, book, verdict)
    if verdict.terminated:
        book.outcome, book.ended_week = TERMINATED, float(model.week)
        book.cause, book.insourced = float(verdict.cause), float(verdict.insourced)
    elif _completed(model):
        book.outcome, book.ended_week = COMPLETED, float(model.week)


def _events(model: OraclePartnership, book: Ledger, verdict: Verdict) -> None:
    if verdict.escalated:
        book.escalations += 1
        if book.first_escalation_week < 0:
            book.first_escalation_week = float(model.week)
    if verdict.renegotiated:
        book.renegotiations += 1
        if book.first_renegotiation_week < 0:
            book.first_renegotiation_week = float(model.week)
    book.leaks += sum(team.leaks for team in model.teams)


def _work(model: OraclePartnership, book: Ledger) -> None:
    book.demanded += sum(team.demand for team in model.teams)
    book.done += sum(team.done for team in model.teams)
    book.delivered += sum(team.done - team.wrong for team in model.teams)
    book.reworked += sum(team.discovered for team in model.teams)
    book.messages += sum(link.now.messages for link in model.links)
    book.misunderstandings += sum(link.now.misunderstandings for link in model.links)
    book.calendar += mean(team.calendar for team in model.teams)
    plan_left = any(team.now.planned > 0 for team in model.teams)
    if model.described.work.kind == "project" and not plan_left and book.due_week < 0:
        book.due_week = float(model.week)


def _money(model: OraclePartnership, book: Ledger, verdict: Verdict) -> None:
    described, c = model.described, model.coefficients
    price = described.vendor.rate * described.vendor.team_size
    extra = c.productivity.pressure
    vendor = price * sum(team.moved * (1 + extra * team.pressure) for team in model.teams)
    messages = sum(link.now.messages for link in model.links)
    hours = c.talk.hours * messages + c.decisions.hours * model.served
    book.cost += (
        vendor
        + described.client.wage * hours
        + described.security.loss * model.severity
        + c.judgement.renegotiation_cost * verdict.renegotiated
    )
    if described.work.kind == "service" or any(team.last.planned > 0 for team in model.teams):
        talk = described.client.wage * c.talk.hours * sum(link.sent for link in model.links)
        book.planned_cost += price * sum(team.moved for team in model.teams) + talk
    book.intervention_cost += model.intervention_cost
    book.intervention_staff_hours += model.staff_hours * len(model.staff)
    book.intervention_leader_hours += model.leader_hours * len(model.leaders)
    book.intervention_vendor_hours += model.vendor_hours * len(model.teams) * model.described.vendor.team_size


def _completed(model: OraclePartnership) -> bool:
    work, share = model.described.work, model.coefficients.judgement.complete
    if model.week + 1 >= model.described.contract.term:
        return True
    if work.kind != "project" or any(person.now.moved < 1 for person in model.staff):
        return False
    left = sum(team.now.backlog + team.now.undiscovered for team in model.teams)
    return left <= share * work.load * work.plan * len(model.teams)
