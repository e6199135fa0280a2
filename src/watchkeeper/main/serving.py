"""Serving: start, run until told to end, and end with everything written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import anyio
import anyio.to_thread
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper import edge, web
from watchkeeper.api import v1, v2
from watchkeeper.application import Application
from watchkeeper.db.engines import sqlite_version
from watchkeeper.db.shares import network_share
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import ReadOnlyError, StorageError
from watchkeeper.features.history.completing import complete_in_background
from watchkeeper.features.libraries import Stocktaking
from watchkeeper.features.monitoring.events import LibraryItemsAdded, ServerCameBack, ServerHeard
from watchkeeper.features.preferences import Network, PreferencesChanged
from watchkeeper.features.system.events import ServerChanged, ServerRemoved
from watchkeeper.features.system.servers.refreshing import Refreshing
from watchkeeper.features.system.servers.server import ServerEntry
from watchkeeper.features.system.upkeep.database_check import check_in_background
from watchkeeper.features.users import PeopleChanged, UsersChanged
from watchkeeper.main.build import build
from watchkeeper.main.http_server import HttpServer, Place, edge_options
from watchkeeper.main.upgrading import bring_up_to_date
from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.memory import Surplus, keep_for_good
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

BOOKS_SECONDS = 60
WRITE_BACK_SECONDS = 20
SURPLUS_SECONDS = 30
SWEEP_SECONDS = 3600
HOUR = 3600.0
RELINK_SECONDS = 30
INDEX_SECONDS = 300
DISK_SECONDS = 300
NEWSLETTER_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Serving:
    """An application and the ASGI app before it."""

    application: Application
    app: Starlette


def asgi_app(application: Application, settings: Settings) -> Starlette:
    """All protocols behind the edge."""
    browser = web.web(application, settings.base_path)

    async def problem_page(request: Request, problem: edge.Problem) -> Response:
        return await browser.errors.show(request, problem)

    everything = [
        *v2.routes(application),
        *browser.pages,
        *v1.routes(application, browser.support.zipped),
        *v2.last_routes(application),
    ]
    return edge.create_app(application, everything, edge_options(settings), problem_page)


@asynccontextmanager
async def started(
    settings: Settings, clock: Clock, redactor: Redactor | None = None
) -> AsyncIterator[Serving]:
    """The whole house running: loops, jobs, watching; ended in order on leaving.

    Raises:
        StorageError: the data folder cannot be used as it is.
        InputError: a first server, owner or key in the settings cannot be used.
    """
    application = build(settings, clock, redactor or Redactor())
    _warn_of_share(application)
    try:
        await _load(application)
        await _provide(application, settings)
        async with anyio.create_task_group() as group:
            await _start_loops(application)
            group.start_soon(application.supervisor.run)
            group.start_soon(application.jobs.run)
            group.start_soon(application.stopping.resume)
            try:
                yield Serving(application, asgi_app(application, settings))
            finally:
                group.cancel_scope.cancel()
    finally:
        with anyio.CancelScope(shield=True):
            await _end(application)


@asynccontextmanager
async def quiet(
    settings: Settings, clock: Clock, redactor: Redactor | None = None
) -> AsyncIterator[Application]:
    """The services alone, loaded: nothing is watched and nothing listens. For commands.

    Raises:
        StorageError: the data folder cannot be used as it is, or another process uses it.
    """
    application = build(settings, clock, redactor or Redactor())
    try:
        await _load(application)
        yield application
    finally:
        with anyio.CancelScope(shield=True):
            await _end(application)


async def serve(
    settings: Settings,
    clock: Clock,
    redactor: Redactor,
    on_ready: Callable[[Application], None] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; all is written within ten seconds of it."""
    await bring_up_to_date(settings, clock)
    async with started(settings, clock, redactor) as serving:
        is_set_up = await serving.application.accounts.is_set_up()

        def tell() -> None:
            keep_for_good()
            _tell_ready(serving.application, settings, is_set_up=is_set_up)
            if on_ready is not None:
                on_ready(serving.application)

        server = HttpServer(
            serving.app,
            Place(settings.host, settings.port),
            on_ready=tell,
            on_end=serving.application.bus.end_feeds,
        )
        async with anyio.create_task_group() as group:
            group.start_soon(server.end_on_signal)
            await server.serve()
            group.cancel_scope.cancel()
    log.info("ended")


async def _load(application: Application) -> None:
    """What hot paths read without asking the database again."""
    await application.servers.load()
    await application.erased.load()
    await application.users.load()
    await application.people.load()
    await application.libraries.load()
    await application.history.start(_column_cache(application))


def _warn_of_share(application: Application) -> None:
    share = network_share(application.data_folder)
    if share is not None:
        log.warning("the data folder is a network share: SQLite is not safe there", kind=share)


def _column_cache(application: Application) -> Path:
    return application.data_folder / "cache" / "columns"


