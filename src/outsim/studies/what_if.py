"""What if the contract were clearer, the vendor elsewhere, leaders there from the start?"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from outsim.errors import InputError
from outsim.interventions import Intervention, own_name
from outsim.levers import LEVER_NAMES
from outsim.scenario import CLOSE, Scenario, scenario_parameters
from outsim.situation import Value, changed, changes_in_words, pull_in_words, value_of
from outsim.studies.arms import BASELINE
from outsim.studies.compare import Comparison, compare
from outsim.studies.options import CompareOptions
from outsim.studies.pulls import package_names, pulls_of_name

FIELDS = tuple(spot.name for spot in dataclasses.fields(Intervention) if spot.name != "lever")
"""Of an intervention, beside its lever."""


def what_if(
    base: Scenario,
    changes: Any,
    replicates: int = 500,
    seed: int = 1,
    *,
    parameters: str = "default",
    precision: float | None = None,
    options: CompareOptions | None = None,
    progress: bool = False,
) -> Comparison:
    """What would be different? The situation as it is beside others, partnership by partnership on the same luck.

    ``changes`` is read by these rules:

    - **Keys that are parameters** (``"contract.clarity"``, ``"contract__clarity"``, a group such as
      ``"contract": {"clarity": 0.8}``) or ``"interventions"`` make one what-if, in which all of it is so. It is named
      after itself: *contract clarity 0.8*.
    - **Any other keys are names** that you give, each of a what-if of its own: changed parameters; levers with
      their fields; both; the name of a lever or package, an `Intervention`, a function of one's own, or a list of
      these; or a scenario.
    - **A list** of any of these is as many what-ifs, each alone. As the value of a name, it is interventions together.

    Interventions are added to those of the baseline; a scenario is taken as it is. Parameters and names are not
    mixed in one mapping.

    Args:
        base: the situation as it is.
        changes: see above; `outsim.names` has every parameter and lever with what it means.
        replicates, seed, parameters, precision, options, progress: as for `outsim.compare`.

    Raises:
        InputError: for what cannot be read so, naming the what-if, and the nearest right name.

    >>> base = Scenario()
    >>> what_if(base, {"contract.clarity": 0.8}, replicates=16).effects[0].package
    'contract clarity 0.8'
    >>> changes = {
    ...     "clear contract": {"contract.clarity": 0.8},
    ...     "check-ins": "leader_checkins",
    ...     "late": {"interventions": [{"lever": "leader_checkins", "start": 4}]},
    ...     "both": base.with_(contract__clarity=0.8).with_interventions("leader_checkins"),
    ... }
    >>> [effect.package for effect in what_if(base, changes, replicates=16).effects]
    ['clear contract', 'check-ins', 'late', 'both']
    """
    return compare(
        base,
        read_what_ifs(base, changes),
        replicates,
        seed,
        parameters=parameters,
        precision=precision,
        options=options,
        progress=progress,
    )


def read_what_ifs(base: Scenario, changes: Any) -> dict[str, Scenario]:
    """The scenario of each what-if, by its name; see `what_if`.

    >>> list(read_what_ifs(Scenario(), ["leader_checkins", {"vendor.country": "IND", "contract.clarity": 0.8}]))
    ['leader_checkins', 'vendor country India, contract clarity 0.8']

    Raises:
        InputError: as `what_if`.
    """
    if not isinstance(base, Scenario):
        raise InputError(f"base = {base!r}: must be a scenario, such as outsim.load_scenario()")
    found: dict[str, Scenario] = {}
    for name, scenario in _several(base, changes):
        if name == BASELINE:
            raise InputError(f"what if: {BASELINE!r} is what others are compared with; choose another name")
        if name in found:
            raise InputError(f"what if: {name!r} is there twice; give each a name of its own")
        if scenario.weeks != base.weeks:
            raise InputError(f"what if: {name!r} runs for {scenario.weeks} weeks, the baseline for {base.weeks}")
        found[name] = scenario
    if not found:
        raise InputError("what if: nothing is changed; give changes such as {'contract.clarity': 0.8}")
    return found


def _several(base: Scenario, given: Any) -> Iterator[tuple[str, Scenario]]:
    if isinstance(given, Mapping):
        if _is_one(given):
            yield _after_itself(base, given)
        else:
            for name, what in given.items():
                yield str(name), _scenario(base, str(name), what)
    elif isinstance(given, Scenario):
        yield _own_name(base, given), given
    elif isinstance(given, Iterable) and not isinstance(given, str):
        for one in given:
            yield from _several(base, one)
    else:
        yield _after_itself(base, given)


def _is_one(given: Mapping[Any, Any]) -> bool:
    """Whether a mapping is one what-if, and not several by name.

    Raises:
        InputError: if it mixes parameters and names.
    """
    own = {name: _is_parameter(name, what) or name in ("interventions", "lever") for name, what in given.items()}
    if "lever" in given or (own and all(own.values())):
        return True
    if any(own.values()):
        parameter = next(name for name, is_own in own.items() if is_own)
        name = next(name for name, is_own in own.items() if not is_own)
        if not _could_be(given[name]):
            raise _unknown(str(name), what=given[name])
        raise InputError(
            f"what if: {parameter!r} is a parameter, and {name!r} the name of a what-if: give the parameter inside "
            f"one, as {{'a name': {{{parameter!r}: ...}}, {name!r}: ...}}"
        )
    return False


def _is_parameter(name: Any, what: Any) -> bool:
    """Whether a key is a parameter, or a group of them with a mapping of its fields."""
    if not isinstance(name, str):
        return False
    dotted = _dotted(name)
    if any(found.name == dotted for found in scenario_parameters()):
        return True
    inside = {
        found.name.removeprefix(f"{dotted}.").split(".")[0]
        for found in scenario_parameters()
        if found.name.startswith(f"{dotted}.")
    }
    return bool(inside) and isinstance(what, Mapping) and all(key in inside for key in what)


def _could_be(what: Any) -> bool:
    """Whether something can be what a name stands for."""
    return isinstance(what, Scenario | Intervention | Iterable) or callable(what)


def _dotted(name: str) -> str:
    return str(name).replace("__", ".")


def _own_name(base: Scenario, given: Scenario) -> str:
    """A scenario's name; where it is the baseline's, what differs."""
    return _named(changed(base, given), _added(base, given)) if given.name == base.name else given.name


def _after_itself(base: Scenario, given: Any) -> tuple[str, Scenario]:
    if isinstance(given, str):
        return given, _scenario(base, given, given)
    scenario = _scenario(base, "", given)
    if callable(given):
        return own_name(given), scenario
    # what is given names it, also where it is no change
    asked = () if not isinstance(given, Mapping) else _leaves(given)
    values = [
        Value(found, value_of(scenario, found.name), "yours") for found in scenario_parameters() if found.name in asked
    ]
    return _named(values, _added(base, scenario)), scenario


def _named(values: Iterable[Value], pulls: Iterable[Intervention]) -> str:
    name = ", ".join(part for part in (changes_in_words(values), *map(pull_in_words, pulls)) if part)
    if not name:
        raise InputError("what if: nothing is changed; give changes such as {'contract.clarity': 0.8}")
    return name


def _added(base: Scenario, scenario: Scenario) -> list[Intervention]:
    return [pull for pull in scenario.interventions if pull not in base.interventions]


def _leaves(given: Mapping[str, Any], prefix: str = "") -> set[str]:
    """The dotted names of all values, those in groups too."""
    found = set()
    for name, what in given.items():
        dotted = f"{prefix}{_dotted(name)}"
        found |= _leaves(what, f"{dotted}.") if isinstance(what, Mapping) else {dotted}
    return found


def _scenario(base: Scenario, name: str, what: Any) -> Scenario:
    """The situation in which it is so."""
    if isinstance(what, Scenario):
        return what
    try:
        values, pulls = _parts(name, what)
        return (base.with_(values) if values else base).with_interventions(*pulls)
    except InputError as error:
        if str(error).startswith("what if"):
            raise
        raise InputError(f"what if{f' {name!r}' if name else ''}: {error}") from None


def _parts(name: str, what: Any) -> tuple[dict[str, Any], list[Any]]:
    """Changed parameters, and pulls."""
    if not isinstance(what, Mapping):
        return {}, _pulls(name, what)
    if "lever" in what:
        return {}, [what]
    if name in LEVER_NAMES and not any(_is_parameter(key, value) or key in LEVER_NAMES for key, value in what.items()):
        return {}, [{"lever": name, **what}]
    if not what:
        raise InputError("nothing is changed; give changes such as {'contract.clarity': 0.8}")
    values: dict[str, Any] = {}
    pulls: list[Any] = []
    for key, value in what.items():
        if _is_parameter(key, value):
            values[_dotted(key)] = value
        elif key == "interventions":
            pulls += _labelled(value) if isinstance(value, Mapping) else _pulls(name, value)
        elif key in LEVER_NAMES or (isinstance(value, Mapping) and {"lever", "function"} & set(value)):
            pulls += _labelled({key: value})
        else:
            raise _unknown(str(key), name, value)
    return values, pulls


def _labelled(given: Mapping[Any, Any]) -> list[Any]:
    """Pulls by their labels, as configurations write them."""
    for label, fields in given.items():
        if not (fields is None or isinstance(fields, Mapping)):
            raise InputError(f"{label} = {fields!r}: must be fields of an intervention, such as {{'start': 8}}")
    return [{"lever": label, **(fields or {})} for label, fields in given.items()]


def _pulls(name: str, what: Any) -> list[Any]:
    """Pulls of one thing or of a list; names of packages become their levers."""
    if isinstance(what, str):
        return pulls_of_name(what)
    if isinstance(what, Intervention) or callable(what) or (isinstance(what, Mapping) and "lever" in what):
        return [what]
    if not isinstance(what, Iterable) or isinstance(what, Mapping):
        misspelt = _unknown(name, what=what)
        # a parameter or a lever was meant, and not a name
        if "." in _dotted(name) or name in LEVER_NAMES or "did you mean" in str(misspelt):
            raise misspelt
        raise InputError(f"{what!r}: must be changed parameters, interventions, or a scenario")
    return [pull for one in what for pull in _pulls("", one)]


def _unknown(key: str, inside: str = "", what: Any = None) -> InputError:
    """The error for a key that is neither a parameter nor a lever with its fields, with the nearest that is."""
    where = f" {inside!r}" if inside else ""
    if key in LEVER_NAMES:
        return InputError(
            f"what if{where}: {key} = {what!r}: must be fields of an intervention, such as {{'start': 8}}"
        )
    if key in package_names():
        return InputError(f"what if{where}: {key!r} is a package; give it in a list: 'interventions': [{key!r}]")
    if key in FIELDS:
        lever = next(iter(get_close_matches(inside, LEVER_NAMES, n=1, cutoff=CLOSE)), "leader_checkins")
        return InputError(
            f"what if{where}: {key!r} is a field of an intervention; give it with a lever, as "
            f"{{{lever!r}: {{{key!r}: {what!r}}}}}"
        )
    if near := get_close_matches(key, LEVER_NAMES, n=1, cutoff=CLOSE):
        return InputError(f"what if{where}: unknown parameter or lever {key!r}; did you mean {near[0]!r}?")
    try:
        Scenario().with_({_dotted(key): None})
    except InputError as error:  # it says what the nearest name is
        return InputError(f"what if{where}: {error}")
    return InputError(f"what if{where}: {key!r} is no parameter of a situation")
