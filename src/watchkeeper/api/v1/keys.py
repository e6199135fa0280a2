"""Keys and tokens: made, shown once, revoked; and the log of sign-ins."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.shape import Instant, Number, Paging, Part, Shape, Text
from watchkeeper.features.accounts import Key as OurKey
from watchkeeper.features.accounts import Scope, SignInQuery
from watchkeeper.features.accounts import SignIn as OurSignIn

TokenScope = Literal["read", "control", "write", "admin"]


class Key(Shape):
    """A key or token. Its secret is never answered again."""

    id: int = Field(description="Number of the key.")
    name: str = Field(description="What it is called.")
    kind: Literal["tautulli", "token"] = Field(description="Key of the Tautulli face, or token.")
    scopes: list[Scope] = Field(description="What it may do.")
    server_id: int | None = Field(description="The one server that it is for; null: see kind.")
    created_at: Instant = Field(description="When it was made, UTC seconds.")
    expires_at: Instant | None = Field(description="When it ends, UTC seconds; null: never.")
    last_used_at: Instant | None = Field(description="When it was last used, UTC seconds.")


class KeyList(Shape):
    """Keys that are not revoked, oldest first."""

    keys: list[Key] = Field(description="All of them.")
    total: int = Field(description="How many there are.")


class NewToken(Shape):
    """A token to be made."""

    name: Text = Field(min_length=1, description="What it is called.")
    scopes: list[TokenScope] = Field(min_length=1, description="What it may do.")
    days: int | None = Field(None, ge=1, le=3660, description="How many days it lasts; null: on.")
    server_id: Number | None = Field(None, description="The one server that it is for.")


class MadeToken(Shape):
    """A new token."""

    secret: str = Field(description="The token itself: shown this one time.")
    key: Key = Field(description="What is known of it.")


class SignIn(Shape):
    """One attempt to sign in."""

    id: int = Field(description="Number of the attempt.")
    at: Instant = Field(description="When it was made, UTC seconds.")
    username: str | None = Field(description="The name that was given.")
    user_group: str | None = Field(description="admin or guest; null: nobody was recognised.")
    ip_address: str | None = Field(description="Where it came from.")
    host: str | None = Field(description="The address of Watchkeeper that was used.")
    user_agent: str | None = Field(description="What the browser calls itself.")
    success: bool = Field(description="Whether it was let in.")
    expires_at: Instant | None = Field(description="When its session ends, UTC seconds.")


class SignInList(Part):
    """Attempts, newest first."""

    sign_ins: list[SignIn] = Field(description="This part of them.")
    filtered: int = Field(description="Attempts that fit the text.")


class SignInsAsked(Paging):
    """Which attempts."""

    text: Text = Field("", description="Part of the address it came from, or that was used.")


KeyPath = Annotated[Number, Path(description="Number of the key.")]


async def list_keys(asks: Asks) -> KeyList:
    """List the keys and tokens that are not revoked."""
    keys = [key_of(key) for key in await asks.app.accounts.keys()]
    return KeyList(keys=keys, total=len(keys))


async def make_token(asks: Asks, wanted: NewToken) -> MadeToken:
    """Make a token. Its secret is in this answer, and never again."""
    server = None if wanted.server_id is None else await asks.server(wanted.server_id)
    made = await asks.app.accounts.make_token(
        wanted.name,
        frozenset(map(Scope, wanted.scopes)),
        wanted.days,
        None if server is None else server.id,
    )
    return MadeToken(secret=made.secret, key=key_of(made.key))


async def revoke_key(asks: Asks, key_id: KeyPath) -> KeyList:
    """Revoke a key or token: it is of no use from now on."""
    await asks.app.accounts.revoke(key_id)
    return await list_keys(asks)


async def list_sign_ins(asks: Asks, asked: Annotated[SignInsAsked, Query()]) -> SignInList:
    """List attempts to sign in, newest first."""
    query = SignInQuery(text=asked.text, offset=asked.offset, limit=asked.limit)
    page = await asks.app.accounts.sign_ins(query)
    return SignInList(
        sign_ins=[sign_in_of(row) for row in page.rows],
        filtered=page.filtered,
        total=page.total,
        offset=asked.offset,
    )


def key_of(key: OurKey) -> Key:
    """A key in the words of the API."""
    return Key(
        id=key.id,
        name=key.name,
        kind=key.kind,
        scopes=sorted(key.scopes),
        server_id=key.server_id,
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
    )


def sign_in_of(row: OurSignIn) -> SignIn:
    """An attempt in the words of the API."""
    return SignIn(
        id=row.id,
        at=row.timestamp,
        username=row.username,
        user_group=row.user_group,
        ip_address=row.ip_address,
        host=row.host,
        user_agent=row.user_agent,
        success=row.success,
        expires_at=row.expires_at,
    )
