"""Which paths of a server are pictures. Everything else is refused (S5, S7).

A server that is asked to shrink a "picture" fetches the path itself, with its owner's rights; a
path that scans a library or marks an item would be carried out. Hence shapes, not prefixes.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from watchkeeper.errors import InputError

KIND = r"(?:thumb|art|banner|poster|background|composite|clearLogo|logo|squareArt)"
STAMP = r"(?:/[0-9A-Za-z_-]{1,64})?"
SHAPES = tuple(
    re.compile(rf"({shape})(?:/[\w.:-]+)*")
    for shape in (
        rf"/library/(?:metadata|collections|sections)/\d+/{KIND}{STAMP}",
        r"/library/media/\d+/chapterImages/\d+",
        r"/library/parts/\d+/indexes/(?:sd|hd)/\d+",
        rf"/playlists/\d+/{KIND}{STAMP}",
        rf"/livetv/(?:[\w.:-]+/)*{KIND}{STAMP}",
    )
)
RESOURCE = re.compile(r"(/:/resources/[\w-]+\.(?:png|jpe?g))")
STAMPED = re.compile(rf"/{KIND}/[0-9A-Za-z_-]+$")
FRAME = re.compile(r"/indexes/(?:sd|hd)/\d+$")
LONGEST = 500


def picture_path(text: str) -> str:
    """The path of a picture on its server, without what programs hang behind it.

    Raises:
        InputError: it is not the path of a picture.

    Examples:
        >>> picture_path("/library/metadata/12/thumb/1700000000?width=400")
        '/library/metadata/12/thumb/1700000000'
        >>> picture_path("/library/metadata/12/thumb/17/extra")
        '/library/metadata/12/thumb/17'
    """
    path = text.partition("?")[0]
    is_plain = unquote(path) == path and path.isascii() and ".." not in path
    if is_plain and len(path) <= LONGEST:
        for shape in (*SHAPES, RESOURCE):
            if found := shape.fullmatch(path):
                return found.group(1)
    raise InputError("A picture is named by its path on the Plex server.", field="img")


def item_picture_path(rating_key: int, fallback: str = "") -> str:
    """The picture of an item: its background where a background is meant, else its poster."""
    return f"/library/metadata/{rating_key}/{'art' if fallback.startswith('art') else 'thumb'}"


def is_lasting(path: str) -> bool:
    """Whether the path carries a time stamp: another picture would have another path."""
    return STAMPED.search(path) is not None


def is_frame(path: str) -> bool:
    """Whether it is one of the thousands of frames of a film: too many to keep."""
    return FRAME.search(path) is not None
