"""Named scenarios and overrides, composed by Hydra, become a validated `Scenario`.

Hydra gets the defaults from the dataclasses and the levers from `outsim.levers`; the YAML files in
``configs`` hold only what differs.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from hydra import compose, initialize_config_dir, initialize_config_module
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import ChoiceSweep
from hydra.version import VersionBase
from omegaconf import DictConfig, OmegaConf

from outsim.config_errors import clear_errors, unknown_key
from outsim.config_files import HYDRA_PATH, IS_PACKAGED, option_names
from outsim.errors import InputError
from outsim.interventions import Intervention, interventions
from outsim.levers import LEVER_NAMES
from outsim.run_settings import RUN_KEYS, RunSettings
from outsim.scenario import Scenario
from outsim.studies.options import OPTIONS, read_options

HYDRA_VERSION_BASE = "1.3"
_ONE_AT_A_TIME = RLock()  # Hydra keeps its state in one global
_SCENARIO_KEYS = tuple(field.name for field in dataclasses.fields(Scenario))


def scenario_names() -> tuple[str, ...]:
    """The scenarios that come with outsim.

    >>> "offshore_call_center" in scenario_names()
    True
    """
    return option_names("scenario")


def load_scenario(
    name: str = "offshore_call_center", overrides: Iterable[str] = (), *, config_dir: str | Path | None = None
) -> Scenario:
    """A named scenario, with some values changed as on the command line.

    >>> load_scenario("nearshore_finance", ["contract.clarity=0.4", "vendor.country=ROU"]).vendor.country
    'ROU'
    >>> load_scenario(overrides=["interventions=[leader_checkins]"]).interventions[0].lever
    'leader_checkins'

    Args:
        name: one of `scenario_names`, or of a file in ``config_dir/scenario``.
        overrides: ``key=value`` or ``group=option`` each.
        config_dir: a folder of your own with more options, as ``FOLDER/scenario/mine.yaml``.

    Raises:
        InputError: for an unknown scenario, key or option, with the nearest one that exists, and for
            values that cannot be.
    """
    if not isinstance(name, str):
        raise InputError(f"scenario = {name!r}: must be the name of one, such as 'offshore_call_center'")
    given = _override_list(overrides)
    for override in given:
        if (key := override.partition("=")[0]) in RUN_KEYS:
            raise InputError(f"{key} belongs to a run, not to a scenario: give it to outsim.simulate")
    with _composing(given, config_dir) as search_path:
        mapping = plain(compose("situation", [*search_path, f"scenario={quoted(name)}", *given]))
    return _scenario(mapping)


def load_package(name: str, *, config_dirs: Iterable[str] = ()) -> tuple[Intervention, ...]:
    """The interventions of one option of the group ``interventions``: a lever, or a package that is a file.

    >>> [pull.lever for pull in load_package("leaders_take_part")]
    ['leader_checkins', 'output_review', 'progress_updates']

    Args:
        name: of the lever or the file, as ``configs/interventions/NAME.yaml``.
        config_dirs: folders of your own with more files, as ``FOLDER/interventions/mine.yaml``.

    Raises:
        InputError: for a name that nothing has, with the nearest one that exists.
    """
    if not isinstance(name, str):
        raise InputError(f"{name!r} is not the name of a package of interventions")
    given = [f"interventions=[{quoted(name)}]"]
    with _composing(given, *config_dirs) as search_path:
        mapping = plain(compose("situation", [*search_path, *given]))
    return interventions(mapping["interventions"])


def compose_run(overrides: Iterable[str] = ()) -> tuple[Scenario, RunSettings]:
    """What ``outsim OVERRIDES`` would run.

    >>> scenario, settings = compose_run(["replicates=50"])
    >>> scenario.name, settings.replicates
    ('offshore_call_center', 50)

    Raises:
        InputError: as `load_scenario`.
    """
    given = _override_list(overrides)
    with _composing(given, more_keys=RUN_KEYS):
        return read_run(plain(compose("config", given)))


def read_run(mapping: Mapping[str, Any]) -> tuple[Scenario, RunSettings]:
    """Scenario and settings from a run's whole configuration.

    Raises:
        InputError: for an unknown or missing key, or a value that cannot be.
    """
    settings = {key: mapping[key] for key in RUN_KEYS if key in mapping}
    if "study" not in settings:
        raise InputError("the configuration has no study: it must build on outsim's own config")
    if isinstance(settings["study"], Mapping):
        options = {str(key): value for key, value in settings["study"].items() if key != "name"}
        settings["study"] = settings["study"].get("name")
        settings["options"] = read_options(str(settings["study"]), options)
    scenario = {key: value for key, value in mapping.items() if key not in RUN_KEYS}
    return _scenario(scenario), RunSettings(**settings)


def plain(config: DictConfig) -> dict[str, Any]:
    """A composed configuration as plain mappings, references resolved.

    Raises:
        InputError: for a value that is still to be given.
    """
    with clear_errors():
        return OmegaConf.to_container(config, resolve=True, throw_on_missing=True)  # type: ignore[return-value]


def _override_list(given: Any) -> list[str]:
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        raise InputError(f'overrides = {given!r}: must be a list such as ["contract.clarity=0.4"]')
    overrides = list(given)
    for override in overrides:
        if not isinstance(override, str):
            raise InputError(f'overrides: {override!r} is not text such as "contract.clarity=0.4"')
    return overrides


def _scenario(mapping: Mapping[str, Any]) -> Scenario:
    for key in mapping:
        if key not in _SCENARIO_KEYS:
            raise unknown_key(str(key), RUN_KEYS)
    return Scenario.from_mapping(mapping)


@contextmanager
def _composing(
    overrides: Iterable[str], *config_dirs: str | Path | None, more_keys: Iterable[str] = ()
) -> Iterator[list[str]]:
    """Hydra, ready to compose from outsim's configs; whatever it was doing before, it goes on with after.

    Yields the overrides that make it look in ``config_dirs`` too.
    """
    folders = [folder for folder in config_dirs if folder is not None]
    for folder in folders:
        if not (isinstance(folder, str | Path) and Path(folder).is_dir()):
            raise InputError(f"there is no folder {str(folder)!r}")
    with clear_errors(overrides, more_keys):
        refuse_repeats(overrides)
    with _ONE_AT_A_TIME, hydra_put_aside(), clear_errors(overrides, more_keys), _initialised():
        places = ",".join(quoted(f"file://{Path(folder).resolve()}") for folder in folders)
        yield [f"hydra.searchpath=[{places}]"] if folders else []


def refuse_repeats(overrides: Iterable[str]) -> None:
    """Hydra makes one of two equal options in a list; who pulls a lever twice must say when.

    Raises:
        InputError: naming the option that is there twice.
    """
    for override in OverridesParser.create().parse_overrides(list(overrides)):
        value = override.value()
        choices = value.list if isinstance(value, ChoiceSweep) else [value]
        for choice in choices if override.key_or_group == "interventions" else ():
            names = [str(name) for name in choice] if isinstance(choice, list) else []
            for name in names:
                if names.count(name) > 1:
                    again = f"+interventions.again={{lever:{name},start:40}}"
                    more = f"; pull it once, or end it and pull it again with {again}" if name in LEVER_NAMES else ""
                    raise InputError(f"interventions.{name}: pulled twice at the same time{more}")


def _initialised() -> Any:
    if IS_PACKAGED:
        return initialize_config_module("outsim.configs", job_name="outsim", version_base=HYDRA_VERSION_BASE)
    return initialize_config_dir(HYDRA_PATH, job_name="outsim", version_base=HYDRA_VERSION_BASE)


@contextmanager
def hydra_put_aside() -> Iterator[None]:
    """Leaves another Hydra application of this process as it was."""
    running, version = GlobalHydra.instance().hydra, VersionBase.instance().version_base
    GlobalHydra.instance().clear()
    try:
        yield
    finally:
        GlobalHydra.instance().hydra = running
        VersionBase.instance().version_base = version


def quoted(text: str) -> str:
    """A text as Hydra's override grammar takes it, whatever characters it has.

    >>> quoted("it's")
    "'it\\\\'s'"
    """
    escaped = re.sub(r"(\\*)'", r"\1\1\\'", text)
    trailing = len(escaped) - len(escaped.rstrip("\\"))
    return f"'{escaped}{chr(92) * trailing}'"


def _register_with_hydra() -> None:
    """Gives Hydra what code already states: defaults of parameters and run settings, and the levers."""
    store = ConfigStore.instance()
    parameters = {**Scenario().to_mapping(), "interventions": {}}
    store.store(name="outsim_parameters", node=parameters, provider="outsim")
    settings = dataclasses.asdict(RunSettings())
    del settings["study"], settings["options"]  # a group of its own, with what belongs to each study
    store.store(name="outsim_run", node=settings, provider="outsim")
    for study, options in OPTIONS.items():
        store.store(group="study", name=f"{study}_options", node=dataclasses.asdict(options()), provider="outsim")
    for name in LEVER_NAMES:
        pull = dataclasses.asdict(Intervention(name))
        del pull["lever"]  # the label says it, unless another is given
        store.store(group="interventions", name=name, node={name: pull}, provider="outsim")


_register_with_hydra()
