"""What a portfolio comes to, in plain sentences made from its numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from outsim.studies.frontier import THOUSAND, Choice, Step
from outsim.studies.robust import Decision, Robust
from outsim.studies.words import effect_words, hundred, interval, money

if TYPE_CHECKING:
    from outsim.studies.portfolio import Portfolio

SURE = 0.95  # share of resamples from which on the runner-up is not named
MORE_MONEY = 10_000.0
"""USD for which sentences say what more money would buy."""


def sentences(found: Portfolio) -> Iterator[str]:
    """A line each: the package for the budget, one that does as much, what more money buys, and other worlds."""
    without = found.failed_without
    if not without.count:
        yield f"None of {without.of:,} partnerships fails without interventions: there is no failure to prevent."
    elif not any(choice.effect.verdict == "helps" for choice in found.frontier):
        yield _nothing_helps(found)
    else:
        yield from _choice(found)
        yield from _more(found)
    for robust in found.robustness if without.count else ():
        yield robust_words(robust)
    if not found.complete:
        yield "The simulation was interrupted."


def limits(found: Portfolio) -> str:
    """What may be spent, in words.

    >>> limits(found)   # doctest: +SKIP
    'USD 100,000 and 300 hours of leaders'
    """
    parts = []
    if found.budget is not None:
        parts.append(f"USD {money(found.budget)}")
    if found.leader_hours is not None:
        parts.append(f"{found.leader_hours:,.0f} hours of leaders")
    return " and ".join(parts)


def _nothing_helps(found: Portfolio) -> str:
    without, hours = found.failed_without, found.leader_hours
    within = "" if hours is None else f" within {hours:,.0f} hours of leaders"
    return (
        f"No package{within} is shown to prevent failures: {hundred(without.share)} of 100 partnerships fail without "
        f"interventions, and {without.of:,} pairs settle for none of those tried that fewer fail with it. Best is to "
        "spend nothing, or to look with more replicates."
    )


def _choice(found: Portfolio) -> Iterator[str]:
    chosen, allowed = found.chosen, limits(found)
    helping = [choice for choice in found.frontier if choice.effect.verdict == "helps"]
    if chosen is None or chosen.effect.verdict != "helps":
        cheapest = helping[0]
        yield (
            f"No package for {allowed} is shown to prevent failures. The cheapest that is, "
            f"{in_words(cheapest)}, costs USD {money(cheapest.cost)} a partnership{_hours(cheapest)} and prevents "
            f"{hundred(cheapest.effect.prevented.value)} of 100 ({interval(cheapest.effect.prevented)})."
        )
        return
    best = effect_words(dataclasses.replace(chosen.effect, package=in_words(chosen)))
    yield f"Best for {allowed}: {best}" if allowed else f"Best whatever it costs: {best}"
    if found.leader_hours is None and found.budget is not None and chosen is found.frontier[-1]:
        yield "No package that was found prevents more, whatever it costs."
    if (as_good := found.as_good) is not None:
        less = found.step(as_good, chosen).prevented
        yield (
            f"That it prevents more than {in_words(as_good)} is not settled, which costs USD {money(as_good.cost)} and "
            f"prevents {hundred(less.value)} fewer of 100 ({interval(less)})."
        )


def _more(found: Portfolio) -> Iterator[str]:
    """What the next package would buy, and from where on no step is settled."""
    after, chosen = found.next, found.chosen
    if after is not None and found.budget is not None:
        reached = found.best_within(found.budget + MORE_MONEY)
        if reached is not None and reached is not chosen:
            gain = found.step(chosen, reached).prevented
            yield (
                f"With USD {money(MORE_MONEY)} more, {in_words(reached)} would prevent {hundred(gain.value)} more of "
                f"100 ({interval(gain)})."
            )
        else:
            step = found.step(chosen, after)
            yield (
                f"The next USD {money(MORE_MONEY)} would prevent nothing more. The next package, {in_words(after)}, "
                f"costs USD {money(step.cost.value)} more and prevents {hundred(step.prevented.value)} more of 100 "
                f"({interval(step.prevented)}){_each(step)}."
            )
    steps = [choice for choice in found.frontier if choice.step.settled]
    if steps and steps[-1] is not found.frontier[-1]:
        yield f"Beyond USD {money(steps[-1].cost)} a partnership no single step along the frontier is settled."


def _each(step: Step) -> str:
    """For each further USD 10,000, where the step costs more than that: what costs less cannot be had twice."""
    if step.cost.value <= MORE_MONEY:
        return ""
    scale = 100 * MORE_MONEY / THOUSAND
    low, value, high = (scale * end for end in (step.a_thousand.low, step.a_thousand.value, step.a_thousand.high))
    return f", which is {value:.2g} of 100 for each USD {money(MORE_MONEY)} ({low:.2g} to {high:.2g})"


def _hours(choice: Choice) -> str:
    return f", {choice.leader_hours:,.0f} hours of leaders," if choice.leader_hours >= 0.5 else ""


def in_words(choice: Choice) -> str:
    """A package within a sentence."""
    return listed(choice.package.name)


def listed(package: str) -> str:
    """The levers of a package, by its name.

    >>> listed("leader_checkins + progress_updates at 0.5 + output_review")
    'leader checkins, progress updates at 0.5 and output review'
    """
    return _and(package.replace("_", " ").split(" + "))


def robust_words(robust: Robust) -> str:
    """What each rule chooses, in a sentence or two."""
    number = len(robust.states)
    varies = f"scenario{'s' * (number != 1)}" if robust.over == "scenarios" else "draws of coefficients"
    where = f"Over {number} {varies}"
    if len(robust.affordable) == 1:
        return f"{where} there is nothing to choose: {listed(robust.affordable[0])} alone is within the limits."
    parts = []
    for package in dict.fromkeys(decision.package for decision in robust.decisions):
        mine = [decision for decision in robust.decisions if decision.package == package]
        told = "; ".join(f"{_looked_at(robust, one)} ({_sure(one)})" for one in mine)
        by = _and([RULE_WORDS[one.rule] for one in mine])
        alike = " alike" if len(mine) == len(robust.decisions) else ""
        parts.append(f"by {by}{alike}: {listed(package)}. With it {told}.")
    return f"{where}, {' '.join(part if not place else _upper(part) for place, part in enumerate(parts))}"


def _looked_at(robust: Robust, decision: Decision) -> str:
    """What a rule looks at, in words."""
    share = hundred(max(decision.value, 0.0))
    worst = "in the worst scenario" if robust.over == "scenarios" else "in the worst quarter of draws"
    if decision.rule == "expected":
        return f"{share} of 100 fail on average"
    if decision.rule == "worst case":
        return f"{share} of 100 fail {worst}"
    where, best = ("at most", "scenario") if robust.over == "scenarios" else (worst, "draw")
    if decision.value <= 0:
        return f"{'in none' if best == 'scenario' else worst + ' no'} more fail than with the best of each {best}"
    return f"{where} {share} of 100 more fail than with the best of each {best}"


def _and(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


RULE_WORDS = {"expected": "average", "worst case": "worst case", "regret": "regret"}


def _sure(decision: Decision) -> str:
    """How often resamples choose the same, and what else where that is not nearly always."""
    often = f"chosen in {100 * decision.stays:.0f} % of resamples"
    if decision.runner_up is None or decision.stays >= SURE:
        return often
    return f"{often}, most others: {listed(decision.runner_up)}"
