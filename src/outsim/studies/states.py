"""The states of the world in which a choice is to hold, by the names of scenarios."""

from __future__ import annotations

from typing import Any

from outsim.configuration import load_scenario, scenario_names
from outsim.errors import InputError
from outsim.scenario import Scenario

NO_STATES = ("classroom", "your_own")
"""The scenarios that are no states of the world: one is there to be shown, one to be filled in."""


def read_scenarios(given: Any) -> dict[str, Scenario]:
    """Scenarios by name, from names, scenarios, or ``all``; none for none.

    >>> list(read_scenarios(["nearshore_finance"]))
    ['nearshore_finance']

    Raises:
        InputError: for a name that no scenario has, or the same one twice.
    """
    if given is None:
        return {}
    if isinstance(given, str) and given != "all":
        raise InputError(f"study.scenarios = {given!r}: must be a list of scenarios, or all")
    several = [name for name in scenario_names() if name not in NO_STATES] if given == "all" else list(given)
    found: dict[str, Scenario] = {}
    for one in several:
        scenario = one if isinstance(one, Scenario) else load_scenario(one)
        name = one.name if isinstance(one, Scenario) else str(one)
        if name in found:
            raise InputError(f"study.scenarios: {name} is there twice")
        found[name] = scenario
    return found
