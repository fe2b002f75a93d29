"""The reference population: who is in it, what is asked of it, and what is kept of that."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import outsim
from outsim import fingerprint
from outsim.conditions import conditions, shape_of
from outsim.indicators import INDICATOR_NAMES
from outsim.scenario import Scenario
from outsim.studies import pool, quantities, reference, simulated_table
from outsim.studies.facts import FACTS, Fact
from outsim.studies.living import Histories, live_through
from outsim.studies.pool import Pool, Use, ask, means
from outsim.studies.prior import Prior, prior_of_coefficients
from outsim.studies.quantities import FEWEST, Sample
from outsim.studies.reference import SIZES, VARIES, Among, Population, Sometimes, Spread, reference_population
from outsim.studies.simulated_table import SimulatedTable
from outsim.uncertainty import assumed_coefficients

pytestmark = pytest.mark.slow  # the same on every Python

MEMBERS = 400


@pytest.fixture(scope="module")
def population() -> Population:
    return reference_population(MEMBERS, weeks=40, seed=3)


# Who is in it


@pytest.mark.parametrize("varied", [each for each in VARIES if isinstance(each.spread, Spread)], ids=lambda v: v.name)
def test_a_number_has_the_mean_that_is_declared_and_stays_between_its_ends(varied: Any, population: Population) -> None:
    values, spread = population.traits[varied.name], varied.spread
    assert values.mean() == pytest.approx(spread.mean, abs=0.002 * (spread.high - spread.low))
    assert values.between(spread.low, spread.high).all()
    middle = (spread.mean - spread.low) / (spread.high - spread.low)
    variance = middle * (1 - middle) / (spread.evenness + 1) * (spread.high - spread.low) ** 2
    assert values.var() == pytest.approx(variance, rel=0.05)


@pytest.mark.parametrize(
    "varied", [each for each in VARIES if isinstance(each.spread, Sometimes)], ids=lambda v: v.name
)
def test_a_lever_is_pulled_in_as_many_as_declared(varied: Any, population: Population) -> None:
    doses = population.traits[varied.name]
    assert np.mean(doses > 0) == pytest.approx(varied.spread.share, abs=1.5 / MEMBERS)
    assert doses[doses > 0].between(0.3, 1).all()
    assert doses[doses > 0].mean() == pytest.approx(0.65, abs=0.01)


@pytest.mark.parametrize("varied", [each for each in VARIES if isinstance(each.spread, Among)], ids=lambda v: v.name)
def test_names_come_as_often_as_they_weigh(varied: Any, population: Population) -> None:
    names = population.traits[varied.name]
    if varied.name == "vendor.country":
        names = names.where(population.traits["offshore"], "own")
    total = sum(varied.spread.weights.values())
    counts = names.value_counts()
    assert set(counts.index) <= set(varied.spread.weights)
    for name, weight in varied.spread.weights.items():
        assert counts.get(name, 0) / MEMBERS == pytest.approx(weight / total, abs=2 / MEMBERS), name


def test_three_fifths_are_offshore_and_offshore_means_another_country(population: Population) -> None:
    traits = population.traits
    assert traits["offshore"].mean() == pytest.approx(0.6, abs=2 / MEMBERS)
    assert (traits["offshore"] == (traits["vendor.country"] != traits["client.country"])).all()


def test_traits_are_drawn_independently_of_each_other(population: Population) -> None:
    """So that what differs between the best and the worst led is leadership alone."""
    numbers = population.traits.select_dtypes("number").to_numpy(float)
    together = np.corrcoef(numbers.T) - np.eye(numbers.shape[1])
    assert np.abs(together).max() < 4.5 / np.sqrt(MEMBERS)


def test_members_are_described_by_their_traits(population: Population) -> None:
    """Each one valid, of one of two shapes, with a contract that outlasts the simulation and one dose of change."""
    assert len(population.members) == len(population.traits) == MEMBERS
    for member, traits in zip(population.members, population.traits.to_dict("records"), strict=True):
        described = member.to_mapping()
        for name, value in traits.items():
            if "." in name and not name.startswith("levers."):
                group, last = str(name).split(".")
                assert described[group][last] == value
        assert member.contract.term > member.weeks == 40
        doses = {pull.lever: pull.dose for pull in member.interventions}
        expected = {
            name: traits[f"levers.{name}"] for name in ("cultural_training", "contract_workshop", "progress_updates")
        }
        expected |= dict.fromkeys(reference.CHANGE_LEVERS, traits["change_management"])
        assert doses == {name: dose for name, dose in expected.items() if dose > 0}
        assert Scenario.from_mapping(described) == member
    assert {shape_of(member) for member in population.members} == {
        shape_of(Scenario(weeks=40).with_(size)) for size in SIZES.values()
    }


def test_every_pair_of_countries_that_can_meet_has_all_it_needs() -> None:
    """Also the pairs that a small population does not hold."""
    clients, vendors = (
        next(varied.spread.weights for varied in VARIES if varied.name == name)  # type: ignore[union-attr]
        for name in ("client.country", "vendor.country")
    )
    assert not set(clients) & set(vendors)
    for client in clients:
        for vendor in vendors:
            place = conditions(
                Scenario(weeks=1).with_(client__country=client, vendor__country=client if vendor == "own" else vendor)
            ).place
            assert np.isfinite([place.cultural_distance, place.language_barrier, *place.overlap]).all()
            if vendor == "own":
                assert place.cultural_distance == 0


def test_the_same_seed_gives_the_same_population_and_another_one_another() -> None:
    one, same, other = (reference_population(12, seed=seed) for seed in (4, 4, 5))
    assert one.members == same.members
    assert one.traits.equals(same.traits)
    assert not one.traits.equals(other.traits)
    assert not any(member in one.members for member in other.members)


def test_how_long_it_is_simulated_changes_nobody() -> None:
    short, long_ = reference_population(12, weeks=40, seed=4), reference_population(12, weeks=104, seed=4)
    assert short.traits.equals(long_.traits)
    assert [replace(member, weeks=40).with_(contract__term=92.0) for member in long_.members] == list(short.members)


def drawn(sets: int, seed: int = 6) -> dict[str, Any]:
    prior = prior_of_coefficients()
    return prior.values(prior.sample(sets, seed))


# What is asked of it


def sample(traits: Mapping[str, Any], weekly: Any = None, **runs: Any) -> Sample:
    """Partnerships written by hand. A single value stands for all."""
    lengths = {len(each) for each in (*traits.values(), *runs.values()) if not np.isscalar(each)}
    members = lengths.pop() if lengths else len(weekly)
    assert not lengths, "columns of different lengths"
    index = pd.RangeIndex(members)
    if weekly is None:
        weekly = np.full((members, 1, len(INDICATOR_NAMES)), np.nan, np.float32)
    return Sample(pd.DataFrame(dict(traits), index), Histories(pd.DataFrame(runs, index), weekly))


def curves(name: str, values: Any) -> np.ndarray[Any, Any]:
    """Weekly values of one indicator, [members, weeks]; all others are missing."""
    values = np.asarray(values, np.float32)
    weekly = np.full((*values.shape, len(INDICATOR_NAMES)), np.nan, np.float32)
    weekly[..., INDICATOR_NAMES.index(name)] = values
    return weekly


T, S, U = "terminated", "successful", "unsuccessful"
TEN = list(range(10))
ENDS = {"outcome": [T, T, T, T, S, S, S, S, S, U], "ended_week": [10, 51, 52, 104, 260, 260, 9, 260, 260, 260]}
ALTERNATE = [0.0, 1.0] * 5
FAR = {"offshore": [True] * 8 + [False] * 2}
CAUSES = ["expectations"] * 4 + ["culture"] * 2 + ["alignment", "people", "delivery", "security", None, None]
DIP = [0.5] * 8 + [0.9] * 5 + [0.96] * 13 + [0.8] * 65 + [1.0] * 13
"""Productivity over two years: in week 13 it first reaches 95 % of what it is in the last quarter."""


def weeks(first: list[int | None]) -> Any:
    """As runs have them."""
    return pd.array(first, "Int32")


def _correlated(traits: str, runs: str, sign: float = 1.0) -> Callable[[], Sample]:
    """One the other's straight line."""
    return lambda: sample({traits: [float(each) for each in TEN]}, **{runs: [3 + 0.1 * sign * each for each in TEN]})


