"""What all agents have in common, and equations that hold for more than one kind of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from oracle.arithmetic import clip, positive
from oracle.records import Lived
from outsim.parameters import people

if TYPE_CHECKING:
    from oracle.model import OraclePartnership


class Member(Lived, mesa.Agent):
    """An agent with a place (its index among its kind), last week's state and this week's."""

    model: OraclePartnership

    def __init__(self, model: OraclePartnership, index: int, start: Any) -> None:
        super().__init__(model)
        self.index = index
        self.last = self.now = start


def satisfaction(c: people.Satisfaction, expectation: float, performance: float) -> float:
    """What people get against what they expected; a loss weighs more than a gain."""
    gain = positive(performance - expectation)
    loss = positive(expectation - performance)
    disconfirmed = c.disconfirmation * (gain - c.loss_aversion * loss)
    return clip(c.intercept + c.expectation * expectation + c.performance * performance + disconfirmed)


def expectation_after(
    c: people.Expectation, expectation: float, performance: float, hype: float, truth: float
) -> float:
    """Expectation meets what is perceived where people are told the truth, and drifts up to hype where not."""
    learned = c.truth * truth * (performance - expectation)
    drifted = c.drift * (1 - truth) * positive(hype - expectation)
    return expectation + learned + drifted


def trust_after(c: people.Trust, trust: float, evidence: float) -> float:
    """Evidence builds trust slowly and destroys it fast."""
    built = c.gain * (1 - trust) * positive(evidence - trust)
    lost = c.gain * c.asymmetry * trust * positive(trust - evidence)
    return clip(trust + built - lost)


def contract_knowledge_after(model: OraclePartnership, known: float, used: float, others: float) -> float:
    """Taught, used, heard of, forgotten, and made obsolete by a change of scope."""
    c = model.coefficients.contract_knowledge
    learned = c.workshop * model.dose.contract_workshop * (1 - known) + c.use * used * (1 - known)
    kept = known + learned + c.peers * (others - known) - c.forgetting * known
    return clip(kept * (1 - c.scope_change * model.scope_change))
