"""Where failure is likely, in plain sentences made from the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outsim.statistics import Estimate
from outsim.studies.words import hundred

if TYPE_CHECKING:
    from outsim.studies.discover import Discovery
    from outsim.studies.regions import Tested

TOLD = 4
"""So many boxes are told."""

FAILS = {"terminated": "terminated", "unsuccessful": "unsuccessful", "not_successful": "not successful"}


def sentences(found: Discovery) -> Iterator[str]:
    """A line on the whole, a line a rule, and what was left out."""
    what = FAILS[found.outcome]
    yield (
        f"{found.base_name}: over the ranges of {len(found.inputs)} inputs {_of_hundred(found.overall)} of 100 "
        f"partnerships are {what}, at {len(found.points):,} points with {found.replicates} partnerships each."
    )
    yield from _verdict(found)
    yield from _left_out(found)


def _verdict(found: Discovery) -> Iterator[str]:
    what, asked = FAILS[found.outcome], hundred(found.threshold)
    if found.state in ("none fails", "all fail"):
        every = "every one" if found.state == "all fail" else "not one"
        yield f"As {every} is {what}, no region stands out; vary more, or look at another outcome."
        return
    if found.state == "no rule":
        yield _no_rule(found)
        return
    if found.state == "worst region":
        yield (
            f"Nowhere do the rules expect {asked} of 100 or more to be {what}. The worst region: "
            f"{found.boxes[0][0]}. {_tested(found.boxes[0][1])}"
        )
        return
    yield (
        f"Likely to be {what} ({asked} of 100 or more) where any of these holds, by {_unseen(found)} points that the "
        f"rules were not found on:"
        if len(found.boxes) > 1
        else f"Likely to be {what} ({asked} of 100 or more), by {_unseen(found)} points that the rule was not found on:"
    )
    for number, (box, tested) in enumerate(found.boxes[:TOLD], start=1):
        below = f" That is below the {asked} expected." if tested.density.high < found.threshold else ""
        yield f"{number}. {box}: {_tested(tested)}{below}"
    if len(found.boxes) > TOLD:
        more = len(found.boxes) - TOLD
        yield f"{more} more {'region is' if more == 1 else 'regions are'} in the table."
    if found.together is not None and len(found.boxes) > 1:
        yield f"Together: {_tested(found.together)}"
    outside = found.together.density.value - found.together.lift.value if found.together else float("nan")
    if outside == outside:
        yield f"Everywhere else {hundred(outside)} of 100 are {what}."


def _unseen(found: Discovery) -> str:
    return f"{int((~found.points['seen']).sum()):,}"


def _no_rule(found: Discovery) -> str:
    if not found.rules.boxes:
        return "No rule tells where failure is likelier better than the overall rate does."
    return (
        f"The best rule found ({found.boxes[0][0]}) does no better than the overall rate on the {_unseen(found)} "
        "points it was not found on; take more points or replicates, or fewer inputs."
    )


def _tested(tested: Tested) -> str:
    if not tested.points:
        return "no unseen point lies there, so nothing is known of it."
    return (
        f"{_of_hundred(tested.density)} of 100 fail there; {_percent(tested.mass)} of all partnerships lie there, and "
        f"{_percent(tested.coverage)} of all failures."
    )


def _of_hundred(found: Estimate) -> str:
    return f"{hundred(found.value)} ({hundred(found.low)} to {hundred(found.high)})"


def _percent(found: Estimate) -> str:
    return f"{100 * found.value:.0f} % ({100 * found.low:.0f} to {100 * found.high:.0f})"


def _left_out(found: Discovery) -> Iterator[str]:
    failed = sum(found.reasons.values())
    if failed:
        often = "most often: " if len(found.reasons) > 1 else ""
        yield f"{failed} points more could not be simulated; {often}{next(iter(found.reasons))}."
    if found.left_out:
        yield f"Not varied, as nothing says in which range partnerships lie: {', '.join(found.left_out)}."
