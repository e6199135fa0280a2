"""One connection of a client: how much may come before a request is whole, and how slowly."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 30.0
MOST_HEAD_BYTES = 64 * 1024
TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Connection(HttpToolsProtocol):
    """uvicorn's, which waits for the end of a head for ever and keeps all that comes before it.

    Whoever sends nothing, or a head without end, is refused: else a stranger could fill the memory
    or keep all places. Nothing is asked to become a WebSocket: the live channel is plain HTTP.
    """

    _patience: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """A client is there, and should say what it wants."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._head_came()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """The first byte of a request came."""
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        """The head of a request is whole."""
        self._head_came()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Take what came, unless the head that it belongs to is too large."""
        awaited = self._patience
        super().data_received(data)
        if awaited is None or awaited is not self._patience:
            return  # part of a body, or the head that was awaited is whole
        self._head_bytes += len(data)
        if self._head_bytes > MOST_HEAD_BYTES:
            self._refuse(TOO_LARGE)

    def _await_head(self) -> None:
        self._head_came()
        self._patience = self.loop.call_later(HEAD_SECONDS, self._refuse, TOO_SLOW)

    def _head_came(self) -> None:
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
