"""What ``outsim study=...`` does about interventions: which help, when, at what price, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hydra.core.hydra_config import HydraConfig

from outsim.cli_studies import NEVER_READ, Study, finish, ready, refuse_unread
from outsim.configuration import load_package
from outsim.errors import InputError
from outsim.interventions import Intervention, own_name
from outsim.own import own_function
from outsim.run_settings import RunSettings
from outsim.scenario import Scenario

USUAL_PACKAGES = ("leaders_take_part", "before_signing")


def compare(scenario: Scenario, settings: RunSettings, folder: Path, command: str) -> None:
    """Packages of interventions against the scenario as it is."""
    refuse_unread(settings, NEVER_READ)
    packages = packages_of(settings.options.packages)
    started = ready(folder)
    from outsim.studies.compare import compare

    found = compare(
        scenario,
        packages,
        settings.replicates,
        settings.seed,
        precision=settings.precision,
        **_common(settings),
    )
    contents = {
        "effects": found.table,
        "differences": found.differences,
        "survival": found.survival,
        "causes": found.causes,
        "incidence": found.incidence,
        "runs": found.ensemble.runs,
        "summary": found.ensemble.summary(),
        "figure": found.plot(),
        "words": found.words,
    }
    if settings.report:
        from outsim.handout.of_comparison import comparison_report

        contents["report"] = comparison_report(found)
    finish(folder, contents, scenario, settings, command, started, [], complete=found.ensemble.complete)


def rank(scenario: Scenario, settings: RunSettings, folder: Path, command: str) -> None:
    """Every lever alone, at equal cost, beside all others, and in pairs."""
    refuse_unread(settings, NEVER_READ)
    given = settings.options.levers
    levers = None if given is None else packages_of(given, "study.levers")
    started = ready(folder)
    from outsim.studies.rank import rank

    options = replace(settings.options, levers=levers)
    found = rank(scenario, settings.replicates, settings.seed, **_common(settings) | {"options": options})
    contents = {"effects": found.table, "pairs_of_levers": found.pairs, "figure": found.plot(), "words": found.words}
    finish(folder, contents, scenario, settings, command, started, [])


def timing(scenario: Scenario, settings: RunSettings, folder: Path, command: str) -> None:
    """One package begun at different times, set off by an indicator, worked in and worn off."""
    refuse_unread(settings, NEVER_READ)
    given = settings.options.package
    package, name = _package("study.package", given), given if isinstance(given, str) else None
    started = ready(folder)
    from outsim.studies.timing import timing

    found = timing(scenario, package, settings.replicates, settings.seed, name=name, **_common(settings))
    contents = {"effects": found.table, "lost": found.lost, "figure": found.plot(), "words": found.words}
    finish(folder, contents, scenario, settings, command, started, [], complete=found.complete)


def portfolio(scenario: Scenario, settings: RunSettings, folder: Path, command: str) -> None:
    """The best package for a budget, what more would buy, and what holds in other worlds."""
    refuse_unread(settings, NEVER_READ)
    started = ready(folder)
    from outsim.studies.portfolio import portfolio

    found = portfolio(scenario, replicates=settings.replicates, seed=settings.seed, **_common(settings))
    contents = {"frontier": found.table, "robust": found.robust, "figure": found.plot(), "words": found.words}
    finish(folder, contents, scenario, settings, command, started, [], complete=found.complete)


def _common(settings: RunSettings) -> dict[str, Any]:
    return {"parameters": settings.parameters, "options": settings.options, "progress": settings.progress}


def packages_of(given: Any, key: str = "study.packages") -> dict[str, Any]:
    """Packages by name, as configurations write them: a list of options of the group ``interventions``, or a mapping.

    Raises:
        InputError: naming the package.
    """
    if isinstance(given, str):
        given = [given]
    if isinstance(given, Iterable) and not isinstance(given, Mapping):
        names = list(given)
        for name in names:
            if not isinstance(name, str):
                example = "{late:{leader_checkins:{start:8}}}"
                raise InputError(f"{key}: {name!r} needs a name, as in {key}={example}")
            if names.count(name) > 1:
                raise InputError(f"{key}: {name} is there twice")
        given = {name: name for name in names}
    if given is None:
        given = {name: name for name in USUAL_PACKAGES}
    if not isinstance(given, Mapping) or not given:
        raise InputError(f"{key} = {given!r}: must name at least one package of interventions")
    return {str(name): _package(f"{key}.{name}", package) for name, package in given.items()}


def _package(name: str, package: Any) -> Any:
    """What `read_arms` takes: names of options become their interventions."""
    if isinstance(package, str):
        package = [package]
    if isinstance(package, Mapping):
        return package
    if not isinstance(package, Iterable):
        raise InputError(f"{name} = {package!r}: must be levers, or levers with their fields")
    folders = own_folders()
    return [pull for part in package for pull in _pulls(part, folders)]


def _pulls(part: Any, folders: Iterable[str]) -> tuple[Any, ...]:
    """The pulls of an option, of a function by its place, or a pull written out."""
    if isinstance(part, str) and ":" in part:
        function = own_function(part, "study.packages")
        return (Intervention(own_name(function), function=function),)
    return load_package(part, config_dirs=folders) if isinstance(part, str) else (part,)


def own_folders() -> list[str]:
    """The folders given with ``--config-dir``."""
    if not HydraConfig.initialized():
        return []
    sources = HydraConfig.get().runtime.config_sources
    return [source.path for source in sources if source.provider == "command-line"]


STUDIES_OF_EFFECTS: Mapping[str, Study] = {"compare": compare, "rank": rank, "timing": timing, "portfolio": portfolio}
