"""The families of challenges, as data: which parameters of the situation make each up, and how they are at their best.

Best states are of the situation: no coefficient, and no lever, so that they say what a challenge costs and not what an
intervention can do about it. What belongs to no family (the vendors' skill and attrition, the work itself, how long the
contract runs and what leaving costs) stays, and is part of what remains with everything at its best.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from outsim.errors import unknown_name
from outsim.scenario import Scenario


@dataclass(frozen=True)
class BestState:
    """One parameter at its best.

    Attributes:
        parameter: its dotted name.
        value: a number, or the dotted name of the parameter whose value it takes.
        reason: why that is best, in a line.
    """

    parameter: str
    value: float | str
    reason: str


@dataclass(frozen=True)
class Family:
    """A family of challenges: a short name, what readers call it, and its parameters at their best."""

    name: str
    title: str
    best: tuple[BestState, ...]


FAMILIES: tuple[Family, ...] = (
    Family(
        "people",
        "people and change",
        (
            BestState("client.job_impact", 0.0, "nobody's own job is threatened by the move"),
            BestState("client.anxiety", 0.0, "nobody is anxious before the announcement"),
            BestState("client.resistance", 0.0, "nobody is disposed to resist"),
            BestState("client.involvement", 1.0, "staff have a full say in how the work moves"),
        ),
    ),
    Family(
        "culture",
        "culture, language and clocks",
        (
            BestState("vendor.cultural_distance", 0.0, "both countries' people expect the same of work"),
            BestState("vendor.organisational_gap", 0.0, "both organisations work by the same standards"),
            BestState("vendor.rigidity", 0.0, "the vendor brings no habits from other clients"),
            BestState("vendor.working_english", 1.0, "the vendor's people work in English as at home"),
            BestState("client.bias", 0.0, "nobody judges the vendor by their own routines"),
            BestState("vendor.shift_start", 0.0, "somebody of the vendor's is at work at every hour ..."),
            BestState("vendor.shift_end", 24.0, "... so that the client's whole day is common"),
        ),
    ),
    Family(
        "expectations",
        "expectations and choice of vendor",
        (
            BestState("expectations.optimism", 0.0, "staff expect what is feasible"),
            BestState("expectations.leader_optimism", 0.0, "leaders expect what is feasible"),
            BestState("expectations.openness", 1.0, "people hear the whole truth"),
            BestState("expectations.rosiness", 0.0, "reports leave out nothing"),
            BestState("expectations.reporting_lag", 1.0, "reports are up to date"),
            BestState("expectations.diligence", 1.0, "the client sees the candidates as they are"),
            BestState("work.pressure", 0.0, "the plan takes the time that the work takes"),
        ),
    ),
    Family(
        "alignment",
        "contract, decisions and alignment",
        (
            BestState("contract.clarity", 1.0, "roles, results and measures are written clearly"),
            BestState("contract.completeness", 1.0, "the contract covers what may happen"),
            BestState("contract.decision_rights", 1.0, "it is clear who decides what"),
            BestState("client.contract_knowledge", 1.0, "both sides know the contract at signature"),
            BestState("vendor.cost_goal", "client.cost_goal", "both sides want the same of cost ..."),
            BestState("vendor.speed_goal", "client.speed_goal", "... of speed ..."),
            BestState("vendor.quality_goal", "client.quality_goal", "... of quality ..."),
            BestState("vendor.control_goal", "client.control_goal", "... and of control"),
        ),
    ),
    Family(
        "leadership",
        "leaders who take no part",
        (
            BestState("leaders.participation", 1.0, "leaders give all the time they have for it"),
            BestState("leaders.other_duties", 0.0, "nothing pulls them away"),
        ),
    ),
    Family(
        "security",
        "intellectual property",
        (
            BestState("security.access", 0.0, "the work opens nothing confidential to the vendor"),
            BestState("security.partition", 1.0, "nobody sees the whole"),
        ),
    ),
)
"""All families, in the order in which they are shown."""


def family(name: str) -> Family:
    """The family of that name.

    >>> family("leadership").title
    'leaders who take no part'

    Raises:
        InputError: for a name that no family has, with the nearest one that exists.
    """
    for known in FAMILIES:
        if known.name == name:
            return known
    raise unknown_name("family of challenges", name, (known.name for known in FAMILIES))


def at_their_best(base: Scenario, families: Iterable[Family]) -> Scenario:
    """The scenario with these families of challenges switched to their best state, and all else as it is.

    >>> at_their_best(Scenario(), [family("leadership")]).leaders.participation
    1.0
    """
    states = [state for one in families for state in one.best]
    return base.with_({state.parameter: _value(base, state.value) for state in states})


def _value(base: Scenario, value: float | str) -> Any:
    return reduce(getattr, value.split("."), base) if isinstance(value, str) else value
