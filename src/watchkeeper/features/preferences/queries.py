"""The SQL of preferences: one row a field, its value as JSON."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from sqlalchemy import Connection, delete, insert, select

from watchkeeper.db.tables import audit, preference


def stored_values(conn: Connection) -> dict[str, object]:
    """Full name -> value of everything that was ever changed."""
    rows = conn.execute(select(preference.c.name, preference.c.value))
    return {name: orjson.loads(value) for name, value in rows}


def store_values(
    conn: Connection, values: Mapping[str, object], before: Mapping[str, object], who: str, now: int
) -> None:
    """Keep new values by full name, and who changed them from what, in the audit trail."""
    forget_values(conn, list(values))
    for name, value in values.items():
        text = orjson.dumps(value).decode()
        conn.execute(insert(preference).values(name=name, value=text, changed_at=now))
        conn.execute(
            insert(audit).values(
                at=now,
                who=who,
                action="preference_changed",
                subject=f"preference:{name}",
                before=orjson.dumps(before[name]).decode(),
                after=text,
            )
        )


def forget_values(conn: Connection, names: list[str]) -> None:
    """Go back to the defaults."""
    conn.execute(delete(preference).where(preference.c.name.in_(names)))
