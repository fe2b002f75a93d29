"""``outsim -m``: ordinary sweep syntax, one design, one table; what cannot be is told before anything runs."""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hydra import compose
from omegaconf import OmegaConf

import outsim
from outsim.cli import BAD_INPUT, POINTS_FAILED, STOPPED, main
from outsim.config_files import FOLDER, option_names
from outsim.configuration import _composing, load_scenario, read_run
from outsim.sweeps import blocks, composing, running
from outsim.sweeps.composing import Composer
from outsim.sweeps.designs import Design

SMALLER = [
    "client.staff=12",
    "client.departments=3",
    "vendor.teams=3",
    "leaders.count=2",
    "vendor.candidates=3",
    "weeks=40",
]
RUN = ["-m", *SMALLER, "replicates=8", "progress=false"]


@pytest.fixture(autouse=True)
def _empty_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def untouched(monkeypatch) -> None:
    """Nothing may be simulated."""

    def refuse(work):
        raise AssertionError("something was simulated")

    monkeypatch.setattr(running, "compute", refuse)
    monkeypatch.setattr(blocks, "compute", refuse)


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def composer_of(*overrides: str):
    """A composer, while Hydra runs."""
    from hydra.core.global_hydra import GlobalHydra

    return Composer(overrides, GlobalHydra.instance().config_loader())


def manifest(folder: str) -> dict:
    return json.loads(Path(folder, "manifest.json").read_text())


# One table


def test_a_sweep_leaves_one_table_that_says_what_was_varied(capsys):
    assert main([*RUN, "vendor.country=PHL,IND", "contract.clarity=interval(0.2,0.8)", "out=sweep"]) == 0
    runs = pd.read_parquet("sweep/runs.parquet")
    assert runs[["vendor.country", "contract.clarity"]].drop_duplicates().shape == (10, 2)
    assert len(runs) == 80
    assert {path.name for path in Path("sweep").iterdir() if not path.name.startswith(".")} == {
        "blocks",
        "config.yaml",
        "figure.png",
        "manifest.json",
        "points.parquet",
        "runs.parquet",
        "summary.json",
        "words.txt",
    }
    told = manifest("sweep")
    assert told["command"].startswith("outsim -m client.staff=12")
    assert (told["points"], told["failed"], told["complete"]) == (10, 0, True)
    assert told["varied"] == ["vendor.country", "contract.clarity"]
    assert set(told["blocks"]) == {path.name for path in Path("sweep/blocks").iterdir()}
    printed = capsys.readouterr().out
    assert "10 points (factorial over vendor.country, contract.clarity), 80 partnerships" in printed
    alone = outsim.simulate(load_scenario(overrides=[*SMALLER, "contract.clarity=0.5"]), 8).runs
    point = runs[(runs["vendor.country"] == "PHL") & np.isclose(runs["contract.clarity"], 0.5)]
    assert point["cost"].tolist() == alone["cost"].tolist()


@pytest.mark.slow
def test_the_same_command_without_a_folder_finds_what_it_did(capsys):
    command = [*RUN, "vendor.country=PHL,IND"]
    assert main(command) == main([*command, "replicates=16"]) == 0
    assert "16 of them were there already" in " ".join(capsys.readouterr().out.split())
    (folder,) = Path("outputs/sweeps").iterdir()
    assert manifest(str(folder))["replicates"] == 16
    assert main([*command, "contract.clarity=0.7"]) == 0
    assert len(list(Path("outputs/sweeps").iterdir())) == 2


@pytest.mark.slow
def test_options_of_groups_and_levers_are_swept_alike():
    given = ["scenario=nearshore_finance,offshore_call_center", "interventions=[],[leader_checkins]", "weeks=40"]
    assert main(["-m", *given, "replicates=2", "out=sweep", "progress=false", *SMALLER]) == 0
    points = pd.read_parquet("sweep/points.parquet")
    assert points["scenario"].tolist() == ["nearshore_finance"] * 2 + ["offshore_call_center"] * 2
    assert points["interventions"].tolist() == ["none", "leader_checkins"] * 2
    assert points["intervention_cost"].to_numpy()[[0, 2]].tolist() == [0, 0]
    assert (points["intervention_cost"].to_numpy()[[1, 3]] > 0).all()


