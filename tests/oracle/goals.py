"""Priorities over cost, speed, quality and control, and how they shift."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from oracle.arithmetic import positive
from oracle.records import Goals

if TYPE_CHECKING:
    from oracle.model import OraclePartnership


def scaled(goals: Iterable[float]) -> Goals:
    """Components below 0 set to 0, the rest scaled to sum to 1; equal weights where none is above 0."""
    kept = [positive(goal) for goal in goals]
    total = sum(kept)
    if total == 0:
        return (1 / len(kept),) * len(kept)
    return tuple(goal / total for goal in kept)


def own_goals(group: object) -> Goals:
    """The goals of the client or the vendor as the scenario describes them, scaled to sum to 1."""
    return scaled(getattr(group, f"{name}_goal") for name in ("cost", "speed", "quality", "control"))


def anchor(own: Goals, other: Goals, drift: float) -> Goals:
    """Where an organisation holds its people once interests have drifted apart."""
    return scaled(a + drift * (a - b) for a, b in zip(own, other, strict=True))


def shifted(model: OraclePartnership, goals: Goals, others: Goals, held: Goals) -> Goals:
    """Goals after a week: `others` is the pull of the other side, `held` the anchor of one's own house."""
    c, dose = model.coefficients.goals, model.dose
    pull = c.settling * dose.goal_alignment + c.vision * dose.shared_vision
    hold = c.anchor * (1 - c.loosening * dose.goal_alignment)
    return scaled(
        g + c.influence * other + hold * (a - g) + pull * (joint - g)
        for g, other, a, joint in zip(goals, others, held, model.joint_goals, strict=True)
    )
