"""The websocket of a Plex server: one connection, and the loop that never gives up.

A connection is dead when it is closed, when it does not answer a ping, or when it stays silent
while people are watching (players report about every 10 seconds): a peer that vanished without a
word is noticed too.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import field
from urllib.parse import urlsplit

import anyio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.session import ConnectionNotice, Notice
from watchkeeper.errors import InputError, OutsideError, SignInExpiredError, UnreachableError
from watchkeeper.integrations.address import REFUSED, AddressGuard
from watchkeeper.integrations.failure import cause_in_words
from watchkeeper.integrations.plex.mapping_notice import notices
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass

PATHS = ("/:/websockets/notifications", "/:/websocket/notifications")
"""What servers answer at, and what Plex's document prints."""

FILTERS = "filters=playing,timeline,reachability"
MOST_FRAME_BYTES = 4 * 1024 * 1024
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0


Hear = Callable[[ServerId, str | bytes], None]
"""Is told every frame as it came."""


def nobody_hears(_server_id: ServerId, _frame: str | bytes) -> None:
    """What becomes of frames that nobody wants to see."""


def nobody_watches() -> bool:
    """The answer of a caller that does not know whether anybody is watching."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketSettings:
    """How the socket of one server is reached and judged; times in seconds."""

    server_id: ServerId
    url: str  # the http(s) address of the server
    headers: Mapping[str, str] = field(repr=False)
    verify_tls: bool = True
    guard: AddressGuard = AddressGuard(is_owners=True)
    open_seconds: float = 15.0
    ping_seconds: float = 20.0
    pong_seconds: float = 10.0
    quiet_seconds: float = 60.0
    is_watched: Callable[[], bool] = nobody_watches  # whether frames must be expected
    hear: Hear = nobody_hears


class PlexSocket:
    """One open connection."""

    def __init__(self, settings: SocketSettings, connection: ClientConnection) -> None:
        self._settings = settings
        self._connection = connection

    async def next_notices(self) -> tuple[Notice, ...]:
        """What the next frame tells; nothing for frames that do not matter here.

        Raises:
            UnreachableError: The connection is lost, or silent although people are watching.
        """
        return notices(self._settings.server_id, await self._next_frame())

    async def aclose(self) -> None:
        """Close the connection."""
        await self._connection.close()

    async def _next_frame(self) -> str | bytes:
        while True:
            try:
                waiting = self._connection.recv()
                frame = await asyncio.wait_for(waiting, self._settings.quiet_seconds)
            except ConnectionClosed as error:
                raise UnreachableError(
                    "The Plex server's socket is lost: %(reason)s.", reason=_why(error)
                ) from None
            except TimeoutError:
                if self._settings.is_watched():
                    raise UnreachableError(
                        "The Plex server's socket is silent although people are watching."
                    ) from None
            else:
                self._settings.hear(self._settings.server_id, frame)
                return frame


async def open_socket(settings: SocketSettings) -> PlexSocket:
    """Connect to the server's socket.

    Raises:
        UnreachableError: There is no connection, or no socket at that address.
        SignInExpiredError: The token is not valid.
    """
    for path in PATHS:
        try:
            return PlexSocket(settings, await _connected(settings, path))
        except InvalidStatus as error:
            status = error.response.status_code
            if status in {401, 498}:
                raise SignInExpiredError(
                    "The Plex server says that the token is not valid."
                ) from None
            if status != 404:
                raise UnreachableError(
                    "The Plex server refused the socket (%(code)s).", code=status
                ) from None
        except InputError:  # its name led elsewhere when it was taken on record
            raise UnreachableError(REFUSED) from None
        except (OSError, TimeoutError, ValueError, WebSocketException) as error:
            raise UnreachableError(
                "The Plex server's socket cannot be reached: %(cause)s.",
                cause=cause_in_words(error),
            ) from None
    raise UnreachableError("The Plex server offers no socket.")


async def _connected(settings: SocketSettings, path: str) -> ClientConnection:
    parts = urlsplit(settings.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    *others, last = await settings.guard.pinned(parts.hostname or "", port)
    for address in others:
        with contextlib.suppress(OSError):
            return await _connected_to(address, port, settings, path)
    return await _connected_to(last, port, settings, path)


async def _connected_to(
    address: str, port: int, settings: SocketSettings, path: str
) -> ClientConnection:
    parts = urlsplit(settings.url)
    is_secure = parts.scheme == "https"
    url = f"{'wss' if is_secure else 'ws'}://{parts.netloc}{parts.path}{path}?{FILTERS}"
    return await connect(
        url,
        additional_headers=settings.headers,
        # Looked up once, so that neither a redirect nor another answer can lead the token away.
        host=address,
        port=port,
        server_hostname=parts.hostname if is_secure else None,
        ssl=_tls(verify=settings.verify_tls) if is_secure else None,
        proxy=None,
        compression=None,
        open_timeout=settings.open_seconds,
        ping_interval=settings.ping_seconds,
        ping_timeout=settings.pong_seconds,
        close_timeout=1,
        max_size=MOST_FRAME_BYTES,
        logger=_quiet_logger(),
    )


def _quiet_logger() -> logging.Logger:
    """A logger without details: in them the library would write the token."""
    logger = logging.getLogger("watchkeeper.plex.socket")
    logger.setLevel(logging.ERROR)
    return logger


def _tls(*, verify: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _why(error: ConnectionClosed) -> Sentence:
    if error.sent is not None and "ping timeout" in error.sent.reason:
        return Sentence("it does not answer any more")
    if error.rcvd is not None:
        return Sentence("it was closed")
    return Sentence("it broke off")


async def socket_notices(settings: SocketSettings) -> AsyncIterator[Notice]:
    """Notices over one connection; ends with UnreachableError when it is lost."""
    socket = await open_socket(settings)
    try:
        while True:
            for notice in await socket.next_notices():
                yield notice
    finally:
        await socket.aclose()


def pause_seconds(failures: int, jitter: float) -> float:
    """How long to wait before trying again: 1 to 60 seconds, up to half of it left to chance.

    Examples:
        >>> pause_seconds(0, 0.0), pause_seconds(3, 0.5), pause_seconds(99, 1.0)
        (1.0, 6.0, 60.0)
    """
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(failures, 10))
    return max(FIRST_PAUSE_SECONDS, longest * (0.5 + jitter / 2))


class NoticeFeed:
    """Notices of one server for ever, and word of every loss and return of its socket."""

    def __init__(
        self,
        server_id: ServerId,
        open_: Callable[[], Awaitable[PlexSocket]],
        *,
        pause: Callable[[float], Awaitable[None]] = anyio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._server_id = server_id
        self._open = open_
        self._pause = pause
        self._jitter = jitter
        self._is_connected: bool | None = None
        self._failures = 0

    async def events(self) -> AsyncIterator[Notice | ConnectionNotice]:
        """Notices and changes of the connection; never ends by itself."""
        while True:
            try:
                socket = await self._open()
                try:
                    for change in self._changed(is_connected=True):
                        yield change
                    while True:
                        found = await socket.next_notices()
                        self._failures = 0
                        for notice in found:
                            yield notice
                finally:
                    await socket.aclose()
            except OutsideError as error:
                for change in self._changed(is_connected=False, cause=error.sentence):
                    yield change
            await self._pause(pause_seconds(self._failures, self._jitter()))
            self._failures += 1

    def _changed(self, *, is_connected: bool, cause: str = "") -> tuple[ConnectionNotice, ...]:
        """One notice, if this is a change: repeated failures are told once."""
        if is_connected is self._is_connected:
            return ()
        self._is_connected = is_connected
        return (ConnectionNotice(self._server_id, is_connected, cause),)
