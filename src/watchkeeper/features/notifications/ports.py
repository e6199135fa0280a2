"""What this feature needs from others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeAlias

from watchkeeper.domain.facts import Fact, ServerId
from watchkeeper.domain.media import ItemPage, MediaItem, ServerView
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.domain.place import Place
from watchkeeper.domain.standing import Release, RemoteAccess
from watchkeeper.features.monitoring import LiveSession, ServerState


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


class PlaceFinder(Protocol):
    """Tells where addresses are, where the owner lets them be looked up."""

    async def of(self, addresses: Iterable[str | None]) -> Mapping[str | None, Place]:
        """The place of each, `domain.place.NOWHERE` for what is in none; empty: none is told."""
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

    def state(self, server_id: ServerId) -> ServerState:
        """How collection from a server goes."""
        ...


class Reachable(Protocol):
    """A media server; each method raises an OutsideError when there is no complete answer."""

    async def history(self, since: int) -> Sequence[ServerView]:
        """Completed views since an instant (UTC seconds)."""
        ...

    async def preference(self, name: str) -> Fact:
        """The value of one of its preferences; None when there is none of that name."""
        ...

    async def remote_access(self) -> RemoteAccess:
        """Whether it can be reached from outside."""
        ...

    async def newer_release(self) -> Release | None:
        """A newer version of itself that it knows; None when it knows none."""
        ...


Reach: TypeAlias = Callable[[ServerId], Reachable | None]
"""The way to a server; None when it has no address."""
