"""The command line: what it prints, what it writes, and what it leaves alone."""

import json
import os
import subprocess
import sys
import types
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest
from hydra import compose, initialize
from hydra.core.global_hydra import GlobalHydra
from matplotlib.figure import Figure

import outsim
from outsim.cli import BAD_INPUT, READER_LEFT, STOPPED, main
from outsim.configuration import load_scenario
from outsim.levers import LEVER_NAMES
from outsim.results import FILES, read_scenario
from outsim.scenario import Scenario

ALWAYS = {"runs.parquet", "summary.json", "figure.png", "config.yaml", "manifest.json"}


@dataclass
class FakeEnsemble:
    """As much of an ensemble as the command line touches."""

    scenario: Scenario
    replicates: int
    complete: bool = True

    @property
    def runs(self) -> pd.DataFrame:
        return pd.DataFrame(
            {"scenario": self.scenario.name, "replicate": range(self.replicates), "outcome": "successful"}
        )

    @property
    def weeks(self) -> pd.DataFrame:
        return pd.DataFrame({"week": range(self.scenario.weeks)})

    def summary(self):
        return {"clarity": self.scenario.contract.clarity}

    def plot(self):
        return Figure(figsize=(1, 1))

    def print(self, console=None, paths=None):
        print("summary of", self.scenario.name)
        for path in paths.values():
            print(path)


@dataclass
class FakeEngine:
    """Remembers what it was asked to simulate."""

    asked: list = field(default_factory=list)
    stopped_after: int | None = None
    breaks: BaseException | None = None

    def simulate(self, scenario, *, replicates, seed, arithmetic, parameters, progress, weekly):
        self.asked.append((scenario, replicates, seed, arithmetic, parameters, progress, weekly))
        if self.breaks:
            raise self.breaks
        if self.stopped_after is not None:
            return FakeEnsemble(scenario, self.stopped_after, complete=False)
        return FakeEnsemble(scenario, replicates)


@pytest.fixture
def engine(monkeypatch, tmp_path):
    """A fake engine, and an empty current directory."""
    fake = FakeEngine()
    module = types.ModuleType("outsim.engine")
    module.simulate = fake.simulate
    monkeypatch.setitem(sys.modules, "outsim.engine", module)
    monkeypatch.chdir(tmp_path)
    return fake


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def only_results_folder(folder: Path) -> Path:
    (found,) = folder.glob("outputs/*/*")
    return found


# Results


def test_a_run_writes_one_folder_named_after_the_time(engine, tmp_path, capsys):
    assert main([]) == 0
    folder = only_results_folder(tmp_path)
    assert {file.name for file in folder.iterdir()} == ALWAYS
    assert [path.name for path in tmp_path.iterdir()] == ["outputs"]
    printed = capsys.readouterr().out
    assert "summary of offshore_call_center" in printed
    assert str(folder / "figure.png") in printed


def test_results_go_where_they_are_asked_to(engine, tmp_path):
    assert main(["out=deep/down/here", "weekly=true"]) == 0
    expected = {*ALWAYS, "weeks.parquet"}
    assert expected < set(FILES.values())
    assert everything_in(tmp_path / "deep") == sorted(
        ["down", "down/here", *(f"down/here/{name}" for name in expected)]
    )


def test_the_engine_gets_what_was_asked_for(engine):
    given = [
        "replicates=7",
        "seed=3",
        "arithmetic=double",
        "parameters=posterior",
        "progress=false",
        "weekly=true",
        "weeks=26",
        "out=here",
    ]
    assert main(given) == 0
    ((scenario, *settings),) = engine.asked
    assert scenario == load_scenario(overrides=["weeks=26"])
    assert settings == [7, 3, "double", "posterior", False, True]


