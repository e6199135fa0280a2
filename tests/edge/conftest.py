"""A house with a few rooms, behind the real edge."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx2
import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from tests.fakes.clock import FakeClock
from watchkeeper.application import Application
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.edge import EdgeOptions, create_app
from watchkeeper.errors import NotFoundError, ReadOnlyError
from watchkeeper.features.accounts import Access, Accounts, Page, Passwords
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.runtime.supervisor import Supervisor

PASSWORD = "correct horse battery"
BROWSER = {"accept": "text/html", "host": "nas:8181"}


@dataclass
class FakeServers:
    """The watched servers and whether each is connected."""

    connected: dict[int, bool | None] = field(default_factory=dict)
    url: str = "http://plex.test:32400"

    async def watched(self) -> tuple[Any, ...]:
        return tuple(SimpleNamespace(id=ServerId(one), url=self.url) for one in self.connected)

    async def default(self) -> Any:
        return next(iter(await self.watched()), None)

    def state(self, server_id: ServerId) -> Any:
        return SimpleNamespace(is_connected=self.connected[server_id])

    def sessions(self) -> tuple[Any, ...]:
        return ()


@dataclass
class House:
    """The application behind the edge, and a client that stands outside."""

    application: Application
    servers: FakeServers
    clock: FakeClock
    app: Starlette
    client: httpx2.AsyncClient

    @property
    def accounts(self) -> Accounts:
        return self.application.accounts

    async def sign_in(self, prefix: str = "") -> str:
        """Sign the client in as the owner, and return a CSRF token of a page."""
        token = await self.csrf_token(f"{prefix}/sign-in")
        form = {"name": "Olga", "password": PASSWORD, "csrf_token": token}
        answer = await self.client.post(f"{prefix}/sign-in", data=form)
        assert answer.status_code == 200
        return await self.csrf_token(f"{prefix}/history")

    async def csrf_token(self, path: str) -> str:
        """The token of the form on a page."""
        page = await self.client.get(path, headers=BROWSER)
        found = re.search('value="([^"]+)"', page.text)
        assert found is not None
        return found[1]


async def form_page(request: Request) -> Response:
    return HTMLResponse(f'<input name="csrf_token" value="{request.state.csrf_token}">')


async def sign_in(request: Request) -> Response:
    form = await request.form()
    accounts: Accounts = request.app.state.application.accounts
    name, password = str(form["name"]), str(form["password"])
    signed_in = await accounts.sign_in(name, password, request.state.browser.client)
    response = PlainTextResponse("welcome")
    request.state.browser.sign_in(response, signed_in)
    return response


async def sign_out(request: Request) -> Response:
    await request.app.state.application.accounts.sign_out(request.state.browser.session_token)
    response = PlainTextResponse("bye")
    request.state.browser.sign_out(response)
    return response


async def name(request: Request) -> Response:
    principal = request.state.principal
    return PlainTextResponse(principal.name if principal else "nobody")


async def size(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def long_text(_request: Request) -> Response:
    return PlainTextResponse("watchkeeper " * 1000)


async def face(request: Request) -> Response:
    key = request.query_params.get("apikey", "")
    known = request.app.state.application.accounts.principal_of_key(key)
    return Response('{"response":{}}', 200 if known else 400, media_type="application/json")


async def failing(request: Request) -> Response:
    match request.path_params["how"]:
        case "missing":
            raise NotFoundError("There is no such play.", field="play_id")
        case "full":
            raise ReadOnlyError("Nothing can be written (disk is full).")
        case _:
            raise RuntimeError("apikey=0123456789abcdef was wrong")


async def asker(request: Request) -> Response:
    assert request.client is not None
    return PlainTextResponse(f"{request.client.host} {request.url.scheme} {request.url.netloc}")


PAGES = [
    Page("/api/{rest:path}", face, Access.KEY, ("GET", "POST")),
    Page("/sign-in", form_page, Access.PUBLIC),
    Page("/sign-in", sign_in, Access.PUBLIC, ("POST",)),
    Page("/sign-out", sign_out, Access.SIGNED_IN, ("POST",)),
    Page("/history", form_page, Access.SIGNED_IN),
    Page("/history/{play_id:int}", name, Access.SIGNED_IN, ("POST", "DELETE")),
    Page("/servers", name, Access.OWNER, ("GET", "POST")),
    Page("/", name, Access.OWNER),
    Page("/me", name, Access.GUEST),
    Page("/v1/plays", name, Access.TOKEN, ("GET", "POST")),
    Page("/size", size, Access.TOKEN, ("POST",), max_body_bytes=1000),
    Page("/long", long_text, Access.PUBLIC),
    Page("/asker", asker, Access.PUBLIC),
    Page("/failing/{how}", failing, Access.PUBLIC),
    Page("/static/{path:path}", name, Access.PUBLIC),
]


@pytest.fixture
def options() -> EdgeOptions:
    """Overridden where a test needs another installation."""
    return EdgeOptions()


@pytest.fixture
async def house(db: Database, tmp_path: Path, options: EdgeOptions) -> AsyncIterator[House]:
    clock, servers = FakeClock(), FakeServers()
    sealer = Sealer.of_folder(tmp_path)
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts = Accounts(db, clock, sealer, Bus(), cheap)
    await accounts.ensure_owner("Olga", PASSWORD)
    parts = SimpleNamespace(
        accounts=accounts,
        clock=clock,
        columns=range(12),
        data_folder=tmp_path,
        db=db,
        monitoring=servers,
        preferences=SimpleNamespace(group=lambda kind: kind()),
        sealer=sealer,
        servers=servers,
        supervisor=Supervisor(clock),
    )
    application = cast(Application, parts)  # the parts that the edge asks
    app = create_app(application, PAGES, options)
    transport = httpx2.ASGITransport(app=app, client=("192.0.2.1", 1234))
    async with httpx2.AsyncClient(transport=transport, base_url="http://nas:8181") as client:
        yield House(application, servers, clock, app, client)
