"""The reference population: partnerships as different as those that published rates are about.

A published failure rate is an average over many deals. So it is held against an average over many simulated ones, whose
descriptions are drawn from `VARIES`: who outsources what to whom, how clearly, how hopefully, how well led. Nobody has
published most of these distributions; those rows say "assumed".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.scenario import Scenario
from outsim.studies.living import LaidOut

ASSUMED = "assumed"


@dataclass(frozen=True)
class Spread:
    """A number between two ends: a beta distribution stretched over them, with the given mean.

    ``evenness`` is the sum of the beta's two shape parameters: 2 with a mean in the middle is uniform, more is narrower.
    """

    low: float
    high: float
    mean: float
    evenness: float = 4.0

    def at(self, share: NDArray[np.float64]) -> NDArray[Any]:
        """The quantiles at these shares, 0..1."""
        from scipy.stats import beta

        middle = (self.mean - self.low) / (self.high - self.low)
        stretched = beta.ppf(share, middle * self.evenness, (1 - middle) * self.evenness)
        return np.asarray(self.low + (self.high - self.low) * stretched)

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}, mean {self.mean:g}"


@dataclass(frozen=True)
class Sometimes:
    """Zero in most partnerships; in the given share of them a dose spread evenly over 0.3 to 1."""

    share: float

    def at(self, share: NDArray[np.float64]) -> NDArray[Any]:
        """The quantiles at these shares, 0..1."""
        place = (share - (1 - self.share)) / self.share
        return np.where(place < 0, 0.0, 0.3 + 0.7 * place)

    def __str__(self) -> str:
        return f"in {100 * self.share:.0f} % a dose of 0.3 to 1, else 0"


@dataclass(frozen=True)
class Among:
    """One of several names, by weight."""

    weights: Mapping[str, float]

    def at(self, share: NDArray[np.float64]) -> NDArray[Any]:
        """The names at these shares, 0..1."""
        ends = np.cumsum(list(self.weights.values()))
        return np.asarray(list(self.weights))[np.searchsorted(ends / ends[-1], share, side="right")]

    def __str__(self) -> str:
        total = sum(self.weights.values())
        return ", ".join(f"{name} {100 * weight / total:.0f} %" for name, weight in self.weights.items())


@dataclass(frozen=True)
class Varies:
    """One thing in which partnerships differ: a parameter, a lever's dose, or what `_scenario` reads."""

    name: str
    spread: Spread | Sometimes | Among
    source: str = ASSUMED


VARIES: tuple[Varies, ...] = (
    Varies("size", Among({"small": 0.4, "medium": 0.6}), "assumed; two sizes, each compiled once"),
    Varies("client.country", Among({"USA": 50, "GBR": 15, "DEU": 8, "NLD": 5, "FRA": 5, "SWE": 4, "AUS": 6, "CAN": 4, "JPN": 3}),
           "assumed; most contracts of a trade index are signed in the Americas and Europe (ISG Index)"),
    Varies("vendor.country", Among({"own": 40, "IND": 27, "PHL": 8, "POL": 6, "MEX": 4, "VNM": 3, "ROU": 3, "CHN": 3, "BRA": 2, "ZAF": 2, "EGY": 1, "MYS": 1}),
           "assumed; India sold 44 % of offshore services in 2005 (NASSCOM, as quoted), many deals stay at home"),
    Varies("work.kind", Among({"service": 0.65, "project": 0.35})),
    Varies("work.plan", Spread(26, 90, 52)),
    Varies("work.load", Spread(0.35, 0.6, 0.48)),
    Varies("work.complexity", Spread(0.05, 0.95, 0.45)),
    Varies("work.interdependence", Spread(0.1, 0.9, 0.5)),
    Varies("work.pressure", Spread(0.05, 0.95, 0.42)),
    Varies("work.scope_change", Spread(0.005, 0.1, 0.03)),
    Varies("contract.clarity", Spread(0.1, 0.95, 0.55)),
    Varies("contract.completeness", Spread(0.2, 0.95, 0.6)),
    Varies("contract.decision_rights", Spread(0.1, 0.95, 0.5)),
    Varies("contract.flexibility", Spread(0.1, 0.8, 0.4)),
    Varies("contract.switching_cost", Spread(0.05, 0.8, 0.4)),
    Varies("expectations.optimism", Spread(0.0, 1.0, 0.35)),
    Varies("expectations.leader_optimism", Spread(0.0, 1.1, 0.45)),
    Varies("expectations.diligence", Spread(0.0, 0.9, 0.35)),
    Varies("expectations.openness", Spread(0.05, 0.8, 0.35)),
    Varies("expectations.rosiness", Spread(0.1, 0.9, 0.45)),
    Varies("leaders.participation", Spread(0.05, 0.95, 0.5), "assumed; fewer than two thirds of projects have a sponsor who takes part (fact M04)"),
    Varies("client.job_impact", Spread(0.05, 0.95, 0.45)),
    Varies("client.anxiety", Spread(0.05, 0.6, 0.25)),
    Varies("client.trust", Spread(0.2, 0.8, 0.5)),
    Varies("client.bias", Spread(0.05, 0.7, 0.3)),
    Varies("client.involvement", Spread(0.0, 0.7, 0.25)),
    Varies("client.contract_knowledge", Spread(0.05, 0.8, 0.35)),
    Varies("vendor.skill", Spread(0.35, 0.85, 0.6)),
    Varies("vendor.organisational_gap", Spread(0.05, 0.8, 0.35)),
    Varies("vendor.rigidity", Spread(0.1, 0.8, 0.4)),
    Varies("vendor.security", Spread(0.2, 0.9, 0.5)),
    Varies("vendor.attrition", Spread(0.08, 0.5, 0.25), "contact centres 0.30 to 0.45 a year (fact W03), software vendors 0.10 to 0.25"),
    Varies("security.access", Spread(0.02, 0.9, 0.3)),
    Varies("security.partition", Spread(0.0, 0.8, 0.3)),
    Varies("security.safeguards", Spread(0.0, 0.9, 0.35), "mean: firms that rate theirs highly effective (fact I03)"),
    Varies("change_management", Spread(0.0, 1.0, 0.3), "assumed; the dose of three levers, as one office runs them"),
    Varies("levers.cultural_training", Sometimes(0.3)),
    Varies("levers.contract_workshop", Sometimes(0.3)),
    Varies("levers.progress_updates", Sometimes(0.4)),
)  # fmt: skip