def test_rows_of_a_file_are_points():
    rows = pd.DataFrame(
        {"vendor.country": ["PHL", "IND", "PHL"], "client.wage": [30, 40, 50], "contract": "fixed_price"}
    )
    rows.to_csv("points.csv", index=False)
    listed = ["hydra.sweeper.design=list", "hydra.sweeper.file=points.csv"]
    assert main([*RUN, *listed, "out=sweep"]) == 0
    points = pd.read_parquet("sweep/points.parquet")
    pd.testing.assert_frame_equal(points[list(rows)].astype(rows.dtypes), rows)


def test_values_that_can_be_missing_are_swept_like_others():
    assert main([*RUN, "vendor.working_english=null,0.5", "++contract.clarity=0.3,0.6", "out=sweep"]) == 0
    points = pd.read_parquet("sweep/points.parquet")
    assert points["vendor.working_english"].isna().tolist() == [True, True, False, False]
    assert points["contract.clarity"].tolist() == [0.3, 0.6, 0.3, 0.6]
    assert json.loads(Path("sweep/summary.json").read_text())["terminated"]["most"]["point"] in range(4)


def test_a_random_design_is_the_same_again():
    sample = ["hydra.sweeper.design=latin_hypercube", "hydra.sweeper.points=4", "contract.clarity=interval(0.2,0.8)"]
    assert main([*RUN, *sample, "leaders.hours=tag(log,interval(2,40))", "out=a"]) == 0
    assert main([*RUN, *sample, "leaders.hours=tag(log,interval(2,40))", "out=b"]) == 0
    a, b = (pd.read_parquet(f"{name}/points.parquet") for name in "ab")
    assert a.equals(b)
    assert a["leaders.hours"].between(2, 40).all()


def test_points_that_fail_are_told_of_by_the_exit_code(capsys):
    assert main([*RUN, "client.departments=3,13", "out=sweep"]) == POINTS_FAILED
    printed = capsys.readouterr()
    assert "1 of 2 points could not be simulated" in printed.out
    assert printed.err == "outsim: 1 of 2 points failed; see above\n"
    assert pd.read_parquet("sweep/runs.parquet")["failure"].notna().sum() == 1


def test_ctrl_c_leaves_a_table_of_what_was_done_and_the_same_command_goes_on(monkeypatch, capsys):
    compute, computed = blocks.compute, []

    def stopping(work):
        if len(computed) == 2:
            raise KeyboardInterrupt
        computed.append(work.name)
        return compute(work)

    monkeypatch.setattr(running, "compute", stopping)
    command = [*RUN, "vendor.country=PHL,IND,POL", "hydra.sweeper.rows=8", "out=sweep"]
    assert main(command) == STOPPED
    assert "the same command goes on" in capsys.readouterr().err
    assert len(pd.read_parquet("sweep/runs.parquet")) == 16
    assert not manifest("sweep")["complete"]
    computed.clear()
    assert main(command) == 0
    assert len(computed) == 1


@pytest.mark.slow
def test_ctrl_c_before_the_first_block_leaves_nothing(monkeypatch, tmp_path):
    def stopping(work):
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "compute", stopping)
    assert main([*RUN, "vendor.country=PHL,IND", "out=sweep"]) == STOPPED
    assert everything_in(tmp_path) == []


def test_a_dry_run_tells_what_it_would_take_and_writes_nothing(tmp_path, capsys):
    assert main([*RUN, "vendor.country=PHL,IND", "replicates=500", "dry_run=true"]) == 0
    printed = capsys.readouterr().out
    assert "2 points (factorial), 500 partnerships each" in printed
    assert "1,000 partnerships in" in printed
    for what in ("Time: about", "Memory: about", "Disk: about", "Nothing was written"):
        assert what in printed
    assert everything_in(tmp_path) == []


