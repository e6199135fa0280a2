"""get_collections_table and get_playlists_table: what the media server's owner put together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from watchkeeper.api.v2.params import Key
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.tables import (
    Row,
    TableColumns,
    TableParams,
    TableRequest,
    empty_table,
    ordered,
    page,
    searched,
    table_request,
)
from watchkeeper.domain.facts import SectionId, UserId
from watchkeeper.domain.media import MediaItem
from watchkeeper.errors import OutsideError
from watchkeeper.values import dataclass

COLLECTION_COLUMNS = TableColumns.of(
    "titleSort",
    "collectionMode",
    "collectionSort",
    "childCount",
    searchable=("titleSort", "collectionMode", "collectionSort", "title"),
    usual="titleSort",
)
PLAYLIST_COLUMNS = TableColumns.of(
    "title",
    "leafCount",
    "duration",
    searchable=("title", "leafCount", "duration"),
    usual="title",
)
MODES = {
    -1: "Library Default",
    0: "Hide collection",
    1: "Hide items in this collection",
    2: "Show this collection and its items",
}
SORTS = {0: "Release date", 1: "Alphabetical", 2: "Custom"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionsParams(TableParams):
    """Of which library."""

    section_id: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaylistsParams(TableParams):
    """Of which library, or of which person."""

    section_id: Key | None = None
    user_id: Key | None = None


@command("get_collections_table", params=CollectionsParams)
async def get_collections_table(call: Call, params: CollectionsParams) -> object:
    """The collections of a library."""
    request = table_request(params, COLLECTION_COLUMNS)
    if params.section_id is None or request is None:
        return empty_table()
    try:
        found = await call.app.metadata.collections(call.server_id, SectionId(params.section_id))
    except OutsideError:
        return empty_table()
    return _table(request, (collection_row(item, call.app.zone) for item in found))


@command("get_playlists_table", params=PlaylistsParams)
async def get_playlists_table(call: Call, params: PlaylistsParams) -> object:
    """The playlists with items of a library, or those of the server's owner."""
    request = table_request(params, PLAYLIST_COLUMNS)
    if request is None or (params.section_id is None and params.user_id is None):
        return empty_table()
    found = await _playlists(call, params)
    return _table(request, (playlist_row(item, params, call.app.zone) for item in found))


def collection_row(item: MediaItem, zone: ZoneInfo) -> Row:
    """A collection; times are local ones."""
    facts = item.facts
    return {
        **_dates(facts, zone),
        "art": facts.get("art") or None,
        "childCount": facts.get("child_count") or 0,
        "collectionMode": facts["collection_mode"],
        "collectionPublished": bool(facts["collection_published"]),
        "collectionSort": facts["collection_sort"],
        "contentRating": facts.get("content_rating") or None,
        "guid": item.guid,
        "librarySectionID": item.section_id,
        "librarySectionTitle": facts.get("library_name") or None,
        "maxYear": facts["max_year"],
        "minYear": facts["min_year"],
        "ratingKey": item.rating_key,
        "smart": bool(facts["smart"]),
        "subtype": facts["sub_media_type"],
        "summary": facts["summary"],
        "thumb": facts.get("thumb") or None,
        "title": item.title,
        "titleSort": facts.get("sort_title") or item.title,
        "type": "collection",
    }


def playlist_row(item: MediaItem, params: PlaylistsParams, zone: ZoneInfo) -> Row:
    """A playlist; times are local ones."""
    facts = item.facts
    return {
        **_dates(facts, zone),
        "composite": facts["composite"],
        "duration": item.duration,
        "guid": item.guid,
        "leafCount": facts["leaf_count"] or 0,
        "librarySectionID": _echo(params.section_id),
        "playlistType": facts["playlist_type"],
        "ratingKey": item.rating_key,
        "smart": bool(facts["smart"]),
        "summary": facts["summary"],
        "title": item.title,
        "type": "playlist",
        "userID": _echo(params.user_id),
    }


async def _playlists(call: Call, params: PlaylistsParams) -> tuple[MediaItem, ...]:
    """Playlists are a person's own: we can ask for the owner's alone."""
    if params.user_id is not None:
        user = await call.app.users.get(call.server_id, UserId(params.user_id))
        if user is None or not user.is_admin:
            return ()
    section_id = None if params.section_id is None else SectionId(params.section_id)
    try:
        return await call.app.metadata.playlists(call.server_id, section_id)
    except OutsideError:
        return ()


def _table(request: TableRequest, rows: Iterable[Row]) -> Row:
    """The table, searched and sorted by the words that stand for mode and sort."""
    views: list[Row] = [{**row, **_words(row), "row": row} for row in rows]
    found = ordered(searched(views, request.search, request.searchable), request.order)
    begin, length = request.cut(len(found))
    shown = [view["row"] for view in found[begin : begin + length]]
    return page(shown, filtered=len(found), total=len(views), draw=request.draw)


def _words(row: Row) -> Row:
    if "collectionMode" not in row:
        return {}
    return {
        "collectionMode": MODES.get(row["collectionMode"], ""),
        "collectionSort": SORTS.get(row["collectionSort"], ""),
    }


def _dates(facts: Any, zone: ZoneInfo) -> Row:  # Any: facts of several kinds
    return {
        "addedAt": _local(facts.get("added_at"), zone),
        "updatedAt": _local(facts.get("updated_at"), zone),
    }


def _local(seconds: int | None, zone: ZoneInfo) -> str | None:
    """The local time as ISO text without its zone, as callers know it."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, zone).replace(tzinfo=None).isoformat()


def _echo(number: int | None) -> str | None:
    return None if number is None else str(number)


COMMANDS = (get_collections_table, get_playlists_table)
