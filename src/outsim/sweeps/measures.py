"""What is looked at in a sweep: an outcome's share or a column's mean, and how its numbers read."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from outsim.ensemble import NAMED_INDICATORS, OUTCOMES
from outsim.errors import unknown_name
from outsim.indicators import indicator
from outsim.studies.words import money

PERCENT, USD = "%", "USD"
MOST_DIGITS = 3
"""Decimals, more than the fewest, that are spent on telling two numbers apart."""


@dataclass(frozen=True)
class Measure:
    """A column of a sweep's table that has an interval beside it.

    Attributes:
        column: its name.
        subject: how a sentence begins that is about it, such as ``the share terminated``.
        axis: how an axis of it is labelled, with the unit.
        unit: ``%`` for shares, ``USD`` for money, else what follows a number; nothing where none does.

    >>> Measure("terminated", "the share terminated", "terminated (%)", "%").told(0.41)
    ('41 %',)
    """

    column: str
    subject: str
    axis: str
    unit: str

    @property
    def scale(self) -> float:
        """What is drawn for 1 in the table: shares are drawn as percentages."""
        return 100.0 if self.unit == PERCENT else 1.0

    def told(self, *values: float) -> tuple[str, ...]:
        """Numbers as they stand in the table, as text; different numbers read differently where a few digits do that.

        >>> Measure("terminated", "", "", "%").told(0.412, 0.409)
        ('41.2 %', '40.9 %')
        >>> Measure("cost", "", "", "USD").told(41_234.0, 51_234.0)
        ('USD 41,200', 'USD 51,200')
        """
        texts: tuple[str, ...] = ()
        for more in range(MOST_DIGITS):
            texts = tuple(self._text(value, more) for value in values)
            if len(set(texts)) == len(set(values)):
                break
        return texts

    def _text(self, value: float, more: int) -> str:
        if self.unit == PERCENT:
            fewest = 1 if 0 < abs(value) < 0.0095 else 0
            return f"{100 * value:.{fewest + more}f} %".replace("-", "−")
        if self.unit == USD:
            return f"USD {money(value) if not more else f'{value:,.{more - 1}f}'}".replace("-", "−")
        number = f"{value:,.{more}f}" if abs(value) >= 1000 else f"{value:.{3 + more}g}"
        return f"{number} {self.unit}".strip().replace("-", "−")


_KNOWN = (
    *(Measure(name, f"the share {name}", f"{name} (% of partnerships)", PERCENT) for name in OUTCOMES),
    Measure("delivered_share", "the mean share delivered", "delivered (% of what was demanded)", PERCENT),
    Measure("delay_weeks", "the mean delay", "mean delay (weeks)", "weeks"),
    Measure("cost", "the mean cost", "mean cost (USD a partnership)", USD),
    Measure("intervention_cost", "the mean cost of interventions", "interventions (USD a partnership)", USD),
    *(
        Measure(
            f"{name}_mean",
            f"mean {name.replace('_', ' ')}",
            f"mean {name.replace('_', ' ')} ({indicator(name).unit.replace('..', ' to ')})",
            "",
        )
        for name in NAMED_INDICATORS
    ),
)


def measure(table: pd.DataFrame, column: str) -> Measure:
    """The measure that a column of a sweep's table holds.

    Args:
        table: of points; one's own columns count as well, where ``_low`` and ``_high`` stand beside them.

    Raises:
        InputError: for a column that is not there, or has no interval; with the nearest that has.

    >>> measure(pd.DataFrame(columns=["cost", "cost_low", "cost_high"]), "cost").subject
    'the mean cost'
    """
    there = [name for name in table.columns if {f"{name}_low", f"{name}_high"} <= set(table.columns)]
    if column not in there:
        raise unknown_name("column with an interval", column, there)
    words = column.replace("_", " ")
    return next((known for known in _KNOWN if known.column == column), Measure(column, words, words, ""))
