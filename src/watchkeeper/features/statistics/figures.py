"""The numbers that statistics answer with."""

from __future__ import annotations

from watchkeeper.domain.facts import SectionId, ServerId, UserId
from watchkeeper.features.history import PlayRow
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class WatchTime:
    """What was watched in the last so many days; 0 days mean all time."""

    query_days: int
    total_seconds: int
    total_plays: int  # 0 whenever no time was watched


@dataclass(frozen=True, slots=True)
class UserShare:
    """One person's part in something."""

    server_id: ServerId
    user_id: UserId
    plays: int
    seconds: int


@dataclass(frozen=True, slots=True)
class PlayerShare:
    """One player's part in something; players of one name are one."""

    player: str | None
    platform: str | None  # of the first play there
    plays: int
    seconds: int


@dataclass(frozen=True, slots=True)
class UserFigures:
    """All that one person watched, and the last play on record."""

    server_id: ServerId
    user_id: UserId
    plays: int
    seconds: int
    last_seen: int  # UTC seconds; newest start
    last: PlayRow  # the play with the highest number


@dataclass(frozen=True, slots=True)
class LibraryFigures:
    """All that was watched of one library, and the last play on record."""

    server_id: ServerId
    section_id: SectionId
    plays: int
    seconds: int
    last_accessed: int  # UTC seconds; newest start
    last: PlayRow  # the play with the highest number


@dataclass(frozen=True, slots=True)
class AddressFigures:
    """All plays from one address."""

    ip_address: str | None
    play_count: int  # single plays, never grouped
    first_seen: int  # UTC seconds; oldest start
    last_seen: int  # UTC seconds; newest start
    newest: PlayRow  # the play that started last


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """How often an item, or all below it, was played."""

    rating_key: int
    play_count: int
    last_played: int  # UTC seconds; newest start


@dataclass(frozen=True, slots=True)
class Today:
    """What happened since the owner's last midnight."""

    plays: int
    seconds: int
    people: int
