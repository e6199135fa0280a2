"""Items of the inventory as a server would state them, as far as the inventory knows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from watchkeeper.domain.facts import SectionId
from watchkeeper.domain.media import MediaItem
from watchkeeper.features.libraries import LibraryItem
from watchkeeper.features.notifications.telling.arriving import (
    Announcement,
    Arrived,
    Family,
    arrived,
    families,
)
from watchkeeper.features.notifications.telling.facts import ToldItem
from watchkeeper.values import dataclass

PARENTS: Mapping[str, str] = {"episode": "season", "track": "album"}
GRANDPARENTS: Mapping[str, str] = {"episode": "show", "track": "artist"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The items that arrived in a while, by their numbers, and the names of their libraries."""

    items: Mapping[int, LibraryItem]
    libraries: Mapping[SectionId, str]

    def told(self, announcement: Announcement) -> ToldItem | None:
        """What one message would speak of; None when the inventory does not know it."""
        own = self.items.get(announcement.rating_key)
        if own is not None:
            return ToldItem(item=self._item(own))
        below = [one for one in self.items.values() if _is_below(one, announcement.rating_key)]
        if not below:
            return None
        wanted = frozenset(announcement.child_keys)
        return ToldItem(
            item=self._above(below[0], announcement.rating_key),
            children=tuple(self._children(below, announcement.rating_key, wanted)) or None,
        )

    def _item(self, item: LibraryItem) -> MediaItem:
        facts = {
            "title": item.title,
            "parent_title": item.parent_title,
            "grandparent_title": item.grandparent_title,
            "full_title": item.full_title,
            "year": item.year,
            "media_index": item.media_index,
            "parent_media_index": item.parent_media_index,
            "parent_rating_key": item.parent_rating_key,
            "grandparent_rating_key": item.grandparent_rating_key,
            "guids": item.external_ids.split(),
            "thumb": item.thumb,
            "parent_thumb": item.parent_thumb,
            "grandparent_thumb": item.grandparent_thumb,
            "added_at": item.added_at,
        }
        return self._stated(item, item.rating_key, item.media_type, facts)

    def _above(self, item: LibraryItem, rating_key: int) -> MediaItem:
        """The season, show, album or artist of an item."""
        if item.grandparent_rating_key == rating_key:
            title = item.grandparent_title
            facts: dict[str, Any] = {"title": title, "full_title": title}  # Any: of several types
            kind = GRANDPARENTS.get(item.media_type, "")
        else:
            kind = PARENTS.get(item.media_type, "")
            facts = {
                "title": item.parent_title,
                "parent_title": item.grandparent_title,
                "full_title": f"{item.grandparent_title} - {item.parent_title}",
                "media_index": item.parent_media_index,
                "parent_rating_key": item.grandparent_rating_key,
            }
        return self._stated(item, rating_key, kind, {**facts, "added_at": item.added_at})

    def _children(
        self, below: Iterable[LibraryItem], rating_key: int, wanted: Collection[int]
    ) -> Iterator[MediaItem]:
        seen = set()
        for one in below:
            is_direct = one.parent_rating_key == rating_key
            key = one.rating_key if is_direct else one.parent_rating_key
            if key is not None and key in wanted and key not in seen:
                seen.add(key)
                yield self._item(one) if is_direct else self._above(one, key)

    def _stated(
        self, item: LibraryItem, rating_key: int, kind: str, facts: Mapping[str, Any]
    ) -> MediaItem:
        """Any: facts of several types."""
        return MediaItem(
            rating_key=rating_key,
            media_type=kind,
            title=str(facts["title"]),
            guid=item.guid if rating_key == item.rating_key else "",
            duration=None,
            section_id=item.section_id,
            facts={
                **facts,
                "media_type": kind,
                "rating_key": rating_key,
                "section_id": item.section_id,
                "library_name": self.libraries.get(item.section_id, ""),
                "guid": item.guid if rating_key == item.rating_key else "",
            },
        )


def told_together(items: Sequence[LibraryItem], delay_seconds: int) -> list[Family]:
    """The families of items, each as often as its members came with more than the delay between."""
    found = []
    for family in families(arrived(item, item.first_seen_at) for item in items):
        members: list[Arrived] = []
        for one in sorted(family.members, key=lambda each: (each.arrived_at, each.rating_key)):
            if members and one.arrived_at - members[-1].arrived_at > delay_seconds:
                found.append(Family(family.server_id, family.top_key, tuple(members)))
                members = []
            members.append(one)
        found.append(Family(family.server_id, family.top_key, tuple(members)))
    return found


def _is_below(item: LibraryItem, rating_key: int) -> bool:
    return rating_key in {item.parent_rating_key, item.grandparent_rating_key}
