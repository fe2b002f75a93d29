"""The points of a sweep: what each takes of each factor, its scenario, and the key it is filed under."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outsim.errors import InputError
from outsim.interventions import Intervention, interventions
from outsim.own import place_of
from outsim.scenario import Scenario
from outsim.sweeps.factors import INTERVENTIONS, SCENARIO, Factor, parameter_named

_BYTES = 16  # of a key


@dataclass(frozen=True)
class Base:
    """A scenario that points start from, and its interventions by label."""

    scenario: Scenario
    pulls: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: Scenario) -> Base:
        """With the levers' names for labels."""
        return cls(scenario, {pull.lever: _fields(pull) for pull in scenario.interventions})

    def with_(self, values: Mapping[str, Any]) -> Scenario:
        """The scenario with these values, by the names of factors.

        Raises:
            InputError: for values that do not go together.
        """
        inside = {name: value for name, value in values.items() if name.startswith(f"{INTERVENTIONS}.")}
        changes = {name: value for name, value in values.items() if name not in inside}
        if inside:
            changes[INTERVENTIONS] = interventions(self._pulls_with(inside))
        return self.scenario.with_(changes)

    def check_pulled(self, name: str) -> None:
        """Makes sure that the intervention, of which a field is varied, is there.

        Raises:
            InputError: naming it.
        """
        label = name.split(".")[1]
        if label not in self.pulls:
            raise InputError(
                f"{name}: {label} is not pulled, so nothing of it can be varied; add {INTERVENTIONS}=[{label}]"
            )

    def _pulls_with(self, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        pulls = {label: dict(pull or {}) for label, pull in self.pulls.items()}
        for name, value in values.items():
            _, label, spot = name.split(".")
            pulls[label][spot] = value
        return pulls


@dataclass(frozen=True, eq=False)
class Points:
    """The points of a sweep, made into scenarios one at a time.

    Attributes:
        factors: what is varied.
        codes: [points, factors]; of a choice the place of its value, of an interval the number.
        bases: scenarios to start from.
        base_of: for each point, which of them.

    >>> from outsim.sweeps.factors import factor
    >>> points = over(Scenario(), [factor("contract.clarity", [0.2, 0.8])], np.array([[0.0], [1.0]]))
    >>> points.scenario(1).contract.clarity
    0.8
    """

    factors: tuple[Factor, ...]
    codes: NDArray[np.float64]
    bases: tuple[Base, ...]
    base_of: NDArray[np.int64]

    def __post_init__(self) -> None:
        for each in self.factors:
            if each.name.startswith(f"{INTERVENTIONS}."):
                for base in self.bases:
                    base.check_pulled(each.name)
                if any(other.name == INTERVENTIONS and not other.in_group for other in self.factors):
                    raise InputError(
                        f"{each.name}: cannot be varied where {INTERVENTIONS} as a whole are; name each pull whole"
                    )

    def __len__(self) -> int:
        return len(self.codes)

    def values(self, point: int) -> dict[str, Any]:
        """What a point takes of each factor that is not composed into its base."""
        row = self.codes[point]
        return {each.name: value_of(each, row[column]) for column, each in enumerate(self.factors) if not each.in_group}

    def scenario(self, point: int) -> Scenario:
        """The scenario of a point.

        Raises:
            InputError: for values that do not go together.
        """
        return self.bases[int(self.base_of[point])].with_(self.values(point))

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a point: ``point``, ``scenario``, and a column a factor."""
        names = [base.scenario.name for base in self.bases]
        columns: dict[str, Any] = {
            "point": np.arange(len(self), dtype=np.int32),
            SCENARIO: pd.Categorical.from_codes(
                np.array([list(dict.fromkeys(names)).index(name) for name in names], dtype=np.int64)[self.base_of],
                pd.Index(list(dict.fromkeys(names))),
            ),
        }
        for column, each in enumerate(self.factors):
            if each.name != SCENARIO:
                columns[each.name] = _column(each, self.codes[:, column])
        return pd.DataFrame(columns)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of `table` that are varied."""
        return tuple(each.name for each in self.factors)

    def keys(self) -> list[str]:
        """For each point, a text that is equal for equal scenarios, and for no others."""
        return self._keys

    @cached_property
    def _keys(self) -> list[str]:
        return keys_of(self)

    def shapes(self) -> list[Any]:
        """For each point, what decides which compiled program it needs."""
        from outsim.conditions import shape_of  # brings JAX

        of_base = [shape_of(base.scenario) for base in self.bases]
        names = [each.name for each in self.factors if not each.in_group and needs_own_program(each.name)]
        if not names:
            return [of_base[base] for base in self.base_of]
        return [
            (of_base[base], *(str(self.values(point)[name]) for name in names))
            for point, base in enumerate(self.base_of)
        ]


def over(base: Scenario, factors: Sequence[Factor], given: NDArray[np.float64]) -> Points:
    """Points around one scenario; see `outsim.sweeps.designs.codes`.

    Raises:
        InputError: for a field of an intervention that the scenario does not pull.
    """
    return Points(tuple(factors), given, (Base.of(base),), np.zeros(len(given), np.int64))


def alone(scenario: Scenario) -> Points:
    """One point, of which nothing is varied."""
    return over(scenario, (), np.zeros((1, 0)))


def value_of(each: Factor, code: float) -> Any:
    """What a factor takes where its code is this."""
    if each.interval is None:
        return each.choices[int(code)]
    return int(code) if each.interval.whole else float(code)


def _column(each: Factor, codes: NDArray[np.float64]) -> Any:
    if each.interval is not None:
        return codes.astype(np.int64) if each.interval.whole else codes
    places = codes.astype(np.int64)
    if all(isinstance(label, int | float) and not isinstance(label, bool) for label in each.labels):
        return np.array(each.labels)[places]
    if any(label is None for label in each.labels):
        return pd.array([each.labels[place] for place in places])
    return pd.Categorical.from_codes(places, pd.Index([str(label) for label in each.labels]))


def needs_own_program(name: str) -> bool:
    """Whether a factor changes how many agents or weeks there are, or how often levers are pulled."""
    if name.startswith(INTERVENTIONS):
        return True
    return parameter_named(name).about.sizes_arrays


def _fields(pull: Intervention) -> dict[str, Any]:
    return {name: getattr(pull, name) for name in pull.__dataclass_fields__}


def keys_of(points: Any) -> list[str]:
    """The keys of points; see `outsim.sweeps.listed.Visited`."""
    written = [_Written(base) for base in points.bases]
    return [written[points.base_of[point]].key(points.values(point)) for point in range(len(points))]


class _Written:
    """A base's values as texts, so that a point's key needs only those that differ."""

    def __init__(self, base: Base) -> None:
        self._base = base
        mapping = base.scenario.to_mapping()
        del mapping["name"], mapping[INTERVENTIONS]
        self._texts = {name: _text(value) for name, value in _flat(mapping)}
        self._pulls = _pulls_text(base.scenario.interventions)

    def key(self, values: Mapping[str, Any]) -> str:
        texts, pulls = self._texts, self._pulls
        plain = {name: _text(value) for name, value in values.items() if name in texts}
        if len(plain) < len(values):
            inside = {name: value for name, value in values.items() if name.startswith(f"{INTERVENTIONS}.")}
            whole = values.get(INTERVENTIONS)
            try:
                pulls = _pulls_text(interventions(whole if whole is not None else self._base._pulls_with(inside)))
            except InputError:  # values that do not go together: the point fails when it is made
                pulls = _text(sorted((name, str(value)) for name, value in inside.items()))
        lines = [f"{name}={plain.get(name, text)}" for name, text in texts.items()]
        return hashlib.blake2b("\n".join([*lines, pulls]).encode(), digest_size=_BYTES).hexdigest()


def _flat(mapping: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in mapping.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _text(value: Any) -> str:
    return json.dumps(value, default=str)


def _pulls_text(pulls: Sequence[Intervention]) -> str:
    """Interventions of one's own are known by what their functions say, too."""
    described = []
    for pull in pulls:
        fields = _fields(pull)
        if pull.function is not None:
            fields["function"] = [place_of(pull.function), _source(pull.function)]
        if pull.trigger is not None:
            fields["trigger"] = vars(pull.trigger)
        described.append(fields)
    return _text(described)


def _source(function: Any) -> list[str]:
    """The text of the file that a function stands in, as it may call others there; and what it holds of outside."""
    held = [repr(cell.cell_contents) for cell in getattr(function, "__closure__", None) or ()]
    try:
        file = Path(inspect.getsourcefile(function) or "")
        return [file.read_text(encoding="utf-8") if file.is_file() else inspect.getsource(function), *held]
    except (OSError, TypeError):
        return [repr(function), *held]