def _won(tail: str) -> Callable[[], Sample]:
    """Of 100 the upper quarter all succeed, of the lower quarter one in five; the middle does not matter."""
    outcome = [S if place % 5 == 0 else U for place in range(25)] + [T] * 50 + [S] * 25
    return lambda: sample({tail: [place / 100 for place in range(100)]}, outcome=outcome)


KNOWN: tuple[tuple[Callable[[Sample], float], Callable[[], Sample], float], ...] = (
    (quantities.terminated_in_one_year, lambda: sample({}, **ENDS), 0.2),
    (quantities.terminated_in_two_years, lambda: sample({}, **ENDS), 0.3),
    # of eight services those that ended in weeks 10, 51 and 104; the one of week 52 was a project
    (quantities.terminated_in_five_years,
     lambda: sample({"work.kind": ["service"] * 2 + ["project"] + ["service"] * 6 + ["project"]}, **ENDS), 3 / 8),
    (quantities.successful, lambda: sample({}, **ENDS), 0.5),
    (quantities.not_successful, lambda: sample({}, **ENDS), 0.5),
    # 0.7 of contracts survive two years, so the root of it one year; and a buyer keeps four of them
    (quantities.buyers_that_terminated, lambda: sample({}, **ENDS), 1 - np.sqrt(0.7) ** 4),
    (quantities.renegotiated, lambda: sample({}, first_renegotiation_week=weeks([0, 51, 52, None] * 3)), 0.5),
    (quantities.escalated, lambda: sample({}, first_escalation_week=weeks([3, 60, None, None] * 3)), 0.25),
    (quantities.satisfied, lambda: sample({}, satisfaction_last=[0.5, 0.51, 0.9, 0.1] * 3), 0.5),
    (quantities.ended_by_expectations, lambda: sample({}, cause=CAUSES), 0.4),
    (quantities.ended_by_culture, lambda: sample({}, cause=CAUSES), 0.2),
    (quantities.ended_by_misalignment, lambda: sample({}, cause=CAUSES), 0.1),
    (quantities.ended_by_people, lambda: sample({}, cause=CAUSES), 0.8),
    (quantities.costs_above_plan,
     lambda: sample({}, cost=[109.0, 111.0, 90.0, 150.0, 110.0] * 2, planned_cost=100.0), 0.4),
    (quantities.overrun_offshore, lambda: sample(FAR, cost=[110.0, 130.0] * 4 + [900.0] * 2, planned_cost=100.0), 0.2),
    (quantities.calendar_offshore, lambda: sample(FAR, calendar_multiplier=[2.0, 3.0] * 4 + [1.0] * 2), 2.5),
    # half of 40 have a vague contract, half of these an absent leader, and only these are asked
    (quantities.rework_when_ill_managed,
     lambda: sample({"contract.clarity": [place / 40 for place in range(40)],
                     "leaders.participation": [0.2 + 0.6 * (place % 2) + place / 200 for place in range(40)]},
                    rework_share=[0.6, 0.1] * 10 + [0.3, 0.2] * 10), 0.6),
    # of projects abroad: 0.6 in the first year, 0.8 in the second, and what comes later does not count
    (quantities.efficiency_lost_offshore,
     lambda: sample({"offshore": [True] * 8 + [False, True], "work.kind": ["project"] * 9 + ["service"]},
                    curves("productivity", [[0.6] * 52 + [0.8] * 52 + [5.0] * 52] * 8 + [[9.0] * 156] * 2)), 0.3),
    (quantities.months_of_transition, lambda: sample({}, curves("productivity", [DIP] * 9)), 3.0),
    (quantities.leaders_and_motivation, _correlated("leaders.participation", "motivation_mean"), 1.0),
    (quantities.leaders_and_satisfaction, _correlated("leaders.participation", "satisfaction_mean", -1), -1.0),
    (quantities.diligence_and_satisfaction, _correlated("expectations.diligence", "satisfaction_last"), 1.0),
    (quantities.clarity_and_trust, _correlated("contract.clarity", "trust_mean"), 1.0),
    (quantities.partition_and_exposure, _correlated("security.partition", "ip_exposure_mean", -1), -1.0),
    # clarity and decision rights in halves that cancel but for the first: the less, the worse
    (quantities.ambiguity_and_performance,
     lambda: sample({"contract.clarity": ALTERNATE, "contract.decision_rights": [each / 10 for each in TEN]},
                    performance_mean=[a + each / 10 for a, each in zip(ALTERNATE, TEN, strict=True)]), -1.0),
    (quantities.breach_and_commitment,
     lambda: sample({}, expectation_gap_mean=[0.1 * each for each in TEN],
                    commitment_mean=[1 - 0.05 * each for each in TEN]), -1.0),
    # abroad the trained perform as well as the others; at home, where it does not count, better
    (quantities.training_and_performance,
     lambda: sample({"offshore": [True] * 8 + [False] * 8, "levers.cultural_training": [0.0, 0.0, 1.0, 1.0] * 4},
                    performance_mean=[0.4, 0.6] * 4 + [0.0, 0.0, 1.0, 1.0] * 2), 0.0),
    # two means, 0.6 and 0.4 less satisfied, each give or take 0.1: 0.1 / sqrt(0.1^2 + 0.1^2)
    (quantities.culture_and_outcomes,
     lambda: sample({"offshore": [True] * 4 + [False] * 4}, satisfaction_mean=[0.3, 0.5] * 2 + [0.5, 0.7] * 2),
     np.sqrt(0.5)),
    # odds 25.5 : 0.5 against 5.5 : 20.5
    (quantities.change_management_logits, _won("change_management"), np.log(51 / (5.5 / 20.5))),
    # of the lowest fifth four of 20 succeed, of the highest all
    (quantities.sponsor_odds_ratio, _won("leaders.participation"), 41 / (4.5 / 16.5)),
    (quantities.sponsor_success_ratio, _won("leaders.participation"), 5.0),
    # three leaks in 156 weeks
    (quantities.leaks_a_year, lambda: sample({}, leaks=[0] * 7 + [1, 2], ended_week=[4] * 4 + [28] * 5), 3 / 3),
)  # fmt: skip


