"""Interventions of one's own: functions, given as such or by where they stand in a file or module."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from outsim.errors import InputError, unknown_name

EXAMPLE = "my_levers.py:weekly_retro"


def own_function(given: Any, where: str) -> Callable[..., Any]:
    """A function of the week, last week's state and this week's doses, from itself or its place.

    Args:
        given: the function, or its place: ``my_levers.py:weekly_retro`` or ``package.module:weekly_retro``.
        where: what to call it in messages.

    Raises:
        InputError: for a place that holds no such function, or one that cannot be called with three arguments.

    >>> own_function(lambda week, state, levers: {}, "interventions.mine")(0, None, {})
    {}
    """
    function = _read(given, where) if isinstance(given, str) else given
    if not callable(function) or getattr(function, "__hash__", None) is None:
        raise InputError(f"{where} = {given!r}: must be a function, or its place such as {EXAMPLE!r}")
    try:
        inspect.signature(function).bind(0, None, {})
    except TypeError:
        raise InputError(f"{where}: its function must take three values: week, state, levers") from None
    return function


def place_of(function: Callable[..., Any]) -> str:
    """Where a function stands, as text that `own_function` reads again.

    >>> place_of(own_function)
    'outsim.own:own_function'
    """
    found = _PLACES.get(function)
    return found or f"{function.__module__}:{getattr(function, '__qualname__', type(function).__name__)}"


_PLACES: dict[Callable[..., Any], str] = {}  # of functions that were read from a file


def _read(given: str, where: str) -> Callable[..., Any]:
    module, colon, name = given.rpartition(":")
    if not colon or not module or not name:
        raise InputError(f"{where} = {given!r}: must be its place, such as {EXAMPLE!r}")
    found = _file(Path(module).expanduser().resolve(), where) if module.endswith(".py") else _module(module, where)
    function = getattr(found, name, None)
    if function is None:
        raise unknown_name(f"function in {module}", name, [known for known in vars(found) if not known.startswith("_")])
    if module.endswith(".py"):
        _PLACES[function] = f"{Path(module).expanduser().resolve()}:{name}"
    return function  # type: ignore[no-any-return]


@cache
def _file(path: Path, where: str) -> Any:
    """A file as a module, read once: a function read twice would be compiled twice."""
    if not path.is_file():
        raise InputError(f"{where}: there is no file {str(path)!r}")
    spec = importlib.util.spec_from_file_location(f"outsim_own_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses and pickles look for it there
    return _run(lambda: spec.loader.exec_module(module) or module, str(path), where)  # type: ignore[union-attr]


def _module(name: str, where: str) -> Any:
    if name == "__main__" and "__main__" in sys.modules:
        return sys.modules["__main__"]
    return _run(lambda: importlib.import_module(name), name, where)


def _run(load: Callable[[], Any], name: str, where: str) -> Any:
    try:
        return load()
    except Exception as error:  # whatever is wrong in somebody's file
        raise InputError(f"{where}: {name} cannot be read: {type(error).__name__}: {error}") from None
