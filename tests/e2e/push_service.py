"""A push service that Firefox takes for Mozilla's: both its sides, in one thread.

Browsers hold a websocket open (hello, register, notification, ack), senders hand messages in by
HTTP (RFC 8030): https://mozilla-push-service.readthedocs.io/en/latest/design/.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from websockets.sync.server import ServerConnection, serve

ADDRESS = "https://push.test/to/"


@dataclass
class PushService:
    """Knows whom each browser lets write to it, and hands on what those send."""

    senders: dict[str, str] = field(default_factory=dict)  # key of the sender by channel
    taken: list[dict[str, Any]] = field(default_factory=list)  # Any: what browsers acknowledge
    socket: ServerConnection | None = None
    port: int = 0

    def hear(self, socket: ServerConnection) -> None:
        """What one browser says, until it leaves."""
        self.socket = socket
        for frame in socket:
            said = json.loads(frame)
            answer = self._answer(said)
            if answer is not None:
                socket.send(json.dumps({"status": 200, **said, **answer}))

    def take(self, request: httpx2.Request) -> httpx2.Response:
        """A message of a sender: refused unless the browser subscribed to that sender's key."""
        channel = str(request.url).removeprefix(ADDRESS)
        _, _, key = request.headers["authorization"].partition(" k=")
        if self.senders.get(channel) != key or self.socket is None:
            return httpx2.Response(403)
        notification = {
            "messageType": "notification",
            "channelID": channel,
            "version": f"version {len(request.content)}",
            "data": base64.urlsafe_b64encode(request.content).decode().rstrip("="),
            "headers": {"encoding": request.headers["content-encoding"]},
        }
        self.socket.send(json.dumps(notification))
        return httpx2.Response(201)

    def has_taken(self, count: int) -> bool:
        """Whether browsers took so many messages."""
        return len(self.taken) >= count

    def _answer(self, said: dict[str, Any]) -> dict[str, object] | None:  # Any: JSON
        match said.get("messageType"):
            case "hello":
                return {"uaid": "0123456789abcdef0123456789abcdef", "broadcasts": {}}
            case "register":
                self.senders[said["channelID"]] = said["key"].rstrip("=")
                return {"pushEndpoint": f"{ADDRESS}{said['channelID']}"}
            case "unregister":
                del self.senders[said["channelID"]]
                return {}
            case "ack":
                self.taken += said["updates"]
        return None


@contextmanager
def push_service() -> Iterator[PushService]:
    service = PushService()
    with serve(service.hear, "127.0.0.1", 0) as server:
        service.port = server.socket.getsockname()[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield service
        server.shutdown()
    thread.join()
