"""A whole house without loops, beside a simulated server that needs no socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest
from starlette.applications import Starlette

from tests.factories import STARTED, make_play
from tests.fakes.plex import FakePlex
from watchkeeper.application import Application
from watchkeeper.domain.facts import PlayId, ServerId
from watchkeeper.features.accounts import Scope
from watchkeeper.features.history import RunningPlay
from watchkeeper.features.monitoring import LiveSession, ServerState, Stopping
from watchkeeper.features.monitoring.gaps.gap import Gap
from watchkeeper.features.system.servers.server import Server, ServerEntry
from watchkeeper.integrations.plex import describe_session
from watchkeeper.integrations.plex.client import open_plex_server
from watchkeeper.integrations.plex.tv import open_plex_tv
from watchkeeper.main import adapters
from watchkeeper.main.serving import asgi_app, quiet
from watchkeeper.settings import Settings

ADDRESS = "http://192.168.1.9:32400"
PLEX_TV = f"{ADDRESS}/plextv"
PREFIX = "/api/v1"
HOUR = 3600


class FakeMonitoring:
    """What runs is what a test says."""

    def __init__(self, house: FakePlex) -> None:
        self._clock = house.clock
        self.live: list[LiveSession] = []
        self.gap: list[Gap] = []

    def sessions(self, server_id: ServerId | None = None) -> tuple[LiveSession, ...]:
        return tuple(one for one in self.live if server_id in {None, one.server_id})

    def running(self, _server_id: ServerId | None = None) -> tuple[RunningPlay, ...]:
        return ()

    def state(self, server_id: ServerId) -> ServerState:
        return ServerState(server_id=server_id, is_connected=True)

    def look_soon(self, server_id: ServerId) -> None:
        pass

    async def gaps(self, server_id: ServerId) -> list[Gap]:
        return [gap for gap in self.gap if gap.server_id == server_id]


@dataclass
class House:
    """The application, the server beside it, and programs that ask."""

    app: Application
    asgi: Starlette
    client: httpx2.AsyncClient
    fake: FakePlex
    monitoring: FakeMonitoring
    admin: str  # a token that may do everything

    async def token(self, *scopes: Scope, server_id: int | None = None) -> str:
        """A token with these scopes."""
        only = None if server_id is None else ServerId(server_id)
        made = await self.app.accounts.make_token("test", frozenset(scopes), None, only)
        return made.secret

    async def ask(
        self, method: str, place: str, *, token: str | None = None, **sent: Any
    ) -> httpx2.Response:
        """Call an operation; the token may do everything unless another one is named."""
        headers = {"x-api-key": self.admin if token is None else token}
        return await self.client.request(method, f"{PREFIX}{place}", headers=headers, **sent)

    async def get(self, place: str, **asked: Any) -> Any:
        """What a GET that succeeds answers."""
        answer = await self.ask("GET", place, params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def record(self, **overrides: Any) -> PlayId:
        """A play in the record; see `make_play`."""
        return await self.app.history.record(make_play(**overrides))

    async def look(self) -> None:
        """Let monitoring know what plays on the simulated server."""
        server_id = ServerId(1)
        plex = self.app.media.get(server_id)
        assert plex is not None
        users = await self.app.users.all(server_id)
        now = self.fake.clock.now()
        self.monitoring.live = [
            LiveSession(
                number=number,
                observed=describe_session(one, await plex.metadata(one.rating_key or 0)),
                person=users[-1].person,
                started=now,
                position_at=now,
                seen_at=now,
                looked_at=now,
            )
            for number, one in enumerate(await plex.sessions(), 1)
        ]


@asynccontextmanager
async def opened(folder: Path, **more: Any) -> AsyncIterator[House]:
    """A house with one server, its people, its libraries and four plays; one stream runs.

    Any: values of settings.
    """
    fake = FakePlex()
    with pytest.MonkeyPatch.context() as patch:
        wire = fake.transport()
        patch.setattr(adapters, "open_plex_server", partial(open_plex_server, transport=wire))
        patch.setattr(adapters, "open_plex_tv", partial(open_plex_tv, transport=wire))
        values = {"data": folder, "timezone": "Europe/Oslo", "plex_tv_url": PLEX_TV, **more}
        settings = Settings(**values)
        async with quiet(settings, fake.clock) as application:
            monitoring = FakeMonitoring(fake)
            stopping = Stopping(application.plans, application.media.get, monitoring.look_soon)
            app = replace(application, monitoring=cast(Any, monitoring), stopping=stopping)
            asgi = asgi_app(app, settings)
            transport = httpx2.ASGITransport(app=asgi)
            async with httpx2.AsyncClient(transport=transport, base_url="http://nas") as client:
                made = await app.accounts.make_token("tests", frozenset({Scope.ADMIN}))
                house = House(app, asgi, client, fake, monitoring, made.secret)
                await furnish(house)
                yield house


async def furnish(house: House) -> None:
    """Something of everything."""
    app, fake = house.app, house.fake
    server = await add_server(house)
    await app.libraries.refresh(server.id)
    await app.users.refresh(server.id)
    film, episode = fake.film(), fake.episode()
    await house.record(rating_key=film.rating_key, started=STARTED)
    await house.record(rating_key=episode.rating_key, media_type="episode", started=STARTED + HOUR)
    await house.record(user_id=102, username="bo", started=STARTED + 30 * HOUR, stopped=None)
    await house.record(title="<script>alert(1)</script>", full_title="\u202eאב", year=None)
    fake.world.start(fake.plex.owner, film)
    await house.look()
    house.monitoring.gap = [
        Gap(id=1, server_id=server.id, from_at=STARTED, to_at=None, cause="x", backfilled=0,
            is_checked=False)
    ]  # fmt: skip


async def add_server(house: House) -> Server:
    """Put the simulated server on record."""
    return await house.app.servers.add(ServerEntry(url=ADDRESS, token=house.fake.plex.token))
