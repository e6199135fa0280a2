"""The people on the servers: who they are, what they are called, what they may see."""

from __future__ import annotations

from watchkeeper.features.users.erased import ErasedAccounts, ErasedMark
from watchkeeper.features.users.people import People
from watchkeeper.features.users.person import (
    Account,
    KnownPerson,
    PeopleChanged,
    Privacy,
    Suggestion,
)
from watchkeeper.features.users.user import User, UserCard, UsersChanged
from watchkeeper.features.users.users import Users

__all__ = [
    "Account",
    "ErasedAccounts",
    "ErasedMark",
    "KnownPerson",
    "People",
    "PeopleChanged",
    "Privacy",
    "Suggestion",
    "User",
    "UserCard",
    "Users",
    "UsersChanged",
]
