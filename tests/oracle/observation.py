"""The indicators: what a partnership shows of itself at the end of a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oracle.arithmetic import mean

if TYPE_CHECKING:
    from oracle.model import OraclePartnership


def observed(model: OraclePartnership) -> dict[str, float]:
    """Every indicator by its name in section 4 of docs/model.md."""
    staff, leaders = [one.now for one in model.staff], [one.now for one in model.leaders]
    teams, links = [team.now for team in model.teams], [link.now for link in model.links]
    trust = 0.5 * mean(one.trust for one in staff) + 0.5 * mean(one.trust for one in leaders)
    expectation = 0.5 * mean(one.expectation for one in staff) + 0.5 * mean(one.expectation for one in leaders)
    performance = 0.5 * mean(one.performance for one in staff) + 0.5 * mean(one.performance for one in leaders)
    return {
        "anxiety": mean(one.anxiety for one in staff),
        "dissatisfaction": mean(one.dissatisfaction for one in staff),
        "resistance": mean(one.resistance for one in staff),
        "motivation": mean(one.motivation for one in staff),
        "wellbeing": mean(one.wellbeing for one in staff),
        "commitment": mean(one.commitment for one in staff),
        "trust": trust,
        "vendor_trust": mean(team.trust for team in teams),
        "vendor_morale": mean(team.morale for team in teams),
        "expectation": expectation,
        "performance": performance,
        "expectation_gap": expectation - performance,
        "satisfaction": mean(1 - one.dissatisfaction for one in staff),
        "alignment": model.alignment,
        "clarity": model.understood_clarity,
        "friction": mean(link.friction for link in links),
        "common_ground": mean(link.common_ground for link in links),
        "participation": mean(one.participation for one in leaders),
        "queue": sum(one.queue for one in leaders),
        "productivity": mean(team.productivity for team in model.teams),
        "quality": mean(team.quality for team in teams),
        "backlog": mean(team.overdue for team in model.teams),
        "ip_exposure": sum(team.leak_rate for team in model.teams),
        "hazard": model.verdict.hazard,
    }
