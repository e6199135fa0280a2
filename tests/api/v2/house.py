"""A whole house on a data folder, without a network: what `main` wires, for these tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import anyio
import httpx2
from starlette.applications import Starlette
from starlette.routing import Route

from tests.fakes.media import FakeMedia, FakeProbe
from watchkeeper.api.v2 import routes
from watchkeeper.application import Application
from watchkeeper.columns.columns import Columns
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.accounts import Accounts
from watchkeeper.features.history import History, RunningPlay
from watchkeeper.features.importers import Importers, Surroundings
from watchkeeper.features.libraries.images import Images
from watchkeeper.features.libraries.libraries import Libraries
from watchkeeper.features.libraries.metadata import Metadata
from watchkeeper.features.monitoring import STOP_STREAM, LiveSession, ServerState
from watchkeeper.features.monitoring.running import running_play
from watchkeeper.features.preferences.service import Preferences
from watchkeeper.features.statistics import Statistics
from watchkeeper.features.system.jobs import Jobs
from watchkeeper.features.system.media_servers import MediaServers
from watchkeeper.features.system.server import Server
from watchkeeper.features.system.servers import Servers
from watchkeeper.features.users.users import Users
from watchkeeper.plans.plans import Plans
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.runtime.supervisor import Supervisor


class FakeMonitoring:
    """What runs is what a test says."""

    def __init__(self) -> None:
        self.live: list[LiveSession] = []
        self.is_connected: bool | None = False
        self.looked_at: list[ServerId] = []

    def sessions(self, server_id: ServerId) -> tuple[LiveSession, ...]:
        return tuple(session for session in self.live if session.server_id == server_id)

    def running(self, server_id: ServerId) -> tuple[RunningPlay, ...]:
        return tuple(running_play(session, 0.0) for session in self.sessions(server_id))

    def state(self, server_id: ServerId) -> ServerState:
        return ServerState(server_id=server_id, is_connected=self.is_connected)

    def look_soon(self, server_id: ServerId) -> None:
        self.looked_at.append(server_id)


@asynccontextmanager
async def served(app: Application) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the face alone, without the gate before it."""
    pages = [Route(page.path, page.endpoint, methods=page.methods) for page in routes(app)]
    transport = httpx2.ASGITransport(app=Starlette(routes=pages))
    async with httpx2.AsyncClient(transport=transport, base_url="http://tests") as client:
        yield client


@dataclass
class House:
    """The application, the fakes in it, and a client of its face."""

    app: Application
    monitoring: FakeMonitoring
    client: httpx2.AsyncClient
    key: str
    servers: dict[ServerId, FakeMedia]

    async def call(self, cmd: str, **sent: object) -> httpx2.Response:
        """Call a command with the right key."""
        texts = {name: str(value) for name, value in sent.items()}
        return await self.client.get("/api/v2", params={"apikey": self.key, "cmd": cmd, **texts})

    async def data(self, cmd: str, **sent: object) -> Any:
        """The data of a call that succeeds."""
        response = await self.call(cmd, **sent)
        assert response.status_code == 200, response.text
        found = response.json()["response"]
        assert found["result"] == "success"
        return found["data"]


@asynccontextmanager
async def open_house(folder: Path, clock: Clock) -> AsyncIterator[House]:
    """A house on this folder, which it makes."""
    fakes: dict[ServerId, FakeMedia] = {}

    def connect(server: Server, _token: str) -> FakeMedia:
        return fakes[server.id]

    db, bus, zone = Database.open(folder), Bus(), ZoneInfo("America/New_York")
    sealer = Sealer.of_folder(folder)
    servers = Servers(db, clock, sealer, bus, FakeProbe())
    media = MediaServers(connect, servers, bus)
    preferences = Preferences(db, bus, clock, {})
    columns = Columns(zone)
    history = History(db, columns, clock, bus, preferences)
    monitoring = FakeMonitoring()
    jobs = Jobs(db, clock, bus)
    users = Users(db, clock, bus, media.get)
    libraries = Libraries(db, clock, bus, media.get, folder / "listings")
    accounts = Accounts(db, clock, sealer, bus)
    importers = Importers(
        Surroundings(
            db=db,
            clock=clock,
            zone=zone,
            sealer=sealer,
            jobs=jobs,
            servers=servers,
            users=users,
            libraries=libraries,
            preferences=preferences,
            accounts=accounts,
            history=history,
        )
    )
    app = Application(
        data_folder=folder,
        zone=zone,
        db=db,
        clock=clock,
        bus=bus,
        supervisor=Supervisor(clock),
        sealer=sealer,
        accounts=accounts,
        preferences=preferences,
        servers=servers,
        media=cast(Any, media),
        users=users,
        libraries=libraries,
        metadata=Metadata(media.get, clock),
        images=Images(media.get, folder / "images", clock),
        jobs=jobs,
        plans=Plans(db, clock, bus, (STOP_STREAM,)),
        columns=columns,
        history=history,
        statistics=Statistics(history, columns, clock),
        monitoring=cast(Any, monitoring),
        importers=importers,
        open_plex_tv=cast(Any, None),
    )
    await servers.load()
    await users.load()
    await libraries.load()
    await history.catch_up()
    async with anyio.create_task_group() as group, served(app) as client:
        started = anyio.Event()
        group.start_soon(lambda: jobs.run(started=started))
        await started.wait()
        yield House(app, monitoring, client, await accounts.tautulli_key(), fakes)
        group.cancel_scope.cancel()
    db.close()
