"""Listings of libraries: from memory, from disk, or read from the server as a whole."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path

import anyio.to_thread
import structlog

from watchkeeper.columns.store.growing import Array
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.errors import UnreachableError
from watchkeeper.features.libraries.index.item_index import ItemIndex, index_of
from watchkeeper.features.libraries.listing.files import ListingFiles, ListingKey
from watchkeeper.features.libraries.listing.listing import ListedItem, Listing, listed, listing_of
from watchkeeper.features.libraries.once import Once
from watchkeeper.features.libraries.ports import LibrarySource, LibrarySources
from watchkeeper.runtime.clock import Clock, instant

log = structlog.get_logger(__name__)

MOST_ITEMS_IN_MEMORY = 30_000
MOST_INDEXED_IN_MEMORY = 150_000


class Listings:
    """Keeps listings. Only whole ones are kept: a read that breaks off changes nothing."""

    def __init__(self, sources: LibrarySources, folder: Path, clock: Clock) -> None:
        self._sources = sources
        self._files = ListingFiles(folder)
        self._clock = clock
        self._reading = Once[ListingKey, Listing]()
        self._memory: OrderedDict[ListingKey, Listing] = OrderedDict()
        self._indexing = Once[ListingKey, ItemIndex | None]()
        self._indexes: OrderedDict[ListingKey, ItemIndex] = OrderedDict()

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

    async def keep(self, key: ListingKey, items: Sequence[ListedItem]) -> None:
        """Keep a whole list that somebody else read."""
        await self._store(key, listing_of(key[2], instant(self._clock), items))

    async def is_kept(self, key: ListingKey) -> bool:
        """Whether it was ever read."""
        return await anyio.to_thread.run_sync(self._files.has, key)

    async def index(self, key: ListingKey) -> ItemIndex | None:
        """The arrays of what is kept; None when it was never read."""
        found = self._indexes.get(key)
        if found is None:
            found = await self._indexing.get(key, lambda: self._kept_index(key))
        return found

    async def columns(
        self, key: ListingKey, names: Sequence[str]
    ) -> tuple[int, list[Array]] | None:
        """When it was read, and some arrays of what is kept; None when it was never read."""
        return await anyio.to_thread.run_sync(self._files.read_columns, key, names)

    async def forget(self, server_id: ServerId, section_id: SectionId) -> int:
        """Forget all listings of a library; how many were stored."""
        for key in [key for key in self._memory if key[:2] == (server_id, section_id)]:
            del self._memory[key]
        for key in [key for key in self._indexes if key[:2] == (server_id, section_id)]:
            del self._indexes[key]
        return await anyio.to_thread.run_sync(self._files.delete, server_id, section_id)

    async def _read(self, key: ListingKey) -> Listing:
        server_id, section_id, media_type, rating_key = key
        source = self._sources(ServerId(server_id))
        if source is None:
            raise UnreachableError(
                "Server %(server_id)s has no address: set it up first.", server_id=server_id
            )
        if rating_key:
            children = (await source.children(rating_key)).items
            media_type = children[0].media_type if children else media_type
            items = [row for item in children if (row := listed(item)) is not None]
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
        if not key[3]:
            await self._keep_index(key, listing)

    async def _kept_index(self, key: ListingKey) -> ItemIndex | None:
        found = await anyio.to_thread.run_sync(self._files.read_index, key)
        if found is not None:
            self._remember_index(key, found)
            return found
        listing = await anyio.to_thread.run_sync(self._files.read, key)
        return None if listing is None else await self._keep_index(key, listing)

    async def _keep_index(self, key: ListingKey, listing: Listing) -> ItemIndex:
        index = await anyio.to_thread.run_sync(index_of, listing)
        self._remember_index(key, index)
        try:
            await anyio.to_thread.run_sync(self._files.write_index, key, index)
        except OSError as error:
            log.warning("index not stored", section=key[1], error=str(error.strerror))
        return index

    def _remember_index(self, key: ListingKey, index: ItemIndex) -> None:
        self._indexes[key] = index
        self._indexes.move_to_end(key)
        while len(self._indexes) > 1 and _rows(self._indexes) > MOST_INDEXED_IN_MEMORY:
            self._indexes.popitem(last=False)

    def _remember(self, key: ListingKey, listing: Listing) -> None:
        self._memory[key] = listing
        self._memory.move_to_end(key)
        while len(self._memory) > 1 and self._items_in_memory() > MOST_ITEMS_IN_MEMORY:
            self._memory.popitem(last=False)

    def _items_in_memory(self) -> int:
        return sum(len(listing.items) for listing in self._memory.values())


def _rows(indexes: Mapping[ListingKey, ItemIndex]) -> int:
    return sum(len(index) for index in indexes.values())


async def _whole(source: LibrarySource, section_id: SectionId, media_type: str) -> list[ListedItem]:
    """Only the rows are held: all that a server tells of 60,000 items would fill the memory."""
    items = source.all_items(section_id, media_type)
    return [row async for item in items if (row := listed(item)) is not None]
