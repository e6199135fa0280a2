"""Items of a server: single ones, many at once, whole lists, and counts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import replace

from watchkeeper.domain.facts import SectionId
from watchkeeper.domain.media import ItemPage, LibrarySection, MediaItem
from watchkeeper.errors import InputError, MalformedError, UnreachableError
from watchkeeper.integrations.http import Params, ParamValue
from watchkeeper.integrations.plex import wire
from watchkeeper.integrations.plex.connection import PlexConnection
from watchkeeper.integrations.plex.inherit import inherited, parent_keys
from watchkeeper.integrations.plex.mapping_item import media_item
from watchkeeper.integrations.plex.mapping_library import CLUSTERED, LEVELS, TYPE_NUMBERS
from watchkeeper.integrations.plex.ranges import ranges_of
from watchkeeper.integrations.plex.wire import Element

BATCH = 50
ENRICHED: Params = {"includeMarkers": True, "includeGuids": True}
HOME_RECENT = "/hubs/home/recentlyAdded"
RECENT_TYPES: Mapping[str, Params] = {
    "movie": {"type": 1},
    "show": {"type": 2},
    "artist": {"type": 8},
    "other_video": {"type": 1, "personal": True},
}


async def one_item(plex: PlexConnection, rating_key: int) -> MediaItem | None:
    """One item with what it takes from its parents; None when the server says it is gone.

    Raises:
        MalformedError: The answer is a success without the item.
    """
    answer = await plex.answer("GET", f"/library/metadata/{rating_key}", ENRICHED)
    if answer.status == 404:
        return None
    items = items_of(plex, wire.container(plex.http.checked(answer).content))
    item = next((found for found in items if found.rating_key == rating_key), None)
    if item is None:
        raise MalformedError("The Plex server answered without the item that was asked for.")
    return inherited(item, await _as_told(plex, parent_keys((item,))))


async def many_items(plex: PlexConnection, rating_keys: Iterable[int]) -> dict[int, MediaItem]:
    """Items by their keys, with what they take from their parents; gone ones are missing."""
    items = await _as_told(plex, tuple(dict.fromkeys(rating_keys)))
    parents = tuple(key for key in parent_keys(items.values()) if key not in items)
    known = items | await _as_told(plex, parents)
    return {key: inherited(item, known) for key, item in items.items()}


async def _as_told(plex: PlexConnection, rating_keys: Sequence[int]) -> dict[int, MediaItem]:
    """Items as the server tells them, without their parents' facts."""
    found: dict[int, MediaItem] = {}
    for start in range(0, len(rating_keys), BATCH):
        keys = ",".join(str(key) for key in rating_keys[start : start + BATCH])
        answer = await plex.answer("GET", f"/library/metadata/{keys}", ENRICHED)
        if answer.status == 404:
            continue
        items = items_of(plex, wire.container(plex.http.checked(answer).content))
        if not items:  # all gone would have been a 404
            raise MalformedError("The Plex server answered without the items asked for.")
        found |= {item.rating_key: item for item in items if item.rating_key is not None}
    return found


async def whole_list(plex: PlexConnection, path: str) -> ItemPage:
    """All items at a path, and what they belong to."""
    first: Element = {}
    items: list[MediaItem] = []
    async for container, found in plex.pages(path, {}, wire.metadata):
        first = first or container
        items += read_items(plex, found, container)
    return ItemPage(
        items=tuple(items),
        total=len(items),
        offset=0,
        title=wire.text(first, "title2") or wire.text(first, "parentTitle"),
        type=wire.text(first, "viewGroup") or wire.text(first, "playlistType"),
    )


async def section_page(
    plex: PlexConnection, section_id: SectionId, media_type: str, start: int, size: int
) -> ItemPage:
    """Part of a library, of one kind of item."""
    path, params = _section_list(section_id, media_type)
    page = await plex.page(path, params, start, size)
    items = tuple(items_of(plex, page.container))
    total = start + len(items) if page.total is None else page.total
    return ItemPage(items=items, total=total, offset=page.offset)


