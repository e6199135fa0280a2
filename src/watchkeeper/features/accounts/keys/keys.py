"""API keys: looked up in memory on every call, shown once or sealed, never stored in clear."""

from __future__ import annotations

from dataclasses import field

import anyio

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import InputError
from watchkeeper.features.accounts.access import Principal, Scope
from watchkeeper.features.accounts.keys import key_queries as queries
from watchkeeper.features.accounts.keys.key_queries import Key, NewKey
from watchkeeper.features.accounts.sessions.gathering import without
from watchkeeper.features.accounts.sign_in.passwords import checked_name
from watchkeeper.features.accounts.tokens import (
    checked_api_key,
    fingerprint,
    new_api_key,
    new_api_token,
)
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.values import dataclass

FIRST_KEY = "API key"
DAY_SECONDS = 86_400
LONGEST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token: `secret` is shown this one time."""

    secret: str = field(repr=False)
    key: Key


@dataclass(frozen=True, slots=True)
class _Known:
    principal: Principal
    expires_at: int | None


class Keys:
    """The keys of the house."""

    def __init__(self, db: Database, clock: Clock, sealer: Sealer) -> None:
        self._db = db
        self._clock = clock
        self._sealer = sealer
        self._known: dict[str, _Known] | None = None
        self._used_at: dict[int, int] = {}
        self._reading = anyio.Lock()

    def principal_of(self, secret: str) -> Principal | None:
        """Who holds this secret; None when it is unknown, revoked or expired."""
        if self._known is None:
            self._take_in(self._db.read_now(queries.keys_by_hash))
        known = (self._known or {}).get(fingerprint(secret))
        if known is None:
            return None
        now = instant(self._clock)
        if known.expires_at is not None and known.expires_at <= now:
            return None
        self._used_at[known.principal.key_id or 0] = now
        return known.principal

    async def tautulli_key(self, server_id: ServerId | None = None) -> str:
        """The Tautulli-style key of a server, opened; one is made when there is none."""
        sealed = await self._db.read(queries.sealed_key, server_id)
        if sealed is not None:
            return self._sealer.open(sealed)
        secret = new_api_key()
        await self.set_tautulli_key(secret, server_id)
        return secret

    async def set_tautulli_key(self, secret: str, server_id: ServerId | None = None) -> None:
        """Make this the Tautulli-style key of a server; the one before is revoked.

        Raises:
            InputError: it has not the form that programs expect.
        """
        sealed = await self._db.read(queries.sealed_key, server_id)
        if sealed is not None and self._sealer.open(sealed) == secret:
            return
        new = self._tautulli_key(secret, FIRST_KEY, server_id)
        await self._db.write(queries.replace_key, new)
        await self._read_again()

    async def add_tautulli_key(self, secret: str, name: str, server_id: ServerId | None) -> None:
        """Accept one more Tautulli-style key, e.g. the one that an imported Tautulli had.

        Raises:
            InputError: it has not the form that programs expect.
        """
        await self._db.write(queries.add_key, self._tautulli_key(secret, name, server_id))
        await self._read_again()

    async def make_token(
        self,
        name: str,
        scopes: frozenset[Scope],
        days: int | None = None,
        server_id: ServerId | None = None,
    ) -> MadeToken:
        """A named token with some scopes; it ends after `days`, None for never.

        With `server_id` it sees that server alone.

        Raises:
            InputError: no name, no scope, the scope of the Tautulli face, or days out of bounds.
        """
        if not scopes or Scope.TAUTULLI in scopes:
            raise InputError(
                "Choose what the token may do: read, control, write or admin.", field="scopes"
            )
        if days is not None and not 1 <= days <= LONGEST_DAYS:
            raise InputError("A token lasts 1 to %(most)s days.", most=LONGEST_DAYS, field="days")
        now, secret = instant(self._clock), new_api_token()
        new = NewKey(
            name=checked_name(name),
            kind="token",
            scopes=scopes,
            server_id=server_id,
            secret_hash=fingerprint(secret),
            secret_sealed=None,
            created_at=now,
            expires_at=None if days is None else now + days * DAY_SECONDS,
        )
        key_id = await self._db.write(queries.add_key, new)
        await self._read_again()
        key = Key(key_id, new.name, "token", scopes, server_id, now, new.expires_at, None)
        return MadeToken(secret, key)

    async def all(self) -> list[Key]:
        """All keys that are not revoked, oldest first."""
        await self.write_use()
        return await self._db.read(queries.keys)

    async def revoke(self, key_id: int) -> None:
        """Make a key useless at once.

        Raises:
            NotFoundError: no such key.
        """
        await self._db.write(queries.revoke_key, key_id)
        await self._read_again()

    async def write_use(self) -> None:
        """Write down when keys were last used: gathered, not with every call."""
        used_at = dict(self._used_at)
        if used_at:
            await self._db.write(queries.note_use, used_at)
        self._used_at = without(self._used_at, used_at)

    async def _read_again(self) -> None:
        async with self._reading:  # or an older answer could come last and revive a revoked key
            self._take_in(await self._db.read(queries.keys_by_hash))

    def _take_in(self, keys: dict[str, Key]) -> None:
        self._known = {
            secret_hash: _Known(_principal(key), key.expires_at)
            for secret_hash, key in keys.items()
        }

    def _tautulli_key(self, secret: str, name: str, server_id: ServerId | None) -> NewKey:
        secret = checked_api_key(secret)
        return NewKey(
            name=name,
            kind="tautulli",
            scopes=frozenset({Scope.TAUTULLI}),
            server_id=server_id,
            secret_hash=fingerprint(secret),
            secret_sealed=self._sealer.seal(secret),
            created_at=instant(self._clock),
        )


def _principal(key: Key) -> Principal:
    return Principal(
        kind="key" if key.kind == "tautulli" else "token",
        name=key.name,
        scopes=key.scopes,
        server_id=key.server_id,
        key_id=key.id,
    )
