"""Rows of users."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from watchkeeper.db.tables import library, server, user
from watchkeeper.domain.facts import LIVE_TV_SECTION, SectionId, ServerId
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.features.system.queries import change_noted, undo_noted
from watchkeeper.features.users.user import User

Values = dict[str, Any]  # Any: values of any column

IN_ROW = select(user).where(user.c.id == bindparam("row"))


def users_of(conn: Connection, server_id: ServerId) -> list[User]:
    """Everybody on a server, also the deleted, in the order they were added."""
    chosen = select(user).where(user.c.server_id == server_id).order_by(user.c.id)
    return [_user(row) for row in conn.execute(chosen)]


def user_in_row(conn: Connection, row_id: int) -> User:
    """The person of a row that there is."""
    return _user(conn.execute(IN_ROW, {"row": row_id}).one())


def servers_with_users(conn: Connection) -> list[ServerId]:
    """Servers that have any user row."""
    rows = conn.execute(select(user.c.server_id).distinct()).scalars()
    return [ServerId(server_id) for server_id in rows]


def is_server(conn: Connection, server_id: ServerId) -> bool:
    """Whether there is such a server."""
    return conn.execute(select(server.c.id).where(server.c.id == server_id)).first() is not None


def insert_user(conn: Connection, new: User) -> None:
    """A new row; nothing happens when the server has this user already."""
    same = (user.c.server_id == new.server_id) & (user.c.user_id == new.user_id)
    if conn.execute(select(user.c.id).where(same)).first() is None:
        conn.execute(insert(user).values(**_values(new)))


def store_users(conn: Connection, added: Iterable[User], changed: Iterable[User]) -> None:
    """Add new rows and rewrite known ones, all or nothing."""
    for new in added:
        insert_user(conn, new)
    for known in changed:
        conn.execute(update(user).where(user.c.id == known.id).values(**_values(known)))


def change_user(conn: Connection, row_id: int, note: AuditNote) -> None:
    """Set the columns of `note.after` in one row and note it in the audit trail."""
    change_noted(conn, user, row_id, note)


def undo_change(conn: Connection, row_id: int, audit_id: int, note: AuditNote) -> bool:
    """Put the columns of `note.after` back; False when entry `audit_id` was undone already."""
    return undo_noted(conn, user, row_id, audit_id, note)


def shared_by_owner(conn: Connection, server_id: ServerId) -> tuple[SectionId, ...]:
    """The libraries a server's owner sees: all that it has at present, Live TV aside."""
    present = (
        (library.c.server_id == server_id)
        & library.c.is_active
        & (library.c.section_id != LIVE_TV_SECTION)
    )
    rows = conn.execute(select(library.c.section_id).where(present).order_by(library.c.section_id))
    return tuple(SectionId(section_id) for section_id in rows.scalars())


def _values(known: User) -> Values:
    names = [column.name for column in user.columns if column.name not in {"id", "tokens_sealed"}]
    values = {name: getattr(known, name) for name in names}
    shared = known.shared_libraries
    values["shared_libraries"] = None if shared is None else ";".join(map(str, shared))
    return values


def _user(row: Row[Any]) -> User:  # Any: a row of any shape
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name of it
    del values["tokens_sealed"]
    shared = values["shared_libraries"]
    values["shared_libraries"] = None if shared is None else _sections(shared)
    return User(**values)


def _sections(text: str) -> tuple[SectionId, ...]:
    return tuple(SectionId(int(part)) for part in text.split(";") if part.strip().isdigit())
