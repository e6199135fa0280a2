"""Our side of an import: which plays are here already, under which numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, func, insert, select, update

from watchkeeper.db.tables import kept_row, play, play_deleted, session, taken_row
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.play import NewPlay, PlaySource
from watchkeeper.values import dataclass

HISTORY = "session_history"
SESSIONS = "sessions"
SAME_START_SECONDS = 60
ROWS_AT_ONCE = 1000
UP_TO = "up_to"
"""The reason of the one note on a table that is kept row by row: how far imports came in it."""


class Occupant(NamedTuple):
    """The play that has a number here."""

    server_id: int
    source: str
    started: int
    user_id: int
    rating_key: int | None


class Taken(NamedTuple):
    """What an earlier import did with a row."""

    our_id: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class OwnPlay:
    """A play that we recorded ourselves: a possible twin of an imported one."""

    id: int
    user_id: int
    rating_key: int | None
    started: int


def occupants(conn: Connection, first: int, last: int) -> dict[int, Occupant]:
    """Who has the play numbers from `first` to `last`."""
    found = conn.execute(
        select(play.c.id, play.c.server_id, play.c.source, play.c.started)
        .add_columns(play.c.user_id, play.c.rating_key)
        .where(play.c.id.between(first, last))
    )
    return {row[0]: Occupant(*row[1:]) for row in found}


def deleted_here(conn: Connection, server_id: ServerId) -> set[int]:
    """Numbers of the imported plays of a server that were deleted here."""
    found = conn.execute(select(play_deleted.c.play_id, play_deleted.c.content))
    return {play_id for play_id, content in found if _was_imported(content, server_id)}


def _was_imported(content: str, server_id: ServerId) -> bool:
    row = orjson.loads(content)
    is_from_there: bool = row.get("server_id") == server_id
    return is_from_there and row.get("source") != PlaySource.RECORDED


def taken(
    conn: Connection, server_id: ServerId, table_name: str, first: int, last: int
) -> dict[int, Taken]:
    """What earlier imports did with the rows numbered `first` to `last`."""
    found = conn.execute(
        select(taken_row.c.row_id, taken_row.c.our_id, taken_row.c.reason).where(
            taken_row.c.server_id == server_id,
            taken_row.c.table_name == table_name,
            taken_row.c.row_id.between(first, last),
        )
    )
    return {row_id: Taken(our_id, reason) for row_id, our_id, reason in found}


def given_numbers(conn: Connection, first: int, last: int) -> set[int]:
    """Play numbers from `first` to `last` that an import gave out anew."""
    moved = select(taken_row.c.our_id).where(
        taken_row.c.our_id.between(first, last),
        taken_row.c.table_name == HISTORY,
        taken_row.c.reason == "renumbered",
    )
    from_sessions = select(kept_row.c.row_id).where(
        kept_row.c.table_name == SESSIONS, kept_row.c.row_id.between(first, last)
    )
    return {*conn.execute(moved).scalars(), *conn.execute(from_sessions).scalars()}


def references(conn: Connection, server_id: ServerId, row_ids: Collection[int]) -> dict[int, int]:
    """The groups of rows whose play here has another number."""
    of_history = (taken_row.c.server_id == server_id, taken_row.c.table_name == HISTORY)
    if conn.execute(select(taken_row.c.row_id).where(*of_history).limit(1)).first() is None:
        return {}
    found = conn.execute(
        select(taken_row.c.row_id, play.c.reference_id)
        .join_from(taken_row, play, play.c.id == taken_row.c.our_id)
        .where(*of_history, taken_row.c.row_id.in_(row_ids))
    )
    return {row.row_id: row.reference_id for row in found}


def strangers(conn: Connection, server_id: ServerId, numbers: Collection[int]) -> set[int]:
    """Those play numbers that no row of the Tautulli has here: our own plays, past ones too."""
    if not numbers:
        return set()
    present = conn.execute(
        select(play.c.id).where(
            play.c.id.in_(numbers),
            (play.c.server_id != server_id)
            | play.c.source.in_((PlaySource.RECORDED, PlaySource.BACKFILLED)),
        )
    )
    gone = conn.execute(
        select(play_deleted.c.play_id, play_deleted.c.content).where(
            play_deleted.c.play_id.in_(numbers)
        )
    )
    past = {number for number, content in gone if not _was_imported(content, server_id)}
    return {*present.scalars(), *past}


def highest_number(conn: Connection) -> int:
    """The highest number that a play has or had."""
    present = conn.execute(select(func.max(play.c.id))).scalar() or 0
    gone = conn.execute(select(func.max(play_deleted.c.play_id))).scalar() or 0
    return max(present, gone)


def own_plays(conn: Connection, server_id: ServerId, first: int, last: int) -> list[OwnPlay]:
    """Plays started from `first` to `last` (UTC seconds) that did not come from a history row."""
    from_sessions = select(kept_row.c.row_id).where(
        kept_row.c.server_id == server_id, kept_row.c.table_name == SESSIONS
    )
    found = conn.execute(
        select(play.c.id, play.c.user_id, play.c.rating_key, play.c.started)
        .where(play.c.server_id == server_id, play.c.started.between(first, last))
        .where((play.c.source != PlaySource.IMPORTED) | play.c.id.in_(from_sessions))
    )
    return [OwnPlay(*row) for row in found]


def twins_given(conn: Connection, server_id: ServerId) -> set[int]:
    """Own plays that are known to be a row of the Tautulli already."""
    return set(
        conn.execute(
            select(taken_row.c.our_id).where(
                taken_row.c.server_id == server_id,
                taken_row.c.table_name == HISTORY,
                taken_row.c.reason == "recorded_here",
            )
        ).scalars()
    )


def session_marks(conn: Connection, server_id: ServerId) -> set[str]:
    """Marks of the left-over streams that an earlier import made plays of."""
    found = conn.execute(
        select(kept_row.c.content).where(
            kept_row.c.server_id == server_id, kept_row.c.table_name == SESSIONS
        )
    )
    return {orjson.loads(content)["mark"] for content in found.scalars()}


def has_play_like(conn: Connection, like: NewPlay) -> bool:
    """Whether the record has this viewing, however it came there."""
    found = conn.execute(
        select(play.c.id)
        .where(play.c.server_id == like.server_id, play.c.user_id == like.user_id)
        .where(play.c.rating_key == like.rating_key)
        .where(func.abs(play.c.started - like.started) <= SAME_START_SECONDS)
        .limit(1)
    )
    return found.first() is not None


def live_sessions(conn: Connection, server_id: ServerId) -> list[tuple[str, str, int]]:
    """Our own running sessions: rating key as text, machine id of the player, start."""
    found = conn.execute(
        select(session.c.rating_key, session.c.machine_id, session.c.started).where(
            session.c.server_id == server_id
        )
    )
    return [(rating_key, machine_id, started) for rating_key, machine_id, started in found]


def note_taken(conn: Connection, rows: Sequence[dict[str, object]]) -> None:
    """Remember what was done with rows; each has the columns of `taken_row`."""
    if rows:
        conn.execute(insert(taken_row), list(rows))


def kept_ids(conn: Connection, server_id: ServerId, table_name: str) -> set[int]:
    """Numbers of the rows of a table that are kept already."""
    found = conn.execute(
        select(kept_row.c.row_id).where(
            kept_row.c.server_id == server_id, kept_row.c.table_name == table_name
        )
    )
    return set(found.scalars())


def keep_rows(conn: Connection, rows: Iterable[dict[str, object]]) -> int:
    """Keep rows whole; each has the columns of `kept_row`. Returns how many they were."""
    count, coming = 0, iter(rows)
    while part := list(islice(coming, ROWS_AT_ONCE)):
        conn.execute(insert(kept_row), part)
        count += len(part)
    return count


def has_imported(conn: Connection, server_id: ServerId) -> bool:
    """Whether an import brought plays of this server before."""
    wanted = select(play.c.id).where(
        play.c.server_id == server_id, play.c.source == PlaySource.IMPORTED
    )
    return conn.execute(wanted.limit(1)).first() is not None


def taken_up_to(conn: Connection, server_id: ServerId, table_name: str) -> int | None:
    """Up to which row imports took a table over; None: none did, or none that noted it."""
    return conn.execute(
        select(taken_row.c.row_id).where(
            taken_row.c.server_id == server_id,
            taken_row.c.table_name == table_name,
            taken_row.c.reason == UP_TO,
        )
    ).scalar()


def note_up_to(conn: Connection, server_id: ServerId, table_name: str, row_id: int) -> None:
    """Note up to which row a table was taken over, unless an import came further before."""
    before = taken_up_to(conn, server_id, table_name)
    if before is not None and before >= row_id:
        return
    place = {"server_id": server_id, "table_name": table_name}
    if before is None:
        note_taken(conn, [{**place, "row_id": row_id, "our_id": None, "reason": UP_TO}])
        return
    conn.execute(
        update(taken_row)
        .where(
            taken_row.c.server_id == server_id,
            taken_row.c.table_name == table_name,
            taken_row.c.row_id == before,
        )
        .values(row_id=row_id)
    )
