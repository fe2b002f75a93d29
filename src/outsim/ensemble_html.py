"""Simulated partnerships as a notebook shows them: outcomes and causes with intervals, and survival as a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outsim import html
from outsim.ensemble import CAUSE_WORDS, OUTCOMES
from outsim.html import Markup
from outsim.report import hurts_most, share_in_words
from outsim.situation import places_in_words

if TYPE_CHECKING:
    from outsim.ensemble import Ensemble

MOST_POINTS = 20

MEANINGS = {
    "successful": "it lasted, or completed, and missed neither value, cost, time nor satisfaction",
    "unsuccessful": "it lasted, or completed, and missed value, cost, time or satisfaction",
    "terminated": "it was ended before its time",
}
"""Of outcomes."""


def ensemble_html(ensemble: Ensemble) -> str:
    """The display of an ensemble in a notebook."""
    if len(ensemble.scenarios) == 1 and len(ensemble.runs) > 1:
        return _one(ensemble)
    return _several(ensemble)


def _one(ensemble: Ensemble) -> Markup:
    answers, scenario = ensemble.point_summary(), ensemble.scenarios[0]
    rows = [
        [html.tip(name, MEANINGS[name]), share_in_words(answers["outcomes"][name]), _bar(answers["outcomes"][name])]
        for name in OUTCOMES
    ]
    why = [
        [CAUSE_WORDS.get(found["cause"], found["cause"]), share_in_words(found), _bar(found)]
        for found in answers["causes"]
    ]
    median = answers["timing"]["median_week"]["value"]
    when = f" Half of the terminations come by week {median:.0f}." if median is not None else ""
    state = "" if ensemble.complete else "; interrupted, not all were simulated"
    return html.block(
        html.join([f"{scenario.name}: {len(ensemble.runs):,} partnerships ", _survival(ensemble, 0)]),
        html.words(
            f"{places_in_words(scenario)}, {scenario.weeks} weeks, seed {ensemble.seed}{state}. "
            "Ranges are 95 % intervals."
        ),
        html.table(["outcome", "of all partnerships", ""], rows, label="outcomes"),
        html.table(["terminated over", "of terminations", ""], why, label="causes") if why else "",
        html.words(hurts_most(answers) + when),
    )


def _several(ensemble: Ensemble) -> Markup:
    shown = range(min(len(ensemble.scenarios), MOST_POINTS))
    rows, head = [], ["scenario"]
    for point in shown:
        answers = ensemble.point_summary(point)
        head = ["scenario", *answers["parameters"], "partnerships", *OUTCOMES, "survival", "hurts most"]
        rows.append(
            [
                answers["scenario"],
                *(html.cell(value) for value in answers["parameters"].values()),
                f"{answers['partnerships']:,}",
                *(share_in_words(answers["outcomes"][name]) for name in OUTCOMES),
                _survival(ensemble, point),
                hurts_most(answers),
            ]
        )
    head = [html.tip(name, MEANINGS.get(name, "")) for name in head]
    rest = f"and {len(ensemble.scenarios) - MOST_POINTS:,} more points" if len(ensemble.scenarios) > MOST_POINTS else ""
    return html.block(repr(ensemble)[1:-1], html.table(head, rows, label="points"), html.words(rest))


def _survival(ensemble: Ensemble, point: int) -> Markup:
    table = ensemble.survival(point)
    if not len(ensemble.runs_of(point)):
        return html.text("")
    left = [1.0, *table["survival"].tolist()]
    label = f"Survival: {100 * left[-1]:.0f} % are not terminated by week {len(table)}"
    return html.sparkline(left, label)


def _bar(found: dict[str, Any]) -> Markup:
    return html.bar(found["share"] or 0.0)
