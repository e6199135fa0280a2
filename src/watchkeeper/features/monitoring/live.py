"""A live stream as we track it."""

from __future__ import annotations

from typing import NamedTuple

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import Marker, MediaItem
from watchkeeper.domain.session import ObservedSession, Person, SessionState
from watchkeeper.values import dataclass

END_SNAP_MS = 10_000


class Identity(NamedTuple):
    """What makes a session the same one from look to look; session keys alone are reused."""

    session_key: str
    item: str  # rating key; uuid or guid for what has none
    machine_id: str


@dataclass(frozen=True, slots=True)
class Ending:
    """A stop that was announced and still has to show itself in a look."""

    at: float  # UTC seconds
    view_offset: int | None  # milliseconds; None: as far as it had come by then
    is_doubted: bool = False  # the server spoke of the session again afterwards


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSession:
    """One stream: what the server said last, and what we counted meanwhile.

    Instants are UTC seconds with fractions, offsets milliseconds. `observed` carries the facts of
    stream and item together and the last state and offset, also those that a notice told.
    """

    number: int  # of this server's sessions, in the order of their opening
    observed: ObservedSession
    person: Person
    item: MediaItem | None = None  # None: not read yet, or not in the library
    noticed_rating_key: int | None = None  # Live TV: told by a notice alone
    has_begun: bool = True  # False while it only buffers and never played
    started: float
    initial_stream: bool = True
    paused_seconds: float = 0.0  # of pauses that are over
    paused_since: float | None = None
    doubted_seconds: float = 0.0  # of `paused_seconds`: may be play whose report is still to come
    told_by: str = ""  # the player's name for itself in notices; "" while none was heard
    position_at: float  # when `observed.view_offset` was true
    has_moved: bool = False  # its offset was seen to change
    seen_at: float  # the last look or notice that showed it
    looked_at: float  # the last look that showed it
    heard_at: float = 0.0  # the last notice about it
    missed_at: float | None = None  # the first look that no longer showed it
    gone_at: float | None = None  # when it ended, should the next look not show it either
    ending: Ending | None = None
    buffer_count: int = 0
    buffer_told_at: float | None = None
    marker: int = 0  # number of the marker it is in, from 1; 0: in none
    watched: bool = False
    is_confirmed: bool = True  # False while the server does not answer

    @property
    def server_id(self) -> ServerId:
        return self.observed.server_id

    @property
    def identity(self) -> Identity:
        return identity(self.observed)

    @property
    def state(self) -> SessionState:
        return self.observed.state

    @property
    def rating_key(self) -> int | None:
        """The item's rating key, from wherever it was told."""
        if self.observed.rating_key is None:
            return self.noticed_rating_key
        return self.observed.rating_key

    @property
    def last_seen(self) -> float:
        """The last moment at which it was known to run (UTC seconds)."""
        return self.seen_at

    @property
    def markers(self) -> tuple[Marker, ...]:
        return self.item.markers if self.item else ()

    @property
    def is_moving(self) -> bool:
        """Whether its position advances by itself."""
        return self.state is SessionState.PLAYING and self.ending is None

    def position(self, at: float) -> int:
        """The offset at an instant, from the last one told, never behind the end (ms)."""
        offset = self.observed.view_offset
        if self.is_moving:
            offset += round(max(0.0, at - self.position_at) * 1000)
        duration = self.observed.duration
        # Live TV states a length that has nothing to do with the offset.
        if not duration or self.observed.is_live:
            return offset
        return min(offset, max(duration, self.observed.view_offset))

    def paused_until(self, at: float) -> float:
        """Seconds paused from the start to an instant."""
        running = max(0.0, at - self.paused_since) if self.paused_since is not None else 0.0
        return self.paused_seconds + running

    def play_seconds(self, at: float) -> float:
        """Seconds watched from the start to an instant."""
        return max(0.0, at - self.started - self.paused_until(at))

    @property
    def progress_percent(self) -> int:
        """How far the last told offset is, in whole percent; 0 when the length is not known."""
        duration = self.observed.duration
        return round(self.observed.view_offset / duration * 100) if duration else 0


def identity(observed: ObservedSession) -> Identity:
    """What tells this session from every other one on its server."""
    item = observed.rating_key
    word = str(item) if item is not None else observed.live_uuid or observed.guid
    return Identity(observed.session_key, word, observed.machine_id)


def snapped(view_offset: int, duration: int | None) -> int:
    """An offset within the last ten seconds is the end (ms).

    Examples:
        >>> snapped(5_995_000, 6_000_000), snapped(5_989_999, 6_000_000), snapped(7, None)
        (6000000, 5989999, 7)
    """
    if duration and duration - view_offset <= END_SNAP_MS:
        return duration
    return view_offset
