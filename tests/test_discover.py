"""In which region failure is likely: found where it is known, tested on unseen points, honest where there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from drawn import assert_readable
from outsim import DiscoverOptions
from outsim.cli import STOPPED, main
from outsim.errors import InputError
from outsim.scenario import Scenario
from outsim.studies import discover as studying
from outsim.studies.discover import Discovery, discover
from outsim.studies.evaluate import Evaluated
from outsim.studies.inputs import Choice, Range
from outsim.studies.regions import measured
from outsim.studies.resampling import resample
from outsim.studies.rules import Box, Condition, find_rules
from outsim.sweeps import running, stores
from sizes import SMALL

pytestmark = pytest.mark.slow  # the same on every Python

Chance = Callable[[pd.DataFrame], NDArray[np.float64]]
OPTIMISM, SAY, CLEAR = "expectations.optimism", "leaders.participation", "contract.clarity"
INPUTS = {OPTIMISM: [0, 1], SAY: [0, 1], CLEAR: [0, 1]}


def with_chance(monkeypatch: pytest.MonkeyPatch, chance: Chance, inputs: Any = None, **options: Any) -> Discovery:
    """The study where each point's partnerships fail with a known chance, each with its own luck."""

    def made_up(base: Scenario, points: Any, replicates: int, seed: int, names: Any, **_: Any) -> Evaluated:
        table = pd.DataFrame(points)
        drawn = np.random.default_rng(seed).random((len(table), replicates))
        return Evaluated((drawn < chance(table)[:, None])[..., None].astype(float), tuple(names), {})

    monkeypatch.setattr(studying, "evaluate", made_up)
    seed = options.pop("seed", 1)
    given = DiscoverOptions(**{"points": 512, **options})
    return discover(Scenario(), inputs or INPUTS, replicates=16, seed=seed, options=given)


def corner(points: pd.DataFrame) -> NDArray[np.float64]:
    """Eight of ten where hopes are high and leaders absent, else one of ten."""
    return np.where((points[OPTIMISM] > 0.6) & (points[SAY] < 0.4), 0.8, 0.1)


def everywhere(chance: float) -> Chance:
    return lambda points: np.full(len(points), chance)


def test_a_known_region_is_found_and_its_numbers_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    found = with_chance(monkeypatch, corner)
    assert found.state == "likely"
    ((box, tested),) = found.boxes
    ends = {one.input: one for one in box.conditions}
    assert set(ends) == {OPTIMISM, SAY}
    assert ends[OPTIMISM].low == pytest.approx(0.6, abs=0.05)
    assert ends[SAY].high == pytest.approx(0.4, abs=0.05)
    assert list(found.rules.importance)[:2] == [OPTIMISM, SAY] or list(found.rules.importance)[:2] == [SAY, OPTIMISM]
    assert f"{OPTIMISM} above 0." in found.words
    assert tested.confirmed


def test_intervals_hold_the_truth_of_the_rules_that_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Density, mass and coverage of each rule, known from 100,000 points: 95 of 100 less what 36 leave to chance."""
    dense = pd.DataFrame(np.random.default_rng(0).random((100_000, 3)), columns=list(INPUTS))
    chance, held = corner(dense), []
    for seed in range(12):
        found = with_chance(monkeypatch, corner, points=256, seed=seed)
        assert found.together is not None
        inside = np.any([box.holds(dense) for box in found.rules.boxes], axis=0)
        truth = {"density": chance[inside].mean(), "mass": inside.mean()}
        truth["coverage"] = chance[inside].sum() / chance.sum()
        for name, true in truth.items():
            each = getattr(found.together, name)
            held.append(each.low <= true <= each.high)
    assert np.mean(held) > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 36)


def test_numbers_come_from_points_that_the_rules_have_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """And from the rule as it is told, its ends rounded."""
    found = with_chance(monkeypatch, corner)
    unseen = found.points[~found.points["seen"]]
    assert len(unseen) == 512 - round(512 * 2 / 3)
    row = found.table.iloc[0]
    inside = np.ones(len(unseen), dtype=bool)
    for one in found.conditions.itertuples():
        values = unseen[one.input]
        inside &= ~((values <= one.low) | (values > one.high)).to_numpy()
    assert row["unseen_points"] == inside.sum()
    assert row["density"] == pytest.approx(unseen["failed"][inside].mean())
    assert row["coverage"] == pytest.approx(unseen["failed"][inside].sum() / unseen["failed"].sum())
    assert row["mass"] == pytest.approx(inside.mean())


def test_where_nothing_matters_hardly_a_rule_is_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that is found on noise is confirmed on unseen points in 2.5 of 100 studies at most."""
    states = [with_chance(monkeypatch, everywhere(0.3), points=256, seed=seed).state for seed in range(12)]
    assert states.count("no rule") >= 10  # fewer would happen by chance in 3 of 1,000


