"""What this feature needs from outside."""

from __future__ import annotations

from typing import Protocol

from watchkeeper.domain.facts import UserId
from watchkeeper.features.accounts.access import AccountKey
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Admitted:
    """A guest whom the owner lets in: what Plex calls them, and whose plays they may see."""

    name: str
    accounts: tuple[AccountKey, ...]  # at least one


class Admission(Protocol):
    """Knows whom the owner lets in as a guest. It is asked with every request of theirs."""

    async def admitted(self, user_id: UserId) -> Admitted | None:
        """The guest with this plex.tv account number; None for whoever is not let in."""
        ...


class Nobody:
    """Lets nobody in: so it is until somebody says otherwise."""

    async def admitted(self, user_id: UserId) -> Admitted | None:  # noqa: ARG002  # nobody is
        """None."""
        return None
