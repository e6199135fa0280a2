"""A gap in collection, and which of the server's own views belong into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.domain.media import MediaItem, ServerView
from watchkeeper.domain.session import Person
from watchkeeper.values import dataclass

SHORTEST = 30.0
"""Seconds from which on a time without looks is a gap."""
MATCH_SECONDS = 600
"""How far a view and a play of ours may be apart and still be the same viewing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time in which a server's sessions were not collected; instants in UTC seconds."""

    id: int
    server_id: ServerId
    from_at: int
    to_at: int | None  # None while it lasts
    cause: str
    backfilled: int  # plays taken from the server's own history
    is_checked: bool  # whether that history was read


@dataclass(frozen=True, slots=True)
class RecordedPlay:
    """What matching needs of a play in the record, or of a running session."""

    user_id: UserId
    rating_key: int | None
    guid: str
    started: int  # UTC seconds
    stopped: int


@dataclass(frozen=True, slots=True)
class MissedView:
    """A view that happened in a gap: whose, of what, and when it was completed."""

    view: ServerView
    person: Person
    item: MediaItem | None  # None: no longer in the library

    def started(self, from_at: int) -> int:
        """When it can have begun at the earliest: its length before its end, within the gap."""
        length = (self.item.duration or 0) // 1000 if self.item else 0
        return max(from_at, self.view.viewed_at - length)


def within(gap: Gap, views: Iterable[ServerView]) -> list[ServerView]:
    """The views that were completed in the gap, oldest first."""
    inside = [
        view
        for view in views
        if gap.from_at < view.viewed_at and (gap.to_at is None or view.viewed_at <= gap.to_at)
    ]
    return sorted(inside, key=lambda view: view.viewed_at)


def is_known(missed: MissedView, plays: Sequence[RecordedPlay]) -> bool:
    """Whether the record already has this viewing."""
    guid = missed.item.guid if missed.item else ""
    return any(
        play.user_id == missed.person.user_id
        and (play.rating_key == missed.view.rating_key or (guid and play.guid == guid))
        and play.started - MATCH_SECONDS <= missed.view.viewed_at <= play.stopped + MATCH_SECONDS
        for play in plays
    )
