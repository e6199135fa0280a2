"""Guests: people who may sign in and see their own pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.shape import Instant, Number, Shape
from watchkeeper.domain.facts import UserId
from watchkeeper.errors import NotFoundError
from watchkeeper.features.preferences import Guests
from watchkeeper.features.users import User


class Guest(Shape):
    """A person of a server as a guest."""

    server_id: int = Field(description="Number of the server.")
    user_id: int = Field(description="plex.tv account number.")
    name: str = Field(description="What the person is called.")
    allow_guest: bool = Field(description="Whether the owner allows this account.")
    is_let_in: bool = Field(description="Whether they can come in now.")
    invited_until: Instant | None = Field(
        description="When the invitation that waits for them ends, UTC seconds."
    )
    sessions: int = Field(description="Browsers in which they are signed in.")


class GuestList(Shape):
    """People who are allowed as guests."""

    guests: list[Guest] = Field(description="All of them.")
    total: int = Field(description="How many there are.")
    is_open: bool = Field(description="Whether guests are let in at all (a preference).")


class GuestAllowance(Shape):
    """Whether somebody may be a guest."""

    allow: bool = Field(description="Whether they may come in.")


class GuestInvitation(Shape):
    """A new invitation, for one use."""

    path: str = Field(description="Path that opens it, below the address of Watchkeeper: once.")
    expires_at: Instant = Field(description="When it ends, UTC seconds.")


ServerPath = Annotated[Number, Path(description="Number of the server.")]
UserPath = Annotated[Number, Path(description="plex.tv account number.")]


async def list_guests(asks: Asks) -> GuestList:
    """List the people who are allowed as guests."""
    guests = [
        await guest_of(asks, user)
        for server in await asks.servers()
        for user in await asks.app.users.all(server.id)
        if user.allow_guest
    ]
    is_open = asks.app.preferences.group(Guests).allow_guest_access
    return GuestList(guests=guests, total=len(guests), is_open=is_open)


async def get_guest(asks: Asks, server_id: ServerPath, user_id: UserPath) -> Guest:
    """Get whether a person may come in as a guest, and is signed in."""
    return await guest_of(asks, await _user(asks, server_id, user_id))


async def allow_guest(
    asks: Asks, server_id: ServerPath, user_id: UserPath, wanted: GuestAllowance
) -> Guest:
    """Let a person in as a guest, or no more: then they are signed out at once."""
    user = await _user(asks, server_id, user_id)
    changes = {"allow_guest": wanted.allow}
    who = asks.principal.name
    changed = await asks.app.users.edit(user.server_id, user.user_id, changes, who)
    if not wanted.allow:
        await asks.app.accounts.guests.withdraw(user.user_id)
        await asks.app.accounts.guests.sign_out_refused()
    return await guest_of(asks, changed)


async def invite_guest(asks: Asks, server_id: ServerPath, user_id: UserPath) -> GuestInvitation:
    """Make a link for one use, by which a guest chooses a password. Earlier ones are void."""
    user = await _user(asks, server_id, user_id)
    made = await asks.app.accounts.guests.invite(user.user_id)
    return GuestInvitation(path=f"/welcome/{made.token}", expires_at=made.expires_at)


async def withdraw_invitation(asks: Asks, server_id: ServerPath, user_id: UserPath) -> Guest:
    """Make a person's invitation useless."""
    user = await _user(asks, server_id, user_id)
    await asks.app.accounts.guests.withdraw(user.user_id)
    return await guest_of(asks, user)


async def sign_guest_out(asks: Asks, server_id: ServerPath, user_id: UserPath) -> Guest:
    """End all sessions of a guest."""
    user = await _user(asks, server_id, user_id)
    await asks.app.accounts.guests.sign_out(user.user_id)
    return await guest_of(asks, user)


async def guest_of(asks: Caller, user: User) -> Guest:
    """A guest in the words of the API."""
    invitation = await asks.app.accounts.guests.invitation(user.user_id)
    return Guest(
        server_id=user.server_id,
        user_id=user.user_id,
        name=user.display_name,
        allow_guest=user.allow_guest,
        is_let_in=await asks.app.guest_admission.admitted(user.user_id) is not None,
        invited_until=None if invitation is None else invitation.expires_at,
        sessions=len(await asks.app.accounts.guests.sessions(user.user_id)),
    )


async def _user(asks: Caller, server_id: int, user_id: int) -> User:
    server = await asks.server(server_id)
    user = await asks.app.users.get(server.id, UserId(user_id))
    if user is None:
        raise NotFoundError(f"There is no user {user_id} on this server.", field="user_id")
    return user
