"""A person with access to a server, as we keep them."""

from __future__ import annotations

from watchkeeper.domain.facts import SectionId, ServerId, UserId
from watchkeeper.domain.session import Person
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person on one server; tokens are left out. None means not known."""

    id: int  # row number; the row id of the Tautulli face
    server_id: ServerId
    user_id: UserId
    username: str
    friendly_name: str | None = None  # the owner's own name for them
    title: str | None = None
    email: str | None = None
    thumb: str | None = None
    custom_avatar_url: str | None = None
    is_active: bool = True
    is_admin: bool = False
    is_home_user: bool | None = None
    is_allow_sync: bool | None = None
    is_restricted: bool | None = None
    do_notify: bool = True
    keep_history: bool = True
    is_deleted: bool = False
    allow_guest: bool = False
    shared_libraries: tuple[SectionId, ...] | None = None
    filter_all: str | None = None
    filter_movies: str | None = None
    filter_tv: str | None = None
    filter_music: str | None = None
    filter_photos: str | None = None

    @property
    def display_name(self) -> str:
        """What they are called: the owner's name for them, unless blank, else their username."""
        name = self.friendly_name
        return name if name and name.strip() else self.username

    @property
    def avatar(self) -> str | None:
        """Their picture: the owner's choice, else the account's; None: show the default."""
        return self.custom_avatar_url or self.thumb or None

    @property
    def person(self) -> Person:
        """The person as sessions carry them."""
        return Person(self.user_id, self.username, self.display_name)


@dataclass(frozen=True, slots=True)
class UserCard:
    """What lists show of a person."""

    name: str
    avatar: str | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class UsersChanged:
    """People of a server came, went or changed."""

    server_id: ServerId
    user_id: UserId | None = None  # who alone changed; None: anybody may have
