"""Why one partnership ended as it did, what would have prevented its end, and what would have brought one about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TypedDict

import numpy as np
import pandas as pd

from outsim.app.controls import FIRST, Control, controls
from outsim.app.happenings import cause
from outsim.app.partnership import fork_of
from outsim.app.request import Request
from outsim.app.rounding import rounded
from outsim.app.trace import Trace
from outsim.engine import simulate
from outsim.errors import InputError
from outsim.levers import lever
from outsim.outcome import TERMINATED
from outsim.plots.style import heading
from outsim.scenario import Scenario
from outsim.studies.changes import PARTS
from outsim.studies.counterfactuals import counterfactuals, default_starts
from outsim.studies.events import chance
from outsim.studies.story_words import dollars, listed

NAMED = 3
"""So many are named in a sentence; the rest are counted."""


class Saved(TypedDict):
    """A lever that alone, at full dose, would have prevented the end, from the latest week tried in which it would."""

    lever: str
    label: str
    start: int
    cost: float | None  # USD of interventions
    words: str


class Endangered(TypedDict):
    """A change of the situation that alone would have ended a partnership that came through."""

    parameter: str
    label: str
    value: float | None
    week: int
    words: str


class Tried(TypedDict):
    """What is said of one partnership, and what came of what was tried with it."""

    words: list[str]
    saved: list[Saved]
    endangered: list[Endangered]


def why_this(request: Request, replicate: int, without: Trace, with_: Trace) -> Tried:
    """The partnership as it went without the levers, and other ways it could have gone on the same luck.

    Args:
        request: the situation.
        replicate: the partnership's number.
        without, with_: its lives.
    """
    saved: list[Saved] = []
    endangered: list[Endangered] = []
    said = [_ended(without), *_with_the_levers(request, without, with_)]
    if without.outcome == TERMINATED:
        tried = counterfactuals(request.without, replicate, request.seed, default_starts(without.lived), "single").table
        saved = _saving(tried)
        said += [_reason(without), *_what_saves(saved, tried, without)]
    else:
        endangered = _ending(request.without, replicate, request.seed)
        said += [_closest(without), _what_ends(endangered)]
    return Tried(words=said, saved=saved, endangered=endangered)


def _ended(trace: Trace) -> str:
    if trace.outcome == TERMINATED:
        return f"This partnership is terminated in week {trace.lived - 1} over {cause(trace)}."
    return f"This partnership comes through its {trace.lived} weeks."


def _with_the_levers(request: Request, without: Trace, with_: Trace) -> Iterator[str]:
    """What the levers make of it."""
    if request.with_levers == request.without:
        return
    ended, still = without.outcome == TERMINATED, with_.outcome == TERMINATED
    if without.lived == with_.lived and np.array_equal(without.indicators, with_.indicators):
        in_vain = without.lived <= (fork_of(request) or 0)
        yield "It is over before the levers begin." if in_vain else "The levers change nothing in it."
    elif ended and not still:
        yield "With the levers it comes through."
    elif still and not ended:
        yield f"With the levers it is terminated in week {with_.lived - 1} over {cause(with_)}."
    elif ended and with_.lived != without.lived:
        when = "later" if with_.lived > without.lived else "earlier"
        yield (
            f"With the levers it is terminated too, {_weeks(abs(with_.lived - without.lived))} {when}, "
            f"over {cause(with_)}."
        )
    elif ended:
        yield "With the levers it is terminated in the same week."
    else:
        yield "So it does with the levers."


def _reason(trace: Trace) -> str:
    """The chance of an end in its last week, and what had raised it since the start."""
    rose = np.asarray(trace.told.reasons[trace.lived - 1], float) - trace.start_reasons
    names = list(PARTS["hazard"].values())
    most = [names[place] for place in np.argsort(-rose)[:2] if rose[place] > 0]
    by = f"; since the start {listed(most, 'and')} had raised it most" if most else ""
    return f"In that week the chance of an end was {chance(float(trace.values('hazard')[-1]))}{by}."


def _closest(trace: Trace) -> str:
    """The week in which its chance of an end came nearest to the luck that would have ended it."""
    hazard = trace.values("hazard")
    week = int((hazard / trace.draws[: trace.lived]).argmax())
    return (
        f"Its closest call was week {week}: the chance of an end was {chance(hazard[week])}, "
        f"and by its luck anything above {chance(trace.draws[week])} would have ended it."
    )


def _saving(tried: pd.DataFrame) -> list[Saved]:
    """Cheapest first."""
    latest = tried[tried["survived"]].sort_values("start").drop_duplicates("lever", keep="last")
    found = []
    for row in latest.sort_values(["cost", "start"], kind="stable").to_dict("records"):
        known, start = lever(row["lever"]), int(row["start"])
        words = f"{heading(known.name)} {_from(start)} ({known.meaning}): {dollars(row['cost'])}"
        found.append(
            Saved(lever=known.name, label=heading(known.name), start=start, cost=rounded(row["cost"]), words=words)
        )
    return found


def _from(week: int) -> str:
    return f"from week {week} on" if week else "from the start"


def _what_saves(saved: Sequence[Saved], tried: pd.DataFrame, trace: Trace) -> Iterator[str]:
    starts = [str(start) for start in sorted(tried["start"].unique())]
    if not saved:
        yield f"No single lever at full dose, from week {listed(starts, 'or')} on, would have prevented its end."
        if (tried["ended_week"] == trace.lived - 1).all():
            draw = chance(float(trace.draws[trace.lived - 1]))
            yield f"The luck of week {trace.lived - 1} ends it at any chance of an end above {draw}."
        return
    levers = tried["lever"].nunique()
    ways = [f"{one['label'].lower()} {_from(one['start'])} ({dollars(one['cost'])})" for one in saved]
    if len(ways) <= NAMED:
        yield f"On the same luck {listed(ways, 'or')}, alone and at full dose, would have prevented its end."
    else:
        yield (
            f"On the same luck {len(ways)} of {levers} levers would each have prevented its end, alone and at full "
            f"dose; the cheapest: {listed(ways[:NAMED], 'and')}."
        )
    late = starts[-1]
    in_time = sum(one["start"] == int(late) for one in saved)
    if len(starts) > 1:
        yield f"As late as week {late}, {in_time if in_time else 'none'} of them would still have."


def _ending(base: Scenario, replicate: int, seed: int) -> list[Endangered]:
    """Each of the first sliders alone at either end of its usual range; of the ends that end it the earlier one."""
    tried = list(_at_ends(base))
    if not tried:
        return []
    runs = simulate([scenario for *_, scenario in tried], [replicate], seed).runs.sort_values("point")
    found: dict[str, Endangered] = {}
    for (control, value, _), terminated, week in zip(
        tried, (runs["outcome"] == "terminated").tolist(), runs["ended_week"].tolist(), strict=True
    ):
        if terminated and (control.name not in found or week < found[control.name]["week"]):
            found[control.name] = _endangered(control, value, week)
    return sorted(found.values(), key=lambda one: one["week"])


def _at_ends(base: Scenario) -> Iterator[tuple[Control, float, Scenario]]:
    for control in controls(base):
        if control.name not in FIRST or control.low is None or control.high is None:
            continue
        for value in control.usual or (control.low, control.high):
            if value != control.value:
                with suppress(InputError):  # not allowed beside the rest of this situation
                    yield control, value, base.with_({control.name: value})


def _endangered(control: Control, value: float, week: int) -> Endangered:
    label = f"{control.group}: {control.label.lower()}"
    words = f"{label} at {value:.3g}, in place of {control.value:.3g}: terminated in week {week}"
    return Endangered(parameter=control.name, label=label, value=rounded(value), week=week, words=words)


def _what_ends(endangered: Sequence[Endangered]) -> str:
    if not endangered:
        return "None of the sliders shown first, alone at either end of its usual range, would have ended it."
    ways = [f"{one['label'].lower()} at {one['value']:.3g} (week {one['week']})" for one in endangered]
    more = "" if len(ways) <= NAMED else f", and {len(ways) - NAMED} more"
    return f"On the same luck it would have ended with {listed(ways[:NAMED], 'or')}{more}."


def _weeks(number: int) -> str:
    return "1 week" if number == 1 else f"{number} weeks"
