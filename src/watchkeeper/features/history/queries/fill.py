"""Taking what newer columns of descriptions hold out of the stated facts of older rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import Column, Connection, bindparam, func, select, update

from watchkeeper.db.tables import item, stream
from watchkeeper.domain.facts import Facts
from watchkeeper.domain.reasons import reasons_of
from watchkeeper.features.history.queries.descriptions import text_of
from watchkeeper.values import dataclass

CHUNK = 500
"""Rows that are filled at once, so that other writers get their turn."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A column that older versions left empty, and what it is taken from."""

    column: Column[Any]  # Any: text or whole number
    take: Callable[[Facts], str | int]


FILLED = (
    Filled(item.c.genres, lambda facts: text_of(facts.get("genres"))),
    Filled(stream.c.reasons, lambda facts: int(reasons_of(facts))),
)


def has_empty_columns(conn: Connection) -> bool:
    """Whether there are rows of older versions."""
    wanted = (select(one.column.table.c.id).where(one.column.is_(None)).limit(1) for one in FILLED)
    return any(conn.execute(one).first() is not None for one in wanted)


def last_number(conn: Connection, filled: Filled) -> int:
    """The highest number of a row."""
    highest = conn.execute(select(func.max(filled.column.table.c.id))).scalar()
    return int(highest or 0)


def fill_some(conn: Connection, filled: Filled, after: int) -> int | None:
    """Fill the next empty rows with higher numbers; returns the last of these, None: none left."""
    table = filled.column.table
    wanted = (
        select(table.c.id, table.c.facts)
        .where(table.c.id > after, filled.column.is_(None))
        .order_by(table.c.id)
        .limit(CHUNK)
    )
    rows = conn.execute(wanted).all()
    if not rows:
        return None
    values = [
        {"row_id": number, "taken": filled.take(orjson.loads(facts) or {})}
        for number, facts in rows
    ]
    change = update(table).where(table.c.id == bindparam("row_id"))
    conn.execute(change.values({filled.column.name: bindparam("taken")}), values)
    return int(rows[-1][0])
