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

    `anyio.to_thread` goes round the event loop twice before it begins. On a loop that is busy with
    answers to others, each round takes milliseconds.
    """

    def __init__(self, most: int) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="database")

    async def run(self, call: Callable[[], T]) -> T:
        """What `call()` returns. Whoever is cancelled before it begins does not begin.

        Whoever is cancelled later waits until it is done.
        """
        await checkpoint_if_cancelled()
        within = partial(copy_context().run, call)
        running = asyncio.get_running_loop().run_in_executor(self._pool, within)
        with CancelScope(shield=True):
            await asyncio.wait((running,))
        return running.result()

    def end(self) -> None:
        """Wait for what runs, then let the threads go."""
        self._pool.shutdown()
