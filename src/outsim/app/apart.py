"""The page in a process of its own, for what looks at it from outside: tests, measurements, pictures."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator

STOPS_WITHIN = 20  # seconds


@contextlib.contextmanager
def page_apart() -> Iterator[str]:
    """Starts ``outsim-app`` on a free port and gives its address, at which it listens already; stops it afterwards.

    Raises:
        RuntimeError: when it does not start, or does not stop cleanly.

    >>> with page_apart() as address:   # doctest: +SKIP
    ...     print(address)
    http://localhost:49321/
    """
    command = [sys.executable, "-m", "outsim.app", "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            said = process.stdout.readline()
            address = next((word for word in said.split() if word.startswith("http")), None)
            if address is None:
                raise RuntimeError(f"outsim-app did not start: it said {said!r}")
            yield address
        finally:
            process.terminate()
            ended = process.wait(STOPS_WITHIN)
    if ended not in (0, -15, 143):  # as it likes, or by the signal, as Python or a shell says it
        raise RuntimeError(f"outsim-app did not stop cleanly: {ended}")
