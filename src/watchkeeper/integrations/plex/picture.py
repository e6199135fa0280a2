"""Which pictures may be asked of a server: only its own, never an address of a stranger (S7)."""

from __future__ import annotations

import re
from urllib.parse import unquote

from watchkeeper.domain.media import ImageRequest
from watchkeeper.errors import InputError
from watchkeeper.integrations.http import ParamValue

ROOTS = ("/library/", "/playlists/", "/livetv/", "/:/resources/", "/hubs/")
FORMATS = frozenset({"jpeg", "png"})
PLAIN_PATH = re.compile(r"/[A-Za-z0-9_.,:@%~+=-]+(?:/[A-Za-z0-9_.,:@%~+=-]+)*(?:\?width=\d{1,4})?")
BACKGROUND = re.compile(r"[0-9a-fA-F]{6}")
LARGEST = 4096
FILE_PATH = re.compile(
    r"/(?:library/(?:metadata|collections)|playlists)/\d+"
    r"/(?:thumb|art|clearLogo|logo|squareArt|theme|composite)(?:/[0-9A-Za-z_-]{1,64})?"
)
"""Of pictures and themes alone: asking for another path could set something off."""


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
        InputError: A size, format or colour is not usable.
    """
    if request.format not in FORMATS:
        raise InputError("A picture comes as jpeg or png.", field="format")
    if not (0 < request.width <= LARGEST and 0 < request.height <= LARGEST):
        raise InputError(f"Width and height are 1 to {LARGEST} pixels.", field="width")
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
