"""How much the studies of inputs simulate, and what they look at. Checked before anything slow is loaded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from outsim.errors import InputError
from outsim.studies.option_fields import check_options, choice, is_list

METHODS = ("both", "morris", "sobol")


@dataclass(frozen=True)
class SensitivityOptions:
    """Which inputs are varied, how, and what is looked at.

    Attributes:
        parameters: none: all numbers of the situation; or names, or names with their ranges (see
            `outsim.studies.inputs.read_inputs`).
        outputs: numeric columns of the runs table, or outcomes.

    >>> SensitivityOptions(method="morris").trajectories
    20

    Raises:
        InputError: naming the key, the value, and what is allowed.
    """

    parameters: Any = None
    method: str = choice(
        "both",
        "name",
        None,
        None,
        "screening of all inputs, then indices of the most influential; or one of them",
        choices=METHODS,
    )
    keep: int = choice(6, "inputs", 2, 30, "of which indices are computed after screening, the most influential")
    outputs: Any = ("terminated", "delivered_share", "cost")
    trajectories: int = choice(20, "trajectories", 4, 10_000, "of screening, each as many points as inputs and one")
    points: int = choice(512, "points", 32, 2**20, "of each of the two samples that indices are computed from")

    def __post_init__(self) -> None:
        check_options(self)
        object.__setattr__(self, "outputs", _names("outputs", self.outputs))
        if self.points & (self.points - 1):
            near = 2 ** round(math.log2(self.points))
            raise InputError(f"study.points = {self.points}: must be a power of two, such as {near}")
        unread = {"morris": ("keep", "points"), "sobol": ("keep", "trajectories"), "both": ()}[self.method]
        for name in unread:
            if getattr(self, name) != getattr(type(self), name):
                raise InputError(f"study.{name}: has no effect with study.method={self.method}")


@dataclass(frozen=True)
class TornadoOptions:
    """Which inputs are moved, one at a time, and what is looked at.

    Attributes:
        parameters: as of `SensitivityOptions`.
        output: an outcome, or a numeric column of the runs table.

    >>> TornadoOptions().output
    'terminated'

    Raises:
        InputError: naming the key, the value, and what is allowed.
    """

    parameters: Any = None
    output: Any = "terminated"

    def __post_init__(self) -> None:
        if not isinstance(self.output, str):
            raise InputError(f"study.output = {self.output!r}: must be the name of one output")


FAILURES = ("terminated", "unsuccessful", "not_successful")
"""What study=discover can look for; the last is either of the others."""


@dataclass(frozen=True)
class DiscoverOptions:
    """Which inputs are varied, and what counts as likely to fail.

    Attributes:
        parameters: as of `SensitivityOptions`; names to choose from too, as {vendor.country:[PHL,IND]}.

    >>> DiscoverOptions(threshold=0.3).outcome
    'terminated'

    Raises:
        InputError: naming the key, the value, and what is allowed.
    """

    parameters: Any = None
    outcome: str = choice("terminated", "name", None, None, "what counts as failure", choices=FAILURES)
    threshold: float = choice(0.5, "share", 0.01, 0.99, "probability from which on failure is likely")
    points: int = choice(1024, "points", 64, 1_000_000, "of the inputs, spread evenly")

    def __post_init__(self) -> None:
        check_options(self)


def _names(key: str, given: Any) -> tuple[str, ...]:
    names = [given] if isinstance(given, str) else list(given) if is_list(given) else []
    if not names or not all(isinstance(name, str) for name in names):
        raise InputError(f"study.{key} = {given!r}: must be a list of names")
    return tuple(names)
