"""Threads of our own, reached without the detours of the usual ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TypeVar

from anyio import CancelScope
from anyio.lowlevel import checkpoint_if_cancelled

T = TypeVar("T")


class Threads:
    """Runs functions in up to `most` threads.

    `anyio.to_thread` goes round the event loop twice before it begins, and asyncio's executors
    three times before whoever waits goes on. On a loop that is busy with answers to others, each
    round takes milliseconds.
    """

    def __init__(self, most: int) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="database")

    async def run(self, call: Callable[[], T]) -> T:
        """What `call()` returns. Whoever is cancelled before it begins does not begin.

        Whoever is cancelled later waits until it is done.
        """
        await checkpoint_if_cancelled()
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[T] = loop.create_future()
        within = partial(copy_context().run, call)
        self._pool.submit(_work, within, loop, outcome)
        with CancelScope(shield=True):
            await outcome
        return outcome.result()

    def end(self) -> None:
        """Wait for what runs, then let the threads go."""
        self._pool.shutdown()


def _work(
    call: Callable[[], T], loop: asyncio.AbstractEventLoop, outcome: asyncio.Future[T]
) -> None:
    """Call in a thread, and tell the loop what came of it."""
    try:
        tell = partial(outcome.set_result, call())
    except BaseException as error:  # noqa: BLE001  # raised again where it is waited for
        loop.call_soon_threadsafe(_settle, outcome, partial(outcome.set_exception, error))
    else:
        loop.call_soon_threadsafe(_settle, outcome, tell)


def _settle(outcome: asyncio.Future[T], tell: Callable[[], None]) -> None:
    """Tell it, unless nobody waits any more because the loop ends."""
    if not outcome.done():
        tell()
