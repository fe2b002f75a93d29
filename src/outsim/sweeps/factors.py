"""What a sweep varies: a choice among values, or an interval of numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outsim.errors import InputError, unknown_name
from outsim.interventions import interventions
from outsim.parameters.declare import Described, check, is_number
from outsim.scenario import Scenario, scenario_parameters

SCENARIO = "scenario"
INTERVENTIONS = "interventions"
NOTHING = "none"
"""How the label of no intervention at all reads."""


@dataclass(frozen=True)
class Interval:
    """Numbers from ``low`` to ``high``, both included.

    Args:
        log: spaced evenly in the logarithm; ``low`` must then be above 0.
        whole: whole numbers only.

    >>> Interval(1, 100, log=True).at(np.array([0.0, 0.5, 1.0])).round(6).tolist()
    [1.0, 10.0, 100.0]
    >>> Interval(1, 3, whole=True).at(np.array([0.0, 0.5, 1.0])).tolist()
    [1.0, 2.0, 3.0]

    Raises:
        InputError: for what is no number, an interval upside down, or a logarithm of what is not above 0.
    """

    low: float
    high: float
    log: bool = False
    whole: bool = False

    def __post_init__(self) -> None:
        for bound in (self.low, self.high):
            if not is_number(bound) or not math.isfinite(bound):
                raise InputError(f"{self}: {bound!r} is not a number")
        if not self.low < self.high:
            upside_down = f"; turn it round: interval({self.high:g},{self.low:g})" if self.low > self.high else ""
            raise InputError(f"{self}: the second number must be above the first{upside_down}")
        if self.log and self.low <= 0:
            raise InputError(f"{self}: its logarithm is taken, so both numbers must be above 0")
        if self.whole and math.ceil(self.low) > math.floor(self.high):
            raise InputError(f"{self}: there is no whole number in it")

    def at(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """The numbers at these places, 0 (the lowest) to 1 (the highest); whole ones share the places evenly."""
        low, high = float(self.low), float(self.high)
        if self.whole:
            low, high = math.ceil(low) - 0.5, math.floor(high) + 0.5
            low = max(low, 0.5) if self.log else low
        found = low * (high / low) ** places if self.log else low + places * (high - low)
        if self.whole:
            return np.clip(np.floor(found + 0.5), math.ceil(self.low), math.floor(self.high))
        return np.clip(found, self.low, self.high)

    def __str__(self) -> str:
        return f"interval({self.low},{self.high})"


@dataclass(frozen=True)
class Factor:
    """One thing that is varied.

    Attributes:
        name: of a parameter, such as ``contract.clarity``; of a field of an intervention, such as
            ``interventions.leader_checkins.start``; ``interventions``; or of a group of configurations.
        values: what it takes, in order; or an interval.
        labels: how each value reads in a table; empty for an interval.
        in_group: whether the values are options of a group of configurations, composed into scenarios beforehand.

    >>> factor("vendor.country", ["PHL", "IND"]).labels
    ('PHL', 'IND')
    """

    name: str
    values: tuple[Any, ...] | Interval
    labels: tuple[Any, ...] = ()
    in_group: bool = False

    @property
    def interval(self) -> Interval | None:
        """The interval, where it is one."""
        return self.values if isinstance(self.values, Interval) else None

    @property
    def choices(self) -> tuple[Any, ...]:
        """The values, where they are counted."""
        return () if isinstance(self.values, Interval) else self.values


def factor(name: str, values: Any) -> Factor:
    """A factor from what a user gives: a list of values, one value, an `Interval`, or a pair ``(low, high)``.

    Raises:
        InputError: naming the factor, for an unknown parameter, a value it cannot take, no value, or one given twice.

    >>> factor("contract.clarity", (0.2, 0.8)).interval
    Interval(low=0.2, high=0.8, log=False, whole=False)
    """
    if not isinstance(name, str):
        raise InputError(f"factors: {name!r} is not the name of a parameter, such as 'contract.clarity'")
    if isinstance(values, tuple) and len(values) == 2 and all(is_number(value) for value in values):
        values = _named(name, lambda: Interval(*values))
    if isinstance(values, Interval):
        return Factor(name, _checked_interval(name, values))
    if name == INTERVENTIONS and isinstance(values, Mapping):
        return choice(name, list(values.values()), [str(label) for label in values])
    if isinstance(values, str | Mapping) or not isinstance(values, Iterable):
        values = [values]
    return choice(name, list(values))


def choice(name: str, values: list[Any], labels: list[Any] | None = None) -> Factor:
    """A factor that takes one of these values.

    Raises:
        InputError: as `factor`.
    """
    if not values:
        raise InputError(f"{name}: has no value to take")
    checked = [_checked_value(name, value) for value in values]
    found = labels or [_label(name, value) for value in checked]
    counted = Counter(found)
    if len(counted) < len(found):
        raise InputError(f"{name} = {counted.most_common(1)[0][0]}: is there twice; each value makes points of its own")
    return Factor(name, tuple(checked), tuple(found))


def parameter_named(name: str) -> Described:
    """What is known about a parameter that is varied.

    Raises:
        InputError: for an unknown one, with the nearest name that exists.
    """
    from outsim.config_errors import unknown_key  # reads the configurations, which only a mistake needs

    known = {found.name: found for found in scenario_parameters()}
    inside = next((each for each in known if each.startswith(f"{name}.")), None)
    if inside is not None:
        raise InputError(f"{name}: is a group of parameters; vary one of them, such as {inside}")
    if name not in known:
        raise unknown_key(name)
    return known[name]


def _checked_interval(name: str, given: Interval) -> Interval:
    if name.startswith(f"{INTERVENTIONS}."):
        low, high = _field_value(name, given.low), _field_value(name, given.high)
        return Interval(low, high, given.log, given.whole)
    if name in (SCENARIO, INTERVENTIONS):
        raise InputError(f"{name}={given}: takes names, not numbers of an interval; write {name}=a,b,c")
    found = parameter_named(name)
    if found.type is str:
        raise InputError(f"{name}={given}: takes names, not numbers of an interval; write {name}=a,b,c")
    check(found, math.ceil(given.low) if found.type is int else given.low)
    check(found, math.floor(given.high) if found.type is int else given.high)
    return _named(name, lambda: Interval(given.low, given.high, given.log, given.whole or found.type is int))


def _named(name: str, make: Any) -> Interval:
    try:
        found: Interval = make()
    except InputError as error:
        raise InputError(f"{name}={error}") from None
    return found


def _checked_value(name: str, value: Any) -> Any:
    if name == INTERVENTIONS:
        return interventions(value)
    if name.startswith(f"{INTERVENTIONS}."):
        return _field_value(name, value)
    found = parameter_named(name)
    if found.type is str:  # countries, dates and kinds of work are known by more than their declaration
        Scenario().with_({name: value})
    return check(found, value)


def _field_value(name: str, value: Any) -> Any:
    """A value of one field of an intervention, as ``interventions.leader_checkins.start``."""
    from outsim.config_errors import unknown_key
    from outsim.interventions import Intervention
    from outsim.parameters.declare import describe

    _, label, *rest = name.split(".")
    if not rest:
        raise unknown_key(name)
    described = describe(Intervention, f"{INTERVENTIONS}.{label}.")
    known = {found.name: found for found in described if found.name.count(".") == 2 and found.type is not str}
    if name not in known:
        fields = [found.rpartition(".")[2] for found in known]
        raise unknown_name(f"field of {INTERVENTIONS}.{label} that can be swept", ".".join(rest), fields)
    return check(known[name], value)


def _label(name: str, value: Any) -> Any:
    if name != INTERVENTIONS:
        return value
    return "+".join(_pull_label(pull) for pull in value) or NOTHING


def _pull_label(pull: Any) -> str:
    """The lever, and what of it is not as usual."""
    from outsim.interventions import Intervention

    usual = Intervention(pull.lever, function=pull.function)
    told = ("dose", "start", "end", "ramp", "wear_off")
    more = ",".join(f"{name}={getattr(pull, name):g}" for name in told if getattr(pull, name) != getattr(usual, name))
    more += (",triggered" if more else "triggered") if pull.trigger else ""
    return f"{pull.lever}({more})" if more else str(pull.lever)


def scenarios_factor(given: Mapping[str, Scenario]) -> Factor:
    """Several scenarios by name, as a factor."""
    return Factor(SCENARIO, tuple(given), tuple(given), in_group=True)
