"""The weekly indicators: what a partnership shows of itself. One statement of each."""

from __future__ import annotations

from dataclasses import dataclass

from outsim.errors import unknown_name


@dataclass(frozen=True)
class Indicator:
    """One weekly number: its column name, unit, meaning, and whether more of it is better (+1) or worse (-1)."""

    name: str
    unit: str
    meaning: str
    better: int


INDICATORS: tuple[Indicator, ...] = (
    Indicator("anxiety", "0..1", "mean anxiety of client staff", -1),
    Indicator("dissatisfaction", "0..1", "mean dissatisfaction of client staff with the vendor", -1),
    Indicator("resistance", "0..1", "mean resistance of client staff to the change", -1),
    Indicator("motivation", "0..1", "mean motivation of client staff", +1),
    Indicator("wellbeing", "0..1", "mean well-being of client staff", +1),
    Indicator("commitment", "0..1", "mean commitment of client staff", +1),
    Indicator("trust", "0..1", "trust in the vendor, staff and leaders equally weighted", +1),
    Indicator("vendor_trust", "0..1", "mean trust of vendor teams in the client", +1),
    Indicator("vendor_morale", "0..1", "mean morale of vendor teams", +1),
    Indicator("expectation", "1 = feasible", "expected performance, staff and leaders equally weighted", -1),
    Indicator("performance", "1 = feasible", "performance as the client perceives it, staff and leaders equally weighted", +1),
    Indicator("expectation_gap", "1 = feasible", "expectation less perceived performance", -1),
    Indicator("satisfaction", "0..1", "1 less the mean dissatisfaction of client staff", +1),
    Indicator("alignment", "0..1", "mean alignment of goals over liaisons", +1),
    Indicator("clarity", "0..1", "contract clarity as both sides understood it when decisions were made this week", +1),
    Indicator("friction", "0..1", "mean communication friction over liaisons", -1),
    Indicator("common_ground", "0..1", "mean common ground over liaisons", +1),
    Indicator("participation", "0..1", "mean participation of client leaders", +1),
    Indicator("queue", "decisions", "decisions that wait for leaders, all together", -1),
    Indicator("productivity", "1 = nominal", "mean productivity of vendor teams", +1),
    Indicator("quality", "share", "mean share of the vendor's output that is right", +1),
    Indicator("backlog", "weeks of work", "mean overdue work of vendor teams, in weeks of planned work", -1),
    Indicator("ip_exposure", "leaks a year", "leaks a year that the present exposure amounts to", -1),
    Indicator("hazard", "1/week", "probability that the partnership is terminated this week", -1),
)  # fmt: skip

INDICATOR_NAMES: tuple[str, ...] = tuple(indicator.name for indicator in INDICATORS)


def indicator(name: str) -> Indicator:
    """The indicator of that name.

    >>> indicator("queue").unit
    'decisions'

    Raises:
        InputError: for a name that no indicator has, with the nearest one that exists.
    """
    for known in INDICATORS:
        if known.name == name:
            return known
    raise unknown_name("indicator", name, INDICATOR_NAMES)
