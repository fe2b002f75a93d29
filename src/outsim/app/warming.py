"""What is compiled when the page starts: the programs of the situation it opens with."""

from __future__ import annotations

from outsim.app.answer import answer
from outsim.app.presets import SCENARIO
from outsim.app.warm import WarmUp


def warm_up() -> WarmUp:
    """The steps of a start."""
    return WarmUp([("compiling the model", _answer_once)], needed=1)


def _answer_once() -> None:
    answer({"scenario": SCENARIO, "levers": {"leader_checkins": {"start": 0, "dose": 1}}})
