"""What a caller is told when something goes wrong, and limits of what is taken (S20)."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from tests.edge.conftest import BROWSER, PAGES, House
from watchkeeper.edge import EdgeOptions, Problem, body, create_app
from watchkeeper.edge.app import COMPRESS_FROM_BYTES
from watchkeeper.features.accounts import Access, Page, Scope


async def test_programs_get_json_in_the_shape_of_tautullis_web_server(house: House) -> None:
    answer = await house.client.get("/failing/missing")

    assert answer.status_code == 404
    content = answer.json()
    assert content == {
        "status": "404 Not Found",
        "message": "There is no such play.",
        "error": True,
        "code": "not_found",
        "field": "play_id",
        "id": answer.headers["x-request-id"],
    }


async def test_people_get_a_page_with_the_id(house: House) -> None:
    answer = await house.client.get("/failing/missing", headers=BROWSER)

    assert answer.headers["content-type"].startswith("text/html")
    assert "There is no such play." in answer.text
    assert answer.headers["x-request-id"] in answer.text


async def test_an_error_page_that_fails_gives_way_to_a_plain_one(house: House) -> None:
    async def broken(_request: Request, _problem: Problem) -> Response:
        raise RuntimeError("no template")

    app = create_app(house.application, PAGES, EdgeOptions(), broken)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://nas") as client:
        answer = await client.get("/failing/missing", headers=BROWSER)

    assert answer.status_code == 404
    assert "There is no such play." in answer.text


async def test_f3_a_full_disk_is_said_in_words(house: House) -> None:
    answer = await house.client.get("/failing/full")

    assert answer.status_code == 503
    assert "disk is full" in answer.json()["message"]
    assert (await house.client.get("/long")).status_code == 200


async def test_s15_an_unforeseen_error_tells_nothing_but_its_id(house: House) -> None:
    answer = await house.client.get("/failing/x", headers=BROWSER)

    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in answer.text
    assert "0123456789abcdef" not in answer.text
    assert "RuntimeError" not in answer.text


async def test_a_file_that_vanishes_while_it_is_asked_for_is_not_found(
    house: House, tmp_path: Path
) -> None:
    gone, folder = tmp_path / "app-6VJ3.js", tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "there.js").write_text("there")

    async def file(request: Request) -> Response:
        return FileResponse(tmp_path / request.path_params["name"])

    page = Page("/file/{name}", file, Access.PUBLIC)
    app = create_app(house.application, [page], EdgeOptions())
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://nas") as client:
        assert (await client.get(f"/file/{gone.name}")).status_code == 404
        assert (await client.get(f"/file/{folder.name}")).status_code == 404
        there = await client.get("/file/there.js", headers={"range": "bytes=1-2"})

    assert (there.status_code, there.text) == (206, "he")


async def test_s14_too_many_tries_say_when_to_come_back(house: House) -> None:
    token = await house.csrf_token("/sign-in")
    form = {"name": "Olga", "password": "wrong", "csrf_token": token}

    answers = [await house.client.post("/sign-in", data=form) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1


@pytest.fixture
async def key(house: House) -> dict[str, str]:
    made = await house.accounts.make_token("x", frozenset({Scope.READ}))
    return {"x-api-key": made.secret}


async def test_s20_a_body_within_the_limit_is_taken(house: House, key: dict[str, str]) -> None:
    assert (await house.client.post("/size", content=b"x" * 1000, headers=key)).text == "1000"


async def test_s20_a_larger_body_is_refused(house: House, key: dict[str, str]) -> None:
    answer = await house.client.post("/size", content=b"x" * 1001, headers=key)

    assert (answer.status_code, answer.json()["status"]) == (413, "413 Request Entity Too Large")


async def test_s20_a_body_that_does_not_tell_its_length_is_counted(
    house: House, key: dict[str, str]
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * 100

    assert (await house.client.post("/size", content=pieces(), headers=key)).status_code == 413


async def test_s20_a_body_that_does_not_come_is_not_awaited_for_ever(
    house: House, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "PATIENCE_SECONDS", 0.01)

    async def pieces() -> AsyncIterator[bytes]:
        yield b"x"
        await anyio.sleep_forever()

    assert (await house.client.post("/size", content=pieces(), headers=key)).status_code == 408


async def test_s20_a_body_that_comes_byte_by_byte_is_not_awaited_for_ever(
    house: House, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "PATIENCE_SECONDS", 0.05)

    async def pieces() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await anyio.sleep(0.01)

    assert (await house.client.post("/size", content=pieces(), headers=key)).status_code == 408


async def test_a_body_that_comes_slowly_but_steadily_is_awaited(
    house: House, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(body, "LEAST_BYTES_A_SECOND", 0.01)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"x"
            await anyio.sleep(0.01)

    assert (await house.client.post("/size", content=pieces(), headers=key)).status_code == 200


async def test_s20_nothing_is_unpacked(house: House, key: dict[str, str]) -> None:
    packed = gzip.compress(b"x" * 1_000_000)

    answer = await house.client.post(
        "/size", content=packed[:900], headers={**key, "content-encoding": "gzip"}
    )

    assert answer.status_code == 415


async def test_long_text_is_compressed(house: House) -> None:
    answer = await house.client.get("/long")

    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.text) > COMPRESS_FROM_BYTES
    assert "Accept-Encoding" in answer.headers["vary"]


async def test_text_is_sent_plain_when_it_is_short_or_the_client_wants_it_so(house: House) -> None:
    plain = await house.client.get("/long", headers={"accept-encoding": "identity"})
    short = await house.client.get("/asker")

    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in short.headers
