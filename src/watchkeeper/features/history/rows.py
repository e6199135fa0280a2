"""What a history shows."""

from __future__ import annotations

from dataclasses import field

from watchkeeper.columns.figures.reach import Reach
from watchkeeper.columns.selection.filter import HistoryFilter, Order, OrderField
from watchkeeper.domain.facts import Facts, PlayId, SectionId, ServerId, UserId
from watchkeeper.domain.play import PlayerFacts, PlaySource
from watchkeeper.features.history.running import RunningPlay
from watchkeeper.values import dataclass

NEWEST_FIRST = (Order(OrderField.DATE),)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryQuery:
    """Which page of which history.

    Without `order`, entries come in ascending reference ids. `limit` None means all of them.
    """

    filter: HistoryFilter = field(default_factory=HistoryFilter)
    grouped: bool = True
    order: tuple[Order, ...] = NEWEST_FIRST
    offset: int = 0
    limit: int | None = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayRow:
    """Everything the record knows of one play."""

    id: PlayId
    reference_id: PlayId
    server_id: ServerId
    started: int  # UTC seconds
    stopped: int | None  # UTC seconds
    paused_seconds: int
    user_id: UserId
    username: str | None  # the person's username at that time
    friendly_name: str | None  # display name today; None for somebody unknown
    user_thumb: str | None
    media_type: str  # movie, episode, track
    live: bool
    rating_key: int | None
    parent_rating_key: int | None
    grandparent_rating_key: int | None
    section_id: SectionId | None
    library_name: str | None
    full_title: str
    duration: int | None  # milliseconds
    marker_credits_first: int | None  # milliseconds
    marker_credits_final: int | None  # milliseconds
    view_offset: int | None  # milliseconds
    ip_address: str | None
    bandwidth: int | None  # kbps
    location: str | None
    quality_profile: str | None
    secure: bool | None
    relayed: bool | None
    source: PlaySource
    player: PlayerFacts
    transcode_decision: str
    video_full_resolution: str | None
    stream_video_full_resolution: str | None
    item: Facts  # the words of session_history_metadata, as stated
    raw: Facts  # see NewPlay.raw
    percent_complete: float  # unrounded; 100 for Live TV
    watched_status: float  # 0, 0.25, 0.5, 0.75, 1
    is_counted: bool = True  # else it is in no figure

    @property
    def play_seconds(self) -> int:
        """Seconds watched; 0 while the end is not known."""
        return 0 if self.stopped is None else self.stopped - self.started - self.paused_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One line of a history: a viewing (grouped), a single play, or a stream that still runs.

    For a stream that runs, `running` is set, and `row` and the ids are absent.
    """

    row: PlayRow | None  # with grouping: the play that went furthest
    running: RunningPlay | None = None
    date: int  # UTC seconds; newest start
    started: int  # UTC seconds; oldest start
    stopped: int | None  # UTC seconds; newest stop
    play_seconds: int
    paused_seconds: int
    percent: float  # unrounded; 100 for Live TV
    watched_status: float
    group_count: int | None
    group_ids: tuple[PlayId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """A page of a history and its totals."""

    entries: tuple[HistoryEntry, ...]
    filtered: int  # entries that the query matches, with running ones
    total: int  # plays in the whole record of the servers asked for
    shown_seconds: int  # play time of the entries on this page
    total_seconds: int  # play time of all counted plays the filter matches, whatever its text
    counted: int  # of `filtered`, entries of plays that are in the figures
    uncounted: int = 0  # single plays the query matches that are in no figure
    reach: Reach | None = None  # of recorded plays, where it was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFacts:
    """How one play was streamed."""

    play_id: PlayId
    server_id: ServerId
    media_type: str
    quality_profile: str | None
    item: Facts  # the words of session_history_metadata, as stated
    stream: Facts  # the words of session_history_media_info, as stated


@dataclass(frozen=True, slots=True)
class Moved:
    """Plays that were given to another account."""

    audit_id: int | None  # by which it can be undone; None: there were none
    plays: int
