"""What the bench tells its server and hears from it: one line each, JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import orjson

from watchkeeper.domain.play import NewPlay, PlayerFacts, PlaySource
from watchkeeper.values import dataclass

READY, DONE = "ready", "done"


@dataclass(frozen=True, slots=True)
class Seen:
    """An event on the bus of the server, with the moment by the machine's monotonic clock."""

    what: str  # started, paused, stopped, ...
    session_key: str
    card: str  # id of its card in the page
    moment: float


def play_line(new: NewPlay) -> bytes:
    """The order to record a play."""
    return orjson.dumps(asdict(new), default=dict) + b"\n"


def play_of(line: bytes) -> NewPlay:
    """The play that is ordered."""
    values: dict[str, Any] = orjson.loads(line)  # Any: the fields of a play
    values["player"] = PlayerFacts(**values["player"])
    values["source"] = PlaySource(values["source"])
    return NewPlay(**values)


def said(word: str, **more: object) -> bytes:
    """A line of the server's."""
    return orjson.dumps({"said": word, **more}) + b"\n"


def heard(line: bytes) -> Mapping[str, Any]:  # Any: JSON of our own child
    """What a line of the server's says."""
    found: Mapping[str, Any] = orjson.loads(line)  # Any: as above
    return found
