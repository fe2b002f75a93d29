"""What the story of one partnership comes to, in plain sentences made from its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from outsim.studies.changes import PARTS
from outsim.studies.counterfactuals import EACH_LEVER
from outsim.studies.events import chance

if TYPE_CHECKING:
    from outsim.studies.story import Story

NAMED = 3
"""So many levers are named; the rest are counted."""

SMALL = 0.03
"""A change of trust that is not worth a reason."""


def sentences(story: Story) -> Iterator[str]:
    """How it ended, what was decisive, what would have been."""
    yield _end(story)
    yield _hazard(story)
    yield from _trust(story)
    yield from _saved(story) if story.life.terminated else _endangered(story)


def _end(story: Story) -> str:
    who, last = f"Replicate {story.replicate} of {story.base.name}", story.life.weeks - 1
    if story.life.terminated:
        return f"{who} was terminated in week {last} over {story.life.cause}."
    if story.life.completed:
        how = f"{who} came to its end in week {last}, {_end_of(story)}"
    else:
        weeks = story.base.weeks
        how = f"{who} lasted {'the one week that was' if weeks == 1 else f'all {weeks} weeks that were'} simulated"
    missed = story.itself["missed"]
    short = "" if pd.isna(missed) else f", but missed {listed(str(missed).split('+'), 'and')}"
    return f"{how}{short}."


def _end_of(story: Story) -> str:
    return str(story.events.loc[story.events["event"] == "end", "details"].iloc[0])


def _hazard(story: Story) -> str:
    hazard = next(change for change in story.changes if change.indicator == "hazard")
    through = chance(float(np.prod(1 - hazard.values)))
    odds = f"the chance to come through its weeks was {through}"
    rises = story.events[story.events["event"] == "hazard rises most"]
    rose = hazard.whole[1:]
    highest = int(hazard.values.argmax())
    top = f"The chance of an end was highest in week {highest}, at {chance(hazard.values[highest])} a week"
    if not len(rises) or not (rose > 0).any():
        return f"{top}, and {odds}."
    week = 1 + int(rose.argmax())
    detail = rises.loc[rises["week"] == week, "details"].iloc[0]
    return f"{top}; it rose most in week {week}, {detail}{_with_what(story, week)}. By its hazards {odds}."


def _with_what(story: Story, week: int) -> str:
    """What happened in the week of the rise, or the week before, which works on in it."""
    near = story.events[story.events["week"].isin([week - 1, week])]
    near = near[~near["event"].isin(["hazard rises most", "end", "plan ends"])]
    if near.empty:
        return ""
    told = [f"{row.event} in week {row.week}" for row in near.drop_duplicates(["event", "week"]).itertuples()]
    return f" (at that time: {listed(told[:NAMED], 'and')})"


def _trust(story: Story) -> Iterator[str]:
    trust = next(change for change in story.changes if change.indicator == "trust")
    end, total = trust.values[-1], trust.parts.sum(0)
    names = list(PARTS["trust"].values())
    fell = end < trust.start
    order = total.argsort() if fell else (-total).argsort()
    most = [names[place] for place in order[:2] if (total[place] < 0) == fell and abs(total[place]) > trust.rounding]
    if abs(end - trust.start) < SMALL:
        yield f"Trust ended near where it began, at {end:.2f}."
    elif most:
        way = "fell" if fell else "rose"
        yield f"Trust {way} from {trust.start:.2f} to {end:.2f}, most through {listed(most, 'and')}."


def _saved(story: Story) -> Iterator[str]:
    tried = story.counterfactuals
    levers = tried["lever"].nunique()
    saving = tried[tried["survived"]].sort_values(["cost", "start"], kind="stable").drop_duplicates("lever")
    if saving.empty:
        last, draw = story.life.weeks - 1, chance(float(story.life.draws[-1]))
        yield f"No single {_noun(story)}{_from(story)} {_weeks(story)}, would have saved it."
        if (tried["ended_week"] == last).all():
            yield f"The luck of week {last} ends it at any chance of an end above {draw}."
        return
    ways = [f"{_lever(row.lever)} from week {row.start} ({dollars(row.cost)})" for row in saving.itertuples()]
    if len(ways) <= NAMED:
        yield f"On the same luck{_dose(story)} {listed(ways, 'or')} alone would have saved it."
    else:
        yield (
            f"On the same luck{_dose(story)} {len(ways)} of {levers} {_noun(story)}s would each have saved it alone; "
            "the cheapest: "
            f"{listed(ways[:NAMED], 'and')}."
        )
    by_start = tried.groupby("start")["survived"].sum()
    if len(by_start) > 1:
        counts = [f"{count} from week {start}" for start, count in by_start.items()]
        yield f"By the week from which they are pulled: {listed(counts, 'and')}."
    others = tried[~tried["lever"].isin(saving["lever"].to_list())]
    if len(others):
        dearest = _lever(others["lever"].to_list()[int(others["cost"].to_numpy().argmax())])
        number = others["lever"].nunique()
        only = f"With {dearest} it would not have survived."
        yield only if number == 1 else f"The other {number} would not have, not even {dearest}."


def _endangered(story: Story) -> Iterator[str]:
    tried = story.counterfactuals
    ending = tried[~tried["survived"]].sort_values(["ended_week"], kind="stable").drop_duplicates("lever")
    if ending.empty:
        yield f"No {_noun(story)} alone{_from(story)} {_weeks(story)}, would have ended it."
        return
    told = [f"{_lever(row.lever)} from week {row.start} (in week {row.ended_week})" for row in ending.itertuples()]
    more = "" if len(told) <= NAMED else f", and with {len(told) - NAMED} more"
    yield f"On the same luck it would have ended with {listed(told[:NAMED], 'or')}{_dose(story)}{more}."


def _tried_levers(story: Story) -> bool:
    """Whether levers alone at full dose were tried; else packages."""
    return tuple(dict.fromkeys(story.counterfactuals["lever"])) == tuple(EACH_LEVER)


def _noun(story: Story) -> str:
    return "lever" if _tried_levers(story) else "package"


def _dose(story: Story) -> str:
    return " at full dose" if _tried_levers(story) else ""


def _from(story: Story) -> str:
    return f",{_dose(story)} from"


def _weeks(story: Story) -> str:
    starts = sorted(story.counterfactuals["start"].unique())
    return f"week {listed([str(start) for start in starts], 'or')}"


def _lever(name: Any) -> str:
    return str(name).replace("_", " ")


def dollars(cost: Any) -> str:
    """To two figures or a hundred, whichever is finer than the sum."""
    return f"{'-' if cost < 0 else ''}USD {abs(round(cost, -2)):,.0f}"


def listed(names: Sequence[str], last: str) -> str:
    """Names as a sentence lists them.

    >>> listed(["one", "two", "three"], "or")
    'one, two or three'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
