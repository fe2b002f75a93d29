"""Numbers about interventions in plain sentences, the same in every study."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from outsim.ensemble import CAUSE_WORDS, FEWEST_TO_RANK
from outsim.statistics import Estimate
from outsim.studies.effects import Effect


def effect_words(effect: Effect, causes: pd.DataFrame | None = None) -> str:
    """What one package does, in a sentence or two.

    Args:
        effect: of the package.
        causes: what it prevents by cause, as `outsim.studies.compare.Comparison.causes`.

    >>> from outsim.statistics import Share
    >>> none, zero = Share(0, 200, 0.0, 0.0, 0.02), Estimate(0.0, 0.0, 0.0, 200)
    >>> effect_words(Effect("x", none, none, zero, 1.0, "changes nothing", *[zero] * 10))
    'X: changes nothing, every partnership ends as it would without.'
    """
    name = name_in_words(effect.package)
    if effect.changes != "interventions":
        return _situation_words(name, effect, causes)
    without, with_ = (f"{hundred(share.share)} of 100" for share in (effect.failed_without, effect.failed_with))
    if effect.verdict == "changes nothing":
        return f"{name}: changes nothing, every partnership ends as it would without."
    if effect.verdict == "helps":
        return (
            f"{name}: prevents failure in {hundred(effect.prevented.value)} of 100 partnerships "
            f"({interval(effect.prevented)}): {with_} fail instead of {without}{_mostly(effect, causes)}. "
            f"{price(effect)}"
        )
    if effect.verdict == "harms":
        worse = _negative(effect.prevented)
        return (
            f"{name}: does harm, {hundred(worse.value)} more of 100 partnerships fail ({interval(worse)}), {with_} "
            f"instead of {without}. {price(effect)}"
        )
    return f"{_unsettled(name, effect)} {price(effect)}"


def most_words(name: str, effects: Sequence[Effect]) -> str:
    """What the one of them with the largest estimate prevents.

    It is called the one that prevents most where its interval lies above all others. Intervals that overlap do not say
    that two are equal; they are too little to name a first.

    Args:
        name: of that one, as the sentence begins.
    """
    best = max(effects, key=lambda effect: effect.prevented.value)
    others = [effect for effect in effects if effect is not best]
    failures = f"failure in {hundred(best.prevented.value)} of 100 partnerships"
    if others and all(best.prevented.low > other.prevented.high for other in others):
        return f"{name} prevents most, {failures}"
    return f"{name} prevents {failures}{', most by estimate' if others else ''}"


def _situation_words(name: str, effect: Effect, causes: pd.DataFrame | None) -> str:
    """What another situation comes to: nobody paid for it, so that nothing is said to be prevented by paying."""
    counts = f"{hundred(effect.failed_with.share)} instead of {hundred(effect.failed_without.share)}"
    if effect.verdict == "changes nothing":
        return f"{name}: changes nothing, every partnership ends as it does at the baseline."
    if effect.verdict == "helps":
        of = f"{hundred(effect.prevented.value)} fewer of 100 partnerships fail ({interval(effect.prevented)})"
        return f"{name}: {of}, {counts}{_mostly(effect, causes)}. {_costs_in_all(effect)}"
    if effect.verdict == "harms":
        worse = _negative(effect.prevented)
        of = f"{hundred(worse.value)} more of 100 partnerships fail ({interval(worse)})"
        return f"{name}: {of}, {counts}{_mostly(effect, causes)}. {_costs_in_all(effect)}"
    of_all = effect.prevented.of
    if effect.failed_without.count == effect.failed_with.count in (0, of_all):
        which = f"{_none(of_all)} fails" if not effect.failed_with.count else f"all of {of_all:,} partnerships fail"
        return f"{name}: {which}, and as many at the baseline."
    low, high = effect.prevented.low, effect.prevented.high
    return (
        f"{name}: {of_all:,} pairs do not settle whether it makes a difference to failure; between "
        f"{hundred(max(0.0, -low))} more and {hundred(max(0.0, high))} fewer of 100 partnerships fail. "
        f"{_costs_in_all(effect)}"
    )


def _costs_in_all(effect: Effect) -> str:
    """All costs of a partnership, what it takes of interventions, and how much longer it lasts."""
    cost, weeks = effect.cost, effect.weeks_gained
    if cost.low <= 0 <= cost.high or math.isnan(cost.low):
        told = "That a partnership costs more or less in all is not shown"
    else:
        which = "more" if cost.value > 0 else "less"
        ends = sorted((abs(cost.low), abs(cost.high)))
        told = (
            f"A partnership costs USD {money(abs(cost.value))} {which} in all "
            f"(95 % interval {money(ends[0])} to {money(ends[1])})"
        )
    if weeks.low > 0 or weeks.high < 0:
        lasts = f"lasts {abs(weeks.value):.1f} weeks {'longer' if weeks.value > 0 else 'less'}"
        told += f"; it {lasts}" if told.startswith("That") else f", and {lasts}"
    taken = f" {price(effect, 'Its interventions cost')}" if effect.changes == "both" else ""
    return f"{told}.{taken}"


def _unsettled(name: str, effect: Effect) -> str:
    of = effect.prevented.of
    if effect.failed_without.count == 0 and effect.failed_with.count == 0:
        return f"{name}: {_none(of)} fails, without it or with it; whether it helps cannot be seen from that."
    if effect.failed_without.count == of and effect.failed_with.count == of:
        return f"{name}: prevents nothing, all {of:,} partnerships fail, without it and with it."
    low, high = effect.prevented.low, effect.prevented.high
    return (
        f"{name}: {of:,} pairs do not settle whether it helps; with it between {hundred(max(0.0, -low))} more and "
        f"{hundred(max(0.0, high))} fewer of 100 partnerships fail."
    )


def _none(of: int) -> str:
    return "the one partnership simulated never" if of == 1 else f"none of {of:,} partnerships"


def _mostly(effect: Effect, causes: pd.DataFrame | None) -> str:
    """The cause that most of the difference comes of, where that is settled."""
    if causes is None:
        return ""
    mine = causes[causes["package"] == effect.package]
    way = -1 if effect.verdict == "harms" else 1
    settled = mine[mine["prevented_low" if way > 0 else "prevented_high"] * way > 0]
    if settled.empty:
        return ""
    first = settled.sort_values("prevented", ascending=way < 0).iloc[0]
    name = CAUSE_WORDS[first["cause"]]
    if abs(first["prevented"]) > abs(effect.prevented.value) / 2:
        return f", mostly failures over {name}"
    return f", first of all failures over {name}"


def price(effect: Effect, costs: str = "It costs") -> str:
    """What the interventions cost a partnership, and for each failure prevented where they prevent any.

    Args:
        effect: whose cost is what is spent more than at the baseline, or less where it does without an intervention.
        costs: how the sentence begins.
    """
    hours, spent = effect.leader_hours.value, effect.intervention_cost.value
    cost = f"{costs} USD {money(abs(spent))} {'less ' * (spent < 0)}a partnership"
    if abs(spent) < 0.5:
        cost = f"{costs} no money"
    taken = f", {abs(hours):,.0f} {'fewer ' * (hours < 0)}hours of leaders" if abs(hours) >= 0.5 else ""
    each = effect.cost_per_prevented
    saved = f"; USD {money(each.value)} for each failure prevented" if each.value == each.value else ""
    return f"{cost}{taken}{saved}."


def what_remains(effects: Sequence[Effect], causes: pd.DataFrame) -> str:
    """What still ends most partnerships under the package that prevents most; nothing where none helps.

    Of fewer terminations than `outsim.ensemble.FEWEST_TO_RANK` no cause is named.

    >>> what_remains([], pd.DataFrame())
    ''
    """
    helping = [effect for effect in effects if effect.verdict == "helps"]
    if not helping:
        return ""
    best = max(helping, key=lambda effect: effect.prevented.value)
    name, still = best.package.replace("_", " "), best.failed_with
    if not still.count:
        return f"With {name} no partnership fails."
    if still.count < FEWEST_TO_RANK:
        return f"With {name} {still.count} of {still.of:,} partnerships still fail: too few to tell what they fail of."
    left = causes[causes["package"] == best.package].sort_values("with", ascending=False).iloc[0]
    most = "mostly" if left["with"] > still.share / 2 else "first of all"
    return f"What is left with {name} comes {most} of {CAUSE_WORDS[left['cause']]} ({hundred(left['with'])} of 100)."


def still_open(effects: Sequence[Effect], needed: Sequence[int], half_width: float) -> str:
    """How many replicates it takes to know each effect to a half-width, where there are fewer.

    What changes nothing has no effect to be known better.

    >>> still_open([], [], 0.01)
    ''
    """
    asked = zip(effects, needed, strict=True)
    short = [number for one, number in asked if number > one.prevented.of and one.verdict != "changes nothing"]
    if not short:
        return ""
    return (
        f"To know failures prevented to within {hundred(half_width)} of 100 either way takes about {max(short):,} "
        "replicates."
    )


def name_in_words(package: str) -> str:
    """A package's name as a sentence begins with it.

    >>> name_in_words("leader_checkins")
    'Leader checkins'
    """
    words = package.replace("_", " ")
    return words[:1].upper() + words[1:]


def hundred(share: float) -> str:
    """A share as so many of 100, with a decimal where a whole number would say too little.

    >>> hundred(0.09), hundred(0.004), hundred(0.0)
    ('9', '0.4', '0')
    """
    number = 100 * share
    if 0 < abs(number) < 0.05:
        return "fewer than 0.1"
    return f"{number:.1f}" if 0 < abs(number) < 0.95 else f"{number:.0f}"


def interval(found: Estimate) -> str:
    """The 95 % interval of a share, of 100.

    >>> interval(Estimate(0.09, 0.07, 0.11, 500))
    '95 % interval 7 to 11'
    """
    return f"95 % interval {hundred(found.low)} to {hundred(found.high)}"


def money(dollars: float) -> str:
    """USD, three digits where they are many.

    >>> money(41_234.0), money(1_234_567.0), money(812.3)
    ('41,200', '1.23 million', '812')
    """
    if abs(dollars) >= 1e6:
        return f"{dollars / 1e6:.3g} million"
    return f"{float(f'{dollars:.3g}'):,.0f}"


def _negative(found: Estimate) -> Estimate:
    return Estimate(-found.value, -found.high, -found.low, found.of)
