"""The simulated situations that patterns are measured on: pairs that differ in one thing and share their luck.

What people feel is measured in partnerships that nobody can end, so that no trend is made by the worst ones dropping
out; how partnerships end is measured as the model has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.engine import simulate
from outsim.ensemble import Ensemble
from outsim.errors import InputError
from outsim.scenario import Scenario

Values = NDArray[np.float64]

FEWEST = 30  # replicates; fewer bound nothing

YEAR = 52
PLAN = 78  # weeks of a project
EARLY_WAVE, LATE_WAVE = slice(5, 18), slice(45, 58)
VISITS_CHANGE = 52

ENDLESS = {
    "coefficients.judgement.terminate": -16.0,
    "coefficients.judgement.switching_cost": 12.0,
    "contract.switching_cost": 1.0,
}
LEAKY = {"coefficients.leak.base": 0.5, "security.access": 1.0, "security.partition": 0.0, "security.safeguards": 0.0}
TRUST_ALONE = {"coefficients.common_ground.bonding": 0.0, "coefficients.common_ground.bias_bonding": 0.0}
"""Visits then act on trust at once and on nothing that lasts."""


@dataclass(frozen=True)
class Arm:
    """One simulated situation. Replicate r of every arm of the same length met the same luck."""

    ensemble: Ensemble
    point: int

    @property
    def runs(self) -> pd.DataFrame:
        """One row a partnership."""
        return self.ensemble.runs_of(self.point)

    def first(self, column: str) -> Values:
        """The week in which something happened first [replicates], infinite where it never did."""
        return self.runs[column].to_numpy(dtype=float, na_value=np.inf)

    def weekly(self, indicator: str) -> Values:
        """[replicates, weeks], NaN after each one's end."""
        return self.ensemble.indicator_values(indicator, self.point).astype(float)

    def over(self, indicator: str, weeks: slice) -> Values:
        """The mean over these weeks [replicates], NaN where the partnership had ended before the last of them."""
        found: Values = self.weekly(indicator)[:, weeks].mean(axis=1)
        return found


Arms = Mapping[str, Arm]


def simulate_arms(*, replicates: int = 512, seed: int = 1) -> dict[str, Arm]:
    """Every arm that a pattern needs, in two simulations: one of two years, one of five.

    Raises:
        InputError: for too few replicates, or a number out of range.
    """
    if replicates < FEWEST:
        raise InputError(f"replicates = {replicates}: patterns need {FEWEST} or more")
    five_years = Scenario(weeks=5 * YEAR).with_(contract__term=5 * YEAR)
    arms: dict[str, Arm] = {}
    for scenarios in (_two_years(), {"five years": five_years, "five years, endless": five_years.with_(ENDLESS)}):
        ensemble = simulate(scenarios, replicates, seed, weekly=True)
        arms |= {name: Arm(ensemble, point) for point, name in enumerate(scenarios)}
    return arms


def _two_years() -> dict[str, Scenario]:
    base = Scenario()
    endless = base.with_(ENDLESS)
    project = endless.with_(work__kind="project", work__plan=PLAN)
    silent = endless.with_(expectations__openness=0.0, leaders__participation=0.0)
    vague, clear = (endless.with_(contract__clarity=clarity) for clarity in (0.2, 0.9))
    visits = {"lever": "relationship_building", "ramp": 1, "wear_off": 1}
    alone, leaky = endless.with_(TRUST_ALONE), endless.with_(LEAKY)
    return {
        "as it is": base,
        "endless": endless,
        "rosy": project.with_(expectations__rosiness=0.9),
        "candid": project.with_(expectations__rosiness=0.0, expectations__reporting_lag=1.0),
        "silent": silent,
        "told": silent.with_interventions("progress_updates"),
        "early wave": endless.with_(work__waves=1, work__first_wave=EARLY_WAVE.start),
        "late wave": endless.with_(work__waves=1, work__first_wave=LATE_WAVE.start),
        "vague": vague,
        "clear": clear,
        "vague, visits": vague.with_interventions("relationship_building"),
        "clear, visits": clear.with_interventions("relationship_building"),
        "no visits": alone,
        "visits": alone.with_interventions(visits),
        "visits begin": alone.with_interventions({**visits, "start": VISITS_CHANGE}),
        "visits end": alone.with_interventions({**visits, "end": VISITS_CHANGE}),
        "present": endless.with_(leaders__participation=0.9),
        "absent": endless.with_(leaders__participation=0.1),
        "sealed": leaky.with_(security__access=0.0),
        "open": leaky,
        "split": leaky.with_(security__partition=0.5),
        "sealed, can end": base.with_(LEAKY).with_(security__access=0.0),
        "open, can end": base.with_(LEAKY),
    }
