"""The owner's playlists, and the pictures that could be chosen for an item."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from watchkeeper.demo.catalogue import Catalogue
from watchkeeper.demo.items import Item
from watchkeeper.demo.plexserver.answers import (
    NOT_FOUND,
    answer,
    container,
    page_of,
    paged,
    refusal,
)
from watchkeeper.demo.plexserver.metadata import LISTED, item_node
from watchkeeper.demo.plexserver.render import Node
from watchkeeper.demo.plexserver.state import plex_of
from watchkeeper.values import dataclass

MADE_AT = 1_700_000_000
PROVIDERS = ("tmdb", "fanarttv")
KINDS = ("poster", "art", "clearLogo", "squareArt", "theme")


@dataclass(frozen=True, slots=True)
class Playlist:
    """A list of items in an order of somebody's own."""

    rating_key: int
    title: str
    type: str  # video, audio
    section_id: int
    item_type: str
    count: int

    def items(self, catalogue: Catalogue) -> Sequence[Item]:
        """What is in it."""
        return catalogue.of_type(self.section_id, self.item_type)[: self.count]


PLAYLISTS = (
    Playlist(880001, "Rainy Sundays", "video", 1, "movie", 12),
    Playlist(880002, "Kitchen Dancing", "audio", 6, "track", 40),
)


async def playlists(request: Request) -> Response:
    """`/playlists`: the owner has two."""
    catalogue, query = plex_of(request).catalogue, request.query_params
    kind, section_id = query.get("playlistType"), query.get("sectionID")
    nodes = [
        _node(each, catalogue)
        for each in PLAYLISTS
        if kind in (None, each.type) and section_id in (None, str(each.section_id))
    ]
    page = page_of(request)
    return answer(request, paged(page, len(nodes), page.of(nodes)))


async def playlist(request: Request) -> Response:
    """`/playlists/{id}`: one of them."""
    found = _known(request)
    if found is None:
        return refusal(*NOT_FOUND)
    return answer(request, container(None, [_node(found, plex_of(request).catalogue)]))


async def playlist_items(request: Request) -> Response:
    """`/playlists/{id}/items`: what is in it, in its order."""
    found = _known(request)
    if found is None:
        return refusal(*NOT_FOUND)
    catalogue, page = plex_of(request).catalogue, page_of(request)
    items = found.items(catalogue)
    nodes = [item_node(item, catalogue, LISTED) for item in page.of(items)]
    facts: dict[str, object] = {"playlistType": found.type, "title": found.title}
    return answer(request, paged(page, len(items), nodes, **facts))


async def choices(request: Request) -> Response:
    """`/library/metadata/{id}/posters` and the like: the first of two is chosen."""
    plex = plex_of(request)
    item, kind = plex.catalogue.get(request.path_params["rating_key"]), request.path_params["kind"]
    if item is None or kind not in KINDS:
        return refusal(*NOT_FOUND)
    path = {"poster": item.thumb, "art": item.art}.get(kind)
    nodes = [] if path is None else [_choice(path, number) for number in range(len(PROVIDERS))]
    return answer(request, container(None, nodes))


def _known(request: Request) -> Playlist | None:
    wanted = request.path_params["playlist_id"]
    return next((each for each in PLAYLISTS if each.rating_key == wanted), None)


def _node(one: Playlist, catalogue: Catalogue) -> Node:
    items = one.items(catalogue)
    facts: dict[str, object] = {
        "ratingKey": str(one.rating_key),
        "key": f"/playlists/{one.rating_key}/items",
        "guid": f"com.plexapp.agents.none://{one.rating_key}",
        "type": "playlist",
        "title": one.title,
        "summary": "",
        "smart": False,
        "playlistType": one.type,
        "composite": f"/playlists/{one.rating_key}/composite/{MADE_AT}",
        "leafCount": len(items),
        "duration": sum(item.duration or 0 for item in items),
        "addedAt": MADE_AT,
        "updatedAt": MADE_AT,
    }
    return Node("Playlist", facts, name="Metadata")


def _choice(path: str, number: int) -> Node:
    facts: dict[str, object] = {
        "key": path,
        "ratingKey": f"metadata://posters/{PROVIDERS[number]}_{number}",
        "thumb": path,
        "provider": PROVIDERS[number],
        "selected": number == 0,
    }
    return Node("Photo", facts, name="Metadata")


ROUTES = [
    Route("/playlists", playlists),
    Route("/playlists/{playlist_id:int}", playlist),
    Route("/playlists/{playlist_id:int}/items", playlist_items),
    Route("/library/metadata/{rating_key:int}/{kind}s", choices),
]
