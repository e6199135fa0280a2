"""People and libraries of a Tautulli: merged into ours under their own row numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, and_, func, insert, select, update

from watchkeeper.db.tables import last_stop, library, sign_in, taken_row, user
from watchkeeper.domain.facts import ServerId
from watchkeeper.values import dataclass

Values = dict[str, Any]  # Any: values of one table row


@dataclass(frozen=True, slots=True)
class Merging:
    """How rows of one table meet ours."""

    table: Table
    source: str  # Tautulli's name of the table
    identity: tuple[str, ...]
    owner_set: Mapping[str, object]  # what an owner decides, with the value it has undecided


USERS = Merging(
    user,
    "users",
    ("server_id", "user_id"),
    {
        "friendly_name": None,
        "custom_avatar_url": None,
        "do_notify": True,
        "keep_history": True,
        "is_deleted": False,
        "allow_guest": False,
    },
)
LIBRARIES = Merging(
    library,
    "library_sections",
    ("server_id", "section_id"),
    {
        "custom_thumb_url": None,
        "custom_art_url": None,
        "do_notify": True,
        "do_notify_created": True,
        "keep_history": True,
        "is_deleted": False,
    },
)
LOGINS = Merging(sign_in, "user_login", (), {})


def merge_rows(conn: Connection, how: Merging, server_id: ServerId, rows: Sequence[Values]) -> int:
    """Take over rows that no earlier import took; returns how many.

    A row keeps its number. When a row of ours has that number, ours moves to a new one, unless
    it was itself taken over. Facts of a row that is here already stay; what its owner never
    decided here is taken from the Tautulli.
    """
    done = _taken_ids(conn, how, server_id)
    fresh = [row for row in rows if row["id"] not in done]
    held = _taken_numbers(conn, how)
    for row in fresh:
        present = _present(conn, how, row)
        number = _free_number(conn, how, row, held, present)
        if present is None:
            conn.execute(insert(how.table).values(row | {"id": number}))
        else:
            changes = _decided(how, present, row) | {"id": number}
            _update(conn, how.table, present["id"], changes)
        held.add(number)
        _note(conn, how, server_id, row["id"], number)
    return len(fresh)


def keep_last_stops(conn: Connection, rows: Sequence[Values]) -> int:
    """Keep the newest stop a person, player and kind; returns how many were new or newer."""
    changed = 0
    for row in rows:
        same = and_(
            *(
                last_stop.c[name] == row[name]
                for name in ("server_id", "user_id", "machine_id", "media_type")
            )
        )
        known = conn.execute(select(last_stop.c.stopped).where(same)).scalar()
        if known is None:
            conn.execute(insert(last_stop).values(row))
        elif known < row["stopped"]:
            conn.execute(update(last_stop).where(same).values(stopped=row["stopped"]))
        changed += known is None or known < row["stopped"]
    return changed


def _taken_ids(conn: Connection, how: Merging, server_id: ServerId) -> set[int]:
    found = conn.execute(
        select(taken_row.c.row_id).where(
            taken_row.c.server_id == server_id, taken_row.c.table_name == how.source
        )
    )
    return set(found.scalars())


def _taken_numbers(conn: Connection, how: Merging) -> set[int]:
    found = conn.execute(select(taken_row.c.our_id).where(taken_row.c.table_name == how.source))
    return set(found.scalars())


def _present(conn: Connection, how: Merging, row: Values) -> Values | None:
    if not how.identity:
        return None
    same = and_(*(how.table.c[name] == row[name] for name in how.identity))
    found = conn.execute(select(how.table).where(same)).mappings().first()
    return None if found is None else dict(found)


def _free_number(
    conn: Connection, how: Merging, row: Values, held: set[int], present: Values | None
) -> int:
    """The number a row gets: its own, unless a row that was taken over has it."""
    wanted: int = row["id"]
    if present is not None and present["id"] == wanted:
        return wanted
    if wanted in held:
        return present["id"] if present is not None else _next_number(conn, how.table)
    table = how.table
    if conn.execute(select(table.c.id).where(table.c.id == wanted)).first() is not None:
        _update(conn, table, wanted, {"id": _next_number(conn, table)})
    return wanted


def _next_number(conn: Connection, table: Table) -> int:
    return (conn.execute(select(func.max(table.c.id))).scalar() or 0) + 1


def _decided(how: Merging, present: Values, row: Values) -> Values:
    """What a row of ours takes over: what its owner never decided here, and unknown facts."""
    undecided = {
        name: row[name]
        for name, value in how.owner_set.items()
        if present[name] == value and row[name] is not None
    }
    unknown = {
        name: value
        for name, value in row.items()
        if name not in how.owner_set and present.get(name) is None and value is not None
    }
    return undecided | unknown


def _update(conn: Connection, table: Table, number: int, values: Values) -> None:
    conn.execute(update(table).where(table.c.id == number).values(values))


def _note(conn: Connection, how: Merging, server_id: ServerId, row_id: int, number: int) -> None:
    noted = {"server_id": server_id, "table_name": how.source, "row_id": row_id}
    conn.execute(insert(taken_row).values(**noted, our_id=number, reason="taken"))
