"""The future forks: partnerships continued from a week on under other interventions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outsim.errors import InputError
from outsim.run_settings import check_setting
from outsim.scenario import Scenario
from outsim.studies.arms import live_arms, read_arms
from outsim.studies.compare import Comparison
from outsim.studies.effects import effects_of
from outsim.studies.pulls import pulls_of


def fork(
    base: Scenario,
    week: int,
    packages: Mapping[str, Any],
    replicates: int = 1000,
    seed: int = 1,
    *,
    parameters: str = "default",
    progress: bool = False,
) -> Comparison:
    """Compares futures of the partnerships that still run in a week: nothing new, or one of the packages from then on.

    Before that week all arms are the same to the last bit; partnerships that ended by then are left out.

    Args:
        base: the scenario up to the week, and without a package after it.
        week: the first week that differs.
        packages: by name, interventions as `Scenario.forked` takes them, alone, in a list, or as a mapping of levers
            to their fields; or the name of a package that comes as a file, such as ``leaders_take_part``.
        replicates: partnerships that begin; fewer still run in the week.
        seed: of the luck, which all arms share.
        parameters: ``default`` or ``posterior``, as for `outsim.simulate`.
        progress: whether to show a progress bar on standard error when it is a terminal.

    Raises:
        InputError: for a week or a package that cannot be, or when none runs any more.

    >>> found = fork(Scenario(), 26, {"check-ins": "leader_checkins"}, replicates=16)
    >>> found.effects[0].package
    'check-ins'
    """
    check_setting("replicates", replicates)
    if not isinstance(packages, Mapping):
        raise InputError(f"packages = {packages!r}: must be packages by name, as {{'check-ins': 'leader_checkins'}}")
    forked = {name: base.forked(week, *pulls_of(name, package)) for name, package in packages.items()}
    arms = live_arms(base, read_arms(base, forked), replicates, seed, parameters=parameters, progress=progress)
    running = arms.running_in(week)
    return Comparison(f"{base.name} from week {week}", running, tuple(effects_of(running)), from_week=week)
