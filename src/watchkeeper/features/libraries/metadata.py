"""Items of the servers: asked for when wanted, remembered for a minute."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.domain.media import ItemPage, MediaItem
from watchkeeper.errors import UnreachableError
from watchkeeper.features.libraries.once import Remembered
from watchkeeper.features.libraries.ports import MetadataSource, MetadataSources
from watchkeeper.runtime.clock import Clock
from watchkeeper.values import dataclass

T = TypeVar("T")

GOOD_FOR_SECONDS = 60.0
MOST_ANSWERS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentQuery:
    """Which new items: of a kind (movie, show, artist, other_video), of a library, or all."""

    count: int
    start: int = 0
    media_type: str = ""
    section_id: SectionId | None = None


class Metadata:
    """Reads items of a server.

    Absent is None or empty; a server that cannot be asked raises OutsideError (UnreachableError
    when it has no address), so that "not found" and "not reachable" are never mixed up.
    """

    def __init__(self, sources: MetadataSources, clock: Clock) -> None:
        self._sources = sources
        self._answers: Remembered[Hashable, Any] = Remembered(  # Any: answers of all the methods
            clock, seconds=GOOD_FOR_SECONDS, most=MOST_ANSWERS
        )

    async def item(self, server_id: ServerId, rating_key: int) -> MediaItem | None:
        """One item with markers, external ids and media; None when the server does not have it."""
        return await self._asked(
            server_id, ("item", rating_key), lambda source: source.metadata(rating_key)
        )

    async def children(
        self, server_id: ServerId, rating_key: int, media_type: str = ""
    ) -> ItemPage:
        """Seasons, episodes, albums, tracks; items of a "collection" or "playlist"."""
        return await self._asked(
            server_id,
            ("children", rating_key, media_type),
            lambda source: source.children(rating_key, media_type),
        )

    async def grandchildren(self, server_id: ServerId, rating_key: int) -> ItemPage:
        """All episodes of a show, all tracks of an artist."""
        return await self._asked(
            server_id,
            ("grandchildren", rating_key),
            lambda source: source.grandchildren(rating_key),
        )

    async def recently_added(
        self, server_id: ServerId, wanted: RecentQuery
    ) -> tuple[MediaItem, ...]:
        """New items, the newest first."""
        return await self._asked(
            server_id,
            wanted,
            lambda source: source.recently_added(
                wanted.count, wanted.start, wanted.media_type, wanted.section_id
            ),
        )

    async def collections(
        self, server_id: ServerId, section_id: SectionId
    ) -> tuple[MediaItem, ...]:
        """All collections of a library."""
        return await self._asked(
            server_id, ("collections", section_id), lambda source: source.collections(section_id)
        )

    async def playlists(
        self, server_id: ServerId, section_id: SectionId | None = None
    ) -> tuple[MediaItem, ...]:
        """All playlists of the owner, or those with items of one library."""
        return await self._asked(
            server_id, ("playlists", section_id), lambda source: source.playlists(section_id)
        )

    async def search(
        self, server_id: ServerId, query: str, limit: int = 10
    ) -> tuple[MediaItem, ...]:
        """Items by text; the limit counts per kind of item."""
        if not query.strip():
            return ()
        return await self._asked(
            server_id, ("search", query, limit), lambda source: source.search(query, limit)
        )

    def forget(self) -> None:
        """Forget what is remembered: something in a library has changed."""
        self._answers.forget()

    async def _asked(
        self,
        server_id: ServerId,
        question: Hashable,
        ask: Callable[[MetadataSource], Awaitable[T]],
    ) -> T:
        source = self._sources(server_id)
        if source is None:
            raise UnreachableError(
                "Server %(server_id)s has no address: set it up first.", server_id=server_id
            )
        answer: T = await self._answers.get((server_id, question), lambda: ask(source))
        return answer
