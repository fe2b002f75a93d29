"""When must it begin, when is it too late, and is it better done on schedule or when an indicator calls for it?"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from outsim.engine import simulate
from outsim.errors import InputError
from outsim.indicators import indicator
from outsim.interventions import Intervention, Trigger
from outsim.levers import LEVER_NAMES, lever
from outsim.paired import difference_of
from outsim.run_settings import check_setting
from outsim.scenario import Scenario
from outsim.statistics import Estimate
from outsim.studies.arms import live_arms, read_arms
from outsim.studies.effects import Effect, effects_of
from outsim.studies.options import TimingOptions
from outsim.studies.told import Told
from outsim.studies.words import effect_words, hundred, interval, name_in_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RAMPS = (1.0, 4.0, 13.0, 26.0)  # weeks until it works fully
WEAR_OFFS = (1.0, 8.0, 26.0, 52.0)  # weeks until it is gone, after an end half-way
THRESHOLDS = (0.5, 0.75, 0.9)  # a trigger's start: how much of the baseline's weeks are better than this
LET_GO = 0.25  # its stop is so much lower among them
OBSERVED = 128  # replicates of the baseline in which thresholds are looked up


@dataclass(frozen=True)
class Timed:
    """One way to time a package.

    Attributes:
        way: ``start``, ``trigger``, ``ramp`` or ``wear-off``.
        setting: the week it starts in, the threshold that sets it off, or weeks of ramp or wear-off.
        label: the same in words.
        effect: against the baseline.
    """

    way: str
    setting: float
    label: str
    effect: Effect


@dataclass(frozen=True, eq=False, repr=False)
class Timing(Told):
    """What a package prevents by when it begins, scheduled or triggered, and how fast it works in and wears off.

    Attributes:
        base_name, package: names of the baseline and of the package.
        weeks: simulated.
        timed: each way tried.
        indicator: that sets it off where it is triggered.
        lost: one row a way and setting: what is lost against the first start (``lost``, ``lost_low``, ``lost_high``:
            failures prevented by the first start less those prevented so).
        complete: False after an interruption.
    """

    base_name: str
    package: str
    weeks: int
    timed: tuple[Timed, ...]
    indicator: str
    lost: pd.DataFrame
    complete: bool = True

    @property
    def starts(self) -> tuple[Timed, ...]:
        """Those that differ by the week they start in, in order."""
        return self.of("start")

    def of(self, way: str) -> tuple[Timed, ...]:
        """Those of one way."""
        return tuple(timed for timed in self.timed if timed.way == way)

    @property
    def last_that_helps(self) -> Timed | None:
        """The latest start of those tried up to which every one is shown to help; none where the first does not."""
        helping = None
        for timed in self.starts:
            if timed.effect.verdict != "helps":
                break
            helping = timed
        return helping

    @property
    def table(self) -> pd.DataFrame:
        """One row a way and setting: way, setting, label, and the columns of `Effect`."""
        return pd.DataFrame(
            [
                {"way": timed.way, "setting": timed.setting, "label": timed.label, **timed.effect.row()}
                for timed in self.timed
            ]
        )

    @property
    def words(self) -> str:
        """What it comes to, a line each."""
        return "\n".join(_sentences(self))

    def plot(self) -> Figure:
        """Failures prevented by the week of the start, and beside it triggers, ramps and wear-offs."""
        from outsim.plots.timing import plot_timing

        return plot_timing(self)

    def _repr_html_(self) -> str:
        from outsim import html

        shown = ["way", "label", "verdict", "prevented", "prevented_low", "prevented_high", "intervention_cost"]
        tips = html.with_ends(html.attributes_of(Effect))
        return html.study("When to begin", self.table, shown, self.words, tips=tips)


def timing(
    base: Scenario,
    package: Any = None,
    replicates: int = 1000,
    seed: int = 1,
    *,
    name: str | None = None,
    parameters: str = "default",
    options: TimingOptions | None = None,
    progress: bool = False,
) -> Timing:
    """Begins one package at different times and in different ways, on the same luck.

    All pulls of the package begin in the week that is tried, and an end that they have keeps its distance. Where they
    are set off, worked in or worn off otherwise, they last to the end, or until half-way.

    Args:
        base: the baseline.
        package: interventions as `Scenario.with_interventions` takes them; none: those of the options.
        replicates: pairs of each comparison.
        seed: of the luck, which all arms share.
        name: what to call the package; none: after its levers.
        parameters: ``default`` or ``posterior``, as for `outsim.simulate`.
        options: starts, and the indicator that sets it off.
        progress: whether to show a progress bar on standard error when it is a terminal.

    Raises:
        InputError: for a package that acts only before the start, a start after the last week, an unknown indicator.

    >>> found = timing(Scenario(), "leader_checkins", replicates=16, options=TimingOptions(starts=[0, 26]))
    >>> [timed.label for timed in found.starts]
    ['from week 0', 'from week 26']
    """
    options = options or TimingOptions()
    check_setting("replicates", replicates)
    package = options.package if package is None else package
    pulls = _package(base, package)
    starts = _starts(base, options)
    watched = _watched(pulls, options.indicator)
    ways = [
        *_scheduled(pulls, starts),
        *_triggered(pulls, _triggers(base, watched, seed, parameters)),
        *_fast_and_slow(pulls, base.weeks),
    ]
    arms = live_arms(
        base,
        read_arms(base, {label: pulls for _, _, label, pulls in ways}),
        replicates,
        seed,
        parameters=parameters,
        kept=1,
        progress=progress,
    )
    effects = effects_of(arms)
    timed = tuple(
        Timed(way, setting, label, effect) for (way, setting, label, _), effect in zip(ways, effects, strict=True)
    )
    failed = arms.failed[1:]
    return Timing(
        base_name=base.name,
        package=name or " + ".join(pull.lever for pull in pulls),
        weeks=base.weeks,
        timed=timed,
        indicator=watched,
        lost=_lost(timed, difference_of(failed, np.broadcast_to(failed[0], failed.shape), arms.draws)),
        complete=arms.ensemble.complete,
    )


Way = tuple[str, float, str, list[Intervention]]


def _package(base: Scenario, package: Any) -> list[Intervention]:
    """The package's pulls."""
    if isinstance(package, Scenario):
        raise InputError(f"study.package: {package.name} is a scenario; name interventions")
    (arm,) = read_arms(base, {"package": package}).values()
    pulls = list(arm.interventions[len(base.interventions) :])
    if not pulls:
        raise InputError(f"study.package = {package!r}: must name at least one intervention")
    for pull in pulls:
        if pull.function is None and lever(pull.lever).only_before_start:
            raise InputError(
                f"study.package: {pull.lever} acts only before the partnership starts, so it has no timing"
            )
    return pulls


