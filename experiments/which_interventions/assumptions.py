"""What the effect of each lever depends on among the coefficients that nobody has measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control, rankdata, t

from outsim.levers import LEVER_NAMES
from outsim.scenario import Scenario
from outsim.statistics import spread_between
from outsim.studies.arms import live_arms, read_arms
from outsim.studies.effects import effects_of
from outsim.uncertainty import posterior_draws

REPLICATES = 1536  # twelve with each of 128 draws
AT_DEFAULTS = 512
SEED = 2  # other luck than that of the ranking
NAMED = 3  # coefficients named for each lever, at most
SHARE_FALSE = 0.05  # of the coefficients named, at most, in expectation


def what_it_depends_on(base: Scenario) -> pd.DataFrame:
    """One row a lever: its effect at the fitted defaults and over the posterior, and what the latter goes with.

    ``spread`` is the standard deviation of the true effect between draws of coefficients. ``depends_on`` names the
    coefficients whose draws correlate most (Spearman) with the effect of the lever in these draws, where that is no
    matter of chance (Benjamini & Hochberg 1995, over all levers and coefficients).
    """
    packages = {name: name for name in LEVER_NAMES}
    fixed = effects_of(live_arms(base, read_arms(base, packages), AT_DEFAULTS, SEED, kept=1))
    arms = live_arms(base, read_arms(base, packages), REPLICATES, SEED, parameters="posterior", kept=1)
    drawn, draws = effects_of(arms), arms.draws
    prevented = arms.failed[:1].astype(float) - arms.failed[1:]
    by_draw = pd.DataFrame(prevented.T).groupby(draws).mean()
    coefficients = posterior_draws().iloc[by_draw.index]
    correlations, chances = _spearman(by_draw.to_numpy(), coefficients.to_numpy())
    settled = false_discovery_control(chances.ravel()).reshape(chances.shape) < SHARE_FALSE
    rows = []
    for place, name in enumerate(LEVER_NAMES):
        order = [k for k in np.argsort(-np.abs(correlations[place])) if settled[place, k]][:NAMED]
        names = (
            f"{coefficients.columns[k].removeprefix('coefficients.')} {correlations[place, k]:+.2f}" for k in order
        )
        rows.append(
            {
                "lever": name,
                "prevented_at_defaults": fixed[place].prevented.value,
                "prevented_over_posterior": drawn[place].prevented.value,
                "low": drawn[place].prevented.low,
                "high": drawn[place].prevented.high,
                "spread": spread_between(prevented[place], draws),
                "depends_on": "; ".join(names),
            }
        )
    return pd.DataFrame(rows)


def _spearman(effects: np.ndarray, coefficients: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rank correlations [levers, coefficients] over draws, and their p-values (Student's approximation)."""
    ranks = [rankdata(values, axis=0) for values in (effects, coefficients)]
    centred = [each - each.mean(0) for each in ranks]
    scale = [np.sqrt((each**2).sum(0)) for each in centred]
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.nan_to_num(centred[0].T @ centred[1] / np.outer(*scale))
    free = len(effects) - 2
    return found, 2 * t.sf(np.abs(found) * np.sqrt(free / np.maximum(1e-12, 1 - found**2)), free)
