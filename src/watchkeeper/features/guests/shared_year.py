"""A link to a year in review, which opens without signing in."""

from __future__ import annotations

from watchkeeper.domain.facts import UserId
from watchkeeper.features.accounts import AccountKey
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """What is shared, under which name, and for how long."""

    year: int
    accounts: tuple[AccountKey, ...] | None  # None: everybody's year
    shown_name: str
    shows_people: bool = False  # whether the most active people are named
    shared_by: UserId | None = None  # plex.tv account number of a guest; None: the owner
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedYear:
    """A link on record; instants in UTC seconds."""

    id: int
    year: int
    accounts: tuple[AccountKey, ...] | None
    shown_name: str
    shows_people: bool
    shared_by: UserId | None
    created_at: int
    expires_at: int