SIZES: Mapping[str, Mapping[str, int]] = {
    "small": {"client.staff": 12, "client.departments": 3, "vendor.teams": 3, "leaders.count": 2, "vendor.candidates": 3},
    "medium": {"client.staff": 40, "client.departments": 4, "vendor.teams": 8, "leaders.count": 4, "vendor.candidates": 4},
}  # fmt: skip

CHANGE_LEVERS = ("change_communication", "emotional_support", "participation")


@dataclass(frozen=True, eq=False)
class Population:
    """Different partnerships.

    Attributes:
        members: their descriptions, one scenario each.
        traits: one row a member, a column for each name in `VARIES`, and ``offshore`` (whether the vendor is in another
            country).
    """

    members: tuple[Scenario, ...]
    traits: pd.DataFrame

    @cached_property
    def laid_out(self) -> LaidOut:
        """Its members as arrays."""
        return LaidOut(self.members)


def reference_population(members: int, *, weeks: int = 104, seed: int | Sequence[int] = 1) -> Population:
    """Partnerships drawn from the reference population by Latin hypercube, so that few cover it evenly.

    Args:
        members: how many, 2 or more.
        weeks: for how long each is simulated. Contracts run longer, so that none ends by its term.
        seed: of the drawing, one number or several.

    >>> population = reference_population(8, weeks=26)
    >>> len(population.members), sorted(set(population.traits["work.kind"]))
    (8, ['project', 'service'])
    """
    from scipy.stats.qmc import LatinHypercube

    shares = LatinHypercube(len(VARIES), rng=np.random.default_rng(seed)).random(members)
    traits = pd.DataFrame({varied.name: varied.spread.at(shares[:, place]) for place, varied in enumerate(VARIES)})
    home = traits["vendor.country"].eq("own")
    traits["vendor.country"] = traits["vendor.country"].where(~home, traits["client.country"])
    traits["offshore"] = ~home
    rows: Sequence[Mapping[Any, Any]] = traits.to_dict("records")
    base = Scenario(name="reference", weeks=weeks)
    return Population(tuple(_scenario(base, row) for row in rows), traits)


def _scenario(base: Scenario, traits: Mapping[Any, Any]) -> Scenario:
    values = {name: value for name, value in traits.items() if "." in name and not name.startswith("levers.")}
    return base.with_(
        {
            **SIZES[traits["size"]],
            **values,
            "contract.term": base.weeks + 52.0,
            "interventions": tuple(_pulls(traits)),
        }
    )


def _pulls(traits: Mapping[Any, Any]) -> Iterator[dict[str, Any]]:
    doses = {name.removeprefix("levers."): value for name, value in traits.items() if name.startswith("levers.")}
    doses |= dict.fromkeys(CHANGE_LEVERS, traits["change_management"])
    for lever, dose in doses.items():
        if dose > 0:
            yield {"lever": lever, "dose": float(dose)}
