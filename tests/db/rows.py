"""Small writes and counts for the database tests."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from watchkeeper.db.tables import audit


def add_notes(conn: Connection, count: int, text: str = "x") -> None:
    """Add rows to the audit trail."""
    row = {"at": 1, "who": "test", "action": "noted", "subject": text}
    conn.execute(insert(audit), [row] * count)


def count_notes(conn: Connection) -> int:
    """How many there are."""
    return conn.execute(select(func.count()).select_from(audit)).scalar_one()
