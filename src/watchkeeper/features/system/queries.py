"""Rows of servers and of the audit trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, Table, func, insert, select, update

from watchkeeper.db.tables import audit, metadata, server
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.system.audit.audit_entry import (
    PLAYS_UNDONE,
    AuditEntry,
    AuditFilter,
    AuditNote,
    AuditPage,
    Content,
    Restored,
)
from watchkeeper.features.system.servers.server import Server

Values = Mapping[str, Any]  # Any: values of any column


def all_servers(conn: Connection) -> list[tuple[Server, str | None]]:
    """Every server with its sealed token, in the order they were added."""
    rows = conn.execute(select(server).order_by(server.c.id))
    return [(_server(row), row.token_sealed) for row in rows]


def insert_server(conn: Connection, values: Values) -> ServerId:
    """A new server row."""
    added = insert(server).values(**values).returning(server.c.id)
    return ServerId(conn.execute(added).scalar_one())


def update_server(conn: Connection, server_id: ServerId, values: Values) -> None:
    """Change columns of one server."""
    conn.execute(update(server).where(server.c.id == server_id).values(**values))


def hand_over_server(conn: Connection, source: ServerId, target: ServerId) -> None:
    """Give the address of one server row to another, older one, and retire the first."""
    row = conn.execute(select(server).where(server.c.id == source)).one()
    kept = {name: getattr(row, name) for name in ("name", "url", "token_sealed", "verify_tls")}
    update_server(conn, source, {"url": "", "token_sealed": None, "is_watched": False})
    update_server(conn, target, {**kept, "is_watched": row.is_watched})


def write_audit(conn: Connection, note: AuditNote) -> int:
    """Add a note to the trail, in the transaction of the change itself; its number."""
    values = {
        "at": note.at,
        "who": note.who,
        "action": note.action,
        "subject": note.subject,
        "before": _dumped(note.before),
        "after": _dumped(note.after),
    }
    added = insert(audit).values(**values).returning(audit.c.id)
    return int(conn.execute(added).scalar_one())


def rewrite_audit(
    conn: Connection, audit_id: int, before: Mapping[str, Any], after: Mapping[str, Any] | None
) -> None:
    """Let an entry of a change that is made in parts tell of all that were made."""
    values = {"before": _dumped(before), "after": _dumped(after)}
    conn.execute(update(audit).where(audit.c.id == audit_id).values(**values))


def audit_entry(conn: Connection, audit_id: int) -> AuditEntry | None:
    """One entry of the trail."""
    row = conn.execute(select(audit).where(audit.c.id == audit_id)).one_or_none()
    return None if row is None else _entries(conn, [row])[0]


def audit_page(conn: Connection, wanted: AuditFilter, *, offset: int, limit: int) -> AuditPage:
    """Entries, newest first."""
    conditions = _conditions(wanted)
    total = conn.execute(select(func.count()).select_from(audit).where(*conditions)).scalar_one()
    chosen = select(audit).where(*conditions).order_by(audit.c.id.desc())
    rows = conn.execute(chosen.offset(offset).limit(limit)).all()
    return AuditPage(_entries(conn, rows), total)


def mark_undone(conn: Connection, audit_id: int, *, at: int) -> bool:
    """Note that an entry was taken back; False when it was already (or does not exist)."""
    open_entry = (audit.c.id == audit_id) & audit.c.undone_at.is_(None)
    return conn.execute(update(audit).where(open_entry).values(undone_at=at)).rowcount == 1


def mark_open(conn: Connection, audit_id: int) -> None:
    """Note that an entry was not taken back after all."""
    conn.execute(update(audit).where(audit.c.id == audit_id).values(undone_at=None))


def change_noted(conn: Connection, table: Table, row_id: int, note: AuditNote) -> int:
    """Set the columns of `note.after` in one row and note it in the trail; the note's number."""
    conn.execute(update(table).where(table.c.id == row_id).values(**note.values_after))
    return write_audit(conn, note)


def undo_noted(conn: Connection, table: Table, row_id: int, audit_id: int, note: AuditNote) -> bool:
    """`change_noted` that takes back entry `audit_id`; False when that was done already."""
    if not mark_undone(conn, audit_id, at=note.at):
        return False
    change_noted(conn, table, row_id, note)
    return True


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    named = (
        (audit.c.who, wanted.who),
        (audit.c.action, wanted.action),
        (audit.c.subject, wanted.subject),
    )
    return [column == value for column, value in named if value is not None]


def _entries(conn: Connection, rows: Sequence[Row[Any]]) -> tuple[AuditEntry, ...]:
    """Any: rows of any shape."""
    found = _restored(conn, [row.id for row in rows if row.undone_at is not None])
    return tuple(_entry(row, found.get(row.id)) for row in rows)


def _restored(conn: Connection, audit_ids: Sequence[int]) -> dict[int, Restored]:
    """How much of changes of plays was taken back, where that was kept."""
    if not audit_ids:
        return {}
    subjects = {f"audit:{audit_id}": audit_id for audit_id in audit_ids}
    undone = select(audit.c.subject, audit.c.after).where(
        audit.c.action == PLAYS_UNDONE, audit.c.subject.in_(subjects)
    )
    told = {
        subjects[subject]: orjson.loads(after)
        for subject, after in conn.execute(undone)
        if after is not None
    }
    return {
        audit_id: Restored(content["restored"], content["of"])
        for audit_id, content in told.items()
        if "restored" in content
    }


def _entry(row: Row[Any], restored: Restored | None) -> AuditEntry:  # Any: a row of any shape
    note = AuditNote(
        at=row.at,
        who=row.who,
        action=row.action,
        subject=row.subject,
        before=None if row.before is None else orjson.loads(row.before),
        after=None if row.after is None else orjson.loads(row.after),
    )
    return AuditEntry(id=row.id, note=note, undone_at=row.undone_at, restored=restored)


def _dumped(content: Content | None) -> str | None:
    plain = dict(content) if isinstance(content, Mapping) else content
    return None if plain is None else orjson.dumps(plain).decode()


def _server(row: Row[Any]) -> Server:  # Any: a row of any shape
    return Server(
        id=ServerId(row.id),
        identifier=row.identifier,
        name=row.name,
        url=row.url,
        verify_tls=row.verify_tls,
        is_watched=row.is_watched,
        version=row.version,
        platform=row.platform,
        has_plex_pass=row.has_plex_pass,
        added_at=row.added_at,
        last_seen_at=row.last_seen_at,
        has_token=row.token_sealed is not None,
    )


def counts(conn: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: conn.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }
