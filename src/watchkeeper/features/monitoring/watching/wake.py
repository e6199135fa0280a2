"""Waiting that can be cut short."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import anyio

Sleep = Callable[[float], Awaitable[None]]
"""Waits that many seconds; tests pass one that follows their own clock."""


class Wake:
    """An alarm clock with a bell that others may ring earlier."""

    def __init__(self, sleep: Sleep) -> None:
        self._sleep = sleep
        self._rung = anyio.Event()

    def ring(self) -> None:
        """Wake whoever waits, or the next one to wait."""
        self._rung.set()

    def silence(self) -> None:
        """Forget rings until now."""
        self._rung = anyio.Event()

    async def wait(self, seconds: float) -> bool:
        """Wait that long or until the bell rings; True when it rang."""
        async with anyio.create_task_group() as group:
            group.start_soon(self._alarm, seconds, group.cancel_scope)
            await self._rung.wait()
            group.cancel_scope.cancel()
        has_rung = self._rung.is_set()
        self.silence()
        return has_rung

    async def _alarm(self, seconds: float, scope: anyio.CancelScope) -> None:
        await self._sleep(seconds)
        scope.cancel()