@pytest.mark.parametrize(("quantity", "made", "answer"), KNOWN, ids=[quantity.__name__ for quantity, *_ in KNOWN])
def test_a_quantity_of_a_sample_written_by_hand_is_known(
    quantity: Callable[[Sample], float], made: Callable[[], Sample], answer: float
) -> None:
    assert quantity(made()) == pytest.approx(answer, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(
    ("quantity", "made"),
    [(quantity, made) for quantity, made, _ in KNOWN],
    ids=[quantity.__name__ for quantity, *_ in KNOWN],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_of_too_few_no_number_is_told(quantity: Callable[[Sample], float], made: Callable[[], Sample]) -> None:
    whole = made()
    assert np.isnan(quantity(whole.take(np.linspace(0, len(whole) - 1, FEWEST - 1).astype(int))))


def test_every_quantity_of_a_fact_is_known_for_some_sample() -> None:
    assert {fact.quantity for fact in FACTS if fact.quantity} <= {quantity for quantity, *_ in KNOWN}


@pytest.mark.filterwarnings("error")
def test_what_does_not_vary_has_no_correlation() -> None:
    still = sample({"contract.clarity": [0.5] * 10}, trust_mean=[0.1 * each for each in TEN])
    assert np.isnan(quantities.clarity_and_trust(still))


def test_members_that_ended_do_not_shape_the_transition() -> None:
    """A tenth member that was never any good and ended early changes no median."""
    worst = [0.1] * 30 + [np.nan] * 74
    assert quantities.months_of_transition(sample({}, curves("productivity", [DIP] * 9 + [worst]))) == 3.0


def test_taking_members_takes_all_that_is_known_of_them() -> None:
    whole = sample(
        {"offshore": [True, False] * 5}, curves("trust", np.arange(30.0).reshape(10, 3)), cost=[float(n) for n in TEN]
    )
    twice = whole.take(np.array([7, 2, 2]))
    assert len(twice) == 3
    assert twice.traits["offshore"].tolist() == [False, True, True]
    assert twice.runs["cost"].tolist() == [7, 2, 2]
    assert twice.histories.indicator("trust")[:, 0].tolist() == [21, 6, 6]
    assert whole.where(whole.traits["offshore"]).runs["cost"].tolist() == [0, 2, 4, 6, 8]


# What is kept of it


class Lives:
    """Lives through nothing: tells which sets it was asked for, by their coefficients, numbers and luck."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []  # of each call, the first set and how many
        self.until = np.inf  # it is interrupted after so many calls

    def __call__(
        self, facts: Sequence[Fact], pool: Pool, sets: int, coefficients: Mapping[str, Any], *, first_set: int
    ) -> Iterator[list[float]]:
        if len(self.asked) >= self.until:
            raise KeyboardInterrupt
        columns = np.column_stack(list(coefficients.values()))
        assert len(columns) == sets
        self.asked.append((first_set, sets))
        for place, values in enumerate(columns):
            runs = pd.DataFrame({"cost": values.sum() * np.arange(1, 4), "point": first_set + place})
            sample = Sample(pd.DataFrame(index=runs.index), Histories(runs, np.empty((3, 0, 0), np.float32)))
            yield [fact.quantity(sample) for fact in facts if fact.quantity]

    @property
    def sets(self) -> int:
        return sum(many for _, many in self.asked)


TWO_UNKNOWNS = prior_of_coefficients(assumed_coefficients()[:2])


def asked(id: str, quantity: Callable[[Sample], float]) -> Fact:
    return Fact(id, id, "check", quantity=quantity)


ASKED = (
    asked("mean cost", lambda sample: float(sample.runs["cost"].mean())),
    asked("which set", lambda sample: float(sample.runs["point"].iloc[0])),
    asked("sometimes unknown", lambda sample: np.nan if sample.runs["point"].iloc[0] == 5 else 1.0),
)


@pytest.fixture
def lives(monkeypatch: pytest.MonkeyPatch) -> Lives:
    counted = Lives()
    monkeypatch.setattr(simulated_table, "ask", counted)
    monkeypatch.setattr(simulated_table, "PART", 4)
    return counted


def table(folder: Path | None = None, **other: Any) -> SimulatedTable:
    usual = {"prior": TWO_UNKNOWNS, "facts": ASKED, "draws": 10, "members": 3, "seed": 1}
    return SimulatedTable.simulate(**{**usual, **other}, folder=folder)  # type: ignore[arg-type]


def same(one: SimulatedTable, other: SimulatedTable) -> bool:
    return np.array_equal(one.standard, other.standard) and np.array_equal(one.said, other.said, equal_nan=True)


def test_a_row_of_the_table_is_what_the_population_says_with_that_draw(lives: Lives) -> None:
    found = table()
    assert np.array_equal(found.standard, TWO_UNKNOWNS.sample(10, 1))
    together = sum(TWO_UNKNOWNS.values(found.standard).values())
    np.testing.assert_allclose(found.said[:, 0], 2 * np.asarray(together))
    assert found.said[:, 1].tolist() == TEN
    assert np.isnan(found.said[:, 2]).tolist() == [number == 5 for number in TEN]
    assert lives.asked == [(0, 4), (4, 4), (8, 2)]


def test_the_table_is_the_same_with_and_without_a_folder_and_when_it_is_read_back(lives: Lives, tmp_path: Path) -> None:
    without, first, again = table(), table(tmp_path / "kept"), table(tmp_path / "kept")
    assert same(without, first)
    assert same(first, again)
    assert lives.sets == 20


def test_what_is_simulated_together_does_not_matter(lives: Lives, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = table()
    monkeypatch.setattr(simulated_table, "PART", 3)
    assert same(usual, table())


def test_an_interrupted_table_goes_on_where_it_stopped(lives: Lives, tmp_path: Path) -> None:
    lives.until = 2
    with pytest.raises(KeyboardInterrupt):
        table(tmp_path)
    lives.until = np.inf
    lives.asked.clear()
    found = table(tmp_path)
    assert lives.asked == [(8, 2)]
    assert same(found, table())


def test_only_a_part_that_is_gone_is_simulated_again(lives: Lives, tmp_path: Path) -> None:
    whole = table(tmp_path)
    sorted(tmp_path.iterdir())[1].unlink()
    lives.asked.clear()
    assert same(whole, table(tmp_path))
    assert lives.asked == [(4, 4)]


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 2},
        {"draws": 11},
        {"members": 4},
        {"facts": ASKED[:2]},
        {"prior": prior_of_coefficients(assumed_coefficients()[1:3])},
        {"prior": Prior(tuple(replace(each, plausible=(each.low, each.high)) for each in TWO_UNKNOWNS.unknowns))},
    ],
    ids=["seed", "draws", "members", "facts", "unknowns", "plausible range"],
)  # fmt: skip
def test_what_was_kept_for_something_else_is_not_used(lives: Lives, tmp_path: Path, other: dict[str, Any]) -> None:
    table(tmp_path)
    lives.asked.clear()
    changed = table(tmp_path, **other)
    assert lives.sets == other.get("draws", 10)
    assert same(changed, table(**other))
    lives.asked.clear()
    table(tmp_path)
    table(tmp_path, **other)
    assert not lives.asked  # both are kept, side by side


def test_what_another_model_said_is_not_used(lives: Lives, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table(tmp_path)
    monkeypatch.setattr(simulated_table, "model_fingerprint", lambda: "another model")
    table(tmp_path)
    assert lives.sets == 20


def test_what_was_kept_for_another_question_is_not_used(lives: Lives, tmp_path: Path) -> None:
    """A fact keeps its id when ``facts.py`` gives it another quantity."""

    def number_of_the_set(sample: Sample) -> float:
        return float(sample.runs["point"].iloc[0])

    table(tmp_path)
    asked = (replace(ASKED[0], quantity=number_of_the_set), *ASKED[1:])
    assert same(table(tmp_path, facts=asked), table(facts=asked))


def test_what_was_kept_with_other_defaults_is_not_used(lives: Lives, tmp_path: Path, monkeypatch) -> None:
    """A prior of some coefficients leaves the others at their defaults."""
    table(tmp_path)
    other = [replace(found, default=found.about.plausible[0]) for found in simulated_table.assumed_coefficients()]
    monkeypatch.setattr(simulated_table, "assumed_coefficients", lambda: tuple(other))
    table(tmp_path)
    assert lives.sets == 20


# Pools: each set of coefficients is asked of a population of its own

FEW_POPULATIONS = 3


@pytest.fixture
def pooled(small: Scenario, monkeypatch: pytest.MonkeyPatch) -> list[Population]:
    """A pool of three small populations of one shape, in place of the reference population; in the order made."""
    made: list[Population] = []

    def population(members: int, *, weeks: int, seed: tuple[int, int, int]) -> Population:
        traits = pd.DataFrame({"offshore": [True] * members, "seed": [seed] * members})
        clarity = np.linspace(0.2, 0.8, members) + 0.05 * seed[-1]
        made.append(Population(tuple(small.with_({"contract.clarity": each}) for each in clarity), traits))
        return made[-1]

    monkeypatch.setattr(pool, "reference_population", population)
    monkeypatch.setattr(pool, "POOLED", dict.fromkeys(Use, FEW_POPULATIONS))
    return made


def test_set_k_is_asked_of_population_k_modulo_the_pool_with_luck_of_its_own(pooled: list[Population]) -> None:
    """Seven sets over three populations, each as if it were lived through alone."""
    facts = (
        Fact("D10", "", "check", quantity=quantities.overrun_offshore),
        Fact("T13", "", "check", quantity=quantities.satisfied),
        Fact("X01", "", "check", quantity=lambda sample: float(sample.traits["seed"].iloc[0][-1])),
    )
    asked_of, values = Pool(Use.FIT, 9, 8), drawn(7)
    said = np.array(list(ask(facts, asked_of, 7, values, first_set=4)))
    assert len(pooled) == FEW_POPULATIONS
    for place in range(7):
        one = {name: column[place : place + 1] for name, column in values.items()}
        own = asked_of[4 + place]
        assert own.traits["seed"].iloc[0] == (8, int(Use.FIT), (4 + place) % FEW_POPULATIONS)
        (history,) = live_through(own.members, seed=asked_of.luck, coefficients=one, first_set=4 + place)
        sample = Sample(own.traits, history)
        assert said[place].tolist() == [fact.quantity(sample) for fact in facts if fact.quantity]


def test_the_table_asks_the_pool_of_the_fit(pooled: list[Population], tmp_path: Path, monkeypatch) -> None:
    """End to end, in parts that are smaller than the pool."""
    monkeypatch.setattr(simulated_table, "PART", 2)
    facts = (Fact("T13", "", "check", quantity=quantities.satisfied),)
    prior = prior_of_coefficients()
    found = SimulatedTable.simulate(prior, facts, 5, 9, 8, folder=tmp_path)
    expected = list(ask(facts, Pool(Use.FIT, 9, 8), 5, prior.values(prior.sample(5, 8))))
    assert np.array_equal(found.said, expected)


def test_pools_of_different_uses_share_neither_populations_nor_luck() -> None:
    fit, draws, same = Pool(Use.FIT, 12, 3), Pool(Use.DRAWS, 12, 3), Pool(Use.FIT, 12, 3)
    assert len({fit.luck, draws.luck, Pool(Use.FIT, 12, 4).luck}) == 3
    assert fit.luck == same.luck
    assert fit[1].traits.equals(same[1].traits)
    for other in (fit[0], draws[1], Pool(Use.FIT, 12, 4)[1]):
        assert not fit[1].traits["contract.clarity"].isin(other.traits["contract.clarity"]).any()


def test_a_mean_over_populations_leaves_out_those_that_cannot_tell() -> None:
    said = np.array([[1.0, np.nan, np.nan], [3.0, 4.0, np.nan]])
    np.testing.assert_array_equal(means(said), [2.0, 4.0, np.nan])


# What it is filed under


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package's texts, where they can be changed."""
    package = tmp_path / "outsim"
    shutil.copytree(Path(outsim.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(fingerprint, "files", lambda name: package)
    return package


def fresh() -> str:
    return fingerprint.model_fingerprint.__wrapped__()


def test_the_fingerprint_is_that_of_the_texts_alone(copied: Path) -> None:
    assert fresh() == fingerprint.model_fingerprint()
    (copied / "report.py").write_text("# how results are told is no part of the model\n")
    assert fresh() == fingerprint.model_fingerprint()


@pytest.mark.parametrize(
    "name",
    [
        "week.py",
        "outcome.py",
        "compiled.py",
        "conditions.py",
        "geography.py",
        "levers.py",
        "mechanisms/trust.py",
        "mechanisms/start.py",
        "data/countries.csv",
        "data/country_pairs.csv",
    ],
)
def test_the_fingerprint_changes_with_every_part_of_the_model(copied: Path, name: str) -> None:
    text = copied / name
    text.write_text(text.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert fresh() != fingerprint.model_fingerprint()


def test_a_mechanism_more_or_less_changes_the_fingerprint(copied: Path) -> None:
    (copied / "mechanisms" / "another.py").write_text("")
    more = fresh()
    (copied / "mechanisms" / "another.py").unlink()
    (copied / "mechanisms" / "trust.py").unlink()
    assert len({more, fresh(), fingerprint.model_fingerprint()}) == 3


@pytest.mark.parametrize(("name", "changes"), [("contract.clarity", True), ("coefficients.threat.floor", False)])
def test_the_fingerprint_changes_with_defaults_that_are_not_assumed(name: str, changes: bool, monkeypatch) -> None:
    """Assumed ones are what results are filed by besides."""
    others = [
        replace(found, default=0.42) if found.name == name else found for found in fingerprint.scenario_parameters()
    ]
    monkeypatch.setattr(fingerprint, "scenario_parameters", lambda: tuple(others))
    assert (fresh() != fingerprint.model_fingerprint()) == changes
