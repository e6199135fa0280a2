"""Findings that are left out for good."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from watchkeeper.db.tables import ignored_finding


def ignored(conn: Connection) -> dict[str, set[str]]:
    """The marks of the findings that are left out, by kind."""
    found: dict[str, set[str]] = {}
    for kind, mark in conn.execute(select(ignored_finding.c.kind, ignored_finding.c.mark)):
        found.setdefault(kind, set()).add(mark)
    return found


def ignore(conn: Connection, kind: str, marks: Iterable[str], who: str, now: int) -> int:
    """Leave findings out; how many were not left out before."""
    fresh = set(marks) - ignored(conn).get(kind, set())
    rows = [
        {"kind": kind, "mark": mark, "ignored_at": now, "ignored_by": who} for mark in sorted(fresh)
    ]
    if rows:
        conn.execute(insert(ignored_finding), rows)
    return len(rows)


def heed(conn: Connection, kind: str) -> int:
    """Find again what was left out of a kind; how many findings that were."""
    return conn.execute(delete(ignored_finding).where(ignored_finding.c.kind == kind)).rowcount
