"""Whose turn it is: one piece of work at a time, the urgent at once, the slow beside."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio

SLOW_SECONDS = 0.02
MOST_URGENT = 2


@dataclass(slots=True)
class Line:
    """Those who work and those who wait, in the order they came."""

    most: int  # who may work together
    working: int = 0
    begun_at: float = 0.0  # monotonic seconds; when the last began
    waiting: deque[anyio.Event] = field(default_factory=deque)


class Turns:
    """Lets tasks of one event loop work one after the other.

    Threads share one interpreter lock: several at once only make each other wait, and with them
    whoever comes last. So usual work is begun one piece at a time; only when what was begun last
    takes longer than `SLOW_SECONDS` the next begins beside it, up to `most` together.
    Urgent work waits for other urgent work alone, in the same way, up to `MOST_URGENT` together;
    usual work waits for it too.
    """

    def __init__(self, most: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._usual = Line(most)
        self._urgent = Line(MOST_URGENT)
        self._calm = anyio.Event()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it."""
        await self._take(self._usual)
        try:
            yield
        finally:
            self._end(self._usual)

    @asynccontextmanager
    async def urgent_turn(self) -> AsyncIterator[None]:
        """The same for what others wait for."""
        await self._take(self._urgent)
        try:
            yield
        finally:
            self._end(self._urgent)

    async def calm(self) -> None:
        """Wait while anything urgent waits or works, but not longer than for something slow."""
        if self._urgent.working:
            with anyio.move_on_after(SLOW_SECONDS):
                await self._calm.wait()

    async def _take(self, line: Line) -> None:
        if line.waiting or not self._has_room(line):
            await self._wait(line)
        else:
            self._begin(line)

    async def _wait(self, line: Line) -> None:
        admitted = anyio.Event()
        line.waiting.append(admitted)
        try:
            while not admitted.is_set():
                with anyio.move_on_after(SLOW_SECONDS):
                    await admitted.wait()
                self._admit()
        except BaseException:
            if admitted.is_set():
                self._end(line)
            else:
                line.waiting.remove(admitted)
            raise

    def _begin(self, line: Line) -> None:
        line.working += 1
        line.begun_at = self._monotonic()

    def _end(self, line: Line) -> None:
        line.working -= 1
        self._admit()
        if line is self._urgent and not line.working:
            self._calm.set()
            self._calm = anyio.Event()

    def _admit(self) -> None:
        """Let the next begin, where there is room."""
        for line in (self._urgent, self._usual):
            if line.waiting and self._has_room(line):
                self._begin(line)
                line.waiting.popleft().set()

    def _has_room(self, line: Line) -> bool:
        before = (self._urgent,) if line is self._urgent else (self._urgent, self._usual)
        begun = [one.begun_at for one in before if one.working]
        if not begun:
            return True
        return line.working < line.most and self._monotonic() - max(begun) >= SLOW_SECONDS
