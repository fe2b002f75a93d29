"""Numbers short enough to send."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

DIGITS = 4


def rounded(value: Any) -> Any:
    """A number to four significant digits; None where it is not known.

    >>> rounded(0.123456), rounded(1234567.0), rounded(float("nan"))
    (0.1235, 1235000.0, None)
    """
    number = float(value)
    return float(f"{number:.{DIGITS}g}") if math.isfinite(number) else None


def rounded_all(values: np.ndarray[Any, Any]) -> list[float | None]:
    """Each number as `rounded` has it.

    >>> rounded_all(np.array([0.123456, np.nan]))
    [0.1235, None]
    """
    return [rounded(value) for value in values.tolist()]
