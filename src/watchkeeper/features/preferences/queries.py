"""The SQL of preferences: one row a field, its value as JSON."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from watchkeeper.db.tables import audit, preference
from watchkeeper.values import dataclass


def stored_values(conn: Connection) -> dict[str, object]:
    """Full name -> value of everything that was ever changed."""
    rows = conn.execute(select(preference.c.name, preference.c.value))
    return {name: orjson.loads(value) for name, value in rows}


CHANGED = "preference_changed"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who changes something, when (UTC seconds), and which change on record it takes back."""

    who: str
    at: int
    undoes: int | None = None


def store_values(
    conn: Connection, values: Mapping[str, object], before: Mapping[str, object], stamp: Stamp
) -> list[int]:
    """Keep new values by full name, and who changed them from what, in the audit trail.

    Returns the numbers of the entries there.
    """
    forget_values(conn, list(values))
    if stamp.undoes is not None:
        conn.execute(update(audit).where(audit.c.id == stamp.undoes).values(undone_at=stamp.at))
    entries = []
    for name, value in values.items():
        text = orjson.dumps(value).decode()
        conn.execute(insert(preference).values(name=name, value=text, changed_at=stamp.at))
        added = insert(audit).values(
            at=stamp.at,
            who=stamp.who,
            action=CHANGED,
            subject=f"preference:{name}",
            before=orjson.dumps(before[name]).decode(),
            after=text,
        )
        entries.append(int(conn.execute(added.returning(audit.c.id)).scalar_one()))
    return entries


def open_change(conn: Connection, audit_id: int) -> tuple[str, object] | None:
    """The full name and the earlier value of a change that was not taken back."""
    row = conn.execute(
        select(audit.c.subject, audit.c.before).where(
            audit.c.id == audit_id, audit.c.action == CHANGED, audit.c.undone_at.is_(None)
        )
    ).one_or_none()
    return row and (row.subject.removeprefix("preference:"), orjson.loads(row.before))


def forget_values(conn: Connection, names: list[str]) -> None:
    """Go back to the defaults."""
    conn.execute(delete(preference).where(preference.c.name.in_(names)))
