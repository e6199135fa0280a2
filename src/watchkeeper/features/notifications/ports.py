"""What this feature needs from others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import ItemPage, MediaItem
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.features.monitoring import LiveSession


class Channels(Protocol):
    """Ways to the outside."""

    async def send(self, delivery: Delivery) -> None:
        """Send one message.

        Raises:
            InputError: its settings cannot be used: trying again is of no use.
            UnreachableError: nobody answered, or asked to come back later: try again.
            OutsideError: it was refused: trying again is of no use.
        """
        ...


class Items(Protocol):
    """Items of the servers; each method raises an OutsideError when a server does not answer."""

    async def item(self, server_id: ServerId, rating_key: int) -> MediaItem | None:
        """One item; None when the server does not have it."""
        ...

    async def children(
        self, server_id: ServerId, rating_key: int, media_type: str = ""
    ) -> ItemPage:
        """What stands right below an item."""
        ...


class Streams(Protocol):
    """Knows what plays now."""

    def sessions(self, server_id: ServerId | None = None) -> Sequence[LiveSession]:
        """The streams of a server, or of all."""
        ...
