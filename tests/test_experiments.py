"""The studies on sweeps: their designs compose, and their pages say what the committed results say."""

from __future__ import annotations

import importlib
import re
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from drawn import assert_readable
from outsim.cli import main
from outsim.config_files import FOLDER
from outsim.run_settings import RunSettings
from outsim.sweeps.designs import Design
from outsim.sweeps.points import Points
from outsim.sweeps.stores import FolderStore

pytestmark = pytest.mark.slow  # the same on every Python

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "experiments"))
sweeps = importlib.import_module("sweeps")
STUDIES = {study.folder.name: study for study in sweeps.studies()}
LARGEST = 200_000  # bytes of a committed table


@cache
def composed(name: str, *more: str) -> tuple[Points, int]:
    """The points that the one command would simulate, and replicates; nothing is simulated."""
    seen: list[tuple[Points, int]] = []

    def look(points: Points, design: Design, settings: RunSettings, rows: int, kept: FolderStore) -> str:
        seen.append((points, settings.replicates))
        return "looked at"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("outsim.sweeps.commanding.dry_run", look)
        assert main(["-m", f"experiment={name}", "dry_run=true", *more]) == 0
    (found,) = seen
    return found


@pytest.mark.parametrize("name", STUDIES)
def test_the_committed_points_are_those_of_the_design(name, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # the command runs anywhere
    points, replicates = composed(name)
    committed = STUDIES[name].points()
    designed = points.table.astype(dict.fromkeys(points.table.select_dtypes("category"), str))
    pd.testing.assert_frame_equal(committed[designed.columns], designed, check_dtype=False, rtol=1e-5)
    assert (committed["partnerships"] == replicates).all()
    assert committed["failure"].isna().all()


@pytest.mark.parametrize("name", STUDIES)
def test_every_point_is_a_scenario_of_its_own(name):
    points, _ = composed(name)
    assert len(set(points.keys())) == len(points)
    for point in range(0, len(points), 7):
        points.scenario(point)


def test_what_follows_from_countries_and_clocks_is_committed_as_it_is():
    study = STUDIES["culture_and_clocks"]
    committed = study.points()
    more = ["overlap_hours", "cultural_distance", "language_barrier"]
    pd.testing.assert_frame_equal(study.described(committed.drop(columns=more))[more], committed[more], rtol=1e-5)


def test_every_pair_of_countries_has_few_and_many_hours_in_common():
    hours = STUDIES["culture_and_clocks"].points().groupby(["client.country", "vendor.country"])["overlap_hours"]
    assert (hours.min() < 2).all()
    assert (hours.max() >= 5).all()


def test_an_experiment_can_be_put_to_another_scenario():
    points, replicates = composed("absent_leaders", "scenario=nearshore_finance", "replicates=8")
    assert (points.scenario(0).client.country, replicates) == ("DEU", 8)


@pytest.mark.parametrize("name", STUDIES)
def test_what_is_committed_is_small(name):
    for file in STUDIES[name].results.glob("[!.]*"):
        assert file.stat().st_size < (LARGEST if file.suffix == ".csv" else 3 * LARGEST), file


@pytest.mark.parametrize("name", STUDIES)
def test_contrasts_are_what_the_committed_points_say(name):
    """The same weights, on shares of points here and on partnerships there."""
    study = STUDIES[name]
    points, estimates = study.points(), study.estimates()
    found = {contrast.name: contrast.weights @ points["terminated"] for contrast in study.contrasts(points)}
    assert list(found) == list(estimates.index)
    assert np.allclose(list(found.values()), estimates["value"], atol=1e-5)
    assert (estimates["low"] <= estimates["value"] + 1e-9).all()
    assert (estimates["value"] <= estimates["high"] + 1e-9).all()


@pytest.mark.parametrize("name", STUDIES)
def test_the_page_is_what_the_committed_results_say(name):
    study = STUDIES[name]
    written = (study.folder / "README.md").read_text(encoding="utf-8")
    assert written == study.page(), f"run: python experiments/{name}/run.py"
    assert "{{" not in written
    assert study.command in written
    for link in re.findall(r"\]\(([^)#:]+)\)", written):
        assert (study.folder / link).exists(), link


def test_the_list_of_studies_is_what_they_say():
    written = (ROOT / "experiments" / "README.md").read_text(encoding="utf-8")
    assert written == sweeps.index()
    for study in STUDIES.values():
        assert study.command in written
        assert study.title(study.estimates()) in written


@pytest.mark.parametrize("name", STUDIES)
def test_the_figure_is_readable(name):
    study = STUDIES[name]
    assert_readable(study.figure(study.points(), study.estimates()))


def test_every_experiment_that_comes_along_has_a_study():
    assert {file.stem for file in FOLDER.joinpath("experiment").iterdir()} == set(STUDIES)


def test_a_contrast_is_taken_within_replicates():
    """Two points that fail in the same replicates differ by nothing, however many fail; the interval has a width."""
    runs = pd.DataFrame(
        {
            "replicate": [*range(8)] * 3,
            "outcome": (["terminated"] * 4 + ["successful"] * 4) * 2 + ["successful"] * 8,
            "draw": [0, 0, 1, 1, 2, 2, 3, 3] * 3,
        }
    )
    contrasts = [
        sweeps.Contrast("same", np.array([1.0, -1.0, 0.0])),
        sweeps.Contrast("half", np.array([0.5, 0.5, -1.0])),
    ]
    found = sweeps.estimated(contrasts, runs).set_index("contrast")
    assert found["value"].tolist() == [0.0, 0.5]
    assert found.at["same", "low"] < 0 < found.at["same", "high"]
    assert found.at["half", "low"] < 0.5 < found.at["half", "high"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"value": -0.1, "low": -0.2, "high": -0.05}, "less than their sum, by 10.0 (5.0 to 20.0) of 100"),
        ({"value": 0.1, "low": 0.05, "high": 0.2}, "more than their sum, by 10.0 (5.0 to 20.0) of 100"),
        ({"value": 0.1, "low": -0.05, "high": 0.2}, "is not settled (10.0 (-5.0 to 20.0))"),
    ],
)
def test_sentences_say_what_is_settled(row, said):
    assert said in sweeps.against_the_sum(pd.Series(row))
