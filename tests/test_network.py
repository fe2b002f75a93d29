"""Who meets whom: the fast forms equal the plain rule, person by person, for any sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outsim import network

pytestmark = pytest.mark.slow

SIZES = st.integers(1, 23)


def at_once(what: Callable[..., Any], *arrays: np.ndarray) -> Any:
    """In one program: one by one each operation is compiled for each size, which takes several times as long."""
    return jax.tree.map(np.asarray, jax.jit(what)(*arrays))


def numbers(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).random(shape, np.float32)


@pytest.mark.parametrize("dense", [0, network.DENSE], ids=["reshaped", "as a product"])
@given(people=SIZES, teams=SIZES)
@settings(max_examples=10, deadline=None)
def test_slot_k_of_person_i_is_with_team_i_plus_k(dense: int, people: int, teams: int) -> None:
    usual, network.DENSE = network.DENSE, dense
    try:
        of_teams, of_goals = numbers(teams, 2), numbers(4, teams, 2)
        values = numbers(network.slots(teams), people, 2)
        met, goals_met, summed = at_once(
            lambda of_teams, of_goals, values: (
                network.teams_to_liaisons(of_teams, people),
                network.teams_to_liaisons(of_goals, people),
                network.sum_over_teams(values, teams),
            ),
            *(of_teams, of_goals, values),
        )
    finally:
        network.DENSE = usual
    expected = np.zeros((teams, 2))
    for slot in range(network.slots(teams)):
        for person in range(people):
            team = (person + slot) % teams
            np.testing.assert_allclose(met[slot, person], of_teams[team], rtol=1e-6)
            np.testing.assert_allclose(goals_met[:, slot, person], of_goals[:, team], rtol=1e-6)
            expected[team] += values[slot, person]
    np.testing.assert_allclose(summed, expected, rtol=1e-5)


@given(people=SIZES, teams=SIZES)
@settings(max_examples=12, deadline=None)
def test_a_team_without_a_liaison_of_its_own_deals_with_everybody(people: int, teams: int) -> None:
    count = np.minimum(1 + np.arange(people)[:, None] % 3, network.slots(teams)).astype(float)
    values = numbers(network.slots(teams), people, 1)

    def present_and_means(count: Any, values: Any) -> tuple[Any, Any]:
        present = network.has_liaison(count, teams)
        return present, network.mean_over_teams(values, present, teams)[:, 0]

    present, means = at_once(present_and_means, count, values)
    for team in range(teams):
        own = [
            values[slot, person, 0]
            for slot in range(network.slots(teams))
            for person in range(people)
            if present[slot, person, 0] and (person + slot) % teams == team
        ]
        expected = np.mean(own) if own else values[present > 0].mean()
        assert means[team] == pytest.approx(expected, rel=1e-5)


@given(people=st.integers(1, 40), departments=st.integers(1, 8))
@settings(max_examples=12, deadline=None)
def test_peers_are_the_nearest_of_the_department_and_one_acquaintance(people: int, departments: int) -> None:
    person = np.arange(people, dtype=float)[:, None]
    acquaintance = (np.arange(people)[:, None] * 7 + 3) % people
    peers = at_once(lambda *of: network.peers(*of, departments), person, acquaintance)
    around = np.stack(peers)[:, :, 0]
    for i in range(people):
        ring = {(i + step * departments) % people for step in (-2, -1, 1, 2)}
        assert set(around[:4, i]) == ring
        assert around[4, i] == acquaintance[i, 0]


@given(agents=st.integers(1, 200))
@settings(max_examples=12, deadline=None)
def test_totals_and_means_are_over_agents(agents: int) -> None:
    values = numbers(agents, 3)
    total, mean = at_once(lambda values: (network.total(values), network.mean(values)), values)
    np.testing.assert_allclose(total, values.sum(0), rtol=1e-5)
    np.testing.assert_allclose(mean, values.mean(0), rtol=1e-5)
