"""The widget without a browser: what a slider sets, code can set, and the numbers are those of `simulate`."""

from __future__ import annotations

import builtins
import threading
from collections.abc import Iterator
from typing import Any

import pytest

import outsim
from outsim import InputError, Scenario, simulate
from outsim.app.explorer import Explorer
from outsim.app.latest import Latest, Told

pytestmark = pytest.mark.slow  # the same on every Python

REPLICATES = 64


@pytest.fixture(scope="module")
def explorer(small: Scenario) -> Iterator[Explorer]:
    made = outsim.explore(small, replicates=REPLICATES, seed=2)
    made.wait()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _as_given(explorer: Explorer) -> Iterator[None]:
    yield
    explorer.reset().wait()


def test_a_slider_changes_the_numbers_as_simulate_says(explorer: Explorer, small: Scenario) -> None:
    explorer.parameters = {"expectations.openness": 0.0}  # as the browser sets it
    explorer.levers = {"progress_updates": {"start": 4, "dose": 1.0}}
    explorer.wait()
    assert explorer.status == "ready"
    without = small.with_({"expectations.openness": 0.0})
    runs = simulate([without, explorer.scenario], REPLICATES, seed=2)
    for point, arm in enumerate(("without", "with")):
        failed = (runs.runs_of(point)["outcome"] == "terminated").sum()
        assert explorer.answer["arms"][arm]["failed"]["count"] == failed
        assert explorer.answer["arms"][arm]["failed"]["of"] == REPLICATES
    assert explorer.situation == without
    assert [pull.lever for pull in explorer.pulled] == ["progress_updates"]


def test_code_sets_what_a_hand_sets(explorer: Explorer, small: Scenario) -> None:
    explorer.set("contract.clarity", 0.9).set("vendor.country", "IND").pull("output_review", start=3, dose=0.5)
    assert explorer.parameters == {"contract.clarity": 0.9, "vendor.country": "IND"}
    assert explorer.value("contract.clarity") == 0.9
    assert explorer.value("contract.term") == small.contract.term
    assert explorer.set("contract.clarity", small.contract.clarity).parameters == {"vendor.country": "IND"}
    assert explorer.release("output_review").levers == {}


def test_its_comparison_is_that_of_compare_on_the_same_luck(explorer: Explorer) -> None:
    explorer.set("expectations.openness", 0.0).pull("progress_updates").wait()
    found = explorer.comparison(replicates=REPLICATES)
    (effect,) = found.effects
    assert effect.prevented.value == pytest.approx(explorer.answer["prevented"]["value"], rel=1e-3)
    explorer.release()
    (changed,) = explorer.comparison(replicates=REPLICATES).effects
    assert changed.package == "changed"
    with pytest.raises(InputError, match="nothing was changed"):
        explorer.reset().comparison()


def test_mistakes_are_told_and_do_not_stop_it(explorer: Explorer) -> None:
    with pytest.raises(InputError, match=r"did you mean 'contract\.clarity'"):
        explorer.set("contract.clarty", 1)
    with pytest.raises(InputError, match=r"did you mean 'contract\.clarity'"):
        explorer.value("contract.clarty")
    with pytest.raises(InputError, match="did you mean 'leader_checkins'"):
        explorer.pull("leader_checkin")
    with pytest.raises(InputError, match="unknown pulled lever"):
        explorer.release("output_review")
    explorer.parameters = {"contract.clarity": 7}
    with pytest.raises(InputError, match="from 0 to 1"):
        explorer.wait()
    assert "from 0 to 1" in explorer.problem
    explorer.set("contract.clarity", 0.7).wait()
    assert explorer.problem == ""


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, small: Scenario) -> None:
    import sys

    real = builtins.__import__

    def without_anywidget(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "anywidget":
            raise ModuleNotFoundError("No module named 'anywidget'", name="anywidget")
        return real(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "outsim.app.explorer")
    monkeypatch.setattr(builtins, "__import__", without_anywidget)
    with pytest.raises(InputError, match=r"outsim\[notebook\]"):
        outsim.explore(small)


def test_the_still_is_readable_whatever_was_changed(small: Scenario) -> None:
    from drawn import assert_readable
    from outsim.app.answer import answer
    from outsim.plots.explored import plot_answer

    doomed = small.with_(coefficients__judgement__terminate=-1.0)
    safe = small.with_(coefficients__judgement__terminate=-16.0)
    for base, asked in (
        (small, {"levers": {"progress_updates": {"start": 4}}}),
        (doomed, {"parameters": {"contract.clarity": 0.1}}),
        (safe, {}),
    ):
        assert_readable(plot_answer(answer({**asked, "replicates": 32}, base)))


def test_a_python_that_ends_while_an_answer_is_under_way_ends_well() -> None:
    import subprocess
    import sys

    code = "import outsim, time; kept = outsim.explore(outsim.Scenario(weeks=8)); time.sleep(0.5)"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_what_is_no_scenario_is_refused() -> None:
    with pytest.raises(InputError, match="must be a Scenario"):
        outsim.explore("offshore_call_center")  # type: ignore[arg-type]


def test_a_notebook_keeps_a_picture_beside_the_live_widget(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stays where no kernel lives is an image with its words, replaced in place by what a browser drew."""
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    caught = CapturingDisplayPublisher()
    monkeypatch.setattr(shell, "display_pub", caught)
    explorer._ipython_display_()
    first, *stills = (each["data"] for each in caught.outputs)
    assert "application/vnd.jupyter.widget-view+json" in first
    assert all(explorer.offered["still"] in each["text/html"] for each in stills)
    assert "data:image/svg+xml;base64," in stills[-1]["text/html"]
    assert explorer.answer["words"] in stills[-1]["text/html"]
    drawn = len(caught.outputs)
    explorer.picture = "<svg><script>alert(1)</script></svg>"
    shown = caught.outputs[-1]["data"]["text/html"]
    assert len(caught.outputs) == drawn + 1
    assert "<script" not in shown  # an image runs nothing
    explorer.answer = {**explorer.answer, "words": "Of 100 partnerships 3 are terminated."}
    explorer.picture = "<svg>changed</svg>"
    assert 'alt="Of 100 partnerships 3 are terminated."' in caught.outputs[-1]["data"]["text/html"]
    assert caught.outputs[-1]["data"]["text/plain"] == "Of 100 partnerships 3 are terminated."
    drawn += 1
    explorer.picture = "<p>not a picture</p>"
    assert len(caught.outputs) == drawn + 1


class Slow:
    """Answers that take as long as a test lets them."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, question: int) -> int:
        self.asked.append(question)
        self.begun.set()
        assert self.go.wait(10)
        return question


def test_stale_answers_are_dropped_and_overtaken_questions_never_answered() -> None:
    slow, told = Slow(), list[Told]()
    latest = Latest(slow, lambda question: -question, told.append, rest=0.0)
    latest.ask(1)
    assert slow.begun.wait(10)
    latest.ask(2)
    number = latest.ask(3)
    slow.go.set()
    assert latest.wait(10)
    latest.close()
    assert slow.asked == [1, 3]
    assert [(each.number, each.answer, each.fine) for each in told] == [(number, 3, False), (number, -3, True)]


def test_an_error_is_told_and_the_next_question_is_answered() -> None:
    told: list[Told] = []

    def answer(question: int) -> float:
        return 1 / question

    latest = Latest(answer, answer, told.append, expected=InputError, rest=0.0)
    latest.ask(0)
    assert latest.wait(10)
    latest.ask(2)
    assert latest.wait(10)
    latest.close()
    assert "ZeroDivisionError" in told[0].problem
    assert told[-1].answer == 0.5
