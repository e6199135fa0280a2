"""Loops that stay alive: run, restart with back-off, and say how they are."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable

import anyio
import structlog
from anyio.abc import TaskGroup

from watchkeeper.errors import WatchkeeperError
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0


@dataclass(slots=True)
class LoopState:
    """How a loop is: shown on the health page."""

    name: str
    is_running: bool = False
    failures: int = 0  # in a row
    last_error: str = ""
    failing_since: int | None = None  # UTC seconds
    last_ok_at: int | None = None  # UTC seconds


class Supervisor:
    """Keeps named loops alive under one task group.

    A loop body that returns is run again after `pause_seconds`; one that raises is run again after
    a back-off of 1 s to 60 s. The first failure and the recovery are logged, the tries between not.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._group: TaskGroup | None = None
        self._waiting: list[tuple[str, Callable[[], Awaitable[None]], float]] = []
        self._scopes: dict[str, anyio.CancelScope] = {}
        self.loops: dict[str, LoopState] = {}

    def keep(self, name: str, body: Callable[[], Awaitable[None]], *, pause_seconds: float) -> None:
        """Start the loop now, or as soon as the supervisor runs. Ends one of the same name."""
        self.end(name)
        self.loops[name] = LoopState(name)
        if self._group is None:
            self._waiting.append((name, body, pause_seconds))
        else:
            self._group.start_soon(self._keep_alive, name, body, pause_seconds)

    def end(self, name: str) -> None:
        """End a loop; unknown names are fine."""
        self._waiting = [entry for entry in self._waiting if entry[0] != name]
        scope = self._scopes.pop(name, None)
        if scope is not None:
            scope.cancel()
        self.loops.pop(name, None)

    async def run(self, *, started: anyio.Event | None = None) -> None:
        """Run all loops until cancelled."""
        async with anyio.create_task_group() as group:
            self._group = group
            waiting, self._waiting = self._waiting, []
            for name, body, pause in waiting:
                group.start_soon(self._keep_alive, name, body, pause)
            if started is not None:
                started.set()
            await anyio.sleep_forever()

    async def _keep_alive(
        self, name: str, body: Callable[[], Awaitable[None]], pause_seconds: float
    ) -> None:
        state = self.loops.get(name)
        if state is None:
            return
        with anyio.CancelScope() as scope:
            self._scopes[name] = scope
            state.is_running = True
            while True:
                pause = pause_seconds if await self._run_once(body, state) else _back_off(state)
                await anyio.sleep(pause)

    async def _run_once(self, body: Callable[[], Awaitable[None]], state: LoopState) -> bool:
        try:
            await body()
        except Exception as error:  # noqa: BLE001  # the border that keeps loops alive
            self._failed(state, error)
            return False
        if state.failures:
            log.info("loop recovered", loop=state.name, failures=state.failures)
        state.failures, state.last_error, state.failing_since = 0, "", None
        state.last_ok_at = instant(self._clock)
        return True

    def _failed(self, state: LoopState, error: Exception) -> None:
        if not state.failures:
            state.failing_since = instant(self._clock)
            expected = isinstance(error, WatchkeeperError)
            log.warning("loop failed", loop=state.name, error=str(error), exc_info=not expected)
        state.failures += 1
        state.last_error = str(error) or type(error).__name__


def _back_off(state: LoopState) -> float:
    pause: float = min(
        LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(state.failures - 1, 10)
    )
    return pause * random.uniform(0.5, 1.0)  # noqa: S311  # spreads retries, nothing secret
