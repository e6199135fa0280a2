"""Rows of newsletters."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from watchkeeper.db.tables import kept_row, newsletter
from watchkeeper.domain.facts import ServerId
from watchkeeper.values import dataclass

SHELF = "newsletters"  # Tautulli's name of the table, under which imports keep its rows


@dataclass(frozen=True, slots=True)
class StoredNewsletter:
    """A newsletter as it lies in the database; `content` is sealed JSON."""

    server_id: ServerId
    number: int
    content: str
    next_at: int | None = None  # UTC seconds


def newsletters(conn: Connection) -> list[StoredNewsletter]:
    """Those of every server that are there, by number."""
    wanted = (
        select(newsletter)
        .where(newsletter.c.deleted_at.is_(None))
        .order_by(newsletter.c.server_id, newsletter.c.number)
    )
    return [
        StoredNewsletter(ServerId(row.server_id), row.number, row.content, row.next_at)
        for row in conn.execute(wanted)
    ]


def has_imported(conn: Connection) -> bool:
    """Whether an import brought rows that are not taken over yet."""
    waiting = select(kept_row.c.id).where(kept_row.c.table_name == SHELF).limit(1)
    return conn.execute(waiting).first() is not None


def take_over(conn: Connection, made: Callable[[str, bool], tuple[str, int | None]]) -> None:
    """Make newsletters of the rows that imports brought.

    A number that is known stays as it is, a deleted one stays deleted: an import that is repeated
    changes nothing. `made` turns the content of a row, and whether it is sealed, into sealed
    content and when it is due.
    """
    for row in conn.execute(select(kept_row).where(kept_row.c.table_name == SHELF)).all():
        if not _is_known(conn, ServerId(row.server_id), row.row_id):
            content, next_at = made(row.content, bool(row.is_sealed))
            _insert(conn, StoredNewsletter(ServerId(row.server_id), row.row_id, content, next_at))
    conn.execute(delete(kept_row).where(kept_row.c.table_name == SHELF))


def add(conn: Connection, server_id: ServerId, content: str) -> int:
    """Keep a new one; returns its number, which none had before."""
    highest = select(func.max(newsletter.c.number)).where(newsletter.c.server_id == server_id)
    number = (conn.execute(highest).scalar() or 0) + 1
    _insert(conn, StoredNewsletter(server_id, number, content))
    return number


def put(conn: Connection, stored: StoredNewsletter) -> None:
    """Keep one in place of that of its number, if there is one."""
    values = {"content": stored.content, "next_at": stored.next_at, "deleted_at": None}
    same = _of(stored.server_id, stored.number)
    if not conn.execute(update(newsletter).where(same).values(values)).rowcount:
        _insert(conn, stored)


def mark_deleted(conn: Connection, server_id: ServerId, number: int, now: int) -> None:
    """Delete one; its secrets go, its number stays taken."""
    values = {"content": "", "next_at": None, "deleted_at": now}
    conn.execute(update(newsletter).where(_of(server_id, number)).values(values))


def set_next(conn: Connection, server_id: ServerId, number: int, next_at: int | None) -> None:
    """Note when one is due next (UTC seconds; None: never)."""
    conn.execute(update(newsletter).where(_of(server_id, number)).values(next_at=next_at))


def _insert(conn: Connection, stored: StoredNewsletter) -> None:
    conn.execute(
        insert(newsletter).values(
            server_id=stored.server_id,
            number=stored.number,
            content=stored.content,
            next_at=stored.next_at,
        )
    )


def _is_known(conn: Connection, server_id: ServerId, number: int) -> bool:
    return conn.execute(select(newsletter.c.id).where(_of(server_id, number))).first() is not None


def _of(server_id: ServerId, number: int) -> ColumnElement[bool]:
    return (newsletter.c.server_id == server_id) & (newsletter.c.number == number)
