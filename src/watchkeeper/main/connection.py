"""One connection of a client: how much may come, and how slowly it may come and be read."""

from __future__ import annotations

import asyncio
from time import monotonic

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from watchkeeper.values import dataclass

HEAD_SECONDS = 30.0
READ_SECONDS = 120  # from one look at what was not read to the next
LEAST_READ_BYTES = 16 * 1024  # meanwhile; a system takes what is read in pieces of about that size
MOST_HEAD_BYTES = 64 * 1024
MOST_OPEN = 700
"""Connections. Most systems let a program open 1024 files: the rest is for our own and for Plex."""
TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Unread:
    """What waits for a client to read it, at one moment."""

    cycle: RequestResponseCycle
    resumed: int  # how often the client had caught up before
    size: int  # bytes


class Connection(HttpToolsProtocol):
    """uvicorn's, which waits for clients for ever and keeps all that comes before a head is whole.

    Whoever sends nothing, or a head without end, is refused, and whoever does not read the answer
    is cut off: else a stranger could fill the memory or keep all places. Where all are taken,
    whoever keeps us waiting longest makes room. Nothing is asked to become a WebSocket: the live
    channel is plain HTTP.
    """

    begun_at = 0.0
    """When the client connected or began its last request, in monotonic seconds."""

    _patience: asyncio.TimerHandle | None = None
    _is_in_head = False
    _head_bytes = 0
    _resumed = 0
    _unread: Unread | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """A client is there, and should say what it wants."""
        super().connection_made(transport)
        self._await_head()
        self.begun_at = monotonic()
        if len(self.connections) > MOST_OPEN:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._head_came()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """The first byte of a request came."""
        super().on_message_begin()
        self.begun_at = monotonic()
        self._await_head()
        self._is_in_head = True

    def on_headers_complete(self) -> None:
        """The head of a request is whole."""
        self._head_came()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Take what came, unless the head that it belongs to is too large.

        What belongs to no request that is still to be answered ends the wait for the next one,
        as uvicorn has it: so the next one is awaited anew, once.
        """
        head = self.headers
        super().data_received(data)
        if self._is_in_head and self.headers is head:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                self._refuse(TOO_LARGE)
        elif self._patience is None and self._has_answered():
            self._await_head()

    def resume_writing(self) -> None:
        """The client has read nearly all that waited for it."""
        self._resumed += 1
        super().resume_writing()

    def end_unread(self) -> None:
        """Hang up when the client took next to nothing since the last call.

        To be called every `READ_SECONDS`. Answers that are still made and of which little waits,
        as on the live channel, may stay as they are.
        """
        before, now = self._unread, self._waiting()
        self._unread = now
        if before is None or now is None:
            return
        is_same = now.cycle is before.cycle and now.resumed == before.resumed
        if is_same and before.size - now.size < LEAST_READ_BYTES:
            self.transport.abort()

    def is_awaited(self) -> bool:
        """Whether we wait for the client to ask, or to send the rest of what it began to."""
        if self.transport.get_write_buffer_size():
            return False
        return self._has_answered() or self.cycle.more_body

    def _make_room(self) -> None:
        """Hang up on whoever keeps us waiting longest: on this client, if we wait for no other."""
        awaited = [
            each for each in self.connections if isinstance(each, Connection) and each.is_awaited()
        ]
        longest = min(awaited, key=lambda each: each.begun_at)
        self.connections.discard(longest)  # or the next one would find the place taken still
        longest.transport.abort()

    def _waiting(self) -> Unread | None:
        """What waits to be read, if nothing can be added to it before that."""
        size = self.transport.get_write_buffer_size()
        if not size or not (self.flow.write_paused or self._has_answered()):
            return None
        return Unread(self.cycle, self._resumed, size)

    def _has_answered(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr]  # none before the first

    def _await_head(self) -> None:
        self._head_came()
        self._patience = self.loop.call_later(HEAD_SECONDS, self._refuse, TOO_SLOW)

    def _head_came(self) -> None:
        self._is_in_head = False
        self._head_bytes = 0
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _refuse(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Such a request is answered as if it did not ask for it, without a word in the log."""