# What Hydra would have composed


GROUPS = [
    "scenario=nearshore_finance,freelance_recruiting",
    "vendor=glob(*)",
    "contract=fixed_price,service_levels",
    "interventions=[],[leader_checkins],[leaders_take_part]",
    "contract.clarity=0.1,0.9",
    "client.wage=interval(20,80)",
]
VENDORS = len(option_names("vendor"))


@pytest.mark.slow
def test_points_are_what_hydra_composes_for_them():
    """At 40 random points of a design over groups and parameters, against a composition of each."""
    with _composing([], more_keys=["replicates"]):
        points = composer_of(*GROUPS, "weeks=60", "replicates=5").points(Design(levels=3))
        assert len(points) == 2 * VENDORS * 2 * 3 * 2 * 3
        for point in np.random.default_rng(7).choice(len(points), 40, replace=False):
            row = points.table.iloc[point]
            pulls = "[]" if row["interventions"] == "none" else f"[{row['interventions']}]"
            own = [
                f"{name}={row[name]}" for name in ("scenario", "vendor", "contract", "contract.clarity", "client.wage")
            ]
            config = compose("config", [*own, f"interventions={pulls}", "weeks=60", "replicates=5"])
            composed, _ = read_run(OmegaConf.to_container(config, resolve=True))
            assert points.scenario(int(point)) == composed


@pytest.mark.slow
def test_options_are_composed_once_and_not_once_a_point(monkeypatch):
    """Two scenarios reach everywhere: with each of them once, and with each other option of a group once."""
    asked = []
    monkeypatch.setattr(
        composing, "compose", lambda name, overrides: asked.append(overrides) or compose(name, overrides)
    )
    with _composing([], more_keys=["replicates"]):
        made = composer_of(*GROUPS, "leaders.hours=range(5,25)")
        assert made.is_one_table  # takes the one composition that every command needs
        asked.clear()
        points = made.points(Design(levels=10, limit=10**6))
    assert len(points) == 2 * VENDORS * 2 * 3 * 2 * 10 * 20
    assert len(asked) == 2 * (1 + (VENDORS - 1) + 1 + 2)


@pytest.mark.slow
def test_a_file_that_refers_to_other_groups_is_composed_with_each_of_them(tmp_path):
    (tmp_path / "own/vendor").mkdir(parents=True)
    (tmp_path / "own/vendor/tied.yaml").write_text("country: IND\nshift_start: ${client.shift_start}\n")
    with _composing([], str(tmp_path / "own"), more_keys=["replicates"]) as search:
        groups = ["vendor=tied,polish_shared_services", "client=us_enterprise,german_bank", "client.shift_start=7,8"]
        with_composer = composer_of(*search, *groups).points(Design())
        for point in range(len(with_composer)):
            scenario = with_composer.scenario(point)
            if with_composer.table.iloc[point]["vendor"] == "tied":
                assert scenario.vendor.shift_start == scenario.client.shift_start


