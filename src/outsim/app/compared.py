"""Up to four packages of levers beside each other, on the same luck."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from outsim.app.answer import STORE, Prevented, Scale, effect_words, prevented_between, scale_of
from outsim.app.arms import ArmNumbers, ArmStore, Money, mean_money
from outsim.app.request import LIMITS, Limits, read_pulls, read_request
from outsim.errors import InputError, unknown_name
from outsim.scenario import Scenario
from outsim.statistics import CONFIDENCE

MOST = 4
PACKAGE_KEYS = ("name", "levers")
LONGEST_NAME = 60


class Package(TypedDict):
    """One package: its levers as they were asked for, its arm; what it prevents and what it costs, against none."""

    name: str
    levers: dict[str, Any]
    arm: ArmNumbers
    prevented: Prevented
    cost: Money  # a partnership
    words: str


class Compared(TypedDict):
    """What `compared` returns."""

    scenario: str
    weeks: int
    seed: int
    replicates: int
    confidence: float
    without: ArmNumbers
    packages: list[Package]
    indicators: list[Scale]


def compared(
    asked: Mapping[str, Any], base: Scenario | None = None, *, limits: Limits = LIMITS, store: ArmStore = STORE
) -> Compared:
    """Compares packages with the situation without levers, and so with each other.

    Args:
        asked: as for `outsim.app.answer.answer`, with ``packages`` in place of ``levers``: one to four, each with a
            ``name`` and ``levers``.
        base, limits, store: as for `outsim.app.answer.answer`.

    Raises:
        InputError: for a request that cannot be, naming what is wrong.

    >>> both = [{"name": name, "levers": {name: {"start": 0}}} for name in ("leader_checkins", "output_review")]
    >>> found = compared({"packages": both, "replicates": 16}, Scenario())
    >>> [package["name"] for package in found["packages"]]
    ['leader_checkins', 'output_review']
    """
    if "levers" in asked:
        raise InputError("levers: belong into the packages that are compared")
    request = read_request({key: value for key, value in asked.items() if key != "packages"}, base, limits)
    packages = _packages(asked.get("packages"))
    with_levers = [request.without.with_interventions(*read_pulls(each["levers"])) for each in packages]
    without, *arms = store.arms(
        [request.without, *with_levers], request.seed, request.replicates, request.indicators, request.branch
    )
    numbers = {str(place): arm.numbers for place, arm in enumerate((without, *arms))}
    found = []
    for package, arm in zip(packages, arms, strict=True):
        prevented = prevented_between(without, arm)
        name, levers = package["name"], package["levers"]
        said = f"{name}: {effect_words(prevented)}."
        cost = mean_money(arm.spent - without.spent)
        found.append(Package(name=name, levers=levers, arm=arm.numbers, prevented=prevented, cost=cost, words=said))
    return Compared(
        scenario=request.given.name,
        weeks=request.without.weeks,
        seed=request.seed,
        replicates=request.replicates,
        confidence=CONFIDENCE,
        without=without.numbers,
        packages=found,
        indicators=[scale_of(name, numbers) for name in request.indicators],
    )


def _packages(given: Any) -> list[Any]:
    if not isinstance(given, list) or not 1 <= len(given) <= MOST:
        raise InputError(f"packages = {given!r}: must be a list of one to {MOST}, each with a name and levers")
    return [_package(number, each) for number, each in enumerate(given, 1)]


def _package(number: int, given: Any) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise InputError(f"packages: number {number} is {given!r}; it must have a name and levers")
    for key in given:
        if key not in PACKAGE_KEYS:
            raise unknown_name(f"key of package {number}", key, PACKAGE_KEYS)
    name, levers = given.get("name"), given.get("levers")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST_NAME:
        raise InputError(f"packages: the name of number {number} must have 1 to {LONGEST_NAME} letters")
    if not isinstance(levers, Mapping) or not levers:
        raise InputError(f"packages: {name} must pull at least one lever")
    return {"name": name.strip(), "levers": dict(levers)}
