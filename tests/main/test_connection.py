"""What a connection takes before a request is whole (S20): real sockets, an app that echoes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import anyio
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from watchkeeper.main import connection
from watchkeeper.main.connection import MOST_HEAD_BYTES, Connection

GENEROUS = 30
LAST = b"GET /last HTTP/1.1\r\nhost: nas\r\nconnection: close\r\n\r\n"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    response = PlainTextResponse(f"{scope['path']} {len(await request.body())}")
    await response(scope, receive, send)


@pytest.fixture
async def port() -> AsyncIterator[int]:
    config, state = Config(echo, lifespan="off", log_config=None, ws="none"), ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(config, state, {}), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


async def said_to(port: int, *pieces: bytes) -> bytes:
    """All that is answered until the server hangs up; a piece more may find it has done so."""
    answer = b""
    with anyio.fail_after(GENEROUS):
        async with await anyio.connect_tcp("127.0.0.1", port) as stream:
            try:
                for piece in pieces:
                    await stream.send(piece)
                while True:
                    answer += await stream.receive()
            except (anyio.EndOfStream, anyio.BrokenResourceError):
                return answer


async def test_s20_a_head_without_end_is_refused(port: int) -> None:
    more = b"x-filler: " + b"y" * 1000 + b"\r\n"
    pieces = [more] * (MOST_HEAD_BYTES // len(more) + 300)
    with anyio.fail_after(GENEROUS):
        async with await anyio.connect_tcp("127.0.0.1", port) as stream:
            await stream.send(b"GET / HTTP/1.1\r\n")
            answer = b""
            for piece in pieces:
                await stream.send(piece)
                with anyio.move_on_after(0.001):
                    answer = await stream.receive()
                    break
    assert answer.startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nhost: na", b"\r\n"])
async def test_s20_a_head_that_does_not_come_is_not_awaited_for_ever(
    port: int, begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.05)

    answer = await said_to(port, begun) if begun else await said_to(port)

    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_several_requests_may_come_at_once_and_are_answered_in_order(port: int) -> None:
    first = b"POST /first HTTP/1.1\r\nhost: nas\r\ncontent-length: 100000\r\n\r\n"

    answer = await said_to(port, first + b"a" * 100_000 + LAST)

    assert answer.count(b"HTTP/1.1 200 ") == 2
    assert answer.index(b"/first 100000") < answer.index(b"/last 0")


async def test_a_body_may_be_larger_than_a_head(port: int) -> None:
    head = (
        b"POST /size HTTP/1.1\r\nhost: nas\r\nconnection: close\r\ncontent-length: 500000\r\n\r\n"
    )

    answer = await said_to(port, head, *[b"a" * 50_000] * 10)

    assert answer.endswith(b"/size 500000")


async def test_a_request_may_come_byte_by_byte(port: int) -> None:
    answer = await said_to(port, *(bytes([byte]) for byte in LAST))

    assert answer.endswith(b"/last 0")


async def test_whoever_asks_for_a_websocket_gets_a_plain_answer(port: int) -> None:
    upgrade = LAST.replace(b"connection: close", b"connection: upgrade\r\nupgrade: websocket")

    answer = b""
    with anyio.fail_after(GENEROUS):
        async with await anyio.connect_tcp("127.0.0.1", port) as stream:
            await stream.send(upgrade)
            while b"/last 0" not in answer:
                answer += await stream.receive()

    assert answer.startswith(b"HTTP/1.1 200 ")
