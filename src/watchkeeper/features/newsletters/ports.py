"""What this feature needs from others."""

from __future__ import annotations

from typing import Protocol

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import Image, ImageRequest, MediaItem


class Items(Protocol):
    """Items of the servers."""

    async def item(self, server_id: ServerId, rating_key: int) -> MediaItem | None:
        """One item; None when the server does not have it.

        Raises:
            OutsideError: the server does not answer.
        """
        ...


class Posters(Protocol):
    """Pictures of the servers."""

    async def picture(self, server_id: ServerId, request: ImageRequest) -> Image:
        """A picture in the wanted size.

        Raises:
            InputError: the path is not that of a picture, or there is none.
            OutsideError: the server does not give it.
        """
        ...
