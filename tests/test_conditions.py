"""Scenarios as numbers: packing them in one array for the device loses nothing."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsim import Scenario
from outsim.conditions import conditions, joined, packed, side_by_side

TRIGGERED = {"lever": "leader_checkins", "trigger": {"indicator": "hazard", "start": 0.2, "stop": 0.1}}
PULLED = Scenario(weeks=8).with_interventions({"lever": "progress_updates", "start": 3}, TRIGGERED)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_is_packed_comes_back_leaf_by_leaf(dtype: Any) -> None:
    many = [conditions(PULLED.with_(contract__clarity=clarity), dtype) for clarity in (0.1, 0.9)]
    stacked: Any = jax.tree.map(lambda *leaves: np.stack(leaves, axis=-1), *many)
    for back in (side_by_side(many).unpacked(), packed(stacked).unpacked()):
        assert jax.tree.structure(back) == jax.tree.structure(stacked)
        for found, wanted in zip(jax.tree.leaves(back), jax.tree.leaves(stacked), strict=True):
            assert found.dtype == wanted.dtype
            np.testing.assert_array_equal(found, wanted)


@given(st.lists(st.integers(0, 2), min_size=1, max_size=9))
def test_places_are_taken_and_joined_in_their_order(places: list[int]) -> None:
    clarities = (0.1, 0.5, 0.9)
    one_by_one = [side_by_side([conditions(Scenario(weeks=8).with_(contract__clarity=each))]) for each in clarities]
    found = joined(one_by_one).at(np.array(places)).unpacked().contract.clarity
    np.testing.assert_array_equal(found, np.float32(clarities)[places])
