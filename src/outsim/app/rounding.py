"""Numbers short enough to send."""

from __future__ import annotations

from typing import Any

import numpy as np

DIGITS = 4


def rounded(value: Any) -> Any:
    """A number to four significant digits; None where it is not known.

    >>> rounded(0.123456), rounded(1234567.0), rounded(float("nan"))
    (0.1235, 1235000.0, None)
    """
    return rounded_all(np.asarray(value))


def rounded_all(values: np.ndarray[Any, Any]) -> Any:
    """Each number as `rounded` has it, in lists of the array's shape.

    >>> rounded_all(np.array([[0.123456, np.nan], [-1234567.0, 0.0]]))
    [[0.1235, None], [-1235000.0, 0.0]]
    """
    numbers = np.asarray(values, dtype=float)
    known = np.isfinite(numbers)
    size = np.abs(np.where(known & (numbers != 0), numbers, 1))
    places = np.minimum(DIGITS - 1 - np.floor(np.log10(size)), 300)  # more would be a power beyond all numbers
    up, down = 10.0 ** np.maximum(places, 0), 10.0 ** np.maximum(-places, 0)  # a whole number over a power of ten ...
    short = np.rint(numbers / down * up) / up * down  # ... is the number nearest to the decimal
    return np.asarray(np.where(known, short, None)).tolist()
