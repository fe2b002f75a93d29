"""What Hydra and OmegaConf complain about, in one plain sentence with the nearest right name."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache

from hydra.core.config_store import ConfigStore
from hydra.errors import HydraException, MissingConfigException, OverrideParseException
from omegaconf.errors import InterpolationResolutionError, MissingMandatoryValue, OmegaConfBaseException
from yaml import YAMLError  # type: ignore[import-untyped]

from outsim.config_files import group_names, option_names
from outsim.errors import InputError, unknown_name
from outsim.interventions import Intervention
from outsim.levers import LEVER_NAMES
from outsim.scenario import Scenario, scenario_parameters
from outsim.studies.options import OPTIONS

_FORM = (
    "write key=value, as contract.clarity=0.4; a value with spaces, commas or brackets needs quotes, "
    "as 'out=\"my results\"'"
)


@contextmanager
def clear_errors(overrides: Iterable[str] = (), more_keys: Iterable[str] = ()) -> Iterator[None]:
    """Turns what goes wrong while a configuration is composed into an `InputError`.

    Args:
        overrides: what was asked for.
        more_keys: keys at top level, beside those of a scenario, that may have been meant.

    Raises:
        InputError: for every complaint of Hydra, OmegaConf or YAML.
    """
    try:
        yield
    except InputError:
        raise
    except (HydraException, OmegaConfBaseException, YAMLError, ValueError) as error:
        raise _in_plain_words(error, tuple(overrides), tuple(more_keys)) from None


def unknown_key(key: str, more_keys: Iterable[str] = ()) -> InputError:
    """The error for a key that no configuration has, with the nearest one that exists.

    >>> print(unknown_key("contract.clarty"))
    unknown key 'contract.clarty'; did you mean 'contract.clarity'?
    >>> print(unknown_key("clarity"))
    unknown key 'clarity'; did you mean 'contract.clarity'?
    """
    if key.startswith("interventions."):
        return _unknown_intervention_key(key)
    if key.startswith("hydra."):
        return _unknown_hydra_key(key)
    near = _nearest_keys(key, (*_scenario_keys(), *more_keys))
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else "`outsim --cfg job` shows all keys"
    return InputError(f"unknown key {key!r}; {hint}")


def _unknown_hydra_key(key: str) -> InputError:
    """Settings of outsim's own sweeper and launchers are stored with Hydra, as all others are."""
    _, group, *rest = key.split(".")
    stored = ConfigStore.instance().repo.get("hydra", {}).get(group, {})
    known = {str(name) for node in stored.values() for name in node.node if not str(name).startswith("_")}
    return (
        unknown_name(f"setting of hydra.{group}", ".".join(rest), known)
        if known
        else InputError(f"unknown key {key!r}")
    )


def _nearest_keys(key: str, known: tuple[str, ...]) -> list[str]:
    """The same last name elsewhere, else a near name beside, else a near last name, else anything near."""
    group, _, last = key.rpartition(".")
    same_last = [name for name in known if name.rpartition(".")[2] == last]
    situation = [name for name in same_last if not name.startswith("coefficients.")]
    beside = [name for name in known if name.rpartition(".")[0] == group]
    by_last = {name.rpartition(".")[2]: name for name in reversed(known)}
    return (
        (situation or same_last)[:3]
        or get_close_matches(key, beside, n=1, cutoff=0.7)
        or [by_last[end] for end in get_close_matches(last, by_last, n=1, cutoff=0.7)]
        or get_close_matches(key, known, n=1, cutoff=0.5)
    )


@cache
def _scenario_keys() -> tuple[str, ...]:
    """Dotted names of parameters and of the groups that hold them."""
    names = [found.name for found in scenario_parameters()]
    groups = [name.rsplit(".", depth)[0] for name in names for depth in range(1, name.count(".") + 1)]
    return tuple(dict.fromkeys([*(field.name for field in dataclasses.fields(Scenario)), *groups, *names]))


