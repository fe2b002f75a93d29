"""Where requests wait their turn: one at a time is computed, few may wait, and who leaves is not computed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class LaneIsFull(Exception):
    """More are waiting than may wait."""


class AskerLeft(Exception):
    """Nobody waits for the answer any more."""


class Lane:
    """One thread that computes, and a bounded queue before it.

    The engine uses all cores for one answer, so that a second thread would only slow the first.

    Args:
        name: of the thread.
        most: requests that are under way or wait.
    """

    def __init__(self, name: str, most: int) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._most, self._inside = most, 0

    async def run(self, call: Callable[[], T], left: Callable[[], Awaitable[object]]) -> T:
        """What the call returns, once it is its turn.

        Args:
            call: what is computed, in the lane's thread.
            left: returns when the asker is gone; a call that waits then is never made.

        Raises:
            LaneIsFull: at once, where too many wait.
            AskerLeft: when the asker is gone.
        """
        if self._inside >= self._most:
            raise LaneIsFull
        self._inside += 1
        waiting: asyncio.Future[Any] = asyncio.wrap_future(self._thread.submit(call))
        leaving: asyncio.Future[Any] = asyncio.ensure_future(left())
        try:
            await asyncio.wait({waiting, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                raise AskerLeft
            return waiting.result()  # type: ignore[no-any-return]
        finally:
            self._inside -= 1
            leaving.cancel()
            waiting.cancel()

    def close(self) -> None:
        """Nothing new is begun."""
        self._thread.shutdown(wait=False, cancel_futures=True)