def test_the_manifest_says_where_results_come_from(engine, tmp_path):
    assert main(["seed=5", "out=here", "contract.clarity=0.4"]) == 0
    manifest = json.loads((tmp_path / "here/manifest.json").read_text())
    assert manifest["seed"] == 5
    assert manifest["complete"] is True
    assert manifest["command"] == "outsim seed=5 out=here contract.clarity=0.4"
    assert len(manifest["config_hash"]) == 64
    assert manifest["seconds"] >= 0
    assert manifest["python"].startswith("3.")
    assert {"jax", "numpy"} <= set(manifest["packages"])


def test_only_what_the_numbers_depend_on_changes_the_config_hash(engine, tmp_path):
    def hash_of(name, *given):
        assert main([f"out={name}", *given]) == 0
        return json.loads((tmp_path / name / "manifest.json").read_text())["config_hash"]

    base = hash_of("a")
    assert hash_of("b", "progress=false", "weekly=true") == base
    assert hash_of("c", "seed=2") != base
    assert hash_of("d", "coefficients.anxiety.gain=0.3") != base


def test_the_written_configuration_gives_the_same_scenario_again(engine, tmp_path):
    given = ["scenario=confidential_research", "contract.clarity=0.4", "interventions=[ip_safeguards]"]
    assert main([*given, "out=here"]) == 0
    assert read_scenario(tmp_path / "here") == load_scenario("confidential_research", given[1:])


def test_tables_can_be_read_back(engine, tmp_path):
    assert main(["replicates=12", "out=here"]) == 0
    assert len(pd.read_parquet(tmp_path / "here/runs.parquet")) == 12


def test_earlier_results_of_outsim_are_replaced_whole(engine, tmp_path):
    assert main(["out=here", "weekly=true"]) == 0
    assert main(["out=here", "replicates=3"]) == 0
    assert {file.name for file in (tmp_path / "here").iterdir()} == ALWAYS
    assert everything_in(tmp_path) == sorted(["here", *(f"here/{name}" for name in ALWAYS)])


def test_two_runs_in_one_second_do_not_share_a_folder(engine, tmp_path):
    assert main([]) == main([]) == 0
    assert len(list(tmp_path.glob("outputs/*/*"))) == 2


