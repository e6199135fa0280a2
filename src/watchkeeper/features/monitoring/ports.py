"""What this feature needs from others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Protocol

from watchkeeper.domain.facts import Facts, PlayId, SectionId, ServerId, UserId
from watchkeeper.domain.media import MediaItem, ServerView
from watchkeeper.domain.play import NewPlay
from watchkeeper.domain.session import (
    ConnectionNotice,
    Notice,
    ObservedSession,
    Person,
    Termination,
)
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.values import dataclass


class OnRecord(Protocol):
    """A server on record."""

    @property
    def id(self) -> ServerId:
        """Its number."""
        ...


class ServerDirectory(Protocol):
    """Knows which servers are to be watched."""

    async def watched(self) -> Sequence[OnRecord]:
        """Those with an address whose sessions are to be collected."""
        ...


class NoticeFeed(Protocol):
    """The server's own messages, over a connection that is made anew whenever it is lost."""

    def events(self) -> AsyncIterator[Notice | ConnectionNotice]:
        """Notices, and word of every loss and return of the connection."""
        ...


class MediaServer(Protocol):
    """A server that plays media.

    Unless stated, every method raises an OutsideError when there is no complete answer; a failure
    is never an empty list.
    """

    async def sessions(self) -> Sequence[ObservedSession]:
        """All live sessions."""
        ...

    async def metadata_many(self, rating_keys: Iterable[int]) -> Mapping[int, MediaItem]:
        """Items by their keys, with markers; a key that is missing in the answer is gone."""
        ...

    async def programme(self, guid: str) -> MediaItem | None:
        """What the programme guide knows of a Live TV programme; None when it is not in one."""
        ...

    def feed(self) -> NoticeFeed:
        """What the server says by itself."""
        ...

    async def history(self, since: int) -> Sequence[ServerView]:
        """Completed views since an instant (UTC seconds)."""
        ...

    async def account_token_valid(self) -> bool | None:
        """Whether the token still is; None when nobody could be asked. Never raises."""
        ...

    async def terminate(self, session_id: str, reason: str) -> Termination:
        """End a stream, telling the viewer why."""
        ...


@dataclass(frozen=True, slots=True)
class SessionWords:
    """Pure readings of a session and its item; the item is None when it is not known."""

    describe: Callable[[ObservedSession, MediaItem | None], ObservedSession]
    item_facts: Callable[[MediaItem | None, ObservedSession], Facts]  # session_history_metadata
    stream_facts: Callable[[ObservedSession], Facts]  # session_history_media_info


class KeepsHistory(Protocol):
    """A person or a library."""

    @property
    def keep_history(self) -> bool:
        """Whether its plays are recorded."""
        ...


class People(Protocol):
    """Knows whose sessions are whose."""

    async def match(self, server_id: ServerId, account_id: int, title: str) -> Person:
        """The person of an account; the stand-in Local when nobody fits."""
        ...

    async def get(self, server_id: ServerId, user_id: UserId) -> KeepsHistory | None:
        """A person on record."""
        ...


class Libraries(Protocol):
    """Knows the libraries."""

    async def get(self, server_id: ServerId, section_id: SectionId) -> KeepsHistory | None:
        """A library on record."""
        ...

    async def ensure_live_tv(self, server_id: ServerId) -> object:
        """Make the stand-in library of Live TV, once some was seen."""
        ...


class PlayRecord(Protocol):
    """The record of plays."""

    @property
    def watched_rule(self) -> WatchedRule:
        """What the owner calls watched: plays are grouped by it."""
        ...

    async def recorded(self, new: NewPlay, play_id: PlayId) -> None:
        """Make a play that was written visible everywhere, after its transaction."""
        ...
