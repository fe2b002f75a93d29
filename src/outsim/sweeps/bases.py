"""The scenarios that points start from, of options of groups that Hydra composes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from outsim.configuration import read_run
from outsim.run_settings import RunSettings
from outsim.sweeps.factors import INTERVENTIONS, SCENARIO, Factor
from outsim.sweeps.points import Base


@dataclass(frozen=True)
class Composed:
    """A factor whose values are overrides, composed by Hydra."""

    factor: Factor
    overrides: tuple[str, ...]  # for each value


class Parts:
    """Puts configurations together from options that were composed alone.

    Args:
        composed: the factors.
        alone: which of them write to a part of a configuration that is theirs.
        compose: makes a configuration of overrides.
    """

    def __init__(
        self, composed: Sequence[Composed], alone: Sequence[bool], compose: Callable[[Sequence[str]], dict[str, Any]]
    ) -> None:
        self._composed, self._alone, self._compose = composed, alone, compose
        self._made: dict[tuple[int, ...], dict[str, Any]] = {}

    def mapping(self, combination: tuple[int, ...]) -> dict[str, Any]:
        """The configuration of one combination of options."""
        reaching = tuple(0 if alone else int(value) for value, alone in zip(combination, self._alone, strict=True))
        together = dict(self._composed_once(reaching))
        for place, (found, alone) in enumerate(zip(self._composed, self._alone, strict=True)):
            if alone and combination[place]:
                one = (*reaching[:place], int(combination[place]), *reaching[place + 1 :])
                together[found.factor.name] = self._composed_once(one)[found.factor.name]
        return together

    def _composed_once(self, combination: tuple[int, ...]) -> dict[str, Any]:
        if combination not in self._made:
            texts = [found.overrides[value] for found, value in zip(self._composed, combination, strict=True)]
            self._made[combination] = self._compose(texts)
        return self._made[combination]


def read_base(mapping: Mapping[str, Any]) -> tuple[Base, RunSettings]:
    """A base, and the settings of a run, from a configuration."""
    scenario, settings = read_run(mapping)
    pulls = mapping.get(INTERVENTIONS) or {}
    labelled = isinstance(pulls, Mapping)
    return (Base(scenario, pulls) if labelled else Base.of(scenario)), settings


def named(base: Base, composed: Sequence[Composed], combination: Sequence[int]) -> Base:
    """Called like the option, where scenarios are swept: two files may give one name."""
    for found, value in zip(composed, combination, strict=True):
        if found.factor.name == SCENARIO:
            return replace(base, scenario=replace(base.scenario, name=str(found.factor.labels[value])))
    return base
