"""What this feature needs from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Protocol

from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.domain.media import Image, ImageRequest, ItemPage, LibrarySection, MediaItem
from watchkeeper.values import dataclass


class LibrarySource(Protocol):
    """A media server that tells its libraries. Every method raises OutsideError on failure."""

    async def library_sections(self) -> tuple[LibrarySection, ...]:
        """All libraries, complete; a count that could not be taken is None."""
        ...

    def all_items(self, section_id: SectionId, media_type: str) -> AsyncIterator[MediaItem]:
        """Every item of one kind in a library, complete, or an error before the end."""
        ...

    async def children(self, rating_key: int, media_type: str = "") -> ItemPage:
        """All direct children of an item, complete."""
        ...


class StockSource(LibrarySource, Protocol):
    """A media server whose libraries are read in full. Every method raises OutsideError."""

    async def metadata(self, rating_key: int) -> MediaItem | None:
        """One item; None when the server does not have it."""
        ...

    async def metadata_many(self, rating_keys: Iterable[int]) -> dict[int, MediaItem]:
        """Many items; those that the server does not have are missing."""
        ...

    async def recently_added(
        self,
        count: int,
        start: int = 0,
        media_type: str = "",
        section_id: SectionId | None = None,
    ) -> tuple[MediaItem, ...]:
        """New items, the newest first."""
        ...


class MetadataSource(Protocol):
    """A media server that tells about items. Every method raises OutsideError on failure."""

    async def metadata(self, rating_key: int) -> MediaItem | None:
        """One item; None when the server does not have it."""
        ...

    async def children(self, rating_key: int, media_type: str = "") -> ItemPage:
        """Direct children of an item, a collection or a playlist."""
        ...

    async def grandchildren(self, rating_key: int) -> ItemPage:
        """Episodes of a show, tracks of an artist."""
        ...

    async def recently_added(
        self,
        count: int,
        start: int = 0,
        media_type: str = "",
        section_id: SectionId | None = None,
    ) -> tuple[MediaItem, ...]:
        """New items, the newest first."""
        ...

    async def collections(self, section_id: SectionId) -> tuple[MediaItem, ...]:
        """All collections of a library."""
        ...

    async def playlists(self, section_id: SectionId | None = None) -> tuple[MediaItem, ...]:
        """All playlists, or those with items of one library."""
        ...

    async def search(self, query: str, limit: int = 10) -> tuple[MediaItem, ...]:
        """Items by text; the limit counts per kind of item."""
        ...


class PictureSource(Protocol):
    """A media server that gives its pictures."""

    async def image(self, request: ImageRequest) -> Image:
        """A picture in the wanted size.

        Raises:
            NotFoundError: there is no such picture.
            OutsideError: the server does not give it.
        """
        ...


@dataclass(frozen=True, slots=True)
class PlayTotal:
    """How often something was played, and when last."""

    play_count: int
    last_played: int | None  # UTC seconds


class PlayCounts(Protocol):
    """Counts plays in the record (`features.statistics`)."""

    async def __call__(
        self, server_id: ServerId, section_id: SectionId, level: str, /
    ) -> Mapping[int, PlayTotal]:
        """Totals by rating key; `level` names whose key: rating_key, parent_..., grandparent_..."""
        ...


LibrarySources = Callable[[ServerId], LibrarySource | None]
StockSources = Callable[[ServerId], StockSource | None]
MetadataSources = Callable[[ServerId], MetadataSource | None]
PictureSources = Callable[[ServerId], PictureSource | None]
"""From a server to its adapter; None when it has no address (`MediaServers.get`)."""
