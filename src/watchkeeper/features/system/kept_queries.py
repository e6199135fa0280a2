"""Rows that an import kept whole."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from watchkeeper.db.tables import kept_row
from watchkeeper.domain.facts import ServerId
from watchkeeper.values import dataclass

PART = 500


@dataclass(frozen=True, slots=True)
class Shelf:
    """One table of one server's Tautulli."""

    server_id: ServerId
    table: str

    @property
    def condition(self) -> ColumnElement[bool]:
        """That a row belongs to it."""
        return (kept_row.c.server_id == self.server_id) & (kept_row.c.table_name == self.table)


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row as it lies in the database."""

    row_id: int
    content: str  # JSON, sealed when `is_sealed`
    is_sealed: bool


def kept_rows(conn: Connection, shelf: Shelf, row_id: int | None = None) -> list[StoredRow]:
    """The rows of a table, or the one of that number, by number."""
    wanted = select(kept_row).where(shelf.condition).order_by(kept_row.c.row_id)
    if row_id is not None:
        wanted = wanted.where(kept_row.c.row_id == row_id)
    return [StoredRow(row.row_id, row.content, bool(row.is_sealed)) for row in conn.execute(wanted)]


def rows_holding(conn: Connection, table: str, part: str) -> list[tuple[ServerId, StoredRow]]:
    """The rows of that table, of any server, whose unsealed content has that part."""
    found = conn.execute(
        select(kept_row)
        .where(kept_row.c.table_name == table, kept_row.c.is_sealed == 0)
        .where(kept_row.c.content.contains(part, autoescape=True))
        .order_by(kept_row.c.id)
    )
    return [
        (ServerId(row.server_id), StoredRow(row.row_id, row.content, is_sealed=False))
        for row in found
    ]


def next_number(conn: Connection, shelf: Shelf) -> int:
    """A number that no row of the table has."""
    highest = select(func.max(kept_row.c.row_id)).where(shelf.condition)
    return (conn.execute(highest).scalar() or 0) + 1


def put_row(conn: Connection, shelf: Shelf, row: StoredRow) -> None:
    """Store the row in place of the one of its number, if there is one."""
    values = {"content": row.content, "is_sealed": int(row.is_sealed)}
    same = shelf.condition & (kept_row.c.row_id == row.row_id)
    if not conn.execute(update(kept_row).where(same).values(values)).rowcount:
        place = {"server_id": shelf.server_id, "table_name": shelf.table, "row_id": row.row_id}
        conn.execute(insert(kept_row).values(place | values))


def delete_rows(conn: Connection, shelf: Shelf, row_ids: Collection[int] | None) -> int:
    """Delete the rows of those numbers (None: all of the table); returns how many there were."""
    if row_ids is None:
        return conn.execute(delete(kept_row).where(shelf.condition)).rowcount
    listed, deleted = sorted(row_ids), 0
    for start in range(0, len(listed), PART):
        part = kept_row.c.row_id.in_(listed[start : start + PART])
        deleted += conn.execute(delete(kept_row).where(shelf.condition & part)).rowcount
    return deleted
