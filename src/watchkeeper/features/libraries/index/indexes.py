"""The indexes of libraries: one of what a library lists, one of what can be played in it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

import anyio.to_thread
import numpy as np

from watchkeeper.columns.items.item_states import AskedItems, places
from watchkeeper.features.libraries.index.findings import Findings, findings_of
from watchkeeper.features.libraries.index.item_index import ItemIndex
from watchkeeper.features.libraries.index.summaries import SUMMED, LibrarySummary, summary_of
from watchkeeper.features.libraries.library import Library
from watchkeeper.features.libraries.listing.files import ListingKey
from watchkeeper.features.libraries.listing.listing import PLAY_LEVELS, ListedItem, listed_type
from watchkeeper.features.libraries.listing.listings import Listings
from watchkeeper.values import dataclass

LEAVES: Mapping[str, str] = {"show": "episode", "artist": "track", "movie": "movie"}
"""From the type of a library to the kind of item that is played."""

MOST_FINDINGS = 100
"""Of each sort."""
MOST_KEPT = 8


@dataclass(frozen=True, slots=True)
class LibraryIndexes:
    """What is kept of a library; None: never read."""

    top: ItemIndex | None  # films, shows, artists
    leaves: ItemIndex | None  # films, episodes, tracks


class Indexes:
    """Keeps the indexes, and what the columns need to know of them."""

    def __init__(self, listings: Listings) -> None:
        self._listings = listings
        self._asked: dict[ListingKey, tuple[ItemIndex, ItemIndex | None, AskedItems]] = {}
        self._findings: dict[int, tuple[ItemIndex, tuple[Findings, ...]]] = {}

    async def of(self, library: Library) -> LibraryIndexes:
        """What is kept of a library that has items; both None for one that has none to list."""
        kind = library.section_type or ""
        if kind not in LEAVES:
            return LibraryIndexes(None, None)
        top = await self._listings.index(key_of(library, kind))
        if kind == "movie":
            return LibraryIndexes(top, top)
        leaves = await self._listings.index(key_of(library, LEAVES[kind]))
        return LibraryIndexes(top, leaves)

    async def summary(self, library: Library, since: int) -> LibrarySummary | None:
        """In short what can be played in a library; None when it was never read.

        `since` (UTC seconds) is from when on something counts as added lately.
        """
        kind = LEAVES.get(library.section_type or "")
        if kind is None:
            return None
        found = await self._listings.columns(key_of(library, kind), SUMMED)
        return None if found is None else summary_of(*found, since)

    async def keep(self, library: Library, rows: Mapping[str, Sequence[ListedItem]]) -> None:
        """Keep the lists of a library, read in full, by the kind of their items."""
        for kind, items in rows.items():
            await self._listings.keep(key_of(library, kind), items)

    async def is_kept(self, library: Library) -> bool:
        """Whether the lists of a library were ever read."""
        kind = library.section_type or ""
        kinds = dict.fromkeys((kind, LEAVES.get(kind, kind)))
        return all([await self._listings.is_kept(key_of(library, one)) for one in kinds])

    async def findings(self, index: ItemIndex) -> tuple[Findings, ...]:
        """What is amiss in a library; worked out once for each reading."""
        kept = self._findings.get(id(index))
        if kept is None or kept[0] is not index:
            found = await anyio.to_thread.run_sync(
                functools.partial(findings_of, index, limit=MOST_FINDINGS)
            )
            if len(self._findings) >= MOST_KEPT:
                self._findings.clear()
            kept = self._findings[id(index)] = (index, found)
        return kept[1]

    def asked_items(
        self, library: Library, indexes: LibraryIndexes, *, leaves: bool
    ) -> AskedItems | None:
        """What the columns look for; the same object while the indexes are the same."""
        index = indexes.leaves if leaves else indexes.top
        if index is None:
            return None
        key = key_of(library, index.media_type)
        kept = self._asked.get(key)
        if kept is not None and kept[0] is index and kept[1] is indexes.leaves:
            return kept[2]
        asked = _asked_items(index, indexes.leaves)
        self._asked[key] = (index, indexes.leaves, asked)
        return asked


def key_of(library: Library, media_type: str) -> ListingKey:
    """Under which the listing of a whole library is kept."""
    return (library.server_id, library.section_id, listed_type(media_type), 0)


def _asked_items(index: ItemIndex, leaves: ItemIndex | None) -> AskedItems:
    level = PLAY_LEVELS.get(index.media_type, "rating_key")
    keys = index.numbers["rating_key"].astype(np.int64)
    if level == "rating_key":
        return AskedItems(keys, index.digests)
    nothing = np.empty(0, np.int64)
    if leaves is None:
        return AskedItems(nothing, nothing, nothing, keys, level)
    return AskedItems(
        rating_keys=leaves.numbers["rating_key"].astype(np.int64),
        digests=leaves.digests,
        parents=places(keys, leaves.numbers[level]),
        parent_keys=keys,
        parent_level=level,
    )
