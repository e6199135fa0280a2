"""Time that passes only when a test says so; whoever sleeps wakes in order."""

from __future__ import annotations

import heapq
from collections.abc import Awaitable, Callable
from itertools import count

import anyio
import anyio.lowlevel


class VirtualTime:
    """A clock and the sleep that goes with it. `set_wall` sets the wall clock alone."""

    def __init__(self, now: float = 1_795_250_000.0) -> None:
        self._monotonic = 1000.0
        self._offset = now - self._monotonic
        self._sleepers: list[tuple[float, int, anyio.Event]] = []
        self._numbers = count()

    def now(self) -> float:
        return self._monotonic + self._offset

    def monotonic(self) -> float:
        return self._monotonic

    def set_wall(self, seconds: float) -> None:
        """Somebody sets the wall clock on (or back) by so many seconds."""
        self._offset += seconds

    async def sleep(self, seconds: float) -> None:
        """Sleep in this time."""
        if seconds <= 0:
            await anyio.lowlevel.checkpoint()
            return
        event = anyio.Event()
        heapq.heappush(self._sleepers, (self._monotonic + seconds, next(self._numbers), event))
        await event.wait()

    async def advance(self, seconds: float, settle: Callable[[], Awaitable[None]]) -> None:
        """Let so much time pass; `settle` lets everybody finish what they are doing."""
        until = self._monotonic + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= until:
            due, _, event = heapq.heappop(self._sleepers)
            self._monotonic = max(self._monotonic, due)
            event.set()
            await settle()
        self._monotonic = until
