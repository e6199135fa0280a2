"""Users: the people on the servers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.shape import Changes, Number, Shape, Text
from watchkeeper.domain.facts import UserId
from watchkeeper.errors import NotFoundError
from watchkeeper.features.users import User as OurUser


class User(Shape):
    """A person on one server. Tokens are never answered."""

    server_id: int = Field(description="Number of the server.")
    user_id: int = Field(description="plex.tv account number; 0 is Local.")
    username: str = Field(description="Name of the account.")
    friendly_name: str = Field(description="What the person is called.")
    email: str | None = Field(description="Mail address of the account.")
    avatar: str | None = Field(description="Address or path of the person's picture.")
    is_active: bool = Field(description="Whether the account still has access.")
    is_admin: bool = Field(description="Whether it owns the server.")
    is_home_user: bool | None = Field(description="Whether it belongs to the owner's Plex Home.")
    is_restricted: bool | None = Field(description="Whether it is a managed account.")
    keep_history: bool = Field(description="Whether what it watches is recorded.")
    do_notify: bool = Field(description="Whether what it does is told.")
    allow_guest: bool = Field(description="Whether the person may sign in as a guest.")
    is_hidden: bool = Field(description="Whether the person was hidden from lists.")
    section_ids: list[int] | None = Field(description="Libraries shared with it; null: not told.")


class UserList(Shape):
    """People in the order they were added."""

    users: list[User] = Field(description="All of the servers asked for.")
    total: int = Field(description="How many there are.")


class ChangedUser(Changes):
    """What to change of a person; what is left out stays as it is."""

    friendly_name: Text = Field("", description="What to call the person; empty: the username.")
    custom_avatar_url: Text = Field("", description="Address of a picture; empty: the account's.")
    keep_history: bool = Field(True, description="Whether what it watches is recorded.")
    do_notify: bool = Field(True, description="Whether what it does is told.")
    allow_guest: bool = Field(False, description="Whether the person may sign in as a guest.")
    is_active: bool = Field(True, description="Whether the account still has access.")


class Refreshed(Shape):
    """How many there are after reading the list anew."""

    total: int = Field(description="How many are known now, hidden ones left out.")


ServerPath = Annotated[Number, Path(description="Number of the server.")]
UserPath = Annotated[Number, Path(description="plex.tv account number; 0 is Local.")]
ServerQuery = Annotated[
    Number | None, Query(description="Number of a server; without it all that may be seen.")
]


async def list_users(
    asks: Asks,
    server_id: ServerQuery = None,
    with_hidden: Annotated[bool, Query(description="Also hidden people.")] = False,
) -> UserList:
    """List the people on the servers."""
    users = [
        user_of(user)
        for server in await asks.servers(server_id)
        for user in await asks.app.users.all(server.id, with_deleted=with_hidden)
    ]
    return UserList(users=users, total=len(users))


async def refresh_users(asks: Asks, server_id: ServerPath) -> Refreshed:
    """Read the people of a server anew from plex.tv."""
    server = await asks.server(server_id)
    await asks.app.users.refresh(server.id)
    return Refreshed(total=len(await asks.app.users.all(server.id)))


async def get_user(asks: Asks, server_id: ServerPath, user_id: UserPath) -> User:
    """Get one person."""
    return user_of(await _user(asks, server_id, user_id))


async def edit_user(
    asks: Asks, server_id: ServerPath, user_id: UserPath, wanted: ChangedUser
) -> User:
    """Change a person. The audit trail has the number by which it is undone."""
    user = await _user(asks, server_id, user_id)
    changes = wanted.model_dump(exclude_unset=True)
    who = asks.principal.name
    return user_of(await asks.app.users.edit(user.server_id, user.user_id, changes, who))


async def hide_user(asks: Asks, server_id: ServerPath, user_id: UserPath) -> User:
    """Hide a person and stop recording them. The history stays."""
    user = await _user(asks, server_id, user_id)
    return user_of(await asks.app.users.delete(user.server_id, user.user_id, asks.principal.name))


async def restore_user(asks: Asks, server_id: ServerPath, user_id: UserPath) -> User:
    """Show a hidden person again and record them."""
    user = await _user(asks, server_id, user_id)
    who = asks.principal.name
    return user_of(await asks.app.users.undelete(user.server_id, user.user_id, who))


def user_of(user: OurUser) -> User:
    """A person in the words of the API."""
    shared = user.shared_libraries
    return User(
        server_id=user.server_id,
        user_id=user.user_id,
        username=user.username,
        friendly_name=user.display_name,
        email=user.email or None,
        avatar=user.avatar,
        is_active=user.is_active,
        is_admin=user.is_admin,
        is_home_user=user.is_home_user,
        is_restricted=user.is_restricted,
        keep_history=user.keep_history,
        do_notify=user.do_notify,
        allow_guest=user.allow_guest,
        is_hidden=user.is_deleted,
        section_ids=None if shared is None else list(shared),
    )


async def _user(asks: Caller, server_id: int, user_id: int) -> OurUser:
    server = await asks.server(server_id)
    user = await asks.app.users.get(server.id, UserId(user_id))
    if user is None:
        raise NotFoundError(f"There is no user {user_id} on this server.", field="user_id")
    return user
