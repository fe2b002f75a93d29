"""What studies of inputs do on the command line, from settings to a folder of results and words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outsim.cli_studies import NEVER_READ, Study, finish, ready, refuse_unread
from outsim.run_settings import RunSettings
from outsim.scenario import Scenario


def _asked(settings: RunSettings) -> dict[str, Any]:
    """What all of them read of the settings, and where they keep what they have simulated."""
    from outsim.sweeps.stores import study_store

    read = ("replicates", "seed", "parameters", "options", "progress")
    return {**{name: getattr(settings, name) for name in read}, "store": study_store()}


def sensitivity(scenario: Scenario, settings: RunSettings, folder: Path, command: str) -> None:
    """Which inputs drive each output, alone and together."""
    refuse_unread(settings, NEVER_READ)
    started = ready(folder)
    from outsim.studies.sensitivity import sensitivity

    found = sensitivity(scenario, **_asked(settings))
    tables = {"screening": found.effects, "indices": found.indices, "interactions": found.interactions}
    contents: dict[str, Any] = {name: table for name, table in tables.items() if not table.empty}
    contents |= {"outputs": found.summary, "figure": found.plot(), "words": found.words}
    finish(folder, contents, scenario, settings, command, started, [], about={"replicates": found.partnerships})


def tornado(scenario: Scenario, settings: RunSettings, folder: Path, command: str) -> None:
    """How far each input alone moves the outcome."""
    refuse_unread(settings, NEVER_READ)
    started = ready(folder)
    from outsim.studies.tornado import tornado

    found = tornado(scenario, **_asked(settings))
    contents = {"swings": found.table, "figure": found.plot(), "words": found.words}
    about = {"replicates": found.replicates * (2 * len(found.bars) + 1)}
    finish(folder, contents, scenario, settings, command, started, [], about=about)


def discover(scenario: Scenario, settings: RunSettings, folder: Path, command: str) -> None:
    """In which region of the inputs failure is likely."""
    refuse_unread(settings, NEVER_READ)
    started = ready(folder)
    from outsim.studies.discover import discover

    found = discover(scenario, **_asked(settings))
    contents: dict[str, Any] = {"points": found.points, "figure": found.plot(), "words": found.words}
    if not found.table.empty:
        contents |= {"boxes": found.table, "conditions": found.conditions}
    about = {"replicates": len(found.points) * found.replicates}
    finish(folder, contents, scenario, settings, command, started, [], about=about)


STUDIES_OF_INPUTS: Mapping[str, Study] = {"sensitivity": sensitivity, "tornado": tornado, "discover": discover}