# Mistakes


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["contract.clarty=0.3,0.7"], "did you mean 'contract.clarity'?"),
        (["contract.clarity=0.3,0.7,1.7"], "contract.clarity = 1.7: must be a number from 0 to 1"),
        (["contract.clarity=interval(0.9,0.1)"], "turn it round: interval(0.1,0.9)"),
        (["contract.clarity=interval(0.1,7)"], "contract.clarity = 7.0: must be a number from 0 to 1"),
        (["vendor.country=interval(0,1)"], "write vendor.country=a,b,c"),
        (["vendor=interval(0,1)"], "write vendor=a,b,c"),
        (["vendor.country=PHL,XYZ"], "unknown country 'XYZ'"),
        (["vendor=indian_software_hous,polish_shared_services"], "did you mean 'indian_software_house'?"),
        (["vendor=glob(nothing*)"], "nothing is called so"),
        (["contract.clarity=tag(logg,interval(0.1,0.2))"], "did you mean 'log'?"),
        (["contract.clarity=0.5,0.5"], "is there twice"),
        (["interventions=[leader_checkin],[output_review]"], "did you mean 'leader_checkins'?"),
        (["interventions=[],[leader_checkins]", "interventions.leader_checkins.dose=0,1"], "is not pulled"),
        (["contract.clarity=range(0,1,0.001)", "contract.flexibility=range(0,1,0.001)"], "1,000,000 points"),
        (
            ["hydra.sweeper.desgin=sobol", "weeks=9,10"],
            "did you mean 'design'?",
        ),
        (["hydra.sweeper.design=sobl", "weeks=9,10"], "unknown design 'sobl'; did you mean 'sobol'?"),
        (["hydra.sweeper.design=sobol", "hydra.sweeper.points=100", "weeks=9,10"], "hydra.sweeper.points = 100"),
        (["hydra.sweeper.design=morris", "vendor.country=PHL,IND"], "a morris design changes numbers step by step"),
        (["hydra.sweeper.design=list", "hydra.sweeper.file=no.csv"], "hydra.sweeper.file = no.csv: cannot be read"),
        (["hydra.sweeper.design=list", "hydra.sweeper.file=bad.csv"], "contract.clarity has no value in row 2"),
        (["hydra.sweeper.design=list", "hydra.sweeper.file=run.csv"], "replicates is a setting of the whole sweep"),
        (["contract.clarity=range(0,1,0.0000000001)"], "10,000,000,000 values"),
        (["hydra.sweeper.design=list", "hydra.sweeper.file=bad.csv", "weeks=9,10"], "weeks takes several values too"),
        (["experiment=culture_and_clocks,optimism"], "run one after the other"),
        (["hydra/launcher=dsk", "weeks=9,10"], "unknown hydra/launcher 'dsk'"),
        (["hydra/launcher=dask", "hydra.launcher.adress=x", "weeks=9,10"], "did you mean 'address'?"),
        (["study=compare", "weeks=9,10", "dry_run=true"], "dry_run: has no effect on study=compare"),
        (["out=a,b"], "a sweep has one folder"),
        (["weeks=9,10", "replicates=0"], "replicates = 0"),
    ],
)
def test_a_design_that_cannot_be_is_told_of_before_anything_runs(untouched, tmp_path, capsys, given, expected):
    (tmp_path / "bad.csv").write_text("contract.clarity,weeks\n0.2,10\n,10\n")
    (tmp_path / "run.csv").write_text("contract.clarity,replicates\n0.2,3\n")
    assert main(["-m", *given]) == BAD_INPUT
    printed = capsys.readouterr()
    assert expected in printed.err
    assert printed.err.startswith("outsim: ")
    assert printed.err.count("\n") == 1
    assert printed.out == ""
    assert everything_in(tmp_path) == ["bad.csv", "run.csv"]


def test_a_folder_of_something_else_is_left_alone(untouched, tmp_path, capsys):
    Path("mine").mkdir()
    Path("mine/thesis.tex").write_text("mine")
    assert main([*RUN, "weeks=26,52", "out=mine"]) == BAD_INPUT
    assert "holds files that outsim did not write (thesis.tex)" in capsys.readouterr().err
    assert everything_in(tmp_path) == ["mine", "mine/thesis.tex"]


def test_a_run_does_not_replace_a_sweep(capsys):
    assert main([*RUN, "vendor.country=PHL,IND", "out=sweep"]) == 0
    before = everything_in(Path("sweep"))
    assert main(["out=sweep", "replicates=8"]) == BAD_INPUT
    assert "holds a sweep" in capsys.readouterr().err
    assert everything_in(Path("sweep")) == before


def test_an_experiment_that_is_a_sweep_says_so(untouched, capsys):
    assert main(["experiment=optimism"]) == BAD_INPUT
    assert "this experiment is a sweep: add -m" in capsys.readouterr().err


# Jobs


