"""Voice before exit: escalation, renegotiation, and the end with its cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oracle.arithmetic import logistic, mean, positive
from outsim.state import CAUSES

if TYPE_CHECKING:
    from oracle.model import OraclePartnership


@dataclass
class Verdict:
    """What the client decides this week."""

    escalated: bool
    renegotiated: bool
    terminated: bool
    hazard: float
    cause: int
    insourced: bool


def judge(model: OraclePartnership) -> Verdict:
    """Reads this week's feelings; changes nothing."""
    c, contract, luck = model.coefficients.judgement, model.described.contract, model.luck
    voice = model.partnership.last.voice
    of_staff = mean(person.now.dissatisfaction for person in model.staff)
    of_leaders = mean(leader.dissatisfaction for leader in model.leaders)
    dissatisfaction = 0.5 * of_staff + 0.5 * of_leaders
    patience = model.coefficients.rework.patience
    late = mean(team.overdue / (team.overdue + patience) for team in model.teams)
    escalate = logistic(
        c.escalate
        + c.escalate_dissatisfaction * dissatisfaction
        + c.escalate_unanswered * model.unanswered
        + c.escalate_lateness * late
    )
    renegotiate = logistic(
        c.renegotiate
        + c.renegotiate_voice * voice
        + c.renegotiate_dissatisfaction * dissatisfaction
        + c.renegotiate_flexibility * contract.flexibility
    )
    grounds = _grounds(model, dissatisfaction, late, voice)
    hazard = logistic(c.terminate - c.switching_cost * contract.switching_cost + sum(grounds.values()))
    return Verdict(
        escalated=luck.escalate < escalate,
        renegotiated=luck.renegotiate < renegotiate,
        terminated=luck.terminate < hazard,
        hazard=hazard,
        cause=_drawn(grounds, luck.cause),
        insourced=luck.insource < c.insource,
    )


def raise_voice(model: OraclePartnership, verdict: Verdict) -> None:
    """What an escalation and a renegotiation change at once."""
    c, shared = model.coefficients, model.partnership
    shared.now.voice = shared.last.voice * (1 - 1 / c.judgement.voice_memory)
    if verdict.escalated:
        share = c.participation.escalation
        for leader in model.leaders:
            leader.now.participation += share * (1 - leader.now.participation)
            leader.now.queue *= 1 - share
        shared.now.news = min(1.0, shared.now.news + c.threat.escalation_news)
        shared.now.voice = 1.0
    if verdict.renegotiated:
        reset = c.judgement.reset
        shared.now.clarity += reset * (1 - shared.now.clarity)
        shared.now.completeness += reset * (1 - shared.now.completeness)
        shared.now.drift *= 1 - reset
        for one in (*model.staff, *model.leaders):
            one.now.expectation -= reset * positive(one.now.expectation - one.now.performance)
        for leader in model.leaders:
            leader.now.queue += c.judgement.renegotiation_hours / c.decisions.hours
        shared.now.voice = 0.0


def _grounds(model: OraclePartnership, dissatisfaction: float, late: float, voice: float) -> dict[str, float]:
    """The parts of the hazard, by cause."""
    c, shared = model.coefficients.judgement, model.partnership.now
    trust = 0.5 * mean(person.now.trust for person in model.staff)
    trust += 0.5 * mean(leader.now.trust for leader in model.leaders)
    commitment = mean(person.now.commitment for person in model.staff)
    held = {cause: grievance + 1e-6 for cause, grievance in shared.grievance.items()}
    total = sum(held.values())
    q = held["expectations"] / (held["expectations"] + held["delivery"])
    grounds = {cause: c.distrust * (1 - trust) * held[cause] / total for cause in CAUSES}
    grounds["expectations"] += c.dissatisfaction * dissatisfaction * q
    grounds["delivery"] += c.dissatisfaction * dissatisfaction * (1 - q) + c.lateness * late
    grounds["security"] += c.leak * shared.leak
    grounds["people"] = c.uncommitted * (1 - commitment)
    together = sum(grounds.values())
    return {cause: ground * (1 + c.voice * voice / together) for cause, ground in grounds.items()}


def _drawn(grounds: dict[str, float], u: float) -> int:
    """The first cause whose cumulative share exceeds u."""
    total, cumulative = sum(grounds.values()), 0.0
    for index, cause in enumerate(CAUSES):
        cumulative += grounds[cause]
        if cumulative / total > u:
            return index
    return len(CAUSES) - 1
