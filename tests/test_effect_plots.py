"""Figures of interventions show the numbers of their tables, readably, in ordinary and odd cases."""

from __future__ import annotations

import dataclasses
import math
from functools import cache

import numpy as np
import pandas as pd
import pytest

from drawn import assert_readable
from outsim.levers import LEVER_NAMES
from outsim.statistics import Estimate, share
from outsim.studies.arms import BASELINE, Arms
from outsim.studies.compare import Comparison
from outsim.studies.effects import Effect, effects_of
from outsim.studies.rank import Ranking
from outsim.studies.timing import Timed, Timing
from test_ensemble import made_up

pytestmark = pytest.mark.slow  # the same on every Python

NAMES = (
    "leader_checkins",
    "cultural training from week 20 on, in both countries",
    "before_signing",
    "d",
    "e",
    "f",
    "g",
)


@cache
def comparison(packages: int = 3, hazard: float = 0.005, replicates: int = 120) -> Comparison:
    """Arms that differ only by their luck, drawn from simple curves."""
    ensemble = made_up(replicates=replicates, points=packages + 1, hazard=hazard, seed=4)
    names = (BASELINE, *NAMES[:packages])
    scenarios = tuple(dataclasses.replace(one, name=name) for one, name in zip(ensemble.scenarios, names, strict=True))
    runs = ensemble.runs.assign(
        intervention_cost=ensemble.runs["point"] * 20_000.0,
        **{f"intervention_{who}_hours": ensemble.runs["point"] * 100.0 for who in ("staff", "leader", "vendor")},
    )
    arms = Arms(dataclasses.replace(ensemble, scenarios=scenarios, runs=runs))
    return Comparison("offshore_call_center", arms, tuple(effects_of(arms)))


def effect(name: str, prevented: float, verdict: str = "helps", of: int = 400) -> Effect:
    some = Estimate(prevented, prevented - 0.03, prevented + 0.03, of)
    cost, none = Estimate(54_321.0, 5e4, 6e4, of), Estimate(math.nan, math.nan, math.nan, of)
    with_ = max(0, round((0.2 - prevented) * of))
    return Effect(
        name, share(80, of), share(with_, of), some, 0.01, verdict, none, none, none, none, cost, cost,
        none, *[Estimate(600.0, 590.0, 610.0, of)] * 3,
    )  # fmt: skip


def ranking(levers: int) -> Ranking:
    names = LEVER_NAMES[:levers]
    sizes = np.linspace(0.12, -0.05, levers)
    alone = tuple(
        effect(name, size, "helps" if size > 0.03 else "not settled") for name, size in zip(names, sizes, strict=True)
    )
    pairs = pd.DataFrame(
        [
            {"lever": one, "other": other, "synergy": 0.01 * ((i + j) % 5 - 2), "verdict": "overlap" if i + j == 3 else "not settled"}
            for i, one in enumerate(names) for j, other in enumerate(names) if i < j
        ]
    )  # fmt: skip
    each = {one.package: one for one in alone}
    return Ranking("offshore_call_center", 104, 1.0, alone, each, dict.fromkeys(names, 0.5), 57_900.0, each, effect("everything", 0.19), pairs)  # fmt: skip


def timing(starts: int, triggers: int) -> Timing:
    timed = [
        Timed("start", 8.0 * k, f"from week {8 * k}", effect("x", 0.12 - 0.01 * k, "helps" if k < 9 else "not settled"))
        for k in range(starts)
    ]
    timed += [
        Timed("trigger", 0.3, f"when expectation gap rises to 0.3{k}", effect("x", 0.05)) for k in range(triggers)
    ]
    timed += [Timed("ramp", w, f"works in over {w} weeks", effect("x", 0.1)) for w in (4, 26)]
    timed += [Timed("wear-off", w, f"ends in week 52, gone in {w} weeks", effect("x", 0.1)) for w in (8, 52)]
    lost = pd.DataFrame(
        [
            {"way": t.way, "setting": t.setting, "label": t.label, "lost": 0, "lost_low": 0, "lost_high": 0}
            for t in timed
        ]
    )
    return Timing("offshore_call_center", "leader_checkins", 104, tuple(timed), "participation", lost)


