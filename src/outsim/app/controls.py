"""The controls of interactive faces: sliders, choices and levers, each with all that it has to explain of itself.

Made from the parameters' declarations, so that a control knows its unit, range, meaning and source. Sizes have none:
another number of people or weeks is another program to compile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import floor, log10
from typing import Any

from outsim.geography import countries
from outsim.levers import LEVERS, Lever
from outsim.parameters.declare import Described
from outsim.plots.style import heading
from outsim.scenario import Scenario, scenario_parameters
from outsim.studies.inputs import Range, read_inputs

GROUPS: Mapping[str, str] = {
    "client": "Client",
    "vendor": "Vendor",
    "contract": "Contract",
    "work": "Work",
    "expectations": "Expectations",
    "leaders": "Leaders",
    "security": "Information security",
}
"""The groups of a scenario that describe the situation, in words."""

FIRST: Mapping[str, str] = {
    "client.country": "culture, language and clocks follow from the two countries",
    "vendor.country": "culture, language and clocks follow from the two countries",
    "client.involvement": "change management: the say that staff have in the change",
    "vendor.knowledge": "among the four inputs that drive termination most in study=sensitivity",
    "vendor.attrition": "turnover: who leaves takes knowledge and common ground along",
    "contract.clarity": "alignment over contractual terms",
    "work.load": "among the four inputs that drive termination most in study=sensitivity",
    "expectations.optimism": "unrealistic expectations; among the four inputs that drive termination most",
    "expectations.openness": "expectations against reality; the input that drives termination most",
    "leaders.participation": "participation of the client's leaders",
    "security.access": "intellectual property: what the work opens to the vendor",
}
"""The controls that are shown first, and why: one at least for each challenge of outsourcing that the model is about,
and the four inputs of the situation on which termination depends most (docs/sensitivity.md)."""

SCALE = (0.0, 2.0)
"""An allowed range within it is a scale whose ends mean something: the slider spans all of it."""

STEPS = 100  # of a slider, about


@dataclass(frozen=True)
class Control:
    """A slider or a choice.

    Attributes:
        name: the parameter's dotted name.
        label, group: in words.
        kind: ``slider`` or ``choice``.
        value: in the scenario that is explored.
        low, high, step: of a slider.
        choices: of a choice, each a value and a label.
        usual: the range in which partnerships lie, where one is known.
        unit, meaning, source, status: as declared.
        first: why it is among the few that are shown first; empty where it is not.
    """

    name: str
    label: str
    group: str
    kind: str
    value: float | str
    low: float | None
    high: float | None
    step: float | None
    choices: tuple[tuple[str, str], ...]
    usual: tuple[float, float] | None
    unit: str
    meaning: str
    source: str
    status: str
    first: str

    def plain(self) -> dict[str, Any]:
        """Ready for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class LeverControl:
    """A lever to pull: a switch, a dose and a start week.

    Attributes:
        name, label, meaning: of the lever.
        price: what it takes at full dose, in words.
        at_start_only: whether it can act only before week 0.
        taken: whether the scenario that is explored pulls it already, so that it cannot be pulled again.
    """

    name: str
    label: str
    meaning: str
    price: str
    at_start_only: bool
    taken: bool

    def plain(self) -> dict[str, Any]:
        """Ready for JSON."""
        return asdict(self)


def controls(base: Scenario) -> tuple[Control, ...]:
    """All controls of a situation, in the order of its groups.

    >>> found = {control.name: control for control in controls(Scenario())}
    >>> found["contract.clarity"].low, found["contract.clarity"].high, "client.staff" in found
    (0.0, 1.0, False)
    """
    usual = {one.name: one for one in read_inputs(base, None).swept if isinstance(one, Range)}
    made = (_control(base, found, usual.get(found.name)) for found in scenario_parameters() if _situation(found))
    return tuple(control for control in made if control)


def lever_controls(base: Scenario) -> tuple[LeverControl, ...]:
    """All levers.

    >>> len(lever_controls(Scenario())) == len(LEVERS)
    True
    """
    taken = {pull.lever for pull in base.interventions}
    return tuple(
        LeverControl(
            lever.name, heading(lever.name), lever.meaning, price(lever), lever.only_before_start, lever.name in taken
        )
        for lever in LEVERS
    )


def price(lever: Lever) -> str:
    """What a lever takes at full dose, in words.

    >>> from outsim.levers import lever
    >>> price(lever("output_review"))
    '1 h a week of each leader'
    """
    parts = [
        f"{hours:g} h a week of each {who}"
        for hours, who in (
            (lever.staff_hours, "member of staff"),
            (lever.leader_hours, "leader"),
            (lever.vendor_hours, "vendor person"),
        )
        if hours
    ]
    parts += [f"USD {lever.staff_money:g} a week for each member of staff"] if lever.staff_money else []
    parts += [f"USD {lever.setup_money:,.0f} once"] if lever.setup_money else []
    parts += [f"delays a start by {lever.setup_weeks:g} weeks when in place before it"] if lever.setup_weeks else []
    return ", ".join(parts)


def value_of(scenario: Scenario, name: str) -> Any:
    """The value of a parameter by its dotted name.

    >>> value_of(Scenario(), "contract.clarity")
    0.55
    """
    found: Any = scenario
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _situation(found: Described) -> bool:
    group, _, rest = found.name.partition(".")
    return group in GROUPS and "." not in rest and not found.about.sizes_arrays


def _control(base: Scenario, found: Described, usual: Range | None) -> Control | None:
    group, _, last = found.name.partition(".")
    about, value = found.about, value_of(base, found.name)
    label = heading(last)
    if last == "country":
        choices = tuple((each.iso3, each.name) for each in sorted(countries(), key=lambda each: each.name))
    else:
        choices = tuple((each, heading(each)) for each in about.choices or ())
    if not choices and (value is None or about.low is None or about.high is None):
        return None  # follows from the two countries, unless it is given
    low, high = (None, None) if choices else _ends(about.low, about.high, float(value), usual)
    return Control(
        name=found.name,
        label=label,
        group=GROUPS[group],
        kind="choice" if choices else "slider",
        value=value,
        low=low,
        high=high,
        step=None if low is None or high is None else _step(high - low),
        choices=choices,
        usual=(usual.low, usual.high) if usual and not choices else None,
        unit=about.unit,
        meaning=about.meaning,
        source=about.source,
        status=about.status,
        first=FIRST.get(found.name, ""),
    )


def _ends(low: float | None, high: float | None, value: float, usual: Range | None) -> tuple[float, float]:
    """Of a slider: the whole scale, or where partnerships lie, or the allowed range up to ten times the value."""
    assert low is not None
    assert high is not None
    if SCALE[0] <= low and high <= SCALE[1]:
        return float(low), float(high)
    if usual:
        return min(usual.low, value), max(usual.high, value)
    return low, min(high, 10 * value) if value > 0 else high


def _step(span: float) -> float:
    """A round number, about a hundredth of the span.

    >>> _step(1.0), _step(15.0)
    (0.01, 0.1)
    """
    power = float(10.0 ** floor(log10(span / STEPS) + 1e-9))
    return float(f"{power:g}")
