"""A house with a guest in it, and somebody of whom the guest must learn nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import httpx2
from starlette.applications import Starlette

from tests.factories import STARTED, make_player
from tests.fakes.clock import FakeClock
from tests.web.conftest import BASE_PATH, HOUR, OWNER, PASSWORD, TOKEN, Desk, FakeMonitoring
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.domain.plex_tv import PlexOwner, SignInPin
from watchkeeper.errors import UnreachableError
from watchkeeper.features.preferences import Guests
from watchkeeper.features.system.servers.server import ServerEntry
from watchkeeper.features.users import User
from watchkeeper.features.users.queries import insert_user
from watchkeeper.main.serving import asgi_app, started
from watchkeeper.settings import Secret, Settings

ADA, BO, ZEB = UserId(7001), UserId(7002), UserId(7003)
"""The owner, the guest, and somebody else."""
FOREIGN = ("zebediah", "Forbidden Planet Nine", "203.0.113.77", "Zeb's tablet", "zeb@example.org")
SERVER = ServerId(1)


class FakePlexTv:
    """plex.tv, at which whoever a test names has said yes."""

    def __init__(self) -> None:
        self.signed_in: UserId | None = None
        self.is_down = False
        self.closed = 0

    def open(self, _token: str) -> FakePlexTv:
        return self

    async def create_pin(self) -> SignInPin:
        if self.is_down:
            raise UnreachableError("plex.tv does not answer.")
        return SignInPin(5, "abcd", 1800)

    def sign_in_address(self, pin: SignInPin) -> str:
        return f"https://app.plex.tv/auth#?code={pin.code}"

    async def pin_token(self, _pin_id: int) -> str | None:
        return None if self.signed_in is None else "the-guests-plex-token"

    async def owner(self) -> PlexOwner:
        assert self.signed_in is not None
        return PlexOwner(user_id=self.signed_in, username="bo")

    async def aclose(self) -> None:
        self.closed += 1


@dataclass
class GuestHouse(Desk):
    """A browser, the house, and plex.tv."""

    tv: FakePlexTv
    routes: Starlette

    async def let_in(self, *users: UserId) -> None:
        """Switch guests on and allow these."""
        await self.app.preferences.change(Guests, {"allow_guest_access": True}, "test")
        for user_id in users:
            await self.app.users.edit(SERVER, user_id, {"allow_guest": True}, "test")

    async def plex_page(self, next_path: str = "/") -> str:
        """Begin to sign in with Plex; the address of the page that waits."""
        answer = await self.post("/sign-in/plex", {"next": next_path}, "/sign-in")
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].removeprefix(BASE_PATH)

    async def come_in(self, user_id: UserId = BO, next_path: str = "/") -> httpx2.Response:
        """Sign in with Plex as this account."""
        path = await self.plex_page(next_path)
        self.tv.signed_in = user_id
        return await self.post(path, page=path)

    def forget_cookies(self) -> None:
        """As if it were another browser."""
        self.client.cookies.clear()


def person(user_id: UserId, username: str, **more: Any) -> User:  # Any: fields of User
    return User(id=0, server_id=SERVER, user_id=user_id, username=username, **more)


@asynccontextmanager
async def guest_house(folder: Path) -> AsyncIterator[GuestHouse]:
    """The house; nobody has signed in, and guests are not let in yet."""
    clock, tv = FakeClock(STARTED + 30 * HOUR), FakePlexTv()
    values: dict[str, Any] = {"data": folder, "base_path": BASE_PATH, "timezone": "Europe/Oslo"}
    settings = Settings(**values, owner=OWNER, password=Secret(PASSWORD))
    async with started(settings, clock) as serving:
        monitoring = FakeMonitoring(clock)
        app = replace(
            serving.application,
            monitoring=cast(Any, monitoring),
            open_plex_tv=cast(Any, tv.open),
        )
        routes = asgi_app(app, settings)
        transport = httpx2.ASGITransport(app=routes)
        async with httpx2.AsyncClient(transport=transport, base_url="http://tests") as client:
            house = GuestHouse(app, client, clock, monitoring, tv, routes)
            await _furnish(house)
            yield house


async def _furnish(house: GuestHouse) -> None:
    await house.app.servers.ensure(ServerEntry(url="http://127.0.0.1:1", token="planted"))
    people = (
        person(ADA, "ada", is_admin=True),
        person(BO, "bo", shared_libraries=()),
        person(ZEB, "zebediah", email="zeb@example.org"),
    )
    for one in people:
        await house.app.db.write(insert_user, one)
    await house.app.users.reload(SERVER)
    await house.record(title="The Tide", full_title="The Tide", user_id=ADA, username="ada")
    await house.record(
        title="Night Train",
        full_title="Night Train",
        rating_key=501,
        user_id=BO,
        username="bo",
        started=STARTED + 10 * HOUR,
        stopped=STARTED + 11 * HOUR,
    )
    await house.record(
        title=FOREIGN[1],
        full_title=FOREIGN[1],
        rating_key=502,
        user_id=ZEB,
        username="zebediah",
        ip_address=FOREIGN[2],
        player=make_player(player=FOREIGN[3]),
        started=STARTED + 20 * HOUR,
        stopped=STARTED + 22 * HOUR,
    )


__all__ = ["ADA", "BO", "FOREIGN", "SERVER", "TOKEN", "ZEB", "GuestHouse", "guest_house", "person"]
