"""What the page is made from: situations to start with, what can be changed in each, what can be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import outsim
from outsim.app.believe import believe
from outsim.app.controls import controls, lever_controls
from outsim.app.presets import presets
from outsim.app.request import LIMITS, shipped
from outsim.config_files import description
from outsim.configuration import scenario_names
from outsim.indicators import INDICATORS
from outsim.plots.network_states import HOLDERS
from outsim.plots.style import heading

FORM = "your_own"  # a form to fill in, no case


def offered() -> dict[str, Any]:
    """All that does not depend on the situation: see the keys.

    >>> sorted(offered())
    ['indicators', 'limits', 'presets', 'scenarios', 'version']
    """
    return {
        "version": outsim.__version__,
        "presets": [each.plain() for each in presets()],
        "scenarios": [
            {"name": name, "label": heading(name), "meaning": description("scenario", name)}
            for name in scenario_names()
            if name != FORM
        ],
        "indicators": [
            {**asdict(each), "label": heading(each.name), "people": each.name in HOLDERS} for each in INDICATORS
        ],
        "limits": asdict(LIMITS),
    }


def situation(asked: Mapping[str, Any]) -> dict[str, Any]:
    """A scenario to start from: its sizes, its controls, its levers, and why to believe what it shows.

    Args:
        asked: with ``scenario``, the name of one that comes with outsim.

    Raises:
        InputError: for a name that none has.

    >>> situation({"scenario": "nearshore_finance"})["controls"][0]["name"]
    'client.country'
    """
    base = shipped(asked.get("scenario"))
    return {
        "scenario": base.name,
        "label": heading(base.name),
        "meaning": description("scenario", base.name),
        "weeks": base.weeks,
        "start_date": str(base.start_date),
        "staff": base.client.staff,
        "leaders": base.leaders.count,
        "teams": base.vendor.teams,
        "controls": [each.plain() for each in controls(base)],
        "levers": [each.plain() for each in lever_controls(base)],
        "believe": believe(base).plain(),
    }
