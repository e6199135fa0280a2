"""Events inside the process: who publishes does not know who listens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

Event = TypeVar("Event")
Listener = Callable[[object], None]


class Bus:
    """Hands each event to listeners at once, and to feeds that read at their own pace.

    Publish only from the event loop. A listener is a quick function; work that waits or may fail
    belongs into a loop that reads a feed.
    """

    def __init__(self) -> None:
        self._listeners: list[tuple[type, Listener]] = []
        self._feeds: set[MemoryObjectSendStream[object]] = set()
        self._is_ending = False

    def listen(self, kind: type[Event], listener: Callable[[Event], None]) -> None:
        """Call `listener` with every later event of this type."""
        self._listeners.append((kind, listener))  # type: ignore[arg-type]  # matched by isinstance

    def publish(self, event: object) -> None:
        """Tell everybody. A feed that is full loses the event and is closed: it must start anew."""
        for kind, listener in self._listeners:
            if isinstance(event, kind):
                listener(event)
        for feed in list(self._feeds):
            try:
                feed.send_nowait(event)
            except (anyio.WouldBlock, anyio.BrokenResourceError, anyio.ClosedResourceError):
                self._feeds.discard(feed)
                feed.close()

    def end_feeds(self) -> None:
        """End all feeds, now and later: the program ends, and nobody shall wait for news."""
        self._is_ending = True
        for feed in self._feeds:
            feed.close()
        self._feeds.clear()

    @contextmanager
    def feed(self, size: int = 1000) -> Iterator[AsyncIterator[object]]:
        """All later events in order; the iterator ends when over `size` are unread."""
        send: MemoryObjectSendStream[object]
        receive: MemoryObjectReceiveStream[object]
        send, receive = anyio.create_memory_object_stream[object](size)
        if self._is_ending:
            send.close()
        else:
            self._feeds.add(send)
        try:
            yield receive
        finally:
            self._feeds.discard(send)
            send.close()
            receive.close()