@pytest.mark.slow
def test_other_studies_and_settings_of_a_run_get_a_job_each(capsys):
    assert main([*RUN, "seed=1,2", "out=jobs"]) == 0
    assert {path.name for path in Path("jobs").iterdir()} == {"0", "1"}
    printed = capsys.readouterr().out
    assert "Run 1: " in printed
    assert [manifest(f"jobs/{job}")["seed"] for job in (0, 1)] == [1, 2]


@pytest.mark.slow
def test_jobs_of_another_sweeper_are_simulated_together(monkeypatch):
    """On the same luck, with results that are those of each alone; what a job returns can be minimised."""
    import outsim.engine

    asked = []
    simulate = outsim.engine.simulate
    monkeypatch.setattr(
        outsim.engine,
        "simulate",
        lambda scenarios, *a, **k: asked.append(len(scenarios)) or simulate(scenarios, *a, **k),
    )
    assert main([*RUN, "vendor.country=PHL,IND", "hydra/sweeper=basic", "out=jobs"]) == 0
    assert asked == [2]
    for job, country in enumerate(("PHL", "IND")):
        runs = pd.read_parquet(f"jobs/{job}/runs.parquet")
        alone = simulate(load_scenario(overrides=[*SMALLER, f"vendor.country={country}"]), 8).runs
        pd.testing.assert_frame_equal(runs, alone, check_exact=True, check_categorical=False)


def test_scenarios_of_ones_own_are_swept_like_others(tmp_path):
    folder = tmp_path / "own folder/scenario"
    folder.mkdir(parents=True)
    form = FOLDER.joinpath("scenario", "your_own.yaml").read_text(encoding="utf-8")
    for country in ("MEX", "ARG"):
        (folder / f"{country}.yaml").write_text(form.replace("COL", country), encoding="utf-8")
    assert main(["--config-dir", "own folder", *RUN, "scenario=MEX,ARG", "out=sweep"]) == 0
    assert pd.read_parquet("sweep/points.parquet")["scenario"].tolist() == ["MEX", "ARG"]


# Launchers


@pytest.mark.slow
def test_every_launcher_makes_the_same_table():
    """In this process, on workers of Dask that are started here, and one job of Hydra a block by joblib."""
    command = [*RUN, "vendor.country=PHL,IND,POL", "contract.clarity=0.2,0.8", "hydra.sweeper.rows=16"]
    launchers = {
        "here": [],
        "dask": ["hydra/launcher=dask", "hydra.launcher.workers=2"],
        "joblib": ["hydra/launcher=joblib"],
    }
    Path("joblib/.work/of_a_killed_one").mkdir(parents=True)
    for name, launcher in launchers.items():
        assert main([*command, *launcher, f"out={name}"]) == 0, name
    for name in ("dask", "joblib"):
        assert {path.name for path in Path(name).glob(".work/*")} <= {"of_a_killed_one"}
        for one, other in (("runs.parquet", "runs.parquet"), ("blocks", "blocks")):
            files = sorted(path.name for path in Path("here", one).iterdir())
            assert files == sorted(path.name for path in Path(name, other).iterdir())
            for file in files:
                assert Path("here", one, file).read_bytes() == Path(name, other, file).read_bytes(), (name, file)


def test_a_scheduler_that_does_not_answer_is_one_clear_message(monkeypatch, tmp_path, capsys):
    from outsim.sweeps import on_dask

    monkeypatch.setattr(on_dask, "START_TIMEOUT", 0.5)
    address = "hydra.launcher.address=tcp://127.0.0.1:1"
    assert main([*RUN, "vendor.country=PHL,IND", "hydra/launcher=dask", address, "out=sweep"]) == BAD_INPUT
    assert "hydra.launcher.address = tcp://127.0.0.1:1: no Dask scheduler answers there" in capsys.readouterr().err
    assert everything_in(tmp_path) == []


@pytest.mark.slow
def test_without_dask_the_launcher_says_what_to_install(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main([*RUN, "vendor.country=PHL,IND", "hydra/launcher=dask", "out=sweep"]) == BAD_INPUT
    assert "pip install 'outsim[dask]'" in capsys.readouterr().err
    assert everything_in(tmp_path) == []
