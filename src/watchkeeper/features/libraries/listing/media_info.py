"""A page of a listing: searched, sorted and cut, with how often each item was played."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from watchkeeper.domain.facts import SectionId
from watchkeeper.errors import InputError
from watchkeeper.features.libraries.listing.listing import ListedItem, Listing, title_key
from watchkeeper.features.libraries.ports import PlayTotal
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfoQuery:
    """Which list, and which part of it."""

    section_id: SectionId
    rating_key: int | None = None  # children of this item instead of the whole library
    media_type: str = ""  # "": what the library lists by itself
    order: tuple[tuple[str, bool], ...] = (("sort_title", False),)  # column, descending
    offset: int = 0
    limit: int | None = 25  # None: to the end
    text: str = ""
    is_refresh: bool = False  # read it anew from the server


@dataclass(frozen=True, slots=True)
class MediaInfoRow:
    """An item and its plays; None: never played."""

    item: ListedItem
    play_count: int | None
    last_played: int | None  # UTC seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfoPage:
    """Part of a listing."""

    rows: tuple[MediaInfoRow, ...]
    total: int  # items in the listing
    filtered: int  # items that fit the text
    filtered_file_size: int  # bytes of all items that fit
    shown_file_size: int  # bytes of the rows on this page
    read_at: int  # UTC seconds
    is_new: bool  # whether it was read from the server for this very answer


SEARCHED: tuple[Callable[[ListedItem], object], ...] = (
    lambda item: item.sort_title,
    lambda item: item.container,
    lambda item: item.bitrate,
    lambda item: item.video_codec,
    lambda item: item.video_resolution,
    lambda item: item.video_framerate,
    lambda item: item.audio_codec,
    lambda item: item.audio_channels,
    lambda item: item.title,
)

SORT_KEYS: Mapping[str, Callable[[MediaInfoRow], tuple[int, str]]] = {
    "added_at": lambda row: (row.item.added_at or 0, ""),
    "sort_title": lambda row: (0, title_key(row.item)),
    "title": lambda row: (0, title_key(row.item)),
    "container": lambda row: (0, row.item.container),
    "bitrate": lambda row: (row.item.bitrate or 0, ""),
    "video_codec": lambda row: (0, row.item.video_codec),
    "video_resolution": lambda row: (_lines(row.item.video_resolution), ""),
    "video_framerate": lambda row: (0, row.item.video_framerate),
    "audio_codec": lambda row: (0, row.item.audio_codec),
    "audio_channels": lambda row: (row.item.audio_channels or 0, ""),
    "file_size": lambda row: (row.item.file_size or 0, ""),
    "last_played": lambda row: (row.last_played or 0, ""),
    "play_count": lambda row: (row.play_count or 0, ""),
}
"""What a column is sorted by: a number, or else a text."""


def page_of(
    listing: Listing,
    query: MediaInfoQuery,
    plays: Mapping[int, PlayTotal],
    *,
    is_new: bool,
) -> MediaInfoPage:
    """The wanted part of a listing.

    Raises:
        InputError: there is no such column to sort by.
    """
    text = query.text.casefold()
    items = [item for item in listing.items if _fits(item, text)] if text else listing.items
    found = [_row(item, plays) for item in items]
    for column, descending in reversed(query.order):
        found.sort(key=_sort_key(column, query), reverse=descending)
    end = None if query.limit is None else query.offset + query.limit
    shown = found[query.offset : end]
    return MediaInfoPage(
        rows=tuple(shown),
        total=len(listing.items),
        filtered=len(found),
        filtered_file_size=_bytes(found),
        shown_file_size=_bytes(shown),
        read_at=listing.read_at,
        is_new=is_new,
    )


def _sort_key(column: str, query: MediaInfoQuery) -> Callable[[MediaInfoRow], tuple[int, str]]:
    if column not in SORT_KEYS:
        raise InputError(
            "A listing cannot be sorted by %(column)s.", column=column, field="order_column"
        )
    if column in {"sort_title", "title"} and query.rating_key is not None:
        return lambda row: (row.item.media_index or 0, "")
    return SORT_KEYS[column]


def _row(item: ListedItem, plays: Mapping[int, PlayTotal]) -> MediaInfoRow:
    total = plays.get(item.rating_key)
    if total is None:
        return MediaInfoRow(item, None, None)
    return MediaInfoRow(item, total.play_count, total.last_played)


def _fits(item: ListedItem, text: str) -> bool:
    values = (read(item) for read in SEARCHED)
    return any(value is not None and text in str(value).casefold() for value in values)


def _bytes(rows: list[MediaInfoRow]) -> int:
    return sum(row.item.file_size or 0 for row in rows)


def _lines(resolution: str) -> int:
    if resolution.lower() == "4k":
        return 2160
    return int(resolution) if resolution.isdecimal() else 0
