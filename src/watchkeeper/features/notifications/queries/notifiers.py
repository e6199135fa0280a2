"""Rows of notifiers."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from watchkeeper.db.tables import kept_row, notice, notifier
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.notifications.outbox.notice import NoticeState
from watchkeeper.values import dataclass

SHELF = "notifiers"  # Tautulli's name of the table, under which imports keep its rows


@dataclass(frozen=True, slots=True)
class StoredNotifier:
    """A notifier as it lies in the database; `content` is sealed JSON."""

    server_id: ServerId
    number: int
    content: str
    failing_since: int | None = None
    last_error: str = ""


def notifiers(conn: Connection) -> list[StoredNotifier]:
    """Those of every server that are there, by number."""
    wanted = (
        select(notifier)
        .where(notifier.c.deleted_at.is_(None))
        .order_by(notifier.c.server_id, notifier.c.number)
    )
    return [
        StoredNotifier(
            ServerId(row.server_id), row.number, row.content, row.failing_since, row.last_error
        )
        for row in conn.execute(wanted)
    ]


def has_imported(conn: Connection) -> bool:
    """Whether an import brought rows that are not taken over yet."""
    waiting = select(kept_row.c.id).where(kept_row.c.table_name == SHELF).limit(1)
    return conn.execute(waiting).first() is not None


def take_over(conn: Connection, sealed: Callable[[str, bool], str]) -> None:
    """Make notifiers of the rows that imports brought.

    A number that is known stays as it is, a deleted one stays deleted: an import that is repeated
    changes nothing. `sealed` turns the content of a row, and whether it is sealed, into sealed.
    """
    for row in conn.execute(select(kept_row).where(kept_row.c.table_name == SHELF)).all():
        stored = StoredNotifier(
            ServerId(row.server_id), row.row_id, sealed(row.content, bool(row.is_sealed))
        )
        known = select(notifier.c.id).where(_of(stored.server_id, stored.number))
        if conn.execute(known).first() is None:
            _insert(conn, stored)
    conn.execute(delete(kept_row).where(kept_row.c.table_name == SHELF))


def add(conn: Connection, server_id: ServerId, content: str) -> int:
    """Store a new one under a number that none had before; returns it."""
    highest = select(func.max(notifier.c.number)).where(notifier.c.server_id == server_id)
    number = (conn.execute(highest).scalar() or 0) + 1
    _insert(conn, StoredNotifier(server_id, number, content))
    return number


def put(conn: Connection, stored: StoredNotifier) -> None:
    """Store one in place of that of its number, if there is one; also of a deleted one.

    What it held back, by options that may be others now, is looked at anew; so is what waits for
    its next try, at a receiver that may be another one now.
    """
    values = {
        "content": stored.content,
        "failing_since": None,
        "last_error": "",
        "deleted_at": None,
    }
    held = (
        (notice.c.server_id == stored.server_id)
        & (notice.c.notifier == stored.number)
        & (notice.c.state == NoticeState.WAITING)
        & (notice.c.not_before > notice.c.occurred_at)
    )
    conn.execute(update(notice).where(held).values(not_before=notice.c.occurred_at))
    same = _of(stored.server_id, stored.number)
    if not conn.execute(update(notifier).where(same).values(values)).rowcount:
        _insert(conn, stored)


def mark_deleted(conn: Connection, server_id: ServerId, number: int, now: int) -> None:
    """Take one away, with all that it holds; its number stays taken."""
    values = {"content": "", "deleted_at": now, "failing_since": None, "last_error": ""}
    conn.execute(update(notifier).where(_of(server_id, number)).values(values))


def note_state(conn: Connection, key: tuple[int, int], error: str, now: int) -> None:
    """Write whether sending works: an error and since when, or "" when it does."""
    same = _of(ServerId(key[0]), key[1])
    if error:
        since = func.coalesce(notifier.c.failing_since, now)
        conn.execute(update(notifier).where(same).values(last_error=error, failing_since=since))
    else:
        failing = same & notifier.c.failing_since.is_not(None)
        conn.execute(update(notifier).where(failing).values(last_error="", failing_since=None))


def _insert(conn: Connection, stored: StoredNotifier) -> None:
    conn.execute(
        insert(notifier).values(
            server_id=stored.server_id,
            number=stored.number,
            content=stored.content,
            last_error="",
        )
    )


def _of(server_id: ServerId, number: int) -> ColumnElement[bool]:
    return (notifier.c.server_id == server_id) & (notifier.c.number == number)
