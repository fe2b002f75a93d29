"""How partnerships are lived through: each with its own coefficients, number and luck, in whatever company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from outsim.engine import simulate
from outsim.indicators import INDICATOR_NAMES
from outsim.scenario import Scenario
from outsim.studies import living
from outsim.studies.living import live_through
from outsim.studies.prior import prior_of_coefficients
from outsim.studies.reference import SIZES, reference_population
from outsim.uncertainty import assumed_coefficients

pytestmark = pytest.mark.slow  # the same on every Python


def bare(runs: pd.DataFrame) -> pd.DataFrame:
    """Without names and places in a sweep."""
    return runs.drop(columns=["scenario", "point"]).reset_index(drop=True)


def drawn(sets: int, seed: int = 6) -> dict[str, Any]:
    prior = prior_of_coefficients()
    return prior.values(prior.sample(sets, seed))


def few(small: Scenario, members: int) -> list[Scenario]:
    """Different partnerships of one shape; every third has set a coefficient itself."""
    many = [small.with_(contract__clarity=clarity) for clarity in np.linspace(0.2, 0.9, members)]
    own = {"coefficients.judgement.escalate": 0.9 * small.coefficients.judgement.escalate}
    return [member.with_(own) if place % 3 == 0 else member for place, member in enumerate(many)]


def given(member: Scenario, values: Mapping[str, Any], which: int) -> Scenario:
    """A member with a set of coefficients, by the long way: what it has set itself stays."""
    defaults = Scenario().to_mapping()["coefficients"]
    own = member.to_mapping()["coefficients"]
    changes = {}
    for name, column in values.items():
        group, last = name.split(".")[1:]
        if own[group][last] == defaults[group][last]:
            changes[name] = column[which]
    return member.with_(changes)


def test_a_member_lives_as_the_replicate_of_its_number_to_the_last_bit(small: Scenario) -> None:
    """Sets and members are more than fit into a block, and into what is handed back at once."""
    members, sets, first = few(small, 9), living.SETS_TOGETHER + 2, 2
    values = drawn(sets)
    histories = list(live_through(members, seed=5, coefficients=values, first_set=first))
    assert len(histories) == sets
    for which, member in ((0, 0), (0, 8), (13, 4), (14, 2), (15, 0), (17, 8)):
        number = (first + which) * 9 + member
        alone = simulate(given(members[member], values, which), replicates=number + 1, seed=5)
        assert bare(histories[which].runs.iloc[[member]]).equals(bare(alone.runs.iloc[[number]]))
        assert histories[which].runs["point"][member] == member
        assert np.array_equal(histories[which].weekly[member], alone.trajectories[0, number], equal_nan=True)
    assert (histories[3].runs["replicate"] == (first + 3) * 9 + np.arange(9)).all()


def test_sets_with_the_defaults_equal_no_sets(small: Scenario) -> None:
    members = few(small, 5)
    defaults = {found.name: np.full(2, found.default) for found in assumed_coefficients()}
    plain = list(live_through(members, seed=5))
    given_, again = live_through(members, seed=5, coefficients=defaults)
    assert len(plain) == 1
    assert plain[0].runs.equals(given_.runs)
    assert np.array_equal(plain[0].weekly, given_.weekly, equal_nan=True)
    assert not plain[0].runs.equals(again.runs)  # the same coefficients with other luck


def test_the_first_set_continues_where_others_stopped(small: Scenario) -> None:
    members, values = few(small, 5), drawn(6)
    whole = list(live_through(members, seed=5, coefficients=values))
    rest = {name: column[4:] for name, column in values.items()}
    for one, other in zip(whole[4:], live_through(members, seed=5, coefficients=rest, first_set=4), strict=True):
        assert one.runs.equals(other.runs)
        assert np.array_equal(one.weekly, other.weekly, equal_nan=True)


def test_coefficients_that_are_not_given_stay_at_their_defaults(small: Scenario) -> None:
    members, values = few(small, 3), dict(list(drawn(2).items())[:4])
    some = list(live_through(members, seed=5, coefficients=values))
    everything = {found.name: np.full(2, found.default) for found in assumed_coefficients()} | values
    for one, other in zip(some, live_through(members, seed=5, coefficients=everything), strict=True):
        assert one.runs.equals(other.runs)


def test_nobody_shares_luck(small: Scenario) -> None:
    """The same scenario many times: all lives differ."""
    histories = list(live_through([small] * 6, seed=5, coefficients={"coefficients.threat.floor": np.full(3, 0.1)}))
    assert len({value for each in histories for value in each.runs["trust_mean"]}) == 18


def test_members_of_two_sizes_come_back_in_their_order() -> None:
    """The population as it is: each member is who its traits say, whichever block it was in."""
    mixed = reference_population(10, weeks=104, seed=2)  # two years, as studies simulate it
    assert mixed.traits["size"].nunique() == 2
    (history,) = live_through(mixed.members, seed=5)
    runs = history.runs
    assert runs["point"].tolist() == runs["replicate"].tolist() == list(range(10))
    assert history.weekly.shape == (10, 104, len(INDICATOR_NAMES))
    assert np.array_equal(
        history.indicator("trust"), history.weekly[:, :, INDICATOR_NAMES.index("trust")], equal_nan=True
    )
    last = np.minimum(runs["ended_week"], 103)
    np.testing.assert_array_equal(history.indicator("trust")[np.arange(10), last], runs["trust_last"])
    for size in SIZES:
        place = int(np.flatnonzero(mixed.traits["size"] == size)[-1])
        alone = simulate(mixed.members[place], replicates=place + 1, seed=5)
        assert bare(runs.iloc[[place]]).equals(bare(alone.runs.iloc[[place]]))