@pytest.mark.parametrize(
    "case", [{}, {"packages": 1}, {"packages": 7}, {"hazard": 0.0}, {"hazard": 1.0}, {"replicates": 3}], ids=str
)
def test_a_comparison_is_readable(case) -> None:
    assert_readable(comparison(**case).plot())


@pytest.mark.parametrize("levers", [2, 5, 20])
def test_a_ranking_is_readable(levers: int) -> None:
    assert_readable(ranking(levers).plot())


@pytest.mark.parametrize(("starts", "triggers"), [(13, 3), (1, 0), (2, 1)])
def test_a_timing_is_readable(starts: int, triggers: int) -> None:
    assert_readable(timing(starts, triggers).plot())


def test_a_comparison_shows_each_effect_where_its_table_has_it() -> None:
    found = comparison()
    panel = found.plot().axes[0]
    marks = [line for line in panel.lines if line.get_gid() == "prevented"]
    assert [float(mark.get_xdata()[0]) for mark in marks] == pytest.approx(100 * found.table["prevented"].to_numpy())
    whiskers = [path for path in panel.collections if path.get_gid() == "interval"]
    ends = [path.get_segments()[0][:, 0].tolist() for path in whiskers]
    assert np.array(ends) == pytest.approx(100 * found.table[["prevented_low", "prevented_high"]].to_numpy())


def test_a_comparison_shows_what_each_arm_is_terminated_by() -> None:
    found = comparison()
    panel = next(axes for axes in found.plot().axes if axes.get_xlabel() == "terminated of 100 partnerships")
    widths = np.array([bar.get_width() for bar in panel.patches if bar.get_width() > 0])
    without = found.causes[found.causes["package"] == NAMES[0]]["without"].sum()
    assert widths.sum() == pytest.approx(100 * (without + found.causes["with"].sum()))


def told_title(found: Ranking) -> str:
    """The figure's title in one line."""
    return " ".join(str(found.plot().texts[0].get_text()).split())


def test_titles_claim_only_what_is_settled() -> None:
    assert "no package is shown to prevent failure" in comparison().plot().texts[0].get_text()
    close = ranking(5)
    assert "failure in 12 of 100 partnerships, most by estimate" in told_title(close)
    first, *rest = close.alone
    apart = tuple(
        dataclasses.replace(each, prevented=Estimate(0.02, 0.01, first.prevented.low / 2, 500)) for each in rest
    )
    clear = dataclasses.replace(close, alone=(first, *apart))
    assert "change communication prevents most, failure in 12 of 100" in told_title(clear)
    assert "helps when begun by week 64" in timing(13, 3).plot().texts[0].get_text()
    nothing = dataclasses.replace(ranking(2), alone=(effect("x", 0.01, "not settled"), effect("y", 0.0, "not settled")))
    nothing = dataclasses.replace(nothing, equal_cost={"x": nothing.alone[0], "y": nothing.alone[1]})
    nothing = dataclasses.replace(
        nothing, left_out=nothing.equal_cost, pairs=ranking(2).pairs.assign(lever="x", other="y")
    )
    assert "no lever alone is shown to prevent failure" in nothing.plot().texts[0].get_text()


def test_settled_effects_are_filled_and_others_hollow() -> None:
    panel = ranking(5).plot().axes[0]
    for one in ranking(5).alone:
        (mark,) = [line for line in panel.lines if line.get_gid() == f"alone: {one.package}"]
        assert (mark.get_markerfacecolor() == "white") == (one.verdict == "not settled")


def test_pairs_are_coloured_by_their_synergy() -> None:
    found = ranking(5)
    panel = next(axes for axes in found.plot().axes if axes.images)
    values = panel.images[0].get_array()
    names = [one.package for one in found.alone]
    for _, pair in found.pairs.iterrows():
        row, column = names.index(pair["other"]), names.index(pair["lever"])
        assert values[row, column] == pytest.approx(100 * pair["synergy"])
