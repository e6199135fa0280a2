"""Keeping what is known about the servers fresh: a round for each of them, again and again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import anyio

from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import OutsideError, WrongServerError
from watchkeeper.features.system.events import ServerAdded, ServerChanged
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock

LOOK_SECONDS = 60.0

Refresh = Callable[[ServerId], Awaitable[object]]
Pace = Callable[[str], float]
"""From the name of a refresh to the seconds from one to the next, as the owner wants it now."""


class Refreshing:
    """Runs each refresh for each watched server at start, at its pace, and when it moved.

    One that fails is tried again at the next look; the others keep their pace. Use
    `supervisor.keep("refresh libraries and users", refreshing.run, pause_seconds=0)`.
    """

    def __init__(
        self,
        servers: Servers,
        clock: Clock,
        bus: Bus,
        refreshes: Mapping[str, Refresh],
        pace: Pace,
    ) -> None:
        """`refreshes` are run in their order, e.g. identity, libraries, users."""
        self._servers = servers
        self._clock = clock
        self._refreshes = refreshes
        self._pace = pace
        self._done: dict[tuple[ServerId, str], float] = {}
        self._woken = anyio.Event()
        bus.listen(ServerAdded, lambda event: self.wake(event.server_id))
        bus.listen(ServerChanged, self._on_change)

    async def run(self) -> None:
        """Do what is due, then wait for the next look or for a server that came or moved.

        Raises:
            OutsideError: a server could not be asked; the others were.
        """
        await self.refresh_due()
        with anyio.move_on_after(LOOK_SECONDS):
            await self._woken.wait()

    async def refresh_due(self) -> None:
        """Do what is due for every server.

        Raises:
            OutsideError: the first failure; everything else was done.
        """
        self._woken = anyio.Event()
        failures = [
            await self._refresh_server(server.id) for server in await self._servers.watched()
        ]
        failure = next((failure for failure in failures if failure is not None), None)
        if failure is not None:
            raise failure

    def wake(self, server_id: ServerId, *names: str) -> None:
        """Do these (none: all) for a server at once: it came back, or something was changed."""
        for name in names or self._refreshes:
            self._done.pop((server_id, name), None)
        self._woken.set()

    async def _refresh_server(self, server_id: ServerId) -> OutsideError | None:
        failure: OutsideError | None = None
        for name, refresh in self._refreshes.items():
            try:
                await self._refresh(server_id, name, refresh)
            except WrongServerError as error:
                return error  # nothing may be taken from it
            except OutsideError as error:
                failure = failure or error
        return failure

    async def _refresh(self, server_id: ServerId, name: str, refresh: Refresh) -> None:
        done = self._done.get((server_id, name))
        if done is not None and self._clock.monotonic() - done < self._pace(name):
            return
        await refresh(server_id)
        self._done[server_id, name] = self._clock.monotonic()

    def _on_change(self, event: ServerChanged) -> None:
        if event.is_moved:
            self.wake(event.server_id)
