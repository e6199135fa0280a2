"""What a library holds: its items, when they came, and since when they are gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from watchkeeper.domain.facts import SectionId, ServerId, whole_number
from watchkeeper.domain.media import MediaItem
from watchkeeper.values import dataclass

STOCKED_TYPES: Mapping[str, tuple[str, ...]] = {
    "movie": ("movie",),
    "show": ("show", "episode"),
    "artist": ("artist", "track"),
}
"""From the type of a library to the kinds of its items that are kept; seasons and albums are known
by what is in them."""
TYPES = frozenset(kind for kinds in STOCKED_TYPES.values() for kind in kinds)

Known = Mapping[str, Any]  # Any: facts of many types


class Arrival(StrEnum):
    """How an item came."""

    KNOWN = "known"  # it was there when the library was first looked at, or is there again
    NEW = "new"
    REPLACEMENT = "replacement"  # the same title was there before, under another number


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryItem:
    """A film, show, episode, artist or track on a server; instants in UTC seconds."""

    server_id: ServerId
    rating_key: int
    section_id: SectionId
    media_type: str
    parent_rating_key: int | None
    grandparent_rating_key: int | None
    title: str
    parent_title: str
    grandparent_title: str
    full_title: str
    year: int | None
    media_index: int | None
    parent_media_index: int | None
    guid: str
    external_ids: str  # imdb://tt1 tmdb://2, joined by blanks
    thumb: str
    parent_thumb: str
    grandparent_thumb: str
    media: str  # the files in short
    added_at: int | None
    first_seen_at: int
    arrival: Arrival
    upgraded_at: int | None = None  # its files were replaced under the same number
    gone_at: int | None = None

    @property
    def is_there(self) -> bool:
        """Whether the server had it when it was last looked at."""
        return self.gone_at is None


@dataclass(frozen=True, slots=True)
class ItemsArrived:
    """Items came to a server; also those that replace an older copy of the same title."""

    server_id: ServerId
    items: tuple[LibraryItem, ...]


@dataclass(frozen=True, slots=True)
class StockTaken:
    """A library was read in full."""

    server_id: ServerId
    section_id: SectionId
    gone: int  # items that were not there any more


def stocked(
    item: MediaItem, server_id: ServerId, section_id: SectionId, now: int
) -> LibraryItem | None:
    """The row of an item; None for one that is not kept (a season, a clip, a photo)."""
    if item.rating_key is None or item.media_type not in TYPES:
        return None
    facts = item.facts
    return LibraryItem(
        server_id=server_id,
        rating_key=item.rating_key,
        section_id=item.section_id or section_id,
        media_type=item.media_type,
        parent_rating_key=whole_number(facts.get("parent_rating_key")),
        grandparent_rating_key=whole_number(facts.get("grandparent_rating_key")),
        title=item.title,
        parent_title=_text(facts, "parent_title"),
        grandparent_title=_text(facts, "grandparent_title"),
        full_title=_text(facts, "full_title") or item.title,
        year=whole_number(facts.get("year")),
        media_index=whole_number(facts.get("media_index")),
        parent_media_index=whole_number(facts.get("parent_media_index")),
        guid=item.guid,
        external_ids=" ".join(sorted(facts.get("guids") or ())),
        thumb=_text(facts, "thumb"),
        parent_thumb=_text(facts, "parent_thumb"),
        grandparent_thumb=_text(facts, "grandparent_thumb"),
        media=media_words(facts),
        added_at=whole_number(facts.get("added_at")),
        first_seen_at=now,
        arrival=Arrival.NEW,
    )


def media_words(facts: Known) -> str:
    """The files of an item in short, e.g. "1080 hevc mkv 4211000123"; "" when there is none."""
    return " + ".join(_version_words(version) for version in facts.get("media_info") or ())


def still_there(before: LibraryItem, now_listed: LibraryItem, now: int) -> LibraryItem:
    """A known item as it is listed now: since when it is known stays, a new file is noted."""
    is_upgraded = bool(before.media and now_listed.media) and before.media != now_listed.media
    return replace(
        now_listed,
        external_ids=now_listed.external_ids or before.external_ids,
        first_seen_at=before.first_seen_at,
        arrival=before.arrival,
        upgraded_at=now if is_upgraded else before.upgraded_at,
        gone_at=None,
    )


def is_believable(seen: int, before: int) -> bool:
    """Whether a library may have shrunk that much between two readings (F16)."""
    return seen * 2 >= before


def _version_words(version: Known) -> str:
    parts = version.get("parts") or ()
    size = sum(whole_number(part.get("file_size")) or 0 for part in parts)
    names = ("video_resolution", "video_codec", "container")
    return " ".join([*(str(version.get(name) or "-") for name in names), str(size)])


def _text(facts: Known, name: str) -> str:
    return str(facts.get(name) or "")
