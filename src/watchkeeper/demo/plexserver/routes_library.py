"""Libraries, their items and the search over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from watchkeeper.demo.catalogue import Catalogue
from watchkeeper.demo.items import TYPE_NUMBERS, Item, MediaFile, Section
from watchkeeper.demo.plexserver.answers import (
    NOT_FOUND,
    answer,
    container,
    number,
    page_of,
    paged,
    refusal,
)
from watchkeeper.demo.plexserver.metadata import LISTED, Detail, item_node
from watchkeeper.demo.plexserver.render import Node
from watchkeeper.demo.plexserver.sessions import programme_node
from watchkeeper.demo.plexserver.state import plex_of

TYPE_NAMES = {value: key for key, value in TYPE_NUMBERS.items()}
TOP_TYPES = {"movie": "movie", "show": "show", "artist": "artist", "photo": "photoalbum"}
LEAF_TYPES = {"movie": "movie", "show": "episode", "artist": "track", "photo": "photo"}

MOST_RECENT = 100
"""How far back the lists of new items go."""

_SORTS: dict[str, Callable[[Item], tuple[Any, ...]]] = {  # Any: text or numbers
    "titleSort": lambda item: (item.title.removeprefix("The ").lower(),),
    "title": lambda item: (item.title.lower(),),
    "addedAt": lambda item: (item.added_at, item.rating_key),
    "updatedAt": lambda item: (item.updated_at, item.rating_key),
    "year": lambda item: (item.year or 0,),
    "originallyAvailableAt": lambda item: (item.originally_available_at,),
    "duration": lambda item: (item.duration or 0,),
}


async def sections(request: Request) -> Response:
    """`/library/sections`: the libraries."""
    plex = plex_of(request)
    known = [] if plex.faults.has_empty_library else list(plex.catalogue.sections.values())
    facts: dict[str, object] = {"allowSync": False, "title1": "Plex Library"}
    return answer(request, container(facts, [_section_node(section) for section in known]))


def _section_node(section: Section) -> Node:
    return Node(
        "Directory",
        {
            "allowSync": True,
            "art": f"/:/resources/{section.type}-fanart.jpg",
            "composite": f"/library/sections/{section.id}/composite/{section.updated_at}",
            "filters": True,
            "refreshing": False,
            "thumb": f"/:/resources/{section.type}.png",
            "key": str(section.id),
            "type": section.type,
            "title": section.title,
            "agent": section.agent,
            "scanner": section.scanner,
            "language": "en-US",
            "uuid": section.uuid,
            "updatedAt": section.updated_at,
            "createdAt": section.created_at,
            "scannedAt": section.updated_at,
            "content": True,
            "directory": True,
            "contentChangedAt": section.updated_at // 10,
            "hidden": 0,
        },
        [Node("Location", {"id": section.id, "path": section.location})],
    )


async def section_items(request: Request) -> Response:
    """`/library/sections/{id}/all`: items of a library, by type, sorted and paged."""
    plex = plex_of(request)
    section = plex.catalogue.sections.get(request.path_params["section_id"])
    if section is None:
        return refusal(*NOT_FOUND)
    wanted = number(request.query_params.get("type"))
    item_type = TYPE_NAMES.get(wanted or 0, TOP_TYPES[section.type])
    return _listing(request, plex.catalogue.of_type(section.id, item_type))


async def section_filters(request: Request) -> Response:
    """`/library/sections/{id}/filters`: what the lists of a library can be narrowed by."""
    section = plex_of(request).catalogue.sections.get(request.path_params["section_id"])
    if section is None:
        return refusal(*NOT_FOUND)
    names = {"genre": ("string", "Genre"), "year": ("integer", "Year")}
    if section.type in {"movie", "show"}:
        names |= {"hdr": ("boolean", "HDR"), "dovi": ("boolean", "Dolby Vision")}
    nodes = [
        Node("Directory", {"filter": name, "filterType": kind, "title": title, "type": "filter"})
        for name, (kind, title) in names.items()
    ]
    return answer(request, container({"viewGroup": "secondary"}, nodes))


async def section_leaves(request: Request) -> Response:
    """`/library/sections/{id}/allLeaves`: everything in a library that can be played."""
    plex = plex_of(request)
    section = plex.catalogue.sections.get(request.path_params["section_id"])
    if section is None:
        return refusal(*NOT_FOUND)
    return _listing(request, plex.catalogue.of_type(section.id, LEAF_TYPES[section.type]))


async def section_collections(request: Request) -> Response:
    """`/library/sections/{id}/collections`."""
    catalogue = plex_of(request).catalogue
    return _listing(request, catalogue.of_type(request.path_params["section_id"], "collection"))


async def section_recent(request: Request) -> Response:
    """`/library/sections/{id}/recentlyAdded`: the newest of a library first."""
    plex = plex_of(request)
    section = plex.catalogue.sections.get(request.path_params["section_id"])
    if section is None:
        return refusal(*NOT_FOUND)
    return _listing(request, _newest(plex.catalogue.of_type(section.id, _recent_type(section))))


async def recently_added(request: Request) -> Response:
    """`/library/recentlyAdded` and `/hubs/home/recentlyAdded`, the latter by type number."""
    plex = plex_of(request)
    wanted = number(request.query_params.get("type"))
    found = [
        item
        for section in plex.catalogue.sections.values()
        if wanted is None or TOP_TYPES[section.type] == TYPE_NAMES.get(wanted)
        for item in plex.catalogue.of_type(section.id, _recent_type(section))
    ]
    return _listing(request, _newest(found))


async def metadata(request: Request) -> Response:
    """`/library/metadata/{ids}`: one item, or several at once; also what runs as Live TV."""
    plex = plex_of(request)
    wanted = request.path_params["ids"].split(",")
    keys = [number(text) for text in wanted]
    found = [item for key in keys if key is not None and (item := plex.catalogue.get(key))]
    live = [stream for stream in plex.world.streams.values() if stream.live_rating_key in wanted]
    if not (found or live) or plex.faults.has_empty_library:
        return refusal(*NOT_FOUND)
    detail = Detail(
        with_markers=request.query_params.get("includeMarkers") == "1",
        with_streams=True,
    )
    nodes = [item_node(item, plex.catalogue, detail) for item in found]
    nodes += [programme_node(stream, plex.catalogue) for stream in live]
    return answer(request, container(_section_facts(found, plex.catalogue), nodes))


async def children(request: Request) -> Response:
    """`/library/metadata/{id}/children` under its title, and the items of a collection."""
    catalogue = plex_of(request).catalogue
    item = catalogue.get(request.path_params["rating_key"])
    if item is None:
        return refusal(*NOT_FOUND)
    if item.type == "collection":
        return _listing(request, catalogue.members(item))
    section = catalogue.sections.get(item.section_id or 0)
    above = catalogue.get(item.parent_key or 0) or section
    titles = {"title1": above.title if above else "", "title2": item.title}
    return _listing(request, catalogue.children(item.rating_key), titles)


async def leaves(request: Request) -> Response:
    """`/library/metadata/{id}/allLeaves` and `/grandchildren`."""
    plex = plex_of(request)
    item = plex.catalogue.get(request.path_params["rating_key"])
    if item is None:
        return refusal(*NOT_FOUND)
    return _listing(request, plex.catalogue.leaves(item.rating_key))


async def delete_item(request: Request) -> Response:
    """`DELETE /library/metadata/{id}`: the item and its files are gone."""
    plex = plex_of(request)
    key = number(request.path_params["ids"])
    if key is None or key not in plex.catalogue:
        return refusal(*NOT_FOUND)
    plex.world.delete(key)
    return Response(status_code=200)


async def search(request: Request) -> Response:
    """`/hubs/search`: one hub per type; the limit holds for each hub."""
    plex = plex_of(request)
    text = request.query_params.get("query", "").casefold()
    limit = number(request.query_params.get("limit")) or 3
    section_id = number(request.query_params.get("sectionId"))
    hubs = []
    for item_type in (
        "movie",
        "show",
        "season",
        "episode",
        "artist",
        "album",
        "track",
        "collection",
    ):
        found = [
            item
            for item in plex.catalogue.everything()
            if item.type == item_type
            and text in item.title.casefold()
            and section_id in (None, item.section_id)
        ][:limit]
        facts: dict[str, object] = {
            "hubIdentifier": item_type,
            "type": item_type,
            "title": f"{item_type.title()}s",
            "size": len(found),
            "more": False,
        }
        hubs.append(Node("Hub", facts, [item_node(item, plex.catalogue, LISTED) for item in found]))
    return answer(request, container(None, hubs))


async def related(request: Request) -> Response:
    """`/hubs/metadata/{id}/related`: the collections an item is in."""
    plex = plex_of(request)
    item = plex.catalogue.get(request.path_params["rating_key"])
    if item is None:
        return refusal(*NOT_FOUND)
    collections = [
        item_node(collection, plex.catalogue, LISTED)
        for collection in plex.catalogue.of_type(item.section_id, "collection")
        if collection.title in item.collections
    ]
    facts: dict[str, object] = {"hubIdentifier": "movie.related.collection", "type": "collection"}
    return answer(
        request, container(None, [Node("Hub", facts, collections)] if collections else [])
    )


def _recent_type(section: Section) -> str:
    return {"show": "episode", "artist": "album"}.get(section.type, TOP_TYPES[section.type])


def _newest(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=_SORTS["addedAt"], reverse=True)[:MOST_RECENT]


def _listing(
    request: Request, items: Sequence[Item], titles: Mapping[str, str] | None = None
) -> Response:
    plex = plex_of(request)
    page = page_of(request)
    if page.number == plex.faults.failing_page:
        return refusal(500, "Internal Server Error")
    fitting = [] if plex.faults.has_empty_library else _filtered(request, items)
    shown = list(page.of(_sorted(request, fitting)))
    if plex.faults.drops_page_counts:
        shown = shown[: max(1, len(shown) // 2)]
    detail = Detail(with_guids=request.query_params.get("includeGuids") == "1", with_streams=False)
    nodes = [item_node(item, plex.catalogue, detail) for item in shown]
    facts = {**_section_facts(fitting, plex.catalogue), **(titles or {})}
    return answer(request, paged(page, len(fitting), nodes, **facts))


def _filtered(request: Request, items: Sequence[Item]) -> list[Item]:
    query = request.query_params
    since, until = number(query.get("addedAt>")), number(query.get("addedAt<"))
    title, label = query.get("title", "").casefold(), query.get("label")
    artist = number(query.get("artist.id"))
    ranges = _ranges(query)
    return [
        item
        for item in items
        if (since is None or item.added_at >= since)
        and (until is None or item.added_at <= until)
        and title in item.title.casefold()
        and (label is None or label in item.labels)
        and artist in (None, item.parent_key, item.grandparent_key)
        and (not ranges or any(_range_of(file) in ranges for file in item.media))
    ]


def _ranges(query: Mapping[str, str]) -> frozenset[str]:
    """The dynamic ranges that a list is narrowed to; none for all."""
    if query.get("dovi") == "1":
        return frozenset({"Dolby Vision"})
    return frozenset({"HDR10", "HLG", "Dolby Vision"}) if query.get("hdr") == "1" else frozenset()


def _range_of(file: MediaFile) -> str:
    return file.video.dynamic_range if file.video else ""


def _sorted(request: Request, items: list[Item]) -> list[Item]:
    field, _, direction = request.query_params.get("sort", "").partition(":")
    key = _SORTS.get(field)
    if key is None:
        return items
    return sorted(items, key=key, reverse=direction == "desc")


def _section_facts(items: Sequence[Item], catalogue: Catalogue) -> dict[str, object]:
    section = catalogue.sections.get(items[0].section_id or 0) if items else None
    if section is None:
        return {}
    return {"librarySectionID": section.id, "librarySectionTitle": section.title}


async def library(request: Request) -> Response:
    """`/library`: where its parts are."""
    facts: dict[str, object] = {
        "allowSync": False,
        "identifier": "com.plexapp.plugins.library",
        "title1": "Plex Library",
    }
    parts = (("sections", "Library Sections"), ("recentlyAdded", "Recently Added Content"))
    nodes = [Node("Directory", {"key": key, "title": title}) for key, title in parts]
    return answer(request, container(facts, nodes))


_ID = "/library/sections/{section_id:int}"
_KEY = "/library/metadata/{rating_key:int}"

ROUTES = [
    Route("/library", library),
    Route("/library/sections", sections),
    Route("/library/sections/all", sections),
    Route(f"{_ID}/all", section_items),
    Route(f"{_ID}/filters", section_filters),
    Route(f"{_ID}/allLeaves", section_leaves),
    Route(f"{_ID}/collections", section_collections),
    Route(f"{_ID}/recentlyAdded", section_recent),
    Route("/library/recentlyAdded", recently_added),
    Route("/hubs/home/recentlyAdded", recently_added),
    Route("/hubs/search", search),
    Route("/hubs/metadata/{rating_key:int}/related", related),
    Route(f"{_KEY}/children", children),
    Route("/library/collections/{rating_key:int}/children", children),
    Route("/library/collections/{rating_key:int}/items", children),
    Route(f"{_KEY}/grandchildren", leaves),
    Route(f"{_KEY}/allLeaves", leaves),
    Route("/library/metadata/{ids}", metadata),
    Route("/library/metadata/{ids}", delete_item, methods=["DELETE"]),
    Route("/library/collections/{ids}", metadata),
]
