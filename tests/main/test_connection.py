"""What a connection takes before a request is whole (S20): real sockets, an app that echoes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import anyio
import pytest
from anyio.abc import SocketStream
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from watchkeeper.main import connection
from watchkeeper.main.connection import MOST_HEAD_BYTES, READ_SECONDS, Connection
from watchkeeper.main.http_server import TICKS_A_SECOND, HttpServer, Place

GENEROUS = 30
LONG = 24 * 1024 * 1024
CUT_OFF = (anyio.EndOfStream, anyio.BrokenResourceError)
EARLY = b"POST /early HTTP/1.1\r\nhost: nas\r\ncontent-length: 100\r\n\r\n"
LAST = b"GET /last HTTP/1.1\r\nhost: nas\r\nconnection: close\r\n\r\n"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = b"" if scope["path"] == "/early" else await Request(scope, receive).body()
    response = PlainTextResponse(f"{scope['path']} {len(body)}")
    await response(scope, receive, send)


async def pour(scope: Scope, receive: Receive, send: Send) -> None:
    """An answer of 24 MB: more than systems keep on the way; whole or, at `/pieces`, in pieces."""
    count = 384 if scope["path"] == "/pieces" else 1

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(count):
            yield b"x" * (LONG // count)

    response = StreamingResponse(pieces(), headers={"content-length": str(LONG)})
    await response(scope, receive, send)


@pytest.fixture(scope="module")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The event loop that the program runs on."""
    return "asyncio", {"use_uvloop": True}


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[tuple[int, ServerState]]:
    config, state = Config(app, lifespan="off", log_config=None, ws="none"), ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(config, state, {}), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1], state
    server.close()
    await server.wait_closed()


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with listening(echo) as (number, _):
        yield number


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
            except CUT_OFF:
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


@pytest.mark.parametrize("head", [b"GET / HTTP/1.1\r\nhost: nas\r\n\r\n", EARLY])
async def test_s20_a_byte_after_an_answer_does_not_hold_the_connection_for_ever(
    port: int, head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.05)
    with anyio.fail_after(GENEROUS):
        async with await anyio.connect_tcp("127.0.0.1", port) as stream:
            await stream.send(head)
            answer = await stream.receive()
            await stream.send(b"\r\n")
            with suppress(anyio.EndOfStream):
                while True:
                    answer += await stream.receive()

    assert b"HTTP/1.1 408 " in answer


async def test_a_body_larger_than_a_head_may_come_after_its_answer(port: int) -> None:
    head = EARLY.replace(b"100", b"500000")
    async with await anyio.connect_tcp("127.0.0.1", port) as stream:
        with anyio.fail_after(GENEROUS):
            await stream.send(head)
            answer = await stream.receive()
            await stream.send(b"a" * 500_000 + LAST)
            while b"/last 0" not in answer:
                answer += await stream.receive()

    assert answer.count(b"HTTP/1.1 200 ") == 2


@asynccontextmanager
async def asked_for_much(path: str) -> AsyncIterator[tuple[SocketStream, Connection]]:
    """A client of whom `LONG` bytes wait to be read, and its connection."""
    async with listening(pour) as (number, state):
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        raw.connect(("127.0.0.1", number))
        raw.setblocking(False)
        async with await SocketStream.from_socket(raw) as stream:
            await stream.send(f"GET {path} HTTP/1.1\r\nhost: nas\r\n\r\n".encode())
            await stream.receive(1)
            (found,) = state.connections
            assert isinstance(found, Connection)
            await until(lambda: found.transport.get_write_buffer_size() > 0)
            yield stream, found


async def until(holds: Callable[[], bool]) -> None:
    with anyio.fail_after(GENEROUS):
        while not holds():  # noqa: ASYNC110  # nothing tells: it is the connection's own state
            await anyio.sleep(0.001)


@pytest.mark.parametrize("path", ["/whole", "/pieces"])
async def test_s20_whoever_does_not_read_is_cut_off(path: str) -> None:
    async with asked_for_much(path) as (_stream, found):
        found.end_unread()
        assert not found.transport.is_closing()
        found.end_unread()

        await until(lambda: found not in found.connections and not found.tasks)

        assert not found.transport.get_write_buffer_size()


@pytest.mark.parametrize("path", ["/whole", "/pieces"])
async def test_whoever_reads_slowly_gets_the_whole_answer(path: str) -> None:
    async with asked_for_much(path) as (stream, found):
        read, looked_at = 0, 0
        with anyio.fail_after(GENEROUS), suppress(anyio.EndOfStream):
            while read < LONG:
                read += len(await stream.receive(1024 * 1024))
                if read - looked_at > LONG // 8:
                    looked_at = read
                    found.end_unread()

        assert read >= LONG


async def test_whoever_is_sent_little_now_and_then_may_stay() -> None:
    async def trickle(scope: Scope, receive: Receive, send: Send) -> None:
        async def words() -> AsyncIterator[bytes]:
            yield b"first"
            await anyio.sleep_forever()

        await StreamingResponse(words())(scope, receive, send)

    async with (
        listening(trickle) as (number, state),
        await anyio.connect_tcp("127.0.0.1", number) as stream,
    ):
        await stream.send(LAST)
        while b"first" not in await stream.receive():
            pass
        (found,) = state.connections
        assert isinstance(found, Connection)
        for _ in range(3):
            found.end_unread()

        assert not found.transport.is_closing()


@pytest.mark.parametrize(
    "begun", [b"", b"GET / HTTP/1.1\r\nhost: na", EARLY.replace(b"early", b"body")]
)
async def test_s20_whoever_keeps_us_waiting_longest_makes_room_where_all_places_are_taken(
    begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MOST_OPEN", 3)
    async with listening(echo) as (number, state), AsyncExitStack() as stack:
        waiting = []
        for _ in range(3):
            stream = await stack.enter_async_context(await anyio.connect_tcp("127.0.0.1", number))
            waiting.append(stream)
            if begun:
                await stream.send(begun)
            await until(lambda: len(state.connections) == len(waiting))

        assert b"/last 0" in await said_to(number, LAST)

        with anyio.fail_after(GENEROUS), pytest.raises(CUT_OFF):
            await waiting[0].receive()
        await until(lambda: len(state.connections) == 2)


async def test_s20_whoever_is_answered_keeps_the_place_and_who_comes_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "MOST_OPEN", 1)
    async with asked_for_much("/pieces") as (_stream, found):
        port = found.transport.get_extra_info("sockname")[1]

        assert await said_to(port, LAST) == b""

        assert not found.transport.is_closing()
        assert found.connections == {found}


async def test_s20_the_server_looks_for_clients_that_do_not_read() -> None:
    server = HttpServer(
        Starlette(), Place("127.0.0.1", 0), on_ready=lambda: None, on_end=lambda: None
    )
    ticks = READ_SECONDS * TICKS_A_SECOND
    async with asked_for_much("/whole") as (_stream, found):
        server.server_state.connections.add(found)
        for tick in (ticks, ticks + 1, ticks + 2):
            await server.on_tick(tick)
        assert not found.transport.is_closing()

        await server.on_tick(2 * ticks)

        assert found.transport.is_closing()
