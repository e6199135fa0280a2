"""Pictures of the servers: only their own, fetched once, kept on disk within a bound."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

import anyio
import anyio.to_thread
import structlog

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import Image, ImageRequest
from watchkeeper.errors import InputError, MalformedError, UnreachableError
from watchkeeper.features.libraries.once import Once
from watchkeeper.features.libraries.pictures.cache import CachedPicture, PictureCache
from watchkeeper.features.libraries.pictures.fallbacks import fallback_png
from watchkeeper.features.libraries.pictures.path import is_frame, is_lasting, picture_path
from watchkeeper.features.libraries.ports import PictureSources
from watchkeeper.runtime.clock import Clock, instant

log = structlog.get_logger(__name__)

MEBIBYTE = 1024 * 1024
MOST_BYTES = 512 * MEBIBYTE
GOOD_FOR_SECONDS = 24 * 3600
"""How long a picture without time stamp in its path is not asked for again."""

LARGEST_SIDE = 4096
LARGEST_DRAWN = 1280
"""Longest side of a picture of ours: drawing one of 4096 pixels takes seconds and 700 MB."""
MOST_FALLBACKS = 50
MAGIC = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}

Drawn: TypeAlias = tuple[str, int, int]
"""A picture of ours: its name, width and height in pixels."""


class Images:
    """Gives pictures of known servers, and our own where there is none."""

    def __init__(
        self, sources: PictureSources, folder: Path, clock: Clock, *, most_bytes: int = MOST_BYTES
    ) -> None:
        """`folder` is where pictures may be kept; it can be thrown away at any time."""
        self._sources = sources
        self._cache = PictureCache(folder, most_bytes)
        self._clock = clock
        self._finding = Once[tuple[ServerId, ImageRequest, bool], Image]()
        self._fallbacks: dict[Drawn, Image] = {}
        self._drawing = Once[Drawn, Image]()
        self._one_at_a_time = anyio.CapacityLimiter(1)

    async def picture(
        self, server_id: ServerId, request: ImageRequest, *, is_fresh: bool = False
    ) -> Image:
        """A picture in the wanted size; `is_fresh` asks the server even if it is kept.

        A kept one is also given when the server does not answer.

        Raises:
            InputError: the path is not that of a picture, or a size or colour is not usable.
            NotFoundError: the server has no such picture.
            OutsideError: the server does not give it, and it is not kept.
        """
        wanted = checked(request)
        return await self._finding.get(
            (server_id, wanted, is_fresh), lambda: self._find(server_id, wanted, is_fresh)
        )

    async def fallback(self, name: str, width: int, height: int) -> Image:
        """Our own picture of a kind: see `fallbacks.NAMES`; a very large one comes smaller.

        Raises:
            InputError: there is no such kind, or the size is not usable.
        """
        key = (name, *drawn_size(_side("width", width), _side("height", height)))
        return self._fallbacks.get(key) or await self._drawing.get(key, partial(self._draw, key))

    async def clear(self) -> int:
        """Throw all kept pictures away; how many there were."""
        return await anyio.to_thread.run_sync(self._cache.clear)

    async def _draw(self, key: Drawn) -> Image:
        drawn = await anyio.to_thread.run_sync(fallback_png, *key, limiter=self._one_at_a_time)
        if len(self._fallbacks) >= MOST_FALLBACKS:
            self._fallbacks.clear()
        image = self._fallbacks[key] = Image(drawn, "image/png")
        return image

    async def _find(self, server_id: ServerId, wanted: ImageRequest, is_fresh: bool) -> Image:
        kept = await self._kept(server_id, wanted)
        if kept is not None and not is_fresh and self._is_good(wanted, kept):
            return kept.image
        try:
            return await self._fetch(server_id, wanted)
        except UnreachableError:
            if kept is None:
                raise
            return kept.image

    async def _kept(self, server_id: ServerId, wanted: ImageRequest) -> CachedPicture | None:
        find = partial(self._cache.find, now=instant(self._clock))
        return await anyio.to_thread.run_sync(find, cache_name(server_id, wanted))

    def _is_good(self, wanted: ImageRequest, kept: CachedPicture) -> bool:
        age = instant(self._clock) - kept.fetched_at
        return is_lasting(wanted.path) or age < GOOD_FOR_SECONDS

    async def _fetch(self, server_id: ServerId, wanted: ImageRequest) -> Image:
        source = self._sources(server_id)
        if source is None:
            raise UnreachableError(
                "Server %(server_id)s has no address: set it up first.", server_id=server_id
            )
        image = real_picture(await source.image(wanted))
        if not is_frame(wanted.path):
            await self._keep(cache_name(server_id, wanted), image)
        return image

    async def _keep(self, name: str, image: Image) -> None:
        put = partial(self._cache.put, now=instant(self._clock))
        try:
            await anyio.to_thread.run_sync(put, name, image)
        except OSError as error:
            log.warning("picture not kept", error=error.strerror)


def checked(request: ImageRequest) -> ImageRequest:
    """The request with its path in the form we keep.

    Raises:
        InputError: the path is not that of a picture, or a size or colour is not usable.
    """
    _side("width", request.width)
    _side("height", request.height)
    return replace(request, path=picture_path(request.path))


def drawn_size(width: int, height: int) -> tuple[int, int]:
    """The pixels in which a picture of ours is drawn: the shape that is wanted, within a bound.

    Examples:
        >>> drawn_size(750, 1000), drawn_size(4096, 2048), drawn_size(4096, 1)
        ((750, 1000), (1280, 640), (1280, 1))
    """
    share = min(1, LARGEST_DRAWN / max(width, height))
    return max(1, round(width * share)), max(1, round(height * share))


def cache_name(server_id: ServerId, wanted: ImageRequest) -> str:
    """The name under which a picture is kept: a hash, so that nobody else chooses file names."""
    return hashlib.sha256(f"{server_id} {wanted!r}".encode()).hexdigest()


def real_picture(image: Image) -> Image:
    """The picture under the type that its bytes show; only such that cannot carry a script.

    Raises:
        MalformedError: it is no PNG, JPEG, GIF or WebP.
    """
    found = next((kind for magic, kind in MAGIC.items() if image.content.startswith(magic)), None)
    if image.content[:4] == b"RIFF" and image.content[8:12] == b"WEBP":
        found = "image/webp"
    if found is None:
        raise MalformedError("The Plex server answered something that is not a picture.")
    return Image(image.content, found)


def _side(name: str, length: int) -> int:
    if not 0 < length <= LARGEST_SIDE:
        raise InputError(
            "%(name)s must be 1 to %(most)s pixels.", name=name, most=LARGEST_SIDE, field=name
        )
    return length
