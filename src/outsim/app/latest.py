"""The newest question wins: one answer under way, questions that were overtaken are never answered."""

from __future__ import annotations

import atexit
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Any
from weakref import WeakSet

PATIENCE = 30.0  # seconds that a Python which ends waits for an answer under way


@dataclass(frozen=True)
class Told:
    """What came of a question.

    Attributes:
        number: of the question, from 1.
        answer: or none, if it failed.
        problem: the message of the error, or nothing.
        fine: whether it rests on all replicates that were asked for; a quick answer comes first.
        seconds: that it took.
    """

    number: int
    answer: Any
    problem: str
    fine: bool
    seconds: float


class Latest:
    """Answers questions in a thread of its own, each quickly, and then finely if no newer one has come.

    What is computed when a newer question arrives is not delivered: a stale answer is dropped.

    Args:
        quick: from a question to an answer; what it raises as ``expected`` is told as a problem.
        fine: the same, better and slower.
        deliver: is given what came of it, in the worker's thread, for the newest question only.
        expected: the errors that are a user's mistake.
        rest: seconds without a newer question before the fine answer is begun.
    """

    def __init__(
        self,
        quick: Callable[[Any], Any],
        fine: Callable[[Any], Any],
        deliver: Callable[[Told], None],
        *,
        expected: type[Exception] = ValueError,
        rest: float = 0.25,
    ) -> None:
        self._quick, self._fine, self._deliver, self._expected, self._rest = quick, fine, deliver, expected, rest
        self._changed = Condition()
        self._question: Any = None
        self._newest = self._done = 0
        self._closed = False
        _OPEN.add(self)
        self._thread = Thread(target=self._work, name="outsim answers", daemon=True)
        self._thread.start()

    def ask(self, question: Any) -> int:
        """Puts a question in place of those that wait; returns its number."""
        with self._changed:
            self._question = question
            self._newest += 1
            self._changed.notify_all()
            return self._newest

    def wait(self, timeout: float | None = None) -> bool:
        """Waits until the newest question has its fine answer, or failed; whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: self._done == self._newest or self._closed, timeout)

    def close(self) -> None:
        """Ends the thread after what it computes now."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def join(self, timeout: float) -> None:
        """Waits until the thread has ended."""
        self._thread.join(timeout)

    def _work(self) -> None:
        answered = 0
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._newest > answered or self._closed)  # noqa: B023
                if self._closed:
                    return
                number, question = self._newest, self._question
            answered = number
            if self._tell(number, question, self._quick, fine=False) and self._rests(number):
                self._tell(number, question, self._fine, fine=True)

    def _tell(self, number: int, question: Any, answer: Callable[[Any], Any], *, fine: bool) -> bool:
        """Answers and delivers; whether there is something left to do for this question."""
        started, found, problem = time.perf_counter(), None, ""
        try:
            found = answer(question)
        except self._expected as error:
            problem = str(error)
        except Exception as error:  # the thread must live on, and the face must say why nothing comes
            problem = f"{type(error).__name__}: {error}"
        with self._changed:
            if self._closed or number != self._newest:
                return False
        told = Told(number, found, problem, fine, time.perf_counter() - started)
        self._deliver(told)
        if fine or problem:
            with self._changed:
                self._done = max(self._done, number)
                self._changed.notify_all()
        return not problem

    def _rests(self, number: int) -> bool:
        with self._changed:
            return not self._changed.wait_for(lambda: self._newest > number or self._closed, self._rest)


_OPEN: WeakSet[Latest] = WeakSet()


@atexit.register
def _close_all() -> None:
    """A thread inside compiled code when Python ends would take the process down with an error."""
    for latest in list(_OPEN):
        latest.close()
    for latest in list(_OPEN):
        latest.join(PATIENCE)
