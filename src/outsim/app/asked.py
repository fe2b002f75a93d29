"""Which partnership a face asks about, beside the situation and its levers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outsim.app.request import LIMITS, Limits, Request, read_replicate, read_request
from outsim.errors import InputError
from outsim.indicators import indicator
from outsim.scenario import Scenario

OWN_KEYS = ("replicate", "indicator")
SHOWN = "anxiety"  # where none is asked for


@dataclass(frozen=True)
class OneAsked:
    """A request about one partnership that was found good.

    Attributes:
        situation: what is asked of all partnerships.
        replicate: the number of the one.
        indicator: that is shown.
    """

    situation: Request
    replicate: int
    indicator: str


def read_one(asked: Mapping[str, Any], base: Scenario | None = None, limits: Limits = LIMITS) -> OneAsked:
    """Reads what `outsim.app.request.read_request` reads, and beside it ``replicate`` (0) and ``indicator``.

    Raises:
        InputError: naming the key, the value, and what is allowed.

    >>> read_one({"replicate": 3, "indicator": "trust"}, Scenario()).replicate
    3
    """
    if not isinstance(asked, Mapping):
        raise InputError(f"request = {asked!r}: must be a mapping")
    replicate, shown = read_replicate(asked.get("replicate", 0)), asked.get("indicator", SHOWN)
    rest = {key: value for key, value in asked.items() if key not in OWN_KEYS}
    return OneAsked(read_request(rest, base, limits), replicate, indicator(shown).name)