@pytest.mark.parametrize(("chance", "state"), [(0.0, "none fails"), (1.0, "all fail")])
def test_where_all_or_none_fail_no_region_stands_out(
    chance: float, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = with_chance(monkeypatch, everywhere(chance), points=128)
    assert found.state == state
    assert found.table.empty
    assert "no region stands out" in found.words
    assert (found.overall.low, found.overall.high) != (0.0, 0.0)
    assert_readable(found.plot())


def test_where_failure_is_nowhere_likely_the_worst_region_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = with_chance(monkeypatch, lambda points: corner(points) / 2)
    assert found.state == "worst region"
    assert "Nowhere do the rules expect 50 of 100 or more" in found.words
    assert found.boxes[0][1].density.value == pytest.approx(0.4, abs=0.1)
    assert_readable(found.plot())


def test_a_rule_can_name_countries(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = {"vendor.country": ["PHL", "IND", "POL", "VNM"], OPTIMISM: [0, 1]}
    found = with_chance(
        monkeypatch, lambda points: np.where(points["vendor.country"].isin(["PHL", "POL"]), 0.7, 0.1), inputs
    )
    assert found.state == "likely"
    assert [str(box) for box, _ in found.boxes] == ["vendor.country is PHL or POL"]
    assert set(found.points["vendor.country"].value_counts()) == {128}
    assert_readable(found.plot())


def test_leaves_of_one_region_are_one_box() -> None:
    """A tree splits a likely region further where parts of it are likelier; the reader wants the region."""
    rng = np.random.default_rng(1)
    points = pd.DataFrame(rng.random((600, 2)), columns=["a", "b"])
    inputs = [Range(name, 0, 1, "1", "given") for name in points]
    failed = np.where(points["a"] > 0.5, np.where(points["b"] > 0.5, 0.95, 0.65), 0.1)
    assert [str(box) for box in find_rules(inputs, points, failed, 0.5, seed=1).boxes] == ["a above 0.5"]
    assert len(find_rules(inputs, points, failed, 0.8, seed=1).boxes[0].conditions) == 2


def test_conditions_read_as_sentences_and_hold_where_they_say() -> None:
    box = Box((Condition("a", 0.25, 0.5), Condition("c", names=("x", "y")), Condition("b", high=0.1)))
    assert str(box) == "a from 0.25 to 0.5 and c is x or y and b below 0.1"
    points = pd.DataFrame({"a": [0.3, 0.3, 0.6], "b": [0.05] * 3, "c": ["x", "z", "y"]})
    assert box.holds(points).tolist() == [True, False, False]
    assert Choice("c", ("x", "y")).at(np.array([0.0, 0.49, 0.5, 1.0])).tolist() == ["x", "x", "y", "y"]


def test_points_are_clusters() -> None:
    """Where points differ, intervals are as wide as points tell, however many replicates each has."""
    held, widths = [], []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        chance = rng.beta(0.5, 0.5, 60)
        failed = (rng.random((60, 64)) < chance[:, None]).astype(float)
        found = measured(np.ones(60, dtype=bool), failed, resample(60, 64, seed)).density
        held.append(found.low <= 0.5 <= found.high)
        widths.append(found.high - found.low)
    assert np.mean(held) > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 60)
    alone = 2 * 1.96 * 0.5 / np.sqrt(60 * 64)  # were all replicates independent
    assert np.mean(widths) > 3 * alone


def test_luck_that_points_share_widens_what_is_said_of_all() -> None:
    """The same replicates fail at every point: 16 partnerships say how many fail, not 16 at each of 100 points."""
    held = []
    for seed in range(60):
        luck = np.random.default_rng(seed).random(16) < 0.5
        failed = np.tile(luck, (100, 1)).astype(float)
        found = measured(np.ones(100, dtype=bool), failed, resample(100, 16, seed)).density
        held.append(found.low <= 0.5 <= found.high)
    assert np.mean(held) > 0.85  # a bootstrap of 16 holds 92 to 93 of 100


def test_an_empty_region_says_nothing() -> None:
    found = measured(np.zeros(50, dtype=bool), np.ones((50, 8)), resample(50, 8, 1))
    assert found.points == 0
    assert np.isnan(found.density.value)
    assert not found.confirmed


def test_options_that_cannot_be_are_refused() -> None:
    for given, says in (
        ({"outcome": "lost"}, "unknown value for study.outcome"),
        ({"threshold": 2}, "study.threshold = 2"),
    ):
        with pytest.raises(InputError, match=says):
            DiscoverOptions(**given)
    with pytest.raises(InputError, match=r"vendor\.country is a name; give at least two"):
        discover(Scenario(), ["vendor.country"])
    with pytest.raises(InputError, match="unknown country 'XX'"):
        discover(Scenario(), {"vendor.country": ["PHL", "XX"]})


SIZES = [f"{name}={value}" for name, value in SMALL.items()]
QUICK = [
    "study=discover",
    "study.parameters={expectations.optimism:[0,2],client.shift_end:[8,17]}",
    "study.outcome=not_successful",
    "study.points=128",
    "replicates=8",
    "progress=false",
]


@pytest.mark.slow
def test_from_the_command_line_to_a_folder(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """A working day that ends before it begins is a point that cannot be simulated."""
    folder = tmp_path / "out"
    assert main([*QUICK, *SIZES, f"out={folder}"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    points = pd.read_parquet(folder / "points.parquet")
    assert points["client.shift_end"].min() > 9
    assert f"{128 - len(points)} points more could not be simulated" in printed
    assert "are not successful" in printed
    assert points["failed"].corr(points["expectations.optimism"]) > 0.3
    assert {"figure.png", "words.txt", "manifest.json"} <= {file.name for file in folder.iterdir()}


@pytest.mark.slow
def test_ctrl_c_leaves_nothing(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(stores, "study_store", lambda: stores.FolderStore(tmp_path / "kept"))
    monkeypatch.setattr(running, "compute", interrupted)
    assert main([*QUICK, *SIZES, f"out={tmp_path / 'out'}"]) == STOPPED
    assert "the same command goes on" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
