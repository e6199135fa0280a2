"""Pictures at any size: through the photo transcoder, or straight from their path."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from watchkeeper.demo.plexserver.answers import NOT_FOUND, number, refusal
from watchkeeper.demo.plexserver.state import SimulatedPlex, plex_of

SMALLEST, LARGEST = 8, 2000
"""Least and most pixels of a side that are drawn."""

_ITEM = re.compile(r"/library/metadata/(\d+)/(thumb|art|banner|composite)(?:/\d+)?$")
_COMPOSITE = re.compile(r"/(?:library/)?(section|playlist)s/(\d+)/composite/\d+$")
_CHANNEL = re.compile(r"/livetv/channels/(\w+)/thumb$")
_FRAME = re.compile(r"/library/parts/(\d+)/indexes/sd/(\d+)$")
_RESOURCE = re.compile(r"/:/resources/([\w-]+)\.(?:png|jpg)$")

_FOREVER = {"Cache-Control": "max-age=31536000"}


async def transcode(request: Request) -> Response:
    """`/photo/:/transcode`: the picture of a server path at the size asked for."""
    query = request.query_params
    path = urlsplit(query.get("url", "")).path
    size = (
        min(LARGEST, number(query.get("width")) or 300),
        min(LARGEST, number(query.get("height")) or 450),
    )
    if min(size) < 1:
        return refusal(400, "Bad Request")
    width, height = (max(SMALLEST, side) for side in size)
    return await _picture(plex_of(request), path, (width, height))


async def raw(request: Request) -> Response:
    """A picture at its natural size."""
    path = request.url.path
    wide = "/art" in path or "fanart" in path
    return await _picture(plex_of(request), path, (960, 540) if wide else (400, 600))


async def avatar(request: Request) -> Response:
    """A person's picture at the plex.tv stand-in."""
    gallery = plex_of(request).gallery
    content = await run_in_threadpool(gallery.avatar, request.path_params["uuid"], 200)
    return Response(content, media_type="image/png", headers=_FOREVER)


async def _picture(plex: SimulatedPlex, path: str, size: tuple[int, int]) -> Response:
    content = await run_in_threadpool(_draw, plex, path, size)
    if content is None:
        return refusal(*NOT_FOUND)
    return Response(content, media_type="image/png", headers=_FOREVER)


def _draw(plex: SimulatedPlex, path: str, size: tuple[int, int]) -> bytes | None:
    gallery = plex.gallery
    if found := _ITEM.match(path):
        return gallery.picture(int(found[1]), found[2], size)
    if found := _COMPOSITE.match(path):
        return gallery.emblem(f"{found[1]} {found[2]}", size)
    if found := _CHANNEL.match(path):
        return gallery.channel(found[1], size)
    if found := _FRAME.match(path):
        return gallery.still(int(found[1]), int(found[2]), size)
    if found := _RESOURCE.match(path):
        return gallery.emblem(found[1], size)
    return None


ROUTES = [
    Route("/photo/:/transcode", transcode),
    Route("/library/metadata/{rating_key:int}/{kind}/{stamp:int}", raw),
    Route("/library/metadata/{rating_key:int}/thumb", raw),
    Route("/library/metadata/{rating_key:int}/art", raw),
    Route("/library/sections/{section_id:int}/composite/{stamp:int}", raw),
    Route("/playlists/{playlist_id:int}/composite/{stamp:int}", raw),
    Route("/livetv/channels/{identifier}/thumb", raw),
    Route("/library/parts/{part_id:int}/indexes/sd/{offset:int}", raw),
    Route("/:/resources/{name}", raw),
]
