"""The whole application in this process, its owner at a browser that is an HTTP client."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest

from tests.factories import STARTED, make_play
from tests.fakes.clock import FakeClock
from watchkeeper.application import Application
from watchkeeper.domain.facts import PlayId, ServerId
from watchkeeper.domain.play import PlaySource
from watchkeeper.features.history import RunningPlay
from watchkeeper.features.monitoring import LiveSession, ServerState
from watchkeeper.features.monitoring.gaps.gap import Gap
from watchkeeper.features.monitoring.running import running_play
from watchkeeper.main.serving import asgi_app, started
from watchkeeper.settings import Secret, Settings

HOUR = 3600
BASE_PATH = "/x/y"
OWNER, PASSWORD = "olga", "a sentence for the tests"
ZONE = "Europe/Oslo"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
BROWSER = {"accept": "text/html"}


class FakeMonitoring:
    """What runs, and how the servers are, is what a test says."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.live: list[LiveSession] = []
        self.states: dict[ServerId, ServerState] = {}
        self.missed: list[Gap] = []

    def sessions(self, server_id: ServerId | None = None) -> tuple[LiveSession, ...]:
        return tuple(one for one in self.live if server_id in {None, one.server_id})

    def session(self, server_id: ServerId, session_key: str) -> LiveSession | None:
        found = (one for one in self.sessions(server_id) if one.observed.session_key == session_key)
        return next(found, None)

    def running(self, server_id: ServerId | None = None) -> tuple[RunningPlay, ...]:
        now = self._clock.now()
        return tuple(running_play(session, now) for session in self.sessions(server_id))

    def state(self, server_id: ServerId) -> ServerState:
        return self.states.get(server_id, ServerState(server_id=server_id, is_connected=True))

    def look_soon(self, server_id: ServerId) -> None:
        pass

    async def gaps(self, server_id: ServerId) -> list[Gap]:
        return [gap for gap in self.missed if gap.server_id == server_id]


@dataclass
class Desk:
    """The owner's browser and the house behind it."""

    app: Application
    client: httpx2.AsyncClient
    clock: FakeClock
    monitoring: FakeMonitoring

    async def sign_in(self) -> None:
        answer = await self.post("/sign-in", {"name": OWNER, "password": PASSWORD}, "/sign-in")
        assert answer.status_code == 303

    async def get(self, path: str, **headers: str) -> httpx2.Response:
        return await self.client.get(f"{BASE_PATH}{path}", headers=BROWSER | headers)

    async def text(self, path: str) -> str:
        """A page that is there, with its entities resolved."""
        answer = await self.get(path)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    async def post(
        self, path: str, form: Mapping[str, Any] | None = None, page: str = "/history"
    ) -> httpx2.Response:
        """Send a form of a page, with the token that is on it."""
        found = TOKEN.search((await self.get(page)).text)
        assert found
        data = {"csrf_token": found[1], **(form or {})}
        return await self.client.post(f"{BASE_PATH}{path}", data=data, headers=BROWSER)

    async def follow(self, answer: httpx2.Response) -> str:
        """The page that an answer leads to."""
        assert answer.status_code == 303, answer.text
        return await self.text(answer.headers["location"].removeprefix(BASE_PATH))

    async def record(self, **overrides: Any) -> PlayId:
        """A play in the record; see `make_play`."""
        return await self.app.history.record(make_play(**overrides))

    async def furnish(self) -> None:
        """Three plays of two people."""
        await self.record(title="The Tide", full_title="The Tide", started=STARTED)
        await self.record(
            title="Night Train",
            full_title="Night Train",
            rating_key=501,
            user_id=102,
            username="bo",
            started=STARTED + 10 * HOUR,
            stopped=STARTED + 10 * HOUR + 600,
            view_offset=600_000,
            transcode_decision="transcode",
        )
        await self.record(
            media_type="track",
            title="Undertow",
            full_title="Undertow - The Keys",
            grandparent_title="The Keys",
            rating_key=502,
            started=STARTED + 20 * HOUR,
            stopped=STARTED + 20 * HOUR + 200,
            view_offset=200_000,
            source=PlaySource.IMPORTED,
        )


@asynccontextmanager
async def opened(folder: Path, **settings: Any) -> AsyncIterator[Desk]:
    """A house on this folder. Any: values of settings."""
    clock = FakeClock()
    values = {"data": folder, "base_path": BASE_PATH, "timezone": ZONE, **settings}
    async with started(Settings(**values), clock) as serving:
        monitoring = FakeMonitoring(clock)
        app = replace(serving.application, monitoring=cast(Any, monitoring))
        transport = httpx2.ASGITransport(app=asgi_app(app, Settings(**values)))
        async with httpx2.AsyncClient(transport=transport, base_url="http://tests") as client:
            yield Desk(app, client, clock, monitoring)


@pytest.fixture
async def stranger(tmp_path: Path) -> AsyncIterator[Desk]:
    """A browser that has not signed in."""
    async with opened(tmp_path, owner=OWNER, password=Secret(PASSWORD)) as desk:
        await desk.app.servers.know("machine-1", "Harbour House")
        yield desk


@pytest.fixture
async def desk(stranger: Desk) -> Desk:
    """A browser whose owner has signed in; one server, nothing recorded."""
    await stranger.sign_in()
    return stranger


@pytest.fixture(scope="module")
async def reader(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """The owner before three plays of two people; for tests that change nothing."""
    folder = tmp_path_factory.mktemp("reader")
    async with opened(folder, owner=OWNER, password=Secret(PASSWORD)) as found:
        await found.app.servers.know("machine-1", "Harbour House")
        await found.sign_in()
        await found.furnish()
        yield found


@pytest.fixture
async def newcomer(tmp_path: Path) -> AsyncIterator[Desk]:
    """A browser before a house that nobody has set up."""
    async with opened(tmp_path) as found:
        yield found
