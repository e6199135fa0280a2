"""Whose turn it is: one piece of work at a time, the urgent at once, the slow beside."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import field

import anyio

from watchkeeper.values import dataclass

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
    What keeps the event loop itself busy asks for `calm` first.
    """

    def __init__(self, most: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._usual = Line(most)
        self._urgent = Line(MOST_URGENT)
        self._ahead = Line(MOST_URGENT)
        self._calm = anyio.Event()
        self._entrance = anyio.Lock()

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

    @contextmanager
    def ahead(self) -> Iterator[None]:
        """Let nobody come to `calm` meanwhile, unless it takes long: for what leads to a write."""
        self._begin(self._ahead)
        try:
            yield
        finally:
            self._end(self._ahead)

    async def calm(self) -> None:
        """Wait for those who asked before, one each round of the event loop, and for the urgent.

        Many short answers keep the loop as busy as a long one: whoever has to write would wait
        for all that were ready before. Nobody waits longer than for something slow.
        """
        latest = self._monotonic() + SLOW_SECONDS
        async with self._entrance:
            seconds = self._until_calm(latest)
            if seconds > 0:
                with anyio.move_on_after(seconds):
                    await self._calm.wait()

    def _until_calm(self, latest: float) -> float:
        """Seconds to wait at most, until anything urgent is done or has turned out to be slow."""
        begun = [line.begun_at for line in (self._urgent, self._ahead) if line.working]
        if not begun:
            return 0
        return min(max(begun) + SLOW_SECONDS, latest) - self._monotonic()

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
        if not self._urgent.working and not self._ahead.working:
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
