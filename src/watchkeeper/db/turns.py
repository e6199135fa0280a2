"""Whose turn it is: one piece of work at a time, the urgent first, the slow beside."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import anyio

SLOW_SECONDS = 0.02


class Turns:
    """Lets tasks of one event loop work one after the other, in the order they came.

    Threads share one interpreter lock: several at once only make each other wait, and with them
    whoever comes last. So work is begun one piece at a time; only when what was begun last takes
    longer than `SLOW_SECONDS` the next begins beside it, up to `most` together.
    """

    def __init__(self, most: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._monotonic = monotonic
        self._working = 0
        self._begun_at = 0.0
        self._urgent: deque[anyio.Event] = deque()
        self._usual: deque[anyio.Event] = deque()
        self._urgent_turns = 0
        self._calm = anyio.Event()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it."""
        await self._take(self._usual)
        try:
            yield
        finally:
            self._end()

    @asynccontextmanager
    async def urgent_turn(self) -> AsyncIterator[None]:
        """Wait for a turn, before all that wait for a usual one, and hold it."""
        self._urgent_turns += 1
        try:
            await self._take(self._urgent)
            try:
                yield
            finally:
                self._end()
        finally:
            self._urgent_turns -= 1
            if not self._urgent_turns:
                self._calm.set()
                self._calm = anyio.Event()

    async def calm(self) -> None:
        """Wait while anything urgent waits or works, but not longer than for something slow."""
        if self._urgent_turns:
            with anyio.move_on_after(SLOW_SECONDS):
                await self._calm.wait()

    async def _take(self, line: deque[anyio.Event]) -> None:
        if self._working:
            await self._wait(line)
        else:
            self._begin()

    async def _wait(self, line: deque[anyio.Event]) -> None:
        admitted = anyio.Event()
        line.append(admitted)
        try:
            while not admitted.is_set():
                with anyio.move_on_after(SLOW_SECONDS):
                    await admitted.wait()
                self._admit()
        except BaseException:
            if admitted.is_set():
                self._end()
            else:
                line.remove(admitted)
            raise

    def _end(self) -> None:
        self._working -= 1
        self._admit()

    def _admit(self) -> None:
        """Let the next begin, if there is room."""
        line = self._urgent or self._usual
        if line and self._has_room():
            self._begin()
            line.popleft().set()

    def _has_room(self) -> bool:
        if not self._working:
            return True
        is_slow = self._monotonic() - self._begun_at >= SLOW_SECONDS
        return is_slow and self._working < self._most

    def _begin(self) -> None:
        self._working += 1
        self._begun_at = self._monotonic()
