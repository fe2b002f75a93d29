"""A progress bar for long work, on a terminal only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(partnerships: int, *, show: bool, of: str = "partnerships") -> Iterator[Callable[[int], None]]:
    """Yields a function to call with the number of partnerships, or of whatever it is, just finished.

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
    columns = (TextColumn(of), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=partnerships)
        yield lambda finished: bar.advance(task, finished)


@contextmanager
def sweep_progress(
    points: int, partnerships: int, *, done: int, show: bool
) -> Iterator[Callable[[int, int, int], None]]:
    """Yields a function to call with the points and partnerships just finished, and how many points failed so far.

    Shown on standard error, where that is a terminal: points done, partnerships a second, time left, failures.

    Args:
        points: of the whole sweep.
        partnerships: still to be simulated.
        done: points that need nothing more.

    >>> with sweep_progress(10, 100, done=0, show=False) as advance:
    ...     advance(1, 10, 0)
    """
    if not show:
        yield lambda points, partnerships, failed: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("points {task.fields[points]:,} of " + f"{points:,}"),
        BarColumn(),
        TextColumn("{task.fields[speed]} runs/s"),
        TimeElapsedColumn(),
        TimeRemainingColumn(elapsed_when_finished=False),
        TextColumn("{task.fields[failed]}"),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=partnerships, points=done, speed="-", failed="")

        def advance(finished: int, simulated: int, failed: int) -> None:
            now = bar.tasks[task]
            elapsed = now.elapsed or 0.0
            speed = f"{(now.completed + simulated) / elapsed:,.0f}" if elapsed else "-"
            told = f"{failed} failed" if failed else ""
            bar.update(task, advance=simulated, points=now.fields["points"] + finished, speed=speed, failed=told)

        yield advance
