"""What hosting needs from others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.hosted import Uploaded
from watchkeeper.domain.media import Image, ImageRequest


class Pictures(Protocol):
    """Pictures of the servers."""

    async def picture(self, server_id: ServerId, request: ImageRequest) -> Image:
        """A picture in the wanted size.

        Raises:
            InputError: the path is not that of a picture, or there is none.
            OutsideError: the server does not give it.
        """
        ...


class Host(Protocol):
    """A service that shows pictures to everybody who has their address."""

    async def upload(self, image: Image, name: str, credentials: Mapping[str, str]) -> Uploaded:
        """Hand a picture in; one of the same name may be replaced.

        Raises:
            OutsideError: it was not taken.
        """
        ...

    async def delete(self, handle: str, credentials: Mapping[str, str]) -> None:
        """Have a picture deleted; one that is gone already is fine.

        Raises:
            OutsideError: it was not.
        """
        ...
