"""Compiles at start what the page asks for, and says how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict

Step = tuple[str, Callable[[], object]]
"""What is being done, in words, and the doing."""


class Health(TypedDict):
    """How far the start is: ``done`` from 0 to 1, ``doing`` in words; ``problem`` where it failed."""

    ready: bool
    done: float
    doing: str
    problem: str | None


@dataclass
class WarmUp:
    """Steps that are taken one after the other in a thread of their own.

    Args:
        steps: in order.
        needed: steps after which the page can be used; the rest goes on beside it.
        told: called with each step's words and number as it begins, and at the end.

    >>> warming = WarmUp([("counting", lambda: sum(range(10)))], needed=1)
    >>> warming.start(); warming.wait(); warming.health["ready"]
    True
    """

    steps: Sequence[Step]
    needed: int
    told: Callable[[Health], None] = lambda health: None

    def __post_init__(self) -> None:
        self.health = Health(ready=False, done=0.0, doing="starting", problem=None)
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="warm-up", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def wait(self) -> None:
        """Until all is done."""
        self._thread.join()

    def stop(self) -> None:
        """No further step is begun; the present one is waited for: Python must not end inside compiled code."""
        self._stopped = True
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        for number, (words, do) in enumerate(self.steps):
            if self._stopped:
                return
            self._tell(number, words)
            try:
                do()
            except Exception as error:  # it is told, in the page and on the console
                self._tell(number, words, problem=f"{words}: {error}")
                return
        self._tell(len(self.steps), "")

    def _tell(self, number: int, words: str, problem: str | None = None) -> None:
        done = min(1.0, number / self.needed)
        self.health = Health(ready=number >= self.needed, done=done, doing=words, problem=problem)
        self.told(self.health)
