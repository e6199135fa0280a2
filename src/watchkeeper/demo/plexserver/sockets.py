"""The open websockets and what becomes of them."""

from __future__ import annotations

import asyncio
from enum import StrEnum

import orjson

from watchkeeper.demo.plexserver.frames import Frame

_QUEUE_LENGTH = 5000


class Ending(StrEnum):
    """How a websocket ends."""

    CLOSE = "close"  # with a close frame
    CUT = "cut"  # the connection breaks without one


class SocketCutError(Exception):
    """Raised inside a websocket's task to break its connection without a close frame."""


class Sockets:
    """Passes frames to every open socket; can end them all, or keep them open and silent."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[bytes | Ending]] = set()
        self.is_silent = False
        self.sent = 0

    def __len__(self) -> int:
        return len(self._queues)

    def open(self) -> asyncio.Queue[bytes | Ending]:
        """A queue for a newly connected socket."""
        queue: asyncio.Queue[bytes | Ending] = asyncio.Queue(_QUEUE_LENGTH)
        self._queues.add(queue)
        return queue

    def close(self, queue: asyncio.Queue[bytes | Ending]) -> None:
        """Forget a socket that is gone."""
        self._queues.discard(queue)

    def send(self, frame: Frame) -> None:
        """Put a frame on its way to everybody; a socket that does not read is ended."""
        if self.is_silent:
            return
        content = orjson.dumps(frame)
        for queue in tuple(self._queues):
            if queue.full():
                self.close(queue)
                continue
            queue.put_nowait(content)
            self.sent += 1

    def end(self, ending: Ending) -> None:
        """End every open socket in this way."""
        for queue in tuple(self._queues):
            queue.put_nowait(ending)
