"""The last frames that the servers sent by themselves, kept to be looked at."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from watchkeeper.domain.facts import ServerId
from watchkeeper.integrations.plex import wire
from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.log_reading import Line, Position
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.values import dataclass

MOST = 200  # frames of all servers
LONGEST = 4000  # characters of a frame; what is longer is cut
SAYING = ("event", "state", "title", "reachability")
"""Facts that say in short what a frame is about."""


@dataclass(frozen=True, slots=True)
class HeardFrame:
    """One frame as it came."""

    number: int  # counts from 1
    at: float  # UTC seconds
    server_id: ServerId
    content: str


class HeardFrames:
    """Remembers the newest frames; they are read, and their secrets masked, when shown."""

    def __init__(self, clock: Clock, redactor: Redactor) -> None:
        self._clock = clock
        self._redactor = redactor
        self._frames: deque[HeardFrame] = deque(maxlen=MOST)
        self._count = 0

    def take(self, server_id: ServerId, frame: str | bytes) -> None:
        """Remember a frame of a server's socket; the oldest is forgotten."""
        part = frame[: LONGEST + 1]
        text = part if isinstance(part, str) else part.decode(errors="replace")
        self._count += 1
        self._frames.append(HeardFrame(self._count, self._clock.now(), server_id, text))

    def lines(self, servers: Mapping[ServerId, str]) -> Iterator[Line]:
        """The frames as lines of a log, the newest first; `servers` are names to be told."""
        for frame in reversed(tuple(self._frames)):
            told = {
                "timestamp": datetime.fromtimestamp(frame.at, UTC).isoformat(),
                "level": "info",
                **({"server": servers[frame.server_id]} if frame.server_id in servers else {}),
                **_facts(frame.content),
            }
            content = orjson.dumps(self._redactor.value(told))
            yield Line(Position(0, frame.number), content)


def _facts(content: str) -> dict[str, Any]:  # Any: JSON
    """What a frame says, in the words of the log: its kind is the part that speaks."""
    try:
        parsed = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {"event": f"{content[:LONGEST]}…"}
    if not isinstance(parsed, dict):
        return {"event": content}
    envelope = wire.child(parsed, "NotificationContainer") or parsed
    lists = [value for value in envelope.values() if isinstance(value, list)]
    entries = [entry for found in lists for entry in found if isinstance(entry, dict)]
    said = (str(entry[name]) for entry in entries for name in SAYING if entry.get(name))
    told = {"logger": wire.text(envelope, "type"), "event": ", ".join(said)}
    facts = entries[0] if len(entries) == 1 else {"entries": entries} if entries else {}
    return {**{name: value for name, value in facts.items() if name not in told}, **told}
