"""One clear message for one mistake: what was given, what is allowed, and the nearest right name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class InputError(ValueError):
    """Input that outsim cannot use. The command line prints the message and exits with 2."""


class PointsFailed(Exception):
    """Some points of a sweep could not be simulated; its table says which, and why."""


class Left(BaseException):
    """Takes an error past Hydra, which catches every Exception of a job and prints lines of its own."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


def unknown_name(kind: str, given: object, known: Iterable[str]) -> InputError:
    """The error for a name that does not exist, with the nearest one that does.

    >>> print(unknown_name("lever", "leader_checkin", ["leader_checkins", "output_review"]))
    unknown lever 'leader_checkin'; did you mean 'leader_checkins'? Known: leader_checkins, output_review
    """
    names = sorted(known)
    near = get_close_matches(str(given), names, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    return InputError(f"unknown {kind} {given!r}{hint} Known: {', '.join(names)}")
