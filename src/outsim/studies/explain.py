"""Why do partnerships of this kind fail, and why did this one?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

import numpy as np

from outsim.engine import simulate
from outsim.errors import InputError
from outsim.run_settings import check_setting
from outsim.scenario import Scenario
from outsim.studies.attribution import Attribution, attribute
from outsim.studies.options import FAILED
from outsim.studies.story import Story, tell

REPLICATES = 512


@overload
def explain(
    base: Scenario,
    *,
    replicate: int | str,
    replicates: int = ...,
    seed: int = ...,
    arithmetic: str = ...,
    parameters: str = ...,
    starts: Sequence[int] | None = ...,
    packages: Any = ...,
    progress: bool = ...,
) -> Story: ...


@overload
def explain(
    base: Scenario,
    *,
    replicate: None = ...,
    replicates: int = ...,
    seed: int = ...,
    arithmetic: str = ...,
    parameters: str = ...,
    starts: None = ...,
    packages: None = ...,
    progress: bool = ...,
) -> Attribution: ...


def explain(
    base: Scenario,
    *,
    replicate: int | str | None = None,
    replicates: int = REPLICATES,
    seed: int = 1,
    arithmetic: str = "single",
    parameters: str = "default",
    starts: Sequence[int] | None = None,
    packages: Any = None,
    progress: bool = False,
) -> Story | Attribution:
    """Explains one partnership when ``replicate`` names it, else the failures of the scenario.

    Args:
        base: the scenario.
        replicate: the number of a partnership, or ``failed`` for the first that is terminated among the replicates;
            none: all of them.
        replicates: how many partnerships failures are shared out over, or are searched for one that failed.
        seed, parameters, progress: as for `outsim.simulate`.
        arithmetic: of one partnership, ``single`` or ``double``; failures are shared out in single precision.
        starts: of one partnership, the weeks from which each lever is tried; none: from the start, after a third and
            after two thirds of the weeks it lived.
        packages: of one partnership, what is tried, by name, as for `outsim.compare`; none: each lever alone at full
            dose.

    Returns:
        A `Story` or an `Attribution`, both with ``table``, ``words`` and ``plot()``.

    Raises:
        InputError: for a number or a name out of range, or when none of the replicates is terminated.

    >>> explain(Scenario(), replicate=0).table.groupby(["week", "indicator"])["change"].sum().shape
    (520,)
    >>> print(explain(base, replicates=512).words)   # doctest: +SKIP
    """
    if replicate is None:
        for name, given in (("starts", starts), ("packages", packages)):
            if given is not None:
                raise InputError(f"{name}: belongs to one partnership; name it with replicate")
        if arithmetic != "single":
            raise InputError(f"arithmetic = {arithmetic!r}: failures are shared out in single precision")
        return attribute(base, replicates=replicates, seed=seed, parameters=parameters, progress=progress)
    if replicate == FAILED:
        replicate = first_failed(base, replicates, seed, parameters, arithmetic)
    elif isinstance(replicate, str):
        raise InputError(f"replicate = {replicate!r}: must be a whole number, or {FAILED!r} for the first that failed")
    return tell(
        base, replicate, seed=seed, arithmetic=arithmetic, parameters=parameters, starts=starts, packages=packages
    )


SEARCHED_TOGETHER = 128


def first_failed(
    base: Scenario, replicates: int, seed: int = 1, parameters: str = "default", arithmetic: str = "single"
) -> int:
    """The number of the first replicate that is terminated.

    Raises:
        InputError: when none of them is.
    """
    for first in range(0, check_setting("replicates", replicates), SEARCHED_TOGETHER):
        numbers = range(first, min(first + SEARCHED_TOGETHER, replicates))
        runs = simulate(base, numbers, seed, parameters=parameters, arithmetic=arithmetic).runs
        failed = np.flatnonzero(runs["outcome"] == "terminated")
        if failed.size:
            return int(runs["replicate"].iloc[failed[0]])
    raise InputError(f"replicate = {FAILED}: none of {replicates} partnerships of {base.name} is terminated")
