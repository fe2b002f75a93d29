"""Makes the example of a pulse survey that outsim ships: `python experiments/validation/make_pulse_example.py`.

One simulated partnership is asked every four weeks. Its answers are the model's own plus the noise of a survey, so that
what the survey should lead back to is known: it stands in the file's first lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

import outsim
from outsim.studies.pulse import ASKED_OF, GROUPS, PERSON_SD

FILE = Path(__file__).parents[2] / "src" / "outsim" / "data" / "pulse_example.csv"
SCENARIO = "offshore_call_center"
TRUTH = {
    "client.anxiety": 0.4,
    "leaders.participation": 0.25,
    "expectations.optimism": 0.6,
    "contract.clarity": 0.35,
}
SEED, REPLICATE, RNG_SEED = 7, 1, 20260105
WEEKS = range(2, 27, 4)
LIVES_AT_LEAST = 60  # weeks, so that the file leaves something to foresee
INDICATORS = (
    "anxiety",
    "dissatisfaction",
    "motivation",
    "trust",
    "participation",
    "vendor_trust",
    "vendor_morale",
    "alignment",
    "clarity",
    "friction",
)


def simulated_pulse(
    scenario: outsim.Scenario,
    *,
    seed: int,
    replicate: int,
    weeks: Sequence[int],
    indicators: Sequence[str],
    scale: int = 5,
    respondents: int = 12,
    missing: float = 0.1,
    rng_seed: int,
) -> pd.DataFrame:
    """The survey of one simulated partnership, as the table of a pulse file.

    Every group answers what the model's indicator says, which pools the groups, plus the sampling noise of so many
    respondents. Means of 1 to 5 are rounded to one decimal, of 0 to 100 to whole numbers.

    Args:
        weeks: in which people are asked, from 0; the partnership must live through the last.
        indicators: that are asked for, of the groups that may answer each.
        scale: 5 for answers of 1 to 5, 100 for answers of 0 to 100.
        respondents: of each group; all leaders where there are fewer.
        missing: probability that a cell is left empty.
        rng_seed: of noise and empty cells.
    """
    lived = _lived(scenario, seed, replicate)
    rng = np.random.default_rng(rng_seed)
    sizes = dict.fromkeys(GROUPS, respondents) | {"leaders": min(respondents, scenario.leaders.count)}
    rows = []
    for week in weeks:
        for group, size in sizes.items():
            asked = [name for name in indicators if group in ASKED_OF[name]]
            noise = rng.normal(0.0, PERSON_SD / np.sqrt(size), len(asked))
            given = rng.random(len(asked)) >= missing
            mean = np.clip(lived.loc[week, asked].to_numpy(dtype=float) + noise, 0.0, 1.0)
            answers = np.where(given, np.round(1 + 4 * mean, 1) if scale == 5 else np.round(100 * mean), np.nan)
            rows.append({"week": week, "group": group, "respondents": size, **dict(zip(asked, answers, strict=True))})
    return pd.DataFrame(rows, columns=["week", "group", "respondents", *indicators])


def _lived(scenario: outsim.Scenario, seed: int, replicate: int) -> pd.DataFrame:
    """The indicators of one partnership, a row a week that it lived."""
    weeks = outsim.simulate(scenario, replicates=replicate + 1, seed=seed, weekly=True).weeks
    return weeks[weeks["replicate"] == replicate].set_index("week")


def _comments(weeks_lived: int) -> Iterator[str]:
    made = f"# Made by the model (outsim {outsim.__version__}), not a real survey: scenario {SCENARIO}"
    yield f"{made}, seed {SEED}, replicate {REPLICATE} (lives {weeks_lived} weeks)."
    yield "# Truth: " + ", ".join(f"{name} = {value}" for name, value in TRUTH.items()) + "."
    yield "# Means of so many respondents on a scale of 1 to 5; an empty cell was not asked or not answered."
    yield "# Written by experiments/validation/make_pulse_example.py."


def main() -> None:
    """Writes the file."""
    scenario = outsim.load_scenario(SCENARIO).with_(TRUTH)
    weeks_lived = len(_lived(scenario, SEED, REPLICATE))
    if weeks_lived < LIVES_AT_LEAST:
        raise SystemExit(f"replicate {REPLICATE} lives {weeks_lived} weeks; choose one that lives {LIVES_AT_LEAST}")
    survey = simulated_pulse(
        scenario, seed=SEED, replicate=REPLICATE, weeks=WEEKS, indicators=INDICATORS, rng_seed=RNG_SEED
    )
    lines = [*_comments(weeks_lived), survey.to_csv(index=False, lineterminator="\n")]
    FILE.write_text("\n".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
