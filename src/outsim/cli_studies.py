"""What ``outsim study=...`` does beside simulating: each study, from settings to a folder of results and words."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from outsim.errors import InputError
from outsim.run_settings import RunSettings
from outsim.scenario import Coefficients, Scenario, scenario_parameters

Study = Callable[[Scenario, RunSettings, Path, str], None]


def validate(scenario: Scenario, settings: RunSettings, folder: Path, command: str) -> None:
    """Published facts beside what the model says."""
    _refuse_situation(scenario, settings, may_set="coefficients.")
    started = ready(folder)
    from outsim.studies.validate import validate

    changed = scenario.coefficients if scenario.coefficients != Coefficients() else None
    found = validate(coefficients=changed, options=settings.options, seed=settings.seed, progress=settings.progress)
    contents = {"facts": found.table, "patterns": found.patterns, "figure": found.plot(), "words": found.words}
    of = settings.options
    partnerships = 2 * (of.populations + of.draws) * of.members  # of two years, and of five
    finish(folder, contents, scenario, settings, command, started, found.lines(), about=_population(partnerships))


def calibrate(scenario: Scenario, settings: RunSettings, folder: Path, command: str) -> None:
    """Coefficients from published facts; with a pulse survey, one partnership's unknowns and forecast."""
    if settings.data is not None:
        _forecast(scenario, settings, folder, command)
        return
    _refuse_situation(scenario, settings, may_set="no key of a scenario")
    _refuse_options(settings, ("partnerships", "scale"), "without data=... it fits the model to published facts")
    started = ready(folder)
    from outsim.studies.calibrate import calibrate

    try:
        found = calibrate(options=settings.options, seed=settings.seed, progress=settings.progress)
    except KeyboardInterrupt:
        raise KeyboardInterrupt("stopped; finished parts are kept, and the same command goes on from there") from None
    contents = {
        "coefficients": found.table,
        "facts": found.facts,
        "recovery": found.recovery,
        "posterior": found.draws,
        "figure": found.plot(),
        "pairs": found.plot_pairs(),
        "recovered": found.plot_recovery(),
        "words": found.words,
    }
    partnerships = settings.options.draws * settings.options.members
    finish(folder, contents, scenario, settings, command, started, [], about=_population(partnerships))


def _population(partnerships: int) -> Mapping[str, Any]:
    """What a manifest says of a study of the reference population."""
    return {"scenario": "reference population", "replicates": partnerships}


def _forecast(scenario: Scenario, settings: RunSettings, folder: Path, command: str) -> None:
    from outsim.studies.pulse import read_pulse

    _refuse_settings(settings, "study.partnerships says")
    _refuse_options(settings, ("draws", "members", "accept", "kept"), "with data=... it forecasts one partnership")
    pulse = read_pulse(str(settings.data), settings.options.scale)
    started = ready(folder)
    from outsim.studies.forecast import forecast

    found = forecast(
        scenario, pulse, members=settings.options.partnerships, seed=settings.seed, progress=settings.progress
    )
    contents = {
        "unknowns": found.table,
        "forecast": found.survival().reset_index(),
        "figure": found.plot(),
        "words": found.words,
    }
    about = {"replicates": settings.options.partnerships}
    finish(folder, contents, scenario, settings, command, started, [], about=about)


def ready(folder: Path) -> float:
    """Makes sure that results can be written before anything slow begins; returns the time."""
    from outsim.results import check_folder

    check_folder(folder)
    return time.perf_counter()


def finish(
    folder: Path,
    contents: Mapping[str, Any],
    scenario: Scenario,
    settings: RunSettings,
    command: str,
    started: float,
    lines: list[str],
    *,
    complete: bool = True,
    about: Mapping[str, Any] | None = None,
) -> None:
    """Writes a folder of results and prints what they come to.

    Args:
        about: what its manifest says otherwise of what was simulated than the settings of a run do.

    Raises:
        KeyboardInterrupt: where what was found is that of an interrupted study.
    """
    from outsim.report import print_study
    from outsim.results import write_study

    seconds = time.perf_counter() - started
    paths = write_study(
        folder, contents, scenario, settings, command=command, seconds=seconds, complete=complete, about=about or {}
    )
    print_study(lines, contents["words"], paths)
    if not complete:
        raise KeyboardInterrupt(f"stopped; what was done by then is in {folder}")


def _refuse_situation(scenario: Scenario, settings: RunSettings, may_set: str) -> None:
    """A situation has no effect on a study of the reference population, and is better not given."""
    from outsim.configuration import load_scenario

    _refuse_settings(settings, "study.members and study.draws say")
    usual = load_scenario()
    takes = f"it takes {may_set}{'*' if may_set.endswith('.') else ''}"
    if scenario.name != usual.name:
        raise InputError(
            f"scenario = {scenario.name}: has no effect on study={settings.study}, which simulates the reference "
            f"population; {takes}"
        )
    for name in (*(known.name for known in scenario_parameters()), "interventions"):
        if not name.startswith(may_set) and _value(scenario, name) != _value(usual, name):
            raise InputError(
                f"{name}: has no effect on study={settings.study}, which simulates the reference population; {takes}"
            )


def _refuse_settings(settings: RunSettings, instead: str) -> None:
    """Settings of a simulation that a study of a population does not read."""
    refuse_unread(
        settings,
        {
            "replicates": f"{instead} how much is simulated",
            "parameters": "it lives with draws from the posterior where it needs them",
            **NEVER_READ,
        },
    )


NEVER_READ = {"arithmetic": "it is always single", "weekly": "it writes no weeks"}
"""Settings that only a plain simulation reads, and why."""


def refuse_unread(settings: RunSettings, reasons: Mapping[str, str]) -> None:
    """Settings that were given and that a study does not read.

    Raises:
        InputError: naming the first of them, and why it has no effect.
    """
    for name, reason in reasons.items():
        if getattr(settings, name) != getattr(RunSettings, name):
            raise InputError(f"{name}: has no effect on study={settings.study}; {reason}")


def _refuse_options(settings: RunSettings, names: Sequence[str], reason: str) -> None:
    """Keys of a study that it does not read in this case."""
    for name in names:
        if getattr(settings.options, name) != getattr(type(settings.options), name):
            raise InputError(f"study.{name}: has no effect on study={settings.study} here; {reason}")


def _value(scenario: Scenario, name: str) -> Any:
    found: Any = scenario
    for part in name.split("."):
        found = getattr(found, part)
    return found


STUDIES: Mapping[str, Study] = {"validate": validate, "calibrate": calibrate}
