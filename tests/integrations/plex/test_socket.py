import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import orjson
import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response
from websockets.utils import accept_key

from tests.integrations.certificates import self_signed
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.session import ConnectionNotice, Notice, PlayingNotice
from watchkeeper.errors import SignInExpiredError, UnreachableError
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.plex import (
    PlexServer,
    PlexSettings,
    ProductFacts,
    open_plex_server,
)
from watchkeeper.integrations.plex.socket import (
    NoticeFeed,
    SocketSettings,
    open_socket,
    socket_notices,
)

SERVER = ServerId(1)
Talk = Callable[[ServerConnection], Awaitable[None]]


def playing(key: str) -> bytes:
    entry = {"sessionKey": key, "ratingKey": "1", "state": "playing", "viewOffset": 0}
    return orjson.dumps(
        {"NotificationContainer": {"type": "playing", "PlaySessionStateNotification": [entry]}}
    )


async def two_notices(connection: ServerConnection) -> None:
    await connection.send('{"NotificationContainer":{"type":"new-thing","size":1}}')
    await connection.send(playing("1"))
    await connection.send(playing("2"))


async def silence(connection: ServerConnection) -> None:
    await connection.wait_closed()


@asynccontextmanager
async def serving(talk: Talk, **options: Any) -> AsyncIterator[str]:
    server: Server
    async with serve(talk, "127.0.0.1", 0, **options) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"http://127.0.0.1:{port}"


def settings(url: str, **fields: Any) -> SocketSettings:
    headers = {"X-Plex-Token": "secret"}
    return SocketSettings(server_id=SERVER, url=url, headers=headers, **fields)


async def collect(settings: SocketSettings) -> list[Notice]:
    found: list[Notice] = []
    stream = socket_notices(settings)
    while True:
        try:
            found.append(await anext(stream))
        except UnreachableError:
            return found


def refusing(*paths: str, status: HTTPStatus) -> Callable[[ServerConnection, Request], Any]:
    def answer(connection: ServerConnection, request: Request) -> Response | None:
        is_refused = request.path.partition("?")[0] in paths
        return connection.respond(status, "no") if is_refused else None

    return answer


async def test_notices_come_until_the_connection_is_lost() -> None:
    async with serving(two_notices) as url:
        found = await collect(settings(url))
    keys = [notice.session_key for notice in found if isinstance(notice, PlayingNotice)]
    assert keys == ["1", "2"]


async def test_every_frame_is_told_to_whoever_hears() -> None:
    heard: list[tuple[ServerId, str | bytes]] = []
    async with serving(two_notices) as url:
        await collect(settings(url, hear=lambda *frame: heard.append(frame)))
    assert [server for server, _ in heard] == [SERVER] * 3
    assert "new-thing" in str(heard[0][1])


async def test_the_token_is_in_a_header_and_not_in_the_address() -> None:
    asked: list[Request] = []

    def remember(connection: ServerConnection, request: Request) -> None:
        asked.append(request)

    async with serving(two_notices, process_request=remember) as url:
        await collect(settings(url))
    assert asked[0].headers["X-Plex-Token"] == "secret"
    assert "secret" not in asked[0].path
    assert asked[0].path.startswith("/:/websockets/notifications")


async def test_a_server_with_the_other_path_is_found_there() -> None:
    plural = refusing("/:/websockets/notifications", status=HTTPStatus.NOT_FOUND)
    async with serving(two_notices, process_request=plural) as url:
        assert len(await collect(settings(url))) == 2


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (HTTPStatus.UNAUTHORIZED, SignInExpiredError),
        (HTTPStatus.FORBIDDEN, UnreachableError),
        (HTTPStatus.NOT_FOUND, UnreachableError),
        (HTTPStatus.SERVICE_UNAVAILABLE, UnreachableError),
    ],
)
async def test_f15_a_refused_socket_says_why(status: HTTPStatus, error: type[Exception]) -> None:
    both = refusing("/:/websockets/notifications", "/:/websocket/notifications", status=status)
    async with serving(two_notices, process_request=both) as url:
        with pytest.raises(error):
            await open_socket(settings(url))


async def test_a_server_that_is_down_is_unreachable() -> None:
    async with serving(silence) as url:
        pass
    with pytest.raises(UnreachableError, match="refused"):
        await open_socket(settings(url))


async def test_a_redirect_never_carries_the_token_to_another_place() -> None:
    asked: list[Request] = []

    def remember(connection: ServerConnection, request: Request) -> None:
        asked.append(request)

    async with serving(silence, process_request=remember) as elsewhere:

        def redirect(connection: ServerConnection, request: Request) -> Response:
            response = connection.respond(HTTPStatus.FOUND, "")
            response.headers["Location"] = elsewhere.replace("http", "ws") + "/x"
            return response

        async with serving(silence, process_request=redirect) as url:
            with pytest.raises(UnreachableError):
                await open_socket(settings(url))
    assert asked == []


def leading_to(*addresses: str) -> AddressGuard:
    async def resolve(host: str, port: int) -> tuple[str, ...]:
        return addresses if host == "plex.test" else (host,)

    return AddressGuard(is_owners=True, resolve=resolve)


