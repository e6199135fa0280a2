"""Running streams, ending them, and the server's own history."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from watchkeeper.demo.catalogue import Catalogue
from watchkeeper.demo.plexserver.answers import (
    NOT_FOUND,
    answer,
    container,
    number,
    page_of,
    paged,
    refusal,
)
from watchkeeper.demo.plexserver.render import Node
from watchkeeper.demo.plexserver.routes_server import avatar
from watchkeeper.demo.plexserver.sessions import session_node
from watchkeeper.demo.plexserver.state import plex_of
from watchkeeper.demo.plexserver.views import View


async def sessions(request: Request) -> Response:
    """`/status/sessions`: everything that plays now."""
    plex = plex_of(request)
    plex.world.tick()
    now = plex.world.clock.now()
    nodes = [
        session_node(stream, plex.catalogue, now, avatar(request, stream.person.uuid))
        for stream in plex.world.streams.values()
    ]
    return answer(request, container(None, nodes))


async def background(request: Request) -> Response:
    """`/status/sessions/background`: no optimiser job runs."""
    return answer(request, container())


async def terminate(request: Request) -> Response:
    """`/status/sessions/terminate`, by POST as documented or by GET as practised."""
    plex = plex_of(request)
    plex.dialects[f"terminate {request.method}"] += 1
    session_id = request.query_params.get("sessionId", "")
    if not session_id:
        return refusal(403, "Forbidden")
    if not plex.world.stop_by_session_id(session_id):
        return refusal(*NOT_FOUND)
    return Response(status_code=200)


async def history(request: Request) -> Response:
    """`/status/sessions/history/all`: completed views."""
    plex = plex_of(request)
    query = request.query_params
    views = plex.world.views.newest_first(
        account_id=number(query.get("accountID")),
        section_id=number(query.get("librarySectionID")),
        item_key=number(query.get("metadataItemID")),
        since=number(query.get("viewedAt>")),
    )
    if query.get("sort", "viewedAt:desc") in {"viewedAt", "viewedAt:asc"}:
        views.reverse()
    page = page_of(request)
    if page.number == plex.faults.failing_page:
        return refusal(500, "Internal Server Error")
    nodes = [_view_node(view, plex.catalogue) for view in page.of(views)]
    return answer(request, paged(page, len(views), nodes))


def _view_node(view: View, catalogue: Catalogue) -> Node:
    item = view.item
    is_there = item.rating_key in catalogue
    parents = [
        catalogue.get(key) if key else None for key in (item.parent_key, item.grandparent_key)
    ]
    parent, grandparent = parents
    path = "/library/metadata/"
    attributes: dict[str, object] = {
        "historyKey": f"/status/sessions/history/{view.number}",
        "key": item.key if is_there else None,
        "ratingKey": str(item.rating_key) if is_there else None,
        "parentKey": f"{path}{parent.rating_key}" if parent else None,
        "grandparentKey": f"{path}{grandparent.rating_key}" if grandparent else None,
        "librarySectionID": str(item.section_id),
        "title": item.title,
        "parentTitle": parent.title if parent else None,
        "grandparentTitle": grandparent.title if grandparent else None,
        "type": item.type,
        "thumb": item.thumb,
        "index": item.index,
        "parentIndex": item.parent_index,
        "originallyAvailableAt": item.originally_available_at or None,
        "viewedAt": view.viewed_at,
        "accountID": view.account_id,
        "deviceID": view.device_id,
    }
    tag = "Track" if item.type == "track" else "Video"
    return Node(tag, attributes, name="Metadata")


ROUTES = [
    Route("/status/sessions", sessions),
    Route("/status/sessions/background", background),
    Route("/status/sessions/terminate", terminate, methods=["GET", "POST"]),
    Route("/status/sessions/history/all", history),
]
