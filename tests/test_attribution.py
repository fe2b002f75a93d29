"""Which challenges make partnerships fail: shares that add up, of whom they are, and what is said of them."""

from __future__ import annotations

import numpy as np
import pytest

from outsim import InputError, Scenario, simulate
from outsim.levers import LEVER_NAMES
from outsim.shapley import coalitions
from outsim.studies.attribution import REMAINS, TOGETHER, Attribution, attribute
from outsim.studies.families import FAMILIES, at_their_best, family
from sizes import SMALL

pytestmark = pytest.mark.slow

FRAGILE = Scenario(name="fragile").with_(SMALL).with_({"coefficients.judgement.terminate": -8.0})
REPLICATES = 100


@pytest.fixture(scope="module")
def found() -> Attribution:
    return attribute(FRAGILE, replicates=REPLICATES, seed=1)


def made_up(failed: np.ndarray) -> Attribution:
    return Attribution(FRAGILE, failed)


def with_family(name: str) -> np.ndarray:
    """Which subsets hold a family."""
    return coalitions(len(FAMILIES))[:, [each.name for each in FAMILIES].index(name)]


def test_families_and_what_remains_add_up_to_all_failures(found: Attribution) -> None:
    table = found.table.set_index("family")
    parts = table.drop(TOGETHER)
    assert list(parts.index) == [*(each.title for each in FAMILIES), REMAINS]
    assert parts["failures"].sum() == pytest.approx(table.loc[TOGETHER, "failures"])
    assert parts["share"].sum() == pytest.approx(1)
    assert table.loc[TOGETHER, "failures"] > 10  # there is something to share out


def test_failures_now_and_at_best_are_those_of_simulations(found: Attribution) -> None:
    table = found.table.set_index("family")["failures"]
    for name, scenario in ((TOGETHER, FRAGILE), (REMAINS, at_their_best(FRAGILE, FAMILIES))):
        outcomes = simulate(scenario, REPLICATES, seed=1).runs["outcome"]
        assert table[name] == pytest.approx(100 * (outcomes == "terminated").mean()), name


def test_each_partnership_is_shared_out_on_its_own_luck(found: Attribution) -> None:
    ended_otherwise = found.failed[0].astype(int) - found.failed[-1]
    assert found.values.sum(0) == pytest.approx(ended_otherwise)


def test_intervals_hold_the_estimate_and_shrink_with_more_partnerships(found: Attribution) -> None:
    table = found.table
    assert (table["low"] <= table["failures"]).all()
    assert (table["failures"] <= table["high"]).all()
    fewer = made_up(found.failed[:, :25]).table
    assert (fewer["high"] - fewer["low"]).iloc[:5].mean() > (table["high"] - table["low"]).iloc[:5].mean()


def test_draws_of_coefficients_widen_intervals_when_they_decide(found: Attribution) -> None:
    draws = np.arange(REPLICATES) // 20
    failed = np.tile(draws < 2, (64, 1)) & ~with_family("people")[:, None]
    alone, with_draws = Attribution(FRAGILE, failed), Attribution(FRAGILE, failed, draws)
    width = [each.table.loc[0, "high"] - each.table.loc[0, "low"] for each in (alone, with_draws)]
    assert width[1] > 1.5 * width[0]


def test_with_drawn_coefficients_each_replicate_has_its_draw() -> None:
    drawn = attribute(FRAGILE, replicates=8, seed=1, parameters="posterior")
    assert list(drawn.draws) == [0] * 4 + [1] * 4


def test_a_family_that_alone_decides_gets_all() -> None:
    only = made_up(np.repeat(~with_family("culture")[:, None], 50, axis=1))
    table = only.table.set_index("family")["failures"]
    assert table[family("culture").title] == 100
    assert table.drop([family("culture").title, TOGETHER]).abs().max() == 0
    assert family("culture").title in only.words


def test_words_say_when_nothing_fails_when_everything_does_and_when_the_best_harms() -> None:
    assert "nothing to share out" in made_up(np.zeros((64, 30), bool)).words
    assert "Not one of them ends otherwise" in made_up(np.ones((64, 30), bool)).words
    harmed = made_up(np.repeat(with_family("people")[:, None], 30, axis=1)).words
    assert "Putting people and change at its best would add 100" in harmed


def test_best_states_are_of_the_situation_and_in_one_family_each() -> None:
    names = [state.parameter for each in FAMILIES for state in each.best]
    assert len(names) == len(set(names))
    assert not any(name.startswith("coefficients.") or name in LEVER_NAMES for name in names)
    assert all(state.reason for each in FAMILIES for state in each.best)


def test_at_their_best_goals_are_shared_and_the_rest_stays() -> None:
    base = FRAGILE.with_({"client.cost_goal": 0.1, "leaders.participation": 0.2})
    best = at_their_best(base, [family("alignment")])
    assert best.vendor.cost_goal == 0.1
    assert best.leaders == base.leaders
    assert at_their_best(base, []) == base


def test_bad_input_is_named() -> None:
    with pytest.raises(InputError, match=r"did you mean 'culture'"):
        family("cultur")
    with pytest.raises(InputError, match="at least 2"):
        attribute(FRAGILE, replicates=1)
    with pytest.raises(InputError, match="must be a Scenario"):
        attribute("offshore_call_center")  # type: ignore[arg-type]


def test_the_figure_has_a_bar_and_an_interval_for_each_part(found: Attribution) -> None:
    figure = found.plot()
    (axes,) = figure.axes
    table = found.table.set_index("family").drop(TOGETHER)
    lengths = sorted(patch.get_width() for patch in axes.patches)
    assert lengths == pytest.approx(sorted(table["failures"]))
    for name, row in table.iterrows():
        (line,) = (each for each in axes.lines if each.get_gid() == f"interval of {name}")
        assert list(line.get_xdata()) == pytest.approx([row["low"], row["high"]])
    assert "why" in figure.texts[0].get_text()
