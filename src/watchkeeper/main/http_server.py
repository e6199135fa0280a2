"""The HTTP server as a task of ours: we say when it ends, it says when it answers."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import anyio
import structlog
import uvicorn
from starlette.applications import Starlette

from watchkeeper.edge import EdgeOptions
from watchkeeper.main.connection import READ_SECONDS, Connection
from watchkeeper.settings import Settings
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

END_SECONDS = 4  # for answers under way; the live channel is cut then
TICKS_A_SECOND = 10  # uvicorn's


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen."""

    host: str
    port: int


def edge_options(settings: Settings) -> EdgeOptions:
    """What the edge must know of the settings."""
    return EdgeOptions(
        base_path=settings.base_path,
        port=settings.port,
        trusted_proxies=settings.trusted_proxies,
        hsts=settings.hsts,
    )


class HttpServer(uvicorn.Server):
    """uvicorn, without its own handling of signals: it would end the process before we are done."""

    def __init__(
        self,
        app: Starlette,
        place: Place,
        *,
        on_ready: Callable[[], None],
        on_end: Callable[[], None],
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=place.host,
                port=place.port,
                http=Connection,
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=END_SECONDS,
                lifespan="off",
            )
        )
        self._on_ready = on_ready
        self._on_end = on_end

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then tell that we do."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def on_tick(self, counter: int) -> bool:
        """Now and then, look for clients that do not read."""
        if counter % (READ_SECONDS * TICKS_A_SECOND) == 0:
            for connection in list(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.end_unread()
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield

    async def end_on_signal(self) -> None:
        """End at the first SIGTERM or SIGINT, at once at the second."""
        with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
            async for number in signals:
                log.info("ending", signal=signal.Signals(number).name)
                self.force_exit = self.should_exit
                self.should_exit = True
                self._on_end()
