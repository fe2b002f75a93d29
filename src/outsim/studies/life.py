"""One partnership lived once more, with everything that is needed to say why it went as it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from outsim.account import Accounts, accounts
from outsim.compiled import in_precision
from outsim.ensemble import CAUSE_WORDS
from outsim.indicators import INDICATOR_NAMES
from outsim.scenario import Scenario
from outsim.single import SinglePartnership
from outsim.state import CAUSES, Ledger, State

RUNNING, TERMINATED, COMPLETED = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Life:
    """One partnership's weeks.

    Attributes:
        indicators: [weeks lived, indicators], those of the engine.
        start: anxiety and trust before week 0.
        accounts: what changed each week, and by what; numbers of the weeks lived.
        ledger: what had happened at the end, in plain numbers.
        draws: [weeks lived], uniform in (0, 1): a week whose hazard is above its draw is the last.
    """

    indicators: NDArray[Any]
    start: tuple[float, float]
    accounts: Accounts
    ledger: Ledger
    draws: NDArray[Any]

    @property
    def weeks(self) -> int:
        """Weeks lived."""
        return len(self.indicators)

    @property
    def terminated(self) -> bool:
        """Whether it was terminated."""
        return int(self.ledger.outcome) == TERMINATED

    @property
    def completed(self) -> bool:
        """Whether it reached its end: of the project or of the contract's term."""
        return int(self.ledger.outcome) == COMPLETED

    @property
    def cause(self) -> str | None:
        """What it was terminated over, in words; none without a termination."""
        return CAUSE_WORDS[CAUSES[int(self.ledger.cause)]] if self.terminated else None

    def values(self, indicator: str) -> NDArray[np.float64]:
        """An indicator in each week lived."""
        return self.indicators[:, INDICATOR_NAMES.index(indicator)].astype(float)


def live_again(base: Scenario, seed: int, replicate: int, arithmetic: str) -> Life:
    """Lives one partnership once more, on the engine's own steps, and takes each week apart.

    In single precision its weeks are those of `outsim.simulate`, as those of the live model are: to the last bit on a
    CPU with the default coefficients, but for rounding with others.
    """
    machine = SinglePartnership(base, seed, replicate, arithmetic)
    begun = state = machine.begin()
    before: list[State] = []
    indicators = []
    for week in range(base.weeks):
        before.append(state)
        state = machine.step(state, week)
        indicators.append(state.indicators)
        if state.ledger.outcome != RUNNING:
            break
    lived = len(before)
    before += [state] * (base.weeks - lived)  # one length, so that one program serves all partnerships
    lasts = jax.tree.map(lambda *leaves: np.stack(leaves)[..., None], *before)
    luck = jax.tree.map(lambda leaf: leaf[..., None], machine.luck)
    with in_precision(arithmetic):
        told = accounts()(machine.given, jax.tree.map(lambda leaf: leaf[..., None], begun), lasts, luck)
    told = jax.tree.map(np.asarray, told)
    return Life(
        indicators=np.array(indicators),
        start=(_mean(begun.staff.anxiety), (_mean(begun.staff.trust) + _mean(begun.leaders.trust)) / 2),
        accounts=told._replace(weeks=jax.tree.map(lambda leaf: leaf[:lived], told.weeks)),
        ledger=jax.tree.map(float, state.ledger),
        draws=np.asarray(machine.luck.terminate[:lived], float),
    )


def _mean(values: Any) -> float:
    return float(np.mean(values, dtype=float))
