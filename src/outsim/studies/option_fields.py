"""How options of studies are declared and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from outsim.parameters.declare import parameter, validated

choice = partial(parameter, source="the user", status="derived")
"""A field that the user chooses."""


def is_list(given: Any) -> bool:
    """Whether it is several things in a row, and no text.

    >>> is_list([1]), is_list("ab"), is_list({"a": 1})
    (True, False, False)
    """
    return isinstance(given, Iterable) and not isinstance(given, str | Mapping)


def check_options(options: Any) -> None:
    """Checks each declared field of a frozen dataclass of options, and stores it as declared.

    Raises:
        InputError: naming the key, the value, and what is allowed.
    """
    for name, value in validated(options, "study.").items():
        object.__setattr__(options, name, value)
