"""The documents say what the code does: generated pages are current, commands and code blocks run."""

from __future__ import annotations

import contextlib
import doctest
import importlib
import io
import pkgutil
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

import outsim
from outsim.cli import main
from outsim.uncertainty import assumed_coefficients

ROOT = Path(__file__).parent.parent
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for pattern in ("README.md", "docs/**/*.md", "experiments/**/*.md")
    for path in sorted(ROOT.glob(pattern))
    if not path.name.endswith(".template.md") and not path.is_relative_to(ROOT / "docs" / "notebooks")
}
README = PAGES["README.md"]
VALIDATION = PAGES["docs/validation.md"]
INTERVENTIONS = PAGES["docs/interventions.md"]
WHAT_IF = PAGES["docs/what-if.md"]
COMMANDS = sorted(
    {
        line
        for page in PAGES.values()
        for block in re.findall(r"```sh\n(.*?)```", page, flags=re.DOTALL)
        for line in block.splitlines()
        if line.startswith("outsim ")
    }
)
ELSEWHERE = {
    "outsim study=validate": "tests/test_studies.py, with fewer populations",
    "outsim study=calibrate data=src/outsim/data/pulse_example.csv": "tests/test_studies.py, with fewer partnerships",
    "outsim study=compare study.packages=[leader_checkins,progress_updates,before_signing] replicates=500": "below",
}
"""Commands that another test runs to the end: of these only every word is looked up here."""

# The size of the first scenario, which is compiled already; at its own size .ci/run runs offshore_web_development.
AS_BIG_AS_THE_FIRST = ["client.staff=40", "client.departments=4", "vendor.teams=8", "leaders.count=4"]
BLOCKS = [
    pytest.param(block, id=f"{name}-{number}", marks=() if name == "README.md" else pytest.mark.slow)
    for name, page in PAGES.items()
    if name != "docs/gallery.md"  # tests/test_gallery.py runs that page's
    for number, block in enumerate(re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL), 1)
]
SMALLER = {
    "outsim scenario=offshore_web_development replicates=500 seed=2": AS_BIG_AS_THE_FIRST,
    "outsim study=calibrate": ["study.draws=500", "study.members=64", "study.kept=16"],
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
        f"outsim -m experiment={name}": ["replicates=4", "parameters=default", *AS_BIG_AS_THE_FIRST]
        for name in ("absent_leaders", "culture_and_clocks", "optimism")
    },
    "outsim study=timing study.package=leader_checkins replicates=500": ["replicates=128"],
}
"""Of commands that take long: the same with less of everything."""
MODULES = [found.name for found in pkgutil.walk_packages(outsim.__path__, "outsim.") if "__main__" not in found.name]


@dataclass
class Done:
    """What became of a command."""

    code: int
    out: str
    err: str


def run(*arguments: str, folder: Path) -> Done:
    """The command in this folder, within this process, where libraries are loaded and the model is compiled already.

    In a process of its own: tests/test_cli.py.
    """
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    return Done(code, out.getvalue(), err.getvalue())


def test_the_pages_on_the_model_and_its_tables_are_what_the_code_says() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    generate = importlib.import_module("generate")
    written = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    assert written == generate.model_page(), "run: python docs/generate.py"
    assert PAGES["docs/tables.md"] == generate.tables_page(), "run: python docs/generate.py"


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
    words = shlex.split(command)[1:]
    more = ["--cfg", "job"] if command in ELSEWHERE else SMALLER.get(command, [])
    done = run(*words, *more, folder=tmp_path)
    assert done.code == 0, done.err
    assert done.out.strip()
    assert all((tmp_path / word.removeprefix("data=")).is_file() for word in words if word.startswith("data="))
    if command == "outsim study=calibrate":
        assert_a_small_fit_makes_sense(done.out, tmp_path)


def test_what_is_run_otherwise_is_in_the_documents() -> None:
    assert {*ELSEWHERE, *SMALLER} <= set(COMMANDS)


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


@pytest.mark.parametrize("block", BLOCKS)
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
    assert done.code == 0, done.err
    shown = README.split("<!-- output: outsim -> figure.png -->")[1].split("<!-- end of output -->")[0]
    number = r"(\w+) +(\d+) % \("
    printed, written = (dict(re.findall(number, text.split("When part")[0])) for text in (done.out, shown))
    assert printed.keys() == written.keys() == {"successful", "unsuccessful", "terminated"}
    for outcome, share in written.items():
        assert abs(int(share) - int(printed[outcome])) <= 2, "run: python docs/outputs.py"


@pytest.mark.slow
def test_the_page_on_interventions_shows_what_its_first_command_prints(tmp_path: Path) -> None:
    """Numbers may differ by a little on another machine, where the last bits of sums differ."""
    (command,) = re.findall(r"<!-- output: (outsim study=compare .*?) -> compare.png -->", INTERVENTIONS)
    done = run(*shlex.split(command)[1:], f"out={tmp_path / 'out'}", folder=tmp_path)
    assert done.code == 0, done.err
    shown = INTERVENTIONS.split("-> compare.png -->")[1].split("<!-- end of output -->")[0]
    printed, written = (
        [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))]
        for text in (done.out.split("\nFiles\n")[0], shown)
    )
    assert len(printed) == len(written), "run: python docs/outputs.py"
    assert printed == pytest.approx(written, rel=0.1, abs=1), "run: python docs/outputs.py"


@pytest.mark.slow
def test_the_page_on_what_if_shows_what_its_first_block_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Numbers may differ by a little on another machine, where the last bits of sums differ."""
    monkeypatch.chdir(tmp_path)
    exec(compile(re.findall(r"```python\n(.*?)```", WHAT_IF, flags=re.DOTALL)[0], "document", "exec"), {})
    shown = WHAT_IF.split("python docs/what_if.py -->")[1].split("<!-- end of what is made -->")[0]
    printed, written = (
        [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))]
        for text in (capsys.readouterr().out, shown)
    )
    assert len(printed) == len(written), "run: python docs/what_if.py"
    assert printed == pytest.approx(written, rel=0.1, abs=1), "run: python docs/what_if.py"
    assert (tmp_path / "client_a.html").exists()


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
