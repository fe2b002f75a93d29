"""The documents say what the code does: generated pages are current, commands and code blocks run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import outsim
from outsim.uncertainty import assumed_coefficients

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
VALIDATION = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
INTERVENTIONS = (ROOT / "docs" / "interventions.md").read_text(encoding="utf-8")
SENSITIVITY = (ROOT / "docs" / "sensitivity.md").read_text(encoding="utf-8")
SWEEPS = (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8")
PICTURES = (ROOT / "docs" / "pictures.md").read_text(encoding="utf-8")
EXPERIMENTS = "".join(page.read_text(encoding="utf-8") for page in sorted(ROOT.glob("experiments/*/README.md")))
PAGES = README + VALIDATION + INTERVENTIONS + SENSITIVITY + SWEEPS + PICTURES + EXPERIMENTS
COMMANDS = sorted(
    {
        line
        for block in re.findall(r"```sh\n(.*?)```", PAGES, flags=re.DOTALL)
        for line in block.splitlines()
        if line.startswith("outsim ")
    }
)
SMALLER = {
    "outsim study=validate": ["study.members=64", "study.populations=2", "study.draws=8"],
    "outsim study=calibrate": ["study.draws=500", "study.members=64"],
    "outsim study=rank replicates=256": ["study.levers=[leader_checkins,output_review]", "replicates=16"],
    "outsim study=portfolio study.budget=100000 study.scenarios=null replicates=500": [
        "study.generations=1",
        "replicates=32",
        "study.search_replicates=16",
    ],
    "outsim study=explain replicates=512": ["replicates=32"],
    "outsim study=sensitivity": ["study.trajectories=4", "study.keep=3", "study.points=32", "replicates=8"],
    "outsim study=discover": ["study.points=64", "replicates=8"],
    **{
        f"outsim -m experiment={name}": ["replicates=4", "parameters=default"]
        for name in ("absent_leaders", "culture_and_clocks", "optimism")
    },
}
"""Of commands that take minutes: the same with less of everything."""
MODULES = [found.name for found in pkgutil.walk_packages(outsim.__path__, "outsim.") if "__main__" not in found.name]


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "outsim", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, timeout=300)


def test_the_model_page_is_what_the_code_says() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    generate = importlib.import_module("generate")
    written = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    assert written == generate.model_page(), "run: python docs/generate.py"


def test_every_mechanism_states_its_equation_units_shape_and_source() -> None:
    from outsim.week import PHASES

    for name in {step.__module__ for phase in PHASES for step in phase.mechanisms}:
        text = importlib.import_module(name).__doc__ or ""
        assert "::\n\n" in text, name
        assert "Unit" in text, name
        assert "Source:" in text, name


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_documents_run(command: str, tmp_path: Path) -> None:
    (tmp_path / "src").symlink_to(ROOT / "src")
    done = run(*shlex.split(command)[1:], *SMALLER.get(command, []), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    if command == "outsim study=calibrate":
        assert_a_small_fit_makes_sense(done.stdout, tmp_path)


def assert_a_small_fit_makes_sense(printed: str, folder: Path) -> None:
    """All defaults are known, and with them the model says what the better part of the fitted facts say."""
    (file,) = folder.glob("outputs/**/coefficients.csv")
    table = pd.read_csv(file)
    assert table["informed"].any()
    assert not table["default"].isna().any()
    said = int(re.findall(r"say what (\d+) of the facts say", " ".join(printed.split()))[0])
    assert said >= 7
    facts = pd.read_csv(file.with_name("facts.csv"))
    assert not facts.loc[facts["role"] == "fitting", "most_probable"].isna().any()


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", PAGES, flags=re.DOTALL))
def test_code_of_the_documents_runs(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "src").symlink_to(ROOT / "src")
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "document", "exec"), {})


def test_the_validation_page_is_what_the_committed_results_say() -> None:
    sys.path.insert(0, str(ROOT / "experiments" / "validation"))
    made = importlib.import_module("page").page(ROOT / "experiments" / "validation" / "results")
    assert made == VALIDATION, "run: python experiments/validation/page.py"


def test_the_page_shows_every_figure_of_the_fit_as_it_was_committed() -> None:
    sys.path.insert(0, str(ROOT / "experiments" / "validation"))
    results = ROOT / "experiments" / "validation" / "results"
    pictures = importlib.import_module("page").PICTURES
    assert set(re.findall(r"\]\((\w+\.png)\)", VALIDATION)) == set(pictures)
    assert set(pictures.values()) == {str(path.relative_to(results)) for path in results.glob("[!.]*/*.png")}
    for name, source in pictures.items():
        assert (ROOT / "docs" / name).read_bytes() == (results / source).read_bytes()


def test_the_defaults_are_those_of_the_committed_fit() -> None:
    table = pd.read_csv(ROOT / "experiments" / "validation" / "results" / "calibrate" / "coefficients.csv")
    fitted = table.set_index("coefficient")["default"]
    declared = {known.name: known.default for known in assumed_coefficients()}
    assert fitted.to_dict() == pytest.approx(declared, rel=1e-5), "run: python experiments/validation/ship.py"


def test_the_fit_and_the_table_of_facts_say_the_same_of_the_defaults() -> None:
    """Both ask the same populations, which the fit has not seen."""
    results = ROOT / "experiments" / "validation" / "results"
    fitted = pd.read_csv(results / "calibrate" / "facts.csv").set_index("id")["most_probable"]
    told = pd.read_csv(results / "validate" / "facts.csv").set_index("id")["model"]
    assert fitted.to_dict() == pytest.approx(told[fitted.index].to_dict(), rel=1e-4)


def test_the_readme_shows_what_the_main_command_prints(tmp_path: Path) -> None:
    """Shares may differ by a point or two on another machine, where the last bits of sums differ."""
    done = run(f"out={tmp_path / 'out'}", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    shown = README.split("<!-- output: outsim -> figure.png -->")[1].split("<!-- end of output -->")[0]
    number = r"(\w+) +(\d+) % \("
    printed, written = (dict(re.findall(number, text.split("When part")[0])) for text in (done.stdout, shown))
    assert printed.keys() == written.keys() == {"successful", "unsuccessful", "terminated"}
    for outcome, share in written.items():
        assert abs(int(share) - int(printed[outcome])) <= 2, "run: python docs/outputs.py"


@pytest.mark.slow
def test_the_page_on_interventions_shows_what_its_first_command_prints(tmp_path: Path) -> None:
    """Numbers may differ by a little on another machine, where the last bits of sums differ."""
    (command,) = re.findall(r"<!-- output: (outsim study=compare .*?) -> compare.png -->", INTERVENTIONS)
    done = run(*shlex.split(command)[1:], f"out={tmp_path / 'out'}", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    shown = INTERVENTIONS.split("-> compare.png -->")[1].split("<!-- end of output -->")[0]
    printed, written = (
        [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))]
        for text in (done.stdout.split("\nFiles\n")[0], shown)
    )
    assert len(printed) == len(written), "run: python docs/outputs.py"
    assert printed == pytest.approx(written, rel=0.1, abs=1), "run: python docs/outputs.py"


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name: str) -> None:
    module = importlib.import_module(name)
    outcome = doctest.testmod(module, extraglobs={"outsim": outsim}, optionflags=doctest.ELLIPSIS)
    assert outcome.failed == 0


def test_no_document_names_a_path_of_a_machine() -> None:
    for page in ROOT.glob("**/*.md"):
        if not any(part.startswith(".") or part in {"build", "dist", "node_modules"} for part in page.parts):
            assert not re.search(r"(?<![\w.])/(work|tmp|root|home)/", page.read_text(encoding="utf-8")), page
