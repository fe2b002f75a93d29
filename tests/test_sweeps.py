"""Sweeps: each point as if it were simulated alone, nothing computed twice, nothing lost."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import outsim
from outsim.cli import main
from outsim.errors import InputError
from outsim.run_settings import RunSettings
from outsim.sweeps import blocks, running
from outsim.sweeps.blocks import About, World
from outsim.sweeps.designs import Design, codes
from outsim.sweeps.factors import factor
from outsim.sweeps.folder import SweepFolder
from outsim.sweeps.plan import Index, works
from outsim.sweeps.points import over
from outsim.sweeps.running import Done, here
from outsim.sweeps.stores import Kept
from outsim.sweeps.sweep import run_sweep

pytestmark = pytest.mark.slow  # the same on every Python

FACTORS = {"vendor.country": ["PHL", "POL"], "contract.clarity": [0.2, 0.5, 0.8]}


@pytest.fixture
def computed(monkeypatch) -> list[str]:
    """The names of blocks, as they are computed."""
    names = []
    compute = blocks.compute

    def noted(work):
        names.append(work.name)
        return compute(work)

    monkeypatch.setattr(running, "compute", noted)
    return names


def in_folder(folder: Path, base, factors=FACTORS, replicates=16, rows=32, launch=here, **given):
    """A sweep in small blocks, kept in a folder."""
    asked = RunSettings(replicates=replicates, **given)
    varied = [factor(name, values) for name, values in factors.items()]
    points = over(base, varied, codes(Design(), varied, asked.seed))
    return run_sweep(points, Design(), asked, folder=SweepFolder(folder), launch=launch, command="", rows=rows)


def numbers(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted((folder / "runs.parquet").iterdir()))


# One table


def test_each_point_is_as_if_it_were_simulated_alone(small):
    found = outsim.sweep(small, FACTORS, 16, seed=3)
    for point in (0, 4):
        alone = outsim.simulate(found.scenario(point), 16, seed=3).runs
        rows = found.runs[found.runs["point"] == point].reset_index(drop=True)
        for name in alone.columns.drop(["point", "scenario"]):
            pd.testing.assert_series_equal(rows[name], alone[name], check_exact=True)


def test_rows_say_what_was_varied(small):
    found = outsim.sweep(small, FACTORS, 4)
    assert list(found.runs.columns[:7]) == [
        "scenario",
        "point",
        "replicate",
        "seed",
        "vendor.country",
        "contract.clarity",
        "outcome",
    ]
    assert found.runs.groupby("point").size().tolist() == [4] * 6
    merged = found.runs.merge(found.table, on="point", suffixes=("", "_of_point"))
    assert (merged["vendor.country"] == merged["vendor.country_of_point"]).all()
    assert (merged["contract.clarity"] == merged["contract.clarity_of_point"]).all()


def test_estimates_are_those_of_a_simulation_alone(small):
    """Shares, means and their intervals, against the summary of an ensemble."""
    found = outsim.sweep(small, FACTORS, 64, seed=2)
    runs = outsim.simulate(found.scenario(1), 64, seed=2)
    row, answers = found.table.iloc[1], runs.summary()["points"][0]
    for name, of in answers["outcomes"].items():
        assert [row[name], row[f"{name}_low"], row[f"{name}_high"]] == pytest.approx(
            [of["share"], of["low"], of["high"]]
        )
    cost = answers["cost"]["mean"]
    assert [row["cost"], row["cost_low"], row["cost_high"]] == pytest.approx([cost["value"], cost["low"], cost["high"]])


def test_intervals_are_wider_where_coefficients_are_drawn(small):
    wide = outsim.sweep(small, {"contract.clarity": [0.2]}, 64, parameters="posterior").table.iloc[0]
    narrow = outsim.sweep(small, {"contract.clarity": [0.2]}, 64).table.iloc[0]
    assert wide["cost_high"] - wide["cost_low"] > narrow["cost_high"] - narrow["cost_low"]


def test_several_scenarios_are_one_more_factor(small):
    found = outsim.sweep(
        {"as it is": small, "clear": small.with_(contract__clarity=0.9)}, {"leaders.hours": [5, 20]}, 4
    )
    assert found.table["scenario"].tolist() == ["as it is"] * 2 + ["clear"] * 2
    assert found.scenario(2).contract.clarity == 0.9


def test_all_arms_meet_the_same_luck(small):
    """The same scenario under another point lives the same lives."""
    found = outsim.sweep(small, {"vendor.country": ["PHL", "POL"], "security.loss": [1e6, 2e6]}, 8)
    assert found.runs["misunderstandings"].iloc[:8].tolist() == found.runs["misunderstandings"].iloc[8:16].tolist()


def test_points_that_cannot_be_simulated_are_rows_with_a_reason(small):
    found = outsim.sweep(small, {"client.departments": [3, 13], "contract.clarity": [0.2, 0.8]}, 4)
    failed = found.runs[found.runs["failure"].notna()]
    assert failed["point"].tolist() == [2, 3]
    assert failed["failure"].str.contains("must not be more than client.staff").all()
    assert failed["outcome"].isna().all()
    assert found.runs[found.runs["failure"].isna()]["point"].value_counts().tolist() == [4, 4]
    assert found.failures["point"].tolist() == [2, 3]
    assert "2 of 4 points could not be simulated" in found.words


def test_a_function_that_breaks_at_one_point_fails_that_point_alone(small):
    def refunds(week, state, levers):
        return {"vendor_hours": levers["output_review"] - 0.1}

    pulls = ({"lever": "output_review", "ramp": 1}, {"lever": "refunds", "function": refunds})
    found = outsim.sweep(small.with_interventions(*pulls), {"interventions.output_review.dose": [0.0, 0.5, 1.0]}, 4)
    assert found.failures["interventions.output_review.dose"].tolist() == [0.0]
    assert found.failures["failure"].str.contains("costs less than nothing").all()
    assert found.table["partnerships"].tolist() == [0, 4, 4]


# Kept, resumed


def test_a_finished_sweep_is_not_computed_again(small, tmp_path, computed):
    first = in_folder(tmp_path / "a", small)
    assert len(computed) == len(set(computed)) == 3
    before = numbers(tmp_path / "a")
    again = in_folder(tmp_path / "a", small)
    assert len(computed) == 3
    assert numbers(tmp_path / "a") == before
    assert again.table.equals(first.table)
    assert "96 of them were there already" in again.words


def test_more_replicates_and_points_compute_only_the_new(small, tmp_path, computed):
    in_folder(tmp_path / "a", small)
    more = in_folder(tmp_path / "a", small, replicates=24)
    assert more.computed == 6 * 8
    wider = {**FACTORS, "contract.clarity": [0.1, 0.2, 0.5, 0.8]}
    assert in_folder(tmp_path / "a", small, factors=wider, replicates=24).computed == 2 * 24
    assert len(computed) == len(set(computed))
    in_folder(tmp_path / "b", small, factors=wider, replicates=24)
    assert numbers(tmp_path / "a") == numbers(tmp_path / "b")


def test_fewer_replicates_are_the_first_of_those_there(small, tmp_path, computed):
    in_folder(tmp_path / "a", small)
    assert in_folder(tmp_path / "a", small, replicates=8).computed == 0
    in_folder(tmp_path / "b", small, replicates=8)
    assert numbers(tmp_path / "a") == numbers(tmp_path / "b")


def test_the_size_of_blocks_changes_no_number(small, tmp_path):
    for name, rows in (("a", 16), ("b", 10_000)):
        in_folder(tmp_path / name, small, rows=rows)
    assert numbers(tmp_path / "a") == numbers(tmp_path / "b")


def test_another_parameter_or_seed_starts_anew_and_says_so(small, tmp_path, computed):
    in_folder(tmp_path / "a", small)
    with pytest.warns(UserWarning, match="parameters, seed or settings are not those of what is there: all is"):
        assert in_folder(tmp_path / "a", small.with_(vendor__skill=0.7)).computed == 96
    with pytest.warns(UserWarning, match="parameters, seed or settings"):
        assert in_folder(tmp_path / "a", small, seed=2).computed == 96
    assert in_folder(tmp_path / "a", small).computed == 0, "what was there stays"


def test_another_model_starts_anew_and_says_so(small, tmp_path, monkeypatch):
    in_folder(tmp_path / "a", small)
    for module in ("blocks", "computing", "sweep"):
        monkeypatch.setattr(f"outsim.sweeps.{module}.model_version", lambda: "another model")
    with pytest.warns(UserWarning, match="the model has changed since .* is now another model.*: all is computed anew"):
        assert in_folder(tmp_path / "a", small).computed == 96


@pytest.mark.parametrize("harm", ["truncated", "flipped", "emptied"])
def test_a_damaged_block_is_named_and_computed_again(small, tmp_path, harm):
    in_folder(tmp_path / "a", small)
    before = numbers(tmp_path / "a")
    victim = sorted((tmp_path / "a/blocks").iterdir())[1]
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes({"truncated": content[:-7], "flipped": content, "emptied": b""}[harm])
    with pytest.warns(UserWarning, match=f"the block {victim.name} was damaged; it is computed again"):
        assert in_folder(tmp_path / "a", small).computed == 32
    assert numbers(tmp_path / "a") == before


def test_what_was_done_before_a_stop_is_in_the_table_and_not_done_again(small, tmp_path):
    def stopping(works, keep):
        here(works[:2], keep)
        raise KeyboardInterrupt

    found = in_folder(tmp_path / "a", small, launch=stopping)
    assert not found.complete
    assert not json.loads((tmp_path / "a/manifest.json").read_text())["complete"]
    assert found.table["partnerships"].sum() == len(outsim.read_sweep(tmp_path / "a")) == 64
    assert "It was stopped before the end" in found.words
    assert in_folder(tmp_path / "a", small).computed == 32
    in_folder(tmp_path / "b", small)
    assert numbers(tmp_path / "a") == numbers(tmp_path / "b")


def test_a_sweep_killed_at_any_step_of_writing_goes_on(small, tmp_path, monkeypatch):
    """Dead before each file is put in place, without any tidying up: what is left is taken up by who comes next."""
    in_folder(tmp_path / "whole", small, weekly=True, csv=True)
    for step in range(100):
        folder = tmp_path / str(step)
        shutil.copytree(tmp_path / "whole/blocks", folder / "blocks")
        if not dies_at(step, monkeypatch, lambda folder=folder: in_folder(folder, small, weekly=True, csv=True)):
            break
        if any(folder.glob("begun.json")):
            assert len(outsim.read_sweep(folder)) == 96
        assert in_folder(folder, small, weekly=True, csv=True).computed == 0
        assert numbers(folder) == numbers(tmp_path / "whole")
        assert (folder / "runs.csv").read_bytes() == (tmp_path / "whole/runs.csv").read_bytes()
    assert step > 8


def dies_at(step, monkeypatch, run) -> bool:
    """Runs until so many files were put in place, then nothing touches the disk any more; whether it came to that."""

    class Dead(BaseException):
        pass

    replace, unlink, rmtree, left = os.replace, Path.unlink, shutil.rmtree, [step]

    def replacing(*given):
        if left[0] <= 0:
            left[0] = -1
            raise Dead
        left[0] -= 1
        return replace(*given)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", replacing)
        patched.setattr(Path, "unlink", lambda *a, **k: unlink(*a, **k) if left[0] >= 0 else None)
        patched.setattr(shutil, "rmtree", lambda *a, **k: rmtree(*a, **k) if left[0] >= 0 else None)
        try:
            run()
        except Dead:
            return True
    return False


def test_a_stop_before_the_first_block_leaves_earlier_results_as_they_were(small, tmp_path):
    def stopping(works, keep):
        raise KeyboardInterrupt

    in_folder(tmp_path / "a", small)
    before = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir() if path.is_file()}
    with pytest.warns(UserWarning, match="computed anew"), pytest.raises(KeyboardInterrupt):
        in_folder(tmp_path / "a", small, seed=5, launch=stopping)
    assert {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir() if path.is_file()} == before
    assert set(outsim.read_sweep(tmp_path / "a")["seed"]) == {1}


def test_files_of_others_among_the_blocks_are_left_alone(small, tmp_path):
    (tmp_path / "a/blocks").mkdir(parents=True)
    (tmp_path / "a/blocks/mine.runs.parquet").write_text("mine")
    in_folder(tmp_path / "a", small)
    assert (tmp_path / "a/blocks/mine.runs.parquet").read_text() == "mine"


def test_a_full_disk_leaves_what_is_done_readable(small, tmp_path, monkeypatch):
    def full(works, keep):
        here(works[:2], keep)
        monkeypatch.setattr(os, "replace", refuse)
        here(works[2:], keep)

    def refuse(*_):
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="No space left on device; the 2 blocks done by then can be read"):
        in_folder(tmp_path / "a", small, launch=full)
    monkeypatch.undo()
    assert len(outsim.read_sweep(tmp_path / "a")) == 64
    assert {file.suffix for file in (tmp_path / "a/blocks").iterdir()} == {".parquet"}
    assert in_folder(tmp_path / "a", small).computed == 32


def test_points_whose_blocks_were_lost_fail_with_the_reason_and_are_tried_again(small, tmp_path):
    def losing(works, keep):
        here(works[1:], keep)
        keep(Done(works[0], lost="4 workers died over it"))

    found = in_folder(tmp_path / "a", small, launch=losing)
    assert found.failures["failure"].tolist() == ["4 workers died over it"] * 2
    assert in_folder(tmp_path / "a", small).failures.empty


def test_weeks_are_those_of_a_simulation_alone(small, tmp_path):
    in_folder(tmp_path / "a", small, weekly=True)
    weeks = pd.read_parquet(tmp_path / "a/weeks.parquet")
    found = weeks[weeks["point"] == 3].reset_index(drop=True)
    alone = outsim.simulate(small.with_(vendor__country="POL", contract__clarity=0.2), 16, weekly=True).weeks
    names = alone.columns.drop(["point", "scenario"])
    pd.testing.assert_frame_equal(found[names], alone[names], check_dtype=False, check_exact=True)


def test_weeks_asked_for_later_are_computed_and_unasked_for_are_taken_away(small, tmp_path):
    in_folder(tmp_path / "a", small)
    assert in_folder(tmp_path / "a", small, weekly=True).computed == 96
    assert in_folder(tmp_path / "a", small).computed == 0
    assert not (tmp_path / "a/weeks.parquet").exists()


def test_csv_holds_the_same_rows(small, tmp_path):
    in_folder(tmp_path / "a", small, csv=True)
    table, text = (pd.read_parquet(tmp_path / "a/runs.parquet"), pd.read_csv(tmp_path / "a/runs.csv"))
    assert list(table.columns) == list(text.columns)
    assert text["cost"].to_numpy() == pytest.approx(table["cost"].to_numpy())
    assert (text["outcome"] == table["outcome"]).all()
    assert len(pd.read_csv(tmp_path / "a/points.csv")) == 6


def test_types_of_the_table_are_those_of_a_single_run(small, tmp_path):
    in_folder(tmp_path / "a", small)
    found = pd.read_parquet(tmp_path / "a/runs.parquet")
    alone = outsim.simulate(small, 8).runs
    for name in alone.columns:
        assert found[name].dtype == alone[name].dtype or isinstance(alone[name].dtype, pd.CategoricalDtype), name


def test_a_folder_of_one_run_is_left_alone(small, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/manifest.json").write_text("{}")
    (tmp_path / "a/runs.parquet").write_bytes(b"")
    with pytest.raises(InputError, match="holds the results of one scenario"):
        in_folder(tmp_path / "a", small)


# The plan


@settings(max_examples=60, deadline=None)
@given(
    there=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=6),
    replicates=st.integers(1, 50),
)
def test_what_is_there_and_what_is_missing_make_up_the_whole(there, replicates):
    index = Index("model", World(1))
    for number, (first, length) in enumerate(there):
        about = About("model", World(1).luck, False, first, first + length, ("k",), {})
        index.add(Kept(str(number), about))
    have = [each for piece in index.covering("k", replicates) for each in range(piece.first, piece.last)]
    lack = [each for first, last in index.missing("k", replicates) for each in range(first, last)]
    assert sorted(have + lack) == list(range(replicates))
    held = {each for first, length in there for each in range(first, first + length)}
    assert set(have) == held & set(range(replicates))


@settings(max_examples=30, deadline=None)
@given(points=st.integers(1, 40), replicates=st.integers(1, 3000), rows=st.integers(1, 2000))
def test_blocks_hold_each_partnership_once_and_no_more_than_asked(points, replicates, rows):
    varied = [factor("contract.clarity", (0.1, 0.9))]
    made = over(outsim.Scenario(), varied, np.linspace(0.1, 0.9, points)[:, None])
    keys = made.keys()
    seen = np.zeros((points, replicates), int)
    place = {key: number for number, key in enumerate(keys)}
    for work in works(made, keys, Index("m", World(1)), replicates, rows):
        assert work.partnerships <= max(rows, 128)
        for key in work.keys:
            seen[place[key], work.first : work.last] += 1
    assert (seen == 1).all()


def test_two_points_of_one_scenario_are_computed_once(small, computed):
    points = over(small, [factor("contract.clarity", (0.2, 0.8))], np.array([[0.3], [0.3]]))
    found = run_sweep(points, Design(), RunSettings(replicates=4), folder=None, launch=here, command="")
    assert len(computed) == 1
    assert found.computed == 4
    assert found.table["cost"].nunique() == 1
    assert found.runs["point"].tolist() == [0] * 4 + [1] * 4


# Killed


SWEEP = [
    "-m",
    "vendor.country=PHL,IND,POL",
    "contract.clarity=interval(0.1,0.9)",
    "client.staff=12",
    "client.departments=3",
    "vendor.teams=3",
    "leaders.count=2",
    "vendor.candidates=3",
    "weeks=40",
    "replicates=1024",
    "hydra.sweeper.rows=512",
    "progress=false",
]


def in_this_process(folder: Path, out: str) -> None:
    """The whole sweep, or the rest of it, where libraries are loaded and the model is compiled already."""
    with contextlib.chdir(folder):
        assert main([*SWEEP, f"out={out}"]) == 0


def start(folder: Path, out: str, *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "outsim", *SWEEP, f"out={out}", *more]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def blocks_in(folder: Path) -> set[str]:
    return {file.name for file in folder.glob("blocks/*.parquet")}


def wait_for_blocks(folder: Path, number: int, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + 240
    while len(blocks_in(folder)) < number and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    assert process.poll() is None, process.communicate()
    assert len(blocks_in(folder)) >= number


def test_a_killed_sweep_goes_on_and_computes_nothing_twice(tmp_path):
    process = start(tmp_path, "killed")
    wait_for_blocks(tmp_path / "killed", 3, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    survived = {name: (tmp_path / "killed/blocks" / name).stat().st_mtime_ns for name in blocks_in(tmp_path / "killed")}
    part = outsim.read_sweep(tmp_path / "killed")
    assert len(part) == 512 * len(survived)
    in_this_process(tmp_path, "killed")
    for name, written in survived.items():
        assert (tmp_path / "killed/blocks" / name).stat().st_mtime_ns == written, "computed twice"
    # two processes in one folder, at once, make the table of an undisturbed run, too
    both = [start(tmp_path, "shared"), start(tmp_path, "shared")]
    assert [process.wait() for process in both] == [0, 0]
    assert numbers(tmp_path / "killed") == numbers(tmp_path / "shared")
    assert len(pd.read_parquet(tmp_path / "shared/runs.parquet")) == 15 * 1024


def test_a_worker_killed_at_work_changes_nothing(tmp_path):
    """A scheduler of its own, two workers, one of them killed: the table of a run in one process, to the byte."""
    in_this_process(tmp_path, "alone")
    dask = shutil.which("dask", path=str(Path(sys.executable).parent))
    scheduler = subprocess.Popen(
        [
            dask,
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            "scheduler.json",
        ],
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
    )
    started = [scheduler]
    try:
        until = time.monotonic() + 60
        while not (tmp_path / "scheduler.json").exists() and time.monotonic() < until:
            time.sleep(0.1)
        address = json.loads((tmp_path / "scheduler.json").read_text())["address"]
        worker = [dask, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
        workers = [subprocess.Popen(worker, cwd=tmp_path, stderr=subprocess.DEVNULL) for _ in range(2)]
        started += workers
        process = start(tmp_path, "spread", "hydra/launcher=dask", f"hydra.launcher.address={address}")
        wait_for_blocks(tmp_path / "spread", 3, process)
        workers[0].send_signal(signal.SIGKILL)
        printed, complained = process.communicate(timeout=300)
        assert process.returncode == 0, complained
        assert "Most are terminated" in printed
    finally:
        for each in started:
            each.kill()
            each.wait()
    assert numbers(tmp_path / "alone") == numbers(tmp_path / "spread")
    assert blocks_in(tmp_path / "alone") == blocks_in(tmp_path / "spread"), "nothing lost, nothing twice"
    for file in (tmp_path / "spread/blocks").iterdir():
        assert pq.ParquetFile(file).metadata.num_rows <= 512
