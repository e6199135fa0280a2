"""What this feature needs from outside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.domain.media import PlexAccount


class AccountSource(Protocol):
    """A media server that can list everybody who has access to it."""

    async def accounts(self) -> tuple[PlexAccount, ...]:
        """The owner (is_admin), friends and home users, complete, under their plex.tv numbers.

        Or, where plex.tv cannot be asked, the server's own list: its owner is number 1.

        Raises:
            OutsideError: any part of the list could not be read.
        """
        ...


AccountSources = Callable[[ServerId], AccountSource | None]
"""From a server to its adapter; None when it has no address (`MediaServers.get`)."""

HandOver = Callable[[ServerId, UserId, UserId], Awaitable[object]]
"""Gives what belongs to one account to another one of the same server, e.g. its plays."""

IsErased = Callable[[ServerId, UserId], bool]
"""Whether nothing of an account may be kept (`ErasedAccounts.is_erased`)."""
