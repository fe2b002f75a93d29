"""The report of simulated partnerships: the situation and what is likely in it."""

from __future__ import annotations

from outsim.ensemble import Ensemble
from outsim.errors import InputError
from outsim.handout.page import Section, page, picture
from outsim.handout.sections import assumptions, likely, made, situation, sure
from outsim.plots.inline import inline_svg
from outsim.report import hurts_most
from outsim.situation import places_in_words
from outsim.studies.words import hundred, name_in_words


def ensemble_report(ensemble: Ensemble, point: int = 0) -> str:
    """The whole report of one point as HTML.

    Raises:
        InputError: for a point that does not exist, or of which nothing was simulated.
    """
    runs, scenario = ensemble.runs_of(point), ensemble.scenarios[point]
    if runs.empty:
        raise InputError(f"point = {point}: no partnership of it was simulated; there is nothing to report")
    answers = ensemble.point_summary(point)
    failed = answers["terminated"]
    short = [
        f"{hundred(failed['share'])} of 100 such partnerships are terminated within {scenario.weeks} weeks "
        f"(95 % interval {hundred(failed['low'])} to {hundred(failed['high'])}).",
        hurts_most(answers),
    ]
    svg = picture(inline_svg(ensemble.plot(point=point), "overview"), "")
    chances = likely(ensemble, point)
    sections = [
        situation(scenario),
        Section(chances.title, (*chances.parts, svg)),
        sure(ensemble, f"{len(runs):,} simulated partnerships"),
        assumptions(scenario),
    ]
    under = f"{places_in_words(scenario)}, {scenario.weeks} weeks from {scenario.start_date}"
    return page(f"{name_in_words(scenario.name)}: what is likely", under, short, sections, made(scenario, ensemble))