# Mistakes


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["interventions=[leader_checkin]"], "did you mean 'leader_checkins'?"),
        (["scenario=offshore_call_centre"], "did you mean 'offshore_call_center'?"),
        (["replicats=10"], "did you mean 'replicates'?"),
        (["contract.clarty=0.4"], "did you mean 'contract.clarity'?"),
        (["vendor=indian_softwarehouse"], "did you mean 'indian_software_house'?"),
        (["study=simulat"], "did you mean 'simulate'?"),
        (["contract.clarity=2"], "must be a number from 0 to 1"),
        (["contract.clarity=0.3,0.7"], "add -m to run each of them"),
        (["contract.clarity=???"], "has no value yet"),
        (["interventions=null"], "takes the name of one of"),
        (["contract=0.4"], "contract.clarity=..."),
        (["client.departments=50"], "must not be more than client.staff"),
        (["weeks=nan"], "weeks = nan: must be a whole number from 1 to 1040"),
        (["replicates=nan"], "replicates = nan: must be a whole number from 1 to 100000000"),
        (["seed=inf"], "seed = inf: must be a whole number from 0 to 4294967295"),
        (["name="], "name = '': must be text"),
        (["start_date=0001-01-01"], "in the years 1970 to 2100"),
        (["expectations=3"], "expectations = 3: must be a group of values"),
        (["interventions=[leader_checkins,leader_checkins]"], "pulled twice at the same time"),
        (["-m", "weeks=26,52", "interventions=[output_review,output_review]"], "pulled twice at the same time"),
        (["interventions=[output_review]", "interventions.output_review.trigger={start:0.5}"], "it lacks indicator"),
        (["nonsense"], "cannot read 'nonsense'"),
        (["study.name=divine"], "unknown study 'divine'"),
        (["~seed", "~study"], "no study"),
        (["-m", "interventions=[leader_checkin],[output_review]"], "did you mean 'leader_checkins'?"),
        (["-m", "out=a,b"], "a sweep has one folder"),
        (["--config-dir", "nowhere"], "nowhere"),
        (["--config-name", "nothing"], "nothing is called 'nothing'"),
        (["out=''"], "must be the name of a folder"),
        (["out=."], "a folder of their own"),
        (["out=.."], "a folder of their own"),
    ],
)
def test_a_mistake_gets_one_message_and_writes_nothing(engine, tmp_path, capsys, given, expected):
    assert main(given) == BAD_INPUT
    printed = capsys.readouterr()
    assert expected in printed.err
    assert printed.err.startswith("outsim: ")
    assert printed.err.count("\n") == 1
    assert printed.out == ""
    assert engine.asked == []
    assert everything_in(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_an_error_before_anything_is_simulated(engine, tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    for out in ("file", "file/below", "x" * 300):
        assert main([f"out={out}"]) == BAD_INPUT
        assert "outsim: out = " in capsys.readouterr().err
    assert engine.asked == []
    assert everything_in(tmp_path) == ["file"]
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_folder_without_permission_is_an_error_before_anything_is_simulated(engine, tmp_path, capsys):
    (tmp_path / "closed").mkdir(mode=0o500)
    assert main(["out=closed/here"]) == BAD_INPUT
    assert "cannot be written: Permission denied" in capsys.readouterr().err
    assert engine.asked == []


def test_somebody_elses_folder_is_left_alone(engine, tmp_path, capsys):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/thesis.tex").write_text("chapter one")
    assert main(["out=theirs"]) == BAD_INPUT
    assert "holds files that outsim did not write (thesis.tex)" in capsys.readouterr().err
    assert everything_in(tmp_path) == ["theirs", "theirs/thesis.tex"]


def test_notes_beside_earlier_results_are_not_deleted(engine, tmp_path):
    assert main(["out=here"]) == 0
    (tmp_path / "here/notes.txt").write_text("what I think of it")
    assert main(["out=here"]) == BAD_INPUT
    assert (tmp_path / "here/notes.txt").exists()


def test_an_error_while_writing_leaves_earlier_results_as_they_were(engine, tmp_path, monkeypatch):
    assert main(["out=here"]) == 0
    before = (tmp_path / "here/manifest.json").read_text()
    monkeypatch.setattr(FakeEnsemble, "summary", lambda self: {"broken": float("nan")})
    with pytest.raises(ValueError, match="JSON"):
        main(["out=here"])
    assert (tmp_path / "here/manifest.json").read_text() == before
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_an_error_of_the_program_is_not_passed_off_as_bad_input(engine, tmp_path, capsys):
    engine.breaks = ValueError("a bug")
    with pytest.raises(ValueError, match="a bug"):
        main([])
    assert capsys.readouterr().err == ""
    assert everything_in(tmp_path) == []


# Stopping


def test_after_ctrl_c_what_is_done_is_written(engine, tmp_path, capsys):
    engine.stopped_after = 4
    assert main(["replicates=10", "out=here"]) == STOPPED
    assert "the 4 of 10 partnerships done by then are in" in capsys.readouterr().err
    assert json.loads((tmp_path / "here/manifest.json").read_text())["complete"] is False
    assert len(pd.read_parquet(tmp_path / "here/runs.parquet")) == 4


def test_after_ctrl_c_with_nothing_done_nothing_is_written(engine, tmp_path, capsys):
    engine.stopped_after = 0
    assert main(["out=here"]) == STOPPED
    assert "stopped before any partnership was done" in capsys.readouterr().err
    assert everything_in(tmp_path) == []


def test_ctrl_c_before_the_engine_listens_is_no_traceback(engine, tmp_path, capsys):
    engine.breaks = KeyboardInterrupt()
    assert main(["out=here"]) == STOPPED
    assert capsys.readouterr().err == "outsim: stopped\n"
    assert everything_in(tmp_path) == []


# What it says of itself


def test_help_names_every_scenario_and_every_lever(engine, tmp_path, capsys):
    assert main(["--help"]) == 0
    printed = capsys.readouterr().out
    assert not [lever for lever in LEVER_NAMES if lever not in printed]
    assert "scenario=" in printed
    assert "your_own" in printed
    assert everything_in(tmp_path) == []


def test_it_tells_its_own_version(engine, capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"outsim {outsim.__version__}\n"


@pytest.mark.skipif(os.name == "nt", reason="a pipe without a reader is another error there")
@pytest.mark.parametrize("given", [["--help"], ["--cfg", "job"], ["weeks=-1"]])
def test_a_reader_who_leaves_is_no_error(tmp_path, given):
    reader, writer = os.pipe()
    os.close(reader)
    bad = given == ["weeks=-1"]  # complains to a standard error that nobody reads
    found = subprocess.run(
        [sys.executable, "-m", "outsim", *given],
        cwd=tmp_path,
        stdout=writer if not bad else subprocess.PIPE,
        stderr=writer if bad else subprocess.PIPE,
    )
    os.close(writer)
    assert found.returncode == READER_LEFT
    assert not found.stdout
    assert not found.stderr


def test_a_reader_who_leaves_the_summary_finds_the_results_written(engine, tmp_path, monkeypatch):
    def leaves(self, console=None, paths=None):
        raise SystemExit(1)  # as Rich does it

    monkeypatch.setattr(FakeEnsemble, "print", leaves)
    assert main(["out=here"]) == READER_LEFT
    assert {file.name for file in (tmp_path / "here").iterdir()} == ALWAYS


def test_cfg_job_shows_the_configuration_and_runs_nothing(engine, tmp_path, capsys):
    assert main(["--cfg", "job", "contract.clarity=0.4"]) == 0
    printed = capsys.readouterr().out
    assert "clarity: 0.4" in printed
    assert "replicates: 1000" in printed
    assert "gain: " in printed
    assert engine.asked == []
    assert everything_in(tmp_path) == []


def test_flags_that_do_not_exist_are_bad_input(engine, capsys):
    assert main(["--hlep"]) == BAD_INPUT
    assert "usage: outsim" in capsys.readouterr().err


def test_help_does_not_load_the_simulation(tmp_path):
    program = (
        "import sys; from outsim.cli import main; main(['--help']); "
        "sys.exit(sum(name in sys.modules for name in ('jax', 'pandas', 'matplotlib', 'mesa')))"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path, stdout=subprocess.DEVNULL)


# Its neighbours


def test_python_m_outsim_is_the_same(tmp_path):
    found = subprocess.run(
        [sys.executable, "-m", "outsim", "interventions=[leader_checkin]"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert found.returncode == BAD_INPUT
    assert "did you mean 'leader_checkins'?" in found.stderr
    assert "Traceback" not in found.stderr
    assert everything_in(tmp_path) == []


def test_it_runs_twice_in_one_process_and_inside_another_hydra_application(engine, tmp_path):
    argv, environment = list(sys.argv), dict(os.environ)
    with initialize(version_base="1.3"):
        running = GlobalHydra.instance().hydra
        assert main(["out=first"]) == 0
        assert main(["out=second", "weeks=-1"]) == BAD_INPUT
        assert main(["out=second"]) == 0
        assert GlobalHydra.instance().hydra is running
        compose(overrides=["+theirs=1"])
    assert (sys.argv, dict(os.environ)) == (argv, environment)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "second"]


@pytest.mark.slow
def test_a_newcomer_types_outsim_and_reads_what_is_likely_to_happen(tmp_path):
    found = subprocess.run(
        [sys.executable, "-m", "outsim", "replicates=8", "out=here", "progress=false"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert "terminated" in found.stdout
    assert len(pd.read_parquet(tmp_path / "here/runs.parquet")) == 8
    assert json.loads((tmp_path / "here/summary.json").read_text())["seed"] == 1