async def _provide(application: Application, settings: Settings) -> None:
    """What the settings say about owner, key and first server, where it can be written down."""
    try:
        await _take_settings(application, settings)
    except ReadOnlyError as error:
        log.warning("the settings' owner, key and server are not taken over", reason=str(error))


async def _take_settings(application: Application, settings: Settings) -> None:
    if settings.owner and settings.password:
        await application.accounts.ensure_owner(settings.owner, settings.password.reveal())
    if settings.api_key:
        await application.accounts.ensure_api_key(settings.api_key.reveal())
    if settings.plex_url and settings.plex_token:
        await application.servers.ensure(
            ServerEntry(url=settings.plex_url, token=settings.plex_token.reveal())
        )
    await application.accounts.tautulli_key()


async def _start_loops(application: Application) -> None:
    keep = application.supervisor.keep
    refreshing = Refreshing(
        application.servers,
        application.clock,
        application.bus,
        {
            "identity": application.servers.meet,
            "libraries": application.libraries.refresh,
            "users": application.users.refresh,
        },
        lambda name: _refresh_seconds(application, name),
    )
    application.bus.listen(
        ServerCameBack, lambda event: refreshing.wake(event.server_id, "identity")
    )
    keep("refresh libraries and users", refreshing.run, pause_seconds=0)
    _take_stock(application)
    keep("back up", application.backing_up.run, pause_seconds=0)
    keep("end debugging", application.debugging.run, pause_seconds=0)
    keep("index titles", application.search.prepare, pause_seconds=INDEX_SECONDS)
    keep("close old connections", application.media.tend, pause_seconds=0)
    keep("write the log back", application.db.write_back, pause_seconds=WRITE_BACK_SECONDS)
    keep("give memory back", partial(_give_back, Surplus()), pause_seconds=SURPLUS_SECONDS)
    keep("keep books", application.accounts.keep_books, pause_seconds=BOOKS_SECONDS)
    keep("delete old exports", partial(_sweep, application), pause_seconds=SWEEP_SECONDS)
    keep("send notifications", application.outbox.run, pause_seconds=0)
    keep("tell what happens", application.telling.run, pause_seconds=0)
    keep("tell new items", application.arrivals.run, pause_seconds=0)
    keep("look for newer servers", application.server_updates.run, pause_seconds=0)
    keep("watch the disk", application.disk_watch.look, pause_seconds=DISK_SECONDS)
    keep("make newsletters", application.newsroom.press.make_due, pause_seconds=NEWSLETTER_SECONDS)
    keep("send newsletters", application.newsroom.sending.run, pause_seconds=0)
    _keep_guests_out(application)
    await application.importers.start()
    await check_in_background(application.db, application.jobs)
    await complete_in_background(application.history, application.db, application.jobs)
    await application.monitoring.start()


def _keep_guests_out(application: Application) -> None:
    """Look at once at who may stay signed in, whenever something changed that says so."""
    guests = application.accounts.guests
    for event in (UsersChanged, PeopleChanged, PreferencesChanged, ServerChanged, ServerRemoved):
        application.bus.listen(event, guests.look_again)
    application.supervisor.keep("sign out refused guests", guests.run, pause_seconds=0)


def _refresh_seconds(application: Application, name: str) -> float:
    network = application.preferences.group(Network)
    if name == "users":
        return network.refresh_users_interval * HOUR
    return network.refresh_libraries_interval * HOUR


def _take_stock(application: Application) -> None:
    async def watched() -> list[ServerId]:
        return [server.id for server in await application.servers.watched()]

    stocktaking = Stocktaking(application.readings, application.clock, application.bus, watched)
    application.bus.listen(ServerCameBack, lambda event: stocktaking.wake(event.server_id))
    application.bus.listen(ServerHeard, lambda event: stocktaking.heard(event.server_id))
    application.bus.listen(
        LibraryItemsAdded,
        lambda event: stocktaking.told(event.notice.server_id, event.notice.item_id),
    )
    keep = application.supervisor.keep
    keep("take stock of libraries", stocktaking.run, pause_seconds=0)
    keep("suggest relinks", application.relinks.tend, pause_seconds=RELINK_SECONDS)


async def _give_back(surplus: Surplus) -> None:
    await anyio.to_thread.run_sync(surplus.give_back)


async def _sweep(application: Application) -> None:
    servers = await application.servers.all()
    await application.exports.sweep([server.id for server in servers])


async def _end(application: Application) -> None:
    try:
        await application.accounts.keep_books()
        await application.history.stop(_column_cache(application))
    except StorageError as error:
        log.warning("not everything could be written", reason=str(error))
    finally:
        await application.media.aclose()
        await application.places.forget()
        application.db.close()


def _tell_ready(application: Application, settings: Settings, *, is_set_up: bool) -> None:
    address = f"http://{settings.host}:{settings.port}{settings.base_path}"
    log.info("ready", address=address, plays=len(application.columns), sqlite=sqlite_version())
    if not is_set_up:
        log.info("open the address to set up", setup_code=application.accounts.setup_code())
