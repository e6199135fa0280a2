"""Pictures of a server: only its own, never one at an address of a stranger (S7)."""

from __future__ import annotations

import re
from urllib.parse import unquote

from watchkeeper.domain.media import Image, ImageRequest
from watchkeeper.errors import InputError, MalformedError, NotFoundError
from watchkeeper.integrations.http import Call, ParamValue
from watchkeeper.integrations.plex.connection import PlexConnection

ROOTS = ("/library/", "/playlists/", "/livetv/", "/:/resources/", "/hubs/")
FORMATS = frozenset({"jpeg", "png"})
PLAIN_PATH = re.compile(r"/[A-Za-z0-9_.,:@%~+=-]+(?:/[A-Za-z0-9_.,:@%~+=-]+)*(?:\?width=\d{1,4})?")
BACKGROUND = re.compile(r"[0-9a-fA-F]{6}")
LARGEST = 4096
MOST_IMAGE_BYTES = 20 * 1024 * 1024
FILE_PATH = re.compile(
    r"/(?:library/(?:metadata|collections)|playlists)/\d+"
    r"/(?:thumb|art|clearLogo|logo|squareArt|theme|composite)(?:/[0-9A-Za-z_-]{1,64})?"
)
"""Of pictures and themes alone: asking for another path could set something off."""


async def fetched(plex: PlexConnection, request: ImageRequest) -> Image:
    """A picture in the wanted size.

    Raises:
        InputError: The path is not one of the server's own pictures.
        NotFoundError: There is no such picture.
    """
    call = Call(
        method="GET",
        path="/photo/:/transcode",
        params=image_params(request),
        headers={"Accept": "image/*"},
        most_bytes=MOST_IMAGE_BYTES,
    )
    answer = await plex.http.send(call)
    if answer.status == 404:
        raise NotFoundError("The Plex server has no such picture.")
    plex.http.checked(answer)
    if not answer.content_type.startswith("image/"):
        raise MalformedError("The Plex server answered something that is not a picture.")
    return Image(answer.content, answer.content_type)


def checked_path(path: str) -> str:
    """The path, if it is one of the server's own pictures.

    Examples:
        >>> checked_path("/library/metadata/1/thumb/1700000000")
        '/library/metadata/1/thumb/1700000000'

    Raises:
        InputError: It leads anywhere else.
    """
    plain = unquote(unquote(path))
    is_plain = PLAIN_PATH.fullmatch(path) is not None and ".." not in plain and "//" not in plain
    if not is_plain or not plain.startswith(ROOTS):
        raise InputError("A picture is named by its path on the Plex server.", field="img")
    return path


def file_path(path: str) -> str:
    """The path, if it is that of a picture or theme of an item.

    Examples:
        >>> file_path("/library/metadata/1/theme/1700000000")
        '/library/metadata/1/theme/1700000000'

    Raises:
        InputError: It leads anywhere else.
    """
    if not FILE_PATH.fullmatch(path):
        raise InputError("A picture is named by its path on the Plex server.", field="img")
    return path


def image_params(request: ImageRequest) -> dict[str, ParamValue]:
    """The parameters of Plex's picture transcoder.

    Raises:
        InputError: A size, format, colour, opacity or blur is not usable.
    """
    if request.format not in FORMATS:
        raise InputError("A picture comes as jpeg or png.", field="format")
    if not (0 < request.width <= LARGEST and 0 < request.height <= LARGEST):
        raise InputError("Width and height are 1 to %(most)s pixels.", most=LARGEST, field="width")
    if request.opacity is not None and not 0 <= request.opacity <= 100:
        raise InputError("Opacity is 0 to 100 percent.", field="opacity")
    if request.blur is not None and request.blur < 0:
        raise InputError("Blur is 0 or more.", field="blur")
    if request.background is not None and not BACKGROUND.fullmatch(request.background):
        raise InputError("A background is six hexadecimal digits.", field="background")
    return {
        "url": checked_path(request.path),
        "width": request.width,
        "height": request.height,
        "minSize": 1,
        "upscale": 1,
        "format": request.format,
        "opacity": request.opacity,
        "background": request.background,
        "blur": request.blur,
    }
