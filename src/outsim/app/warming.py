"""What is compiled when the page starts: the programs of the situation it opens with."""

from __future__ import annotations

from outsim.app.answer import answer
from outsim.app.offered import situation
from outsim.app.partnership import partnership
from outsim.app.presets import SCENARIO
from outsim.app.warm import WarmUp
from outsim.app.why import why

LEVER = "leader_checkins"  # any


def warm_up() -> WarmUp:
    """The steps of a start."""
    steps = [
        ("compiling the model", _answer_once),
        ("compiling one partnership's story", lambda: partnership({"scenario": SCENARIO})),
        ("compiling the reasons", lambda: why({"scenario": SCENARIO, "levers": {LEVER: {"start": 1}}})),
    ]
    return WarmUp(steps, needed=1)


def _answer_once() -> None:
    situation({"scenario": SCENARIO})
    answer({"scenario": SCENARIO, "levers": {LEVER: {"start": 0, "dose": 1}}})
