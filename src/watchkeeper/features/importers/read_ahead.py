"""Reading one step ahead, in a thread, while the last step is being dealt with."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, TypeVar

import anyio.to_thread

T = TypeVar("T")


class ReadAhead(Generic[T]):
    """Calls `read` with what it returned last (None at first) until it returns None.

    It is one call ahead of who asks, never more.

    On leaving, a call that is under way is waited for: what it reads from may then be closed.
    """

    def __init__(self, read: Callable[[T | None], T | None]) -> None:
        self._read = read
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="read ahead")
        self._coming: Future[T | None] | None = None

    def __enter__(self) -> ReadAhead[T]:
        self._coming = self._thread.submit(self._read, None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.shutdown(wait=True, cancel_futures=True)

    async def next(self) -> T | None:
        """The next step, None after the last.

        Raises:
            Exception: what reading it raised.
        """
        if self._coming is None:
            return None
        found = await anyio.to_thread.run_sync(self._coming.result)
        self._coming = None if found is None else self._thread.submit(self._read, found)
        return found
