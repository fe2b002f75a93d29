"""What two levers do together: more than the sum of what each does alone, less, or less than either."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from outsim.paired import chance_of_no_effect, difference_of, mean_of
from outsim.statistics import Estimate
from outsim.studies.arms import Arms
from outsim.studies.effects import SIGNIFICANCE

PLUS = " + "


def pair_name(one: str, other: str) -> str:
    """What the arm of two is called.

    >>> pair_name("a", "b")
    'a + b'
    """
    return f"{one}{PLUS}{other}"


def pairs_of(arms: Arms, names: Sequence[str]) -> pd.DataFrame:
    """What two levers do together, beside what they do alone: one row a pair.

    ``together`` is the share of failures that both prevent, ``synergy`` how much more that is than the sum of what each
    prevents alone (below 0: less), ``over_best`` how much more than the better one alone; each with its 95 % interval.
    ``p_adjusted`` is the p-value of no synergy (Student's test on pairs of partnerships), ``p_worse`` that of failing
    no oftener together than under either alone (the larger of McNemar's two), both adjusted for the number of pairs
    (Benjamini & Hochberg 1995). ``verdict``: ``synergy``, ``overlap`` (less than the sum: one prevents what the other
    does too), ``conflict`` (less than either alone), or ``not settled``.
    """
    draws, ended = arms.draws, dict(zip(arms.names, arms.failed[1:], strict=True))
    prevented = {name: arms.failed[0].astype(float) - failed for name, failed in ended.items()}
    pairs = list(combinations(names, 2))
    both = np.array([ended[pair_name(*pair)] for pair in pairs])
    best = np.array([ended[min(pair, key=lambda name: ended[name].mean())] for pair in pairs])
    synergy = np.array([prevented[pair_name(*pair)] - prevented[pair[0]] - prevented[pair[1]] for pair in pairs])
    together = difference_of(np.broadcast_to(arms.failed[0], both.shape), both, draws)
    over_best = difference_of(best, both, draws)
    unlike_sum = false_discovery(_chances(synergy, draws))
    worse = false_discovery(
        [_chance_of_no_harm(ended[pair_name(*pair)], [ended[one] for one in pair], draws) for pair in pairs]
    )
    return pd.DataFrame(
        [
            {
                "lever": one,
                "other": other,
                **_columns("together", together[place]),
                **_columns("synergy", more),
                **_columns("over_best", over_best[place]),
                "p_adjusted": unlike_sum[place],
                "p_worse": worse[place],
                "verdict": _pair_verdict(more.value, unlike_sum[place], worse[place]),
            }
            for place, ((one, other), more) in enumerate(zip(pairs, mean_of(synergy, draws), strict=True))
        ]
    )


def _columns(name: str, found: Estimate) -> dict[str, float]:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}


def _pair_verdict(synergy: float, unlike_sum: float, worse: float) -> str:
    if worse < SIGNIFICANCE:
        return "conflict"
    if unlike_sum >= SIGNIFICANCE:
        return "not settled"
    return "synergy" if synergy > 0 else "overlap"


def _chance_of_no_harm(both: Any, alone: Sequence[Any], draws: Any) -> float:
    """The p-value for failing no oftener together than under either alone; 1 where it does not fail oftener."""
    if any(both.mean() <= one.mean() for one in alone):
        return 1.0
    return max(chance_of_no_effect(both, one, draws) for one in alone)


def _chances(contrasts: Any, draws: Any) -> Any:
    """Student's p-value that each row has mean 0, over draws where there are any."""
    from scipy.stats import ttest_1samp

    units = contrasts if draws is None else pd.DataFrame(contrasts.T).groupby(draws).mean().to_numpy().T
    constant = units.min(1) == units.max(1)
    p_values = np.ones(len(units))
    if units.shape[1] > 1:
        p_values[~constant] = ttest_1samp(units[~constant], 0.0, axis=1).pvalue
    return p_values


def false_discovery(p_values: Any) -> Any:
    """P-values adjusted for their number by Benjamini & Hochberg 1995 (`scipy.stats.false_discovery_control`)."""
    from scipy.stats import false_discovery_control

    return false_discovery_control(p_values) if len(p_values) else np.array([])
