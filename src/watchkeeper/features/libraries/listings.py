"""Listings of libraries: from memory, from disk, or read from the server as a whole."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import anyio.to_thread
import structlog

from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.domain.media import MediaItem
from watchkeeper.errors import UnreachableError
from watchkeeper.features.libraries.listing import Listing, listing_of
from watchkeeper.features.libraries.listing_files import ListingFiles, ListingKey
from watchkeeper.features.libraries.once import Once
from watchkeeper.features.libraries.ports import LibrarySource, LibrarySources
from watchkeeper.runtime.clock import Clock, instant

log = structlog.get_logger(__name__)

MOST_ITEMS_IN_MEMORY = 30_000


class Listings:
    """Keeps listings. Only whole ones are kept: a read that breaks off changes nothing."""

    def __init__(self, sources: LibrarySources, folder: Path, clock: Clock) -> None:
        self._sources = sources
        self._files = ListingFiles(folder)
        self._clock = clock
        self._reading = Once[ListingKey, Listing]()
        self._memory: OrderedDict[ListingKey, Listing] = OrderedDict()

    async def kept(self, key: ListingKey) -> Listing | None:
        """The listing from memory or disk; None when it was never read."""
        found = self._memory.get(key)
        if found is None:
            found = await anyio.to_thread.run_sync(self._files.read, key)
        if found is not None:
            self._remember(key, found)
        return found

    async def read(self, key: ListingKey) -> Listing:
        """Read it anew from the server, page by page, and keep it.

        Raises:
            OutsideError: the server did not give all of it; what was kept stays.
        """
        return await self._reading.get(key, lambda: self._read(key))

    async def forget(self, server_id: ServerId, section_id: SectionId) -> int:
        """Forget all listings of a library; how many were stored."""
        for key in [key for key in self._memory if key[:2] == (server_id, section_id)]:
            del self._memory[key]
        return await anyio.to_thread.run_sync(self._files.delete, server_id, section_id)

    async def _read(self, key: ListingKey) -> Listing:
        server_id, section_id, media_type, rating_key = key
        source = self._sources(ServerId(server_id))
        if source is None:
            raise UnreachableError(f"Server {server_id} has no address: set it up first.")
        if rating_key:
            items = list((await source.children(rating_key)).items)
            media_type = items[0].media_type if items else media_type
        else:
            items = await _whole(source, SectionId(section_id), media_type)
        listing = listing_of(media_type, instant(self._clock), items)
        await self._store(key, listing)
        return listing

    async def _store(self, key: ListingKey, listing: Listing) -> None:
        self._remember(key, listing)
        try:
            await anyio.to_thread.run_sync(self._files.write, key, listing)
        except OSError as error:
            log.warning("listing not stored", section=key[1], error=str(error.strerror))

    def _remember(self, key: ListingKey, listing: Listing) -> None:
        self._memory[key] = listing
        self._memory.move_to_end(key)
        while len(self._memory) > 1 and self._items_in_memory() > MOST_ITEMS_IN_MEMORY:
            self._memory.popitem(last=False)

    def _items_in_memory(self) -> int:
        return sum(len(listing.items) for listing in self._memory.values())


async def _whole(source: LibrarySource, section_id: SectionId, media_type: str) -> list[MediaItem]:
    return [item async for item in source.all_items(section_id, media_type)]
