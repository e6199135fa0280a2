"""A person: one account, or several that the owner linked."""

from __future__ import annotations

from watchkeeper.domain.facts import LOCAL_USER, ServerId, UserId
from watchkeeper.features.users.user import User
from watchkeeper.values import dataclass

Account = tuple[ServerId, UserId]
"""An account on a server."""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Whoever is behind one or more accounts; the first account names them."""

    accounts: tuple[User, ...]  # at least one

    @property
    def first(self) -> User:
        """The account under which their page is found."""
        return self.accounts[0]

    @property
    def keys(self) -> tuple[Account, ...]:
        """Their accounts, as filters name them."""
        return tuple((user.server_id, user.user_id) for user in self.accounts)

    @property
    def name(self) -> str:
        return self.first.display_name

    @property
    def avatar(self) -> str | None:
        """Their picture: that of the first account that has one."""
        return next((user.avatar for user in self.accounts if user.avatar), None)

    @property
    def path(self) -> str:
        """The address of their page."""
        return f"/users/{self.first.server_id}/{self.first.user_id}"

    @property
    def account_words(self) -> str:
        """Their accounts as addresses of pages name them, e.g. 1-7001,2-55."""
        return ",".join(f"{server_id}-{user_id}" for server_id, user_id in self.keys)

    @property
    def is_linked(self) -> bool:
        return len(self.accounts) > 1

    @property
    def is_nobody(self) -> bool:
        """Whether this is the stand-in for everybody who plays without an account."""
        return self.first.user_id == LOCAL_USER

    @property
    def is_owner(self) -> bool:
        return any(user.is_admin for user in self.accounts)


@dataclass(frozen=True, slots=True)
class Privacy:
    """What the owner decided for one account."""

    is_hidden: bool = False  # left out of our own statistics
    shortens_addresses: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """People that seem to be one, and by what."""

    people: tuple[KnownPerson, ...]
    why: str  # account, e-mail or name


@dataclass(frozen=True, slots=True)
class PeopleChanged:
    """Links or privacy of people changed."""
