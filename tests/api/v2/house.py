"""A whole house on a data folder, as `serve` starts it, with a media server that is a fake."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import httpx2

from watchkeeper.application import Application
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.history import RunningPlay
from watchkeeper.features.libraries import Images, Metadata
from watchkeeper.features.monitoring import LiveSession, ServerState, Stopping
from watchkeeper.features.monitoring.running import running_play
from watchkeeper.integrations.plex import PlexServer
from watchkeeper.main.serving import asgi_app, started
from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings

ZONE = "America/New_York"


class FakeMonitoring:
    """What runs is what a test says."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.live: list[LiveSession] = []
        self.is_connected: bool | None = True
        self.looked_at: list[ServerId] = []

    def sessions(self, server_id: ServerId) -> tuple[LiveSession, ...]:
        return tuple(session for session in self.live if session.server_id == server_id)

    def running(self, server_id: ServerId) -> tuple[RunningPlay, ...]:
        now = self._clock.now()
        return tuple(running_play(session, now) for session in self.sessions(server_id))

    def state(self, server_id: ServerId) -> ServerState:
        return ServerState(server_id=server_id, is_connected=self.is_connected)

    def look_soon(self, server_id: ServerId) -> None:
        self.looked_at.append(server_id)


class FakeMediaServers:
    """The one media server that a test made, whatever the number."""

    def __init__(self) -> None:
        self.only: PlexServer | None = None

    def get(self, _server_id: ServerId) -> PlexServer | None:
        return self.only


@dataclass
class House:
    """The application, the fakes in it, and a client that speaks to it."""

    app: Application
    client: httpx2.AsyncClient
    key: str
    monitoring: FakeMonitoring
    media: FakeMediaServers

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
async def open_house(
    folder: Path, clock: Clock, *, plex_logs: Path | None = None
) -> AsyncIterator[House]:
    """The house with what is in this folder, which is made when it is not there."""
    settings = Settings(data=folder, timezone=ZONE, plex_logs=plex_logs)
    async with started(settings, clock, Redactor()) as serving:
        monitoring, media = FakeMonitoring(clock), FakeMediaServers()
        connect = cast(Any, media.get)
        app = replace(
            serving.application,
            monitoring=cast(Any, monitoring),
            media=cast(Any, media),
            metadata=Metadata(connect, clock),
            images=Images(connect, folder / "pictures", clock),
            stopping=Stopping(serving.application.plans, connect, monitoring.look_soon),
        )
        transport = httpx2.ASGITransport(app=asgi_app(app, settings))
        async with httpx2.AsyncClient(transport=transport, base_url="http://tests") as client:
            key = await app.accounts.tautulli_key()
            yield House(app, client, key, monitoring, media)
