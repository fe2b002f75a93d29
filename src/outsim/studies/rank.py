"""Each lever alone, each left out of everything, each pair: which prevent failure, at equal dose and at equal cost?"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from outsim.errors import InputError
from outsim.interventions import Intervention
from outsim.levers import LEVER_NAMES
from outsim.run_settings import check_setting
from outsim.scenario import Scenario
from outsim.studies.arms import Arms, live_arms, read_arms
from outsim.studies.effects import SIGNIFICANCE, Effect, effects_of
from outsim.studies.options import RankOptions
from outsim.studies.synergy import PLUS, false_discovery, pair_name, pairs_of
from outsim.studies.told import Told
from outsim.studies.words import effect_words, hundred, interval, money, most_words, name_in_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EVERYTHING = "everything"
CORRECTIONS = 2  # of doses at equal cost: who is kept alive by a lever pays for it longer


@dataclass(frozen=True, eq=False, repr=False)
class Ranking(Told):
    """Levers in the order of what they prevent alone.

    Attributes:
        base_name: the name of the scenario that is the baseline.
        alone: the effect of each lever alone at the same dose, most prevented first.
        equal_cost: likewise, each at the dose that costs the same; ``doses`` says which, at most 1.
        doses: of ``equal_cost``, by lever.
        cost: USD a partnership that is spent on each lever at equal cost.
        left_out: what each lever prevents where all others are pulled: everything against everything without it.
        everything: all levers at once against the baseline.
        pairs: one row a pair; see `outsim.studies.synergy.pairs_of`.

    As many levers are looked at, verdicts of ``alone``, ``equal_cost`` and ``left_out`` are by p-values adjusted for
    their number (Benjamini & Hochberg 1995): of the effects called settled at most 5 % are expected to be none.
    """

    base_name: str
    weeks: int
    dose: float
    alone: tuple[Effect, ...]
    equal_cost: Mapping[str, Effect]
    doses: Mapping[str, float]
    cost: float
    left_out: Mapping[str, Effect]
    everything: Effect
    pairs: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        """One row a lever and way of asking: ``way`` is ``alone``, ``equal cost`` or ``with all others``.

        Columns: place (by what it prevents alone), lever, way, dose, and those of `Effect` but its package.
        """
        rows = []
        for place, effect in enumerate(self.alone, start=1):
            name = effect.package
            ways = (
                ("alone", self.dose, effect),
                ("equal cost", self.doses[name], self.equal_cost[name]),
                ("with all others", self.dose, self.left_out[name]),
            )
            for way, dose, found in ways:
                numbers = found.row()
                del numbers["package"]
                rows.append({"place": place, "lever": name, "way": way, "dose": dose, **numbers})
        return pd.DataFrame(rows)

    @property
    def words(self) -> str:
        """What it comes to, a line each: the best levers, those that harm, everything at once, pairs."""
        return "\n".join(_sentences(self))

    def plot(self) -> Figure:
        """Levers in their order with intervals, and which pairs are more or less than their parts."""
        from outsim.plots.ranking import plot_ranking

        return plot_ranking(self)

    def _repr_html_(self) -> str:
        from outsim import html

        shown = ["place", "lever", "way", "dose", "verdict", "prevented", "prevented_low", "prevented_high"]
        tips = html.with_ends(html.attributes_of(Effect))
        columns = [*shown, "intervention_cost", "leader_hours"]
        return html.study(f"Levers in {self.base_name}", self.table, columns, self.words, tips=tips)


def rank(
    base: Scenario,
    replicates: int = 1000,
    seed: int = 1,
    *,
    parameters: str = "default",
    options: RankOptions | None = None,
    progress: bool = False,
) -> Ranking:
    """Ranks levers by the failures they prevent, alone, at equal cost, beside all others, and in pairs.

    Args:
        base: the baseline; levers that it pulls already are not ranked.
        replicates: pairs of each comparison.
        seed: of the luck, which all arms share.
        parameters: ``default`` or ``posterior``, as for `outsim.simulate`.
        options: which levers, at which dose, at which cost.
        progress: whether to show a progress bar on standard error when it is a terminal.

    Raises:
        InputError: for levers that do not exist or are pulled already, and for a cost that nothing takes.

    >>> found = rank(Scenario(), replicates=16, options=RankOptions(levers=["output_review", "participation"]))
    >>> sorted(effect.package for effect in found.alone)
    ['output_review', 'participation']
    """
    options = options or RankOptions()
    check_setting("replicates", replicates)
    ranked = _ranked(base, options)
    names = tuple(ranked)
    arms = _arms(base, ranked, options.dose)
    once = live_arms(base, arms, replicates, seed, parameters=parameters, kept=1, progress=progress)
    _stop_unless_whole(once)
    effects = {effect.package: effect for effect in effects_of(once)}
    alone = sorted(settled_among_many([effects[name] for name in names]), key=lambda effect: -effect.prevented.value)
    cost = _cost(options, alone)
    doses, found = dict.fromkeys(names, options.dose), alone
    for _ in range(CORRECTIONS):
        doses = {effect.package: _dose(effect, cost, doses[effect.package]) for effect in found}
        at_cost = {name: _pulled(base, [ranked[name]], dose) for name, dose in doses.items()}
        again = live_arms(base, at_cost, replicates, seed, parameters=parameters, kept=1, progress=progress)
        _stop_unless_whole(again)
        found = settled_among_many(effects_of(again))
    left_out = {effect.package: effect for effect in settled_among_many([_added(once, name) for name in names])}
    return Ranking(
        base_name=base.name,
        weeks=base.weeks,
        dose=options.dose,
        alone=tuple(alone),
        equal_cost={effect.package: effect for effect in found},
        doses=doses,
        cost=cost,
        left_out=left_out,
        everything=effects[EVERYTHING],
        pairs=pairs_of(once, names),
    )


def settled_among_many(effects: Sequence[Effect]) -> list[Effect]:
    """The same effects; those that are settled one by one, but not when their number is accounted for, are not settled.

    >>> settled_among_many([])
    []
    """
    adjusted = false_discovery([effect.p_value for effect in effects])
    return [
        dataclasses.replace(effect, verdict="not settled")
        if effect.verdict in ("helps", "harms") and p_value >= SIGNIFICANCE
        else effect
        for effect, p_value in zip(effects, adjusted, strict=True)
    ]


def _stop_unless_whole(arms: Arms) -> None:
    if not arms.ensemble.complete:
        raise KeyboardInterrupt("stopped before all levers were compared; nothing was written")


Pulls = tuple[Intervention, ...]


def _ranked(base: Scenario, options: RankOptions) -> dict[str, Pulls]:
    """What is ranked: levers, or packages that are pulled as one, by name."""
    pulled = {pull.lever for pull in base.interventions}
    given = options.levers
    if given is None:
        given = [name for name in LEVER_NAMES if name not in pulled]
    if not isinstance(given, Mapping):
        given = list(given)
        for name in given:
            if given.count(name) > 1:
                raise InputError(f"study.levers: {name} is there twice")
            if name in pulled:
                raise InputError(f"study.levers: {name} is pulled in the baseline already")
    for package in given.values() if isinstance(given, Mapping) else given:
        if isinstance(package, Scenario):
            raise InputError(f"study.levers: {package.name} is a scenario; name interventions")
    arms = read_arms(base, given) if len(given) else {}
    if len(arms) < 2:
        raise InputError(f"study.levers = {list(arms)}: there must be at least two to rank")
    for name in arms:
        if name.startswith(EVERYTHING) or PLUS in name:
            raise InputError(f"study.levers: a package cannot be called {name!r}, which is kept for several at once")
    return {name: arm.interventions[len(base.interventions) :] for name, arm in arms.items()}


def _arms(base: Scenario, ranked: Mapping[str, Pulls], dose: float) -> dict[str, Scenario]:
    """Each alone, everything, everything but each, each pair."""
    arms = {name: _pulled(base, [pulls], dose) for name, pulls in ranked.items()}
    arms[EVERYTHING] = _pulled(base, ranked.values(), dose)
    for name in ranked:
        arms[_without(name)] = _pulled(base, [pulls for other, pulls in ranked.items() if other != name], dose)
    for one, other in combinations(ranked, 2):
        arms[pair_name(one, other)] = _pulled(base, [ranked[one], ranked[other]], dose)
    return arms


def _pulled(base: Scenario, packages: Iterable[Pulls], dose: float) -> Scenario:
    """The baseline with all pulls of some packages, at so much of their own dose."""
    pulls = [dataclasses.replace(pull, dose=pull.dose * dose) for package in packages for pull in package]
    try:
        return base.with_interventions(*pulls)
    except InputError as error:
        raise InputError(f"study.levers: packages that are ranked are also pulled together: {error}") from None


def _without(name: str) -> str:
    return f"{EVERYTHING} but {name}"


def _cost(options: RankOptions, alone: Sequence[Effect]) -> float:
    """USD a partnership: as asked, or else the median of what levers cost alone."""
    if options.cost is not None:
        return options.cost
    return float(np.median([effect.intervention_cost.value for effect in alone]))


def _dose(effect: Effect, cost: float, dose: float) -> float:
    """The dose that costs so much, by what this one costs; nearly in proportion. Never more than full."""
    spent = effect.intervention_cost.value
    return min(1.0, dose * cost / spent) if spent > 0 and cost > 0 else dose


def _added(arms: Arms, name: str) -> Effect:
    """What a lever adds where all others are pulled."""
    points = [1 + arms.names.index(_without(name)), 1 + arms.names.index(EVERYTHING)]
    (effect,) = effects_of(arms.only(points, [name]))
    return effect


def _sentences(found: Ranking) -> Iterator[str]:
    helping = [effect for effect in found.alone if effect.verdict == "helps"]
    if helping:
        yield f"Of {len(found.alone)} levers {len(helping)} prevent failures alone. {effect_words(helping[0])}"
        if more := helping[1:4]:
            rest = "; ".join(
                f"{name_in_words(each.package)} {hundred(each.prevented.value)} ({interval(each.prevented)})"
                for each in more
            )
            yield f"Then: {rest}, of 100 partnerships."
        cheap = min(helping, key=lambda effect: effect.cost_per_prevented.value)
        yield (
            f"Most for the money: {_name(cheap)}, "
            f"USD {money(cheap.cost_per_prevented.value)} for each failure prevented."
        )
    elif not found.alone[0].failed_without.count:
        yield f"None of {found.alone[0].failed_without.of:,} partnerships fails: there is no failure to prevent."
    else:
        yield f"None of {len(found.alone)} levers is shown to prevent failures alone."
    equal = sorted(found.equal_cost.values(), key=lambda effect: -effect.prevented.value)
    if equal and equal[0].verdict == "helps":
        yield (
            f"At USD {money(found.cost)} each (or full dose, where that is cheaper) "
            f"{most_words(_name(equal[0]), equal)}; {interval(equal[0].prevented)}."
        )
    for effect in found.alone:
        if effect.verdict == "harms":
            yield effect_words(effect)
    yield f"Everything at once: {effect_words(found.everything).partition(': ')[2]}"
    burdens = [name for name, effect in found.left_out.items() if effect.verdict == "harms"]
    if burdens:
        yield f"Where all others are pulled, fewer fail without {_listed(burdens)}: too much at once."
    counts = found.pairs["verdict"].value_counts() if len(found.pairs) else pd.Series(dtype=int)
    yield (
        f"Of {len(found.pairs)} pairs {counts.get('synergy', 0)} do more together than their sum, "
        f"{counts.get('overlap', 0)} overlap, {counts.get('conflict', 0)} do less than either alone."
    )


def _name(effect: Effect) -> str:
    return effect.package.replace("_", " ")


def _listed(names: Sequence[str]) -> str:
    words = [name.replace("_", " ") for name in names]
    return " or ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
