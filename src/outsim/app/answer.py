"""One answer for every face: what is likely without and with the levers, on the same luck, ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

import numpy as np

from outsim.app.arms import ARMS, ArmNumbers, ArmStore, FailedShare
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


_STORE = ArmStore(kept=64)


def answer(
    asked: Mapping[str, Any], base: Scenario | None = None, *, limits: Limits = LIMITS, store: ArmStore = _STORE
) -> Answer:
    """What is likely without and with the levers.

    Args:
        asked: a mapping, as read from JSON, with any of ``scenario`` (the name of one that comes with outsim),
            ``parameters`` (values by dotted name), ``levers`` (by name, each with ``start``, a week, and ``dose``, 0 to
            1), ``seed``, ``replicates`` (256), and ``indicators`` (names; the four that every summary shows).
        base: the scenario that ``parameters`` change, in place of a named one.
        limits: the most that may be asked.
        store: where arms are kept that were lived through before: a face that pulls a lever needs no new baseline.

    Returns:
        See `Answer`. Numbers are rounded to four significant digits; an unknown one is None.

    Raises:
        InputError: for a request that cannot be, naming what is wrong.

    >>> found = answer({"levers": {"leader_checkins": {"start": 2}}, "replicates": 16}, Scenario(weeks=8))
    >>> found["arms"]["without"]["failed"]["of"], len(found["arms"]["with"]["bands"]["anxiety"]["q50"])
    (16, 8)
    """
    request = read_request(asked, base, limits)
    scenarios = (request.given, request.without, request.with_levers)
    arms = store.arms(scenarios, request.seed, request.replicates, request.indicators)
    compared = _compared(request)
    before, after = (arms[ARMS.index(name)] for name in compared)
    prevented = _prevented(before.failed, after.failed, alike=before.numbers == after.numbers)
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
        indicators=[_scale(name, numbers) for name in request.indicators],
        arms=numbers,
        compared=compared,
        prevented=prevented,
        words=words(before.numbers["failed"], after.numbers["failed"], prevented, request),
    )


def words(before: FailedShare, after: FailedShare, prevented: Prevented, request: Request) -> str:
    """The answer in a sentence or two."""
    compared, weeks = _compared(request), request.without.weeks
    if compared[0] == compared[1]:
        return f"Of 100 partnerships {_of_100(before)} are terminated within {weeks} weeks. Nothing is changed."
    names = (
        ("without the levers", "with them") if compared[1] == "with" else ("as the scenario was given", "as changed")
    )
    low, value, high = (100 * prevented[key] for key in ("low", "value", "high"))
    effect = {
        "helps": f"{value:.0f} ({low:.0f} to {high:.0f}) of 100 are prevented",
        "harms": f"{-value:.0f} ({-high:.0f} to {-low:.0f}) of 100 are added",
        "not settled": f"the difference, {value:.0f} ({low:.0f} to {high:.0f}) of 100 prevented, is not settled",
        "changes nothing": "nothing differs",
    }[prevented["verdict"]]
    said = f"Of 100 partnerships {_of_100(before)} are terminated within {weeks} weeks {names[0]}"
    return f"{said}, {_of_100(after)} {names[1]}: {effect}."


def _of_100(found: FailedShare) -> str:
    return f"{100 * found['share']:.0f} ({100 * found['low']:.0f} to {100 * found['high']:.0f})"


def _compared(request: Request) -> tuple[str, str]:
    """Which arms are set side by side."""
    if request.with_levers != request.without:
        return ("without", "with")
    return ("given", "without") if request.without != request.given else ("given", "given")


def _prevented(without: Any, with_: Any, *, alike: bool) -> Prevented:
    (found,) = difference_of(without, with_)
    verdict = verdict_of(found, chance_of_no_effect(without, with_), alike)
    low, value, high = (rounded(each) for each in (found.low, found.value, found.high))
    return Prevented(value=value, low=low, high=high, of=found.of, verdict=verdict)


def _levers(request: Request) -> list[dict[str, Any]]:
    already = set(request.without.interventions)
    pulled = (pull for pull in request.with_levers.interventions if pull not in already)
    return [{"name": pull.lever, "start": pull.start, "dose": pull.dose} for pull in pulled]


def _scale(name: str, arms: Mapping[str, ArmNumbers]) -> Scale:
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
