"""Pictures that pages of other programs load from a Tautulli: platforms and kinds of libraries.

All are our own drawings: a device of its family for each platform, and a sign for each kind.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.api.v2.images import BUILT_IN, CACHE_SECONDS, ImageParams, stand_in
from watchkeeper.application import Application
from watchkeeper.errors import NotFoundError
from watchkeeper.features.accounts import Access, Page

SHAPES: Mapping[str, str] = {
    "screen": "M16 22h48v30H16zM32 60h16M40 52v8",
    "phone": "M28 14h24v52H28zM37 60h6",
    "browser": "M14 20h52v40H14zM14 30h52M20 25h.1M26 25h.1",
    "console": "M22 30h36a10 10 0 0 1 10 12l-2 10a7 7 0 0 1-12 3l-5-5H31l-5 5a7 7 0 0 1-12-3l-2-10"
    "a10 10 0 0 1 10-12zM26 36v8M22 40h8M52 38h.1M57 42h.1",
    "box": "M14 34h52v16H14zM22 42h.1M30 42h.1M46 42h14",
    "music": "M32 54V24l24-5v30M32 54a6 6 0 1 1-12 0 6 6 0 0 1 12 0"
    "M56 49a6 6 0 1 1-12 0 6 6 0 0 1 12 0",
    "movie": "M16 18h48v44H16zM28 18v44M52 18v44M16 33h12M16 47h12M52 33h12M52 47h12",
    "artist": "M40 16a24 24 0 1 0 .1 0M40 32a8 8 0 1 0 .1 0M40 40h.1",
    "photo": "M14 20h52v40H14zM14 52l16-16 13 13 9-9 14 14M54 30h.1",
    "live": "M40 40h.1M29 51a15 15 0 0 1 0-22M51 29a15 15 0 0 1 0 22M20 60a28 28 0 0 1 0-40"
    "M60 20a28 28 0 0 1 0 40",
}
GROUND = "#2b333d"
FAMILIES: Mapping[str, tuple[str, str]] = {
    "android": ("phone", "#3b7d4f"),
    "atv": ("box", "#4a4f57"),
    "chrome": ("browser", "#a5622b"),
    "chromecast": ("box", "#3f6ea8"),
    "default": ("screen", GROUND),
    "dlna": ("box", "#39714a"),
    "firefox": ("browser", "#a3482f"),
    "ie": ("browser", "#2d6f9c"),
    "ios": ("phone", "#4a4f57"),
    "kodi": ("box", "#2c7391"),
    "lg": ("screen", "#8c2f4c"),
    "linux": ("screen", "#7c6320"),
    "macos": ("screen", "#4a4f57"),
    "msedge": ("browser", "#2d6f9c"),
    "opera": ("browser", "#97323a"),
    "playstation": ("console", "#2f4f94"),
    "plex": ("screen", "#8a6a17"),
    "plexamp": ("music", "#8a6a17"),
    "roku": ("box", "#5d3f86"),
    "safari": ("browser", "#2d6f9c"),
    "samsung": ("screen", "#2f4f94"),
    "synclounge": ("screen", "#2f6f74"),
    "tivo": ("box", "#2f6f74"),
    "wiiu": ("console", "#2c7391"),
    "windows": ("screen", "#2d6f9c"),
    "wp": ("phone", "#5d3f86"),
    "xbmc": ("box", "#3f6ea8"),
    "xbox": ("console", "#39714a"),
}
LIBRARIES: Mapping[str, str] = {
    "movie": "movie",
    "show": "screen",
    "artist": "artist",
    "photo": "photo",
    "live": "live",
    "video": "movie",
    "playlist": "music",
    "collection": "movie",
    "default": "screen",
}
SVG = "image/svg+xml"
SIDE = 400


async def picture_file(request: Request) -> Response:
    """A picture by its name: names are looked up, no path is walked."""
    name = request.path_params["name"]
    headers = {"Cache-Control": f"public, max-age={CACHE_SECONDS}"}
    svg = drawing(name)
    if svg is not None:
        return Response(svg, media_type=SVG, headers=headers)
    app: Application = request.app.state.application
    image = await stand_in(app, ImageParams(img=f"{BUILT_IN}{name}", width=SIDE, height=SIDE))
    if image is None:
        raise NotFoundError("There is no such picture.")
    return Response(image.content, media_type=image.content_type, headers=headers)


def drawing(name: str) -> str | None:
    """The drawing of a platform or kind of library, e.g. platforms/roku.svg; None: no such."""
    folder, _, file = name.partition("/")
    word = file.removesuffix(".svg")
    if not file.endswith(".svg"):
        return None
    if folder == "platforms" and word in FAMILIES:
        return svg_of(*FAMILIES[word])
    if folder == "libraries" and word in LIBRARIES:
        return svg_of(LIBRARIES[word], GROUND)
    return None


def svg_of(shape: str, ground: str) -> str:
    """A shape on a ground with round corners."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80" width="80" height="80">'
        f'<rect width="80" height="80" rx="14" fill="{ground}"/>'
        f'<path d="{SHAPES[shape]}" fill="none" stroke="#fff" stroke-width="4"'
        ' stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


PAGES = (
    Page("/image/images/{name:path}", picture_file, Access.PUBLIC),
    Page("/images/{name:path}", picture_file, Access.PUBLIC),
)
