"""Rows of those who want a newsletter no more."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from watchkeeper.db.tables import newsletter_unsubscribed
from watchkeeper.domain.facts import ServerId
from watchkeeper.values import dataclass

held = newsletter_unsubscribed.c


@dataclass(frozen=True, slots=True)
class StoredUnsubscribed:
    """One of them; `address` is sealed, `at` in UTC seconds."""

    id: int
    address: str
    at: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who wants a newsletter no more."""

    server_id: ServerId
    newsletter: int
    mark: str  # keyed hash of the address
    address: str  # sealed
    at: int  # UTC seconds


def marks(conn: Connection, server_id: ServerId, newsletter: int) -> set[str]:
    """The marks of all who want it no more."""
    return set(conn.execute(select(held.receiver_mark).where(_of(server_id, newsletter))).scalars())


def listed(conn: Connection, server_id: ServerId, newsletter: int) -> list[StoredUnsubscribed]:
    """All who want it no more, the last ones first."""
    wanted = (
        select(held.id, held.address, held.at)
        .where(_of(server_id, newsletter))
        .order_by(held.id.desc())
    )
    return [StoredUnsubscribed(*row) for row in conn.execute(wanted)]


def add(conn: Connection, leaving: Leaving) -> None:
    """Note that somebody wants it no more; once is enough."""
    if leaving.mark in marks(conn, leaving.server_id, leaving.newsletter):
        return
    conn.execute(
        insert(newsletter_unsubscribed).values(
            server_id=leaving.server_id,
            newsletter=leaving.newsletter,
            receiver_mark=leaving.mark,
            address=leaving.address,
            at=leaving.at,
        )
    )


def remove(conn: Connection, server_id: ServerId, newsletter: int, mark: str) -> bool:
    """Forget that; False when it was not so."""
    same = _of(server_id, newsletter) & (held.receiver_mark == mark)
    return bool(conn.execute(delete(newsletter_unsubscribed).where(same)).rowcount)


def remove_entry(conn: Connection, server_id: ServerId, newsletter: int, entry_id: int) -> bool:
    """The same by the id of the entry."""
    same = _of(server_id, newsletter) & (held.id == entry_id)
    return bool(conn.execute(delete(newsletter_unsubscribed).where(same)).rowcount)


def _of(server_id: ServerId, newsletter: int) -> ColumnElement[bool]:
    return (held.server_id == server_id) & (held.newsletter == newsletter)
