"""Threads of our own, reached without the detours of the usual ones."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import TypeVar

from anyio import CancelScope
from anyio.lowlevel import checkpoint_if_cancelled

T = TypeVar("T")

STAND_ASIDE_SECONDS = 0.005
SLOW_SECONDS = 0.02
"""Less would take a write that was held up once for a slow disk, and hold up the next one too."""


class Threads:
    """Runs functions in up to `most` threads.

    `anyio.to_thread` goes round the event loop twice before it begins, and asyncio's executors
    three times before whoever waits goes on. On a loop that is busy with answers to others, each
    round takes milliseconds.
    """

    def __init__(self, most: int) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="database")
        self._are_first_quick = True

    async def run(self, call: Callable[[], T]) -> T:
        """What `call()` returns. Whoever is cancelled before it begins does not begin.

        Whoever is cancelled later waits until it is done.
        """
        await checkpoint_if_cancelled()
        return await _done(self._pool.submit(copy_context().run, call))

    async def run_first(self, call: Callable[[], T]) -> T:
        """`run`, and the event loop stands aside for `STAND_ASIDE_SECONDS` at most.

        Threads share one interpreter lock: on a busy loop what takes two milliseconds alone took
        eight beside it, and the loop gained nothing. After what took `SLOW_SECONDS` the loop goes
        on at once, until such calls are quick again: a slow disk stops no answers.
        """
        await checkpoint_if_cancelled()
        work = self._pool.submit(copy_context().run, self._timed, call)
        if self._are_first_quick:
            wait((work,), STAND_ASIDE_SECONDS)
        return work.result() if work.done() else await _done(work)

    def end(self) -> None:
        """Wait for what runs, then let the threads go."""
        self._pool.shutdown()

    def _timed(self, call: Callable[[], T]) -> T:
        began = time.monotonic()
        try:
            return call()
        finally:
            self._are_first_quick = time.monotonic() - began < SLOW_SECONDS


async def _done(work: Future[T]) -> T:
    """What the work returns, once it is done."""
    loop = asyncio.get_running_loop()
    over: asyncio.Future[None] = loop.create_future()
    work.add_done_callback(lambda _: loop.call_soon_threadsafe(_tell, over))
    with CancelScope(shield=True):
        await over
    return work.result()


def _tell(over: asyncio.Future[None]) -> None:
    """Say so, unless nobody waits any more because the loop ends."""
    if not over.done():
        over.set_result(None)