async def section_items(
    plex: PlexConnection, section_id: SectionId, media_type: str
) -> AsyncIterator[MediaItem]:
    """A whole library, of one kind of item, with the dynamic range where it can be known."""
    path, params = _section_list(section_id, media_type)
    ranges = await ranges_of(plex, section_id, media_type)
    async for container, found in plex.pages(path, params, wire.metadata):
        for item in read_items(plex, found, container):
            told = ranges.of(item.rating_key)
            yield replace(item, facts={**item.facts, "dynamic_range": told}) if told else item


async def counted(plex: PlexConnection, section: LibrarySection) -> LibrarySection:
    """The library with a count a level, None where a count fails."""
    levels = LEVELS.get(section.type, ())
    counts = [await _count(plex, section.section_id, level) for level in levels]
    count, parents, leaves = (*counts, None, None, None)[:3]
    return replace(section, count=count, parent_count=parents, child_count=leaves)


async def _count(plex: PlexConnection, section_id: SectionId, media_type: str) -> int | None:
    path, params = _section_list(section_id, media_type)
    try:
        return (await plex.page(path, params, 0, 0)).total
    except (UnreachableError, MalformedError):
        return None


async def recent_items(
    plex: PlexConnection, path: str, params: Params, start: int, count: int
) -> list[MediaItem]:
    """New items of one list, in or out of hubs."""
    page = await plex.page(path, {**params, "includeGuids": True}, start, count)
    hubs = wire.elements(page.container, "Hub")
    return [item for part in (page.container, *hubs) for item in items_of(plex, part)]


async def newest(
    plex: PlexConnection, count: int, start: int, of: tuple[str, SectionId | None]
) -> tuple[MediaItem, ...]:
    """New items of a kind (see RECENT_TYPES), of a library, or of all kinds; the newest first."""
    media_type, section_id = of
    if media_type in RECENT_TYPES:
        lists = [(HOME_RECENT, RECENT_TYPES[media_type])]
    elif section_id is not None:
        lists = [(f"/library/sections/{section_id}/recentlyAdded", {})]
    else:
        lists = [(HOME_RECENT, params) for params in RECENT_TYPES.values()]
    found = [
        item
        for path, params in lists
        for item in await recent_items(plex, path, params, start, count)
    ]
    found.sort(key=lambda item: item.facts["added_at"] or 0, reverse=True)
    return tuple(found[:count])


async def search(plex: PlexConnection, query: str, limit: int) -> tuple[MediaItem, ...]:
    """Items by text; the limit counts per kind of item."""
    params: Params = {"query": query, "limit": limit, "includeCollections": True}
    container = await plex.container("/hubs/search", params)
    hubs = wire.elements(container, "Hub")
    return tuple(item for hub in hubs for item in items_of(plex, hub))


def items_of(plex: PlexConnection, container: Element) -> list[MediaItem]:
    """The items of a container or hub."""
    return read_items(plex, wire.metadata(container), container)


def read_items(
    plex: PlexConnection, elements: Iterable[Element], container: Element
) -> list[MediaItem]:
    """The items that can be read."""
    return plex.readable(elements, lambda each: media_item(each, container))


def _section_list(section_id: SectionId, media_type: str) -> tuple[str, dict[str, ParamValue]]:
    """Path and parameters of a list of one kind of item.

    Raises:
        InputError: There is no such kind.
    """
    number = TYPE_NUMBERS.get(media_type)
    if number is None:
        raise InputError(
            "There are no items of type %(media_type)r.", media_type=media_type, field="media_type"
        )
    params: dict[str, ParamValue] = {"type": number, "includeGuids": True}
    if media_type in CLUSTERED:
        params["clusterZoomLevel"] = 1
    return f"/library/sections/{section_id}/all", params
