"""Points that are given one by one, as what differs from a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.sweeps.factors import SCENARIO
from outsim.sweeps.points import Base, keys_of, needs_own_program


class Visited(Protocol):
    """Points as far as computing them and making tables of them goes."""

    @property
    def bases(self) -> tuple[Base, ...]:
        """Scenarios to start from."""
        ...

    @property
    def base_of(self) -> NDArray[np.int64]:
        """For each point, which of them."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """What a table tells of each point beside its number and scenario."""
        ...

    @property
    def table(self) -> pd.DataFrame:
        """One row a point: ``point``, ``scenario`` and the columns."""
        ...

    def __len__(self) -> int: ...

    def values(self, point: int) -> dict[str, Any]:
        """What differs from the base."""
        ...

    def keys(self) -> list[str]:
        """For each point, a text that is equal for equal scenarios, and for no others."""
        ...

    def shapes(self) -> list[Any]:
        """For each point, what decides which compiled program it needs."""
        ...


class Listed:
    """Points around one scenario.

    Args:
        base: the scenario.
        changes: for each point, values by dotted name.

    >>> from outsim.scenario import Scenario
    >>> Listed(Scenario(), [{"contract.clarity": 0.2}]).values(0)
    {'contract.clarity': 0.2}
    """

    columns: tuple[str, ...] = ()

    def __init__(self, base: Any, changes: Sequence[Mapping[str, Any]]) -> None:
        self.bases = (Base.of(base),)
        self.base_of = np.zeros(len(changes), np.int64)
        self._changes = changes

    def __len__(self) -> int:
        return len(self._changes)

    def values(self, point: int) -> dict[str, Any]:
        """See `Visited`."""
        return dict(self._changes[point])

    @cached_property
    def table(self) -> pd.DataFrame:
        """See `Visited`."""
        number = np.arange(len(self), dtype=np.int32)
        return pd.DataFrame({"point": number, SCENARIO: pd.Categorical([self.bases[0].scenario.name] * len(self))})

    def keys(self) -> list[str]:
        """See `Visited`."""
        return keys_of(self)

    def shapes(self) -> list[Any]:
        """See `Visited`."""
        return [tuple(str(value) for name, value in each.items() if needs_own_program(name)) for each in self._changes]
