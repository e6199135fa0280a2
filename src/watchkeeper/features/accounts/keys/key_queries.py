"""The SQL of API keys and tokens."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, insert, select, update

from watchkeeper.db.tables import api_key
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import NotFoundError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.values import dataclass

KeyKind = Literal["tautulli", "token"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key or token, without its secret; instants in UTC seconds."""

    id: int
    name: str
    kind: KeyKind
    scopes: frozenset[Scope]
    server_id: ServerId | None  # None: the first server; of a token: all
    created_at: int
    expires_at: int | None
    last_used_at: int | None


@dataclass(frozen=True, slots=True)
class NewKey:
    """What is written for a new key. `secret_sealed` only for the kind that can be shown again."""

    name: str
    kind: KeyKind
    scopes: frozenset[Scope]
    server_id: ServerId | None
    secret_hash: str
    secret_sealed: str | None
    created_at: int
    expires_at: int | None = None

    def __repr__(self) -> str:
        return f"NewKey(name={self.name!r}, kind={self.kind!r})"


KEY_COLUMNS = (
    api_key.c.id,
    api_key.c.name,
    api_key.c.kind,
    api_key.c.scopes,
    api_key.c.server_id,
    api_key.c.created_at,
    api_key.c.expires_at,
    api_key.c.last_used_at,
)


def keys(conn: Connection) -> list[Key]:
    """All keys that are not revoked, oldest first."""
    return list(keys_by_hash(conn).values())


def keys_by_hash(conn: Connection) -> dict[str, Key]:
    """All keys that are not revoked, by the fingerprint of their secret."""
    rows = conn.execute(
        select(api_key.c.secret_hash, *KEY_COLUMNS)
        .where(api_key.c.is_revoked.is_(False))
        .order_by(api_key.c.id)
    )
    return {row.secret_hash: _key(row) for row in rows}


def sealed_key(conn: Connection, server_id: ServerId | None) -> str | None:
    """The sealed secret of the newest Tautulli-style key for a server, None without one."""
    return conn.scalars(
        select(api_key.c.secret_sealed)
        .where(_for_server(server_id), api_key.c.is_revoked.is_(False))
        .order_by(api_key.c.id.desc())
        .limit(1)
    ).one_or_none()


def add_key(conn: Connection, new: NewKey) -> int:
    """Keep a new key, or take one with the same secret into use again; return its id."""
    known = conn.scalars(
        select(api_key.c.id).where(api_key.c.secret_hash == new.secret_hash)
    ).one_or_none()
    values = {
        "name": new.name,
        "kind": new.kind,
        "scopes": " ".join(sorted(new.scopes)),
        "server_id": new.server_id,
        "secret_hash": new.secret_hash,
        "secret_sealed": new.secret_sealed,
        "created_at": new.created_at,
        "expires_at": new.expires_at,
        "is_revoked": False,
    }
    if known is not None:
        conn.execute(update(api_key).where(api_key.c.id == known).values(values))
        return int(known)
    added = conn.execute(insert(api_key).values(values).returning(api_key.c.id))
    return int(added.scalar_one())


def replace_key(conn: Connection, new: NewKey) -> int:
    """`add_key`; the Tautulli-style keys of the same name and server are revoked."""
    conn.execute(
        update(api_key)
        .where(_for_server(new.server_id), api_key.c.name == new.name)
        .values(is_revoked=True, secret_sealed=None)
    )
    return add_key(conn, new)


def revoke_key(conn: Connection, key_id: int) -> None:
    """Make a key useless for good; the sealed secret is forgotten.

    Raises:
        NotFoundError: no such key.
    """
    result = conn.execute(
        update(api_key)
        .where(api_key.c.id == key_id, api_key.c.is_revoked.is_(False))
        .values(is_revoked=True, secret_sealed=None)
    )
    if not result.rowcount:
        raise NotFoundError("There is no such key (any more).", field="key_id")


def note_use(conn: Connection, used_at: dict[int, int]) -> None:
    """Note key id -> when it was last used."""
    for key_id, at in used_at.items():
        conn.execute(update(api_key).where(api_key.c.id == key_id).values(last_used_at=at))


def _for_server(server_id: ServerId | None) -> ColumnElement[bool]:
    return (api_key.c.kind == "tautulli") & (api_key.c.server_id.is_not_distinct_from(server_id))


def _key(row: Any) -> Key:  # Any: a row of the columns above
    return Key(
        id=row.id,
        name=row.name,
        kind=row.kind,
        scopes=frozenset(map(Scope, row.scopes.split())),
        server_id=row.server_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )
