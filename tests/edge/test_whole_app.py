"""Every address of the real application (S1, S4, S13)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Connection, select
from starlette.applications import Starlette

from tests.addresses import FOR_STRANGERS
from tests.fakes.clock import FakeClock
from watchkeeper.application import Application
from watchkeeper.db.tables import metadata
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.system.servers.server import ServerEntry
from watchkeeper.main.serving import asgi_app, quiet
from watchkeeper.settings import Settings

PASSWORD = "correct horse battery"
UNDER_A_KEY_OF_ITS_OWN = {"/api", "/api/v2", "/api/{rest:path}"}
BOOK_KEEPING = {"web_session", "sign_in", "api_key"}  # who was here, not what was done


@dataclass
class Whole:
    """The real application and a client outside."""

    application: Application
    app: Starlette
    client: httpx2.AsyncClient

    @property
    def pages(self) -> list[Page]:
        return list(self.app.state.pages)

    async def sign_in(self) -> None:
        page = await self.client.get("/sign-in", headers={"accept": "text/html"})
        found = re.search('name="csrf_token" value="([^"]+)"', page.text)
        assert found is not None
        form = {"name": "Olga", "password": PASSWORD, "csrf_token": found[1]}
        answer = await self.client.post("/sign-in", data=form)
        assert answer.status_code == 303


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    settings = Settings(data=tmp_path)
    async with quiet(settings, FakeClock()) as application:
        await application.accounts.ensure_owner("Olga", PASSWORD)
        await application.accounts.tautulli_key()
        app = asgi_app(application, settings)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://nas:8181") as client:
            yield Whole(application, app, client)


def address(page: Page) -> str:
    return re.sub(r"\{\w+(:\w+)?\}", "1", page.path)


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def everything(conn: Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: [tuple(row) for row in conn.execute(select(table))]
        for table in metadata.sorted_tables
        if table.name not in BOOK_KEEPING
    }


async def test_s1_a_stranger_is_refused_everywhere_but_at_the_door(whole: Whole) -> None:
    for page in whole.pages:
        if page.path in FOR_STRANGERS | UNDER_A_KEY_OF_ITS_OWN:
            continue
        for method in page.methods:
            answer = await whole.client.request(method, address(page))
            assert answer.status_code == 401, f"{method} {page.path}"


async def test_s1_what_strangers_may_see_is_on_the_list(whole: Whole) -> None:
    assert {page.path for page in whole.pages if page.access is Access.PUBLIC} <= FOR_STRANGERS
    own_key = {page.path for page in whole.pages if page.access is Access.KEY}
    assert own_key <= UNDER_A_KEY_OF_ITS_OWN


async def test_s1_the_api_gives_nothing_away_without_a_key(whole: Whole) -> None:
    for query in ("", "cmd=get_users", "cmd=get_users&apikey=", f"cmd=get_users&apikey={'0' * 32}"):
        answer = await whole.client.get(f"/api/v2?{query}")
        assert (answer.status_code, answer.json()["response"]["data"]) == (400, {}), query


async def test_s4_no_change_is_made_without_a_token_of_ours(whole: Whole) -> None:
    await whole.sign_in()
    for page in whole.pages:
        for method in set(page.methods) - {"GET", "HEAD", "OPTIONS"}:
            if page.path in UNDER_A_KEY_OF_ITS_OWN or not page.needs_form_token:
                continue
            answer = await whole.client.request(method, address(page))
            assert answer.status_code == 403, f"{method} {page.path}"


async def test_no_address_fails_at_a_method_that_it_does_not_take(whole: Whole) -> None:
    await whole.sign_in()
    for page in whole.pages:
        if page.path == "/live":  # which never ends
            continue
        for method in ("HEAD", "OPTIONS", "TRACE"):
            answer = await whole.client.request(method, address(page))
            assert answer.status_code < 500, f"{method} {page.path}"


async def test_s4_looking_changes_nothing(whole: Whole) -> None:
    await whole.sign_in()
    before = await whole.application.db.read(everything)

    for page in whole.pages:
        if "GET" in page.methods and page.path != "/live":  # which never ends
            answer = await whole.client.get(address(page))
            assert answer.status_code < 500, page.path

    assert await whole.application.db.read(everything) == before


async def test_s15_no_page_and_no_file_gives_a_secret_away(whole: Whole, tmp_path: Path) -> None:
    key = await whole.application.accounts.tautulli_key()
    await whole.sign_in()
    entry = ServerEntry(url="http://127.0.0.1:1", token="planted-plex-token")
    await whole.application.servers.ensure(entry)
    secrets = ["planted-plex-token", PASSWORD, *whole.client.cookies.values()]

    for page in whole.pages:
        if "GET" in page.methods and page.path != "/live":
            answer = await whole.client.get(address(page))
            assert not [secret for secret in secrets if secret in answer.text], page.path
    for command in ("get_server_info", "get_settings", "get_users", "get_server_list"):
        answer = await whole.client.get(f"/api/v2?apikey={key}&cmd={command}")
        assert not [secret for secret in secrets if secret in answer.text], command

    stored = everything_in(tmp_path)
    assert not [secret for secret in (*secrets, key) if secret.encode() in stored]


async def test_s13_every_page_for_people_obeys_the_content_security_policy(whole: Whole) -> None:
    await whole.sign_in()
    for page in whole.pages:
        if "GET" not in page.methods or page.path == "/live":
            continue
        answer = await whole.client.get(address(page), headers={"accept": "text/html"})
        assert "content-security-policy" in answer.headers
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", answer.text), page.path
            assert not re.search(r"<[^>]+\s(style|on\w+)=", answer.text), page.path
            assert "<style" not in answer.text, page.path


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_s13_cookies_of_every_kind_are_secure_behind_tls(whole: Whole, scheme: str) -> None:
    transport = httpx2.ASGITransport(app=whole.app)
    async with httpx2.AsyncClient(transport=transport, base_url=f"{scheme}://nas:8181") as client:
        page = await client.get("/sign-in", headers={"accept": "text/html"})
        found = re.search('name="csrf_token" value="([^"]+)"', page.text)
        assert found is not None
        chosen = await client.post("/look", data={"csrf_token": found[1], "theme": "dark"})

    cookies = [*page.headers.get_list("set-cookie"), *chosen.headers.get_list("set-cookie")]
    assert len(cookies) == 2
    for cookie in cookies:
        assert ("Secure" in cookie) is (scheme == "https"), cookie


async def test_a_number_that_no_row_can_have_names_nothing(whole: Whole) -> None:
    await whole.sign_in()
    addresses = {
        re.sub(r"\{\w+:int\}", str(2**63), page.path)
        for page in whole.pages
        if ":int}" in page.path and "GET" in page.methods
    }
    assert len(addresses) > 10

    answers = {one: (await whole.client.get(one)).status_code for one in addresses}

    assert {one: status for one, status in answers.items() if status not in {400, 404}} == {}
