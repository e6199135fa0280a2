"""One adapter a server, made when first needed and made anew when its address changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

import anyio

from watchkeeper.domain.facts import ServerId
from watchkeeper.features.system.events import ServerAdded, ServerChanged, ServerRemoved
from watchkeeper.features.system.servers.server import Server
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.runtime.bus import Bus


class Closable(Protocol):
    """Something that holds connections."""

    async def aclose(self) -> None:
        """Give them back."""
        ...


S = TypeVar("S", bound=Closable)


class MediaServers(Generic[S]):
    """The directory of adapters. `connect` makes one from a server and its token, without asking.

    `Servers.load` must have run before `get` can answer.
    """

    def __init__(self, connect: Callable[[Server, str], S], servers: Servers, bus: Bus) -> None:
        self._connect = connect
        self._servers = servers
        self._open: dict[ServerId, S] = {}
        self._retired: list[S] = []
        self._has_retired = anyio.Event()
        bus.listen(ServerAdded, lambda event: self._retire(event.server_id))
        bus.listen(ServerRemoved, lambda event: self._retire(event.server_id))
        bus.listen(ServerChanged, self._on_change)

    def get(self, server_id: ServerId) -> S | None:
        """The adapter of a server; None when it is unknown, has no address, or is refused."""
        if self._servers.problem(server_id):
            return None
        if server_id in self._open:
            return self._open[server_id]
        server, address = self._servers.known(server_id), self._servers.address(server_id)
        if server is None or address is None:
            return None
        self._open[server_id] = self._connect(server, address.token)
        return self._open[server_id]

    async def tend(self) -> None:
        """Close adapters that a change has replaced: the body of a supervised loop."""
        await self._has_retired.wait()
        await self._close_retired()

    async def aclose(self) -> None:
        """Close all of them."""
        for server_id in list(self._open):
            self._retire(server_id)
        await self._close_retired()

    def _on_change(self, event: ServerChanged) -> None:
        if event.is_moved:
            self._retire(event.server_id)

    def _retire(self, server_id: ServerId) -> None:
        adapter = self._open.pop(server_id, None)
        if adapter is not None:
            self._retired.append(adapter)
            self._has_retired.set()

    async def _close_retired(self) -> None:
        self._has_retired = anyio.Event()
        retired, self._retired = self._retired, []
        for adapter in retired:
            await adapter.aclose()