def _starts(base: Scenario, options: TimingOptions) -> list[float]:
    given = options.starts
    if given is None:
        given = range(0, base.weeks, options.every)
    starts = [Intervention(start=start).start for start in given]
    if not starts:
        raise InputError("study.starts = []: must name at least one week")
    for start in starts:
        if start >= base.weeks:
            raise InputError(f"study.starts: {start:g} must be before the last simulated week, {base.weeks - 1}")
    return sorted(set(starts))


def _watched(pulls: Sequence[Intervention], given: str | None) -> str:
    if given is not None:
        return indicator(given).name
    first = pulls[0].lever
    return lever(first).moves[0][0] if first in LEVER_NAMES else "hazard"


def _triggers(base: Scenario, watched: str, seed: int, parameters: str) -> list[Trigger]:
    """Triggers at values that the indicator has in the baseline: quantiles of all weeks, from its good end."""
    seen = simulate(base, OBSERVED, seed, parameters=parameters).indicator_values(watched)
    worse = -indicator(watched).better
    badness = worse * seen[~np.isnan(seen)]
    found = []
    for quantile in THRESHOLDS:
        start, stop = (float(np.quantile(badness, at)) for at in (quantile, quantile - LET_GO))
        if start > stop:
            found.append(Trigger(watched, start=worse * start, stop=worse * stop))
    return list({f"{trigger.start:.4g}": trigger for trigger in found}.values())


def _scheduled(pulls: Sequence[Intervention], starts: Sequence[float]) -> Iterator[Way]:
    for start in starts:
        yield "start", start, f"from week {start:.10g}", [_begun(pull, start) for pull in pulls]


def _begun(pull: Intervention, start: float) -> Intervention:
    end = None if pull.end is None else start + pull.end - pull.start
    return dataclasses.replace(pull, start=start, end=end)


def _triggered(pulls: Sequence[Intervention], triggers: Sequence[Trigger]) -> Iterator[Way]:
    for trigger in triggers:
        verb = "rises to" if trigger.start > trigger.stop else "falls to"
        label = f"when {trigger.indicator.replace('_', ' ')} {verb} {trigger.start:.4g}"
        always = [dataclasses.replace(pull, start=0.0, end=None, trigger=trigger) for pull in pulls]
        yield "trigger", trigger.start, label, always