def _unknown_intervention_key(key: str) -> InputError:
    _, label, *field = key.split(".")
    if field:
        fields = [found.name for found in dataclasses.fields(Intervention)]
        if field[0] == "trigger":
            example = "{indicator:anxiety,start:0.6,stop:0.4}"
            return InputError(f"{key}: a trigger is given whole, as interventions.{label}.trigger={example}")
        return unknown_name(f"field of interventions.{label}", field[0], fields)
    if label in LEVER_NAMES:
        return InputError(f"{label} is not pulled, so nothing of it can be set; add interventions=[{label}]")
    return unknown_name("lever", label, LEVER_NAMES)


def _in_plain_words(error: Exception, overrides: tuple[str, ...], more_keys: tuple[str, ...]) -> InputError:
    if isinstance(error, MissingConfigException) and error.missing_cfg_file:
        return _unknown_option(error.missing_cfg_file, error.options or ())
    if isinstance(error, OverrideParseException):
        return InputError(f"cannot read {error.override!r}: {_FORM}")
    if isinstance(error, MissingMandatoryValue):
        return InputError(f"{error.full_key} has no value yet: give it one")
    if isinstance(error, InterpolationResolutionError):
        return InputError(f"{error.full_key} refers to something that does not exist: {_first_line(error)}")
    if isinstance(error, YAMLError):
        return InputError(f"a YAML file cannot be read: {' '.join(str(error).split())}")
    cause = error.__cause__
    if isinstance(cause, OmegaConfBaseException) and "is not in struct" in str(cause):
        key = str(cause.full_key)
        return _unknown_study_key(key, overrides) if key.startswith("study.") else unknown_key(key, more_keys)
    if "Config group override must be" in str(error):
        return _no_option(overrides)
    return InputError(_reworded(_first_line(error)))


def _unknown_study_key(key: str, overrides: Iterable[str]) -> InputError:
    """A study has keys of its own; which one is asked for stands among the overrides."""
    given = dict(override.split("=", 1) for override in overrides if "=" in override)
    study = given.get("study", "simulate")
    known = [field.name for field in dataclasses.fields(OPTIONS[study])] if study in OPTIONS else []
    if not known:
        return InputError(f"{key}: study={study} has no keys; name the study that has it, as study=validate")
    return unknown_name(f"key of study={study}", key.removeprefix("study."), known)


def _unknown_option(missing: str, options: Iterable[str]) -> InputError:
    group, _, option = missing.rpartition("/")
    known = {*options, *_options(group)}
    if group == "study":  # beside each study Hydra holds its keys, which are no studies
        known = {name for name in known if name in OPTIONS}
    kind = "lever" if group == "interventions" else group
    return unknown_name(kind, option, known) if known else InputError(f"nothing is called {missing!r}")


def _options(group: str) -> tuple[str, ...]:
    if group not in group_names():
        return ()
    return (*option_names(group), *(LEVER_NAMES if group == "interventions" else ()))


def _no_option(overrides: Iterable[str]) -> InputError:
    """A group was given a number or nothing, where it takes a name."""
    for override in overrides:
        group, _, value = override.partition("=")
        if group in group_names() and value not in _options(group):
            example = next((name for name in _scenario_keys() if name.startswith(f"{group}.")), None)
            one_value = f", or set one value: {example}=..." if example else ""
            names = ", ".join(_options(group))
            return InputError(f"{override}: {group} takes the name of one of {names}{one_value}")
    return InputError("a group takes the name of an option, or a list of them")


def _reworded(line: str) -> str:
    """Hydra's own words, where they name what it alone knows."""
    if line.startswith("Ambiguous value for argument"):
        given = line.removeprefix("Ambiguous value for argument").strip(" '")
        return f"{given} gives several values: add -m to run each of them, or write [a,b] for a list"
    if line.startswith("Sweep parameters"):
        return f"{line.split(chr(39))[1]} gives several values: one scenario takes one"
    if "does not support sweep type" in line:
        return "a sweep takes values (a,b,c), range(1,10) or choice(a,b), not an interval"
    return line


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
