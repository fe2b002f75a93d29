"""From Hydra's overrides to the points of a sweep.

Parameters are set as columns; only what chooses files (scenarios, groups, added interventions) is composed by Hydra,
once an option and not once a point. Options of groups that keep to their own part of a configuration are composed
alone and put together; options that reach everywhere, as scenarios do, are composed in combination.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hydra import compose
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.config_loader import ConfigLoader
from hydra.core.default_element import ConfigDefault
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import IntervalSweep, Override, RangeSweep
from omegaconf import OmegaConf

from outsim.config_errors import clear_errors, unknown_key
from outsim.configuration import plain, read_run
from outsim.errors import InputError, unknown_name
from outsim.run_settings import RUN_KEYS, RunSettings, refuse_unused
from outsim.scenario import scenario_parameters
from outsim.sweeps.bases import Composed, Parts, named, read_base
from outsim.sweeps.designs import Design, codes
from outsim.sweeps.factors import INTERVENTIONS, Factor, Interval, choice, factor
from outsim.sweeps.points import Base, Points, value_of

EXPERIMENT = "experiment"
MOST_VALUES = 1_000_000  # of one factor
_TAGS = ("log", "int")
_OWN_PARTS = ("client", "vendor", "contract", "work", INTERVENTIONS)
"""Groups whose options can keep to the part of a configuration that is called like the group."""


class Composer:
    """Reads the overrides of a sweep, and makes its points.

    Args:
        overrides: of the command line, the sweep's own ones first.
        loader: of the Hydra application that runs.

    Raises:
        InputError: for what cannot be swept.
    """

    def __init__(self, overrides: Sequence[str], loader: ConfigLoader) -> None:
        self._loader = loader
        self._refers = False  # whether a value of a file refers to another
        self.overrides = tuple(overrides)
        parsed = OverridesParser.create(config_loader=loader).parse_overrides(list(overrides))
        last = {each.get_key_element(): each for each in parsed}  # later ones win, as in Hydra
        self._swept = [each for each in last.values() if each.is_sweep_override()]
        self.fixed = [
            f"{each.get_key_element()}={each.get_value_element_as_str()}"
            if not each.is_delete()
            else each.input_line or ""
            for each in last.values()
            if not each.is_sweep_override()
        ]
        for each in self._swept:
            if each.key_or_group == EXPERIMENT:
                raise InputError(f"{EXPERIMENT}: each has a design of its own; run one after the other")

    @cached_property
    def swept(self) -> tuple[str, ...]:
        """The keys that take several values."""
        return tuple(each.key_or_group for each in self._swept)

    @property
    def is_one_table(self) -> bool:
        """Whether the points are simulated into one table; other studies, and settings of a run, make a job each."""
        if set(self.swept) & set(RUN_KEYS):
            return False
        return self._base[1].study == "simulate"

    def jobs(self) -> list[tuple[list[str], RunSettings]]:
        """The overrides and settings of a job for each combination.

        Raises:
            InputError: for the first that cannot be run.
        """
        parsed = OverridesParser.create(config_loader=self._loader).parse_overrides(list(self.overrides))
        found = []
        for job in BasicSweeper.split_arguments(parsed, max_batch_size=None)[0]:
            with clear_errors(job, RUN_KEYS):
                settings = read_run(plain(compose("config", job)))[1]
            refuse_unused(settings)
            found.append((job, settings))
        return found

    @property
    def settings(self) -> RunSettings:
        """What all points share."""
        return self._base[1]

    @cached_property
    def _base(self) -> tuple[Base, RunSettings]:
        """The first value of what is composed."""
        return read_base(self._mapping(tuple(each.overrides[0] for each in self._composed)))

    def points(self, design: Design) -> Points:
        """The points of a design over what is swept.

        Raises:
            InputError: for values that cannot be, before anything is simulated.
        """
        if self.settings.report:
            raise InputError("report: has no effect on a sweep, which has a table and a figure of all its points")
        if design.kind == "list":
            factors, composed, given = self._from_file(str(design.file))
            if len(given) > design.limit:
                raise InputError(f"file = {design.file}: has {len(given):,} rows, more than limit={design.limit}")
        else:
            factors, composed = self._factors, self._composed
            given = codes(design, factors, self.settings.seed)
        bases, base_of = self._bases(factors, composed, given)
        if self._refers:  # values that follow others are right only where all are composed together
            factors, bases, base_of = self._one_by_one(factors, composed, given)
        return Points(tuple(factors), given, bases, base_of)

    @cached_property
    def _composed(self) -> list[Composed]:
        return [found for found in map(self._as_composed, self._swept) if found is not None]

    @cached_property
    def _factors(self) -> list[Factor]:
        composed = {found.factor.name: found.factor for found in self._composed}
        return [composed.get(each.key_or_group) or self._as_factor(each) for each in self._swept]

    def _as_factor(self, each: Override) -> Factor:
        name, value = each.key_or_group, each.value()
        if isinstance(value, IntervalSweep):
            return factor(name, _interval(name, value))
        if isinstance(value, RangeSweep):
            _refuse_endless(name, value)
        return choice(name, [_value(one) for one in each.sweep_iterator()])

    def _as_composed(self, each: Override) -> Composed | None:
        key, name = each.get_key_element(), each.key_or_group
        if (key == name or each.is_force_add()) and _is_column(name):
            return None
        if each.is_interval_sweep():
            if self._loader.get_group_options(name):
                raise InputError(f"{name}: takes names, not numbers of an interval; write {name}=a,b,c")
            raise unknown_key(name, RUN_KEYS)
        texts = list(each.sweep_string_iterator())
        if not texts:
            raise InputError(f"{each.input_line}: nothing is called so")
        labels = [_short(_value(one)) for one in each.sweep_iterator()]
        if len(set(labels)) < len(labels):
            raise InputError(f"{name}: one of its values is there twice; each makes points of its own")
        return Composed(
            Factor(name, tuple(labels), tuple(labels), in_group=True), tuple(f"{key}={text}" for text in texts)
        )

    def _from_file(self, file: str) -> tuple[list[Factor], list[Composed], Any]:
        if self._swept:
            raise InputError(f"design = list: its points stand in {file}; {self.swept[0]} takes several values too")
        rows = _rows_of(file)
        for setting in set(map(str, rows)) & set(RUN_KEYS):
            raise InputError(f"file = {file}: {setting} is a setting of the whole sweep, and no column of its points")
        factors, composed, columns = [], [], []
        for name in rows:
            values = rows[name].tolist()
            distinct = list(dict.fromkeys(values))
            place = {value: number for number, value in enumerate(distinct)}
            if _is_column(str(name)):
                found = choice(str(name), [_whole(value) for value in distinct])
            else:
                texts = tuple(f"{name}={value}" for value in distinct)
                labels = tuple(_short(_value(OverridesParser.create().parse_override(text)._value)) for text in texts)
                found = Factor(str(name), tuple(distinct), labels, in_group=True)
                composed.append(Composed(found, texts))
            factors.append(found)
            columns.append([place[value] for value in values])
        return factors, composed, np.array(columns, dtype=float).T

    def _bases(
        self, factors: Sequence[Factor], composed: Sequence[Composed], given: Any
    ) -> tuple[tuple[Base, ...], Any]:
        """A base for each combination of composed values that occurs, and which of them each point has."""
        order = [factors.index(found.factor) for found in composed]
        combinations, base_of = np.unique(given[:, order].astype(int), axis=0, return_inverse=True)
        parts = Parts(composed, [self._keeps_to_itself(found) for found in composed], self._mapping)
        bases = []
        for combination in combinations:
            base, own = read_base(parts.mapping(tuple(combination)))
            if own != self.settings:
                raise InputError(
                    "settings of a run, such as replicates, differ between options; a sweep has one of each"
                )
            bases.append(named(base, composed, combination))
        return tuple(bases), base_of.reshape(-1)

    def _one_by_one(
        self, factors: Sequence[Factor], composed: Sequence[Composed], given: Any
    ) -> tuple[list[Factor], tuple[Base, ...], Any]:
        """A base for each different point."""
        texts = {found.factor.name: found.overrides for found in composed}
        rows, base_of = np.unique(given, axis=0, return_inverse=True)
        bases = []
        for row in rows:
            asked = [
                texts[each.name][int(code)] if each.name in texts else f"{each.name}={value_of(each, code)}"
                for each, code in zip(factors, row, strict=True)
            ]
            base, _ = read_base(self._mapping(asked))
            codes_of = dict(zip((each.name for each in factors), row, strict=True))
            bases.append(named(base, composed, [int(codes_of[found.factor.name]) for found in composed]))
        return [replace(each, in_group=True) for each in factors], tuple(bases), base_of.reshape(-1)

    def _mapping(self, overrides: Sequence[str]) -> dict[str, Any]:
        with clear_errors([*self.fixed, *overrides], RUN_KEYS):
            config = compose("config", [*self.fixed, *overrides])
            self._refers |= "${" in OmegaConf.to_yaml(config)
            return plain(config)

    def _keeps_to_itself(self, found: Composed) -> bool:
        """Whether all options write to the part of a configuration that is called like their group, only."""
        if found.factor.name not in _OWN_PARTS:
            return False
        return all(self._is_plain_file(found.factor.name, name) for name in self._names(found))

    def _names(self, found: Composed) -> Iterator[str]:
        for text in found.overrides:
            value = OverridesParser.create().parse_override(text).value()
            yield from (str(one) for one in (value if isinstance(value, list) else [value]) if one is not None)

    def _is_plain_file(self, group: str, name: str) -> bool:
        loaded = self._loader.repository.load_config(f"{group}/{name}")  # type: ignore[attr-defined]
        if loaded is None:
            return False
        if loaded.header.get("package"):
            return False
        return all(
            isinstance(part, ConfigDefault)
            and (
                part.path == "_self_"
                or (not str(part.path).startswith("/") and self._is_plain_file(group, str(part.path)))
            )
            for part in loaded.defaults_list or ()
        )


def _is_column(name: str) -> bool:
    """Whether a key is one parameter, or one field of an intervention: a value, and no file."""
    if name.startswith(f"{INTERVENTIONS}."):
        return name.count(".") == 2
    return name in _PARAMETERS


_PARAMETERS = frozenset(found.name for found in scenario_parameters())


def _refuse_endless(name: str, given: RangeSweep) -> None:
    """A range is listed, so that it must have an end within sight."""
    span = float(given.stop or 0) - float(given.start or 0)
    values = math.ceil(span / float(given.step)) if given.step else math.inf
    if values > MOST_VALUES:
        raise InputError(f"{name}: this range has {values:,} values, more than {MOST_VALUES:,}; take a larger step")


def _interval(name: str, given: IntervalSweep) -> Interval:
    for tag in given.tags:
        if tag not in _TAGS:
            raise unknown_name(f"tag of {name}", tag, _TAGS)
    try:
        return Interval(given.start or 0, given.end or 0, log="log" in given.tags, whole="int" in given.tags)
    except InputError as error:
        raise InputError(f"{name}={error}") from None


def _value(one: Any) -> Any:
    return Override._convert_value(one)


def _short(value: Any) -> Any:
    """How an option reads in a table."""
    if isinstance(value, list):
        return "+".join(str(_short(one)) for one in value) or "none"
    if isinstance(value, Mapping):
        return ",".join(f"{key}={_short(one)}" for key, one in value.items())
    return str(value)


def _whole(value: Any) -> Any:
    """Tables hold whole numbers as fractions where a cell of the column is empty."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _rows_of(file: str) -> pd.DataFrame:
    path = Path(file).expanduser()
    try:
        rows = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise InputError(f"file = {file}: cannot be read: {str(error).splitlines()[0]}") from None
    if rows.empty:
        raise InputError(f"file = {file}: has no rows")
    for name in rows:
        if rows[name].isna().any():
            row = int(np.flatnonzero(rows[name].isna())[0])
            raise InputError(f"file = {file}: {name} has no value in row {row + 1}")
    return rows
