"""The listing of a library: every item with what its file is like, as read from the server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, fields
from typing import Any

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.media import MediaItem
from watchkeeper.errors import InputError
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass

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
    parent_title: str
    grandparent_title: str
    guid: str
    external_ids: str  # names of the catalogues that know it, e.g. "imdb tmdb"
    genres: tuple[str, ...]
    dynamic_range: str  # of the video; "" where the list does not tell
    duration: int | None  # milliseconds
    versions: int
    total_size: int | None  # bytes of all files of all versions
    file: str  # path on the server of its first file
    leaf_count: int | None  # episodes of a show or season, tracks of an artist or album


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
GENRES = FIELDS.index("genres")


def listed_type(wanted: str) -> str:
    """The kind of item that is listed for a kind of item or a type of library.

    Raises:
        InputError: there is no listing of that kind.
    """
    if wanted not in LISTABLE:
        raise InputError(
            "There is no listing of %(wanted)s.",
            wanted=wanted or Sentence("nothing"),
            field="section_type",
        )
    return LISTED_TYPES.get(wanted, wanted)


def listed(item: MediaItem) -> ListedItem | None:
    """The row of an item; None for one without a number.

    Of several versions the last is told, as lists of the Tautulli API tell it.
    """
    if item.rating_key is None:
        return None
    facts = item.facts
    versions = facts.get("media_info") or []
    told = versions[-1] if versions else {}
    parts = told.get("parts") or [{}]
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
        container=told.get("container") or "",
        bitrate=whole_number(told.get("bitrate")),
        video_codec=told.get("video_codec") or "",
        video_resolution=told.get("video_resolution") or "",
        video_framerate=told.get("video_framerate") or "",
        audio_codec=told.get("audio_codec") or "",
        audio_channels=whole_number(told.get("audio_channels")),
        file_size=whole_number(parts[0].get("file_size")),
        parent_title=facts.get("parent_title") or "",
        grandparent_title=facts.get("grandparent_title") or "",
        guid=item.guid,
        external_ids=" ".join(
            sorted({one.partition("://")[0] for one in facts.get("guids") or ()})
        ),
        genres=tuple(facts.get("genres") or ()),
        dynamic_range=_dynamic_range(parts[0])
        or (str(facts.get("dynamic_range") or "") if told.get("video_codec") else ""),
        duration=item.duration,
        versions=len(versions),
        total_size=_total_size(versions),
        file=parts[0].get("file") or "",
        leaf_count=whole_number(facts.get("children_count")) or None,
    )


def _total_size(versions: list[Any]) -> int | None:  # Any: facts of versions
    """Bytes of all files; None as soon as one file's size is not told."""
    sizes = [
        whole_number(part.get("file_size")) for one in versions for part in one.get("parts") or [{}]
    ]
    known = [size for size in sizes if size is not None]
    return sum(known) if known and len(known) == len(sizes) else None


def _dynamic_range(part: Mapping[str, Any]) -> str:  # Any: facts of a file
    streams = part.get("streams") or ()
    return next((str(one.get("video_dynamic_range") or "") for one in streams), "")


def listing_of(media_type: str, read_at: int, rows: Iterable[ListedItem]) -> Listing:
    """The listing of these items, sorted by `title_key`."""
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
    items = tuple(_stored_item(row) for row in rows)
    return Listing(stored["media_type"], stored["read_at"], items)


def _stored_item(row: list[Any]) -> ListedItem:  # Any: JSON
    row[GENRES] = tuple(row[GENRES])
    return ListedItem(*row)
