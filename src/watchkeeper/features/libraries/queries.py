"""Rows of libraries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from watchkeeper.db.tables import library
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.libraries.library import Library
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.features.system.queries import change_noted, undo_noted

Values = dict[str, Any]  # Any: values of any column


def libraries_of(conn: Connection, server_id: ServerId) -> list[Library]:
    """All libraries of a server, also the deleted and the gone, in the order they were added."""
    chosen = select(library).where(library.c.server_id == server_id).order_by(library.c.id)
    return [_library(row) for row in conn.execute(chosen)]


def servers_with_libraries(conn: Connection) -> list[ServerId]:
    """Servers that have any library row."""
    rows = conn.execute(select(library.c.server_id).distinct()).scalars()
    return [ServerId(server_id) for server_id in rows]


def insert_library(conn: Connection, new: Library) -> None:
    """A new row; nothing happens when the server has this library already."""
    same = (library.c.server_id == new.server_id) & (library.c.section_id == new.section_id)
    if conn.execute(select(library.c.id).where(same)).first() is None:
        conn.execute(insert(library).values(**_values(new)))


def store_libraries(conn: Connection, added: Iterable[Library], changed: Iterable[Library]) -> None:
    """Add new rows and rewrite known ones, all or nothing."""
    for new in added:
        insert_library(conn, new)
    for known in changed:
        conn.execute(update(library).where(library.c.id == known.id).values(**_values(known)))


def change_library(conn: Connection, row_id: int, note: AuditNote) -> None:
    """Set the columns of `note.after` in one row and note it in the audit trail."""
    change_noted(conn, library, row_id, note)


def undo_change(conn: Connection, row_id: int, audit_id: int, note: AuditNote) -> bool:
    """Put the columns of `note.after` back; False when entry `audit_id` was undone already."""
    return undo_noted(conn, library, row_id, audit_id, note)


def _values(known: Library) -> Values:
    names = [column.name for column in library.columns if column.name != "id"]
    return {name: getattr(known, name) for name in names}


def _library(row: Row[Any]) -> Library:  # Any: a row of any shape
    return Library(**row._mapping)  # noqa: SLF001  # SQLAlchemy's public name of it