def _fast_and_slow(pulls: Sequence[Intervention], weeks: int) -> Iterator[Way]:
    for ramp in RAMPS:
        label = f"works in over {ramp:g} week{'s' * (ramp != 1)}"
        yield "ramp", ramp, label, [dataclasses.replace(pull, start=0.0, end=None, ramp=ramp) for pull in pulls]
    half = weeks // 2
    for wear_off in WEAR_OFFS if half else ():
        label = f"ends in week {half}, gone in {wear_off:g} week{'s' * (wear_off != 1)}"
        ended = [dataclasses.replace(pull, start=0.0, end=float(half), wear_off=wear_off) for pull in pulls]
        yield "wear-off", wear_off, label, ended


def _lost(timed: Sequence[Timed], estimates: Sequence[Estimate]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "way": one.way,
                "setting": one.setting,
                "label": one.label,
                "lost": found.value,
                "lost_low": found.low,
                "lost_high": found.high,
            }
            for one, found in zip(timed, estimates, strict=True)
        ]
    )


def _sentences(found: Timing) -> Iterator[str]:
    first, last = found.starts[0], found.last_that_helps
    name = name_in_words(found.package)
    yield f"{name} {first.label}: {effect_words(first.effect).partition(': ')[2]}"
    if len(found.starts) > 1:
        yield _too_late(found, last)
    yield from _against_triggers(found)
    yield from _speed(found)
    if not found.complete:
        yield "The simulation was interrupted."


def _too_late(found: Timing, last: Timed | None) -> str:
    starts = found.starts
    if last is None:
        return (
            f"Begun in week {starts[0].setting:g} it is not shown to help; so there is no point after which it is late."
        )
    when = f"week {last.setting:g}"
    prevented = f"{hundred(last.effect.prevented.value)} of 100 ({interval(last.effect.prevented)})"
    waited = found.lost[(found.lost["way"] == "start") & (found.lost["lost_low"] > 0)]
    lost = (
        f"Waiting until week {waited.iloc[0]['setting']:g} already loses {hundred(waited.iloc[0]['lost'])} of 100. "
        if len(waited)
        else "No start that was tried is shown to lose anything against the first. "
    )
    if last is starts[-1]:
        return f"{lost}Even begun in {when}, the latest tried, it prevents {prevented}."
    return f"{lost}It helps when begun in {when} or earlier (then still {prevented}); later it is not shown to."


def _against_triggers(found: Timing) -> Iterator[str]:
    triggered = [timed for timed in found.of("trigger") if timed.effect.verdict == "helps"]
    if not found.of("trigger"):
        yield f"{name_in_words(found.indicator)} hardly changes in the baseline, so that no trigger was tried."
    elif not triggered:
        yield f"Set off by {found.indicator.replace('_', ' ')} it is not shown to help."
    else:
        best = max(triggered, key=lambda timed: timed.effect.prevented.value)
        always = found.starts[0].effect
        cheaper = (
            best.effect.intervention_cost.value / always.intervention_cost.value
            if always.intervention_cost.value
            else 1
        )
        yield (
            f"Pulled only {best.label}, it prevents {hundred(best.effect.prevented.value)} of 100 "
            f"({interval(best.effect.prevented)}) at {100 * cheaper:.0f} % of the cost of the first start"
            f"{_less(found, best)}."
        )


def _less(found: Timing, timed: Timed) -> str:
    """What a way of timing loses against the first start, where that is settled."""
    lost = found.lost[found.lost["label"] == timed.label].iloc[0]
    if lost["lost_low"] > 0:
        return f", which is {hundred(lost['lost'])} fewer ({hundred(lost['lost_low'])} to {hundred(lost['lost_high'])})"
    return ""


def _speed(found: Timing) -> Iterator[str]:
    for way, faster, slower in (("ramp", "works in at once", "takes"), ("wear-off", "wears off at once", "lasts")):
        timed = found.of(way)
        if len(timed) > 1:
            fast, slow = timed[0].effect.prevented, timed[-1].effect.prevented
            yield (
                f"Where it {faster} it prevents {hundred(fast.value)} of 100 ({interval(fast)}), where it {slower} "
                f"{timed[-1].setting:g} weeks {hundred(slow.value)} ({interval(slow)})."
            )
