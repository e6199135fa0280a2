"""The saved views of the history."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, delete, insert, select, update

from watchkeeper.db.tables import saved_view
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter of the history with a name."""

    id: int
    name: str
    query: str  # of the address of the history, e.g. "kind=movie&user_id=7"


def saved_views(conn: Connection) -> list[SavedView]:
    """All views, by name."""
    return sorted(_present(conn), key=lambda view: view.name.casefold())


def add_view(conn: Connection, name: str, query: str, now: int) -> int:
    """Keep a view; one that was deleted before it is forgotten."""
    conn.execute(delete(saved_view).where(saved_view.c.deleted_at.is_not(None)))
    row = insert(saved_view).values(name=name, query=query, saved_at=now)
    return int(conn.execute(row.returning(saved_view.c.id)).scalar_one())


def mark_view(conn: Connection, view_id: int, deleted_at: int | None) -> bool:
    """Delete a view, or bring it back with None; whether there was one to be changed."""
    is_there = saved_view.c.deleted_at.is_(None)
    wanted = is_there if deleted_at is not None else ~is_there
    changed = update(saved_view).where(saved_view.c.id == view_id, wanted)
    return conn.execute(changed.values(deleted_at=deleted_at)).rowcount > 0


def _present(conn: Connection) -> Iterator[SavedView]:
    columns = (saved_view.c.id, saved_view.c.name, saved_view.c.query)
    for row in conn.execute(select(*columns).where(saved_view.c.deleted_at.is_(None))):
        yield SavedView(*row)
