"""The listing of a library: every item with what its file is like, as read from the server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from typing import Any

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.media import MediaItem
from watchkeeper.errors import InputError

LISTED_TYPES = {"photo": "photo_album"}
"""From the type of a library to the kind of item it lists, where they differ."""

LISTABLE = frozenset(
    {"movie", "show", "season", "episode", "artist", "album", "track"}
    | {"photo", "photo_album", "picture", "clip"}
)
"""Kinds of items of which a listing can be made."""

PLAY_LEVELS = {
    "show": "grandparent_rating_key",
    "artist": "grandparent_rating_key",
    "season": "parent_rating_key",
    "album": "parent_rating_key",
}
"""From a kind of item to the key of a play under which it is found; else rating_key."""


@dataclass(frozen=True, slots=True)
class ListedItem:
    """One item; facts of the file are those of its first version. None means not told."""

    rating_key: int
    parent_rating_key: int | None
    grandparent_rating_key: int | None
    media_type: str
    title: str
    sort_title: str
    year: int | None
    media_index: int | None
    parent_media_index: int | None
    thumb: str
    added_at: int | None  # UTC seconds
    container: str
    bitrate: int | None  # kbps
    video_codec: str
    video_resolution: str
    video_framerate: str
    audio_codec: str
    audio_channels: int | None
    file_size: int | None  # bytes


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole list, and when it was read (UTC seconds)."""

    media_type: str
    read_at: int
    items: tuple[ListedItem, ...]  # by sort_title, see `listing_of`

    @property
    def play_level(self) -> str:
        """The key under which plays of these items are counted."""
        return PLAY_LEVELS.get(self.media_type, "rating_key")


FIELDS = tuple(field.name for field in fields(ListedItem))


def listed_type(wanted: str) -> str:
    """The kind of item that is listed for a kind of item or a type of library.

    Raises:
        InputError: there is no listing of that kind.
    """
    if wanted not in LISTABLE:
        raise InputError(f"There is no listing of {wanted or 'nothing'}.", field="section_type")
    return LISTED_TYPES.get(wanted, wanted)


def listed(item: MediaItem) -> ListedItem | None:
    """The row of an item; None for one without a number."""
    if item.rating_key is None:
        return None
    facts = item.facts
    versions = facts.get("media_info") or [{}]
    first = versions[0]
    parts = first.get("parts") or [{}]
    return ListedItem(
        rating_key=item.rating_key,
        parent_rating_key=whole_number(facts.get("parent_rating_key")),
        grandparent_rating_key=whole_number(facts.get("grandparent_rating_key")),
        media_type=item.media_type,
        title=item.title,
        sort_title=facts.get("sort_title") or item.title,
        year=whole_number(facts.get("year")),
        media_index=whole_number(facts.get("media_index")),
        parent_media_index=whole_number(facts.get("parent_media_index")),
        thumb=facts.get("thumb") or "",
        added_at=whole_number(facts.get("added_at")),
        container=first.get("container") or "",
        bitrate=whole_number(first.get("bitrate")),
        video_codec=first.get("video_codec") or "",
        video_resolution=first.get("video_resolution") or "",
        video_framerate=first.get("video_framerate") or "",
        audio_codec=first.get("audio_codec") or "",
        audio_channels=whole_number(first.get("audio_channels")),
        file_size=whole_number(parts[0].get("file_size")),
    )


def listing_of(media_type: str, read_at: int, items: Iterable[MediaItem]) -> Listing:
    """The listing of these items, sorted by `title_key`."""
    rows = [row for item in items if (row := listed(item)) is not None]
    return Listing(media_type, read_at, tuple(sorted(rows, key=title_key)))


def title_key(item: ListedItem) -> str:
    """What items are sorted by where nothing else tells them apart."""
    return item.sort_title.lower()


def document(listing: Listing) -> dict[str, Any]:  # Any: JSON
    """The listing as stored."""
    return {
        "fields": FIELDS,
        "media_type": listing.media_type,
        "read_at": listing.read_at,
        "rows": [astuple(item) for item in listing.items],
    }


def from_document(stored: Any) -> Listing | None:  # Any: JSON of unknown make
    """The stored listing; None when it is of another version of this program."""
    if not isinstance(stored, dict) or tuple(stored.get("fields", ())) != FIELDS:
        return None
    rows: Iterable[list[Any]] = stored["rows"]  # Any: JSON
    items = tuple(ListedItem(*row) for row in rows)
    return Listing(stored["media_type"], stored["read_at"], items)
