"""Random numbers belong to decisions: nothing but seed, replicate, decision, week and slot enters them."""

from __future__ import annotations

from dataclasses import fields
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from outsim import engine
from outsim.compiled import CPU_OPTIONS_OF_DRAWS, compiled
from outsim.conditions import shape_of
from outsim.engine import simulate
from outsim.errors import InputError
from outsim.streams import check_seed, replicate_keys, starting_luck, weekly_luck

FLOAT = np.float32
OPTIONS = CPU_OPTIONS_OF_DRAWS if jax.default_backend() == "cpu" else None  # those of the engine's draws


@partial(jax.jit, static_argnames=("staff", "leaders", "teams"), compiler_options=OPTIONS)
def drawn(seed, replicates, week, *, staff: int, leaders: int, teams: int) -> tuple:
    keys = replicate_keys(seed, replicates)
    begun = starting_luck(keys, 4, staff, leaders, teams, FLOAT)
    return weekly_luck(keys, week, staff, leaders, teams, FLOAT), begun


def draws(staff: int, leaders: int, teams: int, replicates: list[int], week: int = 5, seed: int = 1) -> dict:
    """Compiled anew for other numbers of agents and of replicates, which takes seconds: few are asked for below."""
    luck, begun = drawn(
        jnp.uint32(seed), jnp.array(replicates, jnp.uint32), jnp.uint32(week), staff=staff, leaders=leaders, teams=teams
    )
    return {spot.name: np.asarray(getattr(part, spot.name)) for part in (luck, begun) for spot in fields(part)}


THREE = [9, 5, 2]


@pytest.mark.slow
def test_one_agent_more_leaves_every_other_agents_draws() -> None:
    few, more = draws(7, 3, 4, THREE), draws(8, 4, 5, THREE)
    for name, values in few.items():
        same = tuple(slice(size) for size in values.shape)
        assert np.array_equal(values, more[name][same]), name


@pytest.mark.slow
def test_a_replicates_draws_do_not_depend_on_which_replicates_run_beside_it() -> None:
    alone, among = draws(7, 3, 4, [5]), draws(7, 3, 4, THREE)
    for name, values in alone.items():
        assert np.array_equal(values[..., 0], among[name][..., 1]), name


@pytest.mark.parametrize("change", [{"week": 6}, {"seed": 2}, {"replicates": [3, 1, 4]}])
def test_another_week_seed_or_replicate_draws_anew(change: dict) -> None:
    asked = {"staff": 7, "leaders": 3, "teams": 4, "replicates": THREE, "week": 5, "seed": 1}
    one, other = draws(**asked)["messages"], draws(**(asked | change))["messages"]
    assert not np.any(one == other)


def test_no_two_decisions_share_a_stream() -> None:
    first = {name: float(values.reshape(-1)[0]) for name, values in draws(7, 3, 4, THREE).items()}
    assert len(set(first.values())) == len(first)


def test_draws_are_uniform_and_never_0_or_1(small) -> None:
    """Those of all weeks, as the engine draws them."""
    luck = compiled(shape_of(small), FLOAT).draw(
        np.uint32(1), np.arange(engine.width(shape_of(small)), dtype=np.uint32)
    )
    values = np.asarray(luck.weekly.messages).ravel()
    assert 0 < values.min() < values.max() < 1
    assert stats.kstest(values.astype(float), "uniform").pvalue > 1e-3


@pytest.mark.slow
def test_both_precisions_draw_the_same_numbers(small) -> None:
    single = simulate(small, replicates=3, seed=4, arithmetic="single")
    double = simulate(small, replicates=3, seed=4, arithmetic="double")
    columns = ["ended_week", "escalations", "leaks"]
    assert single.runs[columns].equals(double.runs[columns])
    np.testing.assert_allclose(single.trajectories, double.trajectories, rtol=2e-4, atol=2e-5)


@given(st.integers(min_value=0, max_value=2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_every_whole_number_up_to_32_bits_is_a_seed(seed: int) -> None:
    assert check_seed(seed) == seed


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, True, "one", None])
def test_anything_else_is_not(seed: object) -> None:
    with pytest.raises(InputError, match=r"seed = .*must be a whole number from 0 to 4294967295"):
        check_seed(seed)  # type: ignore[arg-type]