async def test_s7_the_token_goes_to_no_forbidden_address_that_a_known_name_leads_to_later() -> None:
    wanted = settings("http://plex.test:32400", guard=leading_to("169.254.169.254"))

    with pytest.raises(UnreachableError, match="may not be connected to"):
        await open_socket(wanted)


async def test_of_several_addresses_of_a_name_the_one_that_answers_is_taken() -> None:
    async with serving(silence) as url:
        named = url.replace("127.0.0.1", "plex.test")
        wanted = settings(named, guard=leading_to("::1", "127.0.0.1"))

        await (await open_socket(wanted)).aclose()


async def test_f14_a_peer_that_does_not_answer_pings_is_dead() -> None:
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Accepts the connection, then never says a word."""
        key = b""
        while (line := await reader.readline()).strip():
            if line.lower().startswith(b"sec-websocket-key"):
                key = line.partition(b":")[2].strip()
        accepted = accept_key(key.decode()).encode()
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accepted + b"\r\n\r\n"
        )
        await reader.read()
        writer.close()

    server = await asyncio.start_server(deaf, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(UnreachableError, match="does not answer"):
            async for _ in socket_notices(settings(url, ping_seconds=0.05, pong_seconds=0.05)):
                pass


async def test_f14_a_socket_that_is_silent_while_people_watch_is_dead() -> None:
    async with serving(silence) as url:
        with pytest.raises(UnreachableError, match="silent"):
            async for _ in socket_notices(
                settings(url, quiet_seconds=0.05, is_watched=lambda: True)
            ):
                pass


async def test_a_socket_may_be_silent_while_nobody_watches() -> None:
    asked = 0

    def watched_at_last() -> bool:
        nonlocal asked
        asked += 1
        return asked == 3

    async with serving(silence) as url:
        with pytest.raises(UnreachableError):
            async for _ in socket_notices(
                settings(url, quiet_seconds=0.02, is_watched=watched_at_last)
            ):
                pass
    assert asked == 3


class Pauses:
    """Stands in for waiting: notes the seconds, and ends the feed after some."""

    class EnoughError(Exception):
        pass

    def __init__(self, most: int) -> None:
        self.seconds: list[float] = []
        self._most = most

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        if len(self.seconds) == self._most:
            raise self.EnoughError


async def run(feed: NoticeFeed) -> list[Notice | ConnectionNotice]:
    found: list[Notice | ConnectionNotice] = []
    stream = feed.events()
    while True:
        try:
            found.append(await anext(stream))
        except Pauses.EnoughError:
            return found


async def test_a_feed_connects_again_and_tells_each_change_once() -> None:
    pauses = Pauses(3)
    async with serving(two_notices) as url:
        feed = NoticeFeed(
            SERVER, lambda: open_socket(settings(url)), pause=pauses, jitter=lambda: 1.0
        )
        found = await run(feed)
    changes = [event.is_connected for event in found if isinstance(event, ConnectionNotice)]
    assert changes == [True, False] * 3
    assert len(found) == 6 + 6
    assert pauses.seconds == [1.0, 1.0, 1.0]


async def test_a_feed_waits_longer_after_each_failure_and_tells_the_first_alone() -> None:
    pauses = Pauses(8)

    async def fail() -> Any:
        raise UnreachableError("The server is down.")

    found = await run(NoticeFeed(SERVER, fail, pause=pauses, jitter=lambda: 1.0))
    assert found == [ConnectionNotice(SERVER, is_connected=False, cause="The server is down.")]
    assert pauses.seconds == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]


async def test_f15_an_expired_sign_in_does_not_end_the_feed() -> None:
    pauses = Pauses(2)

    async def refuse() -> Any:
        raise SignInExpiredError("Sign in.")

    found = await run(NoticeFeed(SERVER, refuse, pause=pauses, jitter=lambda: 0.0))
    assert [event.cause for event in found if isinstance(event, ConnectionNotice)] == ["Sign in."]


def plex(url: str, **fields: Any) -> PlexServer:
    product = ProductFacts(client_identifier="watchkeeper-test", version="1.0")
    return open_plex_server(
        PlexSettings(server_id=SERVER, url=url, product=product, token="secret", **fields)
    )


async def test_a_server_gives_its_notices_and_its_feed() -> None:
    async with serving(two_notices) as url:
        server = plex(url)
        first = await anext(server.notices())
        events = server.feed().events()
        found = [await anext(events) for _ in range(3)]
        await server.aclose()
    assert isinstance(first, PlayingNotice)
    assert found[0] == ConnectionNotice(SERVER, is_connected=True)
    assert found[1] == first


async def test_f22_a_socket_with_a_foreign_certificate_opens_only_when_that_is_allowed() -> None:
    async with serving(two_notices, ssl=self_signed()) as url:
        secure = url.replace("http:", "https:")
        with pytest.raises(UnreachableError, match="certificate"):
            await anext(plex(secure).notices())
        notice = await anext(plex(secure, verify_tls=False).notices())
    assert isinstance(notice, PlayingNotice)
