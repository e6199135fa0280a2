"""What the libraries hold, when it came, and since when it is gone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence

import structlog
from sqlalchemy import Connection

from watchkeeper.columns.items.lost import Shelf
from watchkeeper.db.consequences import Consequences
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.domain.media import MediaItem
from watchkeeper.errors import UnreachableError
from watchkeeper.features.libraries.inventory import queries
from watchkeeper.features.libraries.inventory.items import (
    STOCKED_TYPES,
    ItemsArrived,
    LibraryItem,
    StockTaken,
    stocked,
)
from watchkeeper.features.libraries.inventory.queries import ArrivalQuery, Reading
from watchkeeper.features.libraries.library import Library
from watchkeeper.features.libraries.ports import StockSource, StockSources
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

BATCH = 400
RECENT = 50

OnItem = Callable[[str, MediaItem], Awaitable[None]]
"""Told of each item that is read, and as which kind it was asked for."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """A page of items, and how many there are in all."""

    items: tuple[LibraryItem, ...]
    total: int


class Inventory:
    """Knows every item of the libraries as they were last read in full.

    Nothing is taken for deleted because an answer was missing or short (F16): only a whole
    reading marks what it lacks, and one that lost more than half must look the same again
    half an hour later.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        bus: Bus,
        sources: StockSources,
        consequences: Consequences | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._bus = bus
        self._sources = sources
        self._consequences = consequences or Consequences()

    async def item(self, server_id: ServerId, rating_key: int) -> LibraryItem | None:
        """One film, show, episode, artist or track, also one that is gone; None when unknown."""
        return await self._db.read(queries.item_of, server_id, rating_key)

    async def added(self, wanted: ArrivalQuery) -> Arrivals:
        """What the libraries got, the newest first."""
        items, total = await self._db.read(queries.arrivals, wanted)
        return Arrivals(tuple(items), total)

    async def gone(self, wanted: ArrivalQuery) -> Arrivals:
        """What is no longer on the server, the last ones first."""
        items, total = await self._db.read(queries.gone_items, wanted)
        return Arrivals(tuple(items), total)

    async def shelf(self, server_id: ServerId) -> Shelf:
        """All films, episodes and tracks that a server has."""
        return await self._db.read(lambda conn: Shelf.of(queries.played_items(conn, server_id)))

    async def items(
        self, server_id: ServerId, rating_keys: Iterable[int]
    ) -> dict[int, LibraryItem]:
        """The items of those numbers, also gone ones."""
        found = await self._db.read(queries.items_by_keys, server_id, rating_keys)
        return {item.rating_key: item for item in found}

    async def there_by(
        self, column: str, values: Collection[str | int], media_types: Sequence[str]
    ) -> list[LibraryItem]:
        """Items of all servers that are there with one of the values in a column of the table."""
        return await self._db.read(queries.there_by, column, values, media_types)

    async def search(self, text: str, media_type: str) -> list[LibraryItem]:
        """At most `MOST_FOUND` items that are there, with all words of the text in the title."""
        return await self._db.read(queries.search, text.split()[:8], media_type)

    async def there_with_ids(
        self, ids: Collection[str], media_types: Sequence[str]
    ) -> list[LibraryItem]:
        """Items of all servers that are there with one of the ids elsewhere (imdb://tt1)."""
        return await self._db.read(queries.there_with_ids, ids, media_types)

    async def is_whole(self, server_id: ServerId) -> bool:
        """Whether every library of a server was read in full at least once."""
        return await self._db.read(queries.is_whole, server_id)

    async def readings(self, server_id: ServerId) -> dict[SectionId, Reading]:
        """When each library of a server was last read in full."""
        return await self._db.read(queries.readings, server_id)

    async def ask(self, server_id: ServerId) -> None:
        """Ask a server for one item, to see whether it answers.

        Raises:
            OutsideError: it does not.
        """
        await self._source(server_id).recently_added(1)

    async def take_stock(self, library: Library, on_item: OnItem | None = None) -> int | None:
        """Read a library in full; how many items went since, None when that is not believed.

        Raises:
            OutsideError: the server did not give all of it; what was there is kept, and nothing
                is taken for gone.
        """
        kinds = STOCKED_TYPES.get(library.section_type or "")
        if kinds is None:
            return 0
        source = self._source(library.server_id)
        is_first = library.section_id not in await self.readings(library.server_id)
        seen: set[int] = set()
        for kind in kinds:
            async for rows in self._read(source, library, kind, on_item):
                seen.update(row.rating_key for row in rows)
                await self._keep(library.server_id, rows, is_first=is_first)
        now, server_id, section_id = instant(self._clock), library.server_id, library.section_id
        gone = await self._db.write(queries.end_reading, server_id, section_id, seen, now)
        if gone is None:
            log.warning("a library lost most of its items: not believed yet", section=section_id)
            return None
        self._bus.publish(StockTaken(server_id, section_id, gone))
        return gone

    async def look_at(self, server_id: ServerId, rating_keys: Iterable[int]) -> None:
        """Ask a server for items of which it said that they came or went.

        Raises:
            OutsideError: it does not answer; nothing is changed.
        """
        keys = list(dict.fromkeys(rating_keys))
        source = self._source(server_id)
        found = await source.metadata_many(keys)
        now = instant(self._clock)
        rows = [stocked(item, server_id, SectionId(0), now) for item in found.values()]
        await self._keep(server_id, [row for row in rows if row is not None and row.section_id])
        gone = [key for key in keys if key not in found and await source.metadata(key) is None]
        if gone:
            await self._db.write(queries.mark_gone, server_id, gone, now)

    async def look_at_recent(self, library: Library) -> bool:
        """Take in what a library got lately; False when that does not tell everything.

        Raises:
            OutsideError: the server does not answer; nothing is changed.
        """
        source = self._source(library.server_id)
        recent = await source.recently_added(RECENT, section_id=library.section_id)
        now = instant(self._clock)
        rows = [stocked(item, library.server_id, library.section_id, now) for item in recent]
        arrived = await self._keep(library.server_id, [row for row in rows if row is not None])
        return all(rows) and len(arrived) < RECENT

    async def lose(self, library: Library) -> None:
        """Mark everything in a library as gone: the server does not have the library any more."""
        now = instant(self._clock)
        await self._db.write(queries.mark_section_gone, library.server_id, library.section_id, now)

    async def _read(
        self, source: StockSource, library: Library, kind: str, on_item: OnItem | None
    ) -> AsyncIterator[list[LibraryItem]]:
        batch: list[LibraryItem] = []
        async for item in source.all_items(library.section_id, kind):
            if on_item is not None:
                await on_item(kind, item)
            row = stocked(item, library.server_id, library.section_id, instant(self._clock))
            if row is not None:
                batch.append(row)
            if len(batch) == BATCH:
                yield batch
                batch = []
        yield batch

    async def _keep(
        self, server_id: ServerId, rows: Sequence[LibraryItem], *, is_first: bool = False
    ) -> list[LibraryItem]:
        if not rows:
            return []
        arrived = await self._db.write(self._take_in, server_id, rows, is_first=is_first)
        if arrived:
            self._consequences.written()
            self._bus.publish(ItemsArrived(server_id, tuple(arrived)))
        return arrived

    def _take_in(
        self, conn: Connection, server_id: ServerId, rows: Sequence[LibraryItem], *, is_first: bool
    ) -> list[LibraryItem]:
        arrived = queries.take_in(conn, rows, instant(self._clock), is_first=is_first)
        if arrived:
            self._consequences.write(conn, [ItemsArrived(server_id, tuple(arrived))])
        return arrived

    def _source(self, server_id: ServerId) -> StockSource:
        source = self._sources(server_id)
        if source is None:
            raise UnreachableError(
                "Server %(server_id)s has no address: set it up first.", server_id=server_id
            )
        return source
