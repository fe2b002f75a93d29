"""One answer for every face: what is likely without and with the levers, on the same luck, ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TypedDict

import numpy as np

from outsim.app.arms import ARMS, Arm, ArmNumbers, ArmStore, FailedShare
from outsim.app.request import LIMITS, Limits, Request, read_request
from outsim.app.rounding import rounded
from outsim.ensemble import FEWEST_RUNNING
from outsim.indicators import indicator
from outsim.paired import chance_of_no_effect, difference_of
from outsim.scenario import Scenario
from outsim.statistics import CONFIDENCE
from outsim.studies.effects import verdict_of


class Prevented(TypedDict):
    """The share of all partnerships whose failure the second compared arm prevents, less those that fail only there."""

    value: float
    low: float
    high: float
    of: int
    verdict: str  # helps, harms, changes nothing, not settled


class Scale(TypedDict):
    """An indicator, and the ends of the one axis on which all its bands are drawn."""

    name: str
    unit: str
    meaning: str
    better: int  # +1 more of it is better, -1 less
    low: float
    high: float


class Examples(TypedDict):
    """Partnerships to look at one by one: the first of their kind, by number; None where there is none."""

    failed: int | None  # terminated without the levers (or, where none is pulled, in the changed situation)
    saved: int | None  # terminated in the first compared arm and not in the second
    lost: int | None  # the reverse
    lasting: int | None  # terminated in neither


class Answer(TypedDict):
    """What `answer` returns. A name never changes its meaning; what is new gets a new name.

    ``given`` is the scenario before any change, ``without`` the situation asked for, ``with`` the same with the levers
    (equal to ``without`` where none is pulled). ``compared`` names the two arms that ``prevented`` and ``words`` are
    about: without and with the levers; where none is pulled, as given and changed; where nothing differs, one twice.
    """

    scenario: str
    weeks: int
    seed: int
    replicates: int
    confidence: float  # of all intervals
    fewest: int  # with fewer partnerships running, bands say little
    changed: list[str]  # parameters that differ from the given scenario
    levers: list[dict[str, Any]]  # name, start, dose
    indicators: list[Scale]
    arms: dict[str, ArmNumbers]  # given, without, with
    compared: tuple[str, str]
    prevented: Prevented
    words: str
    examples: Examples
    branch: dict[str, int] | None  # all arms are futures of this partnership from that week on; None: of all


STORE = ArmStore(kept=64)
"""Arms that all faces of this process share."""


def answer(
    asked: Mapping[str, Any], base: Scenario | None = None, *, limits: Limits = LIMITS, store: ArmStore = STORE
) -> Answer:
    """What is likely without and with the levers.

    Args:
        asked: a mapping, as read from JSON, with any of ``scenario`` (the name of one that comes with outsim),
            ``parameters`` (values by dotted name), ``levers`` (by name, each with ``start``, a week, and ``dose``, 0 to
            1), ``seed``, ``replicates`` (256), ``indicators`` (names; the four that every summary shows), and
            ``branch`` (a ``replicate`` and a ``week``: all arms are then futures of this one partnership, which has its
            own luck up to that week, and that of each other partnership from it on).
        base: the scenario that ``parameters`` change, in place of a named one.
        limits: the most that may be asked.
        store: where arms are kept that were lived through before: a face that pulls a lever needs no new baseline.

    Returns:
        See `Answer`. Numbers are rounded to four significant digits; an unknown one is None.

    Raises:
        InputError: for a request that cannot be, naming what is wrong.

    >>> found = answer({"levers": {"leader_checkins": {"start": 2}}, "replicates": 16}, Scenario())
    >>> found["arms"]["without"]["failed"]["of"], len(found["arms"]["with"]["bands"]["anxiety"]["q50"])
    (16, 104)
    """
    request = read_request(asked, base, limits)
    scenarios = (request.given, request.without, request.with_levers)
    arms = store.arms(scenarios, request.seed, request.replicates, request.indicators, request.branch)
    compared = _compared(request)
    before, after = (arms[ARMS.index(name)] for name in compared)
    prevented = prevented_between(before, after)
    numbers = {name: arm.numbers for name, arm in zip(ARMS, arms, strict=True)}
    return Answer(
        scenario=request.given.name,
        weeks=request.without.weeks,
        seed=request.seed,
        replicates=request.replicates,
        confidence=CONFIDENCE,
        fewest=FEWEST_RUNNING,
        changed=sorted((asked.get("parameters") or {}) if request.without != request.given else ()),
        levers=_levers(request),
        indicators=[scale_of(name, numbers) for name in request.indicators],
        arms=numbers,
        compared=compared,
        prevented=prevented,
        words=words(before.numbers["failed"], after.numbers["failed"], prevented, request),
        examples=_examples(before.failed, after.failed),
        branch=None if request.branch is None else asdict(request.branch),
    )


def _examples(before: Any, after: Any) -> Examples:
    def first(which: Any) -> int | None:
        return int(which.argmax()) if which.any() else None

    return Examples(
        failed=first(before), saved=first(before & ~after), lost=first(~before & after), lasting=first(~before & ~after)
    )


def words(before: FailedShare, after: FailedShare, prevented: Prevented, request: Request) -> str:
    """The answer in a sentence or two."""
    compared, weeks = _compared(request), request.without.weeks
    of = "partnerships" if request.branch is None else f"futures of this partnership from week {request.branch.week} on"
    said = f"Of 100 {of} {_of_100(before)} are terminated within {weeks} weeks"
    if compared[0] == compared[1]:
        return f"{said}. Nothing is changed."
    names = (
        ("without the levers", "with them") if compared[1] == "with" else ("as the scenario was given", "as changed")
    )
    return f"{said} {names[0]}, {_of_100(after)} {names[1]}: {effect_words(prevented)}."


def effect_words(prevented: Prevented) -> str:
    """How many a change prevents, in words.

    >>> effect_words(Prevented(value=0.1, low=0.05, high=0.15, of=500, verdict="helps"))
    '10 (5 to 15) of 100 are prevented'
    >>> effect_words(Prevented(value=-0.002, low=-0.05, high=0.05, of=500, verdict="not settled"))
    'the difference, 0 (−5 to 5) of 100 prevented, is not settled'
    """
    low, value, high = (100 * prevented[key] for key in ("low", "value", "high"))
    return {
        "helps": f"{value:.0f} ({low:.0f} to {high:.0f}) of 100 are prevented",
        "harms": f"{-value:.0f} ({-high:.0f} to {-low:.0f}) of 100 are added",
        "not settled": f"the difference, {_signed(value)} ({_signed(low)} to {_signed(high)}) of 100 prevented, is not "
        "settled",
        "changes nothing": "nothing differs",
    }[prevented["verdict"]]


def _signed(number: float) -> str:
    """A whole number with a real minus, and none before 0."""
    return f"{round(number)}".replace("-", "\N{MINUS SIGN}")


def _of_100(found: FailedShare) -> str:
    return f"{100 * found['share']:.0f} ({100 * found['low']:.0f} to {100 * found['high']:.0f})"


def _compared(request: Request) -> tuple[str, str]:
    """Which arms are set side by side."""
    if request.with_levers != request.without:
        return ("without", "with")
    return ("given", "without") if request.without != request.given else ("given", "given")


def prevented_between(before: Arm, after: Arm) -> Prevented:
    """What the second arm prevents, in pairs on the same luck."""
    (found,) = difference_of(before.failed, after.failed)
    alike = before.numbers == after.numbers
    verdict = verdict_of(found, chance_of_no_effect(before.failed, after.failed), alike)
    low, value, high = (rounded(each) for each in (found.low, found.value, found.high))
    return Prevented(value=value, low=low, high=high, of=found.of, verdict=verdict)


def _levers(request: Request) -> list[dict[str, Any]]:
    already = set(request.without.interventions)
    pulled = (pull for pull in request.with_levers.interventions if pull not in already)
    return [{"name": pull.lever, "start": pull.start, "dose": pull.dose} for pull in pulled]


def scale_of(name: str, arms: Mapping[str, ArmNumbers]) -> Scale:
    """One scale for all arms: 0 is always in sight, and shares end at 0.5 or 1, so that answers compare."""
    about = indicator(name)
    values = np.array([arm["bands"][name][ends] for arm in arms.values() for ends in ("q05", "q95")], dtype=float)
    known = values[~np.isnan(values)]
    low, high = (min(0.0, float(known.min())), float(known.max())) if known.size else (0.0, 1.0)
    if about.unit in ("0..1", "share"):
        high = 0.5 if high < 0.5 else 1.0
    return Scale(
        name=name, unit=about.unit, meaning=about.meaning, better=about.better, low=rounded(low), high=rounded(high)
    )
