"""What this feature needs from outside."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from watchkeeper.domain.tautulli import Row, RowPage, TautulliIdentity


class TautulliApi(Protocol):
    """A Tautulli that runs beside us; only ever read.

    Every method raises an OutsideError when there is no complete answer.
    """

    async def identity(self) -> TautulliIdentity:
        """Which Tautulli this is, and which server it watches."""
        ...

    async def users(self) -> tuple[Row, ...]:
        """All people, in the words of `get_users`."""
        ...

    async def libraries_table(self) -> tuple[Row, ...]:
        """All libraries, in the words of `get_libraries_table`."""
        ...

    async def history(self, start: int, length: int, after: date | None = None) -> RowPage:
        """Part of the history, the oldest first: one row a play, without what still runs."""
        ...

    async def stream_data(self, row_id: int) -> Row | None:
        """Source and stream of one play; None when there is no such play."""
        ...

    async def metadata(self, rating_key: int) -> Row | None:
        """A title as its Plex server tells it; None when it is gone."""
        ...

    async def aclose(self) -> None:
        """Close its connections."""
        ...


class TautulliConnect(Protocol):
    """Makes a client of a Tautulli; nothing is sent yet."""

    def __call__(self, url: str, api_key: str, *, verify_tls: bool) -> TautulliApi:
        """The client.

        Raises:
            InputError: the address or the key is not usable.
        """
        ...


class Follower(Protocol):
    """Follows what was written into the record, e.g. the history's columns."""

    async def catch_up(self) -> object:
        """Bring it to the present state of the record."""
        ...
