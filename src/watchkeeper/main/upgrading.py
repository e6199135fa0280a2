"""Bringing the database up to date before anything runs, while the port tells of it."""

from __future__ import annotations

import socket
from contextlib import suppress
from functools import partial

import anyio
import anyio.to_thread
import structlog

from watchkeeper.db.database import FILE, Database
from watchkeeper.db.upgrade import CHECKING, is_outdated
from watchkeeper.edge import upgrading_app
from watchkeeper.errors import StorageError
from watchkeeper.main.http_server import HttpServer, Place, edge_options
from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.languages import Languages
from watchkeeper.settings import Settings
from watchkeeper.texts import Sentence

log = structlog.get_logger(__name__)


class Progress:
    """The step that an upgrade is at."""

    def __init__(self) -> None:
        self.step = CHECKING

    def tell(self, step: Sentence) -> None:
        """The next step has begun."""
        self.step = step
        log.info("upgrading", step=step)


async def bring_up_to_date(settings: Settings, clock: Clock) -> None:
    """Upgrade a database of an older version, and answer meanwhile that it is.

    What cannot be done is left as it is: opening the database tells why.
    """
    if not is_outdated(settings.data / FILE):
        return
    progress, is_answering = Progress(), anyio.Event()
    server = _server(settings, clock, progress, is_answering)
    async with anyio.create_task_group() as group:
        with suppress(OSError):  # whoever has the port is told of when we want to serve
            group.start_soon(server.serve, [_listening(settings)])
            await is_answering.wait()
        with suppress(StorageError):
            await anyio.to_thread.run_sync(partial(_upgrade, settings, progress))
        server.should_exit = True


def _server(
    settings: Settings, clock: Clock, progress: Progress, is_answering: anyio.Event
) -> HttpServer:
    languages = Languages(*([settings.languages] if settings.languages else []))
    app = upgrading_app(edge_options(settings), clock, languages, lambda: progress.step)
    place = Place(settings.host, settings.port)
    return HttpServer(app, place, on_ready=is_answering.set, on_end=lambda: None)


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    return socket.create_server((settings.host, settings.port), family=family)


def _upgrade(settings: Settings, progress: Progress) -> None:
    Database.open(settings.data, progress.tell).close()
