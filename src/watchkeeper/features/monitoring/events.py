"""What happens to streams, servers and collection, as told on the bus."""

from __future__ import annotations

from enum import StrEnum

from watchkeeper.domain.facts import PlayId, ServerId
from watchkeeper.domain.media import Marker
from watchkeeper.domain.session import TimelineNotice
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.values import dataclass


class Change(StrEnum):
    """What changed in a stream that goes on."""

    PAUSED = "paused"
    RESUMED = "resumed"
    BUFFERED = "buffered"
    STREAM_CHANGED = "stream changed"
    ERRORED = "errored"
    STOPPING = "stopping"  # the player said so; the next look settles it
    INTRO_REACHED = "intro reached"
    CREDITS_REACHED = "credits reached"
    COMMERCIAL_REACHED = "commercial reached"
    WATCHED = "watched"
    MOVED = "moved"  # the position jumped: somebody seeked
    DESCRIBED = "described"  # item, person or stream facts were completed


class NotRecorded(StrEnum):
    """Why a stream that ended is not in the record."""

    TOO_SHORT = "too short"
    NOT_A_PLAY = "not a play"  # photos, trailers, things outside the library
    NOT_KEPT = "not kept"  # the person's or the library's history is not kept


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEvent:
    """Something about one stream; `session` is how it was right afterwards."""

    session: LiveSession
    at: float  # UTC seconds at which it happened, as exactly as is known


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted(SessionEvent):
    """A stream began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionChanged(SessionEvent):
    """Something changed in a running stream."""

    what: Change
    before: LiveSession | None = None  # of a stream change: how it was
    marker: Marker | None = None  # of a marker that was reached
    is_notable: bool = True  # of buffering: often enough to tell somebody


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(SessionEvent):
    """A stream ended at `at`; on its way into the record."""

    view_offset: int  # milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStopped(SessionEvent):
    """A stream ended at `at`, and what became of it is decided."""

    view_offset: int  # milliseconds
    play_id: PlayId | None = None
    not_recorded: NotRecorded | None = None


@dataclass(frozen=True, slots=True)
class ServerWentDown:
    """A server has not answered for as long as the owner wants to wait before being told."""

    server_id: ServerId
    since: int  # UTC seconds
    cause: str


@dataclass(frozen=True, slots=True)
class ServerCameBack:
    """A server that went down answers again."""

    server_id: ServerId
    at: int  # UTC seconds


@dataclass(frozen=True, slots=True)
class ServerHeard:
    """The socket of a server is open: from now on, and not before, it tells what comes."""

    server_id: ServerId


@dataclass(frozen=True, slots=True)
class ServerStateChanged:
    """A server or its socket became reachable or unreachable, or for another reason."""

    server_id: ServerId


@dataclass(frozen=True, slots=True)
class GapOpened:
    """Collection of a server's sessions stopped."""

    server_id: ServerId
    from_at: int  # UTC seconds
    cause: str


@dataclass(frozen=True, slots=True)
class GapClosed:
    """Collection goes on; `backfilled` plays were taken from the server's own history."""

    server_id: ServerId
    from_at: int  # UTC seconds
    to_at: int  # UTC seconds
    backfilled: int


@dataclass(frozen=True, slots=True)
class LibraryItemsAdded:
    """The server made something in a library."""

    notice: TimelineNotice


@dataclass(frozen=True, slots=True)
class RemoteAccessChanged:
    """The server became reachable from outside, or no longer."""

    server_id: ServerId
    is_reachable: bool
