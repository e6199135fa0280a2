"""Taking what newer columns of descriptions hold out of the stated facts of older rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import Column, Connection, Table, bindparam, select, update

from watchkeeper.db.tables import item, stream
from watchkeeper.domain.facts import Facts
from watchkeeper.domain.reasons import reasons_of
from watchkeeper.features.history.queries.descriptions import text_of

CHUNK = 2000

Taken = Callable[[Facts], str | int]


def has_empty_columns(conn: Connection) -> bool:
    """Whether there are such rows."""
    wanted = (
        select(column.table.c.id).where(column.is_(None)).limit(1)
        for column in (item.c.genres, stream.c.reasons)
    )
    return any(conn.execute(one).first() is not None for one in wanted)


def fill_descriptions(conn: Connection) -> None:
    """Fill some of them."""
    _fill(conn, item, item.c.genres, lambda facts: text_of(facts.get("genres")))
    _fill(conn, stream, stream.c.reasons, lambda facts: int(reasons_of(facts)))


def _fill(
    conn: Connection,
    table: Table,
    column: Column[Any],  # Any: text or whole number
    take: Taken,
) -> None:
    wanted = select(table.c.id, table.c.facts).where(column.is_(None)).limit(CHUNK)
    rows = conn.execute(wanted).all()
    if rows:
        values = [
            {"row_id": number, "taken": take(orjson.loads(facts) or {})} for number, facts in rows
        ]
        change = update(table).where(table.c.id == bindparam("row_id"))
        conn.execute(change.values({column.name: bindparam("taken")}), values)
