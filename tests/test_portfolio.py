"""Packages for a budget: the frontier, what more money buys, and choices that hold in other worlds."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

import outsim
from outsim.cli import main
from outsim.errors import InputError
from outsim.levers import LEVER_NAMES
from outsim.scenario import Scenario
from outsim.studies.arms import Arms
from outsim.studies.frontier import frontier_of, not_dominated, step_between
from outsim.studies.options import PortfolioOptions
from outsim.studies.packages import Offer, Package, offer_for
from outsim.studies.portfolio import Portfolio, portfolio
from outsim.studies.robust import OF_A_DRAW, Robust, cross_fitted, over_draws, over_scenarios, rules
from outsim.studies.search import Effort, Measured, finalists, greedy, search
from outsim.studies.states import read_scenarios
from sizes import SMALL

pytestmark = pytest.mark.slow

LEVERS = (
    "expectation_setting",
    "progress_updates",
    "output_review",
    "contract_workshop",
    "realistic_timeline",
    "cultural_training",
)
TINY = PortfolioOptions(levers=LEVERS, size=3, population=8, generations=2, search_replicates=64)
REPLICATES = 256
BUDGET = 11_500


@pytest.fixture(scope="module")
def fragile(small: Scenario) -> Scenario:
    """A partnership that fails often enough for a few hundred to show what helps."""
    return small.with_({"contract.clarity": 0.2, "leaders.participation": 0.4, "expectations.optimism": 0.9})


@pytest.fixture(scope="module")
def found(fragile: Scenario) -> Portfolio:
    return portfolio(fragile, budget=BUDGET, replicates=REPLICATES, options=TINY)


def found_packages(found: Portfolio) -> list[Package]:
    """Those that were judged, as their arms say."""
    return [
        Package(tuple((pull.lever, pull.dose) for pull in arm.interventions))
        for arm in found.arms.ensemble.scenarios[1:]
    ]


def test_no_package_of_the_frontier_is_beaten_by_another_that_was_judged(found: Portfolio) -> None:
    assert len(found.frontier) > 3
    fails = found.arms.failed.mean(1)
    cost = found.arms.column("intervention_cost").mean(1)
    for choice in found.frontier:
        cheaper = cost <= cost[choice.arm]
        cheaper[choice.arm] = False
        assert (fails[cheaper] > fails[choice.arm]).all(), choice.package.name


def test_what_is_reported_is_what_a_comparison_on_the_same_luck_says(fragile: Scenario, found: Portfolio) -> None:
    best = found.frontier[-1]
    compared = outsim.compare(
        fragile, {"best": best.package.added_to(fragile)}, replicates=REPLICATES, seed=found.seed
    ).effects[0]
    assert compared.prevented == best.effect.prevented
    assert compared.intervention_cost == best.effect.intervention_cost
    assert found.search_seed != found.seed


def test_a_larger_budget_never_prevents_fewer(found: Portfolio) -> None:
    bought = [found.best_within(budget) for budget in np.linspace(0, 2 * found.frontier[-1].cost, 30)]
    prevented = [choice.effect.prevented.value if choice else 0.0 for choice in bought]
    assert prevented == sorted(prevented)
    assert found.best_within(None) is found.frontier[-1]


def test_what_is_chosen_is_within_its_limits(fragile: Scenario, found: Portfolio) -> None:
    assert found.chosen is not None
    assert found.chosen.cost <= BUDGET
    hours = found.chosen.leader_hours / 2 + 1
    limited = portfolio(fragile, leader_hours=hours, replicates=64, options=TINY)
    assert all(choice.leader_hours <= hours for choice in limited.frontier)


def test_no_budget_for_anything_buys_nothing(found: Portfolio) -> None:
    broke = dataclasses.replace(found, budget=0.0)
    assert broke.chosen is None
    assert broke.table.loc[broke.table["chosen"], "package"].tolist() == ["nothing"]
    helping = next(choice for choice in found.frontier if choice.effect.verdict == "helps")
    assert "No package for USD 0 is shown to prevent failures" in broke.words
    assert helping.package.name.split(" ")[0].replace("_", " ") in broke.words


def test_steps_along_the_frontier_add_up_to_what_its_end_prevents(found: Portfolio) -> None:
    assert sum(choice.step.prevented.value for choice in found.frontier) == pytest.approx(
        found.frontier[-1].effect.prevented.value
    )
    assert sum(choice.step.cost.value for choice in found.frontier) == pytest.approx(found.frontier[-1].cost)


def test_a_thousand_more_buys_its_share_of_the_step(found: Portfolio) -> None:
    step = step_between(found.arms, 0, found.frontier[-1].arm)
    assert step.a_thousand.value == pytest.approx(1000 * step.prevented.value / step.cost.value)
    assert step.a_thousand.low <= step.a_thousand.value <= step.a_thousand.high


def test_the_same_seed_finds_the_same(fragile: Scenario) -> None:
    offer, effort = Offer(LEVERS, (1.0,), 3), Effort(8, 2, 32)
    once, again, other = (search(fragile, offer, None, effort, seed) for seed in (4, 4, 5))
    assert once == again
    assert once != other


def test_packages_hold_no_more_levers_than_asked_at_doses_of_the_grid(small: Scenario) -> None:
    offer = Offer(LEVERS, (0.25, 1.0), 2)
    for package in search(small, offer, None, Effort(8, 2, 16), seed=3):
        assert 1 <= len(package.pulls) <= 2
        assert {dose for _, dose in package.pulls} <= {0.25, 1.0}


def test_dominance_by_hand() -> None:
    failed, cost = [0.20, 0.15, 0.15, 0.16, 0.10, 0.10], [0.0, 10.0, 12.0, 5.0, 30.0, 30.0]
    assert not_dominated(failed, cost).tolist() == [0, 3, 1, 4]


def test_finalists_keep_to_leaders_hours_and_go_on_to_the_next_frontier() -> None:
    names = ("a", "b", "c")
    packages = [Package(((name, 1.0),)) for name in names]
    known = dict(zip(packages, (Measured(0.1, 10, 50), Measured(0.2, 5, 0), Measured(0.3, 9, 0)), strict=True))
    assert set(finalists(known, None, 1)) == {packages[0], packages[1]}
    assert set(finalists(known, None, 3)) == set(packages)
    assert set(finalists(known, 10, 1)) == {packages[1]}


def test_greedy_packages_begin_with_the_best_and_pass_over_what_takes_too_many_hours() -> None:
    offer = Offer(("leader_checkins", "output_review", "progress_updates"), (1.0,), 3)
    one, two, three = offer.singles()
    known = {
        Package(): Measured(0.5, 0, 0),
        one: Measured(0.2, 1000, 80),
        two: Measured(0.3, 10, 80),
        three: Measured(0.4, 500, 0),
    }
    assert [package.name for package in greedy(known, offer, 100)] == [
        "leader_checkins + progress_updates",
        "output_review + progress_updates",
    ]


FAILED = np.array([[0.10, 0.50, 0.12], [0.30, 0.35, 0.31], [0.20, 0.38, 0.10]])


def test_rules_by_hand() -> None:
    found = rules(FAILED)
    assert found["expected"] == pytest.approx([0.24, 0.32, 0.68 / 3])
    assert found["worst case"] == pytest.approx([0.50, 0.35, 0.38])
    assert found["regret"] == pytest.approx([0.15, 0.21, 0.10])


def test_halves_that_agree_give_the_worst_quarter_and_its_regret() -> None:
    shares = np.repeat(FAILED, 4, axis=1)  # 12 draws: the worst quarter are the 3 worst
    found = cross_fitted(shares, shares, range(3))
    assert found["worst case"] == pytest.approx(FAILED.max(1))
    assert found["regret"] == pytest.approx(rules(FAILED)["regret"])
    assert found["expected"] == pytest.approx(FAILED.mean(1))


def test_luck_alone_makes_no_draw_worse_than_the_average() -> None:
    rng = np.random.default_rng(1)
    one, other = rng.binomial(32, 0.2, (2, 400, 32)) / 32
    assert (one + other).max(1).mean() / 2 > 0.27  # the maximum of noise
    assert cross_fitted(one, other, range(400))["worst case"].mean() == pytest.approx(0.2, abs=0.005)


def test_what_holds_over_scenarios_is_chosen_among_the_affordable(small: Scenario, fragile: Scenario) -> None:
    packages = [Package(), Package((("language_support", 1.0),)), Package((("progress_updates", 1.0),))]
    states = {"small": small, "fragile": fragile}
    free = over_scenarios(states, packages, [0, 1, 2], 64, seed=1)
    bound = over_scenarios(states, packages, [0], 64, seed=1)
    assert free.failed.shape == (3, 2)
    assert {decision.package for decision in free.decisions} == {"progress_updates"}
    assert all(decision.package == "nothing" and decision.stays == 1 for decision in bound.decisions)
    assert free.decisions[1].value == free.failed[2].max()
    again = outsim.simulate(packages[2].added_to(fragile), 64, seed=1).runs
    assert free.failed[2, 1] == (again["outcome"] == "terminated").mean()


@pytest.fixture(scope="module")
def drawn(fragile: Scenario) -> Robust:
    return over_draws(fragile, [Package(), Package((("progress_updates", 1.0),))], [0, 1], 8, seed=1)


def test_each_draw_is_lived_with_by_as_many_partnerships(fragile: Scenario, drawn: Robust) -> None:
    from outsim.uncertainty import draw_of, posterior_draws

    assert drawn.failed.shape == (2, 8)
    assert np.round(drawn.failed * OF_A_DRAW) == pytest.approx(drawn.failed * OF_A_DRAW)
    draw, number = int(drawn.states[3]), len(posterior_draws())
    numbers = [round_ * 4 * number + 4 * draw + one for round_ in range(OF_A_DRAW // 4) for one in range(4)]
    assert set(draw_of(numbers)) == {draw}
    runs = outsim.simulate(fragile, numbers, seed=1, parameters="posterior").runs
    assert drawn.failed[0, 3] == (runs["outcome"] == "terminated").mean()


def test_over_draws_the_worst_case_is_no_better_than_the_average(drawn: Robust) -> None:
    assert (drawn.values["worst case"] >= drawn.values["expected"] - 0.02).all()
    assert {decision.package for decision in drawn.decisions} == {"progress_updates"}


def test_words_name_the_choice_and_what_more_money_buys(found: Portfolio) -> None:
    assert found.chosen is not None
    assert "Best for USD 11,500" in found.words
    for name, _ in found.chosen.package.pulls:
        assert name.replace("_", " ") in found.words.lower()
    assert found.next is not None
    richer = found.best_within(BUDGET + 10_000)
    assert richer is not None
    assert f"With USD 10,000 more, {richer.package.name.replace('_', ' ').replace(' + ', ' and ')} would" in found.words
    whatever = dataclasses.replace(found, budget=None)
    assert whatever.words.startswith("Best whatever it costs")


def test_words_and_figure_where_nothing_helps(found: Portfolio) -> None:
    nothing = dataclasses.replace(found, frontier=())
    assert nothing.words.startswith("No package is shown to prevent failures")
    assert nothing.table["package"].tolist() == ["nothing"]
    assert nothing.plot().axes


def test_where_nothing_fails_there_is_nothing_to_prevent(found: Portfolio) -> None:
    ensemble = found.arms.ensemble
    arms = Arms(dataclasses.replace(ensemble, runs=ensemble.runs.assign(outcome="successful")))
    calm = dataclasses.replace(found, arms=arms, frontier=frontier_of(arms, found_packages(found), None))
    assert calm.words == "None of 256 partnerships fails without interventions: there is no failure to prevent."
    assert calm.chosen is None
    assert calm.plot().axes


def test_the_figure_shows_each_package_once_and_the_chosen_one(found: Portfolio) -> None:
    figure = found.plot()
    drawn = [line.get_gid() for line in figure.axes[0].get_lines()]
    assert drawn.count("chosen") == 1
    assert drawn.count("package") == len(found.frontier) - 1
    assert "budget" in drawn
    assert len(figure.axes[1].get_yticklabels()) == len(found.frontier) + 1


def test_tables_and_words_of_other_worlds(found: Portfolio, drawn: Robust) -> None:
    both = dataclasses.replace(found, robustness=(drawn,))
    table = both.robust
    assert set(table["over"]) == {"draws"}
    assert table.loc[table["chosen"] == True, "package"].tolist() == ["progress_updates"] * 3  # noqa: E712
    assert "Over 8 draws of coefficients" in both.words
    assert found.robust.empty
    assert "<table" in both._repr_html_()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"levers": ["leader_checkin"]}, "did you mean 'leader_checkins'"),
        ({"levers": ["output_review", "output_review"]}, "output_review is there twice"),
        ({"levers": ["participation"]}, "participation is pulled in the baseline already"),
        ({"levers": []}, "study.levers: there is none to choose from"),
        ({"budget": -1}, "study.budget = -1"),
        ({"leader_hours": "many"}, "study.leader_hours"),
        ({"doses": [0, 1]}, "study.doses"),
        ({"size": 0}, "study.size = 0"),
        ({"scenarios": "nearshore_finance"}, "study.scenarios"),
        ({"scenarios": ["nearshore_finanse"]}, "nearshore_finance"),
    ],
)
def test_what_cannot_be_is_refused_by_name(small: Scenario, given: dict[str, object], message: str) -> None:
    base = small.with_interventions("participation")
    with pytest.raises(InputError, match=message):
        portfolio(base, replicates=8, options=PortfolioOptions(**given))  # type: ignore[arg-type]


def test_interventions_of_the_baseline_are_not_offered_again(small: Scenario) -> None:
    offer = offer_for(small.with_interventions("participation", "output_review"), None, (1.0,), 4)
    assert set(LEVER_NAMES) - set(offer.levers) == {"participation", "output_review"}
    with pytest.raises(InputError, match="all are pulled already"):
        offer_for(small.with_interventions(*LEVER_NAMES), None, (1.0,), 4)


def test_a_scenario_that_pulls_a_lever_of_a_package_is_no_world_to_try_it_in(small: Scenario) -> None:
    with pytest.raises(InputError, match=r"study.scenarios: mine: .*output_review"):
        over_scenarios(
            {"mine": small.with_interventions("output_review")}, [Package((("output_review", 1.0),))], [0], 8, seed=1
        )


def test_all_scenarios_are_those_that_come_with_outsim_but_ones_own() -> None:
    assert set(read_scenarios("all")) == set(outsim.scenario_names()) - {"classroom", "your_own"}
    assert read_scenarios(None) == {}


def test_an_interrupted_search_finds_nothing(small: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object, **kwargs: object) -> object:
        return dataclasses.replace(outsim.simulate(*args, **kwargs), complete=False)  # type: ignore[arg-type]

    monkeypatch.setattr("outsim.studies.search.simulate", interrupted)
    with pytest.raises(KeyboardInterrupt, match="stopped during the search"):
        portfolio(small, replicates=8, options=TINY)


def test_the_command_line_writes_the_frontier_its_figure_and_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    size = [f"{name}={value}" for name, value in SMALL.items()]
    study = ["study=portfolio", "study.budget=20000", "study.levers=[progress_updates,output_review]"]
    short = ["study.generations=0", "study.search_replicates=16", "study.scenarios=null", "replicates=32"]
    assert main([*size, *study, *short, "progress=false", "out=here"]) == 0
    written = {file.name for file in (tmp_path / "here").iterdir()}
    assert written == {
        "frontier.csv",
        "robust.csv",
        "figure.png",
        "words.txt",
        "config.yaml",
        "manifest.json",
    }
    words = (tmp_path / "here" / "words.txt").read_text().split()
    assert " ".join(words) in " ".join(capsys.readouterr().out.split())
    assert main([*study, "study.leader_hour=3"]) == 2
    assert "did you mean" in capsys.readouterr().err
