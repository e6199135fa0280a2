"""Getting the items of today that old ones may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import anyio.to_thread

from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.features.history.relinking.matching import Match, Old, Present, Reason, ids_in
from watchkeeper.features.libraries import Inventory, LibraryItem

PLAYED = ("movie", "episode", "track")


class MatchSearch:
    """Asks the inventory for what may fit: by guid first, for the rest by ids and names."""

    def __init__(
        self, inventory: Inventory, into: tuple[ServerId, SectionId] | None = None
    ) -> None:
        """`into` is the only library in which items are looked for."""
        self._inventory = inventory
        self._into = into
        self._present = Present()

    async def matches(self, olds: Sequence[Old]) -> list[Match]:
        """What each of the old items is today, in their order."""
        guids = {old.guid for old in olds if old.guid}
        self._add(await self._inventory.there_by("guid", guids, PLAYED))
        found = await anyio.to_thread.run_sync(self._match, olds)
        rest = [
            old for old, match in zip(olds, found, strict=True) if match.reason is not Reason.GUID
        ]
        if not rest:
            return found
        await self._add_by_ids(rest)
        await self._add_by_names(rest)
        return await anyio.to_thread.run_sync(self._match, olds)

    async def _add_by_ids(self, olds: Sequence[Old]) -> None:
        told = [ids_in(old.guid) for old in olds]
        ids = {name for one in told for name in one.ids}
        ids |= {name for old in olds for name in old.external_ids}
        if ids:
            self._add(await self._inventory.there_with_ids(ids, PLAYED))
        shows = {one.show_id for one in told if one.show_id}
        if shows:
            await self._add_shows(await self._inventory.there_with_ids(shows, ("show",)))

    async def _add_shows(self, shows: Sequence[LibraryItem]) -> None:
        ids = {(show.server_id, show.rating_key): show.external_ids.split() for show in shows}
        keys = {show.rating_key for show in shows}
        for item in await self._inventory.there_by("grandparent_rating_key", keys, ("episode",)):
            show_ids = ids.get((item.server_id, item.grandparent_rating_key or 0), [])
            if self._is_meant(item):
                self._present.add(item, show_ids)

    async def _add_by_names(self, olds: Sequence[Old]) -> None:
        titles: defaultdict[tuple[str, str], set[str | int]] = defaultdict(set)
        for old in olds:
            if old.media_type == "movie":
                titles["title", "movie"].add(old.title)
            elif old.grandparent_title:
                titles["grandparent_title", old.media_type].add(old.grandparent_title)
        for (column, kind), wanted in titles.items():
            self._add(await self._inventory.there_by(column, wanted, (kind,)))

    def _add(self, items: Iterable[LibraryItem]) -> None:
        for item in items:
            if self._is_meant(item):
                self._present.add(item)

    def _is_meant(self, item: LibraryItem) -> bool:
        return self._into in {None, (item.server_id, item.section_id)}

    def _match(self, olds: Sequence[Old]) -> list[Match]:
        return [self._present.match(old) for old in olds]
