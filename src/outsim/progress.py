"""A progress bar for long work, on a terminal only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(partnerships: int, *, show: bool) -> Iterator[Callable[[int], None]]:
    """Yields a function to call with the number of partnerships just finished.

    Shown on standard error, where that is a terminal.

    >>> with progress_bar(10, show=False) as advance:
    ...     advance(10)
    """
    if not show:
        yield lambda finished: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("partnerships"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=partnerships)
        yield lambda finished: bar.advance(task, finished)
