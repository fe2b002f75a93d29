"""What ``outsim study=explain`` does, from settings to a folder of results and words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outsim.cli_effects import packages_of
from outsim.cli_studies import NEVER_READ, Study, finish, ready, refuse_unread
from outsim.errors import InputError
from outsim.run_settings import RunSettings
from outsim.scenario import Scenario


def explain(scenario: Scenario, settings: RunSettings, folder: Path, command: str) -> None:
    """Failures by family of challenges; or, with study.replicate, the story of one partnership."""
    options = settings.options
    if options.replicate is None and settings.arithmetic != RunSettings.arithmetic:
        raise InputError(f"arithmetic: has no effect on study={settings.study} without study.replicate")
    if isinstance(options.replicate, int) and settings.replicates != RunSettings.replicates:
        raise InputError(f"replicates: has no effect beside study.replicate = {options.replicate}, which names one")
    refuse_unread(settings, {"weekly": NEVER_READ["weekly"]})
    packages = None if options.packages is None else packages_of(options.packages)
    started = ready(folder)
    from outsim.studies.explain import explain

    found: Any = explain(
        scenario,
        replicate=options.replicate,
        replicates=settings.replicates,
        seed=settings.seed,
        arithmetic=settings.arithmetic,
        parameters=settings.parameters,
        starts=options.starts,
        packages=packages,
        progress=settings.progress,
    )
    contents: dict[str, Any] = {"words": found.words, "figure": found.plot()}
    if options.replicate is None:
        contents |= {"families": found.table}
    else:
        contents |= {"changes": found.table, "events": found.events, "counterfactuals": found.counterfactuals}
    complete = options.replicate is not None or found.complete
    finish(folder, contents, scenario, settings, command, started, found.lines(), complete=complete)


STUDIES_THAT_EXPLAIN: Mapping[str, Study] = {"explain": explain}
