"""Questions to the database about itself."""

from __future__ import annotations

from sqlalchemy import Connection, text


def answers(conn: Connection) -> bool:
    """Whether it can be read."""
    return bool(conn.execute(text("SELECT 1")).scalar_one())


def integrity(conn: Connection) -> str:
    """Either "ok", or the first thing that is wrong with the file. Reads all of it."""
    if conn.dialect.name != "sqlite":
        return "ok"
    return str(conn.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one())
